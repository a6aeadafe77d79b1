"""Periods of the calendar: which days weeks, quarters, fiscal years and holidays are.

Weeks run from Monday to Sunday. What would lie beyond the ends of the calendar is at its ends.
"""

import calendar
import datetime
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

Date = datetime.date


class Period(NamedTuple):
    """Days, both inclusive. ``start`` and ``stop``, where given, are what "before" and "by" measure from."""

    first: Date
    last: Date
    start: Date | None = None
    stop: Date | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A length of time: so many ``months`` and ``days``.

    ``grain``: the period of the calendar that something is in which is whole units away. ``bare``: how many units are
    meant where no number stands.
    """

    name: str
    months: float
    days: float
    grain: str
    bare: float


MONTH = Unit("month", 1, 0, "month", 1)
CENTURIES = (1800, 1900, 2000, 2100)
#: The length of each period of the calendar: months, days.
_LENGTHS = {
    "day": (0, 1), "week": (0, 7), "weekend": (0, 7), "month": (1, 0), "quarter": (3, 0), "year": (12, 0),
    "decade": (120, 0), "century": (1200, 0), "fiscal_year": (12, 0), "financial_year": (12, 0),
}  # fmt: skip


def plus_days(day: Date, days: float) -> Date:
    """The day so many days after ``day``."""
    ordinal = day.toordinal() + int(max(-4e6, min(4e6, days)))
    return Date.fromordinal(max(1, min(Date.max.toordinal(), ordinal)))


def real_day(year: int, month: int, day: int) -> Date | None:
    """The date, where there is one."""
    try:
        return Date(year, month, day)
    except ValueError:
        return None


def is_day(month: int, day: int) -> bool:
    """Whether some year has that day."""
    return real_day(2000, month, day) is not None


def one_day(year: int, month: int, day: int) -> Period | None:
    """The day as a period, where there is one."""
    date = real_day(year, month, day)
    return Period(date, date) if date else None


def shifted(day: Date, amount: float, unit: Unit, rounding: Callable[[float], int]) -> Date:
    """``day`` and so many units more (or less); a day that the month lacks becomes its last."""
    months = max(-2e5, min(2e5, amount * unit.months))
    whole = int(months)
    year, month = divmod(day.year * 12 + day.month - 1 + whole, 12)
    if not 1 <= year <= 9999:
        return Date.min if year < 1 else Date.max
    moved = Date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    return plus_days(moved, rounding(30 * (months - whole) + max(-4e6, min(4e6, amount * unit.days))))


def working_day(day: Date, days: float) -> Date:
    """The last of so many working days, Monday to Friday, after ``day``."""
    moved = np.busday_offset(np.datetime64(day), int(min(days, 1e6)), roll="backward").astype("O")
    return moved if isinstance(moved, Date) else Date.max


def whole_months(year: int, month: int, months: int) -> Period:
    """So many whole months."""
    first = Date(max(1, min(9999, year)), month, 1)
    return Period(first, plus_days(shifted(first, months, MONTH, math.floor), -1 if first.year < 9999 else 0))


def whole_years(first: int, last: int) -> Period:
    """The years from ``first`` to ``last``."""
    return Period(Date(max(1, min(9999, first)), 1, 1), Date(max(1, min(9999, last)), 12, 31))


def fiscal_year(year: int, month: int) -> Period:
    """The fiscal year that ends in ``year`` and begins in ``month`` of the one before."""
    return whole_months(year - 1, month, 12)


def calendar_period(name: str, day: Date, begins: int = 1) -> Period:
    """The week, month, year … that ``day`` is in. ``begins``: the first month of a fiscal year."""
    match name:
        case "week":
            return Period(plus_days(day, -day.weekday()), plus_days(day, 6 - day.weekday()))
        case "weekend":
            return Period(plus_days(day, 5 - day.weekday()), plus_days(day, 6 - day.weekday()))
        case "month":
            return whole_months(day.year, day.month, 1)
        case "quarter":
            return whole_months(day.year, (day.month - 1) // 3 * 3 + 1, 3)
        case "year":
            return whole_years(day.year, day.year)
        case "decade":
            return whole_years(day.year // 10 * 10, day.year // 10 * 10 + 9)
        case "century":
            return whole_years((day.year - 1) // 100 * 100 + 1, (day.year - 1) // 100 * 100 + 100)
        case "fiscal_year" | "financial_year":
            return fiscal_year(day.year + (day.month >= begins), begins)
    return Period(day, day)


def neighbour(name: str, day: Date, steps: int, begins: int = 1) -> Period:
    """The week, month, year … that comes so many after the one that ``day`` is in."""
    months, days = _LENGTHS[name]
    unit = Unit(name, months, days, "day", 1)
    first = calendar_period(name, day, begins).first
    return calendar_period(name, shifted(first, steps, unit, math.floor), begins)


def away(today: Date, low: float, high: float, unit: Unit) -> Period:
    """The days, weeks, months or years that are so far from ``today``."""
    grain = "month" if unit.grain == "year" and not (low.is_integer() and high.is_integer()) else unit.grain
    near, far = shifted(today, low, unit, math.floor), shifted(today, high, unit, math.floor)
    return Period(calendar_period(grain, near).first, calendar_period(grain, far).last, far, far)


def part(period: Period, nth: int, parts: int) -> Period:
    """The ``nth`` (1 is the first, -1 the last) of equal parts of a period; the last has the odd days.

    Decades and centuries are cut between years, a year between months.
    """
    first, last, *_ = period
    whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    years = last.year - first.year + 1 if whole else 0
    k = min(nth, parts) - 1 if nth > 0 else parts - 1
    if years > 1:
        size = max(1, years // parts)
        return whole_years(
            first.year + k * size, last.year if k == parts - 1 else first.year + (k + 1) * size - 1
        )
    if years == 1:
        return whole_months(first.year, 1 + 12 // parts * k, 12 // parts)
    days = (last - first).days + 1
    size = days // parts
    if size == 0:
        return Period(first, last)
    return Period(
        plus_days(first, k * size), last if k == parts - 1 else plus_days(first, (k + 1) * size - 1)
    )


def third(period: Period, k: int) -> Period:
    """Early (0), mid (1) or late (2) in a period."""
    if k == 1 and period.last.year - period.first.year == 99:
        return whole_years(period.first.year + 45, period.first.year + 54)
    return part(period, k + 1, 3)


def end_of(period: Period) -> Period:
    """The end of a period: its last third, "by" which is by its last day."""
    return third(period, 2)._replace(start=plus_days(period.last, 1), stop=period.last)


def nth_weekday(period: Period, nth: int, weekday: int) -> Period:
    """The ``nth`` Monday (0), Tuesday (1) … of a period; -1 is the last."""
    if nth < 0:
        day = plus_days(period.last, -((period.last.weekday() - weekday) % 7))
    else:
        day = plus_days(period.first, (weekday - period.first.weekday()) % 7 + 7 * (nth - 1))
    return Period(day, day)


def annual(day: Date, month: int, first: int, last: int | None = None) -> list[Period]:
    """A day of each year, or several of one month; far enough ahead for a 29 February."""
    return [
        Period(start, max(start, real_day(year, month, last or first) or start))
        for year in range(day.year - 8, day.year + 9)
        if (start := real_day(year, month, first))
    ]


def holidays(holiday: dict[str, int], day: Date) -> list[Period]:
    """A holiday, as ``when.toml`` tells it, in the years around ``day``."""
    years = range(max(1, day.year - 4), min(9998, day.year + 4) + 1)
    every, phase = holiday.get("every", 1), holiday.get("phase", 0)
    days = [_holiday(holiday, year) for year in years if (year - phase) % every == 0]
    return [Period(d, d) for d in days]


def _holiday(holiday: dict[str, int], year: int) -> Date:
    if "easter" in holiday:
        return plus_days(_easter(year), holiday["easter"])
    if "nth" in holiday:
        month = whole_months(year, holiday["month"], 1)
        return plus_days(
            nth_weekday(month, holiday["nth"], holiday["weekday"]).first, holiday.get("shift", 0)
        )
    return Date(year, holiday["month"], holiday["day"])


def _easter(year: int) -> Date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm; Meeus, Astronomical Algorithms)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (a + 11 * h) // 319
    n = (2 * e + 2 * i - k - h + m + 32) % 7
    month = (h - m + n + 90) // 25
    return Date(year, month, (h - m + n + month + 19) % 32)


def in_year(each: Callable[[Date], list[Period]], year: int) -> Period:
    """The one of a year's periods that begins in ``year``."""
    periods = each(Date(year, 1, 1))
    return next((p for p in periods if p.first.year == year), periods[0])
