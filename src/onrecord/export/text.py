"""Readings for a person at a terminal."""

import io
import os
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.text import Text

from onrecord.export.characters import inert
from onrecord.export.speakers import Speakers
from onrecord.export.writer import GAP, UNCERTAIN, Writer, joined
from onrecord.reading.quotations import paragraphs, quotations

if TYPE_CHECKING:
    from onrecord.document import Document
    from onrecord.reading import Reading, Span, Statement
    from onrecord.reading.record import Manner

NARROWEST, WIDEST = 40, 100
#: Words are never squeezed under this many columns, however deep a voice lies.
LEAST = 24

#: The bar beside a statement's words: unbroken where all of them are quoted, thin where none is.
BARS: dict["Manner", str] = {"direct": "┃", "mixed": "╏", "indirect": "┊"}
COLOURS = ("cyan", "yellow", "green", "magenta", "blue", "red", "bright_cyan", "bright_magenta")

_SPACES = re.compile(r"\s+")


class TextWriter(Writer):
    """The record of each article as a reporter would want it, in colour where ``stream`` is a terminal.

    Statements stand in article order under their speakers, what is quoted inside one is indented under
    it; words in quotation marks have the speaker's colour, paraphrase has not. Nothing in an article's
    text can act on the terminal.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        terminal = Console(file=stream)
        self.width = min(max(terminal.width, NARROWEST), WIDEST)
        plain = not terminal.is_terminal or bool(os.environ.get("NO_COLOR")) or terminal.legacy_windows
        # Rendered in memory and written in one piece: a reading is never cut in half.
        self._console = Console(
            file=io.StringIO(),
            width=self.width,
            color_system=None if plain else (terminal.color_system or None),  # type: ignore[arg-type]
            force_terminal=not plain,
            legacy_windows=False,
            highlight=False,
        )
        self._articles = 0
        self._statements = 0

    def add(self, reading: "Reading") -> None:
        """Write one article's record."""
        lines = [*_headline(reading.document, self.width)]
        if self._articles:
            lines = [Text(), Text("─" * self.width, "dim"), Text(), *lines]
        lines += _View(reading, self._console, self.width).lines()
        self._print(lines)
        self._articles += 1
        self._statements += len(reading.statements)

    def close(self) -> None:
        """Write how much there was, where there were several articles."""
        if self._articles > 1:
            total = f"{self._articles:,} articles · {_count(self._statements, 'statement')}"
            self._print([Text(), Text("─" * self.width, "dim"), Text(total, "dim")])
        super().close()

    def _print(self, lines: Iterable[Text]) -> None:
        with self._console.capture() as captured:
            for line in lines:
                self._console.print(line, no_wrap=True, overflow="ignore", crop=False)
        self.stream.write(captured.get())
        self.stream.flush()


def _headline(document: "Document", width: int) -> Iterator[Text]:
    """The title, or how the text begins, and where the article came from."""
    title = _SPACES.sub(" ", inert(document.title or document.text[:400])).strip()
    if not document.title and len(title) > 76:
        title = title[:75].rsplit(" ", 1)[0] + "…"
    yield from _wrapped(Text(title or "An empty text", "bold"), width)
    known = (document.outlet, document.author, (document.published or "")[:10], document.url)
    about = " · ".join(inert(x).strip() for x in known if x)
    if about:
        yield from _wrapped(Text(about, "dim"), width)
    yield Text()


