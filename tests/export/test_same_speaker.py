"""Which statements are the same speaker's, by their source words alone."""

import pytest
from made_up import reading, said

from onrecord.export.speakers import Speakers


def speakers(*sources: str) -> Speakers:
    text = "".join(f"{source} said word{i}.\n" for i, source in enumerate(sources))
    return Speakers(reading(text, *(said(source, "said", f"word{i}") for i, source in enumerate(sources))))


def numbers(*sources: str) -> list[int | None]:
    found = speakers(*sources)
    return [found.of(f"s{i}") for i in range(1, len(sources) + 1)]


@pytest.mark.parametrize(
    "sources",
    [
        ("Ines Korda", "Mayor Korda", "Korda", "Mr. Korda", "MAYOR KORDA", "I. Korda"),
        ("Ines Korda", "Ines Maria Korda", "Korda’s"),
        ("The head of the port of Veld, Ines Korda", "Ines Korda, the head of the port of Veld,"),
        ("Ursula von der Aue", "von der Aue"),
        ("the council", "The council", "Council"),
        ("the Meridian Institute", "The Institute"),
        ("two officials in Veld", "Two officials in Veld"),
    ],
)
def test_one_name_or_the_same_words_are_one_speaker(sources: tuple[str, ...]) -> None:
    assert set(numbers(*sources)) == {0}


@pytest.mark.parametrize(
    "sources",
    [
        ("Ines Korda", "Anton Korda"),
        ("Mr. Korda", "Mrs. Korda"),
        ("Ursula von der Aue", "Anton von der Aue"),
        ("Ines Korda", "Anton Korda", "Korda"),
        ("the Justice Department", "the Works Department"),
        ("two officials in the Works Department", "the Works Department"),
        ("Veld", "residents of Veld", "Veld residents", "Veldish officials"),
        ("Parents in the gallery", "Parents in the street"),
        ("Ines Korda", "Ines Korda and Anton Drell", "Anton Drell"),
        ("Ines Korda", "Ines Korda's lawyer"),
    ],
)
def test_different_names_or_words_are_different_speakers(sources: tuple[str, ...]) -> None:
    assert numbers(*sources) == list(range(len(sources)))


def test_a_pronoun_or_nothing_is_nobody() -> None:
    assert numbers("she", "They", "I", "who", "", "—", "Ines Korda") == [None] * 6 + [0]


def test_speakers_are_counted_and_ranked_by_their_statements() -> None:
    found = speakers("Ada Brill", "Tom Reil", "she", "Reil", "the council")
    assert (len(found), found.statements, found.ranking) == (3, [1, 2, 1], [1, 0, 2])
    assert [found.rank(f"s{i}") for i in range(1, 6)] == [1, 0, None, 0, 2]


def test_a_speaker_is_called_by_the_shortest_full_name() -> None:
    assert speakers("Korda", "Mr. Korda", "Mayor Ines Korda", "Ines Korda, 54,").names == ["Ines Korda"]
    assert speakers("Mayor Korda", "Korda").names == ["Mayor Korda"]
    assert speakers("Parents in the gallery,").names == ["Parents in the gallery"]
