"""Forecasts: those that fell due, those to come, those without a date, and those that are settled."""

import datetime
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import Form, Query
from pydantic import BeforeValidator
from starlette.requests import Request

from onrecord.ledger import Changed, Entry, Hit, HitClaim, Ledger, Outcome
from onrecord.ledger.state import State
from onrecord.web.forms import Back, SignedBy
from onrecord.web.pages.router import Book, Done, Id, Pages

#: So many a page has, and so many pages can be leafed through.
ROWS, LEAVES = 20, 100

Show = Literal["due", "coming", "undated", "settled"]

pages = Pages()


@dataclass(frozen=True, slots=True)
class Life:
    """A forecast or commitment, the statement that makes it, and the entry that settled it, if one did."""

    claim: HitClaim
    statement: Hit
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Forecasts:
    """A page of them. ``done``: the one that was settled, or opened again, just now; it is
    not among the others."""

    show: Show
    speaker: str
    page: int
    claims: tuple[Life, ...]
    more: bool
    state: State
    done: Life | None


def _given(value: Any) -> Any:
    return None if value == "" else value


@pages.page("/forecasts", "forecasts.html")
def forecasts(
    book: Book,
    request: Request,
    show: Show = "due",
    speaker: Annotated[str, Query(max_length=200)] = "",
    page: Annotated[int, Query(ge=1, le=LEAVES)] = 1,
    done: Annotated[str, Query(max_length=25, description="One to show before the others.")] = "",
) -> Forecasts:
    """Forecasts and commitments by how they stand."""
    today = datetime.date.today()
    offset = (page - 1) * ROWS
    more: bool
    if show == "settled":
        settled = book.outcomes(speaker=speaker, limit=ROWS, offset=offset)
        claims = tuple(Life(one.claim, one.statement, one.entry) for one in settled.claims)
        more = settled.more
    else:
        by = {"due": today, "coming": datetime.date.max, "undated": None}[show]
        after = today if show == "coming" else None
        open_ = book.due(by, speaker=speaker, limit=ROWS, after=after, offset=offset)
        claims, more = tuple(Life(one.claim, one.statement) for one in open_.claims), open_.more
    state = request.app.state.lately.get(("state", today), lambda: book.state(today))
    just_now = life(book, done) if done else None
    if just_now:
        claims = tuple(one for one in claims if one.claim.id != just_now.claim.id)
    return Forecasts(show, speaker, page, claims, more, state, just_now)


def life(book: Ledger, id: str) -> Life:
    """How one forecast or commitment stands."""
    shown = book.show(id)
    claim = next((claim for claim in shown.hit.claims if claim.id == id), shown.hit.claims[0])
    return Life(claim, shown.hit, shown.outcomes.get(claim.id) if claim.outcome else None)


@pages.change("/forecasts/{id}/outcome", gives=Changed)
def outcome(
    book: Book,
    request: Request,
    id: Id,
    signed: SignedBy,
    back: Back,
    outcome: Annotated[Outcome, Form()],
    degree: Annotated[
        float | None, BeforeValidator(_given), Form(ge=0, le=1, description="How far, where partly.")
    ] = None,
    on: Annotated[
        datetime.date | None, BeforeValidator(_given), Form(description="The day that settled it.")
    ] = None,
) -> Done:
    """Say how a forecast or commitment turned out; nothing is overwritten, the newest entry holds."""
    changed = book.resolve(id, outcome, signed, degree=degree if outcome == "partly" else None, settled_on=on)
    return _done(book, request, changed, back)


@pages.change("/forecasts/{id}/deadline", gives=Changed)
def deadline(
    book: Book,
    request: Request,
    id: Id,
    signed: SignedBy,
    back: Back,
    day: Annotated[
        datetime.date | None, BeforeValidator(_given), Form(description="None: as its words say, after all.")
    ] = None,
) -> Done:
    """Say by which day a forecast or commitment falls due."""
    return _done(book, request, book.set_deadline(id, day, signed), back)


def _done(book: Ledger, request: Request, changed: Changed, back: str) -> Done:
    request.app.state.lately.forget()
    to = back or f"/forecasts?done={changed.id}"
    return Done(changed, to, "forecasts/changed.html", life(book, changed.id))
