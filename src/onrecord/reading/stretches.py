"""Whose words are whose: a text as stretches of one sentence that one voice says."""

from collections.abc import Iterator, Sequence

from onrecord.reading.attribution import Found
from onrecord.reading.signals import ACTING
from onrecord.reading.tokens import Tokens
from onrecord.reading.words import Words

#: The article's own words, and those of a statement's source and cue.
_OWN, _SAYING = -1, -2


class Stretches:
    """The stretches of a text with the statements ``found``, in order; words of a source or a cue are in none.

    Where a cue says what somebody does or wants ("prevents", "is determined to"), its words are one clause with those
    around it, and the statement makes no stretch of its own.
    """

    def __init__(self, tokens: Tokens, found: Sequence[Found]) -> None:
        self._found = found
        #: The innermost statement in whose content a word stands.
        self._inner: list[int | None] = [None] * len(tokens)
        #: The article's own statement in whose content a word stands.
        self._outer = [_OWN] * len(tokens)
        order = sorted(range(len(found)), key=lambda n: found[n].outer is not None)
        for n in order:
            f = found[n]
            for a, b in f.content:
                self._inner[a:b] = [n] * (b - a)
            if f.outer is None and ACTING.isdisjoint(tokens.lower[slice(*f.cue)]):
                for a, b in f.content:
                    self._outer[a:b] = [n] * (b - a)
                for a, b in filter(None, (f.cue, f.source)):
                    self._outer[a:b] = [_SAYING] * (b - a)
        self._sentence = tokens.sentence.tolist()

    def __iter__(self) -> Iterator[Words]:
        first, n = 0, len(self._outer)
        for i in range(1, n + 1):
            if i == n or self._sentence[i] != self._sentence[first] or self._outer[i] != self._outer[first]:
                if self._outer[first] != _SAYING:
                    yield first, i
                first = i

    def one_voice(self, one: int, other: int) -> bool:
        """Whether two words are said by the same statement, or both by the article."""
        return self._outer[one] == self._outer[other]

    def whose(self, one: Words, other: Words) -> int | None:
        """The innermost statement whose content holds both, ``None`` where the article says it."""
        first, last = min(one[0], other[0]), max(one[1], other[1]) - 1
        n = self._inner[first]
        while n is not None and not any(a <= last < b for a, b in self._found[n].content):
            n = self._found[n].outer
        return n
