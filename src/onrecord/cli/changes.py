"""What an entry changed, as a person at a terminal sees it."""

from typing import TYPE_CHECKING

from rich.text import Text

from onrecord.cli.screen import Screen
from onrecord.cli.terminal import output, piped
from onrecord.export import LIKELIHOODS
from onrecord.export.characters import one_line
from onrecord.export.claims import turned_out

if TYPE_CHECKING:
    from onrecord.ledger import Changed, Holds


def write_changed(changed: "Changed") -> None:
    """Say what an entry changed: the id, whose words they are, what held before and what holds now."""
    screen = Screen(output(lossy=True))
    before, now = _said(changed.before), _said(changed.now)
    who = one_line(changed.now.speaker or "no source named")
    with piped():
        head = Text.assemble((changed.id, "cyan"), "  ", (who, "bold"))
        screen.write(screen.wrapped(head, rest="  "))
        screen.write(screen.wrapped(Text(one_line(changed.now.words)), "  "))
        different = [name for name in now if now[name] != before[name]]
        for name in different:
            line = Text.assemble((f"{name}: ", "dim"), f"{before[name]} → ", (now[name], "bold"))
            screen.write(screen.wrapped(line, "  ", "    "))
        if not different:
            screen.write([Text("  Entered; what holds is what held before.", "dim")])
        if changed.appearances > 1:
            others = f"This holds for all {changed.appearances:,} places where it was said."
            screen.write(screen.wrapped(Text(others, "dim"), "  "))


def _said(holds: "Holds") -> dict[str, str]:
    """What holds, in words, by name."""
    out = {
        "words": f"“{one_line(holds.words)}”",
        "speaker": one_line(holds.speaker or "no source named"),
        "a statement": "yes" if holds.statement else "no",
    }
    if holds.kind:
        out["kind"] = holds.kind
        out["how likely"] = LIKELIHOODS[holds.likelihood] if holds.likelihood else "not said"
        out["due"] = holds.due_on.isoformat() if holds.due_on else "no date"
        out["outcome"] = turned_out(holds.kind, holds.outcome, holds.degree)
    return out
