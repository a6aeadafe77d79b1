"""What a ledger holds, without the numbers of its rows: so that two ledgers can be compared."""

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from inside import rows

from onrecord.ledger import Ledger
from onrecord.ledger.schema import (
    appearances,
    corrections,
    deadlines,
    documents,
    merges,
    metadata,
    outlets,
    passages,
    places,
    profiles,
    readings,
    resolutions,
    speakers,
    statements,
    versions,
)
from onrecord.ledger.speakers import READ

# What names a row of each table for people, by the columns of it that others point at.
_NAMES = {
    documents: (documents.c.key,),
    outlets: (outlets.c.name,),
    versions: (versions.c.hash, versions.c.name),
    readings: (readings.c.reader, readings.c.read_at),
    speakers: (speakers.c.code,),
    passages: (passages.c.code,),
    statements: (passages.c.code,),
    appearances: (appearances.c.local, appearances.c.name),
    places: (places.c.name, places.c.kind, places.c.latitude, places.c.longitude),
}
_SAID = (resolutions, corrections, deadlines, merges)


def facts(ledger: Ledger) -> dict[str, list[Any]]:
    """The rows of each table in an order of their own, those of what people said in theirs within what they are about.

    Utterances are told by who is in them.
    """
    names = {table: dict(_named(ledger, table, columns)) for table, columns in _NAMES.items()}
    together = defaultdict(set)
    for code, utterance in rows(ledger, sa.select(passages.c.code, passages.c.utterance_id)):
        together[utterance].add(code)
    out: dict[str, list[Any]] = {"utterances": sorted(map(sorted, together.values()))}
    for table in metadata.sorted_tables:
        found = []
        query = sa.select(table).order_by(*table.primary_key)
        if table is appearances:
            # Whom somebody named, and nobody does any more, is not there where nobody did in the first place.
            query = query.where(READ | appearances.c.id.in_(sa.select(statements.c.appearance_id)))
        for row in rows(ledger, query):
            fact = {}
            for column in table.c:
                value = row._mapping[column]
                keys = [key.column.table for key in column.foreign_keys]
                if column.name == "utterance_id" or (column.primary_key and not keys):
                    continue
                known = keys and value is not None
                if column is profiles.c.profile:
                    value = json.dumps(json.loads(value), sort_keys=True)
                fact[column.name] = names[keys[0]].get(value) if known else _plain(value)
            found.append(fact)
        out[table.name] = sorted(map(repr, found))
        if table in _SAID:
            about: dict[Any, list[str]] = defaultdict(list)
            for fact in found:
                what = [fact.get(name) for name in ("passage_id", "field", "speaker_id", "document_id")]
                about[repr(what)].append(repr(fact))
            out[f"{table.name} in order"] = sorted(about.items())
    return out


def in_any_order(line: dict[str, Any]) -> Any:
    """A document's line without the documents that tell who its speakers are: the first of those that go out."""
    plain = json.loads(json.dumps(line))
    for part in [
        *plain["speakers"],
        *(said[part] for said in plain.get("merges", ()) for part in ("speaker", "into")),
    ]:
        part.pop("document", None)
    return plain


def _named(ledger: Ledger, table: sa.Table, columns: Iterable[Any]) -> Iterable[tuple[int, Any]]:
    query = sa.select(table.c.id, *columns)
    if table is statements:
        query = query.join(passages, passages.c.id == statements.c.id)
    return ((id, tuple(map(_plain, name))) for id, *name in rows(ledger, query))


def _plain(value: Any) -> Any:
    """A moment in one zone, PostgreSQL gives it in another; and one nought, of which SQLite has two."""
    if isinstance(value, float):
        return value + 0.0
    return value.astimezone(datetime.UTC) if isinstance(value, datetime.datetime) else value
