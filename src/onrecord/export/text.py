"""Readings for a person at a terminal."""

import io
import os
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple, TextIO

from rich.console import Console
from rich.text import Text

from onrecord.export.characters import inert
from onrecord.export.speakers import Speakers
from onrecord.export.writer import GAP, UNCERTAIN, Writer, headline, joined
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
#: The speakers with the most statements have a colour each, the others none: a colour used twice would
#: make one speaker of two.
COLOURS = ("cyan", "yellow", "green", "magenta", "red", "blue")

_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"\w+")


class TextWriter(Writer):
    """The record of each article as a reporter would want it, in colour where ``stream`` is a terminal.

    Statements stand under their speakers, numbered in article order; what is quoted inside one is
    indented under it. Words in quotation marks have the speaker's colour, paraphrase has not; after them
    comes, quietly, how the article attributes them. Nothing in its text can act on the terminal.
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
        if self._articles:
            self._print([Text(), self._rule(), Text()])
        self._print([*_head(reading.document, self.width), *_View(reading, self.width).lines()])
        self._articles += 1
        self._statements += len(reading.statements)

    def close(self) -> None:
        """Write how much there was, where there were several articles."""
        if self._articles > 1:
            total = f"{self._articles:,} articles · {_count(self._statements, 'statement')}"
            self._print([Text(), self._rule(), Text(total, "dim")])
        super().close()

    def _rule(self) -> Text:
        return Text("─" * self.width, "dim")

    def _print(self, lines: Iterable[Text]) -> None:
        with self._console.capture() as captured:
            for line in lines:
                self._console.print(line, no_wrap=True, overflow="ignore", crop=False)
        self.stream.write(captured.get())
        self.stream.flush()


def _head(document: "Document", width: int) -> Iterator[Text]:
    """The title, or how the text begins, and where the article came from."""
    yield from _wrapped(Text(_one_line(headline(document)) or "An empty text", "bold"), width)
    known = (document.outlet, document.author, (document.published or "")[:10], document.url)
    if about := " · ".join(_one_line(x) for x in known if x):
        yield from _wrapped(Text(about, "dim"), width)
    yield Text()


class _Group(NamedTuple):
    """Statements of the article's own under one heading."""

    name: str
    remark: str
    statements: "list[Statement]"


class _Line(NamedTuple):
    """A line of a statement; its first one, which carries its number, knows which it is."""

    text: Text
    first_of: "Statement | None"


class _Branch(NamedTuple):
    """A statement that stands within another: behind which margin, and whether it is the last there."""

    statement: "Statement"
    margin: Text
    last: bool
    named: bool  # whether to say whose it is: not where the one before has the same source


