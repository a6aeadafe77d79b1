"""How many of something came out when, as columns that need no script to be drawn."""

import calendar
import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

#: There is a column for each month, or where these were more, for each year; at most so many.
MOST = 36


class Column(NamedTuple):
    """A month or year, and how many came out in it."""

    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Columns:
    """One column for each month or year from the first to the last; ``most``: how many the highest has."""

    columns: tuple[Column, ...]
    most: int

    @classmethod
    def of(cls, days: Mapping[datetime.date, int]) -> "Columns | None":
        """The columns for so many on each of these days; ``None`` where there is no day."""
        if not days:
            return None
        monthly = _month(max(days)) - _month(min(days)) < MOST
        counts = Counter[int]()
        for day, number in days.items():
            counts[_month(day) if monthly else day.year] += number
        periods = range(max(min(counts), max(counts) - MOST + 1), max(counts) + 1)
        columns = tuple(
            Column(_name(period) if monthly else str(period), counts[period]) for period in periods
        )
        return cls(columns, max(column.number for column in columns))


def _month(day: datetime.date) -> int:
    """The months since the first of the year 0."""
    return 12 * day.year + day.month - 1


def _name(month: int) -> str:
    return f"{calendar.month_name[month % 12 + 1]} {month // 12}"
