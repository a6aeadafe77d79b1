"""The record types: what a reading is made of. Plain frozen values, no behaviour but their JSON form."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from onrecord.document import Document

FORMAT = "onrecord/1"

Manner = Literal["direct", "indirect", "mixed"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the document's text: ``document.text[start:end] == text``, in Unicode characters."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One attribution relation: somebody said, wrote, thought, felt or wanted something.

    ``source``, ``cue`` and ``content`` are spans in reading order that do not overlap one another;
    ``source`` and ``cue`` may be empty, ``content`` never is. ``manner`` says whether the content
    stands in quotation marks: all of it (direct), none (indirect), or some (mixed). ``within`` is the
    id of the statement that this one is quoted in, ``None`` for the article's own. ``confidence`` is
    the calibrated probability that a careful reader would find the same statement.
    """

    id: str
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    manner: Manner
    within: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything found in one document: its statements, in the order in which their words begin."""

    document: Document
    statements: tuple[Statement, ...]

    def chain(self, statement: Statement) -> Iterator[Statement]:
        """The statements that ``statement`` stands within, innermost first."""
        by_id = {s.id: s for s in self.statements}
        while statement.within is not None:
            statement = by_id[statement.within]
            yield statement

    def to_dict(self) -> dict[str, Any]:
        """The reading in the ``onrecord/1`` format: plain dicts, tuples, strings and numbers, for ``json``.

        The document's text is left out: whoever holds the reading holds the text, by its id.
        """
        document = msgspec.to_builtins(self.document)
        del document["text"]
        return {
            "format": FORMAT,
            "document": document,
            "statements": msgspec.to_builtins(self.statements),
        }
