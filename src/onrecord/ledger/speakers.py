"""Who speaks: the speakers of a reading, and those that a person names, as the ledger's.

A row of ``speakers`` is a name as documents give it, and the row that stands for the person, ``person_id``, is what
queries go by. :mod:`onrecord.ledger.people` says whose row a name is, and which rows are one person's; what people
say of it holds on top (:mod:`onrecord.ledger.persons`).
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from onrecord.ledger import bulk, persons
from onrecord.ledger.compared import NAMELESS
from onrecord.ledger.records import unpacked, unpacked_reading
from onrecord.ledger.rows import Row, joined
from onrecord.ledger.schema import appearances, documents, profiles, readings, speakers, versions
from onrecord.ledger.words import folded

if TYPE_CHECKING:
    from onrecord.ledger.people import Profile
    from onrecord.reading import Reading, Speaker
    from onrecord.reading.record import SpeakerKind

_named = speakers.alias()
#: The appearances that were read; of the others people named the speaker, whose id they have.
READ = ~sa.exists().where(_named.c.code == appearances.c.local)


class Known(NamedTuple):
    """What a row is known again by, and the kind and name that it has where it is new."""

    key: str
    kind: "SpeakerKind"
    name: str


#: Who speakers of a reading are, by kind and folded name.
Whose = Mapping[tuple[str, str], Known]


@dataclass(frozen=True, slots=True)
class Earlier:
    """Who spoke in a document, as it was read before.

    ``rows``: its speakers by kind and folded name. ``elsewhere``: those of whom people said that they are somebody
    else there, by the row of the person, and who they are. ``known``: who others are, as far as whoever gave the reading
    knows.
    """

    rows: dict[tuple[str, str], int] = field(default_factory=dict)
    elsewhere: dict[int, int] = field(default_factory=dict)
    known: Whose = field(default_factory=dict)


#: Of a document that was not read before.
NOBODY = Earlier()


def earlier(connection: sa.Connection, document_id: int, version_id: int) -> Earlier:
    """Who spoke in a document, before a newer reading of its version takes the place of the one before.

    What that one told of them is forgotten.
    """
    mine = sa.select(appearances).join(versions).where(versions.c.document_id == document_id)
    found = connection.execute(mine.order_by(appearances.c.id)).all()
    before = max((row.reading_id for row in found if row.version_id == version_id), default=None)
    move(
        connection,
        [(row.reading_id, row.local, row.speaker_id, None) for row in found if row.reading_id == before],
    )
    rows = {(row.kind, folded(row.name)): row.speaker_id for row in found}
    return Earlier(rows, persons.elsewhere(connection, document_id))


def appearing(
    connection: sa.Connection,
    common: Row,
    document: str,
    reading: "Reading",
    first: dict[str, int],
    before: Earlier = NOBODY,
) -> tuple[dict[str, int], dict[str, int]]:
    """Write the rows of a reading's speakers; gives these, and who they are across the ledger, by their ids in it.

    ``common``: what all its rows hold. ``document``: what it is known again by. ``first``: the ids that are free.
    ``before``: who spoke in it before.
    """
    sources: dict[str | None, list[str]] = defaultdict(list)
    for statement in reading.statements:
        sources[statement.speaker].append(joined(statement.source))
    whose = identified(connection, document, reading, before)
    rows = [
        {
            **common,
            "id": first["appearances"] + i,
            "local": speaker.id,
            "speaker_id": whose[speaker.id],
            "name": speaker.name,
            "kind": speaker.kind,
            "called": "\n".join(_called(speaker, sources[speaker.id])),
            "roles": _roles(speaker),
        }
        for i, speaker in enumerate(reading.speakers)
    ]
    bulk.insert(connection, appearances, rows)
    return {row["local"]: row["id"] for row in rows}, {row["local"]: row["speaker_id"] for row in rows}


def key(kind: "SpeakerKind", name: str, document: str) -> str:
    """What a speaker is known again by: the kind and the name; where that names nobody, in this document alone."""
    plain = folded(name)
    nameless = kind in NAMELESS or not plain or (kind == "author" and plain == "the author")
    return "\n".join((kind, plain, *([document] if nameless else [])))


def identified(
    connection: sa.Connection, document: str, reading: "Reading", before: Earlier = NOBODY
) -> dict[str, int]:
    """The speakers across the ledger that those of a reading are, by their ids in it; made where they are new.

    What the reading tells of them is kept, and what follows from it for who is one person.
    """
    from onrecord.ledger import people  # takes a moment, which looking into a ledger should not cost
    from onrecord.ledger.blocks import Blocks, in_document

    told = people.profiles(reading)
    names = {s.id: people.named(s.kind, s.name) for s in reading.speakers}
    keys = {s.id: key(s.kind, s.name, document) for s in reading.speakers}
    wanted = [*keys.values(), *(in_document(keys[id], document) for id, name in names.items() if name)]
    wanted += [known.key for known in before.known.values()]
    blocks = Blocks(connection, filter(None, names.values()), wanted)
    out: dict[str, int] = {}
    more: dict[int, list[Profile]] = defaultdict(list)
    for speaker in reading.speakers:
        name, plain = names[speaker.id], keys[speaker.id]
        called = speaker.kind, folded(speaker.name)
        id: int | None
        if known := before.known.get(called):
            id = blocks.keyed(*known, people.named(known.kind, known.name))
        else:
            id = before.rows.get(called)
        if id is None and name:
            # Who is somebody else here stays that, whatever a newer reader calls it.
            id = blocks.called(name, set(before.elsewhere.values()) - set(out.values()))
        if id is None and name:
            id = blocks.whose(name, speaker.name, told[speaker.id], plain, document)
        elif id is None:
            id = blocks.keyed(plain, speaker.kind, speaker.name)
        out[speaker.id] = id = before.elsewhere.get(blocks.person(id), id)
        if name:
            more[id].append(told[speaker.id])
    blocks.tell(more)
    blocks.write()
    return out


def by_name(connection: sa.Connection, name: str) -> str:
    """The id, as people type it, of the speaker with a name, who is a person where it is new."""
    code = sa.select(speakers.c.code)
    for kind in ("person", "organisation", "group", "document"):
        if found := connection.execute(code.where(speakers.c.key == key(kind, name, ""))).scalar():
            return str(found)
    (id,) = keyed(connection, [Known(key("person", name, ""), "person", name)])
    return str(connection.execute(code.where(speakers.c.id == id)).scalar_one())


def keyed(connection: sa.Connection, wanted: Sequence[Known]) -> list[int]:
    """The rows with these keys, made where they are new."""
    from onrecord.ledger import people
    from onrecord.ledger.blocks import Blocks

    names = [people.named(known.kind, known.name) for known in wanted]
    blocks = Blocks(connection, filter(None, names), [known.key for known in wanted])
    out = [blocks.keyed(*known, name) for known, name in zip(wanted, names, strict=True)]
    blocks.write()
    return out


def move(connection: sa.Connection, moved: "Iterable[tuple[int, str, int, int | None]]") -> None:
    """Let what readings tell of one speaker be told of another.

    ``moved``: for each appearance the reading, its id there, whose it was, and whose it is; ``None``: nobody's.
    """
    told: dict[int, dict[str, Profile]] = {}
    signed: dict[int, list[tuple[int, Profile]]] = defaultdict(list)
    for reading_id, local, old, new in moved:
        if reading_id not in told:
            told[reading_id] = _told(connection, reading_id)
        if profile := told[reading_id].get(local):
            signed[old].append((-1, profile))
            if new is not None:
                signed[new].append((1, profile))
    if not signed:
        return
    from onrecord.ledger import people

    known = sa.select(profiles).where(profiles.c.speaker_id.in_(signed))
    changed = []
    for row in connection.execute(known):
        profile = people.unpacked_profile(row.profile)
        for sign, one in signed[row.speaker_id]:
            (profile.add if sign > 0 else profile.take)(one)
        changed.append({"its": row.speaker_id, "profile": profile.packed()})
    if changed:
        connection.execute(sa.update(profiles).where(profiles.c.speaker_id == sa.bindparam("its")), changed)


def renew(connection: sa.Connection) -> None:
    """Work out who is who in a ledger of before that was done, a document at a time, in the order that they came in.

    Speakers keep their ids.
    """
    for id, name in _in_turn(connection, speakers.c.id, speakers.c.name):
        connection.execute(sa.update(speakers).where(speakers.c.id == id).values(folded=folded(name)))
    for (id,) in _in_turn(connection, versions.c.id):
        _renew(connection, id)


def _renew(connection: sa.Connection, version_id: int) -> None:
    from onrecord.ledger import people
    from onrecord.ledger.blocks import in_document

    row = connection.execute(
        sa.select(readings.c.id, readings.c.record, versions.c.text, documents.c.key)
        .join(versions, versions.c.id == readings.c.version_id)
        .join(documents, documents.c.id == versions.c.document_id)
        .where(readings.c.version_id == version_id)
        .order_by(readings.c.id.desc())
        .limit(1)
    ).one()
    reading = unpacked_reading(row.record, unpacked(row.text))
    for speaker in reading.speakers:
        name = people.named(speaker.kind, speaker.name)
        if name and name.kind == "person" and people.short(name):
            # The row was all documents' with that surname; it stays with the first of them.
            plain = key(speaker.kind, speaker.name, row.key)
            connection.execute(
                sa.update(speakers).where(speakers.c.key == plain).values(key=in_document(plain, row.key))
            )
    whose = identified(connection, row.key, reading)
    changed = [{"its": s.id, "speaker_id": whose[s.id], "roles": _roles(s)} for s in reading.speakers]
    if changed:
        mine = appearances.c.reading_id == row.id, appearances.c.local == sa.bindparam("its")
        connection.execute(sa.update(appearances).where(*mine), changed)


def _in_turn(connection: sa.Connection, id: "sa.Column[int]", *more: "sa.Column[Any]") -> "Iterator[Any]":
    """A table's rows in order, not all at once: others are written meanwhile."""
    after = 0
    while some := connection.execute(sa.select(id, *more).where(id > after).order_by(id).limit(500)).all():
        yield from some
        after = some[-1][0]


def _told(connection: sa.Connection, reading_id: int) -> "dict[str, Profile]":
    """What a reading tells of its speakers."""
    from onrecord.ledger import people

    query = sa.select(readings.c.record, versions.c.text).join(versions).where(readings.c.id == reading_id)
    row = connection.execute(query).one()
    return people.profiles(unpacked_reading(row.record, unpacked(row.text)))


def _roles(speaker: "Speaker") -> str | None:
    """Roles as they are stored: words, years, and whether they are over."""
    rows = [[role.text, role.since, role.until, role.former] for role in speaker.roles]
    return json.dumps(rows, ensure_ascii=False) if rows else None


def _called(speaker: "Speaker", sources: Iterable[str]) -> list[str]:
    words = (speaker.name, *speaker.aliases, *sources, *(role.text for role in speaker.roles))
    return list(dict.fromkeys(map(folded, words)))
