"""Roles: the offices and standings that a text gives its speakers, with their years.

The network marks the words; titles right before a name, and what stands before the name in a source,
are roles by rule. Whose they are follows from where they stand: right before a name, after it in
apposition, or in a description that goes back to somebody.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from onrecord.reading.attribution import Found
from onrecord.reading.mentions import before_name
from onrecord.reading.names import TITLES
from onrecord.reading.phrases import DETERMINERS, ENGLISH, RELATIVES, head
from onrecord.reading.record import Role
from onrecord.reading.speakers import Cast, Somebody
from onrecord.reading.tokens import Tokens
from onrecord.reading.words import Words, WordScores

#: How many words may stand between a name and its role.
NEAR = 8
#: The longest apposition, in words.
LONGEST = 15
#: How probable a word must be as part of a role.
LEAST = 0.4

_ENGLISH = ENGLISH["roles"]
_BETWEEN = frozenset(_ENGLISH["between"])
_LEADING = frozenset(_ENGLISH["leading"]) | DETERMINERS
_OFFICES = (
    frozenset(_ENGLISH["offices"])
    | frozenset(_ENGLISH["former"])
    | frozenset(ENGLISH["nouns"]["person"])
    | TITLES
)
_COURTESIES = frozenset(ENGLISH["titles"]["he"]) | frozenset(ENGLISH["titles"]["she"])
_JOINING = frozenset(_ENGLISH["joining"])
_YEAR = r"((?:1[89]|20)\d\d)"
_FORMER = re.compile(rf"\b(?:{'|'.join(_ENGLISH['former'])})\b", re.IGNORECASE)
_SINCE = re.compile(rf"\b(?:{'|'.join(_ENGLISH['since'])})\s+{_YEAR}\b", re.IGNORECASE)
_UNTIL = re.compile(rf"\b(?:{'|'.join(_ENGLISH['until'])})\s+{_YEAR}\b", re.IGNORECASE)
_YEARS = re.compile(rf"\b{_YEAR}(?:\s*(?:[-–—/]|\w+)\s*((?:1[89]|20)?\d\d|now|present))?\b", re.IGNORECASE)


def mark(
    tokens: Tokens, words: WordScores, cast: Cast, found: Sequence[Found]
) -> list[tuple[Words, Somebody | None]]:
    """The words of roles, in order, with whose they are where a name beside them says so.

    What offices somebody holds is noted, so that "the governor" can go back to them.
    """
    named = _before_names(tokens, cast, found)
    before = sorted(named)
    places = {i for (a, b), _ in words.names({"LOCATION": "location"}) for i in range(a, b)}
    adjectives = {b: a for (a, b), _ in words.names({"MISC": "group"})}
    tagged = [_with_office(tokens, *span) for span, _ in words.spans("role", LEAST)]
    tagged = [(adjectives.get(a, a), b) for a, b in tagged]  # "Tavarian" before "leader"
    tagged = [span for span in tagged if not _touches(before, span) and not places.issuperset(range(*span))]
    whose = {part: named.get(span) for span in (*before, *tagged) for part in _apart(tokens, *span)}
    spans = sorted(whose)
    by_rule = [*_titles(tokens, cast), *_appositions(tokens, cast)]
    spans += [part for span in by_rule for part in _apart(tokens, *span) if not _touches(spans, part)]
    out = []
    starts = [w[0] for w, _ in cast.names]
    for a, b in sorted(spans):
        who = whose.get((a, b)) or _named_bearer(tokens, cast, starts, a, b)
        if who:
            noun = tokens.lower[head(tokens, a, b)]
            who.nouns.update((noun, ENGLISH["titles"]["long"].get(noun, noun)))
        out.append(((a, b), who))
    return out


def _touches(spans: list[Words], other: Words) -> bool:
    """Whether one of the spans, in order and apart, shares a word with the other."""
    at = bisect_left(spans, other[1], key=lambda x: x[0]) - 1
    return at >= 0 and spans[at][1] > other[0]


def give(
    tokens: Tokens, cast: Cast, marked: Sequence[tuple[Words, Somebody | None]]
) -> dict[Somebody, list[Role]]:
    """The roles of everybody who is given one.

    What is beside no name may be part of a description that goes back to somebody.
    """
    described = sorted(((m, p) for p in cast.people for m in p.mentions), key=lambda x: x[0])
    starts = [m[0] for m, _ in described]
    named = {w for w, _ in cast.names}
    whole = sorted((_description(tokens, *words), who) for words, who in cast.descriptions)
    taken = [words for words, _ in whole]
    marked = [x for x in marked if not _touches(taken, x[0])]
    out: dict[Somebody, list[Role]] = {}
    for (a, b), who in sorted([*marked, *whole], key=lambda x: x[0]):
        for (first, last), holder in described[max(0, bisect_right(starts, a) - 3) : bisect_right(starts, a)]:
            if who is None and first <= a and b <= last and (first, last) not in named:
                who = holder  # noqa: PLW2901
        if who is None:
            continue
        role = _role(tokens, a, b)
        held = out.setdefault(who, [])
        if all(role.text.casefold() != r.text.casefold() for r in held):
            held.append(role)
    return out


def _description(tokens: Tokens, first: int, last: int) -> Words:
    """What of a description says what somebody is: without its determiner, and without clauses after it."""
    lower = tokens.lower
    begin = first + (lower[first] in DETERMINERS and first + 1 < last)
    at = head(tokens, first, last)
    stops = (i for i in range(at + 1, last) if lower[i] in RELATIVES or not lower[i][0].isalnum())
    return begin, next(stops, last)


def _titles(tokens: Tokens, cast: Cast) -> list[Words]:
    """The titles right before people's names, courtesies aside: "Sen.", "Vice President"."""
    out = []
    for (first, _), who in cast.names:
        begin = before_name(tokens, first)
        while begin < first and tokens.lower[begin] in _COURTESIES | {"the", "."}:
            begin += 1
        if who.kind == "person" and begin < first:
            out.append((begin, first))
    return out


