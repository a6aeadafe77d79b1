"""``onrecord speakers``, ``merge``, ``split`` and ``show`` of a speaker, as their user runs them."""

import csv
import io
import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from articles import speaking

from onrecord.ledger import Ledger
from tests.cli.processes import RUN

ABOUT = {"outlet": "Lomond Courier", "title": "Orne dam “will hold”, says mayor as the river rises again"}


@pytest.fixture
def where(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    with Ledger.open(path) as ledger:
        for one in (
            speaking(
                "a", "Ada Brill, mayor of Orne", "Tom Reil", places=["Orne"], published="2031-03-03", **ABOUT
            ),
            speaking("b", "Ada M. Brill, former mayor", "Tom Reil", published="2033-04-11", **ABOUT),
            speaking(
                "c",
                "Ada Brill, heart surgeon at the Children’s Hospital of Tarn",
                "Ines Korda",
                places=["Tarn"],
                published="2032-01-05",
                **ABOUT,
            ),
            speaking("d", "=Brill", "Vera Moss", published="2032-01-05"),
        ):
            ledger.add(one, "0.1.0+1")
    return path


def run(
    where: Path, *arguments: str, width: int = 80, **environment: str
) -> "subprocess.CompletedProcess[str]":
    variables = {k: v for k, v in os.environ.items() if k != "ONRECORD_BY"}
    return subprocess.run(
        [*RUN, *arguments, "--ledger", str(where)],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**variables, "NO_COLOR": "1", "COLUMNS": str(width), "PYTHONUTF8": "1", **environment},
    )


def rows(where: Path, *arguments: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in run(where, *arguments, "-f", "jsonl").stdout.splitlines()]


def test_speakers_are_listed_with_what_is_on_record(where: Path) -> None:
    done = run(where, "speakers", "ada", "brill")
    assert (done.returncode, done.stderr) == (0, "")
    mayor, also, role, other_role, counts, *_ = done.stdout.splitlines()
    assert re.fullmatch(r"p\w{6}  Ada Brill", mayor)
    assert also == "  also Ada M. Brill"
    assert {role, other_role} == {"  mayor of Orne", "  former mayor"}
    assert counts == "  2 statements in 2 documents · forecasts and commitments: 2 open, 0 settled ·"
    assert run(where, "speakers", "nobody").stdout == "No speaker is found.\n"
    assert run(where, "speakers", "--limit", "1").stdout.endswith("--limit says how many to show.\n")
    assert run(where, "speakers", "--kind", "group").stdout == "No speaker is found.\n"
    assert run(where, "speakers", "--kind", "people").returncode == 2


@pytest.mark.parametrize("width", [80, 60])
@pytest.mark.parametrize("arguments", [["speakers"], ["speakers", "--offers"], ["show"]])
def test_lines_fit(where: Path, width: int, arguments: list[str]) -> None:
    if arguments == ["show"]:
        arguments = ["show", str(rows(where, "speakers", "brill")[0]["id"])]
    done = run(where, *arguments, width=width)
    assert (done.returncode, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= width


def test_every_format_has_the_same_speakers(where: Path) -> None:
    listed = json.loads(run(where, "speakers", "-f", "json").stdout)
    assert rows(where, "speakers") == listed
    table = list(csv.DictReader(io.StringIO(run(where, "speakers", "-f", "csv").stdout)))
    assert [row["id"] for row in table] == [row["id"] for row in listed]
    assert table[0]["names"] == "; ".join(listed[0]["names"])
    assert any(row["name"] == "'=Brill" for row in table)  # no formula


def test_what_is_offered_comes_with_the_command_that_does_it_and_can_be_taken_back(where: Path) -> None:
    (offer,) = [one for one in rows(where, "speakers", "--offers", "ada") if one["likeness"] == "same name"]
    command = str(offer["command"])
    assert command in run(where, "speakers", "--offers").stdout
    assert command in run(where, "speakers", "--offers", "-f", "csv").stdout
    words = command.split()[1:]
    nobody = run(where, *words)
    assert nobody.returncode == 1
    assert "--by NAME" in nobody.stderr
    done = run(
        where,
        *words,
        "--note",
        "a doctor by training",
        "--evidence",
        "https://x.example/1",
        ONRECORD_BY="Nell",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert re.match(r"p\w{6}  Ada Brill is one with Ada (M\. )?Brill \(p\w{6}\), ", done.stdout)
    id = words[1]
    shown = run(where, "show", id).stdout
    assert re.search(rf"Ada Brill \(p\w{{6}}\) is Ada Brill \({id}\)  Nell, \d{{4}}-\d\d-\d\d", shown)
    assert "a doctor by training" in shown
    assert "https://x.example/1" in shown
    record = json.loads(run(where, "show", id, "-f", "json").stdout)
    assert (record["id"], record["statements"], record["forecasts"]) == (id, 3, {"open": 3})
    assert record["merges"][0]["by"] == "Nell"
    assert run(where, *words, "--by", "Nell").returncode == 1
    undone = run(where, "split", words[2], "--by", "Ole")
    assert (undone.returncode, undone.stderr) == (0, "")
    assert "They are two now" in undone.stdout
    assert "is nobody else  Ole" in " ".join(run(where, "show", words[2]).stdout.split("\n"))
    assert run(where, "merge", id, "--by", "Nell").returncode == 2
    assert run(where, "show", "p000000").stderr.startswith("onrecord: the ledger has no speaker p000000")


def test_in_some_documents_a_speaker_is_somebody_else(where: Path) -> None:
    mayor = str(rows(where, "speakers", "mayor", "of", "orne")[0]["id"])
    hits = [
        json.loads(line) for line in run(where, "find", "--speaker", mayor, "-f", "jsonl").stdout.splitlines()
    ]
    assert len(hits) == 2
    done = run(where, "split", mayor, hits[0]["document"], "--by", "Nell")
    assert (done.returncode, done.stderr) == (0, "")
    found = run(where, "find", "--speaker", mayor, "-f", "jsonl").stdout.splitlines()
    assert [json.loads(line)["document"] for line in found] == [hits[1]["document"]]
