"""Text with its statements marked in place: nothing lost, nothing added, always well formed."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from onrecord.export.marking import Mark, lines


class Parsed(HTMLParser):
    """What a browser would make of a piece of HTML: its text, and the elements around each character."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.around: list[frozenset[str]] = []
        self.empty: dict[str, int] = {}  # elements with an id, by where they stand
        self._open: list[tuple[str, str]] = []
        self.feed(re.sub("\r\n?", "\n", html))  # as browsers do
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        if about.get("id"):
            self.empty[about["id"] or ""] = len(self.text)
        self._open.append((tag, about.get("data-s") or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        self.around += [frozenset(s for _, s in self._open)] * len(data)


def mark(start: int, end: int, name: str) -> Mark:
    return Mark(start, end, "mark", "content", (name,))


def html(text: str, *marks: Mark, **more: list) -> str:
    return "".join(line.html for line in lines(text, marks, **more))


def test_an_overlap_is_closed_and_opened_again() -> None:
    assert html("abcdef", mark(0, 4, "x"), mark(2, 6, "y")) == (
        '<mark class="content" data-s="x">ab<mark class="content" data-s="y">cd</mark></mark>'
        '<mark class="content" data-s="y">ef</mark>'
    )


def test_the_longer_of_two_that_begin_together_is_outside() -> None:
    found = html("abcd", mark(0, 2, "short"), mark(0, 4, "long"))
    assert found.index("long") < found.index("short")
    assert found.count("<mark") == 2


def test_a_mark_over_lines_is_whole_in_each() -> None:
    found = list(lines("ab\r\n\r\ncd\refg", [mark(1, 9, "x")]))
    assert [Parsed(line.html).text for line in found] == ["ab\r\n", "\r\n", "cd\r", "efg"]
    assert [line.blank for line in found] == [False, True, False, False]


def test_lines_of_a_paragraph_come_as_one() -> None:
    text = "one\ntwo\n\nthree\nfour"
    found = list(lines(text, [], paragraphs=[(0, 7), (9, 19)]))
    assert [line.html for line in found] == ["one\ntwo\n", "\n", "three\nfour"]
    assert [line.wrapped for line in found] == [True, False, True]
    assert not any(line.wrapped for line in lines("a\r\nb\r\n", []))


def test_an_anchor_stands_before_its_character_inside_the_marks_that_begin_there() -> None:
    anchors = [(2, Markup('<a id="n"></a>'))]
    found = html("abcd", mark(0, 4, "x"), mark(2, 3, "y"), anchors=anchors)
    assert '<mark class="content" data-s="y"><a id="n"></a>c</mark>' in found


def test_markup_in_the_text_or_in_a_name_is_only_text() -> None:
    text = "<script>alert(1)</script> & \"'"
    found = html(text, mark(0, 8, '"><script>'))
    assert "<script" not in found
    assert Parsed(found).text == text


def test_an_empty_text_has_no_lines() -> None:
    assert list(lines("", [])) == []


TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40) | st.text(
    st.sampled_from("ab <>&\"'\r\n\t\x0b\x85\u2028é🙂"), max_size=60
)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    text = draw(TEXTS)
    at = st.integers(0, len(text))
    return text, draw(st.lists(st.tuples(at, at).map(lambda pair: (min(pair), max(pair))), max_size=12))


@settings(deadline=None)
@given(marked())
def test_any_text_and_marks_are_recovered(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = case
    marks = [mark(start, end, str(i)) for i, (start, end) in enumerate(spans)]
    anchors = [(start, Markup('<a id="{}"></a>').format(i)) for i, (start, _) in enumerate(spans)]
    whole = [Parsed(line.html) for line in lines(text, marks, anchors)]  # each is well formed by itself
    assert "".join(part.text for part in whole) == text
    around = [names for part in whole for names in part.around]
    expected = [
        {str(i) for i, (start, end) in enumerate(spans) if start <= c < end} for c in range(len(text))
    ]
    assert around == expected
    found, offset = {}, 0
    for part in whole:
        found.update({name: offset + at for name, at in part.empty.items()})
        offset += len(part.text)
    assert found == {str(i): start for i, (start, _) in enumerate(spans) if start < len(text)}


@settings(deadline=None)
@given(TEXTS)
def test_lines_end_only_at_line_ends(text: str) -> None:
    parts = [Parsed(line.html).text for line in lines(text, [])]
    assert [part.rstrip("\r\n") for part in parts] == _split(text)
    assert all(parts)


def _split(text: str) -> list[str]:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    found = plain.split("\n")
    return found[:-1] if found[-1] == "" else found


@pytest.mark.parametrize("character", ["\0", "\ud800"])
def test_what_html_cannot_hold_is_replaced_one_for_one(character: str) -> None:
    assert html(f"a{character}b") == "a�b"
