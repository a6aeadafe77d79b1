"""What the judges share: precision, recall and F1, and the pairing of found with gold."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

#: The least share of their joint places that two contents must share to be called the same.
LEAST = 0.5

Places = frozenset[int]


@dataclass(frozen=True, slots=True)
class Score:
    """How many were found, how many there were to find, and how many of the found are right.

    Scores of parts add up to the score of the whole, which weighs every item alike (micro average).
    """

    correct: int = 0
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.correct + other.correct, self.predicted + other.predicted, self.gold + other.gold)

    @property
    def precision(self) -> float:
        """The share of the found that is right; 0 where nothing was found."""
        return self.correct / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of the gold that was found; 0 where there is none."""
        return self.correct / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0 where both are."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0

    def to_dict(self) -> dict[str, Any]:
        """The score as ``onrecord evaluate --json`` shows it."""
        return {
            "p": self.precision,
            "r": self.recall,
            "f1": self.f1,
            "gold": self.gold,
            "predicted": self.predicted,
        }


@dataclass(frozen=True, slots=True)
class Parts:
    """An attribution as sets of places in its text, words or characters as the judge counts."""

    source: Places
    content: Places


def pair(
    gold: Sequence[Parts], predicted: Sequence[Parts], same_source: Callable[[Places, Places], bool]
) -> list[tuple[int, int]]:
    """Pair gold and predicted attributions one to one; out come the indices of each pair.

    Two may pair where their contents have a Jaccard index (P. Jaccard, 1912: the shared places over the
    joint ones) of at least :data:`LEAST`, and ``same_source`` says so of their sources. The most alike
    pair first; among equals, the later ones do.
    """
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for j, p in enumerate(predicted):
        for place in p.content:
            holders[place].append(j)
    # Only contents that share a place are ever compared, so time grows with the text, not its square.
    shared = Counter(
        (i, j) for i, g in enumerate(gold) for place in g.content for j in holders.get(place, ())
    )
    alike: list[tuple[float, int, int]] = []
    for (i, j), both in shared.items():
        jaccard = both / (len(gold[i].content) + len(predicted[j].content) - both)
        if jaccard >= LEAST and same_source(gold[i].source, predicted[j].source):
            alike.append((jaccard, i, j))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(alike, reverse=True):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return list(pairs.items())
