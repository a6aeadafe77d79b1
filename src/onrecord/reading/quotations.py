"""Finds what stands in quotation marks, however the marks are set.

News sets them straight or curly, single or double, as guillemets or low-high pairs; reopens them at
each paragraph of a long quotation and closes only the last; and forgets a partner now and then. The
tracker reads the marks left to right in one pass and never gives up: a mark without a partner ends,
at the latest, with its paragraph.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

#: How far ahead (characters) a quotation left open at a paragraph's end may be closed.
REACH = 6000
#: How many marks ahead to look for it.
LOOK = 40

_MARK = re.compile("``|''|[\"“”„‟«»‹›‘’‚'「」『』]")
_BLANK_LINE = re.compile(r"\n[ \t\r\f\v\xa0]*\n|\r[ \t]*\r")
_LINE_END = re.compile(r"\r\n|[\n\r\u2028\u2029\x85\x0b\x0c]")

_FAMILY = {
    '"': "double", "“": "double", "”": "double", "„": "double", "‟": "double", "``": "double", "''": "double",
    "'": "single", "‘": "single", "’": "single", "‚": "single",
    "«": "angle", "»": "angle", "‹": "angle-single", "›": "angle-single",
    "「": "corner", "」": "corner", "『": "corner-white", "』": "corner-white",
}  # fmt: skip
#: Every single character that can be a quotation mark.
MARKS = frozenset(mark for mark in _FAMILY if len(mark) == 1)
_OPENS = set("„‟「『") | {"``"}
_CLOSES = set("」』")


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation, marks included: ``text[start:end]``. ``level`` is 1, or more inside another."""

    start: int
    end: int
    level: int


def paragraphs(text: str) -> list[tuple[int, int]]:
    """The paragraphs of ``text`` as (start, end) offsets, trimmed of white space, in order.

    Every line is a paragraph, except in hard-wrapped text (blank lines between paragraphs, lines that
    mostly break off in mid-sentence), where blank lines divide.
    """
    lines: list[tuple[int, int]] = []
    start = 0
    for m in _LINE_END.finditer(text):
        lines.append((start, m.start()))
        start = m.end()
    lines.append((start, len(text)))
    trimmed = [_trim(text, s, e) for s, e in lines]
    if not _BLANK_LINE.search(text) or not _hard_wrapped(text, trimmed):
        return [(s, e) for s, e in trimmed if s < e]
    out: list[tuple[int, int]] = []
    open_block = False
    for s, e in trimmed:
        if s >= e:
            open_block = False
        elif open_block:
            out[-1] = (out[-1][0], e)
        else:
            out.append((s, e))
            open_block = True
    return out


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return start + left, start + max(left, len(piece.rstrip()))


