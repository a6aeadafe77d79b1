"""``onrecord speakers``: who is on record in the ledger, and who may be one."""

import csv
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from onrecord.cli.ledgers import LedgerOption, opened
from onrecord.cli.runs import chosen
from onrecord.cli.terminal import output, piped

if TYPE_CHECKING:
    from collections.abc import Sequence

EXAMPLES = """
Examples:

onrecord speakers brill

onrecord speakers --offers

onrecord speakers --kind organisation --format csv --limit 1000 > organisations.csv
"""
#: The columns of the CSV.
COLUMNS = (
    "id", "name", "kind", "names", "roles", "statements", "documents", "open", "settled", "first", "last",
)  # fmt: skip
OFFER_COLUMNS = (
    "one", "one_name", "other", "other_name", "likeness", "roles", "company", "bearers", "sure", "command",
)  # fmt: skip


class SpeakerFormat(StrEnum):
    """What a list of speakers can be shown as."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


def speakers(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WORDS…",
            help="Only whom documents call something with all of these words in it, be it a name or a role.",
            show_default=False,
        ),
    ] = None,
    offers: Annotated[
        bool,
        typer.Option("--offers", help="The pairs that may be one, each with the command that merges them."),
    ] = False,
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="KIND,…",
            help="Only of these kinds: person, organisation, document, author, group, unnamed.",
            show_default="all who have names",
        ),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, metavar="N", help="Show at most N.")] = 20,
    format: Annotated[
        SpeakerFormat, typer.Option("--format", "-f", help="How to show them.")
    ] = SpeakerFormat.TEXT,
    ledger: LedgerOption = None,
) -> None:
    """List who is on record in the ledger, with roles, statements and forecasts; or who may be one, with --offers.

    One person is listed once, whatever documents call it. The one with the most statements comes first, of offers the
    surest.
    """
    from onrecord.reading.record import SpeakerKind

    kinds = chosen(kind, get_args(SpeakerKind), "--kind")
    if offers and kinds:
        raise typer.BadParameter("--offers are not of a kind", param_hint="--kind")
    said = " ".join(words or ())
    with opened(ledger) as book:
        from onrecord.ledger.roster import NAMED

        if offers:
            offered = book.offers(said, limit=limit)
        else:
            listed = book.speakers(said, kinds or NAMED, limit=limit)
    with piped():
        from onrecord.cli.people import write_offers, write_roster

        if format is SpeakerFormat.TEXT:
            stream = output(lossy=True)
            if offers:
                write_offers(offered, stream)
            else:
                write_roster(listed, stream)
        elif offers:
            _write([_offer(o) for o in offered.offers], OFFER_COLUMNS, format)
        else:
            _write([_plain(one) for one in listed.speakers], COLUMNS, format)


def _plain(record: object) -> dict[str, Any]:
    import msgspec

    row: dict[str, Any] = msgspec.to_builtins(record)
    return row


def _offer(offer: object) -> dict[str, Any]:
    row = _plain(offer)
    return {**row, "command": f"onrecord merge {row['one']['id']} {row['other']['id']}"}


def _write(rows: "Sequence[dict[str, Any]]", columns: tuple[str, ...], format: SpeakerFormat) -> None:
    from onrecord.export.records import encoded

    stream = output(lossy=False)
    match format:
        case SpeakerFormat.JSONL:
            for row in rows:
                stream.write(encoded(row) + "\n")
        case SpeakerFormat.CSV:
            table = csv.writer(stream)
            table.writerow(columns)
            table.writerows([_cell(row, column) for column in columns] for row in rows)
        case _:
            stream.write(encoded(rows, indent=2) + "\n")


def _cell(row: dict[str, Any], column: str) -> str | float:
    from onrecord.export.records import cell

    value = row[column.removesuffix("_name")] if column.endswith("_name") else row[column]
    if isinstance(value, dict):
        value = value["name" if column.endswith("_name") else "id"]
    if isinstance(value, list | tuple):
        value = "; ".join(_role(one) if isinstance(one, dict) else one for one in value)
    return cell(value) if isinstance(value, str | None) else value


def _role(row: dict[str, Any]) -> str:
    from onrecord.export.cast import described
    from onrecord.reading.record import Role

    return described(Role(0, 0, row["text"], row["since"], row["until"], row["former"]))
