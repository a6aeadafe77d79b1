"""The API: what it is described as is what it does, whatever is sent."""

import datetime
import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from visitors import HERE, PROGRAM, READER

from onrecord.ledger import Ledger
from onrecord.web import Settings, application
from onrecord.web.schemas import Schemas
from tests.ledger.articles import dam, numbered

#: How many requests of each kind are made up; more where there is time: ONRECORD_REQUESTS=200.
EXAMPLES = int(os.environ.get("ONRECORD_REQUESTS", "10"))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with Ledger.open(tmp_path_factory.mktemp("api") / "ledger.db") as ledger:
        ledger.add(dam(title="A dam", outlet="The Lomond Courier", published="2031-05-04"), READER)
        ledger.add(numbered(1), READER)
        app = application(ledger, Settings(by="a program"))
        with TestClient(app, base_url=HERE, headers=PROGRAM):
            yield app


def test_nothing_that_is_sent_breaks_it(served: Any) -> None:
    sent = Counter[int]()
    operations = schemathesis.openapi.from_dict(served.openapi()).get_all_operations()
    with TestClient(served, base_url=HERE, raise_server_exceptions=False) as client:
        for operation in operations:

            @settings(
                max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
            )
            @given(case=operation.ok().as_strategy())
            def each(case: Any) -> None:
                given = case.as_transport_kwargs(base_url=HERE)
                given["headers"] = {**dict(given.pop("headers", None) or {}), **PROGRAM}
                given.pop("cookies", None)
                answer = client.request(**given)
                sent[answer.status_code] += 1
                assert answer.status_code < 500 or answer.status_code == 503, (given, answer.text)

            each()
    assert sum(sent.values()) >= EXAMPLES * 5
    assert sent[200]


def test_every_address_of_the_description_is_named_and_explained(served: Any) -> None:
    names = set()
    for path, methods in served.openapi()["paths"].items():
        assert path.endswith((".json", ".csv", ".jsonl"))
        for operation in methods.values():
            assert operation["summary"]
            names.add(operation["operationId"])
            assert {"200", "404", "422"} <= operation["responses"].keys()
    assert {
        "home",
        "search",
        "forecasts",
        "outcome",
        "statement",
        "correction",
        "article",
        "hand_in",
    } <= names


def test_answers_have_what_their_schemas_say(served: Any) -> None:
    description = served.openapi()
    schemas = description["components"]["schemas"]
    with TestClient(served, base_url=HERE) as client:
        for path in (
            "/.json",
            "/search.json",
            "/forecasts.json",
            "/articles.json",
            "/speakers/offers.json",
            "/words.json",
            "/add.json",
            "/login.json",
        ):
            schema = description["paths"][path]["get"]["responses"]["200"]["content"]["application/json"][
                "schema"
            ]
            fits(client.get(path).json(), schema, schemas)


def fits(value: Any, schema: Any, schemas: Any) -> None:
    """That a value is as a schema says, as far as ours say anything."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        of_none = value is None and {"type": "null"} in schema["anyOf"]
        rest = [part for part in schema["anyOf"] if part != {"type": "null"}]
        if not of_none:
            fits(value, rest[0], schemas)
    elif schema.get("type") == "object":
        assert value.keys() == schema.get("properties", value).keys()
        for name, part in schema.get("properties", {}).items():
            fits(value[name], part, schemas)
    elif schema.get("type") == "array" and "items" in schema:
        for one in value:
            fits(one, schema["items"], schemas)
    elif "enum" in schema:
        assert value in schema["enum"]
    elif "type" in schema:
        kinds = {
            "string": str,
            "integer": int,
            "number": (int, float),
            "boolean": bool,
            "null": type(None),
            "array": list,
        }
        assert isinstance(value, kinds[schema["type"]])


def test_schemas_are_made_of_the_record_types() -> None:
    schemas = Schemas()
    assert schemas.of(datetime.date | None) == {
        "anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]
    }
    assert schemas.of(tuple[int, str])["prefixItems"] == [{"type": "integer"}, {"type": "string"}]
    from onrecord.ledger import Hit

    assert schemas.of(Hit) == {"$ref": "#/components/schemas/Hit"}
    assert "forecast" in schemas.named["HitClaim"]["properties"]["kind"]["enum"]


def test_a_program_does_all_with_httpx_alone(served: Any) -> None:
    with TestClient(served, base_url=HERE, headers=PROGRAM) as client:  # an httpx.Client
        hit = client.get("/search.json", params={"q": "dam", "kind": "forecast"}).json()["hits"][0]
        claim = hit["claims"][0]["id"]
        client.post(f"/forecasts/{claim}/outcome.json", data={"outcome": "yes"}).raise_for_status()
        assert client.get(f"/statements/{claim}.json").json()["claims"][0]["outcome"] == "yes"
