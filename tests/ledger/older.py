"""Ledgers as older versions of onrecord made them."""

from pathlib import Path

import sqlalchemy as sa
from alembic.script import ScriptDirectory

from onrecord.ledger.database import Database
from onrecord.ledger.place import place
from onrecord.ledger.schema import metadata
from onrecord.ledger.upgrade import config, up_to_date

#: The revisions of the schema, the oldest first.
STEPS = [step.revision for step in reversed(list(ScriptDirectory.from_config(config()).walk_revisions()))]


def set_back(ledger: Path, where: str, step: str) -> None:
    """Make at ``where`` what the SQLite ``ledger`` would be at that revision: with the tables and columns that it had."""
    new, old = Database(ledger, create=False), Database(place(where), create=True)
    up_to_date(old, step)
    with new.reading() as source, old.writing(current=False) as target:
        there = sa.inspect(target)
        for table in metadata.sorted_tables:
            if table.name in there.get_table_names():
                columns = [table.c[c["name"]] for c in there.get_columns(table.name) if c["name"] in table.c]
                rows = source.execute(sa.select(*columns)).mappings().all()
                if rows:
                    target.execute(sa.insert(table), [dict(row) for row in rows])
        for content, source_words, id in source.exec_driver_sql(
            "SELECT content, source, rowid FROM statement_words"
        ).all():
            if old.dialect == "sqlite":
                target.exec_driver_sql(
                    "INSERT INTO statement_words (content, source, rowid) VALUES (?, ?, ?)",
                    (content, source_words, id),
                )
            else:
                target.exec_driver_sql(
                    "INSERT INTO statement_words (words, statement_id) VALUES (to_tsvector('simple', %s), %s)",
                    (f"{content} {source_words}", id),
                )
    new._engine.dispose()
    old._engine.dispose()
