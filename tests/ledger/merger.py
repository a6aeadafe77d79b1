"""Merges speakers into one: ``merger.py WHERE ID OTHER BY``."""

import sys

import alembic.command  # noqa: F401  # loaded before the clock runs

from onrecord.ledger import Ledger, Signed


def main() -> None:
    where, one, other, by = sys.argv[1:]
    print("ready", flush=True)
    sys.stdin.readline()
    with Ledger.open(where) as ledger:
        ledger.merge([one, other], Signed(by))


if __name__ == "__main__":
    main()
