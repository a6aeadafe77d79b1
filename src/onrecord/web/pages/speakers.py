"""Speakers: who is on record, who may be one with whom, and one with the track record and all that is known."""

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

import msgspec
from fastapi import Form, Query
from starlette.requests import Request

from onrecord.ledger import Ledger, Listed, Merge, Offers, Person, ShownSpeaker
from onrecord.scoring import FLOOR, Group, calibration_chart, history_chart
from onrecord.web import records
from onrecord.web.columns import Columns
from onrecord.web.drawings import Drawing, Width, drawing, nothing_to_draw
from onrecord.web.forms import SignedBy
from onrecord.web.pages.router import Book, Done, Id, Pages
from onrecord.web.records import Record

#: So many a page has, and so many pages can be leafed through.
ROWS, LEAVES = 20, 100
#: So many pairs are offered, and so many who may be the same as one.
OFFERS, LIKE = 40, 8

pages = Pages()


@dataclass(frozen=True, slots=True)
class Row:
    """A speaker in the list, with the track record, where there is one."""

    speaker: Listed
    record: Group | None


@dataclass(frozen=True, slots=True)
class Speakers:
    """A page of the list. ``floor``: how many forecasts must be settled before they are scored."""

    q: str
    page: int
    rows: tuple[Row, ...]
    more: bool
    floor: int

    def to_dict(self) -> dict[str, Any]:
        """For programs: all but the settled forecasts themselves."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        for row in built["rows"]:
            if row["record"]:
                del row["record"]["settled"]
        return built


@pages.page("/speakers", "speakers.html")
def speakers(
    book: Book,
    request: Request,
    q: Annotated[str, Query(max_length=200, description="Words of a name or a role.")] = "",
    page: Annotated[int, Query(ge=1, le=LEAVES)] = 1,
) -> Speakers:
    """Who is on record, the one with the most statements first."""
    found = records.lately(request).get(
        ("speakers", q, page), lambda: book.speakers(q, limit=ROWS, offset=(page - 1) * ROWS)
    )
    of = records.of_speakers(request, [one.id for one in found.speakers])
    rows = tuple(Row(one, of.get(one.id)) for one in found.speakers)
    return Speakers(q, page, rows, found.more, FLOOR)


@dataclass(frozen=True, slots=True)
class Offered:
    """Pairs of speakers that may be one."""

    q: str
    found: Offers


@pages.page("/speakers/offers", "offers.html")
def offers(
    book: Book,
    request: Request,
    q: Annotated[str, Query(max_length=200, description="Words of one of the names.")] = "",
) -> Offered:
    """The pairs of speakers that may be one, the surest first."""
    found = records.lately(request).get(("offers", q), lambda: book.offers(q, limit=OFFERS))
    return Offered(q, found)


@dataclass(frozen=True)
class Profile:
    """A speaker as the page shows it.

    ``like``: which words were looked for in others' names, ``others``: who has them, and may be the same. ``other``: who
    was said just now to be somebody else; ``one``: the name of it that was said just now to be the same.
    """

    shown: ShownSpeaker
    record: Record
    like: str
    others: tuple[Listed, ...]
    other: ShownSpeaker | None
    one: str

    def to_dict(self) -> dict[str, Any]:
        """For programs: what is known of the speaker, and its record."""
        shown: dict[str, Any] = msgspec.to_builtins(self.shown)
        return shown | {
            "record": self.record.board.to_dict(),
            "calibration": msgspec.to_builtins(self.record.curve),
            "history": msgspec.to_builtins(self.record.history),
        }

    @cached_property
    def columns(self) -> Columns | None:
        """How many statements came out when."""
        return Columns.of({datetime.date.fromisoformat(day): n for day, n in self.shown.days.items()})

    @property
    def calibration(self) -> list[tuple[str, str, str]]:
        """The curve as rows: what was given, how often it came true, and within which ends chance would leave that."""
        curve = self.record.curve
        if curve is None:
            return []
        rows = []
        for given, share in curve.points:
            _, low, high = min(curve.band, key=lambda one: abs(one[0] - given))
            rows.append((f"{given:.0%}", f"{share:.0%}", f"{100 * low:.0f}–{high:.0%}"))
        return rows

    @cached_property
    def names(self) -> set[str]:
        """The ids of all its names."""
        return {name.id for name in self.shown.names}

    def undoing(self, said: Merge) -> str:
        """What takes an entry back that still holds: ``split`` or ``merge``; else nothing."""
        if said.into is None:
            return ""
        if said.document:
            return "merge" if said.into.id not in self.names else ""
        return "split" if {said.speaker.id, said.into.id} <= self.names else ""


@pages.page("/speakers/{id}", "speaker.html")
def speaker(
    book: Book,
    request: Request,
    id: Id,
    like: Annotated[str, Query(max_length=200, description="Words of who may be the same.")] = "",
    other: Annotated[str, Query(max_length=25, description="Who is somebody else, as was just said.")] = "",
    one: Annotated[str, Query(max_length=25, description="A name that is the same, as was just said.")] = "",
) -> Profile:
    """One speaker: names, roles over time, track record, forecasts, statements over time, and who it is by hand."""
    shown = _shown(book, request, id)
    id = shown.listed.id
    alike = book.speakers(like, limit=LIKE + 1).speakers if like.strip() else ()
    return Profile(
        shown=shown,
        record=records.of_speaker(request, id),
        like=like,
        others=tuple(who for who in alike if who.id != id)[:LIKE],
        other=_shown(book, request, other) if other else None,
        one=one,
    )


def _shown(book: Ledger, request: Request, id: str) -> ShownSpeaker:
    return records.lately(request).get(("speaker", id), lambda: book.show_speaker(id))


@pages.drawing("/speakers/{id}/calibration")
def calibration(book: Book, request: Request, id: Id, width: Width = 480) -> Drawing:
    """The calibration curve of a speaker, with the interval that chance alone would leave it in, as a Vega-Lite chart."""

    def made() -> Drawing:
        curve = records.of_speaker(request, _shown(book, request, id).listed.id).curve
        if curve is None:
            raise nothing_to_draw()
        return drawing(calibration_chart(curve, width=width))

    return records.lately(request).get(("calibration", id, width), made)


@pages.drawing("/speakers/{id}/history")
def over_time(book: Book, request: Request, id: Id, width: Width = 480) -> Drawing:
    """The record of a speaker over time, with 95 % intervals, as a Vega-Lite chart."""

    def made() -> Drawing:
        listed = _shown(book, request, id).listed
        standings = records.of_speaker(request, listed.id).history
        if not standings:
            raise nothing_to_draw()
        return drawing(history_chart({listed.name: standings}, width=width))

    return records.lately(request).get(("history", id, width), made)


Other = Annotated[str, Form(pattern=r"^[A-Za-z][0-9A-Za-z]{1,24}$", description="Another speaker's id.")]


@pages.change("/speakers/{id}/merge", gives=Person)
def merge(book: Book, request: Request, id: Id, signed: SignedBy, other: Other) -> Done:
    """Say that two speakers are one; split takes it back."""
    person = book.merge([id, other], signed)
    request.app.state.lately.forget()
    return Done(person, f"/speakers/{person.id}?one={other}")


@dataclass(frozen=True, slots=True)
class Two:
    """Who a speaker is, and who the other is that it was taken for."""

    person: Person
    other: Person


@pages.change("/speakers/{id}/split", gives=Two)
def split(
    book: Book,
    request: Request,
    id: Id,
    signed: SignedBy,
    document: Annotated[
        str, Form(max_length=25, description="In that document alone it is somebody else; else at all.")
    ] = "",
) -> Done:
    """Say that a speaker is somebody else, at all or in one document; merge takes it back."""
    two = Two(*book.split(id, [document] if document else [], signed))
    request.app.state.lately.forget()
    return Done(two, f"/speakers/{two.person.id}?other={two.other.id}")
