"""What the network says of each word on its own, gathered over a text's windows."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from onrecord.reading.encoder import Scores, Settings
from onrecord.reading.tokens import Tokens

Ints = npt.NDArray[np.int64]
Halves = npt.NDArray[np.float16]
Floats = npt.NDArray[np.float32]

#: A stretch of words, ``first:last``.
Words = tuple[int, int]
Kind = TypeVar("Kind", bound=str)

#: Marks that make one word of what they stand between, and what an apostrophe does not join.
JOINERS = frozenset("-‑–'’‘")
NOT_JOINED = frozenset(("s", "re", "ll", "ve", "d", "t", "m"))
#: How many words' gap in a marked span is closed.
GAP = 2
#: Size of the vectors that say which mention goes back to which; each has one number more, its own score.
ANTECEDENT = 64


class WordScores:
    """The words' own scores over a whole text, kept small: half floats, and labels where those do.

    ``entity``: the type of name that each word is part of, as an index of ``settings.entities``;
    ``entity_sure``: its probability; ``marks``: a row each of ``settings.marks``, the scores of a word
    outside, at the beginning and inside of such a span; ``later`` and ``earlier``: vectors whose inner
    product says how well a word goes back to an earlier one (the last of ``later``: to none; of
    ``earlier``: what the word adds itself); ``claims``: see :mod:`onrecord.reading.claims`; ``part``: its part
    of speech, as an index of ``settings.parts``.
    """

    def __init__(self, tokens: Tokens, settings: Settings) -> None:
        self.tokens, self.settings = tokens, settings
        n, outputs = len(tokens), (len(settings.kinds), len(settings.likelihoods), 1)
        self.entity: Ints = np.zeros(n, dtype=np.int64)
        self.entity_sure: Floats = np.zeros(n, dtype=np.float32)
        self.marks: Halves = np.zeros((len(settings.marks), n, 3), dtype=np.float16)
        self.later: Halves = np.zeros((n, ANTECEDENT + 1), dtype=np.float16)
        self.earlier: Halves = np.zeros((n, ANTECEDENT + 1), dtype=np.float16)
        self.claims: Halves = np.zeros((n, len(outputs) + 2 * sum(outputs)), dtype=np.float16)
        self.part: Ints = np.zeros(n, dtype=np.int64)

    def watch(self, scores: Iterable[Scores]) -> Iterator[Scores]:
        """Pass ``scores`` on, keeping what they say of each window's own words."""
        for s in scores:
            self._add(s)
            yield s

    def _add(self, s: Scores) -> None:
        at = slice(s.window.first, s.window.last)
        own = s.words[s.window.first - s.window.context + 1 :]
        types, marks = len(self.settings.entities), len(self.settings.marks)
        ends = np.cumsum([types, 3 * marks, ANTECEDENT + 1, ANTECEDENT + 1, self.claims.shape[1]])
        entity, spans, later, earlier, claims, parts = np.split(own, ends, axis=1)
        odds = np.exp(entity - entity.max(1, keepdims=True))
        self.entity[at] = entity.argmax(1)
        self.entity_sure[at] = odds.max(1) / odds.sum(1)
        self.marks[:, at] = spans.reshape(len(own), marks, 3).transpose(1, 0, 2)
        self.later[at], self.earlier[at], self.claims[at] = later, earlier, claims
        if parts.shape[1]:
            self.part[at] = parts.argmax(1)

    def names(self, kinds: Mapping[str, Kind]) -> Iterator[tuple[Words, Kind]]:
        """The stretches of words of one type of name, none over a paragraph's end, in order.

        ``kinds`` maps types to the names that are wanted of them; others are left out. A word that goes on
        the one before it, hyphened or as the full stop of an initial, is of its type.
        """
        wanted = [kinds.get(label) for label in self.settings.entities]
        own = np.maximum.accumulate(np.where(_goes_on(self.tokens), 0, np.arange(len(self.tokens))))
        entity = self.entity[own]
        new_paragraph = np.diff(self.tokens.paragraph, prepend=-1) > 0
        edges = np.flatnonzero((np.diff(entity, prepend=-1) != 0) | new_paragraph).tolist()
        for first, last in pairwise([*edges, len(entity)]):
            if kind := wanted[entity[first]]:
                yield (first, last), kind

    def spans(self, mark: str, least: float = 0.5) -> list[tuple[Words, float]]:
        """The spans of one of ``settings.marks``, in order, with the mean probability of their words.

        Words that are in one with at least the probability ``least`` make it up; a gap of a word or two
        that are nearly so is closed.
        """
        odds = self._odds(mark)
        sure = 1 - odds[:, 0]
        inside = sure >= least
        edges = np.flatnonzero(np.diff(inside, prepend=False, append=False)).reshape(-1, 2).tolist()
        spans: list[Words] = []
        for first, last in edges:
            begins = np.flatnonzero(odds[first + 1 : last, 1] > odds[first + 1 : last, 2]) + first + 1
            if (
                spans
                and first - spans[-1][1] <= GAP
                and sure[spans[-1][1] : first].min() >= least / 4
                and odds[first, 1] < odds[first, 2]
            ):
                first = spans.pop()[0]  # noqa: PLW2901
            stops = [first, *begins.tolist(), last]
            spans += pairwise(stops)
        return [((a, b), float(sure[a:b].mean())) for a, b in spans]

    def inside(self, mark: str) -> Floats:
        """Each word's probability of being part of a span of one of ``settings.marks``."""
        out: Floats = 1 - self._odds(mark)[:, 0]
        return out

    def _odds(self, mark: str) -> Floats:
        scores = self.marks[self.settings.marks.index(mark)].astype(np.float32)
        odds: Floats = np.exp(scores - scores.max(1, keepdims=True))
        odds /= odds.sum(1, keepdims=True)
        return odds


def _goes_on(tokens: Tokens) -> npt.NDArray[np.bool_]:
    """Which words go on the word before them: hyphened parts, and the full stop of an initial."""
    out = np.zeros(len(tokens), dtype=bool)
    word = [tokens.text[s:e] for s, e in zip(tokens.start.tolist(), tokens.end.tolist(), strict=True)]
    for i in (np.flatnonzero(tokens.start[1:] == tokens.end[:-1]) + 1).tolist():
        joins = word[i] in JOINERS
        joined = word[i - 1] in JOINERS and out[i - 1] and word[i].casefold() not in NOT_JOINED
        out[i] = joins or joined or (word[i] == "." and len(word[i - 1]) == 1)
    return out
