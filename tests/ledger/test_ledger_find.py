"""Statements are found in both databases, by words and by all else, whatever is looked for; one is shown whole."""

import datetime
from collections.abc import Iterator

import pytest
from articles import DAM, PROMISE, dam, numbered, without
from clusters import Cluster
from hypothesis import given, settings
from hypothesis import strategies as st
from inside import resolve

from onrecord.ledger import Hit, Ledger, NotInLedger, Search
from tests.export.made_up import forecast_reading, reading, said

READER = "0.1.0+00000000"
HOLD = "“The dam at Orne will hold until March 31, 2032,”"
CHARGE = "that Mayor Tom Reil wants to show that he is in charge"
SHOW = "to show that he is in charge"
WALL = "that the wall could give way"
PAY = "“We will pay for every flooded cellar,”"


def fill(ledger: Ledger) -> None:
    ledger.add(
        dam(title="A dam", outlet="The Lomond Courier", published="2031-05-04", url="https://x.example/1"),
        READER,
    )
    ledger.add(numbered(1, outlet="Café Zürich"), READER)
    ledger.add(numbered(2, published=None, outlet=None), READER)


@pytest.fixture(scope="module")
def both(server: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ledger, Ledger]]:
    """The same in both databases."""
    with (
        Ledger.open(tmp_path_factory.mktemp("found") / "ledger.db") as one,
        Ledger.open(server.new_database()) as other,
    ):
        for ledger in (one, other):
            fill(ledger)
        yield one, other


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, both: tuple[Ledger, Ledger]) -> Ledger:
    return both[request.param == "postgresql"]


def texts(ledger: Ledger, search: Search) -> list[str]:
    return [hit.text for hit in ledger.find(search, 100).hits]


def test_readings_are_given_whole_with_what_was_found_in_them_and_how_the_ledger_has_it(
    filled: Ledger,
) -> None:
    (hit,) = filled.find(Search('"will hold"'), 10).hits
    (spoken,) = filled.spoken(Search('"will hold"'))
    found = [s for s in spoken.reading.statements if s.id in spoken.found]
    assert [s.content[0].text for s in found] == [hit.text]
    assert set(spoken.utterances) == {s.id for s in spoken.reading.statements}
    assert spoken.names[found[0].speaker] == "Ada Brill"
    assert len(list(filled.spoken(Search()))) == 3
    assert list(filled.spoken(Search("…"))) == []
    assert list(filled.spoken(Search("zeppelin"))) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("dam", {HOLD}),
        ("DAMS holding", {HOLD}),
        ('"will hold"', {HOLD}),
        ('"hold will"', set()),
        ("hold will", {HOLD}),
        ("flooding cellars", {PAY}),
        ("Mayor charge", {CHARGE, SHOW}),
        ("official", {WALL}),
        ("reil", {CHARGE, SHOW, PAY}),
        ("dam cellar", set()),
        ("bridge tarn1", {"“The bridge at Tarn1 will open,”"}),
        ('"tarn1 will', {"“The bridge at Tarn1 will open,”"}),
        ("!!! …", set()),
        ("2032", {HOLD}),
    ],
)
def test_words_find_statements_in_any_form(filled: Ledger, words: str, found: set[str]) -> None:
    assert set(texts(filled, Search(words))) == found


DAY = datetime.date


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (Search(speaker="BRILL", outlet="courier"), {HOLD, CHARGE}),
        (Search(speaker="engineer"), {HOLD, CHARGE}),
        (Search(speaker="mayor tom"), {SHOW, PAY}),
        (Search(speaker="100%"), set()),
        (Search(outlet="cafe zurich"), {"“The bridge at Tarn1 will open,”", "that it will ever open"}),
        (Search(place="orne"), {HOLD}),
        (Search(place="xt"), {HOLD}),
        (Search(place="orn"), {HOLD}),
        (Search(place="Lisse"), set()),
        (Search(kinds=["commitment"]), {PAY}),
        (Search(kinds=["commitment", "aim"]), {PAY, CHARGE, SHOW}),
        (Search(kinds=[]), set()),
        (Search(likelihoods=["possible"]), {WALL}),
        (Search(likelihoods=["flat"], outlet="courier"), {HOLD}),
        (Search(kinds=["aim"], likelihoods=["flat"]), set()),
        (Search(since=DAY(2031, 5, 4)), {HOLD, CHARGE, SHOW, WALL, PAY}),
        (Search(since=DAY(2031, 5, 5)), set()),
        (Search(until=DAY(2031, 5, 3)), {"“The bridge at Tarn1 will open,”", "that it will ever open"}),
        (
            Search("will", speaker="brill", since=DAY(2031, 1, 1), kinds=["forecast"]),
            {HOLD, "that it will ever open"},
        ),
    ],
)
def test_all_else_narrows_what_is_found(filled: Ledger, search: Search, found: set[str]) -> None:
    assert set(texts(filled, search)) == found


