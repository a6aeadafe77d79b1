"""Fits what the decoder needs beside the weights: how sure it may be, and what it should leave out.

On the development articles, for each level: a logistic model of a statement's evidence (Platt, 1999)
that gives the probability that it is right, and the least probability worth keeping. Both are a
handful of numbers; :func:`report` shows, by cross-validation over articles, that they hold for
articles that they were not fitted on.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from onrecord.reading import Reader, attribution
from onrecord.reading.attribution import INNER, OUTER, Found
from onrecord.reading.tokens import Tokens
from training.data import Article, Attribution, read_articles

FOLDS = 6


@dataclass
class Case:
    """One statement found in an article: its evidence, and whether the gold has it."""

    article: int
    level: int
    features: list[float]
    right: bool


def cases(reader: Reader, articles: list[Article]) -> Iterator[Case]:
    for number, article in enumerate(articles):
        tokens = reader.encoder.tokenize(article.text)
        scores = (reader.encoder.run(tokens, w) for w in reader.encoder.windows(tokens))
        found = attribution.find(tokens, scores, reader.encoder.settings)
        for level, gold in ((OUTER, article.outer), (INNER, article.inner)):
            if gold is None:
                continue
            here = [f for f in found if f.level == level]
            for f, right in zip(here, _right(tokens, here, gold), strict=True):
                yield Case(number, level, attribution.features(f.evidence), right)


def _right(tokens: Tokens, found: list[Found], gold: list[Attribution]) -> list[bool]:
    """Paired one to one where contents share half their words and sources meet, or neither has one."""

    def words(spans: list[tuple[int, int]]) -> set[int]:
        return {i for a, b in spans for i in range(a, b) if tokens.text[tokens.start[i]].isalnum()}

    want = [
        tuple(words([tokens.words_in(*s) for s in spans]) for spans in (a.content, a.source)) for a in gold
    ]
    have = [(words(f.content), words([f.source] if f.source else [])) for f in found]
    pairs = []
    for i, (content, source) in enumerate(have):
        for j, (gold_content, gold_source) in enumerate(want):
            joint = len(content | gold_content)
            share = len(content & gold_content) / joint if joint else 0
            if share >= 0.5 and (source & gold_source or not (source or gold_source)):
                pairs.append((share, i, j))
    used: set[int] = set()
    out = [False] * len(found)
    for _, i, j in sorted(pairs, reverse=True):
        if not out[i] and j not in used:
            out[i] = True
            used.add(j)
    return out


def fit(some: list[Case]) -> np.ndarray:
    """Logistic regression by Newton's method, with a small ridge: bias, then one weight a feature."""
    x = np.array([[1.0, *c.features] for c in some])
    y = np.array([c.right for c in some], dtype=float)
    w = np.zeros(x.shape[1])
    ridge = np.full(len(w), 1.0)
    ridge[0] = 0.0
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(ridge) + 1e-9 * np.eye(len(w))
        w += np.linalg.solve(hessian, x.T @ (y - p) - ridge * w)
    return w


def probability(w: np.ndarray, some: list[Case]) -> np.ndarray:
    return 1 / (1 + np.exp(-np.array([[1.0, *c.features] for c in some]) @ w))


def held_out(some: list[Case]) -> np.ndarray:
    """Each case's probability by a model fitted on the other folds' articles."""
    out = np.zeros(len(some))
    for fold in range(FOLDS):
        test = [i for i, c in enumerate(some) if c.article % FOLDS == fold]
        rest = [c for c in some if c.article % FOLDS != fold]
        if test:
            out[test] = probability(fit(rest), [some[i] for i in test])
    return out


def report(some: list[Case]) -> list[tuple[str, int, float, float]]:
    """The reliability curve by cross-validation: (bin, statements, mean confidence, share right)."""
    sure = held_out(some)
    right = np.array([c.right for c in some])
    out = []
    for low in np.arange(0.0, 1.0, 0.1):
        at = (sure >= low) & (sure < low + 0.1 + (low > 0.85))
        if at.any():
            out.append((f"{low:.1f}–{low + 0.1:.1f}", int(at.sum()), float(sure[at].mean()), float(right[at].mean())))
    return out


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, required=True, help="the folder of the corpora")
    p.add_argument("--weights", type=Path, required=True, help="the exported model; its model.json is updated")
    p.add_argument("--least", type=float, nargs=2, default=(0.3, 0.3), help="least confidence, outer and inner")
    a = p.parse_args()
    calibrate(a.data, a.weights, tuple(a.least))


def calibrate(data: Path, weights: Path, least: tuple[float, ...]) -> None:
    """Fit both levels on the development articles and write the result into ``model.json``."""
    articles = read_articles(data / "polnear-dev.jsonl", data / "nested-dev.jsonl")
    found = list(cases(Reader(weights), articles))
    fitted = []
    for level, name in ((OUTER, "outer"), (INNER, "inner")):
        some = [c for c in found if c.level == level]
        fitted.append([round(float(v), 4) for v in fit(some)])
        print(f"{name}: {len(some)} statements, {sum(c.right for c in some)} right; held out:")
        for row in report(some):
            print("  {}  {:5d} statements  confidence {:.2f}  right {:.2f}".format(*row))
    path = weights / "model.json"
    model = json.loads(path.read_text())
    path.write_text(json.dumps(model | {"calibration": fitted, "least": list(least)}, indent=1) + "\n")


if __name__ == "__main__":
    main()