def _hard_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """Whether most lines that another line follows stop short of a sentence's end at a like width."""
    inner = [(s, e) for (s, e), (s2, e2) in pairwise(lines) if s < e and s2 < e2]
    if len(inner) < 3:
        return False
    unfinished = sum(text[e - 1] not in ".!?:;\"”’'»)" for _, e in inner)
    widths = sorted(e - s for s, e in inner)
    return unfinished > 0.6 * len(inner) and 40 <= widths[len(widths) // 2] <= 110


def quotations(text: str, blocks: list[tuple[int, int]]) -> list[Quotation]:
    """The quotations of ``text``, by start; ``blocks`` are its :func:`paragraphs`.

    A quotation that is reopened in the paragraphs that follow, or closed only there, is one quotation.
    Cost is linear in the text's length.
    """
    return _Tracker(text, blocks).track()


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    family: str
    shape: str  # open, close, or either: what it may do by its form and neighbours
    block: int  # the paragraph it stands in


class _Tracker:
    """Reads the marks of one text left to right, with a stack of the quotations that are open."""

    def __init__(self, text: str, blocks: list[tuple[int, int]]) -> None:
        self.blocks = blocks
        starts = [s for s, _ in blocks]
        self.marks = [
            _Mark(m.start(), m.end(), _FAMILY[m.group()], shape, bisect_right(starts, m.start()) - 1)
            for m in _MARK.finditer(text)
            if (shape := _shape(text, m.start(), m.end(), m.group())) != "none"
        ]
        #: For each paragraph, where the last mark stands that could close a single quotation.
        self.last_single = {
            m.block: m.start for m in self.marks if m.family == "single" and m.shape != "open"
        }
        self.open: list[_Mark] = []
        self.found: list[Quotation] = []

    def track(self) -> list[Quotation]:
        block = -1
        for k, mark in enumerate(self.marks):
            if mark.block != block:
                self._end_paragraph(block, k)
                block = mark.block
            partner = next((i for i, o in enumerate(self.open) if o.family == mark.family), None)
            if mark.shape == "close" or (mark.shape == "either" and partner is not None):
                self._close(partner, mark.end)
            elif partner is None:
                self._open(mark)
            elif (
                mark.start != self.blocks[block][0] and mark.family == "double" and mark.end - mark.start == 1
            ):
                self._nest(partner, mark)
        self._end_paragraph(block, len(self.marks))
        return sorted(self.found, key=lambda q: (q.start, -q.end))

    def _open(self, mark: _Mark) -> None:
        # A single mark that nothing in its paragraph closes is an apostrophe.
        if mark.family != "single" or self.last_single.get(mark.block, -1) > mark.start:
            self.open.append(mark)

    def _close(self, partner: int | None, end: int) -> None:
        if partner is not None:  # else a closing mark without a partner
            self.found.append(Quotation(self.open[partner].start, end, partner + 1))
            del self.open[partner:]

    def _nest(self, partner: int, mark: _Mark) -> None:
        """A mark opens inside its own kind, in mid-paragraph: the one before lost its partner."""
        self.found.append(Quotation(self.open[partner].start, mark.start, partner + 1))
        del self.open[partner:]
        self._open(mark)

    def _end_paragraph(self, block: int, k: int) -> None:
        """Decide which open quotations go on after a paragraph; the others end with it.

        One goes on where the next paragraph reopens it, or where the next mark of its family, within
        :data:`REACH`, closes (the paragraphs between were left without marks). ``k`` is the first
        mark that follows.
        """
        stop = self.blocks[block][1] if self.open else 0
        for depth, mark in enumerate(self.open):
            ahead = (m for m in self.marks[k : k + LOOK] if m.family == mark.family != "single")
            then = next(ahead, None)
            if (
                then
                and then.start <= stop + REACH
                and (
                    then.shape == "close"
                    or (then.block == block + 1 and then.start == self.blocks[then.block][0])
                )
            ):
                continue
            self.found.extend(Quotation(m.start, stop, i) for i, m in enumerate(self.open, 1) if i > depth)
            del self.open[depth:]
            break


def _shape(text: str, start: int, end: int, mark: str) -> str:
    """What a mark does by its form and neighbours: ``open``, ``close``, ``either`` or ``none``."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if mark in _OPENS:
        return "open"
    if mark in _CLOSES:
        return "close"
    if mark in "«‹":  # the other way round in German: »so«
        return "close" if not before.isspace() and not after.isalnum() else "open"
    if mark in "»›":
        return "open" if not before.isalnum() and after.isalnum() else "close"
    inside_word = before.isalnum() and after.isalnum()
    if mark == "“":  # also seen as a closing mark: “so they said“
        return "close" if not before.isspace() and (after.isspace() or after in ".,;:!?") else "open"
    if mark == "”":
        return "close" if not before.isspace() or after.isspace() else "open"
    if mark in "‘‚":
        return "none" if before.isalnum() or after.isdigit() else "open"  # the ‘90s
    if mark == "’":
        return "none" if inside_word or before.isspace() else "close"
    opens = (before.isspace() or before in "([{—–-/“‘«\"'") and not after.isspace()
    closes = not before.isspace() and (after.isspace() or not after.isalnum())
    if mark == "'":
        if inside_word:
            return "none"
        return (
            "open"
            if opens and not (closes and not after.isalnum() and after not in '“"‘')
            else "close"
            if closes
            else "none"
        )
    if opens and not closes:
        return "open"
    if closes and not opens:
        return "close"
    return "either"


def levels(found: list[Quotation], offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """How many quotations each character offset of ``offsets`` (ascending) stands inside, 0 to 2."""
    if not found:
        return np.zeros(len(offsets), dtype=np.int64)
    opened = np.searchsorted(np.sort([q.start for q in found]), offsets, side="right")
    closed = np.searchsorted(np.sort([q.end for q in found]), offsets, side="right")
    inside: npt.NDArray[np.int64] = np.clip(opened - closed, 0, 2)
    return inside
