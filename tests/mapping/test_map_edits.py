"""Changing a map by hand: what each change does, that it can be taken back, and done again on a map built anew."""

import datetime
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from any_map import maps
from hypothesis import given
from hypothesis import strategies as st
from river import river, said, span

from onrecord.mapping import (
    BadMap,
    Concept,
    Edit,
    EditConflict,
    Edited,
    Map,
    MappingError,
    Setting,
    add,
    again,
    arrow,
    build,
    delete_arrow,
    delete_concept,
    merge,
    rename,
    set_sign,
    split,
    undo,
)

WHO: dict[str, Any] = {"by": "nell", "at": datetime.datetime(2031, 3, 3, 10, tzinfo=datetime.UTC)}


def by_label(found: Map, label: str) -> str:
    return found.named(label).id


def test_a_label_is_given() -> None:
    found = river()
    after, edit = rename(found, by_label(found, "bread prices"), "  what bread\ncosts ", **WHO)
    assert after.named("what bread costs").mentions
    assert (edit.by, edit.at) == ("nell", "2031-03-03T10:00:00+00:00")
    assert edit.told == "called “bread prices” “what bread costs”"
    assert after.arrows == found.arrows


def test_concepts_become_one_with_their_links_and_what_was_said() -> None:
    found = river()
    one, other = by_label(found, "pontoon bridges"), by_label(found, "the bridges at Pell stand")
    after, edit = merge(found, [one, other], **WHO)
    assert other not in after.by_id
    assert len(after.concept(one).mentions) == len(found.concept(one).mentions) + 1
    assert after.arrow(one, by_label(after, "conference succeeds")).weight == 0.5
    assert "made one of “pontoon bridges”" in edit.told


def test_links_of_both_are_added_up_and_links_between_them_left_out() -> None:
    found = build(
        [
            said("rain", "mud", "+", "Ada"),
            said("drizzle", "mud", "+", "Bo"),
            said("drizzle", "rain", number=3),
        ]
    )
    rain, drizzle = by_label(found, "rain"), by_label(found, "drizzle")
    after, _ = merge(found, [rain, drizzle], label="wet weather", **WHO)
    (left,) = after.arrows
    assert left.weight == pytest.approx(2 / 3)
    assert after.concept(rain).label == "wet weather"


def test_the_other_side_turns_its_links() -> None:
    found = build(
        [
            said("drought", "harvest", "−", "Ada"),
            said("rain", "harvest", "+", "Bo"),
            said("wind", "drought", "+", "Cy"),
        ]
    )
    rain, drought = by_label(found, "rain"), by_label(found, "drought")
    after, _ = merge(found, [rain, drought], opposite=[drought], **WHO)
    assert after.arrow(rain, by_label(after, "harvest")).weight == pytest.approx(2 / 3)
    assert after.arrow(by_label(after, "wind"), rain).weight == -0.5
    assert [m.direction for m in after.concept(rain).mentions if m.span.text == "drought"] == [-1, -1]


def test_mentions_are_taken_out_with_what_was_said_with_them() -> None:
    found = river()
    lomond = by_label(found, "capture of Lomond")
    brill = [m for m in found.concept(lomond).mentions if m.document == "d4"]
    after, edit = split(found, lomond, brill, label="Darro's storm of Lomond", **WHO)
    new = by_label(after, "Darro's storm of Lomond")
    position = by_label(after, "minister's position")
    assert after.arrow(new, position).weight == -0.5
    assert after.arrow(lomond, position).weight == pytest.approx(
        2**0.5 / (2**0.5 + 1)
    )  # two utterances, one of them in two articles
    assert len(after.concept(lomond).mentions) + len(brill) == len(found.concept(lomond).mentions)
    assert edit.told == "took “Darro's storm of Lomond” out of “capture of Lomond”"
    together = merge(after, [lomond, new], **WHO).map
    assert set(together.concept(lomond).mentions) == set(found.concept(lomond).mentions)
    assert together.arrows == found.arrows


def test_concepts_and_links_are_deleted() -> None:
    found = river()
    winter = by_label(found, "early winter")
    after, _ = delete_concept(found, winter, **WHO)
    assert winter not in after.by_id
    assert len(after.arrows) == len(found.arrows) - 2
    a = found.arrows[0]
    after, edit = delete_arrow(found, *a.key, **WHO)
    assert a.key not in after.by_key
    assert len(after.concepts) == len(found.concepts)
    assert edit.removed.arrows == (a,)


