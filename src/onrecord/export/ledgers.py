"""The ledger in the forms that other tools take: each writer takes one item at a time and holds no more."""

import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TextIO

if TYPE_CHECKING:
    from onrecord.ledger import Ledger, Search


class LedgerFormat(StrEnum):
    """What a ledger can be written as."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    WEBANNO = "webanno"
    CLAIMREVIEW = "claimreview"


_SUFFIXES = {
    ".csv": LedgerFormat.CSV,
    ".jsonl": LedgerFormat.JSONL,
    ".ndjson": LedgerFormat.JSONL,
    ".parquet": LedgerFormat.PARQUET,
}


def ledger_format_of(path: Path) -> LedgerFormat | None:
    """The format that a file's name asks for, ``None`` where it asks for none of ours."""
    return _SUFFIXES.get(path.suffix.lower())


class Step(NamedTuple):
    """A step of an export: what is to be written next, of which document, and how many words that has."""

    item: Any
    document: str
    words: int


def steps(book: "Ledger", format: LedgerFormat, search: "Search | None" = None) -> Iterator[Step]:
    """What is to be written of a ledger, one after another; ``search``: what of it, by default all."""
    if format is LedgerFormat.JSONL:
        for line in book.export(search):
            about = line.get("document", {})
            words = len(line["versions"][-1]["text"].split()) if about else 0
            yield Step(line, about.get("id", ""), words)
    else:
        for held in book.held(search):
            yield Step(held, held.hit.document, held.document.words)


class LedgerWriter(Protocol):
    """Takes the items of an export."""

    def add(self, item: Any) -> None:
        """Write one."""

    def close(self) -> None:
        """Make what was written whole."""


class _Lines:
    """An object a line."""

    def __init__(self, stream: TextIO, format: LedgerFormat) -> None:
        from onrecord.export.claim_reviews import Reviews
        from onrecord.export.web_annotations import annotations

        self._stream = stream
        self._objects = {
            LedgerFormat.JSONL: lambda item: (item,),
            LedgerFormat.WEBANNO: annotations,
            LedgerFormat.CLAIMREVIEW: Reviews().of,
        }[format]

    def add(self, item: Any) -> None:
        """Write the lines of one item."""
        from onrecord.export.records import encoded

        for record in self._objects(item):
            self._stream.write(encoded(record) + "\n")

    def close(self) -> None:
        """Nothing is left to write."""


def ledger_writer(format: LedgerFormat, stream: TextIO) -> LedgerWriter:
    """A writer of ``format`` to ``stream``, which is UTF-8 and opened with ``newline=""``, as :func:`saved` does.

    Parquet is written to the bytes below it. Raises :class:`~onrecord.ledger.errors.MissingParts` where a package is
    not there.
    """
    if format is LedgerFormat.CSV:
        from onrecord.export.tables import CsvTable

        return CsvTable(stream)
    if format is LedgerFormat.PARQUET:
        from onrecord.export.tables import ParquetTable

        return ParquetTable(getattr(stream, "buffer", sys.stdout.buffer))
    return _Lines(stream, format)
