"""What people say of statements and claims: how they turned out, by when they fall due, what was read wrongly.

An entry is appended, with who made it and when; none is ever changed or deleted. The newest holds, so what was
entered by mistake is undone by another entry. What then holds is put into the rows (:mod:`onrecord.ledger.standing`).
"""

import datetime
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from onrecord.ledger import codes, standing
from onrecord.ledger.database import Database
from onrecord.ledger.errors import BadEntry, NotInLedger
from onrecord.ledger.rows import GAP
from onrecord.ledger.schema import (
    appearances,
    claims,
    corrections,
    deadlines,
    passages,
    resolutions,
    speakers,
    statements,
    storable,
    versions,
)
from onrecord.ledger.speakers import by_name
from onrecord.ledger.standing import FIELDS, Field
from onrecord.ledger.status import SETTLED_KINDS

if TYPE_CHECKING:
    from onrecord.reading.record import ClaimKind, Likelihood

Outcome = Literal["yes", "no", "partly", "void", "open"]

#: How far it came true, by outcome; where it came true in part, whoever settles it says how far.
DEGREES: dict[Outcome, float | None] = {"yes": 1.0, "no": 0.0, "void": None, "open": None}


@dataclass(frozen=True, slots=True)
class Signed:
    """Who makes an entry, what they have to say about it, and what shows it: addresses or words."""

    by: str
    note: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """What a statement or claim is, rather than what was read; ``None``: as it is.

    ``kind`` and ``likelihood`` are a claim's. ``speaker``, of a statement: a speaker's id in the ledger, or a name.
    ``words``: the right words, as they stand in the document, pieces of a broken content with " … " between them.
    ``statement``: ``False``, this is none; ``True``, it is one after all.
    """

    kind: "ClaimKind | None" = None
    likelihood: "Likelihood | None" = None
    speaker: str | None = None
    words: str | None = None
    statement: bool | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody said of a statement or claim.

    ``about``: its id. ``field``: ``outcome``, ``due``, or what of it is corrected; ``value``: what it is, ``None``:
    as read, or open, after all. ``degree``: how far it came true, 0 to 1; ``on``: the day that settled it.
    """

    about: str
    field: str
    value: str | None
    by: str
    at: datetime.datetime
    note: str | None = None
    evidence: tuple[str, ...] = ()
    degree: float | None = None
    on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Holds:
    """What holds of a claim, or of a statement: of that only ``words``, ``speaker`` and ``statement``.

    ``speaker``: the name, ``None`` where nobody is named. ``statement``: ``False``, a person said that it is none.
    """

    words: str
    speaker: str | None
    statement: bool
    kind: "ClaimKind | None" = None
    likelihood: "Likelihood | None" = None
    due_on: datetime.date | None = None
    outcome: Outcome | None = None
    degree: float | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """What an entry changed: the claim or statement with that ``id``; what held ``before`` and holds ``now``.

    ``appearances``: in how many places the same utterance stands.
    """

    id: str
    before: Holds
    now: Holds
    appearances: int


def resolve(
    database: Database,
    id: str,
    outcome: Outcome,
    signed: Signed,
    degree: float | None = None,
    settled_on: datetime.date | None = None,
) -> Changed:
    """Say how a forecast or commitment turned out, in all its appearances.

    ``id``: the claim's, or its statement's where that makes one only. ``degree``: how far it came true, where
    partly. Raises :class:`NotInLedger`, and :class:`BadEntry` for what cannot be settled so.
    """
    if (outcome == "partly") != (degree is not None):
        raise BadEntry("say how far it came true where it did in part, and only there: partly=0.4")
    if degree is not None and not 0 <= degree <= 1:
        raise BadEntry(f"{degree:g} is not between 0 and 1; partly=0.4 is four tenths of the way")
    with database.writing() as connection:
        row = _open_claim(connection, id)
        values = {
            "outcome": outcome,
            "degree": DEGREES.get(outcome, degree),
            "settled_on": settled_on,
        }
        return _entered(connection, resolutions, row, [values], signed)


def set_deadline(database: Database, id: str, day: datetime.date | None, signed: Signed) -> Changed:
    """Say by which day a forecast or commitment falls due, in all its appearances; ``None``: as read, after all.

    ``id``, and what is raised: as for :func:`resolve`.
    """
    with database.writing() as connection:
        return _entered(connection, deadlines, _open_claim(connection, id), [{"due_on": day}], signed)


def correct(database: Database, id: str, correction: Correction, signed: Signed) -> Changed:
    """Say what was read wrongly of a statement or claim; it holds wherever the same words are the same utterance.

    Of a claim's id, ``speaker`` and ``statement`` are taken for its statement's. Raises :class:`NotInLedger`, and
    :class:`BadEntry` for what cannot be.
    """
    with database.writing() as connection:
        row = _passage(connection, id)
        if row.kind == "claim" and (correction.speaker is not None or correction.statement is not None):
            if (correction.kind, correction.likelihood, correction.words) != (None, None, None):
                raise BadEntry(
                    "the speaker is the statement's, the rest is the claim's; correct one after the other"
                )
            row = _statement_of(connection, row)
        values = {name: json.dumps(value) for name, value in _checked(connection, row, correction).items()}
        if not values:
            raise BadEntry("say what is wrong: its kind, likelihood, speaker or words, or that it is none")
        entered = [{"field": name, "value": value} for name, value in values.items()]
        changed = _entered(connection, corrections, row, entered, signed)
        if changed.now.kind == "forecast" and not changed.now.likelihood:
            raise BadEntry("say how likely the forecast is made, too: --likelihood likely")
        return changed


def as_read(database: Database, id: str, signed: Signed) -> Changed:
    """Take back all corrections of a statement or claim; raises as :func:`correct` does."""
    with database.writing() as connection:
        row = _passage(connection, id)
        made = corrections.c.passage_id == row.id
        fields = sorted(connection.execute(sa.select(corrections.c.field).where(made).distinct()).scalars())
        if not fields:
            raise BadEntry(f"{row.code} is as it was read; there is nothing to take back")
        entered = [{"field": name, "value": None} for name in fields]
        return _entered(connection, corrections, row, entered, signed)


def by_whom(signed: Signed) -> dict[str, Any]:
    """The columns of an entry that say who makes it, now, and why; raises :class:`BadEntry` where nobody does."""
    if not signed.by.strip():
        raise BadEntry("say who you are: --by NAME, or the variable ONRECORD_BY")
    return {
        "made_by": " ".join(signed.by.split()),
        "made_at": datetime.datetime.now(datetime.UTC),
        "note": signed.note.strip() or None,
        "evidence": "\n".join(" ".join(line.split()) for line in signed.evidence if line.strip()) or None,
    }


def history(connection: sa.Connection, utterances: Collection[int]) -> tuple[Entry, ...]:
    """All that people said of the appearances of these utterances, the oldest first."""
    out = []
    for table in (resolutions, deadlines, corrections):
        query = (
            sa.select(table, passages.c.code)
            .join(passages, passages.c.id == table.c.passage_id)
            .where(passages.c.utterance_id.in_(utterances))
        )
        out += [(row.made_at, row.id, _entry(connection, table, row)) for row in connection.execute(query)]
    return tuple(entry for _, _, entry in sorted(out, key=lambda x: x[:2]))


def settling(connection: sa.Connection, utterances: Collection[int]) -> dict[int, Entry]:
    """Of each of these utterances the last entry that says how it turned out, where there is one."""
    query = (
        sa.select(resolutions, passages.c.code, passages.c.utterance_id)
        .join(passages, passages.c.id == resolutions.c.passage_id)
        .where(passages.c.utterance_id.in_(utterances))
        .order_by(resolutions.c.id)
    )
    return {row.utterance_id: _entry(connection, resolutions, row) for row in connection.execute(query)}


def _entry(connection: sa.Connection, table: sa.Table, row: Any) -> Entry:
    degree = on = None
    if table is resolutions:
        name, degree, on = "outcome", row.degree, row.settled_on
        value = None if row.outcome == "open" else row.outcome
    elif table is deadlines:
        name, value = "due", row.due_on and row.due_on.isoformat()
    else:
        name, value = row.field, row.value and _said(connection, row.field, json.loads(row.value))
    evidence = tuple(row.evidence.split("\n")) if row.evidence else ()
    return Entry(row.code, name, value, row.made_by, row.made_at, row.note, evidence, degree, on)


def _said(connection: sa.Connection, field: str, value: Any) -> str:
    if field == "speaker":
        name = sa.select(speakers.c.name).where(speakers.c.code == value)
        return f"{connection.execute(name).scalar_one()} ({value})"
    if field == "words":
        return str(value["text"])
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _passage(connection: sa.Connection, id: str) -> Any:
    """The passage with that id, which the newest reading has, or people said something of."""
    code = codes.typed(id)
    row = connection.execute(sa.select(passages).where(passages.c.code == code)).first()
    table = statements if row is None or row.kind == "statement" else claims
    if row is None or connection.execute(sa.select(table.c.id).where(table.c.id == row.id)).first() is None:
        raise NotInLedger(f"the ledger has no statement or claim {id}; onrecord find and show say their ids")
    return row


def _statement_of(connection: sa.Connection, claim: Any) -> Any:
    statement = sa.select(claims.c.statement_id).where(claims.c.id == claim.id).scalar_subquery()
    return connection.execute(sa.select(passages).where(passages.c.id == statement)).one()


def _open_claim(connection: sa.Connection, id: str) -> Any:
    """The forecast or commitment with that id, or the only one of the statement with that id."""
    row = _passage(connection, id)
    condition = claims.c.id == row.id if row.kind == "claim" else claims.c.statement_id == row.id
    made = connection.execute(sa.select(claims.c.id, claims.c.kind, claims.c.words).where(condition)).all()
    able = [claim for claim in made if claim.kind in SETTLED_KINDS]
    if not able:
        what = f"is read as {_a(made[0].kind)}" if row.kind == "claim" else "makes no forecast or commitment"
        raise BadEntry(
            f"{row.code} {what}, and only forecasts and commitments are settled; if it is one, say so first: "
            "onrecord correct ID --kind forecast --likelihood likely"
        )
    if len(able) > 1:
        of_claims = sa.select(passages.c.code).where(passages.c.id.in_([claim.id for claim in able]))
        ids = ", ".join(connection.execute(of_claims.order_by(passages.c.start)).scalars())
        raise BadEntry(f"{row.code} makes {len(able)} forecasts and commitments; say which: {ids}")
    return connection.execute(sa.select(passages).where(passages.c.id == able[0].id)).one()


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _checked(connection: sa.Connection, row: Any, correction: Correction) -> dict[Field, Any]:
    """What is to be corrected, as it is stored, if it can be so."""
    values: dict[Field, Any] = {
        name: value for name in FIELDS if (value := getattr(correction, name)) is not None
    }
    if row.kind == "statement":
        if values.keys() & {"kind", "likelihood"}:
            raise BadEntry(
                f"{row.code} is a statement; kind and likelihood are its claims', whose ids onrecord show says"
            )
        if correction.speaker is not None:
            values["speaker"] = _speaker(connection, correction.speaker)
    elif values.keys() & {"kind", "likelihood"}:
        now = sa.select(claims.c.kind).where(claims.c.id == row.id)
        kind = correction.kind or connection.execute(now).scalar_one()
        if kind != "forecast" and correction.likelihood:
            raise BadEntry(f"{row.code} is {_a(kind)}, and only forecasts have a likelihood")
    if correction.words is not None:
        values["words"] = _located(connection, row, correction.words)
    return values


def _speaker(connection: sa.Connection, said: str) -> str:
    """The id of the speaker that somebody names by it, or by a name, which is a person's where it is new."""
    code = sa.select(speakers.c.code)
    if found := connection.execute(code.where(speakers.c.code == codes.typed(said))).scalar():
        return str(found)
    name = " ".join(said.split())
    if not name:
        raise BadEntry("give the speaker's name, or id in the ledger")
    return by_name(connection, name)


