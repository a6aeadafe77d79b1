"""The network: MiniLM's encoder with letter case given back, and thin heads for two levels of voices.

The encoder is BERT (Devlin et al., 2019) as distilled in MiniLM (Wang et al., 2020), six layers, 384
wide. Each level has role tags with a linear-chain CRF (Lafferty et al., 2001) and two biaffine
pointers (Dozat & Manning, 2017): word → first word of its cue, cue → first word of its source, both
with "none". For the cast there are names' types, spans of roles and channels, and for each word how well
it goes back to another (coreference as a choice of antecedent: Lee et al., 2017, on head words); for
the claims, spans of conditions and times, and what each word of a claim says of its kind. Auxiliary
heads (part of speech, dependency head and relation, all silver) are learnt along and thrown away.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812
from safetensors.torch import load_file
from torch import Tensor, nn

from onrecord.reading.tokens import PLACES, SHAPES
from onrecord.reading.words import ANTECEDENT
from training.claims import KIND_WEIGHTS, KINDS, LIKELIHOODS
from training.data import MARKS, ROLES, SIGNALS, TAGS, Example, Vocabulary
from training.labels import IGNORE

IMPOSSIBLE = -1e4
#: How far a word's distance from a link's anchor is told apart.
FAR = 24
LEVELS = 2


@dataclass
class Units:
    """The labelled claims of a batch: which window each stands in, its words and its cue's as masks
    (claims × words), and its labels."""

    window: Tensor
    words: Tensor
    cue: Tensor
    kind: Tensor
    likelihood: Tensor
    checkable: Tensor


@dataclass
class Relations:
    """What is known of causes and effects in a batch: of which windows it is, and each relation's window, anchor and
    tags (relations × words)."""

    known: Tensor
    window: Tensor
    anchor: Tensor
    roles: Tensor
    signals: Tensor


@dataclass
class Batch:
    ids: Tensor
    shape: Tensor
    place: Tensor
    pieces: Tensor  # which pieces are real
    first: Tensor
    words: Tensor  # which words are real
    allowed: Tensor
    cue: Tensor
    source: Tensor
    pos: Tensor
    entity: Tensor
    head: Tensor
    relation: Tensor
    chain: Tensor
    opens: Tensor
    marks: Tensor
    units: Units
    relations: Relations


def stack(examples: list[Example]) -> Batch:
    """Pad examples to a common length."""
    n = len(examples)
    p = max(len(x.ids) for x in examples)
    w = max(len(x.first) for x in examples)

    def pad(name: str, length: int, fill: int, levels: int = 0) -> Tensor:
        size = (n, levels, length) if levels else (n, length)
        out = torch.full(size, fill, dtype=torch.long)
        for i, x in enumerate(examples):
            value = torch.from_numpy(getattr(x, name))
            out[i, ..., : value.shape[-1]] = value
        return out

    allowed = torch.ones(n, LEVELS, w, len(TAGS), dtype=torch.bool)
    for i, x in enumerate(examples):
        allowed[i, :, : x.allowed.shape[1]] = torch.from_numpy(x.allowed)
    pieces = torch.arange(p) < torch.tensor([[len(x.ids)] for x in examples])
    words = torch.arange(w) < torch.tensor([[len(x.first)] for x in examples])
    return Batch(
        pad("ids", p, 0), pad("shape", p, 0), pad("place", p, 0), pieces, pad("first", w, 0), words, allowed,
        pad("cue", w, IGNORE, LEVELS), pad("source", w, IGNORE, LEVELS),
        pad("pos", w, IGNORE), pad("entity", w, IGNORE), pad("head", w, IGNORE), pad("relation", w, IGNORE),
        pad("chain", w, IGNORE), pad("opens", w, 0), pad("marks", w, IGNORE, len(MARKS)), _units(examples, w),
        _relations(examples, w),
    )  # fmt: skip


def _units(examples: list[Example], width: int) -> Units:
    found = [(i, u) for i, x in enumerate(examples) for u in x.units]
    words, cue = torch.zeros(len(found), width), torch.zeros(len(found), width)
    for row, (_, u) in enumerate(found):
        words[row, u.first : u.last] = 1
        cue[row, u.cue[0] : u.cue[1]] = 1
    labels = torch.tensor([(u.kind, u.likelihood, u.checkable) for _, u in found], dtype=torch.long)
    kind, likelihood, checkable = labels.view(-1, 3).unbind(1)
    window = torch.tensor([i for i, _ in found], dtype=torch.long)
    return Units(window, words, cue, kind, likelihood, checkable)


def _relations(examples: list[Example], width: int) -> Relations:
    found = [(i, r) for i, x in enumerate(examples) for r in x.relations or ()]

    def rows(name: str) -> Tensor:
        out = torch.zeros(len(found), width, dtype=torch.long)
        for row, (_, r) in enumerate(found):
            tags = torch.from_numpy(getattr(r, name))
            out[row, : len(tags)] = tags
        return out

    return Relations(
        torch.tensor([x.relations is not None for x in examples], dtype=torch.bool),
        torch.tensor([i for i, _ in found], dtype=torch.long),
        torch.tensor([r.anchor for _, r in found], dtype=torch.long),
        rows("roles"),
        rows("signals"),
    )


class Linear(nn.Linear):
    """A linear layer that can be computed as ONNX Runtime will compute it: in int8.

    With ``as_int8`` the weights (a scale a row) and the inputs (a scale and zero a window) are rounded
    to 8 bits on the way forward; gradients pass as if they were not (Jacob et al., 2018).
    """

    as_int8 = False

    def forward(self, x: Tensor) -> Tensor:
        if not self.as_int8:
            return super().forward(x)
        return F.linear(_rounded_input(x), _rounded_weight(self.weight), self.bias)


def _rounded_weight(weight: Tensor) -> Tensor:
    with torch.no_grad():
        scale = weight.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        error = (weight / scale).round() * scale - weight
    return weight + error


def _rounded_input(x: Tensor) -> Tensor:
    """``x``: windows × pieces × width."""
    with torch.no_grad():
        low = x.amin((1, 2), keepdim=True).float().clamp(max=0)
        scale = (x.amax((1, 2), keepdim=True).float().clamp(min=0) - low).clamp(min=1e-8) / 255
        error = (x / scale).round() * scale - x
    return x + error


class Layer(nn.Module):
    def __init__(self, width: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = Linear(width, 3 * width)
        self.out = Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=1e-12)
        self.up = Linear(width, inner)
        self.down = Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        b, n, width = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        # Written out: on a CPU faster to train than PyTorch's fused attention, and what is exported.
        scores = (q / math.sqrt(width // self.heads)) @ k.transpose(-1, -2)
        if bias is not None:
            scores = scores + bias
        mixed = torch.softmax(scores, dim=-1) @ v
        mixed = mixed.transpose(1, 2).reshape(b, n, width)
        x = self.norm1(x + self.dropout(self.out(mixed)))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """BERT with two more input embeddings, zero at the start: word shape and place in the paragraph."""

    def __init__(self, config: dict, dropout: float) -> None:
        super().__init__()
        width = config["hidden_size"]
        self.word = nn.Embedding(config["vocab_size"], width)
        self.position = nn.Embedding(config["max_position_embeddings"], width)
        self.kind = nn.Parameter(torch.zeros(width))  # BERT's token type 0
        self.shape = nn.Embedding(SHAPES, width)
        self.place = nn.Embedding(PLACES, width)
        nn.init.zeros_(self.shape.weight)
        nn.init.zeros_(self.place.weight)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(
            Layer(width, config["num_attention_heads"], config["intermediate_size"], dropout)
            for _ in range(config["num_hidden_layers"])
        )
        self.dropout = nn.Dropout(dropout)

    def embed(self, ids: Tensor, shape: Tensor, place: Tensor) -> Tensor:
        """What the layers begin with."""
        x = self.word(ids) + self.position.weight[: ids.shape[1]] + self.kind
        out: Tensor = self.dropout(self.norm(x + self.shape(shape) + self.place(place)))
        return out

    def forward(self, ids: Tensor, shape: Tensor, place: Tensor, pieces: Tensor | None) -> Tensor:
        x = self.embed(ids, shape, place)
        bias = None
        if pieces is not None:
            bias = torch.zeros(pieces.shape, dtype=torch.bfloat16).masked_fill(~pieces, IMPOSSIBLE)[
                :, None, None
            ]
        for layer in self.layers:
            x = layer(x, bias)
        return x

    @classmethod
    def pretrained(cls, folder: Path, dropout: float) -> "Encoder":
        """The start weights, from the folder of a sentence-transformers model."""
        model = cls(json.loads((folder / "config.json").read_text()), dropout)
        old = load_file(folder / "model.safetensors")
        new = {
            "word.weight": old["embeddings.word_embeddings.weight"],
            "position.weight": old["embeddings.position_embeddings.weight"],
            "kind": old["embeddings.token_type_embeddings.weight"][0],
            "norm.weight": old["embeddings.LayerNorm.weight"],
            "norm.bias": old["embeddings.LayerNorm.bias"],
        }
        for i in range(len(model.layers)):
            at = f"encoder.layer.{i}."
            for part in ("weight", "bias"):
                names = [f"{at}attention.self.{x}.{part}" for x in ("query", "key", "value")]
                new[f"layers.{i}.qkv.{part}"] = torch.cat([old[name] for name in names])
                new[f"layers.{i}.out.{part}"] = old[f"{at}attention.output.dense.{part}"]
                new[f"layers.{i}.norm1.{part}"] = old[f"{at}attention.output.LayerNorm.{part}"]
                new[f"layers.{i}.up.{part}"] = old[f"{at}intermediate.dense.{part}"]
                new[f"layers.{i}.down.{part}"] = old[f"{at}output.dense.{part}"]
                new[f"layers.{i}.norm2.{part}"] = old[f"{at}output.LayerNorm.{part}"]
        missing, unexpected = model.load_state_dict(new, strict=False)
        if set(missing) != {"shape.weight", "place.weight"} or unexpected:
            raise ValueError(f"the start weights in {folder} do not fit: {missing}, {unexpected}")
        return model


class Pointer(nn.Module):
    """Biaffine scores: entry ``[i, j]`` says how well word ``i`` chooses word ``j`` (0: none)."""

    def __init__(self, width: int, size: int = 128) -> None:
        super().__init__()
        self.size = size
        self.chooser = nn.Linear(width, size)
        self.chosen = nn.Linear(width, size + 1)

    def forward(self, x: Tensor) -> Tensor:
        q = F.gelu(self.chooser(x))
        k = self.chosen(x)
        scores: Tensor = q @ k[..., :-1].transpose(-1, -2) / math.sqrt(self.size) + k[..., None, :, -1]
        return scores


class Head(nn.Module):
    """One level of voices: tags, cue pointer, source pointer."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.tags = nn.Linear(width, len(TAGS))
        self.cue = Pointer(width)
        self.source = Pointer(width)
        self.transitions = nn.Parameter(torch.zeros(len(TAGS), len(TAGS)))
        self.starts = nn.Parameter(torch.zeros(len(TAGS)))


