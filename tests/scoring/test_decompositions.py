"""The parts of mean scores: against independent implementations, by hand, and for any forecasts."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_forecasts import pairs

from onrecord.scoring import brier, corp, logarithmic, murphy
from onrecord.scoring.decomposition import isotonic, recalibrated
from onrecord.scoring.forecasts import Floats
from onrecord.scoring.rules import Rule

any_forecasts = st.lists(pairs, min_size=1, max_size=40)
RULES = (brier, logarithmic)


def arrays(forecasts: list[tuple[float, float]]) -> tuple[Floats, Floats]:
    p, y = zip(*forecasts, strict=True)
    return np.array(p, dtype=np.float64), np.array(y, dtype=np.float64)


def max_min(values: Floats, weights: Floats) -> Floats:
    """Isotonic regression by the max-min formula (Robertson, Wright and Dykstra 1988): no pooling at all."""
    n = len(values)

    def mean(a: int, b: int) -> float:
        return float(np.average(values[a : b + 1], weights=weights[a : b + 1]))

    return np.array([max(min(mean(a, b) for b in range(i, n)) for a in range(i + 1)) for i in range(n)])


def by_max_min(p: Floats, y: Floats) -> Floats:
    """The recalibrated probabilities, put together another way than the house does."""
    levels = sorted(set(p.tolist()))
    shares = np.array([y[p == level].mean() for level in levels])
    weights = np.array([(p == level).sum() for level in levels], dtype=np.float64)
    fitted = dict(zip(levels, max_min(shares, weights).tolist(), strict=True))
    return np.array([fitted[x] for x in p.tolist()])


@given(any_forecasts)
def test_recalibration_agrees_with_the_max_min_formula(forecasts: list[tuple[float, float]]) -> None:
    p, y = arrays(forecasts)
    assert recalibrated(p, y) == pytest.approx(by_max_min(p, y), abs=1e-9)


@pytest.mark.parametrize("rule", RULES)
@given(any_forecasts)
def test_corp_agrees_with_its_definition(rule: Rule, forecasts: list[tuple[float, float]]) -> None:
    p, y = arrays(forecasts)
    forecast, constant = rule(p, y).mean(), rule(np.full(len(y), y.mean()), y).mean()
    best = rule(by_max_min(p, y), y).mean()
    parts = corp(rule, p, y)
    assert parts.miscalibration == pytest.approx(forecast - best, abs=1e-9)
    assert parts.discrimination == pytest.approx(constant - best, abs=1e-9)
    assert parts.uncertainty == pytest.approx(constant, abs=1e-9)


def test_corp_by_hand() -> None:
    # Sorted by probability, 0 1 0 1 comes out; the middle two are pooled to one half.
    p, y = np.array([0.9, 0.2, 0.4, 0.6]), np.array([1.0, 0.0, 1.0, 0.0])
    assert recalibrated(p, y).tolist() == [1.0, 0.0, 0.5, 0.5]
    parts = corp(brier, p, y)
    # Scores: 0.01, 0.04, 0.36, 0.36, in the mean 0.1925; recalibrated 0.125; with the mean outcome 0.25.
    assert parts.miscalibration == pytest.approx(0.0675, abs=1e-12)
    assert parts.discrimination == pytest.approx(0.125, abs=1e-12)
    assert parts.uncertainty == pytest.approx(0.25, abs=1e-12)


def test_murphys_parts_of_a_textbook_table() -> None:
    # Wilks, Statistical Methods in the Atmospheric Sciences, table 7.3: the share of forecasts with each
    # probability of rain, and how often it rained. The parts are worked out here, sum by sum.
    said = [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]
    rained = [0.006, 0.019, 0.059, 0.15, 0.277, 0.377, 0.511, 0.587, 0.723, 0.779, 0.934, 0.933]
    often = [4112, 671, 1833, 986, 616, 366, 303, 275, 245, 220, 170, 203]
    total = sum(often)
    base = sum(n * o for n, o in zip(often, rained, strict=True)) / total
    parts = murphy(np.repeat(said, often), np.repeat(rained, often))
    assert base == pytest.approx(0.162, abs=5e-4)  # as the book has it
    assert parts.reliability == pytest.approx(
        sum(n * (s - o) ** 2 for n, s, o in zip(often, said, rained, strict=True)) / total, abs=1e-9
    )
    assert parts.resolution == pytest.approx(
        sum(n * (o - base) ** 2 for n, o in zip(often, rained, strict=True)) / total, abs=1e-9
    )
    assert parts.uncertainty == pytest.approx(base * (1 - base), abs=1e-9)
    assert parts.values == 12


def test_murphy_by_hand() -> None:
    p = np.array([0.2] * 5 + [0.8] * 5)
    y = np.array([0, 0, 0, 0, 1, 1, 1, 1, 0, 0], dtype=np.float64)
    parts = murphy(p, y)
    assert parts.reliability == pytest.approx(0.02, abs=1e-12)  # 0.2 came true at 0.2, 0.8 at 0.6
    assert parts.resolution == pytest.approx(0.04, abs=1e-12)
    assert parts.uncertainty == pytest.approx(0.24, abs=1e-12)
    assert parts.score == pytest.approx(brier(p, y).mean(), abs=1e-12)


@given(any_forecasts)
def test_the_parts_make_up_the_mean_score(forecasts: list[tuple[float, float]]) -> None:
    p, y = arrays(forecasts)
    for rule in RULES:
        assert corp(rule, p, y).score == pytest.approx(rule(p, y).mean(), abs=1e-9)
    assert murphy(p, y).score == pytest.approx(brier(p, y).mean(), abs=1e-9)


@pytest.mark.parametrize("rule", RULES)
@given(any_forecasts)
def test_no_part_is_below_zero(rule: Rule, forecasts: list[tuple[float, float]]) -> None:
    p, y = arrays(forecasts)
    parts = corp(rule, p, y)
    assert min(parts.miscalibration, parts.discrimination, parts.uncertainty) >= 0
    # and neither is what rounding is cut off from: recalibrating never costs, nor does telling apart
    best = rule(recalibrated(p, y), y).mean()
    assert rule(p, y).mean() - best > -1e-12
    assert parts.uncertainty - best > -1e-12


@given(any_forecasts, st.randoms())
def test_order_makes_no_difference(forecasts: list[tuple[float, float]], random: object) -> None:
    mixed = list(forecasts)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    for rule in RULES:
        one, other = corp(rule, *arrays(forecasts)), corp(rule, *arrays(mixed))
        assert one.miscalibration == pytest.approx(other.miscalibration, abs=1e-12)
        assert one.discrimination == pytest.approx(other.discrimination, abs=1e-12)


@given(any_forecasts)
def test_an_outcome_in_part_is_one_that_came_true_and_one_that_did_not(
    forecasts: list[tuple[float, float]],
) -> None:
    quarters = [(p, round(y * 4) / 4) for p, y in forecasts]
    split = [(p, float(n < y * 4)) for p, y in quarters for n in range(4)]
    for rule in RULES:
        one, other = corp(rule, *arrays(quarters)), corp(rule, *arrays(split))
        assert one.miscalibration == pytest.approx(other.miscalibration, abs=1e-9)
        assert one.discrimination == pytest.approx(other.discrimination, abs=1e-9)
        assert one.uncertainty == pytest.approx(other.uncertainty, abs=1e-9)
    assert murphy(*arrays(quarters)).resolution == pytest.approx(murphy(*arrays(split)).resolution, abs=1e-9)


@given(any_forecasts)
def test_what_is_recalibrated_is_calibrated(forecasts: list[tuple[float, float]]) -> None:
    p, y = arrays(forecasts)
    again = corp(brier, recalibrated(p, y), y)
    assert again.miscalibration == pytest.approx(0, abs=1e-12)
    assert again.discrimination == pytest.approx(corp(brier, p, y).discrimination, abs=1e-12)


weighted = st.lists(st.tuples(st.floats(0, 1), st.floats(0.1, 100)), min_size=1, max_size=60)


@given(weighted)
def test_isotonic_regression_rises_keeps_the_mean_and_changes_nothing_twice(
    rows: list[tuple[float, float]],
) -> None:
    values, weights = arrays(rows)
    fitted = isotonic(values, weights)
    assert all(a <= b for a, b in pairwise(fitted.tolist()))
    assert isotonic(fitted, weights).tolist() == fitted.tolist()
    assert np.average(fitted, weights=weights) == pytest.approx(np.average(values, weights=weights), abs=1e-9)
    assert fitted == pytest.approx(max_min(values, weights), abs=1e-9)


def test_isotonic_regression_of_what_rises_and_of_what_falls() -> None:
    ones = np.ones(4)
    assert isotonic(np.array([0.1, 0.2, 0.2, 0.9]), ones).tolist() == [0.1, 0.2, 0.2, 0.9]
    assert isotonic(np.array([0.9, 0.6, 0.3, 0.2]), ones) == pytest.approx([0.5] * 4)
    assert isotonic(np.array([1.0, 0.0]), np.array([3.0, 1.0])).tolist() == [0.75, 0.75]
