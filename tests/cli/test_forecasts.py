"""``onrecord forecasts``, and ``onrecord read --only``, as their user runs them."""

import csv
import io
import json
import os
import pty
import signal
import subprocess
import time
from pathlib import Path

import pytest
from processes import RUN, onrecord

TEXT = """\
“The dam at Orne will hold until March 31, 2032,” engineer Ada Brill predicted.
“We will publish the report in May,” Tom Reil promised.
“It rained on Monday,” Ada Brill said.
“We will try harder,” Tom Reil promised.
“Prices are likely to fall by December 24, 2031,” Mayor Ines Korda said.
"""
DAM, REPORT, HARDER, PRICES = (
    "The dam at Orne will hold until March 31, 2032",
    "We will publish the report in May",
    "We will try harder",
    "Prices are likely to fall by December 24, 2031",
)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "dam.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.jsonl"
    rows = [
        {
            "id": f"n{day}",
            "text": f"“The dam at Orne will burst by January {day}, 2032,” Ada Brill predicted.",
        }
        for day in (20, 10, 30)
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def claims(*arguments: str | Path) -> list[str]:
    done = onrecord("forecasts", *arguments, "--format", "jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line)["claim"] for line in done.stdout.splitlines()]


def test_what_is_forecast_and_promised_is_listed_over_documents_the_soonest_due_first(
    article: Path, corpus: Path
) -> None:
    done = onrecord("forecasts", article, corpus, "-f", "jsonl")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["to"] for row in rows] == [
        "2031-12-24",
        "2032-01-10",
        "2032-01-20",
        "2032-01-30",
        "2032-03-31",
        None,
        None,
    ]
    assert [row["document"] for row in rows[1:4]] == ["n10", "n20", "n30"]
    assert TEXT[rows[0]["start"] : rows[0]["end"]] == rows[0]["claim"] == PRICES


def test_a_pipe_gets_csv_and_a_terminal_a_table(article: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(onrecord("forecasts", article).stdout)))
    assert [row["claim"] for row in rows] == [PRICES, DAM, REPORT, HARDER]
    assert "in which words" in onrecord("forecasts", article, "-f", "table").stdout
    main, other = pty.openpty()
    subprocess.run([*RUN, "forecasts", str(article)], stdout=other, check=True)
    os.close(other)
    shown = os.read(main, 100_000).decode()
    os.close(main)
    assert "in which words" in shown
    assert "2 forecasts, 2 commitments in 1 document" in shown


