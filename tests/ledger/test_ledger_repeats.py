"""What is said again is one utterance in the ledger, whatever came first and whoever reads it anew."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from articles import DAM, PROMISE, dam, numbered
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from inside import check, correct, resolve, rows
from wires import CUT, OTHER, REPORT, WHOLE, article, talk

from onrecord.ledger import Ledger, Search, Signed
from onrecord.ledger.schema import (
    claims,
    document_keys,
    keys,
    near_duplicates,
    passages,
    speakers,
    statements,
    versions,
)
from onrecord.reading import Reading
from tests.export.made_up import claim, claimed, reading, said, speaker

READER, NEWER = "0.1.0+1", "0.2.0+1"


def utterances(ledger: Ledger, table: sa.Table = statements) -> set[frozenset[tuple[str, int]]]:
    """The utterances that statements or claims are, each as its appearances: the document's given id, and where."""
    query = (
        sa.select(passages.c.utterance_id, versions.c.name, table.c.start)
        .join(passages, passages.c.id == table.c.id)
        .join(versions, versions.c.id == table.c.version_id)
    )
    found: dict[int, set[tuple[str, int]]] = {}
    for utterance, name, start in rows(ledger, query):
        found.setdefault(utterance, set()).add((name, start))
    return set(map(frozenset, found.values()))


def together(ledger: Ledger, table: sa.Table = statements) -> set[frozenset[str]]:
    """The same by the documents alone, where there are several."""
    found = (frozenset(name for name, _ in utterance) for utterance in utterances(ledger, table))
    return {names for names in found if len(names) > 1}


WIRE = {
    "whole": article("whole", ("direct", WHOLE), outlet="The Packet"),
    "copy": article("copy", ("direct", WHOLE), speaker="Reil", outlet="Osk Herald", published="2031-03-11"),
    "cut": article("cut", ("direct", CUT), outlet="Lomond Courier", published="2031-03-11"),
    "report": article("report", ("indirect", REPORT), outlet="Marrow Post", published="2031-03-12"),
    "other": article("other", ("direct", OTHER), outlet="Torv Times"),
    "somebody": article("somebody", ("direct", CUT[:22]), speaker="Ada Brill"),
}
ONE = {"whole", "copy", "cut", "report"}


@pytest.mark.parametrize(
    "order", [list(WIRE), list(reversed(WIRE)), ["cut", "report", "other", "whole", "somebody", "copy"]]
)
def test_wire_copy_cut_and_report_are_one_utterance_whatever_came_first(
    ledger: Ledger, order: list[str]
) -> None:
    for name in order:
        ledger.add(WIRE[name], READER)
    assert together(ledger) == together(ledger, claims) == {frozenset(ONE)}
    check(ledger)
    check_utterances(ledger)


def test_a_slogan_of_several_speakers_is_as_many_utterances(ledger: Ledger) -> None:
    for i, name in enumerate(("Tomas Reil", "Ada Brill", "Ines Korda")):
        ledger.add(
            article(f"n{i}", ("direct", "Together we will win this valley back."), speaker=name), READER
        )
    assert together(ledger) == set()
    assert together(ledger, claims) == set()


def test_what_is_not_verbatim_is_one_only_within_days(ledger: Ledger) -> None:
    ledger.add(article("first", ("direct", WHOLE)), READER)
    ledger.add(article("late", ("indirect", REPORT), published="2031-03-20"), READER)
    ledger.add(article("later", ("direct", CUT), published="2031-05-20"), READER)
    assert together(ledger) == {frozenset({"first", "later"})}


