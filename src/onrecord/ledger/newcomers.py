"""Speakers of another ledger, as this one's, and what people said there of who they are.

A name alone does not tell who is meant: each ledger gives it to the first who bears it. So a speaker is whom this one
knows from the document that the other says the speaker is in first. Where it lacks that document, the speaker is a
new one if nobody here is known by the same key; and otherwise whoever the name, the roles and the company suggest.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from onrecord.ledger import bulk, codes, merging, persons
from onrecord.ledger.appending import appended
from onrecord.ledger.lines import DocumentLine, Merge, SpeakerPart
from onrecord.ledger.schema import appearances, documents, merges, speakers, versions
from onrecord.ledger.speakers import READ, Known, Whose, keyed
from onrecord.ledger.words import folded


def whose(connection: sa.Connection, line: DocumentLine, document: int) -> dict[int, Whose]:
    """Who those are that the texts of a line's document have, as far as that is sure before it is read.

    But for those whom the ``document`` has here under the same name, who stay who they are.
    """
    sure = _recognised(connection, line.speakers)
    here = {(row.called_kind, folded(row.called)) for row in _appearing(connection, [document])}
    out: dict[int, dict[tuple[str, str], Known]] = {text.number: {} for text in line.versions}
    for one in line.appearances:
        called = (one.kind, folded(one.name))
        if one.speaker in sure and called not in here:
            out[one.version][called] = sure[one.speaker]
    return dict(out)


def rows(connection: sa.Connection, parts: Sequence[SpeakerPart]) -> dict[str, int]:
    """The rows of speakers, who are different ones, by their ids elsewhere; made where they are new."""
    sure = _recognised(connection, parts)
    ids = keyed(connection, [sure.get(part.id, _as_there(part)) for part in parts])
    return {part.id: id for part, id in zip(parts, ids, strict=True)}


def recoded(connection: sa.Connection, parts: Iterable[SpeakerPart], first: int) -> None:
    """Give speakers the ids that they have elsewhere, those whose rows are new: of ``first`` or a higher number."""
    by_key = {part.key: part for part in parts}
    for row in bulk.known(connection, by_key, speakers.c.key, speakers.c.id, speakers.c.code):
        if row.id >= first:
            recode(connection, speakers, row.id, row.code, by_key[row.key].id, codes.SPEAKER, row.key)


def recode(
    connection: sa.Connection, table: sa.Table, id: int, code: str, wanted: str, letter: str, label: str
) -> None:
    """Give what is new here the id that it has elsewhere, if that is one of its own and free."""
    if wanted == code or not codes.fits(wanted, letter, label):
        return
    if connection.execute(sa.select(table.c.id).where(table.c.code == wanted)).first() is None:
        connection.execute(sa.update(table).where(table.c.id == id).values(code=wanted))


def merged(
    connection: sa.Connection, said: Merge, document: int | None = None, *, fresh: bool = False
) -> tuple[int, str]:
    """Enter what somebody said of who a speaker is; gives how many entries are new, and the speaker's id here.

    ``document``: of which alone it is said; ``fresh``: its speakers are already those that it says.
    """
    first = bulk.next_ids(connection)["speakers"]
    parts = [said.speaker, *([said.into] if said.into else [])]
    ids = rows(connection, parts)
    recoded(connection, parts, first)
    mine, into = ids[said.speaker.id], ids[said.into.id] if said.into else None
    both = sa.select(speakers.c.id, speakers.c.code, speakers.c.person_id).where(
        speakers.c.id.in_((mine, into))
    )
    who = {row.id: row for row in connection.execute(both)}
    if mine == into:
        return 0, who[mine].code  # who are two elsewhere are one name here
    scope = merges.c.document_id == document if document else merges.c.document_id.is_(None)
    alike = sa.select(merges).where(scope, merges.c.speaker_id == mine).order_by(merges.c.id)
    row = {"speaker_id": mine, "into_id": into, "document_id": document, **said.signature}
    known = connection.execute(alike).mappings().all()
    new = appended(connection, merges, [row], known, lambda row: row["speaker_id"])
    if new:
        if document:
            _instead(connection, who[mine].person_id, document, fresh=fresh)
        merging.renew(connection, {id for row in who.values() for id in (row.id, row.person_id)})
    return new, who[mine].code


def _instead(connection: sa.Connection, person: int, document: int, *, fresh: bool) -> None:
    """Let somebody be somebody else in a document, as people say; ``fresh``: only where they name who is meant."""
    other = persons.elsewhere(connection, document)[person]
    theirs = sa.select(speakers.c.id).where(speakers.c.person_id == person)
    query = (
        sa.select(appearances)
        .join(versions, versions.c.id == appearances.c.version_id)
        .where(versions.c.document_id == document, appearances.c.speaker_id.in_(theirs))
        .where(appearances.c.speaker_id != other)
    )
    if found := connection.execute(query.where(~READ) if fresh else query).all():
        merging.instead(connection, found, other)


def _recognised(connection: sa.Connection, parts: Sequence[SpeakerPart]) -> dict[str, Known]:
    """Who speakers are here, by their ids elsewhere, those of whom that is sure."""
    there = _documents(connection, {part.document for part in parts if part.document})
    present: dict[int, list[Any]] = {}
    for row in _appearing(connection, there.values()):
        present.setdefault(row.document_id, []).append(row)
    keys = {part.key for part in parts}
    by_key = {row.key: row for row in _by_key(connection, keys)}
    out = {}
    for part in parts:
        others = present.get(there.get(part.document or "", 0), [])
        # As keys are made: kind, name, and the document where others bear the name; of whom people split off, more.
        bound, split_off = part.key.count("\n") > 1, part.key.count("\n") > 2
        here = by_key.get(part.key)
        called = (part.kind, folded(part.name))
        alike = [
            row for row in others if (row.called_kind, folded(row.called)) == called and row.key not in keys
        ]
        if any(row.key == part.key for row in others) or (here and (bound or not here.appears)):
            out[part.id] = _as_there(part)
        elif alike and not split_off:
            out[part.id] = Known(alike[0].key, alike[0].kind, alike[0].name)
        elif not here:
            out[part.id] = _as_there(part)
    return out


def _as_there(part: SpeakerPart) -> Known:
    return Known(part.key, part.kind, part.name)


def _documents(connection: sa.Connection, keys: Collection[str]) -> dict[str, int]:
    """The rows of documents by what they are known by elsewhere, which may be their text alone."""
    found = {row.key: row.id for row in bulk.known(connection, keys, documents.c.key, documents.c.id)}
    by_text = bulk.known(connection, set(keys) - found.keys(), versions.c.hash, versions.c.document_id)
    return {row.hash: row.document_id for row in by_text} | found


def _appearing(connection: sa.Connection, document_ids: Collection[int]) -> Sequence[Any]:
    """Who is in documents: the rows, and by which kind and name they are there."""
    if not document_ids:
        return ()
    query = (
        sa.select(
            versions.c.document_id,
            speakers.c.key,
            speakers.c.kind,
            speakers.c.name,
            appearances.c.kind.label("called_kind"),
            appearances.c.name.label("called"),
        )
        .select_from(appearances)
        .join(versions, versions.c.id == appearances.c.version_id)
        .join(speakers, speakers.c.id == appearances.c.speaker_id)
        .where(bulk.among(connection.dialect.name, versions.c.document_id), READ)
        .order_by(appearances.c.id)
    )
    return connection.execute(query, {"values": bulk.values(connection, document_ids)}).all()


def _by_key(connection: sa.Connection, keys: Collection[str]) -> Sequence[Any]:
    """The rows with these keys, and whether they appear in any document."""
    appears = sa.exists().where(appearances.c.speaker_id == speakers.c.id, READ).label("appears")
    query = sa.select(speakers.c.key, appears).where(bulk.among(connection.dialect.name, speakers.c.key))
    return connection.execute(query, {"values": bulk.values(connection, keys)}).all()
