"""What was settled, each utterance once, and what it comes to."""

import datetime
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from articles import dam, numbered
from inside import correct, resolve, rows
from wires import CUT, REPORT, WHOLE, article

from onrecord.ledger import Ledger, Search, SettledClaim, Signed
from onrecord.ledger.schema import passages
from onrecord.scoring import Board, board
from tests.export.made_up import claim, claimed

READER = "0.1.0+1"
NELL = Signed("Nell Varga")


def ids(ledger: Ledger, words: str) -> list[str]:
    return [c.id for h in ledger.find(Search(words), 1000).hits for c in h.claims]


def scored(ledger: Ledger, **how: Any) -> Board:
    return board(ledger.settled(), **how)


def test_what_is_open_is_not_there_and_what_is_void_has_no_degree(ledger: Ledger) -> None:
    ledger.add(dam(id="n1", published="2031-03-03", outlet="Lomond Courier"), READER)
    assert ledger.settled() == []
    resolve(ledger, *ids(ledger, '"will hold"'))
    resolve(ledger, *ids(ledger, "wall"), "void")
    ledger.resolve(*ids(ledger, "cellar"), "partly", NELL, degree=0.25)
    found = {one.kind: one for one in ledger.settled() if one.outcome != "void"}
    forecast, promise = found["forecast"], found["commitment"]
    assert (forecast.probability, forecast.likelihood, forecast.degree) == (0.9, "flat", 1.0)
    assert (forecast.speaker and forecast.speaker.name, forecast.outlets) == (
        "Ada Brill",
        ("Lomond Courier",),
    )
    assert (forecast.places, forecast.published) == (("Orne, XT",), datetime.date(2031, 3, 3))
    assert (promise.degree, promise.probability) == (0.25, None)
    assert [one.degree for one in ledger.settled() if one.outcome == "void"] == [None]
    result = scored(ledger)
    assert result.void == 1
    assert result.forecasts is not None and result.forecasts.forecasts == 1
    assert result.commitments is not None and (result.commitments.partly, result.commitments.share) == (
        1,
        0.25,
    )


def test_an_utterance_counts_once_in_however_many_articles(ledger: Ledger) -> None:
    for one in (
        article("report", ("indirect", REPORT), outlet="Marrow Post", published="2031-03-12"),
        article("cut", ("direct", CUT), outlet="Lomond Courier", published="2031-03-11"),
        article("whole", ("direct", WHOLE), outlet="The Packet", published="2031-03-10"),
    ):
        sure = tuple(replace(c, likelihood="flat", probability=0.9) for c in one.claims)
        ledger.add(replace(one, claims=sure), READER)
    resolve(ledger, ids(ledger, "tunnel")[0], "no")
    (found,) = ledger.settled()
    assert found.appearances == 3
    assert sorted(found.outlets) == ["Lomond Courier", "Marrow Post", "The Packet"]
    assert found.published == datetime.date(2031, 3, 10)
    assert [group.name for group in scored(ledger, by="outlet", floor=1).groups] == sorted(found.outlets)


def test_who_only_quotes_a_forecast_does_not_make_it(ledger: Ledger) -> None:
    one = dam(id="n1")
    both = claimed(
        replace(one, claims=()),
        claim("s2", "forecast", "that Mayor Tom Reil wants to show that he is in charge", probability=0.7),
        claim("s3", "forecast", "to show that he is in charge", probability=0.7),
    )
    ledger.add(both, READER)
    for id in ids(ledger, '"in charge"'):
        resolve(ledger, id)
    assert [s.speaker and s.speaker.name for s in ledger.settled()] == ["Tom Reil"]
    assert ledger.settled(Search(speaker="brill")) == []  # nor where only hers are asked for
    assert len(ledger.settled(Search(speaker="reil"))) == 1
    inner = next(s.id for s in ledger.settled())
    resolve(ledger, inner, "void")
    assert {s.speaker.name: s.outcome for s in ledger.settled() if s.speaker} == {
        "Ada Brill": "yes",
        "Tom Reil": "void",
    }


def test_a_correction_changes_what_is_scored(ledger: Ledger) -> None:
    ledger.add(dam(id="n1"), READER)
    (id,) = ids(ledger, '"will hold"')
    resolve(ledger, id)
    correct(ledger, id, likelihood="unlikely")
    (one,) = ledger.settled()
    assert one.likelihood == "unlikely" and one.probability is not None and one.probability < 0.5
    correct(ledger, id, speaker="Lena Sund")
    assert [group.name for group in scored(ledger, by="speaker", floor=1).groups] == ["Lena Sund"]
    correct(ledger, id, kind="report")
    assert ledger.settled() == []


def test_only_what_is_asked_for_is_there(ledger: Ledger) -> None:
    ledger.add(dam(id="dam", published="2031-03-03", outlet="Lomond Courier"), READER)
    for i in range(4):
        ledger.add(numbered(i), READER)
    for id in (*ids(ledger, "bridge"), *ids(ledger, '"will hold"')):
        resolve(ledger, id)
    assert len(ledger.settled()) == 5

    def asked(**what: Any) -> int:
        return len(ledger.settled(Search(**what)))

    assert asked(speaker="brill") == asked(outlet="courier") == asked(place="orne") == 1
    assert asked(since=datetime.date(2031, 3, 3)) == 2
    assert asked(until=datetime.date(2031, 2, 2)) == 2
    assert asked(kinds=["commitment"]) == 0


