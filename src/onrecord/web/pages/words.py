"""What words have meant: how often what was called likely came true, beside what readers take that to mean."""

from dataclasses import dataclass, replace

from starlette.requests import Request

from onrecord.export.claims import in_words
from onrecord.scoring import Word, words_chart
from onrecord.web import records
from onrecord.web.drawings import Drawing, Width, drawing, nothing_to_draw
from onrecord.web.pages.router import Pages

pages = Pages()


@dataclass(frozen=True, slots=True)
class Words:
    """What the words of settled forecasts have meant, by rising assumption.

    ``numbers``: how many settled forecasts state a number, which says itself what it means.
    """

    words: tuple[Word, ...]
    numbers: int


@pages.page("/words", "words.html")
def words(request: Request) -> Words:
    """What words have meant in this ledger."""
    board = records.of_ledger(request)
    return Words(board.words, board.numbers)


@pages.drawing("/words/chart")
def chart(request: Request, width: Width = 480) -> Drawing:
    """What words have meant, with intervals, as a Vega-Lite chart."""

    def made() -> Drawing:
        rows = records.of_ledger(request).words
        if not rows:
            raise nothing_to_draw()
        return drawing(words_chart([replace(row.meaning, words=in_words(row)) for row in rows], width=width))

    return records.lately(request).get(("words", width), made)
