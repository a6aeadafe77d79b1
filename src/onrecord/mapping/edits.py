"""Changing a map by hand: each change gives a new map, and an entry of who changed what and when.

An entry holds what it took away and what it put there, so it can be taken back (:func:`undo`), the last one first, and
what it was asked to do, so it can be done again on a map that was built anew (:func:`again`): ids are made of what is
named, and a correction survives a new reading.
"""

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

import msgspec

from onrecord.mapping.build import identified
from onrecord.mapping.errors import BadMap, EditConflict
from onrecord.mapping.labels import best_label, plain
from onrecord.mapping.records import (
    VALUES,
    Arrow,
    ArrowKind,
    Concept,
    Evidence,
    Map,
    Mention,
    Said,
    Setting,
    Sign,
    signed,
)
from onrecord.mapping.weights import arrow, turned

EditKind = Literal["rename", "merge", "split", "delete concept", "delete arrow", "add", "set sign"]

#: What an arrow weighs that is given a sign and had no weight.
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Part:
    """Some concepts and arrows of a map."""

    concepts: tuple[Concept, ...] = ()
    arrows: tuple[Arrow, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: what was done, by whom and when (ISO 8601, with its time zone), and what it took away and put there.

    ``told``: the change as a sentence. ``arguments``: what was asked for, as plain data.
    """

    kind: EditKind
    by: str
    at: str
    told: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    removed: Part = Part()
    added: Part = Part()


class Edited(NamedTuple):
    """A map after a change, and the change."""

    map: Map
    edit: Edit


def rename(map: Map, concept: str, label: str, *, by: str, at: datetime.datetime) -> Edited:
    """Give a concept another label. Raises :class:`~onrecord.mapping.errors.MappingError` for an empty one."""
    old = map.concept(concept)
    new = _label(label)
    told = f"called “{old.label}” “{new}”"
    concepts = dict(map.by_id) | {concept: replace(old, label=new)}
    return _edited(map, "rename", by, at, told, {"concept": concept, "label": label}, concepts, map.by_key)


def merge(
    map: Map,
    concepts: Sequence[str],
    *,
    by: str,
    at: datetime.datetime,
    label: str = "",
    opposite: Collection[str] = (),
) -> Edited:
    """Make one concept of several: the first takes over the mentions and arrows of the others.

    ``opposite``: those that name its other side, as "loss of the town" does of "holding the town": the signs of their
    links turn. Links between them are left out, since a concept is no cause of itself; of two weights that a person
    set, the first concept's stays. Raises :class:`~onrecord.mapping.errors.MappingError` where there are not two, or
    one is an actor and another is not.
    """
    parts = [map.concept(c) for c in dict.fromkeys(concepts)]
    if len(parts) < 2:
        raise EditConflict("a single concept cannot be merged; name two or more")
    if len({c.kind for c in parts}) > 1:
        raise EditConflict("an actor and a concept cannot be one; merge actors with actors")
    into = parts[0]
    if into.id in opposite:
        raise EditConflict("the first concept is the one that the others are merged into; put another first")
    gone = {c.id for c in parts[1:]}
    turn = gone & set(opposite)
    mentions = [
        m for c in parts for m in ([_other_side(m) for m in c.mentions] if c.id in turn else c.mentions)
    ]
    merged = replace(
        into, label=_label(label) if label else into.label, mentions=tuple(dict.fromkeys(mentions))
    )
    after = {c.id: c for c in map.concepts if c.id not in gone} | {into.id: merged}

    arrows: dict[tuple[str, str, ArrowKind], Arrow] = {}
    # The arrows of the first concept come first, so that what was set on them stays.
    for a in sorted(map.arrows, key=lambda a: (a.cause in gone) + (a.effect in gone)):
        cause, effect = (into.id if end in gone else end for end in (a.cause, a.effect))
        if cause == effect != a.cause or (cause == effect and a.cause != a.effect):
            continue
        flip = (a.cause in turn) != (a.effect in turn)
        evidence = [replace(e, sign=turned(e.sign)) for e in a.evidence] if flip else list(a.evidence)
        kept = replace(a.set, weight=-a.set.weight) if a.set and flip else a.set
        if (cause, effect) == (a.cause, a.effect):
            arrows[a.key] = a
            continue
        known = arrows.get((cause, effect, a.kind))
        found = [*known.evidence, *evidence] if known else evidence
        arrows[cause, effect, a.kind] = arrow(
            cause, effect, a.kind, dict.fromkeys(found), known.set if known and known.set else kept
        )
    told = f"made one of {', '.join(f'“{c.label}”' for c in parts)}"
    arguments = {"concepts": [c.id for c in parts], "label": label, "opposite": sorted(turn)}
    return _edited(map, "merge", by, at, told, arguments, after, arrows)


def split(
    map: Map,
    concept: str,
    mentions: Iterable[Mention],
    *,
    by: str,
    at: datetime.datetime,
    label: str = "",
) -> Edited:
    """Take some mentions out of a concept and make another of them, with the links that were said with them.

    A weight that a person set goes along where all evidence of its arrow does. Raises
    :class:`~onrecord.mapping.errors.MappingError` where a mention is not the concept's, or all or none are named.
    """
    old = map.concept(concept)
    # Directions are left out: they may have turned since somebody chose the mentions.
    chosen = {_place(m) for m in mentions}
    taken = tuple(m for m in old.mentions if _place(m) in chosen)
    kept = tuple(m for m in old.mentions if _place(m) not in chosen)
    if len({_place(m) for m in taken}) < len(chosen):
        raise EditConflict(f"a mention that was named is not of “{old.label}”; choose among its mentions")
    if not taken or not kept:
        raise EditConflict(f"“{old.label}” cannot be split so; name some of its mentions, and leave some")
    wordings = [m.span.text for m in taken]
    new = Concept(
        id=identified(old.id[:1], f"{old.id} {sorted(_place(m) for m in taken)}"),
        label=_label(label) if label else best_label(wordings),
        kind=old.kind,
        head=old.head,
        modifiers=old.modifiers,
        mentions=taken,
    )
    moved = {(m.document, m.statement, m.span) for m in taken}
    arrows: dict[tuple[str, str, ArrowKind], list[Evidence]] = {}
    settings: dict[tuple[str, str, ArrowKind], Setting | None] = {}
    for a in map.arrows:
        parts: dict[tuple[str, str, ArrowKind], list[Evidence]] = {a.key: []}
        for e in a.evidence:
            cause = (
                new.id
                if a.cause == old.id and e.cause and (e.document, e.statement, e.cause) in moved
                else a.cause
            )
            effect = (
                new.id if a.effect == old.id and (e.document, e.statement, e.effect) in moved else a.effect
            )
            parts.setdefault((cause, effect, a.kind), []).append(e)
        if a.evidence and not parts[a.key]:
            del parts[a.key]
        for key, evidence in parts.items():
            arrows.setdefault(key, []).extend(evidence)
            if key == a.key or a.key not in parts:
                settings[key] = a.set
    after = dict(map.by_id) | {old.id: replace(old, mentions=kept), new.id: new}
    told = f"took “{new.label}” out of “{old.label}”"
    arguments = {"concept": concept, "mentions": [msgspec.to_builtins(m) for m in taken], "label": label}
    made = {key: arrow(*key, evidence, settings.get(key)) for key, evidence in arrows.items()}
    made |= {key: a for key, a in map.by_key.items() if made.get(key) == a}
    return _edited(map, "split", by, at, told, arguments, after, made)


def delete_concept(map: Map, concept: str, *, by: str, at: datetime.datetime) -> Edited:
    """Take a concept off the map, with all its arrows."""
    old = map.concept(concept)
    concepts = {k: c for k, c in map.by_id.items() if k != concept}
    arrows = {k: a for k, a in map.by_key.items() if concept not in {a.cause, a.effect}}
    return _edited(
        map, "delete concept", by, at, f"deleted “{old.label}”", {"concept": concept}, concepts, arrows
    )


def delete_arrow(
    map: Map, cause: str, effect: str, kind: ArrowKind = "cause", *, by: str, at: datetime.datetime
) -> Edited:
    """Take an arrow off the map, with its evidence."""
    old = map.arrow(cause, effect, kind)
    arrows = {k: a for k, a in map.by_key.items() if k != old.key}
    told = f"deleted the link from {_ends(map, old)}"
    return _edited(map, "delete arrow", by, at, told, _key(old), map.by_id, arrows)


def add(
    map: Map,
    said: Said,
    cause: str | None = None,
    effect: str | None = None,
    *,
    by: str,
    at: datetime.datetime,
) -> Edited:
    """Put a link on the map with its evidence: what somebody said, or, with ``by`` as its speaker, what they think.

    ``cause``, ``effect``: the concepts; without them, those that are labelled as the spans read, else new ones. The
    sign is between the concepts. Raises :class:`~onrecord.mapping.errors.MappingError` where both are one.
    """
    concepts = dict(map.by_id)
    ids = []
    for given, span in ((cause, said.cause), (effect, said.effect)):
        mention = Mention(said.document, said.statement, span)
        found = map.concept(given) if given is not None else _labelled(concepts.values(), span.text)
        if not found:
            words = best_label([span.text])
            found = Concept(identified("n", f"added {words.casefold()}"), words, "concept", head=words)
        if mention not in found.mentions:
            found = replace(found, mentions=(*found.mentions, mention))
        concepts[found.id] = found
        ids.append(found.id)
    if ids[0] == ids[1]:
        raise EditConflict(f"“{concepts[ids[0]].label}” cannot be its own cause; name two concepts")
    evidence = Evidence(
        id=said.id,
        kind="link",
        statement=said.statement,
        document=said.document,
        speaker=said.speaker or by,
        utterance=said.utterance or f"{said.document}/{said.statement}",
        sign=said.sign,
        said=said.sign,
        effect=said.effect,
        cause=said.cause,
        signal=said.signal,
        condition=said.condition,
        confidence=said.confidence,
        quote=said.quote,
    )
    known = map.by_key.get((ids[0], ids[1], "cause"))
    before = known.evidence if known else ()
    made = arrow(ids[0], ids[1], "cause", dict.fromkeys((*before, evidence)), known.set if known else None)
    told = f"added a link from “{concepts[ids[0]].label}” to “{concepts[ids[1]].label}”"
    arguments = {"said": msgspec.to_builtins(said), "cause": cause, "effect": effect}
    return _edited(map, "add", by, at, told, arguments, concepts, dict(map.by_key) | {made.key: made})


def set_sign(
    map: Map,
    cause: str,
    effect: str,
    sign: Sign | None,
    weight: float | None = None,
    kind: ArrowKind = "cause",
    *,
    by: str,
    at: datetime.datetime,
) -> Edited:
    """Give an arrow a sign and, where ``weight`` is given, how much it weighs (0 to 1), whatever its evidence says.

    Without ``weight`` it keeps its amount, or gets one half. ``sign`` ``None`` gives it back to its evidence. Raises
    :class:`~onrecord.mapping.errors.MappingError` for a weight out of range.
    """
    old = map.arrow(cause, effect, kind)
    if weight is not None and not 0 <= weight <= 1:
        raise BadMap(f"the weight {weight} is out of range; give one from 0 to 1, and the sign apart")
    when = _when(at)
    if sign is None:
        new = arrow(cause, effect, kind, old.evidence)
        told = f"left the sign of the link from {_ends(map, old)} to its evidence"
    else:
        sign = signed(sign)
        amount = weight if weight is not None else abs(old.weight) or HALF
        new = arrow(cause, effect, kind, old.evidence, Setting(VALUES[sign] * amount, by, when))
        told = (
            f"set the link from {_ends(map, old)} to {sign}{amount:.2f}"
            if sign != "0"
            else (f"set the link from {_ends(map, old)} to 0")
        )
    arguments = {**_key(old), "sign": sign, "weight": weight}
    return _edited(map, "set sign", by, at, told, arguments, map.by_id, dict(map.by_key) | {new.key: new})


def undo(map: Map, edit: Edit) -> Map:
    """``map`` as it was before ``edit``.

    Raises :class:`~onrecord.mapping.errors.EditConflict` where what the edit made has changed since.
    """
    concepts, arrows = dict(map.by_id), dict(map.by_key)
    for c in edit.added.concepts:
        if concepts.pop(c.id, None) != c:
            raise _changed(edit)
    for a in edit.added.arrows:
        if arrows.pop(a.key, None) != a:
            raise _changed(edit)
    for c in edit.removed.concepts:
        if c.id in concepts:
            raise _changed(edit)
        concepts[c.id] = c
    for a in edit.removed.arrows:
        if a.key in arrows:
            raise _changed(edit)
        arrows[a.key] = a
    try:
        return Map(tuple(concepts.values()), tuple(arrows.values()), map.title)
    except BadMap as error:
        raise _changed(edit) from error


def again(map: Map, edit: Edit) -> Edited:
    """Do ``edit`` once more, on another map: with the same author and time.

    Raises :class:`~onrecord.mapping.errors.MappingError` where the map lacks what it is about.
    """
    arguments = dict(edit.arguments)
    if "mentions" in arguments:
        arguments["mentions"] = msgspec.convert(arguments["mentions"], list[Mention])
    if "said" in arguments:
        arguments["said"] = msgspec.convert(arguments["said"], Said)
    return _AGAIN[edit.kind](map, **arguments, by=edit.by, at=datetime.datetime.fromisoformat(edit.at))


def _edited(
    map: Map,
    kind: EditKind,
    by: str,
    at: datetime.datetime,
    told: str,
    arguments: Mapping[str, Any],
    concepts: Mapping[str, Concept],
    arrows: Mapping[tuple[str, str, ArrowKind], Arrow],
) -> Edited:
    """The map of ``concepts`` and ``arrows``, and the entry that says how it differs from ``map``."""
    if not by.strip():
        raise EditConflict("it is not said who makes the change; give a name")
    new = Map(tuple(concepts.values()), tuple(arrows.values()), map.title)
    removed = Part(
        tuple(c for c in map.concepts if new.by_id.get(c.id) != c),
        tuple(a for a in map.arrows if new.by_key.get(a.key) != a),
    )
    added = Part(
        tuple(c for c in new.concepts if map.by_id.get(c.id) != c),
        tuple(a for a in new.arrows if map.by_key.get(a.key) != a),
    )
    return Edited(new, Edit(kind, by, _when(at), told, arguments, removed, added))


def _when(at: datetime.datetime) -> str:
    if at.tzinfo is None:
        raise EditConflict("the time of the change has no time zone; give one, such as UTC")
    return at.isoformat()


def _label(label: str) -> str:
    if shown := " ".join(label.split()):
        return shown
    raise EditConflict("a concept cannot go without a label; give it one")


def _labelled(concepts: Iterable[Concept], words: str) -> Concept | None:
    sought = plain(words).casefold()
    return next((c for c in concepts if c.kind == "concept" and plain(c.label).casefold() == sought), None)


def _place(mention: Mention) -> tuple[str, str, int, int, str]:
    return mention.document, mention.statement, mention.span.start, mention.span.end, mention.span.text


def _other_side(mention: Mention) -> Mention:
    return replace(mention, direction=-1 if mention.direction > 0 else 1)


def _key(a: Arrow) -> dict[str, str]:
    return {"cause": a.cause, "effect": a.effect, "kind": a.kind}


def _ends(map: Map, a: Arrow) -> str:
    return f"“{map.by_id[a.cause].label}” to “{map.by_id[a.effect].label}”"


def _changed(edit: Edit) -> EditConflict:
    return EditConflict(
        f"what {edit.by} did ({edit.told}) has been changed since; take the later changes back first"
    )


_AGAIN: dict[EditKind, Callable[..., Edited]] = {
    "rename": rename,
    "merge": merge,
    "split": split,
    "delete concept": delete_concept,
    "delete arrow": delete_arrow,
    "add": add,
    "set sign": set_sign,
}
