"""``onrecord evaluate`` as its user runs it."""

import json
from pathlib import Path

from tests.cli.test_read import onrecord

TEXT = '"The dam will hold through the spring," Mayor Ada Brill told reporters.'


def gold(folder: Path) -> Path:
    def span(words: str) -> list[list[int]]:
        return [[TEXT.index(words), TEXT.index(words) + len(words)]]

    attribution = {
        "id": "1",
        "source": span("Mayor Ada Brill"),
        "cue": span("told reporters"),
        "content": span('"The dam will hold through the spring,"'),
    }
    path = folder / "gold.jsonl"
    path.write_text(
        json.dumps({"id": "a", "text": TEXT, "annotations": [{"attributions": [attribution]}]}),
        encoding="utf-8",
    )
    return path


def test_figures_are_shown_as_a_table_or_as_json(tmp_path: Path) -> None:
    table = onrecord("evaluate", gold(tmp_path))
    assert table.returncode == 0
    assert "statement" in table.stdout
    assert "calibration error" in table.stdout
    figures = json.loads(onrecord("evaluate", gold(tmp_path), "--json").stdout)
    assert figures["statement"]["gold"] == 1
    assert figures["content tokens"]["f1"] == 1.0


def test_readings_that_were_written_before_give_the_same_figures(tmp_path: Path) -> None:
    readings = tmp_path / "readings.jsonl"
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text(json.dumps({"id": "a", "text": TEXT}), encoding="utf-8")
    assert onrecord("read", corpus, "-o", readings).returncode == 0
    now, before = (
        onrecord("evaluate", gold(tmp_path), "--json", *more).stdout
        for more in ((), ("--readings", readings))
    )
    assert now == before


def test_a_file_that_is_no_gold_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "a"}', encoding="utf-8")
    for given in (path, tmp_path / "missing.jsonl"):
        done = onrecord("evaluate", given)
        assert done.returncode == 1
        assert given.name in done.stderr
        assert len(done.stderr.splitlines()) == 1
