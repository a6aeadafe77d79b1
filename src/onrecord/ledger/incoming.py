"""Files to import → what is in them: lines of an export, or forecasts made elsewhere, one at a time.

A table of forecasts is told from an export by its first character, which of an export is a brace. Any file may be
gzipped.
"""

import csv
import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from onrecord.errors import BadRecord, EmptySource, NotFound, NotText, OnrecordError, SourceError, TooLarge
from onrecord.ledger.checking import line
from onrecord.ledger.errors import BadImport, NewerExport
from onrecord.ledger.forecasts import Forecast, forecast
from onrecord.ledger.lines import Line
from onrecord.sources import LIMIT
from onrecord.sources.corpora import lines
from onrecord.sources.encodings import decode
from onrecord.sources.files import size_of, unreadable
from onrecord.sources.kinds import GZIP
from onrecord.sources.stream import Stream

#: The longest line that is read, in bytes: a document of the greatest length, with its readings.
LONGEST = 4 * LIMIT

#: The columns of a table of forecasts.
COLUMNS = ("speaker", "text", "probability", "date", "deadline", "outcome")
#: Those that it must have.
NEEDED = ("speaker", "text")

_DELIMITERS = ",;\t"


class Item(NamedTuple):
    """What stands at a place of a file; ``where`` names it for people, ``file`` the file."""

    where: str
    file: str
    what: Line | Forecast


class Note(NamedTuple):
    """What people should know of a file all of which can be brought in all the same."""

    message: str


class Incoming:
    """What stands in the files ``names``, in order; ``-`` is standard input.

    Iterating never raises over what is read: an :class:`~onrecord.errors.OnrecordError` stands for a line or row that
    cannot be brought in, and for a file that cannot be read. ``longest``: the most bytes of a line, or of a table.
    """

    def __init__(
        self, names: Iterable[str], *, stdin: BinaryIO | None = None, longest: int = LONGEST
    ) -> None:
        self.names = tuple(names)
        self._stdin = stdin
        self._longest = longest
        self._finished = 0
        self._stream: Stream | None = None

    @property
    def size(self) -> int | None:
        """Bytes of all files together; ``None`` where one has no known size."""
        sizes = [None if name == "-" else size_of(Path(name)) for name in self.names]
        return None if None in sizes else sum(size for size in sizes if size)

    @property
    def done(self) -> int:
        """Bytes read so far."""
        return self._finished + (self._stream.consumed if self._stream else 0)

    def __iter__(self) -> Iterator[Item | Note | OnrecordError]:
        self._finished = 0
        for name in self.names:
            try:
                if name == "-" and self._stdin is not None:
                    yield from self._opened(self._stdin, "standard input")
                elif "\0" in name:
                    yield NotFound(f"{name} holds a character that no path can hold; check it")
                else:
                    with Path(name).open("rb") as file:
                        yield from self._opened(file, name)
            except SourceError as error:
                yield error
            except OSError as error:
                yield unreadable(name, error)
            finally:
                self._finished, self._stream = self.done, None

    def _opened(self, file: BinaryIO, name: str) -> Iterator[Item | Note | OnrecordError]:
        self._stream = stream = Stream(file)
        if not stream.head.startswith(GZIP):
            yield from self._items(stream, name)
            return
        try:
            yield from self._items(
                Stream(cast(BinaryIO, gzip.GzipFile(fileobj=cast(BinaryIO, stream)))), name
            )
        except (gzip.BadGzipFile, zlib.error, EOFError) as error:
            raise NotText(f"{name} is a damaged gzip file; make it again") from error

    def _items(self, stream: Stream, name: str) -> Iterator[Item | Note | OnrecordError]:
        start = stream.head.removeprefix(b"\xef\xbb\xbf").lstrip()
        if not start:
            raise EmptySource(f"{name} is empty; check that it is the right one")
        if start.startswith((b"{", b"[")):
            yield from _lines(stream, name, self._longest)
        else:
            yield from _rows(stream.whole(name, min(self._longest, LIMIT)), name)


def _lines(stream: Stream, name: str, longest: int) -> Iterator[Item | Note | OnrecordError]:
    for number, text in enumerate(lines(stream, longest), 1):
        where = f"{name}, line {number:,},"
        if text is None:
            yield TooLarge(
                f"{where} is longer than {longest / 1e6:g} MB; raise the limit with --limit (in MB)"
            )
        elif text.strip():
            try:
                yield Item(where, name, line(_json(text)))
            except NewerExport as error:
                yield NewerExport(f"{where} {error}")
                return
            except BadImport as error:
                yield BadImport(f"{where} {error}")


def _json(text: bytes) -> Any:
    try:
        return json.loads(text.decode(), parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise BadImport("is not in UTF-8") from error
    except json.JSONDecodeError as error:
        reason = f"{error.msg[:1].lower()}{error.msg[1:]}, at character {error.pos + 1:,}"
        raise BadImport(f"is not valid JSON ({reason}); was the export stopped there?") from error
    except (RecursionError, ValueError) as error:
        raise BadImport("is nested too deeply, or holds a number that is none") from error


def _no_number(word: str) -> Any:
    raise ValueError(word)


def _rows(data: bytes, name: str) -> Iterator[Item | Note | OnrecordError]:
    text = decode(data, name)
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=lambda mark: len(_known(next(csv.reader([first], delimiter=mark), []))))
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    header: list[str] | None = None
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield BadImport(f"{name}, line {reader.line_num:,}, is no row of a table ({error})")
            continue
        if not any(cell.strip() for cell in row):
            continue
        if header is None:
            header = [cell.strip().casefold() for cell in row]
            if missing := [column for column in NEEDED if column not in header]:
                raise BadRecord(
                    f"{name} is neither an export nor a table of forecasts: its first line has no column "
                    f"{' or '.join(missing)}; the columns are {', '.join(COLUMNS)}"
                )
            if remark := _remark(header):
                yield Note(f"{name} {remark}")
            continue
        where = f"{name}, line {reader.line_num:,},"
        try:
            if len(row) > len(header) and any(cell.strip() for cell in row[len(header) :]):
                raise BadImport(
                    "has more cells than there are columns; put quotes around what has commas in it"
                )
            cells = {column: cell for column, cell in zip(header, row, strict=False) if column in COLUMNS}
            yield Item(where, name, forecast(**{"speaker": "", "text": "", **cells}))
        except BadImport as error:
            yield BadImport(f"{where} {error}")


def _known(cells: Sequence[str]) -> set[str]:
    return {cell.strip().casefold() for cell in cells} & set(COLUMNS)


def _remark(header: list[str]) -> str | None:
    if twice := sorted({column for column in header if header.count(column) > 1 and column in COLUMNS}):
        return f"has the column {twice[0]} twice; the last one counts"
    if unknown := [column or "(without a name)" for column in header if column not in COLUMNS]:
        return f"has columns that are passed over: {', '.join(unknown)}; known are {', '.join(COLUMNS)}"
    return None
