"""``onrecord export`` and ``import`` as their user runs them."""

import csv
import gzip
import io
import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from processes import RUN, onrecord

DAM = (
    "“The dam at Orne will hold until March 31, 2032,” chief engineer Ada Brill told reporters on Monday.\n\n"
    "“We will pay for every flooded cellar,” Mayor Ines Korda promised."
)
TABLE = """\
Speaker;Text;Probability;Date;Deadline;Outcome;Remarks
Ada Brill;The lock at Orne will open;70%;2031-01-02;end of June 2031;partly=0.4;x
Osk Institute;Rain is likely in March;;3 January 2031;2031-03-31;;
"""
KILLS = int(os.environ.get("ONRECORD_KILLS", "8"))

Ran = "subprocess.CompletedProcess[str]"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Runs a verb on a ledger of the test's own."""
    monkeypatch.setenv("ONRECORD_LEDGER", str(tmp_path / "news.db"))
    return onrecord


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The export of a ledger with sixty documents."""
    folder = tmp_path_factory.mktemp("made")
    rows = [{"id": f"n{i}", "text": f"{DAM}\n{i}", "outlet": "Lomond Courier"} for i in range(60)]
    (folder / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert onrecord("add", folder / "corpus.jsonl", "--ledger", folder / "a.db").returncode == 0
    done = onrecord("export", "--ledger", folder / "a.db")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_an_export_is_imported_through_a_pipe_or_a_file_and_once(
    run: Callable[..., Ran], lines: str, tmp_path: Path
) -> None:
    done = run("import", "-", given=lines)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == f"60 added, in {tmp_path / 'news.db'}"
    path = tmp_path / "again.jsonl.gz"
    path.write_bytes(gzip.compress(lines.encode()))
    assert "60 unchanged" in run("import", path).stdout
    assert run("export").stdout == lines


def test_a_file_is_whole_or_left_as_it_was(run: Callable[..., Ran], lines: str, tmp_path: Path) -> None:
    run("import", "-", given=lines)
    out = tmp_path / "out.csv"
    assert run("export", "-o", out, "--kind", "forecast").returncode == 0
    rows = list(csv.DictReader(io.StringIO(out.read_bytes().decode(), newline="")))
    assert {row["speaker"] for row in rows} == {"Ada Brill"}
    assert len({row["document"] for row in rows}) == 60
    before = out.read_bytes()
    failed = run("export", "-o", out, "--ledger", tmp_path / "missing.db")
    assert failed.returncode == 1
    assert out.read_bytes() == before
    assert sorted(p.name for p in tmp_path.glob(".onrecord*")) == []


def test_each_format_can_be_piped_and_cut_off(run: Callable[..., Ran], lines: str) -> None:
    run("import", "-", given=lines)
    for form in ("csv", "jsonl", "webanno"):
        going = subprocess.Popen([*RUN, "export", "-f", form], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert going.stdout is not None
        assert going.stderr is not None
        going.stdout.readline()
        going.stdout.close()
        assert going.stderr.read() == b""
        assert going.wait(60) == 0
    pytest.importorskip("pyarrow")
    parquet = subprocess.run([*RUN, "export", "-f", "parquet"], capture_output=True, check=True).stdout
    assert parquet[:4] == parquet[-4:] == b"PAR1"


def test_a_table_of_forecasts_comes_in_once_and_a_changed_outcome_beside_the_old_one(
    run: Callable[..., Ran], tmp_path: Path
) -> None:
    table = tmp_path / "forecasts.csv"
    table.write_text(TABLE, encoding="cp1252")
    done = run("import", table, "--by", "Nell Varga")
    assert done.returncode == 0
    assert "2 added" in done.stdout
    assert "passed over: remarks" in done.stderr
    assert "2 unchanged" in run("import", table).stdout
    assert "2 unchanged" in run("reread", "--all").stdout
    found = json.loads(run("find", "lock", "--format", "json").stdout)[0]
    (claim,) = found["claims"]
    assert found["speaker"] == "Ada Brill"
    assert (claim["kind"], claim["likelihood"], claim["probability"]) == ("forecast", "likely", 0.7)
    assert (claim["due_on"], claim["outcome"], claim["degree"]) == ("2031-06-30", "partly", 0.4)
    shown = json.loads(run("show", claim["id"], "--format", "json").stdout)
    assert shown["claims"][0]["when"]["text"] == "end of June 2031"
    assert shown["claims"][0]["phrase"] == "70%"
    (rain,) = json.loads(run("find", "rain", "--format", "json").stdout)[0]["claims"]
    assert (rain["likelihood"], rain["outcome"]) == ("likely", None)
    table.write_text(TABLE.replace("partly=0.4", "yes"), encoding="cp1252")
    assert "1 updated, 1 unchanged" in run("import", table).stdout
    shown = json.loads(run("show", claim["id"], "--format", "json").stdout)
    assert [(entry["value"], entry["by"]) for entry in shown["history"]] == [
        ("partly", "Nell Varga"),
        ("yes", "forecasts.csv"),
    ]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (";words", "no speaker"), ("Ada;", "no text"), ("Ada;x;70", "0.7 or 70%"), ("Ada;x;1.2", "0.7 or 70%"),
        ("Ada;x;;soon", "the date “soon”"), ("Ada;x;;;whenever", "the deadline “whenever”"),
        ("Ada;x;;;;maybe", "partly=0.4"), ("Ada;x;;;;partly", "partly=0.4"), ("Ada;x;;;;;;more", "more cells"),
    ],
)  # fmt: skip
def test_a_row_that_is_off_is_named_and_the_others_come_in(
    run: Callable[..., Ran], tmp_path: Path, row: str, complaint: str
) -> None:
    table = tmp_path / "table.csv"
    table.write_text(f"{TABLE.splitlines()[0]}\n{row}\nAda;It will rain\n", encoding="utf-8")
    done = run("import", table)
    assert done.returncode == 1
    assert "1 added, 1 failed" in done.stdout
    assert f"{table}, line 2, " in done.stderr
    assert complaint in done.stderr


def test_lines_that_are_off_are_named_and_the_others_come_in(
    run: Callable[..., Ran], lines: str, tmp_path: Path
) -> None:
    first, second, third, *_ = lines.splitlines()
    path = tmp_path / "damaged.jsonl"
    path.write_text(
        "\n".join(
            [
                '{"no": 1}',
                "{",
                first,
                '{"a": ' * 100_000,
                second.replace('"text": "“The dam', '"text": "“That dam', 1),
                "",
                third[:-9],
            ]
        ),
        encoding="utf-8",
    )
    done = run("import", path)
    assert done.returncode == 1
    assert "1 added, 5 failed" in done.stdout
    assert [line.split(",")[1] for line in done.stderr.splitlines() if ", line" in line] == [
        f" line {n}" for n in (1, 2, 4, 5, 7)
    ]
    long = run("import", path, "--limit", "0.001")
    assert "is longer than 0.001 MB" in long.stderr
    newer = run("import", "-", given='{"format": "onrecord-ledger/2"}\n' + first)
    assert newer.returncode == 1
    assert "update onrecord" in newer.stderr
    assert len(newer.stderr.splitlines()) == 1


@pytest.mark.parametrize("content", ["", "nothing here", "a,b\n1,2\n", "\x00\x01\x02" * 99])
def test_what_is_neither_export_nor_table_is_refused(
    run: Callable[..., Ran], tmp_path: Path, content: str
) -> None:
    path = tmp_path / "what"
    path.write_text(content, encoding="utf-8")
    for name in (path, tmp_path, tmp_path / "missing"):
        done = run("import", name)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_an_import_that_is_killed_goes_on_where_it_stopped(
    run: Callable[..., Ran], lines: str, tmp_path: Path
) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text(lines, encoding="utf-8")
    moment = random.Random(7)
    for kill in range(max(2, KILLS // 2)):
        ledger = tmp_path / f"killed{kill}.db"
        command = [*RUN, "import", str(path), "--ledger", str(ledger)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        deadline = time.monotonic() + 60
        while not ledger.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(moment.uniform(0, 1.2))
        process.kill()
        assert process.communicate()[1] == b""
        done = run("import", path, "--ledger", ledger)
        assert (done.returncode, done.stderr) == (0, "")
        assert run("export", "--ledger", ledger).stdout == lines


def test_an_interrupt_keeps_what_was_imported(run: Callable[..., Ran], lines: str, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    rows = [{"speaker": "Ada Brill", "text": f"Prices will rise {i} times"} for i in range(20_000)]
    with path.open("w", newline="", encoding="utf-8") as stream:
        table = csv.DictWriter(stream, ["speaker", "text"])
        table.writeheader()
        table.writerows(rows)
    going = subprocess.Popen([*RUN, "import", str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while "1 statement" not in run("find", "prices", "--limit", "1").stdout:
        assert time.monotonic() < deadline
    going.send_signal(signal.SIGINT)
    output, errors = going.communicate(timeout=60)
    assert going.returncode == 130
    assert "what was added is kept" in errors.decode()
    assert "added, in" in output.decode()


@pytest.mark.parametrize(
    "arguments",
    [["export", "-f", "xml"], ["export", "--status", "lost"], ["export", "--since", "soon"], ["import"],
     ["import", "x", "--limit", "0"]],
)  # fmt: skip
def test_a_call_that_is_off_exits_with_2(run: Callable[..., Ran], arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_help_has_examples_and_comes_at_once() -> None:
    for verb in ("export", "import"):
        done = onrecord(verb, "--help")
        assert done.returncode == 0
        assert f"onrecord {verb} " in done.stdout
    program = "import sys, onrecord.cli; sys.exit(', '.join({'sqlalchemy', 'pyarrow', 'rich.console'} & set(sys.modules)) or 0)"
    done = subprocess.run([RUN[0], "-c", program], capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
