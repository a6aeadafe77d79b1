"""One person is one over the ledger, namesakes are two, and people have the last word on who is who."""

import os
import subprocess
import sys
from itertools import permutations
from pathlib import Path

import pytest
import sqlalchemy as sa
from articles import speaking
from inside import check, contents, correct, rows

from onrecord.ledger import BadEntry, Ledger, NotInLedger, Search, Signed
from onrecord.ledger.database import Database
from onrecord.ledger.place import place
from onrecord.ledger.schema import appearances, merges, metadata, profiles, speakers, versions
from onrecord.ledger.upgrade import up_to_date
from onrecord.reading import Reading

READER, NEWER = "0.1.0+1", "0.2.0+1"
NELL = Signed("Nell Varga", "same office", ("https://x.example/staff",))

MAYOR = speaking("a", "Ada Brill, mayor of Orne", "Tom Reil", places=["Orne"])
AGAIN = speaking("b", "Ada Brill, mayor", "Tom Reil", places=["Orne", "Lisse"])
SURGEON = speaking("c", "Ada Brill, heart surgeon", "Ines Korda", places=["Tarn"])
ALONE = speaking("d", "Brill", "Tom Reil", places=["Orne"])


def persons(ledger: Ledger) -> dict[tuple[str, str], str]:
    """By document and name, the id of the person."""
    row, stands = speakers.alias(), speakers.alias()
    query = (
        sa.select(versions.c.name, appearances.c.name, stands.c.code)
        .join(versions, versions.c.id == appearances.c.version_id)
        .join(row, row.c.id == appearances.c.speaker_id)
        .join(stands, stands.c.id == row.c.person_id)
    )
    return {(document, name): code for document, name, code in rows(ledger, query)}


def groups(ledger: Ledger, name: str = "Brill") -> set[frozenset[str]]:
    """Of those who have that in their names, the documents that each speaks in."""
    found: dict[str, set[str]] = {}
    for (document, called), code in persons(ledger).items():
        if name in called:
            found.setdefault(code, set()).add(document)
    return {frozenset(documents) for documents in found.values()}


def add(ledger: Ledger, *articles: Reading) -> None:
    for one in articles:
        ledger.add(one, READER)


def ids(*documents: str) -> set[frozenset[str]]:
    """``"ab c"`` as the documents of two speakers."""
    return {frozenset(some) for some in documents}


def test_a_full_name_is_one_person_but_for_another_in_other_roles_and_company(ledger: Ledger) -> None:
    add(ledger, MAYOR, AGAIN, SURGEON, speaking("e", "Ada Brill", "Tom Reil"))
    assert groups(ledger) == ids("abe", "c")
    (offer,) = ledger.offers("brill").offers
    assert (offer.likeness, offer.roles, offer.company) == ("same name", (), ())
    assert {offer.one.name, offer.other.name} == {"Ada Brill"}


@pytest.mark.parametrize(
    "other",
    [
        speaking("c", "Ada Brill, heart surgeon", "Tom Reil"),  # in the same company
        speaking("c", "Ada Brill, heart surgeon", places=["Orne"]),  # at the same place
        speaking("c", "Ada Brill, deputy mayor", "Ines Korda"),  # of the same office
        speaking("c", "Ada Brill", "Ines Korda", places=["Tarn"]),  # of none
    ],
)
def test_a_full_name_is_one_person_where_anything_speaks_for_it(ledger: Ledger, other: Reading) -> None:
    add(ledger, MAYOR, other)
    assert groups(ledger) == ids("ac")


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("Ada Brill", "Ada M. Brill", True),
        ("Bob Reil", "Robert Reil", True),
        ("Pavlo Malyuk", "Pavlo Maliuk", True),
        ("Seán O’Hara", "Sean O'Hara", True),
        ("A. Brill", "Ada Brill", True),
        ("Ada Brill", "Tom Brill", False),
        ("Ada M. Brill", "Ada K. Brill", False),
        ("Bob Reil Sr.", "Bob Reil Jr.", False),
    ],
)
def test_variants_of_a_name_are_one_person(ledger: Ledger, one: str, other: str, is_one: bool) -> None:
    add(ledger, speaking("x", one, "Ines Korda"), speaking("y", other, "Ines Korda"))
    found = persons(ledger)
    assert (found["x", one] == found["y", other]) is is_one


