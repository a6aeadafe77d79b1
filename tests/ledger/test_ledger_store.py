"""Readings go into the ledger and come out again, whoever reads them anew and whatever people say of them."""

import datetime
from dataclasses import replace

import pytest
import sqlalchemy as sa
from articles import DAM, PROMISE, dam, numbered, without
from clusters import Cluster
from hypothesis import given, settings
from hypothesis import strategies as st
from inside import check, contents, correct, passage, resolve, rows, set_deadline

from onrecord.document import Document
from onrecord.ledger import AlreadyThere, Ledger, LedgerError, NotInLedger, Search
from onrecord.ledger.readers import newer
from onrecord.ledger.schema import BY_HAND, appearances, passages, speakers
from onrecord.reading import Reading
from tests.export.any_reading import readings

OLD, NEW, NEWEST = "0.1.0+00000000", "0.2.0+00000000", "0.10.0+00000000"


def ids(ledger: Ledger) -> dict[str, str]:
    """The statements' and claims' ids in the ledger, by their words."""
    hits = ledger.find(Search(), 1000).hits
    claims = {claim.text: claim.id for hit in hits for claim in hit.claims}
    return {hit.text: hit.id for hit in hits} | {f"claim: {text}": id for text, id in claims.items()}


def test_a_stored_reading_is_the_one_that_was_given(ledger: Ledger) -> None:
    reading = dam(
        title="A dam",
        outlet="The Packet",
        author="Nell Varga",
        published="2031-05-04",
        url="https://x.example/1",
    )
    added = ledger.add(reading, OLD)
    assert (added.outcome, added.title, added.version) == ("added", "A dam", 1)
    assert ledger.readings(added.document) == [(1, OLD, reading)]
    assert check(ledger) == {added.document}


@settings(max_examples=30)
@given(some=st.lists(readings(st.text(st.characters(), min_size=1, max_size=60)), min_size=1, max_size=3))
def test_whatever_a_reading_holds_comes_back(
    tmp_path_factory: pytest.TempPathFactory, server: Cluster, some: list[Reading]
) -> None:
    for where in (tmp_path_factory.mktemp("any") / "ledger.db", server.shared):
        with Ledger.open(where) as ledger:
            for reading in some:
                added = ledger.add(reading, OLD)
                if added.outcome != "unchanged":
                    assert ledger.readings(added.document)[-1] == (added.version, OLD, reading)
                for statement in reading.statements:
                    ledger.find(Search(statement.content[0].text))


def test_a_place_that_a_reading_has_twice_is_one(ledger: Ledger) -> None:
    one = dam(id="n1")
    ledger.add(replace(one, places=one.places * 2), OLD)
    assert len(ledger.find(Search(place="orne")).hits) == 1


def test_the_same_document_again_changes_nothing(ledger: Ledger) -> None:
    ledger.add(dam(url="https://x.example/dam"), OLD)
    before = contents(ledger)
    again = ledger.add(dam(url="https://x.example/dam"), OLD)
    assert (again.outcome, again.version) == ("unchanged", 1)
    assert contents(ledger) == before


def test_a_document_that_is_there_need_not_be_read(ledger: Ledger) -> None:
    added = ledger.add(dam(url="https://x.example/dam", title="A dam"), OLD)
    error = LedgerError("in its place")
    there, other, failed = ledger.new(
        [Document(DAM, url="https://x.example/dam"), Document("Another.", url="https://x.example/dam"), error]
    )
    assert isinstance(there, AlreadyThere)
    assert (there.document, there.title, there.words) == (added.document, "A dam", len(DAM.split()))
    assert isinstance(other, Document)
    assert failed is error


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        ({"url": "https://x.example/1"}, {"url": "https://x.example/1"}, "new version"),
        ({"id": "n1"}, {"id": "n1"}, "new version"),
        (
            {"url": "https://x.example/1", "id": "n1"},
            {"url": "https://x.example/1", "id": "n2"},
            "new version",
        ),
        ({"url": "https://x.example/1", "id": "n1"}, {"url": "https://x.example/2", "id": "n1"}, "added"),
        ({"id": "n1"}, {"id": "n2"}, "added"),
        ({"id": "n\0\ud800"}, {"id": "n\0\ud800"}, "new version"),
        ({}, {}, "added"),
    ],
)
def test_a_document_is_known_by_its_address_else_by_its_id(
    ledger: Ledger, first: dict[str, str], second: dict[str, str], outcome: str
) -> None:
    one = ledger.add(dam(**first), OLD)
    other = ledger.add(dam(DAM + "Corrected.", **second), OLD)
    assert other.outcome == outcome
    assert (one.document == other.document) == (outcome == "new version")
    check(ledger)


