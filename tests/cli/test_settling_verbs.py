"""``onrecord due``, ``resolve``, ``deadline`` and ``correct`` as their user runs them."""

import csv
import getpass
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from processes import onrecord

from onrecord.cli.filters import STATUSES as OFFERED
from onrecord.ledger import STATUSES

TEXT = (
    "“Prices are likely to fall by November 2031,” Governor Lena Sund said on Monday.\n\n"
    "“We will pay for every flooded cellar,” Mayor Ines Korda promised."
)

Run = Callable[..., "tuple[int, str, str]"]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a verb on a ledger of the test's own, which has one article."""
    monkeypatch.setenv("ONRECORD_LEDGER", str(tmp_path / "news.db"))
    monkeypatch.delenv("ONRECORD_BY", raising=False)
    row = {"id": "bank", "title": "Prices", "outlet": "Osk Herald", "published": "2031-04-11", "text": TEXT}
    assert onrecord("add", "-", given=json.dumps(row)).returncode == 0

    def ran(*arguments: str) -> tuple[int, str, str]:
        done = onrecord(*arguments)
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout, done.stderr

    return ran


def rows(run: Run, *arguments: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run(*arguments, "--format", "csv")[1])))


def test_a_forecast_falls_due_is_settled_and_opened_again(run: Run) -> None:
    assert run("due", "--by", "2031-04-30")[1] == "Nothing is due.\n"
    code, text, _ = run("due", "--by", "2031-12-31")
    assert code == 0
    assert "Lena Sund" in text
    assert "due 2031-11-30, in " in text
    (row,) = rows(run, "due", "--by", "2031-12-31")
    assert (row["due_on"], row["kind"], row["likelihood"]) == ("2031-11-30", "forecast", "likely")
    code, text, _ = run(
        "resolve",
        row["id"],
        "yes",
        "--evidence",
        "https://a.example/x",
        "--note",
        "by a hair",
        "--by",
        "Nell",
    )
    assert code == 0
    assert "outcome: open → came true" in text
    assert rows(run, "due", "--by", "2031-12-31") == []
    (found,) = rows(run, "find", "--status", "settled")
    assert found["outcomes"] == "yes"
    shown = run("show", row["id"])[1]
    assert all(
        words in shown for words in ("History", "came true", "Nell", "by a hair", "https://a.example/x")
    )
    assert "came true → open" in run("resolve", row["id"], "open")[1]
    assert [r["id"] for r in rows(run, "due", "--by", "2031-12-31")] == [row["id"]]


def test_a_promise_is_kept_or_broken_or_kept_in_part(run: Run) -> None:
    (row,) = rows(run, "due", "--undated", "--kind", "commitment")
    assert "outcome: open → kept" in run("resolve", row["id"], "kept")[1]
    assert "kept → kept in part (40%)" in run("resolve", row["id"], "partly=0.4")[1]
    assert "→ kept in part (35%)" in run("resolve", row["id"], "partly=35%")[1]
    assert "→ broken" in run("resolve", row["id"], "BROKEN")[1]
    assert "→ void" in run("resolve", row["id"], "void")[1]


def test_a_deadline_is_set_and_taken_back(run: Run) -> None:
    (row,) = rows(run, "due", "--undated", "--kind", "commitment")
    assert "due: no date → 2031-06-01" in run("deadline", row["id"], "2031-06-01")[1]
    assert [r["id"] for r in rows(run, "due", "--by", "2031-06-01")] == [row["id"]]
    assert "due: 2031-06-01 → no date" in run("deadline", row["id"], "as-read")[1]


def test_what_was_read_is_corrected_and_taken_back(run: Run) -> None:
    (row,) = rows(run, "due", "--by", "2031-12-31")
    assert "how likely: likely → unlikely" in run("correct", row["id"], "--likelihood", "unlikely")[1]
    assert "speaker: Lena Sund → Ada Brill" in run("correct", row["id"], "--speaker", "Ada Brill")[1]
    assert rows(run, "find", "--speaker", "sund") == []
    assert "a statement: yes → no" in run("correct", row["statement"], "--not-a-statement")[1]
    assert rows(run, "find", "prices") == []
    run("correct", row["statement"], "--as-read")
    assert "how likely: unlikely → likely" in run("correct", row["id"], "--as-read")[1]
    (found,) = rows(run, "find", "prices")
    assert (found["speaker"], found["likelihoods"]) == ("Lena Sund", "likely")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("resolve", "ID", "maybe"), "partly=0.4"),
        (("resolve", "ID", "partly"), "partly=0.4"),
        (("resolve", "ID", "partly=140%"), "between 0 and 1"),
        (("resolve", "c000000", "yes"), "onrecord find"),
        (("resolve", "ID", "yes", "--by", " "), "--by"),
        (("resolve", "ID", "yes", "--on", "yesterday"), "yesterday"),
        (("deadline", "ID", "soon"), "2032-04-30"),
        (("correct", "ID"), "say what is wrong"),
        (("correct", "ID", "--kind", "wish"), "wish"),
        (("correct", "ID", "--kind", "aim,report"), "give one"),
        (("correct", "ID", "--words", "Prices will rise"), "copy the words exactly"),
        (("correct", "ID", "--as-read", "--kind", "aim"), "alone"),
        (("due", "--by", "2031-01-01", "--undated"), "--by DATE"),
        (("find", "--status", "won"), "settled"),
    ],
)
def test_what_cannot_be_is_told_with_the_way_out(run: Run, arguments: tuple[str, ...], words: str) -> None:
    (row,) = rows(run, "due", "--by", "2031-12-31")
    code, out, errors = run(*(row["id"] if a == "ID" else a for a in arguments))
    assert code != 0
    assert out == ""
    assert words in errors


def test_who_says_so_is_the_option_the_variable_or_the_user(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (row,) = rows(run, "due", "--by", "2031-12-31")
    run("resolve", row["id"], "no")
    monkeypatch.setenv("ONRECORD_BY", "Desk")
    run("resolve", row["id"], "yes")
    run("resolve", row["id"], "no", "--by", "Nell")
    history = json.loads(run("show", row["id"], "--format", "json")[1])["history"]
    assert [entry["by"] for entry in history] == [getpass.getuser(), "Desk", "Nell"]


def test_every_format_of_what_is_due_has_the_same(run: Run) -> None:
    (row,) = rows(run, "due", "--by", "2031-12-31")
    (one,) = json.loads(run("due", "--by", "2031-12-31", "--format", "json")[1])
    assert json.loads(run("due", "--by", "2031-12-31", "--format", "jsonl")[1]) == one
    assert list(one) == list(row)
    assert (one["id"], one["claim"], one["probability"]) == (
        row["id"],
        row["claim"],
        float(row["probability"]),
    )


def test_lines_fit_the_terminal(run: Run) -> None:
    (row,) = rows(run, "due", "--by", "2031-12-31")
    note = "the office of statistics counts without the harvest and with the rent of flats"
    for arguments in (
        ("due", "--by", "2031-12-31"),
        ("resolve", row["id"], "no", "--note", note),
        ("show", row["id"]),
    ):
        assert all(len(line) <= 80 for line in run(*arguments)[1].splitlines())


def test_the_statuses_offered_are_the_ledgers() -> None:
    assert OFFERED == STATUSES
