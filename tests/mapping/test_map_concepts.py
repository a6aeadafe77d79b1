"""Which words name one concept, and which do not."""

import random

import numpy as np
import pytest
from any_map import links, texts
from hypothesis import given
from river import river, said, span

from onrecord.mapping import (
    Aim,
    BadMap,
    Condition,
    MissingParts,
    actor_of,
    build,
    heard_in,
)
from onrecord.mapping.labels import best_label
from onrecord.mapping.phrase import Names, base_of, parse
from onrecord.mapping.phrase import _stemmer as stemmer


def concepts(*wordings: str) -> list[list[str]]:
    """The wordings, by the concepts that they name."""
    said_ = [said(w, f"effect number {n}", statement=f"s{n}", number=n) for n, w in enumerate(wordings)]
    found = build(said_).concepts
    out = [[m.span.text for m in c.mentions if m.span.text in wordings] for c in found]
    return sorted(sorted(ws) for ws in out if ws)


@pytest.mark.parametrize(
    "wordings",
    [
        ["capture of Lomond", "captures Lomond", "the capture of Lomond", "capturing Lomond", "taking Lomond"],
        ["Lomond is taken", "Lomond's capture", "to capture Lomond", "the seizure of Lomond", "has captured Lomond"],
        ["the capture of Lomond", "Darro captures Lomond", "Ivo Darro’s capture of Lomond", "Lomond is captured by Darro"],
        ["the capture of Lomond", "the capture of Lomond before the talks", "capturing Lomond by spring"],
        ["the minister's position", "the minister's position in talks", "the position of the minister"],
        ["pontoon bridges", "the two pontoon bridges", "a pontoon bridge", "these pontoon bridges"],
        ["negotiations with Osk", "negotiating with Osk", "talks with Osk"],
        ["withdrawal from the valley", "withdrawing from the valley", "withdrew from the valley"],
        ["President Achterberg's visit", "Lena Achterberg's visit", "Achterberg's visit"],
        ["the defence of Pell", "defending Pell", "Pell is defended"],
        ["The Harvest", "the harvest", "harvests"],
        ["unrest at home", "Unrest"],
    ],
)  # fmt: skip
def test_ways_of_naming_one_thing_are_one_concept(wordings: list[str]) -> None:
    assert concepts(*wordings) == [sorted(wordings)]


@pytest.mark.parametrize(
    "wordings",
    [
        ["the capture of Lomond", "the capture of Pell"],
        ["the capture of Lomond", "the capture of New Lomond"],
        ["military pressure", "economic pressure"],
        ["Osk attacks Tavaria", "Tavaria attacks Osk"],
        ["pressure in the south", "pressure in the north"],
        ["Darro's capture of Lomond", "Renn's capture of Lomond"],
        ["taking part", "capturing part"],
        ["the minister's position", "the general's position"],
        ["holding Lomond", "capturing Lomond"],
    ],
)
def test_two_things_are_two_concepts(wordings: list[str]) -> None:
    assert concepts(*wordings) == sorted([w] for w in wordings)


def test_what_does_not_say_whose_stands_alone_where_two_are_spoken_of() -> None:
    found = concepts("the capture of Lomond", "Darro captures Lomond", "Renn captures Lomond")
    assert found == [["Darro captures Lomond"], ["Renn captures Lomond"], ["the capture of Lomond"]]


def test_pronouns_are_another_s_in_each_document_and_ours_are_the_speaker_s() -> None:
    apart = build([said("his position", "x", document=d) for d in ("d1", "d2")]).concepts
    assert len([c for c in apart if c.label == "his position"]) == 2
    ours = build([said("our position", "x", speaker=s, statement=s) for s in ("Ada", "Tom")]).concepts
    assert len([c for c in ours if c.label == "our position"]) == 2
    same = build([said("our position", "x", speaker="Ada", document=d) for d in ("d1", "d2")]).concepts
    assert len(same) == 2


