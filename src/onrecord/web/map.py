"""A small map of the places that an article names: which part of the world, and where they are in it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from onrecord.reading import Place

#: How wide it is on the page, in pixels, and how much higher or wider than that it may be.
WIDTH, HEIGHT = 340, 210
#: The least that it shows, in degrees of latitude.
LEAST = 5.0
#: How large a name is, in pixels, and how wide a letter of it, at most.
LETTER, ADVANCE = 12, 6.6


class Spot(NamedTuple):
    """A place on the map, where its name stands, and on which side; no name where there is no room."""

    name: str
    x: float
    y: float
    label: tuple[float, float] | None
    anchor: str


@dataclass(frozen=True, slots=True)
class Map:
    """A cut of the picture of the world, in its units of a tenth of a degree, longitudes drawn ``narrow`` by so much.

    ``unit``: how many units a pixel has.
    """

    left: float
    top: float
    width: float
    height: float
    narrow: float
    unit: float
    spots: tuple[Spot, ...]

    @classmethod
    def of(cls, places: Sequence[Place]) -> "Map | None":
        """The map that has all of ``places``; ``None`` where there are none."""
        if not places:
            return None
        latitudes = [place.latitude for place in places]
        middle = (min(latitudes) + max(latitudes)) / 2
        narrow = max(0.3, math.cos(math.radians(middle)))
        xs = [10 * place.longitude * narrow for place in places]
        ys = [-10 * latitude for latitude in latitudes]
        # A fifth more on each side, and never less than the least.
        width = max(1.5 * (max(xs) - min(xs)), 10 * LEAST * WIDTH / HEIGHT)
        height = max(1.6 * (max(ys) - min(ys)), 10 * LEAST)
        width, height = max(width, height * WIDTH / HEIGHT), max(height, width * HEIGHT / WIDTH)
        left = (min(xs) + max(xs) - width) / 2
        top = (min(ys) + max(ys) - height) / 2
        unit = width / WIDTH
        spots = tuple(
            _spots([(p.name, x, y) for p, x, y in zip(places, xs, ys, strict=True)], left, width, unit)
        )
        return cls(left, top, width, height, narrow, unit, spots)


def _spots(
    points: Iterable[tuple[str, float, float]], left: float, width: float, unit: float
) -> Iterable[Spot]:
    """The places with their names, as far as one does not stand on another."""
    taken: list[tuple[float, float, float, float]] = []
    for name, x, y in points:
        long = len(name) * ADVANCE * unit
        sides = [("start", x + 7 * unit, x + 7 * unit), ("end", x - 7 * unit, x - 7 * unit - long)]
        label = None
        anchor = "start"
        for side, at, begin in sides:
            box = (begin, y - LETTER * unit / 2, begin + long, y + LETTER * unit / 2)
            if box[0] >= left and box[2] <= left + width and not any(_meet(box, other) for other in taken):
                taken.append(box)
                label, anchor = (at, y + 4 * unit), side
                break
        taken.append((x - 4 * unit, y - 4 * unit, x + 4 * unit, y + 4 * unit))
        yield Spot(name, x, y, label, anchor)


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
