"""One document whole: its text, and what is on record in it, as people corrected it."""

import datetime
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from onrecord.ledger import codes
from onrecord.ledger.database import Database
from onrecord.ledger.errors import NotInLedger
from onrecord.ledger.find import Hit, hits
from onrecord.ledger.schema import documents, passages, readings, statements, versions
from onrecord.ledger.show import Near, holding, nearly_same

if TYPE_CHECKING:
    from onrecord.reading import Reading


@dataclass(frozen=True, slots=True)
class Text:
    """A text that a document has had: its number, from 1, and when it was added."""

    number: int
    added_at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Whole:
    """A document with one of its texts.

    ``title``: its own, else how it begins. ``reading``: the newest of that text, with people's corrections, and without
    what they said is no statement, which is in ``withdrawn``. ``ids``: the ledger's ids of the reading's statements,
    claims and speakers, by the reading's own. ``hits``: the statements as they are found, by their ids. ``reader``:
    which version read it. ``texts``: all that the document has had, the oldest first. ``near``: documents of nearly the
    same text.
    """

    id: str
    title: str
    version: int
    texts: tuple[Text, ...]
    reader: str
    reading: "Reading"
    ids: dict[str, str]
    hits: dict[str, Hit]
    withdrawn: tuple[Hit, ...]
    near: tuple[Near, ...]

    def to_dict(self) -> dict[str, Any]:
        """For programs: the reading in the ``onrecord/1`` format, with the ledger's ids, and the text itself.

        ``given_id`` is the document's own; each claim says how it turned out and by when it falls due.
        """
        record = self.reading.to_dict()
        lives = {claim.id: claim for hit in self.hits.values() for claim in hit.claims}
        for row in (*record["statements"], *record["claims"], *record["speakers"]):
            for name in ("id", "statement", "speaker", "within"):
                if row.get(name):
                    row[name] = self.ids[row[name]]
        for row in record["claims"]:
            life = lives[row["id"]]
            row["due_on"] = life.due_on and life.due_on.isoformat()
            row["outcome"], row["degree"] = life.outcome, life.degree
        about = record["document"]
        about |= {"given_id": about["id"], "id": self.id, "title": about["title"] or self.title}
        return record | {
            "document": about | {"text": self.reading.document.text},
            "version": self.version,
            "versions": msgspec.to_builtins(self.texts),
            "reader": self.reader,
            "withdrawn": msgspec.to_builtins(self.withdrawn),
            "near": msgspec.to_builtins(self.near),
        }


def document(database: Database, id: str, number: int | None = None) -> Whole:
    """The document with that id, with its newest text, or with text ``number``.

    Raises :class:`NotInLedger` where there is no such document or text.
    """
    code = codes.typed(id)
    query = (
        sa.select(versions, readings.c.id.label("reading_id"), readings.c.reader, readings.c.record)
        .join(documents, documents.c.id == versions.c.document_id)
        .join(readings, readings.c.version_id == versions.c.id)
        .where(documents.c.code == code)
        .order_by(versions.c.number.desc(), readings.c.id.desc())
        .limit(1)
    )
    if number is not None:
        query = query.where(versions.c.number == number)
    with database.reading() as connection:
        row = connection.execute(query).first()
        if row is None:
            what = f"no document {id}" if number is None else f"no document {id} with a text {number}"
            raise NotInLedger(f"the ledger has {what}; onrecord find says their ids")
        those = sa.select(versions.c.number, versions.c.added_at).where(
            versions.c.document_id == row.document_id
        )
        texts = tuple(Text(*text) for text in connection.execute(those.order_by(versions.c.number)))
        ids, reading = holding(connection, row)
        found = connection.execute(
            sa.select(statements.c.id, statements.c.withdrawn, passages.c.code)
            .join(passages, passages.c.id == statements.c.id)
            .where(statements.c.reading_id == row.reading_id)
            .order_by(statements.c.start, statements.c.id)
        ).all()
        near = nearly_same(connection, row.id)
        all_hits = {hit.id: hit for hit in hits(connection, [one.id for one in found], [])}
    withdrawn = {one.code for one in found if one.withdrawn}
    return Whole(
        id=code,
        title=row.title,
        version=row.number,
        texts=texts,
        reader=row.reader,
        reading=_without(reading, {local for local, code in ids.items() if code in withdrawn}),
        ids=ids,
        hits={code: hit for code, hit in all_hits.items() if code not in withdrawn},
        withdrawn=tuple(hit for code, hit in all_hits.items() if code in withdrawn),
        near=near,
    )


def _without(reading: "Reading", gone: set[str]) -> "Reading":
    """``reading`` without some statements and their claims; what stands within one stands where that did."""
    if not gone:
        return reading
    outer = {s.id: s.within for s in reading.statements}

    def within(id: str | None) -> str | None:
        while id in gone:
            id = outer[id]
        return id

    return replace(
        reading,
        statements=tuple(replace(s, within=within(s.within)) for s in reading.statements if s.id not in gone),
        claims=tuple(c for c in reading.claims if c.statement not in gone),
    )
