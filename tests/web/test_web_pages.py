"""Every page shows what there is, works without scripts, and is there as JSON at the same address."""

import csv
import datetime
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from visitors import HERE, READER, Visitor, form_to, words

from onrecord.ledger import Correction, Hit, Ledger, Search, Signed
from onrecord.web import application
from tests.ledger.articles import DAM, dam, numbered
from tests.ledger.wires import CUT, REPORT, WHOLE, article

HOLD = "“The dam at Orne will hold until March 31, 2032,”"
NELL = Signed("Nell Varga")


def hit(ledger: Ledger, text: str) -> Hit:
    return next(hit for hit in ledger.find(Search(), 100).hits if hit.text == text)


def addresses(ledger: Ledger) -> list[str]:
    one = hit(ledger, HOLD)
    return [
        "/", "/search", "/search?q=dam&kind=forecast", "/search?q=nothing+like+it", "/search?q=%E2%80%A6",
        "/forecasts", "/forecasts?show=coming", "/forecasts?show=undated", "/forecasts?show=settled",
        f"/forecasts?done={one.claims[0].id}", "/articles", "/articles?page=2", f"/articles/{one.document}",
        f"/articles/{one.document}?text=1", f"/statements/{one.id}", f"/statements/{one.claims[0].id}",
        f"/statements/{one.id.upper()}", "/speakers", "/speakers?q=nobody", "/speakers?page=2", "/speakers/offers",
        f"/speakers/{one.speaker_id}", f"/speakers/{one.speaker_id}?like=reil", "/words", "/add", "/login",
    ]  # fmt: skip


def test_every_page_has_its_twin(visitor: Visitor, news: Ledger) -> None:
    news.resolve(hit(news, HOLD).claims[0].id, "yes", NELL)
    for address in addresses(news):
        page = visitor.open(address)
        assert visitor.answer is not None
        assert visitor.answer.status_code == 200, address
        twin = next(a for a in page.xpath("//footer//a") if "JSON" in a.text).get("href")
        path, _, query = address.partition("?")
        assert twin == f"{path}.json" + (f"?{query}" if query else "")
        assert isinstance(visitor.json(twin), dict)


def test_every_page_has_one_heading_a_title_and_a_language(visitor: Visitor, news: Ledger) -> None:
    for address in addresses(news):
        page = visitor.open(address)
        assert len(page.xpath("//h1")) == 1, address
        assert page.findtext("head/title")
        assert page.get("lang") == "en"
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), address


def test_no_page_loads_anything_from_elsewhere_or_has_a_script_in_it(visitor: Visitor, news: Ledger) -> None:
    for address in addresses(news):
        page = visitor.open(address)
        loaded = page.xpath("//script/@src | //link/@href | //img/@src | //*[local-name()='image']/@href")
        assert loaded
        assert all(one.startswith("/static/") for one in loaded)
        assert not page.xpath("//script[not(@src)] | //style | //@style | //iframe | //object")
        for one in set(loaded):
            assert visitor.client.get(one).status_code == 200


def test_an_empty_ledger_says_what_to_do(ledger: Ledger) -> None:
    with TestClient(application(ledger), base_url=HERE) as client:
        visitor = Visitor(client)
        assert "Nothing is on record yet" in words(visitor.open("/"))
        for address in ("/search", "/forecasts", "/articles"):
            visitor.open(address)
            assert visitor.answer is not None
            assert visitor.answer.status_code == 200


def test_home_has_the_figures_what_fell_due_and_the_latest_articles(visitor: Visitor, news: Ledger) -> None:
    news.set_deadline(hit(news, HOLD).claims[0].id, datetime.date(2020, 1, 31), NELL)
    shown = words(visitor.open("/"))
    assert "The dam at Orne will hold" in shown
    assert "due 31 January 2020" in shown
    assert "A dam" in shown
    state = visitor.json("/.json")["state"]
    assert (state["documents"], state["statements"], state["due"]) == (3, 9, 1)


def test_search_marks_the_words_and_counts_what_the_statements_have_in_common(visitor: Visitor) -> None:
    page = visitor.open("/search?q=holding+dam")
    assert [b.text for b in page.xpath("//ol//blockquote//b")] == ["dam", "hold"]
    found = visitor.json("/search.json?q=holding+dam")
    assert found["facets"]["number"] == len(found["hits"]) == 1
    assert found["asked"]["q"] == "holding dam"