class _View:
    """One article's statements as lines."""

    def __init__(self, reading: "Reading", console: Console, width: int) -> None:
        self.reading = reading
        self.console = console
        self.width = width
        self.speakers = Speakers(reading)
        text = reading.document.text
        self.blocks = paragraphs(text)
        self.block_ends = [end for _, end in self.blocks]
        self.quoted = [q for q in quotations(text, self.blocks) if q.level == 1]
        self.quoted_ends = [q.end for q in self.quoted]
        self.inside: dict[str | None, list[Statement]] = {}
        for statement in reading.statements:
            self.inside.setdefault(statement.within, []).append(statement)

    def lines(self) -> Iterator[Text]:
        if not self.reading.statements:
            yield Text("Nobody is on record here: no attributed statement was found.", "dim")
            return
        for _, group in groupby(self.inside.get(None, ()), _source):
            together = list(group)
            yield from _wrapped(self._name(together[0], "bold"), self.width)
            for statement in together:
                yield from self._statement(statement)
                yield Text()
        yield from _wrapped(self._summary(), self.width)

    def _statement(self, top: "Statement") -> Iterator[Text]:
        """A statement of the article's own, then all that stands within it, at any depth."""
        yield from self._words(top, Text())
        stack = self._within(top, self._bar(top))
        while stack:
            statement, margin, last, named = stack.pop()
            margin = self._fitting(margin)
            below = margin + Text("   " if last else "│  ", "dim")
            branch = margin + Text("└─ " if last else "├─ ", "dim")
            name = self._name(statement, "") if named else Text("…", "dim")
            for i, line in enumerate(_wrapped(name, self.width - below.cell_len)):
                yield (below if i else branch) + line
            yield from self._words(statement, below)
            stack += self._within(statement, below + self._bar(statement))

    def _within(self, outer: "Statement", margin: Text) -> "list[tuple[Statement, Text, bool, bool]]":
        """What stands directly within a statement, last first: with its margin, whether it is the last
        branch, and whether its source is to be named (not where the one before has the same)."""
        inner = self.inside.get(outer.id, [])
        return [
            (s, margin, i == len(inner) - 1, i == 0 or _source(s) != _source(inner[i - 1]))
            for i, s in reversed(list(enumerate(inner)))
        ]

    def _words(self, statement: "Statement", margin: Text) -> Iterator[Text]:
        """A statement's own words beside its bar, and, quietly, its cue."""
        margin = margin + self._bar(statement)
        quiet = [inert(joined(statement.cue)).strip()] if statement.cue else []
        if statement.confidence < UNCERTAIN:
            quiet.append(f"uncertain ({statement.confidence:.0%})")
        *firsts, last = self._content(statement)
        if quiet:
            last.append("  — " + ", ".join(quiet), "dim italic")
        for paragraph in (*firsts, last):
            for line in _wrapped(paragraph, self.width - margin.cell_len):
                yield margin + line

    def _content(self, statement: "Statement") -> list[Text]:
        """The content's paragraphs, with what stands in quotation marks in the speaker's colour."""
        out = [Text()]
        for i, span in enumerate(statement.content):
            if i:
                out[-1].append(GAP, "dim")
            for j, (start, end) in enumerate(self._cut(span)):
                if j:
                    out.append(Text())
                for left, right, is_quoted in self._by_quotation(start, end):
                    words = _SPACES.sub(" ", inert(self.reading.document.text[left:right]))
                    out[-1].append(words, self._colour(statement) if is_quoted else "")
        return out

    def _cut(self, span: "Span") -> Iterator[tuple[int, int]]:
        """A span by the paragraphs that it runs through."""
        for start, end in self.blocks[bisect_right(self.block_ends, span.start) :]:
            if start >= span.end:
                return
            yield max(start, span.start), min(end, span.end)

    def _by_quotation(self, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
        """A stretch of text by what stands in quotation marks and what does not."""
        for quotation in self.quoted[bisect_right(self.quoted_ends, start) :]:
            if quotation.start >= end:
                break
            if start < quotation.start:
                yield start, quotation.start, False
            yield max(start, quotation.start), min(end, quotation.end), True
            start = min(end, quotation.end)
        if start < end:
            yield start, end, False

    def _name(self, statement: "Statement", style: str) -> Text:
        name = _SPACES.sub(" ", inert(joined(statement.source))).strip()
        if not name:
            return Text("no source named", "dim italic")
        return Text(name, f"{style} {self._colour(statement)}".strip())

    def _bar(self, statement: "Statement") -> Text:
        return Text(BARS[statement.manner], self._colour(statement) or "dim") + Text(" ")

    def _colour(self, statement: "Statement") -> str:
        number = self.speakers.of(statement.id)
        return "" if number is None else COLOURS[number % len(COLOURS)]

    def _fitting(self, margin: Text) -> Text:
        """A margin that leaves room for words: of one too deep the nearest voices are kept."""
        room = self.width - LEAST - 6
        if margin.cell_len <= room:
            return margin
        return Text("⋯ ", "dim") + margin[margin.cell_len - room + 2 :]

    def _summary(self) -> Text:
        statements = self.reading.statements
        summary = Text(_count(len(statements), "statement"), "bold")
        if self.speakers:
            summary.append(f" by {_count(len(self.speakers), 'named source')}", "bold")
        manners = Counter(s.manner for s in statements)
        for manner, bar in BARS.items():
            if manners[manner]:
                summary.append(f"  {bar} {manners[manner]} {manner}")
        within = sum(s.within is not None for s in statements)
        unsure = sum(s.confidence < UNCERTAIN for s in statements)
        rest = [f"{n} {what}" for n, what in ((within, "within others"), (unsure, "uncertain")) if n]
        summary.append("".join(f"  · {x}" for x in rest), "dim")
        return summary


def _source(statement: "Statement") -> str:
    return joined(statement.source).casefold()


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


_MEASURE = Console(file=io.StringIO(), width=WIDEST)


def _wrapped(text: Text, width: int) -> Iterator[Text]:
    """``text`` in lines of at most ``width`` columns; never none."""
    lines = text.wrap(_MEASURE, width, tab_size=1)
    for line in lines or [Text()]:
        line.rstrip()
        yield line
