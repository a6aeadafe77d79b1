"""Paths → the files to read, in order, and what is wrong with those that cannot be."""

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from onrecord.errors import EmptySource, NotFound, SourceError
from onrecord.sources.kinds import SUFFIXES, by_suffix

_REASONS = {
    errno.EACCES: (SourceError, "may not be read; ask for permission, or copy it to where you have it"),
    errno.EPERM: (SourceError, "may not be read; ask for permission, or copy it to where you have it"),
    errno.ENOENT: (NotFound, "was not found; check the path"),
    errno.ENOTDIR: (NotFound, "was not found, as a file stands where its folder should; check the path"),
    errno.ELOOP: (NotFound, "is a link that leads back to itself; give the path of the file itself"),
    errno.ENAMETOOLONG: (NotFound, "is longer than a path can be; check it"),
}


def found(name: str | Path) -> Iterator[Path | SourceError]:
    """The files that a path stands for: itself, or those of a folder whose suffix is one of ours.

    A folder's come in the order of their names, with those of the folders inside it; hidden ones,
    linked folders, and what is no file (pipes, devices) are left out. A :class:`SourceError` stands for
    a path that is not there, a folder that cannot be listed, and a folder without any file of ours.
    """
    if not str(name):
        yield NotFound("A source has no name; give a path, a web address, or - for standard input.")
        return
    path = Path(name)
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except OSError as error:
        yield unreadable(str(path), error)
        return
    except ValueError:  # a NUL, or a character that the file system's encoding lacks
        yield NotFound(f"{path} holds a character that no path can hold; check it.")
        return
    if not is_folder:
        yield path
        return
    empty = True
    for item in _walk(path):
        empty = False
        yield item
    if empty:
        yield EmptySource(
            f"{path} holds no file that can be read; the suffixes known are {', '.join(SUFFIXES)}."
        )


def _walk(folder: Path) -> Iterator[Path | SourceError]:
    # A list of what is still to come, rather than recursion: folders may lie deeper than Python's stack.
    ahead: list[Path | os.DirEntry[str]] = [folder]
    while ahead:
        item = ahead.pop()
        if isinstance(item, os.DirEntry) and not item.is_dir(follow_symlinks=False):
            if by_suffix(item.name) and not _is_special(item):
                yield Path(item.path)
            continue
        try:
            with os.scandir(item) as entries:
                visible = [e for e in entries if not e.name.startswith(".")]
        except OSError as error:
            yield unreadable(os.fspath(item), error)
            continue
        ahead += sorted(visible, key=lambda e: e.name, reverse=True)


def _is_special(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is there and is no file. To open a pipe in a folder could take for ever."""
    try:
        return not stat.S_ISREG(entry.stat().st_mode)
    except OSError:
        return False  # reading it will say what is wrong with it


def size_of(path: Path) -> int | None:
    """Bytes of a file, 0 where they cannot be known because it cannot be read, ``None`` for a pipe."""
    try:
        status = path.stat()
    except OSError:
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def unreadable(name: str, error: OSError) -> SourceError:
    """What to tell about a file that the operating system could not open, list or read."""
    if error.errno == errno.ENOENT and Path(name).is_symlink():
        return NotFound(
            f"{name} is a link to a file that is not there; restore the file, or remove the link."
        )
    if error.errno in _REASONS:
        kind, reason = _REASONS[error.errno]
        return kind(f"{name} {reason}.")
    reason = (error.strerror or str(error)).lower()
    return SourceError(f"{name} could not be read ({reason}); copy it to another place and read the copy.")
