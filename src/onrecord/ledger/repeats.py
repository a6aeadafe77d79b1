"""Repeats: which sayings are one utterance, and which articles are nearly one text.

One utterance appears in many articles: whole and cut, with its "he" made "[the minister]", as a quotation and as a
report of it, in two translations. A forecast counts once. Nothing is compared with the whole ledger: each saying
has a few :func:`keys`, two sayings of one utterance share at least one with high probability, and those that share
one are compared word by word (:func:`same`).

Keys are of three sorts. *Prints* are winnowed shingles (Schleimer, Wilkerson and Aiken, Winnowing, SIGMOD 2003) with
the speaker's name: a cut of eight words has one in common with its whole. *Sketches* are the least of all longer
shingles (Broder, On the resemblance and containment of documents, 1997), without a name, for words that one article
gives to nobody. *Topics* are content words with the name and the days around, for a quotation and its report. So a
slogan's keys lead to what its own speaker said, not to everybody's.

The comparison aligns the two in order (a longest common subsequence, bit-parallel: Hyyrö, Bit-parallel LCS-length
computation revisited, 2004), asks how much of the shorter one is in the longer, and looks at what stands where they
differ: another figure, day, name or a "not" makes them two, however alike they are. Rules, not learnt: so it can be
said why, and the English is in ``repeats.toml``.
"""

import datetime
import hashlib
import math
import re
import tomllib
import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import combinations, pairwise, takewhile
from typing import NamedTuple

from onrecord.ledger.words import LONGEST, stemmed
from onrecord.reading.names import Name, parse, same_organisation, same_person
from onrecord.reading.record import Manner, SpeakerKind

#: From which probability on two sayings are one utterance.
SAME = 0.5
#: Within how many days what is not verbatim is taken for one utterance.
DAYS = 2
#: How many characters of a saying, and of a name, are looked at.
CHARACTERS, NAME = 10_000, 200
#: From how many words in a row on words are somebody's own, whoever gives them and whenever.
LONG = 9
#: Less weight than this says too little to be known again within something longer.
FEW = 2.0
#: Fewer words than this are no sentence: a report's topic at most.
BRIEF = 3
#: Where two are one in sense only, they have so much of the longer one in common, or all but all of the shorter one
#: if that is much.
OF_LONGER, ALL, ENOUGH = 0.4, 0.9, 3.0
#: What a word counts that both have, at other places.
MOVED = 0.8
#: Where so many of the words are the same in order, and of the weight less than one in eight is exchanged, the two
#: are one wording, misheard; where more is, one sentence about two things.
FRAME, EXCHANGED = 0.75, 0.125
#: What one leaves out in a row of so many words is left out on purpose, and may well hold a "not".
LEFT_OUT = 5
#: How far from what they have in common two sayings are looked at.
BESIDE = 6
#: By how much a figure may differ from itself rounded.
ROUGH = 0.05
#: What the shorter of two texts shares with the longer if they are one article.
NEAR = 0.5
#: What is said of those that are not alike.
OTHER_WORDS = "other words"
#: How many appearances of an utterance a new one is compared with.
MEMBERS = 8

#: The words of a print, of a sketch's shingle and of a document's.
PRINT, SKETCH, DOCUMENT = 4, 8, 5
#: Of so many prints in a row one is a key, so every PRINT + WINDOW - 1 words have one.
WINDOW = 5
#: How many keys of each sort there are at most.
PRINTS, SKETCHES, TOPICS, DOCUMENT_KEYS = 16, 6, 9, 16


@dataclass(frozen=True, slots=True)
class Saying:
    """What is compared of a statement or claim: its words, whose they are, and the day of the article.

    ``speaker`` is the name that the ledger shows, empty where nobody is named; ``kind`` is the speaker's.
    ``person``: equal for speakers that are one, whatever their names. Pieces of a content are joined with "…".
    """

    words: str
    speaker: str = ""
    kind: SpeakerKind = "person"
    manner: Manner = "direct"
    date: datetime.date | None = None
    person: int | None = None


