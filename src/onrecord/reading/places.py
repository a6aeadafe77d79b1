"""Where the places are that a text names: toponym resolution by gazetteer, importance and company.

After Leidner (2007, *Toponym Resolution in Text*) and Smith & Crane (2001): a name means one place
throughout a text, unless the text says otherwise; a large place is meant rather than a small one; the
places of a text lie together, in the same countries and regions and near one another; and "Paris, Texas"
settles it. Cost is linear in the number of names.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import Literal

from onrecord.reading.gazetteer import Entry, Gazetteer, fold, load
from onrecord.reading.record import Place, Span

MentionKind = Literal["location", "person", "organisation", "other"]

#: What an entry gains, in orders of magnitude of its weight, where all the company that it can have is in
#: its country, in its region, and near.
COUNTRY, REGION, NEAR = 1.0, 1.5, 1.0
#: What it gains where names beside it in a list are of its kind ("Florida, Georgia and Ohio").
LIKE = 0.5
#: How wide a cell of the grid is, in degrees; two places are near one another in the same or touching cells.
CELL = 3.0
#: What a country's company counts for its neighbours, and what a word such as "Ukrainian" counts.
NEIGHBOUR, DEMONYM = 0.2, 0.5
#: How often to go over all names, each time in the light of the last.
ROUNDS = 2
#: What stays below, with its company, is less likely than that the name means no place.
LEAST = 3.7
#: A name that is not tagged as a place needs that weight to be one after a word such as "in".
DOUBTFUL = 4.5
#: A place tagged with less confidence than this is as doubtful as one that is tagged otherwise.
UNSURE = 0.3
#: A name in capitals that short is an abbreviation, but for places of that weight ("CUBA").
ACRONYM, KNOWN = 4, 5.5
#: How much less weight a place may have than its namesakes to be meant in "Albany, New York", which can
#: as well be a list of cities.
LISTED = 2.0
#: No name of a place is longer, in characters.
LONGEST = 60

_PIECE = re.compile(r"[^,;/|()\n]+")
_BESIDE = re.compile(r",\s{1,3}|,?\s?\(")
_LIST = re.compile(r",?\s+(?:and|or|&)\s+(?:the\s+)?|,\s+(?:the\s+)?")
_AHEAD = re.compile(r",\s{1,3}((?:[A-Z][\w.’'-]{0,20})(?:\s[A-Z][\w.’'-]{0,20}){0,2})")
_NEXT = re.compile(r"\s([A-Za-z’']+)")
_WORDS_BEFORE = re.compile(r"[\w.’'-]+")
_WORD = re.compile(r"\S+")
_POSSESSIVE = re.compile(r"['’]s?$")
_CAPITALISED = re.compile(r"\b[A-Z]\w{2,}")

#: A country's or region's code, or a cell of the grid.
Clue = str | tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text, ``text[start:end]``, as tagged, with the probability that it is of its kind."""

    start: int
    end: int
    kind: MentionKind
    sure: float


@dataclass(frozen=True, slots=True)
class _Name:
    """A name with the entries that it can mean.

    ``area``: followed by a word for a region; ``short``: a region's abbreviation right after a city;
    ``within``: the region or country that is named right after it.
    """

    start: int
    end: int
    key: str
    entries: tuple[Entry, ...]
    kind: MentionKind
    area: bool = False
    short: bool = False
    within: Entry | None = None


def find(text: str, names: Sequence[Mention]) -> tuple[Place, ...]:
    """The places that ``names`` mean, each once with all its mentions, in the order of the first ones.

    ``names`` are the names of all kinds in ``text``, as tagged; their kinds may be wrong. A region or country
    right after a city ("Dover, Del.") is found even where it is not tagged. Coordinates are a city's own,
    those of the city that a region is named after, else the centre of the people of a region or country.
    """
    gazetteer = load()
    mentions = _in_order(text, names)
    found = _qualified(text, _areas(text, list(_names(text, mentions, gazetteer)), gazetteer))
    groups = _groups(_places_only(text, found, mentions, gazetteer))
    meant: dict[Entry, list[_Name]] = defaultdict(list)
    for group, entry in zip(groups, _resolve(text, groups, gazetteer), strict=True):
        if entry:
            meant[entry._replace(weight=0.0)] += group  # under whichever of its names
    places = [
        Place(
            name=entry.name,
            kind=entry.kind,
            country=entry.country,
            latitude=entry.latitude,
            longitude=entry.longitude,
            mentions=tuple(Span(n.start, n.end, text[n.start : n.end]) for n in sorted(own, key=_start)),
        )
        for entry, own in meant.items()
    ]
    return tuple(sorted(places, key=lambda place: place.mentions[0].start))


