"""One statement with all that belongs to it."""

from dataclasses import dataclass, replace
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
    passages,
    readings,
    speakers,
    statements,
    storable,
    versions,
)
from onrecord.reading.record import Span, Speaker

if TYPE_CHECKING:
    from onrecord.reading import Claim, Reading, Statement


# The fields of a record that are ids of a reading's own.
_REFERENCES = ("id", "statement", "speaker", "within")


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement in its document.

    ``hit``: the statement as it is found. ``statement``: as it stands in ``reading``, whose document has the text; it is
    what was read, with people's corrections. ``ids``: the ledger's ids of the reading's statements, claims and speakers, by the reading's own. ``paragraphs``: where in
    the text the paragraphs are that the statement stands in. ``versions``: how many texts the document has had.
    ``withdrawn``: a person said that it is no statement. ``history``: what people said of it and of its claims.
    """

    hit: Hit
    statement: "Statement"
    reading: "Reading"
    ids: dict[str, str]
    paragraphs: tuple[tuple[int, int], ...]
    versions: int
    withdrawn: bool
    history: tuple[Entry, ...]

    def to_dict(self) -> dict[str, Any]:
        """For programs: the document, the statement with its speaker and claims, the statements that it is quoted in
        (innermost first) and those that it quotes, its paragraphs, and what people said of it.

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
            },
            "statement": said[self.hit.id],
            "speaker": next((row for row in record["speakers"] if row["id"] == self.hit.speaker_id), None),
            "claims": msgspec.to_builtins(claims),
            "quoted_in": [said[self.ids[outer.id]] for outer in self.reading.chain(self.statement)],
            "quotes": [row for row in record["statements"] if row["within"] == self.hit.id],
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
        ids, reading = _holding(connection, row)
        number = connection.execute(
            sa.select(sa.func.count()).where(versions.c.document_id == row.document_id)
        ).scalar_one()
        of_claims = sa.select(claims.c.id).where(claims.c.statement_id == row.id)
        utterances = sa.select(passages.c.utterance_id).where(
            sa.or_(passages.c.id == row.id, passages.c.id.in_(of_claims))
        )
        entries = history(connection, list(connection.execute(utterances).scalars()))
    statement = next(s for s in reading.statements if s.id == row.local)
    paragraphs = _paragraphs(reading, statement)
    return Shown(hit, statement, reading, ids, paragraphs, number, row.withdrawn, entries)


def _holding(connection: sa.Connection, row: Any) -> "tuple[dict[str, str], Reading]":
    """The ledger's ids of a reading's statements, claims and speakers; and the reading, as people corrected it."""
    reading = unpacked_reading(row.record, unpacked(row.text))
    rows: dict[sa.Table, dict[str, Any]] = {}
    for table, other in ((statements, passages), (claims, passages), (appearances, speakers)):
        own = table.c.speaker_id if other is speakers else table.c.id
        query = sa.select(table, other.c.code).join(other, other.c.id == own).order_by(table.c.id)
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
            _claim_now(c, rows[claims][c.id], reading.document.text) for c in reading.claims if c.id in ids
        ),
        speakers=tuple(
            named.get(local) or Speaker(local, one.name, one.kind) for local, one in rows[appearances].items()
        ),
    )


def _statement_now(statement: "Statement", row: Any, whose: dict[int, str], text: str) -> "Statement":
    content = statement.content
    if row.words != storable(joined(content)):
        spans, at = [], row.start
        for piece in row.words.split(GAP):
            start = storable(text).index(piece, at)
            at = start + len(piece)
            spans.append(Span(start, at, text[start:at]))
        content = tuple(spans)
    speaker = whose[row.appearance_id] if row.appearance_id else None
    return replace(statement, content=content, speaker=speaker)


def _claim_now(claim: "Claim", row: Any, text: str) -> "Claim":
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
            readings.c.record,
            versions.c.document_id,
            versions.c.text,
        )
        .join(readings, readings.c.id == statements.c.reading_id)
        .join(versions, versions.c.id == statements.c.version_id)
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
