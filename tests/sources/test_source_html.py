"""Web pages: the article alone, its headline first, and what the page says about it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from outcomes import document, error

from onrecord.errors import NoArticle, NotText
from onrecord.sources.html import article

Save = Callable[[str, bytes | str], Path]

PARAGRAPHS = [
    "The east wall of Port Sorrel harbour will not survive another ten winters, the engineer who inspected it said on Wednesday.",
    "“I would not moor my own boat there,” Ines Calder told the harbour board. “The footing is gone.”",
    "Board chairman Piers Lowe said that he accepted the findings “in full”, but that there was no money for a new wall before 2029.",
    "He denied that the board had known of the damage since 2021.",
]
BODY = "".join(f"<p>{p}</p>\n" for p in PARAGRAPHS)

PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<title>Harbour wall ‘will not last’, engineer warns - The Quayside Herald</title>
<meta property="og:site_name" content="The Quayside Herald">
<meta property="og:title" content="Harbour wall ‘will not last’, engineer warns">
<meta name="author" content="Maud Ferrier">
<meta property="article:published_time" content="2026-03-12T06:30:00Z">
<link rel="canonical" href="https://herald.example/2026/03/12/harbour-wall">
</head><body>
<div id="cookie-banner" class="cookie-consent"><p>We use cookies. By reading on you accept our use of them.</p></div>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav></header>
<main><article>
<h1>Harbour wall ‘will not last’, engineer warns</h1>
<div class="byline">By <a href="/by/maud">Maud Ferrier</a></div>
<div class="share"><a href="#">Share on Facebook</a></div>
<figure><img src="/wall.jpg" alt=""><figcaption>The wall at low tide, the board says. Photo: archive</figcaption></figure>
{BODY}
<table><tr><td>Year</td><td>Storms, the ministry says</td></tr></table>
<div class="related"><h3>Read more</h3><ul><li><a href="/a">Ferry fares to rise, operator says</a></li></ul></div>
</article>
<section id="comments" class="comments"><h2>Comments</h2><div class="comment"><p>seadog: They lied, everyone says so.</p></div></section>
</main>
<aside><h2>Most read</h2><ol><li><a href="/x">Mayor says she will not stand again</a></li></ol></aside>
<div class="newsletter"><p>Sign up to our newsletter, our editors say it is good.</p></div>
<footer><p>© The Quayside Herald. <a href="/terms">Terms</a></p></footer>
</body></html>"""


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def test_an_article_is_its_headline_and_paragraphs_a_line_each(save: Save) -> None:
    d = document(save("wall.html", PAGE))
    assert d.text.split("\n") == ["Harbour wall ‘will not last’, engineer warns", *PARAGRAPHS]


def test_what_the_page_says_about_itself_is_kept(save: Save) -> None:
    d = document(save("wall.html", PAGE))
    assert d.title == "Harbour wall ‘will not last’, engineer warns"
    assert (d.outlet, d.author, d.published) == ("The Quayside Herald", "Maud Ferrier", "2026-03-12")
    assert d.url == "https://herald.example/2026/03/12/harbour-wall"


def test_a_headline_outside_the_article_is_put_first(save: Save) -> None:
    html = page(f"<article>{BODY}</article>", "<title>Wall will fall, says engineer</title>")
    assert document(save("a.html", html)).text.split("\n") == ["Wall will fall, says engineer", *PARAGRAPHS]


@pytest.mark.parametrize(
    "h1", ["Wall will fall, says engineer", "Wall  will FALL, says engineer", "Engineer: the wall will fall"]
)
def test_a_headline_that_stands_in_the_article_is_not_put_twice(h1: str, save: Save) -> None:
    html = page(
        f"<article><h1>{h1}</h1>{BODY}</article>",
        '<meta property="og:title" content="Wall will fall, says engineer">',
    )
    lines = document(save("a.html", html)).text.split("\n")
    assert len(lines) == 1 + len(PARAGRAPHS)
    assert lines[0].split() == h1.split()


def test_a_date_that_the_article_speaks_of_is_not_its_own(save: Save) -> None:
    prose = "<p>The bridge of 5 May 2018 fell on 7 June 2019, he said.</p>"
    html = page(f"<article><h1>Wall will fall</h1>{BODY}{prose}</article><footer>© 3 March 2017</footer>")
    assert document(save("a.html", html)).published is None


