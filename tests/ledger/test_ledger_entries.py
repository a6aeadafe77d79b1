"""What people say of statements and claims: it holds in the rows, is never lost, and outlives readings."""

import datetime
from dataclasses import replace
from typing import Any

import pytest
from articles import DAM, PROMISE, dam, numbered, without
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inside import correct, resolve, set_deadline
from wires import CUT, REPORT, WHOLE, article

from onrecord.ledger import BadEntry, Correction, Ledger, NotInLedger, Search, Signed, Status
from onrecord.ledger.find import Hit

OLD, NEW = "0.1.0+1", "0.2.0+1"
NELL = Signed("Nell Varga")
EARLY, LATE = datetime.date(2031, 5, 1), datetime.date(2032, 5, 1)


@pytest.fixture
def dammed(ledger: Ledger) -> Ledger:
    ledger.add(dam(id="n1", published="2031-03-03"), OLD)
    return ledger


def hit(ledger: Ledger, words: str) -> Hit:
    (found,) = ledger.find(Search(words)).hits
    return found


def claim(ledger: Ledger, words: str) -> str:
    """The id of the only claim of the statement that has these words."""
    (only,) = hit(ledger, words).claims
    return only.id


def found(ledger: Ledger, status: Status, today: datetime.date = EARLY) -> list[str]:
    return [h.text for h in ledger.find(Search(statuses=[status], today=today)).hits]


def test_a_forecast_is_open_then_due_then_settled_and_can_be_opened_again(dammed: Ledger) -> None:
    holds = "“The dam at Orne will hold until March 31, 2032,”"
    id = claim(dammed, '"will hold"')
    assert holds in found(dammed, "open", EARLY)
    assert found(dammed, "due", EARLY) == []
    assert found(dammed, "due", LATE) == [holds]
    changed = dammed.resolve(id, "yes", Signed("Nell Varga", "it rained", ("https://a.example/x", "the log")))
    assert (changed.before.outcome, changed.now.outcome, changed.now.degree) == (None, "yes", 1.0)
    assert found(dammed, "due", LATE) == []
    assert found(dammed, "settled") == found(dammed, "yes") == [holds]
    resolve(dammed, id, "open")
    assert found(dammed, "settled") == []
    assert found(dammed, "due", LATE) == [holds]
    first, second = dammed.show(id).history
    assert (first.value, first.by, first.note, first.evidence) == (
        "yes",
        "Nell Varga",
        "it rained",
        ("https://a.example/x", "the log"),
    )
    assert (second.value, second.about) == (None, id)
    assert first.at <= second.at


def test_what_came_true_in_part_says_how_far_and_the_void_has_no_degree(dammed: Ledger) -> None:
    id = claim(dammed, "cellar")
    now = dammed.resolve(id, "partly", NELL, degree=0.25, settled_on=EARLY).now
    assert (now.outcome, now.degree) == ("partly", 0.25)
    assert dammed.show(id).history[0].on == EARLY
    now = dammed.resolve(id, "void", NELL).now
    assert (now.outcome, now.degree) == ("void", None)
    for outcome, degree in (("partly", None), ("yes", 0.4), ("partly", 1.1)):
        with pytest.raises(BadEntry):
            dammed.resolve(id, outcome, NELL, degree=degree)  # type: ignore[arg-type]
    assert len(dammed.show(id).history) == 2


def test_a_statements_id_will_do_where_it_makes_one_forecast_only(dammed: Ledger) -> None:
    statement = hit(dammed, "cellar")
    assert resolve(dammed, statement.id).id == statement.claims[0].id


def test_what_is_no_forecast_cannot_be_settled_and_the_way_out_is_told(dammed: Ledger) -> None:
    for id in (claim(dammed, '"in charge" brill'), hit(dammed, '"in charge" brill').id):
        with pytest.raises(BadEntry, match="onrecord correct"):
            resolve(dammed, id)
    with pytest.raises(NotInLedger, match="onrecord find"):
        resolve(dammed, "c000000")
    with pytest.raises(BadEntry, match="--by"):
        dammed.resolve(claim(dammed, "cellar"), "yes", Signed(" "))


