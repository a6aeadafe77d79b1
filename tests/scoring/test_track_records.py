"""Track records and their ranking: the figures, the floor, skill, and that luck does not lead."""

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_forecasts import drawn, pairs, settled

from onrecord.scoring import (
    FLOOR,
    BadForecast,
    NothingSettled,
    Settled,
    base_rate,
    brier,
    logarithmic,
    murphy,
    rank,
    track_record,
)
from onrecord.scoring.shrinkage import pooled_variance, shrink

some_forecasts = st.lists(pairs, min_size=FLOOR, max_size=30)


def test_the_figures_of_a_record() -> None:
    forecasts = settled(*[(0.8, 1.0)] * 6, *[(0.8, 0.0)] * 2, (0.3, 0.0), (0.3, 0.5))
    record = track_record(forecasts, base_rate=0.5)
    p, y = np.array([f.probability for f in forecasts]), np.array([f.outcome for f in forecasts])
    assert (record.forecasts, record.utterances) == (10, 10)
    assert record.base_rate.value == pytest.approx(0.65)
    assert record.probability.value == pytest.approx(0.7)
    assert record.brier
    assert record.logarithmic
    assert record.brier.mean.value == pytest.approx(brier(p, y).mean(), abs=1e-12)
    assert record.logarithmic.mean.value == pytest.approx(logarithmic(p, y).mean(), abs=1e-12)
    assert record.brier.parts.score == pytest.approx(record.brier.mean.value)
    assert record.logarithmic.parts.score == pytest.approx(record.logarithmic.mean.value)
    assert record.murphy == murphy(p, y)


def test_skill_is_the_share_of_the_score_that_is_spared() -> None:
    forecasts = settled(*[(0.9, 1.0)] * 8, *[(0.9, 0.0)] * 2)
    record = track_record(forecasts, base_rate=0.3)
    assert record.brier
    assert record.brier.over_base_rate
    # Mean score 0.8 × 0.01 + 0.2 × 0.81 = 0.17; with 0.3 for everything 0.8 × 0.49 + 0.2 × 0.09 = 0.41.
    assert record.brier.over_base_rate.value == pytest.approx(1 - 0.17 / 0.41, abs=1e-12)
    assert record.brier.over_coin.value == pytest.approx(1 - 0.17 / 0.25, abs=1e-12)
    assert record.logarithmic
    assert record.logarithmic.over_coin.value == pytest.approx(
        1 + (0.8 * math.log(0.9) + 0.2 * math.log(0.1)) / math.log(2), abs=1e-12
    )


def test_the_base_rate_itself_and_a_coin_have_no_skill() -> None:
    outcomes = [1.0] * 3 + [0.0] * 7
    as_usual = track_record(settled(*[(0.3, y) for y in outcomes]))
    assert as_usual.brier
    assert as_usual.brier.over_base_rate
    assert as_usual.brier.over_base_rate.value == pytest.approx(0, abs=1e-12)
    coin = track_record(settled(*[(0.5, y) for y in outcomes]))
    assert coin.brier
    assert coin.brier.over_coin.value == pytest.approx(0, abs=1e-12)


def test_a_base_rate_that_is_always_right_cannot_be_beaten() -> None:
    record = track_record(settled(*[(0.9, 1.0)] * 10))
    assert record.brier
    assert record.brier.over_base_rate is None
    assert record.brier.over_coin.value == pytest.approx(1 - 0.01 / 0.25)


def test_the_base_rate_counts_parts_in_part() -> None:
    assert base_rate(settled((0.9, 1), (0.9, 0.4), (0.1, 0), (0.1, 0))) == pytest.approx(0.35)


def test_under_the_floor_there_are_counts_and_no_scores() -> None:
    forecasts = drawn(FLOOR)
    record = track_record(forecasts[:-1])
    assert (record.forecasts, record.brier, record.logarithmic, record.murphy) == (
        FLOOR - 1,
        None,
        None,
        None,
    )
    assert record.base_rate.interval is None
    assert track_record(forecasts).brier
    assert track_record(forecasts[:3], floor=3).brier


def test_forecasts_of_one_utterance_have_scores_and_no_interval() -> None:
    record = track_record(settled(*[(0.7, 1.0)] * 12, each=12))
    assert record.utterances == 1
    assert record.brier
    assert record.brier.mean.interval is None


def test_where_all_came_true_not_all_need_to() -> None:
    record = track_record(settled(*[(0.9, 1.0)] * 20))
    assert record.base_rate.interval
    low, high = record.base_rate.interval
    assert (round(low, 2), high) == (0.84, 1.0)


