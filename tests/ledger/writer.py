"""Works on a ledger, and says so of each thing done: ``writer.py WHERE add FIRST LAST``, ``WHERE resolve SEED``,
``WHERE open``."""

import random
import sys

import alembic.command  # noqa: F401  # loaded before the clock runs
from articles import numbered

from onrecord.ledger import Ledger, Search, Signed


def main() -> None:
    where, verb, *rest = sys.argv[1:]
    print("ready", flush=True)
    with Ledger.open(where) as ledger:
        if verb == "add":
            for i in range(*map(int, rest)):
                added = ledger.add(numbered(i), "0.1.0+1")
                print(added.outcome, added.document, flush=True)
        elif verb == "resolve":
            moment = random.Random(rest[0])
            hits = ledger.find(Search("bridge"), 1000).hits
            while True:
                claim = moment.choice(hits).claims[0].id
                ledger.resolve(claim, moment.choice(["yes", "no", "open"]), Signed(rest[0]))
                print("resolved", claim, flush=True)


if __name__ == "__main__":
    main()
