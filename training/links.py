"""Learns causes and effects: ``python -m training.links --data DIR --runs RUN RUN --out FILE``.

Every relation has an *anchor*: the first word of its signal or, without one, of its cause or effect, whichever stands
later. The network says of each word how probable an anchor it is, and of each word with respect to an anchor whether
it is part of that relation's cause, effect or signal: two linear chains (Lafferty et al., 2001), since a signal may
stand inside of a cause. So a sentence can hold any number of relations, whose spans may overlap.

It stands on the shared encoder, with ``--own`` last layers of its own that begin as copies of the shared ones. What
the shared layers give is computed once. Figures are on the documents kept aside for choosing; what is interrupted is
resumed by the same command.
"""

import argparse
import copy
import math
import random
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from onrecord.evaluation import Score
from onrecord.evaluation.causal import Link, all_links, causal, sentences_causal
from onrecord.reading.tokens import Tokens, tokenize
from onrecord.reading.wordpiece import WordPiece
from training.causal import Sentence, read, split
from training.data import LabelledRelation, relations
from training.model import IMPOSSIBLE, Chain, Encoder, Linear, Links, Relations
from training.train import CLS, MASK, SEP, START, WEIGHTS, mean

#: Relations decoded of a sentence at most, and the least probability of a second one's anchor.
MOST, LEAST = 5, 0.2
#: How many last layers are its own.
OWN = 4


@dataclass
class Item:
    """A sentence as pieces and words (word 0 is [CLS]), with its relations."""

    sentence: Sentence
    tokens: Tokens
    ids: Tensor
    shape: Tensor
    place: Tensor
    first: Tensor
    relations: list[LabelledRelation]


def item(sentence: Sentence, wordpiece: WordPiece) -> Item:
    t = tokenize(sentence.text, wordpiece)
    per_word = np.diff(t.piece)

    def pieces(values: np.ndarray, ends: tuple[int, int] = (0, 0)) -> Tensor:
        return torch.from_numpy(np.concatenate([[ends[0]], values, [ends[1]]])).long()

    return Item(
        sentence, t, pieces(t.ids, (CLS, SEP)), pieces(np.repeat(t.shape, per_word)),
        pieces(np.repeat(t.place, per_word)), torch.from_numpy(np.concatenate([[0], t.piece[:-1] + 1])),
        relations(t, sentence.relations),
    )  # fmt: skip


class Own(nn.Module):
    """Own last layers, and the head on them; with ``own`` < 0 an encoder of its own, embeddings too."""

    def __init__(self, encoder: Encoder, own: int, dropout: float) -> None:
        super().__init__()
        self.own = own
        self.encoder = copy.deepcopy(encoder) if own < 0 else None
        self.layers = copy.deepcopy(
            encoder.layers[len(encoder.layers) - own :] if own > 0 else nn.ModuleList()
        )
        for part in self.modules():
            if isinstance(part, nn.Dropout):
                part.p = dropout
        self.head = Links(encoder.norm.weight.shape[0])
        self.dropout = nn.Dropout(0.2)

    def encode(self, b: "Batch") -> Tensor:
        """The states of words."""
        x = b.x if self.encoder is None else self.encoder(b.ids, b.shape, b.place, b.pieces)
        bias = torch.zeros(b.pieces.shape).masked_fill(~b.pieces, IMPOSSIBLE)[:, None, None]
        for layer in self.layers:
            x = layer(x, bias)
        x = x.gather(1, b.first[..., None].expand(-1, -1, x.shape[-1]))
        out: Tensor = self.dropout(x)
        return out


@dataclass
class Batch:
    items: list[Item]
    x: Tensor  # shared states, or nothing
    ids: Tensor
    shape: Tensor
    place: Tensor
    pieces: Tensor
    first: Tensor
    words: Tensor