def test_a_link_is_added_with_its_evidence() -> None:
    found = river()
    link = said(
        "early winter", "the ferry strike", "+", "", "d10", quote="Ice, and then the ferrymen walk out."
    )
    after, edit = add(found, link, **WHO)
    winter = by_label(after, "early winter")
    a = after.arrow(winter, by_label(after, "ferry strike"))
    assert (a.weight, a.speakers) == (0.5, ("nell",))
    assert a.evidence[0].quote.startswith("Ice")
    assert winter == by_label(found, "early winter")
    more, _ = add(after, said("x", "y", "−", "Tom", "d11"), a.cause, a.effect, by="nell", at=WHO["at"])
    assert more.arrow(a.cause, a.effect).weight == 0
    assert "from “early winter” to “ferry strike”" in edit.told


def test_a_sign_is_set_whatever_was_said_and_given_back() -> None:
    found = river()
    a = found.arrows[0]
    after, edit = set_sign(found, a.cause, a.effect, "-", kind=a.kind, **WHO)  # type: ignore[arg-type]
    assert after.arrow(*a.key).weight == -abs(a.weight)
    assert after.arrow(*a.key).evidence == a.evidence
    assert after.arrow(*a.key).set == Setting(-abs(a.weight), "nell", "2031-03-03T10:00:00+00:00")
    full = set_sign(found, a.cause, a.effect, "+", 1, a.kind, **WHO).map
    assert full.arrow(*a.key).weight == 1
    assert set_sign(found, a.cause, a.effect, "0", kind=a.kind, **WHO).map.arrow(*a.key).weight == 0
    assert set_sign(after, a.cause, a.effect, None, kind=a.kind, **WHO).map == found
    assert "−0." in edit.told


def test_what_was_set_stays_when_concepts_become_one() -> None:
    ends = tuple(Concept(i, i) for i in "abc")
    found = Map(
        ends,
        (
            arrow("a", "c", "cause", (), Setting(0.3, "x", "")),
            arrow("b", "c", "cause", (), Setting(0.9, "y", "")),
        ),
    )
    assert merge(found, ["a", "b"], **WHO).map.arrow("a", "c").weight == 0.3
    assert merge(found, ["b", "a"], **WHO).map.arrow("b", "c").weight == 0.9
    alone = Map(ends, (found.arrows[1],))
    assert merge(alone, ["a", "b"], opposite=["b"], **WHO).map.arrow("a", "c").weight == -0.9


