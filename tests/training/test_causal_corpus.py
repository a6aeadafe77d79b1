"""The causal corpus as ordinary news: nothing but needless spaces goes, and every mark keeps its words."""

import csv
import io
from pathlib import Path

import pytest

from onrecord.reading.encoder import Encoder
from training import causal
from training.causal import Sentence, read, split
from training.data import relations

COLUMNS = ["doc_id", "index", "text", "causal_text_w_pairs"]


def sentences(tmp_path: Path, *rows: tuple[str, str, list[str]]) -> list[Sentence]:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for n, (document, text, marked) in enumerate(rows):
        writer.writerow([document, f"i{n}", text, str(marked)])
    path = tmp_path / "corpus.csv"
    path.write_text("\ufeff" + out.getvalue(), encoding="utf-8")
    return read(path)


@pytest.mark.parametrize(
    ("spaced", "printed"),
    [
        ("The dam ( built in May ) failed .", "The dam (built in May) failed."),
        ("The miners ' strike , and Brill ’ s , ended .", "The miners' strike, and Brill’s, ended."),
        ('" It holds , " Brill said .', '"It holds," Brill said.'),
        ("`` It holds , '' Brill said .", "``It holds,'' Brill said."),
        ('It holds , " Brill said .', 'It holds," Brill said.'),
        ("They do n't know .", "They don't know."),
    ],
)
def test_words_stand_as_in_print(tmp_path: Path, spaced: str, printed: str) -> None:
    (one,) = sentences(tmp_path, ("d", spaced, []))
    assert one.text == printed
    assert [one.text[s:e] for s, e in one.tokens] == spaced.split()


def test_marks_keep_their_words_each_relation_its_own(tmp_path: Path) -> None:
    text = "Shops ( two ) closed after the dam failed , leaving Orne dark ."
    marked = [
        "<ARG1>Shops ( two ) closed</ARG1> <SIG0>after</SIG0> <ARG0>the dam failed</ARG0> , leaving Orne dark .",
        "Shops ( two ) closed after <ARG0>the dam failed</ARG0> , <ARG1><SIG0>leaving</SIG0> Orne dark</ARG1> .",
    ]
    (one,) = sentences(tmp_path, ("d", text, marked))

    def words(span: tuple[int, int]) -> str:
        return one.text[slice(*span)]

    assert [(words(r.cause), words(r.effect), [words(s) for s in r.signals]) for r in one.relations] == [
        ("the dam failed", "Shops (two) closed", ["after"]),
        ("the dam failed", "leaving Orne dark", ["leaving"]),
    ]


def test_a_relation_is_anchored_in_its_signal_or_its_later_end(tmp_path: Path) -> None:
    rows = [
        "<ARG1>Shops closed</ARG1> <SIG0>after</SIG0> <ARG0>the dam failed</ARG0>",
        "<ARG1>Shops closed</ARG1> after <ARG0>the dam failed</ARG0>",
    ]
    encoder = Encoder()
    for marked, anchor in zip(rows, ("after", "the"), strict=True):
        (one,) = sentences(tmp_path, ("d", "Shops closed after the dam failed", [marked]))
        tokens = encoder.tokenize(one.text)
        (relation,) = relations(tokens, one.relations)
        assert tokens.lower[relation.anchor] == anchor
        assert relation.roles.tolist() == [3, 4, 0, 1, 2, 2]


def test_no_document_is_both_learnt_from_and_judged_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = sentences(tmp_path, *((f"d{n // 2}", "The dam failed .", []) for n in range(60)))
    held_out = tmp_path / "held_out.txt"
    held_out.write_text("\n".join(causal.hold_out(found)))
    monkeypatch.setattr(causal, "HELD_OUT", held_out)
    parts = [{s.document for s in part} for part in split(found)]
    assert [len(p) for p in parts] == [24, 3, 3]
    assert set.union(*parts) == {s.document for s in found}
