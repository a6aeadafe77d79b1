"""What the verbs share by which people say something of a statement or claim: who says so, and why."""

import getpass
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from onrecord.ledger import Signed

IdArgument = Annotated[
    str,
    typer.Argument(metavar="ID", help="A claim’s id, or a statement’s that makes one.", show_default=False),
]
ByOption = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="NAME",
        envvar="ONRECORD_BY",
        show_envvar=False,
        help="Who says so.",
        show_default="what ONRECORD_BY says, else your user name",
    ),
]
NoteOption = Annotated[
    str, typer.Option("--note", metavar="TEXT", help="What else there is to say of it.", show_default=False)
]
EvidenceOption = Annotated[
    list[str] | None,
    typer.Option(
        "--evidence",
        metavar="URL|TEXT",
        help="What shows it: an address, or words. May be given several times.",
        show_default=False,
    ),
]


def signed(by: str | None, note: str = "", evidence: list[str] | None = None) -> "Signed":
    """Who makes an entry, and why."""
    from onrecord.ledger import Signed

    return Signed(by if by is not None else user(), note, tuple(evidence or ()))


def user() -> str:
    """The name of whoever runs this; empty where nobody has one."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # nobody has that number
        return ""