def _start(name: Mention | _Name) -> int:
    return name.start


def _in_order(text: str, names: Iterable[Mention]) -> list[Mention]:
    """The mentions that lie in the text, by start, without those that overlap one before."""
    out: list[Mention] = []
    for m in sorted(names, key=_start):
        if 0 <= m.start < m.end <= len(text) and (not out or m.start >= out[-1].end):
            out.append(replace(m, kind="other") if m.kind == "location" and m.sure < UNSURE else m)
    return out


# --- From mentions to names


def _names(text: str, mentions: list[Mention], gazetteer: Gazetteer) -> Iterator[_Name]:
    """The names that the gazetteer knows: of the mentions, of parts of them, and those right after."""
    last: _Name | None = None
    starts = {m.start for m in mentions if m.kind == "location"}
    for m in mentions:
        if last and m.start < last.end:
            continue
        whole = _name(text, m.start, m.end, m.kind, last, gazetteer)
        for start, end in [(m.start, m.end)] if whole else _pieces(text, m.start, m.end):
            last = whole or _name(text, start, end, m.kind, last, gazetteer)
            if last:
                yield last
            elif m.kind == "location":
                last = _Name(start, end, "", (), m.kind)
        if last and (ahead := _ahead(text, last, starts, gazetteer)):
            yield ahead
            last = ahead


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [(p.start(), p.end()) for p in _PIECE.finditer(text, start, end)]


def _name(
    text: str, start: int, end: int, kind: MentionKind, before: _Name | None, gazetteer: Gazetteer
) -> _Name | None:
    """What the gazetteer knows of ``text[start:end]``, as a whole or without the words around the name.

    ``before`` is the name before it, after which a region may be abbreviated ("TX"; "Tex." may stand alone).
    """
    piece = text[start:end]
    start, end = start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
    if not start < end <= start + LONGEST:
        return None
    code = gazetteer.short.get(text[start:end].replace(".", ""), "")
    beside = before is not None and _BESIDE.fullmatch(text, before.end, start)
    if (beside or (kind == "location" and "." in text[start:end])) and (entry := gazetteer.coded(code)):
        return _Name(start, end, fold(text[start:end]), (entry,), kind, short=True)
    known = _known(text[start:end], gazetteer)
    if known is None:
        return None
    first, last, key, entries, area = known
    return _Name(start + first, start + last, key, entries, kind, area)


@lru_cache(maxsize=10_000)  # an archive names few things, each many times
def _known(piece: str, gazetteer: Gazetteer) -> tuple[int, int, str, tuple[Entry, ...], bool] | None:
    """What the gazetteer knows of ``piece``: where it stands, key, entries, whether a word says "region"."""
    words = gazetteer.words
    for word in _WORD.finditer(piece):
        at = word.start()
        rest = piece[at:]
        key = fold(rest)
        if key in words["no place"] or key in words["before"]:
            return None
        if not rest[0].islower():
            for form in dict.fromkeys((rest, _POSSESSIVE.sub("", rest))):
                name = fold(form)
                entries = gazetteer.named(name)
                if len(name) <= ACRONYM and form.isupper():
                    entries = tuple(e for e in entries if e.weight >= KNOWN)
                if entries:
                    return at, at + len(form), name, entries, False
        head, _, tail = key.rpartition(" ")
        if tail in words["area"] and (entries := _regions(head, tail, gazetteer)):
            return at, len(piece), head, entries, True
        if key.partition(" ")[0] not in words["before"]:
            return None
    return None


