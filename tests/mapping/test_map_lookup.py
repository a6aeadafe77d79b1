"""What somebody types is met with the concept or the speaker that is meant, or with those that may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from river import river, said

from onrecord.mapping import Map, NotInMap, build, look_up, voice_called, voices_called


@pytest.mark.parametrize(
    ("words", "label", "direction"),
    [
        ("capture of Lomond", "capture of Lomond", 1),
        ("CAPTURE  of lomond", "capture of Lomond", 1),
        ("taking Lomond", "capture of Lomond", 1),
        ("Lomond is captured", "capture of Lomond", 1),
        ("the loss of the town", "holding the town", -1),
        ("losing the town", "holding the town", -1),
        ("lower bread prices", "bread prices", -1),
        ("Ivo Darro", "Ivo Darro", 1),
    ],
)
def test_a_concept_is_found_by_whatever_names_it(words: str, label: str, direction: int) -> None:
    concept, way = look_up(river(), words)
    assert (concept.label, way) == (label, direction)
    assert look_up(river(), concept.id) == (concept, 1)


def test_what_is_not_there_is_met_with_the_nearest_and_what_is_there_twice_with_both() -> None:
    with pytest.raises(
        NotInMap, match="no concept “bridges at Pill”; the nearest are “the bridges at Pell stand”"
    ):
        look_up(river(), "bridges at Pill")
    with pytest.raises(NotInMap, match="give more articles"):
        look_up(Map(), "anything")
    ours, theirs = said("our fleet", "peace"), said("their fleet", "war", speaker="Tom Reil", document="d2")
    with pytest.raises(NotInMap, match="“fleet” may be any of 2 concepts"):
        look_up(build([ours, theirs]), "fleet")


@given(st.text(max_size=40))
def test_whatever_is_typed_is_found_or_told(words: str) -> None:
    try:
        concept, way = look_up(river(), words)
    except NotInMap as error:
        assert str(error)
    else:
        assert concept in river().concepts and way in (1, -1)


def test_a_speaker_is_found_by_part_of_a_name() -> None:
    assert voice_called(river(), "RENN") == "Marek Renn"
    assert voices_called(river(), "re") == ["Marek Renn", "Tom Reil"]
    with pytest.raises(NotInMap, match="may be any of 2: Marek Renn; Tom Reil"):
        voice_called(river(), "re")
    with pytest.raises(NotInMap, match="those who say the most are Marek Renn; "):
        voice_called(river(), "nemo")
    with pytest.raises(NotInMap, match="give more articles"):
        voices_called(Map(), "nemo")
    whole = build([said("rain", "mud", speaker="Ada"), said("mud", "rain", speaker="Ada Brill", number=2)])
    assert voice_called(whole, "ada") == "Ada"
