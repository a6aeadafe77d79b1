"""``onrecord read`` as its user runs it: whole processes, real files and pipes."""

import csv
import gzip
import io
import json
import os
import pty
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from processes import RUN, onrecord

TEXT = '"The dam will hold through the spring," Mayor Ada Brill told reporters. Tomas Reil said that it would not.\n'


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "dam.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.jsonl"
    rows = [{"id": f"n{i}", "text": TEXT, "title": f"Dam {i}", "publisher": "The Packet"} for i in range(5)]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def test_the_record_of_an_article_is_shown_as_text(article: Path) -> None:
    done = onrecord("read", article)
    assert done.returncode == 0
    assert "Mayor Ada Brill" in done.stdout
    assert "The dam will hold through the spring" in done.stdout
    assert done.stderr == ""


def test_standard_input_is_read_where_no_source_is_given() -> None:
    for arguments in (("read",), ("read", "-")):
        done = onrecord(*arguments, given=TEXT)
        assert done.returncode == 0
        assert "Ada Brill" in done.stdout


def test_json_lines_hold_a_reading_each_in_order_with_the_ids_given(corpus: Path) -> None:
    done = onrecord("read", corpus, "--format", "jsonl")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [r["document"]["id"] for r in rows] == ["n0", "n1", "n2", "n3", "n4"]
    for span in (s for r in rows for x in r["statements"] for s in x["content"]):
        assert TEXT[span["start"] : span["end"]] == span["text"]


def test_the_number_of_threads_changes_nothing(corpus: Path) -> None:
    one, many = (onrecord("read", corpus, "-f", "jsonl", "--threads", n).stdout for n in ("1", "3"))
    assert one == many != ""


def test_csv_is_a_row_a_statement(corpus: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(onrecord("read", corpus, "-f", "csv").stdout)))
    assert len(rows) >= 5
    assert {r["document"] for r in rows} == {"n0", "n1", "n2", "n3", "n4"}


def test_the_output_files_name_says_the_format(article: Path, tmp_path: Path) -> None:
    for name in ("out.json", "out.jsonl", "out.csv", "out.html", "out.txt"):
        assert onrecord("read", article, "-o", tmp_path / name).returncode == 0
    assert json.loads((tmp_path / "out.json").read_text("utf-8"))["format"] == "onrecord/1"
    assert (tmp_path / "out.html").read_text("utf-8").startswith("<!doctype html>")
    assert "Ada Brill" in (tmp_path / "out.txt").read_text("utf-8")


def test_what_cannot_be_read_is_listed_at_the_end_and_the_rest_is_read(article: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    with gzip.open(tmp_path / "other.txt.gz", "wt", encoding="utf-8") as file:
        file.write(TEXT)
    done = onrecord(
        "read",
        tmp_path / "missing.txt",
        article,
        tmp_path / "empty.txt",
        tmp_path / "other.txt.gz",
        "-f",
        "jsonl",
    )
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2
    missing, empty, count = done.stderr.splitlines()
    assert "missing.txt" in missing
    assert "empty.txt" in empty
    assert "2 could not be read, 2 could" in count


def test_of_very_many_failures_the_first_thousand_are_listed(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text("{}\n" * 1200 + json.dumps({"text": TEXT}), encoding="utf-8")
    done = onrecord("read", corpus, "-f", "jsonl")
    *listed, more, count = done.stderr.splitlines()
    assert len(listed) == 1000
    assert "200 more" in more
    assert "1,200 could not be read, 1 could" in count


def test_where_nothing_could_be_read_an_older_output_is_left_as_it_was(tmp_path: Path) -> None:
    output = tmp_path / "out.json"
    output.write_text("older", encoding="utf-8")
    done = onrecord("read", tmp_path / "missing.txt", "-o", output)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert output.read_text("utf-8") == "older"
    assert [p.name for p in tmp_path.iterdir()] == ["out.json"]


def test_an_output_that_cannot_be_written_is_one_sentence(article: Path, tmp_path: Path) -> None:
    done = onrecord("read", article, "-o", tmp_path / "no" / "such" / "folder.json")
    assert done.returncode == 1
    assert "could not be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_larger_document_than_the_limit_is_refused(article: Path) -> None:
    article.write_text(TEXT * 20, encoding="utf-8")
    done = onrecord("read", article, "--limit", "0.001")
    assert done.returncode == 1
    assert "limit" in done.stderr


@pytest.mark.parametrize(
    "arguments", [["read", "x.txt", "--format", "docx"], ["read", "x.txt", "--threads", "0"], ["raed"]]
)
def test_a_call_that_is_off_exits_with_2_and_says_why(arguments: list[str]) -> None:
    done = onrecord(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr


def test_file_names_cannot_act_on_the_terminal(tmp_path: Path) -> None:
    done = onrecord("read", tmp_path / "no\x1b[31msuch\nfile.txt")
    assert done.returncode == 1
    assert "\x1b" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_reader_that_has_had_enough_ends_the_run_quietly(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text((json.dumps({"text": TEXT * 20}) + "\n") * 200, encoding="utf-8")
    run = subprocess.Popen(
        [*RUN, "read", str(corpus), "-f", "jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert run.stdout is not None
    assert run.stderr is not None
    run.stdout.readline()
    run.stdout.close()
    assert run.stderr.read() == b""
    assert run.wait(60) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_what_was_written_whole(tmp_path: Path, number: signal.Signals) -> None:
    corpus, output = tmp_path / "corpus.jsonl", tmp_path / "out.json"
    corpus.write_text(
        "".join(json.dumps({"id": str(i), "text": TEXT * 10}) + "\n" for i in range(20_000)), encoding="utf-8"
    )
    run = subprocess.Popen([*RUN, "read", str(corpus), "-o", str(output)], stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not any(p.stat().st_size > 10_000 for p in tmp_path.glob(".onrecord-*")):
        assert time.monotonic() < deadline, "nothing was written"
        time.sleep(0.05)
    run.send_signal(number)
    _, errors = run.communicate(timeout=60)
    assert run.returncode == 130
    rows = json.loads(output.read_text("utf-8"))
    assert [r["document"]["id"] for r in rows] == [str(i) for i in range(len(rows))]
    assert 0 < len(rows) < 20_000
    assert f"stopped after {len(rows):,} documents" in errors.decode()


def test_progress_is_shown_where_somebody_watches(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text("".join(json.dumps({"text": TEXT}) + "\n" for _ in range(30)), encoding="utf-8")
    main, other = pty.openpty()
    done = subprocess.run(
        [*RUN, "read", str(corpus), "-o", str(tmp_path / "out.jsonl")],
        stderr=other,
        check=False,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    )
    os.close(other)
    shown = os.read(main, 100_000).decode()
    os.close(main)
    assert done.returncode == 0
    assert re.search(r"\d+ articles", shown)


def test_help_has_examples() -> None:
    for verb in ("read", "evaluate"):
        done = onrecord(verb, "--help")
        assert done.returncode == 0
        assert f"onrecord {verb} " in done.stdout
        assert "Examples" in done.stdout
    assert "read" in onrecord("--help").stdout
    assert onrecord("--version").stdout.startswith("onrecord ")
