"""What makes two utterances of sayings that are alike: a reason, or nothing."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

from onrecord.ledger.repeats.plain import APART, ENGLISH, OPPOSITE, SURE, TURNED, Token

#: Where so many of the words are the same in order, and of the weight less than one in eight is exchanged, the two
#: are one wording, misheard; where more is, one sentence about two things.
FRAME, EXCHANGED = 0.75, 0.125


class Gap(NamedTuple):
    """What stands at one place of two sayings where they differ."""

    short: list[Token]
    long: list[Token]


CLASHES = frozenset(
    (
        "another speaker", "another person", "roles swapped", "another figure", "the opposite", "another name",
        "denied in one", "another thing", *(f"another {name}" for name in ENGLISH["apart"] | ENGLISH["sure"]),
    )
)  # fmt: skip


def another_person(short: Sequence[Token], long: Sequence[Token], pairs: Iterable[tuple[int, int]]) -> str:
    """Verbatim, "we" is not "they"."""
    whos = [{short[i].who, long[j].who} for i, j in pairs if not (short[i].inserted or long[j].inserted)]
    return "another person" if {1, 3} in whos else ""


def roles_swapped(gaps: Sequence[Gap]) -> str:
    """What stands at two places of the one stands there the other way round in the other; but a "by" may say that
    the sentence was only turned."""
    if TURNED & {t.form for gap in gaps for side in gap for t in side}:
        return ""
    sides = [[{t.form for t in side if t.weight} for side in gap] for gap in gaps]
    swapped = any(a & d and b & c for (a, b), (c, d) in combinations(sides, 2))
    return "roles swapped" if swapped else ""


def another(gaps: Sequence[Gap]) -> str:
    """Another figure, day, name and the like where the other has its own."""
    short, long = ([t for gap in gaps for t in gap[side]] for side in (0, 1))
    if all(any(t.form[0].isdigit() for t in side) for side in (short, long)):
        return "another figure"
    kinds = {APART[t.form] for t in short if t.form in APART} & {
        APART[t.form] for t in long if t.form in APART
    }
    if kinds:
        return f"another {min(kinds)}"
    if any(frozenset((x.form, y.form)) in OPPOSITE for x in short for y in long):
        return "the opposite"
    for gap in gaps:
        sure = [{t.form for t in side if t.form in SURE} for side in gap]
        if all(sure) and sure[0].isdisjoint(sure[1]):
            return "another likelihood"
        names = [[t.form for t in side if t.name and t.weight] for side in gap]
        if all(names) and not any(x[:4] == y[:4] for x in names[0] for y in names[1]):
            return "another name"
    return ""


def denied(gaps: Sequence[Gap], *before: Iterable[Token]) -> str:
    """A "not" that the other lacks; one further off, in ``before`` all that they have in common, may make up for it
    ("I don't see any way that parliament …", "parliament is unlikely to …")."""
    here = [any(t.form == "not" for gap in gaps for t in gap[side]) for side in (0, 1)]
    there = [here[side] or any(t.form == "not" for t in before[side]) for side in (0, 1)]
    return "denied in one" if here[0] != here[1] and there[0] != there[1] else ""


def another_thing(gaps: Sequence[Gap], weight: float, frame: float) -> str:
    """One sentence about two things."""
    both = [[sum(t.weight for t in side) for side in gap] for gap in gaps]
    exchanged = sum(min(sides) for sides in both if min(sides) >= 1)
    return "another thing" if frame >= FRAME and exchanged > EXCHANGED * (weight + exchanged) else ""
