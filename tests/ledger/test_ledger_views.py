"""What a workbench shows of a ledger: its state, its documents, one whole, facets, and what was settled."""

import datetime

import pytest
from articles import DAM, dam, numbered, speaking
from inside import correct, resolve, set_deadline
from wires import CUT, WHOLE, article

from onrecord.ledger import Hit, Ledger, NotInLedger, Search
from onrecord.ledger.facets import Facet, facets

READER = "0.1.0+00000000"
TODAY = datetime.date(2032, 6, 1)
HOLD = "“The dam at Orne will hold until March 31, 2032,”"
CHARGE = "that Mayor Tom Reil wants to show that he is in charge"


@pytest.fixture
def news(ledger: Ledger) -> Ledger:
    ledger.add(dam(title="A dam", outlet="The Lomond Courier", published="2031-05-04", id="dam"), READER)
    ledger.add(numbered(1), READER)
    ledger.add(numbered(2, outlet=None, published=None), READER)
    return ledger


def hit(ledger: Ledger, text: str) -> Hit:
    (found,) = [hit for hit in ledger.find(Search(), 100).hits if hit.text == text]
    return found


def pairs(some: tuple[Facet, ...]) -> dict[str, int]:
    return {facet.value: facet.number for facet in some}


def test_the_state_is_what_there_is_and_how_it_stands(news: Ledger) -> None:
    state = news.state(TODAY)
    assert (state.documents, state.statements, state.outlets) == (3, 9, 2)
    assert (state.open, state.due, state.settled) == (7, 1, 0)
    resolve(news, hit(news, HOLD).claims[0].id)
    correct(news, hit(news, CHARGE).id, statement=False)
    after = news.state(TODAY)
    assert (after.statements, after.open, after.due, after.settled) == (8, 6, 0, 1)


def test_an_empty_ledger_has_a_state_and_lists_nothing(ledger: Ledger) -> None:
    state = ledger.state(TODAY)
    assert {state.documents, state.statements, state.speakers, state.open, state.due, state.settled} == {0}
    assert ledger.latest().documents == ()
    assert ledger.facets(Search()).number == 0
    assert ledger.outcomes().claims == ()


def test_the_latest_documents_are_those_added_last_once_each(news: Ledger) -> None:
    news.add(dam(DAM + "It rains.\n", title="A dam", id="dam"), READER)
    found = news.latest(2)
    assert found.more
    assert [(d.title, d.version, d.statements, d.open_kinds) for d in found.documents] == [
        ("A dam", 2, 5, 3),
        (news.latest(3).documents[1].title, 1, 2, 2),
    ]
    assert not news.latest(2, 1).more
    assert len(news.latest(2, 2).documents) == 1


def test_a_document_is_shown_whole_with_the_ledgers_ids(news: Ledger) -> None:
    id = hit(news, HOLD).document
    whole = news.document(id.upper())
    assert (whole.id, whole.title, whole.version, whole.reader) == (id, "A dam", 1, READER)
    assert whole.reading.document.text == DAM
    record = whole.to_dict()
    assert record["document"]["text"] == DAM
    assert record["document"]["given_id"] == "dam"
    assert {row["id"] for row in record["statements"]} == whole.hits.keys()
    assert {row["statement"] for row in record["claims"]} <= whole.hits.keys()
    (due,) = [row for row in record["claims"] if row["due_on"]]
    assert (due["due_on"], due["outcome"]) == ("2032-03-31", None)


def test_a_document_is_shown_as_people_corrected_it(news: Ledger) -> None:
    held, charge = hit(news, HOLD), hit(news, CHARGE)
    correct(news, held.id, speaker="Ines Korda")
    correct(news, held.claims[0].id, kind="report")
    correct(news, charge.id, statement=False)
    whole = news.document(held.document)
    names = {speaker.id: speaker.name for speaker in whole.reading.speakers}
    first = whole.reading.statements[0]
    assert first.speaker is not None
    assert names[first.speaker] == "Ines Korda"
    assert whole.reading.claims[0].kind == "report"
    assert [hit.id for hit in whole.withdrawn] == [charge.id]
    assert charge.id not in {row["id"] for row in whole.to_dict()["statements"]}
    assert all(s.within is None for s in whole.reading.statements)  # what stood within what is none
    assert len(whole.reading.statements) == len(whole.hits) == 4


