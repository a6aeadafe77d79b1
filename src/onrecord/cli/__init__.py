"""The command line: the same few functions as the Python API, one module a verb."""

import inspect
import re
import sys
from collections.abc import Callable

import typer

from onrecord import __version__
from onrecord.cli.add import EXAMPLES as ADD_EXAMPLES
from onrecord.cli.add import add
from onrecord.cli.backup import EXAMPLES as BACKUP_EXAMPLES
from onrecord.cli.backup import backup
from onrecord.cli.correct import EXAMPLES as CORRECT_EXAMPLES
from onrecord.cli.correct import correct
from onrecord.cli.deadline import EXAMPLES as DEADLINE_EXAMPLES
from onrecord.cli.deadline import deadline
from onrecord.cli.due import EXAMPLES as DUE_EXAMPLES
from onrecord.cli.due import due
from onrecord.cli.evaluate import EXAMPLES as EVALUATE_EXAMPLES
from onrecord.cli.evaluate import evaluate
from onrecord.cli.export import EXAMPLES as EXPORT_EXAMPLES
from onrecord.cli.export import export
from onrecord.cli.find import EXAMPLES as FIND_EXAMPLES
from onrecord.cli.find import find
from onrecord.cli.forecasts import EXAMPLES as FORECASTS_EXAMPLES
from onrecord.cli.forecasts import forecasts
from onrecord.cli.import_ import EXAMPLES as IMPORT_EXAMPLES
from onrecord.cli.import_ import import_
from onrecord.cli.map import EXAMPLES as MAP_EXAMPLES
from onrecord.cli.map import map_
from onrecord.cli.merge import EXAMPLES as MERGE_EXAMPLES
from onrecord.cli.merge import merge
from onrecord.cli.read import EXAMPLES as READ_EXAMPLES
from onrecord.cli.read import read
from onrecord.cli.reread import EXAMPLES as REREAD_EXAMPLES
from onrecord.cli.reread import reread
from onrecord.cli.resolve import EXAMPLES as RESOLVE_EXAMPLES
from onrecord.cli.resolve import resolve
from onrecord.cli.score import EXAMPLES as SCORE_EXAMPLES
from onrecord.cli.score import score
from onrecord.cli.serve import EXAMPLES as SERVE_EXAMPLES
from onrecord.cli.serve import serve
from onrecord.cli.show import EXAMPLES as SHOW_EXAMPLES
from onrecord.cli.show import show
from onrecord.cli.speakers import EXAMPLES as SPEAKERS_EXAMPLES
from onrecord.cli.speakers import speakers
from onrecord.cli.split import EXAMPLES as SPLIT_EXAMPLES
from onrecord.cli.split import split
from onrecord.cli.terminal import complain
from onrecord.errors import OnrecordError

__all__ = ["VERBS", "main"]

app = typer.Typer(
    name="onrecord",
    help="Who said what would happen, exactly where: finds every attributed statement of an article.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
#: The verbs by name, in the order of the help.
VERBS: dict[str, tuple[Callable[..., None], str]] = {
    "read": (read, READ_EXAMPLES),
    "forecasts": (forecasts, FORECASTS_EXAMPLES),
    "add": (add, ADD_EXAMPLES),
    "find": (find, FIND_EXAMPLES),
    "show": (show, SHOW_EXAMPLES),
    "map": (map_, MAP_EXAMPLES),
    "due": (due, DUE_EXAMPLES),
    "resolve": (resolve, RESOLVE_EXAMPLES),
    "deadline": (deadline, DEADLINE_EXAMPLES),
    "correct": (correct, CORRECT_EXAMPLES),
    "score": (score, SCORE_EXAMPLES),
    "speakers": (speakers, SPEAKERS_EXAMPLES),
    "merge": (merge, MERGE_EXAMPLES),
    "split": (split, SPLIT_EXAMPLES),
    "reread": (reread, REREAD_EXAMPLES),
    "serve": (serve, SERVE_EXAMPLES),
    "backup": (backup, BACKUP_EXAMPLES),
    "export": (export, EXPORT_EXAMPLES),
    "import": (import_, IMPORT_EXAMPLES),
    "evaluate": (evaluate, EVALUATE_EXAMPLES),
}

for _name, (_verb, _examples) in VERBS.items():
    # A paragraph a line: the terminal's width wraps it.
    _text = re.sub(r"(?<!\n)\n(?!\n)", " ", inspect.getdoc(_verb) or "")
    app.command(_name, help=_text, epilog=_examples)(_verb)


def _version(asked: bool) -> None:
    if asked:
        print(f"onrecord {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version and exit."
    ),
) -> None:
    pass


def main() -> None:
    """Run the command line; never ends in a traceback over what it was given.

    Exits with 0 where all went well, 1 where something could not be read or written, 2 where the call
    is off, 130 on Ctrl-C.
    """
    try:
        app(prog_name="onrecord")
    except OnrecordError as error:
        complain(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
