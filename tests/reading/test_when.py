"""The words that say by when: a table of them, and any text at all."""

import csv
import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.reading.when import published_date, resolve

TABLE = Path(__file__).parent / "when.tsv"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
VOCABULARY = """
by before after from to until since not in on at the a of early mid late later end start year's this next last
coming week weekend month months year years decade century quarter half two 3 10 90 30 few hundred days May June
Tuesday Sunday spring winter Christmas Easter Thanksgiving 2027 1999 2030s Q3 15th 21st now first second third rest
between and or - , within ago every soon never votes today tomorrow 99999 2026-02-30 13/13/2026 fiscal FY27 7 p.m. '
election day inauguration and a half business 31 February 0 00 99 20 11 26
"""
WORDS = st.lists(st.sampled_from(VOCABULARY.split()), max_size=14).map(" ".join)
DATES = st.none() | st.dates()


def rows() -> list[tuple[str, ...]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, delimiter="\t")
        next(reader)
        return [tuple(row) for row in reader]


def day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(("words", "published", "since", "until", "due"), rows())
def test_words_mean_the_dates_of_the_table(
    words: str, published: str, since: str, until: str, due: str
) -> None:
    assert resolve(words, day(published)) == (day(since), day(until), due)


def test_the_table_is_large_and_holds_nothing_twice() -> None:
    keys = [row[:2] for row in rows()]
    assert len(keys) == len(set(keys)) >= 180


def test_dates_that_need_no_publication_are_the_same_with_one() -> None:
    for words, published, *dates, due in rows():
        if not published and due == "dated":
            assert resolve(words, datetime.date(2026, 3, 4)) == (*map(day, dates), due), words


def test_typographic_marks_and_case_change_nothing() -> None:
    published = datetime.date(2026, 3, 4)
    assert resolve("BY YEAR’S END", published) == resolve("by year's end", published)
    assert resolve("May–July", published) == resolve("May-July", published)


def test_what_the_rules_leave_is_read_by_dateparser() -> None:
    assert resolve("by 20 11 26", None) == (None, datetime.date(2026, 11, 20), "dated")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2015-11-20", "2015-11-20"),
        ("2015-11-20 14:03:00", "2015-11-20"),
        ("2015-11-20T14:03:00Z", "2015-11-20"),
        ("2015-11-20T23:59:59.123+05:30", "2015-11-20"),
        ("Nov. 20, 2015", "2015-11-20"),
        ("20 November 2015", "2015-11-20"),
        ("Fri, 20 Nov 2015 14:03:00 +0000", "2015-11-20"),
        ("Friday, November 20th, 2015 at 2:03 p.m.", "2015-11-20"),
        ("11/20/2015", "2015-11-20"),
        (" 20.11.2015 ", "2015-11-20"),
        ("20151120", "2015-11-20"),
        ("Fri Nov 20 14:03:00 EST 2015", "2015-11-20"),
        ("November 2015", ""),
        ("yesterday", ""),
        ("Monday", ""),
        ("2015-13-45", ""),
        ("never", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_publication_dates_are_read_in_the_usual_forms(value: str | None, expected: str) -> None:
    assert published_date(value) == day(expected)


@given(TEXT | WORDS, DATES)
def test_any_words_are_read_the_same_twice_and_end_after_they_begin(
    words: str, published: datetime.date | None
) -> None:
    since, until, due = resolve(words, published)
    assert resolve(words, published) == (since, until, due)
    assert (since is not None or until is not None) == (due == "dated")
    assert since is None or until is None or since <= until
    assert due != "undated" or published is None


@given(TEXT | WORDS)
def test_any_publication_date_is_read_or_left(value: str) -> None:
    assert published_date(value) is None or isinstance(published_date(value), datetime.date)


@pytest.mark.parametrize(
    "word", ["early", "of", "the", "end of", "two", "May", "from", "this", "1", "second", "-"]
)
def test_long_words_are_cut_short(word: str) -> None:
    assert resolve(f"{word} " * 100_000, datetime.date(2026, 3, 4)) == resolve(
        f"{word} " * 600, datetime.date(2026, 3, 4)
    )
