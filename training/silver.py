"""Silver labels for voices within voices: each outer content of the training articles, read on its own.

Only thirty articles have gold inner statements. A first model, which has learnt the outer level from
all of them, reads each content as if it were an article; what it is sure of becomes a label, what it
is unsure of is left open, and so is a pronoun that may well be the outer speaker's own.
"""

import argparse
import json
from pathlib import Path

from onrecord.reading import Reader, Span, Statement
from training.data import Article, Attribution, Spans, read_articles

SURE, UNSURE = 0.5, 0.15
LEAST_WORDS = 5
_SPEAKER = {"i", "we", "me", "us", "my", "our", "i’m", "i'm"}
_PERHAPS_SPEAKER = {"he", "she", "they", "it", "him", "her", "them", "his", "their", "who"}


def silver(reader: Reader, article: Article) -> tuple[list[Attribution], Spans]:
    """The inner statements of an article's outer contents, and the stretches that stay open."""
    sure: list[Attribution] = []
    unknown: Spans = []
    for outer in article.outer:
        for start, end in outer.content:
            text = article.text[start:end]
            bare = text.strip("\"“”'‘’«» ")
            if len(bare.split()) < LEAST_WORDS:
                continue
            shift = start + text.index(bare)
            for s in reader.read(bare).statements:
                if s.within is not None:
                    continue
                who = " ".join(x.text for x in s.source).lower()
                maybe_own = who in _PERHAPS_SPEAKER and s.manner != "direct" and bare == text
                if who in _SPEAKER:
                    continue
                if s.confidence >= SURE and not maybe_own:
                    sure.append(_moved(s, shift))
                elif s.confidence >= UNSURE or maybe_own:
                    unknown += _moved(s, shift).spans()
    return sure, unknown


def _moved(s: Statement, by: int) -> Attribution:
    def move(spans: tuple[Span, ...]) -> Spans:
        return [(x.start + by, x.end + by) for x in spans]

    return Attribution(move(s.source), move(s.cue), move(s.content))


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, required=True, help="the folder of the corpora")
    p.add_argument("--weights", type=Path, required=True, help="the first model, exported and calibrated")
    p.add_argument("--out", type=Path, required=True, help="a JSON-lines file to write")
    a = p.parse_args()
    label(a.data, a.weights, a.out)


def label(data: Path, weights: Path, out: Path) -> None:
    """Write a line an article: id, inner statements, open stretches."""
    reader = Reader(weights)
    with out.open("w", encoding="utf-8") as file:
        for article in read_articles(data / "polnear-train.jsonl"):
            sure, unknown = silver(reader, article)
            row = {
                "id": article.id,
                "inner": [{"source": a.source, "cue": a.cue, "content": a.content} for a in sure],
                "open": unknown,
            }
            file.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
