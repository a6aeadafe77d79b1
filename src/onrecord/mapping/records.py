"""The record types: what comes into the room, and what a map is made of. Plain frozen values.

In come links (:class:`Said`), aims (:class:`Aim`) and conditions (:class:`Condition`), each with the statement that it
was read in. Out comes a :class:`Map` of concepts and arrows, where every arrow holds its evidence.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from onrecord.mapping.errors import BadMap, NotInMap
from onrecord.reading.record import Span

FORMAT = "onrecord-map/1"

#: More of the cause makes more of the effect, less of it, or neither.
Sign = Literal["+", "−", "0"]
ConceptKind = Literal["concept", "actor"]
ArrowKind = Literal["cause", "aim"]
EvidenceKind = Literal["link", "condition", "aim"]

_SIGNS: dict[str, Sign] = {"+": "+", "−": "−", "-": "−", "–": "−", "0": "0"}
#: A sign as a number, and back.
VALUES: dict[Sign, int] = {"+": 1, "−": -1, "0": 0}


def sign_of(value: float) -> Sign:
    """The sign of a number."""
    return "+" if value > 0 else "−" if value < 0 else "0"


def signed(text: str) -> Sign:
    """``text`` as a sign; a hyphen or a dash is a minus. Raises :class:`BadMap` where it is none."""
    if sign := _SIGNS.get(text):
        return sign
    raise BadMap(f"{text!r} is no sign; give '+', '−' or '0'")


@dataclass(frozen=True, slots=True)
class Said:
    """A link that somebody put on record: a cause, an effect, and a sign, as in a reading's ``links``.

    ``id``: the link's. ``sign``: "+" (the cause brings or strengthens the effect), "−" (it prevents or weakens it) or
    "0" (it is said to make no difference). ``statement``, ``document``: where it was said; ``speaker``: the name of
    who said it, one name for one somebody, empty where the text names nobody. ``utterance``: equal for all that is one
    utterance, wherever it is repeated; without one, each statement is an utterance of its own. ``signal``: the words
    that say so. ``condition``: on what it is said to hang. ``quote``: the words to be shown as evidence, else the span
    from cause to effect is named. Raises :class:`~onrecord.mapping.errors.BadMap` for a sign or a confidence that is
    none.
    """

    id: str
    cause: Span
    effect: Span
    sign: Sign
    statement: str
    document: str = ""
    speaker: str = ""
    utterance: str = ""
    signal: Span | None = None
    condition: Span | None = None
    confidence: float = 1.0
    quote: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "sign", signed(self.sign))
        _check_confidence(self.confidence)


@dataclass(frozen=True, slots=True)
class Aim:
    """What an actor is said to want: a state of the world, or (sign "−") that it does not come about.

    ``actor``: the name of who wants it. ``speaker``: who says so, often somebody else. Sign "0": that the actor is said
    not to care. The rest is as in :class:`Said`.
    """

    id: str
    actor: str
    state: Span
    statement: str
    sign: Sign = "+"
    document: str = ""
    speaker: str = ""
    utterance: str = ""
    signal: Span | None = None
    condition: Span | None = None
    confidence: float = 1.0
    quote: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "sign", signed(self.sign))
        _check_confidence(self.confidence)


@dataclass(frozen=True, slots=True)
class Condition:
    """What something is said to hang on: "if the bridges stand, the talks succeed".

    ``sign``: "+" for "if", "−" for "unless". On the map it is an arrow like that of a link, and its evidence says that
    it is a condition. The rest is as in :class:`Said`.
    """

    id: str
    condition: Span
    outcome: Span
    statement: str
    sign: Sign = "+"
    document: str = ""
    speaker: str = ""
    utterance: str = ""
    signal: Span | None = None
    confidence: float = 1.0
    quote: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "sign", signed(self.sign))
        _check_confidence(self.confidence)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name a concept. ``direction``: -1 where they name its other side ("the loss of the town")."""

    document: str
    statement: str
    span: Span
    direction: Literal[1, -1] = 1


