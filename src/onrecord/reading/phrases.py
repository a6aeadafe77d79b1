"""Noun phrases by rule: what a source, as a phrase, says of whom it means.

No parser runs beside the network; where a noun phrase's head is, its number and how it points back
follow from a few closed classes of words, in ``speakers.toml``.
"""

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from onrecord.reading.record import SpeakerKind
from onrecord.reading.tokens import Tokens
from onrecord.reading.words import JOINERS, Words

ENGLISH = tomllib.loads(files("onrecord.reading").joinpath("speakers.toml").read_text("utf-8"))

Pronoun = Literal["he", "she", "it", "they", "some", "first", "relative", "other"]
Gender = Literal["he", "she"]

PRONOUNS: dict[str, Pronoun] = {w: kind for kind, ws in ENGLISH["pronouns"].items() for w in ws}
#: Relative pronouns that mean people.
ANIMATE = frozenset(ENGLISH["phrases"]["animate"])
RELATIVES = frozenset(ENGLISH["pronouns"]["relative"])
#: What kind of speaker a noun makes.
NOUNS: dict[str, SpeakerKind] = {
    **dict.fromkeys(ENGLISH["nouns"]["group"], "group"),
    **dict.fromkeys(ENGLISH["nouns"]["organisation"], "organisation"),
    **dict.fromkeys(ENGLISH["nouns"]["document"], "document"),
    **dict.fromkeys(ENGLISH["nouns"]["person"], "person"),
}
NOUN_GENDER: dict[str, Gender] = {
    **dict.fromkeys(ENGLISH["nouns"]["gender"]["he"], "he"),
    **dict.fromkeys(ENGLISH["nouns"]["gender"]["she"], "she"),
}

_PHRASES = ENGLISH["phrases"]
AFTER_HEAD = frozenset(_PHRASES["after_head"])
DETERMINERS = frozenset(_PHRASES["determiners"])
_POINTING = frozenset(_PHRASES["pointing"])
_POSSESSIVE = frozenset(_PHRASES["possessive"])
_PARTITIVE = frozenset(_PHRASES["partitive"])
_ANEW = frozenset(_PHRASES["anew"])
_INDEFINITE = frozenset(_PHRASES["indefinite"])
_EMPHASIS = frozenset(_PHRASES["emphasis"])
_REFLEXIVE = frozenset(_PHRASES["reflexive"])
_PLURALS = frozenset(_PHRASES["plurals"])
_PARTICIPLE: str = _PHRASES["participle"]
APOSTROPHES = ("’", "'")
_DASHES = ("-", "—", "–")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase in words: its head, and the head's ``noun`` in lower case.

    ``pronoun``: its kind, if it is one. ``pointing``: it points back ("the senator", "his lawyer"); ``bare``:
    it may, in a headline ("Senator"); ``anew``: it brings in somebody new ("a senator"); ``possessive``: it is somebody's. ``proper``: the capitalised words
    before its head.
    """

    words: Words
    head: int
    noun: str
    text: str
    pronoun: Pronoun | None
    plural: bool
    pointing: bool
    bare: bool
    anew: bool
    possessive: bool
    proper: frozenset[str]


def phrase(tokens: Tokens, words: Words) -> Phrase:
    """The phrase that a source's words are, less the marks at its ends."""
    lower = tokens.lower
    first, last = words
    while last - first > 1 and not lower[first][0].isalnum():
        first += 1
    while last - first > 1 and not lower[last - 1][0].isalnum() and lower[last - 1] != ".":
        last -= 1
    last -= last - first > 1 and lower[last - 1] in _REFLEXIVE
    text = tokens.text[tokens.start[first] : tokens.end[last - 1]]
    rest = lower[first + 1 : last]
    alone = not rest or rest[0] in APOSTROPHES or (len(rest) == 1 and rest[0] in _EMPHASIS)
    at = head(tokens, first, last)
    noun = lower[at].rstrip(".")
    plural = is_plural(noun) or not _PARTITIVE.isdisjoint(lower[first : at + 1])
    pointing = lower[first] in _POINTING
    return Phrase(
        words=(first, last),
        head=at,
        noun=noun,
        text=text,
        pronoun=PRONOUNS.get(lower[first]) if alone else None,
        plural=plural,
        pointing=pointing,
        bare=not (pointing or plural or lower[first] in _INDEFINITE) and NOUNS.get(noun) == "person",
        anew=lower[first] in _ANEW,
        possessive=lower[first] in _POSSESSIVE or any(w in APOSTROPHES for w in lower[first + 1 : at]),
        proper=frozenset(
            lower[i] for i in range(first + pointing, at) if tokens.text[tokens.start[i]].isupper()
        ),
    )


