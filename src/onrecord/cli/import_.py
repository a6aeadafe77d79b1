"""``onrecord import``: what was exported elsewhere, and forecasts made elsewhere, into the ledger."""

import sys
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.ledgers import LedgerOption, Tally, opened
from onrecord.cli.runs import MEGABYTE
from onrecord.cli.terminal import Interruption, Progress, complain
from onrecord.errors import OnrecordError

if TYPE_CHECKING:
    from onrecord.ledger import Imported, Ledger
    from onrecord.ledger.incoming import Item

EXAMPLES = """
Examples:

onrecord import ledger.jsonl

onrecord import forecasts.csv --by "Nell Varga"

onrecord export | onrecord import - --ledger postgresql://desk@db.example.org/news
"""


def import_(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE…",
            help="Exports as JSON lines, tables of forecasts as CSV, gzipped or not; - for standard input.",
            show_default=False,
        ),
    ],
    by: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            envvar="ONRECORD_BY",
            help="Who says how the forecasts of a table turned out.",
            show_default="the table’s name",
        ),
    ] = "",
    limit: Annotated[
        float, typer.Option(min=0.001, max=100_000, metavar="MB", help="The longest line to read.")
    ] = 200,
    ledger: LedgerOption = None,
) -> None:
    """Bring what onrecord export wrote as jsonl into the ledger, or forecasts that were made elsewhere.

    An export comes back as it was: texts, readings, ids, and what people said, with who and when. What the ledger has
    already stays, and is not there twice; so a second time changes nothing, and a run that was stopped goes on where
    it stopped.

    A table has a forecast a row, under a header with some of the columns speaker, text, probability, date, deadline
    and outcome; speaker and text are needed. An outcome is yes, no, partly=0.4 or void; one that has changed since is
    entered beside the older one. Lines that cannot be brought in are listed at the end, with exit status 1.
    """
    with opened(ledger, create=True) as book:
        from onrecord.ledger import BadImport, Incoming, LedgerError
        from onrecord.ledger.incoming import Note

        incoming = Incoming(files, stdin=sys.stdin.buffer, longest=int(limit * MEGABYTE))
        tally, stopped_by = Tally(book.name), None
        notes = []
        with Interruption() as interruption, Progress(incoming.size, quiet=False) as progress:
            try:
                for item in incoming:
                    if isinstance(item, Note):
                        notes.append(item.message)
                    elif isinstance(item, OnrecordError):
                        tally.run.fail(item)
                    else:
                        with interruption.held():
                            try:
                                done = _brought(book, item, by)
                            except BadImport as error:
                                tally.run.fail(BadImport(f"{item.where} {error}"))
                                continue
                            entries = "entry" if done.entries == 1 else "entries"
                            said = f"{done.entries:,} {entries}" if done.entries else ""
                            tally.add(done.outcome, done.document, done.title, said)
                            progress.add(getattr(item.what, "words", 0), incoming.done)
            except KeyboardInterrupt:
                tally.run.stopped = True
            except LedgerError as error:
                stopped_by = error
        for note in notes:
            complain(note)
        tally.end(stopped_by)


def _brought(book: "Ledger", item: "Item", by: str) -> "Imported":
    from onrecord.ledger import Forecast, Signed

    if isinstance(item.what, Forecast):
        return book.import_forecast(item.what, Signed(by or PurePath(item.file).name))
    return book.import_line(item.what)
