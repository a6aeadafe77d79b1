"""``onrecord show``: one statement of the ledger, or one speaker."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.ledgers import LedgerOption, opened
from onrecord.cli.terminal import output, piped

if TYPE_CHECKING:
    from onrecord.ledger import ShownSpeaker

EXAMPLES = """
Examples:

onrecord show s59bxck

onrecord show p3fk8zd

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
            metavar="ID",
            help="A statement’s or a claim’s id, as find shows it, or a speaker’s.",
            show_default=False,
        ),
    ],
    format: Annotated[ShownFormat, typer.Option("--format", "-f", help="How to show it.")] = ShownFormat.TEXT,
    ledger: LedgerOption = None,
) -> None:
    """Show one statement: who makes it and who quotes it, what it claims, where else it was said, and its document.

    Of a speaker: names, roles, what is on record, and what people said of who it is. A passage keeps its id, whatever
    newer readers make of it; so does each name of a speaker.
    """
    with opened(ledger) as book:
        from onrecord.ledger.codes import SPEAKER, typed

        if typed(id).startswith(SPEAKER):
            _write_speaker(book.show_speaker(id), format)
            return
        shown = book.show(id)
    with piped():
        if format is ShownFormat.JSON:
            from onrecord.export.records import encoded

            output(lossy=False).write(encoded(shown.to_dict(), indent=2) + "\n")
        else:
            from onrecord.cli.statements import write_shown

            write_shown(shown, output(lossy=True))


def _write_speaker(shown: "ShownSpeaker", format: ShownFormat) -> None:
    with piped():
        if format is ShownFormat.JSON:
            import msgspec

            from onrecord.export.records import encoded

            record = msgspec.to_builtins(shown)
            output(lossy=False).write(encoded({**record.pop("listed"), **record}, indent=2) + "\n")
        else:
            from onrecord.cli.people import write_speaker

            write_speaker(shown, output(lossy=True))
