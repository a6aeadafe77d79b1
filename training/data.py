"""The corpora as training windows: articles, labels for every word, and batches.

Two levels of voices are labelled: the *outer*, an article's own statements, and the *inner*, those
reported inside an outer content. Most articles have outer labels only; where a level is not known,
every tag is allowed and nothing is learnt from it.
"""

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from onrecord.reading.tokens import Tokens, Window, tokenize, windows
from onrecord.reading.wordpiece import WordPiece
from training.cast import Cast, Token, gold, read_gum, read_speakers, silver
from training.causal import read as read_causal
from training.causal import split as split_causal
from training.claims import Unit, read_units
from training.labels import IGNORE, Relation, Spans

#: The tags of one level, in the order of the model's outputs.
TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
BEGIN = {"source": 1, "cue": 3, "content": 5}
OUTER, INNER = 0, 1
#: The spans that are marked word by word, beside the statements.
MARKS = ("role", "channel", "condition", "when")
#: The tags of a relation's words: of its cause and effect, and of its signal, which may stand inside of these.
ROLES = ("O", "B-cause", "I-cause", "B-effect", "I-effect")
SIGNALS = ("O", "B-signal", "I-signal")
ROLE, CHANNEL, CONDITION, WHEN = range(4)


@dataclass
class Attribution:
    source: Spans
    cue: Spans
    content: Spans

    def spans(self) -> Spans:
        return self.source + self.cue + self.content


@dataclass
class Article:
    """A text with its statements. ``inner`` is ``None`` where nobody looked for voices within voices.

    ``skipped`` are stretches to learn nothing from, ``parse`` the silver syntax.
    ``relations``: causes and effects, where somebody looked for them; such an article is one sentence.
    ``inner_known`` limits what is known of the inner level to stretches (``None``: all outer contents);
    of those, ``inner_open`` are in doubt after all. ``gold``: people looked for the inner voices.
    """

    id: str
    text: str
    outer: list[Attribution]
    inner: list[Attribution] | None = None
    skipped: Spans = field(default_factory=list)
    inner_known: Spans | None = None
    inner_open: Spans = field(default_factory=list)
    gold: bool = False
    parse: list[Token] = field(default_factory=list)
    cast: Cast = field(default_factory=Cast)
    units: list[Unit] = field(default_factory=list)
    relations: list[Relation] | None = None


def read_corpora(data: Path, inner: Path | None = None) -> list[Article]:
    """Everything there is to train on: PolNeAR with all that was added to it, GUM, and causal sentences.

    ``inner``: silver inner voices, as :mod:`training.silver` writes them.
    """
    articles = read_articles(data / "polnear-train.jsonl", data / "nested-train.jsonl", inner)
    rows = read_rows(data / "polnear-train.jsonl")
    speakers = read_speakers(data / "speakers-train.jsonl")
    units = read_units(data / "claims-train.jsonl", rows)
    parses = _read_parses(data / "polnear-train.corenlp.jsonl.gz")
    for article in articles:
        article.parse, coreference = parses.get(article.id, ([], []))
        if article.parse:
            article.cast = silver(article.text, article.parse, coreference)
        if article.id in speakers:
            attributions = rows[article.id]["annotations"][0]["attributions"]
            article.cast = gold(article.text, speakers[article.id], attributions, article.cast)
        article.units = units.get(article.id, [])
    for name, text, cast in read_gum(data / "gum"):
        articles.append(Article(name, text, [], skipped=[(0, len(text))], cast=cast))
    for s in split_causal(read_causal(data / "causal-train.csv"))[0]:
        articles.append(Article(s.id, s.text, [], skipped=[(0, len(s.text))], relations=s.relations))
    return articles


def read_rows(path: Path) -> dict[str, dict]:
    """The lines of a corpus, by their ids."""
    return {row["id"]: row for row in _lines(path)}


def _lines(path: Path) -> Iterator[dict]:
    return map(json.loads, path.read_text(encoding="utf-8").splitlines())


