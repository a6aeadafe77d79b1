"""Forecasts and commitments of many documents as one list, the soonest due first: table, CSV or JSON Lines."""

import csv
import datetime
from abc import abstractmethod
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

import msgspec
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from onrecord.export.cast import Cast
from onrecord.export.characters import one_line
from onrecord.export.claims import LIKELIHOODS, Wanted, due_in_words, falls_due, odds
from onrecord.export.console import console, counted
from onrecord.export.records import cell, encoded
from onrecord.export.writer import Writer, headline

if TYPE_CHECKING:
    from onrecord.reading import Claim, Reading, Statement
    from onrecord.reading.record import ClaimKind, Likelihood, SpeakerKind

#: The widest that a table is.
WIDEST = 140
#: Where a table is narrower, how likely a forecast is stands under its words.
ROOMY = 84


class Forecast(msgspec.Struct, frozen=True, gc=False, rename={"since": "from", "until": "to"}):
    """One forecast or commitment: the fields, in order, are the columns of the CSV and of the JSON Lines.

    ``due`` is the date in words, or why there is none; ``when`` are the article's words for it. ``quoted_by``
    are those who quote the speaker, innermost first. ``low`` and ``high`` bound the middle 80 % of what
    readers take the words' probability to be. ``start`` and ``end`` bound the claim in the document's text.
    """

    since: datetime.date | None
    until: datetime.date | None
    due: str
    when: str | None
    kind: "ClaimKind"
    speaker: str
    speaker_kind: "SpeakerKind | None"
    quoted_by: str
    claim: str
    likelihood: "Likelihood | None"
    probability: float | None
    low: float | None
    high: float | None
    condition: str | None
    checkable: bool | None
    confidence: float
    document: str
    title: str
    outlet: str | None
    published: str | None
    url: str | None
    statement: str
    start: int
    end: int


def forecasts(reading: "Reading", wanted: Wanted) -> Iterator[tuple[datetime.date, Forecast]]:
    """A reading's forecasts and commitments in reading order, each with the day it falls due, if ever."""
    cast = Cast(reading)
    statements = {s.id: s for s in reading.statements}
    title = headline(reading.document)
    for claim in reading.claims:
        statement = statements[claim.statement]
        if wanted.has(claim, statement, cast):
            due = falls_due(claim.when) or datetime.date.max
            yield due, _forecast(reading, title, claim, statement, cast)


def _forecast(reading: "Reading", title: str, claim: "Claim", statement: "Statement", cast: Cast) -> Forecast:
    document, when, speaker = reading.document, claim.when, cast.of(statement)
    low, high = claim.interval or (None, None)
    return Forecast(
        since=when.since if when else None,
        until=when.until if when else None,
        due=due_in_words(when),
        when=when.text if when else None,
        kind=claim.kind,
        speaker=cast.called(statement),
        speaker_kind=speaker.kind if speaker else None,
        quoted_by="; ".join(cast.called(s) or "no source named" for s in cast.quoting(statement)),
        claim=claim.text,
        likelihood=claim.likelihood,
        probability=claim.probability,
        low=low,
        high=high,
        condition=claim.condition.text if claim.condition else None,
        checkable=claim.checkable,
        confidence=claim.confidence,
        document=document.id,
        title=title,
        outlet=document.outlet,
        published=document.published,
        url=document.url,
        statement=statement.id,
        start=claim.start,
        end=claim.end,
    )


class ForecastsWriter(Writer):
    """Writes all rows on closing, the soonest due first, those without a date last.

    Only the rows are kept until then, about a kilobyte each, not the readings.
    """

    def __init__(self, stream: TextIO, wanted: Wanted) -> None:
        super().__init__(stream)
        self.wanted = wanted
        self._rows: list[tuple[datetime.date, Forecast]] = []

    def add(self, reading: "Reading") -> None:
        """Keep what is wanted of one reading."""
        self._rows += forecasts(reading, self.wanted)

    def close(self) -> None:
        """Write the rows."""
        self._rows.sort(key=lambda row: row[0])
        self.write([row for _, row in self._rows])
        super().close()

    @abstractmethod
    def write(self, rows: list[Forecast]) -> None:
        """Write ``rows``, which are in order."""


class ForecastLines(ForecastsWriter):
    """One object a line."""

    def write(self, rows: list[Forecast]) -> None:
        """Write the lines."""
        for row in rows:
            self.stream.write(encoded(msgspec.to_builtins(row)) + "\n")


class ForecastCsv(ForecastsWriter):
    """One row each, under a header, safe to open in a spreadsheet."""

    def write(self, rows: list[Forecast]) -> None:
        """Write header and rows."""
        out = csv.writer(self.stream)
        out.writerow(Forecast.__struct_encode_fields__)
        for row in rows:
            out.writerow(map(_cell, msgspec.to_builtins(row).values()))


class ForecastTable(ForecastsWriter):
    """A table for a terminal: by when, who, in which words, and how likely."""

    def write(self, rows: list[Forecast]) -> None:
        """Write the table and how much there is in it."""
        screen = console(self.stream, WIDEST)
        with screen.capture() as captured:
            if rows:
                screen.print(_table(rows, roomy=screen.width >= ROOMY))
            kinds = Counter(row.kind for row in rows)
            found = ", ".join(counted(kinds[kind], kind) for kind in self.wanted.kinds)
            documents = counted(len({row.document for row in rows}), "document")
            screen.print(Text(f"{found} in {documents}", "dim"))
        self.stream.write(captured.get())


def _table(rows: list[Forecast], *, roomy: bool) -> Table:
    table = Table(box=SIMPLE_HEAD, leading=1, expand=True, pad_edge=False, header_style="bold")
    for name, ratio in (
        ("due", 5),
        ("who", 5),
        ("in which words", 13),
        *([("how likely", 5)] if roomy else []),
    ):
        table.add_column(name, ratio=ratio, min_width=10, overflow="fold")
    for row in rows:
        likely = _likely(row)
        words = [_text(row.claim)]
        if row.condition:
            words.append(Text.assemble(("on condition: ", "dim"), _text(row.condition, "italic")))
        if not roomy and likely:
            words.append(Text("  ").join(likely))
        place = (
            f"{row.title or row.document}, {row.published[:10]}"
            if row.published
            else row.title or row.document
        )
        words.append(_text(f"{place}, {row.statement}", "dim"))
        who = [_text(row.speaker or "no source named", "bold"), _text(row.kind, "dim")]
        if row.quoted_by:
            who.append(_text(f"quoted by {row.quoted_by}", "dim"))
        due = [_text(row.due, "bold" if row.since or row.until else "dim")]
        if row.when:
            due.append(_text(row.when, "dim italic"))
        cells = [due, who, words, *([likely] if roomy else [])]
        table.add_row(*(Text("\n").join(cell) for cell in cells))
    return table


def _likely(row: Forecast) -> list[Text]:
    interval = None if row.low is None or row.high is None else (row.low, row.high)
    said = [LIKELIHOODS[row.likelihood]] if row.likelihood else []
    said += [chance] if (chance := odds(row.probability, interval)) else []
    if row.checkable is not None:
        said.append("checkable" if row.checkable else "not checkable")
    return [_text(words, "" if words == chance else "dim") for words in said]


def _text(words: str, style: str = "") -> Text:
    return Text(one_line(words), style)


def _cell(value: str | float | bool | None) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return cell(value) if isinstance(value, str) else "" if value is None else str(value)
