"""What the tests of the web interface share: a ledger, and somebody who uses it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from visitors import HERE, READER, Visitor

from onrecord.ledger import Ledger
from onrecord.web import Settings, application
from tests.ledger.articles import dam, numbered


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        yield ledger


@pytest.fixture
def news(ledger: Ledger) -> Ledger:
    """A ledger with three articles; of one a forecast falls due in 2032, or, if it was published so, long ago."""
    ledger.add(
        dam(title="A dam", outlet="The Lomond Courier", published="2031-05-04", url="https://x.example/1"),
        READER,
    )
    ledger.add(numbered(1), READER)
    ledger.add(numbered(2, outlet=None, published=None), READER)
    return ledger


@pytest.fixture
def visitor(news: Ledger) -> Iterator[Visitor]:
    """Somebody with a browser that runs no scripts."""
    with TestClient(application(news, Settings(by="Nell Varga")), base_url=HERE) as client:
        yield Visitor(client)
