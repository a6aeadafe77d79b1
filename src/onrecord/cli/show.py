"""``onrecord show``: one statement of the ledger."""

from enum import StrEnum
from typing import Annotated

import typer

from onrecord.cli.ledgers import LedgerOption, opened
from onrecord.cli.terminal import output, piped

EXAMPLES = """
Examples:

onrecord show s59bxck

onrecord show s59bxck --format json
"""


class ShownFormat(StrEnum):
    """What a statement can be shown as."""

    TEXT = "text"
    JSON = "json"


def show(
    id: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="A statement’s or a claim’s id, as find shows it.", show_default=False
        ),
    ],
    format: Annotated[ShownFormat, typer.Option("--format", "-f", help="How to show it.")] = ShownFormat.TEXT,
    ledger: LedgerOption = None,
) -> None:
    """Show one statement: who makes it and who quotes it, what it claims, where else it was said, and its document.

    A passage keeps its id, whatever newer readers make of it.
    """
    with opened(ledger) as book:
        shown = book.show(id)
    with piped():
        if format is ShownFormat.JSON:
            from onrecord.export.records import encoded

            output(lossy=False).write(encoded(shown.to_dict(), indent=2) + "\n")
        else:
            from onrecord.cli.statements import write_shown

            write_shown(shown, output(lossy=True))
