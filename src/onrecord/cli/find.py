"""``onrecord find``: statements in the ledger."""

import csv
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.filters import (
    KindOption,
    LikelihoodOption,
    OutletOption,
    PlaceOption,
    SinceOption,
    SpeakerOption,
    StatusOption,
    UntilOption,
    searched,
)
from onrecord.cli.ledgers import LedgerOption, opened
from onrecord.cli.terminal import output, piped

if TYPE_CHECKING:
    from onrecord.ledger import Found

EXAMPLES = """
Examples:

onrecord find dam spring

onrecord find '"will hold"' --speaker brill --kind forecast

onrecord find --kind commitment --since 2031-01-01 --outlet courier

onrecord find dam --format csv --limit 1000 > dam.csv
"""


class HitFormat(StrEnum):
    """What statements that were found can be shown as."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


def find(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WORDS…",
            help="Words of the statement or of who makes it, in any form; those in quotation marks in a row. "
            "Without any, all statements, the newest first.",
            show_default=False,
        ),
    ] = None,
    speaker: SpeakerOption = "",
    kind: KindOption = None,
    outlet: OutletOption = "",
    place: PlaceOption = "",
    since: SinceOption = None,
    until: UntilOption = None,
    likelihood: LikelihoodOption = None,
    status: StatusOption = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, metavar="N", help="Show at most N.")] = 20,
    format: Annotated[HitFormat, typer.Option("--format", "-f", help="How to show them.")] = HitFormat.TEXT,
    ledger: LedgerOption = None,
) -> None:
    """Find statements in the ledger: by their words, who made them, where, when, and what they claim.

    All words must be there, in whatever order; the best come first. Nothing in WORDS is taken for an operator.
    A statement that a newer version of its document still has is shown once; one that it lacks is shown, too. What
    several documents have, whole or cut, quoted or reported, is shown once, with how many others have it.
    """
    search = searched(
        words=words,
        speaker=speaker,
        kind=kind,
        outlet=outlet,
        place=place,
        since=since,
        until=until,
        likelihood=likelihood,
        status=status,
    )
    with opened(ledger) as book:
        found = book.find(search, limit)
    with piped():
        _write(found, format)


def _write(found: "Found", format: HitFormat) -> None:
    import msgspec

    from onrecord.export.records import encoded

    stream = output(lossy=format is HitFormat.TEXT)
    match format:
        case HitFormat.TEXT:
            from onrecord.cli.statements import write_found

            write_found(found, stream)
        case HitFormat.JSON:
            stream.write(encoded(msgspec.to_builtins(found.hits), indent=2) + "\n")
        case HitFormat.JSONL:
            for hit in found.hits:
                stream.write(encoded(msgspec.to_builtins(hit)) + "\n")
        case HitFormat.CSV:
            from onrecord.export.hits import COLUMNS, row

            rows = csv.writer(stream)
            rows.writerow(COLUMNS)
            rows.writerows(map(row, found.hits))