def test_without_words_the_newest_come_first_and_those_without_a_day_last(filled: Ledger) -> None:
    found = texts(filled, Search())
    assert found[:5] == [HOLD, CHARGE, SHOW, WALL, PAY]
    assert found[-2:] == ["“The bridge at Tarn2 will open,”", "that it will ever open"]
    assert texts(filled, Search("  ")) == found


def test_what_fits_best_comes_first(filled: Ledger) -> None:
    assert texts(filled, Search("charge"))[0] == SHOW  # the shorter
    assert texts(filled, Search("mayor"))[0] == CHARGE  # in its words, not only in who says it


def test_no_more_are_given_than_asked_for(filled: Ledger) -> None:
    some = filled.find(Search("will"), 2)
    assert (len(some.hits), some.more) == (2, True)
    most = filled.find(Search("will"), 100)
    assert not most.more
    assert most.hits[:2] == some.hits


def test_a_hit_says_who_what_and_where(filled: Ledger) -> None:
    (hit,) = filled.find(Search("charge"), 1).hits
    assert (hit.speaker, hit.speaker_kind, hit.quoted_by) == ("Tom Reil", "person", ("Ada Brill",))
    assert [hit.text[a:b] for a, b in hit.marks] == ["charge"]
    assert DAM[hit.start : hit.end] == hit.text
    assert (hit.title, hit.outlet, hit.published) == ("A dam", "The Lomond Courier", "2031-05-04")
    assert (hit.manner, hit.version, hit.dropped) == ("indirect", 1, False)
    (held,) = filled.find(Search("hold dam"), 1).hits
    (claim,) = held.claims
    assert (claim.kind, claim.likelihood, claim.probability) == ("forecast", "flat", 0.9)
    assert (claim.due, claim.due_on, claim.text) == ("dated", DAY(2032, 3, 31), HOLD[1:-2])


ANY = (
    st.text(st.characters(), max_size=60)
    | st.text("ab\"'“”()*:^-+&|!<>%_\\\0\ud800\u202e🌊 NEAROT", max_size=40)
    | st.sampled_from(
        [
            "' OR 1=1 --",
            "dam NEAR/2 hold",
            "content:dam",
            "^dam",
            "dam*",
            "a" * 10_000,
            "עוד שלום",
            "x AND",
            "-dam",
            "NOT",
        ]
    )
)


@settings(max_examples=150)
@given(words=ANY, speaker=ANY, outlet=ANY, place=ANY)
def test_nothing_that_is_looked_for_is_an_error_and_both_databases_find_the_same(
    both: tuple[Ledger, Ledger], words: str, speaker: str, outlet: str, place: str
) -> None:
    for search in (
        Search(words),
        Search(speaker=speaker),
        Search(outlet=outlet),
        Search(place=place),
        Search(words, speaker, outlet, place),
    ):
        one, other = ({hit.id for hit in ledger.find(search, 100).hits} for ledger in both)
        assert one == other


def test_a_megabyte_of_words_can_be_looked_for(filled: Ledger) -> None:
    assert texts(filled, Search("dam " * 250_000)) == [HOLD]
    for much in ("x" * 1_000_000, '"' * 1_000_000, "(" * 1_000_000, " ".join(map(str, range(150_000)))):
        assert texts(filled, Search(much, speaker=much, outlet=much, place=much)) == []


