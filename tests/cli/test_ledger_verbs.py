"""``onrecord add``, ``find``, ``show``, ``reread`` and ``backup`` as their user runs them."""

import csv
import io
import json
import os
import re
import shutil
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
BANK = "“Prices are likely to fall by November,” Governor Lena Sund said."

Ran = "subprocess.CompletedProcess[str]"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write(tmp_path / "corpus.jsonl")


def write(path: Path, dam: str = DAM) -> Path:
    rows = [
        {
            "id": "dam",
            "title": "Orne dam “will hold”",
            "outlet": "Lomond Courier",
            "published": "2031-03-03",
            "text": dam,
        },
        {
            "id": "bank",
            "title": "Prices to fall",
            "outlet": "Osk Herald",
            "published": "2031-04-11",
            "text": BANK,
        },
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Runs a verb on a ledger of the test's own."""
    monkeypatch.setenv("ONRECORD_LEDGER", str(tmp_path / "news.db"))
    return onrecord


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with two documents."""
    folder = tmp_path_factory.mktemp("made")
    assert onrecord("add", write(folder / "corpus.jsonl"), "--ledger", folder / "news.db").returncode == 0
    return folder / "news.db"


@pytest.fixture
def filled(run: Callable[..., Ran], made: Path, tmp_path: Path) -> Callable[..., Ran]:
    """Runs a verb on a copy of it."""
    shutil.copy(made, tmp_path / "news.db")
    return run


def test_documents_are_added_once_and_each_is_said(
    run: Callable[..., Ran], corpus: Path, tmp_path: Path
) -> None:
    done = run("add", corpus)
    assert (done.returncode, done.stderr) == (0, "")
    first, second, total = done.stdout.splitlines()
    assert re.fullmatch(
        r"added  d\w{6}  Orne dam “will hold” · 2 statements, 1 forecast, 1 commitment", first
    )
    assert re.fullmatch(r"added  d\w{6}  Prices to fall · 1 statement, 1 forecast", second)
    assert total == f"2 added, in {tmp_path / 'news.db'}"
    again = run("add", corpus)
    assert again.returncode == 0
    assert again.stdout.splitlines()[2].startswith("2 unchanged")
    other = run("add", write(tmp_path / "later.jsonl", DAM + " It rained."))
    assert re.search(r"new version  d\w{6}  Orne dam “will hold” · version 2,", other.stdout)
    assert other.stdout.splitlines()[-1].startswith("1 new version, 1 unchanged, in")


def test_of_many_documents_only_those_with_a_new_version_are_listed(
    run: Callable[..., Ran], tmp_path: Path
) -> None:
    path = tmp_path / "many.jsonl"
    rows = [{"id": f"n{i}", "text": f"Prices will fall, {i} said."} for i in range(25)]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert run("add", path).stdout.splitlines() == [f"25 added, in {tmp_path / 'news.db'}"]
    rows[24]["text"] += " Corrected."
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    first, *_, total = run("add", path).stdout.splitlines()
    assert re.match(r"new version  d\w{6}  Prices will fall, 24 said", first)
    assert total.startswith("1 new version, 24 unchanged")


def test_what_cannot_be_read_is_listed_and_the_rest_is_added(
    run: Callable[..., Ran], corpus: Path, tmp_path: Path
) -> None:
    done = run("add", tmp_path / "missing.txt", corpus)
    assert done.returncode == 1
    assert "2 added, 1 failed" in done.stdout
    missing, count = done.stderr.splitlines()
    assert "missing.txt" in missing
    assert "1 could not be read, 2 could" in count
    assert run("add", tmp_path / "missing.txt").returncode == 1


def test_standard_input_is_added_where_no_source_is_given(run: Callable[..., Ran]) -> None:
    assert "1 added" in run("add", given=DAM).stdout
    assert "1 unchanged" in run("add", "-", given=DAM).stdout


def test_a_ledger_can_be_named(run: Callable[..., Ran], corpus: Path, tmp_path: Path) -> None:
    assert run("add", corpus, "--ledger", tmp_path / "other.db").returncode == 0
    assert run("find", "dam", "--ledger", tmp_path / "other.db").returncode == 0
    missing = run("find", "dam")
    assert missing.returncode == 1
    assert "onrecord add makes one" in missing.stderr
    assert not (tmp_path / "news.db").exists()


def test_found_statements_say_who_what_and_where(filled: Callable[..., Ran]) -> None:
    done = filled("find", "dams", "hold")
    assert (done.returncode, done.stderr) == (0, "")
    who, words, terms, where, gap, total = done.stdout.splitlines()
    assert re.fullmatch(r"s\w{6}  Ada Brill", who)
    assert words == "┃ “The *dam* at Orne will *hold* until March 31, 2032,”"
    assert terms == "  forecast, stated flatly, due 2032-03-31"
    assert where == "  2031-03-03 · Lomond Courier · Orne dam “will hold”"
    assert (gap, total) == ("", "1 statement; onrecord show ID has all there is to one.")


@pytest.mark.parametrize(
    ("arguments", "speakers"),
    [
        (["--kind", "commitment"], ["Ines Korda"]),
        (["--kind", "Commitment, forecast", "--speaker", "brill"], ["Ada Brill"]),
        (["--outlet", "herald"], ["Lena Sund"]),
        (["--since", "2031-04-01"], ["Lena Sund"]),
        (["--until", "2031-03-31", "--limit", "1"], ["Ada Brill"]),
        (["--likelihood", "likely"], ["Lena Sund"]),
        (['"flooded cellar"'], ["Ines Korda"]),
        (["nothing", "of", "the", "kind"], []),
    ],
)
def test_options_narrow_what_is_found(
    filled: Callable[..., Ran], arguments: list[str], speakers: list[str]
) -> None:
    lines = filled("find", *arguments, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["speaker"] for line in lines] == speakers


def test_every_format_has_the_same_statements(filled: Callable[..., Ran]) -> None:
    rows = json.loads(filled("find", "--format", "json").stdout)
    assert len(rows) == 3
    assert [json.loads(line) for line in filled("find", "--format", "jsonl").stdout.splitlines()] == rows
    table = list(csv.DictReader(io.StringIO(filled("find", "--format", "csv").stdout)))
    for name in ("id", "speaker", "text", "outlet", "published"):
        assert [row[name] for row in table] == [row[name] for row in rows]
    text = filled("find").stdout
    assert all(row["text"] in text and row["id"] in text for row in rows)
    assert filled("find", "unheard", "of").stdout == "No statement is found.\n"
    assert filled("find", "unheard", "of", "--format", "json").stdout == "[]\n"


@pytest.mark.parametrize(
    "words", ["' OR 1=1 --", '"', "dam AND (", "*", "NEAR(dam hold)", "\U0001f30a", "-", "שלום", "\x1b[31m"]
)
def test_whatever_is_looked_for_is_no_error(filled: Callable[..., Ran], words: str) -> None:
    done = filled("find", "--", words)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout


def test_one_statement_is_shown_with_its_paragraph_and_claims(filled: Callable[..., Ran]) -> None:
    (row,) = json.loads(filled("find", "dam", "hold", "--format", "json").stdout)
    shown = filled("show", row["id"].upper())
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "Ada Brill" in shown.stdout
    assert "*“The dam at Orne will hold until March 31, 2032,”* chief engineer" in shown.stdout
    assert "cellar" not in shown.stdout  # another paragraph
    assert row["claims"][0]["id"] in shown.stdout
    assert row["document"] in shown.stdout
    assert filled("show", row["claims"][0]["id"]).stdout == shown.stdout
    record = json.loads(filled("show", row["id"], "--format", "json").stdout)
    assert record["statement"]["id"] == row["id"]
    assert record["document"]["title"] == "Orne dam “will hold”"
    missing = filled("show", "s000000")
    assert missing.returncode == 1
    assert "onrecord find" in missing.stderr


def test_lines_fit_the_terminal(filled: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    (row,) = json.loads(filled("find", "dam", "hold", "--format", "json").stdout)
    for width in (40, 100):
        for verb in (["find"], ["show", row["id"]]):
            done = subprocess.run(
                [*RUN, *verb],
                capture_output=True,
                check=False,
                env={**os.environ, "COLUMNS": str(width), "NO_COLOR": "1"},
                cwd=Path(__file__).parents[2],
            )
            assert max(map(len, done.stdout.decode().splitlines())) <= width


WIRE = f"{DAM}\n\nDivers had found cracks in eleven of the forty piles of the old weir, and the council votes in April."


@pytest.fixture
def wired(run: Callable[..., Ran], tmp_path: Path) -> Callable[..., Ran]:
    """Runs a verb on a ledger of wire copy, a cut of it, and a report."""
    path = tmp_path / "wire.jsonl"
    report = "Engineer Ada Brill said that the dam at Orne would hold until March 31, 2032. It rained."
    rows = [
        {
            "id": "a",
            "title": "Orne dam “will hold”",
            "outlet": "Lomond Courier",
            "published": "2031-03-03",
            "text": WIRE,
        },
        {
            "id": "b",
            "title": "Dam to hold",
            "outlet": "Osk Herald",
            "published": "2031-03-03",
            "text": WIRE[:-30],
        },
        {
            "id": "c",
            "title": "What it rains",
            "outlet": "The Packet",
            "published": "2031-03-04",
            "text": report,
        },
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    added = run("add", path)
    first, second, *_ = " ".join(added.stdout.split()).split("added ")[1:]
    assert f"nearly the same text as {first.split()[0]}" in second
    assert added.stdout.count("nearly") == 1
    return run


def test_what_is_said_again_is_found_once_and_shown_with_where_and_why(
    wired: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = " ".join(wired("find", "dam").stdout.split())
    assert "The Packet · What it rains · also in 2 other documents 1 statement;" in text
    (row,) = json.loads(wired("find", "dam", "--format", "json").stdout)
    assert (row["also_in"], len(row["repeats"])) == (2, 2)
    (cells,) = csv.DictReader(io.StringIO(wired("find", "dam", "--format", "csv").stdout))
    assert (cells["also_in"], cells["repeats"]) == ("2", "; ".join(row["repeats"]))
    shown = wired("show", row["id"]).stdout
    again = shown[shown.index("Said again") :]
    for id, outlet in zip(row["repeats"], ("Lomond Courier", "Osk Herald"), strict=True):
        assert re.search(rf"{id}  the same words · 2031-03-03 · {outlet} · ", again)
    assert again.count("“The dam at Orne will hold until March 31, 2032,”") == 2
    record = json.loads(wired("show", row["id"], "--format", "json").stdout)
    assert [repeat["id"] for repeat in record["repeats"]] == row["repeats"]
    copy = wired("show", row["repeats"][1]).stdout
    assert re.search(r"nearly the same text as d\w{6} · 2031-03-03 · Lomond Courier", copy)


def test_a_terminal_that_lacks_characters_gets_others_and_programs_get_utf_8(
    filled: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    assert "The *dam* at Orne" in filled("find", "dam").stdout
    (row,) = json.loads(filled("find", "dam", "--format", "json").stdout)
    assert row["text"].startswith("“The dam")
    assert "“The dam" in filled("find", "dam", "--format", "csv").stdout
    assert "The dam at Orne" in filled("show", row["id"]).stdout


def test_what_a_newer_reader_would_read_is_read_again(filled: Callable[..., Ran], tmp_path: Path) -> None:
    done = filled("reread", "--all")
    assert (done.returncode, done.stdout) == (0, f"2 unchanged, in {tmp_path / 'news.db'}\n")
    table = tmp_path / "words.toml"
    package = Path(__file__).parents[2] / "src" / "onrecord" / "reading" / "likelihood.toml"
    table.write_text(package.read_text("utf-8"), encoding="utf-8")
    done = filled("reread", "dam", "--probability-words", table)
    assert done.returncode == 0
    assert re.match(r"read again  d\w{6}  Orne dam", done.stdout)
    assert "1 read again, in" in done.stdout
    missing = filled("reread", "nothing")
    assert missing.returncode == 1
    assert "no document nothing" in missing.stderr
    for call in (["reread"], ["reread", "dam", "--all"]):
        assert filled(*call).returncode == 2


def test_a_backup_can_be_used_like_the_ledger(filled: Callable[..., Ran], tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    done = filled("backup", copy)
    assert (done.returncode, done.stderr) == (0, "")
    assert str(copy) in done.stdout
    assert filled("find", "dam", "--ledger", copy).stdout == filled("find", "dam").stdout
    again = filled("backup", copy)
    assert again.returncode == 1
    assert "already" in again.stderr


def test_a_reader_that_has_had_enough_ends_the_list_quietly(
    filled: Callable[..., Ran], tmp_path: Path
) -> None:
    path = tmp_path / "more.jsonl"
    rows = [{"id": f"n{i}", "text": f"{DAM}\n{i}"} for i in range(60)]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert filled("add", path).returncode == 0
    for form in ("text", "jsonl"):
        command = [*RUN, "find", "--limit", "1000", "--format", form]
        listing = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert listing.stdout is not None
        assert listing.stderr is not None
        listing.stdout.readline()
        listing.stdout.close()
        assert listing.stderr.read() == b""
        assert listing.wait(60) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_keeps_what_was_added(
    run: Callable[..., Ran], tmp_path: Path, number: signal.Signals
) -> None:
    path = tmp_path / "many.jsonl"
    rows = (json.dumps({"id": f"n{i}", "text": f"{DAM}\n{i}"}) for i in range(20_000))
    path.write_text("\n".join(rows), encoding="utf-8")
    adding = subprocess.Popen([*RUN, "add", str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while "1 statement" not in run("find", "cellar", "--limit", "1").stdout:
        assert time.monotonic() < deadline, "nothing was added"
    adding.send_signal(number)
    output, errors = adding.communicate(timeout=60)
    assert adding.returncode == 130
    (added,) = re.findall(r"^(\d+) added", output.decode(), re.MULTILINE)
    assert f"stopped after {added} documents; what was added is kept" in errors.decode()
    ids = {
        json.loads(row)["document"]
        for row in run("find", "cellar", "--limit", "100000", "-f", "jsonl").stdout.splitlines()
    }
    assert len(ids) == int(added) > 0


@pytest.mark.parametrize(
    "arguments",
    [["find", "--kind", "promise"], ["find", "--likelihood", "sure"], ["find", "--since", "soon"], ["find", "--limit", "0"],
     ["find", "-f", "html"], ["show"], ["backup"], ["add", "x", "--threads", "0"]],
)  # fmt: skip
def test_a_call_that_is_off_exits_with_2(run: Callable[..., Ran], arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_password_is_in_no_message(run: Callable[..., Ran]) -> None:
    done = run("find", "dam", "--ledger", "postgresql://desk:hunter2@127.0.0.1:1/news")
    assert done.returncode == 1
    assert "hunter2" not in done.stderr
    assert "postgresql://127.0.0.1:1/news" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_help_has_examples_and_comes_at_once() -> None:
    for verb in ("add", "find", "show", "reread", "backup"):
        done = onrecord(verb, "--help")
        assert done.returncode == 0
        assert f"onrecord {verb} " in done.stdout
    program = "import sys, onrecord.cli; sys.exit(', '.join({'sqlalchemy', 'alembic', 'rich.console'} & set(sys.modules)) or 0)"
    done = subprocess.run([RUN[0], "-c", program], capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
