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

from onrecord import evaluation
from onrecord.evaluation.attributions import Words, roles, same_source
from onrecord.evaluation.nested import may_be_same, parts
from onrecord.evaluation.scores import pair
from onrecord.reading import Reader, attribution, claims
from onrecord.reading.attribution import INNER, OUTER, Found
from onrecord.reading.tokens import Tokens
from onrecord.reading.words import WordScores
from training.claims import read_units
from training.data import read_rows

FOLDS = 6
#: What is added to the tags' scores, outer and inner, in the order of training.data.TAGS: spans begin more
#: easily than the chain would have it, to find more, of which the calibrated confidence leaves out what is
#: below LEAST; together they gain a point of F1. Inner contents end a little sooner: those learnt from the
#: outer level, which are most, are longer than those that people mark inside.
BIAS = ((0.0, 0.6, 0.0, 0.6, 0.0, 0.6, 0.0), (0.0, 1.0, 0.0, 1.0, 0.0, 1.0, -0.15))
LEAST = (0.25, 0.25)


@dataclass
class Case:
    """One statement found in an article: its evidence, and whether the gold has it."""

    article: int
    level: int
    features: list[float]
    right: bool


def cases(reader: Reader, data: Path) -> Iterator[Case]:
    """What the reader finds in the development articles, judged as ``onrecord evaluate`` does."""
    articles = evaluation.read_gold(data / "polnear-dev.jsonl")
    voices = evaluation.read_nested(data / "nested-dev.jsonl", articles)
    for number, article in enumerate(articles.values()):
        tokens = reader.encoder.tokenize(article.text)
        scores = (reader.encoder.run(tokens, w) for w in reader.encoder.windows(tokens))
        found = attribution.find(tokens, scores, reader.encoder.settings)
        words = Words(article.text)
        outer = [f for f in found if f.level == OUTER and words.inside(_spans(tokens, [f])[0].content)]
        pairs = pair(roles(words, article.attributions), roles(words, _spans(tokens, outer)), same_source)
        right = {j for _, j in pairs}
        for j, f in enumerate(outer):
            yield Case(number, OUTER, attribution.features(f.evidence), j in right)
        if article.id not in voices:
            continue
        inner = [f for f in found if f.level == INNER]
        gold = voices[article.id]
        of = {j: i for i, j in pair(parts(gold), parts(_spans(tokens, inner)), may_be_same)}
        for j, f in enumerate(inner):
            if j not in of or not gold[of[j]].own:
                yield Case(number, INNER, attribution.features(f.evidence), j in of)


def _spans(tokens: Tokens, found: list[Found]) -> list[evaluation.Attribution]:
    """Words → characters."""

    def spans(words: list[attribution.Words]) -> tuple[tuple[int, int], ...]:
        return tuple((int(tokens.start[a]), int(tokens.end[b - 1])) for a, b in words)

    return [
        evaluation.Attribution(spans([f.source] if f.source else []), spans([f.cue]), spans(f.content))
        for f in found
    ]


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
            out.append(
                (f"{low:.1f}–{low + 0.1:.1f}", int(at.sum()), float(sure[at].mean()), float(right[at].mean()))
            )
    return out


def judged(reader: Reader, data: Path) -> tuple[np.ndarray, np.ndarray]:
    """The scores of the development units' kinds, read as the gold has their words and cues, and their kinds."""
    articles = read_rows(data / "polnear-dev.jsonl")
    scores, gold = [], []
    for name, units in read_units(data / "claims-dev.jsonl", articles).items():
        tokens = reader.encoder.tokenize(articles[name]["text"])
        words = WordScores(tokens, reader.encoder.settings)
        for _ in words.watch(reader.encoder.run(tokens, w) for w in reader.encoder.windows(tokens)):
            pass
        where = [tokens.words_in(u.start, u.end) for u in units]
        scores.append(claims.scores(words, where, [tokens.words_in(*u.cue) for u in units])[0])
        gold += [u.kind for u in units]
    return np.concatenate(scores), np.array(gold)


def temperature(scores: np.ndarray, gold: np.ndarray) -> float:
    """What the scores are divided by for the best probabilities of the gold kinds (Guo et al., 2017)."""

    def surprise(t: float) -> float:
        log_odds = scores / t - np.logaddexp.reduce(scores / t, axis=1, keepdims=True)
        return -float(log_odds[np.arange(len(gold)), gold].mean())

    return min((round(0.5 + 0.05 * i, 2) for i in range(60)), key=surprise)


def calibrate(data: Path, weights: Path) -> None:
    """Fit both levels and the claims on the development articles; write the result into ``model.json``."""
    _update(weights, bias=BIAS, calibration=[], least=[0.0, 0.0])
    found = list(cases(Reader(weights), data))
    fitted = []
    for level, name in ((OUTER, "outer"), (INNER, "inner")):
        some = [c for c in found if c.level == level]
        fitted.append([round(float(v), 4) for v in fit(some)])
        print(f"{name}: {len(some)} statements, {sum(c.right for c in some)} right; held out:")
        for row in report(some):
            print("  {}  {:5d} statements  confidence {:.2f}  right {:.2f}".format(*row))
    scores, gold = judged(Reader(weights), data)
    print(
        f"claims, gold words given: {len(gold)} units, {(scores.argmax(1) == gold).mean():.3f} right in kind"
    )
    _update(weights, calibration=fitted, least=LEAST, temperature=temperature(scores, gold))


def _update(weights: Path, **settings: object) -> None:
    path = weights / "model.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | settings, indent=1) + "\n")


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, required=True, help="the folder of the corpora")
    p.add_argument(
        "--weights", type=Path, required=True, help="the exported model; its model.json is updated"
    )
    a = p.parse_args()
    calibrate(a.data, a.weights)


if __name__ == "__main__":
    main()
