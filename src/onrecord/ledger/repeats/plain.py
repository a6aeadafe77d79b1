"""Words in plain form: those that mean the same by one form, numbers and contractions written in one way.

What is English in it is in ``english.toml``.
"""

import re
import tomllib
import unicodedata
from functools import lru_cache, partial
from importlib.resources import files
from typing import NamedTuple

from onrecord.ledger.words import LONGEST, stemmed

#: How many characters of a saying are looked at.
CHARACTERS = 10_000


class Token(NamedTuple):
    """A word in plain form.

    ``who``: the person of a pronoun; ``name``: has a capital within a sentence; ``inserted``: stands in brackets;
    ``opens``: is the first of a sentence; ``left_out``: words are left out before it.
    """

    form: str
    weight: float
    who: int
    name: bool
    inserted: bool
    opens: bool
    left_out: bool


ENGLISH = tomllib.loads(files("onrecord.ledger.repeats").joinpath("english.toml").read_text("utf-8"))
_WRITTEN_OUT: dict[str, str] = ENGLISH["written_out"]
_AS_WRITTEN: dict[str, str] = ENGLISH["as_written"]
_ENDINGS: dict[str, str] = ENGLISH["endings"]
_IRREGULAR = {form: word for word, forms in ENGLISH["irregular"].items() for form in forms.split()}
_CLASS = {word: name for name, words in ENGLISH["classes"].items() for word in words}
_ONES = {word: n for n, word in enumerate(ENGLISH["numbers"]["words"][:10])}
_TENS = {word: 10 * n for n, word in enumerate(ENGLISH["numbers"]["tens"], 2)}
#: "One" is a number only beside another.
_NUMBERS = {word: n for n, word in enumerate(ENGLISH["numbers"]["words"]) if n != 1} | _TENS
_LARGE: dict[str, int] = ENGLISH["numbers"]["large"]
_SHORT: dict[str, int] = ENGLISH["numbers"]["short"]
_CURRENCIES: dict[str, str] = ENGLISH["numbers"]["currencies"]
_MAY, _BEFORE_MAY = "may (month)", frozenset(ENGLISH["may"]["after"])
#: What may be a figure, or the name of a month.
_NUMERIC = frozenset((*_LARGE, *_ONES, *_NUMBERS, "may"))


def stem(word: str) -> str:
    """A word's class, else its stem."""
    return _CLASS.get(word) or stemmed(_IRREGULAR.get(word, word))


_GROUP = {stem(word): stem(group.split()[0]) for group in ENGLISH["same"]["groups"] for word in group.split()}


def _form(word: str) -> str:
    """What stands for a word and all that mean the same."""
    plain = stem(word)
    return _GROUP.get(plain, plain)


_PHRASES: dict[str, list[tuple[tuple[str, ...], str]]] = {}
for _word, _rows in ENGLISH["phrases"].items():
    for _row in _rows:
        _stems = tuple(map(stem, _row.split()))
        _PHRASES.setdefault(_stems[0], []).append((_stems, _form(_word) if _word else ""))
WEIGHTS = {
    **dict.fromkeys(map(_form, ENGLISH["weights"]["half"]), 0.5),
    **dict.fromkeys(map(_form, ENGLISH["weights"]["none"]), 0.0),
    **dict.fromkeys(ENGLISH["classes"], 0.0),
    "~": 0.0,
}
ROUGH_WORDS = frozenset(map(_form, ENGLISH["numbers"]["rough"]))
TURNED = frozenset(map(_form, ENGLISH["roles"]["turned"]))
APART = {_form(word): name for name, words in ENGLISH["apart"].items() for word in words} | {_MAY: "month"}
SURE = {_form(word): name for name, words in ENGLISH["sure"].items() for word in words}
OPPOSITE = {frozenset(map(_form, pair.split())) for pair in ENGLISH["opposite"]["pairs"]}

_PART = re.compile(
    r"(?i:https?)://\S+|\#\w+|(?P<currency>[$€£])?(?P<figure>[0-9]+(?:[.,][0-9]+)*)(?i:(?:st|nd|rd|th)\b)?"
    rf"(?P<unit>(?i:{'|'.join(_SHORT)})\b)?"
    r"|(?P<word>(?:[^\W\d_][\u0300-\u036f]*)+(?:'[^\W\d_]+)*'?)"
    r"|(?P<percent>%)|(?P<gap>…|\.\.\.+)|(?P<end>[.!?:;]+)|(?P<open>\[)|(?P<close>\])"
)
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ＇‘", "'"))
QUOTED = re.compile('[“„«"]([^“”„«»"]+)[”“»"]')
_token = partial(tuple.__new__, Token)  # a third of the time that Token(…) takes
_OPENING, _CLOSING = ' “”„«»"', ' “”„«»".,;:!?'
FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:e\+[0-9]+)?")


