"""Channels: where, when or through what a statement was made.

The network marks the words. A channel belongs to the statements of its sentence; where its speaker's
quotation goes on in the next paragraph, it holds until another comes in between. A sentence that says
nothing else ("He spoke on Radio Orne.") goes for all that the speaker says around it.
"""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from onrecord.reading.attribution import OUTER, Found
from onrecord.reading.phrases import ENGLISH
from onrecord.reading.speakers import Somebody
from onrecord.reading.tokens import Tokens
from onrecord.reading.words import Words, WordScores

#: How probable a word must be as part of a channel.
LEAST = 0.5
#: How many paragraphs on a channel still holds. (So, and for quotations only, 34 of 41 carried channels are
#: right in 60 articles with their own channels given; carried as far as the speaker goes on, 61 of 145.)
HOLDS = 1
#: How many words a sentence has at most that says where something was said, and no more.
SHORT = 14
#: How many words a phrase that breaks off is completed by at most.
REACH = 6

_TIME = frozenset(ENGLISH["channels"]["time"])
_NONE = frozenset(ENGLISH["channels"]["none"])
_OPEN = frozenset(ENGLISH["channels"]["open"])


def find(
    tokens: Tokens, words: WordScores, found: Sequence[Found], whose: Sequence[Somebody | None]
) -> list[Words | None]:
    """The channel of each statement, in words, or ``None``."""
    said = {i for f in found if f.level == OUTER for a, b in f.content for i in range(a, b)}
    spans = [_completed(tokens, *span) for span, _ in words.spans("channel", LEAST)]
    spans = [(a, b) for a, b in spans if a < b and a not in said]
    own: list[Words | None] = [None] * len(found)
    order = sorted((i for i, f in enumerate(found) if f.level == OUTER), key=lambda i: _extent(found[i])[0])
    by_sentence: dict[int, list[Words]] = {}
    for span in spans:
        by_sentence.setdefault(int(tokens.sentence[span[0]]), []).append(span)
    alone = by_sentence.copy()
    for i in order:
        sentence = int(tokens.sentence[found[i].cue[0]])
        if near := by_sentence.get(sentence):
            own[i] = min(near, key=lambda span: abs(span[0] - found[i].cue[0]))
            alone.pop(sentence, None)
    _carry(tokens, found, whose, order, own)
    size = np.bincount(tokens.sentence) if len(tokens) else tokens.sentence
    for sentence, (span, *_) in alone.items():
        if size[sentence] <= SHORT:
            _spread(tokens, found, whose, order, own, span, sentence)
    return own


def _extent(f: Found) -> Words:
    """From a statement's first word to its last."""
    parts = [f.cue, *f.content, *([f.source] if f.source else [])]
    return min(a for a, _ in parts), max(b for _, b in parts)


def _carry(
    tokens: Tokens,
    found: Sequence[Found],
    whose: Sequence[Somebody | None],
    order: list[int],
    own: list[Words | None],
) -> None:
    """Let a channel hold for the quotations that go on in the next paragraph."""
    held: tuple[Somebody, Words, int] | None = None
    for i in order:
        who, at = whose[i], int(tokens.paragraph[found[i].cue[0]])
        if (where := own[i]) is not None:
            held = (who, where, at) if who and not _only_time(tokens, *where) else None
        elif held and who is held[0] and at - held[2] <= HOLDS and tokens.quoted[found[i].content[0][0]]:
            own[i] = held[1]
            held = (held[0], held[1], at)
        else:
            held = None


def _spread(
    tokens: Tokens,
    found: Sequence[Found],
    whose: Sequence[Somebody | None],
    order: list[int],
    own: list[Words | None],
    span: Words,
    sentence: int,
) -> None:
    """A sentence of its own that says where ("He spoke on Radio Orne."): that goes for the statement right
    before it, and for all that the same speaker says from there on."""
    after = bisect_left(order, span[0], key=lambda i: _extent(found[i])[0])
    if after == len(order) or int(tokens.sentence[_extent(found[order[after]])[0]]) != sentence + 1:
        return
    who = whose[order[after]]
    if after and int(tokens.sentence[_extent(found[order[after - 1]])[1] - 1]) == sentence - 1:
        after -= 1
    for i in order[after:]:
        if who is None or whose[i] is not who or own[i] not in (None, span):
            break
        own[i] = span


def _only_time(tokens: Tokens, first: int, last: int) -> bool:
    """Whether a channel says no more than when ("on Tuesday")."""
    return all(word in _TIME for word in tokens.lower[first:last])


def _completed(tokens: Tokens, first: int, last: int) -> Words:
    """A marked stretch as a whole phrase: it neither begins nor ends with a mark, nor ends with a word
    that another must follow ("in an interview with"). What holds no word of its own is empty."""
    sentence, words = tokens.sentence, tokens.lower[first : last + REACH]
    size = last - first
    while (
        size and words[size - 1] in _OPEN and size < len(words) and sentence[first + size] == sentence[first]
    ):
        if not words[size][0].isalnum() or size >= last - first + REACH:
            break
        size += 1
    while size < len(words) and _one_name(tokens, first + size):
        size += 1
    while size and (words[size - 1] in _OPEN or not words[size - 1][-1].isalnum()):
        size -= 1
    lead = next((i for i in range(size) if words[i][0].isalnum()), size)
    if " ".join(words[lead:size]) in _NONE:
        size = lead
    return first + lead, first + size


def _one_name(tokens: Tokens, i: int) -> bool:
    """Whether the capitalised word ``i`` goes on a name that the word before it is part of."""
    text, start, end = tokens.text, tokens.start, tokens.end
    beside = end[i - 1] + 1 == start[i] and tokens.sentence[i - 1] == tokens.sentence[i]
    return bool(beside and text[start[i - 1]].isupper() and text[start[i]].isupper())
