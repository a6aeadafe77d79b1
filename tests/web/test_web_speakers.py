"""Speakers: the list, the record with its charts and tables, who is one with whom; and what words have meant."""

import datetime
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from forecaster import NELL, forecasting
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from visitors import HERE, PROGRAM, READER, Visitor, form_to, words

from onrecord.export.records import encoded
from onrecord.ledger import Ledger
from onrecord.scoring import FLOOR, board
from onrecord.web import Settings, application
from onrecord.web.columns import MOST, Columns
from tests.ledger.articles import numbered, speaking


@pytest.fixture
def known(ledger: Ledger) -> Iterator[Visitor]:
    """A visitor of a ledger in which Ada Brill made 14 forecasts, of which all but two are settled."""
    forecasting(ledger, 14, 12)
    with TestClient(application(ledger, Settings(by="Nell Varga")), base_url=HERE) as client:
        yield Visitor(client)


def id_of(visitor: Visitor, name: str) -> str:
    found: list[str] = [
        row["speaker"]["id"]
        for row in visitor.json("/speakers.json")["rows"]
        if row["speaker"]["name"] == name
    ]
    return found[0]


def table(page: html.HtmlElement, chart: str) -> list[list[str]]:
    """The rows of the table behind a chart."""
    (figure,) = [one for one in page.iter("figure") if (one.get("data-chart") or "").endswith(chart)]
    return [[cell.text_content() for cell in row] for row in figure.find(".//tbody")]


def test_the_list_has_the_one_with_the_most_statements_first_with_its_record(
    known: Visitor, ledger: Ledger
) -> None:
    ledger.add(numbered(1), READER)
    page = known.open("/speakers")
    assert [a.text_content() for a in page.xpath("//p[@class='headline']/a")] == ["Ada Brill", "Ines Korda1"]
    assert "chief engineer; engineer" in words(page)
    record = board(ledger.settled(), by="speaker").groups[0].forecasts
    assert record is not None and record.brier is not None
    assert f"{record.brier.mean.value:.2f} Brier score" in words(page)
    assert "of 12 forecasts came true" in words(page)
    assert known.json("/speakers.json")["rows"][0]["record"]["forecasts"]["forecasts"] == 12


def test_the_list_is_searched_by_name_and_role_and_leafed_through(known: Visitor, ledger: Ledger) -> None:
    for i in range(25):
        ledger.add(numbered(i), READER)
    for sought in ("korda7", "KORDA7"):
        rows = known.json(f"/speakers.json?q={sought}")["rows"]
        assert [row["speaker"]["name"] for row in rows] == ["Ines Korda7"]
    assert [row["speaker"]["name"] for row in known.json("/speakers.json?q=chief+engineer")["rows"]] == [
        "Ada Brill"
    ]
    assert "Nobody on record is called so" in words(known.open("/speakers?q=nobody+at+all"))
    seen = [
        row["speaker"]["name"] for page in (1, 2) for row in known.json(f"/speakers.json?page={page}")["rows"]
    ]
    assert seen == [one.name for one in ledger.speakers(limit=100).speakers]
    assert len(seen) > 20


def test_a_record_is_scored_from_the_floor_on(ledger: Ledger) -> None:
    ids = forecasting(ledger, FLOOR, FLOOR - 1)
    with TestClient(application(ledger, Settings(by="Nell Varga")), base_url=HERE) as client:
        visitor = Visitor(client)
        address = f"/speakers/{id_of(visitor, 'Ada Brill')}"
        page = visitor.open(address)
        assert f"{FLOOR - 1} of {FLOOR} forecasts settled" in words(page)
        assert not page.xpath("//figure[@data-chart]")
        assert visitor.client.get(f"{address}/calibration.json").status_code == 404
        assert visitor.client.get(f"{address}/history.json").status_code == 404
        visitor.send(
            form_to(visitor.open("/forecasts?show=undated"), f"/forecasts/{ids[-1]}/outcome"), outcome="yes"
        )
        page = visitor.open(address)
        assert "Brier score" in words(page)
        assert len(page.xpath("//figure[@data-chart]")) == 2


