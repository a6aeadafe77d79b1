"""The ledger's claims as a table, CSV or Parquet: a row a claim, or a statement that makes none."""

import csv
import datetime
import types
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO, get_args, get_origin, get_type_hints

import msgspec

from onrecord.export.characters import encodable
from onrecord.export.records import cell
from onrecord.ledger.errors import MissingParts

if TYPE_CHECKING:
    from onrecord.ledger.held import Held, HeldClaim

#: How many rows are held before they are written to a Parquet file, together.
ROWS = 10_000


class Row(msgspec.Struct, frozen=True, gc=False):
    """The fields, in order, are the columns.

    ``statement``, ``claim``, ``utterance``, ``speaker_id`` and ``document`` are the ledger's ids; appearances of one
    utterance have the same, so count it once. ``words`` are the claim's, or the statement's where it makes none.
    ``low`` and ``high`` bound the middle 80 % of what readers take the words' probability to be. ``settled_on`` is the
    day that settled it, ``settled_at`` when somebody said so. ``dropped``: a newer version of the document is without it.
    ``start`` and ``end`` bound the words in the document's text.
    """

    statement: str
    claim: str | None
    utterance: str
    speaker: str | None
    speaker_id: str | None
    speaker_kind: str | None
    quoted_by: list[str]
    words: str
    manner: str
    kind: str | None
    likelihood: str | None
    probability: float | None
    low: float | None
    high: float | None
    phrase: str | None
    condition: str | None
    checkable: bool | None
    due: str | None
    due_on: datetime.date | None
    outcome: str | None
    degree: float | None
    settled_on: datetime.date | None
    settled_by: str | None
    settled_at: datetime.datetime | None
    note: str | None
    evidence: list[str]
    confidence: float
    document: str
    version: int
    dropped: bool
    title: str
    outlet: str | None
    author: str | None
    published: str | None
    url: str | None
    start: int
    end: int


def rows(held: "Held") -> Iterator[Row]:
    """A statement's claims as rows, in order; the statement itself where it makes none."""
    for claim in held.claims or (None,):
        yield _row(held, claim)


def _row(held: "Held", claim: "HeldClaim | None") -> Row:
    hit, about = held.hit, held.document
    made, found = (claim.claim, claim.hit) if claim else (None, None)
    low, high = (made and made.interval) or (None, None)
    settled = claim.settlement if claim and claim.hit.outcome else None
    return Row(
        statement=hit.id,
        claim=found.id if found else None,
        utterance=claim.utterance if claim else held.utterance,
        speaker=hit.speaker,
        speaker_id=hit.speaker_id,
        speaker_kind=hit.speaker_kind,
        quoted_by=list(hit.quoted_by),
        words=found.text if found else hit.text,
        manner=hit.manner,
        kind=found.kind if found else None,
        likelihood=found.likelihood if found else None,
        probability=found.probability if found else None,
        low=low,
        high=high,
        phrase=made.phrase if made else None,
        condition=made.condition.text if made and made.condition else None,
        checkable=found.checkable if found else None,
        due=found.due if found else None,
        due_on=found.due_on if found else None,
        outcome=found.outcome if found else None,
        degree=found.degree if found else None,
        settled_on=settled.settled_on if settled else None,
        settled_by=settled.by if settled else None,
        settled_at=settled.at if settled else None,
        note=settled.note if settled else None,
        evidence=list(settled.evidence) if settled else [],
        confidence=made.confidence if made else hit.confidence,
        document=hit.document,
        version=hit.version,
        dropped=hit.dropped,
        title=hit.title,
        outlet=hit.outlet,
        author=about.author,
        published=hit.published,
        url=hit.url,
        start=made.start if made else hit.start,
        end=made.end if made else hit.end,
    )


class CsvTable:
    """The rows as CSV, safe to open in a spreadsheet; what is several stands in one cell, parted by semicolons."""

    def __init__(self, stream: TextIO) -> None:
        self._csv = csv.writer(stream)
        self._csv.writerow(Row.__struct_fields__)

    def add(self, held: "Held") -> None:
        """Write a statement's rows."""
        for row in rows(held):
            self._csv.writerow(map(_cell, msgspec.to_builtins(row).values()))

    def close(self) -> None:
        """Nothing is left to write."""


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return cell("; ".join(value))
    return cell(value) if isinstance(value, str | None) else str(value)


class ParquetTable:
    """The rows as a Parquet file, with the types that they have; :data:`ROWS` are held at a time.

    Raises :class:`~onrecord.ledger.errors.MissingParts` where the package for it is not there.
    """

    def __init__(self, stream: BinaryIO) -> None:
        try:
            import pyarrow
            from pyarrow import parquet
        except ModuleNotFoundError as error:
            raise MissingParts(
                "Parquet needs one more package (pyarrow): pip install 'onrecord[parquet]'; or take --format csv"
            ) from error
        self._table = pyarrow.Table
        self._schema = pyarrow.schema(
            [(name, _arrow(pyarrow, hint)) for name, hint in get_type_hints(Row).items()]
        )
        self._writer = parquet.ParquetWriter(_Sink(stream), self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def add(self, held: "Held") -> None:
        """Keep a statement's rows, and write them when there are enough."""
        for row in rows(held):
            self._rows.append({name: _storable(value) for name, value in msgspec.structs.asdict(row).items()})
        if len(self._rows) >= ROWS:
            self._write()

    def close(self) -> None:
        """Write what is left, and the file's end, without which it cannot be read."""
        self._write()
        self._writer.close()

    def _write(self) -> None:
        self._writer.write_table(self._table.from_pylist(self._rows, schema=self._schema))
        self._rows = []


def _arrow(pyarrow: Any, hint: Any) -> Any:
    """The Arrow type of a column."""
    if isinstance(hint, types.UnionType):
        hint = next(part for part in get_args(hint) if part is not types.NoneType)
    if get_origin(hint) is list:
        return pyarrow.list_(pyarrow.string())
    return {
        str: pyarrow.string(),
        int: pyarrow.int64(),
        float: pyarrow.float64(),
        bool: pyarrow.bool_(),
        datetime.date: pyarrow.date32(),
        datetime.datetime: pyarrow.timestamp("us", tz="UTC"),
    }[hint]


def _storable(value: Any) -> Any:
    if isinstance(value, list):
        return [encodable(part) for part in value]
    return encodable(value) if isinstance(value, str) else value


class _Sink:
    """A stream that says how much was written to it, which pipes cannot."""

    closed = False

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._at = 0

    def write(self, data: Any) -> int:
        size = memoryview(data).nbytes
        self._stream.write(data)
        self._at += size
        return size

    def tell(self) -> int:
        return self._at

    def flush(self) -> None:
        self._stream.flush()

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def close(self) -> None:
        self.closed = True
