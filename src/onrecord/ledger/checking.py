"""JSON from elsewhere → a line of an export (:mod:`onrecord.ledger.lines`), or what is wrong with it.

Types say most of it. What they cannot say is checked here: that references lead somewhere, that every span has its
words, and that numbers are such as a ledger has.
"""

import datetime
import math
from collections.abc import Iterator
from typing import Annotated, Any, TypeVar, get_args

import msgspec
from msgspec import Meta

from onrecord.document import Document
from onrecord.ledger.errors import BadImport, NewerExport
from onrecord.ledger.lines import (
    FAMILY,
    FORMAT,
    CorrectionPart,
    Count,
    DocumentLine,
    Entry,
    Line,
    Merge,
    MergeLine,
    Part,
    Passage,
    ReadingPart,
    Record,
    Said,
    SpeakerPart,
)
from onrecord.ledger.rows import GAP
from onrecord.ledger.schema import storable
from onrecord.ledger.words import folded
from onrecord.reading import Aim, Claim, Link, Reading, Role, Span, Statement, When
from onrecord.reading.record import FORMAT as READING
from onrecord.reading.record import ClaimKind, Likelihood

Value = TypeVar("Value")


def line(record: object) -> Line:
    """A line of an export from what its JSON holds, if it is one and fits together; its readings are not looked at.

    Raises :class:`BadImport` where it is not, and :class:`NewerExport` where a newer onrecord wrote it.
    """
    form = record.get("format") if isinstance(record, dict) else None
    if not isinstance(record, dict) or not isinstance(form, str) or not form.startswith(FAMILY):
        if form == READING:
            raise BadImport(
                "is a reading, which lacks its text; give its document to onrecord add, or export a ledger"
            )
        raise BadImport("is no line of an exported ledger; make one with onrecord export --format jsonl")
    if form != FORMAT:
        raise NewerExport(
            f"is in the format {form}, which a newer onrecord wrote; update onrecord to import it"
        )
    found: Line
    if "merge" in record:
        found = converted(record, MergeLine)
        faults = _merge_faults(found.merge)
    else:
        found = converted(record, DocumentLine)
        faults = _document_faults(found)
    for fault in faults:
        raise BadImport(f"does not fit together: {fault}")
    return found


def reading(part: ReadingPart, text: str) -> Reading:
    """The reading that a line has of ``text``. Raises :class:`BadImport` where it does not fit it or itself."""
    record = converted(part.record, Record)
    about = msgspec.structs.asdict(record.document)
    del about["words"]
    found = Reading(
        Document(text, **about),
        record.statements,
        record.speakers,
        record.claims,
        record.places,
        record.links,
        record.aims,
    )
    for fault in _reading_faults(found):
        raise BadImport(f"has a reading that does not fit together: {fault}")
    return found


def converted(record: object, kind: type[Value]) -> Value:
    """``record`` as one of our types. Raises :class:`BadImport` where it is no such thing."""
    try:
        return msgspec.convert(record, kind)
    except msgspec.ValidationError as error:
        reason = str(error)
        raise BadImport(f"is damaged: {reason[:1].lower()}{reason[1:]}") from error
    except RecursionError as error:
        raise BadImport("is nested too deeply") from error


def _document_faults(found: DocumentLine) -> Iterator[str]:
    texts = {text.number: text for text in found.versions}
    if list(texts) != sorted(texts) or len(texts) < len(found.versions):
        yield "its versions are not in order"
    if any(storable(text.url or text.id) != found.document.key for text in found.versions):
        yield "a version is another document's"
    read = {part.version for part in found.readings}
    if read != texts.keys():
        yield "not every version has a reading, or not every reading a version"
    if len({text.text for text in found.versions}) < len(texts):
        yield "two versions have the same text"
    known: dict[str, Passage] = {}
    for passage in found.passages:
        text = texts.get(passage.version)
        if text is None or max(passage.start, passage.end) > len(text.text) or passage.id in known:
            yield f"the passage {passage.id} is twice there, or nowhere"
        known[passage.id] = passage
    if len({(*p.stretch, p.version) for p in found.passages}) < len(known):
        yield "two passages are the same"
    speakers = {speaker.id for speaker in found.speakers}
    for speaker in found.speakers:
        yield from _speaker_faults(speaker)
    for one in found.appearances:
        if one.speaker not in speakers or one.version not in texts:
            yield f"{one.name} is a speaker who is not there, or nowhere"
    for merge in found.merges:
        yield from _merge_faults(merge)
        if merge.into is None:
            yield "it is not said who a speaker is instead"
    entries: tuple[Entry, ...] = (*found.resolutions, *found.deadlines, *found.corrections)
    for said in entries:
        yield from _said_faults(said)
        about = known.get(said.about)
        if about is None:
            yield f"{said.by} said something of {said.about}, which is not there"
        elif isinstance(said, CorrectionPart):
            yield from _correction_faults(said, about, texts[about.version].text, speakers)
        elif about.kind != "claim":
            yield f"{said.about} is no claim, and cannot be settled"
    for moment in (*(t.added_at for t in found.versions), *(r.read_at for r in found.readings)):
        yield from _moment_faults(moment)
    for resolution in found.resolutions:
        if (resolution.degree is None) != (resolution.outcome in {"void", "open"}):
            yield f"{resolution.outcome} goes with another degree"


