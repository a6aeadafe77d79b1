"""Who people say that speakers are goes out and comes back, and nobody is taken for a namesake on the way."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from articles import speaking
from clusters import Cluster
from facts import facts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inside import contents, rows
from lives import JON, NELL, OLD, ids, who
from test_ledger_import import carried, through_json

from onrecord.ledger import BadImport, Correction, Imported, Ledger, LedgerError, Search, forecast
from onrecord.ledger.schema import appearances, merges, passages, speakers, statements
from onrecord.scoring import board

NAMES = (
    "Ada Brill", "Ada M. Brill", "Brill", "A. Brill", "Mr Ada Brill", "Ada Brill, mayor", "Ada Brill, heart surgeon",
    "Ines Korda", "Korda", "Ines Korda, pilot", "Tom Reil, mayor",
)  # fmt: skip
#: What is worked out anew of names, roles and company, in the order in which documents come.
WORKED_OUT = {"speakers", "handles", "profiles", "near_duplicates", "appearances"}


@st.composite
def acts(draw: st.DrawFn) -> Any:
    """Something that happens to a ledger."""
    names = draw(
        st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique_by=lambda n: n.split(",")[0])
    )
    id, places = draw(st.sampled_from("abcd")), draw(st.sets(st.sampled_from(("Orne", "Tarn"))))
    numbers = draw(st.tuples(st.integers(0, 99), st.integers(0, 99)))
    kind = draw(st.sampled_from(("add", "add", "add", "merge", "split", "elsewhere", "correct")))
    return kind, id, names, sorted(places), numbers


def happens(ledger: Ledger, act: Any, reader: str) -> None:
    kind, id, names, places, (i, j) = act
    known = [listed.id for listed in ledger.speakers(limit=100).speakers]
    if kind == "add" or not known:
        ledger.add(speaking(id, *names, places=places), reader)
        return
    one, other = known[i % len(known)], known[j % len(known)]
    try:
        if kind == "merge":
            ledger.merge([one, other], NELL)
        elif kind == "split":
            ledger.split(one, [], JON)
        elif kind == "elsewhere":
            ledger.split(one, [id], NELL)
        else:
            hits = ledger.find(Search(), 100).hits
            ledger.correct(
                hits[i % len(hits)].id, Correction(speaker=("Lena Sund", "Vera Moss")[j % 2]), NELL
            )
    except LedgerError:
        pass  # what cannot be said of them


def heeded(ledger: Ledger) -> bool:
    """Whether all are one whom people said last to be one."""
    said = {
        row.speaker_id: row
        for row in rows(ledger, sa.select(merges).order_by(merges.c.id))
        if not row.document_id
    }
    person = dict(tuple(row) for row in rows(ledger, sa.select(speakers.c.id, speakers.c.person_id)))
    return all(person[id] == person[row.into_id] for id, row in said.items() if row.into_id)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(happened=st.lists(acts(), min_size=2, max_size=10))
def test_whatever_people_said_of_who_is_who_comes_back(
    tmp_path_factory: pytest.TempPathFactory, happened: list[Any]
) -> None:
    folder = tmp_path_factory.mktemp("who")
    with Ledger.open(folder / "one.db") as one, Ledger.open(folder / "two.db") as two:
        comes_back(one, two, happened)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(happened=st.lists(acts(), min_size=6, max_size=10))
def test_whatever_people_said_of_who_is_who_comes_back_from_the_other_database(
    tmp_path_factory: pytest.TempPathFactory, server: Cluster, happened: list[Any]
) -> None:
    folder = tmp_path_factory.mktemp("who")
    with (
        Ledger.open(folder / "one.db") as one,
        Ledger.open(server.new_database()) as two,
        Ledger.open(folder / "three.db") as three,
    ):
        comes_back(one, two, happened)
        carried(two, three)
        alike(one, three)


def comes_back(one: Ledger, other: Ledger, happened: list[Any]) -> None:
    for i, act in enumerate(happened):
        happens(one, act, f"0.{i + 1}.0+0")
    carried(one, other)
    alike(one, other)
    assert {done.outcome for done in carried(one, other)} <= {"unchanged"}


def alike(one: Ledger, other: Ledger) -> None:
    """That two ledgers say the same, as far as it is not worked out anew."""
    assert in_turn(one) == in_turn(other)
    ours, theirs = facts(one), facts(other)
    for table in ours.keys() - WORKED_OUT:
        assert ours[table] == theirs[table], table
    assert whose(one) == whose(other)
    assert heeded(other)


def in_turn(ledger: Ledger) -> list[Any]:
    """The lines of an export, what is corrected by what it is about."""
    lines = through_json(list(ledger.export()))
    for line in lines:
        line.get("corrections", []).sort(key=lambda said: said["about"])
    return lines


def whose(ledger: Ledger) -> set[Any]:
    """Which statements are by whom, those that are as they were read: what is corrected hangs on who is one, too."""
    query = sa.select(passages.c.code, speakers.c.code).select_from(statements).join(passages)
    query = query.join(appearances, appearances.c.id == statements.c.appearance_id).join(speakers)
    query = query.where(~statements.c.edited)
    return set(map(tuple, rows(ledger, query)))


def namesakes(ledger: Ledger, *order: str) -> None:
    """A mayor and a surgeon of one name, in three articles each."""
    about = {
        "m": ("Ada Brill, mayor", "Tom Reil", ["Orne"]),
        "s": ("Ada Brill, heart surgeon", "Ines Korda", ["Tarn"]),
    }
    for id in order:
        name, beside, places = about[id[0]]
        ledger.add(speaking(id, name, beside, places=places), OLD)


def bearers(ledger: Ledger) -> set[frozenset[str]]:
    """The documents of each Ada Brill."""
    found: dict[str, set[str]] = {}
    for hit in ledger.find(Search(), 100).hits:
        if hit.speaker == "Ada Brill" and hit.speaker_id:
            found.setdefault(hit.speaker_id, set()).add(hit.document)
    return {frozenset(some) for some in found.values()}


def test_of_two_ledgers_each_knows_another_by_the_same_name_and_they_stay_two(
    ledger: Ledger, tmp_path: Path
) -> None:
    with Ledger.open(tmp_path / "one.db") as one, Ledger.open(tmp_path / "both.db") as both:
        namesakes(one, "m1", "m2", "s1")
        namesakes(ledger, "s2", "s3")
        namesakes(both, "m1", "m2", "s1", "s2", "s3")
        one.merge([who(one, "ada brill"), who(one, "tom reil")], NELL)
        carried(one, ledger)
        mayor, surgeon = (
            {hit.document for hit in both.find(Search(speaker=role), 100).hits}
            for role in ("mayor", "surgeon")
        )
        # The surgeon of the other ledger, whom it knew as a namesake, is offered, not joined; the mayor is never she.
        assert all(some <= mayor or some <= surgeon for some in bearers(ledger))
        (of_reil,) = {hit.speaker_id for hit in ledger.find(Search(speaker="tom reil"), 100).hits}
        assert {hit.document for hit in ledger.find(Search(speaker=of_reil), 100).hits} == mayor
        assert {done.outcome for done in carried(one, ledger)} == {"unchanged"}


def test_what_is_split_elsewhere_in_a_document_that_is_here_is_split_here(
    ledger: Ledger, tmp_path: Path
) -> None:
    with Ledger.open(tmp_path / "one.db") as one:
        for each in (one, ledger):
            for id in ("a", "b", "c"):
                each.add(speaking(id, "Ada Brill", "Tom Reil"), OLD)
        assert len(bearers(ledger)) == 1
        one.split(who(one, "ada brill"), ["b"], NELL)
        outcomes = [(done.outcome, done.entries) for done in carried(one, ledger)]
        assert sorted(outcomes) == [("unchanged", 0), ("unchanged", 0), ("updated", 1), ("updated", 1)]
        assert bearers(ledger) == bearers(one)
        assert len(bearers(ledger)) == 2
        # It holds for a newer reader, too.
        ledger.add(speaking("b", "Ada Brill", "Tom Reil"), "0.9.0+0")
        assert bearers(ledger) == bearers(one)


def test_two_who_were_each_merged_into_the_other_are_one(ledger: Ledger, tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "one.db") as one:
        for each in (one, ledger):
            each.add(speaking("a", "Ada Brill", "Tom Reil"), OLD)
        for each, order in ((one, ("ada brill", "tom reil")), (ledger, ("tom reil", "ada brill"))):
            each.merge([who(each, name) for name in order], NELL)
        carried(one, ledger)
        assert len({hit.speaker_id for hit in ledger.find(Search(), 100).hits}) == 1
        assert len(ledger.show_speaker(who(ledger, "ada brill")).merges) == 2
        carried(ledger, one)
        assert len({hit.speaker_id for hit in one.find(Search(), 100).hits}) == 1


@pytest.mark.parametrize("name", ["Ada Brill", "Brill", "brill_77", "Osk"])
def test_who_forecasts_in_a_table_is_a_speaker_like_any_other(ledger: Ledger, name: str) -> None:
    for i in range(12):
        made = forecast(
            name, f"Wall {i} will hold", "80%", "2031-01-02", "2031-06-30", "yes" if i % 4 else "no"
        )
        assert imported(ledger, made).outcome == "added"
    ledger.add(speaking("a", "Tom Reil, engineer"), OLD)
    (listed, reil) = ledger.speakers().speakers
    assert (listed.name, listed.statements) == (name, 12)
    (group, *_) = (group for group in board(ledger.settled(), by="speaker").groups if group.name == name)
    assert group.forecasts.utterances == 12
    ledger.merge([reil.id, listed.id], NELL)
    assert {hit.speaker_id for hit in ledger.find(Search(), 100).hits} == {reil.id}
    ledger.split(listed.id, [], NELL)
    assert {hit.speaker_id for hit in ledger.find(Search(), 100).hits} == {reil.id, listed.id}


def test_a_forecast_of_somebody_whom_articles_have_is_theirs(ledger: Ledger) -> None:
    ledger.add(speaking("a", "Ada Brill, mayor", "Tom Reil", places=["Orne"]), OLD)
    imported(ledger, forecast("Ada Brill", "The lock will open"))
    assert len(bearers(ledger)) == 1
    assert ids(ledger)["The lock will open"]


def imported(ledger: Ledger, made: Any) -> Imported:
    return ledger.import_forecast(made, NELL)


@pytest.mark.parametrize(
    "damage",
    [
        {"merges": [{"by": "Nell", "at": "2031-01-01T00:00:00Z", "speaker": None}]},
        {"appearances": [{"version": 1, "kind": "person", "name": "Ada Brill", "speaker": "pnobody"}]},
        {"appearances": [{"version": 1, "kind": "wizard", "name": "Ada Brill", "speaker": "pnobody"}]},
        {"merges": "speaker alone"},
        {"merges": "themselves"},
    ],
)
def test_what_is_said_of_speakers_has_to_fit_together(
    ledger: Ledger, tmp_path: Path, damage: dict[str, Any]
) -> None:
    with Ledger.open(tmp_path / "one.db") as one:
        one.add(speaking("a", "Ada Brill", "Tom Reil"), OLD)
        (line,) = through_json(list(one.export()))
    part = line["speakers"][0]
    said = {"by": "Nell", "at": "2031-01-01T00:00:00Z", "speaker": part}
    damage = {
        "speaker alone": {"merges": [said]},
        "themselves": {"merges": [{**said, "into": part}]},
    }.get(str(damage.get("merges")), damage)
    before = contents(ledger)
    with pytest.raises(BadImport):
        ledger.import_line({**line, **damage})
    assert contents(ledger) == before
