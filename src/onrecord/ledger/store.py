"""Documents and their readings, into the ledger and out of it again."""

import datetime
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import sqlalchemy as sa

from onrecord.document import Document, content_id
from onrecord.errors import OnrecordError
from onrecord.ledger import bulk, codes, copies
from onrecord.ledger.database import Database
from onrecord.ledger.errors import AlreadyThere, NotInLedger
from onrecord.ledger.index import Version, index
from onrecord.ledger.readers import newer
from onrecord.ledger.records import packed, packed_reading, unpacked, unpacked_reading
from onrecord.ledger.schema import documents, outlets, readings, storable, versions
from onrecord.ledger.speakers import NOBODY, Whose
from onrecord.ledger.words import folded

if TYPE_CHECKING:
    from onrecord.reading import Reading

#: How much of a text without a title stands in for one, in characters.
HEADLINE = 120

Outcome = Literal["added", "new version", "read again", "updated", "unchanged"]

_LINE = re.compile(r"\S[^\r\n]{,400}")


@dataclass(frozen=True, slots=True)
class Added:
    """What adding a reading did to the ledger.

    ``outcome``: the document was not there (``added``), or was with another text, beside which this one is kept
    (``new version``); its text was read anew by a newer reader (``read again``), an import brought something else about
    it (``updated``), or it was all there (``unchanged``). ``document``: its id. ``version``: which of its texts, from 1.
    ``near``: the id of another document whose text a new text is nearly the same as.
    """

    outcome: Outcome
    document: str
    title: str
    version: int
    near: str | None = None


@dataclass(frozen=True, slots=True)
class Stale:
    """What an older reader read: ``number`` documents' versions, and ``fresh`` others; ``documents`` gives them."""

    number: int
    fresh: int
    documents: Iterator[Document]


def new(database: Database, items: Iterable[Document | OnrecordError]) -> Iterator[Document | OnrecordError]:
    """``items``, with an :class:`AlreadyThere` in the place of each document that the ledger has as it is."""
    for item in items:
        if isinstance(item, Document):
            with database.reading() as connection:
                known = connection.execute(same(item)).first()
            if known:
                yield AlreadyThere(known.code, known.title, item.words)
                continue
        yield item


def add(database: Database, reading: "Reading", reader: str) -> Added:
    """Store what the reader of that version read, whole or not at all.

    A document is known again by its URL; where it has none by the id that it was given, and where it has neither
    by its text.
    """
    with database.writing() as connection:
        return added(connection, reading, reader)


def added(
    connection: sa.Connection,
    reading: "Reading",
    reader: str,
    told: Whose = NOBODY.known,
) -> Added:
    """Store what a reader read, as :func:`add` does, within the caller's transaction.

    ``told``: as for :func:`~onrecord.ledger.index.index`.
    """
    document, near = reading.document, None
    row: Any = connection.execute(same(document)).first()
    if row is None:
        row = new_version(connection, document, _now())
        outcome: Outcome = "added" if row.number == 1 else "new version"
        near = copies.note(connection, row.id, row.document_id, document.text)
    elif newer(reader, connection.execute(_last_reader(row.id)).scalar_one()):
        outcome = "read again"
    else:
        outcome = "unchanged"
    if outcome != "unchanged":
        reading_id = _inserted(
            connection,
            readings,
            version_id=row.id,
            reader=reader,
            read_at=_now(),
            record=packed_reading(reading),
        )
        fresh = outcome != "read again"
        alone = fresh and row.number == 1
        version = stored(connection, row, document.text, fresh=fresh, alone=alone)
        index(connection, version, reading_id, reading, told)
    return Added(outcome, row.code, row.title, row.number, near)


def stored(connection: sa.Connection, row: Any, text: str, *, fresh: bool, alone: bool = False) -> Version:
    """The version of a ``row`` of :data:`VERSIONS`. ``alone``: its document is known to have no other."""
    if not alone:
        others = sa.select(versions.c.id).where(versions.c.document_id == row.document_id).limit(2)
        alone = len(connection.execute(others).all()) == 1
    return Version(row.id, row.document_id, row.key, row.hash, text, row.published_on, alone, fresh)


def stale(database: Database, reader: str, ids: Collection[str] | None = None) -> Stale:
    """The texts that a newer reader would read: of the documents with these ids, by default of all.

    ``ids``: the ledger's, or those that documents were given, or their URLs. Raises :class:`NotInLedger` for one
    that is none of these.
    """
    query = sa.select(
        versions.c.id,
        sa.select(readings.c.reader)
        .where(readings.c.version_id == versions.c.id)
        .order_by(readings.c.id.desc())
        .limit(1)
        .scalar_subquery()
        .label("reader"),
    ).order_by(versions.c.id)
    with database.reading() as connection:
        if ids is not None:
            named = [document for id in ids for document in named_documents(connection, id)]
            query = query.where(versions.c.document_id.in_(named))
        found = connection.execute(query).all()
    wanted = [row.id for row in found if newer(reader, row.reader)]
    return Stale(len(wanted), len(found) - len(wanted), _documents(database, wanted))


