"""Fits what decoding links needs beside the weights: ``python -m training.calibrate_links --data DIR --weights DIR``.

Which sentences may hold a link at all, on the training sentences, each among others and by itself, as articles have
them; and how likely a link is right that the network finds, on those kept aside for choosing. Both are logistic models,
written into ``model.json``.
"""

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F  # noqa: N812

from onrecord.evaluation.causal import Spans
from onrecord.reading.encoder import Encoder, RelationSettings
from onrecord.reading.relations import Relations, read, summary
from training.causal import Sentence, split
from training.causal import read as read_causal
from training.score_links import gold, tokens

#: How many sentences stand together, beside each by itself; what share of those with a link is to be read.
TOGETHER, READ = 6, 0.95
#: What is less likely right is left out. Chosen for the figures on the documents kept aside for choosing.
LEAST = 0.25
#: How much of two spans must be common to both for them to name the same.
SAME = 0.5
#: How little weights are to be, for the sentences and for the links.
DECAY = (0.01, 1e-3)

Values = npt.NDArray[np.float64]


def calibrate(data: Path, weights: Path) -> None:
    """Fit both, and write the result into ``model.json``."""
    path = weights / "model.json"
    model = json.loads(path.read_text())
    train, choosing, _ = split(read_causal(data / "causal-train.csv"))
    encoder = Encoder(weights)
    settings = encoder.settings.relations
    if settings is None:
        raise SystemExit(f"{weights} has no network for links; export one with --links")
    model["relations"] |= {
        "gate": gate(encoder, train),
        "calibration": confidence(encoder, choosing, settings),
    }
    model["relations"]["least"] = LEAST
    path.write_text(json.dumps(model, indent=1) + "\n")


def gate(encoder: Encoder, sentences: list[Sentence]) -> list[float]:
    """Which sentences may hold a link: the share ``READ`` of those that do has a score of at least 0."""
    rows = [*summaries(encoder, sentences, TOGETHER), *summaries(encoder, sentences, 1)]
    x, y = np.array([row for row, _ in rows]), np.array([holds for _, holds in rows], float)
    mean, scale = x.mean(0), x.std(0)
    weights = fit((x - mean) / scale, y, DECAY[0])[:-1] / scale
    scores = x @ weights
    least = np.quantile(scores[y == 1], 1 - READ)
    print(f"sentences: {np.mean(scores[y == 0] >= least):.2f} of those without a link are read")
    return [round(float(w), 5) for w in (*weights, -least)]


def summaries(
    encoder: Encoder, sentences: list[Sentence], together: int
) -> Iterator[tuple[npt.NDArray[np.float32], bool]]:
    """Each sentence's summary, and whether it holds a link; so many of them make a text."""
    order = random.Random(1).sample(sentences, len(sentences))
    for k in range(0, len(order), together):
        some = order[k : k + together]
        text = " ".join(s.text for s in some)
        t = encoder.tokenize(text)
        begins, at = [], 0
        for s in some:
            begins.append(t.words_in(at, at + len(s.text)))
            at += len(s.text) + 1
        for window in encoder.windows(t):
            scores = encoder.run(t, window)
            for s, (first, last) in zip(some, begins, strict=True):
                if window.first <= first < window.last:
                    yield summary(t, scores, first, min(last, window.last)), bool(s.relations)


def confidence(encoder: Encoder, sentences: list[Sentence], settings: RelationSettings) -> list[float]:
    """How likely a link is right: cause and effect are about those of a gold one."""
    settings = msgspec.structs.replace(settings, calibration=(), least=0.0)
    evidence, right = [], []
    for s in sentences:
        t = encoder.tokenize(s.text)
        for window in encoder.windows(t):
            for r in read(encoder, t, Relations(t, encoder).sentences(window), settings):
                cause, effect = (
                    tokens(s, int(t.start[a]), int(t.end[b - 1])) for a, b in (r.cause, r.effect)
                )
                evidence.append(r.evidence)
                right.append(any(same(cause, g.cause) and same(effect, g.effect) for g in gold(s)))
    return [round(float(w), 4) for w in fit(np.array(evidence), np.array(right, float), DECAY[1])]


def same(one: Spans, other: Spans) -> bool:
    a, b = ({i for span in spans for i in range(*span)} for spans in (one, other))
    return len(a & b) >= SAME * len(a | b)


def fit(x: Values, y: Values, decay: float) -> Values:
    """The logistic model's weights and its constant."""
    inputs, right = torch.tensor(x).float(), torch.tensor(y).float()
    weights = torch.zeros(x.shape[1] + 1, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=300)

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        value = F.binary_cross_entropy_with_logits(inputs @ weights[:-1] + weights[-1], right)
        value = value + decay * (weights[:-1] ** 2).sum()
        value.backward()
        return value

    optimizer.step(loss)
    return weights.detach().double().numpy()


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
