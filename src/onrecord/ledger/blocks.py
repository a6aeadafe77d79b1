"""The speakers that the names of one article lead to, looked up at once, and those that it adds.

Nothing here looks at more rows than a few handles have (:data:`MANY` each), so it costs the same in a large ledger.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from onrecord.ledger import codes, people, persons
from onrecord.ledger.bulk import insert, new_codes, next_ids
from onrecord.ledger.database import batches
from onrecord.ledger.people import Profile
from onrecord.ledger.rows import Row
from onrecord.ledger.schema import handles, profiles, speakers
from onrecord.ledger.words import folded
from onrecord.reading.names import Name

#: So many rows are found by one handle; who comes later is known by the whole key only.
MANY = 32

_ROWS = sa.select(speakers, profiles.c.profile, persons.SAID.label("said")).outerjoin(
    profiles, profiles.c.speaker_id == speakers.c.id
)


class Blocks:
    """Speakers by their handles and keys; changes are written by :meth:`write`."""

    def __init__(self, connection: sa.Connection, names: Iterable[Name], keys: Iterable[str]) -> None:
        self._connection = connection
        self._rows: dict[int, people.Row] = {}
        self._by_handle: dict[str, list[int]] = defaultdict(list)
        self._by_key: dict[str, int] = {}
        self._persons: dict[int, int] = {}
        self._joined: dict[int, int | None] = {}
        self._new: dict[int, Row] = {}
        self._new_handles: list[Row] = []
        self._without_profile: set[int] = set()
        self._changed: set[int] = set()
        self._next = 0
        wanted = sorted({handle for name in names for handle in people.sought(name)})
        for some in batches(wanted):
            by_handle = _ROWS.add_columns(handles.c.handle).join(
                handles, handles.c.speaker_id == speakers.c.id
            )
            found = connection.execute(by_handle.where(handles.c.handle.in_(some)).order_by(speakers.c.id))
            for row in found:
                self._know(row)
                self._by_handle[row.handle].append(row.id)
        for some in batches(sorted(set(keys) - self._by_key.keys())):
            for row in connection.execute(_ROWS.where(speakers.c.key.in_(some))):
                self._know(row)

    def _know(self, row: "sa.Row[tuple[object, ...]]") -> None:
        if row.id in self._persons:
            return
        self._by_key[row.key] = row.id
        self._persons[row.id] = row.person_id
        if name := people.named(row.kind, row.name):
            profile = people.unpacked_profile(row.profile)
            self._rows[row.id] = people.Row(row.id, name, profile, row.person_id, row.said)
            self._joined[row.id] = row.joined_id
            if row.profile is None:
                self._without_profile.add(row.id)

    def person(self, id: int) -> int:
        """The row that stands for a row's person."""
        return self._persons.get(id, id)

    def keyed(self, key: str, kind: str, text: str, name: Name | None = None) -> int:
        """The row with that key, made where it is new."""
        id = self._by_key.get(key)
        if id is None:
            self._next = self._next or next_ids(self._connection)["speakers"]
            id, self._next = self._next, self._next + 1
            self._by_key[key], self._persons[id] = id, id
            self._new[id] = {"id": id, "key": key, "kind": kind, "name": text, "folded": folded(text)}
            if name:
                self._rows[id] = people.Row(id, name, Profile(), id)
                self._joined[id] = None
                self._without_profile.add(id)
        if id in self._rows:
            self._led_to(id)
        return id

    def _led_to(self, id: int) -> None:
        """Let a row be found by its name, where it is not yet: it is new, or was made by an older onrecord."""
        if id in self._without_profile and id not in self._changed:
            for handle in people.handles(self._rows[id].name):
                if len(self._by_handle[handle]) < MANY:
                    self._by_handle[handle].append(id)
                    self._new_handles.append({"handle": handle, "speaker_id": id})
            self._changed.add(id)

    def whose(self, name: Name, text: str, profile: Profile, key: str, document: str) -> int:
        """Whose a name is, which is made where it is new.

        A full one is the same one's unless something keeps them apart; one of which only a surname is known is a
        row of its own in each document, and :meth:`write` says whose. ``key``: that of the first with the name.
        """
        own = in_document(key, document)
        if people.short(name):
            return self.keyed(own if name.kind == "person" else key, name.kind, text, name)
        known = [self._rows[id] for id in self._by_handle[people.exact(name)]]
        if found := people.same(name, profile, known):
            return found.id
        if known and own not in self._by_key:
            return self.keyed(own, name.kind, text, name)
        return self.keyed(own if known else key, name.kind, text, name)

    def tell(self, more: Mapping[int, Sequence[Profile]]) -> None:
        """Let rows know what an article tells of them, of those that have names."""
        for id, told in more.items():
            if id not in self._rows:
                continue
            profile = self._rows[id].profile
            before = profile.documents
            for one in told:
                profile.add(one)
            profile.documents = before + 1
            self._changed.add(id)

    def alone(self, id: int) -> None:
        """Let a row be nobody else's, as a person says."""
        if id in self._rows:
            self._rows[id].said = 0

    def called(self, name: Name, ids: Iterable[int]) -> int | None:
        """Which of these rows a document may call by that name, if one."""
        rows = (self._rows[id] for id in ids if id in self._rows)
        return next((row.id for row in rows if people.may_be(name, row.name)), None)

    def write(self) -> None:
        """Write what is new, and who is whose now."""
        connection = self._connection
        if self._new:
            named = new_codes(
                connection, codes.SPEAKER, speakers.c.code, [r["key"] for r in self._new.values()]
            )
            rows = [
                {**row, "code": code, "person_id": row["id"]}
                for row, code in zip(self._new.values(), named, strict=True)
            ]
            insert(connection, speakers, rows)
        insert(connection, handles, self._new_handles)
        packed = {id: self._rows[id].profile.packed() for id in sorted(self._changed)}
        insert(
            connection,
            profiles,
            [{"speaker_id": id, "profile": p} for id, p in packed.items() if id in self._without_profile],
        )
        if known := [
            {"its": id, "profile": p} for id, p in packed.items() if id not in self._without_profile
        ]:
            connection.execute(sa.update(profiles).where(profiles.c.speaker_id == sa.bindparam("its")), known)
        self._join()

    def join_all(self) -> None:
        """Say anew who is whose in all these blocks: people said something of it."""
        self._changed = set(self._rows)
        self._join(came=True)

    def _join(self, *, came: bool = False) -> None:
        """Say who is whose in the blocks that changed; ``came``: as if somebody new had come into each."""
        blocks: dict[str, dict[int, None]] = defaultdict(dict)
        for id in sorted(self._changed):
            for handle in people.handles(self._rows[id].name):
                if handle[1] != "=":
                    blocks[handle[0] + handle[2:]][id] = None
        changed: dict[int, int | None] = {}
        for block, touched in sorted(blocks.items()):
            bearers = self._by_handle.get(f"{block[0]}~{block[1:]}", ())
            named_short = self._by_handle.get(f"{block[0]}?{block[1:]}", ())
            # Whose a short name is hangs on who else bears it; where nobody came, those that are somebody's stay.
            all_anew = came or not self._new.keys().isdisjoint(bearers)
            open_still = [id for id in named_short if all_anew or self._joined[id] is None]
            ids = dict.fromkeys([*touched, *bearers, *open_still])
            if len(ids) < 2:
                continue
            links = people.joined([self._rows[id] for id in ids])
            for id in ids:
                row = self._rows[id]
                # An organisation in full is in a block for each of its acronyms, and never another's.
                if (row.name.kind == "person" or people.short(row.name)) and links.get(id) != self._joined[
                    id
                ]:
                    changed[id] = links.get(id)
        if changed:
            persons.join(self._connection, changed)


def in_document(key: str, document: str) -> str:
    """The key of one who is known in a document alone."""
    return f"{key}\n{document}"
