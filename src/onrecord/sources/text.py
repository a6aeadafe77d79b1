"""Plain text and Markdown → documents, their text exactly as it stands."""

import re

from onrecord.document import Document
from onrecord.sources.encodings import decode

# YAML, as far as front matter goes: keys at the margin, each with a value or indented lines below.
# (Atomic where a line fits in two ways, as n such lines would fit in 2ⁿ.)
_FRONT = re.compile(
    r"---[ \t]*\r?\n((?:(?>[\w-]+[ \t]*:|[ \t#-]).*\n|\r?\n)*?)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)"
)
_ENTRY = re.compile(r"^([\w-]+)[ \t]*:(.*(?:\n(?:[ \t]+|- ).*)*)", re.MULTILINE)
_BLOCK = re.compile(r"[|>][-+]?")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_HEADING = re.compile(r"^ {0,3}#[ \t]+(\S.*)", re.MULTILINE)
_CLOSING = re.compile(r"(?<=\s)#+\Z")
_WORD = re.compile(r"[^\W_]")


def has_words(text: str) -> bool:
    """Whether there is a letter or digit in ``text``."""
    return bool(_WORD.search(text))


def plain(data: bytes, name: str, charset: str | None = None, url: str | None = None) -> Document:
    """A plain text, decoded; raises :class:`~onrecord.errors.NotText` where it is none."""
    return Document(decode(data, name, charset), url=url)


def markdown(data: bytes, name: str, charset: str | None = None, url: str | None = None) -> Document:
    """A Markdown text, decoded; raises :class:`~onrecord.errors.NotText` where it is none.

    YAML front matter is no part of the text: it gives title, author, outlet (or publisher), date (or
    published) and url (or source). The title is otherwise the first heading of the first rank.
    """
    text = decode(data, name, charset)
    about = {}
    if front := _FRONT.match(text):
        about = {key.lower(): _value(value) for key, value in _ENTRY.findall(front[1])}
        text = text[front.end() :]
    return Document(
        text,
        title=about.get("title") or _heading(text),
        outlet=about.get("outlet") or about.get("publisher"),
        author=about.get("author"),
        published=about.get("published") or about.get("date"),
        url=about.get("url") or about.get("source") or url,
    )


def _heading(text: str) -> str | None:
    heading = _HEADING.search(text)
    return _CLOSING.sub("", heading[1].rstrip()).rstrip() if heading else None


def _value(written: str) -> str | None:
    """A YAML value as text: a scalar, a block of lines, or a list's items with commas between."""
    first, *more = (line.strip() for line in written.rstrip().split("\n"))
    if _BLOCK.fullmatch(first):
        return " ".join(more) or None
    if first.startswith("[") and first.endswith("]"):
        more = first[1:-1].split(",")
    values = [_scalar(item.removeprefix("- ")) for item in more] if more else [_scalar(first)]
    return ", ".join(value for value in values if value) or None


def _scalar(written: str) -> str:
    written = written.strip()
    for mark, escaped in (('"', '\\"'), ("'", "''")):
        if len(written) > 1 and written.startswith(mark) and written.endswith(mark):
            return written[1:-1].replace(escaped, mark)
    bare = _COMMENT.sub("", written).strip()
    return "" if bare in {"~", "null"} else bare
