"""Reads the words that say by when, or from when, something falls due, as dates.

The common forms of news English are read by rules, which know ranges, quarters, seasons, holidays and
deadlines; what is left and has the look of a date is given to dateparser
(https://dateparser.readthedocs.io). The words stand in ``when.toml``. What English leaves open is read so:

- A period is all of its days: "in June" is 1 to 30 June. It is the first that is not over on the day of
  publication; after "since", the last that has begun.
- "By X" ends with X's last day, "before X" on the day before X begins, "until X" on its first day; "after X"
  begins on the day after X ends; "from", "since" and "not until X" begin with its first day. Where X only
  dates an event ("before the vote in June"), the widest reading is taken.
- "Next Tuesday" is next week's and "next year" begins in January, but "the
  next year" and "the coming decade" run from publication.
- "Within two weeks" and "over the next two weeks" run from publication; "in two weeks" is the week, "in six
  months" the month, "in ten years" the year so far away. How many "a few" are, and how far "the coming
  months" reach, stands in ``when.toml``.
- "Early", "mid" and "late" are thirds (of a century, "mid" is the middle decade), and so are "at the start
  of" and "at the end of"; "by the end of" is the last day.
- Seasons are meteorological and of the northern hemisphere. The fiscal year is the United States' own, the
  financial year Britain's.
"""

import datetime
import math
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from onrecord.reading.periods import (
    CENTURIES,
    MONTH,
    Date,
    Period,
    Unit,
    annual,
    away,
    calendar_period,
    end_of,
    fiscal_year,
    holidays,
    in_year,
    is_day,
    neighbour,
    nth_weekday,
    one_day,
    part,
    plus_days,
    real_day,
    shifted,
    third,
    whole_months,
    whole_years,
    working_day,
)
from onrecord.reading.record import Due

#: How much of a span is looked at.
CHARACTERS = 600
WORDS = 60

Interval = tuple[Date | None, Date | None]

_TOKEN = re.compile(
    r"(?P<clock>[0-9]{1,2}(?::[0-9]{2})?\s*(?:[ap]\.?m\b\.?|o'clock)|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![0-9])|[0-9]{1,4}([/.])[0-9]{1,2}\2[0-9]{2,4}\b|[0-9]{1,4}/[0-9]{1,2}\b"
    r"|[0-9]+(?:,[0-9]{3})*(?:st|nd|rd|th|s)?\b|(?:fy|q|h)[0-9]{1,4}\b|'s\b|[^\W\d_]+|[0-9]+|[-,'()]"
)
_SAME = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-"})
_NOON = ("noon", "midnight", "midday")
_FIGURES = re.compile(r"([0-9]+)([-/.])([0-9]+)(?:[-/.]([0-9]+))?")
_DAY = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?")
_NTH = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)")
_YEAR = re.compile(r"(?:1[89]|2[01])[0-9]{2}")
_SHORT = re.compile(r"(fy|q|h)([0-9]+)")
_FIGURE = re.compile(r"[0-9]{1,4}(?:st|nd|rd|th)?")

_V = TypeVar("_V")


def resolve(text: str, published: Date | None) -> tuple[Date | None, Date | None, Due]:
    """The dates that ``text`` means, in a document of the day ``published``, and how they are known.

    Gives from, to (both inclusive, ``None`` where the words leave that side open) and ``due``, as
    :class:`~onrecord.reading.record.When` holds them. ``text`` may be anything; what is no date is
    ``event`` or ``vague``. Nothing is raised.
    """
    words = _words(text)
    english = _english()
    if (due := english.whole.get(" ".join(words))) is not None:
        return None, None, due
    try:
        found = _Rules(words, english).read(published)
    except _Undated:
        return None, None, "undated"
    return (*found, "dated") if found else (None, None, _undatable(words, english))


def published_date(value: str | None) -> Date | None:
    """The day that a document's ``published`` names: an ISO date or time, or a day in the usual words.

    ``None`` where it names none, or more than one. Nothing is raised.
    """
    if not value:
        return None
    try:
        return datetime.datetime.fromisoformat(value.strip()).date()
    except ValueError:
        first, last, _ = resolve(value, None)
    return first if first and first == last else _parsed(value, None)


class _Undated(Exception):
    """The words mean a date only together with a day of publication, which is not known."""


class _Clock(NamedTuple):
    """What the reading of a period depends on: publication, and else a day to look from, ahead or back."""

    published: Date | None
    anchor: Date | None = None
    back: bool = False

    @property
    def today(self) -> Date:
        if self.published is None:
            raise _Undated
        return self.published

    @property
    def near(self) -> Date:
        return self.anchor or self.today


class _Mention(NamedTuple):
    """A period in the words, up to the word ``end``; ``whole``: the preposition before it is part of it."""

    end: int
    read: Callable[[_Clock], Period]
    whole: bool = False


