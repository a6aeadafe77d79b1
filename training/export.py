"""Writes trained weights as the package's model: ``python -m training.export --run runs/NAME --out FOLDER``.

``--run`` may be given several times: runs that started from the same weights are averaged. The encoder
becomes int8 ONNX (dynamic, a scale per channel, embeddings too); beside it go the vocabulary and
``model.json``, what the decoder needs to know.
"""

import argparse
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
from training.data import MARKS, TAGS
from training.model import Network, possible
from training.train import START, mean


class Exported(nn.Module):
    """What the reader runs: one window of pieces in, the heads' scores of its words out."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, shape: Tensor, place: Tensor, first: Tensor) -> tuple[Tensor, ...]:
        """``ids, shape, place``: pieces; ``first``: words → tags 2 × words × 7, pointers 4 × words × words,
        and for each word, side by side: types of name, marks, antecedent vectors, what it says of claims."""
        n = self.network
        x = n.encoder(ids[None], shape[None], place[None], None)[0, first]
        tags = torch.stack([n.outer.tags(x), n.inner.tags(x)])
        pointers = torch.stack([n.outer.cue(x), n.outer.source(x), n.inner.cue(x), n.inner.source(x)])
        words = torch.cat([n.entity(x), n.marks(x), n.antecedent.vectors(x), n.claims.values(x)], -1)
        return tags, pointers, words


def write(network: Network, out: Path, quantize: bool = True) -> None:
    """Write ``model.onnx``, ``vocabulary.txt`` and ``model.json`` into the folder ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    pieces, words = 12, 9
    sample = (
        torch.arange(1000, 1000 + pieces),
        torch.zeros(pieces, dtype=torch.long),
        torch.zeros(pieces, dtype=torch.long),
        torch.arange(words),
    )
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            Exported(network), sample, str(plain),
            input_names=["ids", "shape", "place", "first"], output_names=["tags", "pointers", "words"],
            dynamic_axes={"ids": {0: "p"}, "shape": {0: "p"}, "place": {0: "p"}, "first": {0: "w"}},
            opset_version=17, dynamo=False,
        )  # fmt: skip
        if quantize:
            quantize_dynamic(
                plain, out / "model.onnx", per_channel=True, weight_type=QuantType.QInt8,
                op_types_to_quantize=["MatMul", "Gemm"], extra_options={"MatMulConstBOnly": True},
            )  # fmt: skip
            shrink_embeddings(out / "model.onnx")
        else:
            shutil.copy(plain, out / "model.onnx")
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
    }
    (out / "model.json").write_text(json.dumps(model, indent=1) + "\n")


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
    p.add_argument("--float", action="store_true", help="leave the weights unquantized, to compare")
    a = p.parse_args()
    write(mean(a.run), a.out, quantize=not a.float)


if __name__ == "__main__":
    main()