@pytest.mark.parametrize(
    "wrong",
    [
        lambda m: rename(m, m.concepts[0].id, " \n", **WHO),
        lambda m: rename(m, "n0", "x", **WHO),
        lambda m: rename(m, m.concepts[0].id, "x", by=" ", at=WHO["at"]),
        lambda m: rename(m, m.concepts[0].id, "x", by="nell", at=datetime.datetime(2031, 3, 3)),
        lambda m: merge(m, [m.concepts[0].id] * 2, **WHO),
        lambda m: merge(m, [by_label(m, "Ivo Darro"), by_label(m, "bread prices")], **WHO),
        lambda m: merge(m, [by_label(m, "unrest at home"), by_label(m, "bread prices")], opposite=[by_label(m, "unrest at home")], **WHO),
        lambda m: split(m, by_label(m, "bread prices"), [], **WHO),
        lambda m: split(m, by_label(m, "bread prices"), m.named("bread prices").mentions, **WHO),
        lambda m: split(m, by_label(m, "bread prices"), m.named("unrest at home").mentions[:1], **WHO),
        lambda m: split(m, by_label(m, "Ivo Darro"), [], **WHO),
        lambda m: delete_concept(m, "n0", **WHO),
        lambda m: delete_arrow(m, "n0", "n1", **WHO),
        lambda m: add(m, said("x", "x"), **WHO),
        lambda m: set_sign(m, *m.arrows[0].key[:2], "+", 2, m.arrows[0].kind, **WHO),
        lambda m: set_sign(m, *m.arrows[0].key[:2], "up", None, m.arrows[0].kind, **WHO),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be_made_is_told(wrong: Callable[[Map], Edited]) -> None:
    with pytest.raises(MappingError, match=r"; |add the link first"):
        wrong(river())


def test_a_later_change_must_be_taken_back_first() -> None:
    found = river()
    prices = by_label(found, "bread prices")
    first, one = rename(found, prices, "bread", **WHO)
    second, two = rename(first, prices, "loaves", **WHO)
    with pytest.raises(EditConflict, match="take the later changes back first"):
        undo(second, one)
    assert undo(undo(second, two), one) == found
    gone, deleted = delete_concept(found, prices, **WHO)
    with pytest.raises(EditConflict):
        undo(found, deleted)
    linked, joined = merge(found, [by_label(found, "unrest at home"), prices], **WHO)
    later = add(linked, said("z", "w"), by_label(linked, "unrest at home"), None, **WHO).map
    with pytest.raises(EditConflict):
        undo(later, joined)
    assert undo(gone, deleted) == found


def test_changes_are_done_again_on_a_map_that_was_built_anew() -> None:
    found = river()
    edits = []
    now = found
    for make in (
        lambda m: rename(m, by_label(m, "bread prices"), "bread", **WHO),
        lambda m: merge(m, [by_label(m, "pontoon bridges"), by_label(m, "the bridges at Pell stand")], **WHO),
        lambda m: split(
            m, by_label(m, "capture of Lomond"), m.named("capture of Lomond").mentions[:1], **WHO
        ),
        lambda m: add(m, said("an early winter", "the ferry strike"), **WHO),
        lambda m: set_sign(m, m.arrows[0].cause, m.arrows[0].effect, "−", None, m.arrows[0].kind, **WHO),
        lambda m: delete_arrow(m, *m.arrows[1].key, **WHO),
        lambda m: delete_concept(m, by_label(m, "international law"), **WHO),
    ):
        now, edit = make(now)
        # As the ledger would keep it.
        edits.append(msgspec.convert(json.loads(json.dumps(msgspec.to_builtins(edit))), Edit))
    anew = river()
    for edit in edits:
        anew, same = again(anew, edit)
        assert same == edit
    assert anew == now
    for edit in reversed(edits):
        anew = undo(anew, edit)
    assert anew == found
    with pytest.raises(MappingError):
        again(Map(), edits[0])


@given(maps, st.data())
def test_any_change_can_be_taken_back(found: Map, data: st.DataObject) -> None:
    ids = [c.id for c in found.concepts]
    one = data.draw(st.sampled_from(ids)) if ids else "none"
    other = data.draw(st.sampled_from(ids)) if ids else "none"
    a = data.draw(st.sampled_from(found.arrows)) if found.arrows else arrow("x", "y")
    mentions = (
        data.draw(st.lists(st.sampled_from(found.concept(one).mentions)))
        if ids and found.concept(one).mentions
        else []
    )
    changes: list[Callable[[], Edited]] = [
        lambda: rename(found, one, data.draw(st.text()), **WHO),
        lambda: merge(found, [one, other], opposite=data.draw(st.sampled_from([[], [other]])), **WHO),
        lambda: split(found, one, mentions, **WHO),
        lambda: delete_concept(found, one, **WHO),
        lambda: delete_arrow(found, *a.key, **WHO),
        lambda: add(found, said(data.draw(st.text()), "mud"), data.draw(st.sampled_from([None, one])), **WHO),
        lambda: set_sign(found, a.cause, a.effect, data.draw(st.sampled_from(["+", "−", "0", None])), data.draw(st.none() | st.floats(0, 1)), a.kind, **WHO),
    ]  # fmt: skip
    try:
        after, edit = data.draw(st.sampled_from(changes))()
    except MappingError:
        return
    assert undo(after, edit) == found
    assert again(found, edit) == (after, edit)


def test_the_entry_is_plain_data() -> None:
    found = river()
    edit = split(
        found, by_label(found, "capture of Lomond"), found.named("capture of Lomond").mentions[:1], **WHO
    ).edit
    assert json.loads(json.dumps(msgspec.to_builtins(edit)))["kind"] == "split"
    assert isinstance(BadMap("x"), MappingError)
    assert span("x").text == "x"
