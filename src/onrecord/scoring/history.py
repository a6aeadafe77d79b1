"""A track record over time: the mean Brier score as it stood on each day."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from onrecord.scoring.forecasts import Sample, Settled
from onrecord.scoring.intervals import Estimate, bootstrap, resamples
from onrecord.scoring.record import FLOOR
from onrecord.scoring.rules import brier

#: At how many days a record is looked at, at most: more than the eye can tell apart.
DAYS = 60


@dataclass(frozen=True, slots=True)
class Standing:
    """A record as it stood when ``day`` was over: the mean Brier score of the ``forecasts`` until then."""

    day: datetime.date
    forecasts: int
    brier: Estimate


def history(forecasts: Iterable[Settled], floor: int = FLOOR) -> list[Standing]:
    """How a track record came about: its mean Brier score as it stood from day to day, with 95 % intervals.

    The first is on the day that ``floor`` forecasts are reached, the last on that of the last forecast, at
    most :data:`DAYS` in all, about as many forecasts apart. Forecasts without a day are left out; where fewer
    than ``floor`` have one, there is no standing. Raises :class:`~onrecord.scoring.errors.ScoringError` where
    one is out of range.
    """
    dated = [f for f in forecasts if f.day]
    if len(dated) < max(floor, 1):
        return []
    sample = Sample.of(dated)
    order = np.argsort(sample.day, kind="stable")
    score = brier(sample.probability, sample.outcome)[order]
    day, utterance = sample.day[order], sample.utterance[order]
    so_many = np.linspace(max(floor, 1), len(sample), DAYS).round().astype(np.intp)
    days = np.unique(day[so_many - 1])
    until = np.searchsorted(day, days, side="right")  # how many forecasts there are until then
    begins = np.concatenate([[0], until[:-1]])
    draws = []
    for counts in resamples(sample.utterances):
        drawn = counts[:, utterance]
        total = np.add.reduceat(drawn, begins, axis=1).cumsum(axis=1)
        with np.errstate(invalid="ignore"):  # a resample may hold nothing of the first days
            draws.append(np.add.reduceat(drawn * score, begins, axis=1).cumsum(axis=1) / total)
    return [
        Standing(
            day=datetime.date.fromordinal(int(last)),
            forecasts=int(count),
            brier=Estimate(float(score[:count].mean()), bootstrap(means, len(np.unique(utterance[:count])))),
        )
        for last, count, means in zip(days, until, np.concatenate(draws).T, strict=True)
    ]
