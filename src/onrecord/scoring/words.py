"""What words have meant: how often what was called likely came true, beside what that is taken to mean."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from onrecord.scoring.errors import ScoringError
from onrecord.scoring.forecasts import Sample, Settled
from onrecord.scoring.intervals import Interval, effective_size, wilson

#: What an assumed probability counts for at most and at least, in settled forecasts. At most: what the
#: intervals of the phrases that were measured in surveys come to, in the middle (``likelihood.toml``).
#: Readers who agree on what a word means know no better how often those who use it are right.
FIRMEST, WEAKEST = 20.0, 1.0
# The standard deviations that the middle 80 % of a normal distribution spans.
_MIDDLE = 2.563


@dataclass(frozen=True, slots=True)
class Chance:
    """A probability and the interval around it, all 0 to 1."""

    probability: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word or phrase has meant.

    ``forecasts``, ``utterances``: how many with it are settled. ``assumed``: what it is taken to mean, with
    the interval in which the middle 80 % of readers put it. ``observed``: the share that came true, with its
    95 % interval. ``blended``: the assumed and the observed in one, as :func:`observed` explains, with an
    interval of 80 %. ``weight``: how much of that is observed, 0 to 1.
    """

    words: str
    forecasts: int
    utterances: int
    assumed: Chance
    observed: Chance
    blended: Chance
    weight: float


def meanings(said: Mapping[str, Iterable[Settled]], assumed: Mapping[str, Chance]) -> list[Meaning]:
    """What each word of ``said``, which holds the forecasts made in it, has meant; by rising assumption.

    Forecasts that came true in part count in part. The intervals are Wilson's, over as many cases as the
    utterances are worth (:func:`~onrecord.scoring.intervals.effective_size`). Raises
    :class:`~onrecord.scoring.errors.ScoringError` where a word has no forecast or no assumption, or one is
    out of range.
    """
    if unknown := sorted(said.keys() - assumed.keys()):
        raise ScoringError(f"no probability is assumed for '{unknown[0]}'; give one for each word")
    rows = [_meaning(words, Sample.of(forecasts), assumed[words]) for words, forecasts in said.items()]
    return sorted(rows, key=lambda m: (m.assumed.probability, m.words))


def observed(meanings: Iterable[Meaning]) -> dict[str, Chance]:
    """The probability and interval to be used for each word instead of the assumed ones.

    The share that came true, drawn towards the assumption, which counts as so many settled forecasts more: as
    many as a beta distribution would need to have the assumed interval as its middle 80 %, within
    :data:`WEAKEST` and :data:`FIRMEST`. So a guess with a wide interval yields soon, a measured meaning
    slowly, and one lucky call moves neither far. The probability is the posterior mean of the beta-binomial
    model (I. J. Good, *The Estimation of Probabilities*, 1965); the ends of the interval are drawn by the
    same weight, from the assumed to Wilson's of the same 80 %.

    They have seen how these forecasts turned out: scored again with them, the same forecasts look better than
    they were.
    """
    return {m.words: m.blended for m in meanings}


def _meaning(words: str, sample: Sample, assumed: Chance) -> Meaning:
    share, size = float(sample.outcome.mean()), effective_size(sample.sizes)
    weight = size / (size + _strength(assumed))
    low, high = wilson(share, size, level=0.8)

    def blend(ours: float, theirs: float) -> float:
        return weight * ours + (1 - weight) * theirs

    return Meaning(
        words=words,
        forecasts=len(sample),
        utterances=sample.utterances,
        assumed=assumed,
        observed=Chance(share, wilson(share, size)),
        blended=Chance(
            blend(share, assumed.probability),
            (blend(low, assumed.interval[0]), blend(high, assumed.interval[1])),
        ),
        weight=weight,
    )


def _strength(assumed: Chance) -> float:
    """How many settled forecasts an assumption counts for."""
    low, high = assumed.interval
    spread = ((high - low) / _MIDDLE) ** 2
    variance = assumed.probability * (1 - assumed.probability)
    return min(FIRMEST, max(WEAKEST, variance / spread - 1)) if spread else FIRMEST
