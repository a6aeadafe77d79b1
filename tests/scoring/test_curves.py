"""The calibration curve and the record over time."""

import datetime
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_forecasts import START, drawn, pairs, settled

from onrecord.scoring import FLOOR, NothingSettled, Settled, calibration_curve, history, track_record
from onrecord.scoring.curve import BARS
from onrecord.scoring.decomposition import recalibrated
from onrecord.scoring.history import DAYS

some_forecasts = st.lists(pairs, min_size=1, max_size=25)


@settings(max_examples=30)
@given(some_forecasts, st.integers(0, 99))
def test_the_curve_is_the_recalibration_and_does_not_depend_on_order(
    values: list[tuple[float, float]], seed: int
) -> None:
    forecasts = settled(*values, each=2)
    curve = calibration_curve(forecasts)
    p, y = (np.array(column, dtype=np.float64) for column in zip(*values, strict=True))
    at, share = zip(*curve.points, strict=True)
    assert list(at) == sorted(set(at))
    assert list(share) == sorted(share)
    assert np.interp(p, at, share) == pytest.approx(recalibrated(p, y), abs=1e-9)
    assert sum(count for _, _, count in curve.bars) == curve.forecasts == len(values)
    random.Random(seed).shuffle(forecasts)
    assert calibration_curve(forecasts) == curve


def test_the_curve_keeps_only_where_it_bends() -> None:
    rising = [(n / 100, float(n >= 50)) for n in range(100)]
    assert calibration_curve(settled(*rising)).points == ((0.0, 0.0), (0.49, 0.0), (0.5, 1.0), (0.99, 1.0))


def test_bars_hold_their_lower_end_and_the_last_holds_1() -> None:
    curve = calibration_curve(settled((0.0, 0), (0.05, 0), (0.9, 1), (0.949, 1), (1.0, 1)))
    assert len(curve.bars) == BARS
    assert [(low, count) for low, _, count in curve.bars if count] == [
        (0.0, 1), (0.05, 1), (0.9, 2), (0.95, 1)
    ]  # fmt: skip


def test_the_band_holds_the_diagonal_and_narrows() -> None:
    few, many = calibration_curve(drawn(40)), calibration_curve(drawn(4000))
    for p, low, high in (*few.band, *many.band):
        assert 0 <= low <= p <= high <= 1
    assert [p for p, _, _ in many.band] == pytest.approx([0.1, 0.3, 0.6, 0.9])
    assert max(high - low for _, low, high in many.band) < 0.4 * min(h - low for _, low, h in few.band)


def test_calibrated_forecasts_stay_within_the_band_and_others_do_not() -> None:
    def outside(forecasts: list[Settled]) -> int:
        curve = calibration_curve(forecasts)
        at, share = zip(*curve.points, strict=True)
        return sum(not low <= np.interp(p, at, share) <= high for p, low, high in curve.band)

    assert sum(outside(drawn(400, seed)) for seed in range(20)) <= 8  # of 80 points, 4 by chance
    sure = [Settled(f.probability**0.3, f.outcome, f.utterance) for f in drawn(400)]
    assert outside(sure) >= 2


def test_the_band_is_wider_where_forecasts_are_said_together() -> None:
    values = [(f.probability, f.outcome) for f in drawn(400)]
    widths = [
        max(high - low for _, low, high in calibration_curve(settled(*values, each=each)).band)
        for each in (1, 10)
    ]
    assert widths[1] > 1.5 * widths[0]


def test_even_one_forecast_has_a_curve_and_none_has_not() -> None:
    curve = calibration_curve(settled((0.8, 1)))
    assert curve.points == ((0.8, 1.0),)
    assert len(curve.band) == 1
    with pytest.raises(NothingSettled):
        calibration_curve([])


# Over time


def test_a_record_stands_as_its_forecasts_until_then_do() -> None:
    forecasts = drawn(40)
    standings = history(forecasts)
    assert [s.forecasts for s in standings] == list(range(FLOOR, 41))
    assert standings[0].day == START + datetime.timedelta(days=FLOOR - 1)
    for s in standings:
        until = track_record([f for f in forecasts if f.day and f.day <= s.day])
        assert until.brier
        assert s.forecasts == until.forecasts
        assert s.brier.value == pytest.approx(until.brier.mean.value, abs=1e-12)
    final = track_record(forecasts)
    assert final.brier
    assert standings[-1].brier.interval == pytest.approx(final.brier.mean.interval, abs=1e-12)


def test_a_long_record_is_looked_at_on_so_many_days_and_on_the_last() -> None:
    standings = history(drawn(1000))
    assert len(standings) == DAYS
    assert (standings[0].forecasts, standings[-1].forecasts) == (FLOOR, 1000)
    days = [s.day for s in standings]
    assert days == sorted(set(days))


def test_forecasts_of_one_day_count_together() -> None:
    one_day = [Settled(f.probability, f.outcome, f.utterance, START) for f in drawn(30)]
    (only,) = history(one_day)
    assert (only.day, only.forecasts) == (START, 30)


def test_too_few_forecasts_or_none_with_a_day_have_no_history() -> None:
    assert history([]) == history([], floor=0) == history(drawn(FLOOR - 1)) == []
    assert history([Settled(0.5, 1, f"u{n}") for n in range(20)]) == []
    assert len(history(drawn(1), floor=1)) == 1


def test_a_day_with_one_utterance_has_no_interval_yet() -> None:
    first, *_, last = history(settled(*[(0.7, 1.0), (0.7, 0.0)] * 10, each=10))
    assert first.brier.interval is None
    assert last.brier.interval
