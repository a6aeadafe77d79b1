"""Ledgers as older versions of onrecord made them."""

from typing import Any

import sqlalchemy as sa
from alembic.script import ScriptDirectory

from onrecord.ledger.database import Database
from onrecord.ledger.place import place
from onrecord.ledger.schema import metadata, passages, versions
from onrecord.ledger.upgrade import config, up_to_date

#: The revisions of the schema, the oldest first.
STEPS = [step.revision for step in reversed(list(ScriptDirectory.from_config(config()).walk_revisions()))]


def set_back(new: Database, where: str, step: str) -> None:
    """Make at ``where``, in the same kind of database, what a ledger would be at that revision: with the tables and
    columns that it had, and before repeats were known each document's utterances its own."""
    old = Database(place(where), create=True)
    up_to_date(old, step)
    words = {"sqlite": "rowid, content, source", "postgresql": "statement_id, words"}[old.dialect]
    with new.reading() as source, old.writing(current=False) as target:
        there = sa.inspect(target)
        # Rows point at others that come later.
        later = {
            "sqlite": "PRAGMA defer_foreign_keys = ON",
            "postgresql": "SET session_replication_role = replica",
        }
        target.exec_driver_sql(later[old.dialect])
        for table in metadata.sorted_tables:
            if not there.has_table(table.name):
                continue
            columns = [table.c[column["name"]] for column in there.get_columns(table.name)]
            copied = [dict(row) for row in source.execute(sa.select(*columns)).mappings()]
            if table is passages and not there.has_table("keys"):
                documents = dict(map(tuple, source.execute(sa.select(versions.c.id, versions.c.document_id))))
                first: dict[Any, int] = {}
                for row in sorted(copied, key=lambda row: row["id"]):
                    mine = (documents[row["version_id"]], row["utterance_id"])
                    row["utterance_id"] = first.setdefault(mine, row["id"])
            if copied:
                target.execute(sa.insert(table), copied)
        for row in source.exec_driver_sql(f"SELECT {words} FROM statement_words"):
            marks = ", ".join(["?" if old.dialect == "sqlite" else "%s"] * len(row))
            target.exec_driver_sql(f"INSERT INTO statement_words ({words}) VALUES ({marks})", tuple(row))
    old._engine.dispose()
