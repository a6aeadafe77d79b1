"""A map as a drawing: boxes and arrows in SVG that loads nothing, and that a page or a picture can be made of.

Blue, unbroken arrows with "+" strengthen, orange, broken ones with "−" weaken: two of M. Okabe's and K. Ito's colours,
and nothing is said by colour alone. The thicker, the heavier. Round boxes are actors, dotted arrows their aims. Labels
come from articles, that is from strangers: they are wrapped, shortened and escaped.
"""

import html
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from onrecord.mapping.labels import inert, one_line, shortened, width, wrapped
from onrecord.mapping.layout import Layout, Point, layered
from onrecord.mapping.records import Arrow, Concept, Map
from onrecord.mapping.told import counted, label, number, quotations, sentence

#: How many concepts are drawn at most: more cannot be read.
MOST = 40
#: How many arrows for each of them, likewise.
DENSE = 2
Theme = Literal["auto", "light", "dark"]

FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"
_SIZE, _LINE, _LINES, _ROOM = 14.0, 18.0, 4, 132.0
_PAD_X, _PAD_Y, _MARGIN = 13.0, 10.0, 28.0
_CHIP = 11.5
_WIDE = 1100.0

_LIGHT = {
    "paper": "#fdfcf9",
    "surface": "#ffffff",
    "text": "#1f1d1a",
    "quiet": "#69645c",
    "line": "#8f897f",
    "plus": "#0072b2",
    "minus": "#c24e00",
    "none": "#77716a",
    "aim": "#8a4a78",
}
_DARK = {
    "paper": "#17181a",
    "surface": "#24272b",
    "text": "#e9e6df",
    "quiet": "#a9a49b",
    "line": "#85817a",
    "plus": "#6bbcf0",
    "minus": "#f09a4a",
    "none": "#9b968e",
    "aim": "#d793c2",
}
#: A cubic curve: its ends, and between them its handles.
_Curve = tuple[Point, Point, Point, Point]

_DASHES = {"plus": "", "minus": "7 4", "none": "2 4", "aim": "1.5 4.5"}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing: its SVG, its size in pixels, and the same in words.

    ``shown``: the arrows that are drawn, the strongest first; ``left_out``: how many concepts were too many.
    """

    svg: str
    width: float
    height: float
    description: str
    shown: tuple[Arrow, ...]
    left_out: int


def draw_map(
    map: Map,
    *,
    theme: Theme = "auto",
    most: int = MOST,
    changes: Mapping[str, float] | None = None,
    clamped: Mapping[str, float] | None = None,
    titled: bool = True,
) -> Drawing:
    """Draw ``map``: its ``most`` weighty concepts, and the heaviest arrows between them, twice as many.

    ``theme``: "auto" follows the reader's screen where the drawing is shown in a browser. ``changes``, ``clamped``:
    what a run has found (:mod:`onrecord.mapping.scenario`), written into the boxes. ``titled``: whether the map's title
    stands above. The same map gives the same drawing.
    """
    concepts = _weighty(map, most, {*(changes or {}), *(clamped or {})}, set(clamped or {}))
    shown = {c.id for c in concepts}
    arrows = [a for a in map.arrows if a.cause in shown and a.effect in shown]
    arrows.sort(key=lambda a: (-abs(a.weight), -a.utterances, a.key))
    if len(arrows) > DENSE * most:
        arrows = arrows[: DENSE * most]
        shown = {end for a in arrows for end in (a.cause, a.effect)} | set(clamped or {})
        concepts = [c for c in concepts if c.id in shown]
    boxes = {c.id: _Box(c, _note(c, changes or {}, clamped or {})) for c in concepts}
    edges: defaultdict[tuple[str, str], float] = defaultdict(float)
    for a in arrows:
        edges[a.cause, a.effect] += 0.2 + abs(a.weight)
    layout = layered({i: (b.width, b.height) for i, b in boxes.items()}, dict(edges), _WIDE)
    left_out = len(map.concepts) - len(concepts)
    description = _description(map, arrows, left_out)
    canvas = _Canvas(map, layout, boxes, arrows, left_out, dict(changes or {}), dict(clamped or {}), titled)
    svg = canvas.svg(theme, description)
    return Drawing(svg, canvas.width, canvas.height, description, tuple(arrows), left_out)


class _Box:
    """A concept's box: its wrapped label, with what a run found under it, and its size."""

    def __init__(self, concept: Concept, note: str) -> None:
        self.concept = concept
        self.lines = wrapped(label(concept), _SIZE, _ROOM, _LINES)
        self.note = note
        text = max([*(width(line, _SIZE) for line in self.lines), width(note, _CHIP + 1), 40.0])
        self.width = round(text + 2 * _PAD_X + (8 if concept.kind == "actor" else 0), 1)
        self.height = round(len(self.lines) * _LINE + (_LINE if note else 0) + 2 * _PAD_Y, 1)


