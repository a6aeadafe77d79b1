"""Who is let in, with what and with how much; what is never shown."""

import asyncio
import datetime
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.responses import Response
from visitors import HERE, PROGRAM, Visitor, form_to, words

from onrecord.ledger import Ledger, Search
from onrecord.web import Settings, application
from onrecord.web.guard import Guard, login

TOKEN = "a-token-of-some-length"


def client_of(app: Any, base: str = HERE, **more: Any) -> TestClient:
    return TestClient(app, base_url=base, **more)


@pytest.fixture
def locked(news: Ledger) -> Iterator[Visitor]:
    """A visitor of a server that asks for a token."""
    with client_of(application(news, Settings(token=TOKEN))) as client:
        yield Visitor(client)


def changes(app: FastAPI) -> list[str]:
    """The addresses of all changes, as a template has them and as JSON."""
    twins = [path for path, methods in app.openapi()["paths"].items() if "post" in methods]
    assert len(twins) >= 7
    return [address for twin in twins for address in (twin, twin.removesuffix(".json"))]


def filled(address: str, ledger: Ledger) -> str:
    claim = next(claim for hit in ledger.find(Search(), 100).hits for claim in hit.claims)
    return address.replace("{id}", claim.id)


def contents(ledger: Ledger) -> tuple[Any, ...]:
    return (ledger.state(datetime.date(2031, 1, 1)), ledger.find(Search(), 100).hits)


ANY = {
    "outcome": "yes",
    "kind": "aim",
    "speaker": "Tom Reil",
    "statement": "false",
    "text": "A text.",
    "day": "2031-01-01",
}


def test_no_change_is_made_without_a_stamp_or_a_programs_header(visitor: Visitor, news: Ledger) -> None:
    before = contents(news)
    visitor.open("/add")  # a session there is
    for address in changes(visitor.client.app):  # type: ignore[arg-type]
        for fields in (ANY, {**ANY, "csrf": ""}, {**ANY, "csrf": "0" * 64}):
            answer = visitor.client.post(filled(address, news), data=fields, follow_redirects=False)
            assert answer.status_code == 403, address
    assert contents(news) == before
    assert visitor.client.app.state.desk._jobs == {}  # type: ignore[attr-defined]


def test_a_stamp_is_good_for_its_own_session_alone(visitor: Visitor, news: Ledger) -> None:
    form = form_to(visitor.open("/add"), "/add")
    stamp = form.fields["csrf"]
    visitor.client.cookies.clear()
    for cookie in ("", "onrecord-session=" + "x" * 32, "onrecord-session="):
        headers = {"Cookie": cookie} if cookie else {}
        answer = visitor.client.post("/add", data={**ANY, "csrf": stamp}, headers=headers)
        assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "http://localhost:8765"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_no_change_is_made_for_another_sites_page(
    visitor: Visitor, news: Ledger, headers: dict[str, str]
) -> None:
    stamp = form_to(visitor.open("/add"), "/add").fields["csrf"]
    for address in changes(visitor.client.app):  # type: ignore[arg-type]
        answer = visitor.client.post(
            filled(address, news), data={**ANY, "csrf": stamp}, headers={**headers, **PROGRAM}
        )
        assert answer.status_code == 403


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8765",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "169.254.169.254",
        "",
        "127.0.0.1@evil.example",
    ],
)
def test_a_name_that_was_made_to_stand_for_this_machine_is_turned_away(visitor: Visitor, host: str) -> None:
    for address in ("/", "/.json", "/static/web.css", "/login"):
        answer = visitor.client.get(address, headers={"Host": host})
        assert answer.status_code == 421
        assert "dam" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:1", "LOCALHOST", "[::1]:8765", "127.0.0.1"])
def test_this_machines_own_names_are_let_in(visitor: Visitor, host: str) -> None:
    assert visitor.client.get("/", headers={"Host": host}).status_code == 200


def test_without_the_token_nothing_is_shown(locked: Visitor, news: Ledger) -> None:
    one = news.find(Search(), 1).hits[0]
    for address in (
        "/",
        "/search",
        f"/articles/{one.document}",
        f"/statements/{one.id}",
        "/forecasts",
        "/add",
    ):
        assert "Log in" in words(locked.open(address))
        assert locked.client.get(f"{address}.json".replace("//", "/")).status_code == 401
    assert locked.client.get("/openapi.json").status_code == 401
    for address in changes(locked.client.app):  # type: ignore[arg-type]
        if not address.startswith("/login"):
            answer = locked.client.post(filled(address, news), data=ANY, headers=PROGRAM)
            assert answer.status_code == 401


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer wrong", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN])
def test_a_wrong_token_is_none(locked: Visitor, shown: str) -> None:
    assert locked.client.get("/.json", headers={"Authorization": shown}).status_code == 401


def test_a_program_shows_the_token_in_a_header(locked: Visitor, news: Ledger) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert locked.client.get("/.json", headers=headers).status_code == 200
    claim = filled("/forecasts/{id}/outcome.json", news)
    assert locked.client.post(claim, data={"outcome": "void"}, headers=headers).status_code in {200, 422}


