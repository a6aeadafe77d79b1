"""What is forecast and promised, over many documents, as one list."""

import csv
import io
import json
import os
import re
from datetime import date
from typing import Any
from unittest import mock

import pytest
from any_reading import readings
from hypothesis import given
from hypothesis import strategies as st
from made_up import claim, claimed, full_reading, reading, said, speaker
from test_text_view import WIDE, Terminal, columns, harmless

from onrecord.document import Document
from onrecord.export import ListFormat, Wanted, forecasts_writer
from onrecord.reading import Reading

COLUMNS = [
    "from",
    "to",
    "due",
    "when",
    "kind",
    "speaker",
    "speaker_kind",
    "quoted_by",
    "claim",
    "likelihood",
    "probability",
    "low",
    "high",
    "condition",
    "checkable",
    "confidence",
    "document",
    "title",
    "outlet",
    "published",
    "url",
    "statement",
    "start",
    "end",
]


def listed(
    *readings: Reading, format: str = "jsonl", width: int = 100, stream: Any = None, **wanted: Any
) -> str:
    stream = stream or io.StringIO(newline="")
    environment = {"COLUMNS": str(width), "LINES": "50", "TERM": "xterm-256color"}
    with (
        mock.patch.dict(os.environ, environment, clear=True),
        forecasts_writer(ListFormat(format), stream, Wanted(**wanted)) as out,
    ):
        for one in readings:
            out.add(one)
    return stream.getvalue()


def rows(*readings: Reading, **wanted: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in listed(*readings, **wanted).splitlines()]


def council(day: str, **about: Any) -> Reading:
    text = f"Ines Korda said the dam will likely hold if it rains, by {day}. She vowed to mend it soon."
    one = reading(
        text,
        said("Ines Korda", "said", f"the dam will likely hold if it rains, by {day}", speaker="p1"),
        said("She", "vowed", "to mend it soon", speaker="p1"),
        speakers=(speaker(text, "p1", "Ines Korda", aliases=("Korda",)),),
        **about,
    )
    return claimed(
        one,
        claim(
            "s1",
            "forecast",
            f"the dam will likely hold if it rains, by {day}",
            likelihood="likely",
            probability=0.7,
            interval=(0.55, 0.85),
            condition="if it rains",
            when=(f"by {day}", {"until": day}),
            checkable=True,
        ),
        claim("s2", "commitment", "to mend it soon", when=("soon", {"due": "vague"}), checkable=False),
        claim("s2", "report", "mend"),
    )


def test_the_soonest_due_comes_first_whatever_its_document_and_the_undated_last() -> None:
    found = rows(council("2032-05-01", id="a"), council("2032-03-31", id="b"))
    assert [(row["document"], row["to"], row["kind"]) for row in found] == [
        ("b", "2032-03-31", "forecast"),
        ("a", "2032-05-01", "forecast"),
        ("a", None, "commitment"),
        ("b", None, "commitment"),
    ]


def test_a_row_says_by_when_by_whom_in_which_words_how_likely_on_what_condition_and_where() -> None:
    about = {
        "id": "a",
        "title": "Dam",
        "outlet": "Veld Gazette",
        "published": "2032-01-02",
        "url": "https://veld.example/",
    }
    row = rows(council("2032-03-31", **about))[0]
    assert list(row) == COLUMNS
    assert row == {
        "from": None,
        "to": "2032-03-31",
        "due": "by 31 March 2032",
        "when": "by 2032-03-31",
        "kind": "forecast",
        "speaker": "Ines Korda",
        "speaker_kind": "person",
        "quoted_by": "",
        "claim": "the dam will likely hold if it rains, by 2032-03-31",
        "likelihood": "likely",
        "probability": 0.7,
        "low": 0.55,
        "high": 0.85,
        "condition": "if it rains",
        "checkable": True,
        "confidence": 0.9,
        "document": "a",
        "title": "Dam",
        "outlet": "Veld Gazette",
        "published": "2032-01-02",
        "url": "https://veld.example/",
        "statement": "s1",
        "start": 16,
        "end": 67,
    }


