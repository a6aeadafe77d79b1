"""``onrecord export``: the ledger, or what is looked for in it, in the forms that other tools take."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

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
from onrecord.cli.runs import OutputOption
from onrecord.cli.terminal import Interruption, Progress, complain, piped
from onrecord.cli.terminal import output as standard_output
from onrecord.export.ledgers import LedgerFormat, ledger_format_of, ledger_writer, steps
from onrecord.files import saved

if TYPE_CHECKING:
    from onrecord.ledger import Ledger, Search

EXAMPLES = """
Examples:

onrecord export -o ledger.jsonl

onrecord export --format csv --kind forecast --status settled > forecasts.csv

onrecord export dam -f webanno | jq .target

onrecord export -f claimreview --speaker brill --since 2031-01-01 -o reviews.jsonl
"""


def export(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WORDS…",
            help="Only statements with these words, as find finds them.",
            show_default=False,
        ),
    ] = None,
    format: Annotated[
        LedgerFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="What to write: a table (csv, parquet), all there is (jsonl), W3C Web Annotations or schema.org "
            "ClaimReviews.",
            show_default="as FILE’s name says, else jsonl",
        ),
    ] = None,
    output: OutputOption = None,
    speaker: SpeakerOption = "",
    kind: KindOption = None,
    outlet: OutletOption = "",
    place: PlaceOption = "",
    since: SinceOption = None,
    until: UntilOption = None,
    likelihood: LikelihoodOption = None,
    status: StatusOption = None,
    ledger: LedgerOption = None,
) -> None:
    """Write the ledger, or what is looked for in it, for other tools.

    jsonl is the whole of it, texts, readings and all that people said, a document a line; onrecord import brings it
    back. Where something is looked for, it has the documents whole that have such a statement. csv and parquet have a
    row a claim; webanno and claimreview an object a line: W3C Web Annotations, and schema.org ClaimReviews of what
    is settled.

    A FILE is whole or left as it was, also on Ctrl-C. Others may write to the ledger meanwhile.
    """
    form = format or (output and ledger_format_of(output)) or LedgerFormat.JSONL
    if form is LedgerFormat.PARQUET and output is None and sys.stdout.isatty():
        raise typer.BadParameter(
            "name a file for it with -o, a terminal cannot show it", param_hint="parquet"
        )
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
        from onrecord.ledger import Search

        with piped():
            _write(book, form, None if search == Search() else search, output)


def _write(book: "Ledger", format: LedgerFormat, search: "Search | None", output: Path | None) -> None:
    with ExitStack() as stack:
        interruption = stack.enter_context(Interruption())
        try:
            stream: TextIO = (
                standard_output(lossy=False) if output is None else stack.enter_context(saved(output))
            )
            out = ledger_writer(format, stream)
            progress = stack.enter_context(Progress(None, quiet=output is None and sys.stdout.isatty()))
            document = ""
            for step in steps(book, format, search):
                with interruption.held():
                    out.add(step.item)
                if step.document != document:
                    document = step.document
                    progress.add(step.words, 0)
            with interruption.held():
                out.close()
        except KeyboardInterrupt:
            what = "each line that was written is whole" if output is None else f"{output} is left as it was"
            complain(f"stopped; {what}")
            raise
