"""Causes and effects are learnt: a few sentences by heart, decoded as they were given, in training and by the reader."""

import csv
from pathlib import Path

import torch

from onrecord.reading.encoder import Encoder as Reader
from onrecord.reading.relations import Relations
from onrecord.reading.tokens import Tokens
from training import links
from training.causal import read
from training.data import Vocabulary
from training.export import write
from training.model import Encoder, Network
from training.score_links import tokens

CONFIG = {
    "hidden_size": 48, "vocab_size": 30522, "max_position_embeddings": 64, "num_attention_heads": 4,
    "intermediate_size": 64, "num_hidden_layers": 2,
}  # fmt: skip
ROWS = [
    ("The shops closed because the dam failed .",
     ["<ARG1>The shops closed</ARG1> <SIG0>because</SIG0> <ARG0>the dam failed</ARG0> ."]),
    ("Rain led to floods , and floods led to hunger .",
     ["<ARG0>Rain</ARG0> <SIG0>led to</SIG0> <ARG1>floods</ARG1> , and floods led to hunger .",
      "Rain led to floods , and <ARG0>floods</ARG0> <SIG0>led to</SIG0> <ARG1>hunger</ARG1> ."]),
    ("Ada Brill came home .", []),
]  # fmt: skip


def test_what_was_learnt_is_what_the_reader_reads(tmp_path: Path) -> None:
    items, encoder, states, model = learnt(tmp_path)
    vocabulary = Vocabulary({"NN": 0}, {"O": 0}, {"root": 0})
    write(Network(encoder, vocabulary, 0.0).eval(), tmp_path, model, quantize=False)
    reader = Reader(tmp_path)
    said = links.predict([model], [states], items)
    for item, expected in zip(items[:2], said, strict=False):
        relations = Relations(item.tokens, reader)
        for _ in relations.watch(reader.run(item.tokens, w) for w in reader.windows(item.tokens)):
            pass
        found = [
            tuple(tokens(item.sentence, *characters(item.tokens, span)) for span in (r.cause, r.effect))
            for r in relations.found
        ]
        for _, link in expected.links:
            assert (link.cause, link.effect) in found


def characters(t: Tokens, words: tuple[int, int]) -> tuple[int, int]:
    return int(t.start[words[0]]), int(t.end[words[1] - 1])


def test_a_few_sentences_are_learnt_by_heart_each_relation_of_its_own(tmp_path: Path) -> None:
    items, _, states, model = learnt(tmp_path)
    said = links.predict([model], [states], items)
    figures = links.judge(items, said)
    assert figures["all spans"].f1 == figures["sentences"].f1 == 1.0
    assert [s.causal > 0.5 for s in said] == [True, True, False]


def learnt(tmp_path: Path) -> tuple[list[links.Item], Encoder, dict[str, torch.Tensor], links.Own]:
    path = tmp_path / "corpus.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["doc_id", "index", "text", "causal_text_w_pairs"])
        writer.writerows(["d", f"i{n}", text, str(marked)] for n, (text, marked) in enumerate(ROWS))
    items = [links.item(s, Reader().wordpiece) for s in read(path)]
    torch.manual_seed(1)
    encoder = Encoder(CONFIG, 0.0)
    states = links.given(encoder, items, 1)
    model = links.Own(encoder, 1, 0.0)
    optimizer = torch.optim.Adam(model.parameters(), 3e-3)
    for _ in range(60):
        optimizer.zero_grad()
        links.loss(model, links.stack(items, states)).backward()
        optimizer.step()
    return items, encoder.eval(), states, model.eval()
