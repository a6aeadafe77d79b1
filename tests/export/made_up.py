"""Readings put together by hand, about places and people that do not exist."""

import re
from typing import Any

from onrecord.document import Document
from onrecord.reading import Reading, Span, Statement

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
    """One statement for :func:`reading`: the words of its parts, each a string or several."""
    return {"source": source, "cue": cue, "content": content, **rest}


def reading(text: str, *rows: dict[str, Any], **about: Any) -> Reading:
    """A reading of ``text`` with the statements s1, s2 … (see :func:`said`).

    A content stands where its words first do, source and cue where theirs are nearest to it.
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
            )
        )
    return Reading(Document(text, **about), tuple(statements))


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
