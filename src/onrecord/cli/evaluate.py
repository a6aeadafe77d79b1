"""``onrecord evaluate``: how well readings agree with trained annotators."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli.terminal import Progress
from onrecord.document import Document
from onrecord.evaluation import (
    Score,
    attributions,
    calibration,
    found,
    nested,
    read_gold,
    read_nested,
    read_readings,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onrecord.evaluation import Article, Found

EXAMPLES = """
Examples:

onrecord evaluate dev.jsonl

onrecord evaluate dev.jsonl --nested nested.jsonl --json

onrecord evaluate dev.jsonl --readings readings.jsonl
"""


def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD.jsonl", help="Annotated articles, a line each, as in PolNeAR.", show_default=False
        ),
    ],
    readings: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Judge these readings (onrecord read --format jsonl) rather than read GOLD now.",
        ),
    ] = None,
    voices: Annotated[
        Path | None,
        typer.Option("--nested", metavar="FILE", help="Gold voices within voices of the same articles."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
    threads: Annotated[
        int | None, typer.Option(min=1, max=256, help="Articles read side by side.", show_default="all cores")
    ] = None,
) -> None:
    """Compare what is found in annotated articles with what trained annotators found.

    Shows precision, recall and F1 of sources, cues and contents, by words and whole; of attributions
    (contents that share half their words, and the same source); of statements (the same, of five words
    and more); and whether confidence keeps its word.
    """
    articles = read_gold(gold)
    gold_voices = read_nested(voices, articles) if voices else {}
    seen = read_readings(readings, articles) if readings else _read(articles, threads)
    cases = [(article, seen.get(name, ())) for name, article in articles.items()]
    figures: dict[str, Any] = dict(attributions(cases))
    if voices:
        figures["voices within"] = nested(cases, gold_voices)
    figures["calibration"] = calibration(cases)
    if as_json:
        print(json.dumps({name: figure.to_dict() for name, figure in figures.items()}))
    else:
        _show(figures)


def _read(articles: "Mapping[str, Article]", threads: int | None) -> "dict[str, tuple[Found, ...]]":
    from onrecord.reading import Reader, Reading

    documents = [Document(a.text, id=a.id) for a in articles.values()]
    seen = {}
    with Progress(sum(len(d.text) for d in documents), quiet=False) as progress:
        done = 0
        for reading in Reader(relations=False).stream(documents, threads):
            assert isinstance(reading, Reading)
            seen[reading.document.id] = found(reading)
            done += len(reading.document.text)
            progress.add(reading.document.words, done)
    return seen


def _show(figures: dict[str, Any]) -> None:
    print(f"{'':16} precision  recall     F1    gold  found")
    for name, s in figures.items():
        if isinstance(s, Score):
            print(f"{name:16} {s.precision:9.3f} {s.recall:7.3f} {s.f1:6.3f} {s.gold:7,} {s.predicted:6,}")
    curve = figures["calibration"]
    if not curve.bins:
        return
    print("\nconfidence  statements  mean  right")
    for b in curve.bins:
        print(f"{b.low:.1f} to {b.high:.1f} {b.count:12,} {b.confidence:5.2f} {b.right:6.2f}")
    print(f"expected calibration error {curve.error:.3f}")
