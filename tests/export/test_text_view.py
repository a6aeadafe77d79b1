"""The record as a reporter reads it at a terminal."""

import io
import os
import re
import unicodedata
from dataclasses import replace
from unittest import mock

import pytest
from any_reading import readings
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import claim, claimed, place, reading, said, speaker

from onrecord.document import Document
from onrecord.export import writer
from onrecord.reading import Claim, Place, Reading, Role, Span, Speaker, Statement, When

ESCAPE = re.compile(r"\x1b\[([\d;]*)m")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(*readings: Reading, width: int = 80, stream: io.StringIO | None = None, **environment: str) -> str:
    """The text view of ``readings``: plain, or as a terminal is sent it."""
    stream = stream or io.StringIO()
    environment = {"COLUMNS": str(width), "LINES": "50", "TERM": "xterm-256color", **environment}
    with mock.patch.dict(os.environ, environment, clear=True), writer("text", stream) as out:
        for one in readings:
            out.add(one)
    return stream.getvalue()


def lines(*readings: Reading, width: int = 80) -> list[str]:
    return shown(*readings, width=width).splitlines()


COUNCIL = """\
"The dam will hold," said Mayor Ines Korda of Veld.
She hopes that it will rain.
The council, which met on Monday, warned that a flood may come.
Ines Korda told reporters: "My engineer fears that the sluice is old, but we will mend it."
It is expected that prices will rise."""


def council(**who: str) -> Reading:
    """``who``: a speaker's id for some statements, by their ids."""
    speakers = (
        speaker(COUNCIL, "p1", "Ines Korda", roles=(("Mayor", {"since": 2029}),)),
        speaker(COUNCIL, "p2", "The council", "organisation"),
        speaker(COUNCIL, "p3", "My engineer", "unnamed"),
    )
    return reading(
        COUNCIL,
        said(
            "Mayor Ines Korda",
            "said",
            '"The dam will hold,"',
            manner="direct",
            confidence=0.97,
            speaker=who.get("s1"),
        ),
        said("She", "hopes", "that it will rain", speaker=who.get("s2")),
        said("The council", "warned", "that a flood may come", speaker=who.get("s3"), channel="on Monday"),
        said(
            "Ines Korda",
            "told reporters",
            '"My engineer fears that the sluice is old, but we will mend it."',
            manner="direct",
            speaker=who.get("s4"),
            channel="told reporters",
        ),
        said(
            "My engineer",
            "fears",
            "that the sluice is old",
            within="s4",
            confidence=0.38,
            speaker=who.get("s5"),
        ),
        said("", "is expected", "that prices will rise"),
        title="Dam will hold",
        outlet="Veld Gazette",
        published="2031-11-21T08:00:00",
        speakers=speakers if who else (),
    )


def with_cast() -> Reading:
    return council(s1="p1", s2="p1", s3="p2", s4="p1", s5="p3")


def test_where_speakers_are_not_known_statements_stand_under_their_sources_words() -> None:
    assert (
        shown(council(), width=60)
        == """\
Dam will hold
Veld Gazette · 2031-11-21

Mayor Ines Korda
1 ┃ "The dam will hold,"  — said

She
2 ┊ that it will rain  — hopes

The council
3 ┊ that a flood may come  — warned, on Monday

Ines Korda
4 ┃ "My engineer fears that the sluice is old, but we will
  ┃ mend it."  — told reporters
5 ┃ └─ My engineer
  ┃    ┊ that the sluice is old  — fears, uncertain (38%)

No source named
6 ┊ that prices will rise  — is expected

6 statements  ┃ 2 direct  ┊ 4 indirect  1 within others
1 uncertain
"""
    )


