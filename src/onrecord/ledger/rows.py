"""Statements and claims as rows, as they were read."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onrecord.reading import Claim, Span, Statement

#: Stands between the pieces of a content that the text breaks up.
GAP = " … "

Row = dict[str, Any]


def statement_row(statement: "Statement") -> Row:
    """What a statement's own columns hold; whose it is, and what it stands within, others know."""
    return {
        "local": statement.id,
        "source": joined(statement.source),
        "words": joined(statement.content),
        "start": statement.content[0].start,
        "end": statement.content[-1].end,
        "manner": statement.manner,
        "confidence": statement.confidence,
    }


def claim_row(claim: "Claim") -> Row:
    """What a claim's own columns hold."""
    when = claim.when
    return {
        "local": claim.id,
        "words": claim.text,
        "start": claim.start,
        "end": claim.end,
        "kind": claim.kind,
        "likelihood": claim.likelihood,
        "probability": claim.probability,
        "phrase": claim.phrase,
        "checkable": claim.checkable,
        "due": when.due if when else None,
        "due_on": (when.until or when.since) if when else None,
        "confidence": claim.confidence,
    }


def joined(spans: "tuple[Span, ...]") -> str:
    """The words of several spans as one text."""
    return GAP.join(span.text for span in spans)