def test_of_several_forecasts_somebody_must_say_which(ledger: Ledger) -> None:
    one = dam(id="n1")
    both = replace(one, claims=tuple(replace(c, statement="s1") for c in one.claims if c.kind != "aim"))
    ledger.add(both, OLD)
    statement = hit(ledger, '"will hold"')
    with pytest.raises(BadEntry) as error:
        resolve(ledger, statement.id)
    assert all(c.id in str(error.value) for c in statement.claims)


def test_a_deadline_set_by_hand_is_what_it_falls_due_by(dammed: Ledger) -> None:
    id = claim(dammed, "cellar")
    assert id not in due_ids(dammed, LATE)
    assert id in due_ids(dammed, None)
    assert set_deadline(dammed, id, EARLY).now.due_on == EARLY
    assert due_ids(dammed, EARLY) == [id]
    assert id not in due_ids(dammed, None)
    assert set_deadline(dammed, id, None).now.due_on is None
    assert due_ids(dammed, EARLY) == []
    dated = claim(dammed, '"will hold"')
    set_deadline(dammed, dated, EARLY)
    assert set_deadline(dammed, dated, None).now.due_on == datetime.date(2032, 3, 31)


def due_ids(ledger: Ledger, by: datetime.date | None, **filters: Any) -> list[str]:
    return [one.claim.id for one in ledger.due(by, **filters).claims]


def test_what_falls_due_comes_in_order_and_as_it_is_asked_for(dammed: Ledger) -> None:
    holds, pays, gives = (claim(dammed, words) for words in ('"will hold"', "cellar", "wall"))
    set_deadline(dammed, pays, LATE)
    set_deadline(dammed, gives, EARLY)
    assert due_ids(dammed, LATE) == [gives, holds, pays]
    assert due_ids(dammed, LATE, kinds=["commitment"]) == [pays]
    assert due_ids(dammed, LATE, speaker="brill") == [holds]
    assert due_ids(dammed, LATE, checkable=True) == [holds]
    two = dammed.due(LATE, limit=2)
    assert ([one.claim.id for one in two.claims], two.more) == ([gives, holds], True)
    assert two.claims[1].statement.speaker == "Ada Brill"


def test_two_versions_of_a_document_make_one_forecast(dammed: Ledger) -> None:
    id = claim(dammed, '"will hold"')
    resolve(dammed, id)
    dammed.add(dam(DAM + "It rained.\n", id="n1", published="2031-03-05"), OLD)
    newer = claim(dammed, '"will hold"')
    assert newer != id
    assert hit(dammed, '"will hold"').claims[0].outcome == "yes"
    changed = resolve(dammed, newer, "no")
    assert (changed.before.outcome, changed.appearances) == ("yes", 2)
    assert [entry.about for entry in dammed.show(newer).history] == [id, newer]
    resolve(dammed, newer, "open")
    assert due_ids(dammed, LATE) == [newer]


def test_a_corrected_kind_and_likelihood_hold_wherever_one_looks(dammed: Ledger) -> None:
    id = claim(dammed, '"in charge" brill')
    with pytest.raises(BadEntry, match="--likelihood"):
        correct(dammed, id, kind="forecast")
    assert dammed.show(id).history == ()
    now = correct(dammed, id, kind="forecast", likelihood="likely").now
    assert (now.kind, now.likelihood) == ("forecast", "likely")
    (one,) = hit(dammed, '"in charge" brill').claims
    assert (one.kind, one.likelihood) == ("forecast", "likely")
    assert one.probability is not None
    assert 0.6 < one.probability < 0.8
    assert id in due_ids(dammed, None)
    shown = dammed.show(id)
    (row,) = shown.to_dict()["claims"]
    assert (row["kind"], row["likelihood"], row["probability"]) == ("forecast", "likely", one.probability)
    correct(dammed, id, likelihood="unlikely")
    assert hit(dammed, '"in charge" brill').claims[0].likelihood == "unlikely"
    back = dammed.as_read(id, NELL).now
    assert (back.kind, back.likelihood) == ("aim", None)
    with pytest.raises(BadEntry, match="only forecasts have a likelihood"):
        correct(dammed, id, likelihood="likely")
    forecast = claim(dammed, "wall")
    assert correct(dammed, forecast, kind="report").now.likelihood is None
    assert correct(dammed, forecast, kind="forecast").now.likelihood == "possible"


