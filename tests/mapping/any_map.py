"""Any links and any maps, for properties: words that name something, and any characters at all."""

from hypothesis import strategies as st
from river import span

from onrecord.mapping import Aim, Arrow, Concept, Evidence, Map, Mention, Said, Setting, arrow, build

#: All that a text can hold, lone surrogates and controls too.
texts = st.text(st.characters(exclude_categories=()), max_size=30)
WORDINGS = [
    "the capture of Lomond",
    "capturing Lomond",
    "not capturing Lomond",
    "the loss of the town",
    "holding the town",
    "bread prices",
    "lower bread prices",
    "Darro's position",
    "his position",
    "",
    "=1+1",
]
wordings = st.sampled_from(WORDINGS) | texts
signs = st.sampled_from(["+", "−", "0"])
names = st.sampled_from(["Ada Brill", "Tom Reil", "", "Marek Renn"]) | texts
confidences = st.floats(0, 1)
weights = st.floats(-1, 1) | st.sampled_from([-1.0, 1.0, 0.0])


@st.composite
def said(draw: st.DrawFn) -> Said:
    document = draw(st.sampled_from(["d1", "d2", "d3"]))
    return Said(
        id=draw(st.sampled_from(["l1", "l2", "l3"])),
        cause=span(draw(wordings), draw(st.integers(0, 20))),
        effect=span(draw(wordings), draw(st.integers(30, 50))),
        sign=draw(signs),
        statement=draw(st.sampled_from(["s1", "s2", "s3"])),
        document=document,
        speaker=draw(names),
        utterance=draw(st.sampled_from(["", "u1", "u2"])),
        confidence=draw(confidences),
        quote=draw(texts),
    )


@st.composite
def aims(draw: st.DrawFn) -> Aim:
    return Aim(
        id="a1",
        actor=draw(names),
        state=span(draw(wordings)),
        statement=draw(st.sampled_from(["s1", "s2"])),
        sign=draw(signs),
        document="d1",
        speaker=draw(names),
    )


links = st.lists(said(), max_size=12)
built = st.builds(
    lambda said, aims, title: build(said, aims, title=title), links, st.lists(aims(), max_size=3), texts
)


@st.composite
def made(draw: st.DrawFn) -> Map:
    """A map that no text gave: any labels, loops, cycles, weights that somebody set."""
    count = draw(st.integers(0, 6))
    concepts = [
        Concept(
            f"n{n}",
            draw(texts),
            draw(st.sampled_from(["concept", "concept", "actor"])),  # type: ignore[arg-type]
            draw(texts),
            tuple(draw(st.lists(texts, max_size=2))),
            tuple(
                Mention(draw(texts), "s1", span(draw(texts)), draw(st.sampled_from([1, -1])))
                for _ in range(n % 3)
            ),
        )
        for n in range(count)
    ]
    arrows: dict[tuple[str, str, str], Arrow] = {}
    for _ in range(draw(st.integers(0, 10)) if count else 0):
        cause, effect = (f"n{draw(st.integers(0, count - 1))}" for _ in range(2))
        evidence = [
            Evidence(
                draw(texts), "link", draw(texts), "d1", draw(names), draw(texts), draw(signs), draw(signs),
                span(draw(texts)), span(draw(texts)), None, None, draw(confidences), draw(texts),
            )
            for _ in range(draw(st.integers(0, 2)))
        ]  # fmt: skip
        setting = draw(st.none() | st.builds(Setting, weights, texts, st.just("2031-03-03T10:00:00+00:00")))
        a = arrow(cause, effect, draw(st.sampled_from(["cause", "aim"])), evidence, setting)
        arrows[a.key] = a
    return Map(tuple(concepts), tuple(arrows.values()), draw(texts))


maps = built | made()
