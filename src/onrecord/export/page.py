"""Readings as one self-contained web page: the articles, their statements marked in place."""

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from jinja2 import BaseLoader, Environment, StrictUndefined
from markupsafe import Markup

from onrecord.export.cast import KINDS, Cast, standing
from onrecord.export.characters import encodable
from onrecord.export.claims import LIKELIHOODS, OPEN, due_in_words, falls_due, odds, open_claims
from onrecord.export.marking import Line, Mark, lines
from onrecord.export.writer import UNCERTAIN, Writer, headline, joined
from onrecord.reading.quotations import paragraphs

if TYPE_CHECKING:
    from onrecord.reading import Claim, Place, Reading, Role, Speaker, Statement
    from onrecord.reading.record import ClaimKind

#: How many speakers have a colour of their own: those with the most statements. More colours would be hard
#: to tell apart, and a colour used twice would make one speaker of two.
COLOURS = 8
#: What stands, small, before a claim in the text, by its kind; the other kinds have no sign.
SIGNS: dict["ClaimKind", str] = {
    "forecast": "→",
    "commitment": "◆",
    "aim": "◎",
    "directive": "!",
    "report": "▪",
    "assessment": "≈",
}


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
        article = Article(reading, len(self._contents) + 1)
        self._contents.append(_Listed(article.id, article.title, len(reading.statements)))
        self.stream.write(self._page.article(article, several))
        self.stream.flush()


class _Listed(NamedTuple):
    """One article in the table of contents."""

    id: str
    title: str
    statements: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement as the page shows it.

    ``id``: its anchor in the page. ``code``: its id in the ledger, where it is shown from there.
    """

    id: str
    number: int
    code: str | None
    name: str
    source: str
    cue: str
    channel: str
    colour: str
    statement: "Statement"
    outer: list["Entry"] = field(default_factory=list)  # those it stands within, innermost first
    inner: list["Entry"] = field(default_factory=list)  # those that stand directly within it
    claims: list["_Claim"] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        """The pieces of the content."""
        return [encodable(span.text) for span in self.statement.content]

    @property
    def unsure(self) -> bool:
        """Whether it is shown as uncertain."""
        return self.statement.confidence < UNCERTAIN


class _Claim:
    """One claim as the page shows it."""

    def __init__(self, claim: "Claim", entry: Entry, quoting: list[Entry]) -> None:
        self.claim = claim
        self.entry = entry
        self.quoting = quoting  # the statements by others that it is quoted in, innermost first
        self.sign = SIGNS.get(claim.kind, "")
        self.words = encodable(claim.text)
        self.open = claim.kind in OPEN
        self.due = due_in_words(claim.when) if self.open else ""
        self.dated = falls_due(claim.when)
        self.when = encodable(claim.when.text) if claim.when else ""
        self.condition = encodable(claim.condition.text) if claim.condition else ""
        self.likelihood = LIKELIHOODS[claim.likelihood] if claim.likelihood else ""
        self.odds = odds(claim.probability, claim.interval)

    @property
    def alone(self) -> bool:
        """Whether it is all that its statement claims."""
        return len(self.entry.claims) == 1


class _Voice(NamedTuple):
    """One speaker in the cast."""

    speaker: "Speaker"
    name: str
    colour: str
    kind: str  # in words; none for a person
    aliases: list[str]
    roles: list["_Role"]
    entries: list[Entry]
    quotes: list["_Quoted"]
    quoted_by: list["_Quoted"]


class _Quoted(NamedTuple):
    """A speaker as another speaker's voice, or as whom that voice is in."""

    name: str
    colour: str
    entries: list[Entry]


class _Role(NamedTuple):
    """A role and the place that the text gives it."""

    id: str
    role: "Role"
    words: str
    standing: str


class _Spot(NamedTuple):
    """A place in the world, and where the text first names it."""

    id: str
    place: "Place"
    name: str
    country: str
    latitude: str
    longitude: str


