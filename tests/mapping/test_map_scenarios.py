"""What if: consequences, how sure they are, what they hang on, and by which paths they come."""

import math
import sys

import numpy as np
import pytest
from any_map import maps
from hypothesis import given, settings
from hypothesis import strategies as st
from river import river, said

from onrecord.mapping import (
    NOTICE,
    BadRun,
    Concept,
    Map,
    MissingParts,
    NotInMap,
    Setting,
    Settings,
    arrow,
    build,
    consequences,
    only,
    paths,
    sensitivity,
    voices,
)
from onrecord.mapping.scenario import draw


def chain(*weights: float) -> Map:
    """Concepts n0 → n1 → … with weights that somebody set."""
    concepts = tuple(Concept(f"n{i}", f"thing {i}") for i in range(len(weights) + 1))
    arrows = tuple(
        arrow(f"n{i}", f"n{i + 1}", "cause", (), Setting(w, "Ada", "")) for i, w in enumerate(weights)
    )
    return Map(concepts, arrows)


def test_the_change_is_against_the_run_without_the_clamp() -> None:
    found = consequences(chain(0.5, -1), {"n0": 1}, runs=0)
    assert [c.concept for c in found.changes] == ["n2", "n1"] or [c.concept for c in found.changes] == [
        "n1",
        "n2",
    ]
    one, two = found.of("n1"), found.of("n2")
    assert one and two
    assert one.change == one.value == pytest.approx(math.tanh(0.5))
    assert two.change == pytest.approx(math.tanh(-math.tanh(0.5)))
    assert one.interval is None
    assert (found.outcome, found.period) == ("converged", 1)
    s = Settings("modified", "sigmoid")
    found = consequences(chain(0.5), {"n0": 1}, s, runs=0)
    (change,) = found.changes
    assert change.change == pytest.approx(change.value - change.baseline)
    assert change.change > 0


def test_every_result_says_what_it_is() -> None:
    found = consequences(river(), {})
    assert found.notice == NOTICE
    assert "not a forecast" in found.notice
    assert "what people said" in found.notice
    assert found.changes == ()


def test_only_what_is_reached_changes() -> None:
    found = river()
    reached = {c.label for c in consequences(found, {found.named("early winter").id: 1}).changes}
    assert "holding the town" in reached
    assert not reached & {"aid to Tavaria", "early winter", "conference succeeds", "Ivo Darro"}


def test_actors_bring_about_what_they_want_only_where_asked_for() -> None:
    found = river()
    darro = found.named("Ivo Darro").id
    assert not consequences(found, {darro: 1}).changes
    acting = consequences(found, {darro: 1}, aims=True).of(found.named("capture of Lomond").id)
    assert acting
    assert acting.change > 0


def test_the_more_say_it_the_surer_it_is() -> None:
    def width(*all_: object) -> tuple[float, float]:
        found = build(all_)  # type: ignore[arg-type]
        (change,) = consequences(found, {found.named("rain").id: 1}).changes
        assert change.interval
        assert change.interval[0] <= change.change <= change.interval[1]
        return change.interval[1] - change.interval[0], change.down

    once, flips_once = width(said("rain", "mud"))
    often, flips_often = width(*(said("rain", "mud", speaker=f"S{n}") for n in range(12)))
    _, flips_denied = width(
        *(said("rain", "mud", speaker=f"S{n}") for n in range(4)),
        *(said("rain", "mud", "−", speaker=f"T{n}") for n in range(3)),
    )
    assert often < once / 3
    assert flips_often == 0
    assert 0.02 < flips_once < 0.2
    assert flips_denied > flips_once


def test_drawn_weights_are_on_average_the_map_s_own() -> None:
    found = river()
    drawn = draw(found.arrows, 20_000)
    assert (np.abs(drawn) <= 1).all()
    assert drawn.mean(axis=1) == pytest.approx([a.weight for a in found.arrows], abs=0.02)
    # Their spread is that of the Dirichlet distribution, worked out.
    a = found.arrows[0]
    plus, minus, none = (v + 1 / 3 for v in voices(a.evidence))
    total = plus + minus + none
    mean = (plus - minus) / total
    variance = ((plus + minus) / total - mean**2) / (total + 1)
    assert drawn[0].var() == pytest.approx(variance, rel=0.05)


def test_one_seed_draws_the_same_and_another_does_not() -> None:
    found = river()
    hit = {found.named("early winter").id: 1.0}
    assert consequences(found, hit) == consequences(found, hit)
    assert consequences(found, hit, seed=7) != consequences(found, hit, seed=8)


def test_what_somebody_set_is_certain() -> None:
    (change,) = consequences(chain(0.5), {"n0": 1}).changes
    assert change.interval == pytest.approx((change.change, change.change))
    assert (change.up, change.down) == (1, 0)


