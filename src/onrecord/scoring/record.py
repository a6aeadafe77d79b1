"""Track records: what settled forecasts come to, in a whole ledger and for each speaker, outlet or year."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from onrecord.scoring.decomposition import Corp, Murphy, corp, murphy
from onrecord.scoring.forecasts import Floats, Sample, Settled
from onrecord.scoring.intervals import Estimate, bootstrap, effective_size, resampled, wilson
from onrecord.scoring.rules import Rule, brier, logarithmic
from onrecord.scoring.shrinkage import Shrunk, pooled_variance, shrink

#: How many forecasts must be settled before scores are shown. Somebody who says 90 percent and is right nine
#: times in ten has a Brier score of 0.09, give or take 0.15 after ten forecasts: just enough to tell them
#: from a coin (0.25). With fewer, even such a record could be a coin's.
FLOOR = 10


@dataclass(frozen=True, slots=True)
class Scores:
    """What forecasts come to by one scoring rule.

    ``mean``: the mean score, 0 at best. ``over_base_rate`` and ``over_coin``: the skill, the share of the
    score that was spared against somebody who gave everything the ledger's base rate, or 50 percent: 1 at
    best, 0 no better than they, below 0 worse. The base rate is known only in hindsight, so to beat it is
    harder than it looks; ``None`` where it cannot be beaten, as it is right about everything. ``parts``: what
    the mean is made of.
    """

    mean: Estimate
    over_base_rate: Estimate | None
    over_coin: Estimate
    parts: Corp


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """What settled forecasts come to.

    ``forecasts``, ``utterances``: how many. ``base_rate``: the share that came true, with Wilson's interval, as
    resampling gives it no width where all or none did. ``probability``: the mean probability that they were
    made with; far above the base rate, too much was expected, far below it too little.
    ``brier``, ``logarithmic``, ``murphy``: the scores; ``None``, as are the intervals, where fewer than the
    floor are settled.
    """

    forecasts: int
    utterances: int
    base_rate: Estimate
    probability: Estimate
    brier: Scores | None
    logarithmic: Scores | None
    murphy: Murphy | None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A group's track record among others.

    ``shrunk``: its mean Brier score, drawn towards that of all groups; ``own``: how much of that is its own
    record, 0 to 1. Both are ``None`` where fewer than the floor are settled.
    """

    name: str
    record: TrackRecord
    shrunk: float | None
    own: float | None


def base_rate(forecasts: Iterable[Settled]) -> float:
    """The share of ``forecasts`` that came true, those that came true in part counted in part.

    Raises :class:`~onrecord.scoring.errors.ScoringError` where there are none, or one is out of range.
    """
    return float(Sample.of(forecasts).outcome.mean())


def track_record(
    forecasts: Iterable[Settled], base_rate: float | None = None, floor: int = FLOOR
) -> TrackRecord:
    """Score ``forecasts``, with 95 % intervals by resampling utterances.

    ``base_rate``: the ledger's, 0 to 1, for the skill; without it, that of these forecasts. ``floor``: how
    many must be settled for scores. The order of the forecasts makes no difference. Raises
    :class:`~onrecord.scoring.errors.ScoringError` where there are none, or one is out of range.
    """
    return _record(Sample.of(forecasts), base_rate, floor)


