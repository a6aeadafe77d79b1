"""From links to a map: spans become concepts, links become arrows with their evidence.

Linear in the number of links: spans are put together by what they name (:mod:`onrecord.mapping.phrase`), looked up in
a table, never compared with all others.

Two spans name one concept where their cores are equal. Whose and where it is may be left unsaid: "the capture of
Lomond" is "Darro's capture of Lomond" as long as nobody speaks of another's. Where two are spoken of, each has a
concept, and so has what does not say whose. Pronouns are not resolved: "his position" is another's in each document.

Spans that name a concept's other side ("the loss of the town" for "holding the town") are its mentions all the same,
and turn the sign of the link: that losing it weakens morale is held to say that holding it strengthens morale. A
concept looks the way that most of its mentions do, so that its arrows have the signs that were said wherever they can.
That reading is the map's, not always the speaker's; ``turn=False`` leaves it out.
"""

import hashlib
from base64 import b32encode
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.mapping.labels import best_label, plain
from onrecord.mapping.phrase import Direction, Names, Phrase, parse
from onrecord.mapping.records import (
    Aim,
    Arrow,
    ArrowKind,
    Concept,
    Condition,
    Evidence,
    EvidenceKind,
    Map,
    Mention,
    Said,
    Sign,
)
from onrecord.mapping.weights import arrow, turned
from onrecord.reading.record import Span

#: Gives each of some wordings a vector; those of like meaning are close, by the cosine.
Vectors = Callable[[Sequence[str]], NDArray[np.floating]]

#: From which cosine on two wordings mean one thing.
ALIKE = 0.85
# Hyperplanes a band, and bands: two wordings with a cosine of 0.9 share a band's side with a probability of 0.95, with
# one of 0.5 in 1 case of 6.
_PLANES, _BANDS = 8, 16
# With how many that share a band's side a wording is compared at most.
_MOST = 8
_SEED = 1976

#: A span of a statement: document, statement, start, end, words.
_Key = tuple[str, str, int, int, str]


class _Use(NamedTuple):
    """A span of a link, with where and by whom it was said."""

    span: Span
    document: str
    statement: str
    speaker: str


@dataclass(slots=True)
class _Node:
    """A concept that is being put together."""

    key: str
    phrase: Phrase
    uses: list[tuple[_Use, Direction]] = field(default_factory=list)


def build(
    said: Iterable[Said],
    aims: Iterable[Aim] = (),
    conditions: Iterable[Condition] = (),
    *,
    vectors: Vectors | None = None,
    alike: float = ALIKE,
    turn: bool = True,
    title: str = "",
) -> Map:
    """The map of ``said``, ``aims`` and ``conditions``, whatever their order: of an article, a speaker, a search.

    ``vectors``: gives wordings vectors, so that different words for one thing come together, too: those with a cosine
    of ``alike`` and more, the same names, and the same direction. Without it only the rules do. ``turn``: whether the
    other side of a concept is the same concept. A link from a concept to itself is left out: its two spans name one
    thing for us, so the speaker must have meant something finer. Raises
    :class:`~onrecord.mapping.errors.MissingParts` where the stemmer is not installed.
    """
    links: list[tuple[Said, EvidenceKind]] = [(link, "link") for link in said]
    links += [(_link(c), "condition") for c in conditions]
    wants = list(aims)
    uses: dict[_Key, _Use] = {}

    def use(span: Span, by: Said | Aim) -> _Key:
        key = (by.document, by.statement, span.start, span.end, span.text)
        uses.setdefault(key, _Use(span, by.document, by.statement, by.speaker))
        return key

    ends = [(use(link.cause, link), use(link.effect, link)) for link, _ in links]
    wanted = [use(aim.state, aim) for aim in wants]
    concepts, where = _concepts(uses, vectors, alike, turn=turn)
    evidence: defaultdict[tuple[str, str, ArrowKind], list[Evidence]] = defaultdict(list)
    for (link, kind), (cause, effect) in zip(links, ends, strict=True):
        (from_, one), (to, other) = where[cause], where[effect]
        if from_ != to:
            sign = turned(link.sign) if one != other else link.sign
            evidence[from_, to, "cause"].append(_evidence(link, kind, sign))
    actors: dict[str, Concept] = {}
    for aim, state in zip(wants, wanted, strict=True):
        to, direction = where[state]
        actor = actor_of(aim.actor)
        actors.setdefault(actor.id, actor)
        sign = turned(aim.sign) if direction < 0 else aim.sign
        evidence[actor.id, to, "aim"].append(_aimed(aim, sign))
    arrows: list[Arrow] = [arrow(*key, found) for key, found in evidence.items()]
    return Map((*concepts, *actors.values()), tuple(arrows), title)


