"""Readings for a person at a terminal."""

import io
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple, TextIO

from rich.console import Console
from rich.text import Text

from onrecord.export.cast import KINDS, Cast, standing
from onrecord.export.characters import inert, one_line
from onrecord.export.claims import LIKELIHOODS, due_in_words, falls_due, odds, open_claims
from onrecord.export.console import console, counted
from onrecord.export.writer import GAP, UNCERTAIN, Writer, headline, joined
from onrecord.reading.quotations import paragraphs, quotations

if TYPE_CHECKING:
    from onrecord.document import Document
    from onrecord.reading import Claim, Reading, Span, Statement
    from onrecord.reading.record import Manner

WIDEST = 100
#: Words are never squeezed under this many columns, however deep a voice lies.
LEAST = 24
#: The column of dates beside the forecasts and promises; where less than ``BESIDE`` is left, it stands above.
DATES, BESIDE = 19, 44

#: The bar beside a statement's words: unbroken where all of them are quoted, thin where none is.
BARS: dict["Manner", str] = {"direct": "┃", "mixed": "╏", "indirect": "┊"}
#: The speakers with the most statements have a colour each, the others none: a colour used twice would
#: make one speaker of two.
COLOURS = ("cyan", "yellow", "green", "magenta", "red", "blue")

_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"\w+")


