"""The same articles about other people and places, so that the reader knows names from anywhere.

Names of places become those of cities from all over the world, and of people others' first names and
surnames, each the same way through its article. Everything that is labelled moves along.
"""

import csv
import gzip
import random
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import replace
from functools import cache
from pathlib import Path

import names

from onrecord.reading.names import first_names
from training.cast import Token
from training.claims import Unit
from training.data import Article, Attribution
from training.labels import Spans

GAZETTEER = Path(__file__).parents[1] / "src/onrecord/reading/gazetteer/places.tsv.gz"
#: How often each name of an article gets another.
SHARE = 0.7
_NAME = re.compile(r"[^\W\d_][^\W\d_’'-]{2,}")
#: Surnames from all over the world.
_SURNAMES = Path(__file__).with_name("surnames.txt").read_text(encoding="utf-8").split()


@cache
def cities() -> list[list[str]]:
    """The names of the gazetteer's cities, of one or two words, country by country."""
    by_country: dict[str, set[str]] = defaultdict(set)
    with gzip.open(GAZETTEER, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if len(row) > 3 and row[1] == "city" and re.fullmatch(r"[^\W\d_]{4,}( [^\W\d_]{3,})?", row[2]):
                by_country[row[3]].add(row[2])
    return [sorted(found) for _, found in sorted(by_country.items())]


@cache
def surnames() -> list[str]:
    lines = Path(names.FILES["last"]).read_text().splitlines()[:8000]
    return [line.split()[0].capitalize() for line in lines]


@cache
def given_names() -> dict[str, list[str]]:
    out: dict[str, list[str]] = {"he": [], "she": []}
    for name, gender in first_names().items():
        if name.isalpha():
            out[gender].append(name.capitalize())
    return out


def rename(article: Article, rng: random.Random) -> Article:
    """One random version of an article that has a parse."""
    new: dict[tuple[str, str], str] = {}
    edits: list[tuple[int, int, str]] = []
    for first, last, kind in _runs(article.parse):
        spans = [(article.parse[first][0], article.parse[last - 1][1])]
        if kind == "PERSON":
            spans = [(article.parse[i][0], article.parse[i][1]) for i in range(first, last)]
        for at, (start, end) in enumerate(spans):
            old = article.text[start:end]
            if not _NAME.fullmatch(old) and not (kind == "LOCATION" and _NAME.match(old) and old.istitle()):
                continue
            key = (kind, old.casefold())
            if key not in new:
                other = _city(rng) if kind == "LOCATION" else _person(old, at + 1 < len(spans), rng)
                new[key] = other if rng.random() < SHARE else ""
            if new[key]:
                edits.append((start, end, new[key].upper() if old.isupper() else new[key]))
    return _rewrite(article, edits)


def _runs(parse: list[Token]) -> list[tuple[int, int, str]]:
    """The names of people and places, as stretches of tokens."""
    out: list[tuple[int, int, str]] = []
    for i, (start, _, pos, entity, _, _) in enumerate(parse):
        if entity not in ("PERSON", "LOCATION") or not pos.startswith("NNP"):
            continue
        if out and out[-1][1] == i and out[-1][2] == entity and start - parse[i - 1][1] <= 1:
            out[-1] = (out[-1][0], i + 1, entity)
        else:
            out.append((i, i + 1, entity))
    return out


def _city(rng: random.Random) -> str:
    return rng.choice(rng.choice(cities()))


def _person(old: str, first: bool, rng: random.Random) -> str:
    gender = first_names().get(old.casefold())
    if first and gender:
        return rng.choice(given_names()[gender])
    return rng.choice(_SURNAMES if rng.random() < 0.5 else surnames())


def _rewrite(article: Article, edits: list[tuple[int, int, str]]) -> Article:
    """The article with stretches of its text replaced, its labels moved along."""
    text: list[str] = []
    at, shift = 0, 0
    starts, ends, shifts = [], [], [0]
    for start, end, new in edits:
        text += [article.text[at:start], new]
        at = end
        shift += len(new) - (end - start)
        starts.append(start)
        ends.append(end)
        shifts.append(shift)
    text.append(article.text[at:])

    def begin(x: int) -> int:
        """Where what began at ``x`` begins now; inside a replaced stretch: where that does."""
        k = bisect_right(ends, x)
        return (starts[k] if k < len(starts) and starts[k] < x else x) + shifts[k]

    def finish(x: int) -> int:
        k = bisect_left(starts, x)
        return x + shifts[k] if not k or ends[k - 1] <= x else ends[k - 1] + shifts[k]

    def move(spans: Spans) -> Spans:
        return [(begin(s), finish(e)) for s, e in spans]

    def move_known(spans: Spans | None) -> Spans | None:
        return None if spans is None else move(spans)

    def move_all(attributions: list[Attribution]) -> list[Attribution]:
        return [Attribution(move(a.source), move(a.cue), move(a.content)) for a in attributions]

    def move_unit(u: Unit) -> Unit:
        ((start, end),), (cue,) = move([(u.start, u.end)]), move([u.cue])
        return replace(
            u, start=start, end=end, cue=cue, condition=move_known(u.condition), when=move_known(u.when)
        )

    cast = article.cast
    return replace(
        article,
        text="".join(text),
        outer=move_all(article.outer),
        inner=None if article.inner is None else move_all(article.inner),
        skipped=move(article.skipped),
        inner_known=move_known(article.inner_known),
        inner_open=move(article.inner_open),
        parse=[(begin(s), finish(e), *rest) for s, e, *rest in article.parse],  # type: ignore[misc]
        cast=replace(
            cast,
            chains=[sorted({begin(o) for o in chain}) for chain in cast.chains],
            roles=move_known(cast.roles),
            channels=move_known(cast.channels),
            doubtful=move(cast.doubtful),
        ),
        units=[move_unit(u) for u in article.units],
    )
