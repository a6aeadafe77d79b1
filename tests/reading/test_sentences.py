"""Where sentences end."""

import pytest

from onrecord.reading.encoder import WEIGHTS
from onrecord.reading.tokens import tokenize
from onrecord.reading.wordpiece import WordPiece

PIECES = WordPiece.load(WEIGHTS / "vocabulary.txt")


@pytest.mark.parametrize(
    "sentences",
    [
        ["Ada left.", "Tomas stayed!", "Why?", "Nobody knows…", "He said so."],
        ["“We go.”", "She left.", "(It was late.)", "Then they slept."],
        ["Gov. Ada Brill met Dr. Tomas Reil.", "It was 9 a.m. on Monday."],
        ["It cost 3.5 million.", "12 people paid."],
        ["It ended in 2031.", "Nothing followed."],
        ["“Will it hold?” she asked.", "No."],
    ],
)
def test_a_sentence_ends_where_a_reader_would_end_it(sentences: list[str]) -> None:
    text = " ".join(sentences)
    tokens = tokenize(text, PIECES)
    found = [""] * (int(tokens.sentence[-1]) + 1)
    for number, start, end in zip(tokens.sentence, tokens.start, tokens.end, strict=True):
        found[number] = text[text.index(found[number]) if found[number] else start : end]
    assert found == sentences


def test_a_paragraphs_end_ends_a_sentence() -> None:
    tokens = tokenize("A headline without a stop\nThe text begins", PIECES)
    assert tokens.sentence.tolist() == [0, 0, 0, 0, 0, 1, 1, 1]
