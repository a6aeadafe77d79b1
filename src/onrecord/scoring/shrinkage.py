"""Means of few cases drawn towards the mean of all, so that luck does not look like skill."""

from dataclasses import dataclass

from onrecord.scoring.forecasts import Floats


@dataclass(frozen=True, slots=True)
class Shrunk:
    """Means drawn towards ``towards``.

    ``values``: the means so drawn. ``own``: how much of each is its own record, 0 to 1; the rest is
    ``towards``. ``between``: the variance of the groups' true means about it.
    """

    values: Floats
    own: Floats
    towards: float
    between: float


def shrink(means: Floats, variances: Floats) -> Shrunk:
    """Draw the means of groups towards their common mean, the more the less certain each is.

    ``variances`` are those of the means, each above 0. Each group's true mean is taken to be normal about a
    common one: C. N. Morris, "Parametric empirical Bayes inference", Journal of the American Statistical
    Association 78, 1983. The variance between groups is what the means differ beyond their own uncertainty,
    by moments: R. DerSimonian and N. Laird, "Meta-analysis in clinical trials", Controlled Clinical Trials 7,
    1986. Where the means differ no more than chance has them differ, it is 0 and all come out alike: nothing
    tells these groups apart.
    """
    precision = 1 / variances
    total = precision.sum()
    fixed = precision @ means / total
    excess = precision @ (means - fixed) ** 2 - (len(means) - 1)
    spare = total - precision @ precision / total
    between = max(0.0, float(excess / spare)) if len(means) > 1 else 0.0
    weights = 1 / (variances + between)
    towards = float(weights @ means / weights.sum())
    own = between * weights
    return Shrunk(towards + own * (means - towards), own, towards, between)


def pooled_variance(means: list[Floats], weights: list[Floats]) -> float | None:
    """The variance of an utterance's mean about its group's, the same for every group; ``None`` if unknown.

    ``means`` and ``weights`` hold, for each group, its utterances' means and how many forecasts they have. A
    group's own variance is no use for a short record: three hits in a row have none. ``None`` where no group
    has two utterances.
    """
    squares = freedom = 0.0
    for values, sizes in zip(means, weights, strict=True):
        size = sizes.sum()
        squares += float(sizes @ (values - sizes @ values / size) ** 2)
        freedom += float(size - sizes @ sizes / size)
    return squares / freedom if freedom > 0 else None