def test_a_facet_is_a_link_that_narrows_down_and_another_that_takes_it_back(visitor: Visitor) -> None:
    page = visitor.open("/search?q=show")
    (link,) = [a for a in page.xpath("//section[@class='facet']//a") if a.text_content().startswith("aim")]
    assert link.get("href") == "/search?q=show&kind=aim"
    narrowed = visitor.open(link.get("href"))
    (chosen,) = narrowed.xpath("//section[@class='facet']//a[@aria-current]")
    assert chosen.get("href") == "/search?q=show"
    assert visitor.json("/search.json?q=show&kind=aim")["asked"]["kind"] == ["aim"]
    assert narrowed.xpath("//input[@form='seek']/@value") == ["aim"]


def test_what_is_shown_is_had_as_a_table_and_as_lines(visitor: Visitor) -> None:
    for query in ("", "?q=hold&kind=forecast", "?q=nothing+like+it"):
        shown = [hit["id"] for hit in visitor.json(f"/search.json{query}")["hits"]]
        page = visitor.open(f"/search{query}")
        links = [a.get("href") for a in page.xpath("//a[@download]")]
        assert links == ([f"/search.csv{query}", f"/search.jsonl{query}"] if shown else [])
        table = visitor.client.get(f"/search.csv{query}")
        assert table.headers["Content-Type"].startswith("text/csv")
        assert table.headers["Content-Disposition"] == 'attachment; filename="onrecord-search.csv"'
        assert [row["id"] for row in csv.DictReader(io.StringIO(table.text))] == shown
        lines = visitor.client.get(f"/search.jsonl{query}").text.splitlines()
        assert [json.loads(line)["id"] for line in lines] == shown


def test_a_table_has_more_than_one_page_of_what_is_found(visitor: Visitor, news: Ledger) -> None:
    for i in range(3, 30):
        news.add(numbered(i), READER)
    table = list(csv.DictReader(io.StringIO(visitor.client.get("/search.csv?q=bridge&page=2").text)))
    pages = [
        hit["id"] for page in (1, 2) for hit in visitor.json(f"/search.json?q=bridge&page={page}")["hits"]
    ]
    assert [row["id"] for row in table] == pages
    assert len(pages) > 20


def test_a_statement_says_where_else_it_was_said(ledger: Ledger) -> None:
    for name, day, manner, said in (
        ("The Packet", "2031-03-10", "direct", WHOLE),
        ("Lomond Courier", "2031-03-11", "direct", CUT),
        ("Marrow Post", "2031-03-12", "indirect", REPORT),
    ):
        ledger.add(article(name, (manner, said), outlet=name, published=day, title=f"Of {name}"), READER)
    with TestClient(application(ledger), base_url=HERE) as client:
        visitor = Visitor(client)
        (found,) = visitor.json("/search.json?q=tunnel")["hits"]
        assert found["also_in"] == 2
        (also,) = visitor.open("/search?q=tunnel").xpath("//a[contains(., 'also in 2 articles')]/@href")
        page = visitor.open(also)
        rows = page.xpath("//section[@aria-labelledby='repeats']//li")
        said = [" ".join(row.text_content().split()) for row in rows]
        others = {"The Packet", "Lomond Courier", "Marrow Post"} - {found["outlet"]}
        assert {name for name in others if any(name in row and f"Of {name}" in row for row in said)} == others
        assert all("March 2031" in row for row in said)
        for link in page.xpath("//section[@aria-labelledby='repeats']//blockquote/a/@href"):
            assert "Elsewhere" in words(visitor.open(link))


