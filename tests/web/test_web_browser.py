"""In a real browser: an article is added, read, corrected, searched, settled, undone; by mouse, by keyboard, without scripts."""

import datetime
import gzip
import json
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from forecaster import forecasting
from playwright.sync_api import Browser, Page, expect, sync_playwright
from visitors import READER

from onrecord.ledger import Ledger, Search, Signed
from onrecord.web import Settings, application
from tests.ledger.articles import dam, numbered

CHROMIUM = shutil.which("chromium")
AXE = gzip.decompress((Path(__file__).parent / "axe.min.js.gz").read_bytes()).decode()
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)"
)

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
#: Longer than a browser takes on a machine that is busy with something else.
PATIENCE = 20_000
HOLD = "The dam at Orne will hold until March 31, 2032"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def address(ledger: Ledger) -> Iterator[str]:
    """A server with a ledger in which a forecast fell due."""
    for i in range(30):
        ledger.add(numbered(i), READER)
    ledger.add(dam(title="A dam", outlet="The Lomond Courier", published="2031-05-04"), READER)
    claim = ledger.find(Search(HOLD), 1).hits[0].claims[0].id
    ledger.set_deadline(claim, datetime.date(2020, 1, 31), Signed("Nell Varga"))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(application(ledger, Settings(by="Nell Varga")), log_level="error")
        )
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def record(address: str, ledger: Ledger) -> list[str]:
    """What Ada Brill has forecast in the server's ledger, all settled but the last two; the claims' ids."""
    ids = forecasting(ledger, 12, 10)
    ledger.set_deadline(ids[-1], datetime.date(2020, 2, 1), Signed("Nell Varga"))
    return ids


class Watched:
    """A page whose complaints and requests are kept."""

    def __init__(self, browser: Browser, address: str, **how: Any) -> None:
        self.context = browser.new_context(base_url=address, **{"viewport": WIDE, **how})
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type == "error" else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def __enter__(self) -> "Watched":
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


@pytest.fixture
def watched(browser: Browser, address: str) -> Iterator[Watched]:
    with Watched(browser, address) as watched:
        yield watched
        assert watched.complaints == []
        assert all(url.startswith(address) for url in watched.asked)


def test_from_a_pasted_article_to_a_settled_forecast(watched: Watched) -> None:
    page = watched.page
    page.goto("/add")
    page.get_by_role("button", name="Read an example").click()
    page.wait_for_url("**/articles/*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ferry across the Halm")
    # Who says it is shown beside it, and corrected there.
    page.locator(".text mark").first.hover()
    expect(page.locator("#panel .name")).to_have_text("Mira Tolland")
    page.locator(".text mark").first.click()
    page.locator("#panel").get_by_role("link", name="Correct").click()
    page.locator("#panel").get_by_label("Speaker").fill("Paula Wray")
    page.locator("#panel").get_by_role("button", name="Change").first.click()
    expect(page.locator("#panel .name")).to_have_text("Paula Wray")
    # It is found as one types.
    page.get_by_role("link", name="Search").click()
    page.locator("#q").press_sequentially("june wray")
    expect(page.locator(".results > .item")).to_have_count(1)
    expect(page.locator(".results .teller")).to_have_text("Paula Wray")
    assert page.url.endswith("/search?q=june+wray")
    # What fell due is settled, and that is undone.
    page.get_by_role("link", name="Forecasts").click()
    page.get_by_text("Settle", exact=True).click()
    page.get_by_label("did not come true").check()
    page.get_by_label("Evidence").fill("https://example.org/minutes")
    page.get_by_role("button", name="Settle it").click()
    expect(page.locator(".settled")).to_contain_text("did not come true")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Settle", exact=True)).to_be_visible()


def test_a_speakers_chart_changes_with_what_is_settled(watched: Watched, record: list[str]) -> None:
    """From a search to a speaker with a record, settle what is open yet, see the charts change, undo."""
    page = watched.page
    page.goto("/search?q=wall")
    page.locator(".results .teller", has_text="Ada Brill").first.click()
    page.wait_for_url("**/speakers/*")
    chart = page.locator("[data-chart*=calibration] .drawing svg")
    expect(chart).to_be_visible()
    expect(page.locator("[data-chart*=calibration] figcaption")).to_contain_text("10 settled forecasts")
    before = chart.inner_html()
    expect(page.locator("[data-chart*=history] .drawing svg")).to_be_visible()
    # The same is there as a table, for those who do not see it.
    expect(page.locator("[data-chart*=calibration] table")).to_be_hidden()
    page.locator("[data-chart*=calibration] summary").click()
    expect(page.locator("[data-chart*=calibration] table")).to_be_visible()
    page.locator(f'a[href="/statements/{record[-1]}"]').first.click()
    page.get_by_text("Settle", exact=True).click()
    page.get_by_label("did not come true").check()
    page.get_by_role("button", name="Settle it").click()
    expect(page.locator(".settled")).to_contain_text("did not come true")
    page.locator("h1 a").click()
    expect(page.locator("[data-chart*=calibration] figcaption")).to_contain_text("11 settled forecasts")
    assert chart.inner_html() != before
    page.go_back()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Settle", exact=True)).to_be_visible()
    page.locator("h1 a").click()
    expect(page.locator("[data-chart*=calibration] figcaption")).to_contain_text("10 settled forecasts")
    assert chart.inner_html() == before
    page.goto("/words")
    expect(page.locator("[data-chart] .drawing svg")).to_be_visible()