def test_the_output_files_name_says_the_format(article: Path, tmp_path: Path) -> None:
    for name in ("out.csv", "out.jsonl", "out.txt", "out"):
        assert onrecord("forecasts", article, "-o", tmp_path / name).returncode == 0
    assert len((tmp_path / "out.jsonl").read_text("utf-8").splitlines()) == 4
    assert "in which words" in (tmp_path / "out.txt").read_text("utf-8")
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "out").read_bytes()
    assert (tmp_path / "out.csv").read_text("utf-8").startswith("from,to,due,")


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--by", "2032-01-01"], [PRICES]),
        (["--kind", "commitment"], [REPORT, HARDER]),
        (["--kind", "forecast,commitment"], [PRICES, DAM, REPORT, HARDER]),
        (["--speaker", "korda"], [PRICES]),
        (["--likelihood", "likely,even"], [PRICES]),
        (["--checkable"], [PRICES, DAM, REPORT]),
        (["--speaker", "Reil", "--checkable"], [REPORT]),
        (["--kind", "commitment", "--likelihood", "flat"], []),
    ],
)
def test_options_narrow_the_list(article: Path, options: list[str], found: list[str]) -> None:
    assert claims(article, *options) == found


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["forecasts", "x.txt", "--kind", "aim"], ["aim", "forecast, commitment"]),
        (["forecasts", "x.txt", "--likelihood", "sure"], ["sure", "almost_certain"]),
        (["forecasts", "x.txt", "--by", "soon"], ["soon"]),
        (["forecasts", "x.txt", "-f", "html"], ["html", "table"]),
        (["read", "x.txt", "--only", "forecast,promise"], ["promise", "commitment", "assessment", "other"]),
        (["read", "x.txt", "--only", ""], ["forecast"]),
    ],
)
def test_a_call_that_is_off_exits_with_2_and_says_what_is_known(
    arguments: list[str], told: list[str]
) -> None:
    done = onrecord(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert all(word in done.stderr for word in told)
    assert done.stdout == ""


def test_only_some_kinds_are_shown_in_every_format(article: Path) -> None:
    shown = {
        form: onrecord("read", article, "--only", "commitment", "-f", form).stdout
        for form in ("text", "csv", "html", "json", "jsonl")
    }
    for form in ("json", "jsonl"):
        record = json.loads(shown[form])
        assert [c["kind"] for c in record["claims"]] == ["commitment", "commitment"]
        assert [s["id"] for s in record["statements"]] == ["s2", "s4"]
        assert [s["name"] for s in record["speakers"]] == ["Tom Reil"]
    assert [row["content"] for row in csv.DictReader(io.StringIO(shown["csv"]))] == [
        f"“{REPORT},”",
        f"“{HARDER},”",
    ]
    assert REPORT in shown["text"]
    assert PRICES not in shown["text"]
    assert shown["html"].count('class="card') == 2
    assert json.loads(onrecord("read", article, "--only", "aim", "-f", "json").stdout)["statements"] == []
    assert "Nothing is on record here." in onrecord("read", article, "--only", "aim").stdout
    both = json.loads(onrecord("read", article, "--only", "Forecast, commitment", "-f", "json").stdout)
    assert len(both["claims"]) == 4


def test_what_cannot_be_read_is_listed_and_the_rest_is_read(article: Path, tmp_path: Path) -> None:
    done = onrecord("forecasts", tmp_path / "missing.txt", article)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 5
    assert "missing.txt" in done.stderr
    output = tmp_path / "out.csv"
    output.write_text("older", encoding="utf-8")
    assert onrecord("forecasts", tmp_path / "missing.txt", "-o", output).returncode == 1
    assert output.read_text("utf-8") == "older"


def test_standard_input_is_read_and_an_empty_list_is_its_header() -> None:
    assert len(onrecord("forecasts", given=TEXT).stdout.splitlines()) == 5
    assert len(onrecord("forecasts", "-", given="It rained.").stdout.splitlines()) == 1


def test_a_reader_that_has_had_enough_ends_the_run_quietly(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text((json.dumps({"text": TEXT * 5}) + "\n") * 40, encoding="utf-8")
    run = subprocess.Popen([*RUN, "forecasts", str(corpus)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert run.stdout is not None
    assert run.stderr is not None
    run.stdout.readline()
    run.stdout.close()
    assert run.stderr.read() == b""
    assert run.wait(60) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_lists_what_was_read_so_far(tmp_path: Path, number: signal.Signals) -> None:
    pipe, output = tmp_path / "pipe", tmp_path / "out.csv"
    os.mkfifo(pipe)
    with pipe.open("r+b", buffering=0) as feed:
        run = subprocess.Popen(
            [*RUN, "forecasts", "--threads", "1", "-", "-o", str(output)],
            stdin=feed,
            stderr=subprocess.PIPE,
        )
        for i in range(20):
            feed.write(json.dumps({"id": str(i), "text": TEXT}).encode() + b"\n")
        deadline = time.monotonic() + 60
        while not any(tmp_path.glob(".onrecord-*")):
            assert time.monotonic() < deadline, "it did not begin"
            time.sleep(0.05)
        time.sleep(2)  # what it reads shows nowhere yet
        run.send_signal(number)
        _, errors = run.communicate(timeout=60)
    assert run.returncode == 130
    rows = list(csv.DictReader(io.StringIO(output.read_text("utf-8"))))
    documents = {row["document"] for row in rows}
    assert len(rows) == 4 * len(documents) > 0
    assert f"stopped after {len(documents)} documents" in errors.decode()
