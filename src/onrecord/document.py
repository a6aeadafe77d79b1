"""A document: a text exactly as given, and where it came from."""

import hashlib
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Document:
    """A text and its metadata.

    ``text`` is never altered: all offsets in a :class:`~onrecord.reading.record.Reading` count its
    Unicode characters. ``id`` is the one that the input gave, else a hash of the text, so the same
    text is the same document wherever it was found. ``published`` is an ISO date (``2024-12-20``)
    or an ISO date and time, where known.
    """

    text: str
    id: str = ""
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None
    words: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", content_id(self.text))
        object.__setattr__(self, "words", len(self.text.split()))


def content_id(text: str) -> str:
    """Sixteen hex digits that name a text by its content (BLAKE2b, 64 bits)."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
