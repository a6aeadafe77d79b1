"""The judge of causes and effects, on links small enough to count by hand."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from onrecord.evaluation import Score
from onrecord.evaluation.causal import Link, all_links, causal, pair, sentences_causal

FLOOD = Link(((0, 2),), ((5, 9),), ((3, 5),))
STRIKE = Link(((12, 15),), ((9, 11),), ())


def counted(gold: list[Link], found: list[Link]) -> dict[str, tuple[int, int, int]]:
    return {name: (s.correct, s.predicted, s.gold) for name, s in causal([(gold, found)]).items()}


def test_only_spans_with_exactly_the_same_tokens_are_right() -> None:
    found = Link(((0, 2),), ((5, 8),), ((3, 5),))
    assert counted([FLOOD], [found]) == {
        "cause": (1, 1, 1),
        "effect": (0, 1, 1),
        "signal": (1, 1, 1),
        "all spans": (2, 3, 3),
    }


def test_a_cause_taken_for_the_effect_is_wrong() -> None:
    turned = Link(FLOOD.effect, FLOOD.cause, FLOOD.signal)
    assert counted([FLOOD], [turned])["all spans"] == (1, 3, 3)


def test_each_piece_of_a_signal_is_a_span() -> None:
    gold = Link(((0, 2),), ((5, 9),), ((3, 4), (8, 9)))
    assert counted([gold], [FLOOD])["signal"] == (0, 1, 2)
    assert counted([gold], [Link(signal=((8, 9),))])["signal"] == (1, 1, 2)


def test_links_are_paired_so_that_most_spans_are_right_whatever_their_order() -> None:
    assert counted([FLOOD, STRIKE], [STRIKE, FLOOD])["all spans"] == (5, 5, 5)


def test_no_more_links_are_kept_than_gold_has_and_those_the_first() -> None:
    assert counted([FLOOD], [STRIKE, FLOOD])["all spans"] == (0, 2, 3)
    assert counted([FLOOD], [FLOOD, STRIKE])["all spans"] == (3, 3, 3)
    assert counted([], [FLOOD])["all spans"] == (0, 0, 0)


def test_what_is_found_too_much_costs_where_all_links_count() -> None:
    scores = all_links([([FLOOD], [STRIKE, FLOOD]), ([], [STRIKE])])
    assert scores["all spans"] == Score(3, 7, 3)


def test_links_that_are_missing_are_missed() -> None:
    assert counted([FLOOD, STRIKE], [STRIKE]) == {
        "cause": (1, 1, 2),
        "effect": (1, 1, 2),
        "signal": (0, 0, 1),
        "all spans": (2, 2, 5),
    }


def test_a_sentence_is_causal_or_not() -> None:
    found = [(True, True), (True, False), (False, True), (False, False)]
    assert sentences_causal(found) == Score(1, 2, 2)


spans = st.lists(st.sampled_from([(0, 1), (1, 2), (2, 4)]), max_size=2, unique=True).map(tuple)
links = st.builds(Link, spans, spans, spans)


@given(st.lists(links, max_size=4), st.lists(links, max_size=5))
def test_no_other_pairing_has_more_right(gold: list[Link], found: list[Link]) -> None:
    def right(i: int, j: int) -> int:
        g, f = gold[i], found[j]
        return sum(
            len(set(a) & set(b)) for a, b in ((g.cause, f.cause), (g.effect, f.effect), (g.signal, f.signal))
        )

    pairs = pair(gold, found)
    assert len(pairs) == min(len(gold), len(found))
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    few, many = sorted((range(len(gold)), range(len(found))), key=len)
    turned = len(gold) > len(found)
    best = max(
        sum(right(j, i) if turned else right(i, j) for i, j in zip(few, chosen, strict=True))
        for chosen in permutations(many, len(few))
    )
    assert sum(right(i, j) for i, j in pairs) == best
