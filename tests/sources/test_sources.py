"""The front door: names in, documents and errors out, in order."""

import gzip
import io
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from outcomes import document, error, read

from onrecord.document import Document
from onrecord.errors import EmptySource, FetchFailed, NotFound, SourceError, TooLarge
from onrecord.sources import Sources
from onrecord.sources.kinds import SUFFIXES

Save = Callable[[str, bytes | str], Path]


def test_documents_and_errors_come_in_the_order_of_the_names(save: Save) -> None:
    a, b, c = save("a.txt", "One."), save("b.txt", ""), save("c.txt", "Three.")
    items = read(c, b, a)
    assert [i.text if isinstance(i, Document) else type(i) for i in items] == ["Three.", EmptySource, "One."]


def test_a_source_is_opened_only_when_it_is_asked_for(save: Save) -> None:
    items = iter(Sources([save("a.txt", "One."), save("b.txt", "Two.")]))
    next(items)
    save("b.txt", "Changed.")
    assert next(items).text == "Changed."


def test_sources_can_be_read_again(save: Save) -> None:
    sources = Sources([save("a.txt", "One.")])
    assert list(sources) == list(sources)
    assert sources.done == sources.size == 4


@pytest.mark.parametrize(
    ("content", "begins"),
    [
        ("The dam will hold, she said.", "The dam"),
        ("<!doctype html><html><body><article><p>The dam will hold, the engineer said.</p>", "The dam"),
        ('{"text": "The dam will hold."}\n', "The dam"),
        (gzip.compress(b"The dam will hold.", mtime=0), "The dam"),
        (gzip.compress(b'{"text": "The dam will hold."}', mtime=0), "The dam"),
    ],
)
def test_standard_input_is_known_by_its_bytes(content: bytes | str, begins: str) -> None:
    stdin = io.BytesIO(content.encode() if isinstance(content, str) else content)
    assert document("-", stdin=stdin).text.startswith(begins)


def test_an_error_in_standard_input_names_it() -> None:
    assert str(error("-", stdin=io.BytesIO(b""))).startswith("standard input is empty")


def test_standard_input_may_come_in_pieces() -> None:
    def write() -> None:
        for piece in (b"<", b"html><body><article><p>The dam ", b"will hold, the engineer said.</p>"):
            os.write(writing, piece)
        os.close(writing)

    reading, writing = os.pipe()
    thread = threading.Thread(target=write)
    thread.start()
    with os.fdopen(reading, "rb") as source:
        assert document("-", stdin=source).text == "The dam will hold, the engineer said."
    thread.join()


@pytest.mark.parametrize("name", ["ftp://example.org/a.txt", "file:///etc/hosts", "gopher://example.org"])
def test_only_web_addresses_are_fetched(name: str) -> None:
    complaint = error(name)
    assert isinstance(complaint, FetchFailed)
    assert name in str(complaint)


def test_a_source_without_a_name_is_not_the_current_folder() -> None:
    assert isinstance(error(""), NotFound)


def test_the_limit_is_on_what_is_unpacked(save: Save) -> None:
    bomb = save("bomb.txt.gz", gzip.compress(b"word " * 100_000))
    complaint = error(bomb, limit=400_000)
    assert isinstance(complaint, TooLarge)
    assert "bomb.txt.gz is larger than 0.4 MB" in str(complaint)
    assert "--limit" in str(complaint)
    assert document(bomb, limit=500_000).words == 100_000


def test_size_and_done_agree_when_all_is_read(save: Save, tmp_path: Path) -> None:
    save("in/a.txt", "One.")
    save("in/b.txt.gz", gzip.compress(b"Two. " * 5000))
    save("in/c.pdf", "no PDF at all")
    save("in/d.jsonl", '{"text": "Three."}\n' * 1000)
    save("in/e.txt", "too large " * 2000)
    sources = Sources([tmp_path / "in", tmp_path / "missing.txt"], limit=16_000)
    assert sources.size == sum(p.stat().st_size for p in (tmp_path / "in").iterdir())
    steps = [sources.done for _ in sources]
    assert steps == sorted(steps)
    assert 0 < steps[5] < sources.size  # within the corpus
    assert sources.done == sources.size


def test_done_counts_the_packed_bytes(save: Save) -> None:
    packed = save("a.txt.gz", gzip.compress(b"Two. " * 5000))
    sources = Sources([packed])
    assert [sources.done for _ in sources] == [packed.stat().st_size] == [sources.size]


@pytest.mark.parametrize("name", ["-", "https://example.org/a"])
def test_size_is_unknown_with_standard_input_or_an_address(name: str, save: Save) -> None:
    assert Sources([save("a.txt", "One."), name]).size is None


def test_a_plain_text_needs_no_library(save: Save) -> None:
    script = (
        "import sys; from onrecord.sources import Sources; (d,) = Sources(sys.argv[1:]); assert d.text == 'One é.';"
        "assert not {'trafilatura', 'lxml', 'pypdf', 'httpx', 'charset_normalizer', 'logging'} & {*sys.modules}"
    )
    subprocess.run([sys.executable, "-c", script, save("a.txt", "One é.")], check=True)


BEGINNINGS = st.sampled_from(
    [
        b"",
        b"%PDF-1.4\n",
        b"<html><p>",
        b"\x1f\x8b\x08\x00",
        b"PK\x03\x04",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b'{"text":',
        b"---\n",
    ]
)
ENDINGS = st.sampled_from([b"", b"\n%%EOF", b"</p></html>", b'"}\n', b"\n---\n"])
CONTENTS = st.builds(
    lambda a, b, c: a + b + c, BEGINNINGS, st.binary(max_size=200) | st.text().map(str.encode), ENDINGS
)


@settings(max_examples=300, deadline=None)
@given(content=CONTENTS, suffix=st.sampled_from([*SUFFIXES, ""]), packed=st.booleans())
def test_whatever_the_bytes_the_outcome_is_documents_and_errors(
    content: bytes, suffix: str, packed: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"file{suffix}{'.gz' * packed}")
        path.write_bytes(gzip.compress(content) if packed else content)
        items = read(path)
    assert items
    for item in items:
        assert isinstance(item, Document | SourceError)
        assert isinstance(item, Document) or str(path) in str(item)


@settings(deadline=None)
@given(text=st.text())
def test_a_text_comes_back_exactly_as_it_was_saved(text: str) -> None:
    assume(any(c.isalnum() for c in text) and not text.startswith("\ufeff"))
    assume("\0" not in text)  # with one, and other controls, it may be UTF-16 without a mark
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.txt")
        path.write_bytes(text.encode())
        assert document(path).text == text


def test_broken_input_is_not_told_to_the_log(save: Save) -> None:
    # In a process of its own, as pytest itself listens to the log.
    bad = [save("a.html", "<html><body><p>"), save("b.pdf", b"%PDF-1.4\n1 0 obj <<"), save("c.html", "\0<")]
    script = "import sys; from onrecord.sources import Sources; print(len(list(Sources(sys.argv[1:]))))"
    run = subprocess.run([sys.executable, "-c", script, *bad], capture_output=True, text=True, check=True)
    assert (run.stdout, run.stderr) == ("3\n", "")
