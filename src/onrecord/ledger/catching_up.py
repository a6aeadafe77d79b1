"""Brings the passages and texts of a ledger that did not know repeats up to date."""

import sqlalchemy as sa

from onrecord.ledger import copies, standing, uniting
from onrecord.ledger.compared import Compared
from onrecord.ledger.index import supersede
from onrecord.ledger.records import unpacked
from onrecord.ledger.repeats import SAME_WORDS
from onrecord.ledger.schema import passages, versions


def unite_all(connection: sa.Connection) -> None:
    """Find the utterances of all passages, and what texts are nearly the same, one version after another."""
    connection.execute(
        sa.update(passages)
        .where(passages.c.utterance_id != passages.c.id)
        .values(likeness=1.0, why=SAME_WORDS)
    )
    version, compared = 0, Compared(connection)
    while row := connection.execute(
        sa.select(versions.c.id, versions.c.document_id, versions.c.text)
        .where(versions.c.id > version)
        .order_by(versions.c.id)
        .limit(1)
    ).first():
        version = row.id
        copies.note(connection, version, row.document_id, unpacked(row.text))
        present = compared.of_version(version)
        placed = {p.id for p in present if p.utterance == p.id}
        changed = uniting.unite(connection, compared, present, placed)
        for document in changed.documents | {row.document_id}:
            supersede(connection, document)
        standing.renew(connection, changed.utterances.union(p.utterance for p in present))
