"""The reader as a whole, with the shipped weights: small texts, each for one thing that it must do."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.document import Document
from onrecord.errors import NotText, OnrecordError
from onrecord.reading import Reader, Reading, Statement

READER = Reader()


def said(reading: Reading, words: str) -> Statement:
    """The article's own statement whose content holds ``words``."""
    found = [s for s in reading.statements if s.within is None and words in joined(s.content)]
    assert found, [(joined(s.source), joined(s.cue), joined(s.content)) for s in reading.statements]
    return found[0]


def joined(spans: tuple) -> str:
    return " … ".join(s.text for s in spans)


@pytest.mark.parametrize(
    ("text", "source", "content", "manner"),
    [
        ('"We will rebuild the bridge by June," Mayor Ines Korda said.', "Korda", "bridge by June", "direct"),
        ("“We will rebuild the bridge by June,” Mayor Ines Korda said.", "Korda", "bridge by June", "direct"),
        ("'We will rebuild the bridge by June,' Mayor Ines Korda said.", "Korda", "bridge by June", "direct"),
        ("«We will rebuild the bridge by June», Mayor Ines Korda said.", "Korda", "bridge by June", "direct"),
        ("„We will rebuild the bridge by June“, Mayor Ines Korda said.", "Korda", "bridge by June", "direct"),
        ('"We will rebuild the bridge by June, Mayor Ines Korda said.', "Korda", "bridge by June", None),
        ('Mayor Ines Korda said: "We will rebuild the bridge by June."', "Korda", "bridge by June", "direct"),
        (
            "Mayor Ines Korda said the bridge would be rebuilt by June.",
            "Korda",
            "rebuilt by June",
            "indirect",
        ),
        (
            "Mayor Ines Korda said the bridge “is a disgrace” and would be rebuilt.",
            "Korda",
            "disgrace",
            "mixed",
        ),
        (
            "The bridge will be rebuilt by June, according to Mayor Ines Korda.",
            "Korda",
            "by June",
            "indirect",
        ),
        (
            "According to Mayor Ines Korda, the bridge will be rebuilt by June.",
            "Korda",
            "by June",
            "indirect",
        ),
        ("Mayor: we will not pay for the bridge a second time", "Mayor", "we will not pay", "indirect"),
        ("The bridge will not survive another winter — engineer Tomas Reil", "Reil", "winter", "indirect"),
        ("Ines Korda wants to rebuild the bridge before the spring floods.", "Korda", "rebuild", "indirect"),
        ("Ines Korda is convinced that the bridge will last for decades.", "Korda", "will last", "indirect"),
        ("Ines Korda hopes that the bridge will last for decades.", "Korda", "will last", "indirect"),
        ("The council believes the bridge can be saved.", "council", "can be saved", "indirect"),
        (
            "Engineers warned that the bridge could collapse within a year.",
            "Engineers",
            "collapse",
            "indirect",
        ),
    ],
)
def test_a_statement_is_found_however_it_is_put(
    text: str, source: str, content: str, manner: str | None
) -> None:
    statement = said(READER.read(text), content)
    assert source in joined(statement.source)
    if manner:
        assert statement.manner == manner


def test_a_quotation_broken_by_its_cue_is_one_statement() -> None:
    text = '"The school will close," superintendent Lena Marsh said, "but nobody will lose a job."'
    statement = said(READER.read(text), "will close")
    assert [s.text for s in statement.content] == [
        '"The school will close,"',
        '"but nobody will lose a job."',
    ]


def test_a_quotation_over_paragraphs_is_one_statement_whatever_stands_inside() -> None:
    text = (
        "The governor spoke for an hour on Monday.\n"
        '"The minister wants the world to see him take the valley. He says the dam is his, and that '
        "everybody knows it. The engineers told me that the dam will hold for years.\n"
        "Today he claims that his rivals have given up. They have not given up, and the valley will stay "
        'with us until the spring," the governor noted.\n'
        "The minister did not answer."
    )
    statement = said(READER.read(text), "until the spring")
    assert joined(statement.content).startswith('"The minister wants')
    assert len(statement.content) == 1
    assert "governor" in joined(statement.source)


def test_voices_within_a_quotation_are_statements_within_it() -> None:
    text = (
        '"The president will argue that the valley belongs to him, and his ministers say that the war is '
        'over," General Oskar Vane told reporters on Monday. "He will not succeed."'
    )
    reading = READER.read(text)
    outer = said(reading, "He will not succeed")
    inner = [s for s in reading.statements if s.within == outer.id]
    assert any("president" in joined(s.source) and "belongs to him" in joined(s.content) for s in inner)
    assert [s.id for s in reading.chain(inner[0])] == [outer.id]


