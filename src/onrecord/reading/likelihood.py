"""Gives a forecast's words the probability that people take them to mean.

Three things can say it, and the first that does is taken: a number ("a 70 percent chance"), a phrase
("almost certainly"), and the class that the reader gave the forecast. What phrases and classes mean stands
in ``likelihood.toml``, each with the survey or standard that it comes from.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

import msgspec

from onrecord.errors import TableError
from onrecord.reading.record import Likelihood

#: How much of a claim is looked at, in characters.
CHARACTERS = 2000

Interval = tuple[float, float]


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a class means: a probability, and the middle 80 % of the readings from ``low`` to ``high``.

    ``source`` names one of the table's sources; ``assumption``: nobody measured it.
    """

    probability: float
    low: float
    high: float
    source: str
    assumption: bool = False


class Phrase(Entry, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What phrases mean in a forecast of one of ``classes``.

    ``outside`` says why the interval may lie outside the band of one of these.
    """

    words: tuple[str, ...]
    classes: tuple[Likelihood, ...]
    outside: str = ""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table as it stands in a file."""

    sources: dict[str, str]
    classes: dict[Likelihood, Entry]
    bands: dict[Likelihood, Interval] = {}
    phrases: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """What phrases and classes of likelihood mean; :meth:`load` reads one."""

    sources: dict[str, str]
    bands: dict[Likelihood, Interval]
    classes: dict[Likelihood, Entry]
    phrases: tuple[Phrase, ...]
    by_word: dict[str, list[tuple[tuple[str, ...], Phrase]]]

    @classmethod
    def load(cls, path: Path) -> "Table":
        """The table in the TOML file ``path``, in the form of ``likelihood.toml``.

        Raises :class:`~onrecord.errors.TableError` for a file that cannot be read or is no such table.
        """
        try:
            file = msgspec.toml.decode(path.read_bytes(), type=_File)
        except OSError as error:
            raise TableError(f"the table {path} cannot be read: {error.strerror}") from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise TableError(
                f"{path} is no table of probability words: {error}; see reading/likelihood.toml for one"
            ) from error
        if fault := _fault(file):
            raise TableError(f"{path} is no table of probability words: {fault}")
        by_word: dict[str, list[tuple[tuple[str, ...], Phrase]]] = {}
        for phrase in file.phrases:
            for text in phrase.words:
                words = tuple(word for word, _, _ in _words(text))
                by_word.setdefault(words[0], []).append((words, phrase))
        for found in by_word.values():
            found.sort(key=lambda x: -len(x[0]))
        return cls(file.sources, file.bands, file.classes, file.phrases, by_word)

    def find(self, likelihood: Likelihood, words: str) -> tuple[Phrase, str] | None:
        """The phrase in ``words`` that fits the class, with its words there: the longest, else the first."""
        text = words[:CHARACTERS]
        tokens = list(_words(text))
        best: tuple[int, Phrase, str] | None = None
        i = 0
        while i < len(tokens):
            known = self.by_word.get(tokens[i][0], ())
            hit = next(
                ((w, p) for w, p in known if tuple(t for t, _, _ in tokens[i : i + len(w)]) == w), None
            )
            size = len(hit[0]) if hit else 1
            if hit and likelihood in hit[1].classes and (best is None or size > best[0]):
                best = size, hit[1], text[tokens[i][1] : tokens[i + size - 1][2]]
            i += size
        return best and best[1:]


def probability(
    likelihood: Likelihood, words: str, table: Table | None = None
) -> tuple[float, Interval, str | None]:
    """How likely ``words`` make a forecast of the class ``likelihood``, by ``table`` or else the project's own.

    Gives the probability, the interval in which the middle 80 % of readers would put it, and what says so:
    the number or phrase as it stands in ``words``, or ``None``: the class. ``words`` may be anything.
    """
    stated = _stated(words)
    if stated:
        return stated
    table = table or _own()
    found = table.find(likelihood, words)
    entry: Entry = found[0] if found else table.classes[likelihood]
    return entry.probability, (entry.low, entry.high), found[1] if found else None


def explicit(words: str) -> tuple[float, Interval] | None:
    """The chance that ``words`` state in figures, with its interval; ``None`` where they state none.

    Numbers are read as people round them: "70 percent" as 65 to 75, "one in ten" as 5 to 15 in a hundred,
    "60 to 70 percent" as just that. Odds are against, as betting has them, unless said to be on. A number
    that is of something else than a chance is left alone.
    """
    stated = _stated(words)
    return stated and stated[:2]


def meaning(likelihood: Likelihood, phrase: str | None = None) -> Entry:
    """What the project's own table says of a ``phrase`` in a forecast of that class, else of the class.

    It is a :class:`Phrase` where the table has the phrase.
    """
    found = _own().find(likelihood, phrase) if phrase else None
    return found[0] if found else _own().classes[likelihood]


def is_number(phrase: str) -> bool:
    """Whether what :func:`probability` says the probability comes from is a number."""
    return explicit(f"odds of {phrase} chance") is not None


@cache
def _own() -> Table:
    return Table.load(Path(__file__).parent / "likelihood.toml")


def _fault(file: _File) -> str | None:
    """What is wrong with a table whose parts are of the right types."""
    if missing := sorted(set(get_args(Likelihood)) - file.classes.keys()):
        return f"classes lacks {', '.join(missing)}"
    entries: list[tuple[str, Entry]] = [(f"classes.{name}", entry) for name, entry in file.classes.items()]
    entries += [(f"phrases[{i}]", phrase) for i, phrase in enumerate(file.phrases)]
    for place, entry in entries:
        if not 0 <= entry.low <= entry.probability <= entry.high <= 1:
            return f"in {place}, low, probability and high are not in order between 0 and 1"
        if entry.source not in file.sources:
            return f"in {place}, the source '{entry.source}' is not among the sources"
    for name, (low, high) in file.bands.items():
        if not 0 <= low <= high <= 1:
            return f"bands.{name} is not an interval between 0 and 1"
    seen: dict[tuple[str, ...], int] = {}
    for i, phrase in enumerate(file.phrases):
        for text in phrase.words:
            words = tuple(word for word, _, _ in _words(text))
            if not words:
                return f"phrases[{i}] has a phrase without a word"
            if words in seen:
                return f"phrases[{i}] has '{text}', and so has phrases[{seen[words]}]"
            seen[words] = i
    return None


_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


_SHORT = {"can't": "can", "won't": "will", "cannot": "can"}


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of ``text`` in lower case with their offsets; "isn't" is "is" and "not"."""
    for m in _WORD.finditer(text.replace("’", "'")):
        word, start, end = m.group().lower(), m.start(), m.end()
        if word in _SHORT:
            yield _SHORT[word], start, end - 3
            yield "not", end - 3, end
        elif word.endswith("n't"):
            yield word[:-3], start, end - 3
            yield "not", end - 3, end
        elif word.endswith(("'m", "'re")):
            yield word.split("'")[0], start, end
            yield "am" if word.endswith("'m") else "are", end, end
        else:
            yield word, start, end


# Numbers

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_DIGITS = {word: n for n, word in enumerate(_ONES.split())}
_DECADES = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {word: 10 * n for n, word in enumerate(_DECADES.split(), 2)}
_LARGE = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_WORDS = "|".join(sorted(_DIGITS, key=len, reverse=True))
_N = (
    rf"(?:[0-9]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?|(?:{'|'.join(_TENS)})(?:[- ](?:{_WORDS}))?"
    rf"|(?:(?:a|one)[- ])?(?:{'|'.join(_LARGE)})|{_WORDS})"
)
_PERCENT = r"\s?-?(?:percent|per\s?cent|pct|%)"
_NOUN = r"(?:chances?|odds|probabilit(?:y|ies)|likelihood|possibility|prospects?|shot)"
_AFTER = rf"(?:[-\s]+(?:or\s(?:better|so|more|higher)\s)?(?:{_NOUN}|risk(?!\s(?:premium|weight))|sure|certain|confident|likely|probable))\b"
_ABOUT = r"(?:(?:about|around|roughly|nearly|almost|only|just|now|still|maybe|perhaps|at|least|most|as|low|high|than|more|less|better|worse|over|under|up|to|well|say)\s)*"
_MOVED = r"(?:(?:has|have|had)\s)?(?:fallen|risen|rose|fell|dropped|climbed|grown|increased|jumped|slipped|shrunk)\sto"
#: A noun of chance, and what may stand between it and its number: "the odds of a deal are now", "put the
#: odds of a deal at".
_BEFORE = (
    rf"(?:\b(?:{_NOUN}|risk)\s(?:(?:[^\s.;:!?]+\s){{0,12}}?(?:is|are|was|were|stands?|stood|remains?|put)\s(?:at\s)?"
    rf"|(?:at|of|as)\s|{_MOVED}\s)"
    rf"|\b(?:puts?|putting|sets?|places?|placed|pegs?|pegged)\s(?:[^\s.;:!?]+\s)?(?:{_NOUN}|risk)\s"
    rf"(?:[^\s.;:!?]+\s){{0,8}}?at\s)"
)


def _number(text: str) -> float:
    """A number in figures or words."""
    text = text.lower().replace(",", "")
    if text[0].isdigit():
        return float(text)
    words = re.split(r"[- ]", text)
    return float(_LARGE.get(words[-1]) or sum(_DIGITS.get(w, 0) + _TENS.get(w, 0) for w in words))


def _percent(m: re.Match[str]) -> tuple[float, Interval]:
    """A percentage, as exact as it is round; or two, as an interval."""
    percent = min(100.0, _number(m["n"]))
    if m["to"]:
        low, high = sorted((percent, min(100.0, _number(m["to"]))))
        return round((low + high) / 200, 6), (low / 100, high / 100)
    half = 0.05 if percent % 10 == 0 else 0.025 if percent % 5 == 0 else 0.005
    return percent / 100, _around(percent / 100, half)


def _share(m: re.Match[str]) -> tuple[float, Interval] | None:
    """So many in so many."""
    part, whole = _number(m["n"]), _number(m["of"])
    if not whole > 0 or part > whole:
        return None
    return part / whole, _around(part / whole, min(0.1, 0.5 / whole))


def _odds(m: re.Match[str]) -> tuple[float, Interval] | None:
    """Odds of so many to so many: against, unless they are said to be on."""
    first, second = _number(m["n"]), _number(m["of"])
    if not first + second > 0:
        return None
    on = re.match(
        r"(?:\s+odds)?\s+(?:on|in favou?r|for|that|favou?rites?)\b", m.string[m.end("of") :], re.IGNORECASE
    )
    chance = (first if on else second) / (first + second)
    return chance, _around(chance, min(0.1, 0.5 / (first + second)))


def _halves(m: re.Match[str]) -> tuple[float, Interval] | None:
    """Two shares that make a hundred: "a 60-40 chance"."""
    first, second = _number(m["n"]), _number(m["of"])
    return (first / 100, _around(first / 100, 0.05)) if first + second == 100 else None


def _around(value: float, half: float) -> Interval:
    return round(max(0.0, value - half), 6), round(min(1.0, value + half), 6)


_RANGE = rf"(?P<n>{_N})(?:{_PERCENT})?(?:\s?(?:-|–|to|or|and)\s?(?P<to>{_N}))?{_PERCENT}"
_PAIR = rf"(?P<n>{_N})(?:\s|-)(?:times\s)?(?:in|out\sof)(?:\s|-)(?:every\s)?(?P<of>{_N})"
_TO = rf"(?P<n>{_N})(?:\s?-?to-?\s?|\s?[-–/:]\s?)(?P<of>{_N})"
_BET = r"(?:odds|shot|long[\s-]?shot|outsider|underdog|favou?rites?|bet|chance)"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[float, Interval] | None]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), read)
    for pattern, read in (
        (rf"\b(?P<said>{_RANGE}){_AFTER}", _percent),
        (rf"{_BEFORE}{_ABOUT}(?:between\s)?(?P<said>{_RANGE})(?!\s+(?:more|less|higher|lower)\b)", _percent),
        (rf"\b(?P<said>{_PAIR}){_AFTER}", _share),
        (rf"\b(?P<said>(?P<n>{_N})\stimes\s(?:in|out\sof)\s(?:a\s)?(?P<of>{_N}))\b", _share),
        (rf"{_BEFORE}{_ABOUT}(?P<said>{_PAIR})\b", _share),
        (
            r"\b(?P<said>(?P<n>50|fifty)\s?[-/–]\s?(?P<of>50|fifty))\b"
            r"(?!\s?(?:%|percent)?\s*(?:split|partner|venture|joint|mix|owner|owned|deal|custody|senate|share|basis|blend))",
            _halves,
        ),
        (
            rf"\b(?P<said>(?P<n>{_N})\s?[-/–]\s?(?P<of>{_N}))\s(?:chances?|odds|shot|bet|proposition)\b",
            _halves,
        ),
        (rf"\bodds\s(?:(?:are|is|were|of|at|stand|now|currently|about)\s)*(?P<said>{_TO})\b", _odds),
        (rf"\b(?P<said>{_TO})[\s-]{_BET}\b", _odds),
    )
)


def _stated(words: str) -> tuple[float, Interval, str] | None:
    """The first chance that ``words`` state as a number, with its interval and its words."""
    text = words[:CHARACTERS]
    best: tuple[int, float, Interval, str] | None = None
    for pattern, read in _FORMS:
        for m in pattern.finditer(text):
            value = read(m)
            if value is not None and (best is None or m.start("said") < best[0]):
                best = m.start("said"), *value, m["said"]
    return best and best[1:]