class Likeness(NamedTuple):
    """How probable it is that two sayings are one utterance, and why."""

    probability: float
    why: str


class Overlap(NamedTuple):
    """How much two texts share: of all that they say (``resemblance``), of the shorter one (``containment``)."""

    resemblance: float
    containment: float


# Words


class _Token(NamedTuple):
    """A word in plain form.

    ``who``: the person of a pronoun; ``name``: has a capital within a sentence; ``inserted``: stands in brackets;
    ``opens``: is the first of a sentence; ``left_out``: words are left out before it.
    """

    form: str
    weight: float
    who: int
    name: bool
    inserted: bool
    opens: bool
    left_out: bool


_ENGLISH = tomllib.loads(files("onrecord.ledger").joinpath("repeats.toml").read_text("utf-8"))
_WRITTEN_OUT: dict[str, str] = _ENGLISH["written_out"]
_AS_WRITTEN: dict[str, str] = _ENGLISH["as_written"]
_ENDINGS: dict[str, str] = _ENGLISH["endings"]
_IRREGULAR = {form: word for word, forms in _ENGLISH["irregular"].items() for form in forms.split()}
_CLASS = {word: name for name, words in _ENGLISH["classes"].items() for word in words}
_ONES = {word: n for n, word in enumerate(_ENGLISH["numbers"]["words"][:10])}
_TENS = {word: 10 * n for n, word in enumerate(_ENGLISH["numbers"]["tens"], 2)}
#: "One" is a number only beside another.
_NUMBERS = {word: n for n, word in enumerate(_ENGLISH["numbers"]["words"]) if n != 1} | _TENS
_LARGE: dict[str, int] = _ENGLISH["numbers"]["large"]
_SHORT: dict[str, int] = _ENGLISH["numbers"]["short"]
_CURRENCIES: dict[str, str] = _ENGLISH["numbers"]["currencies"]
_MAY, _BEFORE_MAY = "may (month)", frozenset(_ENGLISH["may"]["after"])


def _stem(word: str) -> str:
    """A word's class, else its stem."""
    return _CLASS.get(word) or stemmed(_IRREGULAR.get(word, word))


_GROUP = {
    _stem(word): _stem(group.split()[0]) for group in _ENGLISH["same"]["groups"] for word in group.split()
}


def _form(word: str) -> str:
    """What stands for a word and all that mean the same."""
    stem = _stem(word)
    return _GROUP.get(stem, stem)


_PHRASES: dict[str, list[tuple[tuple[str, ...], str]]] = {}
for _word, _rows in _ENGLISH["phrases"].items():
    for _row in _rows:
        _stems = tuple(map(_stem, _row.split()))
        _PHRASES.setdefault(_stems[0], []).append((_stems, _form(_word) if _word else ""))
_WEIGHTS = {
    **dict.fromkeys(map(_form, _ENGLISH["weights"]["half"]), 0.5),
    **dict.fromkeys(map(_form, _ENGLISH["weights"]["none"]), 0.0),
    **dict.fromkeys(_ENGLISH["classes"], 0.0),
    "~": 0.0,
}
_ROUGH = frozenset(map(_form, _ENGLISH["numbers"]["rough"]))
_TURNED = frozenset(map(_form, _ENGLISH["roles"]["turned"]))
_APART = {_form(word): name for name, words in _ENGLISH["apart"].items() for word in words} | {_MAY: "month"}
_SURE = {_form(word): name for name, words in _ENGLISH["sure"].items() for word in words}
_OPPOSITE = {frozenset(map(_form, pair.split())) for pair in _ENGLISH["opposite"]["pairs"]}

_PART = re.compile(
    r"https?://\S+|\#\w+|(?P<currency>[$€£])?(?P<figure>[0-9]+(?:[.,][0-9]+)*)(?:(?:st|nd|rd|th)\b)?"
    rf"(?P<unit>(?:{'|'.join(_SHORT)})\b)?"
    r"|(?P<word>(?:[^\W\d_][\u0300-\u036f]*)+(?:'[^\W\d_]+)*'?)"
    r"|(?P<percent>%)|(?P<gap>…|\.\.\.+)|(?P<end>[.!?:;]+)|(?P<open>\[)|(?P<close>\])",
    re.IGNORECASE,
)
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ＇‘", "'"))
_QUOTED = re.compile('[“„«"]([^“”„«»"]+)[”“»"]')
_FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:e\+[0-9]+)?")
_DOCUMENT_WORD = re.compile(r"\w+")