class _Canvas:
    """Puts the drawing together, from back to front."""

    def __init__(
        self,
        map: Map,
        layout: Layout,
        boxes: dict[str, _Box],
        arrows: list[Arrow],
        left_out: int,
        changes: dict[str, float],
        clamped: dict[str, float],
        titled: bool,
    ) -> None:
        self.map, self.layout, self.boxes, self.arrows = map, layout, boxes, arrows
        self.changes, self.clamped = changes, clamped
        self.title = (
            wrapped(one_line(map.title), 20, max(420.0, layout.width), 2)
            if titled and map.title.strip()
            else []
        )
        self.legend = self._legend(left_out)
        wide = max([layout.width, 420.0, *(width(t, 20) for t in self.title)])
        self.top = _MARGIN + 27.0 * len(self.title) + (10 if self.title else 0) + self._loops_above()
        self.rows = self._legend_rows(wide)
        self.width = round(wide + 2 * _MARGIN, 1)
        self.height = round(self.top + layout.height + 26 + 22 * len(self.rows) + _MARGIN - 8, 1)
        self.left = _MARGIN + (wide - layout.width) / 2 if boxes else _MARGIN
        self.chips: list[tuple[float, float, float, float]] = []
        # Points on the arrows, and whose they are.
        self.passed, self.whose = np.zeros((0, 2)), np.zeros(0, dtype=np.intp)

    def svg(self, theme: Theme, description: str) -> str:
        """The whole, as one SVG element."""
        title = one_line(self.map.title) or "Map of causes and effects"
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:g}" height="{self.height:g}" '
            f'viewBox="0 0 {self.width:g} {self.height:g}" role="img" font-family="{html.escape(FONT)}">',
            f"<title>{_text(title)}</title><desc>{_text(description)}</desc>",
            f"<style>{_style(theme)}</style>",
            f'<rect class="paper" width="{self.width:g}" height="{self.height:g}"/>',
        ]
        for n, line in enumerate(self.title):
            parts.append(
                f'<text class="text" x="{_MARGIN:g}" y="{_MARGIN + 17 + 27 * n:g}" font-size="20" '
                f'font-weight="bold">{_text(line)}</text>'
            )
        # The weak ones first, so that the strong ones lie on top.
        curves = [(a, self._curve(a)) for a in reversed(self.arrows)]
        points = [
            (n, _on(c, t / 12)) for n, (_, curve) in enumerate(curves) for c in curve for t in range(13)
        ]
        if points:
            self.passed, self.whose = np.array([p for _, p in points]), np.array([n for n, _ in points])
        parts += [self._line(a, curve) for a, curve in curves]
        parts += [self._box(b) for b in self.boxes.values()]
        parts += [
            self._chip(n, a, curve)
            for n, (a, curve) in reversed(list(enumerate(curves)))
            if a.kind == "cause" or a.sign != "+"
        ]
        if not self.boxes:
            parts.append(
                f'<text class="quiet" x="{_MARGIN:g}" y="{self.top + 6:g}" font-size="14">No links to draw.</text>'
            )
        parts += self._key()
        return "".join([*parts, "</svg>"])

    def _curve(self, a: Arrow) -> list[_Curve]:
        """An arrow as cubic curves, each with its two handles."""
        if a.cause == a.effect:
            return self._loop(a)
        points = [self._at(p) for p in self.layout.routes[a.cause, a.effect]]
        way = self.layout.ahead[a.cause, a.effect]
        shift = self._beside(a)
        points = [Point(p.x, p.y + shift) for p in points]
        end = points[-1]
        if not way:
            start, end = points[0], Point(end.x + 3 + _head(a), end.y)
            out = max(start.x, end.x) + 26 + min(40, abs(end.y - start.y) / 8)
            return [(start, Point(out, start.y), Point(out, end.y), end)]
        points[-1] = Point(end.x - way * (3 + _head(a)), end.y)
        curves = []
        for n, (p, q) in enumerate(pairwise(points)):
            straight = n % 2 == 1
            bend = (q.x - p.x) / 3 if straight else (q.x - p.x) / 2
            curves.append((p, Point(p.x + bend, p.y), Point(q.x - bend, q.y), q))
        return curves

    def _loop(self, a: Arrow) -> list[_Curve]:
        box = self.boxes[a.cause]
        p = self._at(self.layout.places[a.cause])
        right, top = p.x + box.width / 2, p.y - box.height / 2
        start = Point(right - 34, top)
        end = Point(right, top + 14)
        tip = Point(end.x + 3 + _head(a), end.y)
        return [(start, Point(right - 44, top - 46), Point(right + 66, end.y), tip)]

    def _loops_above(self) -> float:
        return 26.0 if any(a.cause == a.effect for a in self.arrows) else 0.0

    def _beside(self, a: Arrow) -> float:
        """How far an arrow is moved aside where an aim and a link lie between the same boxes."""
        other = "aim" if a.kind == "cause" else "cause"
        if (a.cause, a.effect, other) not in self.map.by_key:
            return 0.0
        return 4.0 if a.kind == "aim" else -4.0

    def _line(self, a: Arrow, curves: list[_Curve]) -> str:
        kind = _kind(a)
        first = curves[0][0]
        path = f"M{first.x:.1f} {first.y:.1f}" + "".join(
            f"C{c1.x:.1f} {c1.y:.1f} {c2.x:.1f} {c2.y:.1f} {q.x:.1f} {q.y:.1f}" for _, c1, c2, q in curves
        )
        end = curves[-1][3]
        way = 1 if self.layout.ahead.get((a.cause, a.effect), -1) > 0 else -1
        size, half = _head(a), _head(a) * 0.55
        tip = Point(end.x + way * (size + 1), end.y)
        dashes = f' stroke-dasharray="{_DASHES[kind]}"' if _DASHES[kind] else ""
        told = [sentence(self.map, a), *quotations(a)]
        return (
            f'<g class="{kind}"><title>{_text(chr(10).join(told[:6]))}</title>'
            f'<path class="under" d="{path}" fill="none" stroke-width="{_thick(a) + 4:.1f}"/>'
            f'<path class="line" d="{path}" fill="none" stroke-width="{_thick(a):.1f}" stroke-linecap="round"{dashes}/>'
            f'<path class="head" d="M{tip.x:.1f} {tip.y:.1f}L{end.x - way * 1:.1f} {end.y - half:.1f}'
            f'L{end.x + way * size * 0.25:.1f} {end.y:.1f}L{end.x - way * 1:.1f} {end.y + half:.1f}Z"/></g>'
        )

    def _chip(self, n: int, a: Arrow, curves: list[_Curve]) -> str:
        """An arrow's sign and weight, on it, where nothing else lies."""
        words = number(a.weight).strip() + (" ?" if a.speakers and a.deniers else "")
        if a.kind == "aim":
            words = "does not want" if a.sign == "−" else "not said to want"
        wide, tall = width(words, _CHIP) + 9, 17.0
        places = [
            _on(curve, t)
            for t in (0.5, 0.42, 0.58, 0.35, 0.65, 0.28, 0.72, 0.22, 0.78, 0.16, 0.84)
            for piece, curve in enumerate(curves)
            if piece % 2 == 0
        ]
        covered = [self._covered(p, wide, tall, n) for p in places]
        best = places[covered.index(min(covered))]
        self.chips.append((best.x - wide / 2, best.y - tall / 2, wide, tall))
        return (
            f'<g class="{_kind(a)}"><rect class="chip" x="{best.x - wide / 2:.1f}" y="{best.y - tall / 2:.1f}" '
            f'width="{wide:.1f}" height="{tall:g}" rx="8.5"/><text class="ink" x="{best.x:.1f}" y="{best.y + 4:.1f}" '
            f'font-size="{_CHIP:g}" text-anchor="middle">{_text(words)}</text></g>'
        )

    def _covered(self, p: Point, wide: float, tall: float, own_arrow: int) -> float:
        """How much of a chip at ``p`` would lie over other chips, arrows and boxes."""
        own = (p.x - wide / 2 - 2, p.y - tall / 2 - 1, wide + 4, tall + 2)
        total = sum(2 * _overlap(own, other) for other in self.chips)
        left, top, right, bottom = own[0], own[1], own[0] + own[2], own[1] + own[3]
        x, y = self.passed.T
        total += 30 * int(
            ((x >= left) & (x <= right) & (y >= top) & (y <= bottom) & (self.whose != own_arrow)).sum()
        )
        for i, box in self.boxes.items():
            middle = self._at(self.layout.places[i])
            total += 4 * _overlap(
                own, (middle.x - box.width / 2, middle.y - box.height / 2, box.width, box.height)
            )
        return total

    def _box(self, box: _Box) -> str:
        c = box.concept
        p = self._at(self.layout.places[c.id])
        x, y = p.x - box.width / 2, p.y - box.height / 2
        change = self.changes.get(c.id)
        held = c.id in self.clamped
        kind = "actor" if c.kind == "actor" else "concept"
        round_ = box.height / 2 if kind == "actor" else 7
        parts = [f'<g class="{kind}{" held" if held else ""}"><title>{_text(self._told(c))}</title>']
        parts.append(
            f'<rect class="box" x="{x:.1f}" y="{y:.1f}" width="{box.width:g}" height="{box.height:g}" rx="{round_:g}"/>'
        )
        if change is not None and not held and abs(change) >= 0.005:
            strength = min(0.45, 0.08 + 0.5 * abs(change))
            parts.append(
                f'<rect class="{"plus" if change > 0 else "minus"}-tint" x="{x:.1f}" y="{y:.1f}" width="{box.width:g}" '
                f'height="{box.height:g}" rx="{round_:g}" fill-opacity="{strength:.2f}"/>'
            )
        for n, line in enumerate(box.lines):
            parts.append(
                f'<text class="text" x="{p.x:.1f}" y="{y + _PAD_Y + 13.5 + n * _LINE:.1f}" font-size="{_SIZE:g}" '
                f'text-anchor="middle">{_text(line)}</text>'
            )
        if box.note:
            ink = (
                "text"
                if held
                else "plus-ink"
                if (change or 0) > 0
                else "minus-ink"
                if (change or 0) < 0
                else "quiet"
            )
            parts.append(
                f'<text class="{ink}" x="{p.x:.1f}" y="{y + _PAD_Y + 13 + len(box.lines) * _LINE:.1f}" '
                f'font-size="{_CHIP + 1:g}" font-weight="bold" text-anchor="middle">{_text(box.note)}</text>'
            )
        return "".join([*parts, "</g>"])

    def _told(self, c: Concept) -> str:
        wordings = dict.fromkeys(shortened(one_line(m.span.text), 80) for m in c.mentions)
        rows = [label(c), *(f"“{w}”" for w in list(wordings)[:6])]
        return "\n".join(rows)

    def _legend(self, left_out: int) -> list[tuple[str, str]]:
        kinds = {_kind(a) for a in self.arrows}
        rows = []
        if "plus" in kinds:
            rows.append(("plus", "strengthens"))
        if "minus" in kinds:
            rows.append(("minus", "weakens"))
        if "none" in kinds:
            rows.append(("none", "makes no difference, or as many deny it"))
        if "aim" in kinds:
            rows.append(("aim", "wants"))
        if any(a.speakers and a.deniers for a in self.arrows if a.kind == "cause"):
            rows.append(("", "? denied by some"))
        if rows:
            rows.append(("", "thicker: said by more"))
        if self.changes:
            rows.append(("", "▲▼ consequences of what people said, not a forecast"))
        fewer = [
            counted(n, noun)
            for n, noun in ((left_out, "concept"), (len(self.map.arrows) - len(self.arrows), "link"))
            if n
        ]
        if fewer:
            rows.append(("", f"{' and '.join(fewer)} more not drawn"))
        return rows

    def _legend_rows(self, wide: float) -> list[list[tuple[str, str, float]]]:
        rows: list[list[tuple[str, str, float]]] = []
        x = 0.0
        for kind, words in self.legend:
            need = (34 if kind else 0) + width(words, 12) + 22
            if not rows or x + need > wide:
                rows.append([])
                x = 0.0
            rows[-1].append((kind, words, x))
            x += need
        return rows

    def _key(self) -> Iterable[str]:
        for n, row in enumerate(self.rows):
            y = self.top + self.layout.height + 34 + 22 * n
            for kind, words, at in row:
                x = _MARGIN + at
                if kind:
                    dashes = f' stroke-dasharray="{_DASHES[kind]}"' if _DASHES[kind] else ""
                    yield (
                        f'<g class="{kind}"><path class="line" d="M{x:.1f} {y:.1f}h20" stroke-width="2.4" '
                        f'stroke-linecap="round"{dashes}/><path class="head" d="M{x + 28:.1f} {y:.1f}l-9 -4.5l2 4.5l-2 4.5Z"/></g>'
                    )
                    x += 34
                yield f'<text class="quiet" x="{x:.1f}" y="{y + 4:.1f}" font-size="12">{_text(words)}</text>'

    def _at(self, p: Point) -> Point:
        return Point(p.x + self.left, p.y + self.top)


