"""Unites passages into utterances: what is said again, whole or cut, quoted or reported, is one.

Statements are placed first, then claims, which are compared with those of the statements that are one with theirs,
and with those that they share keys with. A passage that is alike to nothing stays an utterance of its own. One that
only joins an utterance is added to it; where it is the fullest, or alike to several, all of these are grouped anew,
so that it does not matter what came first (:func:`onrecord.ledger.repeats.group`).

Passages of one version that overlap are never one. Passages of one document's versions that are one stay so.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa

from onrecord.ledger import bulk
from onrecord.ledger.compared import Compared, Kind, Passage
from onrecord.ledger.lookup import Lookup, forget
from onrecord.ledger.repeats import MEMBERS, SAME_WORDS, Likeness, group, size, weighed
from onrecord.ledger.schema import claims, passages

#: Why two are one that are the same in two versions of a document.
VERBATIM = Likeness(1.0, SAME_WORDS)

KINDS: Final = ("statement", "claim")


def unite(
    connection: sa.Connection,
    compared: Compared,
    present: Sequence[Passage],
    placed: Collection[int],
    gone: Sequence[Passage] = (),
    *,
    fresh: bool = False,
) -> "Changed":
    """Find the utterances of those passages ``present`` in a version that are ``placed``, and write them.

    ``gone``: what was there before and is no longer, or says something else now; what was one with it is placed anew,
    too. ``fresh``: the ledger had none of ``placed`` before.
    """
    uniting = _Uniting(connection, compared, {p.id: p for p in present})
    loose = uniting.loosened(gone) if gone else {}
    new = {p.id: p for p in present if p.id in placed} | loose
    uniting.changed.documents |= {p.document for p in loose.values()}
    uniting.unite(list(new.values()), fresh=fresh)
    return uniting.changed


@dataclass(slots=True)
class Changed:
    """What uniting changed: the ``documents`` of which older passages may have another utterance now, and the
    ``utterances`` that passages came to or left.
    """

    documents: set[int] = field(default_factory=set)
    utterances: set[int] = field(default_factory=set)


class _Uniting:
    """The uniting of a version's passages; ``here`` are all of them by their ids."""

    def __init__(self, connection: sa.Connection, compared: Compared, here: dict[int, Passage]) -> None:
        self._connection, self._compared, self._here = connection, compared, here
        self.changed = Changed()

    def unite(self, new: Sequence[Passage], *, fresh: bool) -> None:
        """Find the utterances of passages."""
        said = _Utterances(
            self._connection,
            self._compared,
            "statement",
            [p for p in new if p.kind == "statement"],
            fresh=fresh,
        )
        lookup = Lookup(self._connection, new, {p.id: p for p in (*self._here.values(), *said.new)})
        said.place({p.id: lookup.utterances(p) for p in said.new})
        self._store(lookup, said)
        self._claims([p for p in new if p.kind == "claim"], lookup, said, fresh=fresh)
        if said.split:
            torn = self.loosened(self._compared.passages("claim", "statement", said.split))
            again = Lookup(self._connection, list(torn.values()), {})
            self._claims(list(torn.values()), again, said, fresh=False)

    def _claims(self, new: Sequence[Passage], lookup: Lookup, said: "_Utterances", *, fresh: bool) -> None:
        """Find the utterances of claims, which are first compared with those of their statements' utterances."""
        statements: dict[int, set[int]] = {}
        for p in new:
            makes = self._here.get(p.statement)
            whole = said.name(makes.utterance if makes else p.saying.whole)
            statements[p.id] = {*said.members(whole), *lookup.statements(p)} - {p.statement}
            p.saying = replace(p.saying, whole=whole)
        made: dict[int, set[int]] = defaultdict(set)
        for p in new:
            made[p.statement].add(p.utterance)
        if wanted := {statement for some in statements.values() for statement in some}:
            query = _made(self._connection.dialect.name)
            for row in self._connection.execute(query, {"values": bulk.values(self._connection, wanted)}):
                made[row.statement_id].add(row.utterance_id)
        utterances = _Utterances(self._connection, self._compared, "claim", new, fresh=fresh)
        utterances.place({id: {u for one in some for u in made[one]} for id, some in statements.items()})
        self._store(lookup, utterances)

    def _store(self, lookup: Lookup, utterances: "_Utterances") -> None:
        """Write the keys of new passages, and anew those of what fell apart: of an utterance each is there once.

        What changed with the passages is noted.
        """
        lookup.store(utterances.new, utterances.now)
        if torn := list(utterances.split.values()):
            forget(self._connection, torn)
            Lookup(self._connection, torn, {}).store(torn, utterances.now)
        self.changed.documents |= utterances.touched
        self.changed.utterances |= utterances.moved

    def loosened(self, gone: Iterable[Passage]) -> dict[int, Passage]:
        """Take apart the utterances of passages that are ``gone``; gives all that are left of them.

        With a statement its claims are taken from theirs.
        """
        lost = {p.id: p for p in gone}
        out: dict[int, Passage] = {}
        for kind in KINDS:
            torn = [p for p in lost.values() if p.kind == kind]
            if kind == "claim":
                torn += self._compared.passages(kind, "statement", list(out))
            for p in self._compared.passages(kind, "utterance", {p.utterance for p in torn}):
                out[p.id] = self._here.get(p.id, p)
        forget(self._connection, [*out.values(), *lost.values()])
        apart = (lost | out).values()
        self.changed.utterances |= {p.utterance for p in apart}
        for *newer, first in [*_units(out.values()), *([p] for id, p in lost.items() if id not in out)]:
            first.utterance, first.why = first.id, None
            for p in newer:
                p.utterance, p.why = first.id, VERBATIM
        self.changed.utterances |= {p.utterance for p in apart}
        _write(self._connection, apart)
        return out


