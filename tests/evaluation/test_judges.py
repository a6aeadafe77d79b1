"""The judges on texts small enough to count by hand: attributions, voices within voices, confidence."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.document import Document
from onrecord.evaluation import (
    Article,
    Attribution,
    Bin,
    Found,
    Score,
    Voice,
    attributions,
    calibration,
    found,
    nested,
)
from onrecord.evaluation.scores import Parts, pair
from onrecord.reading import Reading, Span, Statement

TEXT = "Ada Brill said that the old dam will hold, but Tom Reil fears that it may well break in May."
HOLD, BREAK = "that the old dam will hold", "that it may well break in May"

Spans = tuple[tuple[int, int], ...]


def at(words: str) -> Spans:
    """Where each of ``words``, set apart by ``|``, stands in the text."""
    return tuple((TEXT.index(w), TEXT.index(w) + len(w)) for w in words.split("|") if w)


def parts(source: str, cue: str, content: str) -> dict[str, Spans]:
    return {"source": at(source), "cue": at(cue), "content": at(content)}


def gold(*rows: tuple[str, str, str], text: str = TEXT) -> Article:
    return Article("a", text, tuple(Attribution(**parts(*row)) for row in rows))


def seen(source: str, cue: str, content: str, **rest: Any) -> Found:
    return Found(**parts(source, cue, content), **rest)


def score(article: Article, *statements: Found) -> dict[str, tuple[int, int, int]]:
    figures = attributions([(article, statements)])
    return {name: (s.correct, s.predicted, s.gold) for name, s in figures.items()}


BRILL = ("Ada Brill", "said", HOLD)
REIL = ("Tom Reil", "fears", BREAK)


def test_the_figures_count_right_found_and_gold() -> None:
    figures = score(gold(BRILL, REIL), seen(*BRILL), seen("Reil", "fears that", "it may well"))
    assert figures == {
        "source tokens": (3, 3, 4),
        "source exact": (1, 2, 2),
        "cue tokens": (2, 3, 2),
        "cue exact": (1, 2, 2),
        "content tokens": (9, 9, 13),
        "content exact": (1, 2, 2),
        "attribution": (1, 2, 2),  # three of seven joint words are not half
        "statement": (1, 1, 2),  # and three words are no statement
    }


def test_precision_recall_and_f1_come_from_the_counts_and_are_0_where_undefined() -> None:
    assert Score(2, 3, 5).to_dict() == {"p": 2 / 3, "r": 2 / 5, "f1": 0.5, "gold": 5, "predicted": 3}
    assert Score().to_dict() == {"p": 0.0, "r": 0.0, "f1": 0.0, "gold": 0, "predicted": 0}
    assert Score(0, 3, 5).f1 == 0.0


def test_articles_add_up_word_by_word_not_article_by_article() -> None:
    cases = [(gold(BRILL), [seen(*BRILL)]), (gold(REIL), [])]
    assert attributions(cases)["content tokens"] == Score(6, 6, 13)


def test_nothing_to_judge_gives_no_figures_and_nothing_found_gives_zeros() -> None:
    assert attributions([]) == {}
    assert score(gold(BRILL))["attribution"] == (0, 0, 1)
    assert score(gold(), seen(*BRILL))["attribution"] == (0, 1, 0)


def test_quotation_marks_and_other_punctuation_are_no_words() -> None:
    text = 'Brill said: "It will, I think, hold."'
    article = Article("a", text, (Attribution(((0, 5),), ((6, 10),), ((12, 37),)),))
    statement = Found(((0, 5),), ((6, 11),), ((13, 36),))
    assert {s.f1 for s in attributions([(article, [statement])]).values()} == {1.0}


def test_a_word_counts_where_any_of_its_letters_lies_inside() -> None:
    text = "Brill’s dam holds"
    article = Article("a", text, (Attribution((), (), ((0, 7),)),))
    half = Found((), (), ((5, 6), (9, 17)))
    assert attributions([(article, [half])])["content tokens"] == Score(1, 3, 1)


def test_the_sources_of_a_pair_share_a_word_or_are_both_empty() -> None:
    unnamed = ("", "said", HOLD)
    assert score(gold(BRILL), seen("Brill", "", HOLD))["attribution"] == (1, 1, 1)
    assert score(gold(BRILL), seen("Tom Reil", "", HOLD))["attribution"] == (0, 1, 1)
    assert score(gold(BRILL), seen(*unnamed))["attribution"] == (0, 1, 1)
    assert score(gold(unnamed), seen(*BRILL))["attribution"] == (0, 1, 1)
    assert score(gold(unnamed), seen(*unnamed))["attribution"] == (1, 1, 1)


def test_a_content_that_shares_half_its_words_is_the_same_and_less_is_not() -> None:
    half = score(gold(("Ada Brill", "said", "the old dam will")), seen("Ada Brill", "said", "the old"))
    less = score(gold(("Ada Brill", "said", "the old dam will hold")), seen("Ada Brill", "said", "the old"))
    assert (half["attribution"], less["attribution"]) == ((1, 1, 1), (0, 1, 1))


def test_what_has_no_word_as_its_content_is_left_out() -> None:
    assert score(gold(BRILL, ("Tom Reil", "fears", ",")), seen("Tom Reil", "fears", ""))["attribution"] == (
        0,
        0,
        1,
    )


def test_a_statement_found_twice_is_right_once() -> None:
    assert score(gold(BRILL), seen(*BRILL), seen(*BRILL))["attribution"] == (1, 2, 1)
    assert score(gold(BRILL, BRILL), seen(*BRILL))["attribution"] == (1, 1, 2)


def test_the_most_alike_pair_first_and_of_equals_the_later_ones() -> None:
    def content(*places: int) -> Parts:
        return Parts(source=frozenset(), content=frozenset(places))

    everything = [content(1, 2, 3, 4), content(1, 2, 3)]
    assert dict(pair(everything, [content(1, 2, 3)], lambda a, b: True)) == {1: 0}
    assert dict(pair([content(1, 2)] * 2, [content(1, 2)] * 3, lambda a, b: True)) == {1: 2, 0: 1}


def test_what_stands_within_another_is_not_judged_among_the_articles_own() -> None:
    assert score(gold(BRILL), seen(*BRILL), seen(*REIL, within="s1"))["attribution"] == (1, 1, 1)


def voice(source: str, cue: str, content: str, own: bool = False) -> Voice:
    return Voice(**parts(source, cue, content), own=own)


def nested_score(voices: list[Voice], *statements: Found) -> Score:
    return nested([(gold(), statements)], {"a": voices})


def test_only_what_stands_within_another_is_judged_as_a_voice_within() -> None:
    assert nested_score([voice(*BRILL)], seen(*BRILL), seen(*BRILL, within="s1")) == Score(1, 1, 1)
    assert nested_score([voice(*BRILL)], seen(*REIL, within="s1")) == Score(0, 1, 1)


def test_a_speakers_own_attitude_counts_neither_way() -> None:
    own = voice(*REIL, own=True)
    assert nested_score([own]) == Score(0, 0, 0)
    assert nested_score([own], seen(*REIL, within="s1")) == Score(0, 0, 0)
    assert nested_score([own, voice(*BRILL)], seen(*REIL, within="s1")) == Score(0, 0, 1)


def test_a_voices_source_may_be_understood() -> None:
    assert nested_score([voice("", "said", HOLD)], seen(*BRILL, within="s1")) == Score(1, 1, 1)
    assert nested_score([voice(*BRILL)], seen("", "said", HOLD, within="s1")) == Score(1, 1, 1)
    assert nested_score([voice(*BRILL)], seen("Tom Reil", "said", HOLD, within="s1")) == Score(0, 1, 1)


def test_voices_are_compared_in_characters() -> None:
    assert nested_score([voice("", "", "will hold")], seen("", "", "will", within="s1")) == Score(0, 1, 1)
    assert nested_score([voice("", "", "will hold")], seen("", "", "will h", within="s1")) == Score(1, 1, 1)


def test_articles_without_annotated_voices_are_left_out() -> None:
    assert nested([(gold(), [seen(*BRILL, within="s1")])], {}) == Score()


def sure(row: tuple[str, str, str], confidence: float | None, **rest: Any) -> Found:
    return seen(*row, confidence=confidence, **rest)


def test_a_bin_holds_its_statements_their_mean_confidence_and_the_share_right() -> None:
    found = [sure(BRILL, 0.9), sure(("Ada Brill", "said", BREAK), 1.0), sure(REIL, 0.42)]
    low, high = calibration([(gold(BRILL, REIL), found)]).bins
    assert low == Bin(0.4, 0.5, count=1, confidence=0.42, right=1.0)
    assert high == Bin(0.9, 1.0, count=2, confidence=0.95, right=0.5)


def test_the_calibration_error_weighs_each_bin_by_its_statements() -> None:
    made = calibration([(gold(BRILL), [sure(BRILL, 0.75), sure(REIL, 0.25), sure(REIL, 0.25)])])
    assert made.error == pytest.approx((1 * 0.25 + 2 * 0.25) / 3)
    assert made.to_dict()["bins"][0] == {
        "low": 0.2,
        "high": 0.3,
        "count": 2,
        "confidence": 0.25,
        "right": 0.0,
    }


def test_without_a_confidence_a_word_or_a_place_of_its_own_nothing_is_calibrated() -> None:
    left_out = [sure(BRILL, None), sure(("Ada Brill", "said", ","), 0.5), sure(REIL, 0.5, within="s1")]
    made = calibration([(gold(BRILL), left_out)])
    assert (made.bins, made.error) == ((), None)
    assert made.to_dict() == {"error": None, "bins": []}


@settings(deadline=None)
@given(st.floats(0, 1), st.integers(1, 200))
def test_a_confidence_lies_in_its_bin_to_the_last_digit(confidence: float, bins: int) -> None:
    (only,) = calibration([(gold(BRILL), [sure(BRILL, confidence)])], bins).bins
    assert only.low <= confidence < only.high or (confidence == only.high == 1)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 92), st.integers(1, 30)), max_size=6), st.randoms())
def test_gold_found_whole_is_all_right(places: list[tuple[int, int]], rng: Any) -> None:
    contents = {((start, min(start + length, len(TEXT))),) for start, length in places if start < len(TEXT)}
    article = Article("a", TEXT, tuple(Attribution(content=content) for content in contents))
    statements = [Found(content=content) for content in contents]
    rng.shuffle(statements)
    with_words = sum(bool(re.search(r"\w", TEXT[start:end])) for ((start, end),) in contents)
    figures = attributions([(article, statements)])
    assert figures["attribution"] == Score(with_words, with_words, with_words)
    assert figures["content tokens"].recall == (1.0 if with_words else 0.0)


def test_a_reading_is_judged_as_what_it_found() -> None:
    source, content = Span(0, 9, "Ada Brill"), Span(15, 41, HOLD)
    statement = Statement("s1", (source,), (), (content,), "indirect", None, 0.9)
    inner = Statement("s2", (), (), (content,), "indirect", "s1", 0.4)
    assert found(Reading(Document(TEXT), (statement, inner))) == (
        Found(((0, 9),), (), ((15, 41),), None, 0.9),
        Found((), (), ((15, 41),), "s1", 0.4),
    )