class Antecedent(nn.Module):
    """How well each word goes back to each earlier one, or to none: an inner product of small vectors.

    The vectors, not the scores, are what is exported, so that words of different windows compare.
    """

    def __init__(self, width: int, size: int = ANTECEDENT) -> None:
        super().__init__()
        self.size = size
        self.later = nn.Linear(width, size + 1)
        self.earlier = nn.Linear(width, size + 1)

    def vectors(self, x: Tensor) -> Tensor:
        """Words × (later: size, the score of none; earlier: size, its own score), scaled."""
        return torch.cat([self.later(x) / math.sqrt(self.size), self.earlier(x)], -1)

    def loss(self, x: Tensor, chain: Tensor, opens: Tensor, words: Tensor) -> Tensor:
        """The negative log-likelihood of all that is right: any earlier mention of the same chain.

        A mention whose earlier ones are all out of sight teaches nothing.
        """
        v = self.vectors(x).float()
        q, none, k, own = v.split([self.size, 1, self.size, 1], -1)
        scores = q @ k.transpose(-1, -2) + own.transpose(-1, -2)
        n = scores.shape[1]
        earlier = torch.ones(n, n, dtype=torch.bool).tril(-1) & words[:, None, :]
        earlier[:, :, 0] = False
        scores = scores.masked_fill(~earlier, IMPOSSIBLE)
        mention = chain >= 0
        same = (chain[:, :, None] == chain[:, None, :]) & mention[:, :, None] & earlier
        right = torch.cat([((opens > 0) & ~same.any(-1))[..., None], same], -1)
        scores = torch.cat([none, scores], -1)
        rows = right.any(-1) & mention
        if not rows.any():
            return v.sum() * 0.0
        scores, right = scores[rows], right[rows]
        return (scores.logsumexp(-1) - scores.masked_fill(~right, IMPOSSIBLE).logsumexp(-1)).mean()


