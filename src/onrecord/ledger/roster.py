"""Who is on record in the ledger: its speakers listed, one with all that is known of it, and those that may be one."""

import datetime
import heapq
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from onrecord.ledger import persons
from onrecord.ledger.database import Database, batches
from onrecord.ledger.due import OpenClaim
from onrecord.ledger.find import Hit, hits
from onrecord.ledger.forecaster import forecaster
from onrecord.ledger.merging import Merge, Name, merges_of, person, speaker
from onrecord.ledger.outcomes import Settlement
from onrecord.ledger.schema import (
    appearances,
    claims,
    handles,
    passages,
    profiles,
    speakers,
    statements,
    versions,
)
from onrecord.ledger.status import SETTLED_KINDS, Status
from onrecord.ledger.words import folded

if TYPE_CHECKING:
    from onrecord.reading.record import ClaimKind, SpeakerKind

#: Who is listed where nobody asks for other kinds: those who have names.
NAMED: "tuple[SpeakerKind, ...]" = ("person", "organisation", "document", "author")
#: How many of the newest statements of one speaker are shown, of its open forecasts, and of those settled last.
LATEST = 5
#: What two names that may be one somebody's are to one another.
Likeness = Literal["same name", "initial", "spelling", "surname", "acronym", "writes too"]
#: How sure it is that they are, by that and by how much they have in common: nothing, one thing, two, more. Of
#: surnames and same names counted, on 840 articles in which a third of the names were shortened, and 120 people given
#: others' names (some 900 offers); of the rest, which are few, assumed.
SURE: dict[Likeness, tuple[float, float, float, float]] = {
    "same name": (0.15, 0.2, 0.3, 0.4),
    "initial": (0.3, 0.4, 0.5, 0.6),
    "spelling": (0.1, 0.3, 0.4, 0.5),
    "surname": (0.1, 0.25, 0.3, 0.35),
    "acronym": (0.2, 0.4, 0.5, 0.6),
    "writes too": (0.8, 0.8, 0.8, 0.8),
}