def read_articles(polnear: Path, nested: Path | None = None, silver: Path | None = None) -> list[Article]:
    """The PolNeAR articles of a file, with the nested statements that the others add.

    A speaker's own attitude inside its own words ("I think") is left open: no second voice, no mistake.
    """
    inner: dict[str, list[Attribution]] = {}
    known: dict[str, Spans | None] = {}
    doubtful: dict[str, Spans] = {}
    gold: set[str] = set()
    for path, key in ((silver, "inner"), (nested, "nested")):
        for row in _lines(path) if path else ():
            name = row["id"]
            inner[name] = _outermost([_attribution(n) for n in row[key] if not n.get("self")])
            known[name] = [(s, e) for s, e in row["known"]] if key == "inner" else None
            own = [_attribution(n).spans() for n in row[key] if n.get("self")]
            taken = [span for a in inner[name] for span in a.spans()]
            doubtful[name] = [(s, e) for s, e in row.get("open", ())]
            for spans in own:
                if not any(s < b and a < e for s, e in spans for a, b in taken):
                    doubtful[name] += spans
            if key == "nested":
                gold.add(name)
    out = []
    for row in _lines(polnear):
        annotation = row["annotations"][0]
        name = row["id"]
        out.append(
            Article(
                name,
                row["text"],
                [_attribution(a) for a in annotation["attributions"] if a["content"]],
                inner.get(name),
                [(s, e) for s, e in annotation["discard"]],
                inner_known=known.get(name),
                inner_open=doubtful.get(name, []),
                gold=name in gold,
            )
        )
    return out


def _attribution(row: dict) -> Attribution:
    return Attribution(*([(s, e) for s, e in sorted(row[r])] for r in ("source", "cue", "content")))


def _outermost(found: list[Attribution]) -> list[Attribution]:
    """Those whose cue stands in no other's content: one flat level."""

    def inside(a: Attribution, b: Attribution) -> bool:
        anchor = (a.cue or a.content)[0][0]
        return a is not b and any(s <= anchor < e for s, e in b.content)

    return [a for a in found if a.content and not any(inside(a, b) and not inside(b, a) for b in found)]


def _read_parses(path: Path) -> dict[str, tuple[list[Token], list[list[int]]]]:
    """By article: its tokens, and its coreference chains as indices of the mentions' head tokens."""
    out = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            tokens: list[Token] = []
            bases = []
            for sentence in row["sentences"]:
                base = len(tokens)
                bases.append(base)
                for start, end, _, pos, entity, head, relation in sentence:
                    tokens.append((start, end, pos, entity, base + head if head >= 0 else -1, relation))
            chains = [[bases[n] + head for n, _, _, head, _ in chain] for chain in row["coreference"]]
            out[row["id"]] = tokens, chains
    return out


@dataclass
class Vocabulary:
    """The labels of the silver syntax, numbered."""

    pos: dict[str, int]
    entity: dict[str, int]
    relation: dict[str, int]

    @classmethod
    def of(cls, articles: list[Article], least: int = 50) -> "Vocabulary":
        def number(column: int) -> dict[str, int]:
            count: dict[str, int] = {}
            for a in articles:
                for row in a.parse:
                    count[row[column]] = count.get(row[column], 0) + 1
            return {label: i for i, label in enumerate(sorted(k for k, n in count.items() if n >= least))}

        return cls(number(2), number(3), number(5))


@dataclass
class LabelledUnit:
    """A claim in words: ``first:last``, the words of its cue, and its labels (:data:`IGNORE`: unknown)."""

    first: int
    last: int
    cue: tuple[int, int]
    kind: int
    likelihood: int
    checkable: int


@dataclass
class LabelledRelation:
    """A relation over all words: its anchor, and tags of :data:`ROLES` and of :data:`SIGNALS`."""

    anchor: int
    roles: np.ndarray
    signals: np.ndarray


def relations(tokens: Tokens, found: list[Relation]) -> list[LabelledRelation]:
    """The relations in words, one an anchor: the first word of the signal or, without one, of the cause or
    effect, whichever stands later."""
    out: dict[int, LabelledRelation] = {}
    for r in found:
        where = r.signals[0] if r.signals else max(r.cause, r.effect)
        anchor = tokens.words_in(*where)[0]
        if anchor in out or anchor >= len(tokens):
            continue
        roles, signals = (np.zeros(len(tokens), dtype=np.int64) for _ in range(2))
        for tags, begin, spans in ((roles, 1, [r.cause]), (roles, 3, [r.effect]), (signals, 1, r.signals)):
            for span in spans:
                lo, hi = tokens.words_in(*span)
                tags[lo:hi] = begin + 1
                tags[lo : lo + 1] = begin
        out[anchor] = LabelledRelation(anchor, roles, signals)
    return list(out.values())


@dataclass
class Labelled:
    """An article's words with everything to be learnt of them; arrays over the words.

    ``allowed[level]`` (words × tags) says which tags may be right, ``cue[level]`` points at the first
    word of the cue that a word belongs to, ``source[level]`` from a cue's words to the first word of
    its source; -1 is "none", :data:`IGNORE` learns nothing. ``chain``: the number of the chain that a
    word's mention belongs to; ``opens``: it is the chain's first. ``marks``: a row each of
    :data:`MARKS`, 0 outside, 1 at a span's beginning, 2 inside.
    """

    tokens: Tokens
    allowed: np.ndarray
    cue: np.ndarray
    source: np.ndarray
    pos: np.ndarray
    entity: np.ndarray
    head: np.ndarray
    relation: np.ndarray
    chain: np.ndarray
    opens: np.ndarray
    marks: np.ndarray
    units: list[LabelledUnit]
    relations: list[LabelledRelation] | None


