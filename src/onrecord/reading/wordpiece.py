"""Words and word pieces, as BERT's uncased models have them (Devlin et al., 2019; Wu et al., 2016).

A word is a run of characters between white space and punctuation; each punctuation mark and each
Chinese character is a word of its own. Words are lower-cased and stripped of accents, then cut into the
longest pieces that the vocabulary holds, left to right. Written here, in a page, because the library
that does it brings 40 MB of packages along, most of them for fetching models from a network.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Self

#: A word in its chunk: start and end (characters), and the vocabulary numbers of its pieces.
Word = tuple[int, int, tuple[int, ...]]

#: A longer word, in characters, is cut into no pieces but stands as one unknown.
LONGEST = 100
#: How many chunks are remembered; news has few words, each many times.
REMEMBERED = 100_000

_CHUNK = re.compile(r"\S+")
_UNKNOWN = "[UNK]"
_CHINESE = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip
#: What a character does: part of a word, a word of its own, or not there (controls; accents are dropped
#: from the pieces, but stay in their word).
_PART, _ALONE, _NOTHING = range(3)


class WordPiece:
    """Cuts texts into words and pieces. Threads may share it.

    ``vocabulary``: the pieces in the order of their numbers; those that go on a word begin with ``##``.
    """

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._numbers = {piece: i for i, piece in enumerate(vocabulary)}
        self._unknown = self._numbers[_UNKNOWN]
        self._chunks: dict[str, tuple[Word, ...]] = {}

    @classmethod
    def load(cls, path: Path) -> Self:
        """The vocabulary of a file, a piece a line."""
        return cls(path.read_text(encoding="utf-8").split("\n")[:-1])

    def words(self, text: str, start: int, end: int) -> list[Word]:
        """The words of ``text[start:end]`` in order, with their offsets in ``text``."""
        out = []
        for chunk in _CHUNK.finditer(text, start, end):
            at = chunk.start()
            out += [(at + s, at + e, pieces) for s, e, pieces in self._chunk(chunk[0])]
        return out

    def _chunk(self, chunk: str) -> tuple[Word, ...]:
        """The words of a stretch without white space."""
        known = self._chunks.get(chunk)
        if known is None:
            cut = ((s, e, self._pieces(chunk[s:e])) for s, e in _cut(chunk))
            known = tuple(word for word in cut if word[2])
            if len(self._chunks) >= REMEMBERED:
                self._chunks.clear()
            self._chunks[chunk] = known
        return known

    def _pieces(self, word: str) -> tuple[int, ...]:
        """The numbers of a word's pieces; none where nothing but accents is left of it."""
        bare = "".join(
            c for c in unicodedata.normalize("NFD", word) if _kind(c) != _NOTHING and not _accent(c)
        ).lower()
        if len(bare) > LONGEST:
            return (self._unknown,)
        numbers = []
        start = 0
        while start < len(bare):
            end = len(bare)
            while end > start:
                number = self._numbers.get(bare[start:end] if start == 0 else "##" + bare[start:end])
                if number is not None:
                    break
                end -= 1
            else:
                return (self._unknown,)
            numbers.append(number)
            start = end
        return tuple(numbers)


def _cut(chunk: str) -> Iterable[tuple[int, int]]:
    """Where the words of a stretch without white space begin and end."""
    first = -1
    last = 0
    for i, c in enumerate(chunk):
        kind = _kind(c)
        if kind == _PART:
            first = i if first < 0 else first
            last = i + 1
        elif kind == _ALONE:
            if first >= 0:
                yield first, last
                first = -1
            yield i, i + 1
    if first >= 0:
        yield first, last


@cache
def _kind(c: str) -> int:
    category = unicodedata.category(c)
    if category in ("Cc", "Cf", "Co", "Cs") or c == "\ufffd":
        return _NOTHING
    if category[0] == "P" or ("!" <= c <= "~" and not c.isalnum()):
        return _ALONE
    if any(low <= ord(c) <= high for low, high in _CHINESE):
        return _ALONE
    return _PART


def _accent(c: str) -> bool:
    return unicodedata.category(c) == "Mn"
