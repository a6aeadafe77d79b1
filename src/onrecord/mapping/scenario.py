"""What if? The consequences of what people said, how sure they are, what they hang on, and by which paths they come.

Some concepts are clamped, the map is run with them and without, and the difference is told. How sure that is comes from
running it many times, each time with weights drawn from what the evidence allows: for each arrow the shares of "+", "−"
and "no difference" from the Dirichlet distribution whose mean is the arrow's weight (:mod:`onrecord.mapping.weights`). A
link that one person mentioned once may turn out weak, or of the opposite sign; one that nine say and nobody denies
hardly moves; and the more voices deny it, the more often its sign flips. Weights that a person set, and those without
evidence, are taken as they are.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.mapping.errors import BadRun, MissingParts
from onrecord.mapping.inference import OUTCOMES, Batch, Floats, Links, Outcome, Settings, simulate
from onrecord.mapping.records import Arrow, Map, Sign, sign_of
from onrecord.mapping.weights import PRIOR, voices

#: What every result says of itself.
NOTICE = (
    "These are the consequences of what people said, by the rule given: what would follow if they were right. "
    "They are not a forecast, and how much something changes has no unit."
)
#: How often an interval is to hold what the evidence allows.
LEVEL = 0.95
RUNS = 1000
_SEED = 1986
# How many weights are held at once: 16 MB, and as much again a few times while they are drawn.
_CELLS = 2_000_000
# Less than this is no change.
_SMALL = 1e-4


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one concept.

    ``baseline``: its value where nothing is clamped; ``value``: where something is, by the map's weights; ``change``:
    their difference. ``interval``: in which the change lies in 95 of 100 runs with drawn weights, ``None`` where none
    were drawn. ``up``, ``down``: in what share of them it rises, and falls.
    """

    concept: str
    label: str
    baseline: float
    value: float
    change: float
    interval: tuple[float, float] | None = None
    up: float = 0.0
    down: float = 0.0


@dataclass(frozen=True, slots=True)
class Consequences:
    """What follows from clamping some concepts.

    ``changes``: of all other concepts, the greatest first; those that nothing reaches are left out. ``outcome``: where
    the run with the map's weights ended, a cycle of ``period`` steps; of a cycle the mean values are told. ``ends``: the
    share of drawn runs with each outcome. ``notice``: what this is, to be shown with it.
    """

    clamped: Mapping[str, float]
    changes: tuple[Change, ...]
    outcome: Outcome
    period: int
    steps: int
    runs: int
    ends: Mapping[Outcome, float]
    settings: Settings
    notice: str = NOTICE

    def of(self, concept: str) -> Change | None:
        """The change of one concept, ``None`` where nothing reaches it."""
        return next((c for c in self.changes if c.concept == concept), None)


@dataclass(frozen=True, slots=True)
class Influence:
    """How much of what follows hangs on one arrow: ``change`` is what its loss takes away, with its sign."""

    arrow: Arrow
    change: float


@dataclass(frozen=True, slots=True)
class Route:
    """One way by which an effect comes about.

    ``strength``: the product of its weights, times what its first concept is clamped at; its sign is the effect's.
    """

    arrows: tuple[Arrow, ...]
    strength: float
    sign: Sign = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sign", sign_of(self.strength))