def test_a_saying_that_is_fuller_than_two_shows_that_they_are_one(ledger: Ledger) -> None:
    first, last = WHOLE.split(", and ")
    ledger.add(article("first", ("direct", first)), READER)
    ledger.add(article("last", ("direct", last)), READER)
    assert together(ledger) == set()
    ledger.add(article("whole", ("direct", WHOLE)), READER)
    assert together(ledger) == {frozenset({"first", "last", "whole"})}
    # And no longer, when a newer reader finds less in it.
    ledger.add(
        replace(
            WIRE["other"],
            document=ledger.readings("whole")[0][2].document,
            statements=(),
            claims=(),
            speakers=(),
        ),
        NEWER,
    )
    assert together(ledger) == set()
    ledger.add(article("whole", ("direct", WHOLE)), "0.3.0+1")
    assert together(ledger) == together(ledger, claims) == {frozenset({"first", "last", "whole"})}
    check_utterances(ledger)


def test_what_fell_apart_is_found_again(ledger: Ledger) -> None:
    start, rest = "We will finish the tunnel by May", "and nobody will pay a crown more for it"
    ledger.add(article("quoted", ("direct", f"{start}, {rest}, whatever the owners of the mill say")), READER)
    ledger.add(article("cut", ("direct", start)), READER)
    assert together(ledger) == {frozenset({"quoted", "cut"})}
    # Fuller by a "that"; and too long for a report to be the cut's.
    ledger.add(
        article("reported", ("indirect", f"{start}, {rest}, whatever the owners of the mill say")), READER
    )
    assert together(ledger) == {frozenset({"quoted", "reported"})}
    ledger.add(article("again", ("indirect", start)), READER)
    assert together(ledger) == {frozenset({"quoted", "reported"}), frozenset({"cut", "again"})}
    check_utterances(ledger)


def test_passages_of_one_version_that_overlap_are_never_one(ledger: Ledger) -> None:
    text = f"Reil said that he believes that {REPORT}.\n"
    inner = f"that {REPORT}"
    nested = claimed(
        reading(
            text,
            said("Reil", "said", f"that he believes {inner}", speaker="p1"),
            said("he", "believes", inner, speaker="p1", within="s1"),
            speakers=(speaker(text, "p1", "Tomas Reil", aliases=("Reil",)),),
            id="nested",
            published="2031-03-10",
        ),
        claim("s1", "report", f"he believes {inner}"),
        claim("s2", "forecast", REPORT),
    )
    for one in (
        WIRE["whole"],
        nested,
        WIRE["report"],
        replace(nested, document=replace(nested.document, id="twice")),
    ):
        ledger.add(one, READER)
        for table in (statements, claims):
            for utterance in utterances(ledger, table):
                assert len({name for name, _ in utterance}) == len(utterance)
    assert len(together(ledger)) == 2
    check_utterances(ledger)


def test_headline_and_body_are_one(ledger: Ledger) -> None:
    ledger.add(article("n1", ("direct", WHOLE), ("direct", CUT)), READER)
    assert len(utterances(ledger)) == 1
    (hit,) = ledger.find(Search()).hits
    assert (hit.also_in, len(hit.repeats)) == (0, 1)


def test_claims_of_one_utterance_are_one_however_brief_and_whoever_says_so(ledger: Ledger) -> None:
    for name in ("one", "two"):
        ledger.add(talk(name, WHOLE, "We will pay.", speaker="an official"), READER)
    assert len(utterances(ledger)) == 1
    assert len(utterances(ledger, claims)) == 2
    assert together(ledger, claims) == {frozenset({"one", "two"})}


@pytest.mark.parametrize("first", [0, 1])
def test_a_claim_is_found_again_where_its_statement_is_another(ledger: Ledger, first: int) -> None:
    jokes, mill = (
        "We have heard all the jokes about our ferries.",
        "The mill stays shut until the divers are done.",
    )
    schools = (
        "Our schools need teachers, the hospital needs beds, and every village a road that holds in winter."
    )
    some = [talk("n0", jokes, WHOLE, mill), talk("n1", WHOLE, schools)]
    for one in (some[first], some[1 - first]):
        ledger.add(one, READER)
    assert together(ledger) == set()
    assert together(ledger, claims) == {frozenset({"n0", "n1"})}
    assert len(utterances(ledger, claims)) == 4
    check_utterances(ledger)