def width(forecasts: list[Settled]) -> float:
    record = track_record(forecasts)
    assert record.brier
    assert record.brier.mean.interval
    low, high = record.brier.mean.interval
    return high - low


def test_what_is_said_together_tells_less_than_what_is_said_apart() -> None:
    values = [(f.probability, f.outcome) for f in drawn(40)]
    tenfold = [value for value in values for _ in range(10)]
    apart, together = width(settled(*tenfold)), width(settled(*tenfold, each=10))
    assert together == pytest.approx(width(settled(*values)), rel=0.1)
    assert apart < 0.5 * together


def test_a_longer_record_is_surer() -> None:
    assert width(drawn(640)) < 0.5 * width(drawn(80)) < 0.4 * width(drawn(10))


@settings(max_examples=40)
@given(some_forecasts, st.integers(0, 99))
def test_order_makes_no_difference_at_all(values: list[tuple[float, float]], seed: int) -> None:
    forecasts = settled(*values, each=3)
    mixed = list(forecasts)
    random.Random(seed).shuffle(mixed)
    assert track_record(forecasts) == track_record(mixed)


@settings(max_examples=40)
@given(some_forecasts)
def test_every_interval_holds_its_figure(values: list[tuple[float, float]]) -> None:
    record = track_record(settled(*values, each=2))
    assert record.brier
    assert record.logarithmic
    for figure in (
        record.base_rate,
        record.probability,
        record.brier.mean,
        record.brier.over_coin,
        record.logarithmic.mean,
        record.logarithmic.over_coin,
    ):
        assert figure.interval
        assert figure.interval[0] - 1e-9 <= figure.value <= figure.interval[1] + 1e-9


@pytest.mark.parametrize(
    ("probability", "outcome"), [(1.2, 1), (-0.1, 1), (math.nan, 1), (0.5, 2), (0.5, math.nan)]
)
def test_a_number_out_of_range_is_told_with_its_utterance(probability: float, outcome: float) -> None:
    with pytest.raises(BadForecast, match=r"utterance u7 .* between 0 and 1"):
        track_record([Settled(0.5, 1, "u1"), Settled(probability, outcome, "u7")])


def test_nothing_settled_is_told() -> None:
    with pytest.raises(NothingSettled, match="no forecast has been settled"):
        track_record([])
    with pytest.raises(NothingSettled):
        base_rate([])
    with pytest.raises(NothingSettled):
        rank({"Ada Brill": []}, base_rate=0.5)
    assert rank({}, base_rate=0.5) == []


# The ranking


def test_one_lucky_call_does_not_lead() -> None:
    expert = settled(*[(0.9, 1.0)] * 36, *[(0.9, 0.0)] * 4, name="e")
    pundit = settled(*[(0.9, 1.0)] * 20, *[(0.9, 0.0)] * 20, name="p")
    lucky = settled((0.99, 1.0), (0.99, 1.0), name="l")
    ranked = rank({"pundit": pundit, "lucky": lucky, "expert": expert}, base_rate=0.7, floor=1)
    assert [r.name for r in ranked] == ["expert", "lucky", "pundit"]
    raw = {r.name: r.record.brier.mean.value for r in ranked if r.record.brier}
    assert min(raw, key=raw.__getitem__) == "lucky"  # as it would lead unshrunk


def test_one_lucky_utterance_of_many_forecasts_does_not_lead_either() -> None:
    expert = settled(*[(0.9, 1.0)] * 36, *[(0.9, 0.0)] * 4, name="e")
    pundit = settled(*[(0.9, 1.0)] * 20, *[(0.9, 0.0)] * 20, name="p")
    lucky = settled(*[(0.99, 1.0)] * 40, each=40, name="l")
    ranked = rank({"pundit": pundit, "lucky": lucky, "expert": expert}, base_rate=0.7)
    assert ranked[0].name == "expert"


def test_those_under_the_floor_come_last_the_longest_first_and_without_scores() -> None:
    groups = {
        "b": drawn(30, 1),
        "few": drawn(3, 2),
        "a": drawn(30, 3),
        "one": drawn(1, 4),
        "also": drawn(3, 5),
    }
    ranked = rank(groups, base_rate=0.5)
    assert [r.name for r in ranked[2:]] == ["also", "few", "one"]
    assert {(r.shrunk, r.own, r.record.brier) for r in ranked[2:]} == {(None, None, None)}
    assert all(r.shrunk is not None for r in ranked[:2])


