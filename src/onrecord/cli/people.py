"""Speakers of the ledger as a person at a terminal sees them: a list, one with all that is known, and offers."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from rich.text import Text

from onrecord.cli.screen import Screen
from onrecord.cli.statements import lines_of
from onrecord.export.cast import KINDS, LIKENESS, described
from onrecord.export.characters import one_line
from onrecord.export.console import counted

if TYPE_CHECKING:
    from onrecord.ledger import Listed, Merge, Name, Offer, Offers, OverTime, Person, Roster, ShownSpeaker

#: How many roles and other names of one speaker a list has, how many things that two have in common.
FEW = 3
#: How many rows of each part are shown of one speaker.
MANY = 12


def write_roster(roster: "Roster", stream: TextIO) -> None:
    """Write speakers, each with roles and how much of it is on record."""
    screen = Screen(stream)
    for one in roster.speakers:
        screen.write([*_listed(one, screen), Text()])
    if not roster.speakers:
        end = "No speaker is found."
    elif roster.more:
        end = (
            f"{counted(len(roster.speakers), 'speaker')}, and there are more; --limit says how many to show."
        )
    else:
        end = f"{counted(len(roster.speakers), 'speaker')}; onrecord show ID has all there is to one."
    screen.write(screen.wrapped(Text(end, "dim")))


def write_offers(offers: "Offers", stream: TextIO) -> None:
    """Write pairs that may be one, each with why, and the command that merges them."""
    screen = Screen(stream)
    for offer in offers.offers:
        screen.write([*_offer(offer, screen), Text()])
    if not offers.offers:
        end = "There is nobody who may be one with another."
    else:
        more = ", and there are more; --limit says how many to show" if offers.more else ""
        end = f"{counted(len(offers.offers), 'pair')} that may be one{more}."
    screen.write(screen.wrapped(Text(end, "dim")))


def write_speaker(shown: "ShownSpeaker", stream: TextIO) -> None:
    """Write one speaker: names, roles over time, what is on record, and what people said of who it is."""
    screen = Screen(stream)
    listed = shown.listed
    screen.write(screen.wrapped(_head(listed), rest="  "))
    screen.write(screen.wrapped(Text(_counts(listed), "dim"), "  "))
    for title, rows in (
        ("Names", [_id(name) for name in shown.names] if len(shown.names) > 1 else []),
        ("Roles", [_role(role) for role in listed.roles]),
        ("Forecasts and commitments", [_states(shown)] if shown.forecasts else []),
        ("Claims", [_claims(shown)] if shown.claims else []),
    ):
        if rows:
            screen.write([Text(), Text(title, "bold")])
            for row in rows[:MANY]:
                screen.write(screen.wrapped(row, "  ", "    "))
            if len(rows) > MANY:
                screen.write([Text(f"  and {len(rows) - MANY:,} more; --format json has all", "dim")])
    if shown.latest:
        screen.write([Text(), Text("Latest statements", "bold")])
        for hit in shown.latest:
            screen.write([*lines_of(hit, screen), Text()])
    if shown.merges:
        screen.write([*([] if shown.latest else [Text()]), Text("Who it is, by hand", "bold")])
        for said in shown.merges:
            screen.write(_merge(said, screen))


def write_merged(person: "Person", stream: TextIO) -> None:
    """Write who is one now."""
    screen = Screen(stream)
    others = [_inline(name) for name in person.names[1:]]
    text = Text.assemble((person.id, "cyan"), "  ", (one_line(person.name), "bold"), " is one with ")
    screen.write(screen.wrapped(text + _listed_words(others), rest="  "))
    screen.write(screen.wrapped(Text("onrecord split ID takes one of them out again.", "dim")))


def write_split(person: "Person", other: "Person", stream: TextIO) -> None:
    """Write who are two now."""
    screen = Screen(stream)
    for one in (person, other):
        screen.write(
            screen.wrapped(Text.assemble((one.id, "cyan"), "  ", (one_line(one.name), "bold")), rest="  ")
        )
    screen.write(
        screen.wrapped(Text(f"They are two now; onrecord merge {person.id} {other.id} takes it back.", "dim"))
    )


def _listed(one: "Listed", screen: Screen) -> Iterator[Text]:
    yield from screen.wrapped(_head(one), rest="  ")
    others = [name for name in one.names if name != one.name]
    if others:
        more = f" and {len(others) - FEW:,} more" if len(others) > FEW else ""
        yield from screen.wrapped(Text(f"also {', '.join(map(one_line, others[:FEW]))}{more}"), "  ", "    ")
    for role in one.roles[:FEW]:
        yield from screen.wrapped(Text(_words(role)), "  ", "    ")
    if len(one.roles) > FEW:
        yield Text(f"  and {len(one.roles) - FEW:,} more", "dim")
    yield from screen.wrapped(Text(_counts(one), "dim"), "  ")


def _head(one: "Listed") -> Text:
    kind = KINDS[one.kind]
    return Text.assemble(
        (one.id, "cyan"), "  ", (one_line(one.name), "bold"), (f"  {kind}" if kind else "", "dim")
    )


def _counts(one: "Listed") -> str:
    parts = [f"{counted(one.statements, 'statement')} in {counted(one.documents, 'document')}"]
    if one.open or one.settled:
        parts.append(f"forecasts and commitments: {one.open:,} open, {one.settled:,} settled")
    if one.first and one.last:
        parts.append(f"{one.first}" if one.first == one.last else f"{one.first} to {one.last}")
    return " · ".join(parts)


def _words(role: "OverTime") -> str:
    return one_line(described(role))


def _role(role: "OverTime") -> Text:
    if role.first is None or role.last is None:
        when = ""
    elif role.first == role.last:
        when = f", {role.first}"
    else:
        when = f", {role.first} to {role.last}"
    return Text.assemble(_words(role), (f"  in {counted(role.documents, 'document')}{when}", "dim"))


def _states(shown: "ShownSpeaker") -> Text:
    words = {"yes": "came true or kept", "no": "not", "partly": "in part", "void": "void"}
    return Text(" · ".join(f"{n:,} {words.get(state, state)}" for state, n in shown.forecasts.items()))


def _claims(shown: "ShownSpeaker") -> Text:
    return Text(" · ".join(f"{n:,} {kind}" for kind, n in shown.claims.items()))


def _offer(offer: "Offer", screen: Screen) -> Iterator[Text]:
    yield from screen.wrapped(
        Text.assemble(
            (one_line(offer.one.name), "bold"),
            ("  or  ", "dim"),
            (one_line(offer.other.name), "bold"),
            (f"  {offer.sure:.0%}", "dim"),
        ),
        rest="  ",
    )
    why = [LIKENESS[offer.likeness]]
    if offer.bearers > 1:
        why.append(f"one of {offer.bearers} with it")
    if offer.roles:
        why.append(f"both {_some(offer.roles)}")
    if offer.company:
        why.append(f"both with {_some(offer.company)}")
    yield from screen.wrapped(Text("; ".join(why)), "  ", "    ")
    yield Text.assemble("  ", (f"onrecord merge {offer.one.id} {offer.other.id}", "cyan"))


def _some(words: Sequence[str]) -> str:
    more = f" and {len(words) - FEW} more" if len(words) > FEW else ""
    return one_line(", ".join(words[:FEW]) + more)


def _merge(said: "Merge", screen: Screen) -> Iterator[Text]:
    if said.into:
        what = Text.assemble(_inline(said.speaker), " is ", _inline(said.into))
        what += Text.assemble(" in ", (said.document, "cyan")) if said.document else Text()
    else:
        what = Text.assemble(_inline(said.speaker), " is nobody else")
    what += Text(f"  {said.by}, {said.at:%Y-%m-%d}", "dim")
    yield from screen.wrapped(what, "  ", "    ")
    for more in (said.note, *said.evidence):
        if more:
            yield from screen.wrapped(Text(one_line(more), "dim"), "    ")


def _id(name: "Name") -> Text:
    return Text.assemble((name.id, "cyan"), "  ", one_line(name.name))


def _inline(name: "Name") -> Text:
    return Text.assemble(one_line(name.name), " (", (name.id, "cyan"), ")")


def _listed_words(names: Sequence[Text]) -> Text:
    shown = Text(", ").join(names[:MANY])
    return shown + Text(f" and {len(names) - MANY:,} more" if len(names) > MANY else "")
