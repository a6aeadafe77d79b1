"""What people say about the Sella crossing: invented links, as a reader of several articles would find them."""

from onrecord.mapping import Aim, Condition, Map, Said, Span, build

# Cause, effect, sign, who says so, in which article, which utterance (empty: its own), quotation.
LINKS = [
    ("the capture of Lomond", "the minister's position in talks", "+", "Marek Renn", "d1", "", ""),
    ("capturing Lomond", "the minister's position", "+", "Marek Renn", "d2", "u9", "If he gets Lomond, he gets to talk down to us."),
    ("taking Lomond", "the minister's position", "+", "Marek Renn", "d3", "u9", "If he gets Lomond, he gets to talk down."),
    ("the capture of Lomond", "the position of the minister", "−", "Ada Brill", "d4", "", "Nobody will thank him for ruins."),
    ("Ivo Darro captures Lomond", "morale on the eastern bank", "−", "Ada Brill", "d4", "", ""),
    ("the pontoon bridges", "the capture of Lomond", "−", "Marek Renn", "d1", "", "As long as the bridges stand, he cannot have it."),
    ("the two pontoon bridges", "supply of the garrison", "+", "Tom Reil", "d5", "", ""),
    ("supply of the garrison", "holding the town", "+", "Tom Reil", "d5", "", ""),
    ("the loss of the town", "morale on the eastern bank", "−", "Tom Reil", "d5", "", "Lose the town and you lose their hearts."),
    ("an early winter", "supply of the garrison", "−", "Institute for River Studies", "d6", "", ""),
    ("an early winter", "the pontoon bridges", "−", "Institute for River Studies", "d6", "", ""),
    ("unrest at home", "the minister's position", "−", "Marek Renn", "d1", "", "He listens only to what can hurt him."),
    ("an empty treasury", "unrest at home", "+", "Marek Renn", "d1", "", ""),
    ("higher bread prices", "unrest at home", "+", "Ada Brill", "d4", "", ""),
    ("the fall in bread prices", "unrest at home", "−", "Tom Reil", "d7", "", ""),
    ("military pressure", "an empty treasury", "+", "Marek Renn", "d2", "", ""),
    ("aid to Tavaria", "military pressure", "+", "Marek Renn", "d2", "", ""),
    ("aid to Tavaria", "military pressure", "0", "Ivo Darro", "d8", "", "Their parcels change nothing at the front."),
    ("morale on the eastern bank", "holding the town", "+", "Ada Brill", "d4", "", ""),
    ("the minister's position", "withdrawal from the valley", "−", "Ada Brill", "d9", "", ""),
    ("international law", "withdrawal from the valley", "+", "Lena Achterberg", "d9", "", ""),
    ("withdrawal from the valley", "the opening of the river port", "+", "Lena Achterberg", "d9", "", ""),
    ("the opening of the river port", "bread prices", "−", "Lena Achterberg", "d9", "", "Ships bring grain, and grain brings peace."),
]  # fmt: skip
AIMS = [
    ("Ivo Darro", "to capture Lomond", "+", "Marek Renn", "d1"),
    ("Lena Achterberg", "withdrawal from the valley", "+", "Lena Achterberg", "d9"),
    ("Ivo Darro", "the opening of the river port", "−", "Ada Brill", "d4"),
]


def span(text: str, start: int = 0) -> Span:
    return Span(start, start + len(text), text)


def said(
    cause: str,
    effect: str,
    sign: str = "+",
    speaker: str = "Ada Brill",
    document: str = "d1",
    utterance: str = "",
    quote: str = "",
    statement: str = "s1",
    confidence: float = 1.0,
    number: int = 1,
) -> Said:
    return Said(
        id=f"l{number}",
        cause=span(cause),
        effect=span(effect, len(cause) + 10),
        sign=sign,  # type: ignore[arg-type]
        statement=statement,
        document=document,
        speaker=speaker,
        utterance=utterance,
        confidence=confidence,
        quote=quote,
    )


def river(title: str = "The Sella crossing, as nine articles have it") -> Map:
    links = [
        said(cause, effect, sign, who, where, utterance, quote, f"s{n}", number=n)
        for n, (cause, effect, sign, who, where, utterance, quote) in enumerate(LINKS)
    ]
    aims = [
        Aim(f"a{n}", who, span(state), f"s{n + 50}", sign, where, speaker)  # type: ignore[arg-type]
        for n, (who, state, sign, speaker, where) in enumerate(AIMS)
    ]
    conditions = [
        Condition(
            "c1",
            span("If the bridges at Pell stand"),
            span("the conference succeeds", 40),
            "s80",
            document="d1",
            speaker="Marek Renn",
        )
    ]
    return build(links, aims, conditions, title=title)