def test_where_nothing_tells_groups_apart_all_come_out_alike() -> None:
    same = [(0.8, 1.0)] * 8 + [(0.8, 0.0)] * 2
    ranked = rank({n: settled(*same * k) for n, k in (("c", 1), ("a", 1), ("b", 2))}, base_rate=0.8)
    assert len({r.shrunk for r in ranked}) == 1
    assert [r.name for r in ranked] == ["b", "a", "c"]  # the longer record, then the name
    assert {r.own for r in ranked} == {0.0}


def test_where_there_is_no_luck_at_all_records_stay_as_they_are() -> None:
    ranked = rank({"a": settled(*[(0.9, 1.0)] * 10), "b": settled(*[(0.6, 1.0)] * 10)}, base_rate=0.5)
    assert [r.shrunk for r in ranked] == pytest.approx([0.01, 0.16])
    assert [r.own for r in ranked] == [1.0, 1.0]


def test_where_luck_cannot_be_known_everything_may_be() -> None:
    ranked = rank({n: settled((p, 1.0), name=n) for n, p in (("a", 0.9), ("b", 0.5))}, base_rate=0.5, floor=1)
    assert [r.shrunk for r in ranked] == pytest.approx([0.13, 0.13])


def test_a_single_group_keeps_its_own_score() -> None:
    (only,) = rank({"a": drawn(20)}, base_rate=0.5)
    assert only.record.brier
    assert only.shrunk == pytest.approx(only.record.brier.mean.value)


groups = st.dictionaries(
    st.text(min_size=1, max_size=3), st.lists(pairs, min_size=1, max_size=12), min_size=2, max_size=5
)


@settings(max_examples=60)
@given(groups)
def test_a_ranked_score_lies_between_the_groups_own_and_the_common_one(
    values: dict[str, list[tuple[float, float]]],
) -> None:
    ranked = rank({n: settled(*v, name=n, each=2) for n, v in values.items()}, base_rate=0.5, floor=1)
    own = {r.name: r.record.brier.mean.value for r in ranked if r.record.brier}
    assert len(own) == len(values)
    scores = [r.shrunk for r in ranked if r.shrunk is not None]
    assert scores == sorted(scores)
    assert min(own.values()) - 1e-9 <= scores[0] <= scores[-1] <= max(own.values()) + 1e-9
    for r in ranked:
        assert r.own is not None
        assert -1e-12 <= r.own <= 1 + 1e-12


# Shrinkage itself


def test_the_variance_between_groups_is_as_published() -> None:
    # The trials of the BCG vaccine (Colditz et al. 1994): treated and controls with and without tuberculosis.
    # The R package metafor gives the DerSimonian-Laird estimate of the mean log relative risk as -0.7141.
    trials = np.array(
        [
            (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619),
            (33, 5036, 47, 5761), (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892),
            (29, 7470, 45, 7232), (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338),
            (27, 16886, 29, 17825),
        ],
        dtype=np.float64,
    )  # fmt: skip
    a, b, c, d = trials.T
    ratios = np.log(a / (a + b) / (c / (c + d)))
    drawn_together = shrink(ratios, 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
    assert drawn_together.towards == pytest.approx(-0.7141, abs=5e-5)


means = st.lists(st.tuples(st.floats(0, 1), st.floats(1e-4, 1)), min_size=1, max_size=20)


@given(means)
def test_means_are_drawn_towards_the_common_one_the_less_certain_the_further(
    rows: list[tuple[float, float]],
) -> None:
    values, variances = (np.array(column) for column in zip(*rows, strict=True))
    result = shrink(values, variances)
    assert ((result.own >= 0) & (result.own <= 1)).all()
    for value, before in zip(result.values, values, strict=True):
        low, high = sorted((before, result.towards))
        assert low - 1e-9 <= value <= high + 1e-9
    order = np.argsort(variances, kind="stable")
    assert (np.diff(result.own[order]) <= 1e-12).all()


def test_the_pooled_variance_is_that_of_all_groups_together() -> None:
    ones = np.ones(3)
    groups = [np.array([0.0, 1, 2]), np.array([5.0, 5, 8])]
    assert pooled_variance(groups, [ones, ones]) == pytest.approx((2 + 6) / (2 + 2))
    assert pooled_variance([np.array([0.3])], [np.array([7.0])]) is None
    assert pooled_variance([np.array([0.3, 0.3])], [np.array([7.0, 1])]) == 0


def test_the_pooled_variance_is_unbiased_for_utterances_of_any_size() -> None:
    rng = np.random.default_rng(6)
    sizes = np.array([1.0, 1, 2, 5, 9])
    found = [pooled_variance([rng.normal(0, 2, 5)], [sizes]) for _ in range(4000)]
    assert np.mean([x for x in found if x is not None]) == pytest.approx(4, rel=0.05)
