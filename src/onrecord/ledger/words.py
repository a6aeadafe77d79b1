"""Words as they are searched: cut, folded and stemmed here, so that both databases find the same.

A word is a run of letters and digits, with apostrophes inside it; a symbol or emoji is a word of its own. It is
folded (case and accents go) and stemmed by the Snowball stemmer for English, and no word is left out: "will not be"
can be searched for. The databases are given nothing but letters, digits and symbols, so nothing that somebody
looks for can be taken for their syntax.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from threading import Lock
from typing import NamedTuple

from snowballstemmer.english_stemmer import EnglishStemmer

from onrecord.ledger.schema import storable

#: How many words of a statement count, how many of a search, and how many characters of a word.
MOST_WORDS, MOST_SOUGHT, LONGEST = 5_000, 50, 32

#: Words that stand for one another in a row; one alone is a phrase too.
Phrase = tuple[str, ...]

# An accent that is a character of its own belongs to the letter before it.
_LETTERS = "(?:[^\\W_][\u0300-\u036f]*)+"
_SYMBOL = "[\u00a2-\u00a9\u00ae\u00b0\u20a0-\u20cf\u2190-\u2bff\U0001f000-\U0001faff]"
_WORD = re.compile(f"{_LETTERS}(?:['’ʼ＇]{_LETTERS})*|{_SYMBOL}")
_QUOTES = re.compile('["“”„‟«»＂]')
_SPACE = re.compile(r"\s")

_stemmer = EnglishStemmer()
_one_at_a_time = Lock()  # it works in place


class Word(NamedTuple):
    """A word of a text: where it stands, and its stem."""

    start: int
    end: int
    stem: str


def words(text: str) -> Iterator[Word]:
    """The words of ``text`` in order."""
    for match in _WORD.finditer(text):
        if stem := stemmed(match[0][:LONGEST]):
            yield Word(match.start(), match.end(), stem)


def stems(text: str) -> list[str]:
    """The stems of the first :data:`MOST_WORDS` words of ``text``."""
    return [
        stem for match in islice(_WORD.finditer(text), MOST_WORDS) if (stem := stemmed(match[0][:LONGEST]))
    ]


def folded(text: str) -> str:
    """``text`` in one case, without accents, runs of white space as one space: what names are compared by."""
    text = storable(text)
    return " ".join((text.lower() if text.isascii() else _folded(text)).split())


def phrases(sought: str) -> list[Phrase]:
    """What is looked for: each word, and each run of words in quotation marks, once; at most MOST_SOUGHT words.

    A word that is cut in several, as "cease-fire" is, is a phrase.
    """
    parts = _QUOTES.split(sought)
    closed = len(parts) - 1 - (len(parts) - 1) % 2  # a mark without a partner quotes nothing
    out: dict[Phrase, None] = {}
    left = MOST_SOUGHT
    for i, part in enumerate(parts):
        for piece in [part] if i % 2 and i < closed else part.split():
            if not left:
                break
            phrase = tuple(word.stem for word in islice(words(piece), left))
            if phrase and phrase not in out:
                out[phrase] = None
                left -= len(phrase)
    return list(out)


def found(text: str, sought: list[Phrase]) -> tuple[tuple[int, int], ...]:
    """Where in ``text`` the words of ``sought`` stand, as offsets, in order; of a phrase only whole ones."""
    if not sought:
        return ()
    here = list(words(text))
    hit: set[int] = set()
    for phrase in sought:
        for i in range(len(here) - len(phrase) + 1):
            if all(here[i + j].stem == stem for j, stem in enumerate(phrase)):
                hit.update(range(i, i + len(phrase)))
    return tuple((here[i].start, here[i].end) for i in sorted(hit))


def excerpt(text: str, marks: tuple[tuple[int, int], ...], length: int) -> tuple[int, int]:
    """The stretch of ``text`` of at most ``length`` characters that has the most of ``marks``, as offsets.

    It is the first such, begins at the text's beginning where it can, and cuts no word if it need not.
    """
    if len(text) <= length:
        return 0, len(text)
    ends = [end for _, end in marks]
    start = 0
    if marks and ends[0] > length:
        lead = length // 4
        most = max(range(len(marks)), key=lambda i: bisect_left(ends, marks[i][0] - lead + length) - i)
        start = max(0, marks[most][0] - lead)
    end = min(len(text), start + length)
    start = max(0, end - length)
    if start and (space := _SPACE.search(text, start, start + length // 8)):
        start = space.end()
    if end < len(text) and (cut := text.rfind(" ", start + length // 2, end)) > 0:
        end = cut
    return start, end


@lru_cache(maxsize=50_000)
def stemmed(word: str) -> str:
    """A word's stem; empty where nothing of it can be searched."""
    if not word[0].isalnum():
        return word
    plain = re.sub("[’ʼ＇]", "'", word.lower() if word.isascii() else _folded(word))
    with _one_at_a_time:
        stem = _stemmer.stemWord(plain)
    return "".join(c for c in stem if c.isalnum())


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))