class Claims(nn.Module):
    """What each word says of the claim it stands in, and each word of a cue of those it brings.

    A claim's scores are the mean of its words' values, weighted by their attention, one weighting a
    question; the mean of its cue's values is added.
    """

    QUESTIONS = (len(KINDS), len(LIKELIHOODS), 1)

    def __init__(self, width: int, hidden: int = 192) -> None:
        super().__init__()
        self.up = nn.Linear(width, hidden)
        self.out = nn.Linear(hidden, len(self.QUESTIONS) + 2 * sum(self.QUESTIONS))

    def values(self, x: Tensor) -> Tensor:
        """Words × (attention: a question each; values as part of a claim; values as part of a cue)."""
        out: Tensor = self.out(F.gelu(self.up(x)))
        return out

    def loss(self, x: Tensor, units: Units) -> dict[str, Tensor]:
        v = self.values(x).float()[units.window]
        asked, total = len(self.QUESTIONS), sum(self.QUESTIONS)
        attention, own, cue = v.split([asked, total, total], -1)
        attention = attention.masked_fill(units.words[..., None] == 0, IMPOSSIBLE).softmax(1)
        with_cue = units.cue / units.cue.sum(1, keepdim=True).clamp(min=1)
        said = torch.einsum("uw,uwv->uv", with_cue, cue)
        at, out = 0, []
        for i, size in enumerate(self.QUESTIONS):
            part = slice(at, at + size)
            out.append(torch.einsum("uw,uwv->uv", attention[..., i], own[..., part]) + said[:, part])
            at += size
        known = units.checkable != IGNORE
        return {
            "kind": _classify_rows(out[0], units.kind, torch.tensor(KIND_WEIGHTS)),
            "likelihood": _classify_rows(out[1], units.likelihood),
            "checkable": F.binary_cross_entropy_with_logits(out[2][known, 0], units.checkable[known].float())
            if known.any()
            else v.sum() * 0.0,
        }


