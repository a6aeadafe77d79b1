"""The database of a ledger: connecting, transactions one writer at a time, and its errors in plain words."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import exc

from onrecord.ledger.errors import (
    Busy,
    LedgerError,
    MissingParts,
    NewerLedger,
    NoLedger,
    NotALedger,
    Unreachable,
    Unwritable,
)
from onrecord.ledger.place import data_folder, shown
from onrecord.ledger.schema import APPLICATION_ID, POSTGRESQL_SCHEMA, REVISION, VERSION_TABLE

#: How long somebody waits for another writer of the same file: each does no more than a document at a time.
PATIENCE = 120.0
#: What says that PostgreSQL is to let one writer in at a time: any number that nobody else uses.
LOCK = APPLICATION_ID

#: How many values one query compares with, at most: databases have limits.
MANY = 5_000

# Whoever writes looks up few rows of many tables. The planner of PostgreSQL, as long as it takes a table for small,
# reads it whole, and has been seen to go on with that plan while it grew.
_BY_INDEX = ", ".join(
    f"set_config('enable_{way}', 'off', true)" for way in ("seqscan", "hashjoin", "mergejoin")
)

Result = TypeVar("Result")
Value = TypeVar("Value")

_MAGIC = b"SQLite format 3\0"
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
_WRITING = {"onrecord_writing": True}
# What PostgreSQL calls it: no connection, shutting down or not allowed in, no such database. Where there was never
# a connection it has no name.
_GONE = ("08", "57", "28", "3D")


class Database:
    """A ledger's database, SQLite or PostgreSQL: transactions to read and to write in.

    ``name``: the place as it can be shown. ``file``: a SQLite ledger's path.
    """

    def __init__(self, where: str | Path, *, create: bool) -> None:
        self.name = shown(where)
        self._written = False
        self.file = where if isinstance(where, Path) else None
        if isinstance(where, Path):
            _check_file(where, create=create)
            self._engine = _sqlite(where, create=create)
        else:
            self._engine = _postgresql(where, self.name)

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._engine.dialect.name

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees the ledger as it is when it begins, whatever is written meanwhile."""
        with self._spoken(), self._engine.connect() as connection:
            if self.dialect == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901
            yield connection

    @contextmanager
    def writing(self, *, current: bool = True) -> Iterator[sa.Connection]:
        """A transaction that nobody else writes beside; what it did is committed when the block ends without error.

        ``current``: raises :class:`NewerLedger` where the ledger was brought up to date since it was opened.
        """
        with (
            self._spoken(),
            self._engine.connect().execution_options(**_WRITING) as connection,
            self._turn(connection),
        ):
            if current and (found := self.revision(connection)) != REVISION:
                raise self.newer(found)
            yield connection
            self._written = True

    def revision(self, connection: sa.Connection) -> str | None:
        """The revision of the schema that the ledger has; ``None`` where the database is empty.

        Raises :class:`NotALedger` where it is another program's.
        """
        if self.dialect == "sqlite":
            if connection.exec_driver_sql("PRAGMA application_id").scalar_one() != APPLICATION_ID:
                if connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one():
                    raise NotALedger(
                        f"{self.name} is another program's database, no ledger; name another file with --ledger"
                    )
                return None
        elif not connection.exec_driver_sql(
            f"SELECT to_regclass('{POSTGRESQL_SCHEMA}.{VERSION_TABLE}')"
        ).scalar_one():
            return None
        table = sa.table(VERSION_TABLE, sa.column("version_num", sa.Text))
        return str(connection.execute(sa.select(table.c.version_num)).scalar_one())

    def newer(self, revision: str | None) -> NewerLedger:
        """The error that the ledger is of a newer onrecord."""
        return NewerLedger(
            f"{self.name} is a newer onrecord's ledger (its schema is {revision}, this version knows {REVISION}); "
            "update onrecord to use it, nothing in it was touched"
        )

    def keep_a_log(self) -> None:
        """Let a SQLite ledger be read while it is written: it writes a log first."""
        with self._spoken(), closing(self.raw()) as connection:
            self._patiently(lambda: connection.driver_connection.execute("PRAGMA journal_mode=WAL"))

    def raw(self) -> Any:
        """A connection of the database's own driver, for what only that can do; the caller closes it."""
        return self._engine.raw_connection()

    def close(self) -> None:
        """Let go of all connections; of a SQLite file that was written, bring up to date what its planner goes by."""
        if self.file and self._written:
            with suppress(LedgerError), self.writing() as connection:
                connection.exec_driver_sql("PRAGMA analysis_limit=400")
                connection.exec_driver_sql("ANALYZE")
        self._engine.dispose()

    @contextmanager
    def _turn(self, connection: sa.Connection) -> Iterator[None]:
        """The transaction itself, begun when it is this writer's turn."""
        with self._patiently(connection.begin):
            if self.dialect == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK}), {_BY_INDEX}")
            yield

    @staticmethod
    def _patiently(do: Callable[[], Result]) -> Result:
        """What ``do`` gives, as soon as no other writer of a SQLite file is in the way."""
        began = time.monotonic()
        while True:
            try:
                return do()
            except (exc.OperationalError, sqlite3.OperationalError) as error:
                if not _is(_original(error), *_BUSY) or time.monotonic() - began > PATIENCE:
                    raise

    @contextmanager
    def _spoken(self) -> Iterator[None]:
        """What the database complains of, as errors of ours."""
        try:
            yield
        except (exc.DBAPIError, sqlite3.Error) as error:
            original = _original(error)
            if isinstance(original, sqlite3.Error):
                spoken = _sqlite_error(self.name, original)
            else:
                spoken = _postgresql_error(self.name, self._engine.url, original)
            if spoken is None:
                raise
            raise spoken from error


