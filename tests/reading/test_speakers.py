"""The cast of small texts of our own: speakers, roles, channels, as the shipped reader sees them."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.reading import Reader, Reading, Speaker, Statement
from onrecord.reading.assembly import people
from onrecord.reading.speakers import Somebody

READER = Reader()

CROSSING = (
    "Sella crossing matters to Darro, but he will not get it — Colonel Renn\n"
    "The former head of Tavaria's Military Intelligence Directorate (2011–2016), retired colonel Marek Renn, "
    "stated that for the Osk leader Ivo Darro the Sella crossing has turned into a symbol.\n"
    "He spoke on Channel Nine.\n"
    '"Darro wants to show that the crossing is his. He still wants Sella before the snow," the colonel noted.\n'
    'Renn also said: "I am certain that the crossing will hold."\n'
)
HARBOUR = (
    "Mayor Ines Korda promised on Monday to rebuild the harbour wall by June. “We will not wait for the county,” "
    "she said in an interview with the Orne Gazette.\n"
    "Tomas Reil, a retired engineer who built the old wall, warned that it would not survive another winter. "
    "He added that the mayor had been told twice.\n"
    "The Harbour Safety Board said the wall was sound. The board expects to publish its report in May.\n"
    "Some residents doubt that the money can be found.\n"
)


def who(reading: Reading, words: str) -> Speaker:
    """The speaker of the article's own statement whose content holds ``words``."""
    return by_id(reading)[statement(reading, words).speaker or ""]


def statement(reading: Reading, words: str, within: bool = False) -> Statement:
    found = [
        s
        for s in reading.statements
        if (s.within is not None) is within and any(words in span.text for span in s.content)
    ]
    assert found, [(s.within, [c.text for c in s.content]) for s in reading.statements]
    return found[0]


def by_id(reading: Reading) -> dict[str, Speaker]:
    return {p.id: p for p in reading.speakers}


def test_headline_title_description_and_pronoun_are_one_person() -> None:
    reading = READER.read(CROSSING)
    renn = {
        who(reading, words).id for words in ("will not get it", "has turned into", "Darro wants", "will hold")
    }
    assert len(renn) == 1
    speaker = by_id(reading)[renn.pop()]
    assert (speaker.name, speaker.kind) == ("Marek Renn", "person")
    assert "Darro" not in " ".join(speaker.aliases)


def test_he_inside_a_quotation_is_not_who_is_quoted() -> None:
    reading = READER.read(CROSSING)
    darro = by_id(reading)[statement(reading, "to show that", within=True).speaker or ""]
    assert darro.name == "Ivo Darro"
    assert statement(reading, "Sella before the snow", within=True).speaker == darro.id


def test_roles_have_their_words_and_years() -> None:
    roles = who(READER.read(CROSSING), "has turned into").roles
    head = next(r for r in roles if "Directorate" in r.text)
    assert (head.since, head.until, head.former) == (2011, 2016, True)
    assert any(r.text == "retired colonel" and r.former for r in roles)


def test_a_sentence_that_says_where_goes_for_what_is_said_around_it() -> None:
    reading = READER.read(CROSSING)
    for words in ("has turned into", "Darro wants"):
        channel = statement(reading, words).channel
        assert channel and "Channel Nine" in channel.text


def test_people_bodies_and_groups() -> None:
    reading = READER.read(HARBOUR)
    assert who(reading, "rebuild the harbour wall").name == "Ines Korda"
    assert who(reading, "We will not wait").name == "Ines Korda"
    assert who(reading, "not survive another winter").name == "Tomas Reil"
    assert who(reading, "had been told twice").name == "Tomas Reil"
    board = who(reading, "the wall was sound")
    assert (board.name, board.kind) == ("Harbour Safety Board", "organisation")
    residents = who(reading, "the money can be found")
    assert (residents.name, residents.kind) == ("Some residents", "group")


def test_channels_stand_with_their_statement() -> None:
    reading = READER.read(HARBOUR)
    channel = statement(reading, "We will not wait").channel
    assert channel and "interview with the Orne Gazette" in channel.text
    assert statement(reading, "the money can be found").channel is None


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (
            "“I fear that the bridge will fall,” a spokesman who asked not to be named said.",
            "spokesman",
            "unnamed",
        ),
        (
            "According to a poll by the Orne Gazette, the mayor will lose.",
            "poll by the Orne Gazette",
            "document",
        ),
        ("I believe that the bridge will fall within a year.", "the author", "author"),
        ("Ada Brill and Tomas Reil said that the bridge would fall.", "Ada Brill & Tomas Reil", "group"),
        ("Brill’s lawyer, Vera Moss, said the bridge would fall within a year.", "Vera Moss", "person"),
        ("Many engineers believe that the bridge will fall within a year.", "Many engineers", "group"),
    ],
)
def test_kinds_of_speakers(text: str, name: str, kind: str) -> None:
    reading = READER.read(text)
    speaker = by_id(reading)[reading.statements[0].speaker or ""]
    assert (speaker.name, speaker.kind) == (name, kind)


def speakers_of(text: str) -> dict[str, str]:
    """The speaker's name of each statement, by the first words of its source."""
    reading = READER.read(text)
    names = {p.id: p.name for p in reading.speakers}
    return {s.source[0].text: names[s.speaker] for s in reading.statements if s.source and s.speaker}


