"""Head outputs → statements: which words are whose source, cue and content, on two levels.

Attribution is read as a parse. Each word has a role tag; a content word points at the cue that it
belongs to, a cue at its source or at none. Spans come from the tags, their bonds from a vote of the
words' pointers; contents that choose the same cue are one statement, broken quotes included.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from onrecord.reading import chain, transcripts
from onrecord.reading.encoder import Scores, Settings
from onrecord.reading.quotations import MARKS as QUOTATION_MARKS
from onrecord.reading.tokens import Tokens, Window

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

#: A stretch of words, ``first:last``.
Words = tuple[int, int]

OUTER, INNER = 0, 1
_BEGIN = {"source": 1, "cue": 3, "content": 5}
#: How many of a word's likeliest choices are kept; together they hold nearly all its probability.
CHOICES = 6
#: What a statement's tags and bonds would be as evidence, were they as sure as a transcript's layout.
BY_LAYOUT = (0.99, 0.99, 0.99, 0.99)
#: A content whose cues got less of its pointers' probability than this belongs to nobody.
LEAST_VOTE = 0.1
#: A quotation of at least this many words, more than half of it somebody's, is all theirs.
LONG_QUOTATION = 5


@dataclass(slots=True)
class Found:
    """One statement in words. ``outer`` is the index of the one it stands within, in the same list;
    ``confidence`` the calibrated probability that it is right, once :func:`sure` has worked it out."""

    level: int
    cue: Words
    source: Words | None
    content: list[Words]
    evidence: tuple[float, ...]
    outer: int | None = None
    confidence: float = 0.0


@dataclass(slots=True)
class _Bonds:
    """Where words point: each choosing word's likeliest choices, as word indices (-1: none)."""

    words: Ints
    chosen: Ints
    share: Floats


class _Level:
    """One level's tags, probabilities and pointers over the whole text."""

    def __init__(self, tokens: Tokens, tags: int) -> None:
        self.new_paragraph = np.diff(tokens.paragraph, prepend=-1) > 0
        self.tags: Ints = np.zeros(len(tokens), dtype=np.int64)
        self.sure: Floats = np.zeros((len(tokens), tags), dtype=np.float32)
        self.to_cue: list[_Bonds] = []
        self.to_source: list[_Bonds] = []

    def add(self, window: Window, path: Ints, sure: Floats, pointers: Floats) -> None:
        """Take over a window's own words; ``pointers``: (cue, source) × words and none × likewise."""
        behind = window.first - window.context
        self.tags[window.first : window.last] = path[behind:]
        self.sure[window.first : window.last] = sure[behind:]
        own = np.arange(window.first, window.last)
        for role, bonds, scores in (
            ("content", self.to_cue, pointers[0]),
            ("cue", self.to_source, pointers[1]),
        ):
            words = own[_has(self.tags[own], role)]
            if len(words):
                bonds.append(_strongest(words, scores[words - window.context + 1], window.context))

    def spans(self, role: str) -> list[Words]:
        """The stretches tagged with a role, none over a paragraph's end.

        An inside tag that follows no other of its role begins one too.
        """
        inside = _has(self.tags, role)
        before = np.concatenate([[False], inside[:-1]])
        begins = (self.tags == _BEGIN[role]) | self.new_paragraph
        first = np.flatnonzero(inside & (~before | begins))
        ends = np.flatnonzero(inside & ~np.concatenate([inside[1:], [False]])) + 1
        # A span ends where the next begins without a gap, or where its run ends.
        stop = np.minimum(np.append(first[1:], len(inside)), ends[np.searchsorted(ends, first, side="right")])
        return list(zip(first.tolist(), stop.tolist(), strict=True))

    def certainty(self, role: str, spans: list[Words]) -> float:
        """The mean probability of the role over the words of the spans."""
        begin = _BEGIN[role]
        total = sum(float(self.sure[a:b, begin : begin + 2].sum()) for a, b in spans)
        return total / sum(b - a for a, b in spans)


def _has(tags: Ints, role: str) -> npt.NDArray[np.bool_]:
    out: npt.NDArray[np.bool_] = (tags == _BEGIN[role]) | (tags == _BEGIN[role] + 1)
    return out