class TextWriter(Writer):
    """The record of each article as a reporter would want it, in colour where ``stream`` is a terminal.

    It opens with what is forecast and promised, the soonest due first, then who speaks and which places
    are named. Statements stand under their speakers, numbered in article order; what is quoted inside one
    is indented under it. Words in quotation marks have the speaker's colour, paraphrase has not; after
    them come, quietly, how the article attributes them, and the channel. Nothing in its text can act on
    the terminal.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        # Rendered in memory and written in one piece: a reading is never cut in half.
        self._console = console(stream, WIDEST)
        self.width = self._console.width
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
            total = f"{self._articles:,} articles · {counted(self._statements, 'statement')}"
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
    yield from _wrapped(Text(one_line(headline(document)) or "An empty text", "bold"), width)
    known = (document.outlet, document.author, (document.published or "")[:10], document.url)
    if about := " · ".join(one_line(x) for x in known if x):
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
    named: bool  # whether to say whose it is: not where the one before is by the same


class _View:
    """One article's statements as lines."""

    def __init__(self, reading: "Reading", width: int) -> None:
        self.reading = reading
        self.cast = Cast(reading)
        self.numbers = {s.id: str(n) for n, s in enumerate(reading.statements, 1)}
        self.number_width = len(str(len(self.numbers)))
        self.full_width = width
        self.width = width - self.number_width - 1  # beside the numbers
        text = reading.document.text
        self.blocks = paragraphs(text)
        self.block_ends = [end for _, end in self.blocks]
        self.quoted = [q for q in quotations(text, self.blocks) if q.level == 1]
        self.quoted_ends = [q.end for q in self.quoted]
        self.statements = {s.id: s for s in reading.statements}
        self.inside: dict[str | None, list[Statement]] = defaultdict(list)
        for statement in reading.statements:
            self.inside[statement.within].append(statement)

    def lines(self) -> Iterator[Text]:
        if not self.reading.statements:
            yield Text("Nothing is on record here.", "dim")
            return
        parts = {"Forecast and promised": self._open(), "Cast": self._cast(), "Places": self._places()}
        headed = False
        for title, lines in parts.items():
            if found := list(lines):
                headed = True
                yield from self._headed(title)
                yield from found
                yield Text()
        if headed:
            yield from self._headed("Statements")
        for group in self._groups():
            heading = Text(group.name, f"bold {self._colour(group.statements[0])}".strip())
            if group.remark:
                heading.append(f"  {group.remark}", "not bold dim")
            yield from _wrapped(heading, self.full_width)
            for statement in group.statements:
                for line in self._statement(statement, group.name):
                    number = self.numbers[line.first_of.id] if line.first_of else ""
                    yield Text.assemble((f"{number:>{self.number_width}} ", "dim"), line.text)
                yield Text()
        yield from _packed(self._summary(), self.full_width)

    def _headed(self, title: str) -> Iterator[Text]:
        rule = "─" * (self.full_width - len(title) - 4)
        yield Text.assemble(("── ", "dim"), (title, "bold"), (f" {rule}", "dim"))
        yield Text()

    def _open(self) -> Iterator[Text]:
        """What is forecast and promised: by when, by whom, in which words, how likely, on what condition."""
        beside = self.full_width - DATES >= BESIDE
        margin = DATES if beside else 2
        for i, claim in enumerate(open_claims(self.reading)):
            if i:
                yield Text()
            when = [Text(due_in_words(claim.when), "bold" if falls_due(claim.when) else "dim")]
            if claim.when:
                when.append(Text(one_line(claim.when.text), "dim italic"))
            body = self._claim(claim, self.full_width - margin)
            if not beside:
                yield from _packed(when, self.full_width)
                yield from (Text(" " * margin) + line for line in body)
                continue
            dates = [line for part in when for line in _wrapped(part, DATES - 2)]
            for left, right in zip_longest(dates, body, fillvalue=Text()):
                yield Text.assemble(left, " " * (DATES - left.cell_len), right) if right else left

    def _claim(self, claim: "Claim", width: int) -> Iterator[Text]:
        statement = self.statements[claim.statement]
        quoting = [Text.assemble((", quoted by ", "dim"), self._who(s)) for s in self.cast.quoting(statement)]
        who = Text.assemble(self._who(statement), (f"  {claim.kind}", "dim"), *quoting)
        indent = Text(" " * (self.number_width + 1))
        for i, line in enumerate(_wrapped(who, width - indent.cell_len)):
            number = self.numbers[statement.id] if i == 0 else ""
            yield Text.assemble((f"{number:>{self.number_width}} ", "dim"), line)
        room = width - indent.cell_len - 2
        for words in self._paragraphs([claim], self._colour(statement)):
            for line in _wrapped(words, room):
                yield indent + self._bar(statement) + line
        for line in _packed(_terms(claim, statement), room + 2):
            yield indent + line
        if claim.condition:
            condition = Text.assemble(("on condition: ", "dim"), (one_line(claim.condition.text), "italic"))
            yield from (indent + line for line in _wrapped(condition, room + 2))

    def _cast(self) -> Iterator[Text]:
        """Who speaks: with roles, how much, and who is quoted inside whom."""
        for speaker in self.cast.ranking:
            about = [KINDS[speaker.kind], counted(len(self.cast.said[speaker.id]), "statement")]
            line = Text.assemble(
                self._called(speaker.id, "bold"), ("  ".join(["", *filter(None, about)]), "dim")
            )
            if quoting := self.cast.quoted_by.get(speaker.id):
                names = Text(", ").join(self._called(outer) for outer in quoting)
                line = Text.assemble(line, (", quoted by ", "dim"), names)
            for i, part in enumerate(_wrapped(line, self.full_width - 2)):
                yield Text("  " if i else "") + part
            for role in speaker.roles:
                years = standing(role)
                words = Text.assemble(one_line(role.text), (f" ({years})" if years else "", "dim"))
                yield from (Text("  ") + line for line in _wrapped(words, self.full_width - 2))
            if quoted := self.cast.quotes.get(speaker.id):
                voices = [
                    Text.assemble(self._called(inner), (f" {len(said)}", "dim"))
                    for inner, said in quoted.items()
                ]
                line = Text.assemble(("quotes ", "dim"), Text(", ").join(voices))
                yield from (Text("  ") + part for part in _wrapped(line, self.full_width - 2))

    def _places(self) -> Iterator[Text]:
        places = [
            Text.assemble(
                one_line(place.name),
                (f" {one_line(place.country)} {place.latitude:.2f} {place.longitude:.2f}", "dim"),
            )
            for place in self.reading.places
        ]
        yield from _packed(places, self.full_width)

    def _groups(self) -> Iterator[_Group]:
        """The article's own statements by speaker, in the order in which the speakers first speak.

        Where it is not known who speaks, the source's own words are the heading; those without any source
        come last.
        """
        said: dict[tuple[bool, str], list[Statement]] = defaultdict(list)
        for statement in self.inside[None]:
            speaker = self.cast.of(statement)
            said[speaker is not None, speaker.id if speaker else _source(statement).casefold()].append(
                statement
            )
        nobody = said.pop((False, ""), [])
        for statements in said.values():
            speaker = self.cast.of(statements[0])
            yield _Group(self._name(statements[0]), KINDS[speaker.kind] if speaker else "", statements)
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
            name = self._name(statement) or "no source named"
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
            _Branch(s, margin, i == len(inner) - 1, i == 0 or self._name(s) != self._name(inner[i - 1]))
            for i, s in reversed(list(enumerate(inner)))
        ]

    def _words(self, statement: "Statement", margin: Text, named: str) -> Iterator[Text]:
        """A statement's own words beside its bar, and, quietly, their attribution."""
        margin = margin + self._bar(statement)
        room = self.width - margin.cell_len
        lines = [
            line
            for words in self._paragraphs(statement.content, self._colour(statement))
            for line in _wrapped(words, room)
        ]
        if quiet := self._attribution(statement, named):
            if lines[-1].cell_len + 2 + quiet.cell_len <= room:
                lines[-1] = lines[-1] + Text("  ") + quiet
            else:
                lines += _wrapped(quiet, room)
        for line in lines:
            yield margin + line

    def _attribution(self, statement: "Statement", named: str) -> Text:
        """Cue and source in the article's order, then the channel.

        The source only where it is not ``named`` above already, the channel where it is in neither of them.
        """
        source = () if _same_words(_source(statement), named) else statement.source
        cue = [span for span in statement.cue if any(c.isalnum() for c in span.text)]
        spans = sorted((*source, *cue), key=lambda span: span.start)
        words = ""
        for i, span in enumerate(spans):
            between = self.reading.document.text[spans[i - 1].end : span.start] if i else ""
            words += (between if len(between) <= 2 else GAP) + span.text
        quiet = [one_line(words)] if words else []
        channel = statement.channel
        if channel and not any(s.start < channel.end and channel.start < s.end for s in spans):
            quiet.append(one_line(channel.text))
        if statement.confidence < UNCERTAIN:
            quiet.append(f"uncertain ({statement.confidence:.0%})")
        return Text("— " + ", ".join(quiet) if quiet else "", "dim italic")

    def _paragraphs(self, spans: "Iterable[Span | Claim]", colour: str) -> list[Text]:
        """The paragraphs of some words, with what stands in quotation marks in the speaker's colour."""
        out = [Text()]
        for i, span in enumerate(spans):
            if i:
                out[-1].append(GAP, "dim")
            for j, (start, end) in enumerate(self._cut(span)):
                if j:
                    out.append(Text())
                for left, right, is_quoted in self._by_quotation(start, end):
                    words = _SPACES.sub(" ", inert(self.reading.document.text[left:right]))
                    out[-1].append(words, colour if is_quoted else "")
        return out

    def _cut(self, span: "Span | Claim") -> Iterator[tuple[int, int]]:
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

    def _name(self, statement: "Statement") -> str:
        return one_line(self.cast.called(statement))

    def _who(self, statement: "Statement") -> Text:
        return Text(self._name(statement) or "no source named", self._colour(statement))

    def _called(self, speaker: str, style: str = "") -> Text:
        return Text(
            one_line(self.cast.names[speaker]), f"{style} {_colour(self.cast.ranks[speaker])}".strip()
        )

    def _colour(self, statement: "Statement") -> str:
        return _colour(self.cast.rank(statement))

    def _fitting(self, margin: Text) -> Text:
        """A margin that leaves room for words: of one too deep the nearest voices are kept."""
        room = self.width - LEAST - 6
        if margin.cell_len <= room:
            return margin
        return Text.assemble(("⋯ ", "dim"), margin[margin.cell_len - room + 2 :])

    def _summary(self) -> Iterator[Text]:
        """How many statements there are, of each manner, within others and uncertain."""
        statements = self.reading.statements
        yield Text(counted(len(statements), "statement"), "bold")
        manners = Counter(s.manner for s in statements)
        for manner, bar in BARS.items():
            if manners[manner]:
                yield Text(f"{bar} {manners[manner]} {manner}")
        if within := sum(s.within is not None for s in statements):
            yield Text(f"{within} within others", "dim")
        if unsure := sum(s.confidence < UNCERTAIN for s in statements):
            yield Text(f"{unsure} uncertain", "dim")


