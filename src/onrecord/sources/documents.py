"""The bytes of one source → its documents."""

import gzip
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

from onrecord.document import Document
from onrecord.errors import EmptySource, NotText, SourceError
from onrecord.sources.kinds import GZIP, Kind, kind_of
from onrecord.sources.stream import Stream
from onrecord.sources.text import has_words, markdown, plain


def documents(
    stream: Stream,
    name: str,
    limit: int,
    *,
    kind: Kind | None = None,
    charset: str | None = None,
    url: str | None = None,
) -> Iterator[Document | SourceError]:
    """The document in ``stream``, or the documents where it holds JSON lines, unpacked if need be.

    ``name`` tells the kind and names the source in errors. ``kind``, ``charset`` and ``url`` are what a
    server says of it. Raises :class:`~onrecord.errors.SourceError` where the source as a whole cannot be
    read; one that stands for a line of a corpus is yielded.
    """
    if not stream.head:
        raise EmptySource(f"{name} is empty; check that it was saved, and that it is the right one.")
    if not stream.head.startswith(GZIP):
        yield from _unpacked(stream, name, limit, kind, charset, url)
        return
    try:
        inside = Stream(cast(BinaryIO, gzip.GzipFile(fileobj=cast(BinaryIO, stream))))
        if not inside.head:
            raise EmptySource(f"{name} is empty once unpacked; check that it is the right one.")
        yield from _unpacked(inside, name, limit, kind, charset, url)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise NotText(f"{name} is a damaged gzip file; make or download it again.") from error


def _unpacked(
    stream: Stream, name: str, limit: int, kind: Kind | None, charset: str | None, url: str | None
) -> Iterator[Document | SourceError]:
    # Each kind brings in only what it needs, so that starting is quick.
    match kind_of(name, stream.head, kind):
        case Kind.JSONL:
            from onrecord.sources.corpora import records

            yield from records(stream, name, limit)
        case Kind.HTML:
            from onrecord.sources.html import article

            yield article(stream.whole(name, limit), name, charset, url)
        case Kind.PDF:
            from onrecord.sources.pdf import paper

            yield paper(stream.whole(name, limit), name, url)
        case Kind.MARKDOWN:
            yield _worded(markdown(stream.whole(name, limit), name, charset, url), name)
        case Kind.TEXT:
            yield _worded(plain(stream.whole(name, limit), name, charset, url), name)


def _worded(document: Document, name: str) -> Document:
    if not has_words(document.text):
        raise EmptySource(f"{name} holds no words; check that it was saved, and that it is the right one.")
    return document
