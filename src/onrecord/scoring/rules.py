"""Proper scoring rules: what a probability costs, given how the forecast turned out; 0 is best.

Both are *proper*: whoever says what they believe expects the least cost, so there is nothing to be gained by
hedging or by bluster. An outcome between 0 and 1 costs what is to be expected where the event happens with
that probability, which is above 0 even for the best forecast of it.
"""

from collections.abc import Callable

import numpy as np

from onrecord.scoring.forecasts import Floats

#: A score for each pair of a probability and an outcome, both 0 to 1; linear in the outcome.
Rule = Callable[[Floats, Floats], Floats]

#: The least distance from 0 and 1 at which the logarithmic score takes a probability. People speak in whole
#: percent, so "100 percent" stands for anything from 99.5.
SUREST = 0.005


def brier(probability: Floats, outcome: Floats) -> Floats:
    """The Brier score of each forecast, 0 to 1: the squared distance of its probability from what happened.

    A coin's is 0.25. Half of what G. W. Brier, "Verification of forecasts expressed in terms of probability",
    Monthly Weather Review 78, 1950, has, who sums over the event and its opposite; that is the usual form
    today.
    """
    return outcome * (1 - probability) ** 2 + (1 - outcome) * probability**2


def logarithmic(probability: Floats, outcome: Floats) -> Floats:
    """The logarithmic score of each forecast, in nats: -ln of the probability given to what happened.

    A coin's is 0.693 (I. J. Good, "Rational decisions", Journal of the Royal Statistical Society B 14, 1952).

    Who says "never" of what happens would score infinity, and nothing else that they ever say could mend it.
    So probabilities are taken no nearer to 0 and 1 than :data:`SUREST`: the worst score is 5.3, the best
    0.005. The score stays proper; it only stops telling 0.5 percent from less.
    """
    p = np.clip(probability, SUREST, 1 - SUREST)
    return -(outcome * np.log(p) + (1 - outcome) * np.log1p(-p))
