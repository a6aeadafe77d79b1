"""Measures the mapping room on this machine: ``python -m benchmarks.mapping [--json]``.

Maps are of invented words: as many links as asked for, each said by one of many speakers in one of many articles. Each
figure is the best of a few rounds; parts of a ratio are measured in turn.
"""

import argparse
import json
import random
import tracemalloc
from collections.abc import Iterator

from benchmarks.__main__ import best
from onrecord.mapping import (
    Map,
    Said,
    Settings,
    Span,
    build,
    consequences,
    draw_map,
    from_graphml,
    from_json,
    paths,
    sensitivity,
    to_graphml,
    to_json,
)

#: Links of an article, so that 1,000 articles have 20 times as many.
OF_ARTICLE = 20
_THINGS = ["price", "supply", "capture", "defence", "trust", "wage", "toll", "strike", "harvest", "turnout"]
_OF = [
    "bread",
    "Lomond",
    "Pell",
    "the council",
    "the port",
    "timber",
    "the garrison",
    "ferrymen",
    "Sella",
    "the dam",
]


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--rounds", type=int, default=3, help="the best of so many counts (default 3)")
    p.add_argument("--json", action="store_true", help="one JSON object, for programs")
    a = p.parse_args()
    rows = list(measure(a.rounds))
    if a.json:
        print(json.dumps({name: value for name, value, _ in rows}))
        return
    for name, value, unit in rows:
        print(f"{name:58} {value:10,.2f} {unit}")


def measure(rounds: int) -> Iterator[tuple[str, float, str]]:
    """Every figure: its name, value and unit."""
    large = _map(200, 1000)
    hit = {large.arrows[0].cause: 1.0}
    sigmoid = Settings("modified", "sigmoid")
    runs, other, hangs = best(
        rounds,
        lambda: consequences(large, hit),
        lambda: consequences(large, hit, sigmoid),
        lambda: sensitivity(large, hit),
    )
    found = consequences(large, hit)
    yield "1,000 runs of 200 concepts, 1,000 links, tanh", runs, "s"
    yield "  of them came to rest", 100 * found.ends["converged"], "%"
    yield "the same by the modified rule with the sigmoid", other, "s"
    yield "what hangs on each of the 1,000 links", hangs, "s"
    target = found.changes[0].concept
    yield "the five strongest paths to a concept", best(rounds, lambda: paths(large, hit, target))[0], "s"
    small = _map(40, 80)
    yield "a drawing of 40 concepts, 80 links", best(rounds, lambda: draw_map(small))[0], "s"
    whole, graph = to_json(large), to_graphml(large)
    one, two, three, four = best(
        rounds,
        lambda: to_json(large),
        lambda: from_json(whole),
        lambda: to_graphml(large),
        lambda: from_graphml(graph),
    )
    yield "JSON of 1,000 links, out", one, "s"
    yield "JSON of 1,000 links, in", two, "s"
    yield "GraphML of 1,000 links, out", three, "s"
    yield "GraphML of 1,000 links, in", four, "s"
    hundred, thousand = _articles(100), _articles(1000)
    few, many = best(rounds, lambda: build(hundred), lambda: build(thousand))
    yield "a map of 1,000 articles, 20,000 links", many, "s"
    yield "  over one of 100 articles", many / few, "times"
    low, high = _memory(hundred), _memory(thousand)
    yield "memory of the map of 1,000 articles", high, "MB"
    yield "  over that of 100 articles", high / low, "times"


def _map(concepts: int, links: int) -> Map:
    """A map with so many concepts and arrows, some of them denied."""
    r = random.Random(concepts)
    names = [f"{_THINGS[n % 10]} of {_OF[n // 10 % 10]} {n}" for n in range(concepts)]
    pairs: set[tuple[str, str]] = set()
    while len(pairs) < links:
        a, b = r.sample(names, 2)
        pairs.add((a, b))
    said = []
    for a, b in sorted(pairs):
        said += [_said(r, a, b, len(said)) for _ in range(r.choice((1, 1, 2, 3)))]
    return build(said)


def _articles(count: int) -> list[Said]:
    r = random.Random(count)
    out = []
    for article in range(count):
        # Some things are spoken of everywhere, others in a few articles only.
        for _ in range(OF_ARTICLE):
            a, b = (
                f"the {r.choice(_THINGS)} of {r.choice(_OF)} {int(r.paretovariate(0.7)) % (count + 50)}"
                for _ in "ab"
            )
            out.append(_said(r, a, b, article))
    return out


def _said(r: random.Random, cause: str, effect: str, n: int) -> Said:
    return Said(
        id=f"l{n}",
        cause=Span(0, len(cause), cause),
        effect=Span(90, 90 + len(effect), effect),
        sign=r.choice(("+", "+", "−", "−", "0")),  # type: ignore[arg-type]
        statement=f"s{n}",
        document=f"d{n}",
        speaker=f"Speaker {r.randrange(100)}",
        confidence=r.uniform(0.5, 1),
        quote=f"{cause}, somebody said, would in the end be felt in {effect}",
    )


def _memory(said: list[Said]) -> float:
    """What a map keeps, in MB."""
    build(said)  # tables and caches are there before
    tracemalloc.start()
    kept = build(said)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return size / 1e6


if __name__ == "__main__":
    main()
