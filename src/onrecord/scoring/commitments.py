"""Commitments: how many were kept. They have no probability, so they have no score."""

from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.scoring.forecasts import Sample, Settled
from onrecord.scoring.intervals import Interval, effective_size, wilson


@dataclass(frozen=True, slots=True)
class Kept:
    """How many commitments were ``kept``, kept ``partly``, and ``broken``, of the ``commitments`` that were settled.

    ``utterances``: in how many statements they were made. ``share``: how much of them was kept, those kept in part
    counted in part; with its 95 % ``interval``.
    """

    commitments: int
    utterances: int
    kept: int
    partly: int
    broken: int
    share: float
    interval: Interval


def kept(commitments: Iterable[Settled]) -> Kept:
    """How many of ``commitments``, whose probabilities are not looked at, were kept.

    The interval is Wilson's, over as many cases as the utterances are worth
    (:func:`~onrecord.scoring.intervals.effective_size`). Raises
    :class:`~onrecord.scoring.errors.ScoringError` where there are none, or one is out of range.
    """
    sample = Sample.of(commitments)
    share = float(sample.outcome.mean())
    wholly, not_at_all = int((sample.outcome == 1).sum()), int((sample.outcome == 0).sum())
    return Kept(
        commitments=len(sample),
        utterances=sample.utterances,
        kept=wholly,
        partly=len(sample) - wholly - not_at_all,
        broken=not_at_all,
        share=share,
        interval=wilson(share, effective_size(sample.sizes)),
    )