def label(article: Article, wordpiece: WordPiece, vocabulary: Vocabulary) -> Labelled:
    tokens = tokenize(article.text, wordpiece)
    n = len(tokens)
    allowed = np.ones((2, n, len(TAGS)), dtype=bool)
    cue = np.full((2, n), IGNORE)
    source = np.full((2, n), IGNORE)
    _label_level(tokens, article.outer, allowed[OUTER], cue[OUTER], source[OUTER], None)
    if article.inner is not None:
        known = article.inner_known
        if known is None:
            known = [span for a in article.outer for span in a.content]
        _label_level(tokens, article.inner, allowed[INNER], cue[INNER], source[INNER], known)
    for levels, stretches in ((slice(None), article.skipped), (INNER, article.inner_open)):
        for s, e in stretches:
            lo, hi = tokens.words_in(s, e)
            allowed[levels, lo:hi] = True
            cue[levels, lo:hi] = source[levels, lo:hi] = IGNORE
    pos, entity, head, relation = (np.full(n, IGNORE) for _ in range(4))
    at = {int(s): i for i, s in enumerate(tokens.start)}
    for start, end, tag, kind, up, name in article.parse:
        i = at.get(start)
        if i is None:
            continue
        # What the parser has as one token may be several words ("Brill-Wu"), all of the name.
        entity[slice(*tokens.words_in(start, end))] = vocabulary.entity.get(kind, IGNORE)
        pos[i] = vocabulary.pos.get(tag, IGNORE)
        relation[i] = vocabulary.relation.get(name, IGNORE)
        head[i] = -1 if up < 0 else at.get(article.parse[up][0], IGNORE)
    chain, opens = np.full(n, IGNORE), np.zeros(n, dtype=np.int64)
    for number, offsets in enumerate(article.cast.chains):
        words = sorted({tokens.words_in(o, o + 1)[0] for o in offsets if o < len(article.text)})
        words = [i for i in words if i < n]
        chain[words] = number
        opens[words[:1]] = 1
    marks = np.full((len(MARKS), n), IGNORE)
    for row, spans in ((ROLE, article.cast.roles), (CHANNEL, article.cast.channels)):
        if spans is not None:
            marks[row] = 0
            _mark(tokens, marks[row], spans)
    for s, e in article.cast.doubtful:
        lo, hi = tokens.words_in(s, e)
        marks[ROLE, lo:hi] = IGNORE
    units = []
    for u in article.units:
        first, last = tokens.words_in(u.start, u.end)
        if first >= last:
            continue
        units.append(LabelledUnit(first, last, tokens.words_in(*u.cue), u.kind, u.likelihood, u.checkable))
        for row, known in ((CONDITION, u.condition), (WHEN, u.when)):
            if known is not None:
                marks[row, first:last] = 0
                _mark(tokens, marks[row], known)
    causal = None if article.relations is None else relations(tokens, article.relations)
    return Labelled(
        tokens, allowed, cue, source, pos, entity, head, relation, chain, opens, marks, units, causal
    )


def _mark(tokens: Tokens, marks: np.ndarray, spans: Spans) -> None:
    for s, e in spans:
        lo, hi = tokens.words_in(s, e)
        marks[lo:hi] = 2
        marks[lo : lo + 1] = 1


def _label_level(
    tokens: Tokens,
    attributions: list[Attribution],
    allowed: np.ndarray,
    cue: np.ndarray,
    source: np.ndarray,
    known: Spans | None,
) -> None:
    """Write one level's labels; outside ``known`` (``None``: everywhere) all tags stay allowed."""
    tags = np.zeros(len(tokens), dtype=np.int64)
    taken = np.zeros(len(tokens), dtype=bool)
    for a in attributions:
        first_cue = tokens.words_in(*a.cue[0])[0] if a.cue else -1
        first_source = tokens.words_in(*a.source[0])[0] if a.source else -1
        for role in ("source", "cue", "content"):
            for s, e in getattr(a, role):
                lo, hi = tokens.words_in(s, e)
                if role == "source" and tags[lo:hi].any():
                    continue  # shared with another statement: labelled once
                free = ~taken[lo:hi]
                if not free.all():
                    lo += int(np.argmax(free))
                    hi = lo + int(np.argmin(np.append(~taken[lo:hi], False)))
                if lo >= hi:
                    continue
                taken[lo:hi] = True
                tags[lo:hi] = BEGIN[role] + 1
                tags[lo] = BEGIN[role]
                if role != "source":
                    cue[lo:hi] = first_cue
                if role == "cue":
                    source[lo:hi] = first_source
    if known is None:
        mask = np.ones(len(tokens), dtype=bool)
    else:
        mask = taken.copy()
        for s, e in known:
            lo, hi = tokens.words_in(s, e)
            mask[lo:hi] = True
    allowed[mask] = False
    allowed[mask, tags[mask]] = True