@pytest.mark.parametrize(
    ("other", "itself"),
    [
        ("the loss of the town", "holding the town"),
        ("not holding the town", "holding the town"),
        ("the town will not be held", "holding the town"),
        ("the town is lost", "holding the town"),
        ("they give up the town", "they hold the town"),
        ("the fall of Lomond", "holding Lomond"),
        ("the fall in bread prices", "bread prices"),
        ("lower bread prices", "higher bread prices"),
        ("the collapse of the regime", "the regime"),
        ("a failure to sign the treaty", "signing the treaty"),
        ("losing the war", "winning the war"),
        ("the failure of the talks", "the success of the talks"),
        ("preventing the strike", "the strike"),
        ("a lack of grain", "grain"),
        ("the bridges won't hold", "the bridges hold"),
    ],
)
def test_the_other_side_of_a_concept_is_a_mention_of_it_and_turns_the_sign(other: str, itself: str) -> None:
    found = build([said(itself, "morale", number=1), said(other, "morale", "−", number=2)])
    (arrow,) = found.arrows
    assert arrow.sign == "+"
    assert {e.sign for e in arrow.evidence} == {"+"}
    assert {e.said for e in arrow.evidence} == {"+", "−"}
    directions = {m.span.text: m.direction for m in found.concept(arrow.cause).mentions}
    assert directions[other] == -directions[itself]


def test_two_turns_are_none() -> None:
    (arrow,) = build(
        [said("the loss of the town", "lower morale"), said("holding the town", "morale")]
    ).arrows
    assert {e.sign for e in arrow.evidence} == {"+"}
    (fear,) = build([said("fear of falling prices", "strikes")]).arrows
    assert fear.sign == "+"  # it is the fear that is spoken of, not the prices


def test_a_concept_looks_the_way_that_most_of_its_mentions_do() -> None:
    found = build([said("the loss of the town", "panic", statement=s) for s in ("s1", "s2")])
    (arrow,) = found.arrows
    assert arrow.sign == "+"
    assert found.concept(arrow.cause).label == "loss of the town"


def test_the_other_side_is_a_concept_of_its_own_where_that_is_asked_for() -> None:
    found = build(
        [said("the loss of the town", "panic", "+"), said("holding the town", "panic", "−")], turn=False
    )
    assert len(found.concepts) == 3
    assert [a.sign for a in found.arrows if found.concept(a.cause).label == "holding the town"] == ["−"]


def test_a_label_is_the_most_frequent_wording_then_a_noun_phrase() -> None:
    assert best_label(["captures Lomond", "the capture of Lomond"]) == "capture of Lomond"
    assert best_label(["captures Lomond", "captures Lomond", "the capture of Lomond"]) == "captures Lomond"
    assert best_label(["“the bridges”,", "bridges"]) == "bridges"
    assert best_label(["", "…", " . "]) == "…"
    assert best_label([]) == "—"
    assert len(best_label(["a long sentence about many things " * 9])) <= 80


def test_actors_are_nodes_of_their_own_kind() -> None:
    aim = Aim("a1", "Ivo  Darro", span("to capture Lomond"), "s1", speaker="Renn")
    found = build([said("capturing Lomond", "ivo darro")], [aim])
    actors = [c for c in found.concepts if c.kind == "actor"]
    assert [c.label for c in actors] == ["Ivo Darro"]
    assert actors[0].id == actor_of("ivo darro").id
    wanted = found.arrow(actors[0].id, found.named("capturing Lomond").id, "aim")
    assert (wanted.sign, wanted.speakers) == ("+", ("Renn",))


def test_a_condition_is_an_arrow_whose_evidence_says_so() -> None:
    unless = Condition("c1", span("the bridges fall in winter"), span("the talks succeed"), "s1", "-")  # type: ignore[arg-type]
    (arrow,) = build([], conditions=[unless]).arrows
    assert arrow.evidence[0].kind == "condition"
    assert arrow.evidence[0].said == "−"


def test_a_link_from_a_concept_to_itself_is_left_out() -> None:
    found = build([said("the capture of Lomond", "Lomond's capture")])
    assert len(found.concepts) == 1
    assert not found.arrows