def _weighty(map: Map, most: int, first: set[str], always: set[str]) -> list[Concept]:
    """The concepts at the heaviest arrows, at most so many; those named come before others."""
    weights: defaultdict[str, float] = defaultdict(float)
    for a in map.arrows:
        for end in (a.cause, a.effect):
            weights[end] += abs(a.weight) + 0.01 * a.utterances
    order = sorted(
        map.concepts,
        key=lambda c: (c.id not in always, c.id not in first, -weights[c.id], -len(c.mentions), c.id),
    )
    return sorted(order[: max(0, most)], key=lambda c: c.id)


def _note(c: Concept, changes: Mapping[str, float], clamped: Mapping[str, float]) -> str:
    if c.id in clamped:
        return f"set to {clamped[c.id]:g}".replace("-", "−")
    change = changes.get(c.id)
    if change is None:
        return ""
    return f"{'▲' if change > 0 else '▼'} {number(change)}" if abs(change) >= 0.005 else "no change"


def _description(map: Map, arrows: list[Arrow], left_out: int) -> str:
    """The drawing in words, for those who have it read to them."""
    told = "; ".join(sentence(map, a) for a in arrows[:20])
    more = f"; and {len(arrows) - 20:,} more links" if len(arrows) > 20 else ""
    out = f"; {counted(left_out, 'concept')} more not drawn" if left_out else ""
    return f"{counted(len(map.concepts), 'concept')}, {counted(len(map.arrows), 'link')}. {told}{more}{out}"


