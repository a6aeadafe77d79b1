"""Whatever texts, names, addresses and files hold, a page shows it and does not do it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from lxml import html
from test_web_add import hand_in
from visitors import HERE, PROGRAM, READER, Visitor

from onrecord.ledger import Correction, Ledger, Search, Signed
from onrecord.web import Settings, application
from tests.export.made_up import claim, claimed, place, reading, said, speaker

EVIL = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'-alert(1)-'",
    "</title></textarea></style><svg onload=alert(1)>",
    "{{ 7*7 }}{% raw %}${7*7}",
    "javascript:alert(1)",
    "\u202egnp.exe\u2066\u200b",
    "=cmd|' /C calc'!A0",
    "<!--<script>",
    "&lt;script&gt;&#x3c;b&#62;",
    "a\" autofocus onfocus=\"alert(1)",
    "<a href='//evil.example'>x</a>",
]  # fmt: skip
ADDRESSES = [
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    'https://x.example/"><script>alert(1)</script>',
    "//evil.example/",
    "vbscript:x",
]


def evil_reading(evil: str, number: int) -> Any:
    text = f"{evil}\n“{evil} will hold,” said {evil}.\nShe hopes that {evil}."
    one = reading(
        text,
        said(evil, "said", f"“{evil} will hold,”", manner="direct", speaker="p1"),
        speakers=(speaker(text, "p1", evil),),
        id=f"{evil}{number}",
        title=evil,
        outlet=evil,
        author=evil,
        published="2031-01-01",
        url=ADDRESSES[number % len(ADDRESSES)] + str(number),
    )
    one = claimed(one, claim("s1", "forecast", f"{evil} will hold", likelihood="flat", probability=0.9))
    return replace(one, places=(replace(place(text, evil, "XT", 1.0, 2.0), name=evil),))


@pytest.fixture(scope="module")
def fooled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """A visitor of a ledger that is full of it."""
    path = tmp_path_factory.mktemp("evil") / "<b>ledger&.db"
    with Ledger.open(path) as ledger:
        for number, evil in enumerate(EVIL):
            ledger.add(evil_reading(evil, number), READER)
            hit = ledger.find(Search(speaker=evil), 1).hits[0]
            signed = Signed(evil, evil, (evil, ADDRESSES[number % len(ADDRESSES)]))
            if number % 2:
                ledger.resolve(hit.claims[0].id, "no", signed)
            else:
                ledger.correct(hit.id, Correction(speaker=f"{evil} the other"), signed)
        with TestClient(application(ledger, Settings(by=EVIL[0])), base_url=HERE) as client:
            yield Visitor(client)


def harmless(page: html.HtmlElement) -> None:
    """That a page does nothing but what ours do, and goes nowhere but where it may."""
    for script in page.iter("script"):
        assert script.get("src", "").startswith("/static/")
        assert not (script.text or "").strip()
    assert not page.xpath("//iframe | //object | //embed | //base | //style | //img")
    for element in page.iter():
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on"), (name, value)
            if name in {
                "href",
                "src",
                "action",
                "formaction",
                "hx-get",
                "hx-post",
                "data-go-to",
                "data-chart",
            }:
                assert value.startswith(("/", "#", "https://x.example/")), value
                assert not value.startswith("//")


def test_all_pages_show_it_and_do_nothing(fooled: Visitor) -> None:
    listed = fooled.json("/articles.json")["latest"]["documents"]
    assert len(listed) == len(EVIL)
    hits = fooled.json("/search.json")["hits"]
    addresses = ["/", "/search", "/articles", "/add", "/speakers", "/speakers/offers", "/words"]
    addresses += [f"/forecasts?show={show}" for show in ("due", "coming", "undated", "settled")]
    addresses += [f"/articles/{one['id']}" for one in listed]
    addresses += [f"/statements/{one['id']}" for one in hits]
    addresses += [f"/speakers/{one['speaker_id']}" for one in hits]
    seen = ""
    for address in addresses:
        page = fooled.open(address)
        assert fooled.answer is not None
        assert fooled.answer.status_code == 200, address
        harmless(page)
        seen += page.text_content()
    for evil in EVIL:
        assert evil in seen  # as it is, and escaped once only


@pytest.mark.parametrize("evil", EVIL)
def test_what_is_asked_for_is_shown_as_it_is(fooled: Visitor, evil: str) -> None:
    given = quote(evil, safe="")
    for address in (f"/search?q={given}&speaker={given}&place={given}", f"/forecasts?speaker={given}", f"/{given}",
                    f"/speakers?q={given}", f"/speakers/offers?q={given}", f"/speakers/{given}",
                    f"/statements/{given}", f"/search?since={given}&kind={given}", f"/add/{given}",
                    f"/forecasts?done={given[:20]}"):  # fmt: skip
        harmless(fooled.open(address))
        assert fooled.answer is not None
        assert fooled.answer.status_code < 500


def test_no_spreadsheet_takes_a_cell_for_a_formula(fooled: Visitor) -> None:
    rows = list(csv.reader(io.StringIO(fooled.client.get("/search.csv").text)))
    assert any(cell.startswith("'=cmd") for row in rows for cell in row)
    for row in rows:
        assert not any(cell.startswith(tuple("=+-@\t\r\n")) for cell in row), row


def test_files_may_have_any_name(fooled: Visitor) -> None:
    files = [("files", (evil.replace('"', "'"), io.BytesIO(b"\x00\xff\x00"))) for evil in EVIL]
    job = hand_in(fooled, files)
    page = fooled.open(f"/add/{job['id']}")
    harmless(page)
    assert "<img src=x onerror=alert(1)>" in page.text_content()


def test_what_people_enter_is_shown_as_it_is(fooled: Visitor) -> None:
    id = fooled.json("/search.json?kind=forecast")["hits"][0]["id"]
    for evil in EVIL:
        answer = fooled.client.post(
            f"/statements/{id}/correction",
            data={"speaker": evil, "note": evil, "by": evil, "evidence": "\n".join([evil, *ADDRESSES])},
            headers={**PROGRAM, "Accept": "text/html"},
        )
        assert answer.status_code == 200
        harmless(html.document_fromstring(answer.text))
    harmless(fooled.open(f"/statements/{id}"))
