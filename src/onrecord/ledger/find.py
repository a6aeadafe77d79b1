"""Finds statements: by their words, and by who made them, where, when, of what kind and how likely."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from onrecord.ledger import bulk, codes, fulltext
from onrecord.ledger.database import Database, batches
from onrecord.ledger.schema import (
    appearances,
    claims,
    documents,
    outlets,
    passages,
    places,
    speakers,
    statement_places,
    statements,
    versions,
)
from onrecord.ledger.status import Status, having
from onrecord.ledger.words import Phrase, excerpt, folded, phrases
from onrecord.ledger.words import found as found_in

if TYPE_CHECKING:
    from onrecord.ledger.entries import Outcome
    from onrecord.reading.record import ClaimKind, Due, Likelihood, Manner, SpeakerKind


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for: statements of which all this is true.

    ``words``: all of them, in the content or in the name or source of who says it, in any form ("hold" finds
    "holding"); words in quotation marks stand there in a row. ``speaker``, ``outlet`` and ``place`` are parts of
    names, in whatever case: of any that the text gives the speaker, of the outlet, of a place that the content
    names, or its country's two letters. ``since`` and ``until``: when the document was published. ``kinds``,
    ``likelihoods`` and ``statuses``: a claim of the statement is of one of these kinds, made so likely, and stands so
    on the day ``today``, by default today.
    """

    words: str = ""
    speaker: str = ""
    outlet: str = ""
    place: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    kinds: "Collection[ClaimKind] | None" = None
    likelihoods: "Collection[Likelihood] | None" = None
    statuses: "Collection[Status] | None" = None
    today: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class HitClaim:
    """A claim of a statement that was found.

    ``due_on``: by when it can be settled; ``due``: how that is known. ``outcome`` and ``degree``: how it turned out;
    none while it is open.
    """

    id: str
    kind: "ClaimKind"
    text: str
    likelihood: "Likelihood | None"
    probability: float | None
    due_on: datetime.date | None
    due: "Due | None"
    checkable: bool | None
    outcome: "Outcome | None"
    degree: float | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement that was found.

    ``speaker``: the name, else what the text calls the source; ``None`` where it names none. ``speaker_id`` and
    ``document``: the ledger's ids. ``quoted_by``: the names of those whom the speaker is quoted by, innermost first.
    ``marks``: where in ``text`` the words stand that were looked for. ``version``: which of the document's texts it
    is in; ``dropped``: a newer one is without it. ``repeats``: the ids of the other statements that are one utterance with
    it; ``also_in``: how many other documents they are in.
    """

    id: str
    speaker: str | None
    speaker_id: str | None
    speaker_kind: "SpeakerKind | None"
    quoted_by: tuple[str, ...]
    text: str
    marks: tuple[tuple[int, int], ...]
    manner: "Manner"
    confidence: float
    claims: tuple[HitClaim, ...]
    document: str
    version: int
    dropped: bool
    title: str
    outlet: str | None
    published: str | None
    url: str | None
    start: int
    end: int
    also_in: int
    repeats: tuple[str, ...]

    def excerpt(self, length: int) -> tuple[int, int]:
        """The part of ``text`` of at most ``length`` characters that shows most of what was looked for, as offsets."""
        return excerpt(self.text, self.marks, length)


@dataclass(frozen=True, slots=True)
class Found:
    """The best hits, and whether there are ``more``."""

    hits: tuple[Hit, ...]
    more: bool


def find(database: Database, search: Search, limit: int, offset: int = 0) -> Found:
    """The statements that fit best, at most ``limit``; where no words are given, the newest first.

    Of several that are one utterance it is the first in that order. ``offset``: how many to leave out before the first.
    """
    sought = phrases(search.words)
    query, rank = matching(database.dialect, search)
    newest = (
        versions.c.published_on.desc().nulls_last(),
        versions.c.id.desc(),
        statements.c.start,
        statements.c.id,
    )
    query = query.order_by(*rank, *newest)
    with database.reading() as connection:
        ids = distinct(connection, query, offset + limit + 1)[offset:]
        found = (hit for some in batches(ids[:limit]) for hit in hits(connection, some, sought))
        return Found(tuple(found), len(ids) > limit)


def distinct(
    connection: sa.Connection, query: "sa.Select[Any] | sa.CompoundSelect[Any]", limit: int
) -> list[int]:
    """The first statements or claims, at most ``limit``, that ``query`` finds of different utterances."""
    taken = limit
    while True:
        # Anew rather than all at once: to sort the first few of many is quick.
        taken = 2 * taken + 20
        rows = connection.execute(query.limit(taken)).all()
        first = {row.utterance_id: row.id for row in reversed(rows)}
        if len(first) >= limit or len(rows) < taken:
            return [row.id for row in rows if first[row.utterance_id] == row.id][:limit]


def matching(dialect: str, search: Search) -> "tuple[sa.Select[Any], list[sa.ColumnElement[Any]]]":
    """The statements that are looked for, ``id`` and ``utterance_id``; and how well each fits, the lower the better.

    That is empty where no words are looked for.
    """
    sought = phrases(search.words)
    # Where most statements fit, SQLite is kept from finding each one's version, so that it goes from the newest version on
    # until there are enough, rather than through all of them.
    version = versions.c.id + 0 if _most_fit(search) else versions.c.id
    query = (
        sa.select(statements.c.id, passages.c.utterance_id)
        .join(passages, passages.c.id == statements.c.id)
        .join(versions, version == statements.c.version_id)
        .where(~statements.c.superseded, ~statements.c.withdrawn)
    )
    query = query.where(*conditions(dialect, search))
    if search.words.strip() and not sought:
        return query.where(sa.false()), []  # nothing but punctuation, which no statement is searched for
    if not sought:
        return query, []
    found = fulltext.matching(dialect, sought)
    return query.join(found, found.c.id == statements.c.id), [found.c.rank]


def conditions(dialect: str, search: Search) -> Iterable[sa.ColumnElement[bool]]:
    """What is true of the statements that ``search`` fits, but for its words."""
    if search.speaker.strip():
        yield by_speaker(dialect, search.speaker)
    if search.outlet.strip():
        those = sa.select(outlets.c.id).where(_has(dialect, outlets.c.folded, search.outlet))
        yield versions.c.outlet_id.in_(those)
    if search.place.strip():
        country = places.c.country == search.place.strip().upper()
        named = sa.or_(_has(dialect, places.c.folded, search.place), country)
        there = sa.select(statement_places.c.statement_id).join(places).where(named)
        yield statements.c.id.in_(there)
    if search.since:
        yield versions.c.published_on >= search.since
    if search.until:
        yield versions.c.published_on <= search.until
    if making := list(claimed(search)):
        made = sa.select(claims.c.statement_id).where(*making)
        # Where most statements fit, or words have chosen some, each is looked at; else those that make such a claim.
        if search.words.strip() or _most_fit(search):
            yield made.where(claims.c.statement_id == statements.c.id).correlate(statements).exists()
        else:
            yield statements.c.id.in_(made)


def _most_fit(search: Search) -> bool:
    """Whether a good part of all statements may fit, so that to look at one after another soon finds some."""
    words = (search.words, search.speaker, search.place)
    return not any(word.strip() for word in words) and search.likelihoods is None and search.statuses is None


def claimed(search: Search) -> Iterable[sa.ColumnElement[bool]]:
    """What is true of one claim of a statement that ``search`` fits."""
    if search.kinds is not None:
        yield claims.c.kind.in_(search.kinds)
    if search.likelihoods is not None:
        yield claims.c.likelihood.in_(search.likelihoods)
    if search.statuses is not None:
        yield having(search.statuses, search.today or datetime.date.today())


def by_speaker(dialect: str, part: str) -> sa.ColumnElement[bool]:
    """The statements of those whom a text calls something with ``part`` in it, and all of those with it in a name.

    ``part``: else a speaker's id; then the statements of that one alone.
    """
    whose = speakers.alias()
    is_id = sa.exists().where(whose.c.code == codes.typed(part))

    def named(column: "sa.Column[str]") -> sa.ColumnElement[bool]:
        return sa.case((is_id, sa.false()), else_=_has(dialect, column, part))

    mine = sa.or_(named(speakers.c.folded), speakers.c.code == codes.typed(part))
    persons = sa.select(speakers.c.person_id).where(mine)
    theirs = sa.select(speakers.c.id).where(speakers.c.person_id.in_(persons))
    meant = sa.union_all(
        sa.select(appearances.c.id).where(appearances.c.speaker_id.in_(theirs)),
        sa.select(appearances.c.id).where(named(appearances.c.called)),
    )
    return statements.c.appearance_id.in_(meant)


def _has(dialect: str, column: "sa.Column[str]", part: str) -> sa.ColumnElement[bool]:
    position = sa.func.instr if dialect == "sqlite" else sa.func.strpos
    return position(column, folded(part)) > 0


def hits(connection: sa.Connection, ids: Sequence[int], sought: list[Phrase]) -> tuple[Hit, ...]:
    """The statements with these ids, in their order, with the words that were ``sought`` marked."""
    newest, whose = versions.alias(), speakers.alias()
    query = (
        sa.select(
            statements,
            passages.c.code,
            passages.c.utterance_id,
            documents.c.id.label("document_id"),
            appearances.c.name.label("speaker"),
            whose.c.code.label("speaker_code"),
            appearances.c.kind.label("speaker_kind"),
            documents.c.code.label("document"),
            versions.c.number,
            versions.c.title,
            outlets.c.name.label("outlet"),
            versions.c.published,
            versions.c.url,
            sa.exists()
            .where(newest.c.document_id == documents.c.id, newest.c.number > versions.c.number)
            .label("older"),
        )
        .join(passages, passages.c.id == statements.c.id)
        .join(versions, versions.c.id == statements.c.version_id)
        .join(documents)
        .outerjoin(outlets)
        .outerjoin(appearances, appearances.c.id == statements.c.appearance_id)
        .outerjoin(speakers, speakers.c.id == appearances.c.speaker_id)
        .outerjoin(whose, whose.c.id == speakers.c.person_id)
        .where(statements.c.id.in_(ids))
    )
    rows = {row.id: row for row in connection.execute(query)}
    made = _claims(connection, ids)
    voices = _voices(connection, rows.values())
    again = _again(connection, {row.utterance_id for row in rows.values()})
    return tuple(
        Hit(
            id=row.code,
            speaker=row.speaker or row.source or None,
            speaker_id=row.speaker_code,
            speaker_kind=row.speaker_kind,
            quoted_by=voices[row.id],
            text=row.words,
            marks=found_in(row.words, sought),
            manner=row.manner,
            confidence=row.confidence,
            claims=made[row.id],
            document=row.document,
            version=row.number,
            dropped=row.older and not row.superseded,
            title=row.title,
            outlet=row.outlet,
            published=row.published,
            url=row.url,
            start=row.start,
            end=row.end,
            also_in=len({other.document_id for other in again[row.utterance_id]} - {row.document_id}),
            repeats=tuple(other.code for other in again[row.utterance_id] if other.id != row.id),
        )
        for row in (rows[id] for id in ids)
    )


def claims_made(connection: sa.Connection, ids: Sequence[int]) -> dict[int, tuple[HitClaim, Hit]]:
    """The claims with these ids, each with the statement that makes it."""
    query = (
        sa.select(claims.c.id, claims.c.statement_id, passages.c.code)
        .join(passages, passages.c.id == claims.c.id)
        .where(claims.c.id.in_(ids))
    )
    of = {row.code: row for row in connection.execute(query)}
    return {
        of[claim.id].id: (claim, hit)
        for hit in hits(connection, sorted({row.statement_id for row in of.values()}), [])
        for claim in hit.claims
        if claim.id in of
    }


def _again(connection: sa.Connection, utterances: Collection[int]) -> dict[int, list[Any]]:
    """All statements of utterances, the earliest first; those that a newer version has, too, only in that."""
    query = (
        sa.select(passages.c.id, passages.c.code, passages.c.utterance_id, versions.c.document_id)
        .join(statements, statements.c.id == passages.c.id)
        .join(versions, versions.c.id == passages.c.version_id)
        .where(
            ~statements.c.superseded,
            bulk.among(connection.dialect.name, passages.c.utterance_id),
        )
        .order_by(versions.c.published_on.nulls_last(), passages.c.id)
    )
    out: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(query, {"values": bulk.values(connection, utterances)}):
        out[row.utterance_id].append(row)
    return out


def _claims(connection: sa.Connection, ids: Sequence[int]) -> dict[int, tuple[HitClaim, ...]]:
    query = (
        sa.select(claims, passages.c.code)
        .join(passages, passages.c.id == claims.c.id)
        .where(claims.c.statement_id.in_(ids))
        .order_by(claims.c.start, claims.c.id)
    )
    out: dict[int, tuple[HitClaim, ...]] = defaultdict(tuple)
    for row in connection.execute(query):
        claim = HitClaim(
            id=row.code,
            kind=row.kind,
            text=row.words,
            likelihood=row.likelihood,
            probability=row.probability,
            due_on=row.due_on,
            due=row.due,
            checkable=row.checkable,
            outcome=row.outcome,
            degree=row.degree,
        )
        out[row.statement_id] += (claim,)
    return out


def _voices(connection: sa.Connection, rows: Iterable[Any]) -> dict[int, tuple[str, ...]]:
    """The names of those whom statements are quoted by, innermost first, one after another each once."""
    known: dict[int, Any] = {row.id: row for row in rows}
    asked = list(known)
    while missing := {row.within_id for row in known.values() if row.within_id} - known.keys():
        query = (
            sa.select(
                statements.c.id,
                statements.c.within_id,
                statements.c.source,
                appearances.c.name.label("speaker"),
            )
            .outerjoin(appearances, appearances.c.id == statements.c.appearance_id)
            .where(statements.c.id.in_(missing))
        )
        known |= {row.id: row for row in connection.execute(query)}
    out = {}
    for id in asked:
        names: list[str] = []
        inner = known[id]
        while inner.within_id:
            outer = known[inner.within_id]
            if (name := outer.speaker or outer.source) != (inner.speaker or inner.source):
                names.append(name)
            inner = outer
        out[id] = tuple(names)
    return out
