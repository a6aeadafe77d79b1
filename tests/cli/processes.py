"""The command line as its user runs it: whole processes."""

import os
import subprocess
import sys
from pathlib import Path

RUN = (sys.executable, "-c", "from onrecord.cli import main; main()")

#: How wide the terminal is.
COLUMNS = "80"


def onrecord(
    *arguments: str | Path, given: str | bytes = b"", cwd: Path | None = None
) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run(
        [*RUN, *map(str, arguments)],
        input=given if isinstance(given, bytes) else given.encode(),
        capture_output=True,
        cwd=cwd,
        check=False,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": COLUMNS},
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