def test_wordings_that_only_vectors_know_come_together() -> None:
    def vectors(wordings: "list[str]") -> np.ndarray:
        assert all(isinstance(w, str) for w in wordings)
        return np.array(
            [[1.0, 0.05, 0] if w in {"bread prices", "what a loaf costs"} else [0, 0.1, 1.0] if "Lomond" in w else [0, 1.0, 0] for w in wordings]
        )  # fmt: skip

    all_ = [said("bread prices", "unrest"), said("what a loaf costs", "unrest", number=2)]
    assert len(build(all_).concepts) == 3
    assert len(build(all_, vectors=vectors).concepts) == 2  # type: ignore[arg-type]
    # However alike, other names are other things; and the other side stays the other side.
    named = [
        said("the capture of Lomond", "unrest"),
        said("the storming of Pell in Lomond", "unrest", number=2),
    ]
    assert len(build(named, vectors=vectors).concepts) == 3  # type: ignore[arg-type]
    less = [said("bread prices", "unrest"), said("what a loaf costs", "unrest", "−", number=2)]
    (arrow,) = build(less, vectors=vectors).arrows  # type: ignore[arg-type]
    assert arrow.weight == 0


def test_the_order_of_links_makes_no_difference() -> None:
    from river import LINKS

    all_ = [said(a, b, s, who, d, u, q, f"s{n}", number=n) for n, (a, b, s, who, d, u, q) in enumerate(LINKS)]
    mixed = list(all_)
    random.Random(3).shuffle(mixed)
    assert build(all_) == build(mixed)
    assert build(all_, title="x") != build(all_)


@given(links)
def test_every_span_is_a_mention_of_one_concept(found: "list[object]") -> None:
    made = build(found)  # type: ignore[arg-type]
    mentions = [(m.document, m.statement, m.span) for c in made.concepts for m in c.mentions]
    assert len(mentions) == len(set(mentions))
    spans = {(x.document, x.statement, s) for x in found for s in (x.cause, x.effect)}  # type: ignore[attr-defined]
    assert set(mentions) == spans
    assert all(-1 < a.weight < 1 for a in made.arrows)


@given(texts, texts)
def test_any_text_names_something(one: str, other: str) -> None:
    phrase = parse(one, Names([one, other]), "s", "d")
    assert phrase.core
    assert phrase.direction in {1, -1}
    assert phrase == parse(one, Names([other, one]), "s", "d")


def test_a_missing_stemmer_is_told_with_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "snowballstemmer.english_stemmer", None)
    stemmer.cache_clear()
    base_of.cache_clear()
    try:
        with pytest.raises(MissingParts, match=r"pip install 'onrecord\[map\]'"):
            build([said("zebra crossings", "walking")])
    finally:
        stemmer.cache_clear()


READING = {
    "format": "onrecord/1",
    "document": {"id": "d7", "title": "Grain", "words": 20},
    "statements": [
        {"id": "s1", "content": [{"start": 10, "end": 60, "text": "Rain makes mud, and mud makes us late"}], "speaker": "p1"},
        {"id": "s2", "content": [{"start": 80, "end": 99, "text": "no rain, no mud"}], "speaker": "p2"},
    ],
    "speakers": [{"id": "p1", "name": "Ada Brill", "kind": "person"}, {"id": "p2", "name": "two officials", "kind": "group"}],
    "links": [
        {"id": "l1", "statement": "s1", "cause": {"start": 10, "end": 14, "text": "Rain"}, "effect": {"start": 21, "end": 24, "text": "mud"},
         "sign": "+", "signal": {"start": 15, "end": 20, "text": "makes"}, "confidence": 0.7},
        {"id": "l2", "statement": "s2", "cause": {"start": 80, "end": 87, "text": "no rain"}, "effect": {"start": 89, "end": 95, "text": "no mud"},
         "sign": "+", "signal": None, "confidence": 0.9},
    ],
}  # fmt: skip


def test_a_reading_s_links_are_taken_in_with_speaker_and_quotation() -> None:
    first, second = heard_in(READING, utterances={"s2": "u5"}).said
    assert (first.speaker, first.document, first.confidence) == ("Ada Brill", "d7", 0.7)
    assert first.quote == "Rain makes mud, and mud makes us late"
    assert (second.speaker, second.utterance) == ("", "u5")
    (only_one,) = build([first, second]).arrows
    assert {e.sign for e in only_one.evidence} == {"+"}
    assert only_one.speakers == ("Ada Brill", "unnamed in d7")


