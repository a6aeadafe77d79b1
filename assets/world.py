"""Outlines of countries as TopoJSON → one small SVG: land and borders, a tenth of a degree a unit."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

Point = tuple[int, int]

# What Antarctica begins at; nothing that news is about lies further south.
_SOUTH = -600
_HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1800 -900 3600 1800" width="3600" height="1800">'
    '<g stroke="#8d8779" stroke-linejoin="round" fill="none">'
)


def world(topology: bytes) -> bytes:
    """The picture: x is the longitude, y the latitude downwards, both in tenths of a degree."""
    atlas = json.loads(topology)
    arcs = [_decoded(arc, atlas["transform"]) for arc in atlas["arcs"]]
    land = [_ring(ring, arcs) for ring in _rings(atlas["objects"]["land"])]
    used = Counter(
        arc if arc >= 0 else ~arc for ring in _rings(atlas["objects"]["countries"]) for arc in ring
    )
    borders = [arcs[arc] for arc, times in sorted(used.items()) if times > 1]
    outline = "".join(
        f"{_path(ring)}z" for ring in land if len(ring) > 3 and min(y for _, y in ring) < -_SOUTH
    )
    inner = "".join(_path(line) for line in borders if len(line) > 1)
    return (
        f'{_HEAD}<path fill="#8d8779" fill-opacity=".22" stroke-width="1" stroke-opacity=".7" d="{outline}"/>'
        f'<path stroke-width=".8" stroke-opacity=".55" d="{inner}"/></g></svg>\n'
    ).encode()


def _decoded(arc: list[list[int]], transform: dict[str, list[float]]) -> list[Point]:
    """An arc's points, each one's difference from the last resolved, those that fall together once."""
    (kx, ky), (tx, ty) = transform["scale"], transform["translate"]
    x = y = 0
    out: list[Point] = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        point = (round(10 * (x * kx + tx)), -round(10 * (y * ky + ty)))
        if not out or out[-1] != point:
            out.append(point)
    return out


def _rings(thing: dict[str, Any]) -> Iterable[list[int]]:
    """The rings of a geometry or of all in a collection, as numbers of arcs."""
    if thing["type"] == "GeometryCollection":
        for part in thing["geometries"]:
            yield from _rings(part)
    elif thing["type"] == "Polygon":
        yield from thing["arcs"]
    elif thing["type"] == "MultiPolygon":
        for polygon in thing["arcs"]:
            yield from polygon


def _ring(numbers: list[int], arcs: list[list[Point]]) -> list[Point]:
    out: list[Point] = []
    for number in numbers:
        part = arcs[number] if number >= 0 else arcs[~number][::-1]
        out += part[1:] if out and out[-1] == part[0] else part
    return out


def _path(points: list[Point]) -> str:
    (x, y), *rest = points
    out = f"M{x} {y}"
    last = x, y
    steps = ""
    for point in rest:
        dx, dy = point[0] - last[0], point[1] - last[1]
        steps += f"{'' if dx < 0 or not steps else ' '}{dx}{'' if dy < 0 else ' '}{dy}"
        last = point
    return f"{out}l{steps}" if steps else out
