"""Measures the reader on this machine: ``python -m benchmarks [--articles FILE] [--json]``.

Each figure is the best of a few rounds; the parts of a ratio are measured in turn in one run, so that a
machine that slows down meanwhile slows both. Texts are the project's examples, over and over, or the
articles of a JSON-lines file.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path

from onrecord.document import Document
from onrecord.reading import Reader, attribution
from onrecord.sources import Sources

EXAMPLES = Path(__file__).parent.parent / "examples"
MEGABYTE = 1_000_000


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--articles", type=Path, help="a JSON-lines file to read instead of the examples")
    p.add_argument("--rounds", type=int, default=5, help="the best of so many counts (default 5)")
    p.add_argument("--json", action="store_true", help="one JSON object, for programs")
    a = p.parse_args()
    documents = [d for d in Sources([a.articles or EXAMPLES]) if isinstance(d, Document)]
    rows = list(measure(documents, a.rounds))
    if a.json:
        print(json.dumps({name: value for name, value, _ in rows}))
        return
    for name, value, unit in rows:
        print(f"{name:52} {value:12,.2f} {unit}")


def measure(documents: list[Document], rounds: int) -> Iterator[tuple[str, float, str]]:
    """Every figure: its name, value and unit."""
    # First of all: a process begins with its parent's memory, which counts as its own peak.
    yield from memory(documents)
    yield from starting(rounds)
    yield from reading(documents, rounds)
    yield from length(documents, rounds)


def reading(documents: list[Document], rounds: int) -> Iterator[tuple[str, float, str]]:
    """Speed on one thread and on all, and what is added to the encoder's own time."""
    reader, whole = Reader(relations=False), Reader()
    batch = list(islice(cycle(documents), max(40, len(documents))))
    words = sum(d.words for d in batch)
    prepared = []
    for d in batch:
        tokens = reader.encoder.tokenize(d.text)
        prepared += [reader.encoder.inputs(tokens, w) for w in reader.encoder.windows(tokens)]

    def encode() -> None:
        for inputs in prepared:
            reader.encoder.session.run(None, inputs)

    def read(threads: int | None) -> None:
        for _ in reader.stream(batch, threads):
            pass

    def relations() -> None:
        for _ in whole.stream(batch, 1):
            pass

    def statements() -> None:
        encoder = reader.encoder
        for d in batch:
            tokens = encoder.tokenize(d.text)
            scores = (encoder.run(tokens, window) for window in encoder.windows(tokens))
            attribution.sure(attribution.find(tokens, scores, encoder.settings), encoder.settings)

    bare, alone, one, every, linked = best(
        rounds, encode, statements, lambda: read(1), lambda: read(None), relations
    )
    yield "words a second, one thread", words / one, ""
    yield f"words a second, all threads ({os.cpu_count()})", words / every, ""
    yield "articles a second, one thread", len(batch) / one, ""
    yield "articles a second, all threads", len(batch) / every, ""
    yield "statements over the encoder alone, one thread", alone / bare, "times"
    yield "cast, places and claims, too, over statements alone", one / alone, "times"
    yield "causes and effects, too, over all that", linked / one, "times"


def length(documents: list[Document], rounds: int) -> Iterator[tuple[str, float, str]]:
    """Whether cost is linear in a text's length."""
    reader = Reader()
    short, long = (_text(documents, size) for size in (MEGABYTE // 10, MEGABYTE))
    small, large = best(min(rounds, 3), lambda: reader.read(short), lambda: reader.read(long))
    yield "one text of 1 MB over one of 100 KB", large / small, "times"


def starting(rounds: int) -> Iterator[tuple[str, float, str]]:
    """Whole processes: the bare interpreter, the import, one article read."""
    with tempfile.TemporaryDirectory() as folder:
        article = Path(folder) / "article.txt"
        article.write_text(
            " ".join((EXAMPLES / "sella-crossing.txt").read_text("utf-8").split(" ")[:500]), "utf-8"
        )
        python, imported, read = best(
            rounds,
            lambda: run("-c", "pass"),
            lambda: run("-c", "import onrecord"),
            lambda: run("-c", "from onrecord.cli import main; main()", "read", str(article)),
        )
    yield "import onrecord, less the interpreter", imported - python, "s"
    yield "onrecord read of one article, start to exit", read, "s"


def memory(documents: list[Document]) -> Iterator[tuple[str, float, str]]:
    """Peak memory of whole processes."""
    with tempfile.TemporaryDirectory() as folder:
        peaks = []
        for articles in (1, 100, 1000):
            corpus = Path(folder) / f"{articles}.jsonl"
            with corpus.open("w", encoding="utf-8") as file:
                for i, d in enumerate(islice(cycle(documents), articles)):
                    file.write(json.dumps({"id": str(i), "text": d.text}) + "\n")
            peaks.append(
                run("-c", "from onrecord.cli import main; main()", "read", str(corpus), "-f", "jsonl")
            )
            yield f"peak memory, {articles:,} articles", peaks[-1], "MB"
    yield "peak memory, 1,000 articles over 100", peaks[-1] / peaks[-2], "times"


def best(rounds: int, *tasks: Callable[[], object]) -> list[float]:
    """The least seconds that each task took, all tasks in turn, after one round that does not count."""
    seconds = [float("inf")] * len(tasks)
    for i in range(rounds + 1):
        for j, task in enumerate(tasks):
            begin = time.perf_counter()
            task()
            if i:
                seconds[j] = min(seconds[j], time.perf_counter() - begin)
    return seconds


def run(*arguments: str) -> float:
    """Run Python to its end; gives the process's peak memory in MB."""
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(arguments)} failed")
    return usage.ru_maxrss / 1024


def _text(documents: list[Document], size: int) -> str:
    parts: list[str] = []
    total = 0
    for d in cycle(documents):
        parts.append(d.text)
        total += len(d.text) + 2
        if total >= size:
            return "\n\n".join(parts)[:size]
    return ""


if __name__ == "__main__":
    main()
