"""Claims in plain words, in the order in which they fall due, and a reading's part that makes some kinds."""

import datetime
from typing import get_args

import pytest
from any_reading import readings
from hypothesis import given
from hypothesis import strategies as st
from made_up import claim, claimed, full_reading, reading, said

from onrecord.export import KINDS, LIKELIHOODS, only
from onrecord.export.cast import KINDS as SPEAKER_KINDS
from onrecord.export.claims import due_in_words, falls_due, odds, open_claims
from onrecord.reading import Reading, When
from onrecord.reading.record import ClaimKind, Due, Likelihood, SpeakerKind


def when(since: str | None, until: str | None, due: Due = "dated") -> When:
    dates = (datetime.date.fromisoformat(day) if day else None for day in (since, until))
    return When(0, 4, "then", *dates, due)


def test_there_is_a_word_for_everything_that_a_claim_or_a_speaker_can_be() -> None:
    assert set(KINDS) == set(get_args(ClaimKind))
    assert set(LIKELIHOODS) == set(get_args(Likelihood))
    assert set(SPEAKER_KINDS) == set(get_args(SpeakerKind))


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2032-03-31", "2032-03-31", "31 March 2032"),
        (None, "2032-03-31", "by 31 March 2032"),
        ("2032-03-01", None, "from 1 March 2032"),
        ("2032-02-01", "2032-02-29", "February 2032"),
        ("2031-02-01", "2031-02-27", "1–27 February 2031"),
        ("2032-01-01", "2032-12-31", "2032"),
        ("2032-03-01", "2032-05-31", "March – May 2032"),
        ("2032-03-28", "2032-04-03", "28 March – 3 April 2032"),
        ("2031-12-01", "2032-02-29", "December 2031 – February 2032"),
        ("2031-12-30", "2032-01-02", "30 December 2031 – 2 January 2032"),
    ],
)
def test_dates_are_written_as_a_person_would(since: str | None, until: str | None, words: str) -> None:
    assert due_in_words(when(since, until)) == words


@pytest.mark.parametrize("due", get_args(Due))
def test_where_there_is_no_date_it_is_said_why(due: Due) -> None:
    assert due_in_words(when(None, None, due))
    assert due_in_words(None) == "no date"


def test_what_falls_due_soonest_comes_first_and_the_undated_keep_their_order() -> None:
    found = open_claims(full_reading())
    dates = [falls_due(c.when) for c in found]
    assert dates[:4] == [
        datetime.date(2032, 2, 29),
        datetime.date(2032, 3, 20),
        datetime.date(2032, 3, 31),
        None,
    ]
    undated = [c.id for c in found if not falls_due(c.when)]
    assert undated == sorted(undated, key=lambda name: int(name[1:]))
    assert {c.kind for c in found} == {"forecast", "commitment"}


def test_a_probability_has_its_interval() -> None:
    assert odds(0.07, (0.01, 0.2)) == "7% (1–20%)"
    assert odds(0.5, None) == "50%"
    assert odds(None, (0.1, 0.2)) == ""


def test_only_some_kinds_leave_out_all_else_but_not_those_who_quote_them() -> None:
    text = "A said that B hopes for rain. C said no. D said yes."
    one = claimed(
        reading(
            text,
            said("A", "said", "that B hopes for rain"),
            said("B", "hopes", "for rain", within="s1"),
            said("C", "said", "no"),
            said("D", "said", "yes"),
        ),
        claim("s2", "aim", "for rain"),
        claim("s3", "report", "no"),
    )
    aims = only(one, ["aim"])
    assert [s.id for s in aims.statements] == ["s1", "s2"]
    assert [c.id for c in aims.claims] == ["c1"]
    assert only(one, ["forecast"]).statements == ()


@given(readings(), st.sets(st.sampled_from(KINDS)))
def test_what_is_left_of_a_reading_is_a_reading(one: Reading, kinds: set[ClaimKind]) -> None:
    left = only(one, kinds)
    assert [c for c in one.claims if c.kind in kinds] == list(left.claims)
    kept = {s.id for s in left.statements}
    assert {c.statement for c in left.claims} <= kept
    assert all(s.within is None or s.within in kept for s in left.statements)
    assert {s.speaker for s in left.statements} - {None} == {s.id for s in left.speakers}
    assert only(left, kinds) == left
    assert {x.statement for x in (*left.links, *left.aims)} <= {s.id for s in left.statements}
