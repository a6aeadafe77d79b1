"""The front door of the export room: which format a file asks for, and what starting costs."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from onrecord.export import Format, format_of, writer


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("out.txt", "text"),
        ("out.json", "json"),
        ("out.jsonl", "jsonl"),
        ("out.ndjson", "jsonl"),
        ("out.csv", "csv"),
        ("out.html", "html"),
        ("OUT.HTM", "html"),
        ("json", None),
        ("out.json.gz", None),
        ("out", None),
    ],
)
def test_a_files_name_asks_for_its_format(name: str, format: str | None) -> None:
    assert format_of(Path("some.folder") / name) == format


@pytest.mark.parametrize("format", list(Format))
def test_every_format_has_a_writer_that_can_be_empty(format: Format) -> None:
    stream = io.StringIO()
    with writer(format, stream):
        pass
    assert not stream.closed


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="docx"):
        writer("docx", io.StringIO())


@pytest.mark.parametrize(
    ("format", "needless"),
    [(None, "rich jinja2 msgspec csv"), ("jsonl", "rich jinja2"), ("csv", "rich jinja2"), ("html", "rich")],
)
def test_a_format_brings_in_only_what_it_needs(format: str | None, needless: str) -> None:
    code = "import io, sys\nfrom onrecord.export import writer\n"
    if format:
        code += f"writer({format!r}, io.StringIO())\n"
    code += f"print(*[m for m in {needless.split()!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