def test_what_was_settled_in_one_article_is_settled_with_its_reasons_in_all(ledger: Ledger) -> None:
    for name, said in (("whole", WHOLE), ("cut", CUT)):
        one = article(name, ("direct", said), outlet=name)
        ledger.add(replace(one, claims=tuple(replace(c, kind="commitment") for c in one.claims)), READER)
    both = [ledger.show(id) for hit in ledger.find(Search("tunnel")).hits for id in (hit.id, *hit.repeats)]
    assert len(both) == 2
    one, other = (shown.hit.claims[0].id for shown in both)
    ledger.resolve(one, "no", Signed("Ines Korda", "It was not.", ("https://x.example/proof",)))
    with TestClient(application(ledger), base_url=HERE) as client:
        visitor = Visitor(client)
        for id in (one, other):
            page = visitor.open(f"/statements/{id}")
            (settled,) = page.xpath("//p[@class='settled']")
            assert "broken" in settled.text_content() and "Ines Korda" in settled.text_content()
            assert page.xpath("//section[@class='claim-card']//a[@href='https://x.example/proof']")
            assert "outcome: broken" in words(page)
            page = visitor.open(f"/forecasts?done={id}")
            assert "It was not." in words(page)


def test_an_article_says_which_other_has_nearly_its_text(visitor: Visitor, news: Ledger) -> None:
    text = DAM + "".join(
        f"On day {i} of the month the river stood at {i * 7} centimetres.\n" for i in range(30)
    )
    for number in (1, 2):
        news.add(
            dam(
                f"{text}Printed in edition {number}.\n",
                id=f"e{number}",
                title=f"Edition {number}",
                outlet=f"Paper {number}",
            ),
            READER,
        )
    latest = {one["title"]: one["id"] for one in visitor.json("/articles.json")["latest"]["documents"]}
    for number, other in ((1, 2), (2, 1)):
        page = visitor.open(f"/articles/{latest[f'Edition {number}']}")
        (notice,) = page.xpath("//div[@class='notice']")
        assert f"Paper {other}" in notice.text_content()
        assert f"/articles/{latest[f'Edition {other}']}" in notice.xpath(".//a/@href")
        near = visitor.json(f"/articles/{latest[f'Edition {number}']}.json")["near"]
        assert f"Edition {other}" in {one["title"] for one in near}
    alone = next(id for title, id in latest.items() if "Tarn1" in title)
    assert not visitor.open(f"/articles/{alone}").xpath("//div[@class='notice']")


def test_fields_that_a_form_leaves_empty_mean_nothing(visitor: Visitor) -> None:
    empty = visitor.json("/search.json?q=&since=&until=&kind=&status=&speaker=&place=")
    assert len(empty["hits"]) == 9


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/statements/s000000", "no statement"),
        ("/articles/d000000", "no document"),
        ("/articles/d000000.json", "no document"),
        ("/nothing", "no page"),
        ("/nothing.json", "no page"),
        ("/add/abc", "handed in"),
        ("/static/../app.py", "no page"),
        ("/static/app.py", "no page"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_in_a_sentence(visitor: Visitor, address: str, said: str) -> None:
    answer = visitor.client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 404
    text = answer.json()["error"] if address.endswith(".json") else answer.text
    assert said in text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "address",
    ["/search?page=0", "/search?since=soon", "/search?kind=guess", "/articles?page=x", "/forecasts?show=all", "/statements/x%00y"],
)  # fmt: skip
def test_what_cannot_be_is_said_in_a_sentence(visitor: Visitor, address: str) -> None:
    shown = words(visitor.open(address))
    assert visitor.answer is not None
    assert visitor.answer.status_code == 422
    assert "This cannot be" in shown


def test_an_article_is_a_readers_page_with_links_that_last(visitor: Visitor, news: Ledger) -> None:
    one = hit(news, HOLD)
    page = visitor.open(f"/articles/{one.document}")
    (text,) = page.xpath("//div[@class='text']")
    assert text.text_content().strip() == DAM.strip()
    (anchor,) = page.xpath(f"//a[@id='a1-{one.id}']")
    assert anchor.get("href") == f"#a1-{one.id}-card"
    assert page.xpath(f"//a[@href='/statements/{one.id}']")
    assert page.xpath("//*[local-name()='svg' and @class='map']//*[local-name()='text']")[0].text == "Orne"
    twin = visitor.json(f"/articles/{one.document}.json")
    assert twin["document"]["text"] == DAM
    assert one.id in {row["id"] for row in twin["statements"]}


def test_older_texts_of_an_article_stay(visitor: Visitor, news: Ledger) -> None:
    news.add(dam(DAM + "It rains.\n", title="A dam", url="https://x.example/1"), READER)
    id = hit(news, HOLD).document
    page = visitor.open(f"/articles/{id}")
    assert "It rains." in words(page)
    (older,) = page.xpath(f"//a[@href='/articles/{id}?text=1']")
    assert "It rains." not in words(visitor.open(older.get("href")))