class Chain(nn.Module):
    """A linear chain over BIO tags (Lafferty et al., 2001); sequences × words × tags."""

    step: Tensor
    start: Tensor

    def __init__(self, tags: tuple[str, ...]) -> None:
        super().__init__()
        step, start = possible(tags)
        self.transitions = nn.Parameter(torch.zeros(len(tags), len(tags)))
        self.starts = nn.Parameter(torch.zeros(len(tags)))
        self.register_buffer("step", step, persistent=False)
        self.register_buffer("start", start, persistent=False)

    def moves(self) -> tuple[Tensor, Tensor]:
        """Scores of one tag after another (from × to), and of the first."""
        return self.transitions.float() + self.step, self.starts.float() + self.start

    def loss(self, emissions: Tensor, gold: Tensor, words: Tensor) -> Tensor:
        """The negative log-likelihood of each sequence."""
        step, start = self.moves()
        alpha = emissions[:, 0] + start
        for t in range(1, emissions.shape[1]):
            new = torch.logsumexp(alpha[:, :, None] + step, 1) + emissions[:, t]
            alpha = torch.where(words[:, t, None], new, alpha)
        at = emissions.gather(2, gold[..., None])[..., 0]
        moves = step[gold[:, :-1], gold[:, 1:]]
        right = (at * words).sum(1) + start[gold[:, 0]] + (moves * words[:, 1:]).sum(1)
        return torch.logsumexp(alpha, -1) - right


