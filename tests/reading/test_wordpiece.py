"""Words and pieces; where the library that BERT's vocabulary was made with is there, as it cuts them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.reading.encoder import WEIGHTS
from onrecord.reading.wordpiece import WordPiece

PIECES = WordPiece.load(WEIGHTS / "vocabulary.txt")
VOCABULARY = (WEIGHTS / "vocabulary.txt").read_text("utf-8").split("\n")[:-1]


def cut(text: str) -> list[tuple[str, list[str]]]:
    return [(text[s:e], [VOCABULARY[i] for i in pieces]) for s, e, pieces in PIECES.words(text, 0, len(text))]


def test_words_keep_their_letters_and_pieces_have_theirs_bare() -> None:
    assert cut("Öberg’s “café”") == [
        ("Öberg", ["obe", "##rg"]),
        ("’", ["’"]),
        ("s", ["s"]),
        ("“", ["“"]),
        ("café", ["cafe"]),
        ("”", ["”"]),
    ]


def test_an_accent_of_its_own_stays_in_its_word() -> None:
    assert cut("cafe\u0301 said") == [("cafe\u0301", ["cafe"]), ("said", ["said"])]


def test_what_the_vocabulary_lacks_is_unknown_and_a_control_is_no_word() -> None:
    assert cut("🙂") == [("🙂", ["[UNK]"])]
    assert cut("a\x00b \x01 \u0301") == [("a\x00b", ["ab"])]
    assert cut("x" * 101) == [("x" * 101, ["[UNK]"])]


def test_words_that_look_like_the_models_own_signs_are_only_text() -> None:
    assert [word for word, _ in cut("[SEP]")] == ["[", "SEP", "]"]


def test_only_the_stretch_asked_for_is_cut() -> None:
    text = "Ada Brill said no"
    assert [text[s:e] for s, e, _ in PIECES.words(text, 4, 14)] == ["Brill", "said"]


@given(st.text(max_size=200))
def test_words_of_any_text_are_in_order_apart_and_have_pieces(text: str) -> None:
    words = PIECES.words(text, 0, len(text))
    edges = [x for s, e, _ in words for x in (s, e)]
    assert edges == sorted(edges)
    assert all(s < e and pieces for s, e, pieces in words)


# Letters, marks and signs of the scripts that news in English meets; not the library's "[SEP]" and its
# like, and not characters that its older Unicode tables lack.
NEWS = st.text(
    st.characters(max_codepoint=0x52F, exclude_categories=["Cc", "Cf", "Cn", "Co"], exclude_characters="[]")
    | st.sampled_from(" \n–—‘’“”•…€™中文字"),
    max_size=100,
)


@given(NEWS)
def test_pieces_are_those_of_the_reference_library(text: str) -> None:
    tokenizers = pytest.importorskip("tokenizers", reason="the reference library comes with the train extra")
    vocabulary = {piece: i for i, piece in enumerate(VOCABULARY)}
    reference = tokenizers.Tokenizer(
        tokenizers.models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100)
    )
    reference.normalizer = tokenizers.normalizers.BertNormalizer(lowercase=True)
    reference.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    assert [i for _, _, pieces in PIECES.words(text, 0, len(text)) for i in pieces] == reference.encode(
        text
    ).ids
