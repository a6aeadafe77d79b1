"""What can go wrong with scores and charts, each with the way out; all are a :class:`ScoringError`."""

from typing import Self

from onrecord.errors import OnrecordError


class ScoringError(OnrecordError):
    """Anything that scoring and drawing report."""


class BadForecast(ScoringError, ValueError):
    """A probability or an outcome that lies outside 0 to 1, or is no number."""


class NothingSettled(ScoringError):
    """There is no settled forecast to score or to draw."""


class ChartError(ScoringError):
    """A chart that cannot be drawn or written."""


class MissingParts(ChartError, ImportError):
    """A package that charts need is not installed."""

    @classmethod
    def named(cls, error: ImportError) -> Self:
        """The error about the package that could not be imported."""
        return cls(
            f"charts need some packages more ({error.name} is not there): pip install 'onrecord[charts]'"
        )
