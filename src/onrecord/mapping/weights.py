"""What evidence comes to: the weight of an arrow, from who said it how often, and who denied it.

Each speaker has one voice. What they said in one utterance counts once, however often it is repeated; what they say
again in others counts less each time: ``v`` utterances (their confidences added up) count as the square root of ``v``
where they are more than one. A voice is shared out by what the speaker said: for the link, against it (the opposite
sign), or that it makes no difference; who says two of these in one utterance shares that out.

With ``f``, ``a`` and ``n`` the voices for, against and for no difference, the weight is::

    (f − a) / (f + a + n + 1)

It is what is to be expected of f's share less a's share when all that can be said has been said, if all shares are
equally open at first: the mean of a Dirichlet distribution with the prior 1/3, 1/3, 1/3 (W. Perks, "Some observations
on inverse probability", 1947; I. J. Good, *The Estimation of Probabilities*, 1965). One speaker who says it once makes
1/2, two make 2/3, nine 0.9; one for and one against make 0. Runs with uncertain weights draw from the same
distribution (:mod:`onrecord.mapping.scenario`), so weight and uncertainty are of one piece.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from onrecord.mapping.records import VALUES, Arrow, ArrowKind, Evidence, Setting, Sign

#: What each of the three shares counts before anything is said.
PRIOR = 1 / 3


class Voices(NamedTuple):
    """How many voices are for a link as "+", for its opposite "−", and for neither."""

    plus: float
    minus: float
    none: float


def voices(evidence: Iterable[Evidence]) -> Voices:
    """The voices that ``evidence`` comes to. Its order makes no difference."""
    said: defaultdict[str, defaultdict[str, dict[Sign, float]]] = defaultdict(lambda: defaultdict(dict))
    for e in evidence:
        # One utterance in several places: the surest reading of it counts.
        signs = said[e.voice][e.utterance]
        signs[e.sign] = max(e.confidence, signs.get(e.sign, 0.0))
    sums: dict[Sign, list[float]] = {"+": [], "−": [], "0": []}
    for utterances in said.values():
        total = math.fsum(max(signs.values()) for signs in utterances.values())
        share = 1.0 if total <= 1 else 1 / math.sqrt(total)
        for signs in utterances.values():
            # Who says both in one breath shares it out.
            spoken = math.fsum(signs.values())
            for sign, confidence in signs.items():
                if spoken:
                    sums[sign].append(share * max(signs.values()) * confidence / spoken)
    return Voices(*(math.fsum(sums[sign]) for sign in VALUES))


def weight(evidence: Iterable[Evidence]) -> float:
    """The weight, above -1 and below 1, that ``evidence`` comes to; 0 where there is none."""
    v = voices(evidence)
    return (v.plus - v.minus) / (v.plus + v.minus + v.none + 3 * PRIOR)


def arrow(
    cause: str,
    effect: str,
    kind: ArrowKind = "cause",
    evidence: Iterable[Evidence] = (),
    set: Setting | None = None,
) -> Arrow:
    """An arrow with the weight of its evidence or, where a person ``set`` one, with that."""
    ordered = tuple(sorted(evidence, key=lambda e: (e.document, e.statement, e.id, e.kind, e.effect.start)))
    return Arrow(cause, effect, kind, set.weight if set else weight(ordered), ordered, set)


def turned(sign: Sign) -> Sign:
    """The opposite sign."""
    opposite: dict[int, Sign] = {1: "−", -1: "+", 0: "0"}
    return opposite[VALUES[sign]]
