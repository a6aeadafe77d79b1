"""The judge of attributions: sources, cues and contents, against PolNeAR's.

The corpus is of E. Newell, D. Margolin and D. Ruths, "An Attribution Relations Corpus for Political
News", LREC 2018. Its annotation is flat, the outermost voice only, so what was found within another
statement is left out here; :mod:`onrecord.evaluation.nested` judges that.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.evaluation.files import Article, Attribution, Found, Spans
from onrecord.evaluation.scores import Parts, Places, Score, pair

#: Articles, each with what was found in it.
Cases = Iterable[tuple[Article, Sequence[Found]]]

#: Content words that make an attribution a statement: what a reader would call one.
STATEMENT = 5

# Word characters, also joined by an apostrophe or a full stop ("don’t", "U.S"). Punctuation is no word,
# so whether a span takes in its quotation marks makes no difference.
_WORD = re.compile(r"\w+(?:[’'.]\w+)*")


class Words:
    """The words of a text, to turn spans of characters into sets of words."""

    def __init__(self, text: str) -> None:
        found = [word.span() for word in _WORD.finditer(text)]
        self._starts = [start for start, _ in found]
        self._ends = [end for _, end in found]

    def inside(self, spans: Spans) -> Places:
        """The numbers of the words that lie, at least in part, inside ``spans``."""
        return frozenset(
            word
            for start, end in spans
            for word in range(bisect_right(self._ends, start), bisect_left(self._starts, end))
        )


@dataclass(frozen=True, slots=True)
class Roles(Parts):
    """An attribution's three roles as sets of words."""

    cue: Places


def roles(words: Words, attributions: Iterable[Attribution]) -> list[Roles]:
    """``attributions`` as sets of ``words``, without those whose content holds no word."""
    every = (
        Roles(source=words.inside(a.source), content=words.inside(a.content), cue=words.inside(a.cue))
        for a in attributions
    )
    return [a for a in every if a.content]


def same_source(gold: Places, predicted: Places) -> bool:
    """Whether two sources share a word, or both are empty."""
    return bool(gold & predicted) or not (gold or predicted)


def attributions(cases: Cases) -> dict[str, Score]:
    """Score what was found in articles against their gold attributions; out come figures by name.

    ``source tokens``, ``cue tokens``, ``content tokens``: words that have the role anywhere in the
    article. ``source exact``, ``cue exact``, ``content exact``: whole roles of one attribution, equal
    word for word. ``attribution``: attributions, paired one to one as
    :func:`~onrecord.evaluation.scores.pair` says, where their sources share a word or neither has one.
    ``statement``: the same among those whose content has :data:`STATEMENT` words or more.
    """
    scores: dict[str, Score] = {}
    for article, found in cases:
        for name, score in _article(article, found).items():
            scores[name] = scores.get(name, Score()) + score
    return scores


def _article(article: Article, found: Sequence[Found]) -> dict[str, Score]:
    words = Words(article.text)
    gold = roles(words, article.attributions)
    predicted = roles(words, (f for f in found if f.within is None))
    scores = {}
    for role in ("source", "cue", "content"):
        there = [getattr(a, role) for a in gold]
        seen = [getattr(a, role) for a in predicted]
        scores[f"{role} tokens"] = _shared(frozenset().union(*there), frozenset().union(*seen))
        scores[f"{role} exact"] = _shared(frozenset(filter(None, there)), frozenset(filter(None, seen)))
    scores["attribution"] = _paired(gold, predicted)
    scores["statement"] = _paired(
        [a for a in gold if len(a.content) >= STATEMENT],
        [a for a in predicted if len(a.content) >= STATEMENT],
    )
    return scores


def _shared(gold: frozenset[object], predicted: frozenset[object]) -> Score:
    return Score(len(gold & predicted), len(predicted), len(gold))


def _paired(gold: Sequence[Roles], predicted: Sequence[Roles]) -> Score:
    return Score(len(pair(gold, predicted, same_source)), len(predicted), len(gold))