@dataclass(frozen=True, slots=True)
class OverTime:
    """A role in all documents that give it: in how many, and when the first and the last of these came out."""

    text: str
    since: int | None
    until: int | None
    former: bool
    documents: int
    first: datetime.date | None
    last: datetime.date | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A speaker of the ledger: what it is called, and how much of it is on record.

    ``names``: all, that which stands for it first. ``statements`` and ``documents``: how many. ``open`` and
    ``settled``: forecasts and commitments, each utterance once. ``first`` and ``last``: when documents came out.
    """

    id: str
    name: str
    kind: "SpeakerKind"
    names: tuple[str, ...]
    roles: tuple[OverTime, ...]
    statements: int
    documents: int
    open: int
    settled: int
    first: datetime.date | None
    last: datetime.date | None


@dataclass(frozen=True, slots=True)
class Roster:
    """Speakers, the one with the most statements first, and whether there are ``more``."""

    speakers: tuple[Listed, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class ShownSpeaker:
    """A speaker with all that is known of it.

    ``names``: each with the id of its row. ``claims``: how many of each kind its statements make. ``forecasts``: its
    forecasts and commitments by how they stand; ``open``: those of them that fall due first; ``settled``: those that were
    settled last. ``days``: how many of its statements came out on which day, the earliest first. ``merges``: what people
    said of who it is.
    """

    listed: Listed
    names: tuple[Name, ...]
    claims: "dict[ClaimKind, int]"
    forecasts: dict[Status, int]
    open: tuple[OpenClaim, ...]
    settled: tuple[Settlement, ...]
    days: dict[str, int]
    latest: tuple[Hit, ...]
    merges: tuple[Merge, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """Two speakers that may be one: how their names are alike, what they have in common, how ``sure`` it is (0 to 1).

    ``bearers``: how many the shorter name may mean.
    """

    one: Name
    other: Name
    likeness: Likeness
    roles: tuple[str, ...]
    company: tuple[str, ...]
    bearers: int
    sure: float


@dataclass(frozen=True, slots=True)
class Offers:
    """The surest first, and whether there are ``more``."""

    offers: tuple[Offer, ...]
    more: bool


def roster(
    database: Database,
    words: str = "",
    kinds: "Collection[SpeakerKind]" = NAMED,
    limit: int = 20,
    offset: int = 0,
) -> Roster:
    """The speakers of these ``kinds`` whom documents call something with all ``words``, at most ``limit``.

    Those who have all of them in a name come first, then those with the most statements. ``offset``: how many to leave
    out before the first.
    """
    root = speakers.alias()
    number = sa.func.count(statements.c.id)
    query = (
        sa.select(speakers.c.person_id)
        .select_from(statements)
        .join(appearances, appearances.c.id == statements.c.appearance_id)
        .join(speakers, speakers.c.id == appearances.c.speaker_id)
        .join(root, root.c.id == speakers.c.person_id)
        .where(~statements.c.superseded, ~statements.c.withdrawn, root.c.kind.in_(kinds))
        .group_by(speakers.c.person_id)
    )
    position = sa.func.instr if database.dialect == "sqlite" else sa.func.strpos
    sought = folded(words).split()
    if sought:
        # Whose name it is before who is minister of it.
        called = sa.and_(*(position(speakers.c.folded, word) > 0 for word in sought))
        query = query.order_by(
            sa.case((speakers.c.person_id.in_(sa.select(speakers.c.person_id).where(called)), 0), else_=1)
        )
    query = query.order_by(number.desc(), speakers.c.person_id)
    for word in sought:
        those = (
            sa.select(speakers.c.person_id)
            .join(appearances, appearances.c.speaker_id == speakers.c.id)
            .where((position(appearances.c.called, word) > 0) | (position(speakers.c.folded, word) > 0))
        )
        query = query.where(speakers.c.person_id.in_(those))
    with database.reading() as connection:
        ids = list(connection.execute(query.limit(limit + 1).offset(offset)).scalars())
        found = [one for some in batches(ids[:limit]) for one in _listed(connection, some)]
    return Roster(tuple(found), len(ids) > limit)


def show_speaker(database: Database, id: str) -> ShownSpeaker:
    """The speaker with that id; raises :class:`~onrecord.ledger.errors.NotInLedger`."""
    with database.reading() as connection:
        who = speaker(connection, id).person_id
        (listed,) = _listed(connection, [who])
        theirs = (
            sa.select(statements.c.id)
            .join(appearances, appearances.c.id == statements.c.appearance_id)
            .join(speakers, speakers.c.id == appearances.c.speaker_id)
            .join(versions, versions.c.id == statements.c.version_id)
            .where(speakers.c.person_id == who, ~statements.c.superseded, ~statements.c.withdrawn)
        )
        number = sa.func.count(sa.distinct(passages.c.utterance_id))
        made = sa.join(claims, passages, passages.c.id == claims.c.id)
        mine = claims.c.statement_id.in_(theirs)
        kinds = connection.execute(
            sa.select(claims.c.kind, number).select_from(made).where(mine).group_by(claims.c.kind)
        ).all()
        newest = theirs.order_by(
            versions.c.published_on.desc().nulls_last(), versions.c.id.desc(), statements.c.start
        )
        latest = hits(connection, list(connection.execute(newest.limit(LATEST)).scalars()), [])
        stands = forecaster(connection, theirs, LATEST)
        return ShownSpeaker(
            listed=listed,
            names=person(connection, who).names,
            claims=dict(sorted(((kind, n) for kind, n in kinds), key=lambda x: (-x[1], x[0]))),
            forecasts=stands.states,
            open=stands.open,
            settled=stands.settled,
            days=_days(connection, theirs),
            latest=latest,
            merges=merges_of(connection, who),
        )


def _days(connection: sa.Connection, theirs: "sa.Select[Any]") -> dict[str, int]:
    """How many of these statements came out on which day; those of no known day are left out."""
    day = versions.c.published_on
    rows = connection.execute(
        theirs.with_only_columns(day, sa.func.count()).where(day.is_not(None)).group_by(day).order_by(day)
    )
    return {row[0].isoformat(): row[1] for row in rows}


def _listed(connection: sa.Connection, ids: Sequence[int]) -> Iterator[Listed]:
    """The persons with these ids, in their order."""
    rows = defaultdict(list)
    for row in connection.execute(
        sa.select(speakers).where(speakers.c.person_id.in_(ids)).order_by(speakers.c.id)
    ):
        rows[row.person_id].append(row)
    theirs = sa.join(appearances, speakers, speakers.c.id == appearances.c.speaker_id).join(
        versions, versions.c.id == appearances.c.version_id
    )
    said = {
        row.person_id: row
        for row in connection.execute(
            sa.select(
                speakers.c.person_id,
                sa.func.count(statements.c.id).label("statements"),
                sa.func.count(sa.distinct(versions.c.document_id)).label("documents"),
                sa.func.min(versions.c.published_on).label("first"),
                sa.func.max(versions.c.published_on).label("last"),
            )
            .select_from(theirs.join(statements, statements.c.appearance_id == appearances.c.id))
            .where(speakers.c.person_id.in_(ids), ~statements.c.superseded, ~statements.c.withdrawn)
            .group_by(speakers.c.person_id)
        )
    }
    settled: dict[int, dict[bool, int]] = defaultdict(lambda: {False: 0, True: 0})
    for row in connection.execute(
        sa.select(
            speakers.c.person_id,
            claims.c.outcome.is_not(None).label("settled"),
            sa.func.count(sa.distinct(passages.c.utterance_id)).label("number"),
        )
        .select_from(
            theirs.join(statements, statements.c.appearance_id == appearances.c.id)
            .join(claims, claims.c.statement_id == statements.c.id)
            .join(passages, passages.c.id == claims.c.id)
        )
        .where(
            speakers.c.person_id.in_(ids),
            # Not by the index of kinds, which leads to everybody's.
            claims.c.kind.concat("").in_(SETTLED_KINDS),
            ~statements.c.superseded,
            ~statements.c.withdrawn,
        )
        .group_by(speakers.c.person_id, claims.c.outcome.is_not(None))
    ):
        settled[row.person_id][bool(row.settled)] = row.number
    roles = _roles(connection, theirs, ids)
    for id in ids:
        stands = next(row for row in rows[id] if row.id == id)
        others = sorted(rows[id], key=lambda row: row.id != id)
        one = said.get(id)
        yield Listed(
            id=stands.code,
            name=stands.name,
            kind=stands.kind,
            names=tuple(dict.fromkeys(row.name for row in others)),
            roles=tuple(roles[id]),
            statements=one.statements if one else 0,
            documents=one.documents if one else 0,
            open=settled[id][False],
            settled=settled[id][True],
            first=one.first if one else None,
            last=one.last if one else None,
        )


def _roles(connection: sa.Connection, theirs: sa.Join, ids: Sequence[int]) -> dict[int, list[OverTime]]:
    """The roles of persons, those that most documents give first."""
    gathered: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in connection.execute(
        sa.select(speakers.c.person_id, appearances.c.roles, versions.c.document_id, versions.c.published_on)
        .select_from(theirs)
        .where(speakers.c.person_id.in_(ids), appearances.c.roles.is_not(None))
        .order_by(versions.c.published_on.nulls_last(), appearances.c.id)
    ):
        for role in json.loads(row.roles):
            gathered[row.person_id][_plain(role[0])].append((role, row.document_id, row.published_on))
    out: dict[int, list[OverTime]] = defaultdict(list)
    for id, by_text in gathered.items():
        for found in by_text.values():
            text, since, until, former = found[-1][0]
            days = [day for _, _, day in found if day]
            documents = len({document for _, document, _ in found})
            out[id].append(
                OverTime(
                    text, since, until, former, documents, min(days, default=None), max(days, default=None)
                )
            )
        out[id].sort(key=lambda role: (-role.documents, role.text))
    return out


@lru_cache(maxsize=10_000)
def _plain(role: str) -> str:
    """A role's words without the article, so that "the mayor" is "mayor"."""
    from onrecord.ledger.people import ARTICLES

    first, _, rest = folded(role).partition(" ")
    return rest if first in ARTICLES and rest else folded(role)


