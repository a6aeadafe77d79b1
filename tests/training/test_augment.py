"""Other layouts of an article: the statements stay what they were, their labels move along."""

import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from training.augment import augment, mouth, relayout, remark
from training.data import Article, Attribution

TEXT = (
    "The harbour of Orne was closed on Monday.\n"
    "“The storm will pass by Thursday,” harbour master Ada Brill said. “Nobody should sail before then.”\n"
    "Tomas Reil warned that the old pier would not survive another winter.\n"
    "The ferries stayed in port. Some of the crews went home.\n"
    "Mayor Ines Korda promised to rebuild the pier, and the council believes that the money can be found.\n"
)


def spans(*words: str) -> list[tuple[int, int]]:
    return [(TEXT.index(w), TEXT.index(w) + len(w)) for w in words]


ARTICLE = Article(
    "a",
    TEXT,
    [
        Attribution(
            spans("harbour master Ada Brill"),
            spans("said"),
            spans("“The storm will pass by Thursday,”", "“Nobody should sail before then.”"),
        ),
        Attribution(
            spans("Tomas Reil"), spans("warned"), spans("that the old pier would not survive another winter")
        ),
        Attribution(spans("Mayor Ines Korda"), spans("promised"), spans("to rebuild the pier")),
        Attribution(spans("the council"), spans("believes"), spans("that the money can be found")),
    ],
)


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def check_spans(article: Article) -> None:
    for attribution in [*article.outer, *(article.inner or [])]:
        taken = sorted(attribution.spans())
        assert all(0 <= s < e <= len(article.text) for s, e in taken)
        assert all(a[1] <= b[0] for a, b in pairwise(taken))


def check(article: Article) -> None:
    check_spans(article)
    every = [*article.outer, *(article.inner or [])]
    known = {letters("".join(TEXT[s:e] for s, e in a.content)).removeprefix("that") for a in ARTICLE.outer}
    found = {letters("".join(article.text[s:e] for s, e in a.content)).removeprefix("that") for a in every}
    assert known <= found


@given(st.integers(0, 2**32))
def test_every_statement_is_still_there_on_one_of_the_levels(seed: int) -> None:
    rng = random.Random(seed)
    for version in (relayout, remark, mouth):
        check(version(ARTICLE, rng))


@given(st.integers(0, 2**32))
def test_labels_move_along_whatever_is_done_to_the_text(seed: int) -> None:
    check_spans(augment(ARTICLE, random.Random(seed)))


@given(st.integers(0, 2**32))
def test_a_passage_put_into_a_mouth_makes_its_statements_voices_within(seed: int) -> None:
    version = mouth(ARTICLE, random.Random(seed))
    check(version)
    assert version.inner
    new = [a for a in version.outer if a not in ARTICLE.outer][-1]
    for voice in version.inner:
        assert any(s <= voice.cue[0][0] < e for s, e in new.content)


def test_what_people_said_of_other_contents_is_kept_when_a_passage_is_wrapped() -> None:
    content = ARTICLE.outer[1].content
    article = Article("a", TEXT, ARTICLE.outer, inner=[], inner_known=None, gold=True)
    for seed in range(30):
        version = mouth(article, random.Random(seed))
        words = [version.text[s:e] for s, e in version.inner_known or []]
        assert any(TEXT[content[0][0] : content[0][1]] in w for w in words)
