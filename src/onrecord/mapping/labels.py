"""Wordings as labels: one line, without what only a sentence needs; and shown so that they can do no harm."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

#: How long a label is at most, in characters.
LONGEST = 80

_SPACES = re.compile(r"\s+")
_DETERMINER = re.compile(r"(?i)^(?:a|an|the|that|this|if|to)\s+(?=\S)")
# What a speaker puts in between, and that names nothing: "Darro, I repeat, only reacts".
_ASIDE = re.compile(r",\s+(?:I|we|let me|as|of course|however)\b[^,]{0,30},")
_EDGES = " \t\r\n.,;:!?\"“”„‟«»'‘’()[]–—-"
# Controls, line separators, the marks that reorder text, deprecated format characters, and what XML or UTF-8 cannot
# hold: article text comes from strangers.
_ACTIVE = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2028\u2029\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff\ufffe\uffff]"
)
# Noun phrases read well on a map: "capture of Lomond", rather than "captures Lomond".
_NOUNS, _GERUND = re.compile(r"\bof\b|['’]s\b"), re.compile(r"^\w+ing\b")
_VERBS = re.compile(r"(?i)\b(?:is|are|was|were|will|has|have|had|not)\b|n['’]t\b")


def plain(text: str) -> str:
    """``text`` as one line without quotation marks and punctuation around it, and without what cannot be shown."""
    return _SPACES.sub(" ", inert(text)).strip(_EDGES)


def inert(text: str) -> str:
    """``text`` without characters that act on who reads it, or that a file cannot hold; they are drawn as �."""
    return _ACTIVE.sub("\ufffd", text)


def one_line(text: str) -> str:
    """``text`` as one line that can do no harm."""
    return " ".join(inert(text).split())


def best_label(wordings: Sequence[str]) -> str:
    """The wording that names best, of those of one concept: the most frequent, a noun phrase, a short one.

    ``wordings`` holds each mention's words; out comes one of them, without article and trailing marks, shortened where
    it is very long. Its order makes no difference. Where no wording has a letter, a dash stands for it.
    """
    counts = Counter(_DETERMINER.sub("", plain(_ASIDE.sub("", w))) for w in wordings)
    counts.pop("", None)
    if not counts:
        return "—"
    best = min(
        counts,
        key=lambda w: (
            -counts[w],
            bool(_VERBS.search(w)),
            not _NOUNS.search(w),
            not _GERUND.search(w),
            len(w) > LONGEST,
            len(w),
            w,
        ),
    )
    return shortened(best, LONGEST)


def shortened(text: str, most: int) -> str:
    """``text``, cut after a word where it has more than ``most`` characters."""
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(_EDGES) + "…"


def width(text: str, size: float) -> float:
    """About how wide ``text`` is in a sans-serif font of ``size``, rather too wide than too narrow."""
    return size * sum(_width(c) for c in text)


def wrapped(text: str, size: float, room: float, lines: int) -> list[str]:
    """``text`` in at most so many lines, none wider than ``room``; what does not fit ends in "…"."""
    out: list[str] = []
    line = ""
    words = [piece for word in text.split() for piece in _pieces(word, size, room)]
    for word in words:
        longer = f"{line} {word}" if line else word
        if width(longer, size) <= room:
            line = longer
            continue
        if len(out) == lines - 1:
            while line and width(f"{line}…", size) > room:
                line = line[:-1].rstrip()
            return [*out, f"{line}…"]
        out.append(line)
        line = word
    return [*out, line]


def _pieces(word: str, size: float, room: float) -> list[str]:
    """``word`` in pieces that fit into a line."""
    out, start, so_far = [], 0, 0.0
    for at, character in enumerate(word):
        w = size * _width(character)
        if so_far + w > room and at > start:
            out.append(word[start:at])
            start, so_far = at, 0.0
        so_far += w
    return [*out, word[start:]]


def _width(character: str) -> float:
    if character in _NARROW:
        return 0.3
    if character in _WIDE:
        return 0.87
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    return 0.7 if character.isupper() else 0.57


_NARROW = frozenset("iljtfrI.,;:!'’|()[] ")
_WIDE = frozenset("mwMW@%—…")
