"""Readings put together by hand, about places and people that do not exist."""

import datetime
import re
from dataclasses import replace
from typing import Any

from onrecord.document import Document
from onrecord.reading import Aim, Claim, Link, Place, Reading, Role, Span, Speaker, Statement, When
from onrecord.reading.record import SpeakerKind

FORECAST = """\
Tarn Gap will hold through the winter, says General Ilse Varga
The commander of the Northern Army of Ostavia and former head of its Military Academy (2014-2019), Ilse Varga, stated that for the Korvian leader Anton Drell the town of Tarn Gap has become a matter of prestige rather than of war.
She spoke on Radio Meridian.
"Before the talks in Lisse begin, Drell wants to show that he holds the pass and that the whole valley is his. He needs the railway, the reservoir and, of course, a photograph of his flag on the old customs house. That is what this month is about, and that is what we are preventing.
He will take losses for it that no army can bear for long. He still wants Tarn Gap by the first snow, so that at the table with President Amsel he can argue that the front is his to move, that every week costs us another village, and that he sits, as he puts it, 'with his hand on the tap', which would leave Amsel with nothing to answer," the general noted.
Ilse Varga also pointed out that the defenders have kept all three roads into the town open. She is convinced that "the Tarn Gap card will not be played at all."
Not everyone agrees. Two officials in the Defence Ministry, who asked not to be named, said the eastern road could be cut within weeks. "We hear from the brigade there that its commander expects to fall back behind the river," one of them said.
"Let me be plain about the arithmetic," Varga answered. "Drell only listens to three things: a lost battle, an empty treasury, and his own generals. My counterpart across the river told his staff in October that they had shells for forty days. That was thirty days ago.
I am counting trains, not speeches. If the sluice at Orne stays in our hands until March, he will not have a bridge that carries a tank. Therefore I believe that the town will hold. First, we are staying in it, and second, by spring it will not matter in Lisse who holds it," said Ilse Varga.
A spokesman for the Korvian foreign office called the forecast "a bedtime story". According to the Meridian Institute, which tracks the war from satellite pictures, Korvian units moved less than two kilometres in November.
President Amsel's office declined to comment. His adviser Jon Mirek hopes that the talks will begin on time, and has repeatedly warned that "whoever walks in with a map will walk out with a smaller one".
It was widely expected on Friday that the meeting would be put off.
"""


def said(source: Any, cue: Any, content: Any, **rest: Any) -> dict[str, Any]:
    """One statement for :func:`reading`: the words of its parts, each a string or several.

    ``speaker``: a speaker's id; ``channel``: the channel's words.
    """
    return {"source": source, "cue": cue, "content": content, **rest}


def reading(text: str, *rows: dict[str, Any], speakers: tuple[Speaker, ...] = (), **about: Any) -> Reading:
    """A reading of ``text`` with the statements s1, s2 … (see :func:`said`).

    A content stands where its words first do, source, cue and channel where theirs are nearest to it.
    """
    statements = []
    for number, row in enumerate(rows, 1):
        content = spans(text, pieces(row["content"]))
        beside = (content[0].start, content[0].end)
        statements.append(
            Statement(
                id=f"s{number}",
                source=tuple(nearest(text, words, beside) for words in pieces(row["source"])),
                cue=tuple(nearest(text, words, beside) for words in pieces(row["cue"])),
                content=content,
                manner=row.get("manner", "indirect"),
                within=row.get("within"),
                confidence=row.get("confidence", 0.9),
                speaker=row.get("speaker"),
                channel=nearest(text, row["channel"], beside) if "channel" in row else None,
            )
        )
    return Reading(Document(text, **about), tuple(statements), speakers)


