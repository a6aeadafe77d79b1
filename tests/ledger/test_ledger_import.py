"""What was exported comes back as it was, merges with what is there, and is let in only if it fits together."""

import copy
import datetime
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from articles import DAM, dam, numbered, without
from clusters import Cluster
from facts import facts, in_any_order
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inside import contents, rows
from lives import CORRECTED, JON, NELL, NEW, NEWEST, OLD, ids, lived, who
from wires import WHOLE, article

from onrecord.ledger import BadImport, Correction, Imported, Ledger, LedgerError, NewerExport, Search
from onrecord.ledger.schema import passages, readings, versions
from onrecord.reading import Reading
from tests.export.any_reading import readings as any_readings

ANY_TEXT = st.text(st.characters(), min_size=1, max_size=60)


def through_json(record: object) -> Any:
    return json.loads(json.dumps(record))


def carried(one: Ledger, other: Ledger, search: Search | None = None) -> list[Imported]:
    return [other.import_line(through_json(line)) for line in one.export(search)]


def same(one: Ledger, other: Ledger) -> None:
    """That two ledgers are the same to the last row, and say so."""
    for mine, your in zip(one.export(), other.export(), strict=True):
        for part, found in mine.items():
            assert found == your.get(part), part
        assert mine.keys() == your.keys()
    ours, theirs = facts(one), facts(other)
    for table, found in ours.items():
        assert found == theirs[table], table


# Back and forth


def test_an_export_comes_back_without_loss_from_each_database_to_each(
    server: Cluster, tmp_path: Path
) -> None:
    with (
        Ledger.open(tmp_path / "one.db") as one,
        Ledger.open(server.new_database()) as two,
        Ledger.open(tmp_path / "three.db") as three,
    ):
        lived(one)
        outcomes = {done.outcome for done in carried(one, two)}
        assert outcomes == {"added", "updated"}
        same(one, two)
        carried(two, three)
        same(one, three)
        for id in ids(one).values():
            shown, back = one.show(id).to_dict(), three.show(id).to_dict()
            assert shown == back
        assert one.find(Search("dam"), 100) == three.find(Search("dam"), 100)


def test_a_second_import_changes_nothing_and_says_so(ledger: Ledger, tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "one.db") as one:
        lived(one)
        carried(one, ledger)
        before = contents(ledger)
        again = carried(one, ledger)
    assert {(done.outcome, done.entries) for done in again} == {("unchanged", 0)}
    assert contents(ledger) == before


