"""Relations decoded from scores that were made up: which spans they have, and how sure they are."""

import numpy as np
import pytest

from onrecord.reading.encoder import WEIGHTS, Chain, Encoder, LinkScores, RelationSettings, Scores
from onrecord.reading.relations import Relations, may_hold, read

ROLES = ("O", "B-cause", "I-cause", "B-effect", "I-effect")
SIGNALS = ("O", "B-signal", "I-signal")
TEXT = "Rain led to floods and ruin ."


def chain(tags: tuple[str, ...]) -> Chain:
    return Chain(tags, tuple((0.0,) * len(tags) for _ in tags), (0.0,) * len(tags))


SETTINGS = RelationSettings(chain(ROLES), chain(SIGNALS), calibration=(0.0, 1.0, 0.0, 0.0), least=0.3)


class Said(Encoder):
    """An encoder that gives, for any sentence, what it was told to."""

    def __init__(self, *anchors: tuple[float, int, str, str]) -> None:
        super().__init__()
        self.anchors = anchors

    def relate(self, tokens: object, first: int, last: int) -> LinkScores:
        def scores(tags: tuple[str, ...], written: str) -> np.ndarray:
            """A letter a word: the first of the tag's name, in upper case where it begins."""
            letters = ["." if t == "O" else t[2].upper() if t[0] == "B" else t[2] for t in tags]
            out = np.zeros((len(written), len(tags)), np.float32)
            out[range(len(written)), [letters.index(c) for c in written]] = 9.0
            return out

        score, at, roles, signals = zip(*self.anchors, strict=True)
        return LinkScores(
            0.0, np.array(score, np.float32), np.array(at),
            np.stack([scores(ROLES, r) for r in roles]), np.stack([scores(SIGNALS, s) for s in signals]),
        )  # fmt: skip


def found(*anchors: tuple[float, int, str, str], at: int = 0) -> list[tuple[str, str, str, float]]:
    encoder = Said(*anchors)
    text = "Go . " * at + TEXT
    tokens = encoder.tokenize(text)
    words = [text[s:e] for s, e in zip(tokens.start, tokens.end, strict=True)]
    relations = read(encoder, tokens, [(2 * at, 2 * at + 7)], SETTINGS)
    return [
        (
            *(" ".join(words[slice(*span)]) if span else "" for span in (r.cause, r.effect, r.signal)),
            round(r.confidence, 2),
        )
        for r in relations
    ]


def test_spans_stand_where_their_words_do() -> None:
    anchor = (2.0, 1, "C..E...", ".Ss....")
    assert found(anchor) == found(anchor, at=2) == [("Rain", "floods", "led to", 0.88)]


def test_of_several_anchors_the_surest_stand_first_the_unlikely_and_the_same_are_left_out() -> None:
    assert found(
        (0.0, 1, "C..E...", "......."),
        (2.0, 1, "C....E.", ".S....."),
        (-2.0, 1, "E..C...", "......."),
        (-0.5, 1, "C..E...", "......."),
    ) == [("Rain", "ruin", "led", 0.88), ("Rain", "floods", "", 0.5)]


def test_what_has_no_cause_or_no_effect_is_nothing() -> None:
    assert found((3.0, 1, "C......", ".S....."), (3.0, 1, "...E...", ".S.....")) == []


def test_of_a_cause_in_two_pieces_the_larger_counts_and_of_signals_that_at_the_anchor() -> None:
    assert found((2.0, 4, "C..ECc.", "S...S..")) == [("and ruin", "floods", "and", 0.88)]


@pytest.mark.parametrize(("constant", "holds"), [(1.5, True), (-2.5, False)])
def test_a_sentence_is_worth_reading_from_zero_on(constant: float, holds: bool) -> None:
    settings = RelationSettings(chain(ROLES), chain(SIGNALS), gate=(1.0, 0.5, constant))
    assert may_hold(np.array([1.0, 2.0], np.float32), settings) is holds
    assert may_hold(np.array([1.0, 2.0], np.float32), SETTINGS)  # without a gate, all are


def test_sentences_are_those_of_the_windows_but_for_the_shortest() -> None:
    encoder = Encoder(WEIGHTS)
    text = "He left. " + "The dam failed on Monday. " * 80
    tokens = encoder.tokenize(text)
    windows = encoder.windows(tokens)
    assert len(windows) > 1
    sentences = [s for w in windows for s in Relations(tokens, encoder).sentences(w)]
    assert sentences == [(3 + 6 * i, 9 + 6 * i) for i in range(80)]


def test_scores_are_passed_on() -> None:
    encoder = Encoder(WEIGHTS)
    tokens = encoder.tokenize("The drought led to hunger.")
    scores: list[Scores] = [encoder.run(tokens, w) for w in encoder.windows(tokens)]
    assert list(Relations(tokens, encoder).watch(iter(scores))) == scores