def _ahead(text: str, name: _Name, starts: set[int], gazetteer: Gazetteer) -> _Name | None:
    """The region or country right after ``name`` that holds it, where no mention begins there."""
    m = _AHEAD.match(text, name.end)
    if not m or m.start(1) in starts:
        return None
    end = m.end(1)
    while end > m.start(1):
        full = text[end - 1] != "." or text[m.start(1) : end].replace(".", "") in gazetteer.short
        found = _name(text, m.start(1), end if full else end - 1, "location", name, gazetteer)
        if found and found.start == m.start(1) and _may_hold(found, name):
            return found
        end = max(text.rfind(" ", m.start(1), end), m.start(1))
    return None


def _may_hold(whole: _Name, name: _Name) -> bool:
    if whole.short:
        return True
    if name.entries:
        return _container(name, whole) is not None
    return max(whole.entries, key=_weight).kind != "city"


def _regions(key: str, word: str, gazetteer: Gazetteer) -> tuple[Entry, ...]:
    """The regions of the name ``key`` that the ``word`` after it speaks of.

    Where a city alone bears the name, its region if that is named after it, else the land around it.
    """
    exact = tuple(e for e in gazetteer.named(f"{key} {word}") if e.kind == "region")
    named = gazetteer.named(key)
    regions = exact or tuple(e for e in named if e.kind == "region")
    if regions or word in gazetteer.words["own name"]:
        return regions
    cities = (e for e in named if e.kind == "city")
    return tuple(_region_of(e, gazetteer) or e._replace(kind="region") for e in cities)


def _region_of(city: Entry, gazetteer: Gazetteer) -> Entry | None:
    region = gazetteer.coded(city.region)
    return region if region and fold(region.name)[:4] == fold(city.name)[:4] else None


def _areas(text: str, names: list[_Name], gazetteer: Gazetteer) -> list[_Name]:
    """The names, with those that a word for a region follows, alone or as a list, turned to regions."""
    out: list[_Name] = []
    for name in names:
        out.append(name)
        m = _NEXT.match(text, name.end)
        word = m[1].lower() if m else ""
        if name.area or (word not in gazetteer.words["area"] and word not in gazetteer.words["areas"]):
            continue
        i = len(out) - 1
        while i >= 0:
            entries = _regions(out[i].key, _singular(word), gazetteer)
            if not entries:
                if word in gazetteer.words["own name"]:  # no such state: a nickname ("the Buckeye State")
                    del out[i]
                break
            out[i] = replace(out[i], entries=entries, area=True)
            i -= 1
            if word in gazetteer.words["area"] or i < 0 or out[i].area:
                break
            if not _LIST.fullmatch(text, out[i].end, out[i + 1].start):
                break
    return out


def _singular(word: str) -> str:
    return re.sub("ies$", "y", word).removesuffix("s")


# --- What a name's neighbours in the text say


def _inside(entry: Entry, whole: Entry) -> bool:
    """Whether a place lies in a country or first-order region."""
    if entry.kind == "country" or entry == whole:
        return False
    if whole.kind == "country":
        return entry.country == whole.country
    return whole.kind == "region" and bool(whole.region) and entry.region == whole.region


def _container(name: _Name, after: _Name) -> Entry | None:
    """What ``after``, which stands right behind ``name``, means if it is where ``name`` lies."""
    best = max(name.entries, key=_weight)
    for whole in sorted(after.entries, key=_weight, reverse=True):
        inside = [e for e in name.entries if _inside(e, whole)]
        if inside and not (best.kind == whole.kind == "country"):
            return whole
    return None


def _weight(entry: Entry) -> float:
    return entry.weight


