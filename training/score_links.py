"""How well the package's reader finds causes and effects: ``python -m training.score_links --data DIR``.

On the documents of the causal corpus that are kept aside for choosing or, with ``--held-out``, for judging: each
sentence is read as a text of its own, and what is found is judged by the corpus's own tokens.
"""

import argparse
from pathlib import Path

from onrecord.evaluation.causal import Link, all_links, causal, sentences_causal
from onrecord.evaluation.scores import Score
from onrecord.reading import Reader, Reading, Span
from onrecord.reading.encoder import WEIGHTS
from training.causal import Sentence, read, split


def tokens(sentence: Sentence, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Characters as the corpus's tokens: one span, or none."""
    inside = [i for i, (s, e) in enumerate(sentence.tokens) if s < end and start < e]
    return ((inside[0], inside[-1] + 1),) if inside else ()


def gold(sentence: Sentence) -> list[Link]:
    return [
        Link(
            tokens(sentence, *r.cause),
            tokens(sentence, *r.effect),
            tuple(t for s in r.signals for t in tokens(sentence, *s)),
        )
        for r in sentence.relations
    ]


def found(sentence: Sentence, reading: Reading) -> list[Link]:
    def at(span: Span | None) -> tuple[tuple[int, int], ...]:
        return tokens(sentence, span.start, span.end) if span else ()

    out = []
    for x in sorted(reading.links, key=lambda x: -x.confidence):
        # The corpus has what something is done for as its cause.
        ends = (x.effect, x.cause) if x.kind == "purpose" else (x.cause, x.effect)
        out.append(Link(at(ends[0]), at(ends[1]), at(x.signal)))
    return out


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, required=True, help="the folder of the corpora")
    p.add_argument("--weights", type=Path, default=WEIGHTS, help="a model's folder, else the package's own")
    p.add_argument("--held-out", action="store_true", help="the tenth to be judged on, not that to choose by")
    a = p.parse_args()
    sentences = split(read(a.data / "causal-train.csv"))[2 if a.held_out else 1]
    reader = Reader(a.weights)
    cases = [(gold(s), found(s, reader.read(s.text))) for s in sentences]
    figures = causal(cases)
    figures["of all found"] = all_links(cases)["all spans"]
    figures["sentences"] = sentences_causal((bool(g), bool(f)) for g, f in cases)
    print(f"{'':14} precision  recall     F1   gold  found")
    for name, s in figures.items():
        assert isinstance(s, Score)
        print(f"{name:14} {s.precision:9.3f} {s.recall:7.3f} {s.f1:6.3f} {s.gold:6} {s.predicted:6}")


if __name__ == "__main__":
    main()