def _terms(claim: "Claim", statement: "Statement") -> Iterator[Text]:
    """How likely it is made, whether it can be checked, and whether the reader doubts that it was made."""
    if claim.likelihood:
        yield Text(LIKELIHOODS[claim.likelihood], "dim")
    if chance := odds(claim.probability, claim.interval):
        yield Text(chance)
    if claim.checkable is not None:
        yield Text("checkable" if claim.checkable else "not checkable", "dim")
    if statement.confidence < UNCERTAIN:
        yield Text(f"uncertain ({statement.confidence:.0%})", "dim")


def _colour(rank: int | None) -> str:
    return "" if rank is None or rank >= len(COLOURS) else COLOURS[rank]


def _source(statement: "Statement") -> str:
    return one_line(joined(statement.source))


def _same_words(one: str, other: str) -> bool:
    return _WORD.findall(one.casefold()) == _WORD.findall(other.casefold())


_MEASURE = Console(file=io.StringIO(), width=WIDEST)


def _wrapped(text: Text, width: int) -> Iterator[Text]:
    """``text`` in lines of at most ``width`` columns; never none."""
    lines = text.wrap(_MEASURE, width, tab_size=1)
    for line in lines or [Text()]:
        line.rstrip()
        yield line


def _packed(items: Iterable[Text], width: int) -> Iterator[Text]:
    """``items`` on as few lines as they fit on, none of them broken that fits on one."""
    line = Text()
    for item in items:
        if line and line.cell_len + 2 + item.cell_len > width:
            yield from _wrapped(line, width)
            line = Text()
        line += Text("  " if line else "") + item
    if line:
        yield from _wrapped(line, width)
