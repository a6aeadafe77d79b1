"""What a mean score is made of: being off, telling cases apart, and how hard the cases are.

CORP (T. Dimitriadis, T. Gneiting and A. I. Jordan, "Stable reliability diagrams for probabilistic
classifiers", PNAS 118, 2021) recalibrates the probabilities by isotonic regression, which needs no bins and
no choices, and compares three mean scores: as forecast, as recalibrated, and with the mean outcome for
everything. A. H. Murphy, "A new vector partition of the probability score", Journal of Applied Meteorology
12, 1973, does the same with one bin for each probability in use.

Outcomes may lie between 0 and 1. All here is as if a forecast that came true to 0.4 were two, of weights 0.4
and 0.6, one that came true and one that did not.
"""

from dataclasses import dataclass

import numpy as np

from onrecord.scoring.forecasts import Floats, Integers
from onrecord.scoring.rules import Rule


@dataclass(frozen=True, slots=True)
class Corp:
    """The parts of a mean score, in its units: score = miscalibration - discrimination + uncertainty.

    ``miscalibration`` (MCB), 0 or more: what saying the same things with the right probabilities would have
    spared. ``discrimination`` (DSC), 0 or more: what telling likelier from less likely cases gained.
    ``uncertainty`` (UNC): the score of somebody who knew only how often such forecasts come true.
    """

    miscalibration: float
    discrimination: float
    uncertainty: float

    @property
    def score(self) -> float:
        """The mean score that these are the parts of."""
        return self.miscalibration - self.discrimination + self.uncertainty


@dataclass(frozen=True, slots=True)
class Murphy:
    """The parts of a mean Brier score: score = reliability - resolution + uncertainty.

    ``reliability``, 0 or more: how far each probability is off what came of it, squared; small is good.
    ``resolution``, 0 or more: how far what came of each lies from the mean outcome, squared; large is good.
    ``uncertainty``: the mean outcome times its complement. ``values``: how many probabilities are in use.
    Where that is not far below the number of forecasts, each bin holds one or two, and reliability and
    resolution are large by chance alone: look at :class:`Corp` instead.
    """

    reliability: float
    resolution: float
    uncertainty: float
    values: int

    @property
    def score(self) -> float:
        """The mean Brier score that these are the parts of."""
        return self.reliability - self.resolution + self.uncertainty


def corp(rule: Rule, probability: Floats, outcome: Floats) -> Corp:
    """The parts of the mean score by ``rule``; the arrays have a value, 0 to 1, for each forecast."""
    base_rate = np.full_like(outcome, outcome.mean())
    forecast = float(rule(probability, outcome).mean())
    best = float(rule(recalibrated(probability, outcome), outcome).mean())
    uncertainty = float(rule(base_rate, outcome).mean())
    # Recalibrating never costs anything, so what is below 0 is rounding.
    return Corp(max(0.0, forecast - best), max(0.0, uncertainty - best), uncertainty)


def murphy(probability: Floats, outcome: Floats) -> Murphy:
    """The parts of the mean Brier score; the arrays have a value, 0 to 1, for each forecast."""
    values, _, count, came = grouped(probability, outcome)
    base_rate = float(outcome.mean())
    return Murphy(
        reliability=float(np.average((values - came) ** 2, weights=count)),
        resolution=float(np.average((came - base_rate) ** 2, weights=count)),
        uncertainty=base_rate * (1 - base_rate),
        values=len(values),
    )


def recalibrated(probability: Floats, outcome: Floats) -> Floats:
    """The probability that should have been said for each forecast, had the likelier stayed no less likely.

    These are the values, rising with ``probability`` and equal where it is equal, that fit ``outcome`` best
    by every proper score at once.
    """
    _, which, count, came = grouped(probability, outcome)
    return isotonic(came, count)[which]


def grouped(probability: Floats, outcome: Floats) -> tuple[Floats, Integers, Floats, Floats]:
    """The distinct probabilities, which of them each forecast has, and the count and mean outcome of each."""
    values, which = np.unique(probability, return_inverse=True)
    count = np.bincount(which).astype(np.float64)
    return values, which, count, np.bincount(which, weights=outcome) / count


def isotonic(values: Floats, weights: Floats) -> Floats:
    """The sequence that never falls and is nearest to ``values`` in weighted squares.

    By pooling adjacent violators, in linear time: M. Ayer, H. D. Brunk, G. M. Ewing, W. T. Reid and E.
    Silverman, "An empirical distribution function for sampling with incomplete information", Annals of
    Mathematical Statistics 26, 1955. ``weights`` are above 0.
    """
    means: list[float] = []
    masses: list[float] = []
    lengths: list[int] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        mean, mass, length = value, weight, 1
        while means and means[-1] > mean:
            before = masses.pop()
            mean = (means.pop() * before + mean * mass) / (before + mass)
            mass += before
            length += lengths.pop()
        means.append(mean)
        masses.append(mass)
        lengths.append(length)
    return np.repeat(np.array(means, dtype=np.float64), lengths)
