"""A reading's links, as its JSON has them, as what this room takes in."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from onrecord.mapping.errors import BadMap
from onrecord.mapping.records import Said
from onrecord.reading.record import Span


class _Link(msgspec.Struct, frozen=True):
    """A link of the ``onrecord/1`` format."""

    id: str
    statement: str
    cause: Span
    effect: Span
    sign: str
    signal: Span | None = None
    confidence: float = 1.0


class _Statement(msgspec.Struct, frozen=True):
    id: str
    content: tuple[Span, ...] = ()
    speaker: str | None = None


class _Speaker(msgspec.Struct, frozen=True):
    id: str
    name: str
    kind: str = "person"


class _Document(msgspec.Struct, frozen=True):
    id: str


class _Reading(msgspec.Struct, frozen=True):
    document: _Document
    statements: tuple[_Statement, ...] = ()
    speakers: tuple[_Speaker, ...] = ()
    links: tuple[_Link, ...] = ()


def said_in(reading: Mapping[str, Any], utterances: Mapping[str, str] | None = None) -> list[Said]:
    """The links of a reading in the ``onrecord/1`` format, each with who says it and the words that hold it.

    ``utterances``: for statements that repeat another, by their ids, what they are an utterance of. Sources without a
    name stay unnamed, so that "two officials" of two articles are not one. Raises
    :class:`~onrecord.mapping.errors.BadMap` where the reading does not hold together.
    """
    try:
        record = msgspec.convert(dict(reading), _Reading)
    except (msgspec.ValidationError, ValueError) as error:
        raise BadMap(
            f"the reading does not hold together ({error}); give one in the onrecord/1 format"
        ) from error
    speakers = {s.id: s for s in record.speakers}
    statements = {s.id: s for s in record.statements}
    out = []
    for link in record.links:
        statement = statements.get(link.statement)
        if statement is None:
            raise BadMap(
                f"link {link.id} is of a statement {link.statement!r}, which is not there; read the text again"
            )
        who = speakers.get(statement.speaker or "")
        named = who is not None and who.kind not in {"unnamed", "group"}
        out.append(
            Said(
                id=link.id,
                cause=link.cause,
                effect=link.effect,
                sign=link.sign,  # type: ignore[arg-type]  # any way of writing it
                statement=link.statement,
                document=record.document.id,
                speaker=who.name if who and named else "",
                utterance=(utterances or {}).get(link.statement, ""),
                signal=link.signal,
                confidence=link.confidence,
                quote=_quote(statement.content, (link.cause, link.effect)),
            )
        )
    return out


def _quote(content: Iterable[Span], ends: tuple[Span, Span]) -> str:
    """The pieces of a content from that with the first end to that with the last."""
    first, last = min(e.start for e in ends), max(e.end for e in ends)
    return " … ".join(piece.text for piece in content if piece.end > first and piece.start < last)
