"""Prints docs/commands.md: every verb's help, as it stands. ``make docs`` writes it, a test compares it."""

import os
import subprocess
import sys

RUN = (sys.executable, "-c", "from onrecord.cli import main; main()")


def shown(*arguments: str) -> str:
    environment = {**os.environ, "COLUMNS": "88", "NO_COLOR": "1", "TERM": "dumb"}
    done = subprocess.run([*RUN, *arguments, "--help"], capture_output=True, check=True, env=environment)
    return "\n".join(line.rstrip() for line in done.stdout.decode().strip("\n").splitlines()).strip("\n")


def main() -> None:
    from onrecord.cli import VERBS

    print("# Commands\n\nWritten by `make docs` from the commands' own help.\n")
    print(f"```\n{shown()}\n```")
    for verb in VERBS:
        print(f"\n## onrecord {verb}\n\n```\n{shown(verb)}\n```")


if __name__ == "__main__":
    main()