def within(words: str) -> str:
    """A saying without the marks around it, as far as it is looked at."""
    return words[:CHARACTERS].lstrip(_OPENING).rstrip(_CLOSING)


def read(words: str) -> tuple[Token, ...]:
    """The words of a saying, those that mean the same by one form."""
    return _read_all(within(words))


@lru_cache(maxsize=300)
def _read_all(words: str) -> tuple[Token, ...]:
    stems, tokens = _spelt_out(words)
    out: list[Token] = []
    done = 0
    for i, stem in enumerate(stems):
        if i < done or stem not in _PHRASES:
            continue
        for phrase, form in _PHRASES[stem]:
            if tuple(stems[i : i + len(phrase)]) == phrase:
                out += tokens[done:i]
                if form:
                    out.append(tokens[i]._replace(form=form, weight=WEIGHTS.get(form, 1.0)))
                done = i + len(phrase)
                break
    return (*out, *tokens[done:])


def _spelt_out(words: str) -> tuple[list[str], list[Token]]:
    """The words by their stems, contractions and numbers written in one way; and what they are."""
    text = unicodedata.normalize("NFKC", words)[:CHARACTERS].translate(_APOSTROPHES)
    capitals = [word[0].isupper() for word in _LONG_WORD.findall(text)]
    names = 2 * sum(capitals) <= len(capitals)  # in a headline they tell nothing
    stems: list[str] = []
    out: list[Token] = []
    opens, left_out, inserted = True, False, False
    number: float | None = None  # what the last word is, if a number
    before = ""

    def add(word: str, name: bool = False) -> None:
        nonlocal opens, left_out
        for stem, form, weight, who in _written_out(word):
            stems.append(stem)
            out.append(_token((form, weight, who, name and not opens, inserted, opens, left_out)))
            opens = left_out = False

    def add_figure(form: str) -> None:
        nonlocal opens, left_out
        stems.append(form)
        out.append(Token(form, 1.0, 0, False, inserted, opens, left_out))
        opens = left_out = False

    def change(value: float) -> None:
        stems[-1] = _figure(value)
        out[-1] = out[-1]._replace(form=stems[-1], weight=1.0)

    for m in _PART.finditer(text):
        part = m.lastgroup
        last, number = number, None
        if part == "word":
            word = m[0]
            lower = word[:LONGEST].lower()
            if lower not in _NUMERIC:
                add(_AS_WRITTEN.get(word, lower), names and word[0].isupper())
            elif lower in _LARGE and (last is not None or before in ("a", "one")):
                number = (1.0 if last is None else last) * _LARGE[lower]
                change(number)
            elif lower in _ONES and before in _TENS and last is not None:
                number = last + _ONES[lower]
                change(number)
            elif lower in _NUMBERS:
                number = float(_NUMBERS[lower])
                add_figure(_figure(number))
            elif lower == "may" and word[0] == "M" and (last or before in _BEFORE_MAY or _day(text, m.end())):
                add_figure(_MAY)
            else:
                add(_AS_WRITTEN.get(word, lower), names and word[0].isupper())
            before = lower
            continue
        before = ""
        if part in ("figure", "unit"):
            number = _value(m["figure"], m["unit"])
            if m["currency"]:
                add(_CURRENCIES[m["currency"]])
            add_figure(m["figure"] if number is None else _figure(number))
        elif part == "percent":
            add("percent")
        elif part == "gap":
            left_out = True
        elif part == "end":
            opens, inserted = True, False
        elif part == "open":
            inserted = True
        elif part == "close":
            inserted = False
    return stems, out


def _value(figure: str, unit: str | None) -> float | None:
    """A figure's value; none of a date and the like."""
    plain = figure.replace(",", "") if _THOUSANDS.fullmatch(figure) else figure.replace(",", ".")
    if plain.count(".") > 1 or len(plain) > 15:
        return None
    return float(plain) * _SHORT.get((unit or "").lower(), 1)


def _figure(value: float) -> str:
    return f"{value:.12g}"


def _day(text: str, at: int) -> bool:
    """Whether a figure follows the name of a month that ends there."""
    return text[at : at + 2].strip().isdigit()


@lru_cache(maxsize=20_000)
def _written_out(word: str) -> tuple[tuple[str, str, float, int], ...]:
    """What a word in lower case is written out as: of each the stem, the form, its weight and person."""
    plain = _WRITTEN_OUT.get(word)
    if plain is None:
        end = next((end for end in _ENDINGS if word.endswith(end) and len(word) > len(end)), "")
        plain = f"{word.removesuffix(end)} {_ENDINGS[end]}" if end else word
    out = []
    for one in filter(None, map(stem, plain.split())):
        who = int(one[1]) if one[0] == "~" else 0
        form = "~" if who else _GROUP.get(one, one)
        out.append(("~" if who else one, form, WEIGHTS.get(form, 1.0), who))
    return tuple(out)