def offers(database: Database, words: str = "", limit: int = 20) -> Offers:
    """The pairs of speakers that may be one, the surest first; ``words``: only those with all of them in a name."""
    sought = folded(words).split()

    def wanted(offer: Offer) -> bool:
        names = f"{folded(offer.one.name)} {folded(offer.other.name)}"
        return all(word in names for word in sought)

    with database.reading() as connection:
        found = (offer for offer in (*_in_blocks(connection), *_writing_too(connection)) if wanted(offer))
        best = heapq.nsmallest(
            limit + 1, found, key=lambda offer: (-offer.sure, offer.one.id, offer.other.id)
        )
    return Offers(tuple(best[:limit]), len(best) > limit)


def _surest_first(offer: Offer) -> tuple[float, int, str, str]:
    return -offer.sure, -len(offer.roles) - len(offer.company), offer.one.id, offer.other.id


def _in_blocks(connection: sa.Connection) -> Iterator[Offer]:
    """Offers of all blocks, one block after another: it takes no more room in a large ledger."""
    block = sa.func.substr(handles.c.handle, 1, 1).concat(sa.func.substr(handles.c.handle, 3))
    query = (
        sa.select(block.label("block"), handles.c.speaker_id, speakers.c.person_id)
        .join(speakers, speakers.c.id == handles.c.speaker_id)
        .where(sa.func.substr(handles.c.handle, 2, 1) != "=")
        .order_by("block", handles.c.speaker_id)
    )
    rows = connection.execute(query.execution_options(yield_per=1000))
    seen: set[tuple[str, str]] = set()
    for _, some in groupby(rows, key=lambda row: row.block):
        ids = {row.speaker_id: row.person_id for row in some}
        if len(set(ids.values())) > 1:
            for offer in _of_block(connection, list(ids)):
                pair = (offer.one.id, offer.other.id)
                if pair not in seen:
                    seen.add(pair)
                    yield offer


