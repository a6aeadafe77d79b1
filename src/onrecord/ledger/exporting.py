"""The ledger as lines (:mod:`onrecord.ledger.lines`): one document at a time, so memory does not grow with it.

All is read in one transaction, which sees the ledger as it is when the export begins, whatever is written meanwhile.
"""

import datetime
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from onrecord.ledger.database import Database, batches
from onrecord.ledger.find import Search, matching
from onrecord.ledger.lines import (
    FORMAT,
    AppearancePart,
    CorrectionPart,
    Deadline,
    DocumentLine,
    DocumentPart,
    Line,
    Merge,
    MergeLine,
    Passage,
    ReadingPart,
    Resolution,
    SpeakerPart,
    Text,
)
from onrecord.ledger.records import unpacked
from onrecord.ledger.schema import (
    appearances,
    corrections,
    deadlines,
    documents,
    merges,
    outlets,
    passages,
    readings,
    resolutions,
    speakers,
    statements,
    versions,
)
from onrecord.ledger.speakers import READ

#: How many rows are fetched at a time.
AT_ONCE = 100
#: How many speakers are kept, since many come again soon.
KEPT = 100


def exported(database: Database, search: Search | None = None) -> Iterator[Line]:
    """The documents that have a statement that is looked for, whole; who speakers are besides comes behind their first.

    So an import finds what is said again by those who are one. ``search``: by default everything, also what has no
    statement. Documents come in the order in which they were added.
    """
    with database.reading() as connection:
        wanted = sa.select(documents.c.id)
        if search is not None:
            query, _ = matching(database.dialect, search)
            found = query.with_only_columns(statements.c.id)
            mine = sa.select(versions.c.document_id).join(
                statements, statements.c.version_id == versions.c.id
            )
            wanted = wanted.where(documents.c.id.in_(mine.where(statements.c.id.in_(found))))
        who = _Speakers(connection, None if search is None else wanted)
        said = who.merges()
        yield from _merges(who, said.pop(0, []))
        for id in streamed(connection, wanted.order_by(documents.c.id)).scalars():
            yield _document(connection, who, id)
            yield from _merges(who, said.pop(id, []))


def _merges(who: "_Speakers", ids: Sequence[int]) -> Iterator[MergeLine]:
    for some in batches(ids):
        for merge in who.said(merges.c.id.in_(some)):
            yield MergeLine(format=FORMAT, merge=merge)


def streamed(connection: sa.Connection, query: "sa.Select[Any]") -> "sa.CursorResult[Any]":
    """The rows of a query as they come, a few at a time; others may be asked meanwhile."""
    return connection.execute(query, execution_options={"yield_per": AT_ONCE})


def in_utc(moment: datetime.datetime) -> datetime.datetime:
    """A moment as every ledger has it; PostgreSQL gives it in the zone of whoever asks."""
    return moment.astimezone(datetime.UTC)


def _document(connection: sa.Connection, who: "_Speakers", id: int) -> DocumentLine:
    document = connection.execute(sa.select(documents).where(documents.c.id == id)).one()
    texts = connection.execute(
        sa.select(versions, outlets.c.name.label("outlet"))
        .outerjoin(outlets)
        .where(versions.c.document_id == id)
        .order_by(versions.c.number)
    ).all()
    number = {row.id: row.number for row in texts}
    read = connection.execute(
        sa.select(readings).where(readings.c.version_id.in_(number)).order_by(readings.c.id)
    ).all()
    records = [json.loads(unpacked(row.record)) for row in read]
    places = connection.execute(
        sa.select(passages).where(passages.c.version_id.in_(number)).order_by(passages.c.id)
    ).all()
    code = {row.id: row.code for row in places}
    said = {
        table: connection.execute(
            sa.select(table)
            .join(passages, passages.c.id == table.c.passage_id)
            .where(passages.c.version_id.in_(number))
            .order_by(table.c.id)
        ).all()
        for table in (resolutions, corrections, deadlines)
    }
    values = [(row, json.loads(row.value) if row.value else None) for row in said[corrections]]
    present = connection.execute(
        sa.select(appearances).where(appearances.c.version_id.in_(number), READ).order_by(appearances.c.id)
    ).all()
    named = {value for row, value in values if row.field == "speaker" and value}
    by_hand = connection.execute(sa.select(speakers.c.id).where(speakers.c.code.in_(named))).scalars()
    parts = who.parts({*(row.speaker_id for row in present), *by_hand})
    whose = {(number[row.version_id], row.kind, row.name): parts[row.speaker_id].id for row in present}
    return DocumentLine(
        format=FORMAT,
        document=DocumentPart(id=document.code, key=document.key),
        versions=tuple(
            Text(
                number=row.number,
                id=row.name,
                title=row.title,
                outlet=row.outlet,
                author=row.author,
                published=row.published,
                url=row.url,
                added_at=in_utc(row.added_at),
                text=unpacked(row.text),
            )
            for row in texts
        ),
        readings=tuple(
            ReadingPart(
                version=number[row.version_id], reader=row.reader, read_at=in_utc(row.read_at), record=record
            )
            for row, record in zip(read, records, strict=True)
        ),
        passages=tuple(
            Passage(
                id=row.code,
                version=number[row.version_id],
                kind=row.kind,
                start=row.start,
                end=row.end,
                nth=row.nth,
            )
            for row in places
        ),
        speakers=tuple(sorted(parts.values(), key=lambda part: part.key)),
        appearances=tuple(
            AppearancePart(version=version, kind=kind, name=name, speaker=id)
            for (version, kind, name), id in sorted(whose.items())
        ),
        resolutions=tuple(
            Resolution(
                about=code[row.passage_id],
                outcome=row.outcome,
                degree=row.degree,
                settled_on=row.settled_on,
                **_signed(row),
            )
            for row in said[resolutions]
        ),
        corrections=tuple(
            CorrectionPart(about=code[row.passage_id], field=row.field, value=value, **_signed(row))
            for row, value in values
        ),
        deadlines=tuple(
            Deadline(about=code[row.passage_id], due_on=row.due_on, **_signed(row)) for row in said[deadlines]
        ),
        merges=tuple(who.said(merges.c.document_id == id)),
    )