def _appositions(tokens: Tokens, cast: Cast) -> list[Words]:
    """What stands after people's names, between commas, and is an office: "Ada Brill, the mayor of Orne,"."""
    lower, out = tokens.lower, []
    for (_, last), who in cast.names:
        first = last + 1
        if (
            who.kind != "person"
            or first >= len(lower)
            or lower[last] != ","
            or lower[first] not in DETERMINERS
        ):
            continue
        near = range(first, min(first + LONGEST, len(lower)))
        end = next((i for i in near if not lower[i][0].isalnum() or lower[i] in RELATIVES), first)
        if end > first + 1 and lower[head(tokens, first, end)] in _OFFICES:
            out.append((first, end))
    return out


def _before_names(tokens: Tokens, cast: Cast, found: Sequence[Found]) -> dict[Words, Somebody]:
    """What stands before the name in sources: "the chief of the harbour police, Colonel Marek Renn"; with
    several names, before the last of them."""
    out = {}
    for source in {f.source for f in found if f.source}:
        at = bisect_left(cast.names, source[1], key=lambda x: x[0][0]) - 1
        if at < 0 or cast.names[at][0][0] < source[0]:
            continue
        (first, last), who = cast.names[at]
        begin = max([source[0], *(i + 1 for i in range(source[0], first) if tokens.lower[i] in _JOINING)])
        main = head(tokens, *source)
        if at and cast.names[at - 1][0][0] <= main < cast.names[at - 1][0][1]:
            continue  # "Ada Brill, an adviser to Marek Renn"; not "an adviser to Renn, Ada Brill"
        office = any(tokens.lower[i].rstrip(".") in _OFFICES for i in range(begin, first))
        if who.kind == "person" and last >= source[1] - 1 and office:
            out[begin, first] = who
    return out


