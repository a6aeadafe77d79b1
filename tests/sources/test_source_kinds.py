"""What a source is taken for, by name and bytes."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from outcomes import document, error, read

from onrecord.document import Document
from onrecord.errors import NotText
from onrecord.sources.kinds import Kind, by_suffix, kind_of

Save = Callable[[str, bytes | str], Path]


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "application/vnd.oasis.opendocument.text" if name == "mimetype" else "…")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.txt", Kind.TEXT), ("A.TXT", Kind.TEXT), ("a.text", Kind.TEXT), ("a.md", Kind.MARKDOWN),
        ("a.markdown.gz", Kind.MARKDOWN), ("a.htm", Kind.HTML), ("a.xhtml", Kind.HTML), ("a.b.html", Kind.HTML),
        ("a.PDF.GZ", Kind.PDF), ("a.jsonl.gz", Kind.JSONL), ("a.ndjson", Kind.JSONL),
        ("a.docx", None), ("a.gz", None), ("txt", None), (".txt", None), ("a.txt/b", None), ("a.txt.gz.gz", None),
    ],
)  # fmt: skip
def test_suffixes_tell_the_kind(name: str, kind: Kind | None) -> None:
    assert by_suffix(name) == kind


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"The dam will hold.", Kind.TEXT),
        (b"<3 she said", Kind.TEXT),
        (b"[1] He said so.", Kind.TEXT),
        (b"{{Infobox dam}}", Kind.TEXT),
        (b"<!DOCTYPE html>", Kind.HTML),
        (b'\n <?xml version="1.0"?>\n<!-- saved --><!-- twice --> <HTML lang="en">', Kind.HTML),
        ("\ufeff<html>".encode("utf-16"), Kind.HTML),
        (b"<p>He said so.</p>", Kind.HTML),
        (b"%PDF-1.7", Kind.PDF),
        (b"\n%PDF-1.7", Kind.PDF),
        (b'{"text": "a"}\n{"text": "b"}', Kind.JSONL),
        (b'\xef\xbb\xbf{"text": "a"}', Kind.JSONL),
        (b'{"text": "' + b"a" * 4086, Kind.JSONL),
    ],
)
def test_what_has_no_suffix_of_ours_is_told_by_its_bytes(head: bytes, kind: Kind) -> None:
    assert kind_of("some file", head) == kind


def test_many_comments_are_looked_through_in_no_time() -> None:
    assert kind_of("page", b"<!---->" * 580 + b"nothing") == Kind.TEXT


def test_a_pdf_is_one_whatever_its_name() -> None:
    assert kind_of("a.txt", b"%PDF-1.4", claimed=Kind.HTML) == Kind.PDF


def test_what_the_server_says_comes_before_the_suffix() -> None:
    assert kind_of("page.txt", b"<p>", claimed=Kind.HTML) == Kind.HTML


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (zipped("[Content_Types].xml", "word/document.xml"), "a Word document"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "an Excel workbook"),
        (zipped("ppt/presentation.xml"), "a PowerPoint presentation"),
        (zipped("mimetype", "content.xml"), "an OpenDocument file"),
        (zipped("a.txt"), "a ZIP archive"),
        (zipped(), "a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "an old Office document"),
        (rb"{\rtf1\ansi The dam will hold.}", "an RTF document"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "an image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "an image"),
        (b"GIF89a\1\0\1\0", "an image"),
        (b"\0\0\0\x20ftypisom", "a video"),
        (b"ID3\x03\0\0", "a sound recording"),
        (b"\x7fELF\2\1\1\0", "a program"),
        (b"MZ\x90\0\3\0", "a program"),
        (b"SQLite format 3\0", "a database"),
        (b"BZh91AY&SY", "compressed in another way than gzip"),
        (b"a.txt" + bytes(252) + b"ustar\0", "an archive"),
        (b'<?xml version="1.0"?><rss version="2.0"></rss>', "XML"),
        (b'{\n  "text": "a"\n}', "JSON, but not JSON lines"),
        (b'[{"text": "a"}]', "JSON, but not JSON lines"),
        (bytes(range(256)) * 4, "not text"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_named_with_a_way_out(content: bytes, what: str, save: Save) -> None:
    path = save("handed in", content)
    complaint = error(path)
    assert isinstance(complaint, NotText)
    assert str(complaint).startswith(f"{path} is {what}")


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.jsonl"])
def test_what_is_no_text_is_named_whatever_its_suffix(name: str, save: Save) -> None:
    assert "is a Word document" in str(error(save(name, zipped("word/document.xml"))))


def test_json_over_several_lines_is_no_corpus_even_where_its_first_line_is_long(save: Save) -> None:
    assert isinstance(read(save("a.json", '[{"text": "' + "a" * 9000 + '"},\n{"text": "b"}]'))[0], NotText)


@pytest.mark.parametrize(
    "text", ["MZ is no program.", "BM and PK said so.", "ID3 tags, he said.", "GIF or JPEG?"]
)
def test_text_that_begins_like_something_else_is_text(text: str, save: Save) -> None:
    assert isinstance(document(save("notes", text)), Document)