def _located(connection: sa.Connection, row: Any, words: str) -> dict[str, Any]:
    """Where the words stand in the passage's document, nearest to it, as spans and as one text."""
    from onrecord.ledger.records import unpacked

    packed = sa.select(versions.c.text).where(versions.c.id == row.version_id)
    text = storable(unpacked(connection.execute(packed).scalar_one()))
    pieces = [storable(piece.strip()) for piece in words.split(GAP.strip())]
    if not all(pieces) or (row.kind == "claim" and len(pieces) > 1):
        raise BadEntry("give the words as they stand in the document, a claim's in one piece")
    spans = []
    after = _nearest(text, pieces[0], row.start)
    for piece in pieces:
        at = text.find(piece, after) if after >= 0 else -1
        if at < 0:
            raise BadEntry(f"“{piece}” does not stand in the document so; copy the words exactly")
        spans.append([at, at + len(piece)])
        after = at + len(piece)
    return {"spans": spans, "text": GAP.join(pieces)}


def _nearest(text: str, words: str, place: int) -> int:
    """Where ``words`` begin nearest to a place in ``text``; -1: nowhere."""
    before, after = text.rfind(words, 0, place + len(words)), text.find(words, place)
    return min((at for at in (before, after) if at >= 0), key=lambda at: abs(at - place), default=-1)


