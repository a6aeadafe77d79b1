"""Running a map: fuzzy cognitive maps, many at once.

A fuzzy cognitive map (B. Kosko, "Fuzzy cognitive maps", International Journal of Man-Machine Studies 24, 1986) gives
each concept a value and lets the values act on one another, step by step. With ``A`` the values, ``W`` the weights from
row to column and ``f`` the transfer function, the rules are:

- ``kosko``: ``A' = f(A W)``.
- ``modified``: ``A' = f(A + A W)``: a concept remembers what it was (C. D. Stylios and P. P. Groumpos, "Modeling complex
  systems using fuzzy cognitive maps", IEEE Transactions on Systems, Man, and Cybernetics A 34, 2004).
- ``rescaled``: ``A' = f(2A − 1 + (2A − 1) W)``: 0.5 is "nothing is known" (E. I. Papageorgiou, "A new methodology for
  decisions in medical informatics using fuzzy cognitive maps based on fuzzy rule-extraction techniques", Applied Soft
  Computing 11, 2011); for the sigmoid only.

``f`` is ``tanh(λx)``, with values from -1 to 1, or the sigmoid ``1 / (1 + exp(−λx))``, from 0 to 1. A clamped concept
keeps its value.

Where the values end is told apart as A. K. Tsadiras does ("Comparing the inference capabilities of binary, trivalent and
sigmoid fuzzy cognitive maps", Information Sciences 178, 2008): a fixed point, a cycle that comes back to where it was,
or neither. The last is called chaotic there and here; it means that within the steps allowed neither was seen.

The runs of a batch differ in their weights, in what is clamped, or in both. They are kept as columns, so that one step
of all of them is a few operations on long rows, and in portions that fit into the processor's cache.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.mapping.errors import BadRun

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

Rule = Literal["kosko", "modified", "rescaled"]
Transfer = Literal["tanh", "sigmoid"]
Outcome = Literal["converged", "cycle", "chaotic"]
OUTCOMES: tuple[Outcome, ...] = ("converged", "cycle", "chaotic")

# How many numbers of a portion are worked on at once: 1 MB, which the cache holds.
_CELLS = 131_072


@dataclass(frozen=True, slots=True)
class Settings:
    """How a map is run.

    ``rule`` and ``transfer``: see the module. ``steepness``: λ. ``steps``: after how many a run is given up;
    ``tolerance``: how little each value may still move where it has converged; ``period``: how long a cycle is looked
    for. ``hold_causes``: concepts without a cause keep the value that they begin with, as some programs have it, else
    the rule is for them, too. Raises :class:`~onrecord.mapping.errors.BadRun` where these do not go together.
    """

    rule: Rule = "kosko"
    transfer: Transfer = "tanh"
    steepness: float = 1.0
    steps: int = 100
    tolerance: float = 1e-6
    period: int = 24
    hold_causes: bool = False

    def __post_init__(self) -> None:
        if self.rule not in {"kosko", "modified", "rescaled"}:
            raise BadRun(f"there is no rule {self.rule!r}; name one of kosko, modified, rescaled")
        if self.transfer not in {"tanh", "sigmoid"}:
            raise BadRun(f"there is no transfer function {self.transfer!r}; name one of tanh, sigmoid")
        if self.rule == "rescaled" and self.transfer != "sigmoid":
            raise BadRun("the rescaled rule is for values from 0 to 1; use it with the sigmoid")
        if not (np.isfinite(self.steepness) and self.steepness > 0):
            raise BadRun(f"the steepness {self.steepness} is not above 0; give one that is, such as 1")
        if self.steps < 1 or self.period < 2 or not self.tolerance > 0:
            raise BadRun("a run takes at least one step, a period of two and a tolerance above 0; give such")

    @property
    def lowest(self) -> float:
        """The least value that a concept can have; the most is 1."""
        return -1.0 if self.transfer == "tanh" else 0.0

    @property
    def rest(self) -> float:
        """The value of a concept of which nothing is said: the middle."""
        return 0.0 if self.transfer == "tanh" else 0.5


class Links(NamedTuple):
    """The arrows of a map as arrays: where each comes from, and where it leads."""

    concepts: int
    cause: Integers
    effect: Integers


class Batch(NamedTuple):
    """Where runs ended: a row for each concept or none, a column for each run.

    ``values``: the last values, of a cycle their mean. ``low``, ``high``: between which values a cycle goes. ``outcome``
    is an index into :data:`OUTCOMES`; ``period`` is 1 where a run converged, 0 where it is chaotic; ``steps`` says after
    how many it was over.
    """

    values: Floats
    low: Floats
    high: Floats
    outcome: Integers
    period: Integers
    steps: Integers


def step(links: Links, weights: Floats, values: Floats, settings: Settings) -> Floats:
    """One step of all runs: ``weights`` has a row for each link, ``values`` one for each concept.

    Nothing is held; a run is a column.
    """
    return _Runner(links, settings).step(weights, values)


def simulate(
    links: Links,
    weights: Floats,
    start: Floats,
    settings: Settings | None = None,
    clamped: Mapping[int, float | Floats] | None = None,
) -> Batch:
    """Run a batch: ``weights`` has a row for each link, ``start`` one for each concept, a column for each run.

    ``clamped``: concepts, by their row, that keep a value, of all runs or of each. Raises
    :class:`~onrecord.mapping.errors.BadRun` where values are out of range, or shapes do not fit.
    """
    settings = settings or Settings()
    held = clamped or {}
    runs = start.shape[1]
    _check(links, weights, start, held, settings)
    portion = max(1, _CELLS // max(1, len(links.cause), links.concepts))
    runner = _Runner(links, settings)
    parts = []
    for at in range(0, runs, portion):
        columns = slice(at, at + portion)
        part = {i: np.broadcast_to(v, (runs,))[columns] for i, v in held.items()}
        parts.append(runner.run(weights[:, columns], start[:, columns], part))
    if not parts:
        none = np.zeros(0, dtype=np.intp)
        return Batch(start, start, start, none, none, none)
    return Batch(*(np.concatenate(field, axis=-1) for field in zip(*parts, strict=True)))


def trajectory(
    links: Links,
    weights: Floats,
    start: Floats,
    settings: Settings | None = None,
    clamped: Mapping[int, float] | None = None,
) -> Floats:
    """All states of one run, a row each, from the start to where it converged or was given up.

    ``weights`` has one number for each link, ``start`` for each concept. Raises
    :class:`~onrecord.mapping.errors.BadRun` as :func:`simulate` does.
    """
    settings = settings or Settings()
    held = clamped or {}
    column, values = weights[:, None], start[:, None].astype(np.float64)
    _check(links, column, values, held, settings)
    runner = _Runner(links, settings)
    hold = runner.hold(values, {i: np.full(1, v) for i, v in held.items()})
    values = hold(values)
    states = [values[:, 0]]
    for _ in range(settings.steps):
        following = hold(runner.step(column, values))
        states.append(following[:, 0])
        moved = np.abs(following - values).max(initial=0)
        values = following
        if moved <= settings.tolerance:
            break
    return np.array(states)


class _Holding:
    """Puts values back that do not move."""

    def __init__(self, rows: Integers, values: Floats) -> None:
        self._rows, self._values = rows, values

    def __call__(self, values: Floats) -> Floats:
        if len(self._rows):
            values[self._rows] = self._values
        return values

    def of(self, columns: NDArray[np.bool_]) -> "_Holding":
        return _Holding(self._rows, self._values[:, columns])


class _Runner:
    """A map's links in the order of their effects, ready to be stepped through."""

    def __init__(self, links: Links, settings: Settings) -> None:
        self._settings = settings
        self._concepts = links.concepts
        self._order = np.argsort(links.effect, kind="stable")
        self._cause = links.cause[self._order]
        effect = links.effect[self._order]
        self._begin = np.flatnonzero(np.diff(effect, prepend=-1))
        self._effect = effect[self._begin]
        self._uncaused = np.setdiff1d(np.arange(links.concepts), self._effect)

    def hold(self, start: Floats, clamped: Mapping[int, Floats]) -> _Holding:
        """What is held: what is clamped and, where asked for, what has no cause."""
        rows = dict(clamped)
        if self._settings.hold_causes:
            rows = {int(i): start[i] for i in self._uncaused} | rows
        if not rows:
            return _Holding(np.zeros(0, dtype=np.intp), np.zeros((0, start.shape[1])))
        return _Holding(np.array(list(rows), dtype=np.intp), np.array(list(rows.values())))

    def step(self, weights: Floats, values: Floats) -> Floats:
        """One step; nothing is held."""
        return self._step(weights[self._order], values)

    def run(self, weights: Floats, start: Floats, clamped: Mapping[int, Floats]) -> Batch:
        """Runs to their ends; those that have converged are not stepped further."""
        s = self._settings
        weights = weights[self._order]
        runs = start.shape[1]
        hold = self.hold(start, clamped)
        values = hold(start.astype(np.float64))
        final = values.copy()
        outcome = np.full(runs, OUTCOMES.index("chaotic"), dtype=np.intp)
        period = np.zeros(runs, dtype=np.intp)
        steps = np.full(runs, s.steps, dtype=np.intp)
        going = np.arange(runs)
        for n in range(1, s.steps + 1):
            following = hold(self._step(weights, values))
            done = np.abs(following - values).max(axis=0, initial=0) <= s.tolerance
            values = following
            if done.any():
                over = going[done]
                final[:, over] = values[:, done]
                outcome[over], period[over], steps[over] = OUTCOMES.index("converged"), 1, n
                left = ~done
                going, values, weights, hold = going[left], values[:, left], weights[:, left], hold.of(left)
                if not len(going):
                    break
        final[:, going] = values
        low, high = final.copy(), final.copy()
        if len(going):
            self._cycles(weights, values, hold, going, Batch(final, low, high, outcome, period, steps))
        return Batch(final, low, high, outcome, period, steps)

    def _cycles(self, weights: Floats, values: Floats, hold: _Holding, going: Integers, out: Batch) -> None:
        """Look whether runs that have not converged come back to where they are."""
        s = self._settings
        anchor = values
        low, high, total = values.copy(), values.copy(), values.copy()
        unseen = np.ones(len(going), dtype=bool)
        for length in range(2, s.period + 2):
            values = hold(self._step(weights, values))
            low, high = np.minimum(low, values), np.maximum(high, values)
            # After n steps the cycle has length n, if it is back.
            n = length - 1
            back = unseen & (np.abs(values - anchor).max(axis=0, initial=0) <= s.tolerance)
            if n > 1 and back.any():
                columns = going[back]
                out.values[:, columns] = total[:, back] / n
                out.low[:, columns], out.high[:, columns] = low[:, back], high[:, back]
                out.outcome[columns], out.period[columns] = OUTCOMES.index("cycle"), n
                unseen &= ~back
            total += values
        columns = going[unseen]
        out.low[:, columns], out.high[:, columns] = low[:, unseen], high[:, unseen]

    def _step(self, weights: Floats, values: Floats) -> Floats:
        s = self._settings
        given = 2 * values - 1 if s.rule == "rescaled" else values
        total = np.zeros_like(values) if s.rule == "kosko" else given.copy()
        if len(self._cause):
            total[self._effect] += np.add.reduceat(given[self._cause] * weights, self._begin, axis=0)
        if s.steepness != 1:
            total *= s.steepness
        if s.transfer == "tanh":
            return np.tanh(total)
        # The sigmoid by way of tanh, which no large number overflows.
        return 0.5 + 0.5 * np.tanh(0.5 * total)


def _check(
    links: Links,
    weights: Floats,
    start: Floats,
    clamped: Mapping[int, float | Floats] | Mapping[int, float],
    settings: Settings,
) -> None:
    if weights.shape[0] != len(links.cause) or start.shape[0] != links.concepts:
        raise BadRun("the weights or the start do not fit the map; give one for each arrow and each concept")
    if weights.shape[1] != start.shape[1]:
        raise BadRun("weights and start are not of as many runs; give both a column for each run")
    if not (np.abs(weights) <= 1).all():
        raise BadRun("a weight is out of range; give each from -1 to 1")
    for values in (start, *clamped.values()):
        if not ((np.asarray(values) >= settings.lowest) & (np.asarray(values) <= 1)).all():
            raise BadRun(
                f"a value is out of range; with {settings.transfer} give each from {settings.lowest:g} to 1"
            )
