"""Readings for other tools: JSON, JSON Lines and CSV."""

import csv
import json
import re
from typing import TYPE_CHECKING, TextIO

from onrecord.export.characters import encodable
from onrecord.export.writer import Writer, joined

if TYPE_CHECKING:
    from onrecord.reading import Reading

COLUMNS = (
    "document",
    "title",
    "outlet",
    "published",
    "url",
    "statement",
    "within",
    "source",
    "cue",
    "content",
    "start",
    "end",
    "manner",
    "confidence",
)

# Lone surrogates, which JSON can hold but UTF-8 cannot; and what some programs take for a line's end.
_ESCAPED = re.compile("[\x85\u2028\u2029\ud800-\udfff]")
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


class JsonWriter(Writer):
    """One object where there is one reading, else an array, in the ``onrecord/1`` format."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._first: str | None = None  # held until it is known whether others follow
        self._several = False

    def add(self, reading: "Reading") -> None:
        """Write one reading; the first is written when the second comes, or on closing."""
        record = _json(reading, indent=2)
        if self._several:
            self.stream.write(",\n" + record)
        elif self._first is None:
            self._first = record
        else:
            self.stream.write(f"[\n{self._first},\n{record}")
            self._first, self._several = None, True

    def close(self) -> None:
        """Close the array."""
        self.stream.write("\n]\n" if self._several else f"{self._first or '[]'}\n")
        super().close()


class JsonLinesWriter(Writer):
    """One reading a line, in the ``onrecord/1`` format; each line can be read as soon as it is written."""

    def add(self, reading: "Reading") -> None:
        """Write one line."""
        self.stream.write(_json(reading) + "\n")
        self.stream.flush()


class CsvWriter(Writer):
    """One statement a row, under the header :data:`COLUMNS`.

    ``start`` and ``end`` bound the content in the document's text. A cell that a spreadsheet could take
    for a formula (it begins with = + - @, a tab or a line's end) gets an apostrophe in front.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._csv = csv.writer(stream)
        self._csv.writerow(COLUMNS)

    def add(self, reading: "Reading") -> None:
        """Write one reading's statements."""
        d = reading.document
        about = [_cell(x) for x in (d.id, d.title, d.outlet, d.published, d.url)]
        for s in reading.statements:
            words = [_cell(joined(part)) for part in (s.source, s.cue, s.content)]
            place = [s.content[0].start, s.content[-1].end]
            self._csv.writerow([*about, _cell(s.id), _cell(s.within), *words, *place, s.manner, s.confidence])
        self.stream.flush()


def _json(reading: "Reading", indent: int | None = None) -> str:
    record = json.dumps(reading.to_dict(), ensure_ascii=False, indent=indent)
    return _ESCAPED.sub(lambda character: f"\\u{ord(character[0]):04x}", record)


def _cell(value: str | None) -> str:
    text = encodable(value or "")
    return "'" + text if text.startswith(_FORMULA) else text
