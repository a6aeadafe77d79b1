"""``onrecord read``: documents in, their record out."""

import io
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from onrecord.cli.terminal import Interruption, Progress, complain
from onrecord.errors import OnrecordError
from onrecord.export import Format, Writer, format_of, saved, writer
from onrecord.sources import LIMIT, Sources

if TYPE_CHECKING:
    from onrecord.reading import Reader

EXAMPLES = """
Examples:

onrecord read article.txt

onrecord read https://example.org/news/article -o article.html

onrecord read archive/ corpus.jsonl.gz --format jsonl > readings.jsonl

pbpaste | onrecord read
"""

MEGABYTE = 1_000_000
#: How many failures are listed at the end; the rest is counted, so that memory does not grow with them.
LISTED = 1000


def read(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SOURCE…",
            help="Text, Markdown, HTML, PDF or JSON-lines files, gzipped or not; folders; web addresses; "
            "- for standard input, which is also read where none is given.",
            show_default=False,
        ),
    ] = None,
    format: Annotated[
        Format | None,
        typer.Option(
            "--format", "-f", help="How to show the record.", show_default="as FILE’s name says, else text"
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, not to the terminal."),
    ] = None,
    threads: Annotated[
        int | None,
        typer.Option(min=1, max=256, help="Documents read side by side.", show_default="all cores"),
    ] = None,
    limit: Annotated[
        float, typer.Option(min=0.001, max=100_000, metavar="MB", help="The largest document to read.")
    ] = LIMIT / MEGABYTE,
) -> None:
    """Read articles and show who is on record in them: every attributed statement, exactly where.

    Each statement has its source, cue and content as they stand in the text, how it is quoted, which
    statement it is quoted within, and how sure the reader is. What cannot be read is listed at the end,
    with exit status 1; the rest is read all the same.
    """
    if not sources:
        if sys.stdin.isatty():
            raise typer.BadParameter(
                "give a file, a folder or a web address, or pipe a text in", param_hint="SOURCE"
            )
        sources = ["-"]
    chosen = format or (format_of(output) if output else None) or Format.TEXT
    documents = Sources(sources, stdin=sys.stdin.buffer, limit=int(limit * MEGABYTE))
    watched = output is None and sys.stdout.isatty()  # what appears there is progress enough
    try:
        with (
            Interruption() as interruption,
            _opened(output, chosen) as stream,
            Progress(documents.size, quiet=watched) as progress,
        ):
            run = _run(documents, writer(chosen, stream), threads, progress, interruption)
            if run.failed and not run.read:
                _end(run)  # inside, so that an older FILE is left as it was
    except BrokenPipeError:
        # Whoever read our output has had enough (`onrecord read … | head`); nothing is left to flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    _end(run)


@dataclass(slots=True)
class _Run:
    """How a run went: documents read, how many could not be, the first of these, whether it was stopped."""

    read: int = 0
    failed: int = 0
    failures: list[OnrecordError] = field(default_factory=list)
    stopped: bool = False


def _run(
    documents: Sources, out: Writer, threads: int | None, progress: Progress, interruption: Interruption
) -> _Run:
    """Write each document's reading as it comes; what was written before an interrupt is made whole."""
    run = _Run()
    try:
        for item in _reader().stream(documents, threads):
            if isinstance(item, OnrecordError):
                run.failed += 1
                if run.failed <= LISTED:
                    run.failures.append(item)
                continue
            with interruption.held():
                out.add(item)
                run.read += 1
                progress.add(item.document.words, documents.done)
    except KeyboardInterrupt:
        run.stopped = True
    with interruption.held():
        if run.read or not run.failed:
            out.close()
    return run


def _end(run: _Run) -> None:
    """Report on a run, and exit unless all went well."""
    for failure in run.failures:
        complain(str(failure))
    if run.stopped:
        complain(f"stopped after {run.read:,} documents; what was written of them is whole")
        raise typer.Exit(130)
    if run.failed:
        if run.failed > LISTED:
            complain(f"… and {run.failed - LISTED:,} more like these")
        if run.read:
            complain(f"{run.failed:,} could not be read, {run.read:,} could")
        raise typer.Exit(1)


def _reader() -> "Reader":
    from onrecord.reading import Reader  # takes a moment, which a mistyped call should not wait for

    return Reader()


def _opened(output: Path | None, format: Format) -> AbstractContextManager[TextIO]:
    if output is not None:
        return saved(output)
    if isinstance(sys.stdout, io.TextIOWrapper):
        if format is Format.TEXT:
            sys.stdout.reconfigure(errors="replace")
        else:
            sys.stdout.reconfigure(encoding="utf-8", newline="")
    return nullcontext(sys.stdout)
