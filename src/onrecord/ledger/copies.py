"""Which articles are nearly the text of another: wire copy, cut or edited by another outlet."""

from collections import Counter

import sqlalchemy as sa

from onrecord.ledger import bulk
from onrecord.ledger.records import unpacked
from onrecord.ledger.repeats import NEAR, document_keys, near_duplicate
from onrecord.ledger.schema import document_keys as key_rows
from onrecord.ledger.schema import documents, near_duplicates, versions

#: A key that more texts than this have is in a part that many articles share, and tells nothing.
STOP = 50
#: With how many texts one is compared: those that it shares most keys with.
BEST = 2

_TEXT = sa.select(versions.c.text, documents.c.code).join(documents, documents.c.id == versions.c.document_id)


def note(connection: sa.Connection, version: int, document: int, text: str) -> str | None:
    """Note what a new version's text is nearly the same as; gives that document's id, if there is one."""
    own = document_keys(text)
    there: dict[int, list[int]] = {}
    query = (
        sa.select(key_rows.c.key, key_rows.c.version_id)
        .join(versions, versions.c.id == key_rows.c.version_id)
        .where(bulk.among(connection.dialect.name, key_rows.c.key), versions.c.document_id != document)
    )
    for row in connection.execute(query, {"values": bulk.values(connection, own)}):
        there.setdefault(row.key, []).append(row.version_id)
    told = {key: some for key, some in there.items() if len(some) <= STOP}
    shared = Counter(other for some in told.values() for other in some)
    found = None
    # One in common may be what ends each article of an outlet.
    likely = sorted(
        (other for other in shared if shared[other] > 1), key=lambda other: (-shared[other], other)
    )
    for other in likely[:BEST]:
        row = connection.execute(_TEXT.where(versions.c.id == other)).one()
        overlap = near_duplicate(text, unpacked(row.text))
        if overlap.containment >= NEAR and (found is None or overlap > found[0]):
            found = overlap, other, row.code
    stored = [key for key in own if len(there.get(key, ())) <= STOP]
    bulk.insert(connection, key_rows, [{"key": key, "version_id": version} for key in stored])
    if found is None:
        return None
    overlap, other, code = found
    bulk.insert(
        connection, near_duplicates, [{"version_id": version, "other_id": other, **overlap._asdict()}]
    )
    return str(code)
