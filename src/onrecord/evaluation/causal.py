"""The judge of causes and effects: as the shared task on the Causal News Corpus scores them.

Tan et al., "Event Causality Identification with Causal News Corpus", CASE 2022 and 2023, subtask 2.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.evaluation.scores import Score

Spans = tuple[tuple[int, int], ...]

#: The three roles of a link, as the figures name them.
ROLES = ("cause", "effect", "signal")


@dataclass(frozen=True, slots=True)
class Link:
    """A cause, an effect and the words that say so, as spans ``first:last`` of a sentence's tokens.

    What stands in several pieces counts as several spans, as it would in BIO tags.
    """

    cause: Spans = ()
    effect: Spans = ()
    signal: Spans = ()


#: A sentence: the gold links, and those found, the surest first.
Case = tuple[Sequence[Link], Sequence[Link]]


def causal(cases: Iterable[Case]) -> dict[str, Score]:
    """Score each role, and all spans of all roles: right are those with exactly a gold one's tokens.

    Sentences without a gold link count neither way. Of the links found in a sentence the first are kept, as many as are
    gold; they are paired with the gold ones one to one, such that most spans are right. So what is found beyond
    those costs nothing here: :func:`all_links` counts it.
    """
    return _scored((gold, found[: len(gold)]) for gold, found in cases)


def all_links(cases: Iterable[Case]) -> dict[str, Score]:
    """The same with everything that was found, in sentences without any link, too."""
    return _scored(cases)


def sentences_causal(sentences: Iterable[tuple[bool, bool]]) -> Score:
    """Score which sentences hold a link: for each, whether gold says so, and whether it was found."""
    total = Score()
    for gold, found in sentences:
        total += Score(gold and found, found, gold)
    return total


def _scored(cases: Iterable[Case]) -> dict[str, Score]:
    totals = dict.fromkeys(ROLES, Score())
    for gold, found in cases:
        pairs = pair(gold, found)
        for role in ROLES:
            right = sum(_right(gold[i], found[j], role) for i, j in pairs)
            totals[role] += Score(
                right,
                sum(len(_spans(link, role)) for link in found),
                sum(len(_spans(link, role)) for link in gold),
            )
    return {**totals, "all spans": sum(totals.values(), Score())}


def pair(gold: Sequence[Link], found: Sequence[Link]) -> list[tuple[int, int]]:
    """The indices of gold and found, paired one to one, with as many right spans as can be.

    The Hungarian method (Kuhn, 1955; in the cubic form of Jonker & Volgenant, 1987).
    """
    if len(gold) > len(found):
        return [(i, j) for j, i in pair(found, gold)]
    gain = [[sum(_right(g, f, role) for role in ROLES) for f in found] for g in gold]
    rows, columns = len(gold), len(found)
    u, v = [0] * (rows + 1), [0] * (columns + 1)
    taken = [0] * (columns + 1)  # the row, from 1, that a column is paired with
    for i in range(1, rows + 1):
        taken[0], at = i, 0
        least = [rows + columns + 3 * sum(map(sum, gain)) + 1] * (columns + 1)
        way, used = [0] * (columns + 1), [False] * (columns + 1)
        while taken[at]:
            used[at] = True
            delta, nearest = least[0], 0
            for j in range(1, columns + 1):
                if used[j]:
                    continue
                cost = -gain[taken[at] - 1][j - 1] - u[taken[at]] - v[j]
                if cost < least[j]:
                    least[j], way[j] = cost, at
                if nearest == 0 or least[j] < delta:
                    delta, nearest = least[j], j
            for j in range(columns + 1):
                if used[j]:
                    u[taken[j]] += delta
                    v[j] -= delta
                else:
                    least[j] -= delta
            at = nearest
        while at:
            taken[at] = taken[way[at]]
            at = way[at]
    return sorted((taken[j] - 1, j - 1) for j in range(1, columns + 1) if taken[j])


def _right(gold: Link, found: Link, role: str) -> int:
    return len(set(_spans(gold, role)) & set(_spans(found, role)))


def _spans(link: Link, role: str) -> Spans:
    spans: Spans = getattr(link, role)
    return spans
