"""``onrecord split``: this speaker is somebody else."""

from typing import Annotated

import typer

from onrecord.cli.entries import ByOption, EvidenceOption, NoteOption, signed
from onrecord.cli.ledgers import LedgerOption, opened
from onrecord.cli.terminal import output, piped

EXAMPLES = """
Examples:

onrecord split pq2m0vx --by "Nell Varga"

onrecord split p3fk8zd d1x7fa8 d92kk3v --note "the mayor's daughter"
"""


def split(
    id: Annotated[
        str,
        typer.Argument(metavar="ID", help="A speaker, as onrecord speakers shows it.", show_default=False),
    ],
    documents: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DOCUMENT-ID…",
            help="The documents in which it is somebody else. Without any, what was merged is taken apart again.",
            show_default=False,
        ),
    ] = None,
    by: ByOption = "",
    note: NoteOption = "",
    evidence: EvidenceOption = None,
    ledger: LedgerOption = None,
) -> None:
    """Say that a speaker is somebody else in some documents, or is not one with whom it was merged with.

    Nothing is overwritten: onrecord merge takes it back, and it holds when documents are read again.
    """
    with opened(ledger) as book:
        person, other = book.split(id, documents or (), signed(by, note, evidence))
    with piped():
        from onrecord.cli.people import write_split

        write_split(person, other, output(lossy=True))
