"""Readings of any text, with anything in them that a reading can hold."""

import datetime
from typing import get_args

from hypothesis import strategies as st

from onrecord.document import Document
from onrecord.reading import Aim, Claim, Link, Place, Reading, Role, Span, Speaker, Statement, When
from onrecord.reading.record import (
    ClaimKind,
    Due,
    Likelihood,
    LinkKind,
    Manner,
    PlaceKind,
    Sign,
    SpeakerKind,
)

TEXTS = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"])
    | st.sampled_from("ab <>&\"'“”\r\n\x1b\x9b\u202e=@很"),
    min_size=1,
    max_size=60,
)
DATES = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))
CHANCES = st.floats(0, 1)


@st.composite
def readings(draw: st.DrawFn, texts: st.SearchStrategy[str] = TEXTS) -> Reading:
    """A reading whose every word is the text's own: names are too, for want of others."""
    text = draw(texts)
    at = st.integers(0, len(text) - 1).flatmap(lambda i: st.tuples(st.just(i), st.integers(i + 1, len(text))))
    span = at.map(lambda place: Span(*place, text[slice(*place)]))
    words = span.map(lambda s: s.text)
    few = st.lists(span, max_size=2, unique=True).map(tuple)
    speakers = [draw(_speaker(f"p{i}", span)) for i in range(draw(st.integers(0, 3)))]
    statements: list[Statement] = []
    for i in range(draw(st.integers(0, 5))):
        statements.append(
            Statement(
                id=f"s{i}",
                source=draw(few),
                cue=draw(few),
                content=draw(st.lists(span, min_size=1, max_size=3).map(tuple)),
                manner=draw(st.sampled_from(get_args(Manner))),
                within=draw(st.sampled_from([None, *(s.id for s in statements)])),
                confidence=draw(CHANCES),
                speaker=draw(st.sampled_from([None, *(s.id for s in speakers)])),
                channel=draw(st.none() | span),
            )
        )
    number = draw(st.integers(0, 4)) if statements else 0
    claims = [draw(_claim(f"c{i}", span, [s.id for s in statements])) for i in range(number)]
    whose = st.sampled_from([None, *(s.id for s in statements)])
    return Reading(
        Document(text, title=draw(st.none() | words), published=draw(st.none() | words)),
        tuple(statements),
        tuple(speakers),
        tuple(claims),
        tuple(draw(_place(span)) for _ in range(draw(st.integers(0, 2)))),
        tuple(draw(_link(f"l{i}", span, whose)) for i in range(draw(st.integers(0, 2)))),
        tuple(draw(_aim(f"a{i}", span, whose)) for i in range(draw(st.integers(0, 2)))),
    )


@st.composite
def _speaker(draw: st.DrawFn, id: str, span: st.SearchStrategy[Span]) -> Speaker:
    year = st.none() | st.integers(1900, 2100)
    roles = [
        Role(s.start, s.end, s.text, draw(year), draw(year), draw(st.booleans()))
        for s in draw(st.lists(span, max_size=2))
    ]
    aliases = draw(st.lists(span.map(lambda s: s.text), max_size=2))
    kind = draw(st.sampled_from(get_args(SpeakerKind)))
    return Speaker(id, draw(span).text, kind, tuple(aliases), tuple(roles), (draw(span),))


@st.composite
def _claim(draw: st.DrawFn, id: str, span: st.SearchStrategy[Span], statements: list[str]) -> Claim:
    words, at = draw(span), draw(span)
    low, probability, high = sorted(draw(CHANCES) for _ in range(3))
    day = st.none() | DATES
    when = When(at.start, at.end, at.text, draw(day), draw(day), draw(st.sampled_from(get_args(Due))))
    return Claim(
        id=id,
        statement=draw(st.sampled_from(statements)),
        start=words.start,
        end=words.end,
        text=words.text,
        kind=draw(st.sampled_from(get_args(ClaimKind))),
        confidence=draw(CHANCES),
        likelihood=draw(st.none() | st.sampled_from(get_args(Likelihood))),
        probability=draw(st.sampled_from([None, probability])),
        interval=draw(st.sampled_from([None, (low, high)])),
        phrase=draw(st.none() | st.text(max_size=9)),
        condition=draw(st.none() | span),
        when=draw(st.sampled_from([None, when])),
        checkable=draw(st.none() | st.booleans()),
    )


@st.composite
def _place(draw: st.DrawFn, span: st.SearchStrategy[Span]) -> Place:
    mentions = tuple(draw(st.lists(span, max_size=2)))
    kind = draw(st.sampled_from(get_args(PlaceKind)))
    return Place(
        draw(span).text, kind, draw(span).text, draw(st.floats(-90, 90)), draw(st.floats(-180, 180)), mentions
    )


@st.composite
def _link(
    draw: st.DrawFn, id: str, span: st.SearchStrategy[Span], whose: st.SearchStrategy[str | None]
) -> Link:
    return Link(
        id=id,
        statement=draw(whose),
        cause=draw(span),
        effect=draw(span),
        sign=draw(st.sampled_from(get_args(Sign))),
        signal=draw(st.none() | span),
        kind=draw(st.sampled_from(get_args(LinkKind))),
        confidence=draw(CHANCES),
    )


@st.composite
def _aim(
    draw: st.DrawFn, id: str, span: st.SearchStrategy[Span], whose: st.SearchStrategy[str | None]
) -> Aim:
    return Aim(
        id=id,
        statement=draw(whose),
        actor=draw(span),
        name=draw(span).text,
        state=draw(span),
        sign=draw(st.sampled_from(get_args(Sign))),
        signal=draw(span),
        confidence=draw(CHANCES),
    )
