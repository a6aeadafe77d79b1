"""Contents → claims: sentence-sized parts, with kind, likelihood, condition and due date.

What a claim is, is learnt (``guidelines/claims.md``): each word of it, and each of its cue's, says how
much it speaks for every kind; a claim's scores are the mean of its words', weighted by their attention,
plus the mean of its cue's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from onrecord.reading.attribution import Found
from onrecord.reading.quotations import MARKS as QUOTATION_MARKS
from onrecord.reading.record import Likelihood
from onrecord.reading.slots import ENGLISH, Slots
from onrecord.reading.speakers import Somebody
from onrecord.reading.tokens import Tokens
from onrecord.reading.words import Floats, Words, WordScores

#: A sentence of somebody's content is a voice's within, not theirs, where this share of it is that voice's.
ALL_BUT_ALL = 0.9


class _Plain(NamedTuple):
    """Words that say plainly how likely a forecast is made, if they do not follow others."""

    words: tuple[tuple[str, ...], ...]
    classes: tuple[Likelihood, ...]
    not_after: frozenset[str]


_PLAIN = [
    _Plain(
        tuple(tuple(words.split()) for words in row["words"]),
        tuple(row["classes"]),
        frozenset(row["not_after"]),
    )
    for row in ENGLISH["likelihood"]
]
_DENIALS = frozenset(ENGLISH["denials"]["words"])
_NOTHING = frozenset(ENGLISH["kind"]["nothing"])
#: Marks that a sentence may end with.
_ENDS = frozenset(".!?…)")
#: Marks that quote, and are no apostrophes.
_QUOTES = QUOTATION_MARKS - frozenset("'’‘")


@dataclass(slots=True)
class Unit:
    """A claim in words: whose (an index of the statements), its scores, and its condition and time."""

    statement: int
    words: Words
    kind: int = 0
    confidence: float = 0.0
    likelihood: int = 0
    checkable: bool = False
    condition: Words | None = None
    when: Words | None = None


def find(
    tokens: Tokens, words: WordScores, found: Sequence[Found], whose: Sequence[Somebody | None]
) -> list[Unit]:
    """The claims of all contents, in reading order; cost is linear in the text.

    What a speaker quotes of itself ("I believe that …") is its claim once, as part of its own sentence.
    """
    others = [
        i
        for i, f in enumerate(found)
        if f.outer is None or whose[i] is None or whose[i] is not whose[f.outer]
    ]
    units = [u for i in others for u in cut(tokens, i, found[i])]
    units = _without_voices(found, set(others), units, len(tokens))
    units.sort(key=lambda u: (u.words, u.statement))
    if units:
        _judge(words, found, units)
    return units


def cut(tokens: Tokens, statement: int, f: Found) -> list[Unit]:
    """A content in sentences; what holds no word at all is left out."""
    out = []
    for first, last in f.content:
        inside = tokens.sentence[first:last]
        edges = [first, *(np.flatnonzero(np.diff(inside)) + first + 1).tolist(), last]
        for a, b in pairwise(edges):
            words = _bare(tokens, a, b)
            if words[0] < words[1]:
                out.append(Unit(statement, words))
    return out


def _bare(tokens: Tokens, first: int, last: int) -> Words:
    """A sentence without the quotation marks, commas and the like at its ends; its full stop stays, and
    marks that only a part of it stands in."""
    lower = tokens.lower
    a = next((i for i in range(first, last) if lower[i][0].isalnum()), last)
    b = next((i for i in range(last, a, -1) if lower[i - 1][0].isalnum() or lower[i - 1] in _ENDS), a)
    if any(word in _QUOTES for word in lower[a:b]):
        # Marks inside have their partners at the ends, or are no more than a part's: all stay.
        a = next((i for i in range(first, a) if lower[i] in _QUOTES), a)
        b = next((i + 1 for i in range(last - 1, b - 1, -1) if lower[i] in _QUOTES), b)
    return a, b


def _without_voices(found: Sequence[Found], others: set[int], units: list[Unit], words: int) -> list[Unit]:
    """Leave out of a statement the sentences that are all somebody's within it."""
    theirs = np.zeros(words + 1, dtype=np.int64)
    for i, f in enumerate(found):
        if f.outer is not None and i in others:
            for a, b in f.content:
                theirs[a + 1 : b + 1] = 1
    total = np.cumsum(theirs)

    def own(u: Unit) -> bool:
        a, b = u.words
        return found[u.statement].outer is not None or bool(total[b] - total[a] < ALL_BUT_ALL * (b - a))

    return [u for u in units if own(u)]


