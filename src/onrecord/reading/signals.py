"""The words that say that something brings about, prevents or is wanted: ``links.toml`` as a table to look them up in."""

import tomllib
from collections.abc import Collection, Iterable, Iterator, Sequence
from importlib.resources import files
from typing import NamedTuple

from onrecord.reading.record import Sign

#: What is English in causes, effects, conditions and aims.
ENGLISH = tomllib.loads(files("onrecord.reading").joinpath("links.toml").read_text("utf-8"))


class Signal(NamedTuple):
    """What may stand somewhere: its words after the first, the rule that reads it, and the sign that it gives."""

    rest: tuple[str, ...]
    rule: str
    sign: Sign


def _forms(verb: str) -> list[str]:
    if verb in ENGLISH["irregular"]:
        return list(ENGLISH["irregular"][verb])
    stem = verb.removesuffix("e")
    if verb.endswith("y") and verb[-2] not in "aeou":
        return [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    return [verb, verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s"), stem + "ed", stem + "ing"]


def _table() -> dict[str, list[Signal]]:
    """All signals by their first words, the longest first."""
    table: dict[str, list[Signal]] = {}
    because, condition, verbs = ENGLISH["because"], ENGLISH["condition"], ENGLISH["verbs"]
    denial, aims = ENGLISH["denial"], ENGLISH["aims"]

    def add(rule: str, sign: Sign, phrases: Iterable[str], verbs: bool = False) -> None:
        for phrase in phrases:
            first, *rest = phrase.split()
            for form in _forms(first) if verbs else [first]:
                table.setdefault(form, []).append(Signal(tuple(rest), rule, sign))

    add("because", "+", [*because["clause"], *because["phrase"]])
    add("because", "0", because["despite"])
    add("purpose", "+", ENGLISH["purpose"]["signals"])
    add("result", "+", ENGLISH["purpose"]["result"])
    add("condition", "+", condition["plus"])
    add("condition", "−", condition["minus"])
    add("condition", "0", condition["zero"])
    add("keep", "−", verbs["keep"], verbs=True)
    add("verb", "+", verbs["plus"], verbs=True)
    add("verb", "−", verbs["minus"], verbs=True)
    add("allow", "+", verbs["allow"], verbs=True)
    add("force", "+", verbs["force"], verbs=True)
    add("depend", "+", verbs["depend"], verbs=True)
    add("react", "+", verbs["react"], verbs=True)
    add("leave", "+", verbs["result"], verbs=True)
    add("deny", "0", denial["verbs"], verbs=True)
    add("nothing", "0", denial["nothing_after"], verbs=True)
    add("matter", "0", ENGLISH["words"]["be"])
    add("determined", "+", ENGLISH["words"]["be"])
    add("want", "+", aims["verbs"], verbs=True)
    for signals in table.values():
        signals.sort(key=lambda s: -len(s.rest))
    return table


_TABLE = _table()
#: Words that say what somebody does or wants, not how something is said.
ACTING = frozenset(ENGLISH["aims"]["adjectives"]) | {
    word
    for word, signals in _TABLE.items()
    if any(s.rule in ("want", "keep", "verb", "allow", "force", "react", "deny") for s in signals)
}


def signals(lower: Sequence[str], at: int, last: int, rules: Collection[str]) -> Iterator[tuple[int, Signal]]:
    """The signals of some ``rules`` that begin with the word ``at`` and end before ``last``, the longest first: each
    with where it ends. ``lower``: the text's words in lower case."""
    for signal in _TABLE.get(lower[at], ()):
        end = at + 1 + len(signal.rest)
        if signal.rule in rules and end <= last and tuple(lower[at + 1 : end]) == signal.rest:
            yield end, signal


def can_begin(word: str, rules: Collection[str]) -> bool:
    """Whether a signal of some ``rules`` begins with ``word``, in lower case."""
    return any(s.rule in rules for s in _TABLE.get(word, ()))
