"""Claims in plain words and in the order in which they fall due; and a reading's part that makes some kinds."""

import calendar
import datetime
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onrecord.export.writer import joined

if TYPE_CHECKING:
    from onrecord.export.cast import Cast
    from onrecord.reading import Claim, Reading, Statement, When
    from onrecord.reading.record import ClaimKind, Due, Likelihood
    from onrecord.scoring import Word

#: The kinds of claim, those that can come true first.
KINDS: tuple["ClaimKind", ...] = (
    "forecast", "commitment", "aim", "directive", "report", "assessment", "other",
)  # fmt: skip
#: The kinds that can come true, or not.
OPEN: tuple["ClaimKind", ...] = ("forecast", "commitment")

#: How likely a forecast is made, in plain words.
LIKELIHOODS: dict["Likelihood", str] = {
    "flat": "stated flatly",
    "almost_certain": "almost certain",
    "very_likely": "very likely",
    "likely": "likely",
    "even": "even odds",
    "possible": "possible",
    "unlikely": "unlikely",
    "very_unlikely": "very unlikely",
    "almost_no_chance": "almost no chance",
    "flat_not": "flatly denied",
}
#: How a forecast turned out, in words, and a commitment.
OUTCOMES = {"yes": "came true", "no": "did not come true", "partly": "came true in part", "void": "void"}
KEPT = {"yes": "kept", "no": "broken", "partly": "kept in part", "void": "void"}
#: Why a claim has no date, where its words say by when.
_NO_DATE: dict["Due", str] = {
    "dated": "no date",
    "undated": "date not known",
    "event": "hangs on an event",
    "vague": "no date",
    "never": "never",
}
_MONTHS = (
    "", "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def only(reading: "Reading", kinds: Collection["ClaimKind"]) -> "Reading":
    """What of ``reading`` makes claims of these ``kinds``: no other claim, and no statement, link or aim without one.

    What such a statement is quoted in is kept: it holds the same words, and says who quotes them.
    """
    claims = tuple(c for c in reading.claims if c.kind in kinds)
    outer = {s.id: s.within for s in reading.statements}
    kept: set[str] = set()
    for claim in claims:
        statement: str | None = claim.statement
        while statement is not None and statement not in kept:
            kept.add(statement)
            statement = outer[statement]
    statements = tuple(s for s in reading.statements if s.id in kept)
    speaking = {s.speaker for s in statements}
    speakers = tuple(s for s in reading.speakers if s.id in speaking)
    links = tuple(x for x in reading.links if x.statement in kept)
    aims = tuple(x for x in reading.aims if x.statement in kept)
    return replace(reading, statements=statements, speakers=speakers, claims=claims, links=links, aims=aims)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which forecasts and commitments somebody wants to see; by default all.

    ``by``: due on that day or sooner; ``speaker``: words in the speaker's name, in one of the other forms of
    it or in the source, in whatever case; ``likelihoods``: forecasts made so likely; ``checkable``: such only.
    """

    kinds: Collection["ClaimKind"] = OPEN
    by: datetime.date | None = None
    speaker: str = ""
    likelihoods: Collection["Likelihood"] | None = None
    checkable: bool = False

    def has(self, claim: "Claim", statement: "Statement", cast: "Cast") -> bool:
        """Whether ``claim`` is one of them."""
        return (
            claim.kind in self.kinds
            and (self.by is None or (falls_due(claim.when) or datetime.date.max) <= self.by)
            and (self.likelihoods is None or claim.likelihood in self.likelihoods)
            and (bool(claim.checkable) or not self.checkable)
            and self._by_speaker(statement, cast)
        )

    def _by_speaker(self, statement: "Statement", cast: "Cast") -> bool:
        speaker = cast.of(statement)
        names = [joined(statement.source), *((speaker.name, *speaker.aliases) if speaker else ())]
        return any(self.speaker.casefold() in name.casefold() for name in names)


def falls_due(when: "When | None") -> datetime.date | None:
    """The day by which a claim can be settled; ``None`` where it is not known."""
    return (when.until or when.since) if when else None


def open_claims(reading: "Reading") -> "list[Claim]":
    """A reading's forecasts and commitments: the soonest due first, those without a date last, as they come."""
    claims = (c for c in reading.claims if c.kind in OPEN)
    return sorted(claims, key=lambda claim: falls_due(claim.when) or datetime.date.max)


def due_in_words(when: "When | None") -> str:
    """By when, as a person would write the date: "by 31 March 2032"; or why there is none."""
    if when is None:
        return "no date"
    if when.since and when.until:
        return _period(when.since, when.until)
    if when.until:
        return f"by {_day(when.until)}"
    return f"from {_day(when.since)}" if when.since else _NO_DATE[when.due]


def _period(since: datetime.date, until: datetime.date) -> str:
    first_of_month = since.day == 1
    last_of_month = until.day == calendar.monthrange(until.year, until.month)[1]
    whole_months = first_of_month and last_of_month
    one_year = since.year == until.year
    one_month = one_year and since.month == until.month
    if since == until:
        return _day(since)
    if whole_months and one_year and (since.month, until.month) == (1, 12):
        return f"{since.year}"
    if one_month:
        return _month(since) if whole_months else f"{since.day}–{_day(until)}"
    written = _month if whole_months else _day
    first = written(since).removesuffix(f" {since.year}") if one_year else written(since)
    return f"{first} – {written(until)}"


def _day(date: datetime.date) -> str:
    return f"{date.day} {_month(date)}"


def _month(date: datetime.date) -> str:
    return f"{_MONTHS[date.month]} {date.year}"


def odds(probability: float | None, interval: tuple[float, float] | None) -> str:
    """A probability with the middle 80 % of what readers take it to be: "7% (1–20%)"; empty for none."""
    if probability is None:
        return ""
    between = f" ({100 * interval[0]:.0f}–{interval[1]:.0%})" if interval else ""
    return f"{probability:.0%}{between}"


def in_words(row: "Word") -> str:
    """What was said, or of forecasts that no phrase makes likely, how likely they sound."""
    if row.phrase:
        return f"“{row.phrase}”"
    return f"{LIKELIHOODS[row.likelihood]}, in no set phrase" if row.likelihood else ""


def turned_out(kind: str, outcome: str | None, degree: float | None) -> str:
    """How a forecast or commitment turned out, in words: ``open``, ``came true``, ``kept in part (40%)``."""
    if outcome is None:
        return "open"
    said = (KEPT if kind == "commitment" else OUTCOMES)[outcome]
    return f"{said} ({degree:.0%})" if outcome == "partly" and degree is not None else said
