"""Readings put together by hand, about places and people that do not exist."""

import pytest

from onrecord.document import Document
from onrecord.reading import Reading, Span, Statement

FORECAST = """\
Tarn Gap will hold through the winter, says General Ilse Varga
The commander of the Northern Army of Ostavia and former head of its Military Academy (2014-2019), Ilse Varga, stated that for the Korvian leader Anton Drell the town of Tarn Gap has become a matter of prestige rather than of war.
She spoke on Radio Meridian.
"Before the talks in Lisse begin, Drell wants to show that he holds the pass and that the whole valley is his. He needs the railway, the reservoir and, of course, a photograph of his flag on the old customs house. That is what this month is about, and that is what we are preventing.
He will take losses for it that no army can bear for long. He still wants Tarn Gap by the first snow, so that at the table with President Amsel he can argue that the front is his to move, that every week costs us another village, and that he sits, as he puts it, 'with his hand on the tap', which would leave Amsel with nothing to answer," the general noted.
At the same time, Ilse Varga pointed out that the defenders have kept all three roads into the town open. She is convinced that "the Tarn Gap card will not be played at all."
Not everyone agrees. Two officials in the Defence Ministry, who asked not to be named, said the eastern road could be cut within weeks. "We hear from the brigade there that its commander expects to fall back behind the river," one of them said.
"Let me be plain about the arithmetic," Varga answered. "Drell only listens to three things: a lost battle, an empty treasury, and his own generals. My counterpart across the river told his staff in October that they had shells for forty days. That was thirty days ago.
I am counting trains, not speeches. If the sluice at Orne stays in our hands until March, he will not have a bridge that carries a tank. Therefore I believe that the town will hold. First, we will not give it up, and second, by spring it will not matter in Lisse who holds it," said Ilse Varga.
A spokesman for the Korvian foreign office called the forecast "a bedtime story". According to the Meridian Institute, which tracks the war from satellite pictures, Korvian units moved less than two kilometres in November.
President Amsel's office declined to comment. His adviser Jon Mirek hopes that the talks will begin on time, and has repeatedly warned that "whoever walks in with a map will walk out with a smaller one".
It was widely expected on Friday that the meeting would be put off.
"""


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
    document = Document(
        t,
        title="Tarn Gap will hold through the winter, says General Ilse Varga",
        outlet="Meridian Courier",
        published="2031-11-21",
        url="https://courier.example/tarn-gap",
    )
    stated = between(t, "The commander of", "Ilse Varga")
    rows = [
        ("s1", None, ["General Ilse Varga"], ["says"], ["Tarn Gap will hold through the winter"], "indirect", 0.93),
        ("s2", None, [stated], ["stated"], [between(t, "for the Korvian", "than of war")], "indirect", 0.96),
        ("s3", None, ["the general"], ["noted"], [between(t, '"Before the talks', 'to answer,"')], "direct", 0.97),
        ("s4", "s3", ["Drell"], ["wants"], [between(t, "to show that he holds", "valley is his")], "indirect", 0.81),
        ("s5", "s3", ["he"], ["argue"], [between(t, "that the front is his", "nothing to answer")], "indirect", 0.74),
        ("s6", "s5", ["he"], ["puts"], ["'with his hand on the tap'"], "direct", 0.66),
        ("s7", None, ["Ilse Varga"], ["pointed out"], [between(t, "that the defenders", "town open")], "indirect", 0.95),
        ("s8", None, ["She"], ["is convinced"], [between(t, 'that "the Tarn', 'at all."')], "mixed", 0.94),
        ("s9", None, ["Two officials in the Defence Ministry"], ["said"], [between(t, "the eastern road", "weeks")], "indirect", 0.92),
        ("s10", None, ["one of them"], ["said"], [between(t, '"We hear', 'the river,"')], "direct", 0.95),
        ("s11", "s10", ["the brigade there"], ["hear"], [between(t, "that its commander", "the river")], "indirect", 0.58),
        ("s12", "s11", ["its commander"], ["expects"], ["to fall back behind the river"], "indirect", 0.55),
        ("s13", None, ["Varga"], ["answered"], ['"Let me be plain about the arithmetic,"', between(t, '"Drell only', 'holds it,"')], "direct", 0.9),
        ("s14", "s13", ["My counterpart across the river"], ["told"], [between(t, "that they had", "days")], "indirect", 0.83),
        ("s15", "s13", ["I"], ["believe"], ["that the town will hold"], "indirect", 0.48),
        ("s16", None, ["A spokesman for the Korvian foreign office"], ["called"], ['the forecast "a bedtime story"'], "mixed", 0.79),
        ("s17", None, ["the Meridian Institute"], ["According to"], [between(t, "Korvian units", "November")], "indirect", 0.91),
        ("s18", None, ["Jon Mirek"], ["hopes"], ["that the talks will begin on time"], "indirect", 0.88),
        ("s19", None, ["Jon Mirek"], ["warned"], [between(t, 'that "whoever', 'smaller one"')], "mixed", 0.86),
        ("s20", None, [], ["expected"], [between(t, "that the meeting", "put off")], "indirect", 0.41),
    ]  # fmt: skip
    from_here = {"s3": "the general", "s7": "At the same", "s8": "She is", "s13": "Varga answered", "s15": "Therefore"}
    from_here |= {"s5": "he can", "s6": "as he", "s10": "one of", "s18": "His adviser", "s19": "His adviser"}
    statements = []
    for sid, within, source, cue, content, manner, confidence in rows:
        at = t.index(from_here[sid]) if sid in from_here else 0
        if not at and sid not in {"s1", "s2"}:
            at = max(0, t.index(content[0]) - 120)
        source_spans = spans(t, tuple(source), at)
        cue_spans = spans(t, tuple(cue), at)
        statements.append(
            Statement(sid, source_spans, cue_spans, spans(t, tuple(content)), manner, within, confidence)
        )
    return Reading(document, tuple(statements))


@pytest.fixture
def forecast() -> Reading:
    return forecast_reading()