def consequences(
    map: Map,
    clamped: Mapping[str, float],
    settings: Settings | None = None,
    *,
    start: Mapping[str, float] | None = None,
    runs: int = RUNS,
    seed: int = _SEED,
    aims: bool = False,
) -> Consequences:
    """What follows on ``map`` where the concepts ``clamped`` keep a value, such as 1 for "it happens".

    ``start``: the values that others begin with, else the middle. ``runs``: how many are drawn; the same ``seed`` draws
    the same. ``aims``: whether actors bring about what they want: then an arrow from an actor to an aim acts as one
    from a cause, and an actor can be clamped, too. Raises :class:`~onrecord.mapping.errors.BadRun` for a value out of
    range, and :class:`~onrecord.mapping.errors.NotInMap` for a concept that is not there.
    """
    settings = settings or Settings()
    arrows, links, rows = _arrays(map, aims=aims)
    held = {rows[map.concept(c).id]: float(v) for c, v in clamped.items()}
    begin = np.full((len(rows), 1), settings.rest)
    for c, v in (start or {}).items():
        begin[rows[map.concept(c).id]] = v
    weights = np.array([[a.weight] for a in arrows]).reshape(len(arrows), 1)
    before = simulate(links, weights, begin, settings)
    after = simulate(links, weights, begin, settings, held)
    moved = after.values[:, 0] - before.values[:, 0]
    low = high = up = down = np.zeros(len(rows))
    ends: dict[Outcome, float] = {}
    reached = _reached(links, held)
    if runs > 0:
        differences, outcomes = [], []
        rng = np.random.default_rng(seed)
        for size in _portions(runs, len(arrows)):
            drawn = _draw(arrows, size, rng)
            some, end = _difference(links, drawn, np.repeat(begin, size, axis=1), settings, held)
            differences.append(some[reached])
            outcomes.append(end.outcome)
        difference = np.concatenate(differences, axis=1)
        low, high, up, down = (np.zeros(len(rows)) for _ in range(4))
        low[reached], high[reached] = np.quantile(difference, ((1 - LEVEL) / 2, (1 + LEVEL) / 2), axis=1)
        up[reached], down[reached] = (difference > _SMALL).mean(axis=1), (difference < -_SMALL).mean(axis=1)
        counts = np.bincount(np.concatenate(outcomes), minlength=len(OUTCOMES))
        ends = {o: float(n / runs) for o, n in zip(OUTCOMES, counts, strict=True)}
    changes = [
        Change(
            concept=c.id,
            label=c.label,
            baseline=float(before.values[i, 0]),
            value=float(after.values[i, 0]),
            change=float(moved[i]),
            interval=(float(low[i]), float(high[i])) if runs > 0 else None,
            up=float(up[i]),
            down=float(down[i]),
        )
        for c in map.concepts
        if (i := rows.get(c.id, -1)) >= 0 and reached[i] and i not in held
    ]
    changes.sort(key=lambda c: (-abs(c.change), c.label, c.concept))
    return Consequences(
        clamped=dict(clamped),
        changes=tuple(changes),
        outcome=OUTCOMES[after.outcome[0]],
        period=int(after.period[0]),
        steps=int(after.steps[0]),
        runs=max(0, runs),
        ends=ends,
        settings=settings,
    )


def sensitivity(
    map: Map,
    clamped: Mapping[str, float],
    target: str | None = None,
    settings: Settings | None = None,
    *,
    aims: bool = False,
) -> list[Influence]:
    """How much hangs on each arrow, the most first: what changes where it is left out.

    Of ``target``'s change, with its sign, or, without a target, of the changes of all concepts, their amounts added
    up. Arrows that nothing hangs on are left out. It takes a run for each arrow that can matter. Raises as
    :func:`consequences` does.
    """
    settings = settings or Settings()
    arrows, links, rows = _arrays(map, aims=aims)
    held = {rows[map.concept(c).id]: float(v) for c, v in clamped.items()}
    aimed = rows[map.concept(target).id] if target is not None else -1
    # Only what is downstream of a clamp, and upstream of the target, can matter; the others need no run.
    useful = _reached(links, held)[links.cause]
    if target is not None:
        useful &= _reached(Links(links.concepts, links.effect, links.cause), {aimed: 1.0})[links.effect]
    candidates = [int(n) for n in np.flatnonzero(useful) if int(links.effect[n]) not in held]
    whole = np.array([[a.weight] for a in arrows]).reshape(len(arrows), 1)
    rest = np.full((len(rows), 1), settings.rest)
    with_all, _ = _difference(links, whole, rest, settings, held)
    share: list[float] = []
    for size in _portions(len(candidates), len(arrows)):
        left_out = candidates[len(share) : len(share) + size]
        weights = np.repeat(whole, size, axis=1)
        weights[left_out, np.arange(size)] = 0
        without, _ = _difference(links, weights, np.repeat(rest, size, axis=1), settings, held)
        lost = with_all - without
        share += (lost[aimed] if target is not None else np.abs(lost).sum(axis=0)).tolist()
    out = [
        Influence(arrows[n], float(c))
        for n, c in zip(candidates, share, strict=True)
        if abs(c) > _SMALL / 100
    ]
    return sorted(out, key=lambda i: (-abs(i.change), i.arrow.key))


