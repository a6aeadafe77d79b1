"""Readings for other tools: JSON, JSON Lines and CSV."""

import csv
import json
import re
from typing import TYPE_CHECKING, TextIO

from onrecord.export.cast import Cast, described
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
    "speaker",
    "speaker_kind",
    "roles",
    "channel",
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
        record = encoded(reading.to_dict(), indent=2)
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
        self.stream.write(encoded(reading.to_dict()) + "\n")
        self.stream.flush()


class CsvWriter(Writer):
    """One statement a row, under the header :data:`COLUMNS`.

    ``start`` and ``end`` bound the content in the document's text. A cell that a spreadsheet could take
    for a formula (it begins with = + - @, a tab or a line's end) gets an apostrophe in front. A speaker's
    ``roles`` are parted by semicolons, with their years in brackets.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._csv = csv.writer(stream)
        self._csv.writerow(COLUMNS)

    def add(self, reading: "Reading") -> None:
        """Write one reading's statements."""
        d = reading.document
        about = [cell(x) for x in (d.id, d.title, d.outlet, d.published, d.url)]
        cast = Cast(reading)
        for s in reading.statements:
            words = [cell(joined(part)) for part in (s.source, s.cue, s.content)]
            place = [s.content[0].start, s.content[-1].end]
            row = [*about, cell(s.id), cell(s.within), *words, *place, s.manner, s.confidence]
            who = cast.of(s)
            row += [cell(who.name), who.kind, cell("; ".join(map(described, who.roles)))] if who else [""] * 3
            self._csv.writerow([*row, cell(s.channel.text if s.channel else None)])
        self.stream.flush()


def encoded(record: object, indent: int | None = None) -> str:
    """``record`` as JSON that UTF-8 can carry and that no program takes for several lines."""
    text = json.dumps(record, ensure_ascii=False, indent=indent)
    return _ESCAPED.sub(lambda character: f"\\u{ord(character[0]):04x}", text)


def cell(value: str | None) -> str:
    """``value`` as a CSV cell that no spreadsheet takes for a formula."""
    text = encodable(value or "")
    return "'" + text if text.startswith(_FORMULA) else text
