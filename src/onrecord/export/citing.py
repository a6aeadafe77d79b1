"""How a statement is cited: as plain text, and for a bibliography."""

import re
from typing import TYPE_CHECKING

from onrecord.export.characters import one_line

if TYPE_CHECKING:
    from onrecord.ledger import Shown

_QUOTES = '“”"'
# What TeX would act on.
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#",
        "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    }
)  # fmt: skip


def plain(shown: "Shown", address: str) -> str:
    """One paragraph: who, what, in which article, and where it is on record."""
    hit = shown.hit
    author = shown.reading.document.author
    where = ". ".join(part for part in (author, f"“{hit.title}”", hit.outlet, hit.published) if part)
    quoted = f" (quoted by {', by '.join(hit.quoted_by)})" if hit.quoted_by else ""
    parts = [
        f"{hit.speaker or 'No source named'}{quoted}: “{hit.text.strip(_QUOTES)}”",
        where,
        hit.url,
        address,
    ]
    return " ".join(f"{one_line(part).rstrip('.')}." for part in parts if part)


def bibtex(shown: "Shown", address: str) -> str:
    """An entry for the article, with the statement as its note."""
    hit = shown.hit
    fields = {
        "title": hit.title,
        "author": shown.reading.document.author,
        "journal": hit.outlet,
        "date": hit.published,
        "url": hit.url,
        "note": f"{hit.speaker or 'No source named'}: {hit.text} ({hit.id}, {address})",
    }
    lines = [f"  {name} = {{{_tex(value, name)}}}," for name, value in fields.items() if value]
    return "\n".join([f"@article{{{hit.id},", *lines, "}"])


def _tex(value: str, name: str) -> str:
    text = one_line(value)
    return re.sub(r"[{}\\]", "", text) if name == "url" else text.translate(_TEX)
