"""The export room: readings in the forms that people and other tools take.

>>> with writer("jsonl", sys.stdout) as out:  # doctest: +SKIP
...     out.add(reading)

Every writer takes one reading at a time and holds no more than one, so a corpus of any size passes
through; closing it makes what was written whole, however many readings there were. Those of a list of
forecasts write it on closing, since it is sorted: they keep its rows.
"""

from enum import StrEnum
from pathlib import Path
from typing import TextIO

from onrecord.export.claims import KINDS, LIKELIHOODS, OPEN, Wanted, only
from onrecord.export.writer import Writer

__all__ = [
    "KINDS",
    "LIKELIHOODS",
    "OPEN",
    "Format",
    "ListFormat",
    "Wanted",
    "Writer",
    "forecasts_writer",
    "format_of",
    "only",
    "writer",
]


class Format(StrEnum):
    """What a reading can be written as."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    HTML = "html"


class ListFormat(StrEnum):
    """What a list of forecasts can be written as."""

    TABLE = "table"
    CSV = "csv"
    JSONL = "jsonl"


_SUFFIXES = {
    ".txt": Format.TEXT,
    ".json": Format.JSON,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".csv": Format.CSV,
    ".html": Format.HTML,
    ".htm": Format.HTML,
}


def format_of(path: Path) -> Format | None:
    """The format that a file's name asks for, ``None`` where it asks for none of ours."""
    return _SUFFIXES.get(path.suffix.lower())


def writer(format: Format | str, stream: TextIO) -> Writer:
    """A writer of ``format`` (see :class:`Format`) to ``stream``, to be used as a context manager.

    ``stream`` should be UTF-8 and, for CSV, opened with ``newline=""``, as :func:`onrecord.files.saved` does.
    """
    # Each format brings in only what it needs, so that starting is quick.
    match Format(format):
        case Format.TEXT:
            from onrecord.export.text import TextWriter

            return TextWriter(stream)
        case Format.HTML:
            from onrecord.export.page import PageWriter

            return PageWriter(stream)
        case Format.JSON:
            from onrecord.export.records import JsonWriter

            return JsonWriter(stream)
        case Format.JSONL:
            from onrecord.export.records import JsonLinesWriter

            return JsonLinesWriter(stream)
        case Format.CSV:
            from onrecord.export.records import CsvWriter

            return CsvWriter(stream)


def forecasts_writer(format: ListFormat, stream: TextIO, wanted: Wanted) -> Writer:
    """A writer of what is forecast and promised, as far as it is ``wanted``; ``stream`` as for :func:`writer`."""
    from onrecord.export.forecasts import ForecastCsv, ForecastLines, ForecastTable

    match format:
        case ListFormat.TABLE:
            return ForecastTable(stream, wanted)
        case ListFormat.CSV:
            return ForecastCsv(stream, wanted)
        case ListFormat.JSONL:
            return ForecastLines(stream, wanted)
