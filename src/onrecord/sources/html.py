"""Web pages → documents: the article alone, without what stands around it."""

import logging
import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from onrecord.document import Document
from onrecord.errors import NoArticle
from onrecord.sources.encodings import decode

if TYPE_CHECKING:
    from trafilatura.settings import Document as Page

# These tell the log about every page that is less than perfect. Without a handler, Python would print it;
# only their newest releases see to that themselves.
for _library in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_library).addHandler(logging.NullHandler())

_CHARSET = re.compile(
    rb"<meta\b[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)",
    re.IGNORECASE,
)
_CHARSET_WITHIN = 4096

_PROSE_ELEMENTS = ("p", "li", "td", "dd", "blockquote", "footer")
_DATELINE = re.compile(r"date|time|publi|byline|meta", re.IGNORECASE)

# How a line of prose ends, in most scripts; those of menus and lists of headlines do not.
_PROSE = re.compile(r"[.!?…:;。！？։।؟][\"'”’»›)\]」』]*$")
#: The fewest characters of prose in an article, as found by the narrow and by the wide search.
_LEAST = {True: 20, False: 200}


def article(data: bytes, name: str, charset: str | None = None, url: str | None = None) -> Document:
    """The article of a page, a paragraph a line, its headline first, and what the page says about it.

    ``charset`` and ``url`` are what the server says. Raises :class:`~onrecord.errors.NotText` where the
    bytes are no text, :class:`~onrecord.errors.NoArticle` where the page has none.
    """
    html = decode(data, name, charset or _charset(data))
    try:
        document = _article(html, url)
    except ImportError:
        raise
    except Exception:  # broken pages make the parsers fail in too many ways to list
        document = None
    if document is None:
        raise NoArticle(
            f"{name} has no article that could be found; if a browser shows one, save the page from there, "
            "or its text as a plain text file."
        )
    return document


def _charset(data: bytes) -> str | None:
    named = _CHARSET.search(data, 0, _CHARSET_WITHIN)
    return (named[1] or named[2]).decode() if named else None


def _article(html: str, url: str | None) -> Document | None:
    from trafilatura import load_html

    if "<html" not in html[:_CHARSET_WITHIN].lower():
        html = f"<html>{html}</html>"  # a fragment, which would be refused
    tree = load_html(html)
    # The narrow search leaves out more of what stands around an article, and finds none in a front page, a
    # form or an empty shell; but it also misses articles laid out in tables and the like. What the wide one
    # finds is held to be an article only if it has some paragraphs of prose.
    for precise in (True, False):
        page = _search(tree, url, precise=precise)
        lines = [line.strip() for line in (page.text or "").splitlines() if line.strip()] if page else []
        if page and sum(len(line) for line in lines if _PROSE.search(line)) >= _LEAST[precise]:
            return Document(
                "\n".join(_headed(lines, page.title, tree)),
                title=page.title,
                outlet=page.sitename,
                author=page.author,
                published=_date(tree, page.url or url),
                url=page.url or url,
            )
    return None


def _search(tree: Any, url: str | None, *, precise: bool) -> "Page | None":
    from trafilatura import bare_extraction

    page = bare_extraction(
        tree,
        url=url,
        favor_precision=precise,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False},  # which takes long; see _date
    )
    assert not isinstance(page, dict)
    return page


def _date(tree: Any, url: str | None) -> str | None:
    """When a page says that it was published. htmldate would else take any date that its prose speaks of."""
    from htmldate import find_date

    bare = deepcopy(tree)
    for element in list(bare.iter(*_PROSE_ELEMENTS)):
        if not _DATELINE.search(element.get("class") or ""):
            element.drop_tree()
    # A date ahead of this machine's clock is no reason to doubt the page.
    return find_date(bare, url=url, extensive_search=False, original_date=True, max_date="2999-12-31")


def _headed(lines: list[str], title: str | None, tree: Any) -> list[str]:
    """``lines`` with the headline first: it often holds a statement, and trafilatura may leave it out."""
    headlines = [heading.text_content() for heading in tree.iter("h1")]
    if title is None or any(_alike(line, h) for line in lines[:3] for h in (title, *headlines)):
        return lines  # a kicker may stand above it
    return [title, *lines]


def _alike(line: str, headline: str) -> bool:
    a, b = ("".join(filter(str.isalnum, text.casefold())) for text in (line, headline))
    return a == b or (min(len(a), len(b)) >= 12 and (a.startswith(b) or b.startswith(a)))
