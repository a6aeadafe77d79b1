"""Noun phrases: head, number, and how they point back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.reading.encoder import WEIGHTS
from onrecord.reading.phrases import before_relative, phrase, short, singular, without_determiner
from onrecord.reading.tokens import tokenize
from onrecord.reading.wordpiece import WordPiece

WORDPIECE = WordPiece.load(WEIGHTS / "vocabulary.txt")


def of(text: str):
    tokens = tokenize(text, WORDPIECE)
    return phrase(tokens, (0, len(tokens)))


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("the secretary of labour", "secretary"),
        ("Ada Brill, a lawyer from Orne", "brill"),
        ("Ada Brill-Wu", "brill"),
        ("Harbour Board officials", "officials"),
        ("the Brill campaign’s manager", "manager"),
        ("voters backing Tomas Reil", "voters"),
        ("a spokesman who asked not to be named", "spokesman"),
        ("Reil — once a rival", "reil"),
        ("“the council”", "council"),
    ],
)
def test_the_head_is_the_last_word_before_what_describes_it(text: str, noun: str) -> None:
    assert of(text).noun == noun


@pytest.mark.parametrize(
    ("text", "pronoun"),
    [
        ("He", "he"),
        ("she herself", "she"),
        ("they’ve", "they"),
        ("who", "relative"),
        ("we", "first"),
        ("the man", None),
    ],
)
def test_pronouns(text: str, pronoun: str | None) -> None:
    assert of(text).pronoun == pronoun


def test_what_points_back_and_what_does_not() -> None:
    assert of("the senator").pointing
    assert of("his lawyer").pointing and of("his lawyer").possessive
    assert of("Reil’s lawyer").possessive and not of("Reil’s lawyer").pointing
    assert of("Senator").bare
    assert not of("a senator").pointing and not of("a senator").bare
    assert of("the Orne campaign").proper == {"orne"}


def test_a_name_may_be_stressed() -> None:
    assert of("Ada Brill herself").text == "Ada Brill"
    assert of("she herself").pronoun == "she"


@pytest.mark.parametrize(
    "text", ["voters", "many critics", "most of the board", "the people", "half of them"]
)
def test_plurals(text: str) -> None:
    assert of(text).plural


def test_names_of_descriptions() -> None:
    assert without_determiner("The former mayor") == "former mayor"
    assert without_determiner("The") == "The"
    assert short("poll of 800 voters released on Monday") == "poll of 800 voters"
    assert (singular("cities"), singular("polls"), singular("press")) == ("city", "poll", "press")


def test_what_stands_before_a_relative_pronoun() -> None:
    tokens = tokenize("They met a retired harbour pilot, who said no.", WORDPIECE)
    words = before_relative(tokens, tokens.lower.index("who"))
    assert words and " ".join(tokens.lower[slice(*words)]) == "a retired harbour pilot"
    assert before_relative(tokens, 0) is None


@given(st.text(min_size=1))
def test_any_words_make_a_phrase(text: str) -> None:
    tokens = tokenize(text, WORDPIECE)
    for first in range(len(tokens)):
        p = phrase(tokens, (first, len(tokens)))
        assert first <= p.words[0] <= p.head < p.words[1] <= len(tokens)
