"""``onrecord correct``: what the reader got wrong."""

from typing import Annotated

import typer

from onrecord.cli.entries import ByOption, EvidenceOption, NoteOption, signed
from onrecord.cli.ledgers import LedgerOption, opened
from onrecord.cli.runs import chosen
from onrecord.export import KINDS, LIKELIHOODS

EXAMPLES = """
Examples:

onrecord correct c4m1rxa --kind forecast --likelihood likely

onrecord correct s59bxck --speaker "Ada Brill"

onrecord correct s59bxck --words "the dam at Orne will hold"

onrecord correct s59bxck --not-a-statement

onrecord correct c4m1rxa --as-read
"""


def correct(
    id: Annotated[
        str, typer.Argument(metavar="ID", help="A statement’s or a claim’s id.", show_default=False)
    ],
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="KIND", help=f"The claim is of this kind: {', '.join(KINDS)}.", show_default=False
        ),
    ] = None,
    likelihood: Annotated[
        str | None,
        typer.Option(
            metavar="CLASS",
            help=f"The forecast is made so likely: {', '.join(LIKELIHOODS)}.",
            show_default=False,
        ),
    ] = None,
    speaker: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|ID",
            help="Whose statement it is: a name, or a speaker’s id in the ledger.",
            show_default=False,
        ),
    ] = None,
    words: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            help="Its right words, exactly as they stand in the document; pieces with … between them.",
            show_default=False,
        ),
    ] = None,
    statement: Annotated[
        bool | None,
        typer.Option(
            "--a-statement/--not-a-statement",
            help="Whether anybody said so at all. What is no statement is neither found nor counted.",
            show_default=False,
        ),
    ] = None,
    as_read: Annotated[bool, typer.Option("--as-read", help="Take back all corrections of it.")] = False,
    note: NoteOption = "",
    evidence: EvidenceOption = None,
    by: ByOption = None,
    ledger: LedgerOption = None,
) -> None:
    """Correct what was read of a statement or claim: its kind, likelihood, speaker or words, or that it is none.

    A correction holds wherever the same words are the same utterance, and survives newer readers. Nothing is
    overwritten: the newest entry holds, and the reading is kept as it was.
    """
    kinds, likelihoods = chosen(kind, KINDS, "--kind"), chosen(likelihood, LIKELIHOODS, "--likelihood")
    for option, some in (("--kind", kinds), ("--likelihood", likelihoods)):
        if some and len(some) > 1:
            raise typer.BadParameter("give one", param_hint=option)
    who = signed(by, note, evidence)
    with opened(ledger) as book:
        from onrecord.ledger import Correction

        correction = Correction(
            kind=kinds[0] if kinds else None,
            likelihood=likelihoods[0] if likelihoods else None,
            speaker=speaker,
            words=words,
            statement=statement,
        )
        if as_read and correction != Correction():
            raise typer.BadParameter("takes everything back; give it alone", param_hint="--as-read")
        changed = book.as_read(id, who) if as_read else book.correct(id, correction, who)
    from onrecord.cli.changes import write_changed

    write_changed(changed)