def test_charts_suit_a_dark_and_a_narrow_page(browser: Browser, address: str, record: list[str]) -> None:
    with Watched(browser, address, viewport=NARROW, color_scheme="dark") as watched:
        page = watched.page
        page.goto("/words")
        drawing = page.locator("[data-chart] .drawing")
        expect(drawing.locator("svg")).to_be_visible()
        assert "#222222" not in drawing.inner_html().lower()
        room = drawing.evaluate("(one) => [one.scrollWidth, one.clientWidth]")
        assert room[0] <= room[1]
        page.emulate_media(color_scheme="light")
        expect(drawing.locator("[fill='#222222']").first).to_be_attached()
        assert watched.complaints == []


def test_by_keyboard_alone(watched: Watched) -> None:
    page = watched.page
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("will hold")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=will+hold")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/statements/*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Brill")
    page.goto("/forecasts")
    page.keyboard.press("j")
    page.keyboard.press("n")
    expect(page.get_by_label("Evidence")).to_be_focused()
    page.keyboard.type("the minutes")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".settled")).to_contain_text("did not come true")
    page.keyboard.press("u")
    expect(page.get_by_text("Settle", exact=True)).to_be_visible()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.goto("/articles")
    page.get_by_role("link", name="A dam").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/*")
    for _ in range(2):
        page.keyboard.press("j")
    expect(page.locator("#panel .position")).to_have_text("2 of 5")
    page.keyboard.press("k")
    expect(page.locator("#panel .position")).to_have_text("1 of 5")
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()


def test_speakers_are_merged_and_split_by_keyboard(watched: Watched) -> None:
    page = watched.page
    page.goto("/speakers")
    page.get_by_label("Only with these words in a name or role").focus()
    page.keyboard.type("reil")
    page.keyboard.press("Enter")
    page.wait_for_url("**/speakers?q=reil")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/speakers/p*")
    page.get_by_text("The same as somebody else on record").press("Enter")
    page.get_by_label("Name or role of the other").fill("ada brill")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Ada Brill is the same").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Ada Brill")
    page.get_by_role("status").get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("is somebody else now")


def test_without_scripts(browser: Browser, address: str) -> None:
    with Watched(browser, address, java_script_enabled=False) as watched:
        page = watched.page
        page.goto("/add")
        page.get_by_label("Paste an article").fill(
            "“The bridge at Tarn will open,” chief engineer Ada Brill said."
        )
        page.get_by_role("button", name="Read", exact=True).click()
        page.get_by_role("link", name="“The bridge at Tarn").click()  # the page comes anew until it is read
        page.get_by_role("link", name="Permanent link").first.click()
        page.get_by_label("Speaker").fill("Tom Reil")
        page.get_by_role("button", name="Change").first.click()
        expect(page.locator(".card .name").first).to_have_text("Tom Reil")
        page.goto("/search?q=dam")
        expect(page.locator(".results > .item")).to_have_count(1)
        page.goto("/forecasts")
        page.get_by_text("Settle", exact=True).click()
        page.get_by_label("came true", exact=False).first.check()
        page.get_by_role("button", name="Settle it").click()
        expect(page.locator(".settled")).to_contain_text("came true")
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_text("Settle", exact=True)).to_be_visible()


def test_charts_are_tables_without_scripts(browser: Browser, address: str, record: list[str]) -> None:
    with Watched(browser, address, java_script_enabled=False) as watched:
        page = watched.page
        page.goto("/speakers")
        page.get_by_role("link", name="Ada Brill").click()
        for chart in ("calibration", "history"):
            expect(page.locator(f"[data-chart*={chart}] table")).to_be_visible()
        page.goto("/words")
        expect(page.locator("[data-chart] table")).to_be_visible()


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_and_is_accessible(
    browser: Browser, address: str, record: list[str], viewport: dict[str, int], scheme: str
) -> None:
    with Watched(browser, address, viewport=viewport, color_scheme=scheme, bypass_csp=True) as watched:
        page = watched.page
        hit = json.loads(page.request.get("/search.json?q=hold").body())["hits"][0]
        for path in (
            "/", "/search?q=dam", "/search?q=nothing", f"/forecasts?done={hit['claims'][0]['id']}", "/articles",
            f"/articles/{hit['document']}#a1-{hit['id']}", f"/statements/{hit['id']}", f"/speakers/{hit['speaker_id']}?like=brill",
            "/speakers", "/speakers/offers", "/words", "/add", "/login", "/nothing",
        ):  # fmt: skip
            page.goto(path)
            for drawing in page.locator("[data-chart] .drawing").all():
                expect(drawing.locator("svg")).to_be_visible()
            for summary in page.locator(".settle summary, .chart summary").all()[:4]:
                summary.click()
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, (path, wide)
            page.evaluate(AXE)
            found = page.evaluate("axe.run().then((found) => found.violations)")
            bad = [
                (one["id"], [node["html"] for node in one["nodes"]][:3])
                for one in found
                if one["impact"] in {"serious", "critical"}
            ]
            assert not bad, (path, bad)
