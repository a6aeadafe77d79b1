"""Adds numbered articles to a ledger, and says so of each: ``writer.py WHERE FIRST LAST``."""

import sys

import alembic.command  # noqa: F401  # loaded before the clock runs
from articles import numbered

from onrecord.ledger import Ledger


def main() -> None:
    where, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    print("ready", flush=True)
    with Ledger.open(where) as ledger:
        for i in range(first, last):
            added = ledger.add(numbered(i), "0.1.0+1")
            print(added.outcome, added.document, flush=True)


if __name__ == "__main__":
    main()