def _apart(tokens: Tokens, first: int, last: int) -> list[Words]:
    """A marked stretch as single roles: cut where a new office begins, without marks at its ends."""
    lower = tokens.lower
    parts = []
    begin = first
    for i in range(first, last):
        if lower[i] in (",", ";") and i > begin and _new_role(tokens, i + 1, last):
            parts.append((begin, i))
            begin = i + 1
        elif i > begin and lower[i] in ENGLISH["titles"]["long"] and lower[i + 1 : last] in ([], ["."]):
            parts.append((begin, i))  # "panel chairman" and "Rep."
            begin = i
    parts.append((begin, last))
    out = []
    for begin, end in parts:
        a = next((i for i in range(begin, end) if lower[i][0].isalnum() and lower[i] not in _LEADING), end)
        b = next((i for i in range(end, a, -1) if lower[i - 1][0].isalnum() or lower[i - 1] in (".", ")")), a)
        if not all(w in _BETWEEN or w in _COURTESIES or w.isdigit() or w == "." for w in lower[a:b]):
            out.append((a, b))
    return out


def _with_office(tokens: Tokens, first: int, last: int) -> Words:
    """A marked stretch that begins after the office it belongs to, with it: "Speaker of the" before "House"."""
    lower = tokens.lower
    at = first
    while at > 0 and lower[at - 1] in DETERMINERS:
        at -= 1
    office = at > 1 and lower[at - 1] == "of" and lower[at - 2] in _OFFICES
    return (at - 2 if office else first), last


def _new_role(tokens: Tokens, first: int, last: int) -> bool:
    """Whether a role begins here: an office, not a place that goes with the one before ("mayor of Orne, Ohio")."""
    word = tokens.lower[first] if first < last else ""
    return word in _LEADING or word in _OFFICES


def _named_bearer(tokens: Tokens, cast: Cast, starts: list[int], a: int, b: int) -> Somebody | None:
    """Whose role the words ``a:b`` are, by the names beside them in their sentence."""
    sentence, lower = tokens.sentence, tokens.lower
    after = bisect_left(starts, b)
    if after < len(starts):
        (first, _), who = cast.names[after]
        between = lower[b:first]
        if (
            len(between) <= 3
            and sentence[first] == sentence[a]
            and all(w == "." or (w in _BETWEEN and w != "and") for w in between)
        ):
            return who
    for k in range(bisect_right(starts, a) - 1, max(-1, bisect_right(starts, a) - 6), -1):
        (first, last), who = cast.names[k]
        if sentence[first] != sentence[a]:
            return None
        if first <= a < last:
            continue
        between = lower[last:a]
        if len(between) <= NEAR and all(w in _BETWEEN or w.isdigit() for w in between):
            return who
        # Further on in a list of appositions ("Ada Brill, 41, a lawyer from Orne, the party's treasurer").
        if who.kind == "person" and between[:1] == [","] and a - last < 40:
            return who
    return None


def _role(tokens: Tokens, a: int, b: int) -> Role:
    """The role with the years in it or in brackets right behind it."""
    start, end = int(tokens.start[a]), int(tokens.end[b - 1])
    m = re.match(r"\s*\([^)\n]{0,40}\)", tokens.text[end : end + 50])
    if m and _YEARS.search(m.group()):
        end += m.end()
    text = tokens.text[start:end]
    since, until = (int(m.group(1)) if (m := pattern.search(text)) else None for pattern in (_SINCE, _UNTIL))
    if since is None and until is None and (m := _YEARS.search(text)):
        since, last = int(m.group(1)), m.group(2)
        if last is None:
            until = since
        elif last.isdigit():
            until = int(m.group(1)[: 4 - len(last)] + last)
    if since and until and since > until:
        since = until = None
    before = tokens.text[max(0, start - 12) : start]
    return Role(start, end, text, since, until, bool(_FORMER.search(text) or _FORMER.search(before)))
