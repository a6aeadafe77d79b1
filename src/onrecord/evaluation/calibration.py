"""The judge of confidence: do statements at 0.8 turn out right eight times in ten?"""

from bisect import bisect_right
from dataclasses import dataclass
from math import fsum
from typing import Any

from onrecord.evaluation.attributions import Cases, Words, roles, same_source
from onrecord.evaluation.scores import pair


@dataclass(frozen=True, slots=True)
class Bin:
    """The statements whose confidence is at least ``low`` and below ``high`` (the last bin takes in 1).

    ``count`` is how many there are, ``confidence`` their mean confidence, ``right`` the share of them
    that is right.
    """

    low: float
    high: float
    count: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The bins that hold a statement, by rising confidence."""

    bins: tuple[Bin, ...]

    @property
    def error(self) -> float | None:
        """The expected calibration error: by how far confidence misses the share right, on average.

        The mean of each bin's absolute difference, weighted by its count (M. P. Naeini, G. F. Cooper and
        M. Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning", AAAI 2015);
        ``None`` where there is no statement.
        """
        total = sum(b.count for b in self.bins)
        return fsum(b.count * abs(b.confidence - b.right) for b in self.bins) / total if total else None

    def to_dict(self) -> dict[str, Any]:
        """The calibration as ``onrecord evaluate --json`` shows it."""
        return {
            "error": self.error,
            "bins": [
                {"low": b.low, "high": b.high, "count": b.count, "confidence": b.confidence, "right": b.right}
                for b in self.bins
            ],
        }


def calibration(cases: Cases, bins: int = 10) -> Calibration:
    """Compare the confidence of what was found with how often it is right, in ``bins`` equal bins.

    Right are those that pair with a gold attribution as for the figure ``attribution``. Statements
    within another, without a confidence or without a word are left out.
    """
    edges = [n / bins for n in range(bins + 1)]
    outcomes: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for article, found in cases:
        words = Words(article.text)
        judged = [f for f in found if f.within is None and words.inside(f.content)]
        pairs = pair(roles(words, article.attributions), roles(words, judged), same_source)
        right = {j for _, j in pairs}
        for j, f in enumerate(judged):
            if f.confidence is not None:
                n = bisect_right(edges, f.confidence, lo=1, hi=bins) - 1
                outcomes[n].append((f.confidence, j in right))
    return Calibration(
        tuple(
            Bin(
                low=edges[n],
                high=edges[n + 1],
                count=len(held),
                confidence=fsum(c for c, _ in held) / len(held),
                right=sum(r for _, r in held) / len(held),
            )
            for n, held in enumerate(outcomes)
            if held
        )
    )
