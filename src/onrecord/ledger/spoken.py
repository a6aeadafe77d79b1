"""What the statements that a search finds say, whole: their readings, with what the ledger knows of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from onrecord.ledger.database import Database
from onrecord.ledger.find import Search, matching
from onrecord.ledger.records import unpacked, unpacked_reading
from onrecord.ledger.schema import appearances, passages, readings, speakers, statements, versions

if TYPE_CHECKING:
    from onrecord.reading import Reading


@dataclass(frozen=True, slots=True)
class Spoken:
    """A reading with statements that were found.

    ``found``: their ids in the reading. ``utterances``: for each statement of the reading, what it is an utterance of:
    equal for all that is one, wherever it stands. ``names``: for its speakers, by their ids in the reading, what they are
    called in the ledger.
    """

    reading: "Reading"
    found: frozenset[str]
    utterances: Mapping[str, str]
    names: Mapping[str, str]


def spoken(database: Database, search: Search) -> Iterator[Spoken]:
    """The readings with a statement that ``search`` fits, in the order in which they were stored.

    One is held at a time, beside the ids of what was found.
    """
    query, _ = matching(database.dialect, search)
    query = query.with_only_columns(statements.c.reading_id, statements.c.local)
    found: defaultdict[int, set[str]] = defaultdict(set)
    with database.reading() as connection:
        for row in connection.execute(query):
            found[row.reading_id].add(row.local)
        for reading in sorted(found):
            yield _spoken(connection, reading, frozenset(found[reading]))


def _spoken(connection: sa.Connection, reading: int, found: frozenset[str]) -> Spoken:
    record = connection.execute(
        sa.select(readings.c.record, versions.c.text)
        .join(versions, versions.c.id == readings.c.version_id)
        .where(readings.c.id == reading)
    ).one()
    said = passages.alias()
    first = sa.select(said.c.code).where(said.c.id == passages.c.utterance_id).scalar_subquery()
    utterances = connection.execute(
        sa.select(statements.c.local, first)
        .join(passages, passages.c.id == statements.c.id)
        .where(statements.c.reading_id == reading)
    ).all()
    person = speakers.alias()
    names = connection.execute(
        sa.select(appearances.c.local, person.c.name)
        .join(speakers, speakers.c.id == appearances.c.speaker_id)
        .join(person, person.c.id == speakers.c.person_id)
        .where(appearances.c.reading_id == reading)
    ).all()
    return Spoken(
        unpacked_reading(record.record, unpacked(record.text)),
        found,
        dict(utterances),
        dict(names),
    )
