"""Gold and reading files: what is well formed is read, what is not is told in one sentence with its line."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from onrecord.document import Document
from onrecord.errors import GoldError
from onrecord.evaluation import (
    Article,
    Attribution,
    Found,
    Voice,
    found,
    read_gold,
    read_nested,
    read_readings,
)
from onrecord.export import writer
from onrecord.reading import Reading, Span, Statement

TEXT = "Ada Brill said the dam will hold."
ARTICLE = Article("a1", TEXT, (Attribution(((0, 9),), ((10, 14),), ((15, 32),)),))
ARTICLES = {"a1": ARTICLE}


def gold_line(id: str = "a1", text: str = TEXT, **roles: Any) -> str:
    roles = {"source": [[0, 9]], "cue": [[10, 14]], "content": [[15, 32]], **roles}
    return json.dumps({"id": id, "text": text, "annotations": [{"attributions": [roles]}]})


def nested_line(id: str = "a1", **voice: Any) -> str:
    return json.dumps({"id": id, "nested": [{"content": [[15, 32]], **voice}]})


def reading_line(id: str = "a1", **statement: Any) -> str:
    statement = {"content": [{"start": 15, "end": 32, "text": TEXT[15:32]}], **statement}
    return json.dumps({"format": "onrecord/1", "document": {"id": id}, "statements": [statement]})


@pytest.fixture
def file(tmp_path: Path) -> Any:
    def file(*lines: str) -> Path:
        path = tmp_path / "rows.jsonl"
        path.write_text("".join(line + "\n" for line in lines), "utf-8")
        return path

    return file


def test_gold_articles_come_by_id_with_their_first_annotation(file: Any) -> None:
    second = json.loads(gold_line("a2"))
    second["annotations"].append({"annotator": "B", "attributions": []})
    second["publisher"] = "ignored"
    articles = read_gold(file(gold_line("a1"), json.dumps(second)))
    assert list(articles) == ["a1", "a2"]
    assert articles["a1"] == ARTICLE
    assert articles["a2"].attributions == ARTICLE.attributions


def test_blank_lines_and_a_byte_order_mark_are_passed_over(file: Any) -> None:
    assert list(read_gold(file("\ufeff" + gold_line("a1"), "", "  ", gold_line("a2")))) == ["a1", "a2"]


def test_parts_may_be_absent(file: Any) -> None:
    row = json.loads(gold_line())
    row["annotations"][0]["attributions"] = [{"content": [[15, 32]]}]
    assert read_gold(file(json.dumps(row)))["a1"].attributions == (Attribution(content=((15, 32),)),)


def test_voices_come_by_article_with_whose_own_they_are(file: Any) -> None:
    voices = read_nested(file(nested_line(self=True, outer="E1", source=[[0, 9]])), ARTICLES)
    assert voices == {"a1": (Voice(((0, 9),), (), ((15, 32),), own=True),)}
    assert read_nested(file(nested_line()), ARTICLES)["a1"][0].own is False


def test_readings_come_by_article(file: Any) -> None:
    line = reading_line(source=[{"start": 0, "end": 9}], within="s1", confidence=0.25, manner="mixed")
    assert read_readings(file(line), ARTICLES) == {
        "a1": (Found(((0, 9),), (), ((15, 32),), within="s1", confidence=0.25),)
    }


def test_what_the_project_writes_is_read_back_as_what_was_found(file: Any) -> None:
    span = Span(15, 32, TEXT[15:32])
    outer = Statement("s1", (Span(0, 9, "Ada Brill"),), (), (span,), "indirect", None, 0.91)
    reading = Reading(Document(TEXT, id="a1"), (outer, Statement("s2", (), (), (span,), "direct", "s1", 0.4)))
    stream = io.StringIO()
    with writer("jsonl", stream) as out:
        out.add(reading)
    assert read_readings(file(stream.getvalue()), ARTICLES) == {"a1": found(reading)}


def told(read: Any, path: Path, *articles: Any) -> str:
    """The message with which reading a file fails, without the file's own name."""
    with pytest.raises(GoldError) as caught:
        read(path, *articles)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert "\n" not in message
    assert not message.endswith(".")
    return message.removeprefix(str(path))


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "null",
        "{}",
        '{"id": "a1", "text": "x"}',
        '{"id": "a1", "text": "x", "annotations": []}',
        '{"id": 7, "text": "x", "annotations": [{"attributions": []}]}',
        gold_line(content=[[15]]),
        gold_line(content=[["15", "32"]]),
        gold_line(content="words"),
        '{"id": "a1", "more": ' + "[" * 5000 + "]" * 5000 + "}",
        '{"document": {"id": "a1"}, "statements": []}',
    ],
)
def test_a_line_that_is_no_gold_article_is_told_with_its_number(file: Any, line: str) -> None:
    message = told(read_gold, file(gold_line("a0"), "", line))
    assert message.startswith(
        ", line 3: each line must be an article with `id`, `text` and `annotations`, but"
    )