def test_who_is_one_by_hand_says_the_same(ledger: Ledger) -> None:
    ledger.add(article("a", ("direct", CUT), speaker="Ada Brill"), READER)
    ledger.add(article("b", ("direct", "We keep it."), speaker="Nell Varga"), READER)
    ids = dict(map(tuple, rows(ledger, sa.select(speakers.c.name, speakers.c.code))))
    ledger.merge([ids["Ada Brill"], ids["Nell Varga"]], Signed("Desk"))
    ledger.add(article("c", ("direct", WHOLE), speaker="Nell Varga"), READER)
    assert together(ledger) == {frozenset({"a", "c"})}


# Versions, and newer readers


def test_what_was_united_stays_when_a_newer_reader_finds_the_same(ledger: Ledger) -> None:
    for one in WIRE.values():
        ledger.add(one, READER)
    before = utterances(ledger), utterances(ledger, claims), key_rows(ledger)
    for one in WIRE.values():
        assert ledger.add(one, NEWER).outcome == "read again"
    assert (utterances(ledger), utterances(ledger, claims), key_rows(ledger)) == before


def key_rows(ledger: Ledger) -> set[tuple[int, str]]:
    query = sa.select(keys.c.key, passages.c.code).join(passages, passages.c.id == keys.c.passage_id)
    return set(map(tuple, rows(ledger, query)))


def shortened(one: Reading) -> Reading:
    """What a reader makes of it that takes less for the content and claim."""
    (statement,), (made,) = one.statements, one.claims
    (content,) = statement.content
    length = len(content.text) * 3 // 5
    cut = replace(content, end=content.start + length, text=content.text[:length])
    text = one.document.text[made.start : content.start + length]
    return replace(
        one,
        statements=(replace(statement, content=(cut,)),),
        claims=(replace(made, end=content.start + length, text=text),),
    )


@pytest.mark.parametrize(
    "change", [shortened, lambda one: replace(one, statements=(), claims=(), speakers=())]
)
@pytest.mark.parametrize("name", ["whole", "copy", "cut", "report"])
def test_a_newer_reading_leaves_the_ledger_as_if_it_had_been_the_first(
    ledger: Ledger, tmp_path: Path, change: Callable[[Reading], Reading], name: str
) -> None:
    for one in WIRE.values():
        ledger.add(one, READER)
    changed = change(WIRE[name])
    ledger.add(changed, NEWER)
    with Ledger.open(tmp_path / "other.db") as other:
        for one in WIRE.values():
            other.add(changed if one is WIRE[name] else one, READER)
        for table in (statements, claims):
            assert utterances(ledger, table) == utterances(other, table)
    check(ledger)
    check_utterances(ledger)
    ledger.add(WIRE[name], "0.3.0+1")
    assert together(ledger) == together(ledger, claims) == {frozenset(ONE)}


def test_what_people_said_stays_with_an_utterance(ledger: Ledger) -> None:
    ledger.add(WIRE["cut"], READER)
    (hit,) = ledger.find(Search()).hits
    resolve(ledger, hit.claims[0].id)
    ledger.add(WIRE["whole"], READER)
    ledger.add(replace(WIRE["cut"], statements=(), claims=(), speakers=()), NEWER)
    assert ledger.show(hit.claims[0].id).hit.id == hit.id
    assert together(ledger) == together(ledger, claims) == {frozenset({"whole", "cut"})}
    ledger.add(WIRE["copy"], READER)
    assert together(ledger, claims) == {frozenset({"whole", "cut", "copy"})}