def past(database: Database, id: str) -> list[tuple[int, str, "Reading"]]:
    """All readings of a document, the oldest first: the number of its text, the reader's version, and the reading.

    ``id``: as for :func:`stale`.
    """
    with database.reading() as connection:
        rows = connection.execute(
            sa.select(versions.c.number, versions.c.text, readings.c.reader, readings.c.record)
            .join(readings, readings.c.version_id == versions.c.id)
            .where(versions.c.document_id.in_(named_documents(connection, id)))
            .order_by(readings.c.id)
        ).all()
    return [(row.number, row.reader, unpacked_reading(row.record, unpacked(row.text))) for row in rows]


def titled(document: Document) -> str:
    """A document's title or, where it has none, how its first line begins."""
    words = " ".join((document.title or "").split())
    if not words:
        line = _LINE.search(document.text)
        words = " ".join(line[0].split()) if line else document.id
        words = words if len(words) <= HEADLINE else words[: HEADLINE - 1].rsplit(" ", 1)[0] + "…"
    return words


#: Texts with what is asked of them and of their documents.
VERSIONS = sa.select(
    versions.c.id,
    versions.c.document_id,
    versions.c.number,
    versions.c.hash,
    versions.c.title,
    versions.c.published_on,
    documents.c.code,
    documents.c.key,
).join(documents, documents.c.id == versions.c.document_id)


def same(document: Document) -> "sa.Select[Any]":
    """The version that has a document's text."""
    hash = content_id(document.text)
    query = VERSIONS.where(versions.c.hash == hash).order_by(versions.c.id).limit(1)
    # What names itself by its text alone is known wherever the text came from.
    return query if _key(document) == hash else query.where(documents.c.key == _key(document))


def _key(document: Document) -> str:
    return storable(document.url or document.id)


def _last_reader(version_id: int) -> "sa.Select[Any]":
    mine = sa.select(readings.c.reader).where(readings.c.version_id == version_id)
    return mine.order_by(readings.c.id.desc()).limit(1)


class _Row(NamedTuple):
    """A version as :data:`VERSIONS` gives it."""

    id: int
    document_id: int
    number: int
    hash: str
    title: str
    published_on: datetime.date | None
    code: str
    key: str


def new_version(connection: sa.Connection, document: Document, added_at: datetime.datetime) -> _Row:
    """A row for a text that the ledger does not have, of a document that it may have."""
    key = _key(document)
    numbers = sa.select(sa.func.count()).where(versions.c.document_id == documents.c.id).scalar_subquery()
    known = connection.execute(
        sa.select(documents.c.id, documents.c.code, numbers.label("number")).where(documents.c.key == key)
    ).first()
    if known is None:
        (code,) = bulk.new_codes(connection, codes.DOCUMENT, documents.c.code, [key])
        document_id, number = _inserted(connection, documents, code=code, key=key), 1
    else:
        document_id, code, number = known.id, known.code, known.number + 1
    # Loaded with the reader, which has read the document by now.
    from onrecord.reading.when import published_date

    hash, title = content_id(document.text), titled(document)
    published_on = published_date(document.published)
    id = _inserted(
        connection,
        versions,
        document_id=document_id,
        number=number,
        hash=hash,
        name=document.id,
        title=title,
        outlet_id=_outlet(connection, document.outlet) if document.outlet else None,
        author=document.author,
        published=document.published,
        published_on=published_on,
        url=document.url,
        text=packed(document.text),
        added_at=added_at,
    )
    return _Row(id, document_id, number, hash, storable(title), published_on, code, key)


def _outlet(connection: sa.Connection, name: str) -> int:
    known = connection.execute(sa.select(outlets.c.id).where(outlets.c.name == name)).scalar()
    return known or _inserted(connection, outlets, name=name, folded=folded(name))


def named_documents(connection: sa.Connection, id: str) -> list[int]:
    """The rows of the documents that somebody names by their id, or by the id or URL that they were given."""
    for condition in (documents.c.code == codes.typed(id), documents.c.key == id, versions.c.name == id):
        query = sa.select(documents.c.id).join(versions).where(condition).distinct()
        if found := connection.execute(query).scalars().all():
            return list(found)
    raise NotInLedger(f"the ledger has no document {id}; onrecord show says a statement's")


def _documents(database: Database, version_ids: Iterable[int]) -> Iterator[Document]:
    """The documents as they were given, one at a time, so that memory does not grow with them."""
    for id in version_ids:
        with database.reading() as connection:
            row = connection.execute(
                sa.select(versions.c.text, readings.c.record)
                .join(readings, readings.c.version_id == versions.c.id)
                .where(versions.c.id == id)
                .order_by(readings.c.id)
                .limit(1)
            ).one()
        yield unpacked_reading(row.record, unpacked(row.text)).document


def _inserted(connection: sa.Connection, table: sa.Table, **row: object) -> int:
    return int(connection.execute(sa.insert(table).returning(table.c.id), row).scalar_one())


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