def _read(words: str) -> tuple[_Token, ...]:
    """The words of a saying, those that mean the same by one form."""
    return _read_all(words[:CHARACTERS])


@lru_cache(maxsize=500)
def _read_all(words: str) -> tuple[_Token, ...]:
    tokens = _spelt_out(words)
    out: list[_Token] = []
    i = 0
    while i < len(tokens):
        size, form = 1, _GROUP.get(tokens[i].form, tokens[i].form)
        for stems, word in _PHRASES.get(tokens[i].form, ()):
            if tuple(t.form for t in tokens[i : i + len(stems)]) == stems:
                size, form = len(stems), word
        if form:
            out.append(tokens[i]._replace(form=form, weight=_WEIGHTS.get(form, 1.0)))
        i += size
    return tuple(out)


def _spelt_out(words: str) -> list[_Token]:
    """The words by their stems, contractions and numbers written in one way."""
    text = unicodedata.normalize("NFKC", words)[:CHARACTERS].translate(_APOSTROPHES)
    capitals = [word[0].isupper() for word in _LONG_WORD.findall(text)]
    names = 2 * sum(capitals) <= len(capitals)  # in a headline they tell nothing
    out: list[_Token] = []
    opens, left_out, inserted = True, False, False
    number: float | None = None  # what the last word is, if a number
    before = ""

    def add(form: str, name: bool = False) -> None:
        nonlocal opens, left_out
        who = int(form[1]) if form[0] == "~" else 0
        out.append(_Token("~" if who else form, 0.0, who, name and not opens, inserted, opens, left_out))
        opens = left_out = False

    for m in _PART.finditer(text):
        word = m["word"] or ""
        lower = word[:LONGEST].lower()
        last, number = number, None
        if m["figure"]:
            number = _value(m["figure"], m["unit"])
            if m["currency"]:
                add(_form(_CURRENCIES[m["currency"]]))
            add(m["figure"] if number is None else _figure(number))
        elif lower in _LARGE and (last is not None or before in ("a", "one")):
            number = (1.0 if last is None else last) * _LARGE[lower]
            out[-1] = out[-1]._replace(form=_figure(number))
        elif lower in _ONES and before in _TENS and last is not None:
            number = last + _ONES[lower]
            out[-1] = out[-1]._replace(form=_figure(number))
        elif lower in _NUMBERS:
            number = float(_NUMBERS[lower])
            add(_figure(number))
        elif lower == "may" and word[0] == "M" and (last or before in _BEFORE_MAY or _day(text, m.end())):
            add(_MAY)
        elif word:
            for form in _written_out(_AS_WRITTEN.get(word, lower)):
                add(form, names and word[0].isupper())
        elif m["percent"]:
            add(_form("percent"))
        left_out |= bool(m["gap"])
        opens |= bool(m["end"])
        inserted = bool(m["open"]) or (inserted and not m["close"] and not m["end"])
        before = lower
    return out


def _value(figure: str, unit: str | None) -> float | None:
    """A figure's value; none of a date and the like."""
    plain = figure.replace(",", "") if _THOUSANDS.fullmatch(figure) else figure.replace(",", ".")
    if plain.count(".") > 1 or len(plain) > 15:
        return None
    return float(plain) * _SHORT.get((unit or "").lower(), 1)


def _figure(value: float) -> str:
    return f"{value:.12g}"


def _day(text: str, at: int) -> bool:
    """Whether a figure follows the name of a month that ends there."""
    return text[at : at + 2].strip().isdigit()


