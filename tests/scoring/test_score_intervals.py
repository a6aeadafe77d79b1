"""Intervals: published ones, as evidence grows, by utterances, and how often they are right."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.scoring.intervals import RESAMPLES, bootstrap, effective_size, resampled, wilson


@pytest.mark.parametrize(
    ("hits", "size", "low", "high"),
    # R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17,
    # 1998, table I, the score method without continuity correction.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_as_published(hits: int, size: int, low: float, high: float) -> None:
    assert wilson(hits / size, size) == pytest.approx((low, high), abs=5e-5)


@given(share=st.floats(0, 1), size=st.floats(0.5, 1e6))
def test_wilsons_ends_solve_its_equation(share: float, size: float) -> None:
    for end in wilson(share, size):
        # The share is 1.96 standard errors away, as these are at the end itself; or the end is at 0 or 1.
        error = abs(share - end) - 1.959963984540054 * np.sqrt(max(0, end * (1 - end)) / size)
        assert error == pytest.approx(0, abs=1e-7) or end in {0, 1}


@given(share=st.floats(0, 1), size=st.floats(0.5, 1e6))
def test_wilsons_interval_holds_the_share_and_shrinks(share: float, size: float) -> None:
    low, high = wilson(share, size)
    assert 0 <= low <= share <= high <= 1
    closer = wilson(share, 2 * size)
    assert closer[1] - closer[0] < high - low
    narrower = wilson(share, size, level=0.8)
    assert low - 1e-15 <= narrower[0] <= narrower[1] <= high + 1e-15


def test_utterances_are_worth_what_they_hold() -> None:
    assert effective_size(np.ones(7)) == 7
    assert effective_size(np.full(7, 3.0)) == 7
    assert effective_size(np.array([20.0])) == 1
    assert effective_size(np.array([1.0, 1, 1, 1, 6])) == pytest.approx(2.5)


def means_of(scores: np.ndarray) -> np.ndarray:
    return resampled(scores[None, :])[:, 0] / len(scores)


def test_resampling_is_the_same_each_time_and_does_not_depend_on_its_portions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sums = np.random.default_rng(1).random((2, 30))
    first = resampled(sums)
    assert first.shape == (RESAMPLES, 2)
    assert np.array_equal(first, resampled(sums))
    monkeypatch.setattr("onrecord.scoring.intervals.CELLS", 7 * 30)
    assert np.array_equal(first, resampled(sums))


def test_each_resample_has_as_many_utterances_as_there_are() -> None:
    assert (resampled(np.ones((1, 13))) == 13).all()


def test_resampled_means_vary_as_theory_says() -> None:
    scores = np.random.default_rng(2).random(400)
    assert means_of(scores).std() == pytest.approx(scores.std() / 20, rel=0.1)
    assert means_of(scores).mean() == pytest.approx(scores.mean(), abs=0.005)


@settings(max_examples=50)
@given(st.lists(st.floats(0, 1), min_size=2, max_size=40))
def test_an_interval_holds_the_mean_and_stays_within_the_scores(scores: list[float]) -> None:
    values = np.array(scores)
    interval = bootstrap(means_of(values), len(values))
    assert interval
    assert values.min() - 1e-12 <= interval[0] <= values.mean() + 1e-12
    assert values.mean() - 1e-12 <= interval[1] <= values.max() + 1e-12


def test_an_interval_shrinks_as_utterances_come() -> None:
    rng = np.random.default_rng(3)
    widths = []
    for size in (10, 40, 160, 640):
        low, high = bootstrap(means_of(rng.random(size)), size) or (0, 0)
        widths.append(high - low)
    assert all(later < 0.7 * earlier for earlier, later in pairwise(widths))


def test_one_utterance_has_no_interval_and_undefined_draws_are_left_out() -> None:
    assert bootstrap(np.array([0.1, 0.2]), 1) is None
    assert bootstrap(np.array([np.nan, np.inf]), 5) is None
    assert bootstrap(np.array([np.nan, 0.5, 0.5]), 5) == (0.5, 0.5)


def test_an_interval_of_ten_forecasts_is_right_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(4)
    p = np.array([0.2, 0.4, 0.7, 0.9])
    true = float((p * (1 - p)).mean())  # the mean Brier score of calibrated forecasts
    plain = expanded = 0
    for _ in range(400):
        said = rng.choice(p, 10)
        draws = means_of((said - (rng.random(10) < said)) ** 2)
        low, high = bootstrap(draws, 10) or (1, 0)
        expanded += low <= true <= high
        low, high = np.quantile(draws, (0.025, 0.975))
        plain += low <= true <= high
    assert plain < expanded
    assert expanded / 400 > 0.88