def test_an_acronym_is_the_organisation_that_was_in_its_company(ledger: Ledger) -> None:
    add(
        ledger,
        speaking("x", "River Safety Board", places=["Orne"], kind="organisation"),
        speaking("y", "RSB", places=["Orne"], kind="organisation"),
    )
    found = persons(ledger)
    assert found["x", "River Safety Board"] == found["y", "RSB"]


@pytest.mark.parametrize("order", [*permutations(range(4))])
def test_a_surname_joins_its_bearer_in_whatever_order_they_come(
    ledger: Ledger, order: tuple[int, ...]
) -> None:
    articles = (MAYOR, SURGEON, ALONE, speaking("e", "Brill", "Ines Korda", places=["Tarn"]))
    add(ledger, *(articles[i] for i in order))
    assert groups(ledger) == ids("ad", "ce")


def test_a_surname_that_fits_nobody_or_several_stays_alone_and_is_offered(ledger: Ledger) -> None:
    add(ledger, MAYOR, speaking("e", "Brill", "Vera Moss"))
    assert groups(ledger) == ids("a", "e")
    (offer,) = ledger.offers().offers
    assert (offer.one.name, offer.other.name, offer.likeness) == ("Ada Brill", "Brill", "surname")
    add(ledger, ALONE)
    assert groups(ledger) == ids("ad", "e")
    add(ledger, speaking("f", "Karl Brill", "Tom Reil", places=["Orne"]))  # now it may be either
    assert groups(ledger) == ids("a", "d", "e", "f")
    offers = ledger.offers("brill").offers
    assert {(o.one.name, o.other.name) for o in offers} == {("Ada Brill", "Brill"), ("Karl Brill", "Brill")}
    assert len(offers) == 4
    assert [o.sure for o in offers] == sorted((o.sure for o in offers), reverse=True)
    assert set(offers[0].company) == {"reil", "orne"}


def test_what_is_merged_is_one_in_all_that_is_asked(ledger: Ledger) -> None:
    add(ledger, MAYOR, SURGEON)
    before = persons(ledger)
    mayor, surgeon = before["a", "Ada Brill"], before["c", "Ada Brill"]
    person = ledger.merge([mayor, surgeon], NELL)
    assert (person.id, [name.id for name in person.names]) == (mayor, [mayor, surgeon])
    hits = ledger.find(Search(speaker="brill")).hits
    assert {hit.document for hit in hits} == {h.document for h in ledger.find(Search(speaker=surgeon)).hits}
    assert {hit.speaker_id for hit in hits} == {mayor}
    assert {claim.statement.speaker_id for claim in ledger.due(None, speaker="brill").claims} == {mayor}
    shown = ledger.show_speaker(surgeon)
    assert (shown.listed.id, shown.listed.statements, shown.listed.documents) == (mayor, 2, 2)
    assert [(r.text, r.documents) for r in shown.listed.roles] == [("heart surgeon", 1), ("mayor of Orne", 1)]
    assert shown.forecasts == {"open": 2}
    (said,) = shown.merges
    assert (said.speaker.id, said.into and said.into.id, said.by, said.note, said.evidence) == (
        surgeon,
        mayor,
        "Nell Varga",
        "same office",
        ("https://x.example/staff",),
    )
    (one,) = [one for one in ledger.speakers("brill").speakers if one.name == "Ada Brill"]
    assert (one.open, one.settled, one.statements) == (2, 0, 2)
    assert ledger.offers().offers == ()
    with pytest.raises(BadEntry, match="one already"):
        ledger.merge([mayor, surgeon], NELL)


def test_a_merge_is_taken_back_and_made_again_and_all_of_it_stays_on_record(ledger: Ledger) -> None:
    add(ledger, MAYOR, SURGEON)
    before = persons(ledger)
    mayor, surgeon = before["a", "Ada Brill"], before["c", "Ada Brill"]
    ledger.merge([mayor, surgeon], NELL)
    one, other = ledger.split(mayor, [], Signed("Ole Tamm"))  # the only one that was merged
    assert (one.id, other.id) == (mayor, surgeon)
    assert persons(ledger) == before
    assert ledger.offers().offers == ()  # somebody said that they are two
    ledger.merge([surgeon, mayor], NELL)
    assert set(groups(ledger)) == ids("ac")
    assert {hit.speaker_id for hit in ledger.find(Search(speaker="brill")).hits} == {surgeon}
    assert [(m.speaker.id, m.into and m.into.id) for m in ledger.show_speaker(mayor).merges] == [
        (surgeon, mayor),
        (surgeon, None),
        (mayor, surgeon),
    ]
    with (
        pytest.raises(sa.exc.DBAPIError, match="only appended to"),
        ledger._database.writing() as connection,
    ):
        connection.execute(sa.delete(merges))


