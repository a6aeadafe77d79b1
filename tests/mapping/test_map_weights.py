"""What evidence comes to: the weight of an arrow, who says it, and who denies it."""

import math

import pytest
from any_map import links
from hypothesis import given
from river import said

from onrecord.mapping import BadMap, Map, Said, build, only
from onrecord.mapping.weights import arrow, voices, weight


def weight_of(*all_: Said) -> float:
    (found,) = build(all_).arrows
    return found.weight


def test_the_formula_as_it_is_told() -> None:
    once = said("rain", "mud")
    assert weight_of(once) == pytest.approx(1 / 2)
    assert weight_of(once, said("rain", "mud", speaker="Tom", statement="s2")) == pytest.approx(2 / 3)
    assert weight_of(once, said("rain", "mud", "−", speaker="Tom", statement="s2")) == 0
    assert weight_of(once, said("rain", "mud", "0", speaker="Tom", statement="s2")) == pytest.approx(1 / 3)
    assert weight_of(said("rain", "mud", confidence=0.5)) == pytest.approx(0.5 / 1.5)
    nine = [said("rain", "mud", speaker=f"S{n}", statement=f"s{n}") for n in range(9)]
    assert weight_of(*nine) == pytest.approx(0.9)


def test_repeats_of_one_utterance_count_once_and_other_utterances_of_one_speaker_less() -> None:
    repeats = [said("rain", "mud", document=f"d{n}", utterance="u1") for n in range(5)]
    assert weight_of(*repeats) == pytest.approx(1 / 2)
    again = [said("rain", "mud", document=f"d{n}") for n in range(4)]
    assert weight_of(*again) == pytest.approx(2 / 3)  # four utterances count as two voices
    (found,) = build(repeats).arrows
    assert (found.utterances, len(found.evidence)) == (1, 5)


def test_a_speaker_who_says_both_shares_out_one_voice() -> None:
    both = [said("rain", "mud", "+", statement="s1"), said("rain", "mud", "−", statement="s2")]
    assert weight_of(*both) == 0
    v = voices(build(both).arrows[0].evidence)
    assert v.plus == v.minus == pytest.approx(math.sqrt(2) / 2)


def test_unnamed_sources_are_one_voice_in_each_document() -> None:
    one = [said("rain", "mud", speaker="", statement=f"s{n}") for n in range(4)]
    two = [said("rain", "mud", speaker="", document=f"d{n}") for n in range(2)]
    assert weight_of(*one) == weight_of(*two) == pytest.approx(2 / 3)
    assert build(two).arrows[0].speakers == ("unnamed in d0", "unnamed in d1")


def test_who_says_it_and_who_denies_it() -> None:
    (found,) = build(
        [
            said("rain", "mud", speaker="Ada", statement="s1"),
            said("rain", "mud", speaker="Cy", statement="s2"),
            said("rain", "mud", "−", speaker="Bo", statement="s3"),
            said("rain", "mud", "0", speaker="Di", statement="s4"),
        ]
    ).arrows
    assert (found.sign, found.speakers, found.deniers) == ("+", ("Ada", "Cy"), ("Bo", "Di"))
    assert found.utterances == 4


def test_a_hyphen_is_a_minus_and_anything_else_is_told() -> None:
    assert said("rain", "mud", "-").sign == "−"
    with pytest.raises(BadMap, match="is no sign"):
        said("rain", "mud", "positive")
    with pytest.raises(BadMap, match="no probability"):
        said("rain", "mud", confidence=1.5)
    with pytest.raises(BadMap, match="no probability"):
        said("rain", "mud", confidence=math.nan)


def test_a_map_that_does_not_hold_together_is_told() -> None:
    with pytest.raises(BadMap, match="no concept of the map"):
        Map((), (arrow("a", "b"),))
    found = build([said("rain", "mud")])
    with pytest.raises(BadMap, match="two concepts"):
        Map(found.concepts * 2)
    with pytest.raises(BadMap, match="two arrows"):
        Map(found.concepts, found.arrows * 2)


def test_only_some_are_heard() -> None:
    found = build(
        [
            said("rain", "mud", speaker="Ada", document="d1"),
            said("rain", "mud", "−", speaker="Bo", document="d2"),
            said("mud", "delay", speaker="Bo", document="d2"),
        ]
    )
    ada, d2 = only(found, speakers=["Ada"]), only(found, documents=["d2"])
    assert [a.weight for a in ada.arrows] == [0.5]
    assert len(ada.concepts) == 2
    assert sorted(a.weight for a in d2.arrows) == [-0.5, 0.5]
    assert only(found) == found
    assert {c.id for c in ada.concepts} < {c.id for c in found.concepts}


@given(links)
def test_evidence_in_any_order_has_one_weight_within_range(found: "list[Said]") -> None:
    for a in build(found).arrows:
        assert -1 < a.weight < 1
        assert weight(reversed(a.evidence)) == pytest.approx(a.weight, abs=1e-12)
        opposite = [e for e in a.evidence if e.sign == "0"]
        assert weight(opposite) == 0