def test_a_text_that_nothing_names_is_known_wherever_it_came_from(ledger: Ledger) -> None:
    ledger.add(dam(url="https://x.example/1"), OLD)
    assert ledger.add(dam(), OLD).outcome == "unchanged"
    assert ledger.add(dam(url="https://x.example/2"), OLD).outcome == "added"


def test_of_two_versions_each_statement_is_found_once_and_what_was_dropped_too(ledger: Ledger) -> None:
    old = dam(id="n1")
    new = dam("A correction was made.\n" + DAM.replace(PROMISE, ""), id="n1")
    ledger.add(old, OLD)
    assert ledger.add(new, OLD).version == 2
    assert [r[:2] for r in ledger.readings("n1")] == [(1, OLD), (2, OLD)]
    found = {hit.text: (hit.version, hit.dropped) for hit in ledger.find(Search(), 100).hits}
    assert found == {
        "“The dam at Orne will hold until March 31, 2032,”": (2, False),
        "that Mayor Tom Reil wants to show that he is in charge": (2, False),
        "to show that he is in charge": (2, False),
        "that the wall could give way": (2, False),
        "“We will pay for every flooded cellar,”": (1, True),
    }
    assert ledger.add(old, OLD).outcome == "unchanged"
    check(ledger)


def test_versions_share_what_both_have_as_one_utterance(ledger: Ledger) -> None:
    ledger.add(dam(id="n1"), OLD)
    first = {words: passage(ledger, id) for words, id in ids(ledger).items()}
    ledger.add(dam("A correction was made.\n" + DAM.replace(PROMISE, ""), id="n1"), OLD)
    for words, id in ids(ledger).items():
        second = passage(ledger, id)
        assert second.utterance_id == first[words].utterance_id == first[words].id
        assert (second.id == first[words].id) == ("cellar" in words)


def test_a_newer_readers_reading_takes_the_place_of_an_older_one_which_stays_readable(ledger: Ledger) -> None:
    one, other = dam(id="n1"), without(dam(id="n1"), "s4", "c1")
    document = ledger.add(one, OLD).document
    before = ids(ledger)
    assert ledger.add(other, NEW).outcome == "read again"
    assert ledger.readings(document) == [(1, OLD, one), (1, NEW, other)]
    after = ids(ledger)
    assert len(after) == len(before) - 3
    assert after.items() < before.items()
    assert ledger.add(one, OLD).outcome == "unchanged"
    assert ledger.add(one, NEWEST).outcome == "read again"
    assert ids(ledger) == before
    check(ledger)


@pytest.mark.parametrize(
    ("one", "other", "is_newer"),
    [
        (NEW, OLD, True),
        (OLD, NEW, False),
        (NEWEST, NEW, True),
        (OLD, OLD, False),
        ("0.1.0+1", "0.1.0+2", True),
        ("0.1.0+2", "0.1.0+1", True),
    ],
)
def test_a_reader_is_newer_by_its_release(one: str, other: str, is_newer: bool) -> None:
    assert newer(one, other) is is_newer


def test_what_people_said_of_a_claim_outlives_a_reader_that_misses_it(ledger: Ledger) -> None:
    one = dam(id="n1")
    document = ledger.add(one, OLD).document
    before = ids(ledger)
    aim, promise = (
        before["claim: to show that he is in charge"],
        before["claim: We will pay for every flooded cellar"],
    )
    resolve(ledger, promise)
    correct(ledger, aim, kind="commitment")
    dated = before["that the wall could give way"]
    set_deadline(ledger, dated, datetime.date(2031, 6, 1))
    ledger.add(without(one, *(s.id for s in one.statements)), NEW)
    after = ids(ledger)
    assert after.items() <= before.items()
    assert {aim, promise, dated} <= set(after.values())
    # With a claim stays its statement, and what that stands within; the rest goes.
    assert "to show that he is in charge" in after
    assert "that Mayor Tom Reil wants to show that he is in charge" in after
    assert "“The dam at Orne will hold until March 31, 2032,”" not in after
    (hit,) = ledger.find(Search("cellar")).hits
    assert (hit.speaker, hit.id) == ("Tom Reil", ledger.show(promise).hit.id)
    shown = ledger.show(promise)
    assert (shown.statement, shown.reading.document) == (one.statements[-1], one.document)
    assert shown.to_dict()["statement"]["id"] == hit.id
    ledger.add(one, NEWEST)
    assert ids(ledger) == before
    assert len(ledger.readings(document)) == 3
    check(ledger)


def test_what_people_said_of_a_claim_stays_with_it_where_a_newer_reader_moves_its_ends(
    ledger: Ledger,
) -> None:
    one = dam(id="n1")
    ledger.add(one, OLD)
    before = ids(ledger)
    resolve(ledger, before["claim: that the wall could give way"])
    claim, statement = one.claims[3], one.statements[3]
    start = claim.start + len("that ")
    text = one.document.text[start : claim.end]
    moved = replace(
        one,
        statements=(
            *one.statements[:3],
            replace(statement, content=(replace(statement.content[0], start=start, text=text),)),
            *one.statements[4:],
        ),
        claims=(*one.claims[:3], replace(claim, start=start, text=text), *one.claims[4:]),
    )
    ledger.add(moved, NEW)
    after = ids(ledger)
    assert after["claim: the wall could give way"] == before["claim: that the wall could give way"]
    assert after["the wall could give way"] == before["that the wall could give way"]
    assert len(after) == len(before)
    check(ledger)


