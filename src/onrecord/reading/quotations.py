"""Finds what stands in quotation marks, however the marks are set.

News sets them straight or curly, single or double, as guillemets or low-high pairs; reopens them at
each paragraph of a long quotation and closes only the last; and forgets a partner now and then. The
tracker reads the marks left to right in one pass and never gives up: a mark without a partner ends,
at the latest, with its paragraph.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

#: How far ahead (characters) a quotation left open at a paragraph's end may be closed.
REACH = 6000

_MARK = re.compile("[\"“”„‟«»‹›‘’‚'「」『』]|``|''")
_BLANK_LINE = re.compile(r"\n[ \t\r\f\v\xa0]*\n|\r[ \t]*\r")
_LINE_END = re.compile(r"\r\n|[\n\r\u2028\u2029\x85\x0b\x0c]")

_FAMILY = {
    '"': "double", "“": "double", "”": "double", "„": "double", "‟": "double", "``": "double", "''": "double",
    "'": "single", "‘": "single", "’": "single", "‚": "single",
    "«": "angle", "»": "angle", "‹": "angle-single", "›": "angle-single",
    "「": "corner", "」": "corner", "『": "corner-white", "』": "corner-white",
}  # fmt: skip
_OPENS = set("„‟«‹「『") | {"``"}
_CLOSES = set("»›」』") | {"''"}


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
    inner = [(s, e) for (s, e), (s2, e2) in zip(lines, lines[1:], strict=False) if s < e and s2 < e2]
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
    marks = [(m.start(), m.end(), m.group()) for m in _MARK.finditer(text)]
    starts = [s for s, _ in blocks]
    ends = {s: e for s, e in blocks}
    shapes = [_shape(text, s, e, mark, starts) for s, e, mark in marks]
    found: list[Quotation] = []
    stack: list[tuple[str, int]] = []  # (family, start) of the quotations open here
    last_close = _last_single_close(marks, shapes, starts)
    block = -1
    for k, (s, e, mark) in enumerate(marks):
        now = bisect_right(starts, s) - 1
        if now != block and stack:
            stack = _carry(stack, k, marks, shapes, starts, ends, block, found)
        block = now
        family, shape = _FAMILY[mark], shapes[k]
        open_at = next((i for i in range(len(stack) - 1, -1, -1) if stack[i][0] == family), None)
        if shape == "none":
            continue
        if shape == "either":
            shape = "close" if open_at is not None else "open"
        if shape == "close":
            if open_at is None:
                continue  # a closing mark without a partner
            found.append(Quotation(stack[open_at][1], e, open_at + 1))
            del stack[open_at:]
        elif open_at is not None:
            if s in ends:
                continue  # reopened at a new paragraph
            if family == "double" and mark == '"':  # a straight mark cannot nest in itself
                found.append(Quotation(stack[open_at][1], e, open_at + 1))
                del stack[open_at:]
        elif family == "single" and last_close.get(block, -1) <= s:
            continue  # an apostrophe: nothing closes it in this paragraph
        elif len(stack) < 8:
            stack.append((family, s))
    if stack and blocks:
        _carry(stack, len(marks), marks, shapes, starts, ends, block, found)
    return sorted(found, key=lambda q: (q.start, -q.end))


def _shape(text: str, start: int, end: int, mark: str, starts: list[int]) -> str:
    """What a mark does by its form and neighbours: ``open``, ``close``, ``either`` or ``none``."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if mark in _OPENS:
        return "open"
    if mark in _CLOSES:
        return "close"
    inside_word = before.isalnum() and after.isalnum()
    if mark == "“":
        return "open"
    if mark == "”":
        return "close" if not before.isspace() or after.isspace() else "open"
    if mark in "‘‚":
        return "none" if before.isalnum() else "open"
    if mark == "’":
        return "none" if inside_word or before.isspace() else "close"
    opens = (before.isspace() or before in "([{—–-/“‘«\"'") and not after.isspace()
    closes = not before.isspace() and (after.isspace() or not after.isalnum())
    if mark == "'":
        if inside_word:
            return "none"
        return "open" if opens and not (closes and not after.isalnum() and after not in "“\"‘") else "close" if closes else "none"
    if opens and not closes:
        return "open"
    if closes and not opens:
        return "close"
    return "either"


def _last_single_close(
    marks: list[tuple[int, int, str]], shapes: list[str], starts: list[int]
) -> dict[int, int]:
    """For each paragraph the place of the last mark that could close a single quotation."""
    out: dict[int, int] = {}
    for (s, _, mark), shape in zip(marks, shapes, strict=True):
        if _FAMILY[mark] == "single" and shape in ("close", "either"):
            out[bisect_right(starts, s) - 1] = s
    return out


def _carry(
    stack: list[tuple[str, int]],
    k: int,
    marks: list[tuple[int, int, str]],
    shapes: list[str],
    starts: list[int],
    ends: dict[int, int],
    block: int,
    found: list[Quotation],
) -> list[tuple[str, int]]:
    """Decide at a paragraph's end which open quotations go on; the others end here, into ``found``.

    One goes on where the next paragraph reopens it, or where the next mark of its family, within
    :data:`REACH`, closes (the paragraphs between were left without marks).
    """
    stop = ends[starts[block]] if block >= 0 else 0
    for depth, (family, start) in enumerate(stack):
        goes_on = False
        for j in range(k, min(k + 40, len(marks))):
            s, _, mark = marks[j]
            if s > stop + REACH:
                break
            if _FAMILY[mark] != family or shapes[j] == "none" or family == "single":
                continue
            reopened = block + 1 < len(starts) and s == starts[block + 1] and shapes[j] != "close"
            goes_on = reopened or shapes[j] == "close"
            break
        if not goes_on:
            found.extend(Quotation(st, stop, i + 1) for i, (_, st) in enumerate(stack) if i >= depth)
            return stack[:depth]
    return stack


def levels(found: list[Quotation], offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """How many quotations each character offset of ``offsets`` (ascending) stands inside, 0 to 2."""
    if not found:
        return np.zeros(len(offsets), dtype=np.int64)
    opened = np.searchsorted(np.sort([q.start for q in found]), offsets, side="right")
    closed = np.searchsorted(np.sort([q.end for q in found]), offsets, side="right")
    return np.clip(opened - closed, 0, 2)
