"""Causes and effects as they were learnt: what the network for links finds, sentence by sentence.

Each relation has an *anchor*, the first word of its signal or, without one, of its cause or effect, whichever stands
later. The network says how probable it is that a sentence holds a relation, which words are anchors, and what each word
is to an anchor: two linear chains make spans of that, one for cause and effect, one for the signal, which may stand
inside of these.

It was learnt on sentences by themselves, and finds a fifth less in what the encoder gives of them among others. So a
sentence that may hold a relation, as a plain look at what the encoder gives of it tells, is encoded once more, alone;
half of them are passed over.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from onrecord.reading import chain
from onrecord.reading.encoder import Chain, Encoder, LinkScores, RelationSettings, Scores
from onrecord.reading.tokens import Tokens, Window
from onrecord.reading.words import Words

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

#: A sentence of fewer words is not read: the network gives as many anchors.
SHORTEST = 5
#: No span is held to be surer than this.
SUREST = 1 - 1e-6


@dataclass(frozen=True, slots=True)
class Relation:
    """A cause, its effect, and the words that say so, if any.

    ``evidence``: the scores of the sentence, the anchor and the spans; ``confidence``: what these come to.
    """

    cause: Words
    effect: Words
    signal: Words | None
    evidence: tuple[float, float, float]
    confidence: float


class Relations:
    """The relations of one text, sentence by sentence."""

    def __init__(self, tokens: Tokens, encoder: Encoder) -> None:
        self.tokens, self.encoder = tokens, encoder
        self.found: list[Relation] = []
        self._edges = np.flatnonzero(np.diff(tokens.sentence)) + 1

    def watch(self, scores: Iterable[Scores]) -> Iterator[Scores]:
        """Pass ``scores`` on, reading each window's own sentences."""
        settings = self.encoder.settings.relations
        for s in scores:
            if settings:
                worth = [
                    words
                    for words in self.sentences(s.window)
                    if may_hold(summary(self.tokens, s, *words), settings)
                ]
                self.found += read(self.encoder, self.tokens, worth, settings)
            yield s

    def sentences(self, window: Window) -> list[Words]:
        """A window's own sentences, but for the shortest."""
        inside = self._edges[(self._edges > window.first) & (self._edges < window.last)].tolist()
        borders = pairwise([window.first, *inside, window.last])
        return [(first, last) for first, last in borders if last - first >= SHORTEST]


def summary(tokens: Tokens, scores: Scores, first: int, last: int) -> Floats:
    """What the encoder gives of a sentence among others: the mean of its words' states."""
    pieces = tokens.piece[first:last] - tokens.piece[scores.window.context] + 1
    mean: Floats = scores.states[pieces].mean(0)
    return mean


def may_hold(summary: Floats, settings: RelationSettings) -> bool:
    """Whether a sentence is worth reading."""
    *weights, constant = settings.gate or (0.0,)
    return not weights or float(summary @ np.array(weights, np.float32)) + constant >= 0


def read(
    encoder: Encoder, tokens: Tokens, sentences: Sequence[Words], settings: RelationSettings
) -> list[Relation]:
    """The relations of some sentences, each read by itself; of each, the surest first."""
    said = [encoder.relate(tokens, first, last) for first, last in sentences]
    anchors = [(n, k) for n, one in enumerate(said) for k in range(len(one.anchors))]
    roles, odds = _decoded(settings.roles, [said[n].roles[k] for n, k in anchors])
    signals, _ = _decoded(settings.signals, [said[n].signals[k] for n, k in anchors])
    found: list[dict[tuple[Words, Words], Relation]] = [{} for _ in sentences]
    for (n, k), tags, sure, marks in zip(anchors, roles, odds, signals, strict=True):
        r = _relation(said[n], k, (tags, sure, marks), sentences[n][0], settings)
        if r and r.confidence >= settings.least:
            found[n].setdefault((r.cause, r.effect), r)
    return [r for one in found for r in sorted(one.values(), key=lambda r: -r.confidence)]


def _relation(
    said: LinkScores, k: int, decoded: tuple[Ints, Floats, Ints], first: int, settings: RelationSettings
) -> Relation | None:
    """The relation of one anchor, if it has a cause and an effect."""
    tags, odds, marks = decoded
    names = settings.roles.tags
    cause, effect = (_surest(_spans(names, tags, name), odds) for name in ("cause", "effect"))
    if not cause or not effect:
        return None
    words = [*range(*cause), *range(*effect)]
    sure = min(float(odds[words, tags[words]].mean()), SUREST)
    evidence = said.holds, float(said.anchors[k]), math.log(sure / (1 - sure))
    signal = _at(_spans(settings.signals.tags, marks, "signal"), int(said.at[k]))
    return Relation(
        _moved(cause, first),
        _moved(effect, first),
        _moved(signal, first) if signal else None,
        evidence,
        _confidence(evidence, settings.calibration),
    )


def _confidence(evidence: Sequence[float], calibration: Sequence[float]) -> float:
    *weights, constant = calibration or (0.0, 1.0, 0.0, 0.0)
    score = sum(w * e for w, e in zip(weights, evidence, strict=True)) + constant
    return 1 / (1 + math.exp(-min(max(score, -30.0), 30.0)))


def _decoded(settings: Chain, emissions: list[Floats]) -> tuple[list[Ints], list[Floats]]:
    moves, starts = np.array(settings.transitions, np.float32), np.array(settings.starts, np.float32)
    n = len(emissions)
    return chain.decode(emissions, [moves] * n, [starts] * n)


def _spans(names: Sequence[str], tags: Ints, name: str) -> list[Words]:
    """The spans of one name, in order."""
    begin, inside = names.index(f"B-{name}"), names.index(f"I-{name}")
    out: list[Words] = []
    for i, tag in enumerate(tags.tolist()):
        if tag == begin:
            out.append((i, i + 1))
        elif tag == inside and out:
            out[-1] = out[-1][0], i + 1
    return out


def _surest(spans: list[Words], odds: Floats) -> Words | None:
    """Where there are several, the one whose words hold the most probability."""
    return max(spans, key=lambda s: float((1 - odds[s[0] : s[1], 0]).sum()), default=None)


def _at(spans: list[Words], anchor: int) -> Words | None:
    """The signal that begins with the anchor, else the first."""
    return next((s for s in spans if s[0] == anchor), spans[0] if spans else None)


def _moved(words: Words, by: int) -> Words:
    return words[0] + by, words[1] + by
