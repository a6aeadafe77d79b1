"""What a source is, by its name and its first bytes."""

import json
import re
from enum import StrEnum
from pathlib import PurePath

from onrecord.errors import NotText
from onrecord.sources.stream import HEAD

GZIP = b"\x1f\x8b"


class Kind(StrEnum):
    """The kinds of source that are read."""

    TEXT = "text"
    MARKDOWN = "Markdown"
    HTML = "HTML"
    PDF = "PDF"
    JSONL = "JSON lines"


#: Suffix → kind; each may be followed by ``.gz``.
SUFFIXES = {
    ".txt": Kind.TEXT,
    ".text": Kind.TEXT,
    ".md": Kind.MARKDOWN,
    ".markdown": Kind.MARKDOWN,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".xhtml": Kind.HTML,
    ".pdf": Kind.PDF,
    ".jsonl": Kind.JSONL,
    ".ndjson": Kind.JSONL,
}

_SAVE = "save it as PDF or plain text"
_OCR = "run text recognition (OCR) on it first"
_HEAR = "transcribe it first"
_UNPACK = "unpack it first"
_TEXT = "give a text instead"

# What people hand in by mistake: its first bytes, its name, the way out. No text begins like any of these.
_FOREIGN = [
    (re.compile(pattern, re.DOTALL), what, way_out)
    for pattern, what, way_out in (
        (rb"PK\x03\x04.*?word/", "a Word document", _SAVE),
        (rb"PK\x03\x04.*?xl/", "an Excel workbook", "save the texts as JSON lines, one object a line"),
        (rb"PK\x03\x04.*?ppt/", "a PowerPoint presentation", _SAVE),
        (rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis", "an OpenDocument file", _SAVE),
        (rb"PK\x03\x04.{26}mimetypeapplication/epub", "an e-book (EPUB)", _SAVE),
        (rb"PK\x03\x04.*?\.iwa", "a Pages, Numbers or Keynote document", _SAVE),
        (rb"PK[\x03\x05]", "a ZIP archive", _UNPACK),
        (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document", _SAVE),
        (rb"\{\\rtf1", "an RTF document", _SAVE),
        (rb"%!PS", "a PostScript file", "convert it to PDF"),
        (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|II\*\0|MM\0\*|RIFF....WEBP|BM....\0\0\0\0", "an image", _OCR),
        (rb"\0...ftyp(?:avif|heic|heix|mif1)", "an image", _OCR),
        (rb"\0...ftyp|\x1a\x45\xdf\xa3|RIFF....AVI ", "a video", _HEAR),
        (rb"ID3[\x02-\x04]|\xff[\xfb\xf3\xf2]|fLaC\0|OggS\0|RIFF....WAVE", "a sound recording", _HEAR),
        (rb"\x1f\x8b", "compressed twice", "unpack it once"),
        (rb"BZh[1-9]1AY&SY|\xfd7zXZ\0|\x28\xb5\x2f\xfd", "compressed in another way than gzip", _UNPACK),
        (rb"Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|.{257}ustar", "an archive", _UNPACK),
        (rb"\x7fELF|MZ.\0|\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe|\0asm", "a program", _TEXT),
        (rb"SQLite format 3\0", "a database", "save the texts as JSON lines, one object a line"),
    )
]  # fmt: skip

_MARKUP = re.compile(
    # Atomic, as comments could otherwise be cut up in very many ways.
    rb"(?>(?:\s|<\?xml.*?\?>|<!--.*?-->)*)"
    rb"<(?:!doctype html|(?:html|head|body|title|meta|link|script|style|article|main|section|div|h1|p)[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(rb"\s*<(?:\?xml|!doctype|rss|feed|svg)\b", re.IGNORECASE)
_JSON = re.compile(rb'\s*(?:\{\s*"|\[\s*\{)')


def by_suffix(name: str) -> Kind | None:
    """The kind that a file's name claims, ``None`` where it claims none of ours."""
    return SUFFIXES.get(PurePath(name.lower().removesuffix(".gz")).suffix)


def kind_of(name: str, head: bytes, claimed: Kind | None = None) -> Kind:
    """The kind of a source with this ``name`` and these first bytes (not gzipped).

    ``claimed`` is what a server says of it. Raises :class:`~onrecord.errors.NotText` for what is
    recognised as none of ours.
    """
    if head.lstrip().startswith(b"%PDF-"):
        return Kind.PDF
    for start, what, way_out in _FOREIGN:
        if start.match(head):
            raise NotText(f"{name} is {what}, which onrecord does not read; {way_out}.")
    return claimed or by_suffix(name) or _by_look(name, head)


def _by_look(name: str, head: bytes) -> Kind:
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")  # UTF-16 too, without decoding it
    if _MARKUP.match(plain):
        return Kind.HTML
    if _XML.match(plain):
        raise NotText(f"{name} is XML, which onrecord does not read; save the article as HTML or plain text.")
    if _JSON.match(plain):
        if _begins_with_object(head):
            return Kind.JSONL
        raise NotText(
            f"{name} is JSON, but not JSON lines; write one object a line, with its text under the key “text”."
        )
    return Kind.TEXT


def _begins_with_object(head: bytes) -> bool:
    line, ended, _ = head.lstrip().partition(b"\n")
    if not ended and len(head) == HEAD:
        return line.startswith(b"{")  # longer than can be looked at; JSON over several lines has short ones
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
