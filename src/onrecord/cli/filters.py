"""The options that say which statements of a ledger are meant, for all verbs that have them."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.runs import chosen
from onrecord.export import KINDS, LIKELIHOODS

if TYPE_CHECKING:
    from onrecord.ledger import Search, Status
    from onrecord.reading.record import ClaimKind

_DAY = ["%Y-%m-%d"]

#: How a forecast or commitment may stand; the ledger's own list is loaded later, since it takes a moment.
STATUSES: tuple["Status", ...] = ("open", "due", "settled", "yes", "no", "partly", "void")

SpeakerOption = Annotated[
    str,
    typer.Option(
        "--speaker",
        metavar="TEXT",
        help="Only by speakers whom the text calls something with TEXT in it, a name or a role.",
        show_default=False,
    ),
]
KindOption = Annotated[
    str | None,
    typer.Option(
        "--kind",
        metavar="KIND,…",
        help=f"Only with a claim of these kinds: {', '.join(KINDS)}.",
        show_default=False,
    ),
]
OutletOption = Annotated[
    str,
    typer.Option(
        "--outlet", metavar="TEXT", help="Only from outlets with TEXT in their names.", show_default=False
    ),
]
PlaceOption = Annotated[
    str,
    typer.Option(
        "--place",
        metavar="TEXT",
        help="Only about places with TEXT in their names, or in a country, by its two letters.",
        show_default=False,
    ),
]
SinceOption = Annotated[
    datetime | None,
    typer.Option(
        "--since",
        formats=_DAY,
        metavar="DATE",
        help="Only published on that day or later.",
        show_default=False,
    ),
]
UntilOption = Annotated[
    datetime | None,
    typer.Option(
        "--until",
        formats=_DAY,
        metavar="DATE",
        help="Only published on that day or before.",
        show_default=False,
    ),
]
LikelihoodOption = Annotated[
    str | None,
    typer.Option(
        "--likelihood",
        metavar="CLASS,…",
        help=f"Only with a forecast that is made so likely: {', '.join(LIKELIHOODS)}.",
        show_default=False,
    ),
]
StatusOption = Annotated[
    str | None,
    typer.Option(
        "--status",
        metavar="STATUS,…",
        help=f"Only with a forecast or commitment that stands so: {', '.join(STATUSES)}.",
        show_default=False,
    ),
]
#: Where only what can be settled is meant.
SettledKindOption = Annotated[
    str | None, typer.Option("--kind", metavar="KIND", help="forecast or commitment.", show_default="both")
]
CheckableOption = Annotated[bool, typer.Option("--checkable", help="Only what a stranger could check.")]


def searched(
    *,
    words: Sequence[str] | None = None,
    speaker: str,
    kind: str | None,
    kinds: Sequence["ClaimKind"] = KINDS,
    outlet: str,
    place: str,
    since: datetime | None,
    until: datetime | None,
    likelihood: str | None = None,
    status: str | None = None,
) -> "Search":
    """What somebody looks for who gives these; ``kinds``: what ``kind`` may name.

    Raises :class:`typer.BadParameter` for what is no kind, class or status.
    """
    chosen_kinds = chosen(kind, kinds, "--kind")
    likelihoods = chosen(likelihood, LIKELIHOODS, "--likelihood")
    statuses = chosen(status, STATUSES, "--status")
    from onrecord.ledger import Search

    return Search(
        words=" ".join(words or ()),
        speaker=speaker,
        outlet=outlet,
        place=place,
        since=since.date() if since else None,
        until=until.date() if until else None,
        kinds=chosen_kinds,
        likelihoods=likelihoods,
        statuses=statuses,
    )
