"""What the words of a span name, in a form in which two ways of naming one thing are equal.

"The capture of Lomond", "capturing Lomond", "Lomond is taken" and "Darro captures Lomond" name one event; "the fall
in prices" and "lower prices" name prices as they fall; "the loss of the town" is "holding the town" seen from its other
side. A phrase is a *core* (the bases of the words that name), *whose* and *where* it is, which may be left unsaid, and
a *direction*: whether the span names the thing itself or its other side.

Rules, not learnt, so that it can be said why; what is English stands in ``english.toml``. Where the rules find nothing,
the words themselves are the core, so every span names something.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from threading import Lock
from typing import Any, Literal, NamedTuple

from onrecord.mapping.errors import MissingParts

#: How many words of a span are looked at.
LONGEST = 60

Direction = Literal[1, -1]

_TOKEN = re.compile(r"[^\W_]+(?:[-’'.][^\W_]+)*[’']?|[;:(]|--|—")
_one_at_a_time = Lock()  # the stemmer works in place
_STOP = frozenset(";:(") | {"--", "—"}
_NOT = re.compile(r"(?i)^(ca|wo|sha|ai|[a-z]+)n[’']t$")
_PARTICIPLE = re.compile("(?:ed|en|n)$")


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a span names.

    ``core``: the bases of the words that name it; ``names``: those of them that are names. ``whose``: who does it or
    has it; ``where``: where it is. ``direction``: 1 for the thing itself, -1 for its other side ("the loss of", "not",
    "the fall in"). ``head``: the word that says what it is; ``modifiers``: the other words of the core, as written.
    """

    core: frozenset[str]
    names: frozenset[str]
    whose: frozenset[str]
    where: frozenset[str]
    direction: Direction
    head: str
    modifiers: tuple[str, ...]


class _Token(NamedTuple):
    word: str  # as written
    low: str
    possessive: bool = False
    name: bool = False
    title: bool = False


class _Item(NamedTuple):
    """A word that names: its base, and which part of the phrase it stands in."""

    token: _Token
    base: str
    part: int  # 0: what is named itself; then one more for each preposition
    at: int
    passive: bool = False


