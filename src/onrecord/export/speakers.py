"""Which statements are the same speaker's, as far as the source words alone say so.

Two sources are one speaker where they share a last name ("Ines Korda", "Mayor Korda") or all their words
("the council"). Nobody is guessed at: a pronoun is no speaker, and where an article has an Ines and an
Anton Korda, a bare "Korda" is neither of them.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from onrecord.export.writer import joined

if TYPE_CHECKING:
    from onrecord.reading import Reading

_WORD = re.compile(r"[^\W_]+(?:[-.'’][^\W_]+)*")
# A name set off by a comma: "Ines Korda, the mayor of Veld" is Korda, not Veld.
_NAME_FIRST = re.compile(r"\s*((?:[^\W\d_][\w.'’-]*\s+)*[^\W\d_][\w.'’-]*)\s*[,(–—]")
_POSSESSIVE = re.compile(r"['’]s$")
_AROUND = " \t\r\n,;:.–—-"


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PREPOSITIONS = _set("of for from in at on to with by")
_CONJUNCTIONS = _set("and or nor")
_PARTICLES = _set("al bin da de del della den der di dos du el ibn la le ten ter van von zu")
_ARTICLES = _set("the a an")
_PRONOUNS = _set(
    """i me my he him his she her hers it its we us our they them their you your who whom whose which that
    this these those one himself herself itself themselves"""
)
_TITLES = _set(
    """admiral ambassador archbishop bishop brigadier cardinal chairman chairwoman chancellor colonel
    commissioner congressman congresswoman councillor dr father general gov governor judge justice king
    lady lieutenant lord madam major mayor minister officer pope premier president prince princess prof
    professor queen rabbi rep representative rev reverend secretary sen senator sergeant sheriff sir sister
    spokesman spokesperson spokeswoman"""
)
_COURTESY = {"mr": "mr", "mrs": "ms", "ms": "ms", "miss": "ms"}


class Speakers:
    """The speakers of one reading, numbered from 0 in the order in which they first speak."""

    def __init__(self, reading: "Reading") -> None:
        sources = {s.id: joined(s.source) for s in reading.statements}
        names = {sid: _name(source) for sid, source in sources.items()}
        people = _people(name for name in names.values() if name)
        keys = {sid: people[name] if (name := names[sid]) else _description(sources[sid]) for sid in sources}
        numbers = {key: n for n, key in enumerate(dict.fromkeys(filter(None, keys.values())))}
        self._of = {sid: numbers[key] if key else None for sid, key in keys.items()}
        called: list[list[tuple[bool, bool, int, str]]] = [[] for _ in numbers]
        for sid, number in self._of.items():
            if number is not None:
                called[number].append(_preference(names[sid], sources[sid]))
        #: How many statements each has.
        self.statements = [len(c) for c in called]
        #: What to call each: its shortest name, with the given name where one is told, else its words.
        self.names = [min(c)[-1] for c in called]
        #: Their numbers, the one with the most statements first.
        self.ranking = sorted(range(len(called)), key=lambda n: -self.statements[n])
        self._ranks = {number: rank for rank, number in enumerate(self.ranking)}

    def __len__(self) -> int:
        return len(self.names)

    def of(self, statement_id: str) -> int | None:
        """The number of a statement's speaker; ``None`` for a pronoun or where no source is named."""
        return self._of[statement_id]

    def rank(self, statement_id: str) -> int | None:
        """Where in the ranking a statement's speaker is: who says most is told apart first, by colour."""
        number = self._of[statement_id]
        return None if number is None else self._ranks[number]


class _Name(NamedTuple):
    words: str  # as the source has it, title and all
    last: str
    given: frozenset[str]  # the other words of the name, without titles and initials


class _Key(NamedTuple):
    """What tells a speaker from all others: a last name and all that goes before it, or a description."""

    words: str
    given: frozenset[str] = frozenset()