@dataclass(frozen=True, slots=True)
class Concept:
    """A node: what spans name, or an actor.

    ``id`` is made of what is named, so the same links give the same ids. ``label`` is one of the mentions' wordings,
    until somebody gives another. ``head``: the word that says what it is; ``modifiers``: the words that say which.
    """

    id: str
    label: str
    kind: ConceptKind = "concept"
    head: str = ""
    modifiers: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One time that an arrow was said.

    ``sign`` is between the two concepts; ``said`` is between the two spans, as the speaker put it. They differ where
    one of the spans names its concept's other side. ``cause`` is ``None`` for an aim, whose cause is the actor. Who put
    an arrow there by hand is its ``speaker``.
    """

    id: str
    kind: EvidenceKind
    statement: str
    document: str
    speaker: str
    utterance: str
    sign: Sign
    said: Sign
    effect: Span
    cause: Span | None = None
    signal: Span | None = None
    condition: Span | None = None
    confidence: float = 1.0
    quote: str = ""

    @property
    def voice(self) -> str:
        """Who said it, so that it can be told whether others did; each document's unnamed are one voice, and so is what
        it says itself."""
        if self.speaker or not self.document:
            return self.speaker or "unnamed"
        return f"unnamed in {self.document}" if self.statement else f"article {self.document}"

    @property
    def words(self) -> str:
        """The words to be shown: the quotation or, without one, cause and effect."""
        return self.quote or " … ".join(span.text for span in (self.cause, self.effect) if span)


@dataclass(frozen=True, slots=True)
class Setting:
    """A weight that a person gave an arrow, by whom, and when (ISO 8601)."""

    weight: float
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """What is said to follow from what: from concept ``cause`` to concept ``effect``, or from an actor to an aim.

    ``weight``, -1 to 1: what the evidence comes to, as :func:`onrecord.mapping.weights.weight` says, or what a person
    ``set``. Make it with :func:`onrecord.mapping.weights.arrow`, so that the two agree.
    """

    cause: str
    effect: str
    kind: ArrowKind = "cause"
    weight: float = 0.0
    evidence: tuple[Evidence, ...] = ()
    set: Setting | None = None

    @property
    def key(self) -> tuple[str, str, ArrowKind]:
        """What tells it from all others of a map."""
        return self.cause, self.effect, self.kind

    @property
    def sign(self) -> Sign:
        """The sign of its weight."""
        return sign_of(self.weight)

    @property
    def utterances(self) -> int:
        """How often it was said, or denied: repeats of one utterance count once."""
        return len({(e.voice, e.utterance) for e in self.evidence})

    @property
    def speakers(self) -> tuple[str, ...]:
        """Who said it with the arrow's sign, in order of the alphabet."""
        return tuple(sorted({e.voice for e in self.evidence if e.sign == self.sign}))

    @property
    def deniers(self) -> tuple[str, ...]:
        """Who said the opposite, or that it makes no difference."""
        return tuple(sorted({e.voice for e in self.evidence if e.sign != self.sign}))


@dataclass(frozen=True)
class Map:
    """Concepts and the arrows between them, each in the order of its ids: equal maps are equal values.

    Raises :class:`~onrecord.mapping.errors.BadMap` where an id or an arrow is there twice, an arrow leads to a concept
    that is not there, or a weight is out of range.
    """

    concepts: tuple[Concept, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    title: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "concepts", tuple(sorted(self.concepts, key=lambda c: c.id)))
        object.__setattr__(self, "arrows", tuple(sorted(self.arrows, key=lambda a: a.key)))
        if len(self.by_id) < len(self.concepts):
            raise BadMap("two concepts of the map have one id; give each its own")
        if len(self.by_key) < len(self.arrows):
            raise BadMap(
                "two arrows of the map lead from one concept to one other; put their evidence into one"
            )
        for arrow in self.arrows:
            for end in (arrow.cause, arrow.effect):
                if end not in self.by_id:
                    raise BadMap(f"an arrow leads to {end!r}, which is no concept of the map; add it first")
            if not -1 <= arrow.weight <= 1:
                raise BadMap(f"the weight {arrow.weight} is out of range; give one from -1 to 1")

    @cached_property
    def by_id(self) -> Mapping[str, Concept]:
        """The concepts by their ids."""
        return {c.id: c for c in self.concepts}

    @cached_property
    def by_key(self) -> Mapping[tuple[str, str, ArrowKind], Arrow]:
        """The arrows by cause, effect and kind."""
        return {a.key: a for a in self.arrows}

    def concept(self, id: str) -> Concept:
        """The concept with that id. Raises :class:`~onrecord.mapping.errors.NotInMap`."""
        if found := self.by_id.get(id):
            return found
        raise NotInMap(f"the map has no concept {id!r}; look its id up among the map's concepts")

    def arrow(self, cause: str, effect: str, kind: ArrowKind = "cause") -> Arrow:
        """The arrow between two concepts. Raises :class:`~onrecord.mapping.errors.NotInMap`."""
        if found := self.by_key.get((cause, effect, kind)):
            return found
        raise NotInMap(f"the map has no arrow from {cause!r} to {effect!r}; add the link first")

    def named(self, label: str) -> Concept:
        """The concept with that label, whatever its case. Raises :class:`~onrecord.mapping.errors.NotInMap`."""
        sought = " ".join(label.casefold().split())
        found = [c for c in self.concepts if " ".join(c.label.casefold().split()) == sought]
        if len(found) == 1:
            return found[0]
        if found:
            raise NotInMap(
                f"{len(found)} concepts are called {label!r}; name one by its id: {found[0].id}, …"
            )
        raise NotInMap(f"the map has no concept called {label!r}; look it up among the map's concepts")


def _check_confidence(confidence: float) -> None:
    if not (math.isfinite(confidence) and 0 <= confidence <= 1):
        raise BadMap(f"the confidence {confidence} is no probability; give one from 0 to 1")
