"""Readings put together by hand, for the ledger to keep."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from onrecord.reading import Reading
from onrecord.reading.record import SpeakerKind
from tests.export.made_up import claim, claimed, place, reading, said, speaker

DAM = """\
“The dam at Orne will hold until March 31, 2032,” engineer Ada Brill told Radio Meridian. She said that Mayor Tom Reil wants to show that he is in charge.
An official said that the wall could give way. “We will pay for every flooded cellar,” Reil promised.
"""
PROMISE = "“We will pay for every flooded cellar,” Reil promised."


def dam(text: str = DAM, **about: Any) -> Reading:
    """An engineer's forecast, a voice within another, somebody without a name, and a mayor's promise, if it is there."""
    promised = PROMISE in text
    one = reading(
        text,
        said(
            "engineer Ada Brill",
            "told",
            "“The dam at Orne will hold until March 31, 2032,”",
            manner="direct",
            speaker="p1",
            channel="Radio Meridian",
        ),
        said("She", "said", "that Mayor Tom Reil wants to show that he is in charge", speaker="p1"),
        said("Mayor Tom Reil", "wants", "to show that he is in charge", speaker="p2", within="s2"),
        said("An official", "said", "that the wall could give way", speaker="p3"),
        *(
            [
                said(
                    "Reil",
                    "promised",
                    "“We will pay for every flooded cellar,”",
                    manner="direct",
                    speaker="p2",
                )
            ]
            if promised
            else []
        ),
        speakers=(
            speaker(text, "p1", "Ada Brill", roles=("engineer",), aliases=("Brill",)),
            speaker(text, "p2", "Tom Reil", roles=("Mayor",), aliases=("Reil",)),
            speaker(text, "p3", "official", "unnamed"),
        ),
        **about,
    )
    one = claimed(
        one,
        claim(
            "s1",
            "forecast",
            "The dam at Orne will hold until March 31, 2032",
            likelihood="flat",
            probability=0.9,
            interval=(0.7, 0.98),
            when=("until March 31, 2032", {"until": "2032-03-31"}),
            checkable=True,
        ),
        claim("s2", "aim", "that Mayor Tom Reil wants to show that he is in charge"),
        claim("s3", "aim", "to show that he is in charge"),
        claim("s4", "forecast", "that the wall could give way", likelihood="possible", probability=0.4),
        *([claim("s5", "commitment", "We will pay for every flooded cellar")] if promised else []),
    )
    return replace(one, places=(place(text, "Orne", "XT", 48.0, 37.0),))


def numbered(i: int, **about: Any) -> Reading:
    """One of many articles, each with words of its own and a month."""
    text = (
        f"“The bridge at Tarn{i} will open,” Ines Korda{i} said. Ada Brill doubts that it will ever open.\n"
    )
    one = reading(
        text,
        said(f"Ines Korda{i}", "said", f"“The bridge at Tarn{i} will open,”", manner="direct", speaker="p1"),
        said("Ada Brill", "doubts", "that it will ever open", speaker="p2"),
        speakers=(speaker(text, "p1", f"Ines Korda{i}"), speaker(text, "p2", "Ada Brill")),
        **{
            "id": f"n{i}",
            "published": f"{2031 + i // 12}-{i % 12 + 1:02}-02",
            "outlet": "The Packet",
            **about,
        },
    )
    return claimed(
        one,
        claim("s1", "forecast", f"The bridge at Tarn{i} will open", likelihood="flat"),
        claim("s2", "forecast", "that it will ever open", likelihood="unlikely"),
    )


def without(one: Reading, *left_out: str) -> Reading:
    """What a reader finds that misses these statements or claims."""
    missing = _closed(one, left_out)
    return replace(
        one,
        statements=tuple(s for s in one.statements if s.id not in missing),
        claims=tuple(c for c in one.claims if c.id not in missing and c.statement not in missing),
        links=tuple(x for x in one.links if x.statement not in missing),
        aims=tuple(x for x in one.aims if x.statement not in missing),
    )


def _closed(one: Reading, left_out: Collection[str]) -> set[str]:
    """These, and what stands within them."""
    out = set(left_out)
    for statement in one.statements:
        if any(outer.id in out for outer in one.chain(statement)):
            out.add(statement.id)
    return out


def speaking(
    id: str, *who: str, places: Collection[str] = (), kind: SpeakerKind = "person", **about: Any
) -> Reading:
    """An article in which each forecasts something: "Ada Brill, engineer", the role where there is one."""
    people = [name.partition(", ")[::2] for name in who]
    lines = [
        f"“Wall {i} of {id} will hold,” said {name}{f', {role}' if role else ''}."
        for i, (name, role) in enumerate(people)
    ]
    text = "\n".join([*lines, f"They met in {', '.join(places)}." if places else "They met."])
    rows = [
        said(name, "said", f"“Wall {i} of {id} will hold,”", manner="direct", speaker=f"p{i}")
        for i, (name, _) in enumerate(people)
    ]
    one = reading(
        text,
        *rows,
        speakers=tuple(
            speaker(text, f"p{i}", name, kind, roles=(role,) if role else ())
            for i, (name, role) in enumerate(people)
        ),
        **{"id": id, **about},
    )
    one = claimed(
        one,
        *(
            claim(f"s{i}", "forecast", f"Wall {i - 1} of {id} will hold", likelihood="flat")
            for i in range(1, len(people) + 1)
        ),
    )
    return replace(one, places=tuple(place(text, name, "XT", 48.0, 37.0) for name in places))
