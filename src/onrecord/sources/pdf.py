"""PDF files → documents."""

import logging
import re
from io import BytesIO
from math import sqrt
from typing import TYPE_CHECKING, Any

from onrecord.document import Document
from onrecord.errors import EmptySource, NotText
from onrecord.sources.layout import Line, paragraphs
from onrecord.sources.text import has_words

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

# It tells the log about every file that is less than perfect. Without a handler, Python would print it.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

# What programs write where nobody has filled in a title or an author.
_BLANK = re.compile(
    r"\(?(?:untitled|anonymous|unspecified|unknown|none)\)?(?: document)?|microsoft word - .*", re.I
)
_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}


def paper(data: bytes, name: str, url: str | None = None) -> Document:
    """The text of a PDF, a paragraph a line, with what the file says of its title, author and date.

    Headers and footers are left out. Raises :class:`~onrecord.errors.NotText` where the file is damaged
    or encrypted, :class:`~onrecord.errors.EmptySource` where it has no text, only pictures of it.
    """
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):  # many need no password to be read
            raise _locked(name)
        text = "\n".join(paragraphs([_lines(page) for page in reader.pages]))
    except DependencyError as error:  # to decrypt what is encrypted by AES
        raise _locked(name) from error
    except NotText:
        raise
    except Exception as error:  # damaged files make the parser fail in too many ways to list
        raise NotText(
            f"{name} is a damaged PDF; download it again, or open it in a viewer and save it anew."
        ) from error
    if not has_words(text):
        raise EmptySource(f"{name} has no text, only pictures of it; run text recognition (OCR) on it first.")
    created = _stated(reader, "creation_date")
    return Document(
        text,
        title=_filled(_stated(reader, "title")),
        author=_filled(_stated(reader, "author")),
        published=created.date().isoformat() if created else None,
        url=url,
    )


def _locked(name: str) -> NotText:
    return NotText(f"{name} is an encrypted PDF; open it with its password and save a copy without.")


def _stated(reader: "PdfReader", what: str) -> Any:
    """What the file says of itself; ``None`` where that is nothing, or nonsense."""
    try:
        return getattr(reader.metadata, what)
    except Exception:  # dates and strings come in any form
        return None


def _filled(value: str | None) -> str | None:
    value = (value or "").strip()
    return None if not value or _BLANK.fullmatch(value) else value


def _lines(page: "PageObject") -> list[Line]:
    """The lines of a page, in the order of its content stream, each with its place and size of type."""
    lines: list[Line] = []
    parts: list[str] = []
    place: tuple[float, float, float] | None = None

    def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        nonlocal place
        for i, part in enumerate(text.translate(_LIGATURES).split("\n")):
            if i:
                end_line()
            parts.append(part)
            if place is None and part.strip():
                place = _place(cm, tm, size)

    def end_line() -> None:
        nonlocal place
        if place:
            _add(lines, Line(" ".join("".join(parts).split()), *place))
        parts.clear()
        place = None

    page.extract_text(visitor_text=visit)
    end_line()
    return lines


def _add(lines: list[Line], line: Line) -> None:
    """Add a line, or what pypdf takes for one where a program draws each word by itself."""
    last = lines[-1] if lines else None
    if last and last.x < line.x and abs(last.y - line.y) < 0.3 * line.size:
        gap = "" if line.text[0] in ".,;:!?)]”’" else " "
        lines[-1] = Line(last.text + gap + line.text, last.x, last.y, last.size)
    else:
        lines.append(line)


def _place(cm: list[float], tm: list[float], size: float) -> tuple[float, float, float]:
    """Where a text with these matrices begins on the page (x, y from below), and its size of type."""
    a, b, c, d, e, f = cm
    x, y = tm[4], tm[5]
    scale = sqrt(abs((a * d - b * c) * (tm[0] * tm[3] - tm[1] * tm[2])))
    return a * x + c * y + e, b * x + d * y + f, abs(size) * scale