def speaker(text: str, id: str, name: str, kind: SpeakerKind = "person", **rest: Any) -> Speaker:
    """A speaker whose mentions are all places of the name, and of the other forms, in ``text``.

    ``roles``: the words of each, or a tuple of them with a dict of its years.
    """
    forms = (name, *rest.get("aliases", ()))
    found = re.finditer("|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)), text)
    return Speaker(
        id=id,
        name=name,
        kind=kind,
        aliases=rest.get("aliases", ()),
        roles=tuple(role(text, *pieces(row)) for row in rest.get("roles", ())),
        mentions=tuple(Span(m.start(), m.end(), m[0]) for m in found),
    )


def role(text: str, words: str, years: Any = None) -> Role:
    (span,) = spans(text, (words,))
    return Role(span.start, span.end, span.text, **(years or {}))


def claimed(one: Reading, *rows: dict[str, Any]) -> Reading:
    """``one`` with the claims c1, c2 … (see :func:`claim`)."""
    return replace(one, claims=tuple(_claim(one, f"c{n}", **row) for n, row in enumerate(rows, 1)))


def claim(statement: str, kind: str, text: str, **rest: Any) -> dict[str, Any]:
    """One claim for :func:`claimed`, its parts by their words.

    ``when``: the words, and a dict of their dates; ``condition``: the words.
    """
    return {"statement": statement, "kind": kind, "words": text, **rest}


def _claim(one: Reading, id: str, statement: str, kind: Any, words: str, **rest: Any) -> Claim:
    text = one.document.text
    (outer,) = [s for s in one.statements if s.id == statement]
    (span,) = spans(text, (words,), outer.content[0].start)
    beside = (span.start, span.end)
    if "when" in rest:
        at, dates = rest["when"]
        known = {name: datetime.date.fromisoformat(day) for name, day in dates.items() if name != "due"}
        found = {"since": None, "until": None, "due": "dated", **dates, **known}
        place = nearest(text, at, beside)
        rest["when"] = When(place.start, place.end, place.text, **found)
    if "condition" in rest:
        rest["condition"] = nearest(text, rest["condition"], beside)
    return Claim(id, statement, span.start, span.end, span.text, kind, **{"confidence": 0.9, **rest})


def place(text: str, name: str, country: str, latitude: float, longitude: float, kind: Any = "city") -> Place:
    mentions = tuple(Span(m.start(), m.end(), m[0]) for m in re.finditer(re.escape(name), text))
    return Place(name, kind, country, latitude, longitude, mentions)


def pieces(words: str | tuple[str, ...]) -> tuple[str, ...]:
    return words if isinstance(words, tuple) else (words,) if words else ()


def nearest(text: str, words: str, beside: tuple[int, int]) -> Span:
    """The place of ``words``, as whole words, that is nearest to an end of a stretch of ``text``."""
    places = re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)
    start = min((place.start() for place in places), key=lambda i: min(abs(i - end) for end in beside))
    return Span(start, start + len(words), words)


def spans(text: str, words: tuple[str, ...], start: int = 0) -> tuple[Span, ...]:
    """The first place of each of ``words``, one after another."""
    found = []
    for piece in words:
        start = text.index(piece, start)
        found.append(Span(start, start + len(piece), piece))
        start += len(piece)
    return tuple(found)


def between(text: str, first: str, last: str) -> str:
    """The stretch of ``text`` from ``first`` to the end of ``last``."""
    start = text.index(first)
    return text[start : text.index(last, start) + len(last)]


def forecast_reading() -> Reading:
    """A general's forecast, with quotations over paragraphs and voices two deep."""
    t = FORECAST
    stated = between(t, "The commander of", "Ilse Varga")
    return reading(
        t,
        said("General Ilse Varga", "says", "Tarn Gap will hold through the winter", confidence=0.93),
        said(stated, "stated", between(t, "for the Korvian", "than of war"), confidence=0.96),
        said("the general", "noted", between(t, '"Before the talks', 'to answer,"'), manner="direct", confidence=0.97),
        said("Drell", "wants", between(t, "to show that he holds", "valley is his"), within="s3", confidence=0.81),
        said("he", "argue", between(t, "that the front is his", "nothing to answer"), within="s3", confidence=0.74),
        said("he", "puts", "'with his hand on the tap'", manner="direct", within="s5", confidence=0.66),
        said("Ilse Varga", "pointed out", between(t, "that the defenders", "town open"), confidence=0.95),
        said("She", "is convinced", between(t, 'that "the Tarn', 'at all."'), manner="mixed", confidence=0.94),
        said("Two officials in the Defence Ministry", "said", between(t, "the eastern road", "weeks"), confidence=0.92),
        said("one of them", "said", between(t, '"We hear', 'the river,"'), manner="direct", confidence=0.95),
        said("the brigade there", "hear", between(t, "that its commander", "the river"), within="s10", confidence=0.58),
        said("its commander", "expects", "to fall back behind the river", within="s11", confidence=0.55),
        said("Varga", "answered", ('"Let me be plain about the arithmetic,"', between(t, '"Drell only', 'holds it,"')), manner="direct", confidence=0.9),
        said("My counterpart across the river", "told", between(t, "that they had", "days"), within="s13", confidence=0.83),
        said("I", "believe", "that the town will hold", within="s13", confidence=0.48),
        said("A spokesman for the Korvian foreign office", "called", 'the forecast "a bedtime story"', manner="mixed", confidence=0.79),
        said("the Meridian Institute", "According to", between(t, "Korvian units", "November"), confidence=0.91),
        said("Jon Mirek", "hopes", "that the talks will begin on time", confidence=0.88),
        said("Jon Mirek", "warned", between(t, 'that "whoever', 'smaller one"'), manner="mixed", confidence=0.86),
        said("", "expected", between(t, "that the meeting", "put off"), confidence=0.41),
        title="Tarn Gap will hold through the winter, says General Ilse Varga",
        outlet="Meridian Courier",
        published="2031-11-21",
        url="https://courier.example/tarn-gap",
    )  # fmt: skip