def test_a_headline_and_lead_mean_whom_the_text_then_names() -> None:
    judge = speakers_of(
        "Judge rejects Orne harbour deal.\n\n"
        "A county judge on Monday rejected the harbour deal, saying that it broke the law.\n\n"
        "The ruling came after two years. In her decision, Judge Vera Moss said the county had hidden its costs."
        '\n\n"The county knew," Moss wrote.'
    )
    assert judge["Judge"] == judge["A county judge"] == judge["Moss"] == "Vera Moss"
    general = speakers_of(
        "Retired General Says Crossing Will Fall.\n\n"
        "The Sella crossing will not last the winter, he said on Monday, and nobody has a plan for it.\n\n"
        "Gen. Marek Renn, who led the eastern army until 2016, told reporters that the crossing was lost."
    )
    assert general["Retired General"] == general["he"] == "Marek Renn"


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        (
            "Among those who spoke was Ada Brill, a harbour board staffer-turned-lawyer who said that the wall "
            "would fall.",
            "Ada Brill",
            "harbour board staffer-turned-lawyer",
        ),
        (
            "The board heard from Tomas Reil, an engineer at the Orne Institute who warned that the wall would "
            "not last.",
            "Tomas Reil",
            "engineer at the Orne Institute",
        ),
    ],
)
def test_a_relative_pronoun_after_an_apposition_is_whom_it_is_set_beside(
    text: str, name: str, role: str
) -> None:
    reading = READER.read(text)
    speaker = next(by_id(reading)[s.speaker] for s in reading.statements if s.speaker)
    assert speaker.name == name
    assert role in [r.text for r in speaker.roles]


def test_he_is_whom_the_sentence_before_is_about_though_another_spoke_last() -> None:
    text = (
        "Mayor Ines Korda spoke first, and Marek Renn, the former colonel, answered. “The wall will fall,” Renn "
        "said. On Tuesday, Tomas Reil walked the wall with his children. He said that it would hold."
    )
    assert speakers_of(text)["He"] == "Tomas Reil"


def test_the_names_of_bodies_are_whole() -> None:
    found = speakers_of(
        "The Committee for a Better Harbour said the wall would fall. The East Tavarian Coalition said that it "
        "would not. HarbourWatch.com reported that nobody knew. The Central and East Tavarian Coalition denied "
        "it."
    )
    assert set(found.values()) == {
        "Committee for a Better Harbour",
        "East Tavarian Coalition",
        "HarbourWatch.com",
        "Central and East Tavarian Coalition",
    }


def test_a_surname_that_looks_like_a_title_is_one() -> None:
    found = speakers_of(
        "“We will go on,” said Charles King, a union leader from Orne. The council said no. But Mr. King warned "
        "that the wall would fall."
    )
    assert found["Mr. King"] == "Charles King"


def test_an_apposition_says_whom_a_description_means() -> None:
    text = "Ines Korda, the mayor of Orne, opened the meeting. “We will build it by June,” the mayor said."
    assert speakers_of(text)["the mayor"] == "Ines Korda"


def test_what_a_source_calls_somebody_is_a_role_and_a_place_is_none() -> None:
    text = (
        "“The wall will fall,” said Rep. Elias Cumming of Tavaria. “I have seen it,” the county representative "
        "added."
    )
    reading = READER.read(text)
    roles = {p.name: [r.text for r in p.roles] for p in reading.speakers}
    assert roles["Elias Cumming"] == ["Rep.", "county representative"]


def test_first_person_inside_a_quotation_is_who_is_quoted() -> None:
    reading = READER.read("“I believe that the bridge will fall,” Tomas Reil said. “They told me so twice.”")
    outer = statement(reading, "bridge will fall")
    inner = [s for s in reading.statements if s.within == outer.id and s.source and s.source[0].text == "I"]
    assert all(s.speaker == outer.speaker for s in inner)


PIECES = st.sampled_from(
    ["“", "”", '"', "Ada Brill", "Brill", "Mr. Reil", "Tomas Reil", "she", "He", "they", "the mayor", "who", " said ",
     " that the bridge will fall", ", ", ". ", "\n", "a lawyer from Orne", "on Monday", "I", "The board", "1999–2004", "(", ")"]
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=40).map(" ".join))
def test_every_mention_has_one_speaker_and_everything_is_in_the_text(text: str) -> None:
    reading = READER.read(text)
    ids = by_id(reading)
    mentions: Counter[tuple[int, int]] = Counter()
    for speaker in reading.speakers:
        for span in (*speaker.mentions, *speaker.roles):
            assert text[span.start : span.end] == span.text
        mentions.update((m.start, m.end) for m in speaker.mentions)
        assert speaker.name
        assert len(set(speaker.aliases)) == len(speaker.aliases)
    assert max(mentions.values(), default=1) == 1
    for s in reading.statements:
        assert (s.speaker is None) == (not s.source)
        assert s.speaker is None or s.speaker in ids
        assert s.channel is None or text[s.channel.start : s.channel.end] == s.channel.text
    for place in reading.places:
        for span in place.mentions:
            assert text[span.start : span.end] == span.text


def test_those_who_are_first_mentioned_by_the_same_words_are_numbered_as_they_speak() -> None:
    several = [Somebody("unnamed", f"aide {n}", mentions={(4, 6): 5}) for n in range(9)]
    first = Somebody("person", "Ada Brill", mentions={(0, 2): 1})
    whose = [*several, None, first, *several]
    assert list(people(whose).items()) == [(who, f"p{n}") for n, who in enumerate([first, *several], 1)]
