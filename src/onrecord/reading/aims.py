"""Who wants what, by rule: "wants to capture the town", "is determined to stay"."""

from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.reading.clauses import FINITE, NAMING, VERB, Clauses
from onrecord.reading.record import Sign
from onrecord.reading.signals import ENGLISH, signals
from onrecord.reading.stretches import Stretches
from onrecord.reading.words import Words

_AIMS = ENGLISH["aims"]
_WANTING, _ACTORLESS, _STATELESS = (frozenset(_AIMS[k]) for k in ("adjectives", "actorless", "stateless"))
_ONLY_OTHERS, _FOR_ITSELF = tuple(_AIMS["only_others"]), tuple(_AIMS["for_itself"])
_NO_AIM = [tuple(words.split()) for words in _AIMS["not_before"]]
_SURE: float = ENGLISH["confidence"]["aim"]
_RULES = frozenset(("want", "determined"))


@dataclass(frozen=True, slots=True)
class Wish:
    """An aim in words: who wants what; of which statement (an index; ``None``: the article's own)."""

    statement: int | None
    actor: Words
    state: Words
    sign: Sign
    signal: Words
    confidence: float


def find(clauses: Clauses, stretches: Stretches) -> Iterator[Wish]:
    """The aims of one stretch, in the order of their signals."""
    i = clauses.first
    while i < clauses.last:
        step = 1
        for end, signal in signals(clauses.lower, i, clauses.last, _RULES):
            read = _want if signal.rule == "want" else _determined
            if wishes := list(read(clauses, stretches, i, end)):
                yield from wishes
                step = end - i
                break
        i += step


def _want(c: Clauses, stretches: Stretches, i: int, end: int) -> Iterator[Wish]:
    """ACTOR wants STATE."""
    if c.pos[i] not in VERB or c.pos[i] == "VBN":
        return
    if c.lower[i].startswith(_ONLY_OTHERS) and c.pos[i] not in ("VBZ", "VBD"):
        return
    start, negated = c.group(i)
    # "wants the army to leave": whom it is wanted of stands between. "wants the town": what is wanted is named.
    for_itself = c.lower[i].startswith(_FOR_ITSELF)
    to = next((k for k in range(end, min(end + 5, c.last)) if c.pos[k] == "TO"), None)
    if to is not None and any(c.pos[k] in FINITE for k in range(end, to)):
        return
    if to == end:
        state, verb = c.clause(end + 1), end + 1
    elif for_itself and to is not None:
        state, verb = c.clause(end), to + 1
    elif for_itself and c.pos[end : end + 1] and c.pos[end] in NAMING:
        state, verb = c.clause(end), end
    else:
        return
    yield from _wishes(c, stretches, c.subject(start), (i, end), state, verb, negated)


def _determined(c: Clauses, stretches: Stretches, i: int, end: int) -> Iterator[Wish]:
    """ACTOR is determined to STATE."""
    start, negated = c.group(i)
    negated_after, at = c.past_adverbs(end)
    if at + 1 < c.last and c.lower[at] in _WANTING and c.lower[at + 1] == "to":
        state = c.clause(at + 2)
        negated |= negated_after
        yield from _wishes(c, stretches, c.subject(start), (i, at + 1), state, at + 2, negated)


def _wishes(
    c: Clauses, stretches: Stretches, actor: Words, cue: Words, state: Words, verb: int, negated: bool
) -> Iterator[Wish]:
    """The aims of one signal; ``verb``: where the wanted state's own verb stands."""
    if any(tuple(c.lower[verb : verb + len(words)]) == words for words in _NO_AIM):
        return
    actor, state = c.bare(actor), c.bare(state)
    if (
        actor[0] >= actor[1]
        or c.lower[actor[0]] in _ACTORLESS
        or state[1] <= verb
        or (state[1] == verb + 1 and c.lower[verb] in _STATELESS)
    ):
        return
    sign: Sign = "−" if negated else "+"
    yield Wish(stretches.whose(actor, state), actor, state, sign, cue, _SURE)
    and_so = state[1] + 1
    while c.pos[and_so : and_so + 1] == ["RB"]:
        and_so += 1
    if (
        c.lower[state[1] : state[1] + 1] == ["and"]
        and and_so < c.last
        and c.pos[and_so] in FINITE
        and c.is_said(state)
    ):
        # "to show that he holds the town and is close to his goals"
        state = c.clause(state[1] + 1)
        yield Wish(stretches.whose(actor, state), actor, state, sign, cue, _SURE)
