"""``onrecord score`` as its user runs it."""

import csv
import datetime
import io
import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from processes import onrecord

from onrecord.ledger import Correction, Ledger, Search, Signed
from tests.export.made_up import claim, claimed, reading, said, speaker

Run = Callable[..., "tuple[int, str, str]"]
FORECASTS = 14


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``score`` on a ledger of the test's own: forecasts by an engineer and promises by a mayor, settled."""
    where = tmp_path / "news.db"
    with Ledger.open(where) as ledger:
        for i in range(FORECASTS):
            promise = f"We will pave road number {i}"
            words = f"The gate at Tarn{i} is likely to hold"
            text = f"“{words},” Ada Brill said. “{promise},” Tom Reil promised.\n"
            one = reading(
                text,
                said("Ada Brill", "said", f"“{words},”", manner="direct", speaker="p1"),
                said("Tom Reil", "promised", f"“{promise},”", manner="direct", speaker="p2"),
                speakers=(speaker(text, "p1", "Ada Brill"), speaker(text, "p2", "Tom Reil")),
                id=f"n{i}",
                published=(datetime.date(2031, 1, 1) + datetime.timedelta(days=20 * i)).isoformat(),
                outlet="The Packet",
            )
            likely = {"likelihood": "likely", "probability": 0.7, "phrase": "likely"}
            ledger.add(
                claimed(one, claim("s1", "forecast", words, **likely), claim("s2", "commitment", promise)),
                "0.1.0+1",
            )
        for hit in ledger.find(Search(), 1000).hits:
            number = int(re.findall(r"\d+", hit.text)[0])
            ledger.resolve(hit.claims[0].id, "no" if number % 4 == 0 else "yes", Signed("Nell Varga"))
    monkeypatch.setenv("ONRECORD_LEDGER", str(where))

    def ran(*arguments: str) -> tuple[int, str, str]:
        done = onrecord("score", *arguments)
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout, done.stderr

    return ran


def test_scores_have_their_intervals_and_are_explained(run: Run) -> None:
    code, text, _ = run()
    assert code == 0
    assert f"{FORECASTS} settled, in {FORECASTS} statements" in text
    assert re.search(r"score +0\.\d{3} \(0\.\d{3}–0\.\d{3}\)", text)
    for words in (
        "skill: coin",
        "miscalibration",
        "foregone conclusions",
        "10 kept, 0 in part, 4 broken",
    ):
        assert words in text


def test_every_format_has_the_same_figures(run: Run) -> None:
    one = json.loads(run("--format", "json")[1])
    (line,) = run("--format", "jsonl")[1].splitlines()
    (row,) = csv.DictReader(io.StringIO(run("--format", "csv")[1]))
    brier = one["forecasts"]["brier"]["mean"]["value"]
    # Four of fourteen did not come true, each was said to be 70 % likely.
    assert brier == pytest.approx((4 * 0.49 + 10 * 0.09) / 14)
    assert json.loads(line)["forecasts"]["brier"]["mean"]["value"] == float(row["brier"]) == brier
    assert (row["commitments"], row["kept"], row["broken"]) == ("14", "10", "4")


def test_each_group_has_its_record(run: Run) -> None:
    text = run("--by", "speaker")[1]
    assert re.search(r"Ada Brill +14 ", text)
    assert re.search(r"Tom Reil +14 +10 ", text)
    assert "belong to no" not in run("--by", "likelihood")[1]  # promises have none to belong to
    assert "28 settled claims belong to no place" in run("--by", "place")[1]
    names = [row["name"] for row in csv.DictReader(io.StringIO(run("--by", "year", "--format", "csv")[1]))]
    assert names == ["2031"]
    assert [
        group["name"] for group in json.loads(run("--by", "outlet", "--format", "json")[1])["groups"]
    ] == ["The Packet"]


def test_the_first_groups_of_each_table_are_shown(run: Run) -> None:
    text = run("--by", "speaker", "--limit", "1")[1]
    assert "Ada Brill" in text
    assert "Tom Reil" in text  # who has made promises alone, and so is in the other table
    assert "more; --limit" not in text
    where = Path(os.environ["ONRECORD_LEDGER"])
    with Ledger.open(where) as ledger:
        first, *_ = ledger.find(Search("pave"), 1000).hits
        ledger.correct(first.id, Correction(speaker="Lena Sund"), Signed("Nell Varga"))
    assert "and 1 more; --limit" in run("--by", "speaker", "--limit", "1")[1]
    (row,) = csv.DictReader(io.StringIO(run("--by", "speaker", "--limit", "1", "--format", "csv")[1]))
    assert row["name"] == "Ada Brill"


def test_too_few_are_counted_and_not_scored(run: Run) -> None:
    text = run("--floor", "20")[1]
    assert "14 of 20 settled" in text
    assert "Brier" not in text
    assert re.search(r"Ada Brill +14 of 20$", run("--floor", "20", "--by", "speaker")[1], re.MULTILINE)
    code, _, errors = run("--floor", "20", "--chart", "none.svg")
    assert code == 1
    assert "14 of 20 forecasts are settled" in errors
    assert "Brier" in run("--floor", "14")[1]


def test_what_words_have_meant_stands_beside_what_they_are_taken_to_mean(run: Run) -> None:
    text = run("--words")[1]
    assert re.search(r"“likely” +14 +71% \(\d+–\d+%\) +70%", text)
    (row,) = csv.DictReader(io.StringIO(run("--words", "--format", "csv")[1]))
    assert (row["phrase"], row["forecasts"]) == ("likely", "14")
    assert "has seen how these forecasts turned out" in " ".join(run("--use-observed")[1].split())


@pytest.mark.parametrize("what", ["calibration", "history", "words"])
@pytest.mark.parametrize("ending", ["png", "svg", "html"])
def test_charts_are_drawn(run: Run, tmp_path: Path, what: str, ending: str) -> None:
    path = tmp_path / f"chart.{ending}"
    code, _, errors = run("--chart", str(path), "--chart-of", what)
    assert (code, errors) == (0, "")
    begins = {"png": b"\x89PNG", "svg": b"<svg", "html": b"<!DOCTYPE html>"}[ending]
    assert path.read_bytes()[: len(begins)].lower() == begins.lower()


def test_what_cannot_be_is_told(run: Run, tmp_path: Path) -> None:
    code, _, errors = run("--words", "--by", "speaker")
    assert code == 2
    assert "leave out" in errors
    code, _, errors = run("--chart", str(tmp_path / "chart.gif"))
    assert code == 1
    assert ".png" in errors
    code, text, _ = run("--speaker", "nobody")
    assert code == 0
    assert "onrecord resolve" in " ".join(text.split())


def test_charts_need_packages_of_their_own_and_say_which(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "altair.py").write_text("raise ModuleNotFoundError('no altair', name='altair')\n")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'without'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    code, _, errors = run("--chart", str(tmp_path / "chart.svg"))
    assert code == 1
    assert "pip install 'onrecord[charts]'" in errors
    assert run()[0] == 0


@pytest.mark.parametrize("width", [40, 60, 80])
@pytest.mark.parametrize("arguments", [(), ("--by", "speaker"), ("--words",), ("--by", "likelihood")])
def test_lines_fit_the_terminal(
    run: Run, arguments: tuple[str, ...], width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("processes.COLUMNS", str(width))
    text = run(*arguments)[1]
    assert all(len(line) <= width for line in text.splitlines())
    if arguments == ("--by", "speaker") and width > 40:
        assert re.search(r"Ada Brill +14 .*0\.\d{3} \(0\.\d{3}–0\.\d{3}\) +0\.\d{3}$", text, re.MULTILINE)
