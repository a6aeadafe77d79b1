"""The calibration curve: how often came true what was given each probability, and what chance would show."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from onrecord.scoring.decomposition import Corp, corp, isotonic, recalibrated
from onrecord.scoring.forecasts import Floats, Sample, Settled
from onrecord.scoring.intervals import CELLS, LEVEL, RESAMPLES
from onrecord.scoring.rules import brier

#: How many bars the histogram of the probabilities has.
BARS = 20
# For the band, probabilities are taken in whole percent: a hundred points, however many forecasts there are.
_PERCENT = 100
_SEED = 2021


@dataclass(frozen=True, slots=True)
class Curve:
    """A calibration curve, the CORP reliability diagram; all are 0 to 1.

    ``points``: probabilities, and for each the share that came true of what was given it or thereabouts;
    straight lines join them. ``band``: probabilities, and for each the ends within which its share lies 95
    times in 100 if every probability is right. ``bars``: the ends of each bar of the histogram, and how many
    forecasts have a probability in it, the last including 1. ``parts``: those of the mean Brier score.
    ``forecasts``, ``utterances``: how many.
    """

    points: tuple[tuple[float, float], ...]
    band: tuple[tuple[float, float, float], ...]
    bars: tuple[tuple[float, float, int], ...]
    parts: Corp
    forecasts: int
    utterances: int


def calibration_curve(forecasts: Iterable[Settled]) -> Curve:
    """The calibration curve of ``forecasts``, of which even one gives a curve; the same ones always the same.

    By isotonic regression, with a consistency band: both as T. Dimitriadis, T. Gneiting and A. I. Jordan,
    PNAS 118, 2021. The band asks what the eye asks, whether the curve leaves the diagonal by more than
    chance; a bootstrap of an isotonic curve could not tell, as it is not consistent (B. Sen, M. Banerjee and
    M. Woodroofe, Annals of Statistics 38, 2010). Forecasts of one utterance are taken to stand or fall
    together, which makes the band wide rather than narrow. Raises
    :class:`~onrecord.scoring.errors.ScoringError` where there are none, or one is out of range.
    """
    sample = Sample.of(forecasts)
    p = sample.probability
    counts, edges = np.histogram(p, bins=np.arange(BARS + 1) / BARS)
    return Curve(
        points=_points(sample),
        band=_band(sample),
        bars=tuple(zip(edges[:-1].tolist(), edges[1:].tolist(), counts.tolist(), strict=True)),
        parts=corp(brier, p, sample.outcome),
        forecasts=len(sample),
        utterances=sample.utterances,
    )


def _points(sample: Sample) -> tuple[tuple[float, float], ...]:
    """The first and the last probability of each level of the curve; all between lie on the line."""
    values, first = np.unique(sample.probability, return_index=True)
    levels = recalibrated(sample.probability, sample.outcome)[first]
    rises = np.flatnonzero(np.diff(levels)) + 1
    ends = np.unique(np.concatenate([[0], rises - 1, rises, [len(levels) - 1]]).clip(min=0))
    return tuple(zip(values[ends].tolist(), levels[ends].tolist(), strict=True))


def _band(sample: Sample) -> tuple[tuple[float, float, float], ...]:
    """The curves that calibrated forecasts of the same probabilities would have, from tail to tail."""
    order = np.argsort(sample.probability, kind="stable")
    p, utterance = sample.probability[order], sample.utterance[order]
    _, first, count = np.unique(np.round(p * _PERCENT), return_index=True, return_counts=True)
    weights = count.astype(np.float64)
    rng = np.random.default_rng(_SEED)
    curves: list[Floats] = []
    step = max(1, CELLS // len(p))
    for start in range(0, RESAMPLES, step):
        luck = rng.random((min(step, RESAMPLES - start), sample.utterances))
        came = np.add.reduceat(luck[:, utterance] < p, first, axis=1, dtype=np.float64)
        curves += [isotonic(shares, weights) for shares in came / weights]
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(np.array(curves), (tail, 1 - tail), axis=0)
    at = np.add.reduceat(p, first) / weights
    return tuple(zip(at.tolist(), low.tolist(), high.tolist(), strict=True))
