"""Measures the ledger on this machine: ``python -m benchmarks.ledger [--articles FILE] [--statements N] [--json]``.

It is filled with variations of the project's examples, or of the articles of a JSON-lines file: words are exchanged for
others of their length, so every article has its own and every span still points at its words. Then so many forecasts
are settled by lot, and each question is asked several times, of which the median counts. This is done in SQLite and,
where its programs are installed, in PostgreSQL.
"""

import argparse
import datetime
import json
import random
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.__main__ import EXAMPLES, best, run
from onrecord.document import Document
from onrecord.ledger import Ledger, Search, version_of
from onrecord.ledger.database import batches
from onrecord.ledger.records import packed, unpacked_reading
from onrecord.ledger.schema import claims, resolutions, statements
from onrecord.reading import Reader, Reading
from onrecord.scoring import GROUPINGS, board, calibration_curve
from onrecord.sources import Sources

Row = tuple[str, float, str]

OUTLETS = [
    f"The {town} {paper}"
    for town in ("Lomond", "Osk", "Tarn", "Lisse", "Orne")
    for paper in ("Courier", "Herald", "Packet", "Post")
]
LIKELIHOODS = {
    "flat": 0.9,
    "very_likely": 0.875,
    "likely": 0.675,
    "possible": 0.4,
    "unlikely": 0.325,
    "flat_not": 0.1,
}
#: How much of the words of an article are exchanged.
CHANGED = 0.5
_WORD = re.compile("[A-Za-z]{4,}")


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--articles", type=Path, help="a JSON-lines file to vary instead of the examples")
    p.add_argument("--statements", type=int, default=100_000, help="how many there are (default 100000)")
    p.add_argument(
        "--settled", type=int, default=10_000, help="how many forecasts are settled (default 10000)"
    )
    p.add_argument("--rounds", type=int, default=5, help="the median of so many counts (default 5)")
    p.add_argument("--json", action="store_true", help="one JSON object, for programs")
    a = p.parse_args()
    documents = [d for d in Sources([a.articles or EXAMPLES]) if isinstance(d, Document)]
    reader = Reader()
    readings = [reader.read(d) for d in documents]
    (reading,) = best(1, lambda: [reader.read(d) for d in documents])
    rows = {}
    for database, where in places():
        for name, value, unit in measure(where, readings, reading / len(documents), a):
            rows[f"{database}: {name}"] = value
            if not a.json:
                print(f"{database + ': ' + name:72} {value:12,.2f} {unit}", flush=True)
    if a.json:
        print(json.dumps(rows))


def places() -> Iterator[tuple[str, str]]:
    """A place for a new ledger in each of the databases that are there."""
    with tempfile.TemporaryDirectory() as folder:
        yield "SQLite", str(Path(folder) / "ledger.db")
    try:
        from tests.ledger.clusters import cluster
    except ImportError as error:
        print(f"PostgreSQL is left out ({error.name} is not there)", file=sys.stderr)
        return
    server = cluster()
    if server is None:
        print("PostgreSQL is left out, as it is not installed", file=sys.stderr)
        return
    try:
        yield "PostgreSQL", server.new_database()
    finally:
        server.close()


def measure(where: str, readings: list[Reading], reading: float, a: argparse.Namespace) -> Iterator[Row]:
    """Every figure of one database: its name, value and unit. ``reading``: the seconds that an article takes to read."""
    with Ledger.open(where) as ledger:
        seconds = fill(ledger, readings, a.statements)
    yield "adding an article", statistics.median(seconds) * 1000, "ms"
    yield "the last 100 adds over the first 100", sum(seconds[-100:]) / sum(seconds[:100]), "times"
    yield "adding an article over reading it", statistics.mean(seconds) / reading, "times"
    with Ledger.open(where) as ledger:
        settle(ledger, a.settled)
    if where.startswith("postgresql"):
        analyse(where)
    with Ledger.open(where) as ledger:
        for name, ask in questions(ledger, readings):
            yield name, median(a.rounds, ask) * 1000, "ms"
    start = "from onrecord.cli import main; main()"
    whole = (["score"], ["score", "--by", "speaker"])
    for verb in whole:
        spent = median(a.rounds, lambda verb=verb: run("-c", start, *verb, "--ledger", where))
        yield f"onrecord {' '.join(verb)}, start to exit", spent, "s"


def fill(ledger: Ledger, readings: list[Reading], wanted: int) -> list[float]:
    """Add varied readings until there are so many statements; gives the seconds that each took."""
    reader = version_of(Reader())
    known: dict[int, list[str]] = {}
    for word in sorted({word.lower() for one in readings for word in _WORD.findall(one.document.text)}):
        known.setdefault(len(word), []).append(word)
    seconds: list[float] = []
    total = 0
    for i, one in enumerate(cycle(readings)):
        if total >= wanted:
            return seconds
        new = varied(one, i, known)
        total += len(new.statements)
        begin = time.perf_counter()
        ledger.add(new, reader)
        seconds.append(time.perf_counter() - begin)
    return seconds


