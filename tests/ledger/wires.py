"""Articles that say again what others said: wire copy, cut, reported."""

from collections.abc import Iterable
from typing import Any

from onrecord.reading import Reading
from onrecord.reading.record import Manner
from tests.export.made_up import claim, claimed, reading, said, speaker

WHOLE = (
    "We will finish the harbour tunnel before the winter storms, and nobody will pay one crown more for it."
)
CUT = "We will finish the harbour tunnel before the winter storms"
REPORT = "the harbour tunnel would be finished before the winter storms"
OTHER = "We will finish the harbour tunnel before the summer fair, and nobody will pay one crown more for it."


def article(
    id: str,
    *rows: tuple[str, str],
    speaker: str = "Tomas Reil",
    published: str | None = "2031-03-10",
    lead: str = "",
    **about: Any,
) -> Reading:
    """Who is quoted, or reported with "that" before it, each in a paragraph that is one claim, too; ``lead`` before.

    ``rows``: the manner, ``direct`` or ``indirect``, and the words.
    """
    return article_of(id, [(manner, words, speaker) for manner, words in rows], published, lead, **about)  # type: ignore[misc]


def article_of(
    id: str,
    rows: Iterable[tuple[Manner, str, str]],
    published: str | None = "2031-03-10",
    lead: str = "",
    **about: Any,
) -> Reading:
    """The same, of several speakers."""
    rows = list(rows)
    contents = [f"“{words}”" if manner == "direct" else f"that {words}" for manner, words, _ in rows]
    lines = [
        f"{content} {who} said." if manner == "direct" else f"{who} said {content}."
        for content, (manner, _, who) in zip(contents, rows, strict=True)
    ]
    text = "\n".join([lead, *lines]).strip() + "\n"
    names = list(dict.fromkeys(who for *_, who in rows))
    kinds = {name: "unnamed" if name.startswith("an ") else "person" for name in names}
    one = reading(
        text,
        *(
            said(who, "said", content, manner=manner, speaker=f"p{names.index(who) + 1}")
            for content, (manner, _, who) in zip(contents, rows, strict=True)
        ),
        speakers=tuple(speaker(text, f"p{i}", name, kinds[name]) for i, name in enumerate(names, 1)),  # type: ignore[arg-type]
        id=id,
        published=published,
        **about,
    )
    return claimed(one, *(claim(f"s{i}", "forecast", words) for i, (_, words, _) in enumerate(rows, 1)))


def talk(id: str, *sentences: str, speaker: str = "Tomas Reil", published: str = "2031-03-10") -> Reading:
    """One statement of several sentences, each a claim."""
    one = article(id, ("direct", " ".join(sentences)), speaker=speaker, published=published)
    return claimed(one, *(claim("s1", "forecast", words) for words in sentences))
