"""``onrecord merge``: these speakers are one."""

from typing import Annotated

import typer

from onrecord.cli.entries import ByOption, EvidenceOption, NoteOption, signed
from onrecord.cli.ledgers import LedgerOption, opened
from onrecord.cli.terminal import output, piped

EXAMPLES = """
Examples:

onrecord merge p3fk8zd pq2m0vx --by "Nell Varga"

onrecord merge p3fk8zd pq2m0vx --note "same office, same week" --evidence https://example.org/staff
"""


def merge(
    ids: Annotated[
        list[str],
        typer.Argument(
            metavar="ID ID…",
            help="Two speakers or more, as onrecord speakers shows them; the first stands for all.",
            show_default=False,
        ),
    ],
    by: ByOption = "",
    note: NoteOption = "",
    evidence: EvidenceOption = None,
    ledger: LedgerOption = None,
) -> None:
    """Say that speakers are one: what they say is one person’s from now on, also in articles still to come.

    Nothing is overwritten: onrecord split takes it back, and onrecord show has the history.
    """
    if len(ids) < 2:
        raise typer.BadParameter("give two speakers or more", param_hint="ID ID…")
    with opened(ledger) as book:
        person = book.merge(ids, signed(by, note, evidence))
    with piped():
        from onrecord.cli.people import write_merged

        write_merged(person, output(lossy=True))
