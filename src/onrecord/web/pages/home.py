"""Home: what fell due, the latest articles, and the state of the ledger in a few figures."""

import datetime
from dataclasses import dataclass

from starlette.requests import Request

from onrecord.ledger import Due, Latest
from onrecord.ledger.state import State
from onrecord.web.pages.router import Book, Pages

#: So many things that fell due are shown, and so many articles.
DUE, ARTICLES = 5, 8

pages = Pages()


@dataclass(frozen=True, slots=True)
class Home:
    """What the first page shows."""

    state: State
    due: Due
    latest: Latest


@pages.page("/", "home.html")
def home(book: Book, request: Request) -> Home:
    """What fell due, the latest articles, and the state of the ledger."""
    today = datetime.date.today()
    state = request.app.state.lately.get(("state", today), lambda: book.state(today))
    return Home(state, book.due(today, limit=DUE), book.latest(ARTICLES))