@pytest.mark.parametrize(
    "dateline",
    [
        '<p class="date">3 May 2026</p>',
        '<div class="byline">By Maud Ferrier, 3 May 2026</div>',
        '<time datetime="2026-05-03T10:00:00Z">today</time>',
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2026-05-03"}</script>',
    ],
)
def test_a_dateline_is_the_date(dateline: str, save: Save) -> None:
    prose = "<p>The bridge of 5 May 2018 fell on 7 June 2019, he said.</p>"
    html = page(f"<article><h1>Wall will fall</h1>{dateline}{prose}{BODY}</article>")
    assert document(save("a.html", html)).published == "2026-05-03"


def test_a_date_ahead_of_this_machines_clock_is_kept(save: Save) -> None:
    html = page(
        f"<article>{BODY}</article>",
        '<meta property="article:published_time" content="2131-09-04T15:20:00+02:00">',
    )
    assert document(save("a.html", html)).published == "2131-09-04"


@pytest.mark.parametrize(
    "body",
    [
        f"<table><tr><td><a href='/'>Home</a></td><td>{BODY}</td></tr></table>",
        "<div>" + "<br><br>".join(PARAGRAPHS) + "</div>",
        "".join(f"<div><span>{p}</span></div>" for p in PARAGRAPHS),
        BODY,
    ],
)
def test_articles_are_found_in_unusual_layouts(body: str, save: Save) -> None:
    assert document(save("a.html", page(body))).text.split("\n") == PARAGRAPHS


def test_a_fragment_of_a_page_is_read(save: Save) -> None:
    assert document(save("a.html", f"<div>{BODY}</div>")).text.split("\n") == PARAGRAPHS


def test_a_short_article_is_one(save: Save) -> None:
    html = page(
        "<nav><a href='/'>Home</a></nav><article><h1>Bridge closed</h1><p>The bridge is closed, police said.</p></article>"
    )
    assert document(save("a.html", html)).text == "Bridge closed\nThe bridge is closed, police said."


FRONT = "".join(
    f'<li><a href="/{i}">{h}</a></li>'
    for i, h in enumerate(["Wall will fall, says engineer", "Fares to rise"])
)


@pytest.mark.parametrize(
    "html",
    [
        page(f"<nav><a href='/'>Home</a></nav><ul>{FRONT}</ul>", "<title>The Herald</title>"),
        page("<form><label>Name <input></label><button>Log in</button></form>", "<title>Log in</title>"),
        page('<div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript>'),
        page(""),
        "<html>",
        "<" * 1000 + "a",
        "<html><body>" + "<div>" * 20_000 + "deep",
    ],
)
def test_a_page_without_an_article_is_told(html: str, save: Save) -> None:
    complaint = error(save("a.html", html))
    assert isinstance(complaint, NoArticle)
    assert "a.html has no article" in str(complaint)


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("windows-1252", "cp1252"),
        ("iso-8859-1", "cp1252"),
        ("utf-8", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("", "utf-16"),
    ],
)
def test_a_page_names_its_encoding(charset: str, encoding: str, save: Save) -> None:
    html = page(
        f"<article>{BODY}</article>",
        f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">',
    )
    assert document(save("a.html", html.encode(encoding))).text.split("\n") == PARAGRAPHS


def test_cyrillic_too_short_to_guess_is_read_as_the_page_says(save: Save) -> None:
    html = page("<article><p>Дамба выстоит, сказала инженер.</p></article>", "<meta charset=koi8-r>")
    assert document(save("a.html", html.encode("koi8-r"))).text == "Дамба выстоит, сказала инженер."


def test_the_servers_charset_comes_before_the_pages() -> None:
    html = page("<article><p>Дамба выстоит, сказала инженер.</p></article>", "<meta charset=koi8-r>")
    assert (
        article(html.encode("cp1251"), "a", charset="windows-1251").text == "Дамба выстоит, сказала инженер."
    )


def test_an_xml_declaration_names_the_encoding_too(save: Save) -> None:
    html = f'<?xml version="1.0" encoding="windows-1252"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{BODY}</body></html>'
    assert document(save("a.xhtml", html.encode("cp1252"))).text.split("\n") == PARAGRAPHS


def test_a_page_that_is_no_text_is_told(save: Save) -> None:
    assert isinstance(error(save("a.html", bytes(range(256)) * 9)), NotText)
