"""Who is who across documents, by what each says of its speakers: name, roles, and the company that they are in.

Rules, not learnt, so that each decision can be explained. A *row* is a name as documents give it; which rows are
one person's is a function of a *block* of them, those that a surname or acronym leads to, whatever the order that
they came in. Known as record linkage by blocking (Christen, *Data Matching*, 2012).
"""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from onrecord.ledger.words import folded
from onrecord.reading.names import (
    Name,
    first_names,
    initials,
    parse,
    same_organisation,
    same_person,
    spelling,
)
from onrecord.reading.phrases import ENGLISH

if TYPE_CHECKING:
    from onrecord.ledger.roster import Likeness
    from onrecord.reading import Reading

_OWN = tomllib.loads(files("onrecord.ledger").joinpath("people.toml").read_text("utf-8"))
ARTICLES = frozenset(_OWN["roles"]["articles"])
_SMALL = frozenset(_OWN["roles"]["small"])
_SAME: dict[str, str] = {**ENGLISH["titles"]["long"], **_OWN["roles"]["same"]}
_LAST_WORDS = frozenset(ENGLISH["nouns"]["by_last_word"])
_WORD = re.compile(r"[^\W_]{2,}")

#: How many words of roles, and how much company, are kept of one row: those that most documents have.
MOST = 200
#: How many times as much as any other bearer of a short name one must share with a document to be meant there.
CLEARLY = 2.0


class Profile(msgspec.Struct, omit_defaults=True):
    """What documents tell of one row: in how many it is, and how many of them have what.

    ``roles``: words of its roles. ``company``: who and which places are in the same documents. ``gender``: "he" and
    "she", by its titles.
    """

    documents: int = 0
    roles: dict[str, int] = {}
    company: dict[str, int] = {}
    gender: dict[str, int] = {}

    def add(self, other: "Profile") -> None:
        """Take over what more documents tell."""
        self._change(other, 1)

    def take(self, other: "Profile") -> None:
        """Forget what some documents told."""
        self._change(other, -1)

    def _change(self, other: "Profile", sign: int) -> None:
        self.documents = max(0, self.documents + sign * other.documents)
        for name in ("roles", "company", "gender"):
            counts = dict(getattr(self, name))
            for trait, n in getattr(other, name).items():
                counts[trait] = counts.get(trait, 0) + sign * n
            kept = [(trait, n) for trait, n in counts.items() if n > 0]
            if len(kept) > MOST:
                kept = sorted(kept, key=lambda x: (-x[1], x[0]))[:MOST]
            setattr(self, name, dict(kept))

    def packed(self) -> str:
        """As it is stored."""
        return msgspec.json.encode(self).decode()


def unpacked_profile(stored: str | None) -> Profile:
    """The profile that was stored, or an empty one."""
    return msgspec.json.decode(stored, type=Profile) if stored else Profile()


@dataclass(slots=True)
class Row:
    """A name that documents give, as one of a block.

    ``person``: the row that stands for the person whom it is one of. ``said``: whose person people say that it is, 0
    where they say that it is nobody else's; ``None``: they say nothing.
    """

    id: int
    name: Name
    profile: Profile
    person: int
    said: int | None = None

    @property
    def gender(self) -> str | None:
        """What titles say, else what the first name lets expect."""
        told = self.profile.gender
        if told:
            return max(sorted(told), key=lambda x: told[x])
        return first_names().get(self.name.key[0]) if full(self.name) else None


def named(kind: str, name: str) -> Name | None:
    """The name of a speaker who has one; ``None`` for all others."""
    if kind not in ("person", "organisation"):
        return None
    plain = name.replace("’", "'")
    return parse(plain, (0, 1), "person" if kind == "person" else "organisation")


def short(name: Name) -> bool:
    """Whether it is a surname, first name or acronym alone."""
    return len(name.key) == 1


