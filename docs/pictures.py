"""Takes the README's pictures, with Debian's chromium: ``make pictures``."""

import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import onrecord
from onrecord.export import writer
from onrecord.sources import Sources

HERE = Path(__file__).parent
ARTICLE = HERE.parent / "examples" / "sella-crossing.txt"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--blink-settings=preferredColorScheme=1",
)  # fmt: skip
COLUMNS = 84


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shoot(url: str, out: Path, width: int, height: int) -> None:
    with tempfile.TemporaryDirectory() as profile:
        size = (f"--user-data-dir={profile}", f"--window-size={width},{height}", f"--screenshot={out}")
        subprocess.run(["chromium", *FLAGS, *size, url], check=True, capture_output=True)


def in_terminal(reading: onrecord.Reading) -> str:
    """What a terminal shows, as a page."""
    from rich.console import Console
    from rich.terminal_theme import MONOKAI
    from rich.text import Text

    os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "COLUMNS": str(COLUMNS)}
    stream = Terminal()
    with writer("text", stream) as out:
        out.add(reading)
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(stream.getvalue()), no_wrap=True, crop=False)
    page = (
        "<html><meta charset=utf-8><style>{stylesheet} body{{color:{foreground};background:{background};margin:14px}}"
        " pre{{font:14px/1.3 'DejaVu Sans Mono',monospace;margin:0}}</style><pre>{code}</pre></html>"
    )
    return console.export_html(theme=MONOKAI, code_format=page)


def forecasts() -> Iterator[onrecord.Document]:
    """A harbour chief's forecasts, one an article."""
    things = ("quay", "lock", "slipway", "landing stage", "ticket hall", "fish market")
    places = ("Port Ansel", "Tarn", "Orne", "Lisse", "Grey Halm")
    words = ("will", "will probably", "could", "is unlikely to", "will almost certainly", "is likely to")
    for i, (thing, place) in enumerate(product(things, places)):
        year, month = divmod(24216 + i, 12)
        yield onrecord.Document(
            f"“The {thing} at {place} {words[i * 7 % 6]} open before the winter,” the harbour chief Mira Tolland said.",
            title=f"The {thing} at {place}",
            outlet=("The Ansel Packet", "Tarn Gazette")[i % 2],
            published=f"{year}-{month + 1:02}-07",
        )


def workbench(folder: Path) -> None:
    """The web interface, with the examples in its ledger as if some of what they forecast fell due."""
    import random
    import socket
    import threading
    from dataclasses import replace

    import uvicorn
    from playwright.sync_api import sync_playwright

    from onrecord.ledger import Ledger, Search, Signed, version_of
    from onrecord.web import Settings, application
    from onrecord.web.pages.add import example

    ferry = onrecord.Document(
        example(), title=example().partition("\n")[0], outlet="The Ansel Packet", published="2025-05-09"
    )
    documents = [d for d in Sources([ARTICLE.parent]) if isinstance(d, onrecord.Document)]
    documents = [replace(d, published=f"202{4 + i % 2}-09-1{i}") for i, d in enumerate(documents)]
    reader = onrecord.Reader()
    with (
        Ledger.open(folder / "ledger.db") as ledger,
        socket.socket() as listening,
        sync_playwright() as playwright,
    ):
        for one in (*forecasts(), *documents, ferry):
            ledger.add(reader.read(one), version_of(reader))
        luck = random.Random(4)
        said = ledger.find(Search('"before the winter"', kinds=["forecast"]), 100).hits
        for hit in said[3:]:
            came = luck.random() < (hit.claims[0].probability or 0.5)
            ledger.resolve(hit.claims[0].id, "yes" if came else "no", Signed("Nell Varga"))
        listening.bind(("127.0.0.1", 0))
        app = application(ledger, Settings(by="Nell Varga"))
        ledger.name = "ledger.db"
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(
            base_url=f"http://127.0.0.1:{listening.getsockname()[1]}",
            viewport={"width": 1280, "height": 800},
        )
        page.goto("/")
        page.screenshot(path=HERE / "web-home.png")
        page.goto(f"/articles/{ledger.latest(1).documents[0].id}")
        page.keyboard.press("j")
        page.get_by_role("link", name="Correct").click()
        page.locator("#panel").get_by_label("Speaker").wait_for()
        page.screenshot(path=HERE / "web-article.png")
        page.set_viewport_size({"width": 1280, "height": 1180})
        page.goto(f"/speakers/{said[0].speaker_id}")
        page.locator("[data-chart*=history] .drawing svg").wait_for()
        page.screenshot(path=HERE / "web-speaker.png")
        browser.close()
        server.should_exit = True
        thread.join()


def main() -> None:
    document = next(d for d in Sources([ARTICLE]) if isinstance(d, onrecord.Document))
    reading = onrecord.read(document)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        page, terminal = folder / "page.html", folder / "terminal.html"
        with page.open("w", encoding="utf-8") as file, writer("html", file) as out:
            out.add(reading)
        terminal.write_text(in_terminal(reading), encoding="utf-8")
        shoot(page.as_uri(), HERE / "page.png", 1280, 900)
        shoot(terminal.as_uri(), HERE / "terminal.png", 740, 1100)
        workbench(folder)


if __name__ == "__main__":
    main()