@dataclass
class Example:
    """One window, ready to be stacked: ``[CLS] pieces [SEP]``; word 0 is ``[CLS]``, the "none"."""

    ids: np.ndarray
    shape: np.ndarray
    place: np.ndarray
    first: np.ndarray
    allowed: np.ndarray
    cue: np.ndarray
    source: np.ndarray
    pos: np.ndarray
    entity: np.ndarray
    head: np.ndarray
    relation: np.ndarray
    chain: np.ndarray
    opens: np.ndarray
    marks: np.ndarray
    units: list[LabelledUnit]
    relations: list[LabelledRelation] | None


def example(x: Labelled, w: Window, cls: int, sep: int) -> Example:
    t = x.tokens
    lo, hi = int(t.piece[w.context]), int(t.piece[w.last])
    per_word = np.diff(t.piece[w.context : w.last + 1])
    behind = w.first - w.context

    def pointer(values: np.ndarray) -> np.ndarray:
        """Article-wide word indices as window ones, shifted by one for [CLS]; out of sight: ignored."""
        v = values[..., w.context : w.last]
        seen = (v >= w.context) & (v < w.last)
        out = np.where(seen, v - w.context + 1, np.where(v == -1, 0, IGNORE))
        out[..., :behind] = IGNORE
        return np.concatenate([np.full((*v.shape[:-1], 1), IGNORE), out], axis=-1)

    def plain(values: np.ndarray) -> np.ndarray:
        seen = values[..., w.context : w.last]
        return np.concatenate([np.full((*seen.shape[:-1], 1), IGNORE), seen], axis=-1)

    def near(words: tuple[int, int]) -> tuple[int, int]:
        low, high = (min(max(i, w.context), w.last) - w.context + 1 for i in words)
        return low, high

    allowed = np.ones((2, w.last - w.context + 1, len(TAGS)), dtype=bool)
    allowed[:, 1 + behind :] = x.allowed[:, w.first : w.last]
    return Example(
        ids=np.concatenate([[cls], t.ids[lo:hi], [sep]]),
        shape=np.concatenate([[0], np.repeat(t.shape[w.context : w.last], per_word), [0]]),
        place=np.concatenate([[0], np.repeat(t.place[w.context : w.last], per_word), [0]]),
        first=np.concatenate([[0], t.piece[w.context : w.last] - lo + 1]),
        allowed=allowed,
        cue=pointer(x.cue),
        source=pointer(x.source),
        pos=plain(x.pos),
        entity=plain(x.entity),
        head=pointer(x.head),
        relation=plain(x.relation),
        chain=plain(x.chain),
        opens=plain(x.opens),
        marks=plain(x.marks),
        units=[
            replace(u, first=u.first - w.context + 1, last=u.last - w.context + 1, cue=near(u.cue))
            for u in x.units
            if w.context <= u.first and w.first < u.last <= w.last
        ],
        relations=[
            LabelledRelation(
                r.anchor + 1,
                np.concatenate([[0], r.roles[w.context : w.last]]),
                np.concatenate([[0], r.signals[w.context : w.last]]),
            )
            for r in x.relations
            if w.context <= r.anchor < w.last
        ]
        if x.relations is not None and w.context == 0 and w.last == len(x.tokens)
        else None,
    )


def cut(x: Labelled, rng: random.Random, cls: int, sep: int) -> Iterator[Example]:
    """The windows of one article, at random sizes and starting points."""
    size, context = rng.randint(150, 330), rng.choice((0, 24, 48, 48))
    for w in windows(x.tokens, size, context):
        if w.last - w.context >= 4:
            yield example(x, w, cls, sep)


def batches(examples: list[Example], pieces: int, rng: random.Random) -> list[list[Example]]:
    """Examples of like length together, at most ``pieces`` padded pieces a batch, in random order."""
    order = sorted(examples, key=lambda x: (len(x.ids) // 16, rng.random()))
    out: list[list[Example]] = [[]]
    longest = 0
    for x in order:
        longest = max(longest, len(x.ids))
        if out[-1] and longest * (len(out[-1]) + 1) > pieces:
            out.append([])
            longest = len(x.ids)
        out[-1].append(x)
    rng.shuffle(out)
    return out