def test_bytes_that_are_no_utf_8_are_told(tmp_path: Path) -> None:
    path = tmp_path / "latin.jsonl"
    path.write_bytes(gold_line(text="caf\xe9").encode().replace(b"\\u00e9", b"\xe9"))
    assert told(read_gold, path).startswith(", line 1: each line must be an article")


@pytest.mark.parametrize("span", [[5, 5], [6, 5], [-1, 5], [0, 34], [40, 50]])
@pytest.mark.parametrize("part", ["source", "cue", "content"])
def test_a_span_outside_its_text_is_told(file: Any, part: str, span: list[int]) -> None:
    start, end = span
    expected = f"the span [{start}, {end}] is empty or outside the text of “a1”, which has 33 characters"
    assert f", line 2: {expected}" in told(read_gold, file(gold_line("a0"), gold_line(**{part: [span]})))
    voice = nested_line(**{part: [span]})
    assert f", line 1: {expected}" in told(read_nested, file(voice), ARTICLES)
    statement = reading_line(**{part: [{"start": start, "end": end}]})
    assert f", line 1: {expected}" in told(read_readings, file(statement), ARTICLES)


def test_an_id_that_comes_twice_is_told(file: Any) -> None:
    expected = ", line 2: an earlier line has the id “a1” too; keep one line an article"
    assert told(read_gold, file(gold_line(), gold_line())) == expected
    assert told(read_nested, file(nested_line(), nested_line()), ARTICLES) == expected
    assert told(read_readings, file(reading_line(), reading_line()), ARTICLES) == expected


def test_an_article_that_the_gold_lacks_is_told(file: Any) -> None:
    expected = ", line 1: the gold file has no article with the id “zz”; "
    assert told(read_nested, file(nested_line("zz")), ARTICLES).startswith(expected)
    assert told(read_readings, file(reading_line("zz")), ARTICLES).startswith(expected)


def test_a_reading_of_another_text_is_told(file: Any) -> None:
    line = reading_line(source=[{"start": 0, "end": 9, "text": "Tom Reil!"}])
    assert ", line 1: “a1” has other words at [0, 9] in the gold file; " in told(
        read_readings, file(line), ARTICLES
    )


@pytest.mark.parametrize("statement", [{"confidence": 1.5}, {"confidence": "high"}, {"content": None}])
def test_a_line_that_is_no_reading_is_told(file: Any, statement: dict[str, Any]) -> None:
    message = told(read_readings, file(reading_line(**statement)), ARTICLES)
    assert message.startswith(
        ", line 1: each line must be a reading as `onrecord read --format jsonl` writes it"
    )


def test_a_line_that_is_no_list_of_voices_is_told(file: Any) -> None:
    message = told(read_nested, file('{"id": "a1"}'), ARTICLES)
    assert message.startswith(
        ", line 1: each line must be an object with the `id` of an article and its `nested`"
    )


@pytest.mark.parametrize("lines", [(), ("", "  ")])
def test_an_empty_file_is_told(file: Any, lines: tuple[str, ...]) -> None:
    assert told(read_gold, file(*lines)).startswith(" is empty; each line must be an article")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    assert (
        told(read_gold, tmp_path / "none.jsonl")
        == " cannot be read (no such file or directory); check the path"
    )
    assert told(read_gold, tmp_path) == " cannot be read (is a directory); check the path"