@lru_cache(maxsize=20_000)
def _written_out(word: str) -> tuple[str, ...]:
    """The stems of all that a word in lower case is written out as."""
    plain = _WRITTEN_OUT.get(word)
    if plain is None:
        end = next((end for end in _ENDINGS if word.endswith(end) and len(word) > len(end)), "")
        plain = f"{word.removesuffix(end)} {_ENDINGS[end]}" if end else word
    return tuple(stem for stem in map(_stem, plain.split()) if stem)


# Whose


@lru_cache(maxsize=20_000)
def _name(speaker: str, kind: SpeakerKind) -> Name | None:
    """The name that is compared; none of those whom no text names."""
    if kind in ("unnamed", "group"):
        return None
    return parse(speaker, (0, 0), "person" if kind in ("person", "author") else "organisation")


def _handle(name: Name) -> str:
    """What the forms of a name share: the surname, the acronym."""
    if name.kind == "person":
        return name.key[-1]
    if len(name.key) == 1:
        return name.key[0].replace(".", "")
    return "".join(word[0] for word in name.key if _WEIGHTS.get(word, 1.0)) or name.key[-1]


def _one_speaker(a: Saying, b: Saying) -> bool | None:
    """Whether the speakers may be one; ``None``: who knows, as with a ministry and somebody who speaks for it."""
    if a.person is not None and a.person == b.person:
        return True
    one, other = _name(a.speaker[:NAME], a.kind), _name(b.speaker[:NAME], b.kind)
    if one is None or other is None or one.kind != other.kind:
        return None
    if one.kind != "person":
        return same_organisation(one.key, other.key)
    apart = ((one.suffix, other.suffix), (one.gender, other.gender))
    return same_person(one.key, other.key) and not any(x and y and x != y for x, y in apart)


# Keys


def keys(saying: Saying) -> frozenset[int]:
    """What a saying is looked up by: at most 40 signed numbers of 64 bits, the same on every machine.

    Two sayings of one utterance share one with high probability. So may others: :func:`same` tells.
    """
    tokens = [token for token in _read(saying.words) if not token.inserted]
    forms = [token.form for token in tokens]
    says = [token.weight > 0 for token in tokens]
    out = set(sorted({h for h in _shingles(forms, says, SKETCH) if h is not None})[:SKETCHES])
    name = _name(saying.speaker[:NAME], saying.kind)
    if name:
        who = _handle(name)
        out |= _winnowed(list(_shingles(forms, says, min(PRINT, len(forms)), who)))
        if saying.date and forms:
            topics = sorted({t.form for t in tokens if t.weight == 1}, key=lambda form: (-len(form), form))
            topics = topics or [" ".join(forms)]  # "I will not let you down"
            day = saying.date.toordinal()
            # Days no more than DAYS apart are in one period of the one row or of the other.
            periods = [f"{row} {(day + row * DAYS) // (2 * DAYS)}" for row in (0, 1)]
            out |= {_hash("topic", who, period, form) for form in topics[:TOPICS] for period in periods}
    return frozenset(out)


