"""The page: the text exactly as given, every statement in its place, and nothing that acts on its own."""

import base64
import hashlib
import io
import re
from html.parser import HTMLParser
from typing import Any, get_args

import pytest
from any_reading import readings
from hypothesis import given, settings
from lxml import html
from made_up import claim, claimed, full_reading, reading, said, speaker

from onrecord.document import Document
from onrecord.export import writer
from onrecord.reading import Claim, Place, Reading, Role, Span, Speaker, Statement, When
from onrecord.reading.record import SpeakerKind

DAM = "The dam will hold, Ada Brill said.\nShe hopes that it will rain."

LINE = "these words were wrapped by a machine that counts its columns as\n"
WRAPPED = LINE * 4 + "and stopped.\n\n" + LINE * 4 + "Twice."


def dam(**about: Any) -> Reading:
    return reading(
        DAM,
        said("Ada Brill", "said", "The dam will hold"),
        said("She", "hopes", "that it will rain", confidence=0.3),
        **about,
    )


def nested() -> Reading:
    return reading(
        'Tom Reil said: "Ada Brill told me that the mayor fears a flood. I do too."',
        said(
            "Tom Reil", "said", '"Ada Brill told me that the mayor fears a flood. I do too."', manner="direct"
        ),
        said("Ada Brill", "told", "that the mayor fears a flood", within="s1"),
        said("the mayor", "fears", "a flood", within="s2"),
    )


def source(*readings: Reading) -> str:
    stream = io.StringIO(newline="")
    with writer("html", stream) as out:
        for one in readings:
            out.add(one)
    return stream.getvalue()


def page(*readings: Reading) -> html.HtmlElement:
    return html.document_fromstring(source(*readings))


