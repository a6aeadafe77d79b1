"""Statements and claims are known again in another reading of the same text."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord.ledger.codes import codes, typed
from onrecord.ledger.passages import Stretch, matched, stretches

PLACES = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 40)).map(lambda p: (p[0], p[0] + p[1])), max_size=12
)


def test_those_at_one_place_are_told_apart() -> None:
    assert [s.nth for s in stretches("claim", [(0, 5), (2, 5), (0, 5)])] == [0, 0, 1]


@given(PLACES, PLACES)
def test_each_is_known_as_one_at_most_and_the_same_place_comes_first(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    found, known = stretches("statement", one), stretches("statement", other)
    same = matched(found, known)
    assert len(set(same.values())) == len(same)
    assert set(same) <= set(found)
    assert set(same.values()) <= set(known)
    assert all(same[s] == s for s in set(found) & set(known))
    for a, b in same.items():
        shared = min(a.end, b.end) - max(a.start, b.start)
        assert 2 * shared >= max(a.end, b.end) - min(a.start, b.start)


@given(PLACES, PLACES)
def test_nothing_that_could_be_known_again_is_left(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    found, known = stretches("statement", one), stretches("statement", other)
    same = matched(found, known)
    left = set(known) - set(same.values())
    for a in set(found) - set(same):
        for b in left:
            assert 2 * (min(a.end, b.end) - max(a.start, b.start)) < max(a.end, b.end) - min(a.start, b.start)


def test_the_nearest_is_taken_and_only_of_the_same_kind() -> None:
    one = [Stretch("claim", 0, 100, 0)]
    known = [Stretch("claim", 0, 60, 0), Stretch("claim", 2, 98, 0), Stretch("statement", 0, 99, 0)]
    assert matched(one, known) == {one[0]: known[1]}
    assert matched(one, known[2:]) == {}


def test_ids_grow_where_others_begin_alike() -> None:
    first = codes("s", ["a", "b"], lambda some: set())
    assert [len(code) for code in first] == [7, 7]
    again = codes("s", ["a", "b", "c"], lambda some: {first[0]} & set(some))
    assert again[0].startswith(first[0])
    assert len(again[0]) == 8
    assert again[1] == first[1]
    assert len(set(codes("s", ["same"] * 3, lambda some: set()))) == 3


def test_ids_can_be_typed_carelessly() -> None:
    assert typed(" S0OI1lq ") == "s00111q"
