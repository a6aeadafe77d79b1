"""A ledger's schema comes about step by step, whole or not at all, and is what the code takes it for."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from articles import DAM, PROMISE, dam
from clusters import Cluster
from inside import check, contents, resolve, rows
from older import STEPS, set_back
from wires import CUT, REPORT, WHOLE, article

from onrecord.ledger import Ledger, NewerLedger, NoLedger, NotALedger, Search
from onrecord.ledger.database import Database
from onrecord.ledger.place import place
from onrecord.ledger.schema import POSTGRESQL_SCHEMA, REVISION, VERSION_TABLE, metadata, near_duplicates
from onrecord.ledger.upgrade import up_to_date


def test_the_newest_step_is_the_revision_that_the_code_knows() -> None:
    assert STEPS[-1] == REVISION
    assert sorted(STEPS) == STEPS


def test_step_by_step_a_ledger_gets_the_tables_that_the_code_takes_it_to_have(where: str) -> None:
    database = Database(place(where), create=True)
    for step in STEPS:
        up_to_date(database, step)
        with database.reading() as connection:
            assert database.revision(connection) == step
    with database.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": _ours, "version_table": VERSION_TABLE, "compare_type": True}
        )
        assert compare_metadata(context, metadata) == []
    database.close()


def _ours(name: str | None, kind: str, parents: object) -> bool:
    return not (kind == "table" and str(name).startswith("statement_words"))


def test_what_is_no_table_is_the_same_too(server: Cluster, tmp_path: Path) -> None:
    for one, other in (
        (str(tmp_path / "one.db"), str(tmp_path / "other.db")),
        (server.new_database(), server.new_database()),
    ):
        by_steps, at_once = (Database(place(where), create=True) for where in (one, other))
        up_to_date(by_steps)
        with at_once.writing(current=False) as connection:
            if at_once.dialect == "postgresql":
                connection.exec_driver_sql(f"CREATE SCHEMA {POSTGRESQL_SCHEMA}")
            metadata.create_all(connection)
        assert _besides(by_steps) == _besides(at_once) != []
        by_steps.close()
        at_once._engine.dispose()


def _besides(database: Database) -> list[Any]:
    """The triggers, functions, indexes and virtual tables, as the database has them."""
    queries = {
        "sqlite": [
            "SELECT name, sql FROM sqlite_master WHERE type <> 'table' OR sql LIKE 'CREATE VIRTUAL%' ORDER BY name",
            "PRAGMA application_id",
        ],
        "postgresql": [
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'onrecord' ORDER BY 1",
            "SELECT event_object_table, trigger_name, event_manipulation, action_statement "
            "FROM information_schema.triggers WHERE trigger_schema = 'onrecord' ORDER BY 1, 2, 3",
            "SELECT routine_name, routine_definition FROM information_schema.routines "
            "WHERE routine_schema = 'onrecord' ORDER BY 1",
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE connamespace = 'onrecord'::regnamespace ORDER BY 1",
        ],
    }
    with database.reading() as connection:
        found = [
            tuple(row) for query in queries[database.dialect] for row in connection.exec_driver_sql(query)
        ]
    return [row for row in found if not any(VERSION_TABLE in str(cell) for cell in row)]


def test_a_ledger_of_a_newer_version_is_left_alone_and_says_so(ledger: Ledger, where: str) -> None:
    ledger.add(dam(), "0.1.0+1")
    with ledger._database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    before = contents(ledger)
    with pytest.raises(NewerLedger, match="update onrecord"):
        Ledger.open(where)
    with pytest.raises(NewerLedger, match="9999"):  # opened before it became one
        ledger.add(dam(id="other"), "0.1.0+1")
    assert contents(ledger) == before


def test_where_no_ledger_is_to_be_made_none_is(where: str, tmp_path: Path) -> None:
    with pytest.raises(NoLedger, match="onrecord add"):
        Ledger.open(where, create=False)
    assert list(tmp_path.iterdir()) == []
    Ledger.open(where).close()
    Ledger.open(where, create=False).close()


def test_a_step_that_fails_leaves_nothing_of_itself(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: Any) -> None:
        upgrade(*arguments)
        raise RuntimeError("the power failed")

    upgrade = command.upgrade
    with monkeypatch.context() as during:
        during.setattr(command, "upgrade", broken)
        with pytest.raises(RuntimeError, match="power"):
            Ledger.open(where)
    with pytest.raises(NoLedger):
        Ledger.open(where, create=False)
    with Ledger.open(where) as ledger:
        ledger.add(dam(), "0.1.0+1")
        check(ledger)


@pytest.fixture(params=STEPS[:-1])
def old(request: pytest.FixtureRequest, where: str, tmp_path: Path, server: Cluster) -> Any:
    """A ledger of an older revision with articles in it: that, and what it holds once it is up to date."""
    new = str(tmp_path / "new.db") if "://" not in where else server.new_database()
    with Ledger.open(new) as ledger:
        for one in (
            article("cut", ("direct", CUT)),
            article("whole", ("direct", WHOLE)),
            dam(id="n1"),
            dam("A correction was made.\n" + DAM.replace(PROMISE, ""), id="n1"),
            article("report", ("indirect", REPORT)),
            article("copy", ("direct", WHOLE), lead="By our staff."),
        ):
            ledger.add(one, "0.1.0+1")
        (hit,) = ledger.find(Search("cellar")).hits
        resolve(ledger, hit.claims[0].id)
        set_back(ledger._database, where, request.param)
        assert len(rows(ledger, sa.select(near_duplicates))) > 0
        return request.param, contents(ledger)


def test_an_old_ledger_is_as_if_it_had_known_repeats_from_the_start(old: Any, where: str) -> None:
    with Ledger.open(where) as ledger:
        assert contents(ledger) == old[1]
        check(ledger)
        (hit,) = ledger.find(Search("tunnel crown")).hits
        assert hit.also_in == 3


def test_an_old_ledger_is_brought_up_to_date_whole_or_not_at_all(old: Any, where: str) -> None:
    program = (
        "import os, sys\n"
        "from onrecord.ledger import Ledger, speakers\n"
        "renew, calls = speakers._renew, iter(range(3))\n"
        "speakers._renew = lambda *a, **k: renew(*a, **k) if next(calls, None) is not None else os._exit(9)\n"
        "Ledger.open(sys.argv[1])\n"
    )
    killed = subprocess.run([sys.executable, "-c", program, where], capture_output=True, check=False)
    assert (killed.returncode, killed.stderr) == (9, b"")
    database = Database(place(where), create=False)
    with database.reading() as connection:
        assert database.revision(connection) == old[0]
        assert not sa.inspect(connection).has_table("profiles")
    database.close()
    with Ledger.open(where) as ledger:
        assert contents(ledger) == old[1]


def test_another_programs_database_is_left_alone(where: str) -> None:
    database = Database(place(where), create=True)
    with database.writing(current=False) as connection:
        schema = "" if database.dialect == "sqlite" else "public."
        connection.exec_driver_sql(f"CREATE TABLE {schema}recipes (name text)")
    if database.dialect == "sqlite":
        before = Path(where).read_bytes()
        for create in (True, False):
            with pytest.raises(NotALedger, match="another program"):
                Ledger.open(where, create=create)
        assert Path(where).read_bytes() == before
    else:
        Ledger.open(where).close()  # beside it, in a schema of its own
        with database.reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM public.recipes").scalar_one() == 0
    database.close()
