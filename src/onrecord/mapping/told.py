"""Maps and what follows from them in words: the strongest links as sentences, with whose they are.

Everything is plain text, one line each; nothing in an article's words can act on a terminal.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from onrecord.mapping.agreement import Agreement
from onrecord.mapping.labels import one_line, plain, shortened
from onrecord.mapping.records import Arrow, Concept, Map
from onrecord.mapping.scenario import Consequences, Influence, Route

#: How many links are told.
MOST = 20
#: How many speakers are named, and how long a quotation is at most.
NAMED, QUOTED = 3, 240

#: Marks around what is quoted already.
_MARKS = ' "“”„«»'

_ENDS = {
    "converged": "The values came to rest after {steps}.",
    "cycle": "The values go round in a cycle of {period} steps; told is the mean.",
    "chaotic": "The values neither came to rest nor went round in a cycle within {steps}: what is told is the last of them.",
}


def sentence(map: Map, arrow: Arrow) -> str:
    """An arrow as a sentence: "capture of Lomond → + minister's position — Renn, 2 statements; denied by Brill"."""
    cause, effect = (label(map.concept(c)) for c in (arrow.cause, arrow.effect))
    if arrow.kind == "aim":
        wants = {"+": "wants", "−": "does not want", "0": "is said not to care about"}[arrow.sign]
        link = f"{cause} {wants}: {effect}"
    else:
        link = f"{cause} → {arrow.sign} {effect}"
    parts = [_who(arrow)]
    if arrow.set:
        parts.append(f"set to {number(arrow.set.weight)} by {plain(arrow.set.by)}")
    elif arrow.deniers and arrow.speakers:
        parts.append(f"denied by {_names(arrow.deniers)}")
    told = "; ".join(p for p in parts if p)
    return f"{link} — {told}" if told else link


def text(map: Map, most: int = MOST, quoted: int = 0) -> str:
    """The strongest links of ``map`` as sentences, one a line, under a line that says how much there is; under each up to
    so many quotations that say so."""
    arrows = strongest(map)
    lines = [
        f"{counted(len(map.concepts), 'concept')}, {counted(len(arrows), 'link')}"
        + (f": {one_line(map.title)}" if map.title else "")
    ]
    for a in arrows[:most]:
        lines.append(f"{number(a.weight)}  {sentence(map, a)}")
        lines += [f"       {words}" for words in islice(quotations(a), quoted)]
    if len(arrows) > most:
        lines.append(f"… and {len(arrows) - most:,} more")
    return "\n".join(lines) + "\n"


def quotations(arrow: Arrow) -> Iterator[str]:
    """Each saying of an arrow: its words, and whose they are; repeats of one utterance once."""
    seen = set()
    for e in arrow.evidence:
        if (e.voice, e.utterance) not in seen:
            seen.add((e.voice, e.utterance))
            denies = "" if e.sign == arrow.sign else " (denies it)"
            yield f"“{shortened(one_line(e.words).strip(_MARKS), QUOTED)}” — {one_line(e.voice)}{denies}"


def path_text(map: Map, path: Route) -> str:
    """A path as a sentence, and under it what was said for each of its steps."""
    labels = [label(map.concept(path.arrows[0].cause))] if path.arrows else []
    for a in path.arrows:
        labels.append(f"{a.sign} {label(map.concept(a.effect))}")
    lines = [f"{' → '.join(labels)}  ({number(path.strength)})"]
    for a in path.arrows:
        lines += [f"    {words}" for words in list(quotations(a))[:NAMED]]
    return "\n".join(lines)


def consequences_text(map: Map, found: Consequences, paths: Iterable[Route] = (), most: int = MOST) -> str:
    """What follows, in words: what was clamped, what changes and how surely, by which paths, and what that is."""
    clamped = held(map, found)
    lines = [f"If {clamped}:" if clamped else "If nothing is clamped:"]
    for c in found.changes[:most]:
        lines.append(f"{number(c.change)}{_interval(c.interval)}  {one_line(c.label)}{_share(c.up, c.down)}")
    if not found.changes:
        lines.append("nothing else changes.")
    if len(found.changes) > most:
        lines.append(f"… and {len(found.changes) - most:,} more")
    for p in paths:
        lines += ["", path_text(map, p)]
    ends = _ENDS[found.outcome].format(steps=counted(found.steps, "step"), period=found.period)
    if found.runs:
        rest = found.ends.get("converged", 0.0)
        ends += f" Intervals: 95 of 100 of {found.runs:,} runs with drawn weights, of which {rest:.0%} came to rest."
    return "\n".join([*lines, "", ends, found.notice]) + "\n"


def influences_text(map: Map, found: Iterable[Influence]) -> str:
    """What a run hangs on, in words: what the loss of each link takes away."""
    lines = [f"{number(i.change)}  {sentence(map, i.arrow)}" for i in found]
    return "\n".join(["It hangs on:", *lines]) + "\n" if lines else ""


def held(map: Map, found: Consequences) -> str:
    """What was clamped, in words: "capture of Lomond = 1"."""
    values = ((label(map.concept(c)), v) for c, v in found.clamped.items())
    return "; ".join(f"{name} = {'−' if v < 0 else ''}{abs(v):g}" for name, v in sorted(values))


def agreement_text(first: Map, second: Map, found: Agreement, names: tuple[str, str]) -> str:
    """Two maps laid over each other, in words; ``names`` are those of whose they are."""
    one, other = (plain(n) for n in names)
    blocks = [
        (f"Both {one} and {other} say", [sentence(first, a) for a, _ in found.both]),
        (
            "Their signs differ",
            [f"{one}: {sentence(first, a)} | {other}: {sentence(second, b)}" for a, b in found.opposed],
        ),
        (f"Only {one} says", [sentence(first, a) for a in found.first]),
        (f"Only {other} says", [sentence(second, b) for b in found.second]),
    ]
    apart = "not known" if found.distance is None else f"{found.distance:.2f}"
    lines = [
        f"Distance {apart} (0 equal, 1 opposed; Langfield-Smith and Wirth), {counted(found.common, 'concept')} in common"
    ]
    for heading, rows in blocks:
        if rows:
            lines += ["", f"{heading}:", *(f"  {row}" for row in rows)]
    return "\n".join(lines) + "\n"


def strongest(map: Map) -> list[Arrow]:
    """The arrows of ``map``, by how strong they are, then how often they were said."""
    return sorted(map.arrows, key=lambda a: (-abs(a.weight), -a.utterances, a.key))


def label(concept: Concept) -> str:
    """A concept's label as one line that can do no harm; a dash where it has none."""
    return one_line(concept.label) or "—"


def number(value: float) -> str:
    """A weight or change with its sign, to two places."""
    shown = f"{abs(value):.2f}"
    if shown == "0.00":
        return " 0.00"
    return f"{'+' if value > 0 else '−'}{shown}"


def counted(count: int, noun: str) -> str:
    """A number and what it counts."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _who(arrow: Arrow) -> str:
    if not arrow.evidence:
        return ""
    times = len({(e.voice, e.utterance) for e in arrow.evidence if e.sign == arrow.sign})
    if not times:  # as many say so as deny it
        return f"{_names(arrow.deniers)} differ, {counted(arrow.utterances, 'statement')}"
    return f"{_names(arrow.speakers)}, {counted(times, 'statement')}"


def _names(names: tuple[str, ...]) -> str:
    shown = [plain(n) or "—" for n in names[:NAMED]]
    more = len(names) - NAMED
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _interval(interval: tuple[float, float] | None) -> str:
    return f" [{number(interval[0])}, {number(interval[1])}]" if interval else ""


def _share(up: float, down: float) -> str:
    if not up and not down:
        return ""
    return f"  (rises in {up:.0%} of runs, falls in {down:.0%})"
