"""The judge of voices within voices: the statements that are reported inside the contents of others."""

from collections.abc import Iterable, Mapping, Sequence

from onrecord.evaluation.attributions import Cases
from onrecord.evaluation.files import Attribution, Voice
from onrecord.evaluation.scores import Parts, Places, Score, pair


def nested(cases: Cases, voices: Mapping[str, Sequence[Voice]]) -> Score:
    """Score the statements found within others against ``voices``, the gold ones by article id.

    Pairs are made as :func:`~onrecord.evaluation.scores.pair` says, in characters, where the sources
    overlap or either is empty: inside a quotation who speaks is often understood. A speaker's own attitude
    ("I think", "we want") is no second voice, yet no mistake to find: it counts neither way, nor does
    what pairs with it. Articles that ``voices`` lacks are left out.
    """
    total = Score()
    for article, found in cases:
        if article.id not in voices:
            continue
        gold = voices[article.id]
        predicted = [f for f in found if f.within is not None]
        pairs = pair(parts(gold), parts(predicted), may_be_same)
        own = sum(gold[i].own for i, _ in pairs)
        total += Score(len(pairs) - own, len(predicted) - own, sum(not v.own for v in gold))
    return total


def parts(attributions: Iterable[Attribution]) -> list[Parts]:
    """``attributions`` as sets of characters."""
    return [
        Parts(
            source=frozenset(c for start, end in a.source for c in range(start, end)),
            content=frozenset(c for start, end in a.content for c in range(start, end)),
        )
        for a in attributions
    ]


def may_be_same(gold: Places, predicted: Places) -> bool:
    """Whether two sources overlap, or either is empty."""
    return bool(gold & predicted) or not gold or not predicted
