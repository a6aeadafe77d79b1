"""A terminal as the views for it see it."""

import io
import os
from typing import TextIO

from rich.console import Console

NARROWEST = 40


def console(stream: TextIO, widest: int) -> Console:
    """A console as wide as the terminal behind ``stream``, within reason, and in colour where it shows any.

    What is printed to it is rendered in memory, to be written in one piece.
    """
    terminal = Console(file=stream)
    plain = not terminal.is_terminal or bool(os.environ.get("NO_COLOR")) or terminal.legacy_windows
    return Console(
        file=io.StringIO(),
        width=min(max(terminal.width, NARROWEST), widest),
        color_system=None if plain else (terminal.color_system or None),  # type: ignore[arg-type]
        force_terminal=not plain,
        legacy_windows=False,
        highlight=False,
    )


def counted(n: int, noun: str) -> str:
    """A number and what it counts."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
