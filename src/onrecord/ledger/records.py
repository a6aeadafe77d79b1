"""Texts and readings as they are stored, and back."""

import json
import zlib
from typing import Any

import msgspec

from onrecord.document import Document
from onrecord.reading import Aim, Claim, Link, Place, Reading, Speaker, Statement


def packed(text: str) -> bytes:
    """``text`` in UTF-8 and zlib; a lone surrogate is passed through."""
    return zlib.compress(text.encode("utf-8", "surrogatepass"))


def unpacked(data: bytes) -> str:
    """What was packed."""
    return zlib.decompress(data).decode("utf-8", "surrogatepass")


def packed_reading(reading: Reading) -> bytes:
    """A reading whole, in the ``onrecord/1`` format, but for its document's text."""
    return packed(json.dumps(reading.to_dict(), ensure_ascii=False, separators=(",", ":")))


def unpacked_reading(data: bytes, text: str) -> Reading:
    """The reading that was packed, of the document with that ``text``."""
    record: dict[str, Any] = json.loads(unpacked(data))
    about = {name: value for name, value in record["document"].items() if name != "words"}
    return Reading(
        Document(text, **about),
        msgspec.convert(record["statements"], tuple[Statement, ...]),
        msgspec.convert(record["speakers"], tuple[Speaker, ...]),
        msgspec.convert(record["claims"], tuple[Claim, ...]),
        msgspec.convert(record["places"], tuple[Place, ...]),
        # Readings that were kept before there were any have none.
        msgspec.convert(record.get("links", ()), tuple[Link, ...]),
        msgspec.convert(record.get("aims", ()), tuple[Aim, ...]),
    )