def stack(items: list[Item], states: dict[str, Tensor]) -> Batch:
    p, w = max(len(i.ids) for i in items), max(len(i.first) for i in items)

    def pad(rows: list[Tensor], n: int) -> Tensor:
        out = torch.zeros(len(rows), n, *rows[0].shape[1:], dtype=rows[0].dtype)
        for i, row in enumerate(rows):
            out[i, : len(row)] = row
        return out

    x = pad([states[i.sentence.id] for i in items], p).float() if states else torch.zeros(0)
    return Batch(
        items, x, pad([i.ids for i in items], p), pad([i.shape for i in items], p),
        pad([i.place for i in items], p), torch.arange(p) < torch.tensor([[len(i.ids)] for i in items]),
        pad([i.first for i in items], w), torch.arange(w) < torch.tensor([[len(i.first)] for i in items]),
    )  # fmt: skip


def loss(model: Own, b: Batch) -> Tensor:
    found = [(i, r) for i, it in enumerate(b.items) for r in it.relations]
    roles, signals = (torch.zeros(len(found), b.words.shape[1], dtype=torch.long) for _ in range(2))
    for row, (_, r) in enumerate(found):
        roles[row, 1 : len(r.roles) + 1] = torch.from_numpy(r.roles)
        signals[row, 1 : len(r.signals) + 1] = torch.from_numpy(r.signals)
    gold = Relations(
        torch.ones(len(b.items), dtype=torch.bool),
        torch.tensor([i for i, _ in found], dtype=torch.long),
        torch.tensor([r.anchor + 1 for _, r in found], dtype=torch.long),
        roles,
        signals,
    )
    losses = model.head.loss(model.encode(b), b.words, gold)
    return torch.stack([WEIGHTS[k] * v for k, v in losses.items()]).sum()