def full(name: Name) -> bool:
    """Whether it has a first name and a surname, or is all of an organisation's."""
    return len(name.key) > 1 and (name.kind != "person" or len(name.key[0]) > 1)


def exact(name: Name) -> str:
    """The handle that the same name has, and no other."""
    return f"{name.kind[0]}={' '.join((*name.key, name.suffix)).strip()}"


def handles(name: Name) -> list[str]:
    """By what a row with that name is found again: the name, its surname or acronyms."""
    letter = name.kind[0]
    if short(name):
        return [f"{letter}?{_bare(name.key[0])}"]
    if name.kind == "person":
        return [exact(name), f"{letter}~{_bare(name.key[-1])}"]
    acronyms = {word for word in initials(name.key) if len(word) > 1}
    return [exact(name), *sorted(f"{letter}~{word}" for word in acronyms | ({name.key[-1]} & _LAST_WORDS))]


def sought(name: Name) -> list[str]:
    """The handles of all whom a document may mean by that name, and of those who may be meant by short ones of it."""
    letter = name.kind[0]
    if short(name):
        word = _bare(name.key[0])
        return [f"{letter}~{word}", f"{letter}?{word}"]
    own = handles(name)
    return [*own, *(f"{letter}?{handle[2:]}" for handle in own[1:])]


def _bare(word: str) -> str:
    return spelling(word.replace(".", "")) if len(word) > 3 else word.replace(".", "")


def profiles(reading: "Reading") -> dict[str, Profile]:
    """What a reading tells of each of its speakers who have names, by their ids in it."""
    names = {s.id: name for s in reading.speakers if (name := named(s.kind, s.name))}
    with_whom = {id: _company(name) for id, name in names.items()}
    there = {folded(place.name) for place in reading.places if place.kind != "country"}
    out = {}
    for speaker in reading.speakers:
        if speaker.id not in names:
            continue
        company = {*with_whom.values(), *there} - {with_whom[speaker.id]}
        titles = (parse(alias, (0, 1), "person") for alias in speaker.aliases if speaker.kind == "person")
        gender = {name.gender for name in (names[speaker.id], *titles) if name and name.gender}
        out[speaker.id] = Profile(
            1,
            dict.fromkeys(sorted(role_words(role.text for role in speaker.roles)), 1),
            dict.fromkeys(sorted(company), 1),
            dict.fromkeys(sorted(gender), 1),
        )
    return out


def role_words(roles: Iterable[str]) -> set[str]:
    """What roles are made of: their words without the small ones, each office by one name."""
    words = (word for role in roles for word in _WORD.findall(folded(role)))
    return {_SAME.get(word, word) for word in words} - _SMALL


def _company(name: Name) -> str:
    """What somebody counts as in others' company: the surname, which variants of a name share."""
    return _bare(name.key[-1]) if name.kind == "person" else " ".join(name.key)


def apart(one: Profile, other: Profile) -> bool:
    """Whether two must be two people, though they have one name: of different titles, or other roles in other company.

    Of 1,246 articles with a full name that others have, 2.4 % are so from another one, 0.8 % from all others together;
    of those about somebody else in other places, 64 %.
    """
    if one.gender and other.gender and one.gender.keys().isdisjoint(other.gender):
        return True
    if not (one.roles and other.roles and one.company and other.company):
        return False
    return one.roles.keys().isdisjoint(other.roles) and one.company.keys().isdisjoint(other.company)


def shared(one: Profile, other: Profile) -> int:
    """How much two have in common: words of their roles, and company."""
    return len(one.roles.keys() & other.roles.keys()) + len(one.company.keys() & other.company.keys())


def same(name: Name, profile: Profile, rows: Sequence[Row]) -> Row | None:
    """Whose a name in full is: of the ``rows`` with the same one, that which is most like it, if any can be."""
    able = [row for row in rows if row.name.suffix == name.suffix and not apart(row.profile, profile)]
    return max(able, key=lambda row: (shared(row.profile, profile), -row.id), default=None)


