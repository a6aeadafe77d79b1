"""The quotation tracker: what stands in quotation marks, however they are set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.reading.quotations import paragraphs, quotations

MARKS = "\"'“”‘’«»„‟‹›「」『』`a b.\n\r\t "


def quoted(text: str) -> list[tuple[int, str]]:
    return [(q.level, text[q.start : q.end]) for q in quotations(text, paragraphs(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('She said "no" twice.', [(1, '"no"')]),
        ("She said “no” twice.", [(1, "“no”")]),
        ("Elle a dit « non » hier.", [(1, "« non »")]),
        ("„Nein“, sagte sie.", [(1, "„Nein“")]),
        ("»Nein«, sagte sie.", [(1, "»Nein«")]),
        ("She said ''no'' twice.", [(1, "''no''")]),
        ("She said ``no'' twice.", [(1, "``no''")]),
        ("“He told me ‘never’ again,” she said.", [(1, "“He told me ‘never’ again,”"), (2, "‘never’")]),
        ("'It isn't the mayor's,' he said.", [(1, "'It isn't the mayor's,'")]),
        ("The mayor's dog isn't hers.", []),
        ("In the ’90s and the ‘80s alike", []),
        ("“so they said“, he added", [(1, "“so they said“")]),
    ],
)
def test_each_kind_of_mark_is_paired(text: str, expected: list[tuple[int, str]]) -> None:
    assert quoted(text) == expected


def test_a_quotation_reopened_at_each_paragraph_is_one() -> None:
    text = '"We begin here.\n\n"We go on.\n\n"And end," she said. "Then more."'
    assert quoted(text) == [(1, '"We begin here.\n\n"We go on.\n\n"And end,"'), (1, '"Then more."')]


def test_a_quotation_closed_only_paragraphs_later_is_one() -> None:
    text = '"It starts.\nNothing marks this line.\nHere it ends," the general noted.'
    assert quoted(text) == [(1, '"It starts.\nNothing marks this line.\nHere it ends,"')]


def test_a_mark_without_partner_ends_with_its_paragraph() -> None:
    assert quoted('"Never closed.\nHe left. "Yes," he said.') == [(1, '"Never closed.'), (1, '"Yes,"')]


def test_a_closing_mark_without_partner_opens_nothing() -> None:
    assert quoted("Never opened,” she said, and left.") == []


def test_lines_are_paragraphs_and_keep_their_offsets() -> None:
    text = "One.\r\n\r\n  Two. \nThree."
    assert [text[s:e] for s, e in paragraphs(text)] == ["One.", "Two.", "Three."]


def test_hard_wrapped_lines_join_to_paragraphs() -> None:
    line = "these words were wrapped by a machine that counts its columns as\n"
    text = line * 3 + "and stopped.\n\n" + line * 3 + "Twice."
    assert len(paragraphs(text)) == 2


@given(st.text(alphabet=MARKS, max_size=200))
def test_any_marks_give_quotations_inside_one_another_or_apart(text: str) -> None:
    found = quotations(text, paragraphs(text))
    for q in found:
        assert 0 <= q.start < q.end <= len(text)
        assert q.level >= 1
    for a in found:
        for b in found:
            apart = a.end <= b.start or b.end <= a.start
            inside = (a.start <= b.start and b.end <= a.end) or (b.start <= a.start and a.end <= b.end)
            assert apart or inside
