"""What the verbs of the ledger share: which ledger, what came of a run that adds to it, and how it ends."""

from collections import Counter
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from onrecord.cli.runs import LISTED, Run
from onrecord.cli.terminal import complain, output, piped

if TYPE_CHECKING:
    from onrecord.ledger import Ledger, LedgerError
    from onrecord.ledger.store import Outcome

LedgerOption = Annotated[
    str | None,
    typer.Option(
        "--ledger",
        metavar="FILE|URL",
        help="The ledger: a file, or a PostgreSQL database as postgresql://user@host/name.",
        show_default="what ONRECORD_LEDGER names, else a file in your data folder",
    ),
]
#: Up to so many documents are listed one by one; of more only those that have a new version.
FEW = 20


def opened(where: str | None, *, create: bool = False) -> "Ledger":
    """The ledger that is asked for."""
    from onrecord.ledger import Ledger  # takes a moment, which other verbs should not wait for

    return Ledger.open(where, create=create)


class Tally:
    """What came of a run that adds to a ledger: how many documents of each outcome, and some of them by name.

    ``unchanged``: how many there is nothing to do for.
    """

    def __init__(self, ledger: str, *, unchanged: int = 0) -> None:
        self.run = Run()
        self._ledger = ledger
        self._counts: Counter[Outcome] = Counter({"unchanged": unchanged})
        self._rows: list[tuple[Outcome, str, str, str]] = []

    def add(self, outcome: "Outcome", document: str, title: str, remark: str = "") -> None:
        """One more document is through: its id, its title, and what else there is to say of it."""
        self.run.read += 1
        self._counts[outcome] += 1
        if len(self._rows) < FEW or (outcome == "new version" and len(self._rows) < LISTED):
            self._rows.append((outcome, document, title, remark))

    def end(self, error: "LedgerError | None" = None) -> None:
        """Show it, and exit unless all went well. ``error``: what ended the run before its end."""
        self._show()
        if error:
            for failure in self.run.failures:
                complain(str(failure))
            raise error
        self.run.end(kept="what was added is kept")

    def _show(self) -> None:
        from rich.text import Text

        from onrecord.cli.screen import Screen
        from onrecord.export.characters import one_line
        from onrecord.ledger.store import Outcome

        screen = Screen(output(lossy=True))
        rows = [row for row in self._rows if self.run.read <= FEW or row[0] == "new version"]
        outcomes = max((len(row[0]) for row in rows), default=0)
        counts = [f"{n:,} {outcome}" for outcome in get_args(Outcome) if (n := self._counts[outcome])]
        if self.run.failed:
            counts.append(f"{self.run.failed:,} failed")
        with piped():
            for outcome, document, title, remark in rows:
                head = Text.assemble((f"{outcome:{outcomes}}", "bold"), "  ", (document, "cyan"), "  ")
                said = Text.assemble(one_line(title), (f" · {remark}" if remark else "", "dim"))
                screen.write(screen.wrapped(said, head, " " * head.cell_len))
            # In one line, however long: somebody may want to copy where it is.
            screen.write([Text(f"{', '.join(counts) or 'nothing'}, in {one_line(self._ledger)}", "dim")])
