"""The Causal News Corpus (Tan et al., 2022; version 2: 2023) as ordinary news: sentences with their causes,
effects and signals.

The corpus parts words and marks by spaces ("( RDP )", "police ’ s"), which no article does. Spaces that print
would not have are left out, and nothing else: each of the corpus's tokens keeps its place in the new text, so that
what is found there can be judged by the corpus's own tokens.
"""

import ast
import csv
import random
import re
from dataclasses import dataclass
from pathlib import Path

from training.labels import Relation, Spans

#: Documents kept aside for judging, and for choosing among models; of each a tenth.
SEED, HELD_OUT = 20261122, Path(__file__).with_name("causal_held_out.txt")

_MARK = re.compile(r"<(/?)(ARG0|ARG1|SIG\d)>")
#: Spaces that print does not have: before these, after those, and around an apostrophe.
_TIGHT = re.compile(
    r"""\ (?=[,.;:!?%)\]}”…](?:\s|$))            # before a closing mark
      | (?<=[(\[{“‘$£€#])\                       # after an opening one
      | \ (?=['’]\ (?:s|t|re|ve|ll|d|m)\b)       # police ’ s
      | (?<=\w\ ['’])\ (?=(?:s|t|re|ve|ll|d|m)\b)
      | \ (?=(?:n['’]t|['’](?:s|re|ve|ll|d|m))\b)
      | (?<=s)\ (?=['’]\ \w)                     # the farmworkers ' strike
      | (?<=\w)\ (?=’(?:\s|$))
      | (?<=``)\  | \ (?='')                     # TeX's marks
    """,
    re.VERBOSE,
)


@dataclass
class Sentence:
    """A sentence with its relations; ``tokens``: where the corpus's own tokens stand in ``text``."""

    id: str
    document: str
    text: str
    tokens: Spans
    relations: list[Relation]


def read(path: Path) -> list[Sentence]:
    """The sentences of the corpus, in its order. Relations that lack a cause or an effect are left out."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [_sentence(row) for row in csv.DictReader(file)]


def _sentence(row: dict[str, str]) -> Sentence:
    spaced = row["text"]
    gone = _needless(spaced)
    at, kept = [], 0
    for i in range(len(spaced) + 1):
        at.append(kept)
        kept += i not in gone
    text = "".join(c for i, c in enumerate(spaced) if i not in gone)
    tokens = [(at[m.start()], at[m.end() - 1] + 1) for m in re.finditer(r"\S+", spaced)]
    relations = []
    for marked in ast.literal_eval(row["causal_text_w_pairs"]):
        found = _spans(marked, spaced)
        if "ARG0" in found and "ARG1" in found:
            cause, effect, *signals = (
                (at[s], at[e - 1] + 1)
                for s, e in (found.pop("ARG0"), found.pop("ARG1"), *sorted(found.values()))
            )
            relations.append(Relation(cause, effect, signals))
    return Sentence(row["index"], row["doc_id"], text, tokens, relations)


def _spans(marked: str, plain: str) -> dict[str, tuple[int, int]]:
    """What stands between the marks, without spaces at its ends, by the marks' names."""
    out: dict[str, tuple[int, int]] = {}
    begun: dict[str, int] = {}
    done = before = 0
    for m in _MARK.finditer(marked):
        done += m.start() - before
        before = m.end()
        closing, name = m.groups()
        if not closing:
            begun[name] = done
        elif name in begun and plain[begun[name] : done].strip():
            words = plain[begun[name] : done]
            start = begun[name] + len(words) - len(words.lstrip())
            out[name] = start, start + len(words.strip())
    return out


def _needless(spaced: str) -> set[int]:
    out = {m.start() for m in _TIGHT.finditer(spaced)}
    straight = [i for i, c in enumerate(spaced) if c == '"']
    for n, i in enumerate(straight):
        # Straight marks open and close in turn; one without a partner closes, unless the sentence begins with it.
        opens = n % 2 == 0 and (n + 1 < len(straight) or i == 0)
        beside = i + 1 if opens else i - 1
        if 0 <= beside < len(spaced) and spaced[beside] == " ":
            out.add(beside)
    return out


def split(sentences: list[Sentence]) -> tuple[list[Sentence], list[Sentence], list[Sentence]]:
    """For training, for choosing among models, and for judging, which is done once; by document."""
    held_out = set(HELD_OUT.read_text(encoding="utf-8").split())
    rest = sorted({s.document for s in sentences} - held_out)
    choosing = set(random.Random(SEED + 1).sample(rest, len(held_out)))
    return (
        [s for s in sentences if s.document not in held_out | choosing],
        [s for s in sentences if s.document in choosing],
        [s for s in sentences if s.document in held_out],
    )


def hold_out(sentences: list[Sentence]) -> list[str]:
    """The documents of the held-out tenth, as :data:`HELD_OUT` has them."""
    documents = sorted({s.document for s in sentences})
    return sorted(random.Random(SEED).sample(documents, round(len(documents) / 10)))
