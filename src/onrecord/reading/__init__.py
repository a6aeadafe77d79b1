"""The reading room: Document → Reading."""

from onrecord.reading.likelihood import Table
from onrecord.reading.reader import Reader
from onrecord.reading.record import Claim, Place, Reading, Role, Span, Speaker, Statement, When

__all__ = ["Claim", "Place", "Reader", "Reading", "Role", "Span", "Speaker", "Statement", "Table", "When"]