def test_ends_are_told_by_share() -> None:
    swinging = Map(
        (Concept("n0", "x"), Concept("n1", "y")),
        (
            arrow("n1", "n1", "cause", (), Setting(-1, "A", "")),
            arrow("n0", "n1", "cause", (), Setting(0.1, "A", "")),
        ),
    )
    found = consequences(swinging, {"n0": 1}, Settings(steepness=5))
    assert (found.outcome, found.period) == ("cycle", 2)
    assert found.ends == {"converged": 0, "cycle": 1, "chaotic": 0}


def test_the_link_that_all_hangs_on_comes_first() -> None:
    found = river()
    lomond, town = found.named("capture of Lomond").id, found.named("holding the town").id
    first, *rest = sensitivity(found, {lomond: 1}, town)
    assert first.change < 0
    assert {first.arrow.key[0], rest[0].arrow.key[0]} == {
        lomond,
        found.named("morale on the eastern bank").id,
    }
    whole = consequences(found, {lomond: 1}, runs=0).of(town)
    assert whole
    assert first.change == pytest.approx(whole.change)  # without it nothing is left
    everywhere = sensitivity(found, {lomond: 1})
    assert everywhere[0].change > 0
    assert {i.arrow.key for i in rest} <= {i.arrow.key for i in everywhere}
    assert sensitivity(found, {}) == []


def test_paths_are_the_strongest_first_and_their_sign_is_the_effect_s() -> None:
    found = river()
    winter, town = found.named("early winter").id, found.named("holding the town").id
    ways = paths(found, {winter: 1}, town)
    assert [len(p.arrows) for p in ways] == [2, 3, 4]
    assert [p.strength for p in ways] == pytest.approx([-0.25, -0.125, -0.0625 * 1])
    assert ways[0].sign == "−"
    assert paths(found, {winter: -1}, town)[0].sign == "+"
    assert len(paths(found, {winter: 1}, town, most=1)) == 1
    assert paths(found, {town: 1}, winter) == []
    assert paths(found, {town: 1}, town) == []
    # No way leads over what is clamped itself.
    held = paths(found, {winter: 1, found.named("pontoon bridges").id: 1}, town)
    assert all(
        len({a.cause for a in p.arrows} & {winter, found.named("pontoon bridges").id}) == 1 for p in held
    )


def test_what_is_not_there_is_told() -> None:
    found = river()
    for call in (
        lambda: consequences(found, {"n": 1}),
        lambda: sensitivity(found, {}, "n"),
        lambda: paths(found, {"n": 1}, found.concepts[0].id),
        lambda: paths(found, {}, "n"),
        lambda: found.named("the moon"),
        lambda: found.arrow("a", "b"),
    ):
        with pytest.raises(NotInMap, match=r"look it|look its|add the link"):
            call()
    with pytest.raises(BadRun, match="give each from -1 to 1"):
        consequences(found, {found.concepts[0].id: 2})
    with pytest.raises(BadRun, match="cannot be drawn"):
        draw(found.arrows, -1)


def test_paths_without_networkx_are_told_with_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    found = river()
    with pytest.raises(MissingParts, match=r"pip install 'onrecord\[map\]'"):
        paths(found, {found.concepts[0].id: 1}, found.concepts[1].id)


@given(maps, st.data())
@settings(max_examples=60)
def test_any_map_can_be_run_with_any_clamp(found: Map, data: st.DataObject) -> None:
    ids = [c.id for c in found.concepts]
    clamped = data.draw(st.dictionaries(st.sampled_from(ids), st.floats(-1, 1)) if ids else st.just({}))
    if data.draw(st.booleans()):
        clamped = dict.fromkeys(ids, 1.0)  # everything
    result = consequences(found, clamped, runs=20, aims=data.draw(st.booleans()))
    assert not {c.concept for c in result.changes} & clamped.keys()
    for c in result.changes:
        assert -2 <= c.change <= 2
        assert c.interval
        assert c.interval[0] <= c.interval[1]
    assert sum(result.ends.values()) == pytest.approx(1)
    for influence in sensitivity(found, clamped):
        assert math.isfinite(influence.change)
    if ids:
        for path in paths(found, clamped, ids[0]):
            assert path.arrows[-1].effect == ids[0]
            assert len({a.cause for a in path.arrows}) == len(path.arrows)


def test_a_speaker_s_map_runs_alone() -> None:
    found = river()
    renn = only(found, speakers=["Marek Renn"])
    lomond = found.named("capture of Lomond").id
    alone = consequences(renn, {lomond: 1}).of(found.named("minister's position").id)
    together = consequences(found, {lomond: 1}).of(found.named("minister's position").id)
    assert alone and together
    assert alone.change > together.change > 0
