"""One statement with all that belongs to it."""

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from onrecord.ledger import codes
from onrecord.ledger.database import Database
from onrecord.ledger.entries import Entry, history
from onrecord.ledger.errors import NotInLedger
from onrecord.ledger.find import Hit, hits
from onrecord.ledger.records import unpacked, unpacked_reading
from onrecord.ledger.rows import GAP, joined
from onrecord.ledger.schema import (
    appearances,
    claims,
    documents,
    near_duplicates,
    outlets,
    passages,
    readings,
    speakers,
    statements,
    storable,
    versions,
)
from onrecord.ledger.words import excerpt
from onrecord.reading.record import Span, Speaker

if TYPE_CHECKING:
    from onrecord.reading import Claim, Reading, Statement


_own = speakers.alias()

# The fields of a record that are ids of a reading's own.
_REFERENCES = ("id", "statement", "speaker", "within")


@dataclass(frozen=True, slots=True)
class Repeat:
    """Another statement that is one utterance with one that is shown, and ``why`` it is."""

    id: str
    speaker: str | None
    text: str
    why: str
    document: str
    title: str
    outlet: str | None
    published: str | None
    url: str | None

    def excerpt(self, length: int) -> tuple[int, int]:
        """The beginning of ``text``, at most ``length`` characters of it, as offsets."""
        return excerpt(self.text, (), length)


@dataclass(frozen=True, slots=True)
class Near:
    """A document whose text is nearly the same: ``resemblance`` is what of all that they say both have, ``containment``
    what of the shorter one."""

    document: str
    title: str
    outlet: str | None
    published: str | None
    resemblance: float
    containment: float


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement in its document.

    ``hit``: the statement as it is found. ``statement``: as it stands in ``reading``, whose document has the text; it is
    what was read, with people's corrections. ``ids``: the ledger's ids of the reading's statements, claims and speakers, by the reading's own. ``paragraphs``: where in
    the text the paragraphs are that the statement stands in. ``versions``: how many texts the document has had.
    ``repeats``: where else it was said, the earliest first. ``near``: documents of nearly the same text. ``withdrawn``: a
    person said that it is no statement. ``history``: what people said of it and of its claims, here and elsewhere.
    ``own``: the ids of what they spoke of, and which of this statement and its claims that is.
    """

    hit: Hit
    statement: "Statement"
    reading: "Reading"
    ids: dict[str, str]
    paragraphs: tuple[tuple[int, int], ...]
    versions: int
    repeats: tuple[Repeat, ...]
    near: tuple[Near, ...]
    withdrawn: bool
    history: tuple[Entry, ...]
    own: dict[str, str]

    @property
    def outcomes(self) -> dict[str, Entry]:
        """The last entries that say how its claims turned out, by the claims' ids."""
        return {self.own[entry.about]: entry for entry in self.history if entry.field == "outcome"}

    def to_dict(self) -> dict[str, Any]:
        """For programs: the document, the statement with its speaker and claims, the statements that it is quoted in
        (innermost first) and those that it quotes, its repeats, its paragraphs, and what people said of it.

        All as in the ``onrecord/1`` format, but with the ledger's ids; ``given_id`` is the document's own.
        """
        record = self.reading.to_dict()
        for row in (*record["statements"], *record["claims"], *record["speakers"]):
            row |= {name: row[name] and self.ids[row[name]] for name in _REFERENCES if name in row}
        said = {row["id"]: row for row in record["statements"]}
        text = self.reading.document.text
        lives = {claim.id: claim for claim in self.hit.claims}
        claims = [
            row
            | {
                "due_on": lives[row["id"]].due_on,
                "outcome": lives[row["id"]].outcome,
                "degree": lives[row["id"]].degree,
            }
            for row in record["claims"]
            if row["statement"] == self.hit.id
        ]
        return {
            "document": {
                **record["document"],
                "id": self.hit.document,
                "given_id": self.reading.document.id,
                "version": self.hit.version,
                "versions": self.versions,
                "dropped": self.hit.dropped,
                "near": [asdict(near) for near in self.near],
            },
            "statement": said[self.hit.id],
            "speaker": next((row for row in record["speakers"] if row["id"] == self.hit.speaker_id), None),
            "claims": msgspec.to_builtins(claims),
            "quoted_in": [said[self.ids[outer.id]] for outer in self.reading.chain(self.statement)],
            "quotes": [row for row in record["statements"] if row["within"] == self.hit.id],
            "repeats": [asdict(repeat) for repeat in self.repeats],
            "paragraphs": [{"start": a, "end": b, "text": text[a:b]} for a, b in self.paragraphs],
            "withdrawn": self.withdrawn,
            "history": msgspec.to_builtins(self.history),
        }