def head(tokens: Tokens, first: int, last: int) -> int:
    """The head of the noun phrase ``first:last``: the last word before what only describes it.

    "the secretary of labour" → "secretary", "Ada Brill, a lawyer from Orne" → "Brill".
    """
    lower = tokens.lower
    end = last
    for i in range(first + 1, last):
        word = lower[i]
        dash = word in _DASHES and tokens.start[i] > tokens.end[i - 1]
        participle = word.endswith(_PARTICIPLE) and is_plural(lower[i - 1])  # "voters backing Brill"
        behind = (
            i > first + 1 or lower[first] not in DETERMINERS
        )  # else "the working group", "an outside firm"
        if (word in AFTER_HEAD and behind) or word in (",", ";", ":", "(") or dash or participle:
            end = i
            break
    while end - first > 1 and (not lower[end - 1][0].isalnum() or lower[end - 1] == "s"):
        end -= 1
    return chunk(tokens, first, end)


def chunk(tokens: Tokens, first: int, last: int) -> int:
    """Where the last piece of text between spaces begins ("Ada Brill-Wu" → "Brill"), as training has it."""
    at = last - 1
    while at > first and tokens.start[at] == tokens.end[at - 1]:
        at -= 1
    return at


def before_relative(tokens: Tokens, at: int) -> Words | None:
    """The noun phrase right before the relative pronoun ``at``, if there is one."""
    lower = tokens.lower
    last = at
    while last > 0 and not lower[last - 1][0].isalnum():
        last -= 1
    first = last
    while (
        first > 0
        and last - first < 10
        and (lower[first - 1][0].isalnum() or _joins(tokens, first - 1))
        and lower[first - 1] not in AFTER_HEAD
    ):
        first -= 1
        if lower[first] in DETERMINERS:
            break
    return (first, last) if first < last else None


def _joins(tokens: Tokens, i: int) -> bool:
    """Whether a hyphen stands between two parts of one word."""
    return (
        0 < i < len(tokens) - 1
        and tokens.lower[i] in JOINERS
        and tokens.end[i - 1] == tokens.start[i]
        and tokens.end[i] == tokens.start[i + 1]
    )


def is_plural(noun: str) -> bool:
    """Whether an English noun, in lower case, looks like a plural."""
    return noun in _PLURALS or (
        len(noun) > 3 and noun.endswith("s") and not noun.endswith(("ss", "us", "is", "news"))
    )


def singular(noun: str) -> str:
    """An English noun's singular, roughly."""
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    return noun[:-1] if is_plural(noun) and noun.endswith("s") else noun


_DETERMINER = re.compile(rf"(?:(?:{'|'.join(sorted(DETERMINERS))})\s+)+", re.IGNORECASE)
_POSSESSIVE_ENDING = re.compile(r"(?:[’']s|(?<=s)[’'])$")
_DESCRIBES = re.compile(rf"(?:[,;:]|\s\(|\s(?:{'|'.join(_PHRASES['describes'])})\b).*", re.DOTALL)


def without_determiner(text: str) -> str:
    """ "the general" → "general"."""
    m = _DETERMINER.match(text)
    return text[m.end() :] if m and m.end() < len(text) else text


def short(text: str) -> str:
    """A description without what only adds to it, and without a possessive ending: "poll released on Monday"
    → "poll"."""
    bare = _DESCRIBES.sub("", text)
    return _POSSESSIVE_ENDING.sub("", bare) or text