class _Phrases(Generic[_V]):
    """Finds the longest of many phrases that stands at a place."""

    def __init__(self, phrases: Iterable[tuple[str, _V]]) -> None:
        self.by_first: dict[str, list[tuple[list[str], _V]]] = {}
        for phrase, value in phrases:
            words = _words(phrase)
            self.by_first.setdefault(words[0], []).append((words, value))
        for found in self.by_first.values():
            found.sort(key=lambda x: -len(x[0]))

    def at(self, words: list[str], i: int) -> tuple[int, _V] | None:
        """Where the phrase that begins with word ``i`` ends, and what it stands for."""
        if i < len(words):
            for phrase, value in self.by_first.get(words[i], ()):
                if words[i : i + len(phrase)] == phrase:
                    return i + len(phrase), value
        return None


@dataclass(frozen=True, slots=True)
class _English:
    """``when.toml``, ready for use."""

    words: dict[str, frozenset[str]]
    numbers: dict[str, int]
    ordinals: dict[str, int]
    months: dict[str, int]
    weekdays: dict[str, int]
    seasons: dict[str, int]
    units: dict[str, Unit]
    readings: dict[str, int]
    about: _Phrases[tuple[float, float]]
    holidays: _Phrases[dict[str, int]]
    days: _Phrases[int]
    relations: _Phrases[str]
    suffixes: _Phrases[str]
    phrases: dict[str, _Phrases[None]]
    whole: dict[str, Due]
    starts: frozenset[str]


@cache
def _english() -> _English:
    path = Path(__file__).parent / "when.toml"
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    words = {name: frozenset(group) for name, group in data["words"].items()}
    whole: dict[str, Due] = {}
    dues: tuple[Due, ...] = ("event", "vague", "never")
    for due in dues:
        whole |= {" ".join(_words(phrase)): due for phrase in data["phrases"][due]}
    units = {
        w: Unit(name, u.get("months", 0), u.get("days", 0), u["grain"], float(data["bare"].get(name, 1)))
        for name, u in data["units"].items()
        for w in u["words"]
    }
    starts = {w for t in ("months", "weekdays", "seasons", "numbers", "ordinals") for w in data[t]}
    starts |= {_words(p)[0] for t in ("holidays", "days", "about") for p in data[t]} | units.keys()
    groups = ("rolling", "early", "mid", "late", "later", "earlier", "start", "middle", "end", "rest")
    starts |= {w for g in groups for w in words[g]}
    starts |= {
        "the",
        "this",
        "last",
        "current",
        "previous",
        "fiscal",
        "financial",
        "now",
        "'",
        "weekend",
        "overnight",
    }
    return _English(
        words=words,
        numbers=data["numbers"],
        ordinals=data["ordinals"],
        months=data["months"],
        weekdays=data["weekdays"],
        seasons=data["seasons"],
        units=units,
        readings=data["readings"],
        about=_Phrases((p, (float(low), float(high))) for p, (low, high) in data["about"].items()),
        holidays=_Phrases(data["holidays"].items()),
        days=_Phrases(data["days"].items()),
        relations=_Phrases((p, kind) for kind, group in data["relations"].items() for p in group),
        suffixes=_Phrases((p, kind) for kind, group in data["suffixes"].items() for p in group),
        phrases={name: _Phrases((p, None) for p in group) for name, group in data["phrases"].items()},
        whole=whole,
        starts=frozenset(starts),
    )


def _words(text: str) -> list[str]:
    """The words of ``text`` in lower case, full stops left out, times of day as ``@``."""
    tokens = islice(_TOKEN.finditer(text[:CHARACTERS].translate(_SAME).lower()), WORDS)
    return ["@" if m["clock"] or m.group() in _NOON else m.group() for m in tokens]


def _undatable(words: list[str], english: _English) -> Due:
    """What to say of words that hold no date: bound to an event, never, or vague."""

    def after(due: str) -> int:
        """Where the first phrase of a kind ends; 0 without one."""
        hits = (english.phrases[due].at(words, i) for i in range(len(words)))
        return next((hit[0] for hit in hits if hit), 0)

    clause = bool(words) and words[0] in english.words["clauses"]
    if clause or after("event") or not english.words["events"].isdisjoint(words):
        return "event"
    if after("never"):
        return "never"
    if vague := after("vague"):  # "soon", but "soon after he leaves"
        return "event" if words[vague : vague + 1] and words[vague] in english.words["sets_in"] else "vague"
    return "vague" if english.words["subordinators"].isdisjoint(words) else "event"


