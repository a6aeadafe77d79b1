"""Two maps laid over each other, and how far they are apart."""

import pytest
from any_map import maps
from hypothesis import given
from river import river, said

from onrecord.mapping import Concept, Map, Setting, arrow, between, build, compare, distance, only


def weights(*all_: tuple[str, str, float], also: str = "") -> Map:
    """A map of one-letter concepts with weights that somebody set."""
    ids = {end for a, b, _ in all_ for end in (a, b)} | set(also)
    arrows = (arrow(a, b, "cause", (), Setting(w, "x", "")) for a, b, w in all_)
    return Map(tuple(Concept(i, i) for i in sorted(ids)), tuple(arrows))


def test_what_both_say_and_what_one_says_and_where_signs_differ() -> None:
    found = build(
        [
            said("rain", "mud", "+", "Ada", statement="s1"),
            said("rain", "mud", "+", "Bo", statement="s2"),
            said("mud", "delay", "+", "Ada", statement="s3"),
            said("mud", "delay", "−", "Bo", statement="s4"),
            said("delay", "cost", "+", "Ada", statement="s5"),
            said("cost", "anger", "+", "Bo", statement="s6"),
        ]
    )
    a = between(found, "Ada", "Bo")
    ends = lambda arrow_: (found.concept(arrow_.cause).label, found.concept(arrow_.effect).label)  # noqa: E731
    assert [ends(x) for x, _ in a.both] == [("rain", "mud")]
    assert [ends(x) for x, _ in a.opposed] == [("mud", "delay")]
    assert [ends(x) for x in a.first] == [("delay", "cost")]
    assert [ends(x) for x in a.second] == [("cost", "anger")]
    assert a.common == 4
    assert between(found, "Ada", "Nobody").second == ()


# Worked out by hand from the formula.
@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # Two common concepts: of 2·2² − 2·2 = 4 at most.
        (weights(("a", "b", 1.0)), weights(("a", "b", 1.0)), 0),
        (weights(("a", "b", 1.0)), weights(("a", "b", -1.0)), 2 / 4),
        (weights(("a", "b", 1.0), ("b", "a", 1.0)), weights(("a", "b", -1.0), ("b", "a", -1.0)), 1),
        (weights(("a", "b", 0.5)), weights(("a", "b", 0.25)), 0.25 / 4),
        # One common, one of each its own: 2 + 2·1·2 + 1 + 1 − (2 + 1 + 1) = 4 at most.
        (weights(("a", "b", 0.3)), weights(("a", "c", -0.8)), 2 / 4),
        # Nothing common: 2² + 2² − 4 = 4 at most.
        (weights(("a", "b", 0.3)), weights(("c", "d", 0.3)), 2 / 4),
        (weights(also="a"), weights(also="a"), None),
        (weights(), weights(), None),
    ],
)
def test_the_distance_of_langfield_smith_and_wirth(first: Map, second: Map, expected: "float | None") -> None:
    found = distance(first, second)
    assert found == (None if expected is None else pytest.approx(expected))
    assert distance(second, first) == found


def test_loops_and_aims_count_nothing_for_the_distance() -> None:
    plain = weights(("a", "b", 0.5))
    looped = weights(("a", "b", 0.5), ("a", "a", 1.0))
    assert distance(plain, looped) == 0
    both = (Concept("x", "Darro", "actor"), *plain.concepts)
    wanting = Map(both, (*plain.arrows, arrow("x", "a", "aim", (), Setting(1, "x", ""))))
    assert distance(plain, wanting) == 0
    assert len(compare(plain, wanting).second) == 1


@given(maps, maps)
def test_any_two_maps_have_a_distance_from_0_to_1(first: Map, second: Map) -> None:
    found = compare(first, second)
    assert found.distance is None or 0 <= found.distance <= 1
    assert len(found.both) + len(found.opposed) + len(found.first) == len(first.arrows)
    assert len(found.both) + len(found.opposed) + len(found.second) == len(second.arrows)
    assert compare(first, first).distance in {0, None}


def test_parts_of_one_map_share_its_concepts() -> None:
    found = river()
    speakers = {e.voice for a in found.arrows for e in a.evidence}
    parts = [only(found, speakers=[s]) for s in speakers]
    assert {c.id for p in parts for c in p.concepts} == {c.id for c in found.concepts}
    assert sum(len(a.evidence) for p in parts for a in p.arrows) == sum(len(a.evidence) for a in found.arrows)