def test_versions_stay_one_where_no_words_would_tell(ledger: Ledger) -> None:
    ledger.add(dam(id="n1"), READER)
    ledger.add(dam("A correction was made.\n" + DAM.replace(PROMISE, ""), id="n1"), READER)
    before = utterances(ledger)
    assert len(before) == 5
    ledger.add(dam(id="n1"), NEWER)
    ledger.add(dam("A correction was made.\n" + DAM.replace(PROMISE, ""), id="n1"), NEWER)
    assert utterances(ledger) == before
    assert sum(hit.dropped for hit in ledger.find(Search(), 100).hits) == 1


def test_of_a_version_that_says_it_otherwise_the_newest_is_found(ledger: Ledger) -> None:
    ledger.add(article("n1", ("indirect", REPORT)), READER)
    ledger.add(article("n1", ("direct", WHOLE)), READER)
    (hit,) = ledger.find(Search()).hits
    assert (hit.version, hit.dropped, hit.repeats, hit.also_in) == (2, False, (), 0)


def check_utterances(ledger: Ledger) -> None:
    """That each utterance is named by one of its passages, and has one that says nothing of why."""
    found: dict[int, list[Any]] = {}
    for row in rows(ledger, sa.select(passages)):
        found.setdefault(row.utterance_id, []).append(row)
    for utterance, some in found.items():
        assert utterance in {row.id for row in some}
        assert sum(row.why is None for row in some) == 1
        assert len({row.kind for row in some}) == 1


PIECES = [
    "We will finish the tunnel by May",
    "and nobody will pay a crown more for it",
    "whatever the owners of the mill say",
]
SPOKEN = st.sets(st.integers(0, 2), min_size=1).map(lambda some: ", ".join(PIECES[i] for i in sorted(some)))


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    some=st.lists(
        st.lists(st.tuples(st.sampled_from(["direct", "indirect"]), SPOKEN), min_size=1, max_size=1),
        min_size=1,
        max_size=5,
    ),
    data=st.data(),
)
def test_the_order_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, some: list[list[tuple[str, str]]], data: st.DataObject
) -> None:
    articles = [article(f"n{i}", *said_there, lead=f"Number {i}.") for i, said_there in enumerate(some)]
    folder = tmp_path_factory.mktemp("order")

    def made(name: str, order: Iterable[Reading]) -> Any:
        with Ledger.open(folder / name) as ledger:
            for one in order:
                ledger.add(one, READER)
            check_utterances(ledger)
            return utterances(ledger)

    assert made("one.db", articles) == made("other.db", data.draw(st.permutations(articles)))


def test_many_copies_cost_few_keys_and_the_last_is_found(ledger: Ledger) -> None:
    for i in range(70):
        ledger.add(article(f"n{i}", ("direct", WHOLE), published=f"2031-03-{i % 3 + 10}"), READER)
    (utterance,) = utterances(ledger)
    assert len(utterance) == 70
    per_key = sa.select(sa.func.count()).select_from(keys).group_by(keys.c.key)
    assert max(count for (count,) in rows(ledger, per_key)) == 1
    (hit,) = ledger.find(Search()).hits
    assert hit.also_in == 69


# Articles


