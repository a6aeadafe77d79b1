"""Two maps laid over each other: what both say, what one says, where their signs differ, and how far they are apart.

The distance is K. Langfield-Smith's and A. Wirth's ("Measuring differences between cognitive maps", Journal of the
Operational Research Society 43, 1992, formula 12), in the general form of L. Markóczy and J. Goldberg ("A method for
eliciting and comparing causal maps", Journal of Management 21, 1995) with its parameters α = 1, β = 1, γ = 1, δ = 0 and
ε = 2 for weights from -1 to 1: the differences of all weights, added up, over the most that they could be. Where one map
lacks a concept, an arrow at it counts 1 whatever its weight: the other map could not have it.
"""

from dataclasses import dataclass

from onrecord.mapping.build import only
from onrecord.mapping.records import Arrow, Map


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two maps of one set of concepts compare.

    ``both``: the pairs of arrows with one sign; ``opposed``: those with different signs, be one of them "0"; ``first``,
    ``second``: what only one of them says. ``common``: how many concepts both have. ``distance``: 0 where they are equal
    to 1 where they are as different as can be; ``None`` where neither has two concepts.
    """

    both: tuple[tuple[Arrow, Arrow], ...]
    opposed: tuple[tuple[Arrow, Arrow], ...]
    first: tuple[Arrow, ...]
    second: tuple[Arrow, ...]
    common: int
    distance: float | None


def compare(first: Map, second: Map) -> Agreement:
    """Lay two maps over each other, by the ids of their concepts.

    They should come from one map (:func:`~onrecord.mapping.build.only`), so that what is one concept in one of them is
    one in the other. Aims are compared like links, but count nothing for the distance, nor do actors.
    """
    pairs = [(a, second.by_key[a.key]) for a in first.arrows if a.key in second.by_key]
    return Agreement(
        both=tuple((a, b) for a, b in pairs if a.sign == b.sign),
        opposed=tuple((a, b) for a, b in pairs if a.sign != b.sign),
        first=tuple(a for a in first.arrows if a.key not in second.by_key),
        second=tuple(b for b in second.arrows if b.key not in first.by_key),
        common=len(first.by_id.keys() & second.by_id.keys()),
        distance=distance(first, second),
    )


def between(map: Map, first: str, second: str) -> Agreement:
    """How two speakers of one map agree; each is named as in the evidence's ``voice``."""
    return compare(only(map, speakers=[first]), only(map, speakers=[second]))


def distance(first: Map, second: Map) -> float | None:
    """How far two maps are apart, 0 to 1, as the module says; ``None`` where neither has two concepts."""
    one, other = _concepts(first), _concepts(second)
    common = one & other
    differences = 0.0
    for key in first.by_key.keys() | second.by_key.keys():
        cause, effect, kind = key
        if kind != "cause" or cause == effect or not {cause, effect} <= one | other:
            continue
        a, b = (m.by_key[key].weight if key in m.by_key else 0.0 for m in (first, second))
        differences += abs(a - b) if {cause, effect} <= common else float(a != 0 or b != 0)
    c, u, v = len(common), len(one - common), len(other - common)
    most = 2 * c * c + 2 * c * (u + v) + u * u + v * v - (2 * c + u + v)
    return differences / most if most else None


def _concepts(map: Map) -> set[str]:
    return {c.id for c in map.concepts if c.kind == "concept"}