def _strongest(words: Ints, scores: Floats, context: int) -> _Bonds:
    """The pointers of a window's words, cut to their likeliest choices so that long texts fit."""
    odds = np.exp(scores - scores.max(1, keepdims=True))
    odds /= odds.sum(1, keepdims=True)
    if odds.shape[1] > CHOICES:
        column = np.argpartition(odds, -CHOICES, axis=1)[:, -CHOICES:]
    else:
        column = np.broadcast_to(np.arange(odds.shape[1]), odds.shape)
    share = np.take_along_axis(odds, column, axis=1)
    return _Bonds(words, np.where(column == 0, -1, column + context - 1), share)


def find(tokens: Tokens, scores: Iterable[Scores], settings: Settings) -> list[Found]:
    """The statements of a text, outer ones first; cost is linear in its length.

    ``scores`` may come one by one: no more than a few windows' are held.
    """
    outer, inner = (_Level(tokens, len(settings.tags)) for _ in (OUTER, INNER))
    moves = [np.array(m, dtype=np.float32) for m in settings.transitions]
    begin = [np.array(s, dtype=np.float32) for s in settings.starts]
    bias = np.array(settings.bias or np.zeros((2, len(settings.tags))), dtype=np.float32)
    left = iter(scores)
    while group := list(islice(left, chain.BATCH // 2)):
        emissions = [s.tags[level, 1:] + bias[level] for s in group for level in (OUTER, INNER)]
        paths, sure = chain.decode(emissions, moves * len(group), begin * len(group))
        for i, s in enumerate(group):
            outer.add(s.window, paths[2 * i], sure[2 * i], s.pointers[:2])
            inner.add(s.window, paths[2 * i + 1], sure[2 * i + 1], s.pointers[2:])
    found = _with_turns(tokens, _heal(tokens, _level(OUTER, outer), 1))
    voices = _heal(tokens, _within(tokens, found, _level(INNER, inner)), 2)
    return found + voices


def _level(level: int, tagged: _Level) -> list[Found]:
    """One level's statements, by the place of their cues."""
    contents, cues, sources = (tagged.spans(role) for role in ("content", "cue", "source"))
    n = len(tagged.tags)
    owned: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for i, (cue, share) in _vote(contents, cues, tagged.to_cue, n, none=False).items():
        if share >= LEAST_VOTE:
            owned[cue].append((i, share))
    origins = _vote(cues, sources, tagged.to_source, n, none=True)
    found = []
    for c in sorted(owned):
        source, share = origins.get(c, (-1, 0.0))
        spans = [contents[i] for i, _ in owned[c]]
        size = sum(b - a for a, b in spans)
        bond = sum(vote * (contents[i][1] - contents[i][0]) for i, vote in owned[c]) / size
        evidence = (
            tagged.certainty("content", spans),
            tagged.certainty("cue", [cues[c]]),
            bond,
            share,
            min(1.0, size / 10),
        )
        found.append(Found(level, cues[c], sources[source] if source >= 0 else None, spans, evidence))
    return found


def _vote(
    choosing: list[Words], chosen: list[Words], bonds: list[_Bonds], n: int, none: bool
) -> dict[int, tuple[int, float]]:
    """For each choosing span the chosen span (or, if allowed, none: -1) that its words give most.

    Gives its index and the mean probability over the choosing span's words.
    """
    if not bonds or not choosing:
        return {}
    chooser, choice = _index(choosing, n), _index(chosen, n)
    words = np.concatenate([b.words for b in bonds])
    to = np.concatenate([b.chosen for b in bonds])
    share = np.concatenate([b.share for b in bonds])
    row = np.broadcast_to(chooser[words][:, None], to.shape)
    column = np.where(to < 0, -1, choice[np.maximum(to, 0)])
    counts = (row >= 0) & ((column >= 0) | ((to < 0) & none))
    code = row[counts] * (len(chosen) + 1) + column[counts] + 1
    pairs, at = np.unique(code, return_inverse=True)
    votes = np.bincount(at, weights=share[counts])
    out: dict[int, tuple[int, float]] = {}
    for pair, vote in zip(pairs.tolist(), votes.tolist(), strict=True):
        i, j = divmod(pair, len(chosen) + 1)
        mean = vote / (choosing[i][1] - choosing[i][0])
        if mean > out.get(i, (-1, 0.0))[1]:
            out[i] = (j - 1, mean)
    return out


def _index(spans: list[Words], n: int) -> Ints:
    """For each word the span that holds it, or -1."""
    out = np.full(n, -1)
    for i, (a, b) in enumerate(spans):
        out[a:b] = i
    return out


def _heal(tokens: Tokens, found: list[Found], level: int) -> list[Found]:
    """Give each quotation of a level whole to the one whose cue, outside it, owns most of it.

    What stands in one quotation is attributed once (of 4,144 quotations in 400 training articles all
    but 12 are either one statement's throughout or nobody's). A statement whose own cue stands inside
    is a voice within, which the next level reads. Short gaps and marks at the ends are closed, too.
    """
    owner = _owners(found, len(tokens))
    cues = np.array([f.cue[0] for f in found])
    dropped: set[int] = set()
    for q in tokens.quotations:
        if q.level != level:
            continue
        first, last = tokens.words_in(q.start, q.end)
        voices = np.unique(owner[first:last])
        outside = [int(i) for i in voices if i >= 0 and not first <= cues[i] < last]
        counts = [int((owner[first:last] == i).sum()) for i in outside]
        words = last - first - 2  # less the marks
        if not counts or 2 * max(counts) <= words:
            continue
        if last - first < LONG_QUOTATION and max(counts) < words:
            continue
        inside = np.flatnonzero((cues >= first) & (cues < last)) if len(voices) > len(outside) else ()
        dropped.update(int(i) for i in inside)
        owner[first:last] = outside[counts.index(max(counts))]
    owner[np.isin(owner, list(dropped))] = -1
    _close_gaps(tokens, owner)
    spans: dict[int, list[Words]] = defaultdict(list)
    # Content goes on over a paragraph's end only inside a quotation.
    quoted = tokens.quoted > 0
    ends = (np.diff(tokens.paragraph) > 0) & ~(quoted[1:] & quoted[:-1])
    breaks = np.diff(owner, prepend=-1, append=-1) != 0
    breaks[1:-1] |= ends
    edges = np.flatnonzero(breaks)
    for a, b in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        spans[int(owner[a])].append((a, b))
    out = []
    for i, f in enumerate(found):
        home = tokens.paragraph[f.cue[0]]
        near = [x for x in spans[i] if quoted[x[0]] or tokens.paragraph[x[0]] == home]
        f.content = near or spans[i]
        cue = cut([f.cue], f.content)
        if not f.content or not cue:
            continue
        f.cue = _unquoted(tokens, cue[0])
        if f.source and cut([f.source], f.content) != [f.source]:
            f.source = None
        if f.source:
            f.source = _unquoted(tokens, f.source)
        out.append(f)
    return out


def _unquoted(tokens: Tokens, words: Words) -> Words:
    """A source or cue without a lone quotation mark at its end, which belongs to the content beside it."""
    first, last = words
    marks = [i for i in range(first, last) if tokens.text[tokens.start[i]] in QUOTATION_MARKS]
    if len(marks) != 1 or last - first == 1:
        return words
    return (first + 1, last) if marks[0] == first else (first, last - 1) if marks[0] == last - 1 else words


def _owners(found: list[Found], n: int) -> Ints:
    """For each word the statement whose content holds it, or -1."""
    out = np.full(n, -1)
    for i, f in enumerate(found):
        for a, b in f.content:
            out[a:b] = i
    return out


def _close_gaps(tokens: Tokens, owner: Ints) -> None:
    """Punctuation between two pieces of one content, in one paragraph, belongs to it."""
    edges = np.flatnonzero(np.diff(owner)) + 1
    for a, b in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if (
            owner[a] == -1
            and b - a <= 3
            and owner[a - 1] == owner[b] >= 0
            and tokens.paragraph[a - 1] == tokens.paragraph[b]
            and not any(map(str.isalnum, tokens.text[tokens.start[a] : tokens.end[b - 1]]))
        ):
            owner[a:b] = owner[b]


def _with_turns(tokens: Tokens, found: list[Found]) -> list[Found]:
    """The outer statements, with each turn of a transcript as one in the place of what was found in it."""
    turns = transcripts.turns(tokens, {f.cue[0] for f in found})
    free = np.ones(len(tokens), dtype=bool)
    for turn in turns:
        free[turn.speaker[0] : turn.content[-1][1]] = False
    out = []
    for f in found:
        f.content = [part for a, b in f.content for part in _runs(a, free[a:b])]
        if f.content and free[f.cue[0] : f.cue[1]].all():
            out.append(f)
    for turn in turns:
        size = sum(b - a for a, b in turn.content)
        evidence = (*BY_LAYOUT, min(1.0, size / 10))
        out.append(Found(OUTER, (turn.colon, turn.colon + 1), turn.speaker, turn.content, evidence))
    return out


def cut(spans: list[Words], holes: list[Words]) -> list[Words]:
    """What of the stretches lies outside the holes."""
    for low, high in holes:
        parts = [part for a, b in spans for part in ((a, min(b, low)), (max(a, high), b))]
        spans = [(a, b) for a, b in parts if a < b]
    return spans


def clip(spans: list[Words], frame: list[Words]) -> list[Words]:
    """What of the stretches lies inside those of ``frame``."""
    parts = [(max(a, s), min(b, e)) for a, b in spans for s, e in frame]
    return [(a, b) for a, b in parts if a < b]


def _runs(first: int, mask: npt.NDArray[np.bool_]) -> list[Words]:
    """The stretches in which ``mask``, of the words from ``first`` on, holds."""
    edges = np.flatnonzero(np.diff(mask, prepend=False, append=False)) + first
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _within(tokens: Tokens, outer: list[Found], inner: list[Found]) -> list[Found]:
    """The inner statements whose cue stands in an outer content, cut to it, and to the cue's sentence.

    An outer content may run through many sentences, by its quotation marks or its place in a transcript;
    of a voice inside, only what is quoted once more can.
    """
    owner = _owners(outer, len(tokens))

    def near(cue: int, a: int, b: int) -> npt.NDArray[np.bool_]:
        words = slice(a, b)
        inside: npt.NDArray[np.bool_] = (tokens.sentence[words] == tokens.sentence[cue]) | (
            tokens.quoted[words] > tokens.quoted[cue]
        )
        return inside

    out = []
    for f in inner:
        i = int(owner[f.cue[0]])
        if i < 0 or (owner[f.cue[0] : f.cue[1]] != i).any():
            continue
        frame = outer[i].content
        f.content = [part for a, b in clip(f.content, frame) for part in _runs(a, near(f.cue[0], a, b))]
        if f.source and clip([f.source], frame) != [f.source]:
            f.source = None
        f.outer = i
        if f.content:
            out.append(f)
    return out


def sure(found: list[Found], settings: Settings) -> list[Found]:
    """Those of one text's statements that are sure enough, in reading order, with their confidence."""
    for f in found:
        f.confidence = confidence(f, settings)
    enough = {i for i, f in enumerate(found) if f.confidence >= settings.least[f.level]}
    kept = [i for i in enough if found[i].outer is None or found[i].outer in enough]
    kept.sort(key=lambda i: (_begin(found[i]), found[i].level, i))
    place = {i: n for n, i in enumerate(kept)}
    for i in kept:
        if (outer := found[i].outer) is not None:
            found[i].outer = place[outer]
    return [found[i] for i in kept]


def _begin(f: Found) -> int:
    return min([f.cue[0], f.content[0][0], *([f.source[0]] if f.source else [])])


def confidence(f: Found, settings: Settings) -> float:
    """The calibrated probability that a statement is right: a logistic model of its evidence."""
    if not settings.calibration:
        return float(np.prod(f.evidence[:4]))
    bias, *slopes = settings.calibration[f.level]
    z = bias + sum(w * x for w, x in zip(slopes, features(f.evidence), strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


def features(evidence: tuple[float, ...]) -> list[float]:
    """The evidence as the calibration takes it: log-odds of the four shares, and the length."""
    odds = [min(max(p, 0.01), 0.995) for p in evidence[:4]]
    return [*(math.log(p / (1 - p)) for p in odds), evidence[4]]
