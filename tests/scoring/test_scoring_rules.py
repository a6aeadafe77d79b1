"""Scores of single forecasts: examples, propriety, outcomes in part, and certainty that was wrong."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_forecasts import shares

from onrecord.scoring import brier, logarithmic
from onrecord.scoring.rules import SUREST, Rule

RULES = (brier, logarithmic)


def score(rule: Rule, probability: float, outcome: float) -> float:
    return float(rule(np.array([probability]), np.array([outcome]))[0])


def test_ten_forecasts_of_rain_score_0_19_in_briers_own_form() -> None:
    # Over rain and no rain, twice 0.49 + 0.01 + 0.04 + 0.36 + 0.04 + 0.01, over ten.
    rain = np.array([0.7, 0.9, 0.8, 0.4, 0.2, 0.0, 0.0, 0.0, 0.0, 0.1])
    came = np.array([0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    both = brier(rain, came) + brier(1 - rain, 1 - came)
    assert both.mean() == pytest.approx(0.19, abs=1e-12)
    assert brier(rain, came).mean() == pytest.approx(0.095, abs=1e-12)


def test_scores_are_as_worked_out_by_hand() -> None:
    assert score(brier, 0.7, 1) == pytest.approx(0.09, abs=1e-12)
    assert score(brier, 0.7, 0) == pytest.approx(0.49, abs=1e-12)
    assert score(logarithmic, 0.8, 1) == pytest.approx(0.22314355131420976, abs=1e-12)  # ln 1.25
    assert score(logarithmic, 0.8, 0) == pytest.approx(1.6094379124341003, abs=1e-12)  # ln 5


@given(outcome=shares)
def test_a_coin_scores_the_same_whatever_happens(outcome: float) -> None:
    assert score(brier, 0.5, outcome) == pytest.approx(0.25, abs=1e-12)
    assert score(logarithmic, 0.5, outcome) == pytest.approx(math.log(2), abs=1e-12)


@pytest.mark.parametrize("rule", RULES)
@given(probability=shares, outcome=shares)
def test_an_outcome_in_part_scores_what_is_to_be_expected(
    rule: Rule, probability: float, outcome: float
) -> None:
    expected = outcome * score(rule, probability, 1) + (1 - outcome) * score(rule, probability, 0)
    assert score(rule, probability, outcome) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("rule", RULES)
@given(truth=shares, said=shares)
def test_nobody_gains_by_saying_what_they_do_not_believe(rule: Rule, truth: float, said: float) -> None:
    # What is to be expected where the event happens with probability `truth` is the score of that outcome.
    assert score(rule, truth, truth) <= score(rule, said, truth) + 1e-12


@given(truth=st.floats(0.01, 0.99), said=st.floats(0.01, 0.99))
def test_saying_something_else_costs_something(truth: float, said: float) -> None:
    if abs(truth - said) > 1e-3:
        for rule in RULES:
            assert score(rule, truth, truth) < score(rule, said, truth)


def test_certainty_that_was_wrong_is_dear_and_finite() -> None:
    worst = -math.log(SUREST)
    assert score(logarithmic, 0, 1) == pytest.approx(worst, abs=1e-12)
    assert score(logarithmic, 1, 0) == pytest.approx(worst, abs=1e-12)
    assert score(logarithmic, 0.001, 1) == score(logarithmic, 0, 1)
    assert 5 < worst < 6


def test_certainty_that_was_right_scores_next_to_nothing() -> None:
    assert score(logarithmic, 1, 1) == pytest.approx(-math.log(1 - SUREST), abs=1e-12)
    assert score(brier, 1, 1) == score(brier, 0, 0) == 0


@given(probability=shares, outcome=shares)
def test_scores_stay_within_their_bounds(probability: float, outcome: float) -> None:
    assert 0 <= score(brier, probability, outcome) <= 1
    assert 0 < score(logarithmic, probability, outcome) <= -math.log(SUREST) + 1e-12
