"""Bytes become text in the encoding that they are in."""

import codecs
from collections.abc import Callable
from pathlib import Path

import pytest
from outcomes import document, error

from onrecord.errors import NotText
from onrecord.sources.encodings import decode

Save = Callable[[str, bytes | str], Path]

ENGLISH = "“The bridge stays shut,” the mayor said — and the café’s crowd had its answer. "
# One line of Mac Roman may be read as cp1252 (of 22 lines of the examples 5 were, of 20 threes none).
PARAGRAPHS = (
    f"{ENGLISH}\nThe harbour master’s “plan” drew laughter: he hadn’t read it.\n"
    "“Nobody asked us,” Ada Brill’s sister said – “and nobody will.”\n"
)
FRENCH = "« Nous ne céderons pas », a déclaré la maire de Vellune. L’été a été très sec, selon le préfet. "
GERMAN = "„Wir geben nicht auf“, sagte die Bürgermeisterin. Die Straße bleibt gesperrt. "
POLISH = "„Nie poddamy się”, powiedziała burmistrzyni. Żółte światła paliły się całą noc. "
RUSSIAN = "Мы не сдадимся, сказала мэр города Новоречье. Жители ждали новостей всю ночь. "
CHINESE = "市长周二表示：“我们不会放弃。”居民整夜等待消息，发言人说。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "cp1252"), (FRENCH, "cp1252"), (GERMAN, "cp1252"), (POLISH, "cp1250"), (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"), (CHINESE, "gb18030"), (PARAGRAPHS, "mac-roman"),
        (ENGLISH, "utf-8"), (RUSSIAN, "utf-8"), (CHINESE, "utf-8"),
        (ENGLISH, "utf-8-sig"), (RUSSIAN, "utf-16"), (CHINESE, "utf-32"),
        (ENGLISH, "utf-16-le"), (RUSSIAN, "utf-16-le"), (ENGLISH, "utf-16-be"), (RUSSIAN, "utf-16-be"),
    ],
)  # fmt: skip
def test_encodings_are_told_by_their_bytes(text: str, encoding: str) -> None:
    assert decode((text * 3).encode(encoding), "a.txt") == text * 3


def test_a_few_letters_far_down_a_long_text_are_enough() -> None:
    text = "Nothing here but ASCII, he said.\n" * 5000 + ENGLISH + "\nNothing more, he said.\n" * 5000
    assert decode(text.encode("cp1252"), "a.txt") == text


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_only_the_mark_at_the_start_is_dropped(mark: bytes) -> None:
    encoding = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le"}.get(mark, "utf-16-be")
    assert decode(mark + "a\ufeffb".encode(encoding), "a.txt") == "a\ufeffb"


def test_a_damaged_byte_does_not_turn_utf8_into_another_encoding() -> None:
    assert decode(FRENCH.encode() + b"\xff!", "a.txt") == FRENCH + "\ufffd!"


def test_a_character_cut_off_at_the_end_does_neither() -> None:
    assert decode((FRENCH + "é").encode()[:-1], "a.txt") == FRENCH + "\ufffd"


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("windows-1251", "cp1251"),
        ("ISO-8859-1", "cp1252"),
        ("Shift_JIS", "cp932"),
        ("iso-2022-jp", "iso-2022-jp"),
    ],
)
def test_a_named_charset_is_believed(charset: str, encoding: str) -> None:
    text = {"cp1251": "Да.", "cp1252": "“Sì”", "cp932": "諦めません。"}.get(encoding, "諦めません。")
    assert decode(text.encode(encoding), "a.html", charset) == text


@pytest.mark.parametrize(
    "charset", ["iso-8859-1", "shift_jis", "utf-16", "hex", "punycode", "no such", "", "\0"]
)
def test_a_charset_named_wrongly_does_not_spoil_utf8(charset: str) -> None:
    assert decode(FRENCH.encode(), "a.html", charset) == FRENCH
    assert decode(b"plain", "a.html", charset) == "plain"


def test_nul_and_controls_are_kept_in_what_is_text_all_the_same(save: Save) -> None:
    text = "a\0b\x01\x0c\x1b[31mred\x7f, she said\x1a"
    assert document(save("a.txt", text)).text == text


@pytest.mark.parametrize(
    "content", [bytes(range(256)) * 40, b"\x80\x01\x02\x03\x04\x90" * 100, bytes(4000) + b"a"]
)
def test_binary_data_is_no_text(content: bytes, save: Save) -> None:
    complaint = error(save("a.txt", content))
    assert isinstance(complaint, NotText)
    assert "a.txt is not text" in str(complaint)
