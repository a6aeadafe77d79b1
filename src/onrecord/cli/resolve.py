"""``onrecord resolve``: how a forecast or commitment turned out."""

import re
from datetime import datetime
from typing import Annotated, Literal

import typer

from onrecord.cli.entries import ByOption, EvidenceOption, IdArgument, NoteOption, signed
from onrecord.cli.ledgers import LedgerOption, opened

EXAMPLES = """
Examples:

onrecord resolve c4m1rxa yes --evidence https://example.org/minutes

onrecord resolve c4m1rxa partly=0.4 --note "two of five bridges" --by "Nell Varga"

onrecord resolve c4m1rxa open --note "that was another dam"
"""

Outcome = Literal["yes", "no", "partly", "void", "open"]

#: What people may call an outcome.
_CALLED: dict[str, Outcome] = {
    "yes": "yes", "kept": "yes", "no": "no", "broken": "no", "void": "void", "open": "open",
}  # fmt: skip
_PARTLY = re.compile(r"partly=(?:(?P<share>[01]?\.?[0-9]+)|(?P<percent>[0-9]{1,3})%)")


def resolve(
    id: IdArgument,
    outcome: Annotated[
        str,
        typer.Argument(
            metavar="OUTCOME",
            help="yes or no (kept or broken, of a commitment); partly=0.4, so far; void, where nobody can "
            "judge; open, where it is not settled after all.",
            show_default=False,
        ),
    ],
    evidence: EvidenceOption = None,
    note: NoteOption = "",
    on: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], metavar="DATE", help="The day that settled it.", show_default=False
        ),
    ] = None,
    by: ByOption = None,
    ledger: LedgerOption = None,
) -> None:
    """Settle a forecast or commitment: say how it turned out, and what shows it.

    It holds for every place where the same was said. Nothing is overwritten: each entry is kept with its time, the
    newest one holds, and a mistake is undone by another entry. onrecord show ID has them all.
    """
    said, degree = _outcome(outcome)
    who = signed(by, note, evidence)
    with opened(ledger) as book:
        changed = book.resolve(id, said, who, degree=degree, settled_on=on.date() if on else None)
    from onrecord.cli.changes import write_changed

    write_changed(changed)


def _outcome(said: str) -> tuple[Outcome, float | None]:
    plain = said.strip().lower()
    if plain in _CALLED:
        return _CALLED[plain], None
    if part := _PARTLY.fullmatch(plain):
        return "partly", float(part["share"]) if part["share"] else int(part["percent"]) / 100
    raise typer.BadParameter(
        f"{said!r} is none of yes, no, kept, broken, partly=0.4, void, open", param_hint="OUTCOME"
    )
