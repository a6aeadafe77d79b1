"""What is compared: a saying, and whose it is."""

import datetime
from dataclasses import dataclass
from functools import lru_cache

from onrecord.ledger.repeats.plain import WEIGHTS
from onrecord.reading.names import Name, parse, same_organisation, same_person
from onrecord.reading.record import Manner, SpeakerKind

#: How many characters of a name are looked at.
NAME = 200


@dataclass(frozen=True, slots=True)
class Saying:
    """What is compared of a statement or claim: its words, whose they are, and the day of the article.

    ``speaker`` is the name that the ledger shows, empty where nobody is named; ``kind`` is the speaker's.
    ``person``: equal for speakers that are one, whatever their names. Pieces of a content are joined with "…".
    ``whole``: equal for parts of one utterance, which are by one speaker and of one day, whatever else is said.
    """

    words: str
    speaker: str = ""
    kind: SpeakerKind = "person"
    manner: Manner = "direct"
    date: datetime.date | None = None
    person: int | None = None
    whole: int | None = None


@lru_cache(maxsize=20_000)
def name(speaker: str, kind: SpeakerKind) -> Name | None:
    """The name that is compared; none of those whom no text names."""
    if kind in ("unnamed", "group"):
        return None
    return parse(speaker, (0, 0), "person" if kind in ("person", "author") else "organisation")


def handle(name: Name) -> str:
    """What the forms of a name share: the surname, the acronym."""
    if name.kind == "person":
        return name.key[-1]
    if len(name.key) == 1:
        return name.key[0].replace(".", "")
    return "".join(word[0] for word in name.key if WEIGHTS.get(word, 1.0)) or name.key[-1]


def one_speaker(a: Saying, b: Saying) -> bool | None:
    """Whether the speakers may be one; ``None``: who knows, as with a ministry and somebody who speaks for it."""
    if any(one is not None and one == other for one, other in ((a.person, b.person), (a.whole, b.whole))):
        return True
    one, other = name(a.speaker[:NAME], a.kind), name(b.speaker[:NAME], b.kind)
    if one is None or other is None or one.kind != other.kind:
        return None
    if one.kind != "person":
        return same_organisation(one.key, other.key)
    apart = ((one.suffix, other.suffix), (one.gender, other.gender))
    return same_person(one.key, other.key) and not any(x and y and x != y for x, y in apart)