def _parsed(text: str, published: Date | None) -> Date | None:
    """The day that dateparser finds in ``text``, which must name that day and nothing else."""
    import dateparser  # type: ignore[import-untyped]  # here, as it takes long and is seldom needed

    settings: dict[str, Any] = {"PARSERS": ["timestamp", "absolute-time"], "STRICT_PARSING": True}
    if published is not None:
        base = datetime.datetime.combine(published, datetime.time())
        settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "future", "REQUIRE_PARTS": ["day", "month"]}
    try:
        found = dateparser.parse(text[:100], languages=["en"], settings=settings)
    except Exception:  # it has no exceptions of its own for text that it cannot make out
        return None
    return found.date() if found else None


class _Rules:
    """Reads the periods in the words of one text, left to right."""

    def __init__(self, words: list[str], english: _English) -> None:
        self.words = words
        self.english = english
        self.known: dict[int, _Mention | None] = {}

    def read(self, published: Date | None) -> Interval | None:
        """From and to, or ``None`` without any date. Raises :class:`_Undated`."""
        if any(self.english.phrases["from_now"].at(self.words, i) for i in range(len(self.words))):
            return _Clock(published).today, None
        found: list[Interval] = []
        undated = False
        i = since = 0
        while i < len(self.words):
            event = self.english.phrases["event"].at(self.words, i)
            mention = self.mention(i)
            if event or mention is None:
                i = event[0] if event else i + 1
                continue
            if self.word(i - 1) not in self.english.words["recurring"]:
                try:
                    end, interval = self._interval(since, i, mention, published)
                    found.append(interval)
                except _Undated:
                    end, undated = mention.end, True
            else:
                end = mention.end
            i = since = end
        if not found and not undated and "@" in self.words:
            i = self.words.index("@")
            today = _Mention(i + 1, lambda clock: Period(clock.today, clock.today))
            if not self._relation(0, i)[1]:  # "after the polls close at 7 p.m." is on no day that it names
                found.append(self._interval(0, i, today, published)[1])
        if found:
            return _common(found)
        if undated:
            raise _Undated
        return self._foreign(published)

    def _foreign(self, published: Date | None) -> Interval | None:
        """A day in a form that dateparser knows and the rules do not."""
        figures = [i for i, word in enumerate(self.words) if _FIGURE.fullmatch(word)]
        # A date has three figures at most, and dateparser takes its time over a list of numbers.
        day = _parsed(" ".join(self.words[figures[0] :]), published) if len(figures) in (2, 3) else None
        if day is None:
            return None
        mention = _Mention(len(self.words), lambda _: Period(day, day))
        return self._interval(0, figures[0], mention, published)[1]

    def word(self, i: int) -> str:
        return self.words[i] if 0 <= i < len(self.words) else ""

    def _is(self, i: int, group: str) -> bool:
        return self.word(i) in self.english.words[group]

    def _past(self, i: int, *skipped: str) -> int:
        """The place of the first word from ``i`` on that is none of ``skipped``."""
        while i < len(self.words) and self.words[i] in skipped:
            i += 1
        return i

    # What stands around a period

    def _interval(
        self, since: int, i: int, mention: _Mention, published: Date | None
    ) -> tuple[int, Interval]:
        """Where the period at word ``i`` ends, with its range and suffix, and the dates that it means."""
        kind, loose = self._relation(since, i)
        clock = _Clock(published, back=kind == "since")
        end, period = self._range(mention, clock)
        if end > mention.end and kind in ("from", "since"):
            kind = "plain"
        suffix = self.english.suffixes.at(self.words, end)
        if suffix:
            end, kind = suffix
            return end, (period.first, None) if kind == "from" else (None, period.last)
        if mention.whole or kind == "plain":
            return end, (period.first, period.last)
        after = self.word(end)
        attribute = after == "'s" or (after.isalpha() and not self._is(end, "closing"))
        if (loose or attribute) and period.first != period.last and period.start is None:
            return end, (None, period.last) if kind in ("before", "until", "by") else (period.first, None)
        start, stop = period.start or period.first, period.stop or period.last
        match kind:
            case "by":
                return end, (None, stop)
            case "until":
                return end, (None, min(start, stop))
            case "before":
                return end, (None, plus_days(start, -1))
            case "after":
                return end, (plus_days(stop, 1), None)
        return end, (start, None)

    def _relation(self, since: int, i: int) -> tuple[str, bool]:
        """What the words ``since:i`` say of the period at ``i``; and whether others stand between."""
        kind, loose = "plain", False
        j = since
        while j < i:
            hit = self.english.relations.at(self.words[:i], j)
            if hit is None:
                loose = loose or not self._is(j, "fillers")
                j += 1
                continue
            j = hit[0]
            if hit[1] != "plain":
                kind, loose = hit[1], False
        return ("plain" if loose and kind in ("by", "from") else kind), loose

    def _range(self, mention: _Mention, clock: _Clock) -> tuple[int, Period]:
        """The period of ``mention``, or all from it to the one that is joined to it."""
        j = self._past(mention.end, ",")
        other = None
        if self._is(j, "joins") and not mention.whole:
            other = self.mention(self._past(j + 1, "the", "until", "perhaps", "maybe", "on", "in"))
        if other is None or other.whole:
            return mention.end, mention.read(clock)
        try:  # "between May and July 2027": the second says when the first is
            last = other.read(_Clock(None))
            first = mention.read(_Clock(None, anchor=last.last, back=True))
        except _Undated:
            first = mention.read(clock)
            last = other.read(_Clock(clock.published, anchor=first.first))
        return other.end, Period(first.first, max(first.last, last.last))

    # Periods

    def mention(self, i: int) -> _Mention | None:
        """The period that begins with word ``i``."""
        if i not in self.known:
            self.known[i] = self._mention(i)
        return self.known[i]

    def _mention(self, i: int) -> _Mention | None:
        word = self.word(i)
        if word not in self.english.starts and not any(c.isdigit() for c in word):
            return None
        for rule in (
            self._figures, self._edge, self._third, self._days, self._length, self._now, self._part,
            self._unit, self._named, self._year,
        ):  # fmt: skip
            found = rule(i)
            if found:
                end = self._past(found.end, *self.english.words["parts"])
                if self.word(end) == "'s" and self._is(end + 1, "end"):
                    return _ended(found, end + 2)
                return found._replace(end=end)
        return None

    def _figures(self, i: int) -> _Mention | None:
        """A date in figures, "2026-03-15", "3/15/2026", "15.03.2026", "3/15"; two years, "2026/27"."""
        m = _FIGURES.fullmatch(self.word(i))
        if m is None:
            return None
        a, mark, b, c = int(m[1]), m[2], int(m[3]), m[4]
        if c is None:
            if len(m[1]) == 4:
                return _fixed(i + 1, whole_years(a, a // 100 * 100 + b)) if (a + 1) % 100 == b else None
            return (
                _Mention(i + 1, lambda clock: _pick(annual(clock.near, a, b), clock))
                if is_day(a, b)
                else None
            )
        if len(m[1]) == 4:
            year, month, day = a, b, int(c)
        else:
            year = int(c) + (2000 if len(c) == 2 else 0)
            month, day = (b, a) if mark == "." or a > 12 else (a, b)
        return _fixed(i + 1, one_day(year, month, day))

    def _edge(self, i: int) -> _Mention | None:
        """The start, middle, end or rest of a period: "end of June", "year-end"."""
        word = self.word(i)
        unit = self.english.units.get(word)
        if unit is not None:
            j = self._past(i + 1, "'s", "-", "'")
            if not (j > i + 1 or self.word(j) == "end") or not self._is(j, "end"):
                return None
            return _Mention(j + 1, lambda clock: end_of(calendar_period(unit.name, clock.today)))
        group = next((g for g in ("start", "middle", "end", "rest") if self._is(i, g)), None)
        if group is None or self.word(i + 1) != "of":
            return None
        j = self._past(i + 2, "the") if self.word(i + 3) == "day" else i + 2
        target = self._days_unit(j) or self.mention(j) or self.mention(self._past(j, "the"))
        if target is None:
            return None

        def read(clock: _Clock) -> Period:
            period = target.read(clock)
            if group == "end":
                return end_of(period)
            if group == "start":
                return third(period, 0)._replace(start=period.first, stop=period.first)
            if group == "middle":
                return third(period, 1)
            return Period(max(period.first, min(clock.today, period.last)), period.last)

        return _Mention(target.end, read)

    def _days_unit(self, i: int) -> _Mention | None:
        """The day of publication where "day" is the unit: "the end of the day"."""
        if self.word(i) == "day" and self.word(i - 1) == "the":
            return _Mention(i + 1, lambda clock: Period(clock.today, clock.today))
        return None

    def _third(self, i: int) -> _Mention | None:
        """Early, mid, late, earlier or later in a period."""
        group = next((g for g in ("early", "mid", "late", "later", "earlier") if self._is(i, g)), None)
        if group is None:
            return None
        j = self._past(i + 1, "-", "in", "on", "into", "of")
        target = self.mention(j) or self.mention(self._past(j, "the"))
        unit = self.english.units.get(self.word(j))
        if target is None and unit is not None:  # "mid-century"
            target = _Mention(j + 1, lambda clock: calendar_period(unit.name, clock.today))
        if target is None or target.whole:
            return None

        def read(clock: _Clock) -> Period:
            period = target.read(clock)
            if group not in ("later", "earlier"):
                return third(period, ("early", "mid", "late").index(group))
            if clock.published is None or not period.first <= clock.published <= period.last:
                return period
            if group == "later":
                return Period(clock.published, period.last)
            return Period(period.first, clock.published)

        return _Mention(target.end, read)

    def _days(self, i: int) -> _Mention | None:
        """Today, tomorrow, overnight."""
        hit = self.english.days.at(self.words, i)
        if hit:
            end, days = hit
            return _Mention(
                end, lambda clock: Period(plus_days(clock.today, days), plus_days(clock.today, days))
            )
        if self.word(i) == "overnight":
            return _Mention(i + 1, lambda clock: Period(clock.today, plus_days(clock.today, 1)))
        return None

    def _now(self, i: int) -> _Mention | None:
        """From publication to a period: "between now and June"."""
        if self.word(i) != "now" or not self._is(i + 1, "joins"):
            return None
        other = self.mention(i + 2) or self.mention(self._past(i + 2, "the"))
        if other is None:
            return None
        return _Mention(other.end, lambda clock: Period(clock.today, other.read(clock).last), whole=True)

    # Lengths of time

    def _length(self, i: int) -> _Mention | None:
        """So long from publication, or from another day: "within 90 days", "two days after Christmas"."""
        if self._is(i - 1, "bound") or self.word(i - 1) in self.english.numbers:
            return None
        rolling = self._is(i, "rolling")
        amount = self._amount(i + rolling)
        j = self._past(amount[1] if amount else i + rolling, "-", "more", "additional", "full")
        working = self.word(j) in ("business", "working")
        unit = self.english.units.get(self.word(j + working))
        if unit is None:
            return None
        plural = self.word(j + working) != unit.name
        end = j + working + 1
        ahead = self.english.phrases["ahead"].at(self.words, end)
        before, under = self._before(i)
        window = before in self.english.words["window"] or (before == "in" and (rolling or under))
        if amount is None:
            if plural and (rolling or ahead or window or before == "in"):
                low, high = 1.0, unit.bare
            elif rolling and not plural and window and self.word(i - 1) in ("the", "this"):
                low = high = 1.0
            else:
                return None
            if unit.name == "quarter" or (plural and before == "for" and not rolling):
                return None
        else:
            low, high = amount[0]
        more = self._amount(end + 1) if self.word(end) == "or" else None
        if self.words[end : end + 3] == ["and", "a", "half"]:
            low, high, end = low + 0.5, high + 0.5, end + 3
        elif more and self.word(more[1]) not in self.english.units:
            high, end = max(high, more[0][1]), more[1]
        elif self.words[end : end + 2] == ["or", "so"]:
            end += 2
        end = self._past(end, "'", "'s")
        end += self.word(end) == "time"
        if ahead := self.english.phrases["ahead"].at(self.words, end):
            end = ahead[0]
        if hit := self.english.phrases["ago"].at(self.words, end):
            return _Mention(hit[0], lambda clock: away(clock.today, -high, -low, unit))
        if hit := self.english.phrases["point"].at(self.words, end):
            return _Mention(hit[0], lambda clock: away(clock.today, low, high, unit))
        if self.word(end) in ("of", "from", "after", "before", "following"):
            return self._length_from(end, before == "within", high, unit)
        if window or ahead or before not in ("in", "by", "after", "before", "until", "till", "than"):

            def whole(clock: _Clock) -> Period:
                last = (
                    working_day(clock.today, high) if working else shifted(clock.today, high, unit, math.ceil)
                )
                return Period(clock.today, last)

            return _Mention(end, whole, whole=True)
        return _Mention(end, lambda clock: away(clock.today, low, high, unit))

    def _length_from(self, i: int, window: bool, amount: float, unit: Unit) -> _Mention | None:
        """So long from a period that the words name: "a week before Labor Day"."""
        other = self.mention(i + 1) or self.mention(self._past(i + 1, "the"))
        if other is None:
            return None
        back = self.word(i) == "before"

        def read(clock: _Clock) -> Period:
            start = other.read(clock)
            if window:
                return Period(start.first, shifted(start.last, amount, unit, math.ceil))
            day = (
                shifted(start.first, -amount, unit, math.floor)
                if back
                else shifted(start.last, amount, unit, math.ceil)
            )
            return Period(day, day)

        return _Mention(other.end, read, whole=window)

    def _before(self, i: int) -> tuple[str, bool]:
        """The preposition before word ``i``, fillers skipped; and whether "less than" is among these."""
        under = False
        i -= 1
        while self._is(i, "fillers") or self._is(i, "under"):
            under = under or self._is(i, "under")
            i -= 1
        return self.word(i), under

    def _amount(self, i: int) -> tuple[tuple[float, float], int] | None:
        """How many, least and most, from word ``i`` on; and where that ends."""
        hit = self.english.about.at(self.words, i)
        if hit:
            end, about = hit
            return about, end
        low = self._number(i)
        if low is None:
            return None
        value, end = low
        if self.words[end : end + 3] == ["and", "a", "half"]:
            return (value + 0.5, value + 0.5), end + 3
        high = self._number(end + 1) if self.word(end) in ("to", "-", "or") else None
        if high is not None and high[0] >= value:
            return (value, high[0]), high[1]
        return (value, value), end

    def _number(self, i: int) -> tuple[float, int] | None:
        """A whole number in figures or words from word ``i`` on, and where it ends."""
        figures = self.word(i).replace(",", "")
        if figures.isascii() and figures.isdigit():
            return float(figures[:9]), i + 1
        total, end = 0, i
        while True:
            value = self.english.numbers.get(self.word(end))
            if value is None:
                return (float(total), end) if end > i else None
            total = max(total, 1) * value if value >= 100 else total + value
            end += 1
            if self.word(end) == "-" and self.word(end + 1) in self.english.numbers and 20 <= value < 100:
                end += 1

    # Units, named periods, years

    def _unit(self, i: int) -> _Mention | None:
        """A unit of the calendar: "this week", "next year", "the week of June 15"."""
        det = self.word(i)
        if det not in ("this", "next", "last", "previous", "the", "current", "weekend"):
            return None
        fiscal = self.word(i + 1) in ("fiscal", "financial") and self.word(i + 2) == "year"
        unit = self.english.units.get(self.word(i + 1))
        if fiscal:
            name, end = f"{self.word(i + 1)}_year", i + 3
        elif "weekend" in (det, self.word(i + 1)):
            name, end = "weekend", i + (1 if det == "weekend" else 2)
        elif unit and self.word(i + 1) == unit.name and unit.grain != "day" and unit.name != "fortnight":
            name, end = unit.name, i + 2
        else:
            return None
        begins = self.english.readings.get(name, 1)
        if det == "the":
            if self.words[end : end + 2] == ["after", "next"]:
                return _Mention(end + 2, lambda clock: neighbour(name, clock.today, 2, begins))
            if name in ("week", "weekend") and self.word(end) in (
                "of",
                "beginning",
                "commencing",
                "starting",
            ):
                day = self.mention(self._past(end + 1, "the", "on"))
                return day and _Mention(day.end, lambda clock: calendar_period(name, day.read(clock).first))
            if self.word(end) in ("after", "before", "following") or _YEAR.fullmatch(self.word(end)):
                return None
        steps = {"next": 1, "last": -1, "previous": -1}.get(det, 0)
        return _Mention(end, lambda clock: neighbour(name, clock.today, steps, begins))

    def _part(self, i: int) -> _Mention | None:
        """A numbered part of a period: "third quarter of 2026", "last Friday in June", "Q3"."""
        short = _SHORT.fullmatch(self.word(i))
        if short and short[1] != "fy":
            nth, parts, j = int(short[2]), {"q": 4, "h": 2}[short[1]], i + 1
            if not 1 <= nth <= parts:
                return None
            name = "quarter" if parts == 4 else "half"
        else:
            order = self.english.ordinals.get(self.word(i))
            if order is None:
                return None
            nth, j = order, self._past(i + 1, "-") + 1
            name = self.word(j - 1)
        k = (
            self._past(j, ",", "of", "in", "the")
            if self.word(j) in (",", "of", "in") or name == "half"
            else j
        )
        whole = self.mention(k - 1) if self.word(k - 1) == "the" else self.mention(k)
        if name in ("quarter", "half"):
            parts = 4 if name == "quarter" else 2
            if whole is None:  # of the year
                if not -1 <= nth <= parts:
                    return None

                def each(day: Date) -> list[Period]:
                    return [part(whole_years(y, y), nth, parts) for y in range(day.year - 1, day.year + 3)]

                return _Mention(j, lambda clock: _pick(each(clock.near), clock))
            return _Mention(whole.end, lambda clock: part(whole.read(clock), nth, parts))
        unit = self.english.units.get(name)
        weekday = self.english.weekdays.get(name)
        if whole is None or k == j or (unit is None and weekday is None):
            return None
        if weekday is not None:
            return _Mention(whole.end, lambda clock: nth_weekday(whole.read(clock), nth, weekday))
        assert unit is not None

        def read(clock: _Clock) -> Period:
            period = whole.read(clock)
            if nth < 0:
                first = plus_days(shifted(plus_days(period.last, 1), -1, unit, math.floor), 0)
                return Period(max(first, period.first), period.last)
            first = shifted(period.first, nth - 1, unit, math.floor)
            last = plus_days(shifted(period.first, nth, unit, math.floor), -1)
            return Period(min(first, period.last), min(max(first, last), period.last))

        return _Mention(whole.end, read)

    def _named(self, i: int) -> _Mention | None:
        """A day, weekday, month, season or holiday that comes round, or of a named year."""
        det, j = "", i
        while self.word(j) in ("this", "next", "last", "coming", "upcoming", "current"):
            det, j = self.word(j), j + 1
        if self._doubtful(j):
            return None
        core = self._recurring(j)
        if core is None:
            return None
        end, each = core
        weekday = self.english.weekdays.get(self.word(j))
        if weekday is not None and end == j + 1:  # "Tuesday, 4 May": the date says it all
            k = self._past(end, ",", "the", *self.english.words["parts"])
            if (
                self.word(k) not in self.english.weekdays
                and (date := self._named(k))
                and self.word(k) != "next"
            ):
                return date
        k = self._past(end, ",", "of", "in")
        if (year := self._the_year(k)) and weekday is None:
            return _Mention(year.end, lambda clock: in_year(each, year.read(clock).first.year))
        return _Mention(end, lambda clock: _pick(each(clock.near), clock, det))

    def _the_year(self, i: int) -> _Mention | None:
        """A year, by its figures or as this or next one."""
        if self.word(i) in ("this", "next", "the") and self.word(i + 1) == "year":
            return self._unit(i)
        return self._year(i) if _YEAR.match(self.word(i)) else None

    def _doubtful(self, i: int) -> bool:
        """Whether word ``i`` may be another word than a date's, as "may" or "march"."""
        if not self._is(i, "ambiguous") or i == 0 or self.word(i - 1) in ("'s", *_DETERMINERS):
            return False
        beside = self.word(i + 1)[:1].isdigit() or self.word(i - 1)[:1].isdigit()
        relation = any(self.english.relations.at(self.words, j) for j in range(max(0, i - 1), i))
        groups = ("fillers", "joins", "early", "mid", "late", "later", "earlier")
        return not (beside or relation or any(self._is(i - 1, group) for group in groups))

    def _recurring(self, i: int) -> tuple[int, Callable[[Date], list[Period]]] | None:
        """A period of each year or week that begins with word ``i``: where it ends, and those near a day."""
        english, word = self.english, self.word(i)
        if hit := english.holidays.at(self.words, i):
            end, holiday = hit
            return end, lambda day: holidays(holiday, day)
        if (weekday := english.weekdays.get(word)) is not None:
            return i + 1, lambda day: [
                Period(d, d)
                for n in (-1, 0, 1, 2)
                for d in [plus_days(day, (weekday - day.weekday()) % 7 + 7 * (n - 1))]
            ]
        if (month := english.seasons.get(word)) is not None:
            return i + 1, lambda day: [whole_months(y, month, 3) for y in range(day.year - 1, day.year + 3)]
        if (month := english.months.get(word)) is not None:
            return self._days_of(month, self._past(i + 1, "the"), i + 1)
        if english.ordinals.get(word, 0) > 0 and self.word(i + 1) == "of":  # "the first of May"
            named, nth = english.months.get(self.word(i + 2)), english.ordinals[word]
            return (i + 3, lambda day: annual(day, named, nth)) if named else None
        if m := _DAY.fullmatch(word):
            j = self._past(i + 1, "of", "the")
            other = (
                _DAY.fullmatch(self.word(j + 1))
                if self.word(j) in ("-", "to", "and", "or", "through")
                else None
            )
            j += 2 if other else 0
            month = english.months.get(self.word(j))
            if month is not None and is_day(month, int(m[1])):
                last = int(other[1]) if other else int(m[1])
                return j + 1, lambda day: annual(day, month, int(m[1]), last)
            if _NTH.fullmatch(word) and self.word(i - 1) == "the" and 1 <= int(m[1]) <= 31:
                return self._nth(int(m[1]), i + 1)
        return None

    def _days_of(self, month: int, i: int, end: int) -> tuple[int, Callable[[Date], list[Period]]]:
        """The days of ``month`` that stand from word ``i`` on; all of it, up to ``end``, where none do."""
        m = _DAY.fullmatch(self.word(i))
        if m is None or self.word(i + 1) in self.english.units or int(m[1]) == 0:
            return end, lambda day: [whole_months(y, month, 1) for y in range(day.year - 1, day.year + 3)]
        if not is_day(month, int(m[1])):
            return i + 1, lambda day: [whole_months(y, month, 1) for y in range(day.year - 1, day.year + 3)]
        other = (
            _DAY.fullmatch(self.word(i + 2))
            if self.word(i + 1) in ("-", "to", "and", "or", "through")
            else None
        )
        if other is None or self.word(i + 3) in (*self.english.units, *self.english.months):
            return i + 1, lambda day: annual(day, month, int(m[1]))
        return i + 3, lambda day: annual(day, month, int(m[1]), int(other[1]))

    def _nth(self, nth: int, end: int) -> tuple[int, Callable[[Date], list[Period]]] | None:
        """The ``nth`` of a month, named neither by name nor by number: "the 15th"."""
        offset = None
        if (
            self.word(end) == "of"
            and self.word(end + 1) in ("this", "the", "next")
            and self.word(end + 2) == "month"
        ):
            offset = 1 if self.word(end + 1) == "next" else 0
            end += 3
        elif self.word(end).isalpha() and not self._is(end, "closing"):
            return None  # "the 15th anniversary"

        def each(day: Date) -> list[Period]:
            steps = range(-12, 13) if offset is None else (offset,)
            months = [shifted(day.replace(day=1), n, MONTH, math.floor) for n in steps]
            return [Period(d, d) for m in months if (d := real_day(m.year, m.month, nth))]

        return end, each

    def _year(self, i: int) -> _Mention | None:
        """Years in figures, decades, centuries and fiscal years."""
        word, english = self.word(i), self.english
        if word == "'" and (m := re.fullmatch(r"([0-9]0)s", self.word(i + 1))):
            tens = int(m[1])
            return _Mention(
                i + 2, lambda clock: _pick([whole_years(c + tens, c + tens + 9) for c in CENTURIES], clock)
            )
        if m := re.fullmatch(r"((?:1[89]|2[01])[0-9])0s", word):
            return _fixed(i + 1, whole_years(int(m[1]) * 10, int(m[1]) * 10 + 9))
        if (
            (m := _NTH.fullmatch(word))
            and self.word(i + 1 + (self.word(i + 1) == "-")) == "century"
            and int(m[1])
        ):
            return _fixed(
                i + 2 + (self.word(i + 1) == "-"), whole_years(int(m[1]) * 100 - 99, int(m[1]) * 100)
            )
        if (m := _SHORT.fullmatch(word)) and m[1] == "fy":
            year = int(m[2]) + (2000 if len(m[2]) == 2 else 0)
            return (
                _fixed(i + 1, fiscal_year(year, english.readings["fiscal_year"]))
                if 1800 < year < 2200
                else None
            )
        if word in ("fiscal", "financial"):
            return self._fiscal_year(word, i + 1 + (self.word(i + 1) == "year"))
        if not _YEAR.fullmatch(word):
            return None
        first, end = int(word), i + 1
        last = first
        if self.word(end) == "-" and re.fullmatch(r"[0-9]{2}", self.word(end + 1)):
            last = first // 100 * 100 + int(self.word(end + 1))
            end += 2
            if last <= first:
                return None
        if self.word(end) in ("fiscal", "financial") and self.word(end + 1) == "year":
            month = english.readings[f"{self.word(end)}_year"]
            return _fixed(end + 2, fiscal_year(first + 1 if last > first else first, month))
        return _fixed(end, whole_years(first, last))

    def _fiscal_year(self, kind: str, i: int) -> _Mention | None:
        year = self._year(i)
        if year is None:
            return None
        month = self.english.readings[f"{kind}_year"]

        def read(clock: _Clock) -> Period:
            period = year.read(clock)
            return fiscal_year(max(period.first.year + (period.last.year > period.first.year), 2), month)

        return _Mention(year.end, read)


_DETERMINERS = ("this", "next", "last", "coming")


def _fixed(end: int, period: Period | None) -> _Mention | None:
    """A period that needs no day of publication."""
    return period and _Mention(end, lambda _: period)


def _ended(mention: _Mention, end: int) -> _Mention:
    """The end of the period of ``mention``: "next year's end"."""
    return _Mention(end, lambda clock: end_of(mention.read(clock)))


def _pick(periods: list[Period], clock: _Clock, det: str = "") -> Period:
    """The one of many periods, in order, that is meant with ``det`` ("this", "next" …) before it."""
    if det == "next":
        today = clock.today
        week = neighbour("week", today, 1)
        weekly = (periods[1].first - periods[0].first).days == 7
        current = any(p.first <= today <= p.last for p in periods)
        for p in periods:
            if (
                week.first <= p.first <= week.last
                if weekly
                else p.first > today and (current or p.first.year > today.year)
            ):
                return p
    if det == "last":
        return max((p for p in periods if p.last < clock.today), default=periods[0])
    if det in ("coming", "upcoming"):
        return next((p for p in periods if p.first > clock.today), periods[-1])
    if clock.back:
        return max((p for p in periods if p.first <= clock.near), default=periods[0])
    return next((p for p in periods if p.last >= clock.near), periods[-1])


def _common(found: list[Interval]) -> Interval:
    """What all of the dates have in common; those that share nothing with the ones before are left out."""
    first, last = found[0]
    for start, stop in found[1:]:
        later = max((d for d in (first, start) if d), default=None)
        earlier = min((d for d in (last, stop) if d), default=None)
        if later is None or earlier is None or later <= earlier:
            first, last = later, earlier
    return first, last
