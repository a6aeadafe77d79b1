"""``onrecord map`` as its user runs it."""

import csv
import json
import re
from pathlib import Path

import pytest
from processes import onrecord

from onrecord.document import Document
from onrecord.ledger import Ledger, version_of
from onrecord.mapping import load
from onrecord.reading import Reader

SELLA = Path(__file__).parents[2] / "examples" / "sella-crossing.txt"
BRILL = (
    '"If the dam fails, the village will be flooded," said Ada Brill, the mayor.\n\n'
    '"The flood would weaken the minister\'s position," Brill said.\n'
)
REIL = (
    '"The flood would strengthen the minister\'s position," said Tom Reil, an engineer.\n\n'
    '"The drought led to higher bread prices," Reil said.\n'
)


def mapped(*arguments: str | Path, given: str = "") -> tuple[int, str, str]:
    done = onrecord("map", *arguments, given=given)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def test_links_are_told_as_sentences_with_the_words_that_say_so() -> None:
    code, text, complaint = mapped(SELLA)
    assert (code, complaint) == (0, "")
    assert "Ivo Darro wants: show that the crossing is his — Marek Renn, 1 statement" in text
    assert re.search(r"^ 0\.00  Sella → 0 Lomond — Marek Renn, 1 statement$", text, re.MULTILINE)
    assert "“Therefore I believe that Sella will change nothing in Lomond” — Marek Renn" in text or (
        "“that Sella will change nothing in Lomond” — Marek Renn" in text
    )
    assert "what people say leads to what" in text


def test_a_run_tells_changes_ways_and_links_and_that_it_is_no_forecast() -> None:
    code, text, _ = mapped("--set", "the failure of the dam=1", "--least", "0.4", given=BRILL)
    assert code == 0, text
    assert "If dam fails = 1:" in text
    assert re.search(
        r"^\+0\.\d\d \[.+\]  village will be flooded  \(rises in \d+% of runs", text, re.MULTILINE
    )
    assert "dam fails → + village will be flooded" in text
    assert "It hangs on:" in text
    assert "They are not a forecast" in text


def test_the_other_side_of_a_concept_is_held_at_the_opposite() -> None:
    _, up, _ = mapped("--set", "higher bread prices=1", given=REIL)
    assert "bread prices = 1:" in up
    _, down, _ = mapped("--set", "lower bread prices=1", given=REIL)
    assert "bread prices = −1:" in down


def test_an_unknown_concept_is_met_with_the_nearest() -> None:
    code, _, complaint = mapped("--set", "bread=1", given=REIL)
    assert code == 1
    assert "the map has no concept “bread”; the nearest are “higher bread prices”" in complaint


@pytest.mark.parametrize("value", ["drought", "=1", "drought=much", "drought=2", "drought=nan"])
def test_what_is_no_value_is_told_before_anything_is_read(value: str) -> None:
    code, _, complaint = mapped("no such file", "--set", value)
    assert code == 2
    assert "does not say what is to be held where" in " ".join(complaint.replace("│", " ").split())


def test_two_speakers_are_laid_over_each_other(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BRILL)
    (tmp_path / "b.txt").write_text(REIL)
    code, text, _ = mapped(tmp_path, "--agree", "brill", "Tom Reil")
    assert code == 0
    assert "Their signs differ:" in text
    assert "Only Tom Reil says:" in text and "Only Ada Brill says:" in text
    code, _, complaint = mapped(tmp_path, "--agree", "Brill", "Nemo")
    assert code == 1
    assert "nobody called “Nemo” says what leads to what; those who say the most are" in complaint


def test_one_speaker_is_mapped(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BRILL)
    (tmp_path / "b.txt").write_text(REIL)
    _, text, _ = mapped(tmp_path, "--speaker", "reil")
    assert "Tom Reil" in text and "Brill" not in text


@pytest.mark.parametrize("ending", ["svg", "png", "html", "graphml", "json", "csv"])
def test_the_map_is_written_as_its_file_s_name_says(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"map.{ending}"
    code, text, _ = mapped(SELLA, "--set", "Sella=1", "--out", file)
    assert code == 0 and "Ivo Darro wants" in text
    if ending in ("json", "graphml"):
        assert {c.label for c in load(file).concepts} >= {"Sella", "Ivo Darro"}
    elif ending == "csv":
        assert "Sella" in next(csv.reader(file.read_text("utf-8-sig").splitlines()))
    else:
        assert file.read_bytes().startswith({"svg": b"<svg", "png": b"\x89PNG", "html": b"<!"}[ending])


def test_a_file_of_no_known_kind_is_told_before_anything_is_read(tmp_path: Path) -> None:
    code, _, complaint = mapped("no such file", "--out", tmp_path / "map.doc")
    assert code == 2
    assert "end its name in .html" in " ".join(complaint.replace("│", " ").split())


def test_where_nobody_says_anything_there_is_a_way_out() -> None:
    code, text, _ = mapped(given="The council met on Tuesday.\n")
    assert code == 0
    assert "Nobody says here what leads to what; give more articles, or a lower --least." in text


def test_a_source_that_cannot_be_read_is_told_and_the_rest_mapped(tmp_path: Path) -> None:
    code, text, complaint = mapped(SELLA, tmp_path / "none.txt")
    assert code == 1
    assert "none.txt" in complaint and "Ivo Darro wants" in text


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("map") / "news.db"
    reader = Reader()
    with Ledger.open(where) as book:
        for name, text in (("a", BRILL), ("b", REIL), ("c", "From the wires.\n\n" + BRILL)):
            book.add(reader.read(Document(text, id=name, outlet="The Packet")), version_of(reader))
    return where


def test_the_ledger_is_mapped_and_what_was_printed_twice_counts_once(ledger: Path) -> None:
    code, text, complaint = mapped("--find", "", "--ledger", str(ledger))
    assert (code, complaint) == (0, "")
    assert "dam fails → + village will be flooded — Ada Brill, 1 statement" in text
    assert "drought → + higher bread prices — Tom Reil, 1 statement" in text


def test_only_what_a_search_finds_is_mapped(ledger: Path) -> None:
    _, text, _ = mapped("--find", "bread", "--ledger", str(ledger))
    assert "bread prices" in text and "village" not in text
    _, text, _ = mapped("--speaker", "brill", "--outlet", "packet", "--ledger", str(ledger))
    assert "village" in text and "bread" not in text


def test_a_map_is_of_articles_or_of_the_ledger(ledger: Path) -> None:
    code, _, complaint = mapped(SELLA, "--find", "bread", "--ledger", str(ledger))
    assert code == 2
    assert "leave out SOURCE" in " ".join(complaint.replace("│", " ").split())


def test_words_of_strangers_do_no_harm(tmp_path: Path) -> None:
    evil = 'The \x1b[31mdrought\u202e <script>alert(1)</script> led to higher "bread" prices & worse.\n'
    code, text, _ = mapped("--least", "0", "--out", tmp_path / "map.html", given=evil)
    assert code == 0
    assert "\x1b" not in text and "\u202e" not in text
    page = (tmp_path / "map.html").read_text()
    assert "<script>alert" not in page


def test_the_map_can_be_exchanged(tmp_path: Path) -> None:
    file = tmp_path / "map.json"
    mapped("--out", file, given=REIL)
    record = json.loads(file.read_text())
    assert record["format"] == "onrecord-map/1"
    assert [f.name for f in tmp_path.iterdir()] == ["map.json"]
