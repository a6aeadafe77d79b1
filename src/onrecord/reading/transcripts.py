"""Transcripts: turns that begin with who speaks and a colon, told by layout.

Where two names or more come back at the beginning of paragraphs, as ``REPORTER:`` and ``MINISTER HALE:``
do, each turn is one statement, whatever it holds; what is said inside it is a voice within. Learnt tags
alone lose the thread in long exchanges, as these have few cues.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from onrecord.reading.quotations import MARKS
from onrecord.reading.tokens import Tokens
from onrecord.reading.words import Words

#: The longest label, in words, and the shortest turn, on average.
LONGEST_LABEL, SHORTEST_TURN = 8, 5


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn in words: who speaks, the colon, and what is said."""

    speaker: Words
    colon: int
    content: list[Words]


def turns(tokens: Tokens, cues: set[int]) -> list[Turn]:
    """The turns of a text that is or holds a transcript, in order; cost is linear in the text.

    ``cues``: the words at which other statements have their cues; a paragraph with one goes on no turn.
    """
    starts = np.flatnonzero(np.diff(tokens.paragraph, prepend=-1)).tolist()
    paragraphs = list(pairwise([*starts, len(tokens)]))
    labels = {n: label for n, (first, _) in enumerate(paragraphs) if (label := _label(tokens, first))}
    names = {n: tuple(w for w in tokens.lower[a:b] if w[0].isalnum()) for n, (a, b) in labels.items()}
    known = {name for name, times in Counter(names.values()).items() if times > 1}
    if len(known) < 2:
        return []
    capitals = all(_in_capitals(tokens, labels[n]) for n, name in names.items() if name in known)
    mine = [n for n, name in names.items() if name in known or (capitals and _in_capitals(tokens, labels[n]))]
    found = [
        Turn(labels[n], labels[n][1], _content(tokens, paragraphs[n:after], labels[n][1] + 1, cues))
        for n, after in pairwise([*mine, mine[-1] + 1])
    ]
    words = sum(b - a for turn in found for a, b in turn.content)
    return [turn for turn in found if turn.content] if words >= SHORTEST_TURN * len(found) else []


def _label(tokens: Tokens, first: int) -> Words | None:
    """Who speaks, where a paragraph begins with that, a colon and words."""
    lower, at = tokens.lower, first
    while at < len(tokens) and lower[at] in MARKS:
        at += 1
    for colon in range(at + 1, min(at + LONGEST_LABEL, len(tokens) - 1)):
        if tokens.paragraph[colon + 1] != tokens.paragraph[first]:
            return None
        if lower[colon] == ":":
            apart = tokens.start[colon + 1] > tokens.end[colon]
            return (at, colon) if apart and tokens.text[tokens.start[at]].isupper() else None
    return None


def _in_capitals(tokens: Tokens, label: Words) -> bool:
    return tokens.text[tokens.start[label[0]] : tokens.end[label[1] - 1]].isupper()


def _content(tokens: Tokens, paragraphs: list[Words], begin: int, cues: set[int]) -> list[Words]:
    """A turn's words: those of its paragraph from ``begin`` on, and of those after it that are neither in
    brackets nor hold a statement of their own."""
    lower = tokens.lower
    quoted = lower[paragraphs[0][0]] in MARKS
    parts = [(begin, paragraphs[0][1])]
    for first, last in paragraphs[1:]:
        if (quoted and lower[first] not in MARKS) or not cues.isdisjoint(range(first, last)):
            break
        if lower[min(first + quoted, last - 1)] not in ("(", "["):
            parts.append((first, last))
    return [(a, b) for a, b in parts if any(w[0].isalnum() for w in lower[a:b])]
