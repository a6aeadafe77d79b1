"""What the tests of the ledger share: ledgers in both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from clusters import Cluster, cluster

from onrecord.ledger import Ledger


@pytest.fixture(scope="session")
def server() -> Iterator[Cluster]:
    """A PostgreSQL server for the tests alone."""
    yield from _running()


@pytest.fixture
def own_server() -> Iterator[Cluster]:
    """One for a single test, which may stop it."""
    yield from _running()


def _running() -> Iterator[Cluster]:
    running = cluster()
    if running is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    yield running
    running.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place for a ledger that is not there yet, in either database."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.db")
    server: Cluster = request.getfixturevalue("server")
    return server.new_database()


@pytest.fixture
def ledger(where: str) -> Iterator[Ledger]:
    """A new ledger, in either database."""
    with Ledger.open(where) as ledger:
        yield ledger