def test_the_cast_stands_first_and_statements_under_their_speakers() -> None:
    assert (
        shown(with_cast(), width=60)
        == """\
Dam will hold
Veld Gazette · 2031-11-21

── Cast ────────────────────────────────────────────────────

Ines Korda  3 statements
  Mayor (since 2029)
  quotes My engineer 1
The council  organisation  1 statement
My engineer  not named  1 statement, quoted by Ines Korda

── Statements ──────────────────────────────────────────────

Ines Korda
1 ┃ "The dam will hold,"  — said Mayor Ines Korda

2 ┊ that it will rain  — She hopes

4 ┃ "My engineer fears that the sluice is old, but we will
  ┃ mend it."  — told reporters
5 ┃ └─ My engineer
  ┃    ┊ that the sluice is old  — fears, uncertain (38%)

The council  organisation
3 ┊ that a flood may come  — warned, on Monday

No source named
6 ┊ that prices will rise  — is expected

6 statements  ┃ 2 direct  ┊ 4 indirect  1 within others
1 uncertain
"""
    )


def test_it_opens_with_what_is_forecast_and_promised_the_soonest_due_first() -> None:
    one = claimed(
        with_cast(),
        claim(
            "s1", "forecast", "The dam will hold", likelihood="flat", probability=0.93, interval=(0.8, 0.99)
        ),
        claim("s2", "aim", "that it will rain"),
        claim(
            "s3",
            "forecast",
            "a flood may come",
            likelihood="possible",
            condition="that it will rain",
            when=("on Monday", {"since": "2031-11-24", "until": "2031-11-24"}),
            checkable=True,
        ),
        claim("s5", "forecast", "the sluice is old", checkable=False),
        claim("s4", "commitment", "we will mend it", when=("met", {"due": "vague"})),
    )
    found = shown(one, width=70).partition("── Cast")[0]
    assert (
        found
        == """\
Dam will hold
Veld Gazette · 2031-11-21

── Forecast and promised ─────────────────────────────────────────────

24 November 2031   3 The council  forecast
on Monday            ┊ a flood may come
                     possible  checkable
                     on condition: that it will rain

no date            1 Ines Korda  forecast
                     ┃ The dam will hold
                     stated flatly  93% (80–99%)

no date            5 My engineer  forecast, quoted by Ines Korda
                     ┊ the sluice is old
                     not checkable  uncertain (38%)

no date            4 Ines Korda  commitment
met                  ┃ we will mend it

"""
    )
    narrow = lines(one, width=50)
    assert narrow[5:9] == [
        "24 November 2031  on Monday",
        "  3 The council  forecast",
        "    ┊ a flood may come",
        "    possible  checkable",
    ]


def test_places_have_their_country_and_coordinates() -> None:
    one = replace(with_cast(), places=(place(COUNCIL, "Veld", "VE", 48.284, -37.183),))
    assert "Veld VE 48.28 -37.18" in lines(one)


def test_the_article_is_named_by_its_title_or_by_its_first_line() -> None:
    assert lines(Reading(Document("One.\nTwo.", title=" A\n title "), ()))[0] == "A title"
    assert lines(Reading(Document("\n  One line.\nTwo."), ()))[0] == "One line."
    assert " ".join(lines(Reading(Document("words " * 100), ()))[:2]) == "words " * 18 + "words…"
    assert lines(Reading(Document(" \n"), ()))[0] == "An empty text"


def test_the_attribution_has_the_articles_words_in_the_articles_order() -> None:
    text = (
        "The dam will hold, according to Ada Brill, the engineer. Brill, who laughed, added that it is old."
    )
    one = reading(
        text,
        said("Ada Brill, the engineer", "according to", "The dam will hold", speaker="p1"),
        said("Brill", "added", "that it is old", speaker="p1"),
        speakers=(speaker(text, "p1", "Ada Brill"),),
    )
    assert lines(one)[9:13] == [
        "Ada Brill",
        "1 ┊ The dam will hold  — according to Ada Brill, the engineer",
        "",
        "2 ┊ that it is old  — Brill … added",
    ]


def test_a_cue_without_words_is_left_out() -> None:
    one = reading("The dam will hold — Brill.", said("Brill", "—", "The dam will hold"))
    assert lines(one)[3] == "1 ┊ The dam will hold"


def test_pieces_and_paragraphs_of_a_content_stay_apart() -> None:
    text = '"One," said Brill. "Two.\n"Three."'
    one = reading(text, said("Brill", "said", ('"One,"', '"Two.\n"Three."'), manner="direct"))
    assert lines(one)[3:5] == ['1 ┃ "One," … "Two.', '  ┃ "Three."  — said']


