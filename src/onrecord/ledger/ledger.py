"""The ledger: opening one, and all that can be done with it."""

import datetime
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import msgspec

from onrecord.document import Document
from onrecord.errors import OnrecordError
from onrecord.ledger import store
from onrecord.ledger.backup import backup
from onrecord.ledger.checking import line
from onrecord.ledger.database import Database
from onrecord.ledger.documents import Whole, document
from onrecord.ledger.due import Due, due
from onrecord.ledger.entries import (
    Changed,
    Correction,
    Outcome,
    Signed,
    as_read,
    correct,
    resolve,
    set_deadline,
)
from onrecord.ledger.exporting import exported
from onrecord.ledger.facets import Facets, facets
from onrecord.ledger.find import Found, Search, find
from onrecord.ledger.forecasts import Forecast, brought
from onrecord.ledger.held import Held, held
from onrecord.ledger.importing import Imported, imported
from onrecord.ledger.latest import Latest, latest
from onrecord.ledger.lines import Line
from onrecord.ledger.merging import Person, merge, split
from onrecord.ledger.outcomes import Outcomes, outcomes
from onrecord.ledger.place import place
from onrecord.ledger.roster import NAMED, Offers, Roster, ShownSpeaker, offers, roster, show_speaker
from onrecord.ledger.settled import SettledClaim, settled
from onrecord.ledger.show import Shown, show
from onrecord.ledger.spoken import Spoken, spoken
from onrecord.ledger.state import State, state
from onrecord.ledger.status import SETTLED_KINDS
from onrecord.ledger.store import Added, Stale
from onrecord.ledger.upgrade import up_to_date

if TYPE_CHECKING:
    from onrecord.reading import Reading
    from onrecord.reading.record import ClaimKind, SpeakerKind


