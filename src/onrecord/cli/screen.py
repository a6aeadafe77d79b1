"""A terminal that lines are written to, which look well at any width."""

import re
from collections.abc import Iterable, Iterator
from typing import TextIO

from rich.text import Text

from onrecord.export.characters import inert
from onrecord.export.console import console

#: The widest that lines are.
WIDEST = 100

_SPACES = re.compile(r"\s+")


class Screen:
    """A terminal, or a file that lines for one are written to."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._console = console(stream, WIDEST)
        self.width = self._console.width

    def write(self, lines: Iterable[Text]) -> None:
        """Write ``lines``, each of which fits."""
        with self._console.capture() as captured:
            for line in lines:
                self._console.print(line, no_wrap=True, overflow="ignore", crop=False)
        self._stream.write(captured.get())

    def wrapped(self, text: Text, first: Text | str = "", rest: Text | str | None = None) -> Iterator[Text]:
        """``text`` in lines that fit behind a margin: ``first``, from the second line on ``rest``."""
        margins = [Text.assemble(margin) for margin in (first, first if rest is None else rest)]
        room = self.width - max(margin.cell_len for margin in margins)
        for i, line in enumerate(text.wrap(self._console, room, tab_size=1) or [Text()]):
            line.rstrip()
            yield margins[min(i, 1)] + line

    def marked(self, words: str, marks: Iterable[tuple[int, int]], style: str, rest: str = "") -> Text:
        """``words`` with ``marks`` in a ``style`` and what is not marked in another; without colour, in stars."""
        out = Text()
        done = 0
        for start, end in marks:
            out.append(_plain(words[done:start]), rest)
            mark = _plain(words[start:end])
            out.append(mark if self._console.color_system else f"*{mark}*", style)
            done = end
        out.append(_plain(words[done:]), rest)
        return out


def _plain(words: str) -> str:
    return _SPACES.sub(" ", inert(words))
