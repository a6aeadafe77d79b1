"""Who speaks, how much, and inside whom."""

import pytest
from any_reading import readings
from hypothesis import given
from made_up import full_reading, reading, said

from onrecord.export.cast import Cast, described, standing
from onrecord.reading import Reading, Role, Speaker


def test_speakers_are_ranked_by_their_statements_and_the_silent_are_left_out() -> None:
    text = "Ada said one. Tom said two. Tom said three. He said four."
    one = reading(
        text,
        said("Ada", "said", "one", speaker="p1"),
        said("Tom", "said", "two", speaker="p2"),
        said("Tom", "said", "three", speaker="p2"),
        said("He", "said", "four"),
        speakers=tuple(Speaker(f"p{n}", name, "person") for n, name in enumerate(("Ada", "Tom", "Eve"), 1)),
    )
    cast = Cast(one)
    assert [s.name for s in cast.ranking] == ["Tom", "Ada"]
    assert [cast.rank(s) for s in one.statements] == [1, 0, 0, None]
    assert [cast.called(s) for s in one.statements] == ["Ada", "Tom", "Tom", "He"]


def test_years_that_a_role_has_in_its_own_words_are_not_said_twice() -> None:
    role = Role(0, 0, "head of the harbour board (2011–2016)", 2011, 2016)
    assert standing(role) == ""


def test_who_quotes_whom_is_counted_both_ways_and_nobody_quotes_themselves() -> None:
    cast = Cast(full_reading())
    quotes, quoted_by = (
        {
            one: {other: [s.id for s in said] for other, said in others.items()}
            for one, others in table.items()
        }
        for table in (cast.quotes, cast.quoted_by)
    )
    assert quotes == {"p1": {"p2": ["s4", "s5"], "p6": ["s14"]}, "p3": {"p4": ["s11"]}, "p4": {"p5": ["s12"]}}
    assert quoted_by == {
        "p2": {"p1": ["s4", "s5"]},
        "p6": {"p1": ["s14"]},
        "p4": {"p3": ["s11"]},
        "p5": {"p4": ["s12"]},
    }


def test_a_statement_is_quoted_by_all_whom_it_stands_within_but_its_own_speaker() -> None:
    one = full_reading()
    cast = Cast(one)
    by_id = {s.id: s for s in one.statements}
    assert [s.id for s in cast.quoting(by_id["s12"])] == ["s11", "s10"]
    assert [s.id for s in cast.quoting(by_id["s6"])] == ["s3"]
    assert cast.quoting(by_id["s15"]) == cast.quoting(by_id["s1"]) == []


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role(0, 5, "mayor"), "mayor"),
        (Role(0, 5, "mayor", 2014, 2019), "mayor (2014–2019)"),
        (Role(0, 5, "mayor", 2014, 2014), "mayor (2014)"),
        (Role(0, 5, "mayor", 2014), "mayor (since 2014)"),
        (Role(0, 5, "mayor", None, 2019, True), "mayor (former, until 2019)"),
        (Role(0, 12, "Former mayor", None, None, True), "Former mayor"),
    ],
)
def test_a_roles_words_are_followed_by_what_they_leave_to_be_said(role: Role, words: str) -> None:
    assert described(role) == words
    assert standing(role) in words


@given(readings())
def test_every_statement_with_a_speaker_is_counted_once(one: Reading) -> None:
    cast = Cast(one)
    assert sum(map(len, cast.said.values())) == sum(s.speaker is not None for s in one.statements)
    assert [cast.rank(s) for s in one.statements if s.speaker is None] == [
        None for s in one.statements if s.speaker is None
    ]


def test_a_speaker_who_is_not_told_is_nobody() -> None:
    one = reading("Ada said one.", said("Ada", "said", "one", speaker="p9"))
    assert Cast(one).ranking == []
    assert Cast(one).of(one.statements[0]) is None
