"""``onrecord deadline``: by when a forecast or commitment falls due."""

from datetime import date
from typing import Annotated

import typer

from onrecord.cli.entries import ByOption, EvidenceOption, IdArgument, NoteOption, signed
from onrecord.cli.ledgers import LedgerOption, opened

EXAMPLES = """
Examples:

onrecord deadline c4m1rxa 2032-04-30 --note "thirty days after the vote"

onrecord deadline c4m1rxa as-read
"""


def deadline(
    id: IdArgument,
    day: Annotated[
        str,
        typer.Argument(
            metavar="DATE",
            help="The last day for it to come true, as 2032-04-30; as-read, what its words say, after all.",
            show_default=False,
        ),
    ],
    note: NoteOption = "",
    evidence: EvidenceOption = None,
    by: ByOption = None,
    ledger: LedgerOption = None,
) -> None:
    """Set the day by which a forecast or commitment falls due, where its words give none, or another.

    It holds for every place where the same was said. Nothing is overwritten; the newest entry holds.
    """
    due = _day(day)
    who = signed(by, note, evidence)
    with opened(ledger) as book:
        changed = book.set_deadline(id, due, who)
    from onrecord.cli.changes import write_changed

    write_changed(changed)


def _day(said: str) -> date | None:
    if said.strip().lower() == "as-read":
        return None
    try:
        return date.fromisoformat(said.strip())
    except ValueError:
        raise typer.BadParameter(
            f"{said!r} is no date; write it as 2032-04-30, or as-read", param_hint="DATE"
        ) from None
