"""Silver labels for voices within voices: each outer content of the training articles, read on its own.

Only thirty articles have gold inner statements. A first model, which has learnt the outer level from
all of them, reads each content as if it were an article. Where it is sure of a voice, the sentence is
labelled; where it is unsure, or where a pronoun may well be the outer speaker's own, the words are left
open. So is every sentence in which it finds nothing: it misses more than half of the voices, and what
it misses must not be learnt as silence.
"""

import argparse
import json
import re
from pathlib import Path

from onrecord.reading import Reader, Span, Statement
from training.data import Article, Attribution, read_articles
from training.labels import Spans

SURE = 0.4
LEAST_WORDS = 5
_SENTENCE_END = re.compile(r"[.!?][\"”’]?\s+")
_SPEAKER = {"i", "we", "me", "us", "my", "our", "i’m", "i'm"}
_PERHAPS_SPEAKER = {"he", "she", "they", "it", "him", "her", "them", "his", "their", "who"}


def silver(reader: Reader, article: Article) -> tuple[list[Attribution], Spans, Spans]:
    """The inner statements of an article's outer contents, the sentences that they are known for, and
    what of these is in doubt after all."""
    sure: list[Attribution] = []
    known: Spans = []
    doubtful: Spans = []
    for outer in article.outer:
        for start, end in outer.content:
            text = article.text[start:end]
            bare = text.strip("\"“”'‘’«» ")
            if len(bare.split()) < LEAST_WORDS:
                continue
            shift = start + text.index(bare)
            for s in reader.read(bare).statements:
                who = " ".join(x.text for x in s.source).lower()
                if s.within is not None or who in _SPEAKER:
                    continue
                moved = _moved(s, shift)
                maybe_own = who in _PERHAPS_SPEAKER and s.manner != "direct" and bare == text
                if s.confidence < SURE or maybe_own:
                    doubtful += moved.spans()
                else:
                    sure.append(moved)
                    known.append(_sentences(article.text, moved.spans(), start, end))
    return sure, known, doubtful


def _sentences(text: str, spans: Spans, start: int, end: int) -> tuple[int, int]:
    """The whole sentences, inside the content ``start:end``, that the spans touch."""
    stops = [start, *(m.end() for m in _SENTENCE_END.finditer(text, start, end)), end]
    first, last = min(s for s, _ in spans), max(e for _, e in spans)
    return max(x for x in stops if x <= first), min(x for x in stops if x >= last)


def _moved(s: Statement, by: int) -> Attribution:
    def move(spans: tuple[Span, ...]) -> Spans:
        return [(x.start + by, x.end + by) for x in spans]

    return Attribution(move(s.source), move(s.cue), move(s.content))


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, required=True, help="the folder of the corpora")
    p.add_argument("--weights", type=Path, required=True, help="the first model, exported")
    p.add_argument("--out", type=Path, required=True, help="a JSON-lines file to write")
    a = p.parse_args()
    label(a.data, a.weights, a.out)


def label(data: Path, weights: Path, out: Path) -> None:
    """Write a line an article: id, inner statements, the stretches known and those in doubt."""
    reader = Reader(weights)
    with out.open("w", encoding="utf-8") as file:
        for article in read_articles(data / "polnear-train.jsonl"):
            sure, known, doubtful = silver(reader, article)
            row = {
                "id": article.id,
                "inner": [{"source": a.source, "cue": a.cue, "content": a.content} for a in sure],
                "known": known,
                "open": doubtful,
            }
            file.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