def test_a_corrected_speaker_is_found_by_name_and_no_longer_by_the_other(dammed: Ledger) -> None:
    statement = hit(dammed, "wall")
    now = correct(dammed, statement.id, speaker="Lena Sund").now
    assert now.speaker == "Lena Sund"
    assert [h.id for h in dammed.find(Search(speaker="sund")).hits] == [statement.id]
    assert [h.id for h in dammed.find(Search("sund wall")).hits] == [statement.id]
    shown = dammed.show(statement.id)
    assert shown.to_dict()["speaker"]["name"] == "Lena Sund"
    known = hit(dammed, "cellar").speaker_id
    assert known is not None
    assert correct(dammed, statement.claims[0].id, speaker=known).now.speaker == "Tom Reil"
    assert len(dammed.find(Search(speaker="reil")).hits) == 3
    assert correct(dammed, statement.id, speaker="ada BRILL").now.speaker == "Ada Brill"
    assert dammed.as_read(statement.id, NELL).now.speaker == "official"


def test_corrected_words_must_stand_in_the_document(dammed: Ledger) -> None:
    statement = hit(dammed, "cellar")
    with pytest.raises(BadEntry, match="does not stand in the document"):
        correct(dammed, statement.id, words="We will pay for everything")
    correct(dammed, statement.id, words="pay for … flooded cellar")
    now = hit(dammed, "cellar")
    assert now.text == "pay for … flooded cellar"
    assert dammed.find(Search("we cellar")).hits == ()
    shown = dammed.show(statement.id)
    assert [span.text for span in shown.statement.content] == ["pay for", "flooded cellar"]
    assert all(DAM[span.start : span.end] == span.text for span in shown.statement.content)
    correct(dammed, now.claims[0].id, words="pay for every flooded cellar")
    (row,) = dammed.show(statement.id).to_dict()["claims"]
    assert DAM[row["start"] : row["end"]] == row["text"] == "pay for every flooded cellar"
    assert dammed.as_read(statement.id, NELL).now.words == statement.text


def test_what_is_no_statement_is_neither_found_nor_due_and_still_shown(dammed: Ledger) -> None:
    statement = hit(dammed, '"will hold"')
    assert not correct(dammed, statement.claims[0].id, statement=False).now.statement
    assert dammed.find(Search('"will hold"')).hits == ()
    assert due_ids(dammed, LATE) == []
    assert dammed.show(statement.id).withdrawn
    correct(dammed, statement.id, statement=True)
    assert hit(dammed, '"will hold"').id == statement.id


def test_a_correction_needs_something_to_correct(dammed: Ledger) -> None:
    statement = hit(dammed, "cellar")
    (one,) = statement.claims
    for id, what in (
        (statement.id, {}),
        (statement.id, {"kind": "aim"}),
        (one.id, {"kind": "aim", "speaker": "Lena Sund"}),
        (one.id, {"words": "pay … cellar"}),
        (statement.id, {"speaker": "  "}),
    ):
        with pytest.raises(BadEntry):
            correct(dammed, id, **what)
    with pytest.raises(BadEntry, match="nothing to take back"):
        dammed.as_read(statement.id, NELL)
    assert dammed.show(statement.id).history == ()


def test_what_people_said_survives_a_newer_reader_and_a_newer_version(dammed: Ledger) -> None:
    promise, wall = claim(dammed, "cellar"), hit(dammed, "wall")
    correct(dammed, promise, kind="forecast", likelihood="flat")
    correct(dammed, wall.id, speaker="Lena Sund", words="the wall could give way")
    set_deadline(dammed, wall.claims[0].id, EARLY)
    dammed.add(dam(id="n1", published="2031-03-03"), NEW)
    dammed.add(dam("Corrected.\n" + DAM, id="n1", published="2031-03-05"), NEW)
    for words, speaker, kind, due in (
        ("cellar", "Tom Reil", "forecast", None),
        ("wall", "Lena Sund", "forecast", EARLY),
    ):
        now = hit(dammed, words)
        assert (now.version, now.speaker) == (2, speaker)
        assert (now.claims[0].kind, now.claims[0].due_on) == (kind, due)
    assert hit(dammed, "wall").text == "that the wall could give way"  # the words are that text's own
    assert dammed.show(wall.id).hit.text == "the wall could give way"


