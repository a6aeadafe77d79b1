"""An article's text as HTML with its statements marked in place.

Contents, sources and cues overlap freely: a voice inside a quotation, one source of several statements,
a piece that ends in the middle of another. Elements cannot, so an element that would overlap is closed
where the other begins and opened again after it. Nothing is added to the text and nothing taken away.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from onrecord.export.characters import encodable

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text that an HTML element is put around: its tag, classes and statements."""

    start: int
    end: int
    tag: str
    classes: str
    statements: tuple[str, ...]

    def opening(self) -> Markup:
        """The element's start tag."""
        return Markup('<{} class="{}" data-s="{}">').format(
            Markup(self.tag), self.classes, " ".join(self.statements)
        )

    def closing(self) -> Markup:
        """The element's end tag."""
        return Markup("</{}>").format(Markup(self.tag))


def lines(text: str, marks: Iterable[Mark], anchors: Iterable[tuple[int, Markup]]) -> Iterator[Markup]:
    """The lines of ``text``, each with its line break, as HTML.

    ``anchors`` are elements without text, each put at an offset, inside the marks that begin there.
    """
    starting: dict[int, list[Mark]] = defaultdict(list)
    ends: set[int] = set()
    for mark in marks:
        if mark.start < mark.end:
            starting[mark.start].append(mark)
            ends.add(mark.end)
    anchored: dict[int, list[Markup]] = defaultdict(list)
    for offset, anchor in anchors:
        anchored[offset].append(anchor)
    bounds = [m.span() for m in _LINE.finditer(text) if m.end() > m.start()]
    cuts = sorted({*starting, *ends, *anchored, *(end for _, end in bounds), 0, len(text)})
    line_ends = {end for _, end in bounds}
    line: list[Markup] = []
    open_marks: list[Mark] = []
    held: list[Mark] = []  # go on from the line before
    for left, right in pairwise(cuts):
        # Close what ends here, and what was opened inside it; then open again what goes on.
        lowest = next((i for i, m in enumerate(open_marks) if m.end <= left), len(open_marks))
        line += [m.closing() for m in reversed(open_marks[lowest:])]
        opened = [m for m in held + open_marks[lowest:] if m.end > left]
        opened += sorted(starting[left], key=lambda m: -m.end)
        line += [m.opening() for m in opened]
        open_marks[lowest:] = opened
        held = []
        line += anchored[left]
        line.append(_characters(text[left:right]))
        if right in line_ends:
            line += [m.closing() for m in reversed(open_marks)]
            yield Markup("").join(line)
            line, held, open_marks = [], open_marks, []


def _characters(text: str) -> Markup:
    # A browser drops NUL and turns a carriage return into a line feed: offsets would not hold.
    escaped = escape(encodable(text).replace("\0", "�"))
    return Markup(escaped.replace("\r", Markup("&#13;")))