class Ledger:
    """The database of all that was read. Threads may share it, and processes may write to it side by side.

    ``name``: where it is, as it can be shown. Every method raises a :class:`~onrecord.ledger.errors.LedgerError`
    where the database cannot be used; what was committed before stays.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.name = database.name

    @classmethod
    def open(cls, where: str | Path | None = None, *, create: bool = True) -> Self:
        """Open a ledger, bringing an older one up to date.

        ``where``: a file, or the URL of a PostgreSQL database; by default what ``ONRECORD_LEDGER`` names, else a
        file in the platform's folder for a user's data. ``create``: make the ledger where there is none. Raises
        :class:`~onrecord.ledger.errors.LedgerError`, of which each kind says what to do next.
        """
        database = Database(place(where), create=create)
        try:
            up_to_date(database, create=create)
        except BaseException:
            database.close()
            raise
        return cls(database)

    def new(self, items: Iterable[Document | OnrecordError]) -> Iterator[Document | OnrecordError]:
        """``items``, with an :class:`~onrecord.ledger.errors.AlreadyThere` for each document that the ledger has."""
        return store.new(self._database, items)

    def add(self, reading: "Reading", reader: str) -> Added:
        """Store a reading by the reader of that version (see :func:`~onrecord.ledger.readers.version_of`).

        It is stored whole or not at all. A document that the ledger has is left as it is, unless the reader is newer
        than the one before; one that it has with another text gets a new version beside the old one.
        """
        return store.add(self._database, reading, reader)

    def stale(self, reader: str, ids: Collection[str] | None = None) -> Stale:
        """What an older reader than this version read: of the documents with these ids, by default of all.

        ``ids``: the ledger's, or those that documents were given, or their URLs. Raises
        :class:`~onrecord.ledger.errors.NotInLedger`.
        """
        return store.stale(self._database, reader, ids)

    def readings(self, id: str) -> "list[tuple[int, str, Reading]]":
        """All readings of a document, the oldest first: its text's number, the reader's version, and the reading."""
        return store.past(self._database, id)

    def state(self, today: datetime.date) -> State:
        """How much there is, and how the forecasts stand on that day."""
        return state(self._database, today)

    def latest(self, limit: int = 20, offset: int = 0) -> Latest:
        """The documents, at most ``limit`` after ``offset``; the one whose newest text was added last comes first."""
        return latest(self._database, limit, offset)

    def document(self, id: str, number: int | None = None) -> Whole:
        """The document with that id and what is on record in its newest text, or in text ``number``.

        Raises :class:`~onrecord.ledger.errors.NotInLedger`.
        """
        return document(self._database, id, number)

    def find(self, search: Search, limit: int = 20, offset: int = 0) -> Found:
        """The statements that fit best, at most ``limit`` after ``offset``; without words, the newest first."""
        return find(self._database, search, limit, offset)

    def facets(self, search: Search) -> Facets:
        """How many statements fit, and how many of them have which kind, likelihood, status, outlet, speaker, year."""
        return facets(self._database, search)

    def spoken(self, search: Search) -> "Iterator[Spoken]":
        """The readings with a statement that ``search`` fits, one after another, each with which these are."""
        return spoken(self._database, search)

    def show(self, id: str) -> Shown:
        """The statement with that id, or the one that makes the claim with that id, and all that belongs to it.

        Raises :class:`~onrecord.ledger.errors.NotInLedger`.
        """
        return show(self._database, id)

    def due(
        self,
        by: datetime.date | None,
        kinds: "Collection[ClaimKind]" = SETTLED_KINDS,
        *,
        speaker: str = "",
        checkable: bool = False,
        limit: int = 20,
        after: datetime.date | None = None,
        offset: int = 0,
    ) -> Due:
        """The open forecasts and commitments that fall due on the day ``by`` or sooner, the soonest first.

        Each utterance is there once. ``by``: ``None``, those of which nobody knows by when, newest first. ``speaker``:
        as for a search. ``checkable``: such only as a stranger could check. ``after``: only what falls due later.
        """
        return due(self._database, by, kinds, speaker, checkable, limit, after, offset)

    def outcomes(
        self,
        wanted: Collection[Outcome] | None = None,
        *,
        speaker: str = "",
        limit: int = 20,
        offset: int = 0,
    ) -> Outcomes:
        """What was settled, each utterance once, the last entry first; of the outcomes ``wanted``, by default of all."""
        return outcomes(self._database, wanted, speaker, limit, offset)

    def settled(self, search: Search | None = None) -> list[SettledClaim]:
        """The forecasts and commitments that were settled or declared void, each utterance once; the oldest first.

        ``search``: only those that it fits; its words are not looked at. :func:`onrecord.scoring.board` scores them.
        """
        return settled(self._database, search or Search())

    def resolve(
        self,
        id: str,
        outcome: Outcome,
        signed: Signed,
        *,
        degree: float | None = None,
        settled_on: datetime.date | None = None,
    ) -> Changed:
        """Say how a forecast or commitment turned out: it holds for all appearances of the utterance.

        ``id``: the claim's, or its statement's where that makes one only. ``outcome``: ``yes`` it came true or was
        kept, ``no``, ``partly`` (``degree`` says how far, 0 to 1), ``void`` where it cannot be judged, ``open``:
        after all it is not settled. ``settled_on``: the day that settled it. Nothing is overwritten: the newest
        entry holds. Raises :class:`~onrecord.ledger.errors.NotInLedger` and
        :class:`~onrecord.ledger.errors.BadEntry`.
        """
        return resolve(self._database, id, outcome, signed, degree, settled_on)

    def set_deadline(self, id: str, day: datetime.date | None, signed: Signed) -> Changed:
        """Say by which day a forecast or commitment falls due; ``None``: as read, after all. Otherwise as ``resolve``."""
        return set_deadline(self._database, id, day, signed)

    def correct(self, id: str, correction: Correction, signed: Signed) -> Changed:
        """Say what was read wrongly; it holds wherever the same words are the same utterance, and for newer readers.

        Raises :class:`~onrecord.ledger.errors.NotInLedger` and :class:`~onrecord.ledger.errors.BadEntry`.
        """
        return correct(self._database, id, correction, signed)

    def as_read(self, id: str, signed: Signed) -> Changed:
        """Take back all corrections of a statement or claim; raises as ``correct`` does."""
        return as_read(self._database, id, signed)

    def speakers(
        self, words: str = "", kinds: "Collection[SpeakerKind]" = NAMED, *, limit: int = 20, offset: int = 0
    ) -> Roster:
        """Who is on record, at most ``limit`` after ``offset``; the one with the most statements comes first.

        ``words``: only whom documents call something with all of them in it. ``kinds``: by default all who have names.
        """
        return roster(self._database, words, kinds, limit, offset)

    def offers(self, words: str = "", *, limit: int = 20) -> Offers:
        """The pairs of speakers that may be one, the surest first; ``words``: of such with all of them in a name."""
        return offers(self._database, words, limit)

    def show_speaker(self, id: str) -> ShownSpeaker:
        """The speaker with that id, and all that is known of it: raises :class:`~onrecord.ledger.errors.NotInLedger`."""
        return show_speaker(self._database, id)

    def merge(self, ids: Sequence[str], signed: Signed) -> Person:
        """Say that speakers are one; the first stands for it. ``split`` takes it back.

        It holds for newer readers and documents. Raises :class:`~onrecord.ledger.errors.NotInLedger` and
        :class:`~onrecord.ledger.errors.BadEntry`.
        """
        return merge(self._database, ids, signed)

    def split(self, id: str, documents: Sequence[str], signed: Signed) -> tuple[Person, Person]:
        """Say that a speaker is somebody else in these documents; gives who it is, and who the other is.

        ``documents``: ids as for ``stale``; without any, what the speaker was merged with is somebody else, after
        all. ``merge`` takes it back. Raises as ``merge`` does.
        """
        return split(self._database, id, documents, signed)

    def export(self, search: Search | None = None) -> Iterator[dict[str, Any]]:
        """The ledger in the ``onrecord-ledger/1`` format, an object a document, with all that there is to it.

        Each can be written as a line of JSON and brought back with :meth:`import_line`. ``search``: only documents that
        have a statement that is looked for. Among them are objects that say who speakers are besides.
        """
        return (msgspec.to_builtins(line) for line in exported(self._database, search))

    def import_line(self, record: object) -> Imported:
        """Bring in what :meth:`export` gave, here or elsewhere, whole or not at all; what is there stays as it is.

        Raises :class:`~onrecord.ledger.errors.BadImport` for what is no such thing or does not fit together, and
        :class:`~onrecord.ledger.errors.NewerExport` for what a newer onrecord exported.
        """
        return imported(self._database, record if isinstance(record, Line) else line(record))

    def import_forecast(self, made: Forecast, signed: Signed) -> Imported:
        """Keep a forecast that was made elsewhere, and how it turned out, if that is known (see :func:`forecast`)."""
        return brought(self._database, made, signed)

    def held(self, search: Search | None = None) -> Iterator[Held]:
        """The statements that are looked for, all of them, by default all that there are, for other tools."""
        return held(self._database, search)

    def backup(self, path: Path) -> None:
        """Copy the ledger to a file that is not there yet, while others write to it.

        Raises :class:`~onrecord.ledger.errors.LedgerError` for a ledger in PostgreSQL, saying what to use.
        """
        backup(self._database, path)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
