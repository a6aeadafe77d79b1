"""Articles: the list of them, and one as a reader's page, with what is on record in it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from fastapi import Query

from onrecord.export.page import Article
from onrecord.ledger import Latest, Whole
from onrecord.web.map import Map
from onrecord.web.pages.router import Book, Id, Pages

#: So many a page has, and so many pages can be leafed through.
ROWS, LEAVES = 30, 1000

pages = Pages()


@dataclass(frozen=True, slots=True)
class Articles:
    """A page of the list."""

    page: int
    latest: Latest


@pages.page("/articles", "articles.html")
def articles(book: Book, page: Annotated[int, Query(ge=1, le=LEAVES)] = 1) -> Articles:
    """All articles, the one added last first."""
    return Articles(page, book.latest(ROWS, (page - 1) * ROWS))


@dataclass(frozen=True)
class Piece:
    """An article as its page shows it."""

    whole: Whole

    def to_dict(self) -> dict[str, Any]:
        """For programs."""
        return self.whole.to_dict()

    @cached_property
    def article(self) -> Article:
        """The article, its statements marked."""
        return Article(self.whole.reading, codes=self.whole.ids)

    @cached_property
    def map(self) -> Map | None:
        """Where its places are."""
        return Map.of(self.whole.reading.places)


@pages.page("/articles/{id}", "article.html")
def article(
    book: Book,
    id: Id,
    text: Annotated[
        int | None, Query(ge=1, le=100_000, description="Which of its texts; the newest.")
    ] = None,
) -> Piece:
    """One article: its text, and what is on record in it, as people corrected it."""
    return Piece(book.document(id, text))
