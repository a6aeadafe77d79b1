"""Contents → causes, effects, conditions and aims: what is said to bring about what, and who wants what.

Two ways of finding go together. Rules (:mod:`onrecord.reading.causes`, :mod:`onrecord.reading.aims`) read words that
say so plainly, and tell kinds and signs; each stretch of words of one voice is read for itself. The network for links
(:mod:`onrecord.reading.relations`) finds causes and effects however they are put, and knows neither kind nor sign: its
signal tells. Where both find a link between the same words, the network says where a plain cause and its effect begin
and end, the rule all else.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.reading import aims, causes
from onrecord.reading.aims import Wish
from onrecord.reading.attribution import Found
from onrecord.reading.causes import Tie
from onrecord.reading.clauses import VERB, Clauses, Parsed
from onrecord.reading.record import LinkKind, Sign
from onrecord.reading.relations import Relation
from onrecord.reading.signals import ENGLISH
from onrecord.reading.stretches import Stretches
from onrecord.reading.tokens import Tokens
from onrecord.reading.words import Words, WordScores

_LEARNT = ENGLISH["learnt"]
_PURPOSE, _MINUS, _ZERO = (frozenset(_LEARNT[k]) for k in ("purpose", "minus", "zero"))
_WEAK, _NEVER, _TAKES_TO = (frozenset(_LEARNT[k]) for k in ("weak", "never", "takes_to"))
_WEAKENED: float = _LEARNT["weakened"]


def find(
    tokens: Tokens, words: WordScores, found: Sequence[Found], relations: Sequence[Relation] = ()
) -> tuple[list[Tie], list[Wish]]:
    """The links and aims of a text, each in the order of its words; ``relations``: what the network for links found."""
    stretches = Stretches(tokens, found)
    text = Parsed(tokens, [words.settings.parts[i] for i in words.part.tolist()])
    ties, wishes = _by_rule(text, stretches)
    learnt = filter(None, (_tie(text, r, stretches) for r in relations))
    ties = [*_together(tokens, ties, list(learnt))]
    ties.sort(key=lambda t: (min(t.cause, t.effect), t.cause, t.effect))
    wishes.sort(key=lambda w: (w.actor, w.state))
    return ties, wishes


def _by_rule(text: Parsed, stretches: Stretches) -> tuple[list[Tie], list[Wish]]:
    ties: list[Tie] = []
    wishes: list[Wish] = []
    before: Clauses | None = None
    wanted: list[Wish] = []
    for first, last in stretches:
        here = Clauses(text, first, last)
        new = list(aims.find(here, stretches))
        ties += causes.find(here, before, [*wanted, *new], stretches)
        wishes += new
        before, wanted = here, new
    return ties, wishes


def _tie(text: Parsed, relation: Relation, stretches: Stretches) -> Tie | None:
    """A relation as a link, with the kind and the sign that its signal gives it; none where that says something else."""
    cause, effect, signal = relation.cause, relation.effect, relation.signal
    said = " ".join(text.lower[slice(*signal)]) if signal else ""
    if said in _NEVER or text.names_nothing(cause) or text.names_nothing(effect):
        return None
    kind: LinkKind = "cause"
    sign: Sign = "−" if said in _MINUS else "0" if said in _ZERO else "+"
    if said in _PURPOSE:
        # The network has what something is done for as its cause.
        kind, cause, effect = "purpose", effect, cause
        verb = next((k for k in reversed(range(*cause)) if text.pos[k] in VERB), None)
        if verb is not None and text.lower[verb] in _TAKES_TO and cause[1] <= effect[0]:
            return None
    opens = signal and (
        not signal[0] or text.tokens.sentence[signal[0] - 1] < text.tokens.sentence[signal[0]]
    )
    confidence = relation.confidence * (_WEAKENED if opens and said in _WEAK else 1)
    return Tie(stretches.whose(cause, effect), cause, effect, sign, signal, kind, confidence)


def _together(tokens: Tokens, by_rule: Sequence[Tie], learnt: Sequence[Tie]) -> Iterator[Tie]:
    """All links, each once."""
    near: defaultdict[int, list[Tie]] = defaultdict(list)
    for tie in by_rule:
        for sentence in {int(tokens.sentence[end[0]]) for end in (tie.cause, tie.effect)}:
            near[sentence].append(tie)
    better: dict[Tie, Tie] = {}
    for tie in learnt:
        same = [t for t in near[int(tokens.sentence[tie.cause[0]])] if _alike(t, tie)]
        if not same:
            yield tie
        for rule in same:
            # What is prevented or hurt, the network gives with the verb, which the sign already says.
            if rule.kind == tie.kind == "cause" and rule.sign == "+" and _straight(rule, tie):
                better[rule] = replace(rule, cause=tie.cause, effect=tie.effect)
    for tie in by_rule:
        yield better.get(tie, tie)


def _alike(one: Tie, other: Tie) -> bool:
    """Whether two links have the same signal, or are between the same words, in whichever direction."""
    if one.signal and other.signal and _overlap(one.signal, other.signal):
        return True
    crossed = _overlap(one.cause, other.effect) and _overlap(one.effect, other.cause)
    return crossed or _straight(one, other)


def _straight(one: Tie, other: Tie) -> bool:
    return _overlap(one.cause, other.cause) and _overlap(one.effect, other.effect)


def _overlap(one: Words, other: Words) -> bool:
    return one[0] < other[1] and other[0] < one[1]
