"""Labels for the cast: who is the same as whom, in what role, through which channel.

Gold for thirty of the articles; for all of them the silver coreference and syntax of Stanford CoreNLP;
and GUM's gold coreference, as articles of which nothing else is known. A mention stands for its head
word, by the offset at which that begins.
"""

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from training.labels import Spans

#: Start, end, part of speech, entity type, index of the head (-1 for the root), relation.
Token = tuple[int, int, str, str, int, str]

_PRONOUNS = {
    "he",
    "she",
    "they",
    "him",
    "her",
    "them",
    "his",
    "hers",
    "their",
    "who",
    "it",
    "its",
    "himself",
    "herself",
}
_COURTESIES = {"Mr.", "Mrs.", "Ms.", "Mr", "Mrs", "Ms"}
#: Words that begin what follows a name or noun, and are no part of it.
_AFTER_HEAD = re.compile(
    r"[,;:(—–]|\s(?:of|for|from|in|at|on|with|to|by|who|whom|whose|which|that|where|and|or|whether|about)\b|['’]s$"
)
_LINK = re.compile(
    r"[\s,(]*(?:\d\d[\s,]+)?(?:an?|the|and|who (?:is|was|served as)|is|was|then)?\s*", re.IGNORECASE
)


@dataclass
class Cast:
    """What is known of one article's cast.

    ``chains``: mentions of the same somebody, by the offsets of their head words, in order. ``roles``
    and ``channels``: spans, ``None`` where nobody looked; ``doubtful``: where roles may be missing.
    """

    chains: list[list[int]] = field(default_factory=list)
    roles: Spans | None = None
    channels: Spans | None = None
    doubtful: Spans = field(default_factory=list)


def head_offset(text: str, start: int, end: int) -> int:
    """Where the head word of the noun phrase ``start:end`` begins: the last before what describes it.

    "the secretary of labor" → "secretary", "Erin Clark, a fellow at …" → "Clark".
    """
    phrase = text[start:end].rstrip()
    lead = len(phrase) - len(phrase.lstrip("\"“‘'(,; "))
    m = _AFTER_HEAD.search(phrase, lead + 1)
    before = phrase[: m.start()] if m else phrase
    words = list(re.finditer(r"[\w’'-]+\.?", before))
    return start + (words[-1].start() if words else 0)


def silver(text: str, tokens: list[Token], coreference: list[list[int]]) -> Cast:
    """CoreNLP's chains (token indices, already in text order) and the roles that its syntax shows."""
    taken: set[int] = set()
    chains = []
    for chain in coreference:
        offsets = sorted({tokens[i][0] for i in chain} - taken)
        taken.update(offsets)
        if len(offsets) > 1:
            chains.append(offsets)
    return Cast(chains, sorted(_syntactic_roles(tokens, text)))


def _syntactic_roles(tokens: list[Token], text: str) -> set[tuple[int, int]]:
    """Titles before people's names and appositions after them."""
    out = set()
    children = defaultdict(list)
    for i, token in enumerate(tokens):
        if token[4] >= 0:
            children[token[4]].append(i)

    def last(i: int) -> int:
        return max(
            [
                i,
                *(
                    last(j)
                    for j in children[i]
                    if j > i
                    and tokens[j][5] not in ("acl:relcl", "punct", "conj", "cc", "appos", "parataxis", "dep")
                ),
            ]
        )

    for i, token in enumerate(tokens):
        if token[3] != "PERSON":
            continue
        first = min([j for j in children[i] if tokens[j][3] == "PERSON" and j < i] + [i])
        before = [
            j for j in children[i]
            if j < first and tokens[j][3] != "PERSON" and tokens[j][5] in ("compound", "amod", "nmod:poss")
            and tokens[j][2] in ("NN", "NNP", "NNS", "NNPS", "JJ")
        ]  # fmt: skip
        if before and any(tokens[j][2].startswith("NN") for j in before):
            low = min(*before, *(k for j in before for k in children[j]), before[0])
            if tokens[low][2] in ("DT", "PRP$", "CD"):
                low += 1
            if low < first and text[tokens[low][0] : tokens[first - 1][1]] not in _COURTESIES:
                out.add((tokens[low][0], tokens[first - 1][1]))
        for j in children[i]:
            if (
                j > i
                and tokens[j][5] == "appos"
                and tokens[j][3] != "PERSON"
                and tokens[j][2].startswith("NN")
            ):
                low = min([j, *(k for k in children[j] if k < j)])
                if tokens[low][2] == "DT":
                    low += 1
                high = last(j)
                if low <= j and high - low < 25:
                    out.add((tokens[low][0], tokens[high][1]))
    return out


