"""``onrecord due``: what fell due and is to be settled."""

import csv
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli.filters import CheckableOption, SettledKindOption, SpeakerOption
from onrecord.cli.ledgers import LedgerOption, opened
from onrecord.cli.runs import chosen
from onrecord.cli.terminal import output, piped
from onrecord.export import OPEN

if TYPE_CHECKING:
    from onrecord.ledger import Due, OpenClaim

EXAMPLES = """
Examples:

onrecord due

onrecord due --by 2031-12-31 --speaker brill

onrecord due --undated --checkable

onrecord due --format csv --limit 1000 > due.csv
"""

#: The columns of the CSV, and the fields of the JSON, a row a claim.
COLUMNS = (
    "id", "due_on", "kind", "speaker", "speaker_id", "quoted_by", "claim", "likelihood", "probability", "checkable",
    "statement", "text", "document", "title", "outlet", "published", "url",
)  # fmt: skip


class DueFormat(StrEnum):
    """What the claims that fell due can be shown as."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


def due(
    by: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="What falls due on that day or sooner.",
            show_default="today",
        ),
    ] = None,
    undated: Annotated[
        bool, typer.Option("--undated", help="Those of which nobody knows by when, the newest first.")
    ] = False,
    kind: SettledKindOption = None,
    speaker: SpeakerOption = "",
    checkable: CheckableOption = False,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, metavar="N", help="Show at most N.")] = 20,
    format: Annotated[DueFormat, typer.Option("--format", "-f", help="How to show them.")] = DueFormat.TEXT,
    ledger: LedgerOption = None,
) -> None:
    """List the forecasts and commitments that fell due and are not settled, the longest due first.

    What was said in several places is there once. onrecord resolve settles one; onrecord deadline sets the day for
    one whose words give none.
    """
    if by and undated:
        raise typer.BadParameter("give this, or --by DATE", param_hint="--undated")
    today = date.today()
    day = None if undated else by.date() if by else today
    kinds = chosen(kind, OPEN, "--kind") or OPEN
    with opened(ledger) as book:
        found = book.due(day, kinds, speaker=speaker, checkable=checkable, limit=limit)
    with piped():
        _write(found, format, today)


def _write(found: "Due", format: DueFormat, today: date) -> None:
    from onrecord.export.records import cell, encoded

    stream = output(lossy=format is DueFormat.TEXT)
    rows = [_row(one) for one in found.claims]
    match format:
        case DueFormat.TEXT:
            from onrecord.cli.statements import write_due

            write_due(found, today, stream)
        case DueFormat.JSON:
            stream.write(encoded(rows, indent=2) + "\n")
        case DueFormat.JSONL:
            for row in rows:
                stream.write(encoded(row) + "\n")
        case DueFormat.CSV:
            lines = csv.writer(stream)
            lines.writerow(COLUMNS)
            for row in rows:
                values = row | {"quoted_by": "; ".join(row["quoted_by"])}
                lines.writerow([cell(v) if isinstance(v, str | None) else v for v in values.values()])


def _row(one: "OpenClaim") -> dict[str, Any]:
    import msgspec

    claim, statement = one.claim, one.statement
    values = (
        claim.id, claim.due_on, claim.kind, statement.speaker, statement.speaker_id, statement.quoted_by, claim.text,
        claim.likelihood, claim.probability, claim.checkable, statement.id, statement.text, statement.document,
        statement.title, statement.outlet, statement.published, statement.url,
    )  # fmt: skip
    row: dict[str, Any] = msgspec.to_builtins(dict(zip(COLUMNS, values, strict=True)))
    return row