def test_the_order_of_lines_does_not_matter_to_what_holds(ledger: Ledger, tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "one.db") as one:
        lived(one)
        lines = list(one.export())
        for line in reversed(lines):
            ledger.import_line(through_json(line))
        by_id = {line["document"]["id"]: line for line in ledger.export() if "document" in line}
        for line in lines:
            if "document" in line:
                assert in_any_order(by_id[line["document"]["id"]]) == in_any_order(line)
        assert {hit.id: hit for hit in ledger.find(Search(), 100).hits} == {
            hit.id: hit for hit in one.find(Search(), 100).hits
        }


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_happened_to_a_ledger_comes_back(
    tmp_path_factory: pytest.TempPathFactory, server: Cluster, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("any")
    with (
        Ledger.open(folder / "one.db") as one,
        Ledger.open(server.new_database()) as two,
        Ledger.open(folder / "three.db") as three,
    ):
        for i in range(data.draw(st.integers(1, 5))):
            anything(one, data, i)
        carried(one, two)
        same(one, two)
        carried(two, three)
        same(one, three)
        assert {done.outcome for done in carried(one, three)} <= {"unchanged"}


def anything(ledger: Ledger, data: st.DataObject, i: int) -> None:
    """A document, another text or another reading of one that is there, or what somebody says of it."""
    reading: Reading = data.draw(any_readings(ANY_TEXT))
    added = ledger.add(reading, OLD)
    known = [r for _, _, r in ledger.readings(added.document)]
    if data.draw(st.booleans()):
        missed = (
            data.draw(st.sets(st.sampled_from([s.id for s in known[-1].statements])))
            if known[-1].statements
            else ()
        )
        ledger.add(without(known[-1], *missed), f"0.{i + 2}.0+0")
    said = list(ids(ledger).values())
    for _ in range(data.draw(st.integers(0, 3)) if said else 0):
        id = data.draw(st.sampled_from(said))
        act = data.draw(
            st.sampled_from(
                [
                    lambda id: ledger.resolve(id, "yes", NELL),
                    lambda id: ledger.resolve(id, "open", JON),
                    lambda id: ledger.set_deadline(id, datetime.date(2031, 1, 1), JON),
                    lambda id: ledger.correct(id, Correction(kind="aim"), NELL),
                    lambda id: ledger.correct(id, Correction(kind="forecast", likelihood="even"), NELL),
                    lambda id: ledger.correct(id, Correction(speaker="Lena Sund"), NELL),
                    lambda id: ledger.correct(id, Correction(statement=False), NELL),
                    lambda id: ledger.as_read(id, JON),
                ]
            )
        )
        try:
            act(id)
        except LedgerError:
            continue  # what cannot be said of it


def test_an_utterance_of_several_documents_is_one_in_whatever_order_they_come(
    ledger: Ledger, tmp_path: Path
) -> None:
    with Ledger.open(tmp_path / "one.db") as one, Ledger.open(tmp_path / "two.db") as two:
        for id in ("n1", "n2", "n3"):
            one.add(article(id, ("direct", WHOLE)), OLD)
        (hit,) = one.find(Search("harbour")).hits
        one.resolve(hit.claims[0].id, "yes", NELL)
        # That somebody else said so is said of one, after all were there, and parts it from none.
        one.correct(hit.id, Correction(speaker="Lena Sund"), JON)
        carried(one, ledger)
        same(one, ledger)
        for line in reversed(list(one.export())):
            two.import_line(line)
        for each in (ledger, two):
            assert facts(each)["utterances"] == facts(one)["utterances"]
            assert {done.outcome for done in carried(one, each)} == {"unchanged"}
            (hit,) = each.find(Search("harbour")).hits
            assert (hit.also_in, hit.speaker, hit.claims[0].outcome) == (2, "Lena Sund", "yes")


def test_who_is_one_with_whom_comes_before_what_they_say(ledger: Ledger, tmp_path: Path) -> None:
    words = "The lock at Orne will be open to ships of every size before the year is out."
    with Ledger.open(tmp_path / "one.db") as one:
        for i, name in enumerate(("Ada Brill", "Ines Korda")):
            one.add(article(f"n{i}", ("direct", words), speaker=name), OLD)
            if i == 0:
                one.add(numbered(1), OLD)
                one.merge([who(one, "ada brill"), who(one, "ines korda1")], NELL)
        one.merge([who(one, "ada brill"), who(one, "ines korda")], NELL)
        one.add(article("n3", ("direct", words), speaker="Ines Korda"), OLD)
        carried(one, ledger)
    assert len(ledger.find(Search("ships")).hits) == 1
    assert ledger.find(Search("ships")).hits[0].also_in == 2


# Into a ledger that has other things


def test_entries_of_several_ledgers_come_together_and_the_last_word_holds(
    ledger: Ledger, tmp_path: Path
) -> None:
    with Ledger.open(tmp_path / "one.db") as one:
        for each in (one, ledger):
            each.add(dam(id="n1"), OLD)
        wall = ids(one)["that the wall could give way"]
        one.resolve(wall, "no", JON)
        ledger.resolve(wall, "yes", NELL)
        one.set_deadline(wall, datetime.date(2031, 6, 1), JON)
        carried(one, ledger)
        (claim,) = (c for h in ledger.find(Search("wall")).hits for c in h.claims)
        assert (claim.outcome, claim.due_on) == ("yes", datetime.date(2031, 6, 1))
        assert [entry.value for entry in ledger.show(wall).history] == ["no", "yes", "2031-06-01"]
        carried(ledger, one)
        (claim,) = (c for h in one.find(Search("wall")).hits for c in h.claims)
        assert (claim.outcome, claim.due_on) == ("yes", datetime.date(2031, 6, 1))
        assert one.show(wall).history == ledger.show(wall).history
        one.resolve(wall, "void", JON)
        assert [done.outcome for done in carried(one, ledger)] == ["updated"]
        assert ledger.show(wall).history == one.show(wall).history
        assert ledger.find(Search("wall")).hits[0].claims[0].outcome == "void"


def test_texts_come_in_the_order_in_which_they_were_there(ledger: Ledger, tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "one.db") as one:
        one.add(dam(id="n1"), OLD)
        one.add(dam(CORRECTED, id="n1"), OLD)
        ledger.add(dam(CORRECTED, id="n1"), OLD)
        one.add(dam(CORRECTED + "Again.", id="n1"), OLD)
        (done,) = carried(one, ledger)
        assert done.outcome == "new version"
        order = [row.hash for row in rows(ledger, sa.select(versions).order_by(versions.c.number))]
        assert order == [row.hash for row in rows(one, sa.select(versions).order_by(versions.c.number))]
        found = {hit.text: hit.version for hit in ledger.find(Search(), 100).hits}
        assert found == {hit.text: hit.version for hit in one.find(Search(), 100).hits}


def test_an_older_readers_reading_comes_below_the_newest_and_keeps_what_was_said(
    ledger: Ledger, tmp_path: Path
) -> None:
    with Ledger.open(tmp_path / "one.db") as one:
        one.add(dam(id="n1"), OLD)
        wall = ids(one)["that the wall could give way"]
        one.resolve(wall, "no", JON)
        ledger.add(without(dam(id="n1"), "s4"), NEW)
        (done,) = carried(one, ledger)
        assert (done.outcome, done.entries) == ("updated", 1)
        assert [reader for _, reader, _ in ledger.readings("n1")] == [OLD, NEW]
        assert ledger.find(Search("wall")).hits[0].claims[0].outcome == "no"
        assert {done.outcome for done in carried(one, ledger)} == {"unchanged"}
        assert ledger.stale(NEW).number == 0
        one.add(without(dam(id="n1"), "s1"), NEWEST)
        (done,) = carried(one, ledger)
        assert done.outcome == "read again"
        assert [reader for _, reader, _ in ledger.readings("n1")] == [OLD, NEW, NEWEST]


def test_what_was_said_of_what_the_readers_of_two_ledgers_end_otherwise_is_of_the_same(
    ledger: Ledger, tmp_path: Path
) -> None:
    with Ledger.open(tmp_path / "one.db") as one:
        one.add(dam(id="n1"), OLD)
        wall = ids(one)["that the wall could give way"]
        one.resolve(wall, "no", JON)
        text = DAM
        moved = through_json(next(iter(one.export())))
        for claim in moved["readings"][0]["record"]["claims"]:
            if claim["text"] == "that the wall could give way":
                claim["start"] += 5
                claim["text"] = text[claim["start"] : claim["end"]]
        moved["readings"][0]["reader"] = NEW
        moved["passages"], moved["resolutions"] = [], []
        ledger.import_line(moved)
        carried(one, ledger)
        (claim,) = (c for h in ledger.find(Search("wall")).hits for c in h.claims)
        assert (claim.text, claim.outcome) == ("the wall could give way", "no")


def test_a_text_without_address_or_id_is_the_documents_that_has_it(ledger: Ledger, tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "one.db") as one:
        one.add(dam(), OLD)
        one.resolve(ids(one)["that the wall could give way"], "yes", NELL)
        added = ledger.add(dam(url="https://x.example/1"), OLD)
        (done,) = carried(one, ledger)
    assert (done.outcome, done.document, done.entries) == ("updated", added.document, 1)
    assert ledger.find(Search("wall")).hits[0].claims[0].outcome == "yes"


def test_a_name_that_is_merged_elsewhere_is_merged_here(ledger: Ledger, tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "one.db") as one:
        one.add(numbered(1), OLD)
        one.add(numbered(2), OLD)
        one.merge([who(one, "ines korda2"), who(one, "ines korda1")], NELL)
        one.merge([who(one, "ada brill"), who(one, "ines korda2")], NELL)
        lines = list(one.export(Search("Tarn1")))
        assert ["merge" in line for line in lines] == [False, True, True]
        for line in lines:
            ledger.import_line(line)
        names = {line["merge"]["speaker"]["name"] for line in ledger.export() if "merge" in line}
        assert names == {"Ines Korda1", "Ines Korda2"}


# What is let in


def exported(folder: Path) -> list[dict[str, Any]]:
    with Ledger.open(folder / "made.db") as one:
        lived(one)
        return [through_json(line) for line in one.export()]


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    return exported(tmp_path_factory.mktemp("lines"))


def put(record: Any, path: str, value: Any) -> None:
    *outer, last = (int(key) if key.isdigit() else key for key in path.split("."))
    for key in outer:
        record = record[key]
    record[last] = value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("format", 3), ("more", 1), ("document.id", "d\n"), ("document.key", ""), ("document.key", "other"),
        ("versions", []), ("versions.0.number", 0), ("versions.0.text", "Other words."), ("versions.0.added_at", "2031-01-01"),
        ("versions.0.added_at", "0001-01-01T00:00:00Z"), ("readings", []), ("readings.0.version", 7), ("readings.0.reader", "a\0b"),
        ("readings.0.record.format", "onrecord/2"), ("readings.0.record.statements.0.content", []),
        ("readings.0.record.statements.0.content.0.start", -1), ("readings.0.record.statements.0.content.0.end", 10**6),
        ("readings.0.record.statements.0.content.0.text", "x"), ("readings.0.record.statements.0.within", "s1"),
        ("readings.0.record.statements.0.within", "s99"), ("readings.0.record.statements.0.speaker", "p99"),
        ("readings.0.record.statements.0.id", "s2"), ("readings.0.record.statements.0.id", "s\0"),
        ("readings.0.record.statements.0.confidence", 2), ("readings.0.record.claims.0.statement", "s99"),
        ("readings.0.record.claims.0.probability", -0.1), ("readings.0.record.claims.0.kind", "promise"),
        ("readings.0.record.claims.0.when.text", "never"), ("readings.0.record.places.0.latitude", 91),
        ("readings.0.record.claims", None), ("passages.0.start", -1), ("passages.0.end", 10**7), ("passages.0.version", 9),
        ("passages.0.kind", "link"), ("passages.1.id", "SAME"),
        ("speakers.0.key", "person\nsomebody else"), ("resolutions.0.about", "c0000000"), ("resolutions.0.outcome", "maybe"),
        ("resolutions.0.degree", 2), ("resolutions.0.by", "  "), ("resolutions.0.at", "yesterday"), ("resolutions.0.degree", None),
        ("corrections.0.value", "promise"), ("corrections.0.field", "colour"), ("corrections.0.value", ["forecast"]),
        ("deadlines.0.due_on", "2031-02-30"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_refused_and_leaves_no_trace(
    tmp_path: Path, lines: list[dict[str, Any]], path: str, value: Any
) -> None:
    line = copy.deepcopy(
        next(line for line in lines if line.get("resolutions") and len(line["versions"]) > 1)
    )
    put(line, path, line["passages"][0]["id"] if value == "SAME" else value)
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        before = contents(ledger)
        with pytest.raises(BadImport) as refused:
            ledger.import_line(line)
        assert len(str(refused.value)) < 400
        assert contents(ledger) == before


@pytest.mark.parametrize(
    "record", [None, 3, "x", [], {}, {"format": None}, {"format": "onrecord-ledger/1"}, {"text": "x"}]
)
def test_what_is_no_line_of_an_export_is_refused(tmp_path: Path, record: object) -> None:
    with Ledger.open(tmp_path / "ledger.db") as ledger, pytest.raises(BadImport):
        ledger.import_line(record)


def test_a_reading_without_its_text_and_a_newer_format_are_called_so(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        with pytest.raises(BadImport, match="onrecord add"):
            ledger.import_line(through_json(dam().to_dict()))
        with pytest.raises(NewerExport, match="update onrecord"):
            ledger.import_line({"format": "onrecord-ledger/2", "documents": []})


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_an_export_was_made_into_is_refused_or_comes_in_whole(
    tmp_path_factory: pytest.TempPathFactory,
    server: Cluster,
    lines: list[dict[str, Any]],
    data: st.DataObject,
) -> None:
    line = copy.deepcopy(data.draw(st.sampled_from(lines)))
    for _ in range(data.draw(st.integers(1, 2))):
        spot: Any = line
        while True:
            keys = list(spot) if isinstance(spot, dict) else list(range(len(spot)))
            key = data.draw(st.sampled_from(keys))
            if not isinstance(spot[key], dict | list) or not spot[key] or data.draw(st.integers(0, 4)) == 0:
                break
            spot = spot[key]
        if data.draw(st.booleans()):
            spot[key] = data.draw(JUNK)
        else:
            del spot[key]
        if not line:
            return
    for where in (tmp_path_factory.mktemp("junk") / "ledger.db", server.shared):
        with Ledger.open(where) as ledger:
            try:
                ledger.import_line(line)
            except (BadImport, NewerExport):
                continue
            assert ledger.import_line(line).outcome == "unchanged"
            for out in ledger.export():
                assert out["format"] == "onrecord-ledger/1"


def test_an_id_that_is_not_the_things_own_is_not_taken_over(
    ledger: Ledger, lines: list[dict[str, Any]]
) -> None:
    plain = json.dumps(lines[-1])
    for part in (lines[-1]["document"], lines[-1]["passages"][0], lines[-1]["speakers"][0]):
        plain = plain.replace(part["id"], part["id"][0] + "00000zz")
    ledger.import_line(json.loads(plain))
    assert not [code for (code,) in rows(ledger, sa.select(passages.c.code)) if "00000zz" in code]


def test_ids_that_had_to_be_longer_elsewhere_are_so_here(ledger: Ledger, tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "one.db") as one:
        one.add(numbered(1), OLD)
        before = ids(one)["that it will ever open"]
        with one._database.writing() as connection:
            row = connection.execute(
                sa.select(passages.c.id, versions.c.hash).join(versions).where(passages.c.code == before)
            ).one()
            from onrecord.ledger.codes import codes
            from onrecord.ledger.passages import Stretch, name

            place = connection.execute(sa.select(passages).where(passages.c.id == row.id)).one()
            label = name("n1", row.hash, Stretch(place.kind, place.start, place.end, place.nth))
            (longer,) = codes("c", [label], lambda some: {c for c in some if len(c) < 9})
            connection.execute(sa.update(passages).where(passages.c.id == row.id).values(code=longer))
        carried(one, ledger)
    assert longer.startswith(before)
    assert len(longer) == 9
    assert ids(ledger)["that it will ever open"] == longer


def test_readings_of_several_ledgers_with_the_same_findings_are_there_once(
    ledger: Ledger, tmp_path: Path
) -> None:
    with Ledger.open(tmp_path / "one.db") as one:
        one.add(dam(id="n1", title="A dam"), OLD)
        ledger.add(dam(id="n1"), OLD)
        (done,) = carried(one, ledger)
    assert done.outcome == "unchanged"
    assert len(rows(ledger, sa.select(readings.c.id))) == 1