def rank(groups: Mapping[str, Iterable[Settled]], base_rate: float, floor: int = FLOOR) -> list[Ranked]:
    """Each group's track record, the best first: by its mean Brier score, drawn towards that of all groups.

    The fewer utterances a group has, the more it is drawn, as :func:`~onrecord.scoring.shrinkage.shrink`
    says, so that one lucky call does not lead; all groups count for where to, also those with fewer settled
    forecasts than ``floor``, which come last, the longest record first. Equals come by the number of their
    forecasts, then by name. A Brier score depends on what is forecast, too: who speaks of foregone
    conclusions has an easy record.

    ``base_rate``: the ledger's, 0 to 1. Raises :class:`~onrecord.scoring.errors.ScoringError` where a group
    has no forecast, or one is out of range.
    """
    samples = {name: Sample.of(forecasts) for name, forecasts in groups.items()}
    if not samples:
        return []
    drawn = _shrunk(list(samples.values()))
    rows = []
    for (name, sample), value, own in zip(samples.items(), drawn.values, drawn.own, strict=True):
        known = len(sample) >= floor
        rows.append(
            Ranked(
                name,
                _record(sample, base_rate, floor),
                float(value) if known else None,
                float(own) if known else None,
            )
        )
    return sorted(
        rows,
        key=lambda r: (r.shrunk is None, r.shrunk or 0.0, -r.record.forecasts, r.name),
    )


def _shrunk(samples: list[Sample]) -> Shrunk:
    """The mean Brier scores of groups, drawn towards their common mean."""
    scores = [s.by_utterance(brier(s.probability, s.outcome)) / s.sizes for s in samples]
    sizes = [s.sizes for s in samples]
    means = np.array([np.average(m, weights=n) for m, n in zip(scores, sizes, strict=True)])
    variance = pooled_variance(scores, sizes)
    if not variance:
        # Where no group has two utterances, how much is luck cannot be known, so all of it may be; where no
        # group has two that differ, none is.
        own = np.full_like(means, 0.0 if variance is None else 1.0)
        towards = float(means.mean())
        return Shrunk(towards + own * (means - towards), own, towards, float(own[0] * means.var()))
    return shrink(means, variance / np.array([effective_size(n) for n in sizes]))


def _record(sample: Sample, base_rate: float | None, floor: int) -> TrackRecord:
    p, y = sample.probability, sample.outcome
    if len(sample) < floor:
        means = _Means(sample, [y, p], resample=False)
        return TrackRecord(len(sample), sample.utterances, means.of(0), means.of(1), None, None, None)
    reference = np.full_like(p, y.mean() if base_rate is None else base_rate)
    coin = np.full_like(p, 0.5)
    columns = [y, p]
    for rule in (brier, logarithmic):
        columns += [rule(p, y), rule(reference, y), rule(coin, y)]
    means = _Means(sample, columns, resample=True)

    def scores(rule: Rule, first: int) -> Scores:
        return Scores(
            mean=means.of(first),
            over_base_rate=means.skill(first, first + 1) if rule(reference, y).any() else None,
            over_coin=means.skill(first, first + 2),
            parts=corp(rule, p, y),
        )

    return TrackRecord(
        forecasts=len(sample),
        utterances=sample.utterances,
        base_rate=Estimate(float(y.mean()), wilson(float(y.mean()), effective_size(sample.sizes))),
        probability=means.of(1),
        brier=scores(brier, 2),
        logarithmic=scores(logarithmic, 5),
        murphy=murphy(p, y),
    )


class _Means:
    """The means of columns over a sample's forecasts, and what they are in each resample of utterances."""

    def __init__(self, sample: Sample, columns: list[Floats], *, resample: bool) -> None:
        sums = np.array([sample.sizes, *(sample.by_utterance(column) for column in columns)])
        draws = resampled(sums) if resample else np.empty((0, len(sums)))
        self._utterances = sample.utterances
        self._means = [float(column.mean()) for column in columns]
        self._draws = draws[:, 1:] / draws[:, :1]

    def of(self, column: int) -> Estimate:
        """The mean of a column."""
        return Estimate(self._means[column], bootstrap(self._draws[:, column], self._utterances))

    def skill(self, score: int, reference: int) -> Estimate:
        """The share of the mean of ``reference``, which is not 0, that ``score`` spares."""
        with np.errstate(divide="ignore", invalid="ignore"):  # in a resample it may be 0
            draws = 1 - self._draws[:, score] / self._draws[:, reference]
        value = 1 - self._means[score] / self._means[reference]
        return Estimate(value, bootstrap(draws, self._utterances))
