"""Settled forecasts for the tests: from numbers, at random, and any at all."""

import datetime
from collections.abc import Iterable

import numpy as np
from hypothesis import strategies as st

from onrecord.scoring import Settled

START = datetime.date(2020, 1, 1)

#: Probabilities and outcomes as people give them, with many ties, and some as computers do.
shares = st.one_of(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0]), st.floats(0, 1))
#: A pair of a probability and an outcome.
pairs = st.tuples(shares, shares)


def settled(*values: tuple[float, float], each: int = 1, name: str = "u") -> list[Settled]:
    """Forecasts with these probabilities and outcomes, so many of ``each`` utterance, a day apart."""
    return [
        Settled(p, y, f"{name}{n // each}", START + datetime.timedelta(days=n))
        for n, (p, y) in enumerate(values)
    ]


def drawn(
    size: int, seed: int = 0, probabilities: Iterable[float] = (0.1, 0.3, 0.6, 0.9), name: str = "u"
) -> list[Settled]:
    """Calibrated forecasts: each comes true with its probability."""
    rng = np.random.default_rng(seed)
    p = rng.choice(np.array(list(probabilities)), size)
    return settled(*zip(p.tolist(), (rng.random(size) < p).astype(float).tolist(), strict=True), name=name)
