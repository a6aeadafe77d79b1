"""Who is who, as people say: these speakers are one; this one is somebody else, at all or in some documents.

Each says so in a row that is appended to ``merges``, and takes it back in another: nothing is changed or deleted.
A row that hangs on none is merged into one that hangs on none, while nobody else writes; so there is never a circle.
"""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from onrecord.ledger import codes, persons
from onrecord.ledger.database import Database
from onrecord.ledger.entries import Signed, by_whom
from onrecord.ledger.errors import BadEntry, NotInLedger
from onrecord.ledger.schema import appearances, documents, merges, speakers, versions
from onrecord.ledger.speakers import move
from onrecord.ledger.words import folded


@dataclass(frozen=True, slots=True)
class Name:
    """One name that documents give a speaker, with the id of its row."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Person:
    """A speaker: the id and name that stand for it, and its names, that one first."""

    id: str
    name: str
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """What somebody said of who a speaker is.

    ``speaker`` is ``into``; ``None``: it is somebody else, after all. ``document``: said of that document alone.
    """

    speaker: Name
    into: Name | None
    document: str | None
    by: str
    at: datetime.datetime
    note: str | None = None
    evidence: tuple[str, ...] = ()


def merge(database: Database, ids: Sequence[str], signed: Signed) -> Person:
    """Say that speakers are one; the first of them stands for it.

    Raises :class:`NotInLedger`, and :class:`BadEntry` where they are one already.
    """
    with database.writing() as connection:
        rows = [speaker(connection, id) for id in ids]
        roots = list(dict.fromkeys(row.person_id for row in rows))
        if len(roots) < 2:
            raise BadEntry("give the ids of two speakers or more; these are one already")
        said = [{"speaker_id": other, "into_id": roots[0]} for other in roots[1:]]
        _enter(connection, said, signed, roots)
        return person(connection, rows[0].person_id)


def split(database: Database, id: str, in_documents: Sequence[str], signed: Signed) -> tuple[Person, Person]:
    """Say that a speaker is somebody else in some documents; without any, that what it was merged with is.

    Gives who it is and who the other is. Raises :class:`NotInLedger`, and :class:`BadEntry` for what cannot be.
    """
    with database.writing() as connection:
        row = speaker(connection, id)
        if in_documents:
            from onrecord.ledger.store import named_documents

            where = sorted({one for name in in_documents for one in named_documents(connection, name)})
            other = _elsewhere(connection, row, where, signed)
        else:
            other = _one_merged(connection, row)
            _enter(connection, [{"speaker_id": other, "into_id": None}], signed, [row.person_id])
        return person(connection, _person_of(connection, row, other)), person(connection, other)


def speaker(connection: sa.Connection, id: str) -> Any:
    """The row with that id; raises :class:`NotInLedger`."""
    row = connection.execute(sa.select(speakers).where(speakers.c.code == codes.typed(id))).first()
    if row is None:
        raise NotInLedger(f"the ledger has no speaker {id}; onrecord speakers says their ids")
    return row


def person(connection: sa.Connection, row_id: int) -> Person:
    """The person whom a row is one of, with all names."""
    root = sa.select(speakers.c.person_id).where(speakers.c.id == row_id).scalar_subquery()
    rows = connection.execute(
        sa.select(speakers).where(speakers.c.person_id == root).order_by(speakers.c.id)
    ).all()
    (stands,) = (row for row in rows if row.id == row.person_id)
    names = [Name(row.code, row.name) for row in sorted(rows, key=lambda r: r.id != r.person_id)]
    return Person(stands.code, stands.name, tuple(names))


def merges_of(connection: sa.Connection, person_id: int) -> tuple[Merge, ...]:
    """What people said of a person's rows, and of those that they said to be theirs, the oldest first."""
    one, other = speakers.alias(), speakers.alias()
    query = (
        sa.select(
            merges,
            one.c.code,
            one.c.name,
            other.c.code.label("other_code"),
            other.c.name.label("other_name"),
            documents.c.code.label("document"),
        )
        .join(one, one.c.id == merges.c.speaker_id)
        .outerjoin(other, other.c.id == merges.c.into_id)
        .outerjoin(documents, documents.c.id == merges.c.document_id)
        .where(sa.or_(one.c.person_id == person_id, other.c.person_id == person_id))
        .order_by(merges.c.id)
    )
    return tuple(
        Merge(
            Name(row.code, row.name),
            Name(row.other_code, row.other_name) if row.into_id else None,
            row.document,
            row.made_by,
            row.made_at,
            row.note,
            tuple(row.evidence.split("\n")) if row.evidence else (),
        )
        for row in connection.execute(query)
    )


