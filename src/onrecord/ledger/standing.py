"""What holds: the rows of statements and claims, as they were read, with what people say of them on top."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, get_args

import sqlalchemy as sa

from onrecord.ledger import bulk, fulltext
from onrecord.ledger.database import batches
from onrecord.ledger.records import unpacked, unpacked_reading
from onrecord.ledger.rows import Row, claim_row, statement_row
from onrecord.ledger.schema import (
    appearances,
    claims,
    corrections,
    deadlines,
    passages,
    readings,
    resolutions,
    speakers,
    statements,
    versions,
)
from onrecord.ledger.words import folded

if TYPE_CHECKING:
    from onrecord.reading import Reading
    from onrecord.reading.record import Likelihood

#: What can be corrected.
Field = Literal["kind", "likelihood", "speaker", "words", "statement"]
FIELDS: tuple[Field, ...] = get_args(Field)

#: The newest entry of each field, by its number, and what it says, as JSON.
Said = dict[Field, tuple[int, str | None]]


def apply(connection: sa.Connection, utterances: Collection[int]) -> None:
    """Make the rows of all passages of these utterances anew, of what was read and what people say of it.

    A resolution or deadline of one appearance is all appearances'. A correction is those' that have the same words;
    one of the words themselves is its own passage's alone.
    """
    for some in batches(sorted(utterances)):
        _settle(connection, some)
        _correct(connection, some)


def renew(connection: sa.Connection, utterances: Collection[int]) -> None:
    """Make the rows of those utterances anew of which people said something, or did before passages left them."""
    if utterances:
        query = _spoken_of(connection.dialect.name)
        found = connection.execute(query, {"values": bulk.values(connection, sorted(utterances))})
        apply(connection, list(found.scalars()))


@lru_cache(maxsize=2)
def _spoken_of(dialect: str) -> "sa.CompoundSelect[Any]":
    """Those of some utterances that have an entry, or rows that are not as they were read."""
    utterance = passages.c.utterance_id
    some = sa.select(utterance).where(bulk.among(dialect, utterance))
    changed = claims.c.edited | claims.c.outcome.is_not(None)
    return sa.union(
        *(
            some.join(table, table.c.passage_id == passages.c.id)
            for table in (resolutions, deadlines, corrections)
        ),
        some.join(claims, claims.c.id == passages.c.id).where(changed),
        some.join(statements, statements.c.id == passages.c.id).where(statements.c.edited),
    )


def _settle(connection: sa.Connection, utterances: Collection[int]) -> None:
    newest = _newest(connection, resolutions, utterances)
    for utterance in utterances:
        row = newest.get(utterance)
        values: dict[str, Any] = {"outcome": None, "degree": None}
        if row is not None and row.outcome != "open":
            values = {"outcome": row.outcome, "degree": row.degree}
        mine = sa.select(passages.c.id).where(passages.c.utterance_id == utterance)
        connection.execute(sa.update(claims).where(claims.c.id.in_(mine)).values(values))


def _newest(connection: sa.Connection, table: sa.Table, utterances: Collection[int]) -> dict[int, Any]:
    """The entry of each utterance that holds."""
    query = (
        sa.select(table, passages.c.utterance_id)
        .join(passages, passages.c.id == table.c.passage_id)
        .where(passages.c.utterance_id.in_(utterances))
        .order_by(table.c.id)
    )
    return {row.utterance_id: row for row in connection.execute(query)}


def _correct(connection: sa.Connection, utterances: Collection[int]) -> None:
    deadline = _newest(connection, deadlines, utterances)
    said: dict[int, dict[int, Said]] = defaultdict(lambda: defaultdict(dict))
    query = (
        sa.select(corrections, passages.c.utterance_id)
        .join(passages, passages.c.id == corrections.c.passage_id)
        .where(passages.c.utterance_id.in_(utterances))
        .order_by(corrections.c.id)
    )
    touched = set(deadline)
    for entry in connection.execute(query):
        touched.add(entry.utterance_id)
        said[entry.utterance_id][entry.passage_id][entry.field] = (entry.id, entry.value)
    for table in (claims, statements):
        edited = sa.select(passages.c.utterance_id).join(table, table.c.id == passages.c.id)
        edited = edited.where(passages.c.utterance_id.in_(utterances), table.c.edited)
        touched.update(connection.execute(edited).scalars())
    if not touched:
        return
    found = _Rows(connection, touched)
    for utterance, rows in found.by_utterance.items():
        for id, row in rows.items():
            same = {
                other: fields
                for other, fields in said[utterance].items()
                if other == id or (other in rows and _alike(rows[other], row))
            }
            correction = _merged(same, own=id)
            if row["table"] is claims:
                due = deadline.get(utterance)
                found.update_claim(id, row, correction, due and due.due_on)
            else:
                found.update_statement(id, row, correction)


def _alike(one: Row, other: Row) -> bool:
    return one["table"] is other["table"] and folded(one["words"]) == folded(other["words"])


def _merged(several: dict[int, Said], own: int) -> dict[Field, Any]:
    """The newest correction of each field; none that was taken back."""
    newest: Said = {}
    for passage, fields in several.items():
        for name, entry in fields.items():
            if (name != "words" or passage == own) and entry[0] > newest.get(name, (0, None))[0]:
                newest[name] = entry
    return {name: json.loads(value) for name, (_, value) in newest.items() if value is not None}


class _Rows:
    """The statements and claims of some utterances as they were read, to be written as they are."""

    def __init__(self, connection: sa.Connection, utterances: Iterable[int]) -> None:
        self._connection = connection
        self._readings: dict[int, Reading] = {}
        self.by_utterance: dict[int, dict[int, Row]] = defaultdict(dict)
        for table in (statements, claims):
            extra = [table.c.appearance_id, table.c.source] if table is statements else []
            query = (
                sa.select(
                    table.c.id,
                    table.c.local,
                    table.c.version_id,
                    table.c.reading_id,
                    passages.c.utterance_id,
                    *extra,
                )
                .join(passages, passages.c.id == table.c.id)
                .where(passages.c.utterance_id.in_(list(utterances)))
                .order_by(table.c.id)
            )
            for row in connection.execute(query).all():
                self.by_utterance[row.utterance_id][row.id] = {
                    "table": table,
                    "version_id": row.version_id,
                    "reading_id": row.reading_id,
                    **self._as_read(table, row),
                }

    def _as_read(self, table: sa.Table, row: Any) -> Row:
        reading = self._reading(row.reading_id)
        if table is claims:
            return claim_row(next(c for c in reading.claims if c.id == row.local))
        statement = next(s for s in reading.statements if s.id == row.local)
        return {**statement_row(statement), "speaker": statement.speaker}

    def _reading(self, id: int) -> "Reading":
        if id not in self._readings:
            row = self._connection.execute(
                sa.select(readings.c.record, versions.c.text).join(versions).where(readings.c.id == id)
            ).one()
            self._readings[id] = unpacked_reading(row.record, unpacked(row.text))
        return self._readings[id]

    def update_claim(self, id: int, row: Row, said: dict[Field, Any], due_on: Any) -> None:
        """Write a claim with what is ``said`` of it, and the day by which it is said to fall due."""
        columns = ("words", "start", "end", "kind", "likelihood", "probability", "phrase", "due", "due_on")
        values = {name: row[name] for name in columns} | _place(said)
        kind, likelihood = said.get("kind", row["kind"]), said.get("likelihood", row["likelihood"])
        if kind != "forecast":
            values |= {"likelihood": None, "probability": None, "phrase": None}
        elif likelihood != row["likelihood"]:
            values |= _likely(likelihood, row["words"])
        if due_on:
            values |= {"due": "dated", "due_on": due_on}
        values |= {"kind": kind, "edited": bool(said or due_on)}
        self._connection.execute(sa.update(claims).where(claims.c.id == id).values(values))

    def update_statement(self, id: int, row: Row, said: dict[Field, Any]) -> None:
        """Write a statement with what is ``said`` of it, and let it be found by what it is."""
        values = {name: row[name] for name in ("words", "start", "end")} | _place(said)
        whose = self._appearance(row, said["speaker"] if "speaker" in said else row["speaker"])
        withdrawn = said.get("statement") is False
        self._connection.execute(
            sa.update(statements)
            .where(statements.c.id == id)
            .values(
                {**values, "appearance_id": whose and whose.id, "withdrawn": withdrawn, "edited": bool(said)}
            )
        )
        fulltext.remove(self._connection, [id])
        name = whose.name if whose else ""
        fulltext.add(self._connection, [(id, values["words"], f"{name} {row['source']}")])

    def _appearance(self, row: Row, speaker: str | None) -> Any:
        """The row of a speaker in a reading: of one that the reading has, or one whom a person named."""
        if speaker is None:
            return None
        mine = appearances.c.reading_id == row["reading_id"]
        query = sa.select(appearances).where(mine, appearances.c.local == speaker)
        if (found := self._connection.execute(query).first()) is None:
            who = self._connection.execute(sa.select(speakers).where(speakers.c.code == speaker)).one()
            self._connection.execute(
                sa.insert(appearances),
                {
                    "id": bulk.next_ids(self._connection)["appearances"],
                    "version_id": row["version_id"],
                    "reading_id": row["reading_id"],
                    "local": speaker,
                    "speaker_id": who.id,
                    "name": who.name,
                    "kind": who.kind,
                    "called": folded(who.name),
                },
            )
            found = self._connection.execute(query).one()
        return found


def _place(said: dict[Field, Any]) -> Row:
    """Where the words are that a person gave, if one did."""
    if "words" not in said:
        return {}
    spans = said["words"]["spans"]
    return {"words": said["words"]["text"], "start": spans[0][0], "end": spans[-1][1]}


def _likely(likelihood: "Likelihood | None", words: str) -> Row:
    if likelihood is None:
        return {"likelihood": None, "probability": None, "phrase": None}
    from onrecord.reading.likelihood import probability

    value, _, phrase = probability(likelihood, words)
    return {"likelihood": likelihood, "probability": value, "phrase": phrase}