def test_a_statement_stands_in_its_paragraph_with_whom_it_is_quoted_by(
    visitor: Visitor, news: Ledger
) -> None:
    inner = hit(news, "to show that he is in charge")
    shown = words(visitor.open(f"/statements/{inner.id}"))
    assert "engineer Ada Brill told Radio Meridian. She said that Mayor Tom Reil wants to show" in shown
    assert "WithinAda Brill said" in shown
    assert f"@article{{{inner.id}" in shown
    assert f"{HERE}/statements/{inner.id}" in shown


def test_what_people_said_is_shown_with_whoever_said_it(visitor: Visitor, news: Ledger) -> None:
    one = hit(news, HOLD)
    news.resolve(
        one.claims[0].id, "partly", Signed("Ines Korda", "half of it", ("https://x.example/minutes", "the minutes")),
        degree=0.4, settled_on=datetime.date(2032, 4, 1),
    )  # fmt: skip
    news.correct(one.id, Correction(speaker="Tom Reil"), NELL)
    page = visitor.open(f"/statements/{one.id}")
    shown = words(page)
    assert "came true in part (40%)" in shown
    assert "half of it" in shown
    assert "Ines Korda" in shown
    assert "Tom Reil" in shown
    assert page.xpath("//a[@href='https://x.example/minutes' and contains(@rel, 'noreferrer')]")
    assert "entered by Ines Korda" in words(visitor.open("/forecasts?show=settled"))


def test_what_a_person_took_out_can_be_brought_back(visitor: Visitor, news: Ledger) -> None:
    one = hit(news, HOLD)
    news.correct(one.id, Correction(statement=False), NELL)
    page = visitor.open(f"/articles/{one.document}")
    assert not page.xpath(f"//a[@id='a1-{one.id}']")
    visitor.send(form_to(page, f"/statements/{one.id}/correction"))
    assert hit(news, HOLD).id == one.id


def test_lists_are_leafed_through(visitor: Visitor, news: Ledger) -> None:
    from tests.ledger.articles import numbered

    for i in range(3, 40):
        news.add(numbered(i), READER)
    page = visitor.open("/articles")
    (more,) = page.xpath("//a[@rel='next']")
    assert more.get("href") == "/articles?page=2"
    again = visitor.open(more.get("href"))
    assert again.xpath("//a[@rel='prev']/@href") == ["/articles"]
    assert visitor.open("/search?q=bridge").xpath("//a[@rel='next']/@href") == ["/search?q=bridge&page=2"]


def test_the_pages_a_browser_loads_first_are_small(visitor: Visitor) -> None:
    page = visitor.open("/")
    assert visitor.answer is not None
    total = len(visitor.answer.content)
    for one in page.xpath("//script/@src | //link/@href"):
        total += len(visitor.client.get(one, headers={"Accept-Encoding": "identity"}).content)
    assert total < 150_000


def test_static_files_are_kept_by_browsers_until_they_change(visitor: Visitor) -> None:
    (script, *_) = visitor.open("/").xpath("//script/@src")
    kept = visitor.client.get(script).headers["Cache-Control"]
    assert "immutable" in kept
    assert visitor.client.get(script.partition("?")[0]).headers["Cache-Control"] == "no-cache"


def test_texts_with_what_no_page_can_hold_are_shown(visitor: Visitor, ledger: Ledger) -> None:
    from tests.export.made_up import reading, said

    odd = "“A \0 dam \ud800 will hold,” she said.\r\nSo be it."
    ledger.add(reading(odd, said("she", "said", "“A \0 dam \ud800 will hold,”", manner="direct")), READER)
    document = ledger.latest(1).documents[0]
    assert "dam � will hold" in words(visitor.open(f"/articles/{document.id}"))
    twin = visitor.client.get(f"/articles/{document.id}.json")
    assert json.loads(twin.text)["document"]["text"] == odd


def test_examples_are_invented_and_in_the_package() -> None:
    from onrecord.web.pages.add import example

    assert "Port Ansel" in example()
    assert Path(__file__).parents[2].joinpath("src/onrecord/web/static/htmx.LICENSE.txt").is_file()