class Article:
    """One reading as the page shows it: the ``number``-th of it.

    ``codes``: the ids of its statements in the ledger, where it comes from there; they are in the anchors then, so that
    a link goes to the same statement whatever is read or corrected later.
    """

    def __init__(self, reading: "Reading", number: int = 1, codes: Mapping[str, str] | None = None) -> None:
        self.id = f"a{number}"
        self.codes = codes or {}
        self.document = reading.document
        self.title = encodable(headline(reading.document))
        self.about = [
            encodable(x)
            for x in (reading.document.outlet, reading.document.author, reading.document.published)
            if x
        ]
        self.address = encodable(reading.document.url or "")
        self.cast = Cast(reading)
        self._by_statement = self._entries(reading)
        self.entries = list(self._by_statement.values())
        claims = {claim.id: self._claim(claim) for claim in reading.claims}
        self.claims = list(claims.values())
        #: Forecasts and commitments, the soonest due first.
        self.open = [claims[claim.id] for claim in open_claims(reading)]
        self.dated = [c for c in self.open if c.dated]
        self.undated = [c for c in self.open if not c.dated]
        self.voices = [self._voice(speaker) for speaker in self.cast.ranking]
        self.spots = [self._spot(place, n) for n, place in enumerate(reading.places, 1)]

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

    def lines(self) -> Iterator[Line]:
        """The text's lines, its statements marked."""
        text = self.document.text
        return lines(text, self._marks(), self._anchors(), paragraphs(text))

    def _entries(self, reading: "Reading") -> dict[str, Entry]:
        made = {
            s.id: Entry(
                id=f"{self.id}-{self.codes.get(s.id, number)}",
                number=number,
                code=self.codes.get(s.id),
                name=encodable(self.cast.called(s)),
                source=encodable(joined(s.source)),
                cue=encodable(joined(s.cue)),
                channel=encodable(s.channel.text) if s.channel else "",
                colour=_colour(self.cast.rank(s)),
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
        return made

    def _claim(self, claim: "Claim") -> _Claim:
        """One claim, noted with its statement too."""
        entry = self._by_statement[claim.statement]
        made = _Claim(claim, entry, self._those(self.cast.quoting(entry.statement)))
        entry.claims.append(made)
        return made

    def _those(self, statements: "Iterable[Statement]") -> list[Entry]:
        return [self._by_statement[s.id] for s in statements]

    def _voice(self, speaker: "Speaker") -> _Voice:
        rank = self.cast.ranks[speaker.id]
        roles = [
            _Role(f"{self.id}-role-{rank}-{n}", role, encodable(role.text), standing(role))
            for n, role in enumerate(speaker.roles, 1)
        ]
        return _Voice(
            speaker=speaker,
            name=encodable(speaker.name),
            colour=_colour(rank),
            kind=KINDS[speaker.kind],
            aliases=[encodable(alias) for alias in speaker.aliases],
            roles=roles,
            entries=self._those(self.cast.said[speaker.id]),
            quotes=self._quoted(self.cast.quotes.get(speaker.id, {})),
            quoted_by=self._quoted(self.cast.quoted_by.get(speaker.id, {})),
        )

    def _quoted(self, said: "Mapping[str, list[Statement]]") -> list[_Quoted]:
        names, ranks = self.cast.names, self.cast.ranks
        return [
            _Quoted(encodable(names[who]), _colour(ranks[who]), self._those(s)) for who, s in said.items()
        ]

    def _spot(self, place: "Place", number: int) -> _Spot:
        return _Spot(
            id=f"{self.id}-place-{number}",
            place=place,
            name=encodable(place.name),
            country=encodable(place.country),
            latitude=_degrees(place.latitude, "N", "S"),
            longitude=_degrees(place.longitude, "E", "W"),
        )

    def _marks(self) -> Iterator[Mark]:
        shared: dict[tuple[int, int, str], list[Entry]] = defaultdict(list)
        for entry in sorted(self.entries, key=lambda e: len(e.outer)):
            depth = "nested" if entry.outer else "outer"
            for span in entry.statement.content:
                yield Mark(span.start, span.end, "mark", f"content {depth} {entry.colour}", (entry.id,))
            for part, spans in (("source", entry.statement.source), ("cue", entry.statement.cue)):
                for span in spans:
                    shared[span.start, span.end, part].append(entry)
        for (start, end, part), entries in shared.items():
            yield Mark(start, end, "span", f"{part} {entries[0].colour}", tuple(e.id for e in entries))

        for claim in self.open:
            entry = claim.entry
            yield Mark(
                claim.claim.start, claim.claim.end, "span", f"{claim.claim.kind} {entry.colour}", (entry.id,)
            )

    def _anchors(self) -> Iterator[tuple[int, Markup]]:
        for voice in self.voices:
            for role in voice.roles:
                yield role.role.start, _template().spot(role.id)
        for spot in self.spots:
            if spot.place.mentions:
                yield spot.place.mentions[0].start, _template().spot(spot.id)
        for entry in self.entries:
            yield entry.statement.content[0].start, _template().anchor(entry)
        for claim in self.claims:
            if claim.sign:
                yield claim.claim.start, _template().sign(claim)


def _colour(rank: int | None) -> str:
    return "grey" if rank is None or rank >= COLOURS else f"voice-{rank}"


def _degrees(angle: float, positive: str, negative: str) -> str:
    return f"{abs(angle):.2f}° {negative if angle < 0 else positive}"


def environment_of_pages(loader: BaseLoader | None = None) -> Environment:
    """What the page's templates, and others that import them, are rendered in."""
    environment = Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.filters["percent"] = lambda x: f"{x:.0%}"
    environment.globals["signs"] = SIGNS
    return environment


@cache
def _template() -> Any:
    """The page's parts, as the macros ``head``, ``article``, ``anchor``, ``sign``, ``spot`` and ``foot``."""
    here = files("onrecord.export")
    style, script = (here.joinpath(name).read_text("utf-8") for name in ("page.css", "page.js"))
    environment = environment_of_pages()
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
