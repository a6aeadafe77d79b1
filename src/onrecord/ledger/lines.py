"""The ``onrecord-ledger/1`` format: a ledger as JSON lines, with all that it has, an object a line.

A line is a document with its texts, their readings, what was found and what people said of it; or it says that two
speakers are one, or that one is somebody else. Each is complete: lines may be left out, put in another order, or come
from several ledgers. Their types are here; what else a line must be says :mod:`onrecord.ledger.checking`.
"""

import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from onrecord.document import Document
from onrecord.ledger.entries import Outcome
from onrecord.ledger.passages import Stretch
from onrecord.ledger.schema import storable
from onrecord.ledger.standing import Field
from onrecord.reading import Aim, Claim, Link, Place, Speaker, Statement
from onrecord.reading.record import SpeakerKind

FAMILY = "onrecord-ledger/"
FORMAT = "onrecord-ledger/1"

#: An id or a version: letters, digits and signs, so that every database and terminal takes it.
Name = Annotated[str, Meta(pattern=r"\A[!-~]{1,200}\Z")]
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Share = Annotated[float, Meta(ge=0, le=1)]
Moment = Annotated[datetime.datetime, Meta(tz=True)]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """What all parts of a line are: nothing in them is passed over, since nothing is to be lost."""


class DocumentPart(Part, frozen=True, kw_only=True):
    """Which document it is: its id in the ledger, and what it is known again by, its URL, given id or text's hash."""

    id: Name
    key: Annotated[str, Meta(min_length=1)]


class Text(Part, frozen=True, kw_only=True):
    """A text that the document has had, the first being number 1, with what was said of it. ``id``: as it was given."""

    number: Annotated[int, Meta(ge=1, le=1_000_000)]
    id: Annotated[str, Meta(min_length=1)]
    title: str
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None
    added_at: Moment
    text: str

    @property
    def document(self) -> Document:
        """The document as of this text."""
        return Document(self.text, self.id, self.title, self.outlet, self.author, self.published, self.url)


class ReadingPart(Part, frozen=True, kw_only=True):
    """A reading of the text with that number; ``record``: in the ``onrecord/1`` format."""

    version: int
    reader: Name
    read_at: Moment
    record: dict[str, Any]


class Passage(Part, frozen=True, kw_only=True):
    """Where a statement or claim was found, whatever the newest reading says."""

    id: Name
    version: int
    kind: Literal["statement", "claim"]
    start: Count
    end: Count
    nth: Count = 0

    @property
    def stretch(self) -> Stretch:
        """Where it stands."""
        return Stretch(self.kind, self.start, self.end, self.nth)


class SpeakerPart(Part, frozen=True, kw_only=True):
    """A speaker across documents: the id, what the speaker is known again by, and the name.

    ``document``: the key of the first document that the speaker is in. Another ledger may know somebody else by that
    name; whom this is about is whom it knows from that document.
    """

    id: Name
    key: str
    kind: SpeakerKind
    name: str
    document: str | None = None


class AppearancePart(Part, frozen=True, kw_only=True):
    """Who somebody is whom the newest reading of a text has: by kind and name there the ``speaker`` with that id."""

    version: int
    kind: SpeakerKind
    name: str
    speaker: Name


class Said(Part, frozen=True, kw_only=True):
    """What somebody said: who, when, and what shows it, addresses or words."""

    by: Annotated[str, Meta(min_length=1)]
    at: Moment
    note: str | None = None
    evidence: tuple[str, ...] = ()

    @property
    def signature(self) -> dict[str, Any]:
        """Its columns in every table of what people say."""
        evidence = "\n".join(" ".join(line.split()) for line in self.evidence if line.strip())
        return {
            "made_by": storable(" ".join(self.by.split())),
            "made_at": self.at.astimezone(datetime.UTC),
            "note": storable((self.note or "").strip()) or None,
            "evidence": storable(evidence) or None,
        }


class Entry(Said, frozen=True, kw_only=True):
    """What somebody said ``about`` the statement or claim with that id."""

    about: Name


class Resolution(Entry, frozen=True, kw_only=True):
    """How the claim with that id turned out."""

    outcome: Outcome
    degree: Share | None = None
    settled_on: datetime.date | None = None


class CorrectionPart(Entry, frozen=True, kw_only=True):
    """What the statement or claim with that id is, rather than what was read; no value: as read, after all."""

    field: Field
    value: Any = None


class Deadline(Entry, frozen=True, kw_only=True):
    """By when the claim with that id falls due; no day: as read, after all."""

    due_on: datetime.date | None = None


class Merge(Said, frozen=True, kw_only=True):
    """Who a speaker is besides; nobody: somebody else than all others, after all.

    In a document's line it is said of that document alone: in it the speaker is not, but ``into`` is.
    """

    speaker: SpeakerPart
    into: SpeakerPart | None = None


class DocumentLine(Part, frozen=True, kw_only=True):
    """A line that is a document: each list in the order in which the ledger got its items.

    Of what people said only the order of what is about the same statement or claim tells anything.
    """

    format: str
    document: DocumentPart
    versions: Annotated[tuple[Text, ...], Meta(min_length=1)]
    readings: tuple[ReadingPart, ...]
    passages: tuple[Passage, ...] = ()
    speakers: tuple[SpeakerPart, ...] = ()
    appearances: tuple[AppearancePart, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    corrections: tuple[CorrectionPart, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    merges: tuple[Merge, ...] = ()

    @property
    def words(self) -> int:
        """How many words its newest text has."""
        return len(self.versions[-1].text.split())


class MergeLine(Part, frozen=True, kw_only=True):
    """A line that says who a speaker is besides."""

    format: str
    merge: Merge


Line = DocumentLine | MergeLine


class About(Part, frozen=True, kw_only=True, omit_defaults=False):
    """What a reading has of its document."""

    id: Annotated[str, Meta(min_length=1)]
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None
    words: int = 0


class Record(Part, frozen=True, kw_only=True):
    """A reading as JSON. One that was made before there were links and aims has none."""

    format: Literal["onrecord/1"]
    document: About
    statements: tuple[Statement, ...]
    speakers: tuple[Speaker, ...]
    claims: tuple[Claim, ...]
    links: tuple[Link, ...] = ()
    aims: tuple[Aim, ...] = ()
    places: tuple[Place, ...]
