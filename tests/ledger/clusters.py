"""A PostgreSQL server that is there for the tests alone."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from functools import cached_property
from pathlib import Path

import psycopg

# Stops the server, its sessions first, when nobody holds the other end of its input: even after a kill -9.
_WHILE_WATCHED = 'trap "" INT; "$@" <&- & read -r _; kill -INT $!; wait $!'


class Cluster:
    """A running server, and databases in it; ``start`` and ``stop`` may follow one another."""

    def __init__(self, folder: Path, binaries: Path) -> None:
        self.folder, self._binaries = folder, binaries
        self._data = folder / "data"
        # PostgreSQL will not run as root. Debian's package makes an account for it.
        accounts = {account.pw_name: account for account in pwd.getpwall()}
        account = (accounts.get("postgres") or accounts["nobody"]) if os.geteuid() == 0 else None
        self._as = {"user": account.pw_uid, "group": account.pw_gid} if account else {}
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        self._run("initdb", "-D", self._data, "-U", "onrecord", "-A", "trust", "-E", "UTF8", "--no-sync")
        self._server: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._databases = 0

    def start(self) -> None:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self.folder,
            "fsync": "off",  # nobody pulls the plug; the server itself is never killed
            "max_connections": 40,
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                ["sh", "-c", _WHILE_WATCHED, "sh", self._binaries / "postgres", "-D", self._data, *options],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **self._as,
            )
        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=5).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self._server.poll() is not None:
                    raise
                time.sleep(0.05)

    def stop(self) -> None:
        if self._server is not None:
            self._server.communicate(timeout=60)
            self._server = None

    def close(self) -> None:
        """Stop, and leave nothing behind."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        return f"postgresql://onrecord@127.0.0.1:{self.port}/{database}"

    @cached_property
    def shared(self) -> str:
        """The URL of a database that several tests write to."""
        return self.new_database()

    def new_database(self) -> str:
        """The URL of an empty database."""
        self._databases += 1
        name = f"ledger{self._databases}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url(name)

    def _run(self, program: str, *arguments: str | Path) -> None:
        subprocess.run(
            [self._binaries / program, *arguments],
            check=True,
            capture_output=True,
            cwd=self.folder,
            **self._as,
        )


def binaries() -> Path | None:
    """The folder with PostgreSQL's programs: the newest of Debian's, else where the path leads to."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: int(p.parts[-3]))
    program = found[-1] if found else shutil.which("postgres")
    return Path(program).resolve().parent if program else None


def cluster() -> Cluster | None:
    """A new server that runs, ``None`` where PostgreSQL is not installed."""
    where = binaries()
    if where is None:
        return None
    server = Cluster(Path(tempfile.mkdtemp(prefix="onrecord-postgresql-")), where)
    server.start()
    return server
