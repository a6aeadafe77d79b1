"""Writes trained weights as the package's model: ``python -m training.export --run runs/NAME --out FOLDER``.

``--run`` may be given several times: runs that started from the same weights are averaged. The encoder
becomes int8 ONNX (dynamic, a scale per channel, embeddings too), in two parts: what it shares with the network for
links that ``--links`` names, and the rest with its heads. The vocabulary and ``model.json``, what the decoder needs to
know, go there, too.
"""

import argparse
import copy
import json
import shutil
import tempfile
from pathlib import Path

import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from training.claims import KINDS, LIKELIHOODS
from training.data import MARKS, ROLES, SIGNALS, TAGS
from training.links import MOST, OWN, Own, loaded
from training.model import Chain, Network, possible
from training.train import START, mean

#: No window has more pieces than this; embeddings of later positions are left out.
LONGEST = 320


class Shared(nn.Module):
    """The encoder's first part: a window of pieces in, what its layers up to ``depth`` give out, pieces × width."""

    def __init__(self, network: Network, depth: int) -> None:
        super().__init__()
        self.encoder, self.depth = copy.deepcopy(network.encoder), depth
        position = self.encoder.position.weight
        self.encoder.position.weight = nn.Parameter(position[:LONGEST])

    def forward(self, ids: Tensor, shape: Tensor, place: Tensor) -> Tensor:
        x = self.encoder.embed(ids[None], shape[None], place[None])
        for layer in self.encoder.layers[: self.depth]:
            x = layer(x, None)
        return x[0]


class Heads(nn.Module):
    """The rest: what the first part gives in, the heads' scores of the window's words out."""

    def __init__(self, network: Network, depth: int) -> None:
        super().__init__()
        self.network, self.depth = network, depth

    def forward(self, states: Tensor, first: Tensor) -> tuple[Tensor, ...]:
        """``states``: pieces × width; ``first``: words → tags 2 × words × 7, pointers 4 × words × words,
        and for each word, side by side: types of name, marks, antecedent vectors, what it says of claims,
        parts of speech."""
        n = self.network
        x = states[None]
        for layer in n.encoder.layers[self.depth :]:
            x = layer(x, None)
        x = x[0, first]
        tags = torch.stack([n.outer.tags(x), n.inner.tags(x)])
        pointers = torch.stack([n.outer.cue(x), n.outer.source(x), n.inner.cue(x), n.inner.source(x)])
        words = torch.cat(
            [n.entity(x), n.marks(x), n.antecedent.vectors(x), n.claims.values(x), n.pos(x)], -1
        )
        return tags, pointers, words


class LinkHeads(nn.Module):
    """The network for causes and effects: what the shared layers give of one sentence in, its relations out."""

    def __init__(self, own: Own) -> None:
        super().__init__()
        self.layers, self.head = own.layers, own.head

    def forward(self, states: Tensor, first: Tensor) -> tuple[Tensor, ...]:
        """``states``: pieces × width; ``first``: words, the first of which is [CLS] → the score of holding a relation;
        of the likeliest anchors, the surest first, the scores and words; and what each word is to each of them:
        anchors × words × tags, of both chains. Words are counted, and scored, without [CLS]."""
        x = states[None]
        for layer in self.layers:
            x = layer(x, None)
        x = x[:, first]
        real = torch.ones_like(first, dtype=torch.bool)[None]
        real[:, 0] = False
        scores, at = self.head.anchors(x)[0, 1:].topk(MOST)
        roles, signals = self.head.emissions(x, torch.zeros_like(at), at + 1)
        return self.head.whole(x, real), scores, at, roles[:, 1:], signals[:, 1:]


