"""Whom and what somebody means: a concept by its label, by what it is called where it was said, or by what that names;
a speaker by part of the name."""

import difflib
from collections import Counter

from onrecord.mapping.errors import NotInMap
from onrecord.mapping.phrase import Direction, Names, Phrase, parse
from onrecord.mapping.records import Concept, Map

#: How many labels are offered where none fits.
OFFERED = 3


def look_up(map: Map, words: str) -> tuple[Concept, Direction]:
    """The concept of ``map`` that ``words`` name, and -1 where they name its other side ("loss of the town").

    ``words``: its id, its label or what it is called anywhere, in whatever case, or other words that would be one
    concept with these. Raises :class:`~onrecord.mapping.errors.NotInMap` where they name none, with the nearest labels,
    or several.
    """
    if concept := map.by_id.get(words):
        return concept, 1
    sought = _folded(words)
    for concept in map.concepts:
        if _folded(concept.label) == sought:
            return concept, 1
    names = Names([words, *(m.span.text for c in map.concepts for m in c.mentions)])
    meant = parse(words, names)
    found: list[tuple[Concept, Direction]] = []
    for concept in map.concepts:
        for mention in concept.mentions:
            phrase = parse(mention.span.text, names)
            if _folded(mention.span.text) == sought:
                return concept, mention.direction
            if _same(phrase, meant):
                found.append((concept, 1 if phrase.direction * meant.direction == mention.direction else -1))
                break
    if len(found) == 1:
        return found[0]
    if found:
        several = "; ".join(f"“{concept.label}”" for concept, _ in found[:OFFERED])
        raise NotInMap(f"“{words}” may be any of {len(found)} concepts: {several}; give one's whole label")
    raise NotInMap(_nearest(map, words))


def _same(one: Phrase, other: Phrase) -> bool:
    """Whether two phrases may name one thing: whose and where it is may be left unsaid."""
    sides = ((one.whose, other.whose), (one.where, other.where))
    return one.core == other.core and not any(a and b and a.isdisjoint(b) for a, b in sides)


def _nearest(map: Map, words: str) -> str:
    labels = {_folded(c.label): c.label for c in map.concepts}
    sought = set(_folded(words).split())

    def likeness(folded: str) -> tuple[int, float]:
        return len(sought & set(folded.split())), difflib.SequenceMatcher(
            None, _folded(words), folded
        ).ratio()

    near = sorted(labels, key=lambda folded: (*(-x for x in likeness(folded)), folded))[:OFFERED]
    if not near:
        return f"the map has no concept “{words}”, nor any other; give more articles"
    offered = "; ".join(f"“{labels[folded]}”" for folded in near)
    return f"the map has no concept “{words}”; the nearest are {offered}"


def _folded(words: str) -> str:
    return " ".join(words.casefold().split())


def voice_called(map: Map, words: str) -> str:
    """The one voice of ``map`` that has ``words`` in its name, or as its name, in whatever case.

    Raises :class:`~onrecord.mapping.errors.NotInMap` where there is none, or several.
    """
    found = voices_called(map, words)
    if same := [voice for voice in found if _folded(voice) == _folded(words)]:
        return same[0]
    if len(found) > 1:
        raise NotInMap(
            f"“{words}” may be any of {len(found)}: {'; '.join(found[:OFFERED])}; give a whole name"
        )
    return found[0]


def voices_called(map: Map, words: str) -> list[str]:
    """The voices of ``map`` that have ``words`` in their names, in whatever case, those with the most to say first.

    Raises :class:`~onrecord.mapping.errors.NotInMap` where there is none.
    """
    heard = Counter(e.voice for a in map.arrows for e in a.evidence)
    voices = [voice for voice, _ in heard.most_common()]
    if found := [voice for voice in voices if _folded(words) in _folded(voice)]:
        return found
    if not voices:
        raise NotInMap(
            f"nobody called “{words}” says what leads to what, nor does anybody else; give more articles"
        )
    several = "; ".join(voices[:OFFERED])
    raise NotInMap(f"nobody called “{words}” says what leads to what; those who say the most are {several}")