class _Utterances:
    """Utterances of one kind of passage, as far as they matter to ``new`` ones, and what becomes of them.

    ``split``: the passages whose utterance fell apart. ``moved``: the utterances that passages came to or left.
    """

    def __init__(
        self,
        connection: sa.Connection,
        compared: Compared,
        kind: Kind,
        new: Sequence[Passage],
        *,
        fresh: bool,
    ) -> None:
        self.new = new
        self.split: dict[int, Passage] = {}
        self.moved: set[int] = set()
        self._connection, self._compared, self._kind = connection, compared, kind
        self._known = {p.id: p for p in new}
        #: The fullest passages of each.
        self._members: dict[int, list[Passage]] = {p.utterance: [p] for p in new} if fresh else {}
        #: Those that have more.
        self._more: set[int] = set()
        #: What became of those that are no more as they were, and which were given another name whole.
        self._became: dict[int, set[int]] = {}
        self._renamed: list[tuple[int, int]] = []
        self._changed: dict[int, Passage] = {}

    def place(self, near: Mapping[int, Collection[int]]) -> None:
        """Find the utterances of the new passages, each of them compared with those ``near``; write what changed."""
        self._load({p.utterance for p in self.new} | {u for some in near.values() for u in some})
        for p in sorted(self.new, key=lambda p: (-size(p.saying), p.saying.words, p.id)):
            if near[p.id]:
                self._place(p, near[p.id])
        self._write()

    def now(self, utterance: int) -> set[int]:
        """What is left of an utterance, under whatever names."""
        out: set[int] = set()
        left, seen = [utterance], set()
        while left:
            one = left.pop()
            if one not in seen:
                seen.add(one)
                left += self._became.get(one, ())
                out |= {one} & self._members.keys()
        return out

    def name(self, utterance: int | None) -> int | None:
        """What an utterance is called now."""
        return utterance and min(self.now(utterance), default=utterance)

    def members(self, utterance: int | None) -> list[int]:
        """The fullest passages of an utterance."""
        if utterance is None:
            return []
        self._load([utterance])
        return [p.id for p in self._members.get(utterance, ())]

    @property
    def touched(self) -> set[int]:
        """The documents of those passages whose utterance is another now, but for the new ones."""
        new = {p.id for p in self.new}
        return {p.document for p in self._changed.values() if p.id not in new}

    def _load(self, utterances: Iterable[int]) -> None:
        missing = {u for u in utterances if u not in self._members and u not in self._became}
        for p, number in self._compared.fullest(self._kind, missing):
            self._members.setdefault(p.utterance, []).append(self._known.setdefault(p.id, p))
            if number > MEMBERS:
                self._more.add(p.utterance)

    def _place(self, p: Passage, near: Collection[int]) -> None:
        mine = self._members[p.utterance]
        alike = {}
        for u in sorted({now for one in near for now in self.now(one)} - {p.utterance}):
            members = self._members[u]
            if any(one.overlaps(other) for one in mine for other in members):
                continue
            verdict = weighed(p.saying, [m.saying for m in members])
            if verdict.alike:
                alike[u] = verdict
        if not alike:
            return
        (u, verdict), *others = alike.items()
        fuller = size(p.saying) > max(size(m.saying) for m in self._members[u])
        if others or fuller or len(mine) > 1 or not verdict.joins:
            self._regroup([p.utterance, *alike])
        else:
            joined = {m: m.why for m in self._members.pop(u)} | {p: verdict.likeness}
            del self._members[p.utterance]
            self._settle(joined, {u, p.utterance})

    def _regroup(self, utterances: Sequence[int]) -> None:
        """Say anew which passages of ``utterances`` are one."""
        groups = _grouped([m for u in utterances for m in self._members[u]])
        parts = {
            u: {i for i, some in enumerate(groups) for m in some if m.utterance == u} for u in utterances
        }
        cut = [u for u in utterances if u in self._more and len(parts[u]) > 1]
        if cut:
            self._more -= set(cut)
            for u in cut:
                everything = self._compared.passages(self._kind, "utterance", [u])
                self._members[u] = [self._known.setdefault(p.id, p) for p in everything]
            self._regroup(utterances)
            return
        for u in utterances:
            if len(parts[u]) > 1:
                self.split |= {m.id: m for m in self._members[u]}
            del self._members[u]
        for i, some in enumerate(groups):
            self._settle(some, {u for u in utterances if parts[u] == {i}})

    def _settle(self, some: "dict[Passage, Likeness | None]", whole: set[int]) -> None:
        """Make passages one utterance, of which others are part as a ``whole``; it has the first one's name."""
        name = min({p.id for p in some} | whole)
        self._members[name] = list(some)
        for u in whole - {name}:
            if u in self._more:
                self._more.add(name)
                self._renamed.append((u, name))
        for p, why in some.items():
            if p.utterance != name:
                self._became.setdefault(p.utterance, set()).add(name)
                self.moved |= {p.utterance, name}
            if (p.utterance, p.why) != (name, why):
                p.utterance, p.why = name, why
                self._changed[p.id] = p

    def _write(self) -> None:
        for old, name in self._renamed:
            self._connection.execute(
                sa.update(passages).where(passages.c.utterance_id == old).values(utterance_id=name)
            )
        _write(self._connection, self._changed.values())


