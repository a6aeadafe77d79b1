"""What a claim hangs on and by when it falls due, as whole phrases.

The network says of each word how probable it is in a condition or in a time, and leaves phrases broken off
("if people", "when"). Where a condition begins and where a clause ends is told by a few words, in
``claims.toml``: among the training claims with one, right conditions rise from 0.79 F1 to 0.84, times from
0.74 to 0.77.
"""

import tomllib
from bisect import bisect_left
from importlib.resources import files

from onrecord.reading.words import Words, WordScores

#: How probable the words after an opener must be as part of a condition, on average over the first few.
LEAST_AFTER, AFTER = 0.1, 4

ENGLISH = tomllib.loads(files("onrecord.reading").joinpath("claims.toml").read_text("utf-8"))
_ENDS = frozenset(ENGLISH["clause"]["ends"])
_OPENERS = [tuple(words.split()) for words in ENGLISH["condition"]["openers"]]
_RARELY = frozenset(ENGLISH["condition"]["rarely"])
_NOT_AFTER = frozenset(ENGLISH["condition"]["not_after"])
_CLAUSES = frozenset(ENGLISH["when"]["clauses"])
_OPEN = frozenset(ENGLISH["when"]["open"])


class Slots:
    """The conditions and times of one text's claims."""

    def __init__(self, words: WordScores) -> None:
        self.lower = words.tokens.lower
        self._sure = words.inside("condition")
        self._conditions = words.spans("condition")
        self._times = words.spans("when")

    def condition(self, unit: Words) -> Words | None:
        """The clause after an opener that the network is surest of; else a span of its own that may be one."""
        best: tuple[float, Words] | None = None
        for i in range(*unit):
            size = next((len(o) for o in _OPENERS if tuple(self.lower[i : i + len(o)]) == o), 0)
            if not size or (i > unit[0] and self.lower[i - 1] in _NOT_AFTER):
                continue
            end = self._clause_end(i + size, unit[1])
            sure = float(self._sure[i : min(end, i + AFTER)].mean())
            if end - i > 1 and sure >= LEAST_AFTER and (best is None or sure > best[0]):
                best = sure, (i, end)
        if best:
            return best[1]
        span = _surest(_inside(self._conditions, unit))
        return span if span and span[1] - span[0] > 1 and self.lower[span[0]] in _RARELY else None

    def when(self, unit: Words) -> Words | None:
        """The time that the network is surest of, to its end."""
        times = [(self._whole_time(span, unit), sure) for span, sure in _inside(self._times, unit)]
        return _surest([(span, sure) for span, sure in times if span[0] < span[1]])

    def _whole_time(self, span: Words, unit: Words) -> Words:
        first, last = span
        if self.lower[first] in _CLAUSES:
            last = self._clause_end(last, unit[1])
        while last < unit[1] and self.lower[last - 1] in _OPEN and self.lower[last] not in _ENDS:
            last += 1
        alone = last - first == 1 and self.lower[first] in _OPEN | _CLAUSES
        return (first, first) if alone else (first, last)

    def _clause_end(self, at: int, end: int) -> int:
        """Where the clause ends that ``at`` is in: at a mark, or with its claim, less its full stop."""
        while at < end and self.lower[at] not in _ENDS and not (self.lower[at] == "." and at >= end - 2):
            at += 1
        return at


def _inside(spans: list[tuple[Words, float]], unit: Words) -> list[tuple[Words, float]]:
    """Those of the spans, in order and apart, that lie, cut to it, inside the unit."""
    at = max(0, bisect_left(spans, unit[0], key=lambda x: x[0][0]) - 1)
    out = []
    while at < len(spans) and spans[at][0][0] < unit[1]:
        (a, b), sure = spans[at]
        if b > unit[0]:
            out.append(((max(a, unit[0]), min(b, unit[1])), sure))
        at += 1
    return out


def _surest(spans: list[tuple[Words, float]]) -> Words | None:
    return max(spans, key=lambda x: x[1])[0] if spans else None