class Names:
    """The names in many spans: which capitals are names, and which full names have a short form.

    A capital may only open a sentence, so a span's first word is a name where another span has it further inside.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._names: set[str] = set()
        full: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
        alone: set[str] = set()
        for text in texts:
            row: list[str] = []
            tokens = _tokens(text)
            for i, token in enumerate([*tokens, None]):
                if token and (
                    _acronym(token.word) or (_capital(token.word) and token.low not in _english().never_names)
                ):
                    if i or (len(tokens) > 1 and _capital(tokens[1].word)) or _acronym(token.word):
                        self._names.add(token.low)
                    row.append(token.low)
                    continue
                while row and row[0] in _english().titles:
                    del row[0]
                if len(row) > 1 and row[0] not in _english().name_parts:
                    full[row[-1]].add(tuple(row))
                elif row:
                    alone.add(row[0])
                row = []
        self._short = {next(iter(names)) for last, names in full.items() if last in alone and len(names) == 1}

    def __contains__(self, low: str) -> bool:
        return low in self._names

    def short(self, name: tuple[str, ...]) -> tuple[str, ...]:
        """``name`` without first names, where its last word stands for nobody else."""
        return name[-1:] if name in self._short else name


def parse(text: str, names: Names, speaker: str = "", document: str = "") -> Phrase:
    """What ``text`` names.

    ``names``: those of all spans that are to be compared. ``speaker`` and ``document`` say whose "our" and "his" are.
    Raises :class:`~onrecord.mapping.errors.MissingParts` where the stemmer is not installed.
    """
    e = _english()
    tokens, flips = _prepared(text, names)
    items: list[_Item] = []
    whose: set[str] = set()
    where: set[str] = set()
    part, kind, passive = 0, "main", False
    for at, token in enumerate(tokens):
        low = token.low
        if not token.name:
            if low in _STOP or low in e.cut:
                if items:
                    break
                continue
            if low in e.negations and not (low == "without" and items):
                if part == 0:
                    flips += 1
                    continue
            elif low in e.be:
                passive = True
                continue
            elif low in e.first or low in e.other:
                whose.add(f"we@{speaker}" if low in e.first else f"they@{document}")
                continue
            elif low in e.dropped:
                continue
            elif low in e.prepositions:
                if not items:
                    continue
                if kind in {"main", "part"}:
                    kind = e.prepositions[low]
                    if low == "by" and any(i.passive for i in items):
                        kind = "agent"
                    elif low == "in" and items[-1].base in e.takes_in:
                        kind = "part"
                    part += 1
                continue
        base = token.low if token.name else base_of(low)
        if kind == "when":
            continue
        if kind == "where":
            where.add(base)
        elif kind == "agent":
            whose.add(base)
        else:
            items.append(_Item(token, base, part, at, passive and bool(_participle(low))))
        passive = False
    return _phrase(_reduced(items, names), whose, where, flips, text, tokens)


@lru_cache(maxsize=100_000)
def base_of(word: str) -> str:
    """The base of a word in lower case, the same for verb and noun, singular and plural, and each tense."""
    e = _english()
    known = e.base.get(word)
    stem = _stem(known or word)
    return e.same.get(stem, stem)


def _phrase(
    items: list[_Item], whose: set[str], where: set[str], flips: int, text: str, tokens: list[_Token]
) -> Phrase:
    e = _english()
    items, agents = _without_agent(items, tokens)
    whose |= {i.base for i in agents}
    # Where all that is named itself is a direction ("the prevention of lower prices"), what comes next is named.
    main = min((i.part for i in items), default=0)
    while True:
        bases = [i for i in items if not (i.part == main and not i.token.name and i.base in e.direction)]
        others = [i for i in items if i not in bases]
        if not bases or not others or (len(others) == 1 and _opposite(others[0], bases)):
            break
        flips += sum(e.direction[i.base] < 0 for i in others)
        items = bases
        next_main = min(i.part for i in items)
        if next_main == main:
            break
        main = next_main
    core: dict[str, _Item] = {}
    named = any(i.token.name for i in items)
    for item in items:
        base = item.base
        if not item.token.name:
            if named and base in e.same_of_names:
                base = e.same_of_names[base]
            if other := _opposite(item, [i for i in items if i is not item]):
                base, flips = other, flips + 1
        core.setdefault(base, item)
    if not core:
        # Pronouns, a direction alone, or nothing that is a word.
        plain = frozenset(t.low for t in tokens) or frozenset({" ".join(text.casefold().split())})
        return Phrase(plain, frozenset(), frozenset(whose), frozenset(), 1, " ".join(sorted(plain)), ())
    head = _head(list(core.values()), main)
    return Phrase(
        core=frozenset(core),
        names=frozenset(base for base, i in core.items() if i.token.name),
        whose=frozenset(whose - core.keys()),
        where=frozenset(where - core.keys()),
        direction=-1 if flips % 2 else 1,
        head=head.token.low,
        modifiers=tuple(i.token.word for i in core.values() if i is not head),
    )


def _opposite(item: _Item, others: list[_Item]) -> str | None:
    """What the word is the other side of, beside these others."""
    e = _english()
    if others and all(i.token.name for i in others) and item.base in e.opposite_of_names:
        return e.opposite_of_names[item.base]
    if not (entry := e.opposite.get(item.base)):
        return None
    default, contests = entry
    return next((contests[i.base] for i in others if i.base in contests), default)


def _without_agent(items: list[_Item], tokens: list[_Token]) -> tuple[list[_Item], list[_Item]]:
    """Part who does something from what is done to whom: "Darro" of "Darro captures Sella"."""
    e = _english()
    main = [i for i in items if i.part == 0]
    for n, item in enumerate(main):
        if not n or item.token.name or item.base not in e.transitive or item.passive:
            continue
        before, after = main[:n], main[n + 1 :]
        following = tokens[item.at + 1] if item.at + 1 < len(tokens) else item.token
        # Its object comes at once, with or without an article: not in "the Sella crossing has gained importance".
        verbal = after and (
            following.name
            or following.low in e.determiners
            or (item.token.low != item.base and after[0].at == item.at + 1)
        )
        # "Osk's attack on Tavaria", but not "Lomond's capture".
        nominal = not after and len(items) > len(main)
        if verbal:
            return [i for i in items if i not in before], before
        if nominal:
            agents = [i for i in before if i.token.name or i.token.possessive]
            return [i for i in items if i not in agents], agents
    return items, []


def _head(items: list[_Item], main: int) -> _Item:
    e = _english()
    first = [i for i in items if i.part == main] or items
    return next((i for i in first if i.base in e.transitive and not i.token.name), first[-1])


def _reduced(items: list[_Item], names: Names) -> list[_Item]:
    """``items`` without titles before names, and without first names that tell nobody apart."""
    out: list[_Item] = []
    row: list[_Item] = []
    for item in [*items, None]:
        if item and item.token.name and (not row or item.at == row[-1].at + 1):
            row.append(item)
            if item.token.possessive:
                out += _short(row, names)
                row = []
            continue
        out += _short(row, names)
        row = []
        if item and item.token.name:
            row = [item]
        elif item:
            out.append(item)
    return [
        item
        for n, item in enumerate(out)
        if not (item.token.title and n + 1 < len(out) and out[n + 1].token.name)
    ]


def _short(row: list[_Item], names: Names) -> list[_Item]:
    while len(row) > 1 and row[0].token.title:
        row = row[1:]
    return row[-len(names.short(tuple(i.token.low for i in row))) :] if row else []


def _prepared(text: str, names: Names) -> tuple[list[_Token], int]:
    """The tokens of a span without what it opens with; and how often it is denied before it begins."""
    e = _english()
    tokens = []
    for n, (word, low, possessive, *_) in enumerate(_tokens(text)):
        name = _acronym(word) or (_capital(word) and low not in e.never_names and (n > 0 or low in names))
        tokens.append(_Token(word, low, possessive, name, low in e.titles))
    flips = 0
    while size := _opening(tokens, e):
        tokens = tokens[size:]
    if not any(t.low in e.several for t in tokens):
        return tokens, flips
    out: list[_Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        three, two, one = (" ".join(t.low for t in tokens[at : at + size]) for size in (3, 2, 1))
        if two in e.denying and len(tokens) > at + 2:
            flips += 1
            at += 2
        elif three in e.phrases and at + 2 < len(tokens):
            out.append(_Token(three, e.phrases[three]))
            at += 3
        elif two in e.phrases and at + 1 < len(tokens):
            out.append(_Token(two, e.phrases[two]))
            at += 3 if three == f"{two} of" else 2
        else:
            out.append(token._replace(low=e.phrases[one]) if one in e.phrases else token)
            at += 1
    return out, flips


def _opening(tokens: list[_Token], e: "_English") -> int:
    """How many of the first tokens are an opening that says nothing; never all."""
    if not tokens or tokens[0].low not in e.opening:
        return 0
    for size in (4, 3, 2, 1):
        if len(tokens) > size and " ".join(t.low for t in tokens[:size]) in e.openers:
            return size
    return 0


def _tokens(text: str) -> list[_Token]:
    out: list[_Token] = []
    for match in _TOKEN.finditer(text):
        word = match[0].replace("’", "'")
        if _NOT.match(word):
            out += [_Token("will", "will"), _Token("not", "not")]
        elif word.lower().endswith("'s") and len(word) > 2:
            out.append(_Token(word[:-2], word[:-2].casefold(), possessive=True))
        elif word.endswith("'"):
            out.append(_Token(word[:-1], word[:-1].casefold(), possessive=word[-2:-1] == "s"))
        else:
            out.append(_Token(word, word.casefold()))
        if len(out) >= LONGEST:
            break
    return out


def _capital(word: str) -> bool:
    return word[:1].isupper()


def _acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _participle(low: str) -> bool:
    return low in _english().base or bool(_PARTICIPLE.search(low))


@dataclass(frozen=True, slots=True)
class _English:
    determiners: frozenset[str]
    dropped: frozenset[str]
    never_names: frozenset[str]
    be: frozenset[str]
    openers: frozenset[str]
    opening: frozenset[str]  # the first words of these
    several: frozenset[str]  # the first words of what is denied by several words, and of phrases
    first: frozenset[str]
    other: frozenset[str]
    prepositions: dict[str, str]
    takes_in: frozenset[str]
    cut: frozenset[str]
    negations: frozenset[str]
    denying: frozenset[str]
    direction: dict[str, int]
    same: dict[str, str]
    same_of_names: dict[str, str]
    opposite: dict[str, tuple[str, dict[str, str]]]
    opposite_of_names: dict[str, str]
    phrases: dict[str, str]
    transitive: frozenset[str]
    base: dict[str, str]
    titles: frozenset[str]
    name_parts: frozenset[str]


@cache
def _english() -> _English:
    t: dict[str, Any] = tomllib.loads(files("onrecord.mapping").joinpath("english.toml").read_text("utf-8"))
    same = {_stem(w): _stem(row[0]) for row in t["same"]["always"] for w in row}

    def bases(words: Iterable[str]) -> frozenset[str]:
        return frozenset(same.get(_stem(w), _stem(w)) for w in words)

    def base(word: str) -> str:
        return next(iter(bases([word])))

    dropped = t["dropped"]
    pronouns = t["pronouns"]
    small = {
        *dropped["determiners"],
        *dropped["auxiliaries"],
        *dropped["be"],
        *pronouns["empty"],
        "and",
        "or",
    }
    prepositions = {w: kind for kind in ("part", "when", "where") for w in t["prepositions"][kind]}
    return _English(
        determiners=frozenset(dropped["determiners"]),
        dropped=frozenset(small | set(t["time"]["words"])),
        never_names=frozenset(
            small | {"i"} | prepositions.keys() | set(pronouns["first"]) | set(pronouns["other"])
        ),
        be=frozenset(dropped["be"]),
        openers=frozenset(dropped["openers"]),
        opening=frozenset(words.split()[0] for words in dropped["openers"]),
        several=frozenset(words.split()[0] for words in (*t["phrases"], *t["negation"]["before"])),
        first=frozenset(pronouns["first"]),
        other=frozenset(pronouns["other"]),
        prepositions=prepositions,
        takes_in=bases(t["prepositions"]["takes_in"]) | bases(["grow", "fail", "succeed", "lose"]),
        cut=frozenset(t["prepositions"]["cut"]),
        negations=frozenset(t["negation"]["words"]),
        denying=frozenset(t["negation"]["before"]),
        direction={
            **dict.fromkeys(bases(t["direction"]["up"]), 1),
            **dict.fromkeys(bases(t["direction"]["down"]), -1),
        },
        same=same,
        same_of_names={_stem(w): _stem(row[0]) for row in t["same"]["of_names"] for w in row},
        opposite={
            base(word): (base(entry["is"]), {base(k): base(v) for k, v in entry.get("of", {}).items()})
            for word, entry in t["opposite"].items()
        },
        opposite_of_names={base(k): base(v) for k, v in t["opposite_of_names"].items()},
        phrases=t["phrases"],
        transitive=bases(t["verbs"]["transitive"]),
        base=t["base"],
        titles=frozenset(t["names"]["titles"]),
        name_parts=frozenset(t["names"]["part"]),
    )


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    with _one_at_a_time:
        return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:
    try:
        from snowballstemmer.english_stemmer import EnglishStemmer
    except ImportError as error:
        raise MissingParts(
            f"maps need some packages more ({error.name} is not there): pip install 'onrecord[map]'"
        ) from error
    return EnglishStemmer()
