"""The exceptions that onrecord raises on purpose.

Every message is one sentence for the person who reads it: what is wrong, with what, and the way out.
Catch :class:`OnrecordError` for all of them, or a narrower one.
"""


class OnrecordError(Exception):
    """Anything that onrecord reports rather than crashes on."""


class SourceError(OnrecordError):
    """A source that could not be turned into a document."""


class NotText(SourceError):
    """The source holds no readable text: it is of another kind, binary, damaged or encrypted."""


class EmptySource(SourceError):
    """The source holds no words at all, or, being a folder, no file that is read."""


class TooLarge(SourceError):
    """The source is larger than the stated limit."""


class NoArticle(SourceError):
    """A web page in which no article could be found."""


class NotFound(SourceError):
    """A file or web page that is not there."""


class FetchFailed(SourceError):
    """An address that could not be fetched."""


class BadRecord(SourceError):
    """A line of a corpus that is not an object with a text."""


class GoldError(OnrecordError):
    """A gold file that cannot be evaluated against."""


class ModelError(OnrecordError):
    """The weights are missing or do not fit this version."""


class TableError(OnrecordError):
    """A table of what words of probability mean that cannot be read or is no such table."""
