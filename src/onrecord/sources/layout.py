"""Printed lines → paragraphs."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, pairwise

_SENTENCE_END = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*$")
_DIGITS = re.compile(r"\d+")
_SEAM = re.compile(r"(?<=\w)[-\xad‐]$")
_WORD = re.compile(r"\w+(?:[-‐]\w+)*")
_LAST = re.compile(r"\w+$")
_FIRST = re.compile(r"\w+")

# Words that go before a hyphen more often than they are broken after.
_FIRST_PARTS = {
    "all", "anti", "co", "cross", "double", "east", "ex", "far", "first", "four", "full", "half", "hard", "high",
    "ill", "large", "left", "long", "low", "mid", "multi", "north", "one", "open", "part", "post", "pro", "right",
    "second", "self", "semi", "short", "six", "small", "so", "south", "ten", "third", "three", "top", "two", "vice",
    "well", "west", "wide", "world", "year",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its text, where it begins on the page (``y`` counts from below), its size of type."""

    text: str
    x: float
    y: float
    size: float


def paragraphs(pages: list[list[Line]]) -> list[str]:
    """The paragraphs of a paper, given the lines of its pages in reading order.

    Lines at the top and bottom of most pages (headers, footers, page numbers) are left out. A paragraph
    ends where the type changes, where the lines stand farther apart, before an indented line, or where the
    next line's first word would still have fitted; it may go on in the next column or on the next page. A
    word divided at a line's end is made whole.
    """
    lines = list(chain.from_iterable(_without_running(pages)))
    if not lines:
        return []
    setting = _Setting.of(lines)
    blocks = [[lines[0]]]
    for above, line in pairwise(lines):
        if setting.divides(above, line):
            blocks.append([])
        blocks[-1].append(line)
    known = _words(lines)
    return [_joined([line.text for line in block], known) for block in blocks]


def _without_running(pages: list[list[Line]]) -> list[list[Line]]:
    """The pages without the lines at their edges that most pages share, whatever numbers are in them."""
    edges = [_edges(page) for page in pages]
    shared = Counter(chain.from_iterable({_pattern(line) for line in edge} for edge in edges))
    running = {pattern for pattern, count in shared.items() if count > max(1, len(pages) / 2)}
    return [
        [line for line in page if line not in edge or _pattern(line) not in running]
        for page, edge in zip(pages, edges, strict=True)
    ]


def _edges(page: list[Line]) -> set[Line]:
    by_height = sorted(page, key=lambda line: line.y)
    return {*by_height[:2], *by_height[-2:]}


def _pattern(line: Line) -> str:
    return _DIGITS.sub("#", line.text.casefold())


@dataclass(frozen=True, slots=True)
class _Setting:
    """How a paper is set: its size of type, left margins, line spacing in sizes of type, width in characters."""

    size: float
    margins: list[float]
    leading: float
    width: int

    @classmethod
    def of(cls, lines: list[Line]) -> "_Setting":
        starts = Counter(round(line.x) for line in lines)
        gaps = Counter(round(_gap(a, b), 1) for a, b in pairwise(lines) if 0 < _gap(a, b) < 4)
        widths = sorted(len(line.text) for line in lines)
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[line.size] += len(line.text)
        return cls(
            size=max(sizes, key=lambda size: sizes[size]),
            margins=sorted(x for x, count in starts.items() if count >= len(lines) / 8),
            # The closest that is usual: paragraphs of few lines make the wider gap between them more common.
            leading=min((gap for gap, count in gaps.items() if count >= gaps.total() / 10), default=1.2),
            width=widths[len(widths) * 9 // 10],
        )

    def divides(self, above: Line, line: Line) -> bool:
        """Whether a paragraph ends between two lines."""
        if abs(above.size - line.size) > 0.1 * max(above.size, line.size):
            return True
        if _SEAM.search(above.text):
            return False
        gap = _gap(above, line)
        if gap > 1.3 * self.leading:
            return True
        if line.size > 1.1 * self.size:
            return False  # a headline may be of several lines, broken anywhere
        ended = bool(_SENTENCE_END.search(above.text))
        if gap <= 0:  # the next column or page
            return ended
        room = self.width * 0.9 - len(above.text) - len(line.text.split(" ", 1)[0])
        if room > 0:
            return ended or room > self.width / 3
        return ended and self._indented(line)

    def _indented(self, line: Line) -> bool:
        nearest = bisect_left(self.margins, line.x - 0.5 * line.size) - 1
        return nearest >= 0 and line.x - self.margins[nearest] < 4 * line.size


def _gap(above: Line, line: Line) -> float:
    return (above.y - line.y) / (line.size or 1)


def _words(lines: Iterable[Line]) -> Counter[str]:
    """The words of a paper, but for those that a line's end divides."""
    known: Counter[str] = Counter()
    divided = False
    for line in lines:
        words = _WORD.findall(line.text.casefold())
        if divided:
            words = words[1:]
        divided = bool(_SEAM.search(line.text))
        known.update(words[:-1] if divided else words)
    return known


def _joined(lines: list[str], known: Counter[str]) -> str:
    parts = [lines[0]]
    for above, line in pairwise(lines):
        if seam := _SEAM.search(above):
            parts[-1] = parts[-1][:-1] + _hyphen(above[: seam.start()], seam[0], line, known)
        else:
            parts.append(" ")
        parts.append(line)
    return "".join(parts)


def _hyphen(above: str, hyphen: str, line: str, known: Counter[str]) -> str:
    """The ``hyphen`` between two lines, or nothing where it only divided a word."""
    if hyphen == "\xad":
        return ""
    left, right = _LAST.search(above), _FIRST.match(line)
    if not left or not right or not right[0][0].islower():
        return hyphen  # Anglo-American, 2014-2019
    first, second = left[0].casefold(), right[0].casefold()
    whole, apart = known[first + second], known[f"{first}-{second}"]
    if whole != apart:
        return "" if whole > apart else hyphen
    return hyphen if first in _FIRST_PARTS else ""
