"""Makes the tables of a new ledger, and brings an older one up to date."""

from itertools import takewhile
from typing import TYPE_CHECKING

from onrecord.ledger.errors import NoLedger
from onrecord.ledger.schema import POSTGRESQL_SCHEMA, REVISION

if TYPE_CHECKING:
    from alembic.config import Config

    from onrecord.ledger.database import Database


def up_to_date(database: "Database", revision: str = REVISION, *, create: bool = True) -> None:
    """See to it that the ledger has this ``revision`` of the schema, whole or not at all.

    ``create``: make the tables where there are none; else :class:`~onrecord.ledger.errors.NoLedger` is raised.
    Raises :class:`~onrecord.ledger.errors.NewerLedger` where the ledger has a revision that this version does not
    know, :class:`~onrecord.ledger.errors.NotALedger` where the database is another program's.
    """
    with database.reading() as connection:
        found = database.revision(connection)
    if found == revision:
        return
    if found is None and not create:
        raise NoLedger(f"there is no ledger in {database.name} yet; onrecord add makes one")
    if database.dialect == "sqlite":
        database.keep_a_log()
    with database.writing(current=False) as connection:
        found = database.revision(connection)  # another process may have been first
        if found == revision:
            return
        # Takes a moment to load, which a ledger that is up to date should not cost.
        from alembic import command
        from alembic.script import ScriptDirectory

        settings = config()
        steps = list(ScriptDirectory.from_config(settings).walk_revisions())
        if found and found not in {step.revision for step in steps}:
            raise database.newer(found)
        if database.dialect == "postgresql":
            connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {POSTGRESQL_SCHEMA}")
        settings.attributes["connection"] = connection
        command.upgrade(settings, revision)
        if found and revision == REVISION:
            # With the tables as the code knows them: what a step does to rows may need any of these. The newest first:
            # what is one utterance hangs on who is who.
            for step in takewhile(lambda step: step.revision != found, steps):
                if afterwards := getattr(step.module, "afterwards", None):
                    afterwards(connection)


def config() -> "Config":
    """Alembic's settings: where the steps are."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", "onrecord.ledger:migrations")
    return settings
