"""The desk: what was handed in is read there, one document after another, while pages are served."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Literal

from onrecord.document import Document
from onrecord.errors import OnrecordError
from onrecord.ledger import AlreadyThere, Ledger, store, version_of
from onrecord.sources import Sources
from onrecord.sources.documents import documents
from onrecord.sources.stream import Stream

if TYPE_CHECKING:
    from onrecord.reading import Reader, Reading

#: So many jobs are remembered; and so many may wait.
REMEMBERED, WAITING = 200, 20
#: So many documents of a job are listed; more are counted.
LISTED = 500

Outcome = store.Outcome | Literal["failed"]
#: What gives the documents of one thing that was handed in, when it is its turn.
Opening = Callable[[], Iterable[Document | OnrecordError]]


class DeskFull(OnrecordError):
    """More is waiting to be read than one should wait for."""


@dataclass(frozen=True, slots=True)
class Read:
    """What became of one document: its id and title in the ledger, or what kept it from being read."""

    outcome: Outcome
    title: str
    document: str | None = None
    statements: int = 0
    message: str = ""


@dataclass(slots=True)
class Job:
    """Something that was handed in: ``names`` of its parts, how far it is, and what came of it.

    ``reading``: what is being read now. ``read``: the first of those that are through, of ``through`` in all.
    """

    id: str
    names: tuple[str, ...]
    state: Literal["waiting", "reading", "done"] = "waiting"
    part: int = 0
    reading: str = ""
    through: int = 0
    failed: int = 0
    read: list[Read] = field(default_factory=list)

    def add(self, one: Read) -> None:
        """One document is through."""
        self.through += 1
        self.failed += one.outcome == "failed"
        if len(self.read) < LISTED:
            self.read.append(one)

    @property
    def only(self) -> str | None:
        """The id of the one document that it was, if it was one and is in the ledger."""
        ids = [one.document for one in self.read]
        return ids[0] if self.state == "done" and self.through == 1 else None


class Desk:
    """Reads into ``ledger`` with one reader, loaded when the first thing is handed in. Threads may share it.

    ``limit``: the largest document, in bytes.
    """

    def __init__(self, ledger: Ledger, limit: int, added: Callable[[], None] = lambda: None) -> None:
        self._ledger = ledger
        self._limit = limit
        self._added = added
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="desk")
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._reader: Reader | None = None
        self._version = ""
        self._closed = False

    def text(self, document: Document) -> tuple[str, Opening]:
        """A text that was typed or pasted, as something to hand in."""
        return document.title or "a pasted text", lambda: [document]

    def file(self, name: str, data: bytes) -> tuple[str, Opening]:
        """A file that was uploaded, as something to hand in."""
        name = name.replace("\\", "/").rpartition("/")[2][-200:] or "a file without a name"
        return name, lambda: documents(Stream(BytesIO(data)), name, self._limit)

    def address(self, url: str) -> tuple[str, Opening]:
        """A web address, as something to hand in."""
        return url, lambda: Sources([url], limit=self._limit, public=True)

    def hand_in(self, parts: Iterable[tuple[str, Opening]]) -> Job:
        """Have something read; raises :class:`DeskFull` where too much is waiting."""
        named = tuple(parts)
        job = Job(secrets.token_urlsafe(9), tuple(name for name, _ in named))
        with self._lock:
            if sum(other.state != "done" for other in self._jobs.values()) >= WAITING:
                raise DeskFull(
                    "more is waiting to be read than one should wait for; hand it in a little later"
                )
            self._jobs[job.id] = job
            while len(self._jobs) > REMEMBERED:
                self._jobs.popitem(last=False)
        self._pool.submit(self._run, job, named)
        return job

    def job(self, id: str) -> Job | None:
        """What was handed in under that id, as long as it is remembered."""
        return self._jobs.get(id)

    def close(self) -> None:
        """Stop after the document that is being read."""
        self._closed = True
        self._pool.shutdown(cancel_futures=True)

    def _run(self, job: Job, parts: tuple[tuple[str, Opening], ...]) -> None:
        job.state = "reading"
        try:
            for number, (name, opening) in enumerate(parts):
                job.part, job.reading = number, name
                for item in _settled(opening):
                    if self._closed:
                        return
                    self._one(job, name, item)
        finally:
            job.part, job.state = len(parts), "done"
            self._added()

    def _one(self, job: Job, name: str, item: Document | OnrecordError) -> None:
        """Read and keep one document."""
        try:
            if isinstance(item, Document):
                (item,) = self._ledger.new([item])
            if isinstance(item, AlreadyThere):
                job.add(Read("unchanged", item.title, item.document))
                return
            if isinstance(item, OnrecordError):
                raise item
            job.reading = item.title or name
            reading = self._read(item)
            added = self._ledger.add(reading, self._version)
            job.add(Read(added.outcome, added.title, added.document, len(reading.statements)))
        except OnrecordError as error:
            job.add(Read("failed", name, message=str(error)))

    def _read(self, document: Document) -> "Reading":
        if self._reader is None:
            from onrecord.reading import Reader

            self._reader = Reader()
            self._version = version_of(self._reader)
        return self._reader.read(document)


def _settled(opening: Opening) -> Iterator[Document | OnrecordError]:
    """The documents of something, with the error that ends them, if one does, in its place."""
    try:
        yield from opening()
    except OnrecordError as error:
        yield error
    except (OSError, ValueError, RuntimeError, RecursionError, MemoryError) as error:
        yield OnrecordError(f"it could not be read ({type(error).__name__}); save it as text, and add that")
