"""Conditions and times as whole phrases, from what the network marks of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.reading.encoder import Encoder
from onrecord.reading.slots import Slots
from onrecord.reading.words import WordScores

ENCODER = Encoder()


def slots(text: str, mark: str, marked: str, sure: float = 4.0) -> tuple[Slots, WordScores]:
    """The slots of a text in which the network has marked the words ``marked``, and nothing else."""
    tokens = ENCODER.tokenize(text)
    words = WordScores(tokens, ENCODER.settings)
    words.marks[:, :, 0] = 4.0
    at = text.index(marked)
    first, last = tokens.words_in(at, at + len(marked))
    row = ENCODER.settings.marks.index(mark)
    words.marks[row, first:last] = (0.0, 0.0, sure)
    words.marks[row, first] = (0.0, sure, 0.0)
    return Slots(words), words


def shown(text: str, span: tuple[int, int] | None, words: WordScores) -> str | None:
    if span is None:
        return None
    return text[words.tokens.start[span[0]] : words.tokens.end[span[1] - 1]]


@pytest.mark.parametrize(
    ("text", "marked", "condition"),
    [
        ("if people who fish here stay away, the harbour will close", "if people", "if people who fish here stay away"),
        ("the wall will fall unless the county pays.", "unless the county", "unless the county pays"),
        ("it will hold as long as nobody leaves", "as long as", "as long as nobody leaves"),
        ("Without new stone, the wall will fall", "new stone", "Without new stone"),
        ("the wall will fall even if the county pays", "if the county pays", None),
        ("we will wait to see if it holds", "if it", None),
        ("the wall will fall and the county knows", "county", None),
        ("the wall will fall under the new plan", "under the new plan", "under the new plan"),
    ],
)  # fmt: skip
def test_a_condition_is_a_whole_clause_after_what_opens_it(
    text: str, marked: str, condition: str | None
) -> None:
    found, words = slots(text, "condition", marked)
    assert shown(text, found.condition((0, len(words.tokens))), words) == condition


def test_a_clause_that_the_network_does_not_take_for_a_condition_is_none() -> None:
    text = "the wall will fall if the county does not pay"
    found, words = slots(text, "condition", "wall", sure=-8.0)
    assert found.condition((0, len(words.tokens))) is None


@pytest.mark.parametrize(
    ("text", "marked", "when"),
    [
        ("they will stop when the harbour freezes over, he said", "when", "when the harbour freezes over"),
        ("it will be ready before the summer", "before the", "before the summer"),
        ("it will be ready by June", "by June", "by June"),
        ("a meeting before the conference is likely", "before the conference", "before the conference"),
        ("the wall will fall in", "in", None),
    ],
)
def test_a_time_does_not_break_off(text: str, marked: str, when: str | None) -> None:
    found, words = slots(text, "when", marked)
    assert shown(text, found.when((0, len(words.tokens))), words) == when


@given(
    st.lists(
        st.sampled_from(
            [*["if", "unless", "the", "wall", ",", ".", "”", "when", "by", "as", "long", "even", "falls"]]
        ),
        min_size=1,
    ),
    st.integers(0, 30),
    st.integers(1, 30),
)
def test_slots_lie_in_their_claim(picked: list[str], first: int, size: int) -> None:
    text = " ".join(picked)
    tokens = ENCODER.tokenize(text)
    words = WordScores(tokens, ENCODER.settings)
    words.marks[:] = np.random.default_rng(len(text)).normal(size=words.marks.shape)
    unit = (min(first, len(tokens) - 1), min(first + size, len(tokens)))
    if unit[0] >= unit[1]:
        return
    found = Slots(words)
    for span in (found.condition(unit), found.when(unit)):
        assert span is None or unit[0] <= span[0] < span[1] <= unit[1]