def test_whoever_is_one_person_has_one_record(ledger: Ledger) -> None:
    ledger.add(dam(id="dam"), READER)
    ledger.add(numbered(1), READER)
    for id in (*ids(ledger, "bridge"), *ids(ledger, '"will hold"')):
        resolve(ledger, id)
    groups = scored(ledger, by="speaker", floor=1).groups
    assert [group.name for group in groups] == ["Ada Brill", "Ines Korda1"]
    ledger.merge([group.id for group in groups], NELL)
    (both,) = scored(ledger, by="speaker", floor=1).groups
    assert (both.name, both.forecasts and both.forecasts.forecasts) == ("Ada Brill", 2)


def test_whom_a_person_named_said_it_whatever_most_articles_say(ledger: Ledger) -> None:
    for id, *row in (("report", "indirect", REPORT), ("cut", "direct", CUT), ("whole", "direct", WHOLE)):
        one = article(id, (row[0], row[1]))
        likely = tuple(replace(c, likelihood="likely", probability=0.7) for c in one.claims)
        ledger.add(replace(one, claims=likely), READER)
    ledger.add(dam(id="dam"), READER)
    resolve(ledger, ids(ledger, "tunnel")[0])

    def who() -> list[str | None]:
        return [one.speaker and one.speaker.name for one in ledger.settled()]

    assert who() == ["Tomas Reil"]
    (whole,) = (s for s in statement_ids(ledger) if "crown" in ledger.show(s).hit.text)
    correct(ledger, whole, speaker="Lena Sund")
    assert who() == ["Lena Sund"]
    named = next(one.speaker.id for one in ledger.settled() if one.speaker)
    (brill,) = (h.speaker_id for h in ledger.find(Search('"will hold"')).hits)
    assert brill
    ledger.merge([brill, named], NELL)
    assert who() == ["Ada Brill"]


def statement_ids(ledger: Ledger) -> list[str]:
    query = sa.select(passages.c.code).where(passages.c.kind == "statement")
    return [row.code for row in rows(ledger, query)]


def claims_of(name: str, outcomes: str, probability: float, first: int = 0) -> list[SettledClaim]:
    from onrecord.ledger import Who

    return [
        SettledClaim(
            id=f"{name}{i}",
            kind="forecast",
            said_in=first + i,
            speaker=Who(name, name, "person", True),
            likelihood="likely",
            probability=probability,
            phrase="highly likely" if i % 2 else None,
            stated=False,
            interval=(0.6, 0.9),
            outcome="yes" if outcome == "1" else "no",
            degree=float(outcome),
            outlets=(),
            places=(),
            published=datetime.date(2031, 1, 1 + i % 28),
            appearances=1,
        )
        for i, outcome in enumerate(outcomes)
    ]


def test_one_lucky_call_does_not_lead() -> None:
    steady = claims_of("Steady", "1111011110" * 4, 0.8)
    lucky = claims_of("Lucky", "1", 0.99, first=100)
    loud = claims_of("Loud", "0101100101" * 2, 0.9, first=200)
    result = board([*steady, *lucky, *loud], by="speaker", floor=1)
    assert next(group.name for group in result.groups) == "Steady"
    shrunk = {group.name: group.own for group in result.groups}
    assert shrunk["Lucky"] is not None and shrunk["Steady"] is not None and shrunk["Lucky"] < shrunk["Steady"]
    under = board([*steady, *lucky], by="speaker", floor=10)
    (last,) = [group for group in under.groups if group.name == "Lucky"]
    assert last.forecasts is not None and last.forecasts.brier is None and last.shrunk is None


def test_with_what_words_have_meant_the_too_sure_score_better() -> None:
    said = claims_of("Ada", "0010010001" * 4, 0.9)
    plain, seen = board(said), board(said, use_observed=True)
    assert plain.forecasts and plain.forecasts.brier and seen.forecasts and seen.forecasts.brier
    assert seen.forecasts.brier.mean.value < plain.forecasts.brier.mean.value
    assert {(word.phrase, word.likelihood) for word in seen.words} == {
        ("highly likely", "likely"),
        (None, "likely"),
    }
    numbers = board([replace(one, stated=True, phrase=None) for one in said], use_observed=True)
    assert numbers.forecasts and numbers.forecasts.brier
    assert numbers.forecasts.brier.mean.value == pytest.approx(plain.forecasts.brier.mean.value)
    assert (numbers.words, numbers.numbers) == ((), 40)


def test_nothing_settled_is_no_error() -> None:
    empty = board([], by="speaker")
    assert (empty.forecasts, empty.commitments, empty.groups, empty.words) == (None, None, (), ())
    assert list(empty.to_dict()["groups"]) == []