def test_a_person_logs_in_and_out(locked: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.web.pages.login.PAUSE", 0)
    page = locked.open("/")
    wrong = locked.send(form_to(page, "/login"), token="not-the-token-at-all")
    assert "not the token" in words(wrong)
    home = locked.send(form_to(locked.open("/login"), "/login"), token=TOKEN)
    assert "A dam" in words(home)
    (cookie,) = [c for c in locked.client.cookies.jar if c.name == "onrecord-login"]
    assert TOKEN not in str(cookie.value)
    out = locked.send(form_to(home, "/logout"))
    assert "Log in" in words(out)
    assert "Log in" in words(locked.open("/"))


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(locked: Visitor) -> None:
    page = locked.open("/login")
    assert locked.answer is not None
    given = locked.answer.headers.get_list("Set-Cookie")
    answer = locked.client.post(
        "/login",
        data={"token": TOKEN, "csrf": form_to(page, "/login").fields["csrf"]},
        follow_redirects=False,
    )
    given += answer.headers.get_list("Set-Cookie")
    assert len(given) == 2
    assert all("HttpOnly" in one and "SameSite=strict" in one for one in given)


def test_a_login_is_another_servers_no_more() -> None:
    assert login(Settings(token=TOKEN)) == login(Settings(token=TOKEN))
    assert login(Settings(token=TOKEN)) != login(Settings(token=f"{TOKEN}2"))


def test_every_answer_has_the_headers_that_keep_it_in(visitor: Visitor, news: Ledger) -> None:
    for address in (
        "/",
        "/.json",
        "/nothing",
        "/nothing.json",
        "/search?page=0",
        "/static/web.js",
        "/openapi.json",
    ):
        headers = visitor.client.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in headers
        if not address.startswith("/static/"):
            assert headers["Cache-Control"] == "no-store"
    answer = visitor.client.get("/", headers={"Host": "evil.example"})
    assert "Content-Security-Policy" in answer.headers


def test_no_site_is_allowed_to_ask_across(visitor: Visitor) -> None:
    answer = visitor.client.options(
        "/add.json",
        headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-onrecord"},
    )  # fmt: skip
    assert not any(name.startswith("access-control") for name in answer.headers)


def test_too_much_is_refused_whether_it_says_so_or_not(news: Ledger) -> None:
    settings = Settings(upload=20_000, body=5_000)
    with client_of(application(news, settings)) as client:
        for address, most in (("/add.json", 20_000), ("/forecasts/c000000/outcome.json", 5_000)):
            said = client.post(address, data={"text": "x" * most}, headers=PROGRAM)
            assert said.status_code == 413

            def pieces() -> Iterator[bytes]:
                yield b"text="
                for _ in range(100):
                    yield b"y" * 1_000

            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            silent = client.post(address, content=pieces(), headers={**PROGRAM, **kind})
            assert silent.status_code == 413, address
            assert "MB" in silent.json()["error"]
        assert client.app.state.desk._jobs == {}  # type: ignore[attr-defined]


def test_too_many_files_are_refused(news: Ledger) -> None:
    with client_of(application(news, Settings(files=3))) as client:
        files = [("files", (f"{i}.txt", b"A text.")) for i in range(4)]
        assert client.post("/add.json", files=files, headers=PROGRAM).status_code == 400


def test_who_sends_too_slowly_or_waits_too_long_is_told(news: Ledger) -> None:
    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(5)

    async def reading(request: Request) -> Response:
        return Response(await request.body())

    async def never() -> Any:
        await asyncio.sleep(5)

    app = application(news, Settings(patience=0.2, idle=0.1))
    scope: dict[str, Any] = {
        "type": "http", "method": "GET", "path": "/x.json", "query_string": b"", "headers": [(b"host", b"localhost")],
        "app": app,
    }  # fmt: skip

    def answered(inner: Any, receive: Any) -> list[Any]:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        asyncio.run(Guard(inner, app.state.settings)(scope, receive, send))
        return sent

    assert answered(slow, never)[0]["status"] == 503
    app.add_route("/x.json", reading)
    sent = answered(app, never)
    assert sent[0]["status"] in {408, 503}


def test_what_should_not_happen_is_in_the_log_and_not_on_the_page(
    news: Ledger, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a secret at /home/nell")

    app = application(news)
    with client_of(app) as client:
        monkeypatch.setattr(type(news), "latest", broken)
        with caplog.at_level(logging.ERROR, "onrecord.web"):
            for address in ("/articles", "/articles.json"):
                answer = client.get(address, headers={"Accept": "text/html"})
                assert answer.status_code == 500
                assert "Content-Security-Policy" in answer.headers
                assert "secret" not in answer.text
                assert "Traceback" not in answer.text
                name = re.search(r"in the log as ([0-9a-f]{8})", answer.text)
                assert name
                assert name[1] in caplog.text
    assert "a secret" in caplog.text


def test_another_address_than_this_machines_is_answered_by_any_name(news: Ledger) -> None:
    with client_of(
        application(news, Settings(host="192.168.1.7", token=TOKEN)), "http://desk.example"
    ) as client:
        assert client.get("/.json", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
        assert client.get("/.json").status_code == 401
