"""Readings as one self-contained web page: the articles, their statements marked in place."""

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TextIO

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from onrecord.export.characters import encodable
from onrecord.export.marking import Mark, lines
from onrecord.export.speakers import Speakers
from onrecord.export.writer import UNCERTAIN, Writer, joined

if TYPE_CHECKING:
    from onrecord.document import Document
    from onrecord.reading import Reading, Statement

#: How many speakers have a colour of their own before colours repeat.
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
        self._contents: list[dict[str, Any]] = []

    def add(self, reading: "Reading") -> None:
        """Write one article; the first is written when the second comes, or on closing."""
        if self._contents:
            self._article(reading)
        elif self._first is None:
            self._first = reading
        else:
            self._head("Articles on record", several=True)
            self._article(self._first)
            self._article(reading)
            self._first = None

    def close(self) -> None:
        """Write the table of contents, where there are several articles, and the page's end."""
        if not self._contents:
            title = _title(self._first.document) if self._first else "Nothing was read"
            self._head(title, several=False)
            if self._first:
                self._article(self._first)
        self.stream.write(self._page.foot(self._contents))
        super().close()

    def _head(self, title: str, *, several: bool) -> None:
        self.several = several
        self.stream.write(self._page.head(title, several))

    def _article(self, reading: "Reading") -> None:
        number = len(self._contents) + 1
        article = _Article(reading, number)
        self._contents.append(
            {"id": article.id, "title": article.title, "statements": len(reading.statements)}
        )
        self.stream.write(self._page.article(article, self.several))
        self.stream.flush()


@dataclass(frozen=True, slots=True)
class _Entry:
    """One statement as the page shows it."""

    id: str
    number: int
    name: str
    cue: str
    colour: str
    statement: "Statement"
    outer: tuple["_Entry", ...]  # those it stands within, innermost first
    inner: "list[_Entry]"  # those that stand directly within it

    @property
    def words(self) -> list[str]:
        return [encodable(span.text) for span in self.statement.content]

    @property
    def unsure(self) -> bool:
        return self.statement.confidence < UNCERTAIN


class _Article:
    """One reading as the page shows it."""

    def __init__(self, reading: "Reading", number: int) -> None:
        self.id = f"a{number}"
        self.document = reading.document
        self.title = _title(reading.document)
        self.about = [
            encodable(x)
            for x in (reading.document.outlet, reading.document.author, reading.document.published)
            if x
        ]
        self.speakers = Speakers(reading)
        self.entries = self._entries(reading)

    @property
    def link(self) -> str | None:
        """The article's address, where it is one that a browser can safely follow."""
        url = encodable(self.document.url or "")
        return url if url.lower().startswith(("https://", "http://")) else None

    @property
    def titled(self) -> bool:
        """Whether the text begins with its own title, as a line."""
        title = (self.document.title or "").split()
        first_line = self.document.text.partition("\n")[0]
        return bool(title) and first_line.split() == title

    def legend(self) -> Iterator[tuple[str, str, int]]:
        """The speakers: colour, name and number of statements."""
        for i, (name, statements) in enumerate(
            zip(self.speakers.names, self.speakers.statements, strict=True)
        ):
            yield _colour(i), encodable(name), statements

    def lines(self) -> Iterator[Markup]:
        """The text's lines, its statements marked."""
        return lines(self.document.text, self._marks(), self._anchors())

    def _entries(self, reading: "Reading") -> "list[_Entry]":
        made: dict[str, _Entry] = {}
        numbers = {s.id: i for i, s in enumerate(reading.statements, 1)}
        by_id = {s.id: s for s in reading.statements}
        # The outermost come first, so that what a statement stands within is made before it.
        for statement in reading.statements:
            chain = [statement, *reading.chain(statement)]
            for s in reversed(chain):
                if s.id in made:
                    continue
                outer = made[s.within] if s.within is not None else None
                made[s.id] = _Entry(
                    id=f"{self.id}-{numbers[s.id]}",
                    number=numbers[s.id],
                    name=encodable(joined(s.source)),
                    cue=encodable(joined(s.cue)),
                    colour=_colour(self.speakers.of(s.id)),
                    statement=s,
                    outer=(outer, *outer.outer) if outer else (),
                    inner=[],
                )
        entries = [made[sid] for sid in by_id]
        for entry in entries:
            if entry.outer:
                entry.outer[0].inner.append(entry)
        return entries

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
            yield entry.statement.content[0].start, Markup(_template().anchor(entry))


def _colour(speaker: int | None) -> str:
    return "nobody" if speaker is None else f"voice-{speaker % COLOURS}"


def _title(document: "Document") -> str:
    """The document's title, or how its text begins."""
    if document.title:
        return encodable(document.title)
    words = encodable(" ".join(document.text[:400].split()))
    return words if len(words) <= 80 else words[:79].rsplit(" ", 1)[0] + "…"


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