def _qualified(text: str, names: list[_Name]) -> list[_Name]:
    """The names, with those that a region or country right behind them ("Paris, Texas") settles."""
    out: list[_Name | None] = list(names)
    for i, (name, after) in enumerate(pairwise(names)):
        if name.area or not _BESIDE.fullmatch(text, name.end, after.start):
            continue
        whole = _container(name, after)
        listed = i + 2 < len(names) and _LIST.fullmatch(text, after.end, names[i + 2].start)
        if whole is None:
            # "Hereford, Ariz.": one that the gazetteer has not, whatever others it has.
            if after.short or (not listed and text.startswith(",", after.end) and _is_region(after)):
                out[i] = None if max(name.entries, key=_weight).kind == "city" else name
            continue
        best = max(name.entries, key=_weight)
        lesser = max(e.weight for e in name.entries if _inside(e, whole)) < best.weight - LISTED
        if best.kind == whole.kind and lesser:  # "Texas, Oklahoma", where there is a Texas County
            continue
        if whole.kind != max(after.entries, key=_weight).kind and (listed or lesser):
            continue  # "Albany, New York" as a list of cities
        out[i] = replace(out[i] or name, within=whole)
        out[i + 1] = replace(after, entries=(whole,))
    return [name for name in out if name]


def _is_region(name: _Name) -> bool:
    return max(name.entries, key=_weight).kind == "region"


def _places_only(text: str, names: list[_Name], mentions: list[Mention], gazetteer: Gazetteer) -> list[_Name]:
    """The names without those that mean a person or an institution here."""
    words = gazetteer.words
    before = [_before(text, n.start, words["before"]) for n in names]
    located = Counter(
        n.key for n, b in zip(names, before, strict=True) if b and b[-1].lower() in words["locative"]
    )
    as_place = Counter(n.key for n in names if n.kind == "location")
    as_person = Counter(n.key for n in names if n.kind == "person")
    as_person.update(n.key for n, b in zip(names, before, strict=True) if _titled(b, words["title"]))
    part_of_person = Counter(
        fold(word)
        for m in mentions
        if m.kind == "person" and len(parts := text[m.start : m.end].split()[:6]) > 1
        for word in parts
    )

    def is_place(name: _Name, before: list[str]) -> bool:
        titled = _titled(before, words["title"])
        if name.area or (
            name.within and not titled and not (name.kind == "person" and part_of_person[name.key])
        ):
            return True
        after = _NEXT.match(text, name.end)
        if titled or (after and _capitalised(after[1], words["institution"])):
            return False
        if before[-1:] == ["of"] and _capitalised("".join(before[-2:-1]), words["institution"]):
            return False
        people, places, key = as_person[name.key], as_place[name.key], name.key
        here = bool(before) and before[-1].lower() in words["locative"]
        best = max(name.entries, key=_weight)
        if name.kind == "person":
            return here and not part_of_person[key] and located[key] >= people and best.weight >= DOUBTFUL
        if people + part_of_person[key] >= max(places, 1) and located[key] <= people:
            return False
        if name.kind == "location":
            return True
        return best.kind == "country" or places > 0 or (here and best.weight >= DOUBTFUL)

    return [n for n, b in zip(names, before, strict=True) if is_place(n, b)]


def _titled(before: list[str], titles: frozenset[str]) -> bool:
    return bool(before) and _capitalised(before[-1], titles)


def _capitalised(word: str, words: frozenset[str]) -> bool:
    return word[:1].isupper() and word.lower() in words


def _before(text: str, at: int, skipped: frozenset[str]) -> list[str]:
    """The last words before ``at`` in its sentence; those that may open a place's name are passed over."""
    line = re.split(r"[,;:!?\"“”()\n]", text[max(0, at - 50) : at])[-1]
    words = [w.strip(".") for w in _WORDS_BEFORE.findall(line)]
    while words and words[-1].lower() in skipped and words[-1] not in ("of", "the"):
        words.pop()
    return words


# --- Which place a name means


def _groups(names: list[_Name]) -> list[list[_Name]]:
    """Names that mean the same place: the same name, said to be in the same place, or anywhere.

    A name that stands alone joins the last one before it of which the text says where it is ("Paris,
    Texas … in Paris").
    """
    said: dict[str, Entry] = {}
    groups: dict[tuple[str, tuple[Entry, ...], Entry | None], list[_Name]] = {}
    for name in names:
        within = name.within
        if within:
            said[name.key] = within
        elif not name.area and len(name.entries) > 1:
            within = said.get(name.key)
        groups.setdefault((name.key, name.entries, within), []).append(replace(name, within=within))
    return list(groups.values())