def write(network: Network, out: Path, links: Own | None = None, quantize: bool = True) -> None:
    """Write ``shared.onnx``, ``model.onnx``, ``vocabulary.txt`` and ``model.json`` into the folder ``out``; with
    ``links``, also ``links.onnx``."""
    out.mkdir(parents=True, exist_ok=True)
    pieces, words = 12, 9
    depth = len(network.encoder.layers) - (links.own if links else OWN)
    nothing = torch.zeros(pieces, dtype=torch.long)
    states = {
        "states": torch.randn(pieces, network.encoder.norm.weight.shape[0]),
        "first": torch.arange(words),
    }
    parts: list[tuple[str, nn.Module, dict[str, Tensor], list[str]]] = [
        (
            "shared.onnx",
            Shared(network, depth),
            {"ids": torch.arange(1000, 1000 + pieces), "shape": nothing, "place": nothing},
            ["states"],
        ),
        ("model.onnx", Heads(network, depth), states, ["tags", "pointers", "words"]),
    ]
    if links:
        parts.append(("links.onnx", LinkHeads(links), states, ["holds", "anchors", "at", "roles", "signals"]))
    (out / "links.onnx").unlink(missing_ok=True)
    for name, part, inputs, outputs in parts:
        _write_network(part, inputs, outputs, out / name, quantize)
    shutil.copy(START / "vocab.txt", out / "vocabulary.txt")
    step, start = possible()
    heads = (network.outer, network.inner)
    model = {
        "tags": TAGS,
        "transitions": [_rounded(h.transitions + step) for h in heads],
        "starts": [_rounded(h.starts + start) for h in heads],
        "entities": sorted(network.vocabulary.entity, key=network.vocabulary.entity.__getitem__),
        "marks": MARKS,
        "kinds": KINDS,
        "likelihoods": LIKELIHOODS,
        "parts": sorted(network.vocabulary.pos, key=network.vocabulary.pos.__getitem__),
    }
    if links:
        model["relations"] = {
            "roles": _chain(links.head.roles, ROLES),
            "signals": _chain(links.head.signals, SIGNALS),
        }
    (out / "model.json").write_text(json.dumps(model, indent=1) + "\n")


def _write_network(
    network: nn.Module, inputs: dict[str, Tensor], outputs: list[str], out: Path, quantize: bool
) -> None:
    """Write a network as ONNX, whose inputs' first axes may have any length."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            network, tuple(inputs.values()), str(plain), input_names=list(inputs), output_names=outputs,
            dynamic_axes={name: {0: "w" if name == "first" else "p"} for name in inputs},
            opset_version=17, dynamo=False,
        )  # fmt: skip
        if quantize:
            quantize_dynamic(
                plain, out, per_channel=True, weight_type=QuantType.QInt8,
                op_types_to_quantize=["MatMul", "Gemm"], extra_options={"MatMulConstBOnly": True},
            )  # fmt: skip
            shrink_embeddings(out)
        else:
            shutil.copy(plain, out)


def _chain(chain: Chain, tags: tuple[str, ...]) -> dict[str, object]:
    step, start = chain.moves()
    return {"tags": tags, "transitions": _rounded(step), "starts": _rounded(start)}


def _rounded(values: Tensor) -> object:
    return [round(v, 4) if isinstance(v, float) else [round(x, 4) for x in v] for v in values.tolist()]


def shrink_embeddings(path: Path) -> None:
    """Store the word embeddings as int8 with a scale a row; rows are widened after they are looked up."""
    model = onnx.load(str(path))
    graph = model.graph
    for node in [n for n in graph.node if n.op_type == "Gather"]:
        table = next((t for t in graph.initializer if t.name == node.input[0]), None)
        if table is None or table.dims[0] < 1000:
            continue
        values = numpy_helper.to_array(table)
        scale = (abs(values).max(1, keepdims=True) / 127).astype("float32")
        small = (values / scale).round().astype("int8")
        base = table.name
        graph.initializer.remove(table)
        graph.initializer.extend(
            [numpy_helper.from_array(small, base + ".int8"), numpy_helper.from_array(scale, base + ".scale")]
        )
        at = list(graph.node).index(node)
        rows, ids, out = base + ".rows", node.input[1], node.output[0]
        graph.node.remove(node)
        new = [
            helper.make_node("Gather", [base + ".int8", ids], [rows + ".int8"]),
            helper.make_node("Cast", [rows + ".int8"], [rows + ".float"], to=TensorProto.FLOAT),
            helper.make_node("Gather", [base + ".scale", ids], [rows + ".scale"]),
            helper.make_node("Mul", [rows + ".float", rows + ".scale"], [out]),
        ]
        for i, n in enumerate(new):
            graph.node.insert(at + i, n)
    onnx.save(model, str(path))


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--run", type=Path, required=True, action="append")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--links", type=Path, help="what training.links has written on the mean of these runs")
    p.add_argument("--float", action="store_true", help="leave the weights unquantized, to compare")
    a = p.parse_args()
    network = mean(a.run)
    links = loaded(a.links, network.encoder) if a.links else None
    write(network, a.out, links, quantize=not a.float)


if __name__ == "__main__":
    main()
