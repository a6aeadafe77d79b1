"""The judges' figures are those of the project's own scorers, to the last digit."""

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from onrecord.evaluation import attributions, nested, read_gold, read_nested, read_readings

SHARED = Path(__file__).parents[3] / "shared"
GOLD, VOICES = SHARED / "data" / "polnear-dev.jsonl", SHARED / "data" / "nested-dev.jsonl"

pytestmark = pytest.mark.skipif(
    not GOLD.exists(),
    reason=f"the corpora and scorers are not at {SHARED}, so there is nothing to compare with",
)

Row = dict[str, Any]
PARTS = ("source", "cue", "content")


def lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def perturbed(articles: list[Row], rng: random.Random) -> list[Row]:
    """Readings that are right here and there: gold dropped, shifted, split, doubled, nested and made up."""
    voices = {row["id"]: row["nested"] for row in lines(VOICES)}
    readings = []
    for article in articles:
        if rng.random() < 0.1:
            continue  # an article that was not read
        length = len(article["text"])
        statements: list[Row] = []
        for gold in (*article["annotations"][0]["attributions"], *voices.get(article["id"], ())):
            for _ in range(rng.choice([0, 1, 1, 1, 1, 2])):  # doubled ones are ties
                parts = {part: shaken(gold[part], length, rng) for part in PARTS}
                if rng.random() < 0.1:
                    parts[rng.choice(PARTS)] = []
                is_voice = "self" in gold
                within = "s0" if rng.random() < (0.9 if is_voice else 0.1) else None
                statements.append({**parts, "within": within, "confidence": 0.5})
        rng.shuffle(statements)
        readings.append({"document": {"id": article["id"]}, "statements": statements})
    return readings


def shaken(spans: list[list[int]], length: int, rng: random.Random) -> list[Row]:
    if rng.random() < 0.4:
        return [{"start": start, "end": end} for start, end in spans]
    out = []
    for span in spans:
        start, end = (min(max(x + round(rng.gauss(0, 8)), 0), length) for x in span)
        cut = (start + end) // 2
        pieces = [(start, cut), (cut, end)] if rng.random() < 0.3 else [(start, end)]
        out += [{"start": a, "end": b} for a, b in pieces if a < b]
    return out


def official(scorer: str, gold: Path, readings: Path) -> Any:
    script = SHARED / "tools" / scorer
    done = subprocess.run(
        [sys.executable, script, gold, readings, "--json"], capture_output=True, check=True, timeout=300
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_figure_equals_the_scorers_on_perturbed_gold(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    gold, readings = tmp_path / "gold.jsonl", tmp_path / "readings.jsonl"
    annotated = {row["id"] for row in lines(VOICES)}
    rows = [row for row in lines(GOLD) if row["id"] in annotated or rng.random() < 0.3]
    gold.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    readings.write_text("".join(json.dumps(row) + "\n" for row in perturbed(rows, rng)), "utf-8")

    articles = read_gold(gold)
    found = read_readings(readings, articles)
    cases = [(article, found.get(name, ())) for name, article in articles.items()]
    figures = {name: score.to_dict() for name, score in attributions(cases).items()}
    assert figures == official("score_attributions.py", gold, readings)
    assert 0.2 < figures["attribution"]["f1"] < 0.9  # neither all right nor all wrong

    score = nested(cases, read_nested(VOICES, articles))
    assert {
        "gold": score.gold,
        "predicted": score.predicted,
        "precision": score.precision,
        "recall": score.recall,
        "f1": score.f1,
    } == official("score_nested.py", VOICES, readings)
    assert 0.2 < score.f1 < 0.9