def _name(source: str) -> _Name | None:
    """The name that a source ends in, or that a comma sets off; ``None`` where it only describes."""
    first = _NAME_FIRST.match(source)
    if first and all(word[0].isupper() or word.endswith(".") for word in first[1].split()):
        source = first[1]
    words = list(_WORD.finditer(source))
    folded = [_POSSESSIVE.sub("", word[0].casefold()) for word in words]
    named = [word[0][0].isupper() or word[0] in _PARTICLES for word in words]
    end = max((i for i, word in enumerate(words, 1) if word[0][0].isupper()), default=0)
    start = end
    while start and named[start - 1] and (start == end or _adjoin(source, words, start)):
        start -= 1
    while start < end and folded[start] in _ARTICLES:
        start += 1
    if start == end or folded[end - 1] in _PRONOUNS or _describes(source, words, start, end):
        return None
    given = {_COURTESY.get(word, word) for word in folded[start : end - 1] if len(word) > 1} - _PARTICLES
    if not (start and folded[start - 1] in _ARTICLES):  # "Justice Brill", but "the Justice Department"
        given -= _TITLES
    as_given = _POSSESSIVE.sub("", source[words[start].start() : words[end - 1].end()])
    return _Name(as_given, folded[end - 1], frozenset(given))


def _adjoin(source: str, words: list[re.Match[str]], i: int) -> bool:
    """Whether nothing but white space, or an abbreviation's full stop, parts a word from the one before."""
    return source[words[i - 1].end() : words[i].start()].removeprefix(".").isspace()


def _describes(source: str, words: list[re.Match[str]], start: int, end: int) -> bool:
    """Whether a name only says more of others, or is no name, or one of several.

    "Veldish officials"; "the head of Veld"; "Parents at the school"; "Ines Korda and Tomas Reil".
    """
    goes_on = end < len(words) and _adjoin(source, words, end)
    if goes_on and (end == 1 or words[end][0] not in _PREPOSITIONS):
        return True
    before = [word[0].casefold() for word in words[max(0, start - 2) : start]]
    if before and before[-1] in _ARTICLES:
        before.pop()
    return bool(before) and before[-1] in _PREPOSITIONS | _CONJUNCTIONS


def _people(names: Iterable[_Name]) -> dict[_Name, _Key]:
    """Tell the bearers of one last name apart by their given names; a key for each person.

    Given names that share a word are one person's. A name without one is the only bearer's or, where
    there are several, nobody's in particular. "Mr." and "Ms." tell apart only where both occur.
    """
    keys: dict[_Name, _Key] = {}
    namesakes: dict[str, list[_Name]] = defaultdict(list)
    for name in dict.fromkeys(names):
        namesakes[name.last].append(name)
    for last, bearers in namesakes.items():
        courtesy = frozenset[str]().union(*(name.given for name in bearers)) & set(_COURTESY.values())
        told = {name: name.given - courtesy if len(courtesy) == 1 else name.given for name in bearers}
        people: list[frozenset[str]] = []
        for given in filter(None, told.values()):
            same = [person for person in people if person & given]
            people = [person for person in people if not person & given] + [given.union(*same)]
        for name, given in told.items():
            same = people if len(people) == 1 else [person for person in people if person & given]
            keys[name] = _Key(last, *same)
    return keys


def _preference(name: _Name | None, source: str) -> tuple[bool, bool, int, str]:
    """Of what a speaker is called in a source, the better sorts first."""
    words = name.words if name else source.strip(_AROUND)
    in_full = bool(name and name.given - _COURTESY.keys())
    return not in_full, " " not in words, len(words), words


def _description(source: str) -> _Key | None:
    """All words of a source, but for its article; ``None`` where there is none, or only a pronoun."""
    words = [word.casefold() for word in _WORD.findall(source)]
    if not words or (len(words) == 1 and words[0] in _PRONOUNS):
        return None
    return _Key(" ".join(words[1:] if words[0] in _ARTICLES and len(words) > 1 else words))
