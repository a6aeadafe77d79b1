"""Who speaks in a reading, who is quoted inside whom, and what to call them: the same in every view."""

from collections import defaultdict
from typing import TYPE_CHECKING

from onrecord.export.writer import joined

if TYPE_CHECKING:
    from onrecord.ledger import OverTime
    from onrecord.ledger.roster import Likeness
    from onrecord.reading import Reading, Role, Speaker, Statement
    from onrecord.reading.record import SpeakerKind

#: What is said of a speaker besides the name; of a person nothing.
KINDS: dict["SpeakerKind", str] = {
    "person": "",
    "organisation": "organisation",
    "group": "group",
    "document": "document",
    "unnamed": "not named",
    "author": "the author",
}
#: What makes it likely that two speakers are one.
LIKENESS: dict["Likeness", str] = {
    "same name": "the same name, but other roles and other company",
    "initial": "the name, with an initial",
    "spelling": "the name, in another spelling",
    "surname": "the same surname",
    "acronym": "the acronym",
    "writes too": "quoted, and the author of a document",
}


class Cast:
    """The speakers of one reading who say something, and who they are quoted by."""

    def __init__(self, reading: "Reading") -> None:
        self._statements = {s.id: s for s in reading.statements}
        known = {s.id: s for s in reading.speakers}
        self._of = {s.id: known.get(s.speaker) for s in reading.statements if s.speaker is not None}
        #: The statements of each, by speaker id.
        self.said: dict[str, list[Statement]] = defaultdict(list)
        #: What each quotes from each of the others, by speaker ids; and the other way round.
        self.quotes: dict[str, dict[str, list[Statement]]] = defaultdict(lambda: defaultdict(list))
        self.quoted_by: dict[str, dict[str, list[Statement]]] = defaultdict(lambda: defaultdict(list))
        for statement in reading.statements:
            if speaker := self.of(statement):
                self.said[speaker.id].append(statement)
                outer = self.of(self._statements[statement.within]) if statement.within else None
                if outer and outer != speaker:
                    self.quotes[outer.id][speaker.id].append(statement)
                    self.quoted_by[speaker.id][outer.id].append(statement)
        #: All who say something, the one with the most statements first.
        self.ranking = sorted(
            (s for s in known.values() if s.id in self.said), key=lambda s: -len(self.said[s.id])
        )
        self.ranks = {s.id: rank for rank, s in enumerate(self.ranking)}
        self.names = {s.id: s.name for s in self.ranking}

    def of(self, statement: "Statement") -> "Speaker | None":
        """Who makes a statement; ``None`` where that is not known."""
        return self._of.get(statement.id)

    def rank(self, statement: "Statement") -> int | None:
        """Where in the ranking its speaker is: who says most is told apart first, by colour."""
        speaker = self.of(statement)
        return self.ranks[speaker.id] if speaker else None

    def called(self, statement: "Statement") -> str:
        """Its speaker's name, else its source's words, which may be none."""
        speaker = self.of(statement)
        return speaker.name if speaker else joined(statement.source)

    def quoting(self, statement: "Statement") -> "list[Statement]":
        """The statements that it stands within, innermost first, but for those by the one it holds already."""
        out = []
        inner = statement
        while inner.within is not None:
            outer = self._statements[inner.within]
            if self.called(outer) != self.called(inner):
                out.append(outer)
            inner = outer
        return out


def described(role: "Role | OverTime") -> str:
    """A role's words, and in brackets what they leave to be said."""
    more = standing(role)
    return f"{role.text} ({more})" if more else role.text


def standing(role: "Role | OverTime") -> str:
    """What a role's own words leave to be said of it: "2014–2019", "former, until 2019"; may be empty."""
    said = []
    if role.former and "former" not in role.text.casefold():
        said.append("former")
    if all(str(year) in role.text for year in (role.since, role.until) if year):
        return ", ".join(said)
    if role.since and role.until:
        said.append(f"{role.since}" if role.since == role.until else f"{role.since}–{role.until}")
    elif role.since:
        said.append(f"since {role.since}")
    elif role.until:
        said.append(f"until {role.until}")
    return ", ".join(said)
