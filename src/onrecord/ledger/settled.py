"""What was settled: forecasts and commitments that came true or not, were kept or not, each utterance once."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from onrecord.ledger.compared import NAMELESS
from onrecord.ledger.database import Database, batches
from onrecord.ledger.find import Search, claimed, conditions
from onrecord.ledger.schema import (
    appearances,
    claims,
    outlets,
    passages,
    places,
    speakers,
    statement_places,
    statements,
    versions,
)
from onrecord.ledger.status import SETTLED_KINDS
from onrecord.ledger.words import folded
from onrecord.reading.likelihood import Interval, Phrase, is_number, meaning

if TYPE_CHECKING:
    from onrecord.ledger.entries import Outcome
    from onrecord.reading.record import ClaimKind, Likelihood, Manner, SpeakerKind

_MANNERS: "tuple[Manner, ...]" = ("direct", "mixed", "indirect")


@dataclass(frozen=True, slots=True)
class Who:
    """A speaker across the ledger: the ledger's id, the name, and whether that tells them from all others."""

    id: str
    name: str
    kind: "SpeakerKind"
    named: bool


@dataclass(frozen=True, slots=True)
class SettledClaim:
    """A forecast or commitment that was settled, or declared void: one utterance, in however many articles.

    ``id``: the claim's. ``said_in``: equal for claims of one statement, wherever it was printed. ``probability``: how
    likely a forecast was made, a commitment has none. ``phrase``: that of the table of probability words which says so,
    in its first form; ``None``: the ``likelihood`` alone says so or, where it is ``stated``, a number. ``interval``:
    where the middle 80 % of readers put what was not stated. ``outcome``: ``yes``, ``no``, ``partly`` or ``void``;
    ``degree``: how far it came true, ``None`` where void. ``outlets`` and ``places``: all that its articles are from,
    and that its statement names, a place with its country. ``published``: when the first of its articles was.
    ``appearances``: in how many places it stands.
    """

    id: str
    kind: "ClaimKind"
    said_in: int
    speaker: Who | None
    likelihood: "Likelihood | None"
    probability: float | None
    phrase: str | None
    stated: bool
    interval: Interval | None
    outcome: "Outcome"
    degree: float | None
    outlets: tuple[str, ...]
    places: tuple[str, ...]
    published: datetime.date | None
    appearances: int


def settled(database: Database, search: Search) -> list[SettledClaim]:
    """The settled forecasts and commitments that ``search`` fits, whose words are not looked at; the oldest first.

    An utterance counts once, for whoever says it. Who quotes them does not say it: where a claim holds another's
    settled claim ("the mayor said that *the engineer expects the dam to hold*"), only the inner one counts, unless
    that is void. Where its appearances differ in who said it, it is whom a person named; else somebody with a name,
    whom most of them name. Its likelihood is that of the most direct appearance by that speaker, of equals the first
    published.
    """
    said = passages.alias()
    about_statement = replace(search, kinds=None, likelihoods=None, statuses=None)
    fits = sa.and_(sa.true(), *conditions(database.dialect, about_statement), *claimed(search))
    query = (
        sa.select(
            claims.c.id,
            claims.c.statement_id,
            claims.c.version_id,
            claims.c.start,
            claims.c.end,
            claims.c.kind,
            claims.c.likelihood,
            claims.c.phrase,
            claims.c.probability,
            claims.c.outcome,
            claims.c.degree,
            passages.c.code,
            passages.c.utterance_id,
            said.c.utterance_id.label("said_in"),
            statements.c.within_id,
            statements.c.manner,
            versions.c.published_on,
            versions.c.outlet_id,
            speakers.c.person_id,
            # A person's correction has the speaker's id in the ledger in the place of the reading's.
            (appearances.c.local == speakers.c.code).label("named_by_hand"),
            fits.label("fits"),
        )
        .join(passages, passages.c.id == claims.c.id)
        .join(statements, statements.c.id == claims.c.statement_id)
        .join(said, said.c.id == claims.c.statement_id)
        .join(versions, versions.c.id == claims.c.version_id)
        .outerjoin(appearances, appearances.c.id == statements.c.appearance_id)
        .outerjoin(speakers, speakers.c.id == appearances.c.speaker_id)
        .where(claims.c.kind.in_(SETTLED_KINDS), claims.c.outcome.is_not(None))
        .where(
            sa.or_(
                claims.c.kind != "forecast",
                claims.c.likelihood.is_not(None),
                claims.c.probability.is_not(None),
            )
        )
        .where(~statements.c.superseded, ~statements.c.withdrawn)
        .order_by(claims.c.id)
    )
    with database.reading() as connection:
        # What holds another's claim does so whether or not that one is asked for.
        rows = [row for row in _innermost(connection.execute(query).all()) if row.fits]
        who = _who(connection, {row.person_id for row in rows if row.person_id})
        from_outlet = _outlets(connection, {row.outlet_id for row in rows if row.outlet_id})
        named = _places(connection, [row.statement_id for row in rows])
    by_utterance = defaultdict(list)
    for row in rows:
        by_utterance[row.utterance_id].append(row)
    found = []
    for same in by_utterance.values():
        row = _best(same, who)
        found.append(
            SettledClaim(
                id=row.code,
                kind=row.kind,
                said_in=row.said_in,
                speaker=who.get(row.person_id),
                likelihood=row.likelihood,
                **_chance(row.kind, row.likelihood, row.phrase, row.probability),
                outcome=row.outcome,
                degree=row.degree,
                outlets=_several(from_outlet[r.outlet_id] for r in same if r.outlet_id),
                places=_several(place for r in same for place in named[r.statement_id]),
                published=min((r.published_on for r in same if r.published_on), default=None),
                appearances=len(same),
            )
        )
    return sorted(found, key=lambda claim: (claim.published or datetime.date.max, claim.id))


