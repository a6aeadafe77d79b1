"""Readings as JSON, JSON Lines and CSV: whatever comes out can be read back and points at the text."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from any_reading import readings
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import full_reading, reading, said, speaker

from onrecord.document import Document
from onrecord.export import writer
from onrecord.reading import Reading, Role, Span, Speaker, Statement

DAM = "The dam will hold, Ada Brill said."


def dam(**about: Any) -> Reading:
    return reading(DAM, said("Ada Brill", "said", "The dam will hold"), **about)


def written(format: str, *readings: Reading) -> str:
    stream = io.StringIO(newline="")
    with writer(format, stream) as out:
        for one in readings:
            out.add(one)
    return stream.getvalue()


def plain(reading: Reading) -> Any:
    return json.loads(json.dumps(reading.to_dict()))


def rows(*readings: Reading) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written("csv", *readings), newline="")))


def test_one_reading_is_an_object_and_several_or_none_are_an_array() -> None:
    assert json.loads(written("json", dam(id="d1")))["document"]["id"] == "d1"
    several = json.loads(written("json", dam(id="d1"), dam(id="d2"), dam(id="d3")))
    assert [one["document"]["id"] for one in several] == ["d1", "d2", "d3"]
    assert json.loads(written("json")) == []


def test_the_json_has_the_fields_of_the_format_and_no_others() -> None:
    record = json.loads(written("json", full_reading()))
    assert list(record) == [
        "format",
        "document",
        "statements",
        "speakers",
        "claims",
        "links",
        "aims",
        "places",
    ]
    assert record["format"] == "onrecord/1"
    fields = {
        "statements": "id source cue content manner within confidence speaker channel",
        "speakers": "id name kind aliases roles mentions",
        "claims": "id statement start end text kind confidence likelihood probability interval phrase condition when "
        "checkable",
        "links": "id statement cause effect sign signal kind confidence",
        "aims": "id statement actor name state sign signal confidence",
        "places": "name kind country latitude longitude mentions",
    }
    assert list(record["document"]) == ["id", "title", "outlet", "author", "published", "url", "words"]
    for part, names in fields.items():
        assert record[part]
        assert all(list(one) == names.split() for one in record[part])
    assert list(record["speakers"][0]["roles"][0]) == ["start", "end", "text", "from", "to", "former"]
    assert list(record["claims"][0]["when"]) == ["start", "end", "text", "from", "to", "due"]
    assert record["claims"][0]["when"]["to"] == "2032-02-29"


@pytest.mark.parametrize("format", ["json", "jsonl"])
def test_every_span_slices_the_documents_text(format: str) -> None:
    one = full_reading()
    found = list(spans(json.loads(written(format, one))))
    assert len(found) > 100
    for span in found:
        assert one.document.text[span["start"] : span["end"]] == span["text"] != ""


def spans(record: Any) -> Iterator[dict[str, Any]]:
    """All spans anywhere in a record."""
    if isinstance(record, dict):
        if "start" in record:
            yield record
        record = list(record.values())
    if isinstance(record, list):
        for part in record:
            yield from spans(part)


def test_the_json_is_what_the_reading_itself_says(forecast: Reading) -> None:
    assert json.loads(written("json", forecast)) == plain(forecast)


def test_json_lines_are_one_reading_each_whatever_ends_a_line_elsewhere() -> None:
    text = "The dam\u2028will\u2029hold\x85and\x0bso\x0con, Ada Brill said."
    one = reading(text, said("Ada Brill", "said", text[:28]), title="a\nb\r\nc")
    lines = written("jsonl", one, one).splitlines()
    assert [json.loads(line) for line in lines] == [plain(one)] * 2


def test_a_lone_surrogate_survives_json_and_can_be_encoded() -> None:
    one = dam(title="half \ud83d a pair")
    for format in ("json", "jsonl"):
        text = written(format, one).encode("utf-8").decode("utf-8")
        assert json.loads(text)["document"]["title"] == "half \ud83d a pair"


def test_a_json_line_is_there_as_soon_as_it_is_written() -> None:
    stream = io.TextIOWrapper(raw := io.BytesIO(), encoding="utf-8")
    writer("jsonl", stream).add(dam(id="d1"))
    assert json.loads(raw.getvalue())["document"]["id"] == "d1"


def test_csv_has_one_statement_a_row() -> None:
    text = "“The dam,” Ada Brill, its engineer, said, “will hold.” That Tom Reil doubts it is no secret. She spoke on Radio Orne, as the mayor of Orne."
    one = reading(
        text,
        said(
            "Ada Brill",
            "said",
            ("“The dam,”", "“will hold.”"),
            manner="direct",
            confidence=0.97,
            speaker="p1",
            channel="on Radio Orne",
        ),
        said("Tom Reil", "doubts", "it", within="s1", confidence=0.4),
        speakers=(
            speaker(
                text,
                "p1",
                "Ada Brill",
                roles=("its engineer", ("mayor of Orne", {"since": 2014, "until": 2019})),
            ),
        ),
        id="d1",
        title="A dam",
        outlet="Orne Post",
        published="2031-11-21",
        url="https://orne.example/dam",
    )
    first, second = rows(one)
    assert first == {
        "document": "d1",
        "title": "A dam",
        "outlet": "Orne Post",
        "published": "2031-11-21",
        "url": "https://orne.example/dam",
        "statement": "s1",
        "within": "",
        "source": "Ada Brill",
        "cue": "said",
        "content": "“The dam,” … “will hold.”",
        "start": "0",
        "end": "54",
        "manner": "direct",
        "confidence": "0.97",
        "speaker": "Ada Brill",
        "speaker_kind": "person",
        "roles": "its engineer; mayor of Orne (2014–2019)",
        "channel": "on Radio Orne",
    }
    assert (second["within"], second["source"], second["confidence"]) == ("s1", "Tom Reil", "0.4")
    assert (second["speaker"], second["speaker_kind"], second["roles"], second["channel"]) == ("", "", "", "")
    assert text[int(first["start"]) : int(first["end"])].endswith("“will hold.”")


def test_csv_without_statements_is_its_header() -> None:
    assert written("csv").strip().split(",")[:2] == ["document", "title"]
    assert rows(Reading(Document("Nothing."), ())) == []


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_csv_cell_can_be_taken_for_a_formula(start: str) -> None:
    evil = f"{start}2+5+cmd|' /C calc'!A0"
    text = f"{evil} and {evil} and {evil}"
    parts = [(Span(i, i + len(evil), evil),) for i in (0, len(evil) + 5, 2 * len(evil) + 10)]
    about = dict.fromkeys(("id", "title", "outlet", "published", "url"), evil)
    role = Role(0, len(evil), evil)
    one = Reading(
        Document(text, **about),
        (Statement(evil, *parts, "indirect", evil, 0.5, evil, Span(0, len(evil), evil)),),
        (Speaker(evil, evil, "person", (), (role, role)),),
    )
    (row,) = rows(one)
    told = {"start", "end", "manner", "confidence", "speaker_kind", "roles"}
    assert [value for name, value in row.items() if name not in told] == ["'" + evil] * 12
    assert row["roles"] == f"'{evil}; {evil}"


@given(readings())
def test_csv_of_any_reading_has_a_row_a_statement(one: Reading) -> None:
    found = rows(one)
    assert [row["statement"] for row in found] == [s.id for s in one.statements]
    names = {s.id: s.name for s in one.speakers}
    for row, statement in zip(found, one.statements, strict=True):
        assert row["speaker"].removeprefix("'") == names.get(statement.speaker, "").removeprefix("'")
    assert [json.loads(written(format, one)) for format in ("json", "jsonl")] == [plain(one)] * 2


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)))
def test_csv_round_trips_whatever_the_words_are(words: list[str]) -> None:
    text, statements = "", []
    for i, word in enumerate(words):
        span = Span(len(text), len(text) + len(word) + 1, "x" + word)
        statements.append(Statement(f"s{i}", (), (), (span,), "indirect", None, 0.5))
        text += span.text
    found = rows(Reading(Document(text), tuple(statements)))
    assert [row["content"] for row in found] == ["x" + word for word in words]
    assert [text[int(row["start"]) : int(row["end"])] for row in found] == ["x" + word for word in words]


def test_what_utf_8_cannot_hold_is_replaced_in_csv() -> None:
    (row,) = rows(dam(title="half \ud83d a pair", outlet="a\0b"))
    assert (row["title"], row["outlet"]) == ("half � a pair", "a�b")
