"""How words are cut, folded, stemmed, looked for and shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.ledger.words import (
    LONGEST,
    MOST_SOUGHT,
    MOST_WORDS,
    excerpt,
    folded,
    found,
    phrases,
    stems,
    words,
)

ANY = st.text(st.characters(), max_size=80) | st.text("ab' \"“”-’\0é🌊", max_size=40)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("The dams were holding.", ["the", "dam", "were", "hold"]),
        ("Brill’s dam won't hold", ["brill", "dam", "wont", "hold"]),
        ("a cease-fire by 1 May", ["a", "ceas", "fire", "by", "1", "may"]),
        ("Erdoğan ERDOGAN Erdog\u0306an", ["erdogan"] * 3),
        ("STRASSE straße", ["strass"] * 2),
        ("5,75 % — rose €3 🌊🌊", ["5", "75", "rose", "€", "3", "🌊", "🌊"]),
        ("مرحبا שלום 中文", ["مرحبا", "שלום", "中文"]),
        ("… -- !? _ \0 \ud800 '", []),
        ("", []),
    ],
)
def test_a_text_is_cut_into_stems(text: str, cut: list[str]) -> None:
    assert stems(text) == cut


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("dams hold dam", [("dam",), ("hold",)]),
        ('"will hold" dam', [("will", "hold"), ("dam",)]),
        ("“will hold” „the dam“", [("will", "hold"), ("the", "dam")]),
        ('will "hold', [("will",), ("hold",)]),
        ('"will" "hold', [("will",), ("hold",)]),
        ("cease-fire", [("ceas", "fire")]),
        (
            "dam AND NOT (wall OR *) NEAR/2 col:x",
            [("dam",), ("and",), ("not",), ("wall",), ("or",), ("near", "2"), ("col", "x")],
        ),
        ("'); DROP TABLE statements; --", [("drop",), ("tabl",), ("statement",)]),
        ('"" "!" …', []),
    ],
)
def test_what_is_looked_for_is_words_and_phrases(sought: str, found: list[tuple[str, ...]]) -> None:
    assert phrases(sought) == found


@given(ANY)
def test_words_are_plain_and_point_at_their_places(text: str) -> None:
    end = 0
    for word in words(text):
        assert end <= word.start < word.end <= len(text)
        end = word.end
        assert word.stem
        assert not set(word.stem) & set(" '\"\\\0&|!():*<>-")
        assert len(word.stem) <= 20 * LONGEST
    assert folded(folded(text)) == folded(text)
    assert "\0" not in folded(text)


@given(ANY)
def test_a_text_is_found_by_itself(text: str) -> None:
    sought = phrases(text)
    assert all(phrase in _runs(stems(text), len(phrase)) for phrase in sought)
    assert bool(found(text, sought)) == bool(sought)


def _runs(cut: list[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(cut[i : i + length]) for i in range(len(cut))}


def test_words_that_are_found_are_marked_and_of_phrases_only_whole_ones() -> None:
    text = "The dam will hold. It will not break; it will hold."
    marks = [text[a:b] for a, b in found(text, phrases('"will hold" dam'))]
    assert marks == ["dam", "will", "hold", "will", "hold"]
    assert found(text, []) == ()


def test_very_long_texts_and_words_are_cut_short() -> None:
    assert len(stems("dam " * 100_000)) == MOST_WORDS
    assert sum(map(len, phrases(" ".join(f"dam{i}" for i in range(100_000))))) == MOST_SOUGHT
    assert sum(map(len, phrases('"' + "dam " * 100_000 + '"'))) == MOST_SOUGHT
    assert stems("x" * 1_000_000) == stems("x" * LONGEST)


@given(st.text("ab ", min_size=1, max_size=300), st.integers(20, 100), st.data())
def test_an_excerpt_shows_a_mark_and_is_no_longer_than_asked(
    text: str, length: int, data: st.DataObject
) -> None:
    all_words = [(w.start, w.end) for w in words(text) if w.end - w.start < length // 4]
    marks = tuple(sorted(data.draw(st.sets(st.sampled_from(all_words), max_size=5)))) if all_words else ()
    start, end = excerpt(text, marks, length)
    assert 0 <= start <= end <= len(text)
    assert end - start <= length
    assert not marks or any(start <= a and b <= end for a, b in marks)


def test_an_excerpt_begins_where_the_text_does_if_it_can() -> None:
    text = "The dam will hold. " + "Nothing more is said of it. " * 20 + "The sluice may not."
    assert text[slice(*excerpt(text, (), 40))] == "The dam will hold. Nothing more is said"
    assert excerpt(text, found(text, phrases("dam")), 40)[0] == 0
    late = text[slice(*excerpt(text, found(text, phrases("sluice")), 60))]
    assert late.endswith("The sluice may not.")
    assert excerpt("short", (), 40) == (0, 5)
