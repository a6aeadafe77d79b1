"""What a search's statements have in common: how many of each kind, likelihood, status, outlet, speaker and year."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from onrecord.ledger.database import Database
from onrecord.ledger.find import Search, matching
from onrecord.ledger.schema import appearances, claims, outlets, speakers, statements, versions
from onrecord.ledger.status import SETTLED_KINDS

#: So many statements are counted; of more it is said that there are more.
MOST = 2_000
#: So many speakers and outlets are named, those with the most statements.
NAMED = 8


@dataclass(frozen=True, slots=True)
class Facet:
    """One value that statements have in common, and how many have it."""

    value: str
    number: int


@dataclass(frozen=True, slots=True)
class Facets:
    """How many statements there are, and of those how many have what, the most frequent value first.

    ``more``: there are more than were counted. ``statuses``: ``open``, ``due`` (which is open too), ``settled``, and
    the outcomes. ``years``: of publication, the newest first.
    """

    number: int
    more: bool
    kinds: tuple[Facet, ...]
    likelihoods: tuple[Facet, ...]
    statuses: tuple[Facet, ...]
    outlets: tuple[Facet, ...]
    speakers: tuple[Facet, ...]
    years: tuple[Facet, ...]


def facets(database: Database, search: Search, most: int = MOST) -> Facets:
    """Count what the first ``most`` statements that ``search`` finds have in common, each utterance once."""
    found, _ = matching(database.dialect, search)
    found = found.add_columns(statements.c.appearance_id, versions.c.outlet_id, versions.c.published_on)
    those = found.limit(most + 1).cte("those")
    person = speakers.alias()
    query = (
        sa.select(
            those.c.id,
            those.c.utterance_id,
            those.c.published_on,
            outlets.c.name.label("outlet"),
            person.c.name.label("speaker"),
            claims.c.kind,
            claims.c.likelihood,
            claims.c.outcome,
            claims.c.due_on,
        )
        .select_from(those)
        .outerjoin(outlets, outlets.c.id == those.c.outlet_id)
        .outerjoin(appearances, appearances.c.id == those.c.appearance_id)
        .outerjoin(speakers, speakers.c.id == appearances.c.speaker_id)
        .outerjoin(person, person.c.id == speakers.c.person_id)
        .outerjoin(claims, claims.c.statement_id == those.c.id)
    )
    with database.reading() as connection:
        made = connection.execute(query).all()
    today = search.today or datetime.date.today()
    return Facets(
        number=min(len({row.utterance_id for row in made}), most),
        more=len({row.id for row in made}) > most,
        kinds=_most((row.utterance_id, row.kind) for row in made),
        likelihoods=_most((row.utterance_id, row.likelihood) for row in made),
        statuses=_most((row.utterance_id, status) for row in made for status in _statuses(row, today)),
        outlets=_most(((row.utterance_id, row.outlet) for row in made), NAMED),
        speakers=_most(((row.utterance_id, row.speaker) for row in made), NAMED),
        years=_newest((row.utterance_id, str(row.published_on.year)) for row in made if row.published_on),
    )


def _statuses(claim: Any, today: datetime.date) -> tuple[str, ...]:
    if claim.kind not in SETTLED_KINDS:
        return ()
    if claim.outcome:
        return ("settled", claim.outcome)
    return ("open", "due") if claim.due_on and claim.due_on <= today else ("open",)


def _most(pairs: Iterable[tuple[int, str | None]], limit: int | None = None) -> tuple[Facet, ...]:
    """In how many statements each value is, the most frequent first, at most ``limit``."""
    counts = Counter(value for _, value in set(pairs) if value)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Facet(value, number) for value, number in ordered[:limit])


def _newest(pairs: Iterable[tuple[int, str | None]]) -> tuple[Facet, ...]:
    return tuple(sorted(_most(pairs), key=lambda facet: facet.value, reverse=True))
