"""What people enter: outcomes and their undoing, deadlines, corrections; in a browser and as a program."""

import datetime

import pytest
from visitors import PROGRAM, Visitor, form_to, words

from onrecord.ledger import Hit, HitClaim, Ledger, Search

HOLD = "“The dam at Orne will hold until March 31, 2032,”"
CHARGE = "that Mayor Tom Reil wants to show that he is in charge"


def hit(ledger: Ledger, text: str = HOLD) -> Hit:
    return next(hit for hit in ledger.find(Search(), 100).hits if hit.text == text)


def claim(ledger: Ledger, text: str = HOLD) -> HitClaim:
    return hit(ledger, text).claims[0]


def test_a_forecast_is_settled_in_one_step_and_that_is_undone(visitor: Visitor, news: Ledger) -> None:
    id = claim(news).id
    page = visitor.open("/forecasts?show=coming")
    shown = visitor.send(
        form_to(page, f"/forecasts/{id}/outcome"),
        outcome="no", evidence="https://x.example/minutes\n\nthe minutes", note="It broke.", on="2032-03-30", by="Ines Korda",
    )  # fmt: skip
    assert visitor.answer is not None
    assert str(visitor.answer.url).endswith(f"/forecasts?show=coming&done={id}")
    assert "did not come true" in words(shown)
    (settled,) = news.outcomes().claims
    assert (settled.claim.outcome, settled.entry.by, settled.entry.note) == ("no", "Ines Korda", "It broke.")
    assert settled.entry.evidence == ("https://x.example/minutes", "the minutes")
    assert settled.entry.on == datetime.date(2032, 3, 30)
    visitor.send(form_to(shown, f"/forecasts/{id}/outcome"))
    assert claim(news).outcome is None
    assert len(news.show(id).history) == 2  # nothing is overwritten


def test_who_signed_last_need_not_say_their_name_again(visitor: Visitor, news: Ledger) -> None:
    id = claim(news).id
    page = visitor.open(f"/statements/{id}")
    assert page.xpath(f"//form[@action='/forecasts/{id}/outcome']//input[@name='by']/@value") == [
        "Nell Varga"
    ]
    page = visitor.send(form_to(page, f"/forecasts/{id}/outcome"), outcome="yes", by="Zoë Ødegård; x=1")
    visitor.send(form_to(page, f"/forecasts/{id}/outcome"))
    assert [entry.by for entry in news.show(id).history] == ["Zoë Ødegård; x=1"] * 2


def test_a_page_with_scripts_gets_the_part_that_changed(visitor: Visitor, news: Ledger) -> None:
    id = claim(news).id
    page = visitor.open("/forecasts?show=coming")
    part = visitor.send(
        form_to(page, f"/forecasts/{id}/outcome"),
        outcome="partly",
        degree="0.4",
        headers={"HX-Request": "true"},
    )
    assert "came true in part (40%)" in words(part)
    assert not part.xpath("//header")
    again = visitor.send(form_to(part, f"/forecasts/{id}/outcome"), headers={"HX-Request": "true"})
    assert "Settle" in words(again)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"outcome": "partly"}, "how far"),
        ({"outcome": "partly", "degree": "2"}, "degree"),
        ({"outcome": "maybe"}, "outcome"),
        ({}, "outcome"),
        ({"outcome": "yes", "on": "soon"}, "on"),
        ({"outcome": "yes", "by": "x" * 300}, "by"),
    ],
)
def test_what_cannot_be_entered_changes_nothing_and_says_why(
    visitor: Visitor, news: Ledger, fields: dict[str, str], said: str
) -> None:
    answer = visitor.client.post(f"/forecasts/{claim(news).id}/outcome.json", data=fields, headers=PROGRAM)
    assert answer.status_code == 422
    assert said in answer.json()["error"]
    assert news.outcomes().claims == ()


