"""A text as the encoder sees it: word pieces, words, their shape, and windows over them.

The same code prepares texts for training and for reading, so the two cannot drift apart.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from onrecord.reading.quotations import Quotation, levels, paragraphs, quotations
from onrecord.reading.wordpiece import Word, WordPiece

Ints = npt.NDArray[np.int64]

#: Letter case of a word, as the encoder's extra embedding has it (the vocabulary is uncased).
LOWER, TITLE, UPPER, MIXED, DIGITS, MARK = range(6)
#: Rows of the shape embedding: six cases, each outside, inside, or deep inside quotation marks.
SHAPES = 18
#: Rows of the position embedding: within a paragraph, at its start, at the text's start.
PLACES = 3

#: Words that stand before a full stop which ends no sentence.
ABBREVIATIONS = frozenset(Path(__file__).with_name("abbreviations.txt").read_text(encoding="utf-8").split())
#: Marks that close together with a sentence.
CLOSING = "\"”’'»)]"


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of words encoded together: ``first:last`` are read, ``context:first`` only looked at."""

    context: int
    first: int
    last: int


@dataclass(frozen=True)
class Tokens:
    """One text's words and word pieces, all arrays in reading order.

    ``start`` and ``end`` are the words' character offsets, ``piece`` the index of each word's first
    piece (with the number of pieces appended), ``ids`` the pieces' vocabulary ids, ``shape`` and
    ``place`` the words' rows in the two extra embeddings, ``paragraph`` the words' paragraph numbers.
    """

    text: str
    start: Ints
    end: Ints
    piece: Ints
    ids: Ints
    shape: Ints
    place: Ints
    paragraph: Ints
    quotations: list[Quotation]

    def __len__(self) -> int:
        return len(self.start)

    @cached_property
    def quoted(self) -> Ints:
        """How many quotations each word stands inside: 0, 1 or 2."""
        return self.shape % 3

    @cached_property
    def lower(self) -> list[str]:
        """The words in lower case."""
        text = self.text
        return [text[s:e].casefold() for s, e in zip(self.start.tolist(), self.end.tolist(), strict=True)]

    @cached_property
    def sentence(self) -> Ints:
        """The number of the sentence that each word stands in.

        One ends with its paragraph, or where a full stop, question or exclamation mark, and marks that
        close with it, are followed by white space and what can begin a sentence. A full stop after an
        initial or an abbreviation ("Gov.") ends none.
        """
        begins = np.diff(self.paragraph, prepend=-1) > 0
        ended = False
        before, gap = "", 0
        for i, (start, end) in enumerate(zip(self.start.tolist(), self.end.tolist(), strict=True)):
            word = self.text[start:end]
            if ended and start > gap and not word[0].islower():
                begins[i] = True
            if word in "!?…":
                ended = True
            elif word == ".":
                ended = before not in ABBREVIATIONS and not (len(before) == 1 and before.isupper())
            elif ended:
                ended = word in CLOSING
            before, gap = word, end
        return np.cumsum(begins) - 1

    def words_in(self, start: int, end: int) -> tuple[int, int]:
        """The words ``first:last`` that lie, at least in part, inside the characters ``start:end``."""
        first = int(np.searchsorted(self.end, start, side="right"))
        return first, max(first, int(np.searchsorted(self.start, end, side="left")))


def tokenize(text: str, wordpiece: WordPiece) -> Tokens:
    """Cut ``text`` into words and pieces; offsets count its characters exactly as given."""
    blocks = paragraphs(text)
    found = quotations(text, blocks)
    words: list[Word] = []
    first: list[int] = []  # the word that each paragraph begins with
    for start, end in blocks:
        first.append(len(words))
        words += wordpiece.words(text, start, end)
    starts = np.array([s for s, _, _ in words], dtype=np.int64)
    paragraph = np.searchsorted(np.array(first, dtype=np.int64), np.arange(len(words)), side="right") - 1
    case = np.array([_case(text[s:e]) for s, e, _ in words], dtype=np.int64)
    place = np.zeros(len(words), dtype=np.int64)
    place[np.flatnonzero(np.diff(paragraph, prepend=-1))] = 1
    place[:1] = 2
    return Tokens(
        text=text,
        start=starts,
        end=np.array([e for _, e, _ in words], dtype=np.int64),
        piece=np.cumsum([0, *(len(pieces) for _, _, pieces in words)]),
        ids=np.array([i for _, _, pieces in words for i in pieces], dtype=np.int64),
        shape=case * 3 + levels(found, starts),
        place=place,
        paragraph=paragraph,
        quotations=found,
    )


@lru_cache(maxsize=50_000)
def _case(word: str) -> int:
    if word.islower():
        return LOWER
    if word.isalpha():
        if word.isupper():
            return TITLE if len(word) == 1 else UPPER
        if word[0].isupper() and word[1:].islower():
            return TITLE
        return MIXED if any(map(str.isupper, word)) else LOWER
    if word[:1].isdigit():
        return DIGITS
    return MARK if unicodedata.category(word[0])[0] in "PSZC" else MIXED


def windows(tokens: Tokens, size: int, context: int) -> Iterator[Window]:
    """Cut the text into windows of at most ``size`` pieces, with up to ``context`` pieces before each.

    Windows end with a paragraph, if possible one that leaves no quotation open; a paragraph longer
    than ``size`` is cut at the last sentence's end that fits, or anywhere if there is none.
    """
    n = len(tokens)
    stops = _stops(tokens)
    first = 0
    while first < n:
        room = int(np.searchsorted(tokens.piece, tokens.piece[first] + size, side="right")) - 1
        last = min(n, max(room, first + 1))
        if last < n:
            rank = stops[first + 1 : last + 1]
            # The best kind of place to stop; of those, the last, but no window under a third full
            # while a lesser place would fill it.
            for least in (3, 2, 1):
                at = np.flatnonzero(rank >= least)
                if len(at) and (least == 1 or 3 * (at[-1] + 1) >= last - first):
                    last = first + 1 + int(at[-1])
                    break
        behind = int(np.searchsorted(tokens.piece, tokens.piece[first] - context, side="left"))
        yield Window(behind, first, last)
        first = last


def _stops(tokens: Tokens) -> Ints:
    """How well a window may stop before each word: 3 between paragraphs with no quotation open, 2
    between paragraphs, 1 after a sentence's end, 0 elsewhere."""
    out = np.zeros(len(tokens) + 1, dtype=np.int64)
    out[np.flatnonzero(np.diff(tokens.sentence)) + 1] = 1
    borders = np.flatnonzero(np.diff(tokens.paragraph)) + 1
    out[borders] = 3
    for q in tokens.quotations:
        lo = int(np.searchsorted(tokens.start, q.start, side="right"))
        hi = int(np.searchsorted(tokens.start, q.end, side="left"))
        inside = out[lo:hi]
        inside[inside == 3] = 2
    return out