def by_class(root: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    return root.xpath(f".//*[contains(concat(' ', @class, ' '), ' {name} ')]")


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


class Texts(HTMLParser):
    """The text of each article, as an HTML parser that keeps every character sees it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._depth = 0
        self.feed(re.sub("\r\n?", "\n", page))  # as browsers do

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._depth:
            self._depth += 1
        elif ("class", "text") in attrs:
            self._depth = 1
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._depth -= bool(self._depth)

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.found[-1] += data


def test_it_is_one_html_document(forecast: Reading) -> None:
    text = source(forecast)
    assert text.startswith("<!doctype html>\n<html")
    assert text.endswith("</html>\n")
    assert text.count("<body") == text.count("</body>") == 1


def test_the_text_is_the_documents_character_for_character(forecast: Reading) -> None:
    assert Texts(source(forecast)).found == [forecast.document.text]


@pytest.mark.parametrize(
    "text",
    [
        "\n\n  a\r\n\r\nb \r c\t\n",
        "a <b>&amp; &lt; &#13; </p></div>\n",
        "\ufeffa\xa0\u200b\u2028b\x85c\x0c",
        "🙂\n" * 3,
    ],
)
def test_no_character_is_lost_whatever_the_text(text: str) -> None:
    one = Reading(Document(text, title=text.partition("\n")[0]), ())
    assert Texts(source(one)).found == [text]


@settings(max_examples=60)
@given(readings())
def test_any_reading_is_shown_exactly_and_every_link_leads_somewhere(one: Reading) -> None:
    made = source(one)
    assert Texts(made).found == [one.document.text]
    assert len(re.findall("<script", made)) == 1
    leads_somewhere(html.document_fromstring(made.replace("\x0c", " ")))


def leads_somewhere(made: html.HtmlElement) -> None:
    ids = made.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {href for href in made.xpath("//@href") if href.startswith("#")} <= {f"#{i}" for i in ids}
    assert {i for ids in made.xpath("//@data-go | //@data-s") for i in ids.split()} <= set(ids)


def test_what_html_cannot_hold_is_replaced_in_every_part() -> None:
    bad = "half \ud83d a pair\0"
    span = Span(0, 13, bad)
    when = When(0, 13, bad, None, None, "event")
    one = Reading(
        Document(bad, title=bad + "!", outlet=bad, author=bad, published=bad, url=bad),
        (Statement("s1", (span,), (span,), (span,), "mixed", None, 0.5, "p1", span),),
        (Speaker("p1", bad, "person", (bad,), (Role(0, 13, bad),), (span,)),),
        (Claim("c1", "s1", 0, 13, bad, "forecast", 0.5, condition=span, when=when),),
        (Place(bad, "city", bad, 0.0, 0.0, (span,)),),
    )
    made = source(one)
    made.encode("utf-8")
    assert "\0" not in made
    assert Texts(made).found == ["half � a pair�"]


def test_nothing_is_loaded_and_no_script_or_style_runs_but_its_own() -> None:
    made = page(full_reading())
    (policy,) = made.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (script,), (style,) = made.xpath("//script"), made.xpath("//style")
    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src '{digest(style.text)}'",
        f"script-src '{digest(script.text)}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert not script.attrib
    assert not re.search(r"url\(|@import", style.text)
    assert not made.xpath(
        "//link | //img | //iframe | //object | //embed | //base | //form | //@src | //@style"
    )


def digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        "</title></style></script><script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)><a href='javascript:alert(1)'>",
        "' onmouseover='alert(1)",
        "{{ 7 * 7 }}{% raw %}",
        "javascript:alert(1)",
        " jAvAscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
    ],
)
def test_nothing_in_an_article_becomes_markup_or_a_link_that_acts(evil: str) -> None:
    about = dict.fromkeys(("title", "outlet", "author", "published", "url"), evil)
    text = f"{evil} {evil} {evil}\n"
    spans = [(Span(i, i + len(evil), evil),) for i in (0, len(evil) + 1, 2 * len(evil) + 2)]
    part = spans[0][0]
    when = When(part.start, part.end, evil, None, None, "event")
    one = Reading(
        Document(text, id=evil, **about),
        (Statement(evil, *spans, "direct", None, 0.9, evil, part),),
        (Speaker(evil, evil, "unnamed", (evil,), (Role(part.start, part.end, evil),), (part,)),),
        (
            Claim(
                evil,
                evil,
                part.start,
                part.end,
                evil,
                "forecast",
                0.9,
                "flat",
                0.9,
                None,
                evil,
                part,
                when,
                True,
            ),
        ),
        (Place(evil, "city", evil, 1.0, 2.0, (part,)), Place(evil, "city", evil, 1.0, 2.0, ())),
    )
    for made in (page(one), page(one, one)):
        assert len(made.xpath("//script")) == 1
        assert not made.xpath("//img | //@*[starts-with(name(), 'on')]")
        assert all(href.startswith("#") for href in made.xpath("//@href"))
        assert evil.strip() in words(by_class(made, "about")[0])
        assert by_class(made, "text")[0].text_content() == text
        for shown in ("cast", "places", "open", "card"):
            assert evil.strip() in words(by_class(made, shown)[0])


def test_the_original_is_linked_where_its_address_is_a_web_address() -> None:
    made = page(dam(url='https://orne.example/dam?a=1&b="2"'))
    (link,) = made.xpath("//a[starts-with(@href, 'http')]")
    assert link.get("href") == 'https://orne.example/dam?a=1&b="2"'
    assert link.get("rel") == "noopener noreferrer"


def test_every_statement_has_its_place_and_its_card_each_leading_to_the_other(forecast: Reading) -> None:
    made = page(forecast)
    ids = made.xpath("//@id")
    assert len(ids) == len(set(ids))
    for number, statement in enumerate(forecast.statements, 1):
        place, card = made.get_element_by_id(f"a1-{number}"), made.get_element_by_id(f"a1-{number}-card")
        assert place.get("href") == f"#a1-{number}-card"
        assert f"#a1-{number}" in card.xpath(".//a/@href")
        assert [words(quote) for quote in card.xpath(".//blockquote")] == [
            " … ".join(" ".join(span.text.split()) for span in statement.content)
        ]
        assert place.get("aria-label").startswith(f"Statement {number}: ")


def test_a_statement_is_marked_where_its_words_are(forecast: Reading) -> None:
    made = page(forecast)
    for number, statement in enumerate(forecast.statements, 1):
        for part, tag in (("content", "mark"), ("source", "span"), ("cue", "span")):
            marked = made.xpath(f"//div[@class='text']//{tag}[contains(@class, '{part} ')]")
            here = [m for m in marked if f"a1-{number}" in m.get("data-s").split()]
            assert "".join(m.text_content() for m in here) == "".join(
                s.text for s in getattr(statement, part)
            )


def test_one_source_of_two_statements_is_marked_as_both_ones() -> None:
    text = "Ada Brill hopes for rain and fears a flood."
    made = page(reading(text, said("Ada Brill", "hopes", "for rain"), said("Ada Brill", "fears", "a flood")))
    assert made.xpath("//div[@class='text']//span[starts-with(@class, 'source')]/@data-s") == ["a1-1 a1-2"]


def test_voices_within_voices_lead_to_one_another() -> None:
    made = page(nested())
    outer, middle, inner = (made.get_element_by_id(f"a1-{i}-card") for i in (1, 2, 3))
    assert leads(outer) == {"Holds": ["#a1-2"]}
    assert leads(middle) == {"Within": ["#a1-1"], "Holds": ["#a1-3"]}
    assert leads(inner) == {"Within": ["#a1-2", "#a1-1"]}


def leads(card: html.HtmlElement) -> dict[str, list[str]]:
    found = {dt.text: dt.getnext().xpath(".//@href") for dt in card.xpath(".//dt")}
    return {name: links for name, links in found.items() if name in {"Within", "Holds"}}


def test_an_outer_statement_may_come_after_what_stands_within_it() -> None:
    text = "That the mayor fears a flood is what Ada Brill said."
    one = reading(
        text,
        said("the mayor", "fears", "a flood", within="s2"),
        said("Ada Brill", "said", "That the mayor fears a flood"),
    )
    made = page(one)
    assert leads(made.get_element_by_id("a1-1-card")) == {"Within": ["#a1-2"]}
    assert leads(made.get_element_by_id("a1-2-card")) == {"Holds": ["#a1-1"]}


def test_several_articles_have_a_table_of_contents_and_one_has_none() -> None:
    made = page(dam(title="Dam & flood"), nested(), Reading(Document(" \n"), ()))
    (contents,) = made.xpath("//nav")
    assert contents.xpath(".//a/@href") == ["#a1", "#a2", "#a3"]
    assert [words(a) for a in contents.xpath(".//a")] == [
        "Dam & flood",
        'Tom Reil said: "Ada Brill told me that the mayor fears a flood. I do too."',
        "An empty text",
    ]
    assert [words(n) for n in contents.xpath(".//span")] == ["2 statements", "3 statements", "0 statements"]
    assert words(contents.xpath("./p")[0]) == "5 statements in 3 articles"
    assert made.xpath("//article/@id") == ["a1", "a2", "a3"]
    assert len(made.xpath("//@id")) == len(set(made.xpath("//@id")))
    assert not page(dam()).xpath("//nav")


def test_there_is_one_first_heading_and_one_for_each_article() -> None:
    made = page(dam(title="Dam"))
    assert [words(h) for h in made.xpath("//h1")] == ["Dam"]
    assert [words(h) for h in made.xpath("//h2")] == ["How to read the marks", "All statements, one by one"]
    several = page(dam(title="Dam"), dam())
    assert [words(h) for h in several.xpath("//h1")] == ["Articles on record"]
    assert [words(h) for h in several.xpath("//h2")] == ["Dam", "The dam will hold, Ada Brill said."]
    assert [words(h) for h in page(full_reading()).xpath("//*[self::h1 or self::h2]")] == [
        "Cast",
        "Places",
        "How to read the marks",
        "Forecast and promised",
        "Tarn Gap will hold through the winter, says General Ilse Varga",
        "All statements, one by one",
    ]


def test_a_text_that_begins_with_its_title_shows_it_once() -> None:
    made = page(dam(title="The dam  will hold, Ada Brill said."))
    assert len(made.xpath("//h1")) == 1
    assert made.xpath("//div[@class='text']/h1")
    assert Texts(source(dam(title="The dam will hold, Ada Brill said."))).found == [DAM]


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    paragraphs = page(Reading(Document(WRAPPED), ())).xpath("//div[@class='text']/p[@class='wrapped']")
    assert [p.text_content() for p in paragraphs] == [LINE * 4 + "and stopped.\n", LINE * 4 + "Twice."]


def test_articles_are_written_as_they_come() -> None:
    stream = io.StringIO()
    out = writer("html", stream)
    for number in (1, 2, 3):
        out.add(dam())
        assert (f'<article id="a{number}"' in stream.getvalue()) == (number > 1)
    out.close()
    assert stream.getvalue().count("</article>") == 3


def test_a_page_without_readings_or_without_statements_says_so() -> None:
    assert words(page().xpath("//h1")[0]) == "Nothing was read"
    made = page(Reading(Document("The bridge is long."), ()))
    assert "Nothing is on record here" in words(made.xpath("//article")[0])
    assert not made.xpath("//details")


def test_the_uncertain_is_marked_as_such() -> None:
    made = page(dam())
    assert ["unsure" in made.get_element_by_id(i).get("class") for i in ("a1-1", "a1-2")] == [False, True]
    assert "30%, uncertain" in words(made.get_element_by_id("a1-2-card"))
    assert "90%" in words(made.get_element_by_id("a1-1-card"))


def test_the_cast_leads_to_what_each_says_and_the_ninth_is_grey() -> None:
    names = [f"Person Number{chr(65 + i)}" for i in range(10)]
    rows = [(name, f"word{i}") for i, name in enumerate([*names, names[9]])]
    text = "".join(f"{name} said {word}.\n" for name, word in rows)
    speakers = tuple(speaker(text, name, name) for name in names)
    made = page(
        reading(text, *(said(name, "said", word, speaker=name) for name, word in rows), speakers=speakers)
    )
    entries = by_class(made, "cast")[0].xpath("./ul/li")
    assert [words(e) for e in entries[:2]] == ["Person NumberJ 2 statements", "Person NumberA 1 statement"]
    assert entries[0].xpath("./a/@data-go") == ["a1-10 a1-11"]
    colours = [made.get_element_by_id(f"a1-{i}").get("class").split()[1] for i in range(1, 12)]
    assert colours == [f"voice-{i}" for i in range(1, 8)] + ["grey", "grey", "voice-0", "voice-0"]


def test_the_cast_has_kinds_roles_other_names_and_the_voices_within() -> None:
    made = page(full_reading())
    members = [words(li) for li in by_class(made, "cast")[0].xpath("./ul/li")]
    assert members[0] == (
        "Ilse Varga 7 statements commander of the Northern Army of Ostavia "
        "head of its Military Academy (former, 2014–2019) also General Ilse Varga, Varga, the general "
        "quotes Anton Drell 2, My counterpart across the river 1"
    )
    assert members[1] == "Anton Drell 3 statements Korvian leader also Drell quoted by Ilse Varga 2"
    assert members[4] == (
        "the brigade there group, 1 statement quoted by Two officials in the Defence Ministry 1 "
        "quotes its commander 1"
    )
    assert "Meridian Institute organisation, 1 statement also the Meridian Institute" in members
    leads_somewhere(made)


def test_roles_and_places_lead_to_their_words_in_the_text() -> None:
    one = full_reading()
    made = page(one)
    text = one.document.text
    before = {
        a.get("id"): "".join(a.xpath("./preceding::text()[ancestor::div[@class='text']]"))
        for a in by_class(made, "spot")
    }
    roles = by_class(made, "roles")[0].xpath(".//a")
    places = by_class(made, "places")[0].xpath(".//li/a")
    for link in (*roles, *places):
        at = len(before[link.get("href")[1:]])
        assert text[at:].startswith(link.text_content())
    assert [words(li) for li in by_class(made, "places")[0].xpath(".//li")] == [
        "Ostavia OV 47.10° N, 31.40° E",
        "Tarn Gap OV 48.28° N, 37.18° E",
        "Lisse AM 12.50° S, 0.25° W",
    ]


def test_the_channel_and_a_source_that_is_not_the_name_stand_on_the_card() -> None:
    card = page(full_reading()).get_element_by_id("a1-3-card")
    told = {dt.text: words(dt.getnext()) for dt in card.xpath(".//dt")}
    assert told["Channel"] == "on Radio Meridian"
    assert told["Source"] == "the general"
    assert words(by_class(card, "name")[0]) == "Ilse Varga"


def test_what_is_forecast_and_promised_stands_before_the_text_the_soonest_due_first() -> None:
    made = page(full_reading())
    (section,) = by_class(made, "open")
    items = [words(li) for li in section.xpath(".//li")]
    assert items[0] == (
        "December 2031 – February 2032 through the winter Tarn Gap will hold through the winter "
        "Ilse Varga → forecast stated flatly 93% (80–99%) checkable"
    )
    assert items[2].endswith("on condition: If the sluice at Orne stays in our hands until March")
    assert section.xpath(".//time/@datetime") == ["2032-02-29", "2032-03-20", "2032-03-31"]
    assert words(section.xpath("./details/summary")[0]) == "8 without a date"
    assert "its commander, quoted by the brigade there, quoted by Two officials" in " ".join(items)


def test_undated_forecasts_are_folded_only_beside_dated_ones() -> None:
    one = claimed(dam(), claim("s1", "forecast", "will hold"), claim("s2", "aim", "it will rain"))
    assert page(one).xpath("//details[contains(@class, 'open')]/details/@open") == [""]
    assert not page(full_reading()).xpath("//details[contains(@class, 'open')]/details/@open")
    assert not by_class(page(dam()), "open")


def test_every_claim_has_a_sign_where_it_begins_and_its_kind_on_its_card() -> None:
    one = full_reading()
    made = page(one)
    found = [
        (len("".join(i.xpath("./preceding::text()[ancestor::div[@class='text']]"))), i.get("title"))
        for i in by_class(made, "sign")
    ]
    assert sorted(found) == sorted((c.start, c.kind) for c in one.claims)
    assert all(i.get("aria-hidden") == "true" for i in by_class(made, "sign"))
    for number, statement in enumerate(one.statements, 1):
        card = made.get_element_by_id(f"a1-{number}-card")
        kinds = [words(k).split()[-1] for k in by_class(card, "kind")]
        assert kinds == [c.kind for c in one.claims if c.statement == statement.id]


def test_the_words_of_a_forecast_or_promise_are_marked() -> None:
    one = full_reading()
    made = page(one)
    for kind in ("forecast", "commitment"):
        marked = made.xpath(f"//div[@class='text']//span[starts-with(@class, '{kind} ')]")
        assert sorted("".join(m.text_content() for m in marked)) == sorted(
            "".join(c.text for c in one.claims if c.kind == kind)
        )


def test_the_key_explains_each_sign_where_there_are_claims() -> None:
    (guide,) = by_class(page(full_reading()), "guide")
    assert "→ forecast, ◆ commitment, ◎ aim" in words(guide)
    assert "forecast" not in words(by_class(page(dam()), "guide")[0])


def test_without_speakers_claims_and_places_the_page_is_whole() -> None:
    made = page(dam())
    for part in ("cast", "places", "open", "sign"):
        assert not by_class(made, part)
    assert [made.get_element_by_id(i).get("class").split()[1] for i in ("a1-1", "a1-2")] == ["grey", "grey"]
    leads_somewhere(made)


def test_no_class_in_the_style_sheet_is_dead() -> None:
    kinds = get_args(SpeakerKind)
    text = "".join(f"Name{kind} said word{kind}.\n" for kind in kinds)
    each = reading(
        text,
        *(said(f"Name{kind}", "said", f"word{kind}", speaker=kind) for kind in kinds),
        speakers=tuple(speaker(text, kind, f"Name{kind}", kind) for kind in kinds),
    )
    made = page(full_reading(), nested(), dam(title="Dam", author="x"), Reading(Document(WRAPPED), ()), each)
    used = {name for names in made.xpath("//@class") for name in names.split()}
    script = made.xpath("//script")[0].text
    for name in set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"\{[^{}]*\}", "", made.xpath("//style")[0].text))):
        assert name in used or f'"{name}"' in script, name
