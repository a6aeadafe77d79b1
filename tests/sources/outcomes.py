"""What sources come to: all of it, or the one document or error that a test is about."""

from typing import Any

from onrecord.document import Document
from onrecord.errors import SourceError
from onrecord.sources import Sources


def read(*names: Any, **options: Any) -> list[Document | SourceError]:
    """All that the sources give."""
    return list(Sources(names, **options))


def document(*names: Any, **options: Any) -> Document:
    """The one document that the sources give."""
    (item,) = read(*names, **options)
    assert isinstance(item, Document), item
    return item


def error(*names: Any, **options: Any) -> SourceError:
    """The one error that the sources give: a sentence that names what it is about and the way out."""
    (item,) = read(*names, **options)
    assert isinstance(item, SourceError), item
    assert str(item).endswith(".") and "; " in str(item)
    return item