def test_of_several_merged_the_one_to_split_has_to_be_named(ledger: Ledger) -> None:
    add(ledger, MAYOR, SURGEON, speaking("e", "Vera Moss"))
    found = persons(ledger)
    mayor, surgeon, moss = found["a", "Ada Brill"], found["c", "Ada Brill"], found["e", "Vera Moss"]
    ledger.merge([mayor, surgeon, moss], NELL)
    with pytest.raises(BadEntry, match=f"{surgeon}.*{moss}"):
        ledger.split(mayor, [], NELL)
    ledger.split(moss, [], NELL)
    assert persons(ledger)["e", "Vera Moss"] == moss
    assert groups(ledger) == ids("ac")
    with pytest.raises(BadEntry, match="give their ids"):
        ledger.split(moss, [], NELL)


def test_a_speaker_can_be_somebody_else_in_some_documents(ledger: Ledger) -> None:
    daughter = speaking("e", "Ada Brill", "Tom Reil", places=["Orne"])
    add(ledger, MAYOR, AGAIN, daughter)
    mayor = persons(ledger)["a", "Ada Brill"]
    one, other = ledger.split(mayor, ["e"], NELL)
    assert (one.id, one.name, other.name) == (mayor, "Ada Brill", "Ada Brill")
    assert groups(ledger) == ids("ab", "e")
    assert ledger.offers().offers == ()
    ledger.add(daughter, NEWER)  # it holds for newer readers
    ledger.add(speaking("e", "A. Brill", "Tom Reil", places=["Orne"]), "0.3.0+1")  # whatever they call her
    assert persons(ledger)["e", "A. Brill"] == other.id
    assert persons(ledger)["a", "Ada Brill"] == mayor
    ledger.merge([mayor, other.id], NELL)
    assert groups(ledger) == ids("abe")
    ledger.split(other.id, [], NELL)
    assert groups(ledger) == ids("ab", "e")
    check_profiles(ledger)


def test_a_variant_that_tells_nothing_makes_no_one_of_two(ledger: Ledger) -> None:
    add(ledger, MAYOR, speaking("e", "Ada M. Brill, mayor", "Tom Reil"), SURGEON)
    assert groups(ledger) == ids("ae", "c")
    ledger.split(persons(ledger)["a", "Ada Brill"], ["e"], NELL)
    assert groups(ledger) == ids("a", "c", "e")


def test_what_cannot_be_split_is_left(ledger: Ledger) -> None:
    add(ledger, MAYOR, SURGEON)
    mayor = persons(ledger)["a", "Ada Brill"]
    before = contents(ledger)
    with pytest.raises(BadEntry, match="does not speak in d"):
        ledger.split(mayor, ["c"], NELL)
    with pytest.raises(BadEntry, match="nobody would be left"):
        ledger.split(mayor, ["a"], NELL)
    with pytest.raises(NotInLedger, match="x9"):
        ledger.split(mayor, ["x9"], NELL)
    with pytest.raises(NotInLedger, match="p000000"):
        ledger.merge([mayor, "p000000"], NELL)
    with pytest.raises(BadEntry, match="--by"):
        ledger.merge([mayor, persons(ledger)["c", "Ada Brill"]], Signed(" "))
    assert contents(ledger) == before


def test_a_later_article_joins_the_person_that_was_merged(ledger: Ledger) -> None:
    add(ledger, MAYOR, speaking("e", "Ada Korda-Brill", "Vera Moss"), speaking("f", "Brill", "Jon Mirek"))
    found = persons(ledger)
    mayor = found["a", "Ada Brill"]
    ledger.merge([mayor, found["e", "Ada Korda-Brill"], found["f", "Brill"]], NELL)
    add(ledger, ALONE, speaking("g", "Ada Korda-Brill", "Jon Mirek"))
    assert {persons(ledger)[key] for key in (("d", "Brill"), ("g", "Ada Korda-Brill"))} == {mayor}


