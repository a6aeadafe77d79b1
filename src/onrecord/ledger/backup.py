"""A copy of a ledger that is whole, whoever writes to it meanwhile."""

import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from onrecord.ledger.database import Database
from onrecord.ledger.errors import LedgerError, Unwritable
from onrecord.ledger.schema import POSTGRESQL_SCHEMA


def backup(database: Database, path: Path) -> None:
    """Copy a SQLite ledger to the file ``path``, which must not be there yet; whole or not at all.

    Raises :class:`Unwritable` where the file cannot be written, and :class:`LedgerError` where the ledger is in
    PostgreSQL, which has a program of its own for it.
    """
    if database.file is None:
        raise LedgerError(
            f"a ledger in PostgreSQL is copied by PostgreSQL: pg_dump --format=custom --schema={POSTGRESQL_SCHEMA} "
            f"--file={path} {database.name}"
        )
    written = path.with_name(f".onrecord-{secrets.token_hex(4)}.part")
    try:
        if path.exists():
            raise FileExistsError(None, "it is there already, and is left as it is")
        # In one step, from one snapshot: others go on writing beside it.
        with closing(sqlite3.connect(written)) as copy, closing(database.raw()) as ledger:
            ledger.driver_connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # so that the file alone is all of it
        written.rename(path)
    except (OSError, sqlite3.Error) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise Unwritable(f"{path} could not be written ({reason.lower()}); name another file") from error
    finally:
        written.unlink(missing_ok=True)