def test_conditions_and_aims_of_a_reading_are_taken_in_and_the_article_speaks_without_a_name() -> None:
    rain, mud = READING["links"][0]["cause"], READING["links"][0]["effect"]
    aim = {
        "id": "a1",
        "statement": "s1",
        "actor": rain,
        "name": "Tom Reil",
        "state": mud,
        "sign": "−",
        "confidence": 0.8,
    }
    own = {**READING["links"][0], "id": "l3", "statement": None, "kind": "condition"}
    reading = {**READING, "links": [*READING["links"], own], "aims": [aim]}
    heard = heard_in(reading)
    assert [s.id for s in heard.said] == ["l1", "l2"]
    (condition,) = heard.conditions
    assert (condition.condition.text, condition.outcome.text) == ("Rain", "mud")
    assert (condition.statement, condition.speaker, condition.quote) == ("", "", "")
    (wanted,) = heard.aims
    assert (wanted.actor, wanted.state.text, wanted.sign, wanted.speaker) == (
        "Tom Reil",
        "mud",
        "−",
        "Ada Brill",
    )
    assert len(build(*heard).arrows) == 2


def test_only_what_is_asked_for_is_heard_and_named_as_it_is_elsewhere() -> None:
    own = {**READING["links"][0], "id": "l3", "statement": None}
    reading = {**READING, "links": [*READING["links"], own]}
    assert [x.id for x in heard_in(reading).said] == ["l1", "l2", "l3"]
    assert {e.voice for a in build(*heard_in(reading)).arrows for e in a.evidence} == {
        "Ada Brill", "unnamed in d7", "article d7"
    }  # fmt: skip
    assert [x.id for x in heard_in(reading, statements={"s1"}).said] == ["l1"]
    assert [x.id for x in heard_in(reading, least=0.8).said] == ["l2"]
    (only,) = heard_in(reading, statements={"s1"}, names={"p1": "Adelaide Brill", "p2": "Nobody"}).said
    assert only.speaker == "Adelaide Brill"
    aim = {"id": "a1", "statement": "s2", "name": "Ada Brill", "state": READING["links"][0]["effect"]}
    (wanted,) = heard_in({**READING, "aims": [aim]}, names={"p1": "Adelaide Brill", "p2": "Nobody"}).aims
    assert (wanted.actor, wanted.speaker) == ("Adelaide Brill", "")


def test_a_quotation_is_the_sentences_that_hold_both_ends() -> None:
    content = "We wait. Rain makes mud! (Mud makes us late.) So it goes."
    links = [
        {
            "id": "l1", "statement": "s1", "sign": "+",
            "cause": {"start": 110, "end": 114, "text": "Rain"}, "effect": {"start": 121, "end": 124, "text": "mud"},
        },
        {
            "id": "l2", "statement": "s1", "sign": "+",
            "cause": {"start": 110, "end": 114, "text": "Rain"}, "effect": {"start": 140, "end": 144, "text": "late"},
        },
    ]  # fmt: skip
    statement = {"id": "s1", "content": [{"start": 101, "end": 101 + len(content), "text": content}]}
    one, both = heard_in({"document": {"id": "d"}, "statements": [statement], "links": links}).said
    assert one.quote == "Rain makes mud!"
    assert both.quote == "Rain makes mud! (Mud makes us late.)"


def test_what_a_speaker_puts_in_between_is_left_out_of_a_label() -> None:
    assert best_label(["Darro, I repeat, only reacts"]) == "Darro only reacts"
    assert best_label(["bread, milk, eggs"]) == "bread, milk, eggs"


def test_a_reading_that_does_not_hold_together_is_told() -> None:
    with pytest.raises(BadMap, match="which is not there"):
        heard_in(READING | {"statements": []})
    with pytest.raises(BadMap, match="onrecord/1 format"):
        heard_in({})
    assert heard_in({"document": {"id": "d1"}}) == ((), (), ())


def test_a_map_of_many_articles_is_as_large_as_its_links() -> None:
    few, many = (
        [said(f"cause {n % 50}", f"effect {n}", document=f"d{n}", number=n) for n in range(k)]
        for k in (100, 400)
    )
    small, large = build(few), build(many)
    assert len(large.arrows) <= 4 * len(small.arrows)
    assert sum(len(c.mentions) for c in large.concepts) == 8 * 100
    assert len(river().arrows) < 30
