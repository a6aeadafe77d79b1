"""Files that are written whole or not at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, TextIO, cast

from onrecord.errors import OnrecordError


class OutputError(OnrecordError):
    """A file that could not be written."""


@contextmanager
def saved(path: Path) -> Iterator[TextIO]:
    """A UTF-8 text stream that becomes the file ``path`` when the block ends.

    It is written to a temporary file beside it and moved in place, so a reader of ``path`` sees the old
    file or the new one. An exception in the block leaves ``path`` as it was. Pipes and devices are
    written to directly. Raises :class:`OutputError` where the file cannot be written.
    """
    with _saved(path, "w", encoding="utf-8", newline="") as stream:
        yield cast("TextIO", stream)


def write_whole(path: Path, content: bytes) -> None:
    """Let ``content`` be the file ``path``, as :func:`saved` does; raises as that does."""
    with _saved(path, "wb") as stream:
        stream.write(content)


@contextmanager
def _saved(
    path: Path, mode: str, encoding: str | None = None, newline: str | None = None
) -> Iterator[IO[Any]]:
    target = Path(os.path.realpath(path))  # a link is followed, not replaced
    written: Path | None = None
    try:
        if path.is_dir():
            raise IsADirectoryError(None, "it is a folder")
        replaced = path.exists()
        if replaced and not os.access(path, os.W_OK):
            raise PermissionError(None, "it is write-protected")
        if replaced and not path.is_file():
            # Not by its real name: a pipe behind /dev/stdout or /dev/fd has none that can be opened.
            with path.open(mode, encoding=encoding, newline=newline) as stream:
                yield stream
            return
        written = target.with_name(f".onrecord-{secrets.token_hex(4)}.part")
        with written.open(mode.replace("w", "x"), encoding=encoding, newline=newline) as stream:
            yield stream
        if replaced:
            written.chmod(target.stat().st_mode)
        written.replace(target)
    except BaseException as error:
        if written:
            with suppress(OSError):  # it may not be there, nor a folder for it
                written.unlink()
        # An OSError that names another file is not about this one.
        if isinstance(error, OSError) and error.filename in {None, str(path), str(target), str(written)}:
            reason = (error.strerror or str(error)).lower()
            raise OutputError(f"{path} could not be written ({reason}); name another file") from error
        raise