def _signed(row: Any) -> dict[str, Any]:
    evidence = tuple(row.evidence.split("\n")) if row.evidence else ()
    return {"by": row.made_by, "at": in_utc(row.made_at), "note": row.note, "evidence": evidence}


class _Speakers:
    """The speakers of what goes out, the ``wanted`` documents; those asked for last are kept, up to :data:`KEPT`."""

    def __init__(self, connection: sa.Connection, wanted: "sa.Select[Any] | None") -> None:
        self._connection, self._wanted = connection, wanted
        self._known: dict[int, SpeakerPart] = {}

    def parts(self, ids: Collection[int]) -> dict[int, SpeakerPart]:
        """Speakers, by their rows."""
        out = {id: self._known.pop(id) for id in ids if id in self._known}
        if missing := set(ids) - out.keys():
            out |= self._looked_up(missing)
        self._known |= out
        for id in list(self._known)[: max(0, len(self._known) - KEPT)]:
            del self._known[id]
        return out

    def _looked_up(self, ids: Collection[int]) -> dict[int, SpeakerPart]:
        first = self.first(speakers.c.id.in_(ids))
        there = sa.select(documents.c.id, documents.c.key).where(documents.c.id.in_(set(first.values())))
        key = {row.id: row.key for row in self._connection.execute(there)}
        return {
            row.id: SpeakerPart(
                id=row.code,
                key=row.key,
                kind=row.kind,
                name=row.name,
                document=key[first[row.id]] if row.id in first else None,
            )
            for row in self._connection.execute(sa.select(speakers).where(speakers.c.id.in_(ids)))
        }

    def first(self, which: "sa.ColumnElement[bool]") -> dict[int, int]:
        """The row of the first document that speakers are in, of those that go out."""
        query = (
            sa.select(speakers.c.id, sa.func.min(versions.c.document_id).label("first"))
            .join(appearances, appearances.c.speaker_id == speakers.c.id)
            .join(versions, versions.c.id == appearances.c.version_id)
            .where(which, READ)
            .group_by(speakers.c.id)
        )
        if self._wanted is not None:
            query = query.where(versions.c.document_id.in_(self._wanted))
        return {row.id: row.first for row in self._connection.execute(query)}

    def merges(self) -> dict[int, list[int]]:
        """What is said of who they and those are whom they are said to be, by the document behind which it can come.

        That is the last of those by which it is told who is meant, here and in what was said of the speaker before.
        """
        query = sa.select(merges).where(merges.c.document_id.is_(None)).order_by(merges.c.id)
        if self._wanted is not None:
            who = (
                sa.select(appearances.c.speaker_id.label("id"))
                .join(versions, versions.c.id == appearances.c.version_id)
                .where(versions.c.document_id.in_(self._wanted))
                .cte("who", recursive=True)
            )
            who = who.union(
                sa.select(merges.c.into_id)
                .join(who, who.c.id == merges.c.speaker_id)
                .where(merges.c.into_id.is_not(None), merges.c.document_id.is_(None))
            )
            query = query.where(merges.c.speaker_id.in_(sa.select(who.c.id)))
        spoken_of = sa.union(sa.select(merges.c.speaker_id), sa.select(merges.c.into_id))
        first = self.first(speakers.c.id.in_(spoken_of))
        out: dict[int, list[int]] = defaultdict(list)
        behind: dict[int, int] = defaultdict(int)
        for row in streamed(self._connection, query):
            place = max(first.get(id, 0) for id in (row.speaker_id, row.into_id))
            behind[row.speaker_id] = max(place, behind[row.speaker_id])
            out[behind[row.speaker_id]].append(row.id)
        return out

    def said(self, which: "sa.ColumnElement[bool]") -> Iterator[Merge]:
        """Who people say that speakers are, in the order in which they said it."""
        for row in self._connection.execute(sa.select(merges).where(which).order_by(merges.c.id)).all():
            both = self.parts({row.speaker_id, row.into_id} - {None})
            into = both[row.into_id] if row.into_id else None
            yield Merge(speaker=both[row.speaker_id], into=into, **_signed(row))