def test_a_surname_that_may_be_two_who_were_merged_is_theirs(ledger: Ledger) -> None:
    add(ledger, MAYOR, speaking("f", "Karl Brill", "Tom Reil", places=["Orne"]), ALONE)
    found = persons(ledger)
    assert len({found["a", "Ada Brill"], found["f", "Karl Brill"], found["d", "Brill"]}) == 3
    ledger.merge([found["a", "Ada Brill"], found["f", "Karl Brill"]], NELL)
    assert groups(ledger) == ids("adf")
    ledger.split(found["f", "Karl Brill"], [], NELL)
    assert persons(ledger) == found


def test_what_is_read_never_closes_a_circle_with_what_people_say(ledger: Ledger) -> None:
    add(ledger, speaking("x", "Ada M. Brill, mayor", "Vera Moss"), SURGEON)
    found = persons(ledger)
    older, newer = found["x", "Ada M. Brill"], found["c", "Ada Brill"]
    ledger.merge([newer, older], NELL)
    add(ledger, speaking("y", "Ada Brill, mayor", "Vera Moss"), speaking("z", "Ada M. Brill", "Ines Korda"))
    assert groups(ledger) == ids("xcyz")
    assert {persons(ledger)[key] for key in (("x", "Ada M. Brill"), ("c", "Ada Brill"))} == {newer}


def test_reading_again_changes_nothing_of_who_is_who(ledger: Ledger) -> None:
    articles = (MAYOR, AGAIN, SURGEON, ALONE)
    add(ledger, *articles)
    found = persons(ledger)
    ledger.merge([found["a", "Ada Brill"], found["c", "Ada Brill"]], NELL)
    before, told = persons(ledger), rows(ledger, sa.select(profiles).order_by(profiles.c.speaker_id))
    for one in articles:
        assert ledger.add(one, NEWER).outcome == "read again"
    assert persons(ledger) == before
    assert rows(ledger, sa.select(profiles).order_by(profiles.c.speaker_id)) == told
    check(ledger)


def test_a_statement_is_given_to_a_merged_speaker_by_whatever_id(ledger: Ledger) -> None:
    add(ledger, MAYOR, SURGEON)
    found = persons(ledger)
    mayor, surgeon = found["a", "Ada Brill"], found["c", "Ada Brill"]
    ledger.merge([mayor, surgeon], NELL)
    (hit,) = ledger.find(Search(speaker="reil")).hits
    correct(ledger, hit.id, speaker=surgeon)
    assert ledger.show(hit.id).hit.speaker_id == mayor
    assert ledger.show_speaker(mayor).listed.statements == 3


def test_the_nameless_can_be_merged_too(ledger: Ledger) -> None:
    add(ledger, MAYOR, speaking("e", "an official", "Tom Reil", kind="unnamed"))
    found = persons(ledger)
    ledger.merge([found["a", "Ada Brill"], found["e", "an official"]], NELL)
    assert ledger.show_speaker(found["a", "Ada Brill"]).listed.names == ("Ada Brill", "an official")
    assert ledger.speakers("official").speakers[0].id == found["a", "Ada Brill"]


def test_speakers_are_listed_by_name_first(ledger: Ledger) -> None:
    add(ledger, MAYOR, speaking("e", "Ada Brill", "Tom Reil, spokesman of Ada Brill"), SURGEON)
    found = ledger.speakers("ADA brill", limit=5)
    assert [one.name for one in found.speakers] == ["Ada Brill", "Ada Brill", "Tom Reil"]
    assert not found.more
    assert ledger.speakers("brill", limit=1).more
    assert ledger.speakers("nobody").speakers == ()
    assert ledger.speakers(kinds=["organisation"]).speakers == ()


def check_profiles(ledger: Ledger) -> None:
    """That what is told of speakers is told of nobody else, and not twice."""
    from onrecord.ledger import people

    for speaker_id, packed in rows(ledger, sa.select(profiles)):
        query = sa.select(sa.func.count(sa.distinct(appearances.c.version_id)))
        (number,) = rows(ledger, query.where(appearances.c.speaker_id == speaker_id))[0]
        assert people.unpacked_profile(packed).documents == number


