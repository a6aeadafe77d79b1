"""JSON lines → documents, one a line."""

import codecs
import json
from collections.abc import Iterator
from typing import Any

from onrecord.document import Document
from onrecord.errors import BadRecord, EmptySource, NotText, SourceError
from onrecord.sources.stream import Stream, too_large
from onrecord.sources.text import has_words

_CHUNK = 1 << 16


class _Number(str):
    """A number as it is written: as metadata it is as good as a word, as a text it is none."""

    __slots__ = ()


def records(stream: Stream, name: str, limit: int) -> Iterator[Document | SourceError]:
    """The documents of a corpus, a JSON object a line; blank lines are passed over.

    An object has a ``text``, and may have ``id``, ``title``, ``outlet`` (or ``publisher``), ``author``,
    ``published`` (or ``date``) and ``url``, which are kept as they are written; of an unfit one the
    document has none. For a line that is no such object a :class:`~onrecord.errors.SourceError` stands,
    with its number. No more than one line is held, and of one longer than ``limit`` bytes only as many.
    Raises :class:`~onrecord.errors.SourceError` for a corpus without any line, or in UTF-16.
    """
    if stream.head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise NotText(f"{name} is in UTF-16, but JSON lines are in UTF-8; save it in UTF-8.")
    empty = True
    for number, line in enumerate(lines(stream, limit), 1):
        where = f"{name}, line {number:,},"
        if line is None:
            yield too_large(where, limit)
        elif not line.strip():
            continue
        else:
            try:
                yield _document(line, where)
            except SourceError as error:
                yield error
        empty = False
    if empty:
        raise EmptySource(f"{name} has no line with an object; check that it is the right one.")


def lines(stream: Stream, limit: int) -> Iterator[bytes | None]:
    """The lines of a stream, ``None`` for each longer than ``limit``."""
    mark = codecs.BOM_UTF8
    while line := stream.readline(limit + 1):
        if len(line) <= limit or line.endswith(b"\n"):
            yield line.removeprefix(mark)
        else:
            while line and not line.endswith(b"\n"):
                line = stream.readline(_CHUNK)
            yield None
        mark = b""


def _document(line: bytes, where: str) -> Document:
    try:
        row: Any = json.loads(
            line.rstrip().decode(), parse_int=_Number, parse_float=_Number, parse_constant=lambda _: None
        )
    except UnicodeDecodeError as error:
        raise BadRecord(f"{where} is not in UTF-8; save the file in UTF-8.") from error
    except json.JSONDecodeError as error:
        reason = f"{error.msg[:1].lower()}{error.msg[1:]}, at character {error.pos + 1:,}"
        raise BadRecord(f"{where} is not valid JSON ({reason}); write one object a line.") from error
    except RecursionError as error:
        raise BadRecord(f"{where} is nested too deeply; write one flat object a line.") from error
    if not isinstance(row, dict):
        raise BadRecord(f'{where} is not an object; write it as {{"text": "…"}}.')
    text = row.get("text")
    if not isinstance(text, str) or isinstance(text, _Number):
        lacks = "has no “text”" if text is None else "has a “text” that is no string"
        raise BadRecord(f"{where} {lacks}; give each object its text as a string under that key.")
    if not has_words(text):
        raise EmptySource(f"{where} has a text without words; check where it comes from, or leave it out.")
    return Document(
        text,
        id=_about(row, "id") or "",
        title=_about(row, "title"),
        outlet=_about(row, "outlet", "publisher"),
        author=_about(row, "author"),
        published=_about(row, "published", "date"),
        url=_about(row, "url"),
    )


def _about(row: dict[str, Any], *keys: str) -> str | None:
    """The first of ``keys`` that has a value: a string or number, or a list of them."""
    for key in keys:
        values = row.get(key)
        values = values if isinstance(values, list) else [values]
        if about := ", ".join(v.strip() for v in values if isinstance(v, str) and v.strip()):
            return about
    return None