def full_reading() -> Reading:
    """The same article with all that a reading can hold: its speakers, channels, claims and places."""
    t = FORECAST
    bare = forecast_reading()
    who = (
        ["p1"] * 3
        + ["p2"] * 3
        + ["p1"] * 2
        + ["p3", "p3", "p4", "p5", "p1", "p6", "p1", "p7", "p8", "p9", "p9", None]
    )
    speakers = (
        speaker(
            t,
            "p1",
            "Ilse Varga",
            aliases=("General Ilse Varga", "Varga", "the general"),
            roles=(
                "commander of the Northern Army of Ostavia",
                ("head of its Military Academy", {"since": 2014, "until": 2019, "former": True}),
            ),
        ),
        speaker(t, "p2", "Anton Drell", aliases=("Drell",), roles=("Korvian leader",)),
        speaker(t, "p3", "Two officials in the Defence Ministry", "unnamed", aliases=("one of them",)),
        speaker(t, "p4", "the brigade there", "group"),
        speaker(t, "p5", "its commander", "unnamed"),
        speaker(t, "p6", "My counterpart across the river", "unnamed"),
        speaker(t, "p7", "A spokesman for the Korvian foreign office", "unnamed"),
        speaker(t, "p8", "Meridian Institute", "organisation", aliases=("the Meridian Institute",)),
        speaker(t, "p9", "Jon Mirek", roles=("adviser",)),
    )
    statements = tuple(replace(s, speaker=p) for s, p in zip(bare.statements, who, strict=True))
    channel = spans(t, ("on Radio Meridian",))[0]
    statements = tuple(replace(s, channel=channel) if s.id in {"s2", "s3"} else s for s in statements)
    one = replace(
        bare,
        statements=statements,
        speakers=speakers,
        places=(
            place(t, "Ostavia", "OV", 47.1, 31.4, "country"),
            place(t, "Tarn Gap", "OV", 48.284, 37.183),
            place(t, "Lisse", "AM", -12.5, -0.25),
        ),
        links=(
            Link(
                "l1", "s4", *spans(t, ("he holds",)), *spans(t, ("valley is his",)), "+", None, "cause", 0.7
            ),
        ),
        aims=(
            Aim(
                "a1",
                "s3",
                *spans(t, ("He",)),
                "Anton Drell",
                *spans(t, ("the railway",)),
                "+",
                *spans(t, ("needs",)),
                0.8,
            ),
        ),
    )
    return claimed(
        one,
        claim(
            "s1",
            "forecast",
            "Tarn Gap will hold through the winter",
            likelihood="flat",
            probability=0.93,
            interval=(0.8, 0.99),
            when=("through the winter", {"since": "2031-12-01", "until": "2032-02-29"}),
            checkable=True,
            confidence=0.95,
        ),
        claim("s2", "assessment", between(t, "for the Korvian", "than of war")),
        claim("s4", "aim", between(t, "to show that he holds", "valley is his")),
        claim("s3", "report", between(t, "He needs the railway", "customs house.")),
        claim("s3", "assessment", between(t, "That is what this month", "preventing.")),
        claim(
            "s3",
            "forecast",
            between(t, "He will take losses", "for long."),
            likelihood="flat",
            probability=0.93,
            interval=(0.8, 0.99),
            checkable=False,
        ),
        claim("s3", "aim", between(t, "He still wants", "nothing to answer")),
        claim("s5", "assessment", between(t, "that the front is his", "nothing to answer")),
        claim("s7", "report", between(t, "that the defenders", "town open")),
        claim(
            "s8",
            "forecast",
            between(t, '"the Tarn', "at all"),
            likelihood="flat_not",
            probability=0.07,
            interval=(0.01, 0.2),
            checkable=False,
        ),
        claim(
            "s9",
            "forecast",
            between(t, "the eastern road", "weeks"),
            likelihood="possible",
            probability=0.45,
            interval=(0.2, 0.7),
            when=("within weeks", {"due": "vague"}),
            checkable=True,
        ),
        claim(
            "s12",
            "forecast",
            "to fall back behind the river",
            likelihood="likely",
            probability=0.7,
            interval=(0.55, 0.85),
            checkable=True,
        ),
        claim("s13", "directive", "Let me be plain about the arithmetic"),
        claim("s14", "report", between(t, "that they had", "days")),
        claim(
            "s13",
            "forecast",
            between(t, "If the sluice", "a tank."),
            likelihood="flat_not",
            probability=0.07,
            interval=(0.01, 0.2),
            condition="If the sluice at Orne stays in our hands until March",
            when=("until March", {"until": "2032-03-31"}),
            checkable=True,
        ),
        claim(
            "s15",
            "forecast",
            "the town will hold",
            likelihood="very_likely",
            probability=0.86,
            checkable=True,
        ),
        claim("s13", "commitment", "we are staying in it", checkable=True),
        claim(
            "s13",
            "forecast",
            between(t, "by spring it will", "who holds it"),
            likelihood="flat_not",
            when=("by spring", {"until": "2032-03-20"}),
            checkable=False,
        ),
        claim("s16", "assessment", 'the forecast "a bedtime story"'),
        claim("s17", "report", between(t, "Korvian units", "November")),
        claim("s18", "aim", "that the talks will begin on time"),
        claim(
            "s19", "forecast", between(t, "whoever walks", "smaller one"), likelihood="flat", checkable=False
        ),
        claim(
            "s20",
            "forecast",
            "that the meeting would be put off",
            likelihood="likely",
            probability=0.7,
            interval=(0.55, 0.85),
            checkable=True,
        ),
    )
