"""Readings as one self-contained web page: the articles, their statements marked in place."""

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from onrecord.export.characters import encodable
from onrecord.export.marking import Line, Mark, lines
from onrecord.export.speakers import Speakers
from onrecord.export.writer import UNCERTAIN, Writer, headline, joined
from onrecord.reading.quotations import paragraphs

if TYPE_CHECKING:
    from onrecord.reading import Reading, Statement

#: How many speakers have a colour of their own: those with the most statements. More colours would be hard
#: to tell apart, and a colour used twice would make one speaker of two.
COLOURS = 8


class PageWriter(Writer):
    """One page that loads nothing from elsewhere and may run no script but its own.

    The text of each article is shown exactly, character for character (but for NUL and lone surrogates,
    which HTML cannot hold: they become U+FFFD). Only the table of contents is kept until the end.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._page = _template()
        self._first: Reading | None = None  # held until it is known whether others follow
        self._contents: list[_Listed] = []

    def add(self, reading: "Reading") -> None:
        """Write one article; the first is written when the second comes, or on closing."""
        if self._contents:
            self._article(reading, several=True)
        elif self._first is None:
            self._first = reading
        else:
            self.stream.write(self._page.head("Articles on record", heading=True))
            self._article(self._first, several=True)
            self._article(reading, several=True)
            self._first = None

    def close(self) -> None:
        """Write the table of contents, where there are several articles, and the page's end."""
        if self._first:
            title = encodable(headline(self._first.document)) or "An empty text"
            self.stream.write(self._page.head(f"{title} — on record", heading=False))
            self._article(self._first, several=False)
        elif not self._contents:
            self.stream.write(self._page.head("Nothing was read", heading=True))
        self.stream.write(self._page.foot(self._contents))
        super().close()

    def _article(self, reading: "Reading", *, several: bool) -> None:
        article = _Article(reading, len(self._contents) + 1)
        self._contents.append(_Listed(article.id, article.title, len(reading.statements)))
        self.stream.write(self._page.article(article, several))
        self.stream.flush()


class _Listed(NamedTuple):
    """One article in the table of contents."""

    id: str
    title: str
    statements: int


@dataclass(frozen=True, slots=True)
class _Entry:
    """One statement as the page shows it."""

    id: str
    number: int
    name: str
    cue: str
    colour: str
    statement: "Statement"
    outer: list["_Entry"] = field(default_factory=list)  # those it stands within, innermost first
    inner: list["_Entry"] = field(default_factory=list)  # those that stand directly within it

    @property
    def words(self) -> list[str]:
        return [encodable(span.text) for span in self.statement.content]

    @property
    def unsure(self) -> bool:
        return self.statement.confidence < UNCERTAIN


class _Voice(NamedTuple):
    """One speaker in the legend."""

    name: str
    colour: str
    entries: list[_Entry]


class _Article:
    """One reading as the page shows it."""

    def __init__(self, reading: "Reading", number: int) -> None:
        self.id = f"a{number}"
        self.document = reading.document
        self.title = encodable(headline(reading.document))
        self.about = [
            encodable(x)
            for x in (reading.document.outlet, reading.document.author, reading.document.published)
            if x
        ]
        self.address = encodable(reading.document.url or "")
        self.speakers = Speakers(reading)
        self.entries = self._entries(reading)

    @property
    def linked(self) -> bool:
        """Whether the article's address is one that a browser can safely follow."""
        return self.address.lower().startswith(("https://", "http://"))

    @property
    def titled(self) -> bool:
        """Whether the text begins with its own title, as a line."""
        title = (self.document.title or "").split()
        first_line = self.document.text.partition("\n")[0]
        return bool(title) and first_line.split() == title

    def legend(self) -> list[_Voice]:
        """The speakers with a colour, those with the most statements first."""
        said = defaultdict(list)
        for entry in self.entries:
            said[self.speakers.of(entry.statement.id)].append(entry)
        return [
            _Voice(encodable(self.speakers.names[n]), _colour(rank), said[n])
            for rank, n in enumerate(self.speakers.ranking[:COLOURS])
        ]

    def lines(self) -> Iterator[Line]:
        """The text's lines, its statements marked."""
        text = self.document.text
        return lines(text, self._marks(), self._anchors(), paragraphs(text))

    def _entries(self, reading: "Reading") -> list[_Entry]:
        made = {
            s.id: _Entry(
                id=f"{self.id}-{number}",
                number=number,
                name=encodable(joined(s.source)),
                cue=encodable(joined(s.cue)),
                colour=_colour(self.speakers.rank(s.id)),
                statement=s,
            )
            for number, s in enumerate(reading.statements, 1)
        }
        for entry in made.values():
            within = entry.statement.within
            if within is not None:
                made[within].inner.append(entry)
            while within is not None:
                entry.outer.append(made[within])
                within = made[within].statement.within
        return list(made.values())

    def _marks(self) -> Iterator[Mark]:
        shared: dict[tuple[int, int, str], list[_Entry]] = defaultdict(list)
        for entry in sorted(self.entries, key=lambda e: len(e.outer)):
            depth = "nested" if entry.outer else "outer"
            for span in entry.statement.content:
                yield Mark(span.start, span.end, "mark", f"content {depth} {entry.colour}", (entry.id,))
            for part, spans in (("source", entry.statement.source), ("cue", entry.statement.cue)):
                for span in spans:
                    shared[span.start, span.end, part].append(entry)
        for (start, end, part), entries in shared.items():
            yield Mark(start, end, "span", f"{part} {entries[0].colour}", tuple(e.id for e in entries))

    def _anchors(self) -> Iterator[tuple[int, Markup]]:
        for entry in self.entries:
            yield entry.statement.content[0].start, _template().anchor(entry)


def _colour(rank: int | None) -> str:
    return "grey" if rank is None or rank >= COLOURS else f"voice-{rank}"


@cache
def _template() -> Any:
    """The page's parts, as the macros ``head``, ``article``, ``anchor`` and ``foot``."""
    here = files("onrecord.export")
    style, script = (here.joinpath(name).read_text("utf-8") for name in ("page.css", "page.js"))
    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.filters["percent"] = lambda x: f"{x:.0%}"
    environment.globals.update(
        style=Markup(style),  # noqa: S704  (the package's own file)
        script=Markup(script),  # noqa: S704
        style_hash=_hash(style),
        script_hash=_hash(script),
    )
    return environment.from_string(here.joinpath("page.html").read_text("utf-8")).module


def _hash(inline: str) -> str:
    """What a content security policy knows an inline style or script by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
