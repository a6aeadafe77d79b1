"""What can go wrong with maps, each with the way out; all are a :class:`MappingError`."""

from onrecord.errors import OnrecordError


class MappingError(OnrecordError):
    """Anything that building, running, changing and drawing a map report."""


class BadMap(MappingError, ValueError):
    """A map, or a file of one, that does not hold together."""


class NotInMap(MappingError, KeyError):
    """A concept, an arrow or a mention that the map does not have."""

    __str__ = Exception.__str__  # a KeyError would show its message in quotation marks


class BadRun(MappingError, ValueError):
    """A run that cannot be made as asked: a value out of range, or a rule that does not go with it."""


class EditConflict(MappingError):
    """A change that cannot be made, or taken back, because the map is not as it expects it."""


class DrawingError(MappingError):
    """A map that cannot be drawn or written."""


class MissingParts(MappingError, ImportError):
    """A package that maps need is not installed."""
