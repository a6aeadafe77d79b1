"""``onrecord forecasts``: documents in, what is forecast and promised in them out, as one list."""

import sys
from datetime import datetime
from typing import Annotated

import typer

from onrecord.cli.filters import CheckableOption, SettledKindOption
from onrecord.cli.runs import (
    LARGEST,
    LimitOption,
    OutputOption,
    SourcesArgument,
    ThreadsOption,
    WordsOption,
    chosen,
    run,
)
from onrecord.export import LIKELIHOODS, OPEN, ListFormat, Wanted, forecasts_writer

EXAMPLES = """
Examples:

onrecord forecasts article.txt

onrecord forecasts archive/ --by 2026-12-31 --checkable

onrecord forecasts corpus.jsonl.gz --speaker minister --kind commitment -o promises.csv

onrecord forecasts archive/ --likelihood likely,very_likely --format jsonl | jq .claim
"""

_FORMATS = {
    ".csv": ListFormat.CSV,
    ".jsonl": ListFormat.JSONL,
    ".ndjson": ListFormat.JSONL,
    ".txt": ListFormat.TABLE,
}


def forecasts(
    sources: SourcesArgument = None,
    format: Annotated[
        ListFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="How to show the list.",
            show_default="as FILE’s name says, else table on a terminal and csv elsewhere",
        ),
    ] = None,
    output: OutputOption = None,
    by: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="Only what falls due on that day or sooner (2026-12-31).",
            show_default=False,
        ),
    ] = None,
    kind: SettledKindOption = None,
    speaker: Annotated[
        str,
        typer.Option(
            metavar="TEXT",
            help="Only whose name or source has TEXT in it, in upper or lower case.",
            show_default=False,
        ),
    ] = "",
    likelihood: Annotated[
        str | None,
        typer.Option(
            metavar="CLASS,…",
            help=f"Only forecasts that are made so likely: {', '.join(LIKELIHOODS)}.",
            show_default=False,
        ),
    ] = None,
    checkable: CheckableOption = False,
    threads: ThreadsOption = None,
    limit: LimitOption = LARGEST,
    words: WordsOption = None,
) -> None:
    """List what is forecast and promised in articles, the soonest due first.

    Each row says by when, by whom, in which words, how likely, on what condition, and where it stands. The
    list comes when all is read, since it is sorted; until then its rows are kept, about a kilobyte each, and
    nothing else. Ctrl-C lists what was found so far. What cannot be read is listed at the end, with exit
    status 1; the rest is read all the same.
    """
    form = format or (_FORMATS.get(output.suffix.lower(), ListFormat.CSV) if output else _piped())
    wanted = Wanted(
        kinds=chosen(kind, OPEN, "--kind") or OPEN,
        by=by.date() if by else None,
        speaker=speaker,
        likelihoods=chosen(likelihood, LIKELIHOODS, "--likelihood"),
        checkable=checkable,
    )
    run(
        sources,
        lambda stream: forecasts_writer(form, stream, wanted),
        output=output,
        threads=threads,
        limit=limit,
        words=words,
        lossy=form is ListFormat.TABLE,
        watched=False,
        relations=False,
    )


def _piped() -> ListFormat:
    return ListFormat.TABLE if sys.stdout.isatty() else ListFormat.CSV
