"""Who speaks: the speakers of a reading, and those that a person names, as the ledger's."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from onrecord.ledger import bulk, codes
from onrecord.ledger.compared import NAMELESS
from onrecord.ledger.rows import Row, joined
from onrecord.ledger.schema import appearances, speakers
from onrecord.ledger.words import folded

if TYPE_CHECKING:
    from onrecord.reading import Reading, Speaker
    from onrecord.reading.record import SpeakerKind


def appearing(
    connection: sa.Connection, common: Row, document: str, reading: "Reading", first: dict[str, int]
) -> tuple[dict[str, int], dict[str, int]]:
    """Write the rows of a reading's speakers; gives these, and who they are across the ledger, by their ids in it.

    ``common``: what all its rows hold. ``document``: what it is known again by. ``first``: the ids that are free.
    """
    sources: dict[str | None, list[str]] = defaultdict(list)
    for statement in reading.statements:
        sources[statement.speaker].append(joined(statement.source))
    found = reading.speakers
    wanted = [(s.kind, s.name, key(s.kind, s.name, document)) for s in found]
    whose = identified(connection, wanted, first["speakers"])
    rows = [
        {
            **common,
            "id": first["appearances"] + i,
            "local": speaker.id,
            "speaker_id": whose[i],
            "name": speaker.name,
            "kind": speaker.kind,
            "called": "\n".join(_called(speaker, sources[speaker.id])),
        }
        for i, speaker in enumerate(found)
    ]
    bulk.insert(connection, appearances, rows)
    return {row["local"]: row["id"] for row in rows}, {row["local"]: row["speaker_id"] for row in rows}


def key(kind: "SpeakerKind", name: str, document: str) -> str:
    """What a speaker is known again by: the kind and the name; where that names nobody, in this document alone."""
    plain = folded(name)
    nameless = kind in NAMELESS or not plain or (kind == "author" and plain == "the author")
    return "\n".join((kind, plain, *([document] if nameless else [])))


def identified(
    connection: sa.Connection, wanted: "Sequence[tuple[SpeakerKind, str, str]]", first: int
) -> list[int]:
    """The ids of speakers across the ledger, made from ``first`` on where they are new.

    ``wanted``: kinds, names and keys.
    """
    keys = [key for _, _, key in wanted]
    known = {row.key: row.id for row in bulk.known(connection, keys, speakers.c.key, speakers.c.id)}
    new = {key: (kind, name) for kind, name, key in wanted if key not in known}
    if new:
        named = bulk.new_codes(connection, codes.SPEAKER, speakers.c.code, list(new))
        bulk.insert(
            connection,
            speakers,
            [
                {"id": first + i, "code": code, "key": key, "kind": kind, "name": name}
                for i, (code, (key, (kind, name))) in enumerate(zip(named, new.items(), strict=True))
            ],
        )
        known |= {key: first + i for i, key in enumerate(new)}
    return [known[key] for key in keys]


def _called(speaker: "Speaker", sources: Iterable[str]) -> list[str]:
    words = (speaker.name, *speaker.aliases, *sources, *(role.text for role in speaker.roles))
    return list(dict.fromkeys(map(folded, words)))