def _kind(a: Arrow) -> str:
    if a.kind == "aim":
        return "aim"
    return {"+": "plus", "−": "minus", "0": "none"}[a.sign]


def _thick(a: Arrow) -> float:
    return 1.1 + 3.4 * abs(a.weight)


def _head(a: Arrow) -> float:
    return 8.0 + 2.2 * _thick(a) / 2


def _on(curve: _Curve, t: float) -> Point:
    a, b, c, d = curve
    u = 1 - t
    k = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
    return Point(
        sum(w * p.x for w, p in zip(k, (a, b, c, d), strict=True)),
        sum(w * p.y for w, p in zip(k, (a, b, c, d), strict=True)),
    )


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> float:
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    tall = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return wide * tall if wide > 0 and tall > 0 else 0.0


def _style(theme: Theme) -> str:
    if theme == "auto":
        return f"{_rules(_LIGHT)}@media (prefers-color-scheme: dark){{{_rules(_DARK)}}}"
    return _rules(_DARK if theme == "dark" else _LIGHT)


def _rules(c: dict[str, str]) -> str:
    rules = [
        f".paper{{fill:{c['paper']}}}.text{{fill:{c['text']}}}.quiet{{fill:{c['quiet']}}}",
        f".box{{fill:{c['surface']};stroke:{c['line']};stroke-width:1.2}}",
        f".held .box{{stroke:{c['text']};stroke-width:2.6}}.actor .box{{stroke:{c['aim']};stroke-width:1.6}}",
        f".under{{stroke:{c['paper']};stroke-opacity:.8}}.chip{{fill:{c['paper']};fill-opacity:.94}}",
    ]
    for kind in ("plus", "minus", "none", "aim"):
        rules.append(
            f".{kind} .line{{stroke:{c[kind]}}}.{kind} .head,.{kind} .ink,.{kind}-ink,.{kind}-tint{{fill:{c[kind]}}}"
        )
    return "".join(rules)


def _text(text: str) -> str:
    return html.escape(inert(text))