def test_an_older_text_is_shown_when_asked_for(news: Ledger) -> None:
    later = DAM + "It rains.\n"
    news.add(dam(later, title="A dam", id="dam"), READER)
    id = hit(news, HOLD).document
    assert news.document(id).reading.document.text == later
    assert [text.number for text in news.document(id).texts] == [1, 2]
    assert news.document(id, 1).reading.document.text == DAM
    with pytest.raises(NotInLedger, match="with a text 3"):
        news.document(id, 3)
    with pytest.raises(NotInLedger, match="no document d000000"):
        news.document("d000000")


def test_facets_count_each_statement_once(news: Ledger) -> None:
    found = news.facets(Search(today=TODAY))
    assert (found.number, found.more) == (9, False)
    assert pairs(found.kinds) == {"forecast": 6, "aim": 2, "commitment": 1}
    assert pairs(found.likelihoods) == {"flat": 3, "unlikely": 2, "possible": 1}
    assert pairs(found.statuses) == {"open": 7, "due": 1}
    assert pairs(found.outlets) == {"The Lomond Courier": 5, "The Packet": 2}
    assert found.speakers[0] == Facet("Ada Brill", 4)
    assert found.years == (Facet("2031", 7),)


def test_facets_are_those_of_what_is_found(news: Ledger) -> None:
    resolve(news, hit(news, HOLD).claims[0].id, "no")
    found = news.facets(Search("dam", kinds=["forecast"], today=TODAY))
    assert found.number == 1
    assert pairs(found.statuses) == {"settled": 1, "no": 1}
    assert news.facets(Search("…")).number == 0


def test_facets_say_when_there_are_more_than_they_count(news: Ledger) -> None:
    found = facets(news._database, Search(), most=4)
    assert (found.number, found.more) == (4, True)


def test_facets_count_a_person_once_whatever_documents_call_it(ledger: Ledger) -> None:
    for i, name in enumerate(("Ada Brill, engineer", "A. Brill, engineer", "Ada Brill, engineer")):
        ledger.add(speaking(f"x{i}", name), READER)
    assert pairs(facets(ledger._database, Search()).speakers) == {"Ada Brill": 3}


def test_facets_count_what_many_documents_have_once(ledger: Ledger) -> None:
    for name, said in (("whole", WHOLE), ("cut", CUT)):
        ledger.add(article(name, ("direct", said), outlet=name), READER)
    found = ledger.facets(Search("tunnel"))
    assert (found.number, pairs(found.kinds), pairs(found.speakers)) == (
        1,
        {"forecast": 1},
        {"Tomas Reil": 1},
    )
    assert pairs(found.outlets) == {"cut": 1, "whole": 1}


def test_results_are_leafed_through(news: Ledger) -> None:
    every = [hit.id for hit in news.find(Search(), 100).hits]
    pages = [news.find(Search(), 4, offset) for offset in (0, 4, 8)]
    assert [hit.id for page in pages for hit in page.hits] == every
    assert [page.more for page in pages] == [True, True, False]


def test_what_was_settled_last_comes_first_and_what_was_taken_back_not_at_all(news: Ledger) -> None:
    every = [claim.id for hit in news.find(Search(kinds=["forecast"]), 100).hits for claim in hit.claims]
    first, second, third = every[:3]
    resolve(news, first, "yes")
    resolve(news, second, "no")
    resolve(news, third, "void")
    resolve(news, third, "open")
    resolve(news, first, "no")
    found = news.outcomes()
    assert [(one.claim.id, one.claim.outcome) for one in found.claims] == [(first, "no"), (second, "no")]
    assert found.claims[0].entry.by == "Nell Varga"
    assert found.claims[0].entry.evidence == ("https://example.org/minutes",)
    assert news.outcomes(["yes"]).claims == ()
    assert [one.claim.id for one in news.outcomes(limit=1, offset=1).claims] == [second]
    assert news.outcomes(limit=1).more


def test_what_falls_due_later_is_told_from_what_fell_due(news: Ledger) -> None:
    later = hit(news, "that the wall could give way").claims[0].id
    set_deadline(news, later, datetime.date(2033, 1, 1))
    every = datetime.date.max
    assert [one.claim.id for one in news.due(every, after=TODAY).claims] == [later]
    assert [one.claim.id for one in news.due(every, offset=1).claims] == [later]