def _merge_faults(merge: Merge) -> Iterator[str]:
    for speaker in (merge.speaker, merge.into):
        if speaker:
            yield from _speaker_faults(speaker)
    if merge.into and merge.into.key == merge.speaker.key:
        yield "a speaker is merged with themselves"
    yield from _said_faults(merge)


def _speaker_faults(speaker: SpeakerPart) -> Iterator[str]:
    if (
        speaker.key.split("\n")[:2] != [speaker.kind, folded(speaker.name)]
        or storable(speaker.key) != speaker.key
    ):
        yield f"the speaker {speaker.id} is known by another name"


def _said_faults(said: Said) -> Iterator[str]:
    if not said.by.strip():
        yield "something is said by nobody"
    yield from _moment_faults(said.at)


def _moment_faults(moment: datetime.datetime) -> Iterator[str]:
    if not 1 < moment.year < 9999:
        yield f"the year {moment.year} is none of ours"


_CORRECTED: dict[str, tuple[str, frozenset[Any]]] = {
    "kind": ("claim", frozenset(get_args(ClaimKind))),
    "likelihood": ("claim", frozenset(get_args(Likelihood))),
    "statement": ("statement", frozenset((True, False))),
}


def _correction_faults(said: CorrectionPart, about: Passage, text: str, speakers: set[str]) -> Iterator[str]:
    value = said.value
    if said.field in _CORRECTED:
        kind, known = _CORRECTED[said.field]
        fits = about.kind == kind and (
            value is None or (isinstance(value, bool if kind == "statement" else str) and value in known)
        )
    elif said.field == "speaker":
        fits = about.kind == "statement" and (value is None or (isinstance(value, str) and value in speakers))
    else:
        fits = value is None or _stand(value, text)
    if not fits:
        yield f"the {said.field} of {said.about} cannot be corrected so"


class _Words(Part, frozen=True, kw_only=True):
    spans: Annotated[tuple[tuple[Count, Count], ...], Meta(min_length=1)]
    text: str


def _stand(value: object, text: str) -> bool:
    """Whether corrected words stand in the text where they say."""
    try:
        words = msgspec.convert(value, _Words)
    except msgspec.ValidationError:
        return False
    ends = [at for span in words.spans for at in span]
    if ends != sorted(ends) or ends[-1] > len(text):
        return False
    return words.text == GAP.join(storable(text[start:end]) for start, end in words.spans)


def _reading_faults(found: Reading) -> Iterator[str]:
    text = found.document.text
    statements = {statement.id: statement for statement in found.statements}
    speakers = {speaker.id for speaker in found.speakers}
    told: tuple[Claim | Link | Aim, ...] = (*found.claims, *found.links, *found.aims)
    ids = [*statements, *speakers, *(one.id for one in told)]
    if len(set(ids)) < len(found.statements) + len(found.speakers) + len(told):
        yield "two things in it have the same id"
    for id in ids:
        if not 0 < len(id) <= 100 or not id.isascii() or not id.isprintable():
            yield "an id in it is none"
    for span in _spans(found):
        if not 0 <= span.start <= span.end <= len(text) or text[span.start : span.end] != span.text:
            yield f"its text has other words at {span.start:,} to {span.end:,}"
    for statement in found.statements:
        if not statement.content:
            yield f"{statement.id} says nothing"
        if statement.speaker is not None and statement.speaker not in speakers:
            yield f"{statement.id} is by somebody who is not there"
        if statement.within is not None and statement.within not in statements:
            yield f"{statement.id} stands within a statement that is not there"
    if any(one.statement is not None and one.statement not in statements for one in told):
        yield "a statement that a claim, link or aim is of is not there"
    elif _circular(statements):
        yield "a statement stands within itself"
    for number in _shares(found):
        if not 0 <= number <= 1:
            yield f"{number:g} is not between 0 and 1"
    for place in found.places:
        if not (abs(place.latitude) <= 90 and abs(place.longitude) <= 180):
            yield f"{place.name} is nowhere on Earth"


def _spans(found: Reading) -> Iterator[Span | Role | Claim | When]:
    for statement in found.statements:
        yield from (*statement.source, *statement.cue, *statement.content)
        if statement.channel:
            yield statement.channel
    for speaker in found.speakers:
        yield from speaker.roles
        yield from speaker.mentions
    for claim in found.claims:
        yield claim
        if claim.condition:
            yield claim.condition
        if claim.when:
            yield claim.when
    for link in found.links:
        yield from (link.cause, link.effect, *([link.signal] if link.signal else []))
    for aim in found.aims:
        yield from (aim.actor, aim.state, aim.signal)
    for place in found.places:
        yield from place.mentions


def _shares(found: Reading) -> Iterator[float]:
    for statement in found.statements:
        yield statement.confidence
    for claim in found.claims:
        yield claim.confidence
        yield from (n for n in (claim.probability, *(claim.interval or ())) if n is not None)
    yield from (link.confidence for link in found.links)
    yield from (aim.confidence for aim in found.aims)
    yield from (math.inf for place in found.places if not math.isfinite(place.latitude + place.longitude))


def _circular(statements: dict[str, Statement]) -> bool:
    """Whether a statement stands, however deep, within itself."""
    sound: set[str] = set()
    for id in statements:
        chain: set[str] = set()
        at: str | None = id
        while at is not None and at not in sound:
            if at in chain:
                return True
            chain.add(at)
            at = statements[at].within
        sound |= chain
    return False
