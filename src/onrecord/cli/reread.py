"""``onrecord reread``: what the ledger has, read by a newer reader."""

from typing import Annotated

import typer

from onrecord.cli.add import found
from onrecord.cli.ledgers import LedgerOption, Tally, opened
from onrecord.cli.runs import ThreadsOption, WordsOption, reader
from onrecord.cli.terminal import Interruption, Progress
from onrecord.errors import OnrecordError

EXAMPLES = """
Examples:

onrecord reread --all

onrecord reread d1x7fa8
"""


def reread(
    documents: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ID…",
            help="Documents: their ids in the ledger, or the ids or addresses that they came with.",
            show_default=False,
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All documents.")] = False,
    ledger: LedgerOption = None,
    threads: ThreadsOption = None,
    words: WordsOption = None,
) -> None:
    """Read documents of the ledger again, where this version's reader is newer than the one that read them.

    Statements and claims that are found again keep their ids. What people said of them, resolutions, corrections and
    the like, stays in any case, and so do the older readings. It can be stopped at any time, and goes on where it
    stopped.
    """
    if bool(documents) == everything:
        raise typer.BadParameter("give documents' ids, or --all", param_hint="ID…")
    with opened(ledger) as book:
        from onrecord.ledger import LedgerError, version_of

        by = reader(words)
        version = version_of(by)
        stale = book.stale(version, documents)
        tally, stopped_by = Tally(book.name, unchanged=stale.fresh), None
        with Interruption() as interruption, Progress(stale.number, quiet=False) as progress:
            try:
                for item in by.stream(stale.documents, threads):
                    assert not isinstance(item, OnrecordError)
                    with interruption.held():
                        added = book.add(item, version)
                        tally.add(added.outcome, added.document, added.title, found(item))
                        progress.add(item.document.words, tally.run.read)
            except KeyboardInterrupt:
                tally.run.stopped = True
            except LedgerError as error:
                stopped_by = error
        tally.end(stopped_by)