def test_what_people_said_is_never_changed_or_deleted(ledger: Ledger) -> None:
    ledger.add(dam(), OLD)
    id = ids(ledger)["claim: that the wall could give way"]
    resolve(ledger, id, "no")
    resolve(ledger, id, "yes")
    for change in ("UPDATE resolutions SET outcome = 'x'", "DELETE FROM resolutions"):
        with (
            pytest.raises(sa.exc.DBAPIError, match="only appended to"),
            ledger._database.writing() as connection,
        ):
            connection.exec_driver_sql(change)
    (resolutions,) = (table for table in BY_HAND if table.name == "resolutions")
    assert [row.outcome for row in rows(ledger, sa.select(resolutions).order_by(resolutions.c.id))] == [
        "no",
        "yes",
    ]


def test_one_name_is_one_speaker_across_documents_and_the_nameless_are_many(ledger: Ledger) -> None:
    ledger.add(dam(id="n1"), OLD)
    ledger.add(dam(id="n2"), OLD)
    ledger.add(numbered(1), OLD)
    query = (
        sa.select(speakers.c.name, sa.func.count()).join(appearances).group_by(speakers.c.id, speakers.c.name)
    )
    found = sorted(map(tuple, rows(ledger, query)))
    assert found == [("Ada Brill", 3), ("Ines Korda1", 1), ("Tom Reil", 2), ("official", 1), ("official", 1)]


def test_ids_are_the_same_in_every_ledger_and_unlike_one_another(
    ledger: Ledger, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for i in range(20):
        ledger.add(numbered(i), OLD)
    with Ledger.open(tmp_path_factory.mktemp("other") / "ledger.db") as other:
        for i in reversed(range(20)):
            other.add(numbered(i), NEW)
        one, two = (
            {code for (code,) in rows(each, sa.select(passages.c.code).union(sa.select(speakers.c.code)))}
            for each in (ledger, other)
        )
    assert one == two
    assert len(one) == 20 * 4 + 21
    assert {len(code) for code in one} == {7}


def test_what_an_older_reader_read_is_given_to_be_read_again(ledger: Ledger) -> None:
    first = ledger.add(dam(id="n1", url="https://x.example/1"), OLD)
    ledger.add(dam(DAM + "Corrected.", id="n1", url="https://x.example/1"), OLD)
    ledger.add(numbered(2), NEW)
    stale = ledger.stale(NEW)
    assert (stale.number, stale.fresh) == (2, 1)
    assert list(stale.documents) == [r.document for _, _, r in ledger.readings("n1")]
    for named in (first.document, first.document.upper(), "n1", "https://x.example/1"):
        assert ledger.stale(NEW, [named]).number == 2
    assert (ledger.stale(NEWEST, ["n2"]).number, ledger.stale(NEW, ["n2"]).fresh) == (1, 1)
    ledger.add(dam(id="n1", url="https://x.example/2"), OLD)
    assert ledger.stale(NEW, ["n1"]).number == 3
    with pytest.raises(NotInLedger, match="n3"):
        ledger.stale(NEW, ["n1", "n3"])
    ledger.add(without(dam(id="n1", url="https://x.example/1"), "s4"), NEW)
    assert ledger.stale(NEW).number == 2


def test_a_very_long_document_is_kept_like_any_other(ledger: Ledger) -> None:
    one = numbered(1)
    text = one.document.text
    length, times = len(text), 3_000

    def far(thing, i):
        return replace(thing, start=thing.start + i * length, end=thing.end + i * length)

    statements = [
        replace(
            s,
            id=f"s{2 * i + n}",
            source=tuple(far(x, i) for x in s.source),
            cue=tuple(far(x, i) for x in s.cue),
            content=tuple(far(x, i) for x in s.content),
        )
        for i in range(times)
        for n, s in enumerate(one.statements, 1)
    ]
    claims = [
        replace(far(c, i), id=f"c{2 * i + n}", statement=f"s{2 * i + n}")
        for i in range(times)
        for n, c in enumerate(one.claims, 1)
    ]
    long = replace(one, document=Document(text * times), statements=tuple(statements), claims=tuple(claims))
    document = ledger.add(long, OLD).document
    assert ledger.add(long, NEW).outcome == "read again"
    assert [reading for _, _, reading in ledger.readings(document)] == [long, long]
    assert len(ledger.find(Search("open"), 10_000).hits) == 2 * times