def batches(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """``values`` in their order, as many at a time as one query compares with."""
    return (values[i : i + MANY] for i in range(0, len(values), MANY))


def _check_file(path: Path, *, create: bool) -> None:
    """See that ``path`` is a SQLite file, or that one can be made there."""
    try:
        try:
            path.stat()
        except FileNotFoundError:
            if not create:
                raise NoLedger(
                    f"there is no ledger at {path} yet; onrecord add makes one, or name another with --ledger"
                ) from None
            _check_folder(path)
            return
        if not path.is_file():
            raise NotALedger(f"{path} is {'a folder' if path.is_dir() else 'no file'}; name a file")
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except OSError as error:
        raise Unwritable(f"{path} cannot be opened ({_reason(error)}); name another file") from error
    except ValueError as error:
        raise LedgerError(f"{str(path)!r} cannot be a file's name; name another") from error
    if head and head != _MAGIC:
        raise NotALedger(f"{path} is another kind of file, no ledger; name another with --ledger")


def _check_folder(path: Path) -> None:
    if path.parent == data_folder():
        path.parent.mkdir(parents=True, exist_ok=True)
    elif not path.parent.is_dir():
        raise Unwritable(
            f"{path} cannot be made, there is no folder {path.parent}; make it, or name another file"
        )


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _sqlite(path: Path, *, create: bool) -> sa.Engine:
    address = f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"

    def connect() -> sqlite3.Connection:
        # Transactions begin where we say so, below. A second, so that Ctrl-C is heard while others write.
        connection = sqlite3.connect(
            address, uri=True, timeout=1, isolation_level=None, check_same_thread=False
        )
        # The log may grow to 32 MB before it is written back: a document changes hundreds of pages, and the next
        # one many of the same.
        for setting in (
            "foreign_keys=ON",
            "cache_size=-64000",
            "temp_store=MEMORY",
            "wal_autocheckpoint=8000",
        ):
            connection.execute(f"PRAGMA {setting}")
        return connection

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=sa.QueuePool)

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        writing = connection.get_execution_options().keys() & _WRITING
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _postgresql(where: str, name: str) -> sa.Engine:
    try:
        url = sa.make_url(where).set(drivername="postgresql+psycopg")
    except (exc.ArgumentError, ValueError):
        # Not the error's own words: they may hold the password.
        raise LedgerError(
            f"{name} cannot be read as an address; write postgresql://user:password@host:5432/database, "
            "with %40 for an @ in the password"
        ) from None
    patience = {} if "connect_timeout" in url.query else {"connect_timeout": 10}
    try:
        engine = sa.create_engine(url, connect_args=patience, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise MissingParts(
            "a ledger in PostgreSQL needs one more package: pip install 'onrecord[postgres]'"
        ) from error

    @sa.event.listens_for(engine, "connect")
    def _connect(connection: Any, record: object) -> None:
        connection.autocommit = True
        connection.execute(f"SET search_path TO {POSTGRESQL_SCHEMA}")
        connection.autocommit = False

    return engine


def _original(error: BaseException) -> BaseException:
    """The driver's own error."""
    return error.orig if isinstance(error, exc.DBAPIError) and error.orig else error


def _is(error: BaseException, *names: str) -> bool:
    return str(getattr(error, "sqlite_errorname", "")).startswith(names)


def _sqlite_error(name: str, error: sqlite3.Error) -> LedgerError | None:
    if _is(error, "SQLITE_FULL"):
        return Unwritable(
            f"{name} cannot grow, the disk is full; make room and run it again, what was added so far is kept"
        )
    if _is(error, *_BUSY):
        return Busy(f"{name} has been in use by another program all the time; close that, and run it again")
    if _is(error, "SQLITE_NOTADB", "SQLITE_CORRUPT"):
        return NotALedger(f"{name} is damaged, or no ledger ({error}); restore it from a backup")
    if _is(error, "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM"):
        return Unwritable(
            f"{name} cannot be written, or its folder cannot ({error}); "
            "see to their rights, or name another file with --ledger"
        )
    if _is(error, "SQLITE_IOERR"):
        return Unwritable(f"{name} cannot be read or written ({error}); check the disk that it is on")
    return None


def _postgresql_error(name: str, url: sa.URL, error: BaseException) -> LedgerError | None:
    from psycopg import OperationalError

    state = getattr(error, "sqlstate", None) or ""
    if state == "53100":
        return Unwritable(
            f"{name} cannot grow, the server's disk is full; make room and run it again, "
            "what was added so far is kept"
        )
    if state in {"42501", "25006"}:
        return Unwritable(
            f"{name} cannot be written by this user; ask for the right to create in the database, "
            f"and to write in its schema {POSTGRESQL_SCHEMA}"
        )
    if not isinstance(error, OperationalError) or (state and not state.startswith(_GONE)):
        return None
    lines = str(error).strip().splitlines() or ["the connection was lost"]
    reason = lines[-1].strip()
    for secret in (url.password, url.query.get("password")):
        if secret:
            reason = reason.replace(str(secret), "…")
    return Unreachable(
        f"{name} cannot be reached, or went away ({reason}); see that the server runs and lets you in, "
        "what was added so far is kept"
    )
