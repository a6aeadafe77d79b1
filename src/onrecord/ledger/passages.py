"""What of a reading is where a newer or an older one had it: how statements and claims keep their identity."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

#: How much of what two stretches of text cover together they must share to be the same passage.
SHARED = 0.5


class Stretch(NamedTuple):
    """A stretch of text that something was found at; ``nth`` tells apart those of a kind at the same place."""

    kind: Literal["statement", "claim"]
    start: int
    end: int
    nth: int


def name(key: str, hash: str, stretch: Stretch) -> str:
    """What names a stretch of a text wherever it is kept: with the document's key and the text's hash."""
    return "\0".join((key, hash, *map(str, stretch)))


def stretches(kind: Literal["statement", "claim"], places: Iterable[tuple[int, int]]) -> list[Stretch]:
    """The stretches at ``places``, in their order."""
    seen: Counter[tuple[int, int]] = Counter()
    out = []
    for start, end in places:
        out.append(Stretch(kind, start, end, seen[start, end]))
        seen[start, end] += 1
    return out


def matched(found: Sequence[Stretch], known: Iterable[Stretch]) -> dict[Stretch, Stretch]:
    """Which of the ``known`` each of ``found`` is, as far as it is one; none is two.

    It is the one at the same place; where there is none, the one of its kind that shares most of what they
    cover together, and at least :data:`SHARED` of it.
    """
    known = set(known)
    out = {stretch: stretch for stretch in found if stretch in known}
    left = sorted(known - out.keys(), key=lambda s: s.start)
    starts = [stretch.start for stretch in left]
    near = []
    for one in found:
        if one in out:
            continue
        # One that begins further off would have to be more than twice as long.
        length = one.end - one.start
        for i in range(bisect_left(starts, one.start - length), bisect_left(starts, one.end)):
            other = left[i]
            if other.kind == one.kind and (shared := _shared(one, other)) >= SHARED:
                near.append((-shared, one, other))
    taken = set()
    for _, one, other in sorted(near):
        if one not in out and other not in taken:
            out[one] = other
            taken.add(other)
    return out


def _shared(one: Stretch, other: Stretch) -> float:
    both = min(one.end, other.end) - max(one.start, other.start)
    covered = max(one.end, other.end) - min(one.start, other.start)
    return both / covered if covered else 0.0
