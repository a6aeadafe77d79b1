"""Whether sayings are one utterance.

The comparison aligns the two in order, asks how much of the shorter one is in the longer, and looks at what stands
where they differ: another figure, day, name or a "not" makes them two, however alike they are.
"""

import datetime
import math
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from onrecord.ledger.repeats.alignment import Common, common
from onrecord.ledger.repeats.clashes import CLASHES
from onrecord.ledger.repeats.keys import DAYS, PRINT
from onrecord.ledger.repeats.plain import CHARACTERS, QUOTED, read
from onrecord.ledger.repeats.saying import Saying, one_speaker

#: From which probability on two sayings are one utterance.
SAME = 0.5
#: From how many words in a row on words are somebody's own, whoever gives them and whenever.
LONG = 9
#: Less weight than this says too little to be known again within something longer.
FEW = 2.0
#: Fewer words than this are no sentence: a report's topic at most.
BRIEF = 3
#: Where two are one in sense only, they have so much of the longer one in common, or all but all of the shorter one
#: if that is much.
OF_LONGER, ALL, ENOUGH = 0.4, 0.9, 3.0
#: What is said of those that are not alike.
OTHER_WORDS = "other words"
#: What is said of those that are.
SAME_WORDS, SAME_SENSE = "the same words", "the same sense"
#: How many appearances of an utterance a new one is compared with.
MEMBERS = 8


class Likeness(NamedTuple):
    """How probable it is that two sayings are one utterance, and why."""

    probability: float
    why: str


@lru_cache(maxsize=300)
def same(a: Saying, b: Saying) -> Likeness:
    """Whether two sayings are one utterance; the same either way round."""
    speaker = one_speaker(a, b)
    if speaker is False:
        return Likeness(0.0, "another speaker")
    days = _days(a, b)
    quoted = "indirect" not in (a.manner, b.manner)
    found = []
    for x in _wordings(a):
        for y in _wordings(b):
            short, long = sorted((read(x), read(y)), key=lambda tokens: (len(tokens), tokens))
            shared = common(short, long, a.manner == b.manner == "direct")
            likeness = _judged(shared, speaker is True, days, quoted)
            clashes = shared.clash and likeness.probability >= SAME / 2
            found.append(Likeness(0.0, shared.clash) if clashes else likeness)
    # The first is of all words: where these clash, it is no use that a part of them does not.
    return found[0] if found[0].why in CLASHES else max(found)


class Verdict(NamedTuple):
    """What a saying is to an utterance.

    ``likeness``: to the fullest of its sayings. ``joins``: it is one more appearance of it. ``alike``: it is the same as
    any of its sayings.
    """

    likeness: Likeness
    joins: bool
    alike: bool


def weighed(new: Saying, utterance: Iterable[Saying]) -> Verdict:
    """What ``new`` is to an utterance with these sayings.

    It is an appearance if it is the same as the fullest of them and clashes with none, so no chain of small
    differences leads from one utterance to another. It is compared with the fullest :data:`MEMBERS`, and of those
    that differ in their days alone with the nearest.
    """
    nearest: dict[tuple[object, ...], Saying] = {}
    for saying in sorted(utterance, key=lambda s: (-size(s), _days(new, s) or 0, _order(s)))[:MEMBERS]:
        said = (saying.words, saying.speaker, saying.kind, saying.manner, saying.person, saying.whole)
        nearest.setdefault(said, saying)
    found = [same(new, saying) for saying in nearest.values()]
    first = found[0]
    joins = first.probability >= SAME and CLASHES.isdisjoint(why for _, why in found)
    return Verdict(first, joins, max(found).probability >= SAME)


def assign(new: Saying, utterances: Sequence[Sequence[Saying]]) -> tuple[int, Likeness] | None:
    """Which utterance ``new`` is one more appearance of, as its index, with why; mostly none.

    Of several it is the surest, of these the one as full.
    """
    found = []
    for i, sayings in enumerate(utterances):
        verdict = weighed(new, sayings)
        if verdict.joins:
            fuller = abs(max(map(size, sayings)) - size(new))
            found.append((-verdict.likeness.probability, fuller, i, verdict.likeness))
    return min(found)[2:] if found else None


def group(
    sayings: Sequence[Saying], apart: Callable[[int, int], bool] = lambda i, j: False
) -> list[dict[int, Likeness | None]]:
    """The utterances that sayings belong to, the same in whatever order they come.

    Each is the indexes of its sayings, the fullest first, with why each of the others is one with that. ``apart``:
    whether those with two indexes are never one. The fullest is placed first, so what is fuller than two
    others and the same as both shows that they are one.
    """
    utterances: list[dict[int, Likeness | None]] = []
    for i in sorted(range(len(sayings)), key=lambda i: _order(sayings[i])):
        near = [utterance for utterance in utterances if not any(apart(i, j) for j in utterance)]
        joined = assign(sayings[i], [[sayings[j] for j in utterance] for utterance in near])
        if joined:
            near[joined[0]][i] = joined[1]
        else:
            utterances.append({i: None})
    return utterances


def _order(saying: Saying) -> tuple[object, ...]:
    """Fullest first; then so that equal sayings alone are equal."""
    day = saying.date or datetime.date.min
    return (
        -size(saying),
        saying.words,
        saying.speaker,
        saying.kind,
        saying.manner,
        day,
        saying.person or 0,
        saying.whole or 0,
    )


def _days(a: Saying, b: Saying) -> int | None:
    if a.whole is not None and a.whole == b.whole:
        return 0
    return abs((a.date - b.date).days) if a.date and b.date else None


def size(saying: Saying) -> int:
    """How many words a saying has."""
    return len(read(saying.words))


def _wordings(saying: Saying) -> list[str]:
    """A saying's words; where a part of them is in quotation marks, that part, too."""
    if saying.manner != "mixed":
        return [saying.words]
    quoted = " … ".join(QUOTED.findall(saying.words[:CHARACTERS]))
    return [saying.words, quoted] if sum(token.weight for token in read(quoted)) >= FEW else [saying.words]


def _judged(common: Common, named: bool, days: int | None, quoted: bool) -> Likeness:
    """How probable it is that what is so alike, so many days apart, was said once."""
    near = days is not None and days <= DAYS
    share = common.weight / (common.least or 1.0)
    need = 0.7 if quoted else 0.6
    all_of_it = share >= ALL and common.weight >= ENOUGH
    if common.run < (PRINT if quoted else LONG) and not all_of_it:
        # Of the longer, too, enough: any two reports on one matter share a few words.
        share = min(share, need + common.weight / (common.most or 1.0) - OF_LONGER)
    if not named:
        need = 0.9 if common.run >= LONG and (quoted or near) else math.inf
    elif not near:
        need = 0.85 if common.run >= LONG and quoted else math.inf
    elif common.least < FEW or common.words < BRIEF:
        need = 0.85
        share = common.weight / (common.most or 1.0) if quoted or common.words >= BRIEF else 0.0
    probability = 1 / (1 + math.exp(min(12 * (need - share), 99.0)))
    if probability < SAME:
        return Likeness(probability, OTHER_WORDS)
    verbatim = common.run >= min(LONG, common.words)
    return Likeness(probability, SAME_WORDS if verbatim else SAME_SENSE)
