"""Names: which are one somebody's."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.reading.names import Name, cluster, parse, same_organisation, same_person


def name(text: str, at: int = 0, kind: str = "person", before: tuple[str, ...] = ()) -> Name:
    out = parse(text, (at, at + len(text.split())), kind, before)  # type: ignore[arg-type]
    assert out
    return out


def people(*texts: str) -> list[set[str]]:
    """The names as they come in a text, brought together."""
    return [{n.text for n in e.names} for e in cluster([name(t, 10 * i) for i, t in enumerate(texts)])]


@pytest.mark.parametrize(
    ("text", "shown", "key"),
    [
        ("Ada Brill", "Ada Brill", ("ada", "brill")),
        ("Mr. Reil’s", "Reil", ("reil",)),
        ("Senator Tomas J. Reil Jr.", "Tomas J. Reil Jr.", ("tomas", "j", "reil")),
        ("General Renn,", "Renn", ("renn",)),
        ("José Ibáñez-Wu", "José Ibáñez-Wu", ("jose", "ibanez-wu")),
        ("O’Dell", "O’Dell", ("o’dell",)),
        ("BRILL", "BRILL", ("brill",)),
    ],
)
def test_a_name_is_taken_without_titles_and_endings(text: str, shown: str, key: tuple[str, ...]) -> None:
    assert (name(text).text, name(text).key) == (shown, key)


def test_titles_alone_are_no_name() -> None:
    assert parse("The Senator", (0, 2), "person") is None


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Ada Brill", "Ada M. Brill", True),
        ("A. Brill", "Ada Brill", True),
        ("Joe Harker", "Joseph Harker", True),
        ("Oleksandr Hrynko", "Alexander Hrynko", False),
        ("Volodymyr Kovalskyy", "Volodymyr Kovalsky", True),
        ("Ada Brill", "Ida Brill", False),
        ("Ada Brill", "Ada Korda", False),
        ("Tomas J. Reil", "Tomas K. Reil", False),
        ("Tomas Reil", "Martin Reil", False),
    ],
)
def test_full_names_agree_or_not(a: str, b: str, same: bool) -> None:
    assert same_person(name(a).key, name(b).key) is same
    assert same_person(name(b).key, name(a).key) is same


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Harbour Safety Board", "HSB", True),
        ("Institute for River Studies", "IRS", True),
        ("Wexcombe Times", "Times", True),
        ("White House", "House", False),
        ("Orne Steel", "Orne Glass", False),
    ],
)
def test_organisations_and_their_short_forms(a: str, b: str, same: bool) -> None:
    assert same_organisation(name(a, kind="organisation").key, name(b, kind="organisation").key) is same


def test_a_surname_goes_to_whom_the_text_introduced_first() -> None:
    assert people("Tomas Reil", "Vera Reil", "Reil") == [{"Tomas Reil", "Reil"}, {"Vera Reil"}]


def test_a_headline_goes_to_the_name_that_follows() -> None:
    assert people("Brill", "Ada Brill") == [{"Brill", "Ada Brill"}]


def test_a_first_name_goes_to_its_bearer() -> None:
    assert people("Ada Brill", "Tomas Reil", "Ada") == [{"Ada Brill", "Ada"}, {"Tomas Reil"}]


def test_a_title_tells_two_of_one_surname_apart() -> None:
    names = [name("Tomas Reil", 0), name("Vera Reil", 10, before=("mrs",)), name("Reil", 20, before=("mrs",))]
    assert [{n.words[0] for n in e.names} for e in cluster(names)] == [{0}, {10, 20}]


def test_a_son_is_not_his_father() -> None:
    assert people("Tomas Reil Sr.", "Tomas Reil Jr.") == [{"Tomas Reil Sr."}, {"Tomas Reil Jr."}]


WORDS = st.sampled_from(
    ["Ada", "Tomas", "Vera", "J.", "Brill", "Reil", "Korda", "Corda", "Jr.", "Mr.", "O’Dell", "李", "Ö"]
)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), max_size=12))
def test_every_name_has_one_bearer_and_nobody_two_full_names(texts: list[str]) -> None:
    names = [n for i, t in enumerate(texts) if (n := parse(t, (10 * i, 10 * i + 5), "person"))]
    entities = cluster(names)
    assert sorted(n.words for e in entities for n in e.names) == [n.words for n in names]
    for e in entities:
        full = [n.key for n in e.names if len(n.key) > 1]
        assert all(same_person(a, b) for a, b in combinations(full, 2))


@given(st.text())
def test_any_text_is_a_name_or_none(text: str) -> None:
    found = parse(text, (0, 1), "organisation")
    assert found is None or (found.text in text and found.key)