def gold(text: str, row: dict, attributions: list[dict], known: Cast) -> Cast:
    """A labelled article's cast; ``known`` is its silver one, which fills in the mentions between.

    A speaker's mentions are the heads of the sources that go back to it and the last word of its name.
    """
    by_id = {a["id"]: a for a in attributions}
    chains: dict[str, set[int]] = defaultdict(set)
    for name, speaker in row["speaker"].items():
        source = by_id[name]["source"]
        if source and speaker not in ("none", "author") and " & " not in speaker:
            chains[speaker].add(head_offset(text, *source[0]))
    kinds = {p["name"]: p["kind"] for p in row["people"]}
    for speaker, offsets in chains.items():
        word = re.findall(r"[\w’'-]+", speaker)[-1:]
        if kinds.get(speaker) == "person" and word and word[0] not in ("Jr", "Sr"):
            offsets.update(m.start() for m in re.finditer(rf"\b{re.escape(word[0])}\b", text))
    taken = {o for offsets in chains.values() for o in offsets}
    out = [sorted(offsets) for offsets in chains.values()]
    for chain in known.chains:
        # A silver chain that meets a gold one may be wrong where it leaves it: its pronouns stay unknown.
        met = any(o in taken for o in chain)
        rest = [o for o in chain if o not in taken]
        if met:
            rest = [o for o in rest if re.match(r"\w*", text[o:]).group().lower() not in _PRONOUNS]  # type: ignore[union-attr]
        if len(rest) > 1:
            out.append(rest)
    roles = _gold_roles(text, row, chains)
    doubtful = [(s, e) for s, e in known.roles or () if not any(s < b and a < e for a, b in roles)]
    channels = set()
    for name, words in row["channel"].items():
        a = by_id[name]
        anchor = (a["cue"] or a["content"])[0][0]
        places = [m.start() for m in re.finditer(re.escape(words), text)]
        if places:
            at = min(places, key=lambda x: abs(x - anchor))
            channels.add((at, at + len(words)))
    return Cast(out, roles, _apart(channels), doubtful)


def _gold_roles(text: str, row: dict, chains: dict[str, set[int]]) -> Spans:
    """Where each role's words stand: the place that is nearest to one of its person's mentions."""
    found = set()
    for person in row["people"]:
        near = chains.get(person["name"]) or {
            m.start() for mention in person["mentions"] for m in re.finditer(re.escape(mention), text)
        }
        for role in person["roles"]:
            places = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(role)}(?!\w)", text)]
            if places and near:
                at = min(places, key=lambda x: min(abs(x + len(role) // 2 - n) for n in near))
                found.add((at, at + len(role)))
    return _apart(found)


def _apart(spans: set[tuple[int, int]]) -> Spans:
    """In order, the longer of two that overlap."""
    out: Spans = []
    for s, e in sorted(spans, key=lambda x: (x[0] - x[1], x[0])):
        if not any(s < b and a < e for a, b in out):
            out.append((s, e))
    return sorted(out)


def read_gum(folder: Path) -> list[tuple[str, str, Cast]]:
    """GUM's documents: id, text, chains. Source: Zeldes (2017), https://gucorpling.org/gum."""
    return [_gum_document(path) for path in sorted(folder.glob("*.conllu"))]


def _gum_document(path: Path) -> tuple[str, str, Cast]:
    text, words = _gum_words(path.read_text(encoding="utf-8").splitlines())
    chains: dict[str, set[int]] = defaultdict(set)
    begun: list[tuple[str, int, int]] = []  # chain, which of the mention's words is its head, first word
    for i, (_, entity, _) in enumerate(words):
        parts = re.findall(r"\([^()]*\)?|[^()]+\)", entity)
        for part in parts:
            if part.startswith("("):
                fields = part.strip("()").split("-")
                begun.append((fields[0], int(fields[5].split(",")[0]), i))
        for part in parts:
            if part.endswith(")"):
                name = part.strip("()").split("-")[0]
                k = max(k for k, mention in enumerate(begun) if mention[0] == name)
                chain, head, first = begun.pop(k)
                at = min(first + head - 1, i)
                while at < i and words[at + 1][2] == "flat":
                    at += 1  # of names, our heads are the last words, GUM's the first
                chains[chain].add(words[at][0])
    taken: set[int] = set()
    out = []
    for offsets in chains.values():
        out.append(sorted(offsets - taken))
        taken.update(offsets)
    return path.stem, text, Cast([chain for chain in out if chain])


def _gum_words(lines: list[str]) -> tuple[str, list[tuple[int, str, str]]]:
    """The text of a CoNLL-U file, and of each word its offset, ``Entity=`` annotation and relation."""
    text, glue = "", ""
    words: list[tuple[int, str, str]] = []
    whole, until = 0, 0  # a word written as one and analysed as several: its offset, its last number
    for line in lines:
        if line.startswith("# newpar_block"):
            glue = "\n\n"
        elif line.startswith("# newdoc"):
            glue = ""
        elif line.startswith("# sent_id"):
            until = 0
        number, _, rest = line.partition("\t")
        if not rest or "." in number:
            continue
        columns = rest.split("\t")
        start = len(text) + len(glue)
        if "-" in number or int(number) > until:
            text += glue + columns[0]
            glue = "" if "SpaceAfter=No" in columns[8] else " "
        if "-" in number:
            whole, until = start, int(number.split("-")[1])
            continue
        entity = next((x[7:] for x in columns[8].split("|") if x.startswith("Entity=")), "")
        words.append((whole if int(number) <= until else start, entity, columns[6]))
    return text, words


def read_speakers(path: Path) -> dict[str, dict]:
    return {row["id"]: row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