def test_a_voice_within_others_is_told_with_all_who_quote_it() -> None:
    (row,) = [r for r in rows(full_reading()) if r["speaker"] == "its commander"]
    assert row["quoted_by"] == "the brigade there; Two officials in the Defence Ministry"
    (row,) = [r for r in rows(full_reading()) if r["statement"] == "s20"]
    assert (row["speaker"], row["speaker_kind"]) == ("", None)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["s1", "s2"]),
        ({"kinds": ["commitment"]}, ["s2"]),
        ({"by": date(2032, 3, 31)}, ["s1"]),
        ({"by": date(2032, 3, 30)}, []),
        ({"speaker": "kORDA"}, ["s1", "s2"]),
        ({"speaker": "she"}, ["s2"]),
        ({"speaker": "Tom"}, []),
        ({"likelihoods": ["likely", "even"]}, ["s1"]),
        ({"likelihoods": ["even"]}, []),
        ({"checkable": True}, ["s1"]),
    ],
)
def test_only_what_is_wanted_is_listed(wanted: dict[str, Any], found: list[str]) -> None:
    assert [row["statement"] for row in rows(council("2032-03-31"), **wanted)] == found


def test_csv_has_the_same_rows_and_no_cell_can_be_taken_for_a_formula() -> None:
    one = council("2032-03-31", id="=1+1", title="@SUM(A1)")
    found = list(csv.DictReader(io.StringIO(listed(one, format="csv"), newline="")))
    assert list(found[0]) == COLUMNS
    assert (found[0]["document"], found[0]["title"]) == ("'=1+1", "'@SUM(A1)")
    assert (found[0]["checkable"], found[0]["probability"], found[1]["to"]) == ("true", "0.7", "")
    assert listed(format="csv").strip() == ",".join(COLUMNS)


def test_a_table_is_for_reading() -> None:
    shown = listed(
        council("2032-03-31", title="Dam", published="2032-01-02T08:00"), format="table", width=100
    )
    assert [line.rstrip() for line in shown.splitlines() if line.strip()] == [
        " due                who               in which words                                how likely",
        " " + "─" * 98,
        " by 31 March 2032   Ines Korda        the dam will likely hold if it rains, by      likely",
        " by 2032-03-31      forecast          2032-03-31                                    70% (55–85%)",
        "                                      on condition: if it rains                     checkable",
        "                                      Dam, 2032-01-02, s1",
        " no date            Ines Korda        to mend it soon                               not checkable",
        " soon               commitment        Dam, 2032-01-02, s2",
        "1 forecast, 1 commitment in 1 document",
    ]


def test_a_narrow_table_has_a_column_less_and_the_same_words() -> None:
    shown = listed(council("2032-03-31"), format="table", width=60)
    assert "how likely" not in shown
    assert "70% (55–85%)" in shown
    assert max(map(len, shown.splitlines())) <= 60


def test_a_list_of_nothing_says_so() -> None:
    assert (
        listed(Reading(Document("It rained."), ()), format="table")
        == "0 forecasts, 0 commitments in 0 documents\n"
    )
    assert listed() == ""


@given(readings(WIDE), st.integers(30, 160))
def test_no_line_of_a_table_is_wider_than_the_terminal(one: Reading, width: int) -> None:
    for line in listed(one, format="table", width=width).splitlines():
        assert columns(line) <= min(max(width, 40), 140), line


@given(st.lists(readings(), max_size=3))
def test_any_readings_can_be_listed_and_nothing_in_them_acts(many: list[Reading]) -> None:
    assert harmless(listed(*many, format="table"))
    assert harmless(re.sub(r"\x1b\[[\d;]*m", "", listed(*many, format="table", stream=Terminal())))
    found = rows(*many)
    texts = {one.document.id: one.document.text for one in many}
    assert all(texts[row["document"]][row["start"] : row["end"]] == row["claim"] for row in found)
    dates = [row["to"] or row["from"] or "9999" for row in found]
    assert dates == sorted(dates)
    assert len(list(csv.reader(io.StringIO(listed(*many, format="csv"), newline="")))) == 1 + len(found)
