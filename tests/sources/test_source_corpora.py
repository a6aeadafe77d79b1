"""JSON lines: a document a line, and an error for each line that is none."""

import gzip
import io
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from outcomes import document, error, read

from onrecord.document import Document, content_id
from onrecord.errors import BadRecord, EmptySource, NotText, SourceError, TooLarge
from onrecord.sources import Sources

Save = Callable[[str, bytes | str], Path]


def test_each_line_is_a_document_with_its_metadata(save: Save) -> None:
    rows = [
        {"id": "x1", "text": " One.\r\n", "title": "T", "outlet": "O", "author": "A", "published": "2031-03-18", "url": "u"},
        {"text": "Two.", "publisher": "P", "date": "2031"},
    ]  # fmt: skip
    one, two = read(save("a.jsonl", "\n".join(map(json.dumps, rows))))
    assert one == Document(" One.\r\n", "x1", "T", "O", "A", "2031-03-18", "u")
    assert two == Document("Two.", content_id("Two."), outlet="P", published="2031")


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("12", "12"), ("1.50", "1.50"), ("123456789012345678901234567890", "123456789012345678901234567890"),
        ('" A "', "A"), ('""', None), ("null", None), ("NaN", None), ("true", None), ('{"name": "A"}', None),
        ('["A", "B"]', "A, B"), ("[]", None), ("9" * 5000, "9" * 5000),
    ],
)  # fmt: skip
def test_metadata_of_any_type_is_tolerated(value: str, kept: str | None, save: Save) -> None:
    d = document(save("a.jsonl", f'{{"text": "One.", "author": {value}, "id": {value}}}'))
    assert d.author == kept
    assert d.id == (kept or content_id("One."))


def test_an_empty_value_gives_way_to_its_other_name(save: Save) -> None:
    assert document(save("a.jsonl", '{"text": "One.", "outlet": null, "publisher": "P"}')).outlet == "P"


@pytest.mark.parametrize(
    ("line", "kind", "says"),
    [
        (b'{"text": "a"', BadRecord, "is not valid JSON (expecting ',' delimiter, at character 13)"),
        (b"nonsense", BadRecord, "is not valid JSON"),
        (b'{"text": "\xff"}', BadRecord, "is not in UTF-8"),
        (b'["text"]', BadRecord, "is not an object"),
        (b'"text"', BadRecord, "is not an object"),
        (b'{"id": 1}', BadRecord, "has no “text”"),
        (b'{"text": null}', BadRecord, "has no “text”"),
        (b'{"text": 12}', BadRecord, "has a “text” that is no string"),
        (b'{"text": ["a"]}', BadRecord, "has a “text” that is no string"),
        (b'{"text": " "}', EmptySource, "has a text without words"),
        (b'{"text": "a", "x": ' + b"[" * 100_000, BadRecord, "is nested too deeply"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(line: bytes, kind: type, says: str, save: Save) -> None:
    path = save("a.jsonl", b'{"text": "One."}\n\n' + line + b'\n{"text": "Four."}\n')
    one, bad, four = read(path)
    assert isinstance(one, Document)
    assert isinstance(four, Document)
    assert isinstance(bad, kind)
    assert str(bad).startswith(f"{path}, line 3, {says}")


def test_blank_lines_crlf_and_a_mark_are_passed_over(save: Save) -> None:
    path = save("a.jsonl", b'\xef\xbb\xbf{"text": "One."}\r\n \r\n\r\n{"text": "Two."}')
    assert [d.text for d in read(path)] == ["One.", "Two."]


def test_only_a_line_feed_ends_a_line(save: Save) -> None:
    assert document(save("a.jsonl", '{"text": "One\u2028two\x85three"}')).text == "One\u2028two\x85three"


def test_half_a_character_pair_is_kept(save: Save) -> None:
    assert document(save("a.jsonl", r'{"text": "cut off \ud83d"}')).text == "cut off \ud83d"


@pytest.mark.parametrize("content", [b"\n\n", b" ", b"\xef\xbb\xbf\n"])
def test_a_corpus_without_lines_is_empty(content: bytes, save: Save) -> None:
    assert isinstance(error(save("a.jsonl", content)), EmptySource)


def test_a_corpus_in_utf16_is_one_error(save: Save) -> None:
    complaint = error(save("a.jsonl", '{"text": "One."}\n{"text": "Two."}\n'.encode("utf-16")))
    assert isinstance(complaint, NotText)
    assert "UTF-16" in str(complaint)


@pytest.mark.parametrize("packed", [False, True])
def test_a_line_past_the_limit_is_passed_over(packed: bool, save: Save) -> None:
    limit = 20_000
    rows = [
        '{"text": "One."}',
        '{"text": "' + "a" * 300_000 + '"}',
        '{"text": "Three."}',
        '{"text": "' + "b" * (limit - 12) + '"}',
    ]
    content = "\n".join(rows).encode() + b"\n"
    path = save("a.jsonl.gz", gzip.compress(content)) if packed else save("a.jsonl", content)
    one, two, three, four = read(path, limit=limit)
    assert [d.text[0] for d in (one, three, four)] == ["O", "T", "b"]
    assert isinstance(two, TooLarge)
    assert str(two).startswith(f"{path}, line 2, is larger than 0.02 MB")


def test_a_cut_off_archive_gives_the_lines_before_the_cut(save: Save) -> None:
    noise = "".join(f'{{"text": "Line {i} of {i * i}."}}\n' for i in range(9000))
    *lines, last = read(save("a.jsonl.gz", gzip.compress(noise.encode())[:-9000]))
    assert len(lines) > 1000
    assert all(isinstance(line, Document) for line in lines)
    assert isinstance(last, NotText)
    assert "a.jsonl.gz is a damaged gzip file" in str(last)


class Endless(io.RawIOBase):
    """A corpus of ten megabytes that is made as it is read."""

    def __init__(self) -> None:
        self.left = 200
        self.line = b'{"text": "' + b"a" * 50_000 + b'"}\n'

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:
        if not self.left:
            return 0
        self.left -= 1
        piece = self.line[: len(buffer)] if len(buffer) < len(self.line) else self.line
        assert len(piece) == len(self.line)
        buffer[: len(piece)] = piece
        return len(piece)


def test_memory_does_not_grow_with_the_corpus() -> None:
    corpus = io.BufferedReader(Endless(), buffer_size=1 << 16)
    tracemalloc.start()
    try:
        count = sum(isinstance(d, Document) for d in Sources(["-"], stdin=corpus))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 200
    assert most < 2_000_000


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(), min_size=1, max_size=5), st.booleans())
def test_texts_come_back_exactly_as_they_were_written(texts: list[str], escaped: bool) -> None:
    assume(any(c.isalnum() for c in texts[0]))
    lines = "\n".join(json.dumps({"text": t}, ensure_ascii=escaped) for t in texts)
    found = read("-", stdin=io.BytesIO(lines.encode()))
    assert [d.text for d in found if isinstance(d, Document)] == [
        t for t in texts if any(map(str.isalnum, t))
    ]
    assert len(found) == len(texts)
    assert all(isinstance(d, EmptySource) for d in found if isinstance(d, SourceError))