def _of_block(connection: sa.Connection, ids: Sequence[int]) -> Iterator[Offer]:
    from onrecord.ledger import people

    rows: dict[int, people.Row] = {}
    names: dict[int, Name] = {}
    query = sa.select(speakers, profiles.c.profile, persons.SAID.label("said")).outerjoin(
        profiles, profiles.c.speaker_id == speakers.c.id
    )
    for row in connection.execute(query.where(speakers.c.id.in_(ids)).order_by(speakers.c.id)):
        if name := people.named(row.kind, row.name):
            profile = people.unpacked_profile(row.profile)
            # Of whom people say that it is somebody else, nobody is offered to be the same.
            rows[row.id] = people.Row(row.id, name, profile, row.person_id, row.said)
            names[row.id] = Name(row.code, row.name)
    for pair in people.alike(list(rows.values())):
        one, other = rows[pair.one], rows[pair.other]
        roles, company = people.in_common(one.profile, other.profile)
        number = min(len(roles) + len(company), 3)
        sure = SURE[pair.likeness][number]
        yield Offer(names[one.id], names[other.id], pair.likeness, roles, company, pair.bearers, sure)


def _writing_too(connection: sa.Connection) -> Iterator[Offer]:
    """Those who are quoted somewhere, and have written a document themselves."""
    named = sa.select(speakers, persons.SAID.label("said"))
    author = named.where(speakers.c.kind == "author").subquery()
    quoted = named.where(speakers.c.kind == "person").subquery()
    query = (
        sa.select(
            quoted.c.code,
            quoted.c.name,
            quoted.c.said,
            author.c.code.label("author_code"),
            author.c.name.label("author_name"),
            author.c.said.label("author_said"),
        )
        .join(author, author.c.folded == quoted.c.folded)
        .where(quoted.c.id == quoted.c.person_id, author.c.id == author.c.person_id)
        .order_by(quoted.c.id)
    )
    for row in connection.execute(query):
        if 0 not in (row.said, row.author_said):
            one, other = Name(row.code, row.name), Name(row.author_code, row.author_name)
            yield Offer(one, other, "writes too", (), (), 1, SURE["writes too"][0])