def actor_of(name: str) -> Concept:
    """The actor of that name; case and spaces make no other."""
    label = plain(name) or "somebody"
    return Concept(identified("a", label.casefold()), label, "actor", head=label)


def only(
    map: Map,
    *,
    speakers: Iterable[str] | None = None,
    documents: Iterable[str] | None = None,
) -> Map:
    """What is left of ``map`` when only some speakers, or documents, are heard: concepts keep their ids.

    A speaker is named as in the evidence's ``voice``. Weights that a person set stay. Concepts without an arrow are
    left out.
    """
    heard = None if speakers is None else frozenset(speakers)
    read = None if documents is None else frozenset(documents)
    arrows = []
    for a in map.arrows:
        kept = [
            e
            for e in a.evidence
            if (heard is None or e.voice in heard) and (read is None or e.document in read)
        ]
        if kept:
            arrows.append(arrow(a.cause, a.effect, a.kind, kept, a.set))
    used = {end for a in arrows for end in (a.cause, a.effect)}
    return Map(tuple(c for c in map.concepts if c.id in used), tuple(arrows), map.title)


def _concepts(
    uses: dict[_Key, _Use], vectors: Vectors | None, alike: float, *, turn: bool
) -> tuple[list[Concept], dict[_Key, tuple[str, Direction]]]:
    """The concepts that spans name, and for each span its concept and whether it names its other side."""
    names = Names(u.span.text for u in uses.values())
    phrases: dict[_Key, Phrase] = {}
    known: dict[str, Phrase] = {}
    for key, u in uses.items():
        text = u.span.text
        phrases[key] = phrase = known.get(text) or parse(text, names, u.speaker, u.document)
        if not any("@" in who for who in phrase.whose):  # "his" and "our" are another's elsewhere
            known[text] = phrase
    keys = _keys(phrases, turn=turn)
    nodes: dict[str, _Node] = {}
    for key in sorted(uses):
        node = nodes.setdefault(keys[key], _Node(keys[key], phrases[key]))
        node.uses.append((uses[key], phrases[key].direction if turn else 1))
    if vectors:
        _put_together(nodes, vectors, alike)
    concepts: list[Concept] = []
    where: dict[_Key, tuple[str, Direction]] = {}
    for name, node in nodes.items():
        if name != node.key:
            continue  # it has gone into another
        flip = _looks(node.uses) < 0
        mentions = tuple(
            Mention(u.document, u.statement, u.span, _turned(direction, flip)) for u, direction in node.uses
        )
        concept = Concept(
            identified("n", node.key + ("−" if flip else "")),
            best_label([m.span.text for m in mentions if m.direction > 0]),
            "concept",
            node.phrase.head,
            node.phrase.modifiers,
            mentions,
        )
        concepts.append(concept)
        for u, direction in node.uses:
            key = (u.document, u.statement, u.span.start, u.span.end, u.span.text)
            where[key] = (concept.id, _turned(direction, flip))
    return concepts, where


def _keys(phrases: dict[_Key, Phrase], *, turn: bool) -> dict[_Key, str]:
    """A name for what each phrase names, equal for those that name one thing."""

    def core(p: Phrase) -> str:
        return " ".join(sorted(p.core)) + ("" if turn or p.direction > 0 else " −")

    cores: defaultdict[str, list[Phrase]] = defaultdict(list)
    for p in phrases.values():
        cores[core(p)].append(p)
    told: dict[str, tuple[bool, bool]] = {
        name: (_differ({p.whose for p in found}), _differ({p.where for p in found}))
        for name, found in cores.items()
    }
    keys = {}
    for key, p in phrases.items():
        name = core(p)
        whose, where = told[name]
        parts = [name]
        if whose:
            parts.append("whose " + " ".join(sorted(p.whose)))
        if where:
            parts.append("where " + " ".join(sorted(p.where)))
        keys[key] = "; ".join(parts)
    return keys