def test_a_transcript_gives_each_turn_to_its_speaker() -> None:
    text = (
        "REPORTER: Will the port reopen this year, Minister?\n"
        "MINISTER HALE: The port will reopen in October, and the ferries will follow a month later.\n"
        "REPORTER: What about the strike that the dockers have announced?\n"
        "MINISTER HALE: We expect the strike to end before the port opens again."
    )
    reading = READER.read(text)
    assert "HALE" in joined(said(reading, "will reopen in October").source)
    assert "HALE" in joined(said(reading, "strike to end").source)


def test_offsets_count_the_text_as_given_carriage_returns_and_all() -> None:
    text = '\r\n\r\n  The lake is rising.\r\n\r\n"It will flood," said Mayor Ada Brill.\r\n'
    statement = said(READER.read(text), "It will flood")
    for span in (*statement.source, *statement.cue, *statement.content):
        assert text[span.start : span.end] == span.text


def test_a_text_without_statements_gives_none() -> None:
    assert READER.read("The bridge is forty metres long. It was built in 1911.").statements == ()
    assert READER.read("").statements == ()


def test_reading_twice_or_among_others_gives_the_same() -> None:
    texts = ["“Yes,” said Ada Brill. “We will win.”", "Tomas Reil warned that prices may rise.", "Nothing."]
    alone = [READER.read(t).statements for t in texts]
    together = [
        r.statements for r in READER.stream(map(Document, texts), threads=3) if isinstance(r, Reading)
    ]
    assert together == alone


def test_errors_pass_through_a_stream_in_their_place() -> None:
    items: list[Document | OnrecordError] = [Document("One."), NotText("two"), Document("Three.")]
    kinds = [type(x).__name__ for x in READER.stream(items, threads=2)]
    assert kinds == ["Reading", "NotText", "Reading"]


def test_ids_follow_the_text_and_within_names_an_earlier_or_later_statement_of_it() -> None:
    text = 'Ada Brill said on Sunday: "Tomas Reil told me that the dam will break." He denied it.'
    reading = READER.read(text)
    assert [s.id for s in reading.statements] == [f"s{i}" for i in range(1, len(reading.statements) + 1)]
    assert {s.within for s in reading.statements} <= {None, *(s.id for s in reading.statements)}


def check(text: str) -> None:
    """What holds for any text: spans slice, lie inside, and those of one statement do not overlap."""
    reading = READER.read(text)
    assert reading.document.text == text
    by_id = {s.id: s for s in reading.statements}
    for s in reading.statements:
        assert s.content
        assert 0 <= s.confidence <= 1
        taken = sorted((x.start, x.end) for x in (*s.source, *s.cue, *s.content))
        assert all(a < b for a, b in taken)
        assert all(left[1] <= right[0] for left, right in itertools.pairwise(taken))
        for span in (*s.source, *s.cue, *s.content):
            assert text[span.start : span.end] == span.text
            assert span.end <= len(text)
        if s.within is not None:
            outer = by_id[s.within].content
            assert all(any(o.start <= x.start and x.end <= o.end for o in outer) for x in s.content)


ANY = st.characters(exclude_categories=["Cs"])
NEWSLIKE = st.lists(
    st.sampled_from(
        [
            '"',
            "“",
            "”",
            "‘",
            "’",
            "'",
            "«",
            "»",
            "\n",
            "\n\n",
            "\r\n",
            " ",
            ", ",
            ". ",
            ": ",
            " — ",
            "\x00",
            "Ada Brill",
            "he",
            "said",
            "wants to",
            "according to",
            "that",
            "the dam will break",
            "warned",
            "מים",
        ]
    ),
    max_size=60,
).map("".join)


@settings(max_examples=60)
@given(st.text(ANY, max_size=300) | NEWSLIKE)
def test_any_text_is_read_and_its_spans_hold(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        '"' * 5000,
        "“" * 3000 + "x" + "”" * 3000,
        "word " * 20_000,
        "x" * 100_000,
        "\x00\x01\x02 said \x7f\x00",
        "قال الوزير: «سنعيد بناء الجسر قبل الصيف».\n" * 20,
        "she said, he said, " * 2000,
        "\u202e“Dam the will break,” said Brill\u202c",
        "🙂" * 500 + " said 🙂",
        "\n" * 10_000 + "Ada said no.",
    ],
    ids=[
        "marks",
        "nested",
        "one line",
        "one word",
        "controls",
        "arabic",
        "cues",
        "override",
        "emoji",
        "lines",
    ],
)
def test_strange_texts_are_read_and_their_spans_hold(text: str) -> None:
    check(text)