def _hash(*parts: str) -> int:
    data = "\0".join(parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big", signed=True)


def _shingles(forms: list[str], says: list[bool], size: int, *who: str) -> Iterator[int | None]:
    """The hash of each ``size`` forms in a row; ``None`` of those that say nothing."""
    for i in range(len(forms) - size + 1 if size else 0):
        yield _hash(*who, *forms[i : i + size]) if any(says[i : i + size]) else None


def _winnowed(prints: list[int | None]) -> set[int]:
    """The least of each window of prints.

    The window is wider for a long saying, so that there are not too many; what is chosen in a wide window is in
    a narrow one, too, so a cut as long as the wide one still has a print in common with its whole.
    """
    window = 1 if len(prints) < WINDOW else max(WINDOW, -(-2 * len(prints) // PRINTS))
    out = set()
    least: deque[tuple[int, int]] = deque()  # positions and prints, rising
    for i, value in enumerate(prints):
        if value is not None:
            while least and least[-1][1] >= value:
                least.pop()
            least.append((i, value))
        while least and least[0][0] <= i - window:
            least.popleft()
        if least and i >= window - 1:
            out.add(least[0][1])
    return set(sorted(out)[:PRINTS])


# Comparing


def same(a: Saying, b: Saying) -> Likeness:
    """Whether two sayings are one utterance; the same either way round."""
    one_speaker = _one_speaker(a, b)
    if one_speaker is False:
        return Likeness(0.0, "another speaker")
    days = _days(a, b)
    quoted = "indirect" not in (a.manner, b.manner)
    found = []
    for x in _wordings(a):
        for y in _wordings(b):
            short, long = sorted((_read(x), _read(y)), key=lambda tokens: (len(tokens), tokens))
            common = _common(short, long, a.manner == b.manner == "direct")
            likeness = _judged(common, one_speaker is True, days, quoted)
            clashes = common.clash and likeness.probability >= SAME / 2
            found.append(Likeness(0.0, common.clash) if clashes else likeness)
    # The first is of all words: where these clash, it is no use that a part of them does not.
    return found[0] if found[0].why in CLASHES else max(found)


def assign(new: Saying, utterances: Sequence[Sequence[Saying]]) -> list[int]:
    """The indexes of the utterances that ``new`` is one more appearance of, the surest first; mostly one or none.

    It is an appearance if it is the same as the fullest of the utterance's sayings and clashes with none, so no
    chain of small differences leads from one utterance to another. Where there are several, ``new`` is fuller
    than all of them and shows that they are one.
    """
    found = []
    for i, sayings in enumerate(utterances):
        members = sorted(sayings, key=lambda s: (-_size(s), _days(new, s) or 0, _order(s)))[:MEMBERS]
        likeness = [same(new, member) for member in members]
        if likeness and likeness[0].probability >= SAME and CLASHES.isdisjoint(why for _, why in likeness):
            found.append((-likeness[0].probability, i, _size(new) > _size(members[0])))
    found.sort()
    return [i for rank, (_, i, fuller) in enumerate(found) if not rank or (fuller and found[0][2])]


def group(sayings: Sequence[Saying]) -> list[list[int]]:
    """The utterances that sayings belong to, as their indexes; the same in whatever order they come."""
    utterances: list[list[int]] = []
    by_key: dict[int, dict[int, None]] = defaultdict(dict)
    for i in sorted(range(len(sayings)), key=lambda i: _order(sayings[i])):
        own = keys(sayings[i])
        near = sorted({utterance for key in own for utterance in by_key[key]})
        joined = assign(sayings[i], [[sayings[j] for j in utterances[u]] for u in near])
        utterance = near[joined[0]] if joined else len(utterances)
        if not joined:
            utterances.append([])
        utterances[utterance].append(i)
        for key in own:
            by_key[key][utterance] = None
    return [sorted(utterance) for utterance in utterances]


def _order(saying: Saying) -> tuple[object, ...]:
    """Fullest first; then so that equal sayings alone are equal."""
    day = saying.date or datetime.date.min
    return -_size(saying), saying.words, saying.speaker, saying.kind, saying.manner, day, saying.person or 0


def _days(a: Saying, b: Saying) -> int | None:
    return abs((a.date - b.date).days) if a.date and b.date else None


def _size(saying: Saying) -> int:
    return len(_read(saying.words))


def _wordings(saying: Saying) -> list[str]:
    """A saying's words; where a part of them is in quotation marks, that part, too."""
    if saying.manner != "mixed":
        return [saying.words]
    quoted = " … ".join(_QUOTED.findall(saying.words[:CHARACTERS]))
    return [saying.words, quoted] if sum(token.weight for token in _read(quoted)) >= FEW else [saying.words]


class _Common(NamedTuple):
    """What two sayings have in common.

    ``weight``: of the words that are in both; ``least``, ``most``: of all words of the one and of the other;
    ``words``: how many the shorter has; ``run``: the most in a row; ``clash``: what makes them two, however alike.
    """

    weight: float
    least: float
    most: float
    words: int
    run: int = 0
    clash: str = ""


def _judged(common: _Common, named: bool, days: int | None, quoted: bool) -> Likeness:
    """How probable it is that what is so alike, so many days apart, was said once."""
    near = days is not None and days <= DAYS
    share = common.weight / (common.least or 1.0)
    need = 0.7 if quoted else 0.6
    all_of_it = share >= ALL and common.weight >= ENOUGH
    if common.run < (PRINT if quoted else LONG) and not all_of_it:
        # Of the longer, too, enough: any two reports on one matter share a few words.
        share = min(share, need + common.weight / (common.most or 1.0) - OF_LONGER)
    if not named:
        need = 0.9 if common.run >= LONG and (quoted or near) else math.inf
    elif not near:
        need = 0.85 if common.run >= LONG and quoted else math.inf
    elif common.least < FEW or common.words < BRIEF:
        need = 0.85
        share = common.weight / (common.most or 1.0) if quoted or common.words >= BRIEF else 0.0
    probability = 1 / (1 + math.exp(min(12 * (need - share), 99.0)))
    if probability < SAME:
        return Likeness(probability, OTHER_WORDS)
    return Likeness(probability, "the same words" if common.run >= LONG else "the same sense")


class _Gap(NamedTuple):
    """What stands at one place of two sayings where they differ."""

    short: list[_Token]
    long: list[_Token]


def _common(short: Sequence[_Token], long: Sequence[_Token], verbatim: bool) -> _Common:
    """What two sayings have in common; ``verbatim``: both are quoted throughout."""
    least, most = sorted(sum(t.weight for t in tokens if not t.inserted) for tokens in (short, long))
    forms, other_forms = [t.form for t in short], [t.form for t in long]
    if not least:
        alike = forms == other_forms != []
        return _Common(float(alike), float(alike), 1.0, len(forms))
    weights = {t.form: t.weight for t in short}
    one, other = (Counter(t.form for t in ts if t.weight and not t.inserted) for ts in (short, long))
    moved = one & other
    nothing = _Common(0.0, least, most, len(forms))
    if _weight(moved, weights) < least / 2:
        return nothing
    pairs = _core(short, _aligned(forms, other_forms))
    if not pairs:
        return nothing
    in_order = Counter(
        short[i].form for i, j in pairs if short[i].weight and not (short[i].inserted or long[j].inserted)
    )
    moved -= in_order
    all_gaps = list(_gaps(short, long, pairs))
    gaps = [_Gap(*([t for t in side if t.form not in moved] for side in gap)) for gap in all_gaps]
    rough = not _ROUGH.isdisjoint(forms + other_forms)
    weight = _weight(in_order, weights) + MOVED * _weight(moved, weights)
    weight += sum(_take_twins(gap, rough) for gap in gaps)
    clash = (
        (_another_person(short, long, pairs) if verbatim else "")
        or _roles_swapped(all_gaps)
        or _another(gaps)
        or _denied(gaps, _before(short, pairs[0][0]), _before(long, pairs[0][1]))
        or _another_thing(gaps, weight, len(pairs) / len(short))
    )
    run = max(len(block) for block in _blocks(pairs))
    return _Common(weight, least, most, len(forms), run, clash)


def _weight(forms: Counter[str], weights: dict[str, float]) -> float:
    return sum(weights[form] * n for form, n in forms.items())


def _aligned(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """A longest common subsequence, as the places in ``a`` and in ``b``."""
    masks: dict[str, int] = defaultdict(int)
    for i, form in enumerate(a):
        masks[form] |= 1 << i
    row = full = (1 << len(a)) - 1
    rows = []
    out: list[tuple[int, int]] = []
    for form in b:
        here = row & masks.get(form, 0)
        row = ((row + here) | (row - here)) & full
        rows.append(row)
    i, j = len(a), len(b)
    while i and j:
        if rows[j - 1] >> (i - 1) & 1:
            i -= 1
            continue
        j -= 1
        if not j or rows[j - 1] >> (i - 1) & 1:
            i -= 1
            if out and out[-1][0] == i + 1 and b[out[-1][1] - 1] == a[i]:
                out.append((i, out[-1][1] - 1))  # beside the next one rather than somewhere before
            else:
                out.append((i, j))
    return out[::-1]


def _blocks(pairs: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """The pairs that follow one another in both."""
    out = [[pairs[0]]]
    for before, pair in pairwise(pairs):
        if pair == (before[0] + 1, before[1] + 1):
            out[-1].append(pair)
        else:
            out.append([pair])
    return out


def _core(short: Sequence[_Token], pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs without the little words at the ends that stand alone: they are common to any two texts."""
    blocks = _blocks(pairs) if pairs else []
    says = [i for i, block in enumerate(blocks) if any(short[at].weight for at, _ in block)]
    return [pair for block in blocks[says[0] : says[-1] + 1] for pair in block] if says else []


def _gaps(
    short: Sequence[_Token], long: Sequence[_Token], pairs: Sequence[tuple[int, int]]
) -> Iterator[_Gap]:
    """Where the two differ between their common words, and in the same sentence beside these."""
    yield _edge(_before(short, pairs[0][0]), _before(long, pairs[0][1]))
    for (i, j), (next_i, next_j) in pairwise(pairs):
        one, other = short[i + 1 : next_i], long[j + 1 : next_j]
        cut = (not one and short[next_i].left_out) or (not other and long[next_j].left_out)
        if (one and other) or (0 < len(one) + len(other) < LEFT_OUT and not cut):
            yield _gap(one, other)
    one, other = _after(short, pairs[-1][0]), _after(long, pairs[-1][1])
    if one and other:
        yield _edge(one, other)


def _edge(short: list[_Token], long: list[_Token]) -> _Gap:
    """The gap beside all common words. Where only one has more words, a "not" right there is all that matters."""
    if short and long:
        size = min(len(short), len(long)) + 2
        return _gap(short[:size], long[:size])
    return _gap(*([t for t in side[:2] if t.form == "not"] for side in (short, long)))


def _gap(short: Iterable[_Token], long: Iterable[_Token]) -> _Gap:
    return _Gap(*([t for t in side if not t.inserted] for side in (short, long)))


def _before(tokens: Sequence[_Token], at: int) -> list[_Token]:
    """The last words of the sentence before a place, the nearest first."""
    out: list[_Token] = []
    while at and not tokens[at].opens and len(out) < BESIDE:
        at -= 1
        out.append(tokens[at])
    return out


def _after(tokens: Sequence[_Token], at: int) -> list[_Token]:
    """The next words of the sentence after a place."""
    following = tokens[at + 1 : at + 1 + BESIDE]
    return list(takewhile(lambda token: not token.opens, following))


def _take_twins(gap: _Gap, rough: bool) -> float:
    """Take out of a gap what is one word misprinted or, among ``rough`` figures, one rounded; gives its weight."""
    taken = 0.0
    for token in [t for t in gap.short if t.weight]:
        for twin in gap.long:
            if _misprint(token.form, twin.form) or (rough and _rounded(token.form, twin.form)):
                gap.short.remove(token)
                gap.long.remove(twin)
                taken += token.weight
                break
    return taken


def _misprint(a: str, b: str) -> bool:
    """Whether a letter too many, too few or, in a long word, another makes one of the other."""
    if a[0] != b[0] or a[0].isdigit() or max(len(a), len(b)) < 4 or abs(len(a) - len(b)) > 1:
        return False
    short, long = sorted((a, b), key=len)
    start = next((i for i, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    return len(long) > 6 and short[start + 1 :] == long[start + 1 :]


def _rounded(a: str, b: str) -> bool:
    """Whether one of two figures may be the other, rounded."""
    if not (_FIGURE.fullmatch(a) and _FIGURE.fullmatch(b)):
        return False
    return math.isclose(float(a), float(b), rel_tol=ROUGH)


# What makes two utterances of sayings that are alike: a reason, or nothing.

CLASHES = frozenset(
    (
        "another speaker", "another person", "roles swapped", "another figure", "the opposite", "another name",
        "denied in one", "another thing", *(f"another {name}" for name in _ENGLISH["apart"] | _ENGLISH["sure"]),
    )
)  # fmt: skip


def _another_person(short: Sequence[_Token], long: Sequence[_Token], pairs: Iterable[tuple[int, int]]) -> str:
    """Verbatim, "we" is not "they"."""
    whos = [{short[i].who, long[j].who} for i, j in pairs if not (short[i].inserted or long[j].inserted)]
    return "another person" if {1, 3} in whos else ""


def _roles_swapped(gaps: Sequence[_Gap]) -> str:
    """What stands at two places of the one stands there the other way round in the other; but a "by" may say that
    the sentence was only turned."""
    if _TURNED & {t.form for gap in gaps for side in gap for t in side}:
        return ""
    sides = [[{t.form for t in side if t.weight} for side in gap] for gap in gaps]
    swapped = any(a & d and b & c for (a, b), (c, d) in combinations(sides, 2))
    return "roles swapped" if swapped else ""


def _another(gaps: Sequence[_Gap]) -> str:
    """Another figure, day, name and the like where the other has its own."""
    short, long = ([t for gap in gaps for t in gap[side]] for side in (0, 1))
    if all(any(t.form[0].isdigit() for t in side) for side in (short, long)):
        return "another figure"
    kinds = {_APART[t.form] for t in short if t.form in _APART} & {
        _APART[t.form] for t in long if t.form in _APART
    }
    if kinds:
        return f"another {min(kinds)}"
    if any(frozenset((x.form, y.form)) in _OPPOSITE for x in short for y in long):
        return "the opposite"
    for gap in gaps:
        sure = [{t.form for t in side if t.form in _SURE} for side in gap]
        if all(sure) and sure[0].isdisjoint(sure[1]):
            return "another likelihood"
        names = [[t.form for t in side if t.name and t.weight] for side in gap]
        if all(names) and not any(x[:4] == y[:4] for x in names[0] for y in names[1]):
            return "another name"
    return ""


def _denied(gaps: Sequence[_Gap], *before: Iterable[_Token]) -> str:
    """A "not" that the other lacks; one further off, in ``before`` all that they have in common, may make up for it
    ("I don't see any way that parliament …", "parliament is unlikely to …")."""
    here = [any(t.form == "not" for gap in gaps for t in gap[side]) for side in (0, 1)]
    there = [here[side] or any(t.form == "not" for t in before[side]) for side in (0, 1)]
    return "denied in one" if here[0] != here[1] and there[0] != there[1] else ""


def _another_thing(gaps: Sequence[_Gap], weight: float, frame: float) -> str:
    """One sentence about two things."""
    both = [[sum(t.weight for t in side) for side in gap] for gap in gaps]
    exchanged = sum(min(sides) for sides in both if min(sides) >= 1)
    return "another thing" if frame >= FRAME and exchanged > EXCHANGED * (weight + exchanged) else ""


# Articles


def document_keys(text: str) -> frozenset[int]:
    """What a text is looked up by: at most ``DOCUMENT_KEYS`` numbers, as of :func:`keys`.

    They are the least hashes of all shingles, so two texts share the more the more of their words they share, and
    a cut of a fifth still shares one in 97 of 100 cases.
    """
    return frozenset(sorted({_hash(*shingle) for shingle in _document_shingles(text)})[:DOCUMENT_KEYS])


def near_duplicate(a: str, b: str) -> Overlap:
    """How much two texts share, in shingles of :data:`DOCUMENT` words.

    Wire copy that was cut is contained, if not resembled; :data:`NEAR` says from where on two are one article.
    """
    one, other = set(_document_shingles(a)), set(_document_shingles(b))
    if not one or not other:
        return Overlap(0.0, 0.0)
    shared = len(one & other)
    return Overlap(shared / len(one | other), shared / min(len(one), len(other)))


def _document_shingles(text: str) -> Iterator[tuple[str, ...]]:
    words = _DOCUMENT_WORD.findall(text.lower())
    for i in range(max(len(words) - DOCUMENT + 1, min(len(words), 1))):
        yield tuple(words[i : i + DOCUMENT])