def test_a_speaker_has_the_record_that_scoring_gives(known: Visitor, ledger: Ledger) -> None:
    address = f"/speakers/{id_of(known, 'Ada Brill')}"
    page, given = known.open(address), known.json(f"{address}.json")
    whole = board(ledger.settled())
    assert given["record"] == json.loads(encoded(whole.to_dict()))
    assert whole.forecasts is not None and whole.forecasts.brier is not None
    mean = whole.forecasts.brier.mean
    assert mean.interval is not None
    shown = {
        row[0].text_content(): row[1].text_content() for row in page.xpath("//table[@class='scores']//tr")
    }
    assert shown["Brier score"] == f"{mean.value:.3f} ({mean.interval[0]:.3f}–{mean.interval[1]:.3f})"
    assert shown["Forecasts settled"] == "12 in 12 statements"
    # What the charts show stands in tables, too.
    assert [[row[0], row[1]] for row in table(page, "/calibration.json")] == [
        [f"{p:.0%}", f"{share:.0%}"] for p, share in given["calibration"]["points"]
    ]
    history = table(page, "/history.json")
    assert [row[1] for row in history] == [str(one["forecasts"]) for one in given["history"]]
    assert history[-1][2].startswith(f"{mean.value:.3f}")


def test_a_speaker_has_roles_and_statements_over_time_and_forecasts_by_state(
    known: Visitor, ledger: Ledger
) -> None:
    page = known.open(f"/speakers/{id_of(known, 'Ada Brill')}")
    roles = [" ".join(li.text_content().split()) for li in page.xpath("//ul[@class='roles']/li")]
    assert roles == [
        "chief engineer in 7 articles, 3 January 2030 – 3 January 2031",
        "engineer in 7 articles, 3 February 2030 – 3 February 2031",
    ]
    columns = page.xpath("//*[local-name()='svg']//*[local-name()='title']/text()")
    assert (columns[0], len(columns)) == ("January 2030: 1", 14)
    states = {
        div[0].text: div[1].text_content() for div in page.xpath("//dl[contains(@class, 'states')]/div")
    }
    assert states == {"open": "2", "came true, kept": "8", "did not, broken": "4"}
    for link in page.xpath("//dl[contains(@class, 'states')]//a/@href"):
        found = known.json(link.replace("/search?", "/search.json?"))
        assert str(found["facets"]["number"]) in states.values()
    assert len(page.xpath("//h3[.='Settled last']/following-sibling::ol[1]/li")) == 5


def test_a_chart_is_a_definition_without_the_pages_own_parts(known: Visitor) -> None:
    address = f"/speakers/{id_of(known, 'Ada Brill')}"
    for name in ("calibration", "history"):
        drawing = known.json(f"{address}/{name}.json?width=300")
        chart = drawing["chart"]
        assert chart["$schema"].startswith("https://vega.github.io/schema/vega-lite/v6")
        assert not chart.keys() & {"title", "background", "padding"}
        assert drawing["lines"] and drawing["description"]
        field = chart.get("vconcat", [chart])[0]
        assert field["width"] == 300
    assert known.client.get(f"{address}/calibration.json?width=5").status_code == 422


def test_words_have_a_table_and_a_chart(known: Visitor, ledger: Ledger) -> None:
    page = known.open("/words")
    rows = {row[0]: row[1:] for row in table(page, "/words/chart.json")}
    meant = {row.likelihood: row.meaning for row in board(ledger.settled()).words}
    assert len(rows) == len(meant) == 4
    likely = meant["likely"]
    assert rows["likely, in no set phrase"][0] == str(likely.forecasts)
    assert rows["likely, in no set phrase"][1].startswith(f"{likely.observed.probability:.0%} (")
    assert known.json("/words/chart.json")["chart"]["layer"]
    assert len(known.json("/words.json")["words"]) == 4