class Links(nn.Module):
    """Causes and effects: how probable an anchor each word is, and what each word is to an anchor.

    Every relation has an *anchor*: the first word of its signal or, without one, of its cause or effect, whichever
    stands later. To an anchor each word is part of the cause, the effect or neither, and part of the signal or not: two
    chains, since a signal may stand inside of a cause. So a sentence can hold any number of relations, whose spans may
    overlap.
    """

    def __init__(self, width: int, hidden: int = 192) -> None:
        super().__init__()
        self.anchor = nn.Sequential(nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, 1))
        self.sentence = nn.Sequential(nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, 2))
        self.word = nn.Linear(width, hidden)
        self.whose = nn.Linear(width, hidden)
        self.distance = nn.Embedding(2 * FAR + 1, hidden)
        nn.init.normal_(self.distance.weight, std=0.02)
        self.out = nn.Linear(hidden, len(ROLES) + len(SIGNALS))
        self.roles, self.signals = Chain(ROLES), Chain(SIGNALS)
        self.dropout = nn.Dropout(0.2)

    def anchors(self, x: Tensor) -> Tensor:
        """Each word's score of being an anchor."""
        out: Tensor = self.anchor(x)[..., 0].float()
        return out

    def whole(self, x: Tensor, words: Tensor) -> Tensor:
        """Each sentence's score of holding a relation: the mean of its words', by their attention."""
        value, attention = self.sentence(x).float().unbind(-1)
        return (attention.masked_fill(~words, IMPOSSIBLE).softmax(1) * value).sum(1)

    def emissions(self, x: Tensor, row: Tensor, at: Tensor) -> tuple[Tensor, Tensor]:
        """For anchors ``at`` in the sentences ``row``: anchors × words × tags, of both chains."""
        far = (torch.arange(x.shape[1])[None] - at[:, None]).clamp(-FAR, FAR) + FAR
        z = self.word(x)[row] + self.whose(x[row, at])[:, None] + self.distance(far)
        scores = self.out(self.dropout(F.gelu(z))).float()
        return scores[..., : len(ROLES)], scores[..., len(ROLES) :]

    def loss(self, x: Tensor, words: Tensor, r: Relations) -> dict[str, Tensor]:
        """``words``: which are real, word 0 ([CLS]) among them."""
        if not r.known.any():
            nothing = x.sum() * 0.0
            return {"anchor": nothing, "causal": nothing, "links": nothing}
        words = words.clone()
        words[:, 0] = False
        gold = torch.zeros(words.shape)
        gold[r.window, r.anchor] = 1
        anchor = F.binary_cross_entropy_with_logits(self.anchors(x), gold, reduction="none") * words
        causal = (gold.sum(1) > 0).float()
        whole = F.binary_cross_entropy_with_logits(self.whole(x, words), causal, reduction="none")
        out = {"anchor": anchor.sum(1)[r.known].mean(), "causal": whole[r.known].mean()}
        if len(r.window):
            e, s = self.emissions(x, r.window, r.anchor)
            mask = words[r.window][:, 1:]
            spans = self.roles.loss(e[:, 1:], r.roles[:, 1:], mask)
            out["links"] = (spans + self.signals.loss(s[:, 1:], r.signals[:, 1:], mask)).mean()
        else:
            out["links"] = x.sum() * 0.0
        return out


def _classify_rows(scores: Tensor, gold: Tensor, weight: Tensor | None = None) -> Tensor:
    if not (gold != IGNORE).any():
        return scores.sum() * 0.0
    return F.cross_entropy(scores, gold, weight, ignore_index=IGNORE, label_smoothing=0.05)


def possible(tags: tuple[str, ...] = TAGS) -> tuple[Tensor, Tensor]:
    """BIO: an inside tag follows only its own role (transitions ``[from, to]``, starts)."""
    step = torch.zeros(len(tags), len(tags))
    start = torch.zeros(len(tags))
    for j, tag in enumerate(tags):
        if tag.startswith("I-"):
            start[j] = IMPOSSIBLE
            for i, before in enumerate(tags):
                if before[2:] != tag[2:]:
                    step[i, j] = IMPOSSIBLE
    return step, start