def test_what_one_speaker_settled_is_found_behind_what_others_did(ledger: Ledger) -> None:
    ledger.add(dam(id="dam"), READER)
    first = hit(ledger, HOLD).claims[0].id
    resolve(ledger, first, "no")
    for i in range(40):
        ledger.add(numbered(i), READER)
        resolve(ledger, hit(ledger, f"“The bridge at Tarn{i} will open,”").claims[0].id)
    found = ledger.outcomes(speaker="brill", limit=1)
    assert ([one.claim.id for one in found.claims], found.more) == ([first], False)
    korda = ledger.outcomes(speaker="korda", limit=3, offset=2)
    assert [one.statement.speaker for one in korda.claims] == [f"Ines Korda{i}" for i in (37, 36, 35)]
    assert korda.more


def test_each_outcome_has_the_entry_that_settled_it_last(news: Ledger) -> None:
    claims = [hit(news, HOLD).claims[0].id, hit(news, "“The bridge at Tarn1 will open,”").claims[0].id]
    for outcome in ("yes", "no"):
        for id in claims:
            resolve(news, id, outcome)
    assert [(one.claim.id, one.entry.about, one.entry.value) for one in news.outcomes().claims] == [
        (id, id, "no") for id in reversed(claims)
    ]


def test_a_document_says_which_others_have_nearly_its_text(news: Ledger) -> None:
    text = DAM + "".join(f"On day {i} the river stood at {i * 7} centimetres.\n" for i in range(30))
    for number in (1, 2):
        news.add(dam(f"{text}Edition {number}.\n", id=f"e{number}", title=f"Edition {number}"), READER)
    ids = {one.title: one.id for one in news.latest(10).documents}
    assert "Edition 1" in {near.title for near in news.document(ids["Edition 2"]).near}
    assert "Edition 2" in {near.title for near in news.document(ids["Edition 1"]).near}


def test_speakers_are_leafed_through(news: Ledger) -> None:
    every = [one.id for one in news.speakers().speakers]
    assert len(every) == 4
    assert [news.speakers(limit=1, offset=i).speakers[0].id for i in range(4)] == every
    assert news.speakers(limit=1, offset=4).speakers == ()


def test_a_speakers_statements_are_counted_by_the_day_they_came_out(news: Ledger) -> None:
    (brill,) = news.speakers("brill").speakers
    shown = news.show_speaker(brill.id)
    # What came out on no known day is left out.
    assert shown.days == {"2031-02-02": 1, "2031-05-04": 2}
    assert brill.statements == 4


def test_a_speakers_id_means_that_one_alone(ledger: Ledger) -> None:
    ledger.add(speaking("a", "Ada Brill"), READER)
    (brill,) = ledger.speakers().speakers
    ledger.add(speaking("b", f"{brill.id} Korda"), READER)
    for id in (brill.id, brill.id.upper()):
        assert [hit.speaker for hit in ledger.find(Search(speaker=id)).hits] == ["Ada Brill"]
    assert len(ledger.find(Search(speaker=f"{brill.id} korda")).hits) == 1


def test_of_a_speaker_there_is_what_falls_due_first_and_what_was_settled_last(ledger: Ledger) -> None:
    ids = []
    for i in range(7):
        ledger.add(speaking(f"Orne{i}", "Ada Brill"), READER)
        ids.append(hit(ledger, f"“Wall 0 of Orne{i} will hold,”").claims[0].id)
    for id, day in ((ids[2], "2031-01-02"), (ids[0], "2020-01-01")):
        set_deadline(ledger, id, datetime.date.fromisoformat(day))
    for id in (ids[5], ids[3], ids[4]):
        resolve(ledger, id)
    (brill,) = ledger.speakers().speakers
    shown = ledger.show_speaker(brill.id)
    assert [one.claim.id for one in shown.open] == [ids[0], ids[2], ids[1], ids[6]]
    assert [one.claim.id for one in shown.settled] == [ids[4], ids[3], ids[5]]
    assert [one.entry.about for one in shown.settled] == [ids[4], ids[3], ids[5]]
    assert shown.forecasts == {"due": 1, "open": 3, "yes": 3}