def joined(rows: Sequence[Row]) -> dict[int, int]:
    """Which of a block's rows are another's person, whose id it gives: variants of a name, and short names.

    Full names are one person's where each agrees with each, and nothing keeps them apart; one with an initial, or
    short, is its only bearer's, or his with whom it has clearly most in common, a short one never without that.
    """
    block = _Block()
    order = sorted(rows, key=lambda r: (_rank(r.name), -len(r.name.key), r.name.key, r.id))
    for row in order:
        if full(row.name):
            able = [one for one in block.people if one.agrees(row)]
            block.place(row, able[0] if len(able) == 1 else _clearest(row, able, 1))
    for row in order:
        if not full(row.name):
            block.place(row, None if row.said is not None else _meant(row, block.people))
    return {row.id: one.stands_for for one in block.people for row in one.rows if row.id != one.stands_for}


class Pair(NamedTuple):
    """Two rows that may be one person's, the fuller name first: how the names are alike, and how many bear the other."""

    one: int
    other: int
    likeness: "Likeness"
    bearers: int


def alike(rows: Sequence[Row]) -> list[Pair]:
    """The pairs of a block's persons that may be one, each once, by those of their rows that are most alike.

    Two of whom only a surname is known are there where nobody bears it in full.
    """
    by_person: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_person[row.person].append(row)
    people = [_One(sorted(some, key=lambda r: (_rank(r.name), r.id))) for some in by_person.values()]
    borne = any(not short(row.name) for row in rows)
    best: dict[frozenset[int], tuple[int, int, int, Likeness, int]] = {}
    for one, other in permutations(people, 2):
        if borne and short(one.rows[0].name):
            continue
        for a in one.rows:
            for b in other.rows:
                if 0 not in (a.said, b.said) and (likeness := _likeness(a, b)):
                    bearing = sum(1 for each in people if each is not other and each.may_be(b))
                    pair = frozenset((a.person, b.person))
                    found = (-shared(a.profile, b.profile), a.id, b.id, likeness, bearing)
                    best[pair] = min(found, best.get(pair, found))
    return [Pair(*found[1:]) for found in best.values()]


def may_be(name: Name, other: Name) -> bool:
    """Whether two names may be one somebody's, as far as names go."""
    shorter, longer = sorted((name, other), key=_rank, reverse=True)
    if name.kind != other.kind:
        return False
    if name.kind != "person":
        return same_organisation(longer.key, shorter.key)
    if short(shorter):
        return _bare(longer.key[-1]) == _bare(shorter.key[0])
    return same_person(longer.key, shorter.key)


def in_common(one: Profile, other: Profile) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What words of roles two have in common, and whose company and which places, most first."""
    both = []
    for mine, theirs in ((one.roles, other.roles), (one.company, other.company)):
        words = sorted(mine.keys() & theirs.keys(), key=lambda word: (-mine[word] * theirs[word], word))
        both.append(tuple(words))
    return both[0], both[1]


def _likeness(one: Row, other: Row) -> "Likeness | None":
    """How one's name is like the other's, which is the shorter, if they may be one."""
    a, b = one.name, other.name
    if a.kind != b.kind or (one.gender and other.gender and one.gender != other.gender):
        return None
    if short(b):
        if not _bears(one, other) or (short(a) and one.id > other.id):
            return None
        return "surname" if a.kind == "person" else "acronym"
    if short(a) or _rank(a) > _rank(b):
        return None
    if exact(a) == exact(b):
        return "same name" if one.id < other.id else None
    if full(b):
        return "spelling" if _agree(one, other) and (-len(a.key), one.id) < (-len(b.key), other.id) else None
    return "initial" if _bears(one, other) else None


@dataclass(slots=True)
class _One:
    """Rows that are one person's, the fullest first."""

    rows: list[Row]

    @property
    def stands_for(self) -> int:
        rank = min(_rank(row.name) for row in self.rows)
        return min(row.id for row in self.rows if _rank(row.name) == rank)

    def agrees(self, row: Row) -> bool:
        """Whether a full name is this one's."""
        if row.said is not None or any(other.said == 0 for other in self.rows):
            return False
        if not all(_agree(other, row) for other in self.rows):
            return False
        return not apart(self.profile, row.profile)

    @property
    def profile(self) -> Profile:
        """What is told of all rows together, but for how often."""
        return Profile(
            sum(row.profile.documents for row in self.rows),
            *(
                {trait: 1 for row in self.rows for trait in getattr(row.profile, name)}
                for name in ("roles", "company", "gender")
            ),
        )

    def may_be(self, row: Row) -> bool:
        """Whether this one may be meant by a short name, or one with an initial."""
        return any(_bears(other, row) for other in self.rows)


