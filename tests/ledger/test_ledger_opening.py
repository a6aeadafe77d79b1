"""Opening a ledger, and all that can be wrong with the place that it is to be in."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from articles import dam, numbered
from clusters import Cluster
from inside import check, contents

from onrecord.ledger import (
    Busy,
    Ledger,
    LedgerError,
    MissingParts,
    NoLedger,
    NotALedger,
    Search,
    Unreachable,
    Unwritable,
)
from onrecord.ledger.place import data_folder, place, shown

READER = "0.1.0+1"


def test_a_ledger_that_nobody_names_is_in_the_users_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ONRECORD_LEDGER", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(NoLedger, match=r"onrecord/ledger\.db"):
        Ledger.open(create=False)
    assert not data_folder().exists()
    with Ledger.open() as ledger:
        assert ledger.name == str(tmp_path / "data" / "onrecord" / "ledger.db")
    monkeypatch.setenv("ONRECORD_LEDGER", str(tmp_path / "mine.db"))
    with Ledger.open() as ledger:
        assert ledger.name == str(tmp_path / "mine.db")
    with Ledger.open(tmp_path / "given.db") as ledger:
        assert ledger.name == str(tmp_path / "given.db")


@pytest.mark.parametrize(
    ("platform", "variables", "folder"),
    [
        ("linux", {}, ".local/share/onrecord"),
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data/onrecord"),
        ("darwin", {}, "Library/Application Support/onrecord"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/onrecord"),
        ("win32", {}, "AppData/Local/onrecord"),
    ],
)
def test_each_platform_has_its_own_folder(
    monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], folder: str
) -> None:
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert data_folder() == Path.home() / folder


def test_a_home_is_where_a_tilde_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("ONRECORD_LEDGER", "~/mine.db")
    assert place(None) == tmp_path / "mine.db"


@pytest.mark.parametrize("content", [b"no ledger at all\n", b"%PDF-1.7" + b"\0" * 5000, b"x"])
def test_another_kind_of_file_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(content)
    for create in (True, False):
        with pytest.raises(NotALedger, match="another kind of file"):
            Ledger.open(path, create=create)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_an_empty_file_becomes_a_ledger(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.touch()
    with Ledger.open(path) as ledger:
        ledger.add(dam(), READER)
        check(ledger)


@pytest.mark.parametrize(
    ("name", "error", "told"),
    [
        ("", NotALedger, "folder"),
        ("pipe", NotALedger, "no file"),
        ("no/such/folder/ledger.db", Unwritable, "no folder"),
        ("file/ledger.db", Unwritable, "name another file"),
        ("a\0b.db", LedgerError, "cannot be a file's name"),
        ("x" * 300, Unwritable, "name another file"),
    ],
)
def test_a_place_where_no_file_can_be_is_said_so(
    tmp_path: Path, name: str, error: type[LedgerError], told: str
) -> None:
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(error, match=told):
        Ledger.open(f"{tmp_path}/{name}")


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="there is no folder that nobody can write to")
def test_a_folder_that_cannot_be_written_is_said_so() -> None:
    with pytest.raises(Unwritable, match="rights"):
        Ledger.open("/sys/kernel/ledger.db")


def test_a_ledger_that_may_not_be_written_can_be_read_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(path) as ledger:
        ledger.add(dam(), READER)
    with Ledger.open(path) as ledger:

        @sa.event.listens_for(ledger._database._engine, "connect")
        def _guard(connection: sqlite3.Connection, record: object) -> None:
            connection.execute("PRAGMA query_only=ON")

        ledger._database._engine.dispose()
        assert ledger.find(Search("dam")).hits
        with pytest.raises(Unwritable, match="rights"):
            ledger.add(numbered(1), READER)


def test_a_full_disk_loses_nothing_that_was_added(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(path) as ledger:
        ledger.add(dam(), READER)
        before = contents(ledger)

        @sa.event.listens_for(ledger._database._engine, "connect")
        def _fill(connection: sqlite3.Connection, record: object) -> None:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count={pages}")

        ledger._database._engine.dispose()
        with pytest.raises(Unwritable, match="the disk is full; make room"):
            for i in range(500):
                ledger.add(numbered(i), READER)
    with Ledger.open(path) as ledger:
        check(ledger)
        after = contents(ledger)
        assert set(before["documents"]) <= set(after["documents"])
        ledger.add(numbered(1000), READER)


@pytest.mark.parametrize("damage", ["head", "middle", "cut"])
def test_a_damaged_ledger_is_said_to_be(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(path) as ledger:
        for i in range(20):
            ledger.add(numbered(i), READER)
    content = bytearray(path.read_bytes())
    match damage:
        case "head":
            content[100:4096] = b"\xff" * 3996
        case "middle":
            content[8192:] = b"\xff" * (len(content) - 8192)
        case "cut":
            del content[8192:]
    path.write_bytes(content)
    with pytest.raises(NotALedger, match="restore it from a backup"), Ledger.open(path) as ledger:
        ledger.find(Search("bridge"))
        ledger.add(dam(), READER)
    assert path.stat().st_size >= len(content)


def test_somebody_who_never_lets_go_is_not_waited_for_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.ledger.database.PATIENCE", 0.1)
    path = tmp_path / "ledger.db"
    with Ledger.open(path) as ledger, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert ledger.find(Search("dam")).hits == ()  # to read, nobody waits
        with pytest.raises(Busy, match="in use by another program"):
            ledger.add(dam(), READER)
        other.execute("COMMIT")
        assert ledger.add(dam(), READER).outcome == "added"


PASSWORD = "se?cr@et"


@pytest.mark.parametrize(
    "where",
    [
        "postgresql://desk:{}@localhost:1/news",
        "postgres://desk:{}@localhost:1/news?connect_timeout=2",
        "postgresql://desk@localhost:1/news?password={}",
        "postgresql://localhost:1/news?user=desk&password={}",
        "postgresql://desk:{}@localhost:port/news",
        "postgresql://desk:{}@[::1/news",
        "mysql://desk:{}@localhost/news",
    ],
)
@pytest.mark.parametrize("password", [PASSWORD, "se%3Fcr%40et", "secret#x", "se/cret"])
def test_no_password_is_ever_printed(where: str, password: str) -> None:
    with pytest.raises(LedgerError) as error:
        Ledger.open(where.format(password))
    said = f"{error.value}{error.value.__cause__ if isinstance(error.value.__cause__, LedgerError) else ''}"
    assert not any(part in said for part in ("se?cr", "@et", "secret", "%3F", "cret"))
    assert shown(where.format(password)) in said


@pytest.mark.parametrize(
    ("where", "name"),
    [
        ("postgresql://desk:x@db.example.org:5432/news", "postgresql://db.example.org:5432/news"),
        ("postgresql:///news", "postgresql:///news"),
        ("postgresql://desk@[::1]:5432/news", "postgresql://[::1]:5432/news"),
        ("news.db", "news.db"),
    ],
)
def test_a_place_is_shown_without_what_lets_people_in(where: str, name: str) -> None:
    assert shown(where) == name


def test_a_server_that_is_not_there_is_said_so() -> None:
    with pytest.raises(Unreachable, match=r"postgresql://127\.0\.0\.1:1/news cannot be reached"):
        Ledger.open("postgresql://desk@127.0.0.1:1/news")


def test_a_database_that_is_not_there_is_said_so(server: Cluster) -> None:
    with pytest.raises(Unreachable, match='database "nowhere" does not exist'):
        Ledger.open(server.url("nowhere"))


def test_a_user_who_may_not_make_a_ledger_is_told_what_to_ask_for(server: Cluster) -> None:
    url = server.new_database()
    with Ledger.open(url) as ledger:
        ledger.add(dam(), READER)
        with ledger._database.writing() as connection:
            connection.exec_driver_sql("DROP ROLE IF EXISTS guest")
            connection.exec_driver_sql("CREATE ROLE guest LOGIN")
    for asked in (server.new_database(), url):
        with pytest.raises(Unwritable, match="ask for the right"):
            Ledger.open(asked.replace("onrecord@", "guest@"))


def test_a_server_that_goes_away_is_said_so_and_nothing_added_is_lost(own_server: Cluster) -> None:
    url = own_server.new_database()
    with Ledger.open(url) as ledger:
        added = ledger.add(dam(), READER)
        own_server.stop()
        for do in (lambda: ledger.add(numbered(1), READER), lambda: ledger.find(Search("dam"))):
            with pytest.raises(Unreachable, match="what was added so far is kept"):
                do()
        own_server.start()
        assert check(ledger) == {added.document}
        assert ledger.add(numbered(1), READER).outcome == "added"


def test_what_is_not_installed_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingParts, match=r"pip install 'onrecord\[postgres\]'"):
        Ledger.open("postgresql://localhost/news")
    for missing in ("sqlalchemy", "snowballstemmer"):
        program = (
            f"import sys; sys.modules['{missing}'] = None\n"
            "from onrecord.cli import main\n"
            "sys.argv = ['onrecord', 'find', 'dam']\n"
            "main()"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, text=True)
        assert done.returncode == 1
        assert "pip install 'onrecord[ledger]'" in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_a_backup_is_a_whole_ledger(tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        ledger.add(dam(), READER)
        ledger.backup(copy)
        before = contents(ledger)
        ledger.add(numbered(1), READER)
        with pytest.raises(Unwritable, match="there already"):
            ledger.backup(copy)
        with pytest.raises(Unwritable, match="there already"):
            ledger.backup(tmp_path / "ledger.db")
        with pytest.raises(Unwritable):
            ledger.backup(tmp_path / "no" / "such" / "folder.db")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "ledger.db"]
    alone = shutil.copy(copy, tmp_path / "alone.db")
    with Ledger.open(alone, create=False) as ledger:
        check(ledger)
        assert contents(ledger) == before


def test_a_ledger_in_postgresql_says_how_it_is_copied(server: Cluster, tmp_path: Path) -> None:
    with Ledger.open(server.new_database()) as ledger, pytest.raises(LedgerError) as error:
        ledger.backup(tmp_path / "copy.dump")
    command = str(error.value).partition(": ")[2].split()
    assert command[0] == "pg_dump"
    environment = {**os.environ, "PGUSER": "onrecord"}
    subprocess.run(command, check=True, env=environment)
    assert (tmp_path / "copy.dump").stat().st_size > 1000