def _entered(
    connection: sa.Connection, table: sa.Table, row: Any, entries: list[dict[str, Any]], signed: Signed
) -> Changed:
    """Append entries about a passage, and put what then holds into the rows."""
    common = {"passage_id": row.id, **by_whom(signed)}
    before = _holds(connection, row)
    connection.execute(sa.insert(table), [{**common, **entry} for entry in entries])
    standing.apply(connection, [row.utterance_id])
    same = sa.select(sa.func.count()).where(passages.c.utterance_id == row.utterance_id)
    return Changed(row.code, before, _holds(connection, row), connection.execute(same).scalar_one())


def _holds(connection: sa.Connection, row: Any) -> Holds:
    who = (statements.c.withdrawn, statements.c.source, appearances.c.name)
    if row.kind == "statement":
        query = sa.select(statements.c.words, *who).where(statements.c.id == row.id)
        claim: dict[str, Any] = {}
    else:
        query = sa.select(claims, *who).join(statements, statements.c.id == claims.c.statement_id)
        query = query.where(claims.c.id == row.id)
    joined = query.outerjoin(appearances, appearances.c.id == statements.c.appearance_id)
    found = connection.execute(joined).one()
    if row.kind == "claim":
        names = ("kind", "likelihood", "due_on", "outcome", "degree")
        claim = {name: getattr(found, name) for name in names}
    return Holds(found.words, found.name or found.source or None, not found.withdrawn, **claim)
