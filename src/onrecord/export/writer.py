"""What all writers have in common."""

import re
from abc import ABC, abstractmethod
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from onrecord.document import Document
    from onrecord.reading import Reading, Span

#: Stands between the pieces of a content, or of a source, that the text breaks up.
GAP = " … "
#: Under this confidence a statement is shown as uncertain.
UNCERTAIN = 0.5
#: How much of a text without a title stands in for one, in characters.
HEADLINE = 120

_LINE = re.compile(r"\S[^\r\n]{,400}")


class Writer(ABC):
    """Writes readings to a text stream, one at a time and in the order given."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    @abstractmethod
    def add(self, reading: "Reading") -> None:
        """Write one reading."""

    def close(self) -> None:
        """Make what was written whole. The stream stays open: it is the caller's."""
        self.stream.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def joined(spans: "tuple[Span, ...]") -> str:
    """The words of several spans, with a mark for what stands between them."""
    return GAP.join(span.text for span in spans)


def headline(document: "Document") -> str:
    """The document's title or, where it has none, how its first line begins; empty where it has no words."""
    if title := " ".join((document.title or "").split()):
        return title
    line = _LINE.search(document.text)
    words = " ".join(line[0].split()) if line else ""
    return words if len(words) <= HEADLINE else words[: HEADLINE - 1].rsplit(" ", 1)[0] + "…"
