"""Claims of small texts of our own, as the shipped reader sees them."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.document import Document
from onrecord.reading import Claim, Reader, Reading, Table
from onrecord.reading.attribution import Found
from onrecord.reading.claims import cut
from onrecord.reading.encoder import WEIGHTS

READER = Reader()


def claim(reading: Reading, words: str) -> Claim:
    found = [c for c in reading.claims if words in c.text]
    assert found, [c.text for c in reading.claims]
    return found[0]


def read(text: str, published: str | None = "2031-03-18") -> Reading:
    return READER.read(Document(text, published=published))


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("The mayor said the bridge will collapse within a year.", "will collapse", "forecast"),
        ("Forecasters expect prices to fall by June.", "prices to fall", "forecast"),
        ("“We will rebuild the bridge by June,” Mayor Ines Korda promised.", "rebuild", "commitment"),
        ("Ines Korda hopes to become governor.", "to become governor", "aim"),
        ("Tomas Reil urged the council to close the bridge at once.", "to close the bridge", "directive"),
        ("Reil said the bridge was built in 1931 by his grandfather.", "was built", "report"),
        ("Reil called the council’s plan “a disgrace and an insult to the town”.", "disgrace", "assessment"),
    ],
)
def test_kinds(text: str, words: str, kind: str) -> None:
    assert claim(read(text), words).kind == kind


def test_a_content_is_cut_into_its_sentences() -> None:
    reading = read("“The wall was built in 1931. It will not last another year. Who knows?” Tomas Reil said.")
    texts = [c.text for c in reading.claims if c.statement == "s1"]
    assert texts == ["The wall was built in 1931.", "It will not last another year.", "Who knows?"]


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("“We will go,”", "We will go"),
        ("that “the card will not be played.”", "that “the card will not be played.”"),
        ("“a disgrace” and “a shame”", "“a disgrace” and “a shame”"),
        ("He isn’t going.”", "He isn’t going."),
        ("and so on,”", "and so on"),
    ],
)
def test_a_claim_ends_without_the_marks_that_are_not_its_own(text: str, bare: str) -> None:
    tokens = READER.encoder.tokenize(text)
    found = Found(0, (0, 0), None, [(0, len(tokens))], ())
    ((first, last),) = (u.words for u in cut(tokens, 0, found))
    assert text[tokens.start[first] : tokens.end[last - 1]] == bare


def test_a_forecast_has_its_likelihood_in_words_and_numbers() -> None:
    sure = claim(read("Reil warned that the bridge will collapse by June."), "will collapse")
    assert sure.kind == "forecast" and sure.likelihood == "flat"
    assert sure.probability and sure.interval and sure.interval[0] <= sure.probability <= sure.interval[1]
    perhaps = claim(read("Reil said the bridge might collapse this year."), "might collapse")
    assert perhaps.likelihood == "possible"
    assert perhaps.probability and perhaps.probability < sure.probability
    stated = claim(
        read("Reil said there is an 87 percent chance that the bridge will collapse."), "87 percent"
    )
    assert stated.probability == 0.87


@pytest.mark.parametrize(
    ("text", "no_chance"),
    [
        ("“There is no chance of a cut before spring,” the governor said.", True),
        ("“They will never open that bridge,” Mayor Ines Korda said.", True),
        ("The governor doubts that they will never open that bridge.", False),
    ],
)
def test_what_has_plainly_no_chance_has_none(text: str, no_chance: bool) -> None:
    (found,) = READER.read(text).claims
    assert (found.likelihood == "almost_no_chance") is no_chance


@pytest.mark.parametrize("words", ["so", "that", "otherwise"])
def test_a_word_that_says_nothing_by_itself_is_no_forecast(words: str) -> None:
    text = f"“The court will close the bridge,” the mayor said. The engineer thinks {words}."
    assert [c.kind for c in READER.read(text).claims if c.text.rstrip(".") == words] in ([], ["other"])


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("“Prices are likely to fall below four percent by June,” the governor said.", True),
        ("He said that the labour market will probably cool.", True),
        ("He said that the wall is not likely to hold this winter.", False),
        ("She said that the wall would probably not hold this winter.", False),
    ],
)
def test_what_is_plainly_called_likely_is(text: str, likely: bool) -> None:
    found = READER.read(text).claims
    assert found[0].kind == "forecast"
    assert (found[0].likelihood in ("likely", "very_likely")) is likely


def test_due_dates_are_resolved_against_the_day_of_publication() -> None:
    text = "Mayor Ines Korda said the bridge will be rebuilt by the end of June."
    when = claim(read(text), "will be rebuilt").when
    assert when and when.text == "by the end of June"
    assert (when.due, when.since, when.until) == ("dated", None, date(2031, 6, 30))
    when = claim(read(text, published=None), "will be rebuilt").when
    assert when and (when.due, when.since, when.until) == ("undated", None, None)


def test_a_condition_is_a_stretch_of_the_claim() -> None:
    found = claim(read("“If the county pays, we will rebuild the bridge,” Mayor Ines Korda said."), "rebuild")
    assert found.condition and found.condition.text == "If the county pays"


def test_a_table_of_ones_own_says_what_words_mean(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    own = (WEIGHTS.parent / "likelihood.toml").read_text("utf-8")
    path.write_text(own.replace("flat = { probability = 0.9,", "flat = { probability = 0.77,"), "utf-8")
    reading = Reader(likelihood=Table.load(path)).read("Reil warned that the bridge will collapse.")
    assert claim(reading, "will collapse").probability == 0.77


@settings(max_examples=40)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                ["“", "”", "Reil said ", "that the bridge will fall ", "if it rains ", "by June", ". ", "\n"]
            ),
            st.text(max_size=10),
        ),
        max_size=30,
    ).map(" ".join)
)
def test_claims_lie_in_their_statements(text: str) -> None:
    reading = read(text)
    statements = {s.id: s for s in reading.statements}
    for c in reading.claims:
        assert text[c.start : c.end] == c.text
        content = statements[c.statement].content
        assert any(span.start <= c.start and c.end <= span.end for span in content)
        assert (c.likelihood is not None) == (c.kind == "forecast")
        assert 0 < c.confidence <= 1
        for span in (c.condition, c.when):
            assert span is None or (c.start <= span.start < span.end <= c.end)