def _grouped(some: Iterable[Passage]) -> list[dict[Passage, Likeness | None]]:
    """Passages as the utterances that they are, those of one document's versions that were one as one."""
    alike = _units(some)

    def apart(i: int, j: int) -> bool:
        return any(one.overlaps(other) for one in alike[i] for other in alike[j])

    out = []
    for utterance in group([unit[0].saying for unit in alike], apart):
        whys: dict[Passage, Likeness | None] = {}
        for i, why in utterance.items():
            newest, *older = alike[i]
            whys[newest] = why
            whys |= dict.fromkeys(older, why or VERBATIM)
        out.append(whys)
    return out


def _units(some: Iterable[Passage]) -> list[list[Passage]]:
    """Passages, each with those of the same utterance in the document's other versions, the newest first."""
    seen: Counter[tuple[int, int]] = Counter()
    units: dict[tuple[int, int, int], list[Passage]] = defaultdict(list)
    for p in sorted(some, key=lambda p: (p.start, p.id)):
        units[p.document, p.utterance, seen[p.version, p.utterance]].append(p)
        seen[p.version, p.utterance] += 1
    return [sorted(unit, key=lambda p: p.id, reverse=True) for unit in units.values()]


@lru_cache(maxsize=2)
def _made(dialect: str) -> "sa.Select[Any]":
    """The utterances that the claims of statements are."""
    query = sa.select(claims.c.statement_id, passages.c.utterance_id)
    query = query.join(passages, passages.c.id == claims.c.id)
    return query.where(bulk.among(dialect, claims.c.statement_id))


def _write(connection: sa.Connection, some: Iterable[Passage]) -> None:
    """Write which utterances passages are, and why."""
    rows = []
    for p in some:
        likeness, why = p.why or (None, None)
        rows.append({"id": p.id, "utterance_id": p.utterance, "likeness": likeness, "why": why})
    bulk.update(connection, passages, rows)