def test_what_is_no_forecast_is_not_settled(visitor: Visitor, news: Ledger) -> None:
    aim = claim(news, CHARGE).id
    answer = visitor.client.post(f"/forecasts/{aim}/outcome.json", data={"outcome": "yes"}, headers=PROGRAM)
    assert answer.status_code == 422
    assert "only forecasts and commitments" in answer.json()["error"]


def test_a_program_settles_and_is_told_what_changed(visitor: Visitor, news: Ledger) -> None:
    id = claim(news).id
    answer = visitor.client.post(
        f"/forecasts/{id}/outcome.json", data={"outcome": "yes", "by": "a program"}, headers=PROGRAM
    )
    assert answer.status_code == 200
    changed = answer.json()
    assert (changed["id"], changed["before"]["outcome"], changed["now"]["outcome"]) == (id, None, "yes")


def test_a_deadline_is_set_and_taken_back(visitor: Visitor, news: Ledger) -> None:
    one = claim(news, "that the wall could give way")
    page = visitor.open("/forecasts?show=undated")
    shown = visitor.send(form_to(page, f"/forecasts/{one.id}/deadline"), day="2020-01-31")
    assert "31 January 2020" in words(shown)
    assert claim(news, "that the wall could give way").due_on == datetime.date(2020, 1, 31)
    visitor.send(form_to(shown, f"/forecasts/{one.id}/deadline"), day="")
    assert claim(news, "that the wall could give way").due_on is None


def test_a_speaker_is_corrected_and_the_article_says_so(visitor: Visitor, news: Ledger) -> None:
    one = hit(news)
    page = visitor.open(f"/statements/{one.id}")
    shown = visitor.send(form_to(page, f"/statements/{one.id}/correction"), speaker="Tom Reil")
    assert visitor.answer is not None
    assert visitor.answer.url.path == f"/articles/{one.document}"
    (anchor,) = shown.xpath(f"//a[@id='a1-{one.id}']")
    assert "Tom Reil" in anchor.get("aria-label")
    page = visitor.open(f"/statements/{one.id}")
    visitor.send(form_to(page, f"/statements/{one.id}/as-read"))
    assert hit(news).speaker == "Ada Brill"


def test_kind_and_likelihood_are_corrected_together(visitor: Visitor, news: Ledger) -> None:
    one = claim(news)
    page = visitor.open(f"/statements/{one.id}")
    visitor.send(form_to(page, f"/statements/{one.id}/correction"), kind="report")
    assert claim(news).kind == "report"
    visitor.send(form_to(page, f"/statements/{one.id}/correction"), kind="forecast", likelihood="unlikely")
    assert (claim(news).kind, claim(news).likelihood) == ("forecast", "unlikely")


def test_what_is_no_statement_is_gone_until_it_is_one_again(visitor: Visitor, news: Ledger) -> None:
    one = hit(news)
    page = visitor.open(f"/statements/{one.id}")
    forms = [form for form in page.forms if (form.get("action") or "").endswith(f"{one.id}/correction")]
    shown = visitor.send(forms[-1])
    assert "A person said that this is no statement" in words(shown)
    assert all(h.text != HOLD for h in news.find(Search(), 100).hits)
    forms = [form for form in shown.forms if (form.get("action") or "").endswith(f"{one.id}/correction")]
    visitor.send(forms[-1])
    assert hit(news).id == one.id


@pytest.mark.parametrize(
    "back",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/x\r\nSet-Cookie: a=b",
    ],
)
def test_a_browser_is_sent_to_no_other_site(visitor: Visitor, news: Ledger, back: str) -> None:
    answer = visitor.client.post(
        f"/forecasts/{claim(news).id}/outcome",
        data={"outcome": "yes", "back": back},
        headers=PROGRAM,
        follow_redirects=False,
    )
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/forecasts?done=")


def test_figures_are_new_after_a_change(visitor: Visitor, news: Ledger) -> None:
    assert visitor.json("/.json")["state"]["settled"] == 0
    visitor.client.post(f"/forecasts/{claim(news).id}/outcome.json", data={"outcome": "yes"}, headers=PROGRAM)
    assert visitor.json("/.json")["state"]["settled"] == 1