def test_without_settled_words_there_is_nothing_to_draw(visitor: Visitor) -> None:
    assert "No forecast in words is settled yet" in words(visitor.open("/words"))
    assert visitor.client.get("/words/chart.json").status_code == 404


def test_two_speakers_are_said_to_be_one_and_that_is_undone(visitor: Visitor, news: Ledger) -> None:
    brill = id_of(visitor, "Ada Brill")
    page = visitor.open(f"/speakers/{brill}?like=reil")
    (button,) = page.xpath("//button[@aria-label='Tom Reil is the same']")
    one = visitor.send(button.getparent())
    assert "Tom Reil" in one.get_element_by_id("who").getparent().text_content()
    assert {s.name for s in news.speakers().speakers} == {"Ada Brill", "Ines Korda1", "Ines Korda2"}
    notice = one.xpath("//div[@class='notice']")[0]
    assert "Tom Reil" in notice.text_content()
    two = visitor.send(notice.find("form"))
    assert "Tom Reil" in {s.name for s in news.speakers().speakers}
    assert "is somebody else now" in words(two)
    again = visitor.send(two.xpath("//div[@class='notice']")[0].find("form"))  # the undoing is undone
    assert "Tom Reil" not in {s.name for s in news.speakers().speakers}
    # From the entry, too.
    history = again.xpath("//ol[@class='history']//form")
    visitor.send(history[0])
    assert "Tom Reil" in {s.name for s in news.speakers().speakers}


def test_in_one_article_a_speaker_is_somebody_else_and_that_is_undone(known: Visitor, ledger: Ledger) -> None:
    brill = id_of(known, "Ada Brill")
    page = known.open(f"/speakers/{brill}")
    form = next(f for f in page.forms if f.action.endswith("/split") and "document" in f.fields)
    two = known.send(form)
    assert sorted(s.statements for s in ledger.speakers().speakers) == [1, 13]
    known.send(two.xpath("//div[@class='notice']")[0].find("form"))
    assert [s.statements for s in ledger.speakers().speakers] == [14]


def test_a_name_that_was_taken_for_anothers_is_taken_out(ledger: Ledger) -> None:
    ledger.add(speaking("a", "Ada Brill, engineer", published="2031-01-01"), READER)
    ledger.add(speaking("b", "A. Brill, engineer", published="2031-01-02"), READER)
    with TestClient(application(ledger, Settings(by="Nell Varga")), base_url=HERE) as client:
        visitor = Visitor(client)
        (listed,) = ledger.speakers().speakers
        page = visitor.open(f"/speakers/{listed.id}")
        (button,) = page.xpath("//button[starts-with(@aria-label, 'A. Brill')]")
        visitor.send(button.getparent())
        assert {s.name for s in ledger.speakers().speakers} == {"Ada Brill", "A. Brill"}


def test_pairs_that_may_be_one_are_offered_and_merged(ledger: Ledger) -> None:
    for i, name in enumerate(("Ada Brill, engineer", "Brill, engineer", "Bo Brill, Mayor", "Tom Reil")):
        ledger.add(speaking(f"x{i}", name, published="2031-01-01"), READER)
    with TestClient(application(ledger, Settings(by="Nell Varga")), base_url=HERE) as client:
        visitor = Visitor(client)
        page = visitor.open("/speakers/offers")
        offers = page.xpath("//ol/li")
        assert len(visitor.json("/speakers/offers.json?q=brill")["found"]["offers"]) == len(offers) == 2
        said = "Ada Brill or Brill the same surname one of 2 with itboth engineer"
        assert " ".join(offers[0].text_content().split()).startswith(said)
        assert "nobody of that name" in words(visitor.open("/speakers/offers?q=reil"))
        visitor.send(offers[0].find(".//form"))
        assert ("Ada Brill", "Brill") in {one.names for one in ledger.speakers().speakers}
        assert len(visitor.json("/speakers/offers.json")["found"]["offers"]) == 1


