"""The record types: what a reading is made of. Plain frozen values, no behaviour but their JSON form."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from onrecord.document import Document

FORMAT = "onrecord/1"

Manner = Literal["direct", "indirect", "mixed"]
SpeakerKind = Literal["person", "organisation", "group", "document", "unnamed", "author"]
PlaceKind = Literal["city", "region", "country"]
ClaimKind = Literal["forecast", "commitment", "aim", "directive", "report", "assessment", "other"]
Likelihood = Literal[
    "flat", "flat_not", "almost_certain", "very_likely", "likely", "even", "possible",
    "unlikely", "very_unlikely", "almost_no_chance",
]  # fmt: skip
#: More of the cause makes more of the effect, less of it, or is said to make no difference.
Sign = Literal["+", "−", "0"]
LinkKind = Literal["cause", "purpose", "condition", "prevention", "denial"]
Due = Literal["dated", "undated", "event", "vague", "never"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the document's text: ``document.text[start:end] == text``, in Unicode characters."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One attribution relation: somebody said, wrote, thought, felt or wanted something.

    ``source``, ``cue`` and ``content`` are spans in reading order that do not overlap one another;
    ``source`` and ``cue`` may be empty, ``content`` never is. ``manner`` says whether the content
    stands in quotation marks: all of it (direct), none (indirect), or some (mixed). ``within`` is the
    id of the statement that this one is quoted in, ``None`` for the article's own. ``confidence`` is
    the calibrated probability that a careful reader would find the same statement. ``speaker`` is the
    id of whom the source refers to, ``None`` where the text names no source; ``channel`` says where, when
    or through what the statement was made.
    """

    id: str
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    manner: Manner
    within: str | None
    confidence: float
    speaker: str | None = None
    channel: Span | None = None


class Role(msgspec.Struct, frozen=True, rename={"since": "from", "until": "to"}):
    """An office or standing that the text gives a speaker, with the years that it gives, if any.

    ``former``: the text says that it is over.
    """

    start: int
    end: int
    text: str
    since: int | None = None
    until: int | None = None
    former: bool = False


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whom sources refer to.

    ``name`` is the fullest form in the text, without titles; of somebody whom the text does not name
    (kind ``unnamed`` or ``group``), the description. ``aliases`` are the other forms, pronouns aside, each
    once; ``mentions`` are all mentions that were resolved, in reading order.
    """

    id: str
    name: str
    kind: SpeakerKind
    aliases: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    mentions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A place that the text names: its coordinates in degrees, its country as ISO 3166 alpha-2."""

    name: str
    kind: PlaceKind
    country: str
    latitude: float
    longitude: float
    mentions: tuple[Span, ...]


class When(msgspec.Struct, frozen=True, rename={"since": "from", "until": "to"}):
    """Words that say by when, or from when, with the dates that they mean, both inclusive.

    ``due``: ``dated`` (one date or both are known), ``undated`` (they would be, if it were known when the
    document was published), ``event`` (bound to an event: "before the talks"), ``vague`` ("soon"), or
    ``never``.
    """

    start: int
    end: int
    text: str
    since: datetime.date | None
    until: datetime.date | None
    due: Due


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence-sized part of a statement's content, after ``guidelines/claims.md``.

    ``likelihood``, ``probability``, ``interval`` (the middle 80 %) and ``phrase`` are for forecasts;
    ``condition``, ``when`` and ``checkable`` for forecasts and commitments; elsewhere ``None``. ``phrase``: the
    number or phrase that the probability comes from, ``None`` where it is the likelihood's own. ``confidence``
    is the calibrated probability that a careful reader would give the same kind.
    """

    id: str
    statement: str
    start: int
    end: int
    text: str
    kind: ClaimKind
    confidence: float
    likelihood: Likelihood | None = None
    probability: float | None = None
    interval: tuple[float, float] | None = None
    phrase: str | None = None
    condition: Span | None = None
    when: When | None = None
    checkable: bool | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """What is said to bring about what.

    ``statement``: who says so, the innermost whose content holds it; ``None``: the article in its own voice. ``sign``:
    ``+`` (the cause brings about or strengthens the effect), ``−`` (it prevents or weakens it), ``0`` (it is said not to
    matter). ``signal``: the words that say so. ``kind``: ``purpose`` (what is done so that the effect comes about),
    ``condition`` (if the one, then the other), ``prevention``, ``denial`` (of an influence), or ``cause``.
    """

    id: str
    statement: str | None
    cause: Span
    effect: Span
    sign: Sign
    signal: Span | None
    kind: LinkKind
    confidence: float


@dataclass(frozen=True, slots=True)
class Aim:
    """What an actor is said to want: a state of the world or, with the sign ``−``, that it does not come about.

    ``actor``: the words for who wants it; ``name``: whom they mean, as far as it is known. The rest is as in
    :class:`Link`.
    """

    id: str
    statement: str | None
    actor: Span
    name: str
    state: Span
    sign: Sign
    signal: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything found in one document, each kind of thing in the order in which its words begin."""

    document: Document
    statements: tuple[Statement, ...]
    speakers: tuple[Speaker, ...] = ()
    claims: tuple[Claim, ...] = ()
    places: tuple[Place, ...] = ()
    links: tuple[Link, ...] = ()
    aims: tuple[Aim, ...] = ()

    def chain(self, statement: Statement) -> Iterator[Statement]:
        """The statements that ``statement`` stands within, innermost first."""
        by_id = {s.id: s for s in self.statements}
        while statement.within is not None:
            statement = by_id[statement.within]
            yield statement

    def to_dict(self) -> dict[str, Any]:
        """The reading in the ``onrecord/1`` format: plain dicts, tuples, strings and numbers, for ``json``.

        The document's text is left out: whoever holds the reading holds the text, by its id.
        """
        document = msgspec.to_builtins(self.document)
        del document["text"]
        return {
            "format": FORMAT,
            "document": document,
            "statements": msgspec.to_builtins(self.statements),
            "speakers": msgspec.to_builtins(self.speakers),
            "claims": msgspec.to_builtins(self.claims),
            "links": msgspec.to_builtins(self.links),
            "aims": msgspec.to_builtins(self.aims),
            "places": msgspec.to_builtins(self.places),
        }