@pytest.mark.parametrize("times", range(3))
def test_two_who_merge_at_once_lose_nothing(where: str, times: int) -> None:
    with Ledger.open(where) as ledger:
        add(ledger, MAYOR, SURGEON, speaking("e", "Vera Moss"))
        found = persons(ledger)
    one, other, third = found["a", "Ada Brill"], found["c", "Ada Brill"], found["e", "Vera Moss"]
    root = Path(__file__).parents[2]
    path = os.pathsep.join((str(root), os.environ.get("PYTHONPATH", "")))
    started = [
        subprocess.Popen(
            [sys.executable, Path(__file__).with_name("merger.py"), where, *pair, by],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
        )
        for pair, by in (((one, other), "Nell"), ((other, third), "Ole"), ((third, one), "Ida"))
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    done = [process.communicate("\n", timeout=60) for process in started]
    # Two make them one; whoever comes last is told that they are.
    assert sorted(process.returncode for process in started) == [0, 0, 1]
    assert sum("one already" in errors for _, errors in done) == 1
    with Ledger.open(where) as ledger:
        assert len({persons(ledger)[key] for key in found if key[1] in {"Ada Brill", "Vera Moss"}}) == 1
        assert len(rows(ledger, sa.select(merges))) == 2


def test_an_older_ledger_gets_its_persons_when_it_is_opened(where: str, tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "new.db") as ledger:
        add(ledger, MAYOR, AGAIN, SURGEON, ALONE, speaking("e", "Brill", "Vera Moss"))
        new = groups(ledger)
        assert new == ids("abd", "c", "e")
        old = _as_of_old(ledger, where)
    with Ledger.open(where) as ledger:
        assert groups(ledger) == new
        mayor = persons(ledger)["a", "Ada Brill"]
        assert mayor == old["a", "Ada Brill"] == old["c", "Ada Brill"]
        assert old["d", "Brill"] == old["e", "Brill"] != persons(ledger)["e", "Brill"]
        assert ledger.show_speaker(old["d", "Brill"]).listed.id == mayor
        assert [r.text for r in ledger.show_speaker(mayor).listed.roles] == ["mayor", "mayor of Orne"]
        check_profiles(ledger)
        for one in (SURGEON, ALONE):
            assert ledger.add(one, NEWER).outcome == "read again"
        assert groups(ledger) == new


def _as_of_old(ledger: Ledger, where: str) -> dict[tuple[str, str], str]:
    """Make a ledger with the same readings as it was before there were persons: who has one name is one speaker.

    Gives the speakers' ids by document and name.
    """
    database = Database(place(where), create=True)
    up_to_date(database, "0002")
    first: dict[tuple[str, str], int] = {}
    for row in rows(ledger, sa.select(appearances).order_by(appearances.c.id)):
        first.setdefault((row.kind, row.name), row.speaker_id)
    by_row = {row.id: (row.kind, row.name) for row in rows(ledger, sa.select(speakers))}
    found = {}
    with database.writing(current=False) as connection:
        tables = sa.MetaData()
        tables.reflect(connection, only=lambda name, _: name in metadata.tables)
        for table in metadata.sorted_tables:
            if table.name not in tables.tables:
                continue
            then = tables.tables[table.name]
            for row in rows(ledger, sa.select(*(table.c[column.name] for column in then.c))):
                values = dict(row._mapping)
                if table is speakers:
                    if values["id"] not in first.values():
                        continue
                    values["key"] = f"{values['kind']}\n{values['name'].lower()}"
                elif table is appearances:
                    values["speaker_id"] = first[by_row[values["speaker_id"]]]
                connection.execute(sa.insert(then), values)
        if connection.dialect.name == "postgresql":
            for name in ("outlets", "documents", "versions", "readings"):
                connection.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) + 1 FROM {name}))"
                )
        then = {name: tables.tables[name] for name in ("speakers", "appearances", "versions")}
        query = (
            sa.select(then["versions"].c.name, then["appearances"].c.name, then["speakers"].c.code)
            .join(then["appearances"], then["appearances"].c.version_id == then["versions"].c.id)
            .join(then["speakers"], then["speakers"].c.id == then["appearances"].c.speaker_id)
        )
        found = {(document, name): code for document, name, code in connection.execute(query)}
    database.close()
    return found
