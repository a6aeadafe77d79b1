"""Plain text and Markdown: the text exactly, and what front matter says about it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from outcomes import document, error

from onrecord.errors import EmptySource

Save = Callable[[str, bytes | str], Path]

TEXT = "\r\n  The dam will hold,\tshe said. \r\n\r\n\rShe “knows”.\n\n"


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.txt.text", "no suffix"])
def test_text_is_kept_to_the_letter(name: str, save: Save) -> None:
    assert document(save(name, TEXT)).text == TEXT


def test_a_plain_text_has_no_metadata(save: Save) -> None:
    d = document(save("a.txt", "# The dam\n\nIt will hold."))
    assert (d.title, d.outlet, d.author, d.published, d.url) == (None,) * 5


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize("text", ["", "\n \t\r\n", "—…!", "\ufeff"])
def test_a_file_without_words_is_empty(name: str, text: str, save: Save) -> None:
    complaint = error(save(name, text))
    assert isinstance(complaint, EmptySource)
    assert name in str(complaint)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_front_matter_is_metadata_not_text(end: str, save: Save) -> None:
    front = ["---", "title: 'The dam: it''s holding'", 'author: "Odile \\"O.\\" Farrow"  ', "Outlet: The Packet # local",
             "date: 2031-03-18", "tags:", "  - dams", "url: https://packet.example/dam#top", "---", ""]  # fmt: skip
    body = end + "# Another heading" + end + "The dam will hold." + end
    d = document(save("a.md", end.join(front) + body))
    assert d.text == body
    assert (d.title, d.author, d.outlet) == ("The dam: it's holding", 'Odile "O." Farrow', "The Packet")
    assert (d.published, d.url) == ("2031-03-18", "https://packet.example/dam#top")


@pytest.mark.parametrize(
    ("front", "author"),
    [
        ("author: [Ana Brecht, 'Tom Wilk']", "Ana Brecht, Tom Wilk"),
        ("author:\n  - Ana Brecht\n  - Tom Wilk", "Ana Brecht, Tom Wilk"),
        ("author:\n- Ana Brecht\n- Tom Wilk", "Ana Brecht, Tom Wilk"),
        ("author: >\n  Ana Brecht\n  and Tom Wilk", "Ana Brecht and Tom Wilk"),
        ("author: null", None),
        ("author:", None),
        ("author: ~", None),
    ],
)
def test_front_matter_values_may_be_lists_blocks_or_nothing(
    front: str, author: str | None, save: Save
) -> None:
    assert document(save("a.md", f"---\n{front}\n---\nThe dam will hold.")).author == author


def test_publisher_published_and_source_are_other_names(save: Save) -> None:
    front = "---\npublisher: Packet\npublished: 2031\nsource: https://packet.example\n---\n"
    d = document(save("a.md", front + "The dam will hold."))
    assert (d.outlet, d.published, d.url) == ("Packet", "2031", "https://packet.example")


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: The dam\nIt will hold.\n",  # never closed
        "---\nShe said that it will hold.\n---\nMore.\n",  # a rule, prose, a rule
        "\n---\ntitle: The dam\n---\nIt will hold.\n",  # not at the very start
        "---\n" + "-a: b\n" * 60 + "It will hold.\n",
    ],
)
def test_what_only_looks_like_front_matter_is_text(text: str, save: Save) -> None:
    assert document(save("a.md", text)).text == text


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Intro.\n\n# The dam will hold #\n\n# Another\n", "The dam will hold"),
        ("# The dam will hold\r\nIt will.", "The dam will hold"),
        ("## Not of the first rank\n\nText.", None),
        ("#hashtag\n\nText.", None),
        ("# Learning C#\n", "Learning C#"),
        ("# " + "# " * 20_000 + "x", ("# " * 20_000 + "x")),
    ],
)
def test_the_first_heading_is_the_title_where_none_is_given(text: str, title: str | None, save: Save) -> None:
    d = document(save("a.md", text))
    assert (d.title, d.text) == (title, text)


def test_front_matter_alone_is_no_text(save: Save) -> None:
    assert isinstance(error(save("a.md", "---\ntitle: The dam\n---\n")), EmptySource)