def _innermost(rows: Sequence[Any]) -> list[Any]:
    """``rows`` without the utterances that hold another one, of a statement within theirs, which is not void."""
    holding: set[int] = set()
    outer: list[Any] = []
    for row in sorted(rows, key=lambda r: (r.version_id, r.start, -r.end, r.within_id or 0, r.id)):
        outer = [o for o in outer if o.version_id == row.version_id and o.end > row.start]
        if row.within_id and row.outcome != "void":
            around = [o for o in outer if row.end <= o.end and o.statement_id != row.statement_id]
            holding |= {o.utterance_id for o in around if o.utterance_id != row.utterance_id}
        outer.append(row)
    return [row for row in rows if row.utterance_id not in holding]


def _best(same: Sequence[Any], who: dict[int, Who]) -> Any:
    """Of the appearances of an utterance, the one that says best who said it and how."""
    if len(same) == 1:
        return same[0]
    persons = Counter(who.get(row.person_id) for row in same)

    def goodness(row: Any) -> tuple[object, ...]:
        person = who.get(row.person_id)
        return (
            not row.named_by_hand,
            not (person and person.named),
            -persons[person],
            _MANNERS.index(row.manner),
            row.published_on or datetime.date.max,
            row.id,
        )

    return min(same, key=goodness)


def _who(connection: sa.Connection, persons: Collection[int]) -> dict[int, Who]:
    """Whom the ledger has under these ids of persons."""
    return {
        row.id: Who(row.code, row.name, row.kind, _is_named(row.kind, row.name))
        for some in batches(sorted(persons))
        for row in connection.execute(sa.select(speakers).where(speakers.c.id.in_(some)))
    }


@lru_cache(maxsize=10_000)
def _chance(
    kind: "ClaimKind", likelihood: "Likelihood | None", phrase: str | None, probability: float | None
) -> dict[str, Any]:
    """How likely a forecast was made, and what says so."""
    chance: dict[str, Any] = {"probability": probability, "phrase": None, "stated": False, "interval": None}
    if kind != "forecast":
        return chance
    if likelihood is None or (phrase and is_number(phrase)):
        return {**chance, "stated": True}
    entry = meaning(likelihood, phrase)
    if phrase:  # one of another table than ours is in none of our forms
        chance["phrase"] = entry.words[0] if isinstance(entry, Phrase) else phrase.casefold()
    if probability is None:
        chance["probability"] = entry.probability
    return {**chance, "interval": (entry.low, entry.high)}


def _is_named(kind: "SpeakerKind", name: str) -> bool:
    return kind not in NAMELESS and folded(name) not in {"", "the author"}


def _outlets(connection: sa.Connection, ids: Collection[int]) -> dict[int, str]:
    return {
        row.id: row.name
        for some in batches(sorted(ids))
        for row in connection.execute(sa.select(outlets.c.id, outlets.c.name).where(outlets.c.id.in_(some)))
    }


def _places(connection: sa.Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    """The places that each of these statements names, with their countries."""
    out: dict[int, list[str]] = defaultdict(list)
    for some in batches(sorted(set(ids))):
        query = (
            sa.select(statement_places.c.statement_id, places.c.name, places.c.country, places.c.kind)
            .join(places)
            .where(statement_places.c.statement_id.in_(some))
            .order_by(statement_places.c.statement_id, places.c.name, places.c.id)
        )
        for row in connection.execute(query):
            alone = row.kind == "country" or not row.country
            out[row.statement_id].append(row.name if alone else f"{row.name}, {row.country}")
    return out


def _several(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
