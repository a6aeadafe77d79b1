"""Several processes write to one ledger, and are killed while they do.

``ONRECORD_KILLS=200 pytest tests/ledger/test_ledger_processes.py`` kills two hundred times in each database while they
add, while they settle, and while they bring an old ledger up to date; and a quarter as often ``onrecord add`` itself.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from articles import numbered
from clusters import Cluster
from inside import check
from older import STEPS, set_back

from onrecord.ledger import Ledger, Search
from tests.cli.processes import RUN

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("ONRECORD_KILLS", "8"))
#: How many articles a writer adds; it takes about a second, the ledger's making included.
ARTICLES = 40
READER = "0.1.0+1"


def writer(where: str, first: int = 0, last: int = ARTICLES) -> "subprocess.Popen[str]":
    return worker(where, "add", first, last)


def worker(where: str, *verb: str | int) -> "subprocess.Popen[str]":
    path = os.pathsep.join((str(ROOT), str(ROOT / "tests" / "ledger"), os.environ.get("PYTHONPATH", "")))
    return subprocess.Popen(
        [sys.executable, ROOT / "tests" / "ledger" / "writer.py", where, *map(str, verb)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )


def killed(process: "subprocess.Popen[str]") -> str:
    """Kill a worker; what it said since it was ready, and nothing of which it complained."""
    process.kill()
    # Not by communicate(), which leaves out what was read ahead.
    assert process.stdout is not None
    assert process.stderr is not None
    output, errors = process.stdout.read(), process.stderr.read()
    process.wait()
    process.stdout.close()
    process.stderr.close()
    assert errors == ""
    return output


def said(output: str) -> list[list[str]]:
    """What a writer said: of each line that is whole, the outcome and the document."""
    return [line.split() for line in output.splitlines(keepends=True) if line.endswith("\n") and " " in line]


@pytest.mark.parametrize("seed", range(KILLS // 2))
def test_a_writer_that_is_killed_loses_nothing_and_leaves_nothing_half_there(where: str, seed: int) -> None:
    moment = random.Random(seed)
    told: set[str] = set()
    for _ in range(2):
        process = writer(where)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(moment.uniform(0, 0.9))
        told |= {document for _, document in said(killed(process))}
        with Ledger.open(where) as ledger:
            assert told <= check(ledger)
    with Ledger.open(where) as ledger:
        outcomes = [ledger.add(numbered(i), READER).outcome for i in range(ARTICLES)]
        assert outcomes.count("unchanged") >= len(told)
        assert len(check(ledger)) == ARTICLES
        assert len(ledger.find(Search("bridge"), 1000).hits) == ARTICLES


@pytest.mark.parametrize("seed", range(KILLS // 4))
def test_somebody_who_settles_and_is_killed_loses_nothing_that_was_entered(where: str, seed: int) -> None:
    moment = random.Random(seed)
    with Ledger.open(where) as ledger:
        for i in range(10):
            ledger.add(numbered(i), READER)
    told: Counter[str] = Counter()
    for turn in range(40):
        if turn >= 4 and told:
            break  # on a busy machine it may take more turns until anything is entered
        processes = [worker(where, "resolve", f"{seed} {turn} {n}") for n in range(2)]
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        time.sleep(moment.uniform(0.1, 0.8))
        for process in processes:
            told.update(id for _, id in said(killed(process)))
        with Ledger.open(where) as ledger:
            check(ledger)
            for hit in ledger.find(Search("bridge"), 1000).hits:
                (claim,) = hit.claims
                history = ledger.show(claim.id).history
                # One that was entered may have been killed before it said so.
                assert told[claim.id] <= len(history) <= told[claim.id] + 2 * (turn + 1)
                assert claim.outcome == (history[-1].value if history else None)
    assert told


@pytest.mark.parametrize("seed", range(max(1, KILLS // 8)))
@pytest.mark.parametrize("step", STEPS[:-1])
def test_an_old_ledger_is_brought_up_to_date_whole_however_often_that_is_killed(
    where: str, seed: int, step: str, tmp_path: Path, server: Cluster
) -> None:
    with Ledger.open(server.new_database() if "://" in where else tmp_path / "new.db") as ledger:
        for i in range(30):
            ledger.add(numbered(i), READER)
        set_back(ledger._database, where, step)
    moment = random.Random(seed)
    for _ in range(8):
        process = worker(where, "open")
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(moment.uniform(0, 0.25))
        killed(process)
    with Ledger.open(where) as ledger:
        assert len(check(ledger)) == 30
        assert len(ledger.find(Search("bridge"), 1000).hits) == 30


@pytest.mark.parametrize("seed", range(max(1, KILLS // 8)))
def test_onrecord_add_that_is_killed_goes_on_where_it_stopped(where: str, seed: int, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    rows = [{"id": f"n{i}", "text": numbered(i).document.text * 3} for i in range(60)]
    corpus.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    command = [*RUN, "add", str(corpus), "--ledger", where]
    moment = random.Random(seed)
    known: set[str] = set()
    for _ in range(2):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(moment.uniform(0.5, 3))
        process.kill()
        assert process.communicate()[1] == b""
        with Ledger.open(where) as ledger:
            before, known = known, check(ledger)
        assert before <= known
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    unchanged = f"{len(known)} unchanged" if known else ""
    assert unchanged in done.stdout
    with Ledger.open(where) as ledger:
        assert len(check(ledger)) == len(rows)


def test_a_server_that_goes_away_while_onrecord_adds_is_said_so(own_server: Cluster) -> None:
    where = own_server.new_database()
    # Long enough that what is read ahead is no more than half of them.
    rows = [json.dumps({"id": f"n{i}", "text": numbered(i).document.text * 20}) + "\n" for i in range(20)]
    process = subprocess.Popen(
        [*RUN, "add", "-", "--ledger", where, "--threads", "1"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    process.stdin.write("".join(rows[:10]).encode())
    process.stdin.flush()
    with Ledger.open(where) as ledger:
        deadline = time.monotonic() + 60
        while len(check(ledger)) < 10:
            assert process.poll() is None
            if time.monotonic() > deadline:
                process.kill()
                pytest.fail("not all was added")
            time.sleep(0.1)
    own_server.stop()
    output, errors = process.communicate("".join(rows[10:]).encode(), timeout=60)
    assert process.returncode == 1
    assert "10 added" in output.decode()
    assert "what was added so far is kept" in errors.decode()
    assert len(errors.splitlines()) == 1
    own_server.start()
    with Ledger.open(where) as ledger:
        assert len(check(ledger)) == 10


def test_writers_side_by_side_lose_nothing_and_never_meet_a_lock(where: str) -> None:
    # Over one another: half of what each adds another adds too, and all of them make the ledger.
    processes = [writer(where, i * 20, i * 20 + ARTICLES) for i in range(4)]
    finished = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0] * 4
    assert [errors for _, errors in finished] == [""] * 4
    outcomes = [outcome for output, _ in finished for outcome, _ in said(output)]
    articles = 3 * 20 + ARTICLES
    assert outcomes.count("added") == articles
    assert outcomes.count("unchanged") == 4 * ARTICLES - articles
    with Ledger.open(where) as ledger:
        assert len(check(ledger)) == articles
        brill = {hit.speaker_id for hit in ledger.find(Search(speaker="brill"), 1000).hits}
        assert len(brill) == 1


def test_what_is_found_while_others_write_is_whole(where: str) -> None:
    process = writer(where, 0, 100)
    assert process.stdout is not None
    while not process.stdout.readline().startswith("added"):
        assert process.poll() is None
    with Ledger.open(where) as ledger:
        seen = 0
        while process.poll() is None:
            hits = ledger.find(Search(), 1000).hits
            assert len(hits) % 2 == 0
            assert len(hits) >= seen
            assert all(hit.claims for hit in hits)
            seen = len(hits)
        process.communicate()
        assert process.returncode == 0
        assert len(ledger.find(Search(), 1000).hits) == 200


def test_a_backup_while_others_write_is_whole(tmp_path: Path) -> None:
    where = tmp_path / "ledger.db"
    process = writer(str(where), 0, 150)
    assert process.stdout is not None
    while not process.stdout.readline().startswith("added"):
        assert process.poll() is None
    with Ledger.open(where) as ledger:
        for i in range(5):
            ledger.backup(tmp_path / f"copy{i}.db")
    process.communicate()
    assert process.returncode == 0
    counts = []
    for i in range(5):
        with Ledger.open(tmp_path / f"copy{i}.db", create=False) as copy:
            counts.append(len(check(copy)))
    assert counts == sorted(counts)
    assert counts[0] > 0
