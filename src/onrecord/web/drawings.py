"""Charts for the pages: their definitions as JSON, which a script draws."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Query
from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    import altair as alt

#: How wide the field of a chart may be, in pixels.
Width = Annotated[int, Query(ge=100, le=1_000, description="Of the field that it is drawn in, in pixels.")]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart: what to know about it, line by line; what it shows, in words; and its definition for Vega-Lite.

    The definition has no title, margin or background: those are the page's.
    """

    lines: tuple[str, ...]
    description: str
    chart: dict[str, Any]


def drawing(chart: "alt.TopLevelMixin") -> Drawing:
    """A chart as a page draws it."""
    spec = chart.to_dict()
    title = spec.pop("title")
    for name in ("background", "padding"):
        del spec[name]
    return Drawing(tuple(title["subtitle"]), spec["description"], spec)


def nothing_to_draw() -> HTTPException:
    """The error that there is too little for a chart."""
    return HTTPException(
        HTTPStatus.NOT_FOUND, "Too few forecasts are settled for this to be drawn; settle some more."
    )
