"""What the verbs that read documents share: their sources and options, how a run goes, and how it ends."""

import sys
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO, TypeVar

import typer

from onrecord.cli.terminal import Interruption, Progress, complain, piped
from onrecord.cli.terminal import output as standard_output
from onrecord.errors import OnrecordError
from onrecord.export import Writer
from onrecord.files import saved
from onrecord.sources import LIMIT, Sources

if TYPE_CHECKING:
    from onrecord.reading import Reader, Reading

Choice = TypeVar("Choice", bound=str)

MEGABYTE = 1_000_000
#: How many failures are listed at the end; the rest is counted, so that memory does not grow with them.
LISTED = 1000

SourcesArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SOURCE…",
        help="Text, Markdown, HTML, PDF or JSON-lines files, gzipped or not; folders; web addresses; "
        "- for standard input, which is also read where none is given.",
        show_default=False,
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, not to the terminal."),
]
ThreadsOption = Annotated[
    int | None,
    typer.Option(min=1, max=256, help="Documents read side by side.", show_default="all cores"),
]
LimitOption = Annotated[
    float, typer.Option(min=0.001, max=100_000, metavar="MB", help="The largest document to read.")
]
WordsOption = Annotated[
    Path | None,
    typer.Option(
        "--probability-words",
        metavar="FILE",
        help="What words of probability mean to you, as a TOML file laid out like the package’s "
        "reading/likelihood.toml.",
        show_default="the package’s own",
    ),
]
LARGEST = LIMIT / MEGABYTE


def chosen(given: str | None, known: Collection[Choice], option: str) -> tuple[Choice, ...] | None:
    """What a comma-separated option names, each of them ``known``; ``None`` where it was not given."""
    if given is None:
        return None
    by_name = {str(name): name for name in known}
    names = [name.strip().casefold() for name in given.split(",")]
    for name in names:
        if name not in by_name:
            raise typer.BadParameter(f"{name!r} is none of {', '.join(by_name)}", param_hint=option)
    return tuple(by_name[name] for name in names)


def run(
    sources: list[str] | None,
    write: Callable[[TextIO], Writer],
    *,
    output: Path | None,
    threads: int | None,
    limit: float,
    words: Path | None,
    lossy: bool,
    watched: bool,
    relations: bool = True,
    view: "Callable[[Reading], Reading]" = lambda reading: reading,
) -> None:
    """Read all ``sources`` and ``write`` a ``view`` of each reading, to ``output`` or to standard output.

    ``words``: a table of what words of probability mean. ``lossy``: standard output may lack characters, which are replaced, rather than be UTF-8 (it is shown to
    a person). ``watched``: what is written there as it comes is progress enough. ``relations``: links are among what is
    written, so causes and effects are looked for.
    """
    documents = given(sources, limit)
    with piped():
        with (
            Interruption() as interruption,
            _opened(output, lossy) as stream,
            Progress(documents.size, quiet=watched) as progress,
        ):
            out = write(stream)
            done = Run()
            try:
                for item in reader(words, relations=relations).stream(documents, threads):
                    if isinstance(item, OnrecordError):
                        done.fail(item)
                        continue
                    with interruption.held():
                        out.add(view(item))
                        done.read += 1
                        progress.add(item.document.words, documents.done)
            except KeyboardInterrupt:
                done.stopped = True
            if done.failed and not done.read:
                done.end()  # inside, so that an older FILE is left as it was
            progress.stop()
            with interruption.held():
                out.close()
        done.end()


def given(sources: list[str] | None, limit: float) -> Sources:
    """The documents of ``sources``, by default of standard input, none larger than ``limit`` megabytes."""
    if not sources:
        if sys.stdin.isatty():
            raise typer.BadParameter(
                "give a file, a folder or a web address, or pipe a text in", param_hint="SOURCE"
            )
        sources = ["-"]
    return Sources(sources, stdin=sys.stdin.buffer, limit=int(limit * MEGABYTE))


def reader(words: Path | None, *, relations: bool = True) -> "Reader":
    """The reader, with the table of what words of probability mean that is asked for.

    ``relations``: as for :class:`~onrecord.reading.Reader`.
    """
    from onrecord.reading import Reader, Table  # takes a moment, which a mistyped call should not wait for

    return Reader(likelihood=Table.load(words) if words else None, relations=relations)


@dataclass(slots=True)
class Run:
    """How a run went: documents read, how many could not be, the first of these, whether it was stopped."""

    read: int = 0
    failed: int = 0
    failures: list[OnrecordError] = field(default_factory=list)
    stopped: bool = False

    def fail(self, failure: OnrecordError) -> None:
        """Count one that could not be read, and keep it while there are few."""
        self.failed += 1
        if self.failed <= LISTED:
            self.failures.append(failure)

    def end(self, kept: str = "what was written of them is whole") -> None:
        """Report on the run, and exit unless all went well. ``kept``: what has become of a run that was stopped."""
        for failure in self.failures:
            complain(str(failure))
        if self.stopped:
            complain(f"stopped after {self.read:,} documents; {kept}")
            raise typer.Exit(130)
        if self.failed:
            if self.failed > LISTED:
                complain(f"… and {self.failed - LISTED:,} more like these")
            if self.read:
                complain(f"{self.failed:,} could not be read, {self.read:,} could")
            raise typer.Exit(1)


def _opened(file: Path | None, lossy: bool) -> AbstractContextManager[TextIO]:
    return saved(file) if file is not None else nullcontext(standard_output(lossy=lossy))