def test_what_is_quoted_inside_is_indented_under_it_at_any_depth() -> None:
    text = "A said that B said that C said that D said no."
    one = reading(
        text,
        said("A", "said", "that B said that C said that D said no"),
        said("B", "said", "that C said that D said no", within="s1"),
        said("C", "said", "that D said no", within="s2"),
        said("D", "said", "no", within="s3"),
        said("D", "said", "no", within="s1"),
    )
    assert [re.match("[^a-zA-Z]*", line)[0] for line in lines(one)[4:12]] == [
        "2 ┊ ├─ ",
        "  ┊ │  ┊ ",
        "3 ┊ │  ┊ └─ ",
        "  ┊ │  ┊    ┊ ",
        "4 ┊ │  ┊    ┊ └─ ",
        "  ┊ │  ┊    ┊    ┊ ",
        "5 ┊ └─ ",
        "  ┊    ┊ ",
    ]


def test_a_voice_is_named_once_where_it_goes_on() -> None:
    text = "A said that B hopes for rain and fears a flood."
    one = reading(
        text,
        said("A", "said", "that B hopes for rain and fears a flood"),
        said("B", "hopes", "for rain", within="s1"),
        said("B", "fears", "a flood", within="s1"),
    )
    found = lines(one)
    assert found[4:8] == ["2 ┊ ├─ B", "  ┊ │  ┊ for rain  — hopes", "3 ┊ └─ …", "  ┊    ┊ a flood  — fears"]


@pytest.mark.parametrize("width", [40, 57, 80, 100])
def test_the_deepest_voice_still_has_room(width: int) -> None:
    text = "word " * 40
    content = (Span(0, 199, text[:199]),)
    statements = [
        Statement(f"s{i}", (), (), content, "indirect", f"s{i - 1}" if i else None, 0.9) for i in range(60)
    ]
    found = lines(Reading(Document(text, title="Deep"), tuple(statements)), width=width)
    assert max(map(len, found)) <= width
    assert sum(line.count("word") for line in found) == 60 * 40


def test_no_statement_and_no_article_are_said_to_be_none() -> None:
    assert "Nothing is on record here" in shown(Reading(Document("The bridge is long."), ()))
    assert shown() == ""


def test_several_articles_are_ruled_off_and_counted() -> None:
    found = lines(council(), council(), width=50)
    assert found.count("─" * 50) == 2
    assert found[-1] == "2 articles · 12 statements"
    assert "articles" not in shown(council())


def test_the_quoted_has_its_speakers_colour_and_paraphrase_has_none() -> None:
    text = 'Ada Brill said the dam "will hold". Tom Reil said that it will not.'
    one = reading(
        text,
        said("Ada Brill", "said", 'the dam "will hold"', manner="mixed", speaker="p1"),
        said("Tom Reil", "said", "that it will not", speaker="p2"),
        speakers=(speaker(text, "p1", "Ada Brill"), speaker(text, "p2", "Tom Reil")),
    )
    sent = shown(one, stream=Terminal())
    by_words = {words: style for style, words in re.findall(r"\x1b\[([\d;]*)m([^\x1b]+)\x1b\[0m", sent)}
    assert by_words["Ada Brill"] == "1;36"
    assert by_words['"will hold"'] == "36"
    assert by_words["Tom Reil"] == "1;33"
    assert {"the dam ", "that it will not"}.isdisjoint(by_words)
    assert ESCAPE.sub("", sent) == shown(one)


def test_what_stands_inside_another_is_not_in_its_colour() -> None:
    text = '"He fears a flood," Ada Brill said.'
    one = reading(
        text,
        said("Ada Brill", "said", '"He fears a flood,"', manner="direct", speaker="p1"),
        said("He", "fears", "a flood", within="s1"),
        speakers=(speaker(text, "p1", "Ada Brill"),),
    )
    sent = shown(one, stream=Terminal())
    assert re.search(r"\x1b\[36m\"He fears a flood,\"\x1b\[0m", sent)
    assert "└─ \x1b[0mHe\n" in sent
    assert " a flood  \x1b" in sent


