"""Statements for other tools: each with its words' places, its claims, how these turned out, and its document's text."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from onrecord.document import Document
from onrecord.ledger.database import Database
from onrecord.ledger.exporting import in_utc, streamed
from onrecord.ledger.find import Hit, HitClaim, Search, hits, matching
from onrecord.ledger.passages import Stretch, name
from onrecord.ledger.records import unpacked, unpacked_reading
from onrecord.ledger.schema import (
    claims,
    documents,
    outlets,
    passages,
    readings,
    resolutions,
    statements,
    versions,
)
from onrecord.ledger.show import claim_now, content_now

if TYPE_CHECKING:
    from onrecord.reading import Claim, Span, Statement

#: How many statements are looked up at a time.
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Settlement:
    """Who settled a claim and when; the day that settled it; what they say of it, and what shows it."""

    by: str
    at: datetime.datetime
    settled_on: datetime.date | None
    note: str | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Appearance:
    """A document in which a claim is made."""

    document: str
    title: str
    outlet: str | None
    published: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class HeldClaim:
    """A claim: ``hit`` as it is found, ``claim`` as it stands in the text, both with people's corrections.

    ``name``: what names it in every ledger. ``utterance``: the id of the passage that names its utterance; it is the
    same for all appearances. ``settlement`` and ``appearances`` (of the utterance) are there where it is settled.
    """

    hit: HitClaim
    claim: "Claim"
    name: str
    utterance: str
    settlement: Settlement | None
    appearances: tuple[Appearance, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A statement: ``hit`` as it is found, ``content`` where its words are in ``document``'s text.

    ``name`` names it in every ledger, and so does ``text`` the text that it stands in, which the ledger has since
    ``since``. ``reader`` read it ``read_at``.
    """

    hit: Hit
    content: "tuple[Span, ...]"
    claims: tuple[HeldClaim, ...]
    document: Document
    name: str
    text: str
    since: datetime.datetime
    utterance: str
    reader: str
    read_at: datetime.datetime


def held(database: Database, search: Search | None = None) -> Iterator[Held]:
    """The statements that are looked for, by default all, in the order in which the ledger got them.

    Those of one document come together, but for what a newer reader found later. One after another is looked up, so
    memory does not grow with them; all in one transaction, which sees the ledger as it is when it begins.
    """
    with database.reading() as connection:
        query, _ = matching(database.dialect, search or Search())
        read = _Readings(connection)
        ids = query.with_only_columns(statements.c.id).order_by(statements.c.id)
        found = streamed(connection, ids).scalars()
        for some in found.partitions(AT_ONCE):
            yield from _held(connection, read, some)


def _held(connection: sa.Connection, read: "_Readings", ids: Sequence[int]) -> Iterator[Held]:
    root = passages.alias()
    place = [
        documents.c.key,
        versions.c.hash,
        versions.c.added_at,
        passages.c.code,
        passages.c.kind.label("passage"),
        passages.c.start.label("found_start"),
        passages.c.end.label("found_end"),
        passages.c.nth,
        passages.c.utterance_id,
        root.c.code.label("utterance"),
    ]
    rows: dict[sa.Table, dict[int, Any]] = {}
    for table, of in ((statements, statements.c.id), (claims, claims.c.statement_id)):
        query = (
            sa.select(table, *place)
            .join(passages, passages.c.id == table.c.id)
            .join(root, root.c.id == passages.c.utterance_id)
            .join(versions, versions.c.id == table.c.version_id)
            .join(documents, documents.c.id == versions.c.document_id)
        )
        rows[table] = {row.id: row for row in connection.execute(query.where(of.in_(ids)))}
    by_code = {row.code: row for row in rows[claims].values()}
    settled = {row.utterance_id for row in by_code.values() if row.outcome is not None}
    settlements = _settlements(connection, settled)
    appearances = _appearances(connection, settled)
    for id, hit in zip(ids, hits(connection, ids, []), strict=True):
        row = rows[statements][id]
        source = read.of(row.reading_id)
        text = source.document.text
        made = []
        for claim in hit.claims:
            mine = by_code[claim.id]
            made.append(
                HeldClaim(
                    claim,
                    claim_now(read.of(mine.reading_id).claims[mine.local], mine, text),
                    _name(mine),
                    mine.utterance,
                    settlements.get(mine.utterance_id),
                    appearances.get(mine.utterance_id, ()),
                )
            )
        yield Held(
            hit,
            content_now(source.statements[row.local], row, text),
            tuple(made),
            source.document,
            _name(row),
            f"{row.key}\0{row.hash}",
            in_utc(row.added_at),
            row.utterance,
            source.reader,
            source.read_at,
        )


def _name(row: Any) -> str:
    return name(row.key, row.hash, Stretch(row.passage, row.found_start, row.found_end, row.nth))


def _settlements(connection: sa.Connection, utterances: set[int]) -> dict[int, Settlement]:
    """The entry of each utterance that holds."""
    query = (
        sa.select(resolutions, passages.c.utterance_id)
        .join(passages, passages.c.id == resolutions.c.passage_id)
        .where(passages.c.utterance_id.in_(utterances))
        .order_by(resolutions.c.id)
    )
    return {
        row.utterance_id: Settlement(
            row.made_by,
            in_utc(row.made_at),
            row.settled_on,
            row.note,
            tuple(row.evidence.split("\n")) if row.evidence else (),
        )
        for row in connection.execute(query)
    }


def _appearances(connection: sa.Connection, utterances: set[int]) -> dict[int, tuple[Appearance, ...]]:
    query = (
        sa.select(
            passages.c.utterance_id, documents.c.code, versions.c.title, versions.c.published, versions.c.url
        )
        .add_columns(outlets.c.name.label("outlet"))
        .select_from(claims)
        .join(passages, passages.c.id == claims.c.id)
        .join(statements, statements.c.id == claims.c.statement_id)
        .join(versions, versions.c.id == claims.c.version_id)
        .join(documents, documents.c.id == versions.c.document_id)
        .outerjoin(outlets, outlets.c.id == versions.c.outlet_id)
        .where(passages.c.utterance_id.in_(utterances))
        .where(~statements.c.superseded, ~statements.c.withdrawn)
        .order_by(versions.c.published_on, claims.c.id)
    )
    out: dict[int, dict[str, Appearance]] = defaultdict(dict)
    for row in connection.execute(query):
        out[row.utterance_id][row.code] = Appearance(row.code, row.title, row.outlet, row.published, row.url)
    return {utterance: tuple(some.values()) for utterance, some in out.items()}


@dataclass(frozen=True, slots=True)
class _Read:
    """A reading, its statements and claims by their ids, and who made it when."""

    document: Document
    statements: "dict[str, Statement]"
    claims: "dict[str, Claim]"
    reader: str
    read_at: datetime.datetime


class _Readings:
    """Readings by their rows; the last few are kept, since those of one document come together."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._known: dict[int, _Read] = {}

    def of(self, id: int) -> _Read:
        """The reading of that row."""
        if id not in self._known:
            row = self._connection.execute(
                sa.select(readings.c.record, readings.c.reader, readings.c.read_at, versions.c.text)
                .join(versions, versions.c.id == readings.c.version_id)
                .where(readings.c.id == id)
            ).one()
            if len(self._known) >= 4:
                del self._known[next(iter(self._known))]
            reading = unpacked_reading(row.record, unpacked(row.text))
            self._known[id] = _Read(
                reading.document,
                {statement.id: statement for statement in reading.statements},
                {claim.id: claim for claim in reading.claims},
                row.reader,
                in_utc(row.read_at),
            )
        return self._known[id]
