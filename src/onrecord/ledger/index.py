"""A reading as rows that can be searched: statements, claims, who makes them and what places they name.

Everything here is written within the caller's transaction, which nobody else writes beside; so new ids are the next
ones, and what is looked up stays as it was.
"""

import datetime
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from onrecord.ledger import bulk, codes, fulltext, standing, uniting
from onrecord.ledger.bulk import insert
from onrecord.ledger.compared import NAMELESS, Compared, Kind, Passage
from onrecord.ledger.database import batches
from onrecord.ledger.passages import Stretch, matched, name, stretches
from onrecord.ledger.records import unpacked
from onrecord.ledger.repeats import Saying
from onrecord.ledger.rows import claim_row, joined, statement_row
from onrecord.ledger.schema import (
    appearances,
    claims,
    corrections,
    deadlines,
    passages,
    places,
    resolutions,
    statement_places,
    statements,
    storable,
    versions,
)
from onrecord.ledger.speakers import NOBODY, Whose, appearing, earlier
from onrecord.ledger.uniting import VERBATIM
from onrecord.ledger.words import folded

if TYPE_CHECKING:
    from onrecord.reading import Place, Reading, Statement


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a document: its row and its document's, and what names them.

    ``key`` and ``hash``: what document and text are known again by. ``alone``: the document has no other text.
    ``fresh``: nobody has read it before.
    """

    id: int
    document_id: int
    key: str
    hash: str
    text: str
    published_on: datetime.date | None
    alone: bool
    fresh: bool


def index(
    connection: sa.Connection,
    version: Version,
    reading_id: int,
    reading: "Reading",
    told: Whose = NOBODY.known,
) -> None:
    """Write a version's newest reading as rows, in place of those of the reading before it.

    What people said something about and the new reading does not find is left as it was. ``told``: who its speakers
    are, as far as whoever gave it knows (:class:`~onrecord.ledger.speakers.Earlier`).
    """
    found, first = _found(reading), bulk.next_ids(connection)
    rows = sa.select(passages).where(passages.c.version_id == version.id)
    known = {
        Stretch(row.kind, row.start, row.end, row.nth): row
        for row in (() if version.fresh else connection.execute(rows))
    }
    ids = {stretch: known[other].id for stretch, other in matched(found, known).items()}
    compared = Compared(connection)
    spoke = earlier(connection, version.document_id, version.id) if known or not version.alone else NOBODY
    spoke = replace(spoke, known=told)
    before = {p.id: p for p in compared.of_version(version.id)} if known else {}
    kept = _clear(connection, version, set(ids.values())) if known else set()
    new, elsewhere = _new_passages(
        connection, version, [s for s in found if s not in ids], known, first["passages"]
    )
    utterances = {row.id: row.utterance_id for row in known.values()} | elsewhere
    ids |= new
    numbers = [ids[stretch] for stretch in found]
    said, claimed = numbers[: len(reading.statements)], numbers[len(reading.statements) :]
    common = {"version_id": version.id, "reading_id": reading_id}
    whose, speaking = appearing(connection, common, version.key, reading, first, spoke)
    by_local = {statement.id: id for statement, id in zip(reading.statements, said, strict=True)}
    names = {speaker.id: speaker.name for speaker in reading.speakers}
    insert(
        connection,
        statements,
        [
            {
                **common,
                **statement_row(s),
                "id": by_local[s.id],
                "within_id": by_local[s.within] if s.within else None,
                "appearance_id": whose[s.speaker] if s.speaker else None,
                "superseded": False,
            }
            for s in reading.statements
        ],
    )
    fulltext.add(
        connection,
        [
            (by_local[s.id], joined(s.content), f"{names.get(s.speaker or '', '')} {joined(s.source)}")
            for s in reading.statements
        ],
    )
    insert(
        connection,
        claims,
        [
            {**common, **claim_row(c), "id": id, "statement_id": by_local[c.statement]}
            for c, id in zip(reading.claims, claimed, strict=True)
        ],
    )
    where = _places(connection, reading.places, first["places"])
    insert(
        connection,
        statement_places,
        [
            {"statement_id": by_local[s.id], "place_id": place_id}
            for s, named in zip(reading.statements, _named(reading.places, reading.statements), strict=True)
            for place_id in sorted({where[i] for i in named})
        ],
    )
    present = _present(compared, version, reading, by_local, claimed, speaking, utterances)
    said_before = {id: p for id, p in before.items() if id not in kept}
    same = {p.id for p in present if p.id in before and _as_before(p, before[p.id])}
    changed = uniting.unite(
        connection,
        compared,
        present,
        {p.id for p in present} - same - elsewhere.keys(),
        [p for id, p in said_before.items() if id not in same],
        fresh=not known,
    )
    for document in changed.documents if version.alone else {*changed.documents, version.document_id}:
        supersede(connection, document)
    # A reading in place of another has all its rows as it was read.
    anew = sa.select(passages.c.utterance_id).where(passages.c.version_id == version.id)
    again = connection.execute(anew).scalars() if known else elsewhere.values()
    standing.renew(connection, changed.utterances.union(again))


def _present(
    compared: Compared,
    version: Version,
    reading: "Reading",
    by_local: dict[str, int],
    claimed: Sequence[int],
    speaking: dict[str, int],
    utterances: dict[int, int],
) -> list[Passage]:
    """The statements and claims of a reading as they are compared."""
    speakers = {speaker.id: speaker for speaker in reading.speakers}
    making = {s.id: s for s in reading.statements}
    person = compared.persons({speaking[s.id] for s in reading.speakers if s.kind not in NAMELESS})

    def passage(kind: Kind, id: int, statement: "Statement", words: str, start: int, end: int) -> Passage:
        who = speakers.get(statement.speaker or "")
        saying = Saying(
            storable(words),
            storable(who.name) if who else "",
            who.kind if who else "unnamed",
            statement.manner,
            version.published_on,
            person.get(speaking[who.id]) if who else None,
        )
        return Passage(
            id,
            kind,
            by_local[statement.id],
            version.id,
            version.document_id,
            start,
            end,
            utterances.get(id, id),
            saying,
        )

    return [
        *(
            passage("statement", by_local[s.id], s, joined(s.content), s.content[0].start, s.content[-1].end)
            for s in reading.statements
        ),
        *(
            passage("claim", id, making[c.statement], c.text, c.start, c.end)
            for c, id in zip(reading.claims, claimed, strict=True)
        ),
    ]


def _as_before(one: Passage, before: Passage) -> bool:
    """Whether a passage says what it said, and the same statement makes it."""
    return one.statement == before.statement and one.saying == replace(before.saying, whole=None)


def _found(reading: "Reading") -> list[Stretch]:
    """Where the statements of a reading are, then its claims."""
    return [
        *stretches("statement", ((s.content[0].start, s.content[-1].end) for s in reading.statements)),
        *stretches("claim", ((c.start, c.end) for c in reading.claims)),
    ]


def _clear(connection: sa.Connection, version: Version, again: Collection[int]) -> set[int]:
    """Delete the rows of the reading before, but for what people said something about that is not found ``again``.

    Gives the statements and claims that are kept.
    """
    of_version = passages.c.version_id == version.id
    held = sa.union(
        *(
            sa.select(table.c.passage_id)
            .join(passages, passages.c.id == table.c.passage_id)
            .where(of_version)
            for table in (resolutions, corrections, deadlines)
        )
    )
    lost = set(connection.execute(held).scalars()) - set(again)
    claim_rows = connection.execute(
        sa.select(claims.c.id, claims.c.statement_id).where(claims.c.version_id == version.id)
    )
    kept_claims = {row.id: row.statement_id for row in claim_rows if row.id in lost}
    within = {
        row.id: row.within_id
        for row in connection.execute(
            sa.select(statements.c.id, statements.c.within_id).where(statements.c.version_id == version.id)
        )
    }
    kept_statements: set[int] = set()
    for statement in [*(lost & within.keys()), *kept_claims.values()]:
        outer: int | None = statement
        while outer is not None and outer not in again and outer not in kept_statements:
            kept_statements.add(outer)
            outer = within[outer]
    gone = [id for id in within if id not in kept_statements]
    for some in batches(gone):
        fulltext.remove(connection, some)
        connection.execute(sa.delete(statement_places).where(statement_places.c.statement_id.in_(some)))
    mine = claims.c.version_id == version.id
    connection.execute(sa.delete(claims).where(mine, claims.c.id.not_in(kept_claims)))
    for some in batches(gone):
        connection.execute(sa.delete(statements).where(statements.c.id.in_(some)))
    # Also those whom nobody is left to speak as, but may have been read as before a correction.
    still_read = sa.select(statements.c.reading_id).where(statements.c.version_id == version.id)
    connection.execute(
        sa.delete(appearances).where(
            appearances.c.version_id == version.id, appearances.c.reading_id.not_in(still_read)
        )
    )
    return kept_statements | kept_claims.keys()


def _new_passages(
    connection: sa.Connection, version: Version, new: Sequence[Stretch], known: dict[Stretch, Any], first: int
) -> tuple[dict[Stretch, int], dict[int, int]]:
    """Passages for what no reading of the version has found before, with their ids.

    With those utterances that the document's other versions have, by these ids.
    """
    if not new:
        return {}, {}
    ids = {stretch: first + i for i, stretch in enumerate(new)}

    letters = {"statement": codes.STATEMENT, "claim": codes.CLAIM}
    named: dict[Stretch, str] = {}
    for kind, letter in letters.items():
        some = [stretch for stretch in new if stretch.kind == kind]
        names = [name(version.key, version.hash, stretch) for stretch in some]
        named |= zip(some, bulk.new_codes(connection, letter, passages.c.code, names), strict=True)
    elsewhere = {} if version.alone else _utterances(connection, version, [*known, *new])
    insert(
        connection,
        passages,
        [
            {
                **stretch._asdict(),
                "id": id,
                "code": named[stretch],
                "version_id": version.id,
                "utterance_id": elsewhere.get(stretch, id),
                "likeness": VERBATIM.probability if stretch in elsewhere else None,
                "why": VERBATIM.why if stretch in elsewhere else None,
            }
            for stretch, id in ids.items()
        ],
    )
    return ids, {id: elsewhere[stretch] for stretch, id in ids.items() if stretch in elsewhere}


def _utterances(connection: sa.Connection, version: Version, here: Iterable[Stretch]) -> dict[Stretch, int]:
    """The utterances that the document's other versions have, of the passages ``here`` with the same words.

    Where the same words stand several times in a version, the first goes with the first, and so on.
    """
    others = connection.execute(
        sa.select(versions.c.id, versions.c.text)
        .where(versions.c.document_id == version.document_id, versions.c.id != version.id)
        .order_by(versions.c.number)
    ).all()
    by_words: dict[tuple[str, str, int], int] = {}
    for other in others:
        rows = connection.execute(sa.select(passages).where(passages.c.version_id == other.id))
        there = {Stretch(row.kind, row.start, row.end, row.nth): row.utterance_id for row in rows}
        for stretch, words in _by_words(there, unpacked(other.text)).items():
            by_words.setdefault(words, there[stretch])
    return {
        stretch: by_words[words]
        for stretch, words in _by_words(here, version.text).items()
        if words in by_words
    }


def _by_words(some: Iterable[Stretch], text: str) -> dict[Stretch, tuple[str, str, int]]:
    """The words at each stretch, with its kind and how many times they stood there before."""
    seen: Counter[tuple[str, str]] = Counter()
    out: dict[Stretch, tuple[str, str, int]] = {}
    for stretch in sorted(some, key=lambda s: (s.start, s.end, s.nth)):
        kind, words = stretch.kind, folded(text[stretch.start : stretch.end])
        out[stretch] = (kind, words, seen[kind, words])
        seen[kind, words] += 1
    return out


def _places(connection: sa.Connection, found: "Sequence[Place]", first: int) -> list[int]:
    """The ids of places across the ledger."""
    columns = (places.c.name, places.c.kind, places.c.country, places.c.latitude, places.c.longitude)
    wanted = [(storable(p.name), p.kind, storable(p.country), p.latitude, p.longitude) for p in found]
    known = {
        (row.name, row.kind, row.country, row.latitude, row.longitude): row.id
        for row in bulk.known(
            connection, [place[0] for place in wanted], places.c.name, *columns[1:], places.c.id
        )
    }
    new = [place for place in dict.fromkeys(wanted) if place not in known]
    fresh = {place: first + i for i, place in enumerate(new)}
    insert(
        connection,
        places,
        [
            {"id": id, "folded": folded(place[0]), **dict(zip((c.name for c in columns), place, strict=True))}
            for place, id in fresh.items()
        ],
    )
    known |= fresh
    return [known[place] for place in wanted]


def _named(found: "Sequence[Place]", statements: "Iterable[Statement]") -> list[set[int]]:
    """Which of the places, by number, the content of each statement names."""
    mentions = sorted(
        (mention.start, mention.end, i) for i, place in enumerate(found) for mention in place.mentions
    )
    return [
        {
            i
            for span in statement.content
            for _, end, i in mentions[
                bisect_left(mentions, (span.start,)) : bisect_left(mentions, (span.end,))
            ]
            if end <= span.end
        }
        for statement in statements
    ]


def supersede(connection: sa.Connection, document: int) -> None:
    """Mark the statements of a document that a newer version of it has too."""
    rows = connection.execute(
        sa.select(statements.c.id, statements.c.superseded, passages.c.utterance_id, versions.c.number)
        .join(passages, passages.c.id == statements.c.id)
        .join(versions, versions.c.id == statements.c.version_id)
        .where(versions.c.document_id == document)
    ).all()
    newest: dict[int, int] = {}
    for row in rows:
        newest[row.utterance_id] = max(row.number, newest.get(row.utterance_id, 0))
    for superseded in (False, True):
        changed = [
            row.id
            for row in rows
            if (row.number < newest[row.utterance_id]) is superseded and row.superseded is not superseded
        ]
        for some in batches(changed):
            connection.execute(
                sa.update(statements).where(statements.c.id.in_(some)).values(superseded=superseded)
            )