@settings(max_examples=30)
@given(content=st.text(st.characters() | st.sampled_from("'\\ \t\n\0🌊"), min_size=1, max_size=50))
def test_a_statement_of_any_words_is_found_by_them(
    server: Cluster, tmp_path_factory: pytest.TempPathFactory, content: str
) -> None:
    text = f"sentinel {content} Brill"
    one = reading(text, {"source": "", "cue": "", "content": text})
    for where in (tmp_path_factory.mktemp("any") / "ledger.db", server.shared):
        with Ledger.open(where) as ledger:
            document = ledger.add(one, READER).document
            found = ledger.find(Search(f"{content} sentinel"), 10_000).hits
            assert document in {hit.document for hit in found}


def test_a_very_long_statement_is_found_by_its_first_words(ledger: Ledger) -> None:
    text = " ".join(f"{'w' * 40}{i}é" for i in range(40_000))
    ledger.add(reading(text, said("", "", text)), READER)
    assert ledger.find(Search("w" * 50), 1).hits


def test_one_statement_is_shown_with_all_that_belongs_to_it(filled: Ledger) -> None:
    (hit,) = filled.find(Search("charge", speaker="brill"), 1).hits
    shown = filled.show(hit.id.upper())
    assert shown.hit == Hit(**{**{n: getattr(hit, n) for n in Hit.__slots__}, "marks": ()})
    assert shown.reading.document.text == DAM
    assert [DAM[a:b] for a, b in shown.paragraphs] == [DAM.splitlines()[0]]
    record = shown.to_dict()
    assert record["statement"]["id"] == hit.id
    assert record["speaker"]["name"] == "Ada Brill"
    assert record["speaker"]["id"] == hit.speaker_id == record["statement"]["speaker"]
    assert [c["id"] for c in record["claims"]] == [c.id for c in hit.claims]
    (inner,) = record["quotes"]
    assert inner["within"] == hit.id
    assert record["quoted_in"] == []
    again = filled.show(inner["id"]).to_dict()
    assert [s["id"] for s in again["quoted_in"]] == [hit.id]
    assert (record["document"]["id"], record["document"]["versions"]) == (hit.document, 1)
    assert filled.show(hit.claims[0].id) == shown


def test_an_id_that_is_none_says_how_to_find_one(filled: Ledger) -> None:
    for id in (
        "s000000",
        "",
        "\0",
        "'; --",
        "🌊",
        "x" * 100_000,
        filled.find(Search("dam"), 1).hits[0].document,
    ):
        with pytest.raises(NotInLedger, match="onrecord find"):
            filled.show(id)


def test_of_what_is_no_longer_found_the_words_are_said(ledger: Ledger) -> None:
    ledger.add(dam(id="n1"), READER)
    (hit,) = ledger.find(Search("cellar")).hits
    ledger.add(without(dam(id="n1"), "s5"), "0.2.0+1")
    for id in (hit.id, hit.claims[0].id):
        with pytest.raises(NotInLedger, match="We will pay for every flooded cellar"):
            ledger.show(id)


def test_what_a_newer_version_lacks_is_shown_as_dropped(ledger: Ledger) -> None:
    ledger.add(dam(id="n1"), READER)
    ledger.add(dam(DAM.replace(PROMISE, ""), id="n1"), READER)
    (hit,) = ledger.find(Search("cellar")).hits
    shown = ledger.show(hit.id)
    assert (shown.hit.dropped, shown.hit.version, shown.versions) == (True, 1, 2)


def test_voices_deep_within_others_are_named(ledger: Ledger) -> None:
    ledger.add(forecast_reading(), READER)
    by_text = {hit.text: hit for hit in ledger.find(Search('"fall back behind"')).hits}
    hit = by_text["to fall back behind the river"]
    assert (hit.speaker, hit.quoted_by) == ("its commander", ("the brigade there", "one of them"))


def test_what_people_said_keeps_a_statement_where_it_is_found(ledger: Ledger) -> None:
    ledger.add(dam(id="n1"), READER)
    (hit,) = ledger.find(Search("cellar")).hits
    resolve(ledger, hit.claims[0].id)
    hit = ledger.find(Search("cellar")).hits[0]
    ledger.add(without(dam(id="n1"), "s5"), "0.2.0+1")
    assert (
        ledger.find(Search("cellar")).hits == ledger.find(Search("cellar", kinds=["commitment"])).hits != ()
    )
    assert ledger.show(hit.id).hit.claims == hit.claims
