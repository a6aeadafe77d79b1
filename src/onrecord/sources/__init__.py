"""The sources room: files, folders, web addresses and standard input → documents.

>>> for item in Sources(["article.html", "archive/", "https://example.org/news"]):  # doctest: +SKIP
...     print(item if isinstance(item, SourceError) else item.title)
"""

import re
import sys
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from onrecord.document import Document
from onrecord.errors import FetchFailed, SourceError
from onrecord.sources.documents import documents
from onrecord.sources.files import found, size_of, unreadable
from onrecord.sources.stream import Stream

__all__ = ["LIMIT", "Sources"]

#: The largest document that is read, in bytes, unless another limit is asked for.
LIMIT = 50_000_000

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)


class Sources:
    """The documents that ``names`` stand for, in order, each read when it is asked for.

    A name is the path of a file or folder, an ``http`` or ``https`` address, or ``-`` for standard
    input (``stdin``, by default the process's own). Of a folder, all files are read whose suffix is one
    of ours, those of the folders inside included, in the order of their names; hidden ones are left out.
    Text, Markdown, HTML, PDF and JSON lines are told apart by suffix, or else by their bytes; any of them
    may be gzipped. ``limit`` is the most bytes that one document may have, unpacked. ``public``:
    of addresses only those that everybody may go to, as is right for names that somebody else gives.

    Iterating never raises over what is read: where something cannot be, a
    :class:`~onrecord.errors.SourceError` stands in its place, and what follows is read all the same.
    """

    def __init__(
        self,
        names: Iterable[str | Path],
        *,
        stdin: BinaryIO | None = None,
        limit: int = LIMIT,
        public: bool = False,
    ) -> None:
        self.names = tuple(names)
        self.limit = limit
        self._stdin = stdin
        self._public = public
        self._finished = 0  # bytes of the files that are through
        self._stream: Stream | None = None  # what is being read now

    @cached_property
    def size(self) -> int | None:
        """Bytes of all files together, as they lie on disk; ``None`` where an input has no known size."""
        total = 0
        for name in self.names:
            if name == "-" or _scheme(name):
                return None
            for item in found(name):
                size = 0 if isinstance(item, SourceError) else size_of(item)
                if size is None:
                    return None
                total += size
        return total

    @property
    def done(self) -> int:
        """Bytes read so far, as they lie on disk; equal to ``size`` when all is read."""
        return self._finished + (self._stream.consumed if self._stream else 0)

    def __iter__(self) -> Iterator[Document | SourceError]:
        self._finished = 0
        for name in self.names:
            if name == "-":
                yield from _settled("standard input", self._standard_input())
            elif scheme := _scheme(name):
                yield from _settled(str(name), self._address(str(name), scheme))
            else:
                for item in found(name):
                    if isinstance(item, SourceError):
                        yield item
                    else:
                        yield from _settled(str(item), self._file(item))

    def _standard_input(self) -> Iterator[Document | SourceError]:
        stream = Stream(self._stdin or sys.stdin.buffer)
        yield from documents(stream, "standard input", self.limit)

    def _address(self, url: str, scheme: str) -> Iterator[Document | SourceError]:
        if scheme not in {"http", "https"}:
            raise FetchFailed(
                f"{url} is not a web address; give one that begins with http:// or https://, or a file's path."
            )
        from onrecord.sources.web import fetch

        page = fetch(url, self.limit, public=self._public)
        stream = Stream(page.body)
        yield from documents(stream, url, self.limit, kind=page.kind, charset=page.charset, url=page.url)

    def _file(self, path: Path) -> Iterator[Document | SourceError]:
        size = size_of(path) or 0
        try:
            with path.open("rb") as file:
                self._stream = Stream(file)
                yield from documents(self._stream, str(path), self.limit)
        finally:
            # What was not read of it, because it could not be, will not be any more.
            self._stream = None
            self._finished += size


def _scheme(name: str | Path) -> str | None:
    """The scheme of an address, ``None`` where ``name`` is a path."""
    match = _ADDRESS.match(name) if isinstance(name, str) else None
    return match[1].lower() if match else None


def _settled(name: str, items: Iterator[Document | SourceError]) -> Iterator[Document | SourceError]:
    """``items``, with the error that ends them, if one does, in its place."""
    try:
        yield from items
    except SourceError as error:
        yield error
    except OSError as error:
        yield unreadable(name, error)
