"""``onrecord backup``: a copy of the ledger."""

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.ledgers import LedgerOption, opened
from onrecord.cli.terminal import output
from onrecord.export.characters import inert

EXAMPLES = """
Examples:

onrecord backup ledger-2031-05-04.db
"""


def backup(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="What to make; it must not be there yet.", show_default=False),
    ],
    ledger: LedgerOption = None,
) -> None:
    """Copy the ledger to a file, whole, while others may be adding to it.

    The copy is a ledger like any other: onrecord find --ledger FILE. A ledger in PostgreSQL is copied with
    PostgreSQL's own pg_dump; the command is shown.
    """
    with opened(ledger) as book:
        book.backup(file)
        output(lossy=True).write(inert(f"{book.name} is copied to {file}") + "\n")