def test_it_is_plain_where_no_terminal_shows_it_or_colour_is_unwanted() -> None:
    assert "\x1b" in shown(council(), stream=Terminal())
    assert "\x1b" not in shown(council())
    assert "\x1b" not in shown(council(), stream=Terminal(), NO_COLOR="1")
    assert "\x1b" not in shown(council(), stream=Terminal(), TERM="dumb")


SEQUENCES = ["\x1b[31m", "\x1b]0;title\x07", "\x9b2J"]
REORDERING = [*map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))]
HOSTILE = [
    *SEQUENCES,
    *REORDERING,
    *"\r\n\t\b\0\x7f\x85\u2028\ud800",
    "[red]",
    ":smile:",
    " ",
    '"',
    "“",
    "יום",
]


def hostile(words: str) -> Reading:
    """A reading all of whose parts are ``words``."""
    span = (Span(0, len(words), words),)
    (part,) = span
    about = dict.fromkeys(("title", "outlet", "author", "published", "url"), words)
    when = When(0, len(words), words, None, None, "vague")
    return Reading(
        Document(words, **about),
        (
            Statement("s1", span, span, span, "mixed", None, 0.9),
            Statement("s2", span, span, span, "direct", "s1", 0.4, "p1", part),
            Statement("s3", (), (), span, "direct", None, 0.4, "p2", part),
        ),
        tuple(
            Speaker(id, words, "unnamed", (words,), (Role(0, len(words), words, 2014),))
            for id in ("p1", "p2")
        ),
        (Claim("c1", "s2", 0, len(words), words, "forecast", 0.5, condition=part, when=when),),
        (Place(words, "city", words, 0.0, 0.0, span),),
    )


def harmless(sent: str) -> bool:
    unsafe = "[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
    return not re.search(unsafe, sent)


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_in_an_article_acts_on_the_terminal(words: str) -> None:
    assert harmless(shown(hostile(f"a{words}b")))
    assert harmless(ESCAPE.sub("", shown(hostile(f"a{words}b"), stream=Terminal())))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(HOSTILE) | st.characters(), min_size=1, max_size=30).map("".join))
def test_no_mix_of_characters_acts_on_the_terminal(words: str) -> None:
    sent = shown(hostile(words))
    assert harmless(sent)
    sent.encode("utf-8")


def test_brackets_in_an_article_are_no_markup() -> None:
    one = reading("[bold]He[/bold] said [red]no :smile:.", said("[bold]He[/bold]", "said", "[red]no :smile:"))
    assert "[red]no :smile:" in shown(one)
    assert "[bold]He[/bold]" in shown(one)


WIDE = st.lists(
    st.sampled_from(
        ["word", "很长的一段话", "ダム", "🙂", "é", "e\u0301", " ", " ", "\n", '"', "x" * 30, "댐이"]
    ),
    min_size=1,
    max_size=60,
).map("".join)


@settings(max_examples=60, deadline=None)
@given(readings(WIDE), st.integers(20, 130))
def test_no_line_is_wider_than_the_terminal_or_100_columns(one: Reading, width: int) -> None:
    for line in lines(one, one, width=width):
        assert columns(line) <= min(max(width, 40), 100), line


@given(readings())
def test_any_reading_can_be_shown_and_nothing_in_it_acts(one: Reading) -> None:
    sent = shown(one, stream=Terminal())
    assert harmless(ESCAPE.sub("", sent))
    assert ESCAPE.sub("", sent) == shown(one)


def columns(line: str) -> int:
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["one", "two", "three", "很长", "🙂", ",", "\n"]), min_size=1, max_size=80))
def test_no_word_of_a_content_is_lost(words: list[str]) -> None:
    text = " ".join(words)
    one = Reading(
        Document(text, title="t"), (Statement("s1", (), (), (Span(0, len(text), text),), "mixed", None, 0.9),)
    )
    found = lines(one, width=40)[3:-2]
    assert "".join(line[4:] for line in found).replace(" ", "") == "".join(text.split())


def test_a_reading_is_sent_in_one_piece() -> None:
    class Pieces(io.StringIO):
        def write(self, text: str) -> int:
            pieces.append(text)
            return len(text)

    pieces: list[str] = []
    shown(council(), stream=Pieces())
    assert [piece for piece in pieces if piece] == [shown(council())]
