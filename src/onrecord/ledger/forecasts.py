"""Forecasts that were made elsewhere, as rows of a table: each a document whose text holds all its words.

The text of a row is what an article would say of it: ``Ada Brill: “The dam will hold.”``, and under it the probability
and the deadline as they were given. So the speaker, the claim, the number and the day all point at their words, and
the forecast is found, falls due, is settled and scored like any other. No reader has read it, and none reads it again.
"""

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from onrecord.document import Document, content_id
from onrecord.ledger import standing, store
from onrecord.ledger.database import Database
from onrecord.ledger.entries import DEGREES, Signed
from onrecord.ledger.errors import BadImport
from onrecord.ledger.importing import Imported
from onrecord.ledger.readers import IMPORT
from onrecord.ledger.schema import claims, passages, resolutions, speakers, storable, versions
from onrecord.ledger.speakers import NOBODY, Known, Whose, key
from onrecord.ledger.words import folded
from onrecord.reading import Claim, Reading, Span, Speaker, Statement, When

if TYPE_CHECKING:
    from onrecord.ledger.entries import Outcome
    from onrecord.reading.record import Likelihood, SpeakerKind

#: What an outcome is noted with that came with its forecast, by which it is known again.
NOTE = "as it was imported"

#: The classes of likelihood with a probability of their own, up to which one goes: the bands of ICD 203.
_CLASSES: tuple[tuple[float, "Likelihood"], ...] = (
    (0.05, "almost_no_chance"),
    (0.20, "very_unlikely"),
    (0.45, "unlikely"),
    (0.55, "even"),
    (0.80, "likely"),
    (0.95, "very_likely"),
    (1.00, "almost_certain"),
)
_NUMBER = re.compile(r"(\d*[.,]?\d+|\d+[.,]?)\s*(%|percent|per cent)?")
_PARTLY = re.compile(r"partly\s*[=:]?\s*(\d*[.,]?\d+)\s*(%)?")


@dataclass(frozen=True, slots=True)
class Chance:
    """A probability, from 0 to 1, and how it is written."""

    words: str
    value: float


@dataclass(frozen=True, slots=True)
class Day:
    """A day, and how it is written."""

    words: str
    day: datetime.date


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast made elsewhere: who made it, in which words, on which day; how probable, by when, and how it turned out.

    ``outcome`` and ``degree``: as for :meth:`~onrecord.ledger.ledger.Ledger.resolve`.
    """

    speaker: str
    text: str
    made_on: datetime.date | None = None
    probability: Chance | None = None
    deadline: Day | None = None
    outcome: "Outcome | None" = None
    degree: float | None = None


def forecast(
    speaker: str, text: str, probability: str = "", date: str = "", deadline: str = "", outcome: str = ""
) -> Forecast:
    """A forecast from the words of a table's row. Raises :class:`BadImport`, saying which of them is none."""
    speaker, text = " ".join(storable(speaker).split()), storable(text).strip()
    for called, given in (("speaker", speaker), ("text", text)):
        if not any(character.isalnum() for character in given):
            raise BadImport(f"has no {called}; every forecast needs one")
    made_on = _made_on(date) if date.strip() else None
    said, degree = _outcome(outcome)
    return Forecast(
        speaker,
        text,
        made_on,
        Chance(_plain(probability), _probability(probability)) if probability.strip() else None,
        _deadline(deadline, made_on) if deadline.strip() else None,
        said,
        degree,
    )


def brought(database: Database, made: Forecast, signed: Signed) -> Imported:
    """Keep a forecast and how it turned out, whole or not at all; where it is there already, only what is new.

    It is known again by its speaker, text and date. An outcome that the table gave before is not entered again,
    whatever people said since; another one is, and holds.
    """
    with database.writing() as connection:
        kind = _kind(connection, made.speaker)
        reading = _reading(made, kind)
        added = store.added(connection, reading, IMPORT, _whose(kind, made.speaker))
        new = _settled(connection, reading.document, made, signed)
    outcome = "updated" if new and added.outcome == "unchanged" else added.outcome
    return Imported(outcome, added.document, added.title, new)


def _reading(made: Forecast, kind: "SpeakerKind") -> Reading:
    lines = [f"{made.speaker}: “{made.text}”"]
    start = len(made.speaker) + 3
    end = start + len(made.text)
    text = lines[0]
    chance = when = None
    if made.probability:
        text += "\nProbability: "
        chance = (len(text), made.probability)
        text += made.probability.words
    if made.deadline:
        text += "\nBy: "
        at = len(text)
        text += made.deadline.words
        when = When(at, len(text), made.deadline.words, None, made.deadline.day, "dated")
    likelihood, probability, interval, phrase = _likely(made)
    date = made.made_on.isoformat() if made.made_on else None
    name = content_id("\0".join((made.speaker, made.text, date or "")))
    return Reading(
        Document(text, id=f"forecast-{name}", published=date),
        (
            Statement(
                "s1",
                source=(Span(0, len(made.speaker), made.speaker),),
                cue=(),
                content=(Span(start - 1, end + 1, text[start - 1 : end + 1]),),
                manner="direct",
                within=None,
                confidence=1.0,
                speaker="p1",
            ),
        ),
        (Speaker("p1", made.speaker, kind, mentions=(Span(0, len(made.speaker), made.speaker),)),),
        (
            Claim(
                "c1",
                "s1",
                start,
                end,
                made.text,
                "forecast",
                1.0,
                likelihood,
                probability,
                interval,
                chance[1].words if chance else phrase,
                when=when,
            ),
        ),
    )