def show(database: Database, id: str) -> Shown:
    """The statement with that id, or the one that makes the claim with that id.

    Raises :class:`NotInLedger` where there is none.
    """
    with database.reading() as connection:
        row = _statement(connection, id)
        (hit,) = hits(connection, [row.id], [])
        ids, reading = holding(connection, row)
        repeats = _repeats(connection, row)
        near = nearly_same(connection, row.version_id)
        number = connection.execute(
            sa.select(sa.func.count()).where(versions.c.document_id == row.document_id)
        ).scalar_one()
        of_claims = sa.select(claims.c.id).where(claims.c.statement_id == row.id)
        mine = sa.or_(passages.c.id == row.id, passages.c.id.in_(of_claims))
        found = connection.execute(sa.select(passages.c.utterance_id, passages.c.code).where(mine))
        here = {one.utterance_id: one.code for one in found}
        entries = history(connection, here.keys())
        said_of = sa.select(passages.c.code, passages.c.utterance_id).where(
            passages.c.code.in_({entry.about for entry in entries})
        )
        own = {one.code: here[one.utterance_id] for one in connection.execute(said_of)}
    statement = next(s for s in reading.statements if s.id == row.local)
    return Shown(
        hit=hit,
        statement=statement,
        reading=reading,
        ids=ids,
        paragraphs=_paragraphs(reading, statement),
        versions=number,
        repeats=repeats,
        near=near,
        withdrawn=row.withdrawn,
        history=entries,
        own=own,
    )


def _repeats(connection: sa.Connection, shown: Any) -> tuple[Repeat, ...]:
    """The other statements of an utterance; of the document's other versions none."""
    elsewhere = sa.or_(versions.c.document_id != shown.document_id, versions.c.id == shown.version_id)
    query = (
        sa.select(
            passages.c.code,
            passages.c.why,
            statements.c.words,
            statements.c.source,
            appearances.c.name,
            *_ABOUT,
            versions.c.url,
        )
        .join(statements, statements.c.id == passages.c.id)
        .join(versions, versions.c.id == passages.c.version_id)
        .join(documents, documents.c.id == versions.c.document_id)
        .outerjoin(outlets, outlets.c.id == versions.c.outlet_id)
        .outerjoin(appearances, appearances.c.id == statements.c.appearance_id)
        .where(
            passages.c.utterance_id == shown.utterance_id,
            passages.c.id != shown.id,
            ~statements.c.superseded,
            elsewhere,
        )
        .order_by(versions.c.published_on.nulls_last(), passages.c.id)
    )
    return tuple(
        Repeat(
            row.code,
            row.name or row.source or None,
            row.words,
            row.why or shown.why,  # the fullest has none: why the one that is shown is one with it
            row.document,
            row.title,
            row.outlet,
            row.published,
            row.url,
        )
        for row in connection.execute(query)
    )


def nearly_same(connection: sa.Connection, version: int) -> tuple[Near, ...]:
    """The documents of which a text is nearly the same as a version's, those that it was first noted of first."""
    pair = near_duplicates.c
    other = sa.case((pair.version_id == version, pair.other_id), else_=pair.version_id)
    query = (
        sa.select(*_ABOUT, pair.resemblance, pair.containment)
        .select_from(near_duplicates)
        .join(versions, versions.c.id == other)
        .join(documents, documents.c.id == versions.c.document_id)
        .outerjoin(outlets, outlets.c.id == versions.c.outlet_id)
        .where(sa.or_(pair.version_id == version, pair.other_id == version))
        .order_by(versions.c.id)
    )
    return tuple(Near(**row._asdict()) for row in connection.execute(query))


_ABOUT = (
    documents.c.code.label("document"),
    versions.c.title,
    outlets.c.name.label("outlet"),
    versions.c.published,
)


