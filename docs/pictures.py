"""Takes the README's pictures, with Debian's chromium: ``make pictures``."""

import io
import os
import subprocess
import tempfile
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


if __name__ == "__main__":
    main()