def paths(
    map: Map, clamped: Mapping[str, float], target: str, *, most: int = 5, aims: bool = False
) -> list[Route]:
    """The strongest ways from what is ``clamped`` to ``target``, at most so many, the strongest first.

    No path comes to a concept twice, or over another that is clamped. How strong it is follows from multiplying its
    weights, which is what the tanh rule does with small values. Raises
    :class:`~onrecord.mapping.errors.NotInMap` for a concept that is not there, and
    :class:`~onrecord.mapping.errors.MissingParts` where networkx is not installed.
    """
    map.concept(target)
    arrows, _, _ = _arrays(map, aims=aims)
    graph = _graph()
    graph.add_node(target)
    by_ends: dict[tuple[str, str], Arrow] = {}
    for a in arrows:
        if a.weight and a.cause != a.effect and a.effect not in clamped:
            known = by_ends.get((a.cause, a.effect))
            if known is None or abs(a.weight) > abs(known.weight):
                by_ends[a.cause, a.effect] = a
                graph.add_edge(a.cause, a.effect, cost=-math.log(abs(a.weight)))
    found: list[Route] = []
    for source, value in clamped.items():
        map.concept(source)
        if source == target or source not in graph or not value:
            continue
        for nodes in islice(_ways(graph, source, target), most):
            steps = tuple(by_ends[a, b] for a, b in pairwise(nodes))
            found.append(Route(steps, value * math.prod(a.weight for a in steps)))
    found.sort(key=lambda p: (-abs(p.strength), [a.key for a in p.arrows]))
    return found[:most]


def draw(arrows: Sequence[Arrow], runs: int, seed: int = _SEED) -> Floats:
    """Weights for so many runs, a row for each arrow: what its evidence allows, as the module says."""
    if runs < 0:
        raise BadRun(f"{runs} runs cannot be drawn; ask for some, or for 0")
    return _draw(arrows, runs, np.random.default_rng(seed))


def _draw(arrows: Sequence[Arrow], runs: int, rng: np.random.Generator) -> Floats:
    out = np.repeat(np.array([[a.weight] for a in arrows]).reshape(len(arrows), 1), runs, axis=1)
    uncertain = [n for n, a in enumerate(arrows) if a.evidence and not a.set]
    if not uncertain or not runs:
        return out
    counts = np.array([voices(arrows[n].evidence) for n in uncertain]) + PRIOR
    plus, minus, none = (rng.standard_gamma(shape[:, None], (len(uncertain), runs)) for shape in counts.T)
    total = plus + minus + none
    # All three can be too small to be told from 0.
    out[uncertain] = np.divide(plus - minus, total, out=np.zeros_like(total), where=total > 0)
    return out


def _portions(runs: int, links: int) -> Iterator[int]:
    """So many runs in portions whose weights fit into memory."""
    most = max(1, _CELLS // max(1, links))
    for at in range(0, runs, most):
        yield min(most, runs - at)


def _arrays(map: Map, *, aims: bool) -> tuple[list[Arrow], Links, dict[str, int]]:
    """The arrows that act, as arrays, and the rows of the concepts."""
    arrows = [a for a in map.arrows if aims or a.kind == "cause"]
    rows = {c.id: n for n, c in enumerate(map.concepts)}
    cause = np.array([rows[a.cause] for a in arrows], dtype=np.intp)
    effect = np.array([rows[a.effect] for a in arrows], dtype=np.intp)
    return arrows, Links(len(rows), cause, effect), rows


def _difference(
    links: Links, weights: Floats, begin: Floats, settings: Settings, held: Mapping[int, float]
) -> tuple[Floats, Batch]:
    """By how much each concept differs from the baseline with the same weights, in each run."""
    after = simulate(links, weights, begin, settings, held)
    if settings.rest == 0 and settings.rule != "rescaled" and not begin.any():
        return after.values, after  # where nothing is clamped, nothing moves
    return after.values - simulate(links, weights, begin, settings).values, after


def _reached(links: Links, held: Mapping[int, float]) -> NDArray[np.bool_]:
    """Which concepts there is a way to from what is clamped, itself included."""
    out = np.zeros(links.concepts, dtype=bool)
    out[list(held)] = True
    while True:
        more = out.copy()
        more[links.effect[out[links.cause]]] = True
        if (more == out).all():
            return out
        out = more


def _graph() -> Any:
    try:
        import networkx
    except ImportError as error:
        raise MissingParts(
            f"paths need some packages more ({error.name} is not there): pip install 'onrecord[map]'"
        ) from error
    return networkx.DiGraph()


def _ways(graph: Any, source: str, target: str) -> Iterator[list[str]]:
    """Ways by rising cost: J. Y. Yen, "Finding the k shortest loopless paths in a network", 1971."""
    import networkx

    try:
        yield from networkx.shortest_simple_paths(graph, source, target, weight="cost")
    except networkx.NetworkXNoPath:
        return
