"""An article's text as HTML with its statements marked in place.

Contents, sources and cues overlap freely: a voice inside a quotation, one source of several statements,
a piece that ends in the middle of another. Elements cannot, so an element that would overlap is closed
where the other begins and opened again after it. Nothing is added to the text and nothing taken away.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

from onrecord.export.characters import encodable

_BREAK = re.compile(r"\r\n|\r|\n")


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
        return Markup('<{} class="{}" data-s="{}">').format(self.tag, self.classes, " ".join(self.statements))

    def closing(self) -> Markup:
        """The element's end tag."""
        return Markup("</{}>").format(self.tag)


class Line(NamedTuple):
    """A line of the text, its line break included, or a paragraph's hard-wrapped lines as one."""

    html: Markup
    blank: bool  # nothing but white space
    wrapped: bool  # several lines


def lines(
    text: str,
    marks: Iterable[Mark],
    anchors: Iterable[tuple[int, Markup]] = (),
    paragraphs: Iterable[tuple[int, int]] = (),
) -> Iterator[Line]:
    """The lines of ``text``; those of one of the ``paragraphs`` come as one.

    ``anchors`` are elements without text, each put before the character at an offset, inside the marks
    that begin there. Time grows with the text and with the marks open at each line's end.
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
    line_ends = _line_ends(text, paragraphs)
    line: list[Markup] = []
    line_start = 0
    open_marks: list[Mark] = []
    held: list[Mark] = []  # go on from the line before
    for left, right in pairwise(sorted({*starting, *ends, *anchored, *line_ends, 0, len(text)})):
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
            first_break = _BREAK.search(text, line_start, right)
            yield Line(
                Markup("").join(line),
                blank=text[line_start:right].isspace(),
                wrapped=first_break is not None and first_break.end() < right,
            )
            line, line_start, held, open_marks = [], right, open_marks, []


def _line_ends(text: str, paragraphs: Iterable[tuple[int, int]]) -> set[int]:
    """Where the lines of ``text`` end, breaks included, but for those that end inside a paragraph."""
    paragraphs = list(paragraphs)
    starts, ends = [start for start, _ in paragraphs], [end for _, end in paragraphs]
    breaks = (line_break.end() for line_break in _BREAK.finditer(text))
    return {b for b in breaks if bisect_left(starts, b) == bisect_right(ends, b)} | {len(text)}


def _characters(text: str) -> Markup:
    # A browser turns a carriage return into a line feed: offsets would not hold.
    return escape(encodable(text)).replace("\r", Markup("&#13;"))
