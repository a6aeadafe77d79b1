"""onrecord: who said what would happen, exactly where.

>>> import onrecord
>>> reading = onrecord.read('"The dam will hold," the engineer said.')
>>> reading.statements[0].source[0].text
'the engineer'
"""

from functools import cache
from typing import TYPE_CHECKING, Any

from onrecord.document import Document
from onrecord.errors import OnrecordError

if TYPE_CHECKING:
    from onrecord.reading import Reader, Reading, Span, Statement

__version__ = "0.1.0"
__all__ = ["Document", "OnrecordError", "Reader", "Reading", "Span", "Statement", "__version__", "read"]


def read(document: "Document | str") -> "Reading":
    """Read one document, or a bare text, with the package's model, which the first call loads.

    For many documents, :meth:`Reader.stream` uses all cores. Raises
    :class:`~onrecord.errors.ModelError` where the model cannot be loaded; no text makes it fail.
    """
    return _reader().read(document)


@cache
def _reader() -> "Reader":
    from onrecord.reading import Reader

    return Reader()


def __getattr__(name: str) -> Any:
    # The model's libraries are loaded when they are first needed, so that importing onrecord is quick.
    if name in {"Reader", "Reading", "Span", "Statement"}:
        from onrecord import reading

        return getattr(reading, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