class Network(nn.Module):
    def __init__(self, encoder: Encoder, vocabulary: Vocabulary, dropout: float) -> None:
        super().__init__()
        width = encoder.norm.weight.shape[0]
        self.vocabulary = vocabulary
        self.encoder = encoder
        self.outer = Head(width)
        self.inner = Head(width)
        self.pos = nn.Linear(width, len(vocabulary.pos))
        self.entity = nn.Linear(width, len(vocabulary.entity))
        self.head = Pointer(width)
        self.relation = nn.Linear(width, len(vocabulary.relation))
        self.antecedent = Antecedent(width)
        self.marks = nn.Sequential(nn.Linear(width, 128), nn.GELU(), nn.Linear(128, 3 * len(MARKS)))
        self.claims = Claims(width)
        self.links = Links(width)
        self.dropout = nn.Dropout(dropout)

    def loss(self, batch: Batch, auxiliary: float) -> dict[str, Tensor]:
        x = self.encoder(batch.ids, batch.shape, batch.place, batch.pieces)
        x = x.gather(1, batch.first[..., None].expand(-1, -1, x.shape[-1]))
        x = self.dropout(x)
        out = {}
        levels = (self.outer, self.inner)
        emissions = torch.stack([h.tags(x).float() for h in levels], 1)
        crf = chain_loss(emissions, batch.allowed, batch.words, levels)
        for i, (name, h) in enumerate(zip(("outer", "inner"), levels, strict=True)):
            out[f"{name}.tags"] = crf[i]
            out[f"{name}.cue"] = _choose(h.cue(x), batch.cue[:, i], batch.words)
            out[f"{name}.source"] = _choose(h.source(x), batch.source[:, i], batch.words)
        out["entity"] = _classify(self.entity(x), batch.entity)
        out["antecedent"] = self.antecedent.loss(x, batch.chain, batch.opens, batch.words)
        marks = self.marks(x)
        for i, name in enumerate(MARKS):
            out[name] = _classify(marks[..., 3 * i : 3 * i + 3], batch.marks[:, i])
        out |= self.claims.loss(x, batch.units)
        out |= self.links.loss(x, batch.words, batch.relations)
        if auxiliary:
            out["pos"] = _classify(self.pos(x), batch.pos)
            out["relation"] = _classify(self.relation(x), batch.relation)
            out["head"] = _choose(self.head(x), batch.head, batch.words)
        return out


def _choose(scores: Tensor, gold: Tensor, words: Tensor) -> Tensor:
    return _classify(scores.float().masked_fill(~words[:, None, :], IMPOSSIBLE), gold)


def _classify(scores: Tensor, gold: Tensor) -> Tensor:
    if not (gold != IGNORE).any():
        return scores.sum() * 0.0
    return F.cross_entropy(scores.float().transpose(1, 2), gold, ignore_index=IGNORE)


def chain_loss(emissions: Tensor, allowed: Tensor, words: Tensor, levels: tuple[Head, ...]) -> Tensor:
    """The CRF's negative log-likelihood a labelled word, for each level.

    ``emissions``: batch × levels × words × tags. Where several tags are allowed their paths are
    summed (a partially observed chain: Bellare & McCallum, 2007), so unlabelled words cost nothing.
    """
    b, n = emissions.shape[0], emissions.shape[2]
    step, start = possible()
    both = torch.cat([emissions, emissions.masked_fill(~allowed, IMPOSSIBLE)])
    moves = torch.stack([h.transitions for h in levels]).float() + step
    begin = torch.stack([h.starts for h in levels]).float() + start
    alpha = both[:, :, 0] + begin
    steps = both.unbind(2)
    rows = torch.cat([words, words]).unbind(1)
    for t in range(1, n):
        new = torch.logsumexp(alpha[..., :, None] + moves, dim=2) + steps[t]
        alpha = torch.where(rows[t][:, None, None], new, alpha)
    total = torch.logsumexp(alpha, -1)
    known = ((~allowed).any(-1) & words[:, None]).sum((0, 2)).clamp(min=1)
    return (total[:b] - total[b:]).sum(0) / known
