"""The reading room: Document → Reading."""

from onrecord.reading.reader import Reader
from onrecord.reading.record import Reading, Span, Statement

__all__ = ["Reader", "Reading", "Span", "Statement"]
