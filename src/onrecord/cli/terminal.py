"""What the verbs share towards the person at the terminal: complaints, progress, and a clean stop."""

import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Self, TextIO

from onrecord.export.characters import inert


def complain(message: str) -> None:
    """Say what went wrong, on standard error; file names and the like cannot act on the terminal."""
    print(f"onrecord: {inert(message)}", file=sys.stderr)


def output(*, lossy: bool) -> TextIO:
    """Standard output. ``lossy``: it may lack characters, which are replaced (it is shown to a person); else UTF-8."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        if lossy:
            sys.stdout.reconfigure(errors="replace")
        else:
            sys.stdout.reconfigure(encoding="utf-8", newline="")
    return sys.stdout


@contextmanager
def piped() -> Iterator[None]:
    """A stretch of work that ends, quietly, where whoever reads our output has had enough (``… | head``)."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing is left to flush


class Progress:
    """How far a long run is, on standard error, where somebody watches and nothing else is shown there.

    ``size``: bytes to read in all, ``None`` where unknown; ``quiet``: show nothing.
    """

    def __init__(self, size: int | None, quiet: bool) -> None:
        self._bar = None
        if quiet or not sys.stderr.isatty():
            return
        # Loaded only where it is shown, so that starting is quick.
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        columns = (
            BarColumn(),
            TextColumn("{task.fields[articles]:,} articles"),
            TextColumn("{task.fields[rate]}", style="dim"),
            TimeElapsedColumn(),
            *([TextColumn("left", style="dim"), TimeRemainingColumn()] if size else []),
        )
        self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("", total=size, articles=0, rate="")
        self._articles = self._words = 0

    def add(self, words: int, done: int) -> None:
        """One more document is through, of so many words; ``done`` bytes have been read so far."""
        if self._bar is None:
            return
        self._articles += 1
        self._words += words
        seconds = self._bar.tasks[0].elapsed or 0
        rate = f"{self._words / seconds:,.0f} words/s" if seconds > 1 else ""
        self._bar.update(self._task, completed=done, articles=self._articles, rate=rate)

    def stop(self) -> None:
        """Show it no longer."""
        if self._bar is not None:
            self._bar.stop()

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class Interruption:
    """Lets Ctrl-C, or a polite kill, stop a run between two documents, never inside one's output.

    Within the context an interrupt raises :class:`KeyboardInterrupt` as ever, but for what is done
    under :meth:`held`: that is finished first.
    """

    _SIGNALS = (signal.SIGINT, signal.SIGTERM)

    def __init__(self) -> None:
        self._holding = self._pending = False

    @contextmanager
    def held(self) -> Iterator[None]:
        """A stretch of work that is done whole; an interrupt that came meanwhile is raised after it."""
        self._holding = True
        try:
            yield
        finally:
            self._holding = False
        if self._pending:
            self._pending = False
            raise KeyboardInterrupt

    def __enter__(self) -> Self:
        self._before = [signal.signal(number, self._handle) for number in self._SIGNALS]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in zip(self._SIGNALS, self._before, strict=True):
            signal.signal(number, handler)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if not self._holding:
            raise KeyboardInterrupt
        self._pending = True