def varied(one: Reading, number: int, known: dict[int, list[str]]) -> Reading:
    """The reading of an article like that one: half of its words are others, of the same length."""
    luck = random.Random(number)
    exchanged: dict[str, str] = {}

    def other(match: re.Match[str]) -> str:
        word = match[0]
        if word not in exchanged:
            new = luck.choice(known[len(word)]) if luck.random() < CHANGED else word
            exchanged[word] = new.title() if word[0].isupper() else new
        return exchanged[word]

    text = _WORD.sub(other, one.document.text)

    def rewritten(value: Any) -> Any:
        if isinstance(value, dict):
            new = {name: rewritten(inner) for name, inner in value.items()}
            return (
                new | {"text": text[new["start"] : new["end"]]} if "text" in new and "start" in new else new
            )
        return [rewritten(inner) for inner in value] if isinstance(value, list) else value

    record = rewritten(json.loads(json.dumps(one.to_dict())))
    for speaker in record["speakers"]:
        speaker["name"] = _WORD.sub(other, speaker["name"])
        speaker["aliases"] = [_WORD.sub(other, alias) for alias in speaker["aliases"]]
    day = datetime.date(2027, 1, 1) + datetime.timedelta(days=luck.randrange(1500))
    record["document"] |= {
        "id": f"{record['document']['id']}-{number}",
        "url": None,
        "outlet": luck.choice(OUTLETS),
        "published": day.isoformat(),
    }
    return unpacked_reading(packed(json.dumps(record)), text)


def settle(ledger: Ledger, wanted: int) -> None:
    """Make twice so many forecasts, by lot, and settle half of them, as they come true with their probability."""
    luck = random.Random(0)
    with ledger._database.writing() as connection:
        ids = list(connection.execute(sa.select(claims.c.id).order_by(claims.c.id)).scalars())
        chosen = luck.sample(ids, min(len(ids), 2 * wanted))
        made, resolved = [], []
        now = datetime.datetime.now(datetime.UTC)
        for i, id in enumerate(chosen):
            likelihood = luck.choice(list(LIKELIHOODS))
            came = float(luck.random() < LIKELIHOODS[likelihood])
            is_settled = i % 2 == 0
            made.append(
                {
                    "claim": id,
                    "likelihood": likelihood,
                    "probability": LIKELIHOODS[likelihood],
                    "due_on": datetime.date(2027, 6, 1) + datetime.timedelta(days=luck.randrange(1500)),
                    "outcome": ("yes" if came else "no") if is_settled else None,
                    "degree": came if is_settled else None,
                }
            )
            if is_settled:
                outcome = {"outcome": made[-1]["outcome"], "degree": came, "settled_on": None}
                resolved.append({"passage_id": id, "made_by": "Nell Varga", "made_at": now, **outcome})
        columns = ("likelihood", "probability", "due_on", "outcome", "degree")
        change = {"kind": "forecast", "phrase": None, "due": "dated"}
        connection.execute(
            sa.update(claims)
            .where(claims.c.id == sa.bindparam("claim"))
            .values({**change, **{name: sa.bindparam(name) for name in columns}}),
            made,
        )
        for some in batches(resolved):
            connection.execute(sa.insert(resolutions), some)


def analyse(where: str) -> None:
    """Let the server look at its tables, which it would do by itself a minute later."""
    import psycopg

    with psycopg.connect(where, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def questions(ledger: Ledger, readings: list[Reading]) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is asked of the ledger."""
    common = Counter(word for one in readings for word in re.findall("[a-z]{5,}", one.document.text))
    often, less = (word for word, _ in common.most_common(60)[9::50])
    with ledger._database.reading() as connection:
        words = connection.execute(sa.select(statements.c.words).order_by(statements.c.id.desc()).limit(50))
        row = max(words.scalars(), key=len)
    name = max((s.name for one in readings for s in one.speakers if s.kind == "person"), key=len).split()[-1]
    place = next((p.name for one in readings for p in one.places), "Orne")
    year = datetime.date(2029, 1, 1), datetime.date(2029, 12, 31)
    searches = {
        "a word that is common": Search(often),
        "two words": Search(f"{often} {less}"),
        "three words in a row": Search('"{}"'.format(" ".join(re.findall(r"\w+", row)[:3]))),
        "nothing, the newest": Search(),
        "a speaker": Search(speaker=name),
        "a speaker nobody is": Search(speaker="Qqq"),
        "forecasts of a speaker": Search(speaker=name, kinds=["forecast"]),
        "likely forecasts of an outlet": Search(outlet="courier", likelihoods=["likely"]),
        "a place": Search(place=place),
        "forecasts that are due": Search(statuses=["due"]),
        "a common word, in forecasts of a year": Search(
            often, kinds=["forecast"], since=year[0], until=year[1]
        ),
    }
    for what, search in searches.items():
        yield f"find: {what}", lambda search=search: ledger.find(search)
    today = datetime.date(2029, 6, 1)
    yield "due: by a day", lambda: ledger.due(today)
    yield "due: by a day, a speaker's", lambda: ledger.due(today, speaker=name)
    yield "due: nobody knows by when", lambda: ledger.due(None)
    yield "score: what is settled", ledger.settled
    everything = ledger.settled()
    yield "score: all together", lambda: board(everything)
    for by in GROUPINGS:
        yield f"score: by {by}", lambda by=by: board(everything, by=by)
    scored = board(everything).settled
    yield "score: the calibration curve", lambda: calibration_curve(scored)


def median(rounds: int, task: Callable[[], object]) -> float:
    """The median of the seconds that a task takes, after a round that does not count."""
    seconds = []
    for _ in range(rounds + 1):
        begin = time.perf_counter()
        task()
        seconds.append(time.perf_counter() - begin)
    return statistics.median(seconds[1:])


if __name__ == "__main__":
    main()