def holding(connection: sa.Connection, row: Any) -> "tuple[dict[str, str], Reading]":
    """The ledger's ids of a reading's statements, claims and speakers; and the reading, as people corrected it."""
    reading = unpacked_reading(row.record, unpacked(row.text))
    rows: dict[sa.Table, dict[str, Any]] = {}
    of_persons = sa.select(appearances, speakers.c.code).select_from(
        sa.join(appearances, _own, _own.c.id == appearances.c.speaker_id).join(
            speakers, speakers.c.id == _own.c.person_id
        )
    )
    for table in (statements, claims, appearances):
        query = sa.select(table, passages.c.code).join(passages, passages.c.id == table.c.id)
        query = (of_persons if table is appearances else query).order_by(table.c.id)
        found = connection.execute(query.where(table.c.reading_id == row.reading_id))
        rows[table] = {one.local: one for one in found}
    ids = {local: one.code for of_table in rows.values() for local, one in of_table.items()}
    whose = {one.id: local for local, one in rows[appearances].items()}
    named = {speaker.id: speaker for speaker in reading.speakers}
    return ids, replace(
        reading,
        # Of a reading that is not the newest, there is only what people said something of.
        statements=tuple(
            _statement_now(s, rows[statements][s.id], whose, reading.document.text)
            for s in reading.statements
            if s.id in ids
        ),
        claims=tuple(
            claim_now(c, rows[claims][c.id], reading.document.text) for c in reading.claims if c.id in ids
        ),
        speakers=tuple(
            named.get(local) or Speaker(local, one.name, one.kind) for local, one in rows[appearances].items()
        ),
    )


def _statement_now(statement: "Statement", row: Any, whose: dict[int, str], text: str) -> "Statement":
    speaker = whose[row.appearance_id] if row.appearance_id else None
    return replace(statement, content=content_now(statement, row, text), speaker=speaker)


def content_now(statement: "Statement", row: Any, text: str) -> "tuple[Span, ...]":
    """Where a statement's words are, as read, or as a person corrected them: ``row`` has them."""
    if row.words == storable(joined(statement.content)):
        return statement.content
    spans, at = [], row.start
    for piece in row.words.split(GAP):
        start = storable(text).index(piece, at)
        at = start + len(piece)
        spans.append(Span(start, at, text[start:at]))
    return tuple(spans)


def claim_now(claim: "Claim", row: Any, text: str) -> "Claim":
    """A claim as read, with what ``row`` has of people's corrections."""
    changed = {name: getattr(row, name) for name in ("kind", "likelihood", "probability", "phrase")}
    interval = claim.interval if row.probability == claim.probability else None
    return replace(
        claim,
        start=row.start,
        end=row.end,
        text=text[row.start : row.end],
        interval=interval,
        **changed,
    )


def _statement(connection: sa.Connection, id: str) -> Any:
    """The row of a statement, with its reading and its document's text."""
    code = codes.typed(id)
    passage = connection.execute(
        sa.select(passages, versions.c.text).join(versions).where(passages.c.code == code)
    ).first()
    if passage is None:
        raise NotInLedger(f"the ledger has no statement {id}; onrecord find says their ids")
    wanted = sa.select(claims.c.statement_id).where(claims.c.id == passage.id).scalar_subquery()
    row = connection.execute(
        sa.select(
            statements.c.id,
            statements.c.local,
            statements.c.reading_id,
            statements.c.withdrawn,
            statements.c.version_id,
            passages.c.utterance_id,
            passages.c.why,
            readings.c.record,
            versions.c.document_id,
            versions.c.text,
        )
        .join(readings, readings.c.id == statements.c.reading_id)
        .join(versions, versions.c.id == statements.c.version_id)
        .join(passages, passages.c.id == statements.c.id)
        .where(statements.c.id == (passage.id if passage.kind == "statement" else wanted))
    ).first()
    if row is None:
        words = " ".join(unpacked(passage.text)[passage.start : passage.end].split())
        raise NotInLedger(
            f"{code} was read as a {passage.kind} once, and is no more by the newest reader; its words are “{words}”"
        )
    return row


def _paragraphs(reading: "Reading", statement: "Statement") -> tuple[tuple[int, int], ...]:
    from onrecord.reading.quotations import paragraphs as cut

    spans = (*statement.source, *statement.cue, *statement.content)
    return tuple(
        (start, end)
        for start, end in cut(reading.document.text)
        if any(span.start < end and start < span.end for span in spans)
    )
