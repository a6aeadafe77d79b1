"""The documents say what the program does."""

import subprocess
import sys
from pathlib import Path

from onrecord.cli import VERBS

ROOT = Path(__file__).parents[2]


def test_the_reference_of_commands_is_their_help() -> None:
    printed = subprocess.run([sys.executable, ROOT / "docs" / "commands.py"], capture_output=True, check=True)
    assert (ROOT / "docs" / "commands.md").read_text("utf-8") == printed.stdout.decode(), "run `make docs`"


def test_every_verb_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for verb in VERBS:
        assert f"onrecord {verb} " in readme
