"""Statements of the ledger as a person at a terminal sees them: those that were found, and one with all its parts."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, TextIO

from rich.text import Text

from onrecord.cli.screen import Screen
from onrecord.export import KINDS, LIKELIHOODS, OPEN
from onrecord.export.cast import KINDS as SPEAKER_KINDS
from onrecord.export.cast import Cast, described
from onrecord.export.characters import one_line
from onrecord.export.claims import due_in_words, falls_due, odds, turned_out
from onrecord.export.console import counted
from onrecord.export.text import BARS
from onrecord.export.writer import joined

if TYPE_CHECKING:
    from onrecord.ledger import Due, Entry, Found, Hit, HitClaim, Near, OpenClaim, Repeat, Shown
    from onrecord.reading import Claim, Statement
    from onrecord.reading.record import ClaimKind

#: How many lines of a long statement a list has.
LINES = 4
#: What entries are about.
_ENTRIES = {
    "outcome": "outcome",
    "due": "falls due",
    "kind": "kind",
    "likelihood": "how likely",
    "speaker": "speaker",
    "words": "words",
    "statement": "a statement",
}
#: So many forecasts and commitments are described one by one; more are counted.
FEW = 3
#: So many repeats of a statement are shown.
REPEATS = 10


def write_found(found: "Found", stream: TextIO) -> None:
    """Write what was found, the best first: who, in which words, what it claims, and where it stands."""
    screen = Screen(stream)
    for hit in found.hits:
        screen.write([*lines_of(hit, screen), Text()])
    if not found.hits:
        end = "No statement is found."
    elif found.more:
        end = f"{counted(len(found.hits), 'statement')}, and there are more; --limit says how many to show."
    else:
        end = f"{counted(len(found.hits), 'statement')}; onrecord show ID has all there is to one."
    screen.write(screen.wrapped(Text(end, "dim")))


def write_due(due: "Due", today: date, stream: TextIO) -> None:
    """Write what falls due, the soonest first: when, who, in which words, how likely, and where it stands."""
    screen = Screen(stream)
    for one in due.claims:
        screen.write([*_open(one, today, screen), Text()])
    kinds = Counter(one.claim.kind for one in due.claims)
    number = ", ".join(counted(kinds[kind], kind) for kind in OPEN if kinds[kind])
    if not due.claims:
        end = "Nothing is due."
    elif due.more:
        end = f"{number}, and there are more; --limit says how many to show."
    else:
        end = f"{number}; onrecord resolve ID says how one turned out."
    screen.write(screen.wrapped(Text(end, "dim")))


def write_shown(shown: "Shown", stream: TextIO) -> None:
    """Write one statement: its voices, its paragraph, its claims, and the document that it stands in."""
    screen = Screen(stream)
    screen.write(_shown(shown, screen))


def lines_of(hit: "Hit", screen: Screen) -> Iterator[Text]:
    """A statement in a list: who, in which words, what it claims, and where it stands."""
    yield from screen.wrapped(_who(hit), rest="  ")
    start, end = hit.excerpt(LINES * (screen.width - 10))  # lines are seldom full
    marks = [(a - start, b - start) for a, b in hit.marks if start <= a and b <= end]
    words = Text.assemble(
        ("… " if start else "", "dim"),
        screen.marked(hit.text[start:end], marks, "bold reverse"),
        (" …" if end < len(hit.text) else "", "dim"),
    )
    yield from screen.wrapped(words, Text(f"{BARS[hit.manner]} ", "dim"))
    if terms := _terms(hit.claims):
        yield from screen.wrapped(Text(terms), "  ")
    yield from screen.wrapped(Text(_where(hit), "dim"), "  ")


def _open(one: "OpenClaim", today: date, screen: Screen) -> Iterator[Text]:
    claim, hit = one.claim, one.statement
    yield from screen.wrapped(_who(hit, claim.id), rest="  ")
    yield from screen.wrapped(Text(one_line(claim.text)), Text(f"{BARS[hit.manner]} ", "dim"))
    terms = [claim.kind, *([LIKELIHOODS[claim.likelihood]] if claim.likelihood else [])]
    terms += [f"{claim.probability:.0%}"] if claim.probability is not None else []
    if claim.checkable is not None:
        terms.append("checkable" if claim.checkable else "not checkable")
    due = Text(_since(claim.due_on, today), "bold" if claim.due_on and claim.due_on <= today else "")
    yield from screen.wrapped(Text.assemble(due, f" · {', '.join(terms)}"), "  ")
    yield from screen.wrapped(Text(_where(hit), "dim"), "  ")


def _since(due: date | None, today: date) -> str:
    """When it falls due, and how long ago or ahead that is."""
    if due is None:
        return "no date"
    days = abs((today - due).days)
    far = counted(days // 365, "year") if days >= 2 * 365 else counted(days, "day")
    when = f"{far} ago" if due < today else f"in {far}" if days else "today"
    return f"due {due.isoformat()}, {when}"


def _where(hit: "Hit") -> str:
    about = [(hit.published or "")[:10], hit.outlet, hit.title]
    if hit.dropped:
        about.append("no longer in its newest version")
    if hit.also_in:
        about.append(f"also in {counted(hit.also_in, 'other document')}")
    return " · ".join(one_line(part) for part in about if part)


def _who(hit: "Hit", id: str | None = None) -> Text:
    kind = SPEAKER_KINDS[hit.speaker_kind] if hit.speaker_kind else ""
    quoted = ", ".join(map(one_line, hit.quoted_by))
    return Text.assemble(
        (id or hit.id, "cyan"),
        "  ",
        (one_line(hit.speaker or "no source named"), "bold"),
        (f"  {kind}" if kind else "", "dim"),
        (f", quoted by {quoted}" if quoted else "", "dim"),
    )


def _terms(claims: "tuple[HitClaim, ...]") -> str:
    """What a statement claims, in a few words, what can come true first."""
    kinds = Counter(claim.kind for claim in claims)
    said = []
    for kind in KINDS:
        if kind in OPEN and kinds[kind] <= FEW:
            said += [_term(claim) for claim in claims if claim.kind == kind]
        elif kinds[kind]:
            said.append(kind if kinds[kind] == 1 else counted(kinds[kind], kind))
    return " · ".join(said)


def _term(claim: "HitClaim") -> str:
    likely = LIKELIHOODS[claim.likelihood] if claim.likelihood else ""
    due = f"due {claim.due_on}" if claim.due_on else ""
    settled = turned_out(claim.kind, claim.outcome, claim.degree) if claim.outcome else ""
    return ", ".join(filter(None, (claim.kind, likely, due, settled)))


def _shown(shown: "Shown", screen: Screen) -> Iterator[Text]:
    cast, statement, reading = Cast(shown.reading), shown.statement, shown.reading
    inside = [s for s in reading.statements if s.within == statement.id]
    yield from screen.wrapped(_who(shown.hit), rest="  ")
    speaker = cast.of(statement)
    for role in speaker.roles if speaker else ():
        yield from screen.wrapped(Text(one_line(described(role))), "  ", "    ")
    how = [f"“{one_line(statement.channel.text)}”"] if statement.channel else []
    how += [statement.manner, f"{statement.confidence:.0%} sure"]
    yield from screen.wrapped(Text(", ".join(how), "dim"), "  ")
    if shown.withdrawn:
        yield from screen.wrapped(Text("Somebody said that it is no statement.", "bold"), "  ")
    yield Text()
    text = reading.document.text
    for start, end in shown.paragraphs:
        marks = [
            (max(s.start, start) - start, min(s.end, end) - start)
            for s in statement.content
            if s.start < end and start < s.end
        ]
        words = screen.marked(text[start:end], marks, "bold", "dim")
        yield from screen.wrapped(words, Text(f"{BARS[statement.manner]} ", "dim"))
    yield Text()
    for title, rows in (
        ("Claims", [_claim(c, shown) for c in reading.claims if c.statement == statement.id]),
        ("Quoted in", [_voice(s, shown, cast) for s in reading.chain(statement)]),
        ("Quotes", [_voice(s, shown, cast) for s in inside]),
        ("Said again", [_repeat(repeat, screen) for repeat in shown.repeats[:REPEATS]]),
    ):
        if rows:
            yield Text(title, "bold")
            for head, words in rows:
                yield from screen.wrapped(head, "  ", "           ")
                yield from screen.wrapped(words, "           ")
            if title == "Said again" and len(shown.repeats) > REPEATS:
                yield from screen.wrapped(
                    Text(f"and {len(shown.repeats) - REPEATS:,} more times; --format json has all", "dim"),
                    "  ",
                )
            yield Text()
    if shown.history:
        yield Text("History", "bold")
        kinds = {claim.id: claim.kind for claim in shown.hit.claims}
        for entry in shown.history:
            yield from _entry(entry, kinds.get(shown.own[entry.about], "forecast"), screen)
        yield Text()
    yield from _document(shown, screen)


def _entry(entry: "Entry", kind: "ClaimKind", screen: Screen) -> Iterator[Text]:
    at = entry.at.astimezone().strftime("%Y-%m-%d %H:%M")
    said = entry.value or "as read"
    if entry.field == "outcome":
        said = turned_out(kind, entry.value, entry.degree)
        said += f" on {entry.on.isoformat()}" if entry.on else ""
    head = Text.assemble((entry.about, "cyan"), f"  {_ENTRIES[entry.field]}: ", (one_line(said), "bold"))
    yield from screen.wrapped(head, "  ", "           ")
    yield from screen.wrapped(Text(f"{one_line(entry.by)}, {at}", "dim"), "           ")
    for words in (entry.note, *entry.evidence):
        if words:
            yield from screen.wrapped(Text(one_line(words)), "           ")


def _claim(claim: "Claim", shown: "Shown") -> tuple[Text, Text]:
    lives = next(life for life in shown.hit.claims if life.id == shown.ids[claim.id])
    terms = [LIKELIHOODS[claim.likelihood]] if claim.likelihood else []
    terms += [odds(claim.probability, claim.interval)] if claim.probability is not None else []
    if claim.when and lives.due_on == falls_due(claim.when):
        terms.append(due_in_words(claim.when))
    elif lives.due_on:
        terms.append(f"due {lives.due_on.isoformat()}")
    if claim.kind in OPEN:
        terms.append("checkable" if claim.checkable else "not checkable")
    if lives.outcome:
        terms.append(turned_out(claim.kind, lives.outcome, lives.degree))
    head = Text.assemble(
        (shown.ids[claim.id], "cyan"), "  ", (claim.kind, "bold"), (", ".join(["", *terms]), "dim")
    )
    words = Text(one_line(claim.text))
    if claim.condition:
        words += Text.assemble(("\non condition: ", "dim"), (one_line(claim.condition.text), "italic"))
    return head, words


def _voice(statement: "Statement", shown: "Shown", cast: Cast) -> tuple[Text, Text]:
    name = one_line(cast.called(statement) or "no source named")
    return (
        Text.assemble((shown.ids[statement.id], "cyan"), "  ", (name, "bold")),
        Text(one_line(joined(statement.content))),
    )


def _repeat(repeat: "Repeat", screen: Screen) -> tuple[Text, Text]:
    about = [repeat.why, *_about(repeat)]
    head = Text.assemble((repeat.id, "cyan"), "  ", (" · ".join(about), "dim"))
    start, end = repeat.excerpt(LINES * (screen.width - 20))
    return head, Text(one_line(repeat.text[start:end]) + (" …" if end < len(repeat.text) else ""))


def _about(one: "Repeat | Near") -> list[str]:
    """When, where and in what a document was published."""
    return [one_line(part) for part in ((one.published or "")[:10], one.outlet, one.title) if part]


def _document(shown: "Shown", screen: Screen) -> Iterator[Text]:
    hit, document = shown.hit, shown.reading.document
    yield from screen.wrapped(Text(one_line(hit.title), "bold"))
    about = ((hit.published or "")[:10], hit.outlet, document.author, hit.url)
    if known := " · ".join(one_line(part) for part in about if part):
        yield from screen.wrapped(Text(known, "dim"))
    version = [f"document {hit.document}", f"characters {hit.start:,} to {hit.end:,}"]
    if shown.versions > 1:
        version.append(f"version {hit.version} of {shown.versions}")
    if hit.dropped:
        version.append("no longer in the newest version")
    yield from screen.wrapped(Text(" · ".join(version), "dim"))
    for near in shown.near:
        known = " · ".join((f"nearly the same text as {near.document}", *_about(near)))
        yield from screen.wrapped(Text(known, "dim"))