def _likely(made: Forecast) -> "tuple[Likelihood, float, tuple[float, float] | None, str | None]":
    """How likely it is made: by its number, else by its words, else it is stated flatly."""
    from onrecord.reading.likelihood import explicit, probability

    if made.probability:
        return _class(made.probability.value), made.probability.value, None, None
    if stated := explicit(made.text):
        likelihood = _class(stated[0])
        return likelihood, *probability(likelihood, made.text)
    classes: list[Likelihood] = [*(likelihood for _, likelihood in _CLASSES), "possible"]
    found = [(likelihood, *probability(likelihood, made.text)) for likelihood in classes]
    if worded := [one for one in found if one[3]]:
        return max(worded, key=lambda one: len(one[3] or ""))
    return "flat", *probability("flat", made.text)


def _class(value: float) -> "Likelihood":
    return next(name for most, name in _CLASSES if value <= most)


def _kind(connection: sa.Connection, name: str) -> "SpeakerKind":
    """What the ledger knows the speaker as; a person, where it does not."""
    kinds: tuple[SpeakerKind, ...] = ("person", "organisation", "document")
    keys = {key(kind, name, ""): kind for kind in kinds}
    known = set(connection.execute(sa.select(speakers.c.key).where(speakers.c.key.in_(keys))).scalars())
    return next((kind for key, kind in keys.items() if key in known), "person")


def _whose(kind: "SpeakerKind", name: str) -> Whose:
    """Who is meant by a name that is a surname or an acronym: the same one in every row, unlike in articles."""
    from onrecord.ledger import people

    parsed = people.named(kind, name)
    if parsed is None or not people.short(parsed):
        return NOBODY.known
    return {(kind, folded(name)): Known(key(kind, name, ""), kind, name)}


def _settled(connection: sa.Connection, document: Document, made: Forecast, signed: Signed) -> int:
    """Enter how it turned out, unless the table said so before; gives how many entries that is."""
    if made.outcome is None:
        return 0
    row = connection.execute(
        sa.select(passages.c.id, passages.c.utterance_id, claims.c.outcome, claims.c.degree)
        .join(claims, claims.c.id == passages.c.id)
        .join(versions, versions.c.id == passages.c.version_id)
        .where(versions.c.name == document.id, versions.c.hash == content_id(document.text))
    ).one()
    before = connection.execute(
        sa.select(resolutions.c.outcome, resolutions.c.degree)
        .join(passages, passages.c.id == resolutions.c.passage_id)
        .where(passages.c.utterance_id == row.utterance_id, resolutions.c.note == NOTE)
        .order_by(resolutions.c.id.desc())
    ).first()
    holds = before or (row.outcome or "open", row.degree)
    degree = DEGREES.get(made.outcome, made.degree)
    if tuple(holds) == (made.outcome, degree):
        return 0
    entry = {
        "passage_id": row.id,
        "outcome": made.outcome,
        "degree": degree,
        "made_by": " ".join(signed.by.split()),
        "made_at": datetime.datetime.now(datetime.UTC),
        "note": NOTE,
        "evidence": "\n".join(signed.evidence) or None,
    }
    connection.execute(sa.insert(resolutions), entry)
    standing.apply(connection, [row.utterance_id])
    return 1


def _plain(words: str) -> str:
    return " ".join(storable(words).split())


def _probability(words: str) -> float:
    match = _NUMBER.fullmatch(words.strip().lower())
    value = _figure(match[1]) / (100 if match[2] else 1) if match else -1.0
    if not 0 <= value <= 1:
        raise BadImport(f"has the probability “{_plain(words)}”; write 0.7 or 70%")
    return value


def _figure(digits: str) -> float:
    return float(digits.replace(",", "."))


def _outcome(words: str) -> "tuple[Outcome | None, float | None]":
    said = words.strip().lower()
    if not said:
        return None, None
    outcomes: tuple[Outcome, ...] = ("yes", "no", "void", "open")
    for outcome in outcomes:
        if said == outcome:
            return outcome, None
    match = _PARTLY.fullmatch(said)
    degree = _figure(match[1]) / (100 if match[2] else 1) if match else -1.0
    if not 0 <= degree <= 1:
        raise BadImport(
            f"has the outcome “{_plain(words)}”; write yes, no, partly=0.4, void, or nothing where it is open"
        )
    return "partly", degree


def _made_on(words: str) -> datetime.date:
    from onrecord.reading.when import published_date

    if day := published_date(words):
        return day
    raise BadImport(f"has the date “{_plain(words)}”, which is no day; write 2031-03-31")


def _deadline(words: str, made_on: datetime.date | None) -> Day:
    """The last day that the words name, seen from the day on which the forecast was made."""
    from onrecord.reading.when import published_date, resolve

    plain = _plain(words)
    try:
        return Day(plain, datetime.datetime.fromisoformat(plain).date())
    except ValueError:
        since, until, _ = resolve(plain, made_on)
    if day := until or since or published_date(plain):
        return Day(plain, day)
    raise BadImport(f"has the deadline “{plain}”, which is no day; write 2031-03-31")
