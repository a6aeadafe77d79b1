"""Search: statements by their words and by all else that is known of them, with what they have in common."""

import csv
import datetime
import io
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from fastapi import Depends, Query
from pydantic import BeforeValidator
from starlette.requests import Request

from onrecord.export.hits import COLUMNS, row
from onrecord.export.records import encoded
from onrecord.ledger import Facets, Hit, Ledger, Search, Status
from onrecord.reading.record import ClaimKind, Likelihood
from onrecord.web.pages.router import Book, Pages

#: So many results a page has, and so many pages can be leafed through.
RESULTS, LEAVES = 20, 50

pages = Pages()


def _some(value: Any) -> Any:
    """A field that a form left empty is not given."""
    return [one for one in value if one != ""] if isinstance(value, list) else value or None


Day = Annotated[datetime.date | None, BeforeValidator(_some)]
Part = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was looked for."""

    q: str
    speaker: str
    outlet: str
    place: str
    since: datetime.date | None
    until: datetime.date | None
    kind: tuple[ClaimKind, ...]
    likelihood: tuple[Likelihood, ...]
    status: tuple[Status, ...]

    @property
    def search(self) -> Search:
        """The same for the ledger."""
        return Search(
            words=self.q,
            speaker=self.speaker,
            outlet=self.outlet,
            place=self.place,
            since=self.since,
            until=self.until,
            kinds=self.kind or None,
            likelihoods=self.likelihood or None,
            statuses=self.status or None,
            today=datetime.date.today(),
        )


@dataclass(frozen=True, slots=True)
class Results:
    """What was found: a page of it, whether there is more, and what all of it has in common."""

    asked: Asked
    page: int
    hits: tuple[Hit, ...]
    more: bool
    facets: Facets


def asked(
    q: Annotated[
        str, Query(max_length=500, description="Words, in any form; in quotation marks, in a row.")
    ] = "",
    speaker: Part = "",
    outlet: Part = "",
    place: Part = "",
    since: Day = None,
    until: Day = None,
    kind: Annotated[list[ClaimKind], BeforeValidator(_some), Query()] = [],  # noqa: B006
    likelihood: Annotated[list[Likelihood], BeforeValidator(_some), Query()] = [],  # noqa: B006
    status: Annotated[list[Status], BeforeValidator(_some), Query()] = [],  # noqa: B006
) -> Asked:
    """What is looked for."""
    return Asked(q, speaker, outlet, place, since, until, tuple(kind), tuple(likelihood), tuple(status))


AskedFor = Annotated[Asked, Depends(asked)]


@pages.page("/search", "search.html")
def search(
    book: Book, request: Request, asked: AskedFor, page: Annotated[int, Query(ge=1, le=LEAVES)] = 1
) -> Results:
    """Statements that fit, the best first; without words, the newest first."""
    found = book.find(asked.search, RESULTS, (page - 1) * RESULTS)
    facets = request.app.state.lately.get(("facets", asked), lambda: book.facets(asked.search))
    return Results(asked, page, found.hits, found.more, facets)


@pages.file("/search.csv", "text/csv")
def search_as_table(book: Book, asked: AskedFor) -> str:
    """The statements that a search shows, in its order, as CSV; a row each, at most 1,000."""
    stream = io.StringIO()
    rows = csv.writer(stream)
    rows.writerow(COLUMNS)
    rows.writerows(map(row, _shown(book, asked)))
    return stream.getvalue()


@pages.file("/search.jsonl", "application/jsonl")
def search_as_lines(book: Book, asked: AskedFor) -> str:
    """The statements that a search shows, in its order, as JSON; a line each, at most 1,000."""
    return "".join(encoded(msgspec.to_builtins(hit)) + "\n" for hit in _shown(book, asked))


def _shown(book: Ledger, asked: Asked) -> tuple[Hit, ...]:
    """All that can be leafed through."""
    return book.find(asked.search, RESULTS * LEAVES).hits