def test_a_program_merges_and_splits(visitor: Visitor, news: Ledger) -> None:
    brill, reil = id_of(visitor, "Ada Brill"), id_of(visitor, "Tom Reil")
    answer = visitor.client.post(f"/speakers/{brill}/merge.json", data={"other": reil}, headers=PROGRAM)
    assert answer.json()["id"] == brill
    assert [name["name"] for name in answer.json()["names"]] == ["Ada Brill", "Tom Reil"]
    answer = visitor.client.post(f"/speakers/{reil}/split.json", headers=PROGRAM)
    assert (answer.json()["person"]["id"], answer.json()["other"]["id"]) == (brill, reil)
    for path, data, status in (
        (f"/speakers/{brill}/merge.json", {"other": brill}, 422),
        (f"/speakers/{brill}/merge.json", {}, 422),
        (f"/speakers/{brill}/split.json", {}, 422),
        (f"/speakers/{brill}/split.json", {"document": "d000000"}, 404),
        ("/speakers/p000000/merge.json", {"other": brill}, 404),
    ):
        answer = visitor.client.post(path, data=data, headers=PROGRAM)
        assert (answer.status_code, set(answer.json())) == (status, {"error"}), path


def test_who_says_it_is_linked_to_their_page(visitor: Visitor, news: Ledger) -> None:
    brill = id_of(visitor, "Ada Brill")
    hit = visitor.json("/search.json?q=hold")["hits"][0]
    for address in ("/search?q=hold", f"/statements/{hit['id']}", f"/articles/{hit['document']}"):
        assert f"/speakers/{brill}" in visitor.open(address).xpath("//a/@href"), address


def test_what_one_speaker_said_is_named_by_who_it_is(known: Visitor) -> None:
    brill = id_of(known, "Ada Brill")
    (facet,) = known.open(f"/search?speaker={brill}").xpath("//section[@class='facet'][h3='Speaker']")
    assert [" ".join(li.text_content().split()) for li in facet.iter("li")] == ["Ada Brill 14"]
    page = known.open(f"/forecasts?show=settled&speaker={brill}")
    assert "Only by Ada Brill" in words(page)
    assert "/forecasts?show=settled" in page.xpath("//p[@class='lead']/a/@href")


DAYS = st.dictionaries(st.dates(), st.integers(1, 1_000), min_size=1, max_size=30)


@given(DAYS)
def test_columns_have_no_gap_and_lose_nothing_but_what_is_too_old(days: dict[datetime.date, int]) -> None:
    made = Columns.of(days)
    assert made is not None
    assert 1 <= len(made.columns) <= MOST
    assert made.most == max(column.number for column in made.columns)
    assert made.columns[-1].number
    last = max(days).year
    if last - min(days).year < MOST - 1:
        assert sum(column.number for column in made.columns) == sum(days.values())
        assert made.columns[0].number
    names = [column.name for column in made.columns]
    assert len(names) == len(set(names))


def test_columns_of_nothing_are_none() -> None:
    assert Columns.of({}) is None


def test_a_record_with_the_same_ledger_for_base_rate_is_what_the_verb_says(ledger: Ledger) -> None:
    """A speaker is measured against all forecasts of the ledger, not only their own."""
    forecasting(ledger, 12, 12)
    other = speaking("other", "Ines Korda", published="2031-01-01")
    ledger.add(replace(other, claims=tuple(replace(c, probability=0.9) for c in other.claims)), READER)
    id: Any = next(s.id for s in ledger.speakers("korda").speakers)
    claim = ledger.show_speaker(id).latest[0].claims[0].id
    ledger.resolve(claim, "no", NELL)
    with TestClient(application(ledger, Settings(by="Nell Varga")), base_url=HERE) as client:
        visitor = Visitor(client)
        brill = visitor.json(f"/speakers/{id_of(visitor, 'Ada Brill')}.json")["record"]
        assert brill["base_rate"] == board(ledger.settled()).base_rate
        assert brill["forecasts"]["forecasts"] == 12