def _judge(words: WordScores, found: Sequence[Found], units: list[Unit]) -> None:
    """Fill in what the network says of the units."""
    kind, likelihood, checkable = scores(
        words, [u.words for u in units], [found[u.statement].cue for u in units]
    )
    odds = np.exp((kind - kind.max(1, keepdims=True)) / words.settings.temperature)
    odds /= odds.sum(1, keepdims=True)
    slots = Slots(words)
    other = words.settings.kinds.index("other")
    for i, u in enumerate(units):
        if all(word in _NOTHING or not word[0].isalnum() for word in words.tokens.lower[slice(*u.words)]):
            odds[i] = np.eye(len(odds[i]))[other]
        u.kind, u.confidence = int(odds[i].argmax()), float(odds[i].max())
        u.likelihood = int(_said_plainly(words, found[u.statement], u.words, likelihood[i]).argmax())
        u.checkable = bool(checkable[i, 0] > 0)
        u.condition, u.when = slots.condition(u.words), slots.when(u.words)


def _said_plainly(words: WordScores, f: Found, unit: Words, likelihood: Floats) -> Floats:
    """The scores of a unit's likelihoods; where its words say plainly how likely, of no others than these.

    Plainly: nothing before them, or in source and cue, denies them, nor the word after them. Of the labelled
    forecasts that do, all 19 with "likely" are so called, and 9 of 10 with words for no chance; the network takes
    some for the contrary.
    """
    lower = words.tokens.lower
    for plain in _PLAIN:
        found = _first(lower, unit, plain.words)
        if found is None or (found[0] > unit[0] and lower[found[0] - 1] in plain.not_after):
            continue
        beside = [(unit[0], found[0]), (found[1], min(found[1] + 1, unit[1]))]
        said = [f.cue, *([f.source] if f.source else []), *beside]
        if any(lower[i] in _DENIALS for a, b in said for i in range(a, b)):
            continue
        kept = [words.settings.likelihoods.index(name) for name in plain.classes]
        out: Floats = np.full_like(likelihood, -np.inf)
        out[kept] = likelihood[kept]
        return out
    return likelihood


def _first(lower: Sequence[str], unit: Words, several: Sequence[tuple[str, ...]]) -> Words | None:
    """Where in a unit the first of ``several`` phrases stands."""
    for i in range(*unit):
        for phrase in several:
            if tuple(lower[i : min(i + len(phrase), unit[1])]) == phrase:
                return i, i + len(phrase)
    return None


def scores(words: WordScores, units: list[Words], cues: list[Words]) -> list[Floats]:
    """The scores (logits) of each unit, said with its cue, for kinds, likelihoods and being checkable."""
    sizes = (len(words.settings.kinds), len(words.settings.likelihoods), 1)
    both = _pooled(words, units, sizes) + _mean(words, cues, len(sizes) + sum(sizes))
    return np.split(both, np.cumsum(sizes)[:-1], axis=1)


def _pooled(words: WordScores, spans: list[Words], sizes: tuple[int, ...]) -> Floats:
    """Each span's values, a question's weighted by its own attention."""
    rows = np.concatenate([np.arange(a, b) for a, b in spans])
    begin = np.cumsum([0, *(b - a for a, b in spans[:-1])])
    count = [b - a for a, b in spans]
    scores = words.claims[rows].astype(np.float32)
    attention = scores[:, : len(sizes)]
    attention = np.exp(attention - np.repeat(np.maximum.reduceat(attention, begin), count, axis=0))
    attention /= np.repeat(np.add.reduceat(attention, begin), count, axis=0)
    values = scores[:, len(sizes) : len(sizes) + sum(sizes)]
    weighted = values * np.repeat(attention, sizes, axis=1)
    out: Floats = np.add.reduceat(weighted, begin)
    return out


def _mean(words: WordScores, spans: list[Words], offset: int) -> Floats:
    """The mean of each span's values as part of a cue."""
    rows = np.concatenate([np.arange(a, b) for a, b in spans])
    count = [b - a for a, b in spans]
    begin = np.cumsum([0, *count[:-1]])
    out: Floats = np.add.reduceat(words.claims[rows, offset:].astype(np.float32), begin)
    return out / np.array(count, dtype=np.float32)[:, None]
