"""What words have meant: the share that came true, its interval, and how far it replaces the assumption."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_forecasts import settled

from onrecord.scoring import Chance, NothingSettled, ScoringError, meanings, observed
from onrecord.scoring.intervals import wilson
from onrecord.scoring.words import FIRMEST, WEAKEST, Meaning

LIKELY = Chance(0.7, (0.6, 0.855))


def meant(came: float, of: int, assumed: Chance = LIKELY, each: int = 1) -> Meaning:
    """What a word has meant of which ``came`` of so many forecasts came true."""
    outcomes = [min(1.0, max(0.0, came - n)) for n in range(of)]
    forecasts = settled(*[(assumed.probability, y) for y in outcomes], each=each)
    (meaning,) = meanings({"likely": forecasts}, {"likely": assumed})
    return meaning


def test_a_word_has_meant_how_often_it_came_true() -> None:
    one = meant(12, 20)
    assert (one.words, one.forecasts, one.utterances, one.assumed) == ("likely", 20, 20, LIKELY)
    assert one.observed == Chance(pytest.approx(0.6), pytest.approx(wilson(0.6, 20)))


def test_forecasts_that_came_true_in_part_count_in_part() -> None:
    assert meant(2.4, 4).observed.probability == pytest.approx(0.6)


def test_what_is_said_together_counts_once() -> None:
    assert meant(20, 20, each=5).observed.interval == pytest.approx(wilson(1, 4))


def test_words_come_by_what_they_are_assumed_to_mean() -> None:
    said = {"likely": settled((0.7, 1)), "never": settled((0.02, 0)), "even": settled((0.5, 1))}
    assumed = {"never": Chance(0.02, (0, 0.1)), "likely": LIKELY, "even": Chance(0.5, (0.4, 0.6))}
    assert [m.words for m in meanings(said, {**assumed, "unsaid": LIKELY})] == ["never", "even", "likely"]


def test_the_probability_to_be_used_is_a_posterior_mean() -> None:
    # A beta distribution with mean 0.5 whose middle 80 % spans 2.563 standard deviations of 0.1: 24 cases,
    # of which at most 20 count.
    firm = meant(5, 20, Chance(0.5, (0.37185, 0.62815)))
    assert firm.weight == pytest.approx(20 / 40)
    assert firm.blended.probability == pytest.approx((5 + 20 * 0.5) / 40)
    # And one of 0.2: 0.25 / 0.04 - 1 = 5.25 cases.
    loose = meant(5, 20, Chance(0.5, (0.2437, 0.7563)))
    assert loose.blended.probability == pytest.approx((5 + 5.25 * 0.5) / 25.25)


def test_a_guess_yields_sooner_than_a_measured_meaning() -> None:
    guess, measured = meant(3, 10, Chance(0.9, (0.6, 0.99))), meant(3, 10, Chance(0.9, (0.85, 0.93)))
    assert guess.weight > 2 * measured.weight


def test_one_call_moves_no_assumption_far() -> None:
    for assumed in (LIKELY, Chance(0.95, (0.94, 0.96)), Chance(0.5, (0.5, 0.5)), Chance(0.9, (0.6, 0.99))):
        assert abs(meant(0, 1, assumed).blended.probability - assumed.probability) < 0.3
    assert meant(0, 1, Chance(0.5, (0.5, 0.5))).weight == pytest.approx(1 / (1 + FIRMEST))
    assert meant(0, 1, Chance(0.5, (0.0, 1.0))).weight == pytest.approx(1 / (1 + WEAKEST), abs=0.15)


chances = st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)).map(sorted)


@given(chances, st.integers(1, 60), st.floats(0, 1))
def test_what_is_to_be_used_lies_between_the_assumed_and_the_observed(
    chance: list[float], size: int, share: float
) -> None:
    low, probability, high = chance
    one = meant(share * size, size, Chance(probability, (low, high)))
    ends = sorted((probability, one.observed.probability))
    assert ends[0] - 1e-9 <= one.blended.probability <= ends[1] + 1e-9
    assert -1e-12 <= one.blended.interval[0] <= one.blended.probability + 1e-9
    assert one.blended.probability - 1e-9 <= one.blended.interval[1] <= 1 + 1e-12
    assert 0 < one.weight < 1
    assert meant(share * size * 2, size * 2, Chance(probability, (low, high))).weight > one.weight


def test_with_much_evidence_what_was_observed_is_used() -> None:
    one = meant(600, 1000)
    assert one.blended.probability == pytest.approx(0.6, abs=0.003)
    assert observed([one]) == {"likely": one.blended}
    assert observed([]) == {}


def test_a_word_without_an_assumption_or_a_forecast_is_told() -> None:
    with pytest.raises(ScoringError, match="no probability is assumed for 'perhaps'"):
        meanings({"perhaps": settled((0.4, 1))}, {})
    with pytest.raises(NothingSettled):
        meanings({"likely": []}, {"likely": LIKELY})