def test_nearly_the_same_text_is_noted_and_kept(ledger: Ledger) -> None:
    text = "\n".join(f"{numbered(i).document.text}" for i in range(12))
    first = ledger.add(reading(text, id="first", title="Bridges", outlet="The Packet"), READER)
    assert first.near is None
    second = ledger.add(reading(f"{text} (With agencies.)", id="second", outlet="Osk Herald"), READER)
    assert (second.outcome, second.near) == ("added", first.document)
    assert second.document != first.document
    cut = ledger.add(
        reading(
            text[: len(text) * 2 // 3],
            said("Ines Korda0", "said", "The bridge at Tarn0 will open,"),
            id="cut",
        ),
        READER,
    )
    assert cut.near == first.document
    assert ledger.add(numbered(50), READER).near is None
    (hit,) = ledger.find(Search('"bridge at Tarn0"')).hits
    (near,) = ledger.show(hit.id).near
    assert (near.document, near.title, near.outlet) == (first.document, "Bridges", "The Packet")
    assert near.resemblance < 0.9 < near.containment
    assert ledger.show(hit.id).to_dict()["document"]["near"][0]["document"] == first.document


def test_a_new_version_is_not_said_to_be_like_the_older_one(ledger: Ledger) -> None:
    text = numbered(1).document.text * 5
    ledger.add(reading(text, id="n1"), READER)
    again = ledger.add(reading(f"Corrected. {text}", id="n1"), READER)
    assert (again.outcome, again.near) == ("new version", None)
    assert rows(ledger, sa.select(near_duplicates)) == []
    assert len(rows(ledger, sa.select(document_keys))) > 0


# Found, and shown


def test_an_utterance_is_found_once_with_how_often_it_is_there(ledger: Ledger) -> None:
    added = {name: ledger.add(one, READER).document for name, one in WIRE.items()}
    hits = ledger.find(Search("tunnel")).hits
    (hit,) = [hit for hit in hits if hit.document in {added[name] for name in ONE}]
    assert len(hits) == 2
    assert (hit.also_in, len(hit.repeats)) == (3, 3)
    # Each of the words or filters finds it where it fits.
    (hit,) = ledger.find(Search(outlet="marrow")).hits
    assert (hit.document, hit.also_in) == (added["report"], 3)
    assert ledger.find(Search("crown", outlet="herald")).hits[0].document == added["copy"]
    limited = ledger.find(Search("tunnel"), 1)
    assert (len(limited.hits), limited.more) == (1, True)
    assert not ledger.find(Search("tunnel"), 2).more


def test_no_repeat_takes_the_place_of_another_utterance(ledger: Ledger) -> None:
    for i in range(60):
        ledger.add(article(f"n{i}", ("direct", WHOLE), published="2031-03-11"), READER)
    for i in range(3):
        ledger.add(numbered(i), READER)
    found = ledger.find(Search(), 6)
    assert sorted(hit.also_in for hit in found.hits) == [0] * 5 + [59]
    assert found.more


def test_where_else_a_statement_was_made_is_shown_with_why(ledger: Ledger) -> None:
    for one in WIRE.values():
        ledger.add(one, READER)
    by_outlet = {
        hit.outlet: hit
        for name in ("packet", "marrow")
        for hit in ledger.find(Search("tunnel", outlet=name)).hits
    }
    shown = ledger.show(by_outlet["The Packet"].id)
    assert [(r.outlet, r.published, r.why) for r in shown.repeats] == [
        ("Osk Herald", "2031-03-11", "the same words"),
        ("Lomond Courier", "2031-03-11", "the same words"),
        ("Marrow Post", "2031-03-12", shown.repeats[2].why),
    ]
    assert shown.repeats[2].text == f"that {REPORT}"
    assert [r["id"] for r in shown.to_dict()["repeats"]] == list(shown.hit.repeats)
    report = ledger.show(by_outlet["Marrow Post"].id)
    assert {r.id for r in report.repeats} == {shown.hit.id, *shown.hit.repeats} - {report.hit.id}
    assert all(r.why for r in report.repeats)


def test_a_correction_parts_nothing_from_what_is_added_later(ledger: Ledger) -> None:
    ledger.add(WIRE["whole"], READER)
    (hit,) = ledger.find(Search()).hits
    correct(ledger, hit.id, speaker="Lena Sund")
    correct(ledger, hit.id, words="finish the harbour tunnel")
    ledger.add(replace(WIRE["whole"], statements=(), claims=(), speakers=()), NEWER)
    ledger.add(WIRE["copy"], READER)
    assert together(ledger) == {frozenset({"whole", "copy"})}
    assert {found.speaker for found in ledger.find(Search()).hits} == {"Lena Sund"}
    ledger.as_read(hit.id, Signed("Nell Varga"))
    assert "Lena Sund" not in {found.speaker for found in ledger.find(Search()).hits}
