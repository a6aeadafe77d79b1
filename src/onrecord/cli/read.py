"""``onrecord read``: documents in, their record out."""

import sys
from typing import Annotated

import typer

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
from onrecord.export import KINDS, Format, format_of, only, writer

EXAMPLES = """
Examples:

onrecord read article.txt

onrecord read article.txt --only forecast,commitment

onrecord read https://example.org/news/article -o article.html

onrecord read archive/ corpus.jsonl.gz --format jsonl > readings.jsonl

pbpaste | onrecord read
"""


def read(
    sources: SourcesArgument = None,
    format: Annotated[
        Format | None,
        typer.Option(
            "--format", "-f", help="How to show the record.", show_default="as FILE’s name says, else text"
        ),
    ] = None,
    output: OutputOption = None,
    kinds: Annotated[
        str | None,
        typer.Option(
            "--only",
            metavar="KIND,…",
            help=f"Leave out all claims but those of these kinds ({', '.join(KINDS)}), and all statements "
            "that make none, but for those that quote one that does.",
            show_default=False,
        ),
    ] = None,
    threads: ThreadsOption = None,
    limit: LimitOption = LARGEST,
    words: WordsOption = None,
) -> None:
    """Read articles and show who is on record in them: every attributed statement, exactly where.

    Each statement has its speaker, source, cue and content as they stand in the text, how it is quoted,
    which statement it is quoted within, what kinds of claim it makes, and how sure the reader is. What
    cannot be read is listed at the end, with exit status 1; the rest is read all the same.
    """
    form = format or (format_of(output) if output else None) or Format.TEXT
    wanted = chosen(kinds, KINDS, "--only")
    run(
        sources,
        lambda stream: writer(form, stream),
        output=output,
        threads=threads,
        limit=limit,
        words=words,
        lossy=form is Format.TEXT,
        watched=output is None and sys.stdout.isatty(),
        relations=form in (Format.JSON, Format.JSONL),
        view=lambda reading: only(reading, wanted) if wanted else reading,
    )
