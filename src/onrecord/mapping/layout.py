"""Where the boxes of a drawing stand, and which way its arrows go: in layers from causes, left, to effects, right.

The method is that of K. Sugiyama, S. Tagawa and M. Toda ("Methods for visual understanding of hierarchical system
structures", IEEE Transactions on Systems, Man, and Cybernetics 11, 1981): find an order in which little leads back (the
greedy heuristic of P. Eades, X. Lin and W. F. Smyth, 1993), put each box into a layer, order the layers so that arrows
cross little, and straighten. A drawing much wider than a screen cannot be read, so the layers are limited: the lightest
arrows that would need more may lead back, or stay within a layer. It is written out here since networkx has no such
layout, and Graphviz, which has, is a program of its own. The same graph always gives the same drawing.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import NamedTuple

#: Pixels between boxes of a layer, between layers, and for an arrow that passes a layer by.
GAP, ACROSS, PASSING = 22.0, 78.0, 16.0
#: How often the order and the places are gone over.
SWEEPS, SETTLING = 24, 24
#: How many layers there are at most: so many, or more where there are many boxes.
DEPTH = 7

Node = Hashable


class Point(NamedTuple):
    """A place in a drawing, from its upper left."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The middles of the boxes, the points that each arrow passes, from side to side, and the size of it all.

    ``ahead``: 1 where an arrow leads to the right, -1 where it leads back to the left; 0 where it stays in its layer: it
    leaves its box on the right and comes back to the other from there.
    """

    places: dict[str, Point]
    routes: dict[tuple[str, str], list[Point]]
    ahead: dict[tuple[str, str], int]
    width: float
    height: float


def layered(
    sizes: dict[str, tuple[float, float]], edges: dict[tuple[str, str], float], room: float
) -> Layout:
    """Lay out boxes of ``sizes`` (width, height), joined by ``edges`` (how much each counts).

    What hangs together is laid out by itself, and set side by side where ``room``, a width, allows it. Edges from a box
    to itself have no route.
    """
    plain = {(a, b): w for (a, b), w in edges.items() if a != b}
    parts = [_Part(nodes, sizes, plain).layout() for nodes in _components(list(sizes), plain)]
    parts.sort(key=lambda p: (-len(p.places), min(p.places, default="")))
    return _shelved(parts, max([room, *(p.width for p in parts)]))


def _components(nodes: list[str], edges: Iterable[tuple[str, str]]) -> list[list[str]]:
    near: defaultdict[str, list[str]] = defaultdict(list)
    for a, b in edges:
        near[a].append(b)
        near[b].append(a)
    out, seen = [], set[str]()
    for first in nodes:
        if first in seen:
            continue
        seen.add(first)
        found = [first]
        for node in found:
            for other in near[node]:
                if other not in seen:
                    seen.add(other)
                    found.append(other)
        out.append(sorted(found))
    return out


def _shelved(parts: list[Layout], room: float) -> Layout:
    """Parts in rows, each row as wide as there is room."""
    places: dict[str, Point] = {}
    routes: dict[tuple[str, str], list[Point]] = {}
    ahead: dict[tuple[str, str], int] = {}
    x = y = tall = wide = 0.0
    for part in parts:
        if x and x + part.width > room:
            x, y, tall = 0.0, y + tall + 2 * GAP, 0.0
        places |= {n: Point(p.x + x, p.y + y) for n, p in part.places.items()}
        routes |= {e: [Point(p.x + x, p.y + y) for p in points] for e, points in part.routes.items()}
        ahead |= part.ahead
        wide, tall = max(wide, x + part.width), max(tall, part.height)
        x += part.width + 2 * GAP
    return Layout(places, routes, ahead, wide, y + tall)


class _Part:
    """What hangs together, being laid out. Its nodes are boxes, and tuples where an arrow passes a layer."""

    def __init__(
        self, nodes: list[str], sizes: dict[str, tuple[float, float]], edges: dict[tuple[str, str], float]
    ) -> None:
        inside = set(nodes)
        self.nodes = nodes
        self.sizes = sizes
        self.edges = {e: w for e, w in edges.items() if e[0] in inside}

    def layout(self) -> Layout:
        self._layer(self._greedy())
        self._chains()
        self._order()
        self._settle()
        return self._placed()

    def _greedy(self) -> list[str]:
        """An order in which little weight leads back."""
        out_of: defaultdict[str, dict[str, float]] = defaultdict(dict)
        into: defaultdict[str, dict[str, float]] = defaultdict(dict)
        for (a, b), w in self.edges.items():
            out_of[a][b] = into[b][a] = w
        left = dict.fromkeys(self.nodes)
        first: list[str] = []
        last: list[str] = []

        def take(node: str) -> None:
            del left[node]
            for b in out_of.pop(node, {}):
                into[b].pop(node, None)
            for a in into.pop(node, {}):
                out_of[a].pop(node, None)

        while left:
            sinks = [n for n in left if not out_of[n]]
            sources = [n for n in left if not into[n] and out_of[n]]
            if sinks:
                last += sinks
            elif sources:
                first += sources
            else:
                sources = [max(left, key=lambda n: sum(out_of[n].values()) - sum(into[n].values()))]
                first += sources
            for node in sinks or sources:
                take(node)
        return first + last[::-1]

    def _layer(self, order: list[str]) -> None:
        """Put each box into a layer: right of its causes as far as the layers go, near to all that it is joined to."""
        place = {n: i for i, n in enumerate(order)}
        depth = max(DEPTH, math.ceil(math.sqrt(1.2 * len(order))))
        before: defaultdict[str, set[str]] = defaultdict(set)
        after: defaultdict[str, set[str]] = defaultdict(set)
        ahead: dict[str, int] = dict.fromkeys(order, 0)
        behind: dict[str, int] = dict.fromkeys(order, 0)
        for (a, b), _ in sorted(
            self.edges.items(), key=lambda e: (-e[1], place[e[0][1]] < place[e[0][0]], e[0])
        ):
            first, then = (a, b) if place[a] < place[b] else (b, a)
            if then in after[first] or ahead[first] + behind[then] + 2 > depth:
                continue
            after[first].add(then)
            before[then].add(first)
            for n in order[place[then] :]:
                ahead[n] = max((ahead[m] + 1 for m in before[n]), default=0)
            for n in reversed(order[: place[first] + 1]):
                behind[n] = max((behind[m] + 1 for m in after[n]), default=0)
        self.layer = layer = ahead
        near: defaultdict[str, list[tuple[str, float, int]]] = defaultdict(list)
        for (a, b), w in self.edges.items():
            near[a].append((b, w, 1))
            near[b].append((a, w, -1))
        last = max(layer.values(), default=0)
        for _ in range(8):
            moved = False
            for n in order:
                low = max((layer[m] + 1 for m in before[n]), default=0)
                high = min((layer[m] - 1 for m in after[n]), default=last)
                counts = Counter(layer[m] for m in order if m != n)

                def cost(at: int, n: str = n, counts: Counter[int] = counts) -> tuple[float, int]:
                    spans = [(way * (layer[m] - at), w) for m, w, way in near[n]]
                    joined = sum(w * (s - 1 if s > 0 else 1.8 if s == 0 else 1.2 - s) for s, w in spans)
                    return joined + 0.06 * counts[at], at

                best = min(range(low, high + 1), key=cost)
                moved |= best != layer[n]
                layer[n] = best
            if not moved:
                break

    def _chains(self) -> None:
        """Break arrows that pass layers into pieces from layer to layer."""
        used = {at: n for n, at in enumerate(sorted(set(self.layer.values())))}
        self.layer = {n: used[at] for n, at in self.layer.items()}
        self.layers: list[list[Node]] = [[] for _ in used]
        for n in self.nodes:
            self.layers[self.layer[n]].append(n)
        self.chains: dict[tuple[str, str], list[Node]] = {}
        self.left: defaultdict[Node, list[Node]] = defaultdict(list)
        self.right: defaultdict[Node, list[Node]] = defaultdict(list)
        self.ahead = {(a, b): _sign(self.layer[b] - self.layer[a]) for a, b in sorted(self.edges)}
        for (a, b), ahead in self.ahead.items():
            start, end = (a, b) if ahead >= 0 else (b, a)
            passed: list[Node] = []
            for at in range(self.layer[start] + 1, self.layer[end]):
                passed.append((start, end, at, ahead))
                self.layers[at].append(passed[-1])
            chain: list[Node] = [start, *passed, end]
            self.chains[a, b] = chain
            if not ahead:
                continue
            for one, other in pairwise(chain):
                self.right[one].append(other)
                self.left[other].append(one)

    def _order(self) -> None:
        """Order the layers by the middles of their neighbours, back and forth; keep what crosses least."""
        best, crossings = [list(layer) for layer in self.layers], self._crossings(self.layers)
        layers = [list(layer) for layer in self.layers]
        for sweep in range(SWEEPS):
            rightwards = sweep % 2 == 0
            near = self.left if rightwards else self.right
            span = range(1, len(layers)) if rightwards else range(len(layers) - 2, -1, -1)
            for at in span:
                beside = layers[at - 1 if rightwards else at + 1]
                place = {n: i for i, n in enumerate(beside)}
                own = {n: i for i, n in enumerate(layers[at])}
                middle = {
                    n: fmean(place[m] for m in near[n]) if near[n] else own[n] * len(beside) / len(layers[at])
                    for n in layers[at]
                }
                # Ties turn round in every other pair of sweeps, which gets out of corners.
                turn = -1 if sweep % 4 > 1 else 1
                layers[at].sort(key=lambda n, m=middle, o=own, t=turn: (m[n], t * o[n]))  # type: ignore[misc]
            if (now := self._crossings(layers)) < crossings:
                best, crossings = [list(layer) for layer in layers], now
            if not crossings:
                break
        self.layers = best

    def _crossings(self, layers: list[list[Node]]) -> int:
        total = 0
        for one, other in pairwise(layers):
            place = {n: i for i, n in enumerate(other)}
            ends = [place[m] for n in one for m in sorted(self.right[n], key=lambda m, p=place: p[m])]  # type: ignore[misc]
            total += _inversions(ends)
        return total

    def _settle(self) -> None:
        """Give each node its height in the picture: near its neighbours, in the order found, none over another."""
        self.tall: dict[Node, float] = {
            n: self.sizes[n][1] if isinstance(n, str) else PASSING for layer in self.layers for n in layer
        }
        self.y: dict[Node, float] = {}
        for layer in self.layers:
            at = 0.0
            for n in layer:
                self.y[n] = at + self.tall[n] / 2
                at += self.tall[n] + GAP
            for n in layer:
                self.y[n] -= at / 2
        for sweep in range(SETTLING):
            rightwards = sweep % 2 == 0
            for layer in self.layers if rightwards else reversed(self.layers):
                wish, firm = [], []
                for n in layer:
                    both = sweep > SETTLING // 2
                    near = (
                        self.left[n] + self.right[n] if both else (self.left if rightwards else self.right)[n]
                    )
                    wish.append(self._middle(n, near))
                    # What only passes is to be straight; what nothing pulls stays where it is.
                    firm.append(4.0 if not isinstance(n, str) else 1.0 if near else 0.1)
                for n, y in zip(layer, self._apart(layer, wish, firm), strict=True):
                    self.y[n] = y
        top = min((self.y[n] - self.tall[n] / 2 for n in self.y), default=0.0)
        self.y = {n: y - top for n, y in self.y.items()}

    def _middle(self, node: Node, near: Sequence[Node]) -> float:
        if not near:
            return self.y[node]
        counts = [3.0 if not isinstance(m, str) else 1.0 for m in near]
        return sum(c * self.y[m] for c, m in zip(counts, near, strict=True)) / sum(counts)

    def _apart(self, layer: list[Node], wish: list[float], firm: list[float]) -> list[float]:
        """The places nearest to those wished for that keep order and distance: isotonic regression."""
        offsets, at = [], 0.0
        for n, following in zip(layer, [*layer[1:], None], strict=True):
            offsets.append(at)
            if following is not None:
                at += (self.tall[n] + self.tall[following]) / 2 + (
                    GAP if isinstance(n, str) or isinstance(following, str) else PASSING / 4
                )
        blocks: list[tuple[float, float, int]] = []  # mean, weight, how many
        for want, offset, own in zip(wish, offsets, firm, strict=True):
            mean, weight, count = want - offset, own, 1
            while blocks and blocks[-1][0] > mean:
                m, w, c = blocks.pop()
                mean, weight, count = (mean * weight + m * w) / (weight + w), weight + w, count + c
            blocks.append((mean, weight, count))
        means = [mean for mean, _, count in blocks for _ in range(count)]
        return [m + o for m, o in zip(means, offsets, strict=True)]

    def _placed(self) -> Layout:
        wide = [
            max((self.sizes[n][0] for n in layer if isinstance(n, str)), default=0.0) for layer in self.layers
        ]
        middles, x = [], 0.0
        for at, w in enumerate(wide):
            middles.append(x + w / 2)
            # The more arrows there are between two layers, the more room they need.
            between = sum(len(self.right[n]) for n in self.layers[at])
            x += w + ACROSS + min(90.0, 5.0 * between)
        places = {n: Point(middles[self.layer[n]], self.y[n]) for n in self.nodes}
        ports = self._ports(places)
        routes = {}
        for edge, chain in self.chains.items():
            start, *passed, end = chain
            points = [ports[edge, start]]
            for n in passed:
                at = n[2] if isinstance(n, tuple) else 0
                points += [
                    Point(middles[at] - wide[at] / 2, self.y[n]),
                    Point(middles[at] + wide[at] / 2, self.y[n]),
                ]
            points.append(ports[edge, end])
            routes[edge] = points if self.ahead[edge] >= 0 else points[::-1]
        bottom = max((self.y[n] + self.tall[n] / 2 for n in self.y), default=0.0)
        right = max((places[n].x + self.sizes[n][0] / 2 for n in self.nodes), default=0.0)
        return Layout(places, routes, dict(self.ahead), right, bottom)

    def _ports(self, places: dict[str, Point]) -> dict[tuple[tuple[str, str], Node], Point]:
        """Where each arrow meets its boxes: spread over the side, in the order in which they come."""
        sides: defaultdict[tuple[Node, int], list[tuple[float, tuple[str, str]]]] = defaultdict(list)
        for edge, chain in self.chains.items():
            sides[chain[0], 1].append((self.y[chain[1]], edge))
            sides[chain[-1], -1 if self.ahead[edge] else 1].append((self.y[chain[-2]], edge))
        out: dict[tuple[tuple[str, str], Node], Point] = {}
        for (node, side), ends in sides.items():
            width, height = self.sizes[str(node)]
            middle = places[str(node)]
            ends.sort()
            step = min(16.0, (height - 12) / max(1, len(ends)))
            for n, (_, edge) in enumerate(ends):
                shift = (n - (len(ends) - 1) / 2) * step
                out[edge, node] = Point(middle.x + side * width / 2, middle.y + shift)
        return out


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def _inversions(numbers: list[int]) -> int:
    """How many pairs are out of order; by merging."""
    if len(numbers) < 2:
        return 0
    half = len(numbers) // 2
    left, right = numbers[:half], numbers[half:]
    count = _inversions(left) + _inversions(right)
    left.sort()
    right.sort()
    at = 0
    for n in right:
        while at < len(left) and left[at] <= n:
            at += 1
        count += len(left) - at
    return count