def _resolve(text: str, groups: list[list[_Name]], gazetteer: Gazetteer) -> list[Entry | None]:
    """For each group the entry that it means, if any."""
    candidates = [_candidates(group) for group in groups]
    scores = [[e.weight for e in entries] for entries in candidates]
    spoken = {gazetteer.demonyms[word] for word in _CAPITALISED.findall(text) if word in gazetteer.demonyms}
    beside = _beside(text, groups)
    for _ in range(ROUNDS):
        total: dict[Clue, float] = defaultdict(float)
        for code in spoken:
            total[code[:2]] += DEMONYM
            total[code] += DEMONYM * (len(code) > 2)
        own = [_clues(entries, s) for entries, s in zip(candidates, scores, strict=True)]
        for clues in own:
            for clue, mass in clues.items():
                total[clue] += mass
        near = _neighbours(total, gazetteer)
        kinds = [_best(entries, s)[1].kind for entries, s in zip(candidates, scores, strict=True)]
        scores = [
            [_score(e, total, clues, near) + LIKE * any(kinds[i] == e.kind for i in others) for e in entries]
            for entries, clues, others in zip(candidates, own, beside, strict=True)
        ]
    out: list[Entry | None] = []
    for group, entries, s in zip(groups, candidates, scores, strict=True):
        score, entry = _best(entries, s)
        said = group[0].within or group[0].area or entry.kind == "country"
        out.append(entry if said or score >= LEAST else None)
    return out


def _best(entries: list[Entry], scores: list[float]) -> tuple[float, Entry]:
    return max(zip(scores, entries, strict=True), key=itemgetter(0))


def _beside(text: str, groups: list[list[_Name]]) -> list[set[int]]:
    """For each group those that stand beside it in a list, by number."""
    out: list[set[int]] = [set() for _ in groups]
    names = sorted(((n, i) for i, group in enumerate(groups) for n in group), key=lambda pair: pair[0].start)
    for (name, i), (after, j) in pairwise(names):
        if i != j and not name.within and _LIST.fullmatch(text, name.end, after.start):
            out[i].add(j)
            out[j].add(i)
    return out


def _candidates(group: list[_Name]) -> list[Entry]:
    entries, whole = group[0].entries, group[0].within
    return [e for e in entries if whole and _inside(e, whole)] or list(entries)


def _cell(entry: Entry) -> tuple[int, int]:
    return int(entry.latitude // CELL), int(entry.longitude // CELL)


def _clues(entries: list[Entry], scores: list[float]) -> dict[Clue, float]:
    """What one name says of where the text plays: its entries' shares of countries, regions, cells around."""
    top = max(scores)
    shares = [10 ** (s - top) for s in scores]
    total = sum(shares)
    out: dict[Clue, float] = defaultdict(float)
    for entry, share in zip(entries, shares, strict=True):
        mass = share / total
        if mass < 0.02:
            continue
        out[entry.country] += mass
        if entry.kind != "country":
            out[entry.region] += mass
            row, column = _cell(entry)
            for r in (row - 1, row, row + 1):
                for c in (column - 1, column, column + 1):
                    out[r, c] += mass
    return out


def _neighbours(total: dict[Clue, float], gazetteer: Gazetteer) -> dict[str, float]:
    """What the countries of the text say for their neighbours."""
    out: dict[str, float] = defaultdict(float)
    for clue, mass in total.items():
        if isinstance(clue, str) and len(clue) == 2 and (country := gazetteer.coded(clue)):
            for code in country.near:
                out[code] += NEIGHBOUR * mass
    return out


def _score(entry: Entry, total: dict[Clue, float], own: dict[Clue, float], near: dict[str, float]) -> float:
    """An entry's weight and its company: what the text's other names say, each kind of it up to a bound."""

    def company(clue: Clue, more: float = 0.0) -> float:
        mass = max(0.0, total.get(clue, 0.0) - own.get(clue, 0.0)) + more
        return mass / (mass + 1)

    score = entry.weight + COUNTRY * company(entry.country, near.get(entry.country, 0.0))
    if entry.kind == "country":
        return score
    return score + (REGION * company(entry.region) if entry.region else 0.0) + NEAR * company(_cell(entry))