def batches(items: list[Item], size: int, rng: random.Random) -> list[list[Item]]:
    order = sorted(items, key=lambda i: (len(i.ids) // 12, rng.random()))
    out = [order[k : k + size] for k in range(0, len(order), size)]
    rng.shuffle(out)
    return out


def viterbi(scores: Tensor, chains: list[Chain]) -> list[int]:
    """The best path of one sequence by the mean of the chains."""
    step, start = (torch.stack(x).mean(0) for x in zip(*(c.moves() for c in chains), strict=True))
    best, back = scores[0] + start, []
    for s in scores[1:]:
        top, at = (best[:, None] + step).max(0)
        best = top + s
        back.append(at)
    path = [int(best.argmax())]
    for at in reversed(back):
        path.append(int(at[path[-1]]))
    return path[::-1]


def spans_of(path: list[int], begin: int) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for i, tag in enumerate(path):
        if tag == begin:
            out.append((i, i + 1))
        elif tag == begin + 1 and out:
            out[-1] = (out[-1][0], i + 1)
    return out


@dataclass
class Said:
    """What is found of a sentence: its probability of being causal, and its links, the surest first."""

    causal: float
    links: list[tuple[float, Link]]


@torch.no_grad()
def predict(models: list[Own], states: list[dict[str, Tensor]], items: list[Item]) -> list[Said]:
    """What the mean of the models' scores comes to; ``states``: what the shared layers give each."""
    out = []
    for it in items:
        whole, found, xs = 0.0, torch.zeros(len(it.first)), []
        for model, have in zip(models, states, strict=True):
            b = stack([it], have)
            x = model.encode(b)
            xs.append(x)
            real = b.words.clone()
            real[:, 0] = False
            whole += float(model.head.whole(x, real)) / len(models)
            found = found + model.head.anchors(x)[0] / len(models)
        odds = found[1:].sigmoid()
        heads = [m.head for m in models]
        links: list[tuple[float, Link]] = []
        for rank, a in enumerate(odds.argsort(descending=True)[:MOST].tolist()):
            if rank and odds[a] < LEAST:
                break
            at = torch.tensor([0]), torch.tensor([a + 1])
            both = [head.emissions(x, *at) for head, x in zip(heads, xs, strict=True)]
            roles = viterbi(torch.stack([e[0, 1:] for e, _ in both]).mean(0), [h.roles for h in heads])
            signals = viterbi(torch.stack([s[0, 1:] for _, s in both]).mean(0), [h.signals for h in heads])
            link = Link(
                *(
                    _joined(it.tokens, it.sentence, spans_of(p, k))
                    for p, k in ((roles, 1), (roles, 3), (signals, 1))
                )
            )
            if link.cause and link.effect and all(link != o for _, o in links):
                links.append((float(odds[a]), link))
        out.append(Said(1 / (1 + math.exp(-whole)), links))
    return out


def _joined(tokens: Tokens, sentence: Sentence, spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Words as the corpus's own tokens."""
    out = []
    for a, b in spans:
        start, end = int(tokens.start[a]), int(tokens.end[b - 1])
        inside = [i for i, (s, e) in enumerate(sentence.tokens) if s < end and start < e]
        if inside:
            out.append((inside[0], inside[-1] + 1))
    return tuple(out)


def gold_links(sentence: Sentence) -> list[Link]:
    def tokens(span: tuple[int, int]) -> tuple[int, int]:
        inside = [i for i, (s, e) in enumerate(sentence.tokens) if s < span[1] and span[0] < e]
        return inside[0], inside[-1] + 1

    return [
        Link((tokens(r.cause),), (tokens(r.effect),), tuple(tokens(s) for s in r.signals))
        for r in sentence.relations
    ]


def judge(items: list[Item], said: list[Said], least: float = 0.5) -> dict[str, Score]:
    cases = [
        (gold_links(i.sentence), [link for _, link in s.links]) for i, s in zip(items, said, strict=True)
    ]
    whole = sentences_causal(
        [(bool(i.sentence.relations), s.causal >= least) for i, s in zip(items, said, strict=True)]
    )
    sure = [(g, [link for p, link in s.links if p >= least]) for (g, _), s in zip(cases, said, strict=True)]
    return {**causal(cases), "of all found": all_links(sure)["all spans"], "sentences": whole}


@torch.no_grad()
def shared(encoder: Encoder, items: list[Item], layers: int, masked: float = 0.0) -> dict[str, Tensor]:
    """What the first ``layers`` shared layers give of each sentence's pieces, a share of which is ``masked``; in int8, as
    in the reader."""
    part = copy.deepcopy(encoder).eval()
    part.layers = part.layers[:layers]
    for linear in part.modules():
        if isinstance(linear, Linear):
            linear.as_int8 = True
    out = {}
    for it in items:
        ids = it.ids.masked_fill((torch.rand(it.ids.shape) < masked) & (it.ids > 999), MASK)
        x = part(ids[None], it.shape[None], it.place[None], None)
        out[it.sentence.id] = x[0].bfloat16()
    return out


def show(name: str, figures: dict[str, Score]) -> str:
    return f"{name} " + " ".join(f"{k} {v.f1:.3f}" for k, v in figures.items())


def arguments() -> argparse.Namespace:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, required=True, help="the folder of the corpora")
    p.add_argument(
        "--runs", type=Path, nargs="+", required=True, help="runs whose mean is the shared encoder"
    )
    p.add_argument("--out", type=Path, help="where the weights go; training is resumed from what is there")
    p.add_argument("--score", type=Path, nargs="+", help="train nothing; score the mean of these")
    p.add_argument("--held-out", action="store_true", help="score on the tenth that is judged on, once")
    p.add_argument(
        "--own", type=int, default=OWN, help="how many layers are its own; -1: all, embeddings too"
    )
    p.add_argument("--epochs", type=int, default=8)
    p.add_argument("--size", type=int, default=16, help="sentences a batch")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--rate", type=float, default=1.5e-4, help="of the layers; of the heads: 1e-3")
    p.add_argument("--average", type=float, default=0.995)
    p.add_argument("--dropout", type=float, default=0.1)
    p.add_argument(
        "--variants", type=int, default=4, help="how many versions of each sentence the own layers see"
    )
    p.add_argument("--masked", type=float, default=0.1, help="share of the pieces masked in these")
    p.add_argument(
        "--dropped", type=float, default=0.1, help="share of what the shared layers give that is dropped"
    )
    return p.parse_args()


def main() -> None:
    a = arguments()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    wordpiece = WordPiece.load(START / "vocab.txt")
    parts = split(read(a.data / "causal-train.csv"))
    encoder = mean(a.runs).encoder
    if a.score:
        items = [item(s, wordpiece) for s in parts[2 if a.held_out else 1]]
        models = [loaded(path, encoder) for path in a.score]
        have = {own: given(encoder, items, own) for own in {m.own for m in models}}
        print(show("mean", judge(items, predict(models, [have[m.own] for m in models], items))))
    else:
        train(a, encoder, *([item(s, wordpiece) for s in part] for part in parts[:2]))


def given(encoder: Encoder, items: list[Item], own: int, masked: float = 0.0) -> dict[str, Tensor]:
    return {} if own < 0 else shared(encoder, items, len(encoder.layers) - own, masked)


def loaded(path: Path, encoder: Encoder) -> Own:
    state = torch.load(path, weights_only=True)
    model = Own(encoder, state["own"], 0.0)
    model.load_state_dict(state["average"])
    return model.eval()


def train(a: argparse.Namespace, encoder: Encoder, items: list[Item], choosing: list[Item]) -> None:
    torch.manual_seed(a.seed)
    began = time.time()
    model = Own(encoder, a.own, a.dropout)
    states = given(encoder, choosing, a.own)
    variants = [given(encoder, items, a.own, a.masked) for _ in range(a.variants)]
    print(f"shared states in {time.time() - began:.0f}s", flush=True)
    deep = [p for n, p in model.named_parameters() if n.startswith(("layers.", "encoder."))]
    heads = [p for n, p in model.named_parameters() if not n.startswith(("layers.", "encoder."))]
    groups = [{"params": heads, "lr": 1e-3}, *([{"params": deep, "lr": a.rate}] if deep else [])]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98))
    rates = [g["lr"] for g in optimizer.param_groups]
    average = copy.deepcopy(model).eval()
    begin, step, total = 0, 0, a.epochs * math.ceil(len(items) / a.size)
    if a.out.exists():
        state = torch.load(a.out, weights_only=True)
        model.load_state_dict(state["network"])
        average.load_state_dict(state["average"])
        optimizer.load_state_dict(state["optimizer"])
        begin, step = state["epoch"], state["step"]
    for epoch in range(begin, a.epochs):
        rng = random.Random(f"{a.seed}/{epoch}")
        torch.manual_seed(rng.randrange(2**31))
        model.train()
        sums = []
        for chosen in batches(items, a.size, rng):
            step += 1
            factor = min(1.0, step / (0.06 * total)) * max(0.02, 0.5 + 0.5 * math.cos(math.pi * step / total))
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * factor
            b = stack(chosen, variants[epoch % a.variants])
            b.x = nn.functional.dropout(b.x, a.dropped)
            if a.own < 0:
                b.ids[(torch.rand(b.ids.shape) < 0.05) & (b.ids > 999)] = MASK
            with torch.autocast("cpu", dtype=torch.bfloat16):
                value = loss(model, b)
            optimizer.zero_grad(set_to_none=True)
            value.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            decay = min(a.average, (1 + step) / (10 + step))
            with torch.no_grad():
                for mine, now in zip(average.state_dict().values(), model.state_dict().values(), strict=True):
                    mine.lerp_(now, 1 - decay)
            sums.append(float(value.detach()))
        line = f"epoch {epoch + 1} {time.time() - began:.0f}s loss {np.mean(sums):.3f}"
        if epoch > 2:
            line = show(line, judge(choosing, predict([average], [states], choosing)))
        print(line, flush=True)
        a.out.parent.mkdir(parents=True, exist_ok=True)
        state = {"network": model.state_dict(), "average": average.state_dict(), "own": a.own}
        state |= {"optimizer": optimizer.state_dict(), "epoch": epoch + 1, "step": step}
        torch.save(state, a.out.with_suffix(".new"))
        a.out.with_suffix(".new").replace(a.out)


if __name__ == "__main__":
    main()
