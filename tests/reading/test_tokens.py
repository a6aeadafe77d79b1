"""Words, their shape and the windows over them."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord.reading.encoder import WEIGHTS
from onrecord.reading.tokens import tokenize, windows
from onrecord.reading.wordpiece import WordPiece

PIECES = WordPiece.load(WEIGHTS / "vocabulary.txt")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


def words(text: str) -> list[str]:
    t = tokenize(text, PIECES)
    return [text[s:e] for s, e in zip(t.start.tolist(), t.end.tolist(), strict=True)]


def test_words_are_cut_at_punctuation_and_keep_their_letters() -> None:
    assert words("Mr. Öberg’s “plan”") == ["Mr", ".", "Öberg", "’", "s", "“", "plan", "”"]


def test_words_know_whether_they_stand_in_quotation_marks() -> None:
    t = tokenize("He said “we ‘may’ go” now", PIECES)
    assert t.quoted.tolist() == [0, 0, 1, 1, 2, 2, 2, 1, 1, 0]


def test_a_window_ends_between_paragraphs_rather_than_inside_a_quotation() -> None:
    paragraph = "The harbour board met again on Thursday night. "
    text = f'{paragraph * 3}\n"{paragraph * 2}\n"{paragraph * 2}" she said.'
    t = tokenize(text, PIECES)
    first = next(iter(windows(t, 60, 0)))
    assert text[t.end[first.last - 1] :].lstrip().startswith('"')


@given(TEXT, st.integers(8, 40), st.integers(0, 16))
def test_windows_hold_every_word_once_and_fit(text: str, size: int, context: int) -> None:
    t = tokenize(text, PIECES)
    at = 0
    for w in windows(t, size, context):
        assert w.context <= w.first < w.last
        assert w.first == at
        assert t.piece[w.last] - t.piece[w.first] <= size or w.last - w.first == 1
        assert t.piece[w.first] - t.piece[w.context] <= context
        at = w.last
    assert at == len(t)


@given(TEXT)
def test_words_stand_in_order_apart_and_hold_their_text(text: str) -> None:
    t = tokenize(text, PIECES)
    edges = [x for pair in zip(t.start.tolist(), t.end.tolist(), strict=True) for x in pair]
    assert edges == sorted(edges)
    assert all(s < e <= len(text) for s, e in zip(t.start.tolist(), t.end.tolist(), strict=True))
    assert len(t.piece) == len(t) + 1