def test_the_same_words_of_another_statement_are_not_corrected(ledger: Ledger) -> None:
    for i in (1, 2):
        ledger.add(numbered(i), OLD)
    one, other = ledger.find(Search('"ever open"')).hits
    correct(ledger, one.claims[0].id, kind="report")
    assert [h.claims[0].kind for h in ledger.find(Search('"ever open"')).hits if h.id == other.id] == [
        "forecast"
    ]


def test_a_statement_that_a_newer_reader_misses_keeps_its_correction(dammed: Ledger) -> None:
    promise = claim(dammed, "cellar")
    correct(dammed, promise, kind="forecast", likelihood="flat")
    dammed.add(without(dam(id="n1", published="2031-03-03"), "s5"), NEW)
    assert hit(dammed, "cellar").claims[0].kind == "forecast"
    resolve(dammed, promise, "no")
    assert dammed.show(promise).to_dict()["claims"][0]["outcome"] == "no"
    assert PROMISE.startswith(hit(dammed, "cellar").text)


def test_what_was_said_again_is_settled_with_the_rest_whenever_it_comes(ledger: Ledger) -> None:
    ledger.add(article("cut", ("direct", CUT)), OLD)
    id = claim(ledger, "tunnel")
    set_deadline(ledger, id, EARLY)
    resolve(ledger, id, "no")
    ledger.add(article("whole", ("direct", WHOLE), outlet="The Packet", published="2031-03-11"), OLD)
    ledger.add(article("report", ("indirect", REPORT), published="2031-03-11"), OLD)
    (one,) = ledger.find(Search("tunnel", outlet="packet")).hits
    assert (one.also_in, one.claims[0].outcome, one.claims[0].due_on) == (2, "no", EARLY)
    assert len(found(ledger, "settled")) == 1
    assert resolve(ledger, one.claims[0].id, "open").appearances == 3
    assert len(due_ids(ledger, LATE)) == 1
    assert due_ids(ledger, LATE) == [id]


def test_what_turns_out_to_be_another_utterance_is_open_again(ledger: Ledger) -> None:
    ledger.add(article("cut", ("direct", CUT)), OLD)
    whole = article("whole", ("direct", WHOLE), published="2031-03-11")
    ledger.add(whole, OLD)
    id = hit(ledger, "crown tunnel").claims[0].id
    resolve(ledger, id, "no")
    set_deadline(ledger, id, EARLY)
    assert [c.outcome for h in ledger.find(Search("tunnel")).hits for c in h.claims] == ["no"]
    # The newer reader takes the longer one for somebody else's.
    ledger.add(replace(whole, speakers=(replace(whole.speakers[0], name="Lena Sund"),)), NEW)
    by_name = {h.speaker: h.claims[0] for h in ledger.find(Search("tunnel")).hits}
    assert (by_name["Lena Sund"].outcome, by_name["Lena Sund"].due_on) == ("no", EARLY)
    assert (by_name["Tomas Reil"].outcome, by_name["Tomas Reil"].due_on) == (None, None)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=40),
    st.text(min_size=1, max_size=40),
    st.lists(st.text(max_size=30), max_size=3),
    st.text(max_size=30),
)
def test_whatever_people_write_is_kept_and_does_no_harm(
    dammed: Ledger, note: str, by: str, evidence: list[str], name: str
) -> None:
    id = claim(dammed, "cellar")
    who = Signed(by, note, tuple(evidence))
    before = len(dammed.show(id).history)
    if not by.strip():
        with pytest.raises(BadEntry):
            dammed.resolve(id, "yes", who)
        return
    dammed.resolve(id, "yes", who)
    statement = hit(dammed, "cellar")
    added = 1
    if name.strip() and "\0" not in name:
        changed = dammed.correct(statement.id, Correction(speaker=name), who)
        added += 1
        assert changed.now.speaker
        dammed.as_read(statement.id, who)
        added += 1
    history = dammed.show(id).history
    assert len(history) == before + added
    assert hit(dammed, "cellar").text == statement.text