def _enter(
    connection: sa.Connection, said: Sequence[dict[str, Any]], signed: Signed, touched: Collection[int]
) -> None:
    """Append entries, and make the persons anew of all who are the persons ``touched``."""
    columns = {"document_id": None, **by_whom(signed)}
    connection.execute(sa.insert(merges), [{**columns, **entry} for entry in said])
    renew(connection, touched)


def renew(connection: sa.Connection, touched: Collection[int]) -> None:
    """Make the persons anew of all who are the persons ``touched``, of whom people said something."""
    mine = sa.select(speakers.c.id).where(speakers.c.person_id.in_(touched))
    rows = list(connection.execute(mine).scalars())
    persons.settle(connection, rows)
    _join(connection, rows)


def instead(connection: sa.Connection, found: Sequence[Any], other: int) -> None:
    """Let these appearances be another row's."""
    for one in found:
        connection.execute(sa.update(appearances).where(appearances.c.id == one.id).values(speaker_id=other))
    move(connection, [(one.reading_id, one.local, one.speaker_id, other) for one in found])


def _join(connection: sa.Connection, rows: Collection[int]) -> None:
    """Say anew who is whose among all that the names of these rows lead to."""
    from onrecord.ledger import people
    from onrecord.ledger.blocks import Blocks

    names = {
        name.key: name
        for row in connection.execute(
            sa.select(speakers.c.kind, speakers.c.name).where(speakers.c.id.in_(rows))
        )
        if (name := people.named(row.kind, row.name))
    }
    Blocks(connection, names.values(), ()).join_all()


def _one_merged(connection: sa.Connection, row: Any) -> int:
    """Which row is to be somebody else: this, or the one that was merged into it."""
    mine = sa.select(speakers).where(speakers.c.person_id == row.person_id).order_by(speakers.c.id)
    rows = {one.id: one for one in connection.execute(mine)}
    if len(rows) < 2:
        raise BadEntry(
            f"{row.code} was not merged with anybody; to say that it is somebody else in some documents, give their ids"
        )
    if row.id != row.person_id:
        return int(row.id)
    said = persons.by_hand(connection, rows)
    merged = [id for id, into in said.items() if into == row.id]
    others = merged or [id for id in rows if id != row.id]
    if len(others) > 1:
        ids = ", ".join(f"{rows[id].code} ({rows[id].name})" for id in others[:10])
        raise BadEntry(f"{row.code} is one with {len(others)} others; say which is somebody else: {ids}")
    return others[0]


def _person_of(connection: sa.Connection, row: Any, other: int) -> int:
    """Who a speaker is, of which another was split: its own row, or what it was one with."""
    return int(row.id if row.id != other else row.person_id)


def _elsewhere(connection: sa.Connection, row: Any, where: Sequence[int], signed: Signed) -> int:
    """Let somebody new say what a speaker says in some documents."""
    mine = sa.select(speakers.c.id).where(speakers.c.person_id == row.person_id)
    query = (
        sa.select(appearances, versions.c.document_id, documents.c.key, documents.c.code)
        .join(versions, versions.c.id == appearances.c.version_id)
        .join(documents, documents.c.id == versions.c.document_id)
        .where(appearances.c.speaker_id.in_(mine))
        .order_by(appearances.c.id)
    )
    found = connection.execute(query.where(versions.c.document_id.in_(where))).all()
    absent = set(where) - {one.document_id for one in found}
    if absent:
        code = sa.select(documents.c.code).where(documents.c.id.in_(absent)).order_by(documents.c.id)
        ids = ", ".join(connection.execute(code).scalars())
        raise BadEntry(f"{row.code} does not speak in {ids}; onrecord find --speaker {row.code} says where")
    if connection.execute(query.where(versions.c.document_id.not_in(where)).limit(1)).first() is None:
        raise BadEntry(f"{row.code} speaks in no other document, so nobody would be left; name fewer")
    from onrecord.ledger import people
    from onrecord.ledger.blocks import Blocks

    called = max(found, key=lambda one: (len(one.name), -one.id))
    name = people.named(called.kind, called.name)
    taken = sa.select(sa.func.count()).select_from(merges).where(merges.c.document_id.in_(where))
    again = connection.execute(taken).scalar_one()
    key = "\n".join((called.kind, folded(called.name), found[0].key, "somebody else", str(again)))
    blocks = Blocks(connection, [name] if name else [], [key])
    other = blocks.keyed(key, called.kind, called.name, name)
    blocks.alone(other)
    blocks.write()
    instead(connection, found, other)
    said = [{"speaker_id": row.person_id, "into_id": other, "document_id": id} for id in where]
    _enter(connection, [{"speaker_id": other, "into_id": None}, *said], signed, [row.person_id, other])
    return other