def _differ(sets: set[frozenset[str]]) -> bool:
    """Whether they are not all one another's parts."""
    ordered = sorted(sets, key=len)
    return not all(small <= large for small, large in pairwise(ordered))


def _put_together(nodes: dict[str, _Node], vectors: Vectors, alike: float) -> None:
    """Put nodes together whose wordings are alike; those that went into others have another's key.

    Candidates share a side of eight random hyperplanes in one of sixteen bands (M. S. Charikar, "Similarity estimation
    techniques from rounding algorithms", 2002), and no more than a few of each band's side are looked at: linear.
    """
    order = sorted(nodes)
    if len(order) < 2:
        return
    looks = {k: _looks(nodes[k].uses) for k in order}
    labels = [best_label([u.span.text for u, way in nodes[k].uses if way == looks[k]]) for k in order]
    matrix = np.asarray(vectors(labels), dtype=np.float64)
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    matrix = np.divide(matrix, norms, out=np.zeros_like(matrix), where=norms > 0)
    planes = np.random.default_rng(_SEED).standard_normal((matrix.shape[1], _PLANES * _BANDS))
    sides = np.packbits(matrix @ planes > 0, axis=1).reshape(len(order), _BANDS, -1)
    root = {k: k for k in order}

    def find(k: str) -> str:
        while root[k] != k:
            root[k] = root[root[k]]
            k = root[k]
        return k

    for band in range(_BANDS):
        seen: defaultdict[tuple[bytes, frozenset[str]], list[int]] = defaultdict(list)
        for i, k in enumerate(order):
            bucket = seen[sides[i, band].tobytes(), nodes[k].phrase.names]
            for j in bucket:
                if find(k) != find(order[j]) and matrix[i] @ matrix[j] >= alike:
                    root[find(k)] = find(order[j])
            if len(bucket) < _MOST:
                bucket.append(i)
    for k in order:
        if (into := find(k)) != k:
            flip = looks[k] != looks[into]
            nodes[into].uses += [(u, _turned(way, flip)) for u, way in nodes[k].uses]
            nodes[k].key = into


def _looks(uses: list[tuple[_Use, Direction]]) -> Direction:
    """Which way most of the spans look."""
    return 1 if sum(direction for _, direction in uses) >= 0 else -1


def _turned(direction: Direction, flip: bool) -> Direction:
    return (-1 if direction > 0 else 1) if flip else direction


def _link(condition: Condition) -> Said:
    """A condition as a link; its id says so."""
    return Said(
        id=condition.id,
        cause=condition.condition,
        effect=condition.outcome,
        sign=condition.sign,
        statement=condition.statement,
        document=condition.document,
        speaker=condition.speaker,
        utterance=condition.utterance,
        signal=condition.signal,
        condition=condition.condition,
        confidence=condition.confidence,
        quote=condition.quote,
    )


def _evidence(link: Said, kind: EvidenceKind, sign: Sign) -> Evidence:
    return Evidence(
        link.id,
        kind,
        link.statement,
        link.document,
        link.speaker,
        link.utterance or f"{link.document}/{link.statement}",
        sign,
        link.sign,
        link.effect,
        link.cause,
        link.signal,
        link.condition,
        link.confidence,
        link.quote,
    )


def _aimed(aim: Aim, sign: Sign) -> Evidence:
    return Evidence(
        aim.id,
        "aim",
        aim.statement,
        aim.document,
        aim.speaker,
        aim.utterance or f"{aim.document}/{aim.statement}",
        sign,
        aim.sign,
        aim.state,
        None,
        aim.signal,
        aim.condition,
        aim.confidence,
        aim.quote,
    )


def identified(kind: str, name: str) -> str:
    """A short id of what is named; of a million, two are alike with a probability of 1 in 2 million."""
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=10).digest()
    return kind + b32encode(digest).decode().lower()[:12]