class _View:
    """One article's statements as lines."""

    def __init__(self, reading: "Reading", width: int) -> None:
        self.reading = reading
        self.speakers = Speakers(reading)
        self.numbers = {s.id: str(n) for n, s in enumerate(reading.statements, 1)}
        self.number_width = len(str(len(self.numbers)))
        self.full_width = width
        self.width = width - self.number_width - 1  # beside the numbers
        text = reading.document.text
        self.blocks = paragraphs(text)
        self.block_ends = [end for _, end in self.blocks]
        self.quoted = [q for q in quotations(text, self.blocks) if q.level == 1]
        self.quoted_ends = [q.end for q in self.quoted]
        self.inside: dict[str | None, list[Statement]] = defaultdict(list)
        for statement in reading.statements:
            self.inside[statement.within].append(statement)

    def lines(self) -> Iterator[Text]:
        if not self.reading.statements:
            yield Text("Nobody is on record here: no attributed statement was found.", "dim")
            return
        for group in self._groups():
            heading = Text(group.name, f"bold {self._colour(group.statements[0])}".strip())
            heading.append(group.remark, "not bold dim")
            yield from _wrapped(heading, self.full_width)
            for statement in group.statements:
                for line in self._statement(statement, group.name):
                    number = self.numbers[line.first_of.id] if line.first_of else ""
                    yield Text.assemble((f"{number:>{self.number_width}} ", "dim"), line.text)
                yield Text()
        yield from _packed(self._summary(), self.full_width)

    def _groups(self) -> Iterator[_Group]:
        """The article's own statements by speaker, in the order in which the speakers first speak.

        Whom a pronoun means is not guessed: its statements stand apart, after those of the speaker whom
        they follow in the article. Those without any source come last.
        """
        # By speaker, then by pronoun: "" is the speaker's own words.
        said: dict[int | None, dict[str, list[Statement]]] = defaultdict(lambda: defaultdict(list))
        nobody: list[Statement] = []
        before = None
        for statement in self.inside[None]:
            number = self.speakers.of(statement.id)
            if number is not None:
                before = number
                said[number][""].append(statement)
            elif pronoun := _source(statement):
                said[before][pronoun.casefold()].append(statement)
            else:
                nobody.append(statement)
        for number, runs in said.items():
            name = "" if number is None else _one_line(self.speakers.names[number])
            for pronoun, statements in runs.items():
                if not pronoun:
                    yield _Group(name, "", statements)
                else:
                    remark = f"  after {name} in the text" if name else ""
                    yield _Group(_source(statements[0]), remark, statements)
        if nobody:
            yield _Group("No source named", "", nobody)

    def _statement(self, top: "Statement", heading: str) -> Iterator[_Line]:
        """A statement of the article's own, then all that stands within it, at any depth."""
        for i, line in enumerate(self._words(top, Text(), heading)):
            yield _Line(line, None if i else top)
        stack = self._branches(top, self._bar(top))
        while stack:
            statement, margin, last, named = stack.pop()
            margin = self._fitting(margin)
            below = margin + Text("   " if last else "│  ", "dim")
            branch = margin + Text("└─ " if last else "├─ ", "dim")
            name = _source(statement) or "no source named"
            shown = Text(name, self._colour(statement)) if named else Text("…", "dim")
            for i, line in enumerate(_wrapped(shown, self.width - below.cell_len)):
                yield _Line((below if i else branch) + line, None if i else statement)
            for line in self._words(statement, below, name):
                yield _Line(line, None)
            stack += self._branches(statement, below + self._bar(statement))

    def _branches(self, outer: "Statement", margin: Text) -> list[_Branch]:
        """What stands directly within a statement, last first."""
        inner = self.inside[outer.id]
        return [
            _Branch(s, margin, i == len(inner) - 1, i == 0 or _source(s) != _source(inner[i - 1]))
            for i, s in reversed(list(enumerate(inner)))
        ]

    def _words(self, statement: "Statement", margin: Text, named: str) -> Iterator[Text]:
        """A statement's own words beside its bar, and, quietly, their attribution."""
        margin = margin + self._bar(statement)
        room = self.width - margin.cell_len
        lines = [line for paragraph in self._content(statement) for line in _wrapped(paragraph, room)]
        if quiet := self._attribution(statement, named):
            if lines[-1].cell_len + 2 + quiet.cell_len <= room:
                lines[-1] = lines[-1] + Text("  ") + quiet
            else:
                lines += _wrapped(quiet, room)
        for line in lines:
            yield margin + line

    def _attribution(self, statement: "Statement", named: str) -> Text:
        """Cue and source in the article's order, the source only where it is not ``named`` above already."""
        source = () if _same_words(_source(statement), named) else statement.source
        cue = [span for span in statement.cue if any(c.isalnum() for c in span.text)]
        spans = sorted((*source, *cue), key=lambda span: span.start)
        words = ""
        for i, span in enumerate(spans):
            between = self.reading.document.text[spans[i - 1].end : span.start] if i else ""
            words += (between if len(between) <= 2 else GAP) + span.text
        quiet = [_one_line(words)] if words else []
        if statement.confidence < UNCERTAIN:
            quiet.append(f"uncertain ({statement.confidence:.0%})")
        return Text("— " + ", ".join(quiet) if quiet else "", "dim italic")

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
        for i in range(bisect_right(self.block_ends, span.start), len(self.blocks)):
            start, end = self.blocks[i]
            if start >= span.end:
                return
            yield max(start, span.start), min(end, span.end)

    def _by_quotation(self, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
        """A stretch of text by what stands in quotation marks and what does not."""
        for i in range(bisect_right(self.quoted_ends, start), len(self.quoted)):
            quotation = self.quoted[i]
            if quotation.start >= end:
                break
            if start < quotation.start:
                yield start, quotation.start, False
            yield max(start, quotation.start), min(end, quotation.end), True
            start = min(end, quotation.end)
        if start < end:
            yield start, end, False

    def _bar(self, statement: "Statement") -> Text:
        return Text.assemble((BARS[statement.manner], self._colour(statement) or "dim"), " ")

    def _colour(self, statement: "Statement") -> str:
        rank = self.speakers.rank(statement.id)
        return "" if rank is None or rank >= len(COLOURS) else COLOURS[rank]

    def _fitting(self, margin: Text) -> Text:
        """A margin that leaves room for words: of one too deep the nearest voices are kept."""
        room = self.width - LEAST - 6
        if margin.cell_len <= room:
            return margin
        return Text.assemble(("⋯ ", "dim"), margin[margin.cell_len - room + 2 :])

    def _summary(self) -> Iterator[Text]:
        """How many statements there are, of each manner, within others and uncertain."""
        statements = self.reading.statements
        yield Text(_count(len(statements), "statement"), "bold")
        manners = Counter(s.manner for s in statements)
        for manner, bar in BARS.items():
            if manners[manner]:
                yield Text(f"{bar} {manners[manner]} {manner}")
        if within := sum(s.within is not None for s in statements):
            yield Text(f"{within} within others", "dim")
        if unsure := sum(s.confidence < UNCERTAIN for s in statements):
            yield Text(f"{unsure} uncertain", "dim")


def _one_line(text: str) -> str:
    return _SPACES.sub(" ", inert(text)).strip()


def _source(statement: "Statement") -> str:
    return _one_line(joined(statement.source))


def _same_words(one: str, other: str) -> bool:
    return _WORD.findall(one.casefold()) == _WORD.findall(other.casefold())


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


_MEASURE = Console(file=io.StringIO(), width=WIDEST)


def _wrapped(text: Text, width: int) -> Iterator[Text]:
    """``text`` in lines of at most ``width`` columns; never none."""
    lines = text.wrap(_MEASURE, width, tab_size=1)
    for line in lines or [Text()]:
        line.rstrip()
        yield line


def _packed(items: Iterable[Text], width: int) -> Iterator[Text]:
    """``items`` on as few lines as they fit on, none of them broken."""
    line = Text()
    for item in items:
        if line and line.cell_len + 2 + item.cell_len > width:
            yield line
            line = Text()
        line += Text("  " if line else "") + item
    yield line
