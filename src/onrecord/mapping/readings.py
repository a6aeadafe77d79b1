"""A reading's links, as its JSON has them, as what this room takes in."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from onrecord.mapping.errors import BadMap
from onrecord.mapping.records import Aim, Condition, Said
from onrecord.reading.record import Span

#: Ends a sentence, with what closes and the space after it.
_STOP = re.compile(r"[.!?…][\"”’')\]]*\s+")


class _Link(msgspec.Struct, frozen=True):
    """A link of the ``onrecord/1`` format."""

    id: str
    statement: str | None
    cause: Span
    effect: Span
    sign: str
    signal: Span | None = None
    kind: str = "cause"
    confidence: float = 1.0


class _Aim(msgspec.Struct, frozen=True):
    """An aim of the ``onrecord/1`` format."""

    id: str
    statement: str | None
    name: str
    state: Span
    sign: str = "+"
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
    aims: tuple[_Aim, ...] = ()


class Heard(NamedTuple):
    """What was said, as :func:`~onrecord.mapping.build.build` takes it in."""

    said: tuple[Said, ...] = ()
    aims: tuple[Aim, ...] = ()
    conditions: tuple[Condition, ...] = ()


def heard_in(
    reading: Mapping[str, Any],
    *,
    statements: Collection[str] | None = None,
    utterances: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    least: float = 0.0,
) -> Heard:
    """The links, aims and conditions of a reading in the ``onrecord/1`` format, each with who says it, in which words.

    ``statements``: the ids of those that are heard, by default all and the article's own voice. ``utterances``: for statements that repeat another, by their ids, what they are an utterance of.
    ``names``: for speakers, by their ids, what they are called beyond this reading. ``least``: how likely right the
    reader must hold it. Sources without a name stay unnamed, so that "two officials" of two articles are not one; so
    does the article's own voice. Raises :class:`~onrecord.mapping.errors.BadMap` where the reading does not hold
    together.
    """
    record = _record(reading)
    voice = _Voices(record, statements, utterances or {}, names or {})
    links = [x for x in record.links if x.confidence >= least and voice.heard(x)]
    aims = [x for x in record.aims if x.confidence >= least and voice.heard(x)]
    return Heard(
        tuple(
            Said(cause=x.cause, effect=x.effect, **voice.of(x, (x.cause, x.effect)))
            for x in links
            if x.kind != "condition"
        ),
        tuple(
            Aim(actor=voice.called.get(x.name, x.name), state=x.state, **voice.of(x, (x.state, x.state)))
            for x in aims
        ),
        tuple(
            Condition(condition=x.cause, outcome=x.effect, **voice.of(x, (x.cause, x.effect)))
            for x in links
            if x.kind == "condition"
        ),
    )


def _record(reading: Mapping[str, Any]) -> _Reading:
    try:
        return msgspec.convert(dict(reading), _Reading)
    except (msgspec.ValidationError, ValueError) as error:
        raise BadMap(
            f"the reading does not hold together ({error}); give one in the onrecord/1 format"
        ) from error


class _Voices:
    """Who says what of one reading, and who is heard."""

    def __init__(
        self,
        record: _Reading,
        statements: Collection[str] | None,
        utterances: Mapping[str, str],
        names: Mapping[str, str],
    ) -> None:
        self.document, self.utterances, self.names = record.document.id, utterances, names
        self.speakers = {s.id: s for s in record.speakers}
        self.statements = {s.id: s for s in record.statements}
        self._heard = None if statements is None else frozenset(statements)
        #: What speakers are called beyond this reading, by what they are called in it.
        self.called = {s.name: names[s.id] for s in record.speakers if s.id in names}

    def heard(self, said: _Link | _Aim) -> bool:
        """Whether it is said in a statement that is heard."""
        return self._heard is None or said.statement in self._heard

    def of(self, said: _Link | _Aim, ends: tuple[Span, Span]) -> dict[str, Any]:
        """What a link or aim has beside its ends."""
        statement = self._statement(said)
        who = self.speakers.get((statement and statement.speaker) or "")
        name = self.names.get(who.id, who.name) if who and who.kind not in {"unnamed", "group"} else ""
        return {
            "id": said.id,
            "sign": said.sign,
            "statement": said.statement or "",
            "document": self.document,
            "speaker": name,
            "utterance": self.utterances.get(said.statement or "", ""),
            "signal": said.signal,
            "confidence": said.confidence,
            "quote": _quote(statement.content, ends) if statement else "",
        }

    def _statement(self, said: _Link | _Aim) -> _Statement | None:
        if said.statement is None:
            return None
        if statement := self.statements.get(said.statement):
            return statement
        raise BadMap(
            f"link {said.id} is of a statement {said.statement!r}, which is not there; read the text again"
        )


def _quote(content: Iterable[Span], ends: tuple[Span, Span]) -> str:
    """The sentences of a content from that with the first end to that with the last."""
    first, last = min(e.start for e in ends), max(e.end for e in ends)
    pieces = (p for p in content if p.end > first and p.start < last)
    return " … ".join(_sentences(p.text, first - p.start, last - p.start) for p in pieces)


def _sentences(text: str, first: int, last: int) -> str:
    """The part of ``text`` from ``first`` to ``last``, both cut to it, with the rest of the sentences there."""
    stops = [m.end() for m in _STOP.finditer(text)]
    begin = max((s for s in stops if s <= max(first, 0)), default=0)
    end = min((s for s in stops if s >= last), default=len(text))
    return text[begin:end].strip()
