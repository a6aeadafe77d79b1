"""Settled forecasts: one as plain data, and many as the arrays that scores are computed on."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from onrecord.scoring.errors import BadForecast, NothingSettled

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Settled:
    """One settled forecast.

    ``probability``: how likely it was made, 0 to 1. ``outcome``: how far it came true: 1 wholly, 0 not at
    all, between them partly. ``utterance``: what it was said in; forecasts of one utterance stand or fall
    together, so they are resampled together. ``day``: the day that it counts from, as made or as settled,
    whichever is asked about.

    A forecast that came true to 0.4 is scored as four tenths of one that did and six tenths of one that did
    not: its score is the one that is to be expected where the event happens with probability 0.4. Each score
    is then proper for it too: the probability that scores best is the outcome itself.
    """

    probability: float
    outcome: float
    utterance: str
    day: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """Settled forecasts as arrays of equal length, sorted: the same forecasts always give the same arrays.

    ``utterance`` numbers the utterances from 0 to ``utterances`` - 1. ``day`` is the day's ordinal, 0 where
    it has none.
    """

    probability: Floats
    outcome: Floats
    utterance: Integers
    day: Integers
    utterances: int

    @classmethod
    def of(cls, forecasts: Iterable[Settled]) -> Self:
        """The arrays of ``forecasts``.

        Raises :class:`~onrecord.scoring.errors.NothingSettled` where there are none, and
        :class:`~onrecord.scoring.errors.BadForecast` for a number outside 0 to 1.
        """
        settled = list(forecasts)
        if not settled:
            raise NothingSettled("no forecast has been settled that could be scored; settle some first")
        for f in settled:
            if not (0 <= f.probability <= 1 and 0 <= f.outcome <= 1):
                raise BadForecast(
                    f"a forecast of utterance {f.utterance} has the probability {f.probability} and the "
                    f"outcome {f.outcome}; both must lie between 0 and 1"
                )
        numbers = {name: n for n, name in enumerate(sorted({f.utterance for f in settled}))}
        probability = np.array([f.probability for f in settled], dtype=np.float64)
        outcome = np.array([f.outcome for f in settled], dtype=np.float64)
        utterance = np.array([numbers[f.utterance] for f in settled], dtype=np.intp)
        day = np.array([f.day.toordinal() if f.day else 0 for f in settled], dtype=np.intp)
        order = np.lexsort((day, outcome, probability, utterance))
        return cls(probability[order], outcome[order], utterance[order], day[order], len(numbers))

    def __len__(self) -> int:
        return len(self.probability)

    @property
    def sizes(self) -> Floats:
        """How many forecasts each utterance has."""
        return self.by_utterance(np.ones(len(self)))

    def by_utterance(self, values: Floats) -> Floats:
        """The sum over each utterance's forecasts of ``values``, which has one for each forecast."""
        sums: Floats = np.bincount(self.utterance, weights=values, minlength=self.utterances).astype(
            np.float64
        )
        return sums