@dataclass(slots=True)
class _Block:
    people: list[_One] = field(default_factory=list)

    def place(self, row: Row, one: _One | None) -> None:
        if one:
            one.rows.append(row)
        else:
            self.people.append(_One([row]))


def _meant(row: Row, people: Sequence[_One]) -> _One | None:
    """Who is meant by a short name or one with an initial: a bearer, else another of whom only that is known."""
    able = [one for one in people if one.may_be(row)]
    bearing = [one for one in able if not short(one.rows[0].name)]
    if not short(row.name):
        return _clearest(row, bearing, 0)
    return _clearest(row, bearing, 1) or (
        None if _some(row, bearing) else _clearest(row, [one for one in able if one not in bearing], 1)
    )


def _some(row: Row, people: Iterable[_One]) -> bool:
    return any(shared(row.profile, other.profile) for one in people for other in one.rows)


def _rank(name: Name) -> int:
    return 0 if full(name) else 2 if short(name) else 1


def _agree(one: Row, other: Row) -> bool:
    """Whether two names in full are spellings of one, a middle name or nickname aside."""
    a, b = one.name, other.name
    if a.kind != b.kind or (a.suffix and b.suffix and a.suffix != b.suffix):
        return False
    if one.gender and other.gender and one.gender != other.gender:
        return False
    return same_person(a.key, b.key) if a.kind == "person" else a.key == b.key


def _bears(one: Row, row: Row) -> bool:
    """Whether somebody may be called by the short name, or the one with an initial, of ``row``."""
    a, b = one.name, row.name
    if _rank(a) > _rank(b):
        return False
    if one.gender and row.gender and one.gender != row.gender:
        return False
    return may_be(a, b)


def _clearest(row: Row, able: Sequence[_One], least: float) -> _One | None:
    """Of those who may be meant, the one with clearly most in common; ``least``: with so much at least."""
    by_person: dict[int, list[_One]] = defaultdict(list)
    for one in able:
        by_person[one.rows[0].person].append(one)
    if not by_person:
        return None
    people = {id: _One([r for one in some for r in one.rows]) for id, some in by_person.items()}
    weights = _weights(row, people.values())
    scores = sorted(((_score(row, one, weights), -id) for id, one in people.items()), reverse=True)
    best, id = scores[0]
    if best < least or (len(scores) > 1 and best < CLEARLY * max(scores[1][0], 1)):
        return None
    return by_person[-id][0]


def _weights(row: Row, people: Collection[_One]) -> dict[str, float]:
    """How much each thing that a row has tells: the less, the more of those who may be meant have it."""
    counts = Counter(
        trait
        for one in people
        for trait in {t for r in one.rows for t in (*r.profile.company, *r.profile.roles)}
    )
    mine = (*row.profile.company, *row.profile.roles)
    return {trait: 1 / counts[trait] for trait in mine if counts[trait]}


def _score(row: Row, one: _One, weights: dict[str, float]) -> float:
    has = {trait for r in one.rows for trait in (*r.profile.company, *r.profile.roles)}
    return sum(weight for trait, weight in weights.items() if trait in has)
