"""Causes, effects, conditions and aims in words that say them, and none in words that do not."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.reading import Reader, Reading
from onrecord.reading.encoder import WEIGHTS

READER = Reader()


def links(text: str) -> list[tuple[str, str, str]]:
    """The links that the reader is sure of."""
    return [(x.cause.text, x.sign, x.effect.text) for x in READER.read(text).links if x.confidence >= 0.5]


def aims(text: str) -> list[tuple[str, str, str]]:
    return [(x.name, x.sign, x.state.text) for x in READER.read(text).aims]


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("The drought led to higher bread prices.", ("The drought", "+", "higher bread prices")),
        ("The strike was caused by unpaid wages.", ("unpaid wages", "+", "The strike")),
        ("The flood has weakened the minister's position.", ("The flood", "−", "the minister's position")),
        ("The shops closed because the dam failed.", ("the dam failed", "+", "The shops closed")),
        ("Because the dam failed, the village was flooded.", ("the dam failed", "+", "the village was flooded")),
        ("The shops closed due to the storm.", ("the storm", "+", "The shops closed")),
        ("He resigned in order to protect his family.", ("He resigned", "+", "protect his family")),
        ("The dam failed, leaving the village without light.",
         ("The dam failed", "+", "leaving the village without light")),
        ("The outcome depends on the harvest.", ("the harvest", "+", "The outcome")),
    ],
)  # fmt: skip
def test_causes_have_effects_and_signs(text: str, link: tuple[str, str, str]) -> None:
    assert links(text) == [link]


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("The guards keep the miners from entering the town.",
         ("The guards", "−", "the miners from entering the town")),
        ("This is his goal, which we are preventing.", ("we", "−", "his goal")),
        ("The army did not allow the convoy to cross.", ("The army", "−", "the convoy to cross")),
        ("The new tax will not be important for the harvest.", ("The new tax", "0", "the harvest")),
        ("The treaty makes no difference to the fishermen.", ("The treaty", "0", "the fishermen")),
        ("The sanctions will not affect the army.", ("The sanctions", "0", "the army")),
        ("The sanctions will not lead to hunger.", ("The sanctions", "0", "hunger")),
        ("Despite the rain, the march went on.", ("the rain", "0", "the march went on")),
    ],
)  # fmt: skip
def test_what_is_prevented_and_what_does_not_matter(text: str, link: tuple[str, str, str]) -> None:
    assert links(text) == [link]


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("If the bridges stand, the conference will succeed.",
         ("the bridges stand", "+", "the conference will succeed")),
        ("The conference will succeed if the bridges stand.",
         ("the bridges stand", "+", "The conference will succeed")),
        ("Unless the county pays, the wall will fall.", ("the county pays", "−", "the wall will fall")),
    ],
)  # fmt: skip
def test_conditions(text: str, link: tuple[str, str, str]) -> None:
    assert links(text) == [link]
    assert READER.read(text).links[0].kind == "condition"


@pytest.mark.parametrize(
    "text",
    [
        "The ministry asked if the bridge would hold.",
        "The shops closed on Monday. The dam failed on Tuesday.",
        "The company did not respond to a request for comment.",
        "The mayor kept the letters from the miners.",
        "It is a force for good and a cause for concern.",
    ],
)
def test_no_link_where_none_is_said(text: str) -> None:
    assert links(text) == []


def test_the_purpose_of_an_aim_follows_from_what_is_wanted() -> None:
    text = (
        '"He wants to capture Lomond. So that, during the talks, he can argue from strength, leaving the minister with '
        'no answer," Ada Brill said.'
    )
    assert links(text) == [
        ("capture Lomond", "+", "he can argue from strength"),
        ("capture Lomond", "+", "leaving the minister with no answer"),
    ]


@pytest.mark.parametrize(
    ("text", "kind", "link"),
    [
        ("Workers at the port of Sella walked out on Monday over unpaid wages.", "cause",
         ("unpaid wages", "+", "Workers at the port of Sella walked out on Monday")),
        ("The mayor was arrested for taking bribes, police in Pell said.", "cause",
         ("taking bribes", "+", "The mayor was arrested")),
        ("Dockers marched through Sella to demand the release of their leader.", "purpose",
         ("Dockers marched through Sella", "+", "to demand the release of their leader")),
        ("The teachers said they would stay away from school until the ministry pays them.", "cause",
         ("the ministry pays them", "−", "they would stay away from school")),
    ],
)  # fmt: skip
def test_what_no_rule_reads_is_learnt_and_its_signal_says_kind_and_sign(
    text: str, kind: str, link: tuple[str, str, str]
) -> None:
    assert links(text) == [link]
    assert READER.read(text).links[0].kind == kind


def test_what_a_rule_and_the_network_find_is_one_link() -> None:
    text = "Brill said the rally was called off because of the storm."
    assert links(text) == [("the storm", "+", "the rally was called off")]


def test_a_reader_without_a_network_for_links_goes_by_rules(tmp_path: Path) -> None:
    for file in WEIGHTS.iterdir():
        if file.name != "links.onnx":
            (tmp_path / file.name).symlink_to(file)
    settings = json.loads((WEIGHTS / "model.json").read_text())
    del settings["relations"]
    (tmp_path / "model.json").unlink()
    (tmp_path / "model.json").write_text(json.dumps(settings))
    ruled = Reader(tmp_path)
    assert [x.cause.text for x in ruled.read("The drought led to higher bread prices.").links] == [
        "The drought"
    ]
    assert not ruled.read("Workers at the port of Sella walked out on Monday over unpaid wages.").links


def test_all_but_links_is_the_same_where_no_relations_are_looked_for() -> None:
    text = (
        "“Workers at the port of Sella walked out on Monday over unpaid wages,” said Nell Varga of the union."
    )
    whole, quick = READER.read(text), Reader(relations=False).read(text)
    assert whole.links and not quick.links
    assert replace(whole, links=()) == quick


def test_each_item_of_a_list_is_a_cause_of_its_own() -> None:
    text = "The general reacts to three things: losing the fort, hunger, and pressure from abroad."
    assert [cause for cause, _, _ in links(text)] == ["losing the fort", "hunger", "pressure from abroad"]


def test_it_goes_back_to_what_was_spoken_of() -> None:
    text = '"The Lomond question will not work. It will not be critical in the talks," said Ada Brill.'
    assert ("The Lomond question", "0", "the talks") in links(text)


@pytest.mark.parametrize(
    ("text", "aim"),
    [
        ("Tom Reil wants to open the river port.", ("Tom Reil", "+", "open the river port")),
        ("Tom Reil does not want to leave the valley.", ("Tom Reil", "−", "leave the valley")),
        ("The mayor is determined to build a bridge.", ("The mayor", "+", "build a bridge")),
    ],
)
def test_aims_have_an_actor_and_a_state(text: str, aim: tuple[str, str, str]) -> None:
    assert aims(text) == [aim]


def test_links_are_of_the_innermost_statement_that_holds_them_or_of_the_article() -> None:
    reading = READER.read('"The drought led to hunger," Ada Brill said.\n\nThe storm led to floods.')
    assert [x.statement for x in reading.links] == [reading.statements[0].id, None]


PIECES = st.sampled_from(
    [
        "because",
        "if",
        "unless",
        "so",
        "that",
        ",",
        ".",
        ":",
        ";",
        '"',
        "'",
        "—",
        "(",
        ")",
        "and",
        "but",
        "the",
        "a",
        "dam",
        "Brill",
        "led",
        "to",
        "prevents",
        "from",
        "entering",
        "it",
        "which",
        "we",
        "are",
        "wants",
        "not",
        "will",
        "be",
        "critical",
        "in",
        "reacts",
        "to",
        "leaving",
        "despite",
        "no",
        "difference",
        "makes",
        "what",
        "due",
        "of",
        "\n\n",
    ]
)


@given(st.lists(PIECES, max_size=60).map(" ".join) | st.text(max_size=200))
@settings(max_examples=60)
def test_any_text_gives_links_whose_words_are_its_own(text: str) -> None:
    reading: Reading = READER.read(text)
    ids = {s.id for s in reading.statements} | {None}
    for link in reading.links:
        assert link.statement in ids
        assert link.cause.end <= link.effect.start or link.effect.end <= link.cause.start
    spans = [s for x in reading.links for s in (x.cause, x.effect, x.signal) if s]
    spans += [s for x in reading.aims for s in (x.actor, x.state, x.signal)]
    for span in spans:
        assert span.start < span.end and text[span.start : span.end] == span.text


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("The mayor said that the tax, which is unpopular because of the drought, will stay.",
         ("the drought", "+", "the tax, which is unpopular")),
        ("The wall will hold, and if the county pays $28,000 a year, the village will be safe.",
         ("the county pays $28,000 a year", "+", "the village will be safe")),
        ("Tom Reil, I repeat, is hurting the harvest.", ("Tom Reil", "−", "the harvest")),
        ("The strike hurts trade and leads to hunger.", ("The strike", "−", "trade")),
        ("The harbour is closed, largely due to the storm.", ("the storm", "+", "The harbour is closed")),
        ("The town was lost, not because of the storm but because the dam failed.",
         ("the dam failed", "+", "The town was lost, not because of the storm")),
    ],
)  # fmt: skip
def test_where_clauses_and_phrases_end(text: str, link: tuple[str, str, str]) -> None:
    assert link in links(text)


@pytest.mark.parametrize(
    "text",
    [
        "Prices increased 71 percent.",
        "Prices increased by two percent.",
        "Independents are not allowed to vote.",
        "That is because the dam failed.",
        "We know because the light is on.",
        "Let me ask you if the bridge will hold.",
    ],
)
def test_figures_passives_and_evidence_are_no_links(text: str) -> None:
    assert links(text) == []


@pytest.mark.parametrize(
    "text", ["You need to tell me more.", "I want to ask you something.", "Nobody wants to open the port."]
)
def test_turns_of_phrase_are_no_aims(text: str) -> None:
    assert aims(text) == []
