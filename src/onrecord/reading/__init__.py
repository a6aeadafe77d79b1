"""The reading room: Document → Reading."""

from typing import TYPE_CHECKING, Any

from onrecord.reading.record import Aim, Claim, Link, Place, Reading, Role, Span, Speaker, Statement, When

if TYPE_CHECKING:
    from onrecord.reading.likelihood import Table
    from onrecord.reading.reader import Reader

__all__ = [
    "Aim",
    "Claim",
    "Link",
    "Place",
    "Reader",
    "Reading",
    "Role",
    "Span",
    "Speaker",
    "Statement",
    "Table",
    "When",
]


def __getattr__(name: str) -> Any:
    # Those who only hold readings, as the ledger does, need not wait for the model's libraries.
    if name == "Reader":
        from onrecord.reading.reader import Reader

        return Reader
    if name == "Table":
        from onrecord.reading.likelihood import Table

        return Table
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
