"""Lines of an export (:mod:`onrecord.ledger.lines`) into a ledger, whole or not at all each.

What the ledger does not have of a document comes in as it was elsewhere: texts, readings, what people said, with who
and when, and the ids. Readings are written as rows in their order, by the same function as ever, so what stands in
rows is what it would be had all been said and read here. A second time there is nothing to do.

Where the ledger has the document, what comes is put where it belongs in time: an older text before a newer one, an
older reading below the newest, and what somebody said of a claim before what was said of it later, since the last
word holds. Readings and entries go by their numbers, so those that belong below all others get lower ones.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from onrecord.ledger import bulk, codes, copies, newcomers, standing, store
from onrecord.ledger.appending import appended, before
from onrecord.ledger.checking import reading
from onrecord.ledger.database import Database, batches
from onrecord.ledger.index import index
from onrecord.ledger.lines import (
    CorrectionPart,
    Deadline,
    DocumentLine,
    Line,
    MergeLine,
    ReadingPart,
    Resolution,
)
from onrecord.ledger.passages import Stretch, matched, name
from onrecord.ledger.readers import release
from onrecord.ledger.records import packed_reading, unpacked, unpacked_reading
from onrecord.ledger.schema import (
    claims,
    corrections,
    deadlines,
    documents,
    passages,
    readings,
    resolutions,
    speakers,
    statements,
    storable,
    versions,
)
from onrecord.ledger.store import Outcome

if TYPE_CHECKING:
    from onrecord.reading import Reading


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import of a line did to the ledger.

    ``outcome``: as for :class:`~onrecord.ledger.store.Added`; ``updated``: what people said of it, or an older reading,
    is new. ``document``: its id, or a speaker's where the line is about one; ``title``: what it is called.
    ``entries``: how many of what people said are new.
    """

    outcome: Outcome
    document: str
    title: str
    entries: int = 0


def imported(database: Database, line: Line) -> Imported:
    """Bring a line in; raises :class:`~onrecord.ledger.errors.BadImport` where its readings do not fit its texts."""
    if isinstance(line, MergeLine):
        with database.writing() as connection:
            new, speaker = newcomers.merged(connection, line.merge)
        return Imported("updated" if new else "unchanged", speaker, line.merge.speaker.name, new)
    read = [(part, reading(part, _text(line, part))) for part in line.readings]
    with database.writing() as connection:
        return _Import(connection, line, read).done()


def _text(line: DocumentLine, part: ReadingPart) -> str:
    return next(text.text for text in line.versions if text.number == part.version)


@dataclass(slots=True)
class _Version:
    """A text of the line in the ledger.

    ``fresh``: the ledger did not have it. ``unread``: nor is a reading of it written as rows yet. ``again``: all its
    readings are to be written as rows anew.
    """

    row: Any
    text: str
    fresh: bool
    unread: bool
    missing: list[int] = field(default_factory=list)
    again: bool = False


class _Import:
    """One document's way into the ledger, within a transaction."""

    def __init__(
        self, connection: sa.Connection, line: DocumentLine, read: "Sequence[tuple[ReadingPart, Reading]]"
    ) -> None:
        self._connection = connection
        self._line = line
        self._read = read
        self._first = bulk.next_ids(connection)  # what has these ids or higher ones is new
        self._entries = 0
        self._touched: set[int] = set()
        self._passages = {passage.id: passage for passage in line.passages}
        self._pending: dict[sa.Table, list[Any]] = {
            resolutions: list(line.resolutions),
            corrections: list(line.corrections),
            deadlines: list(line.deadlines),
        }

    def done(self) -> Imported:
        """Do it all."""
        last = self._connection.execute(sa.select(sa.func.max(documents.c.id))).scalar() or 0
        self._versions = self._texts()
        document = next(iter(self._versions.values())).row.document_id
        fresh = document > last
        self._whose = newcomers.whose(self._connection, self._line, document)
        self._plan()
        for i, (part, found) in enumerate(self._read):
            version = self._versions[part.version]
            if i in version.missing and not version.again:
                self._index(version, part.version, self._inserted(version, part, found), found)
                self._settle(part.version)
        for number, version in self._versions.items():
            if version.again:
                self._again(version, number)
        for number, version in self._versions.items():
            self._settle(number)
            if self._lost(number):
                self._unread(number)
                self._settle(number)
            if self._without_rows(version):
                self._again(version, number)
        newest = self._versions[max(self._versions)].row
        if self._entries:
            mine = passages.c.version_id.in_([version.row.id for version in self._versions.values()])
            utterances = sa.select(passages.c.utterance_id).where(mine)
            standing.renew(self._connection, set(self._connection.execute(utterances).scalars()))
        for said in self._line.merges:
            self._entries += newcomers.merged(self._connection, said, document, fresh=fresh)[0]
        outcome: Outcome = "unchanged"
        if self._entries or any(v.again for v in self._versions.values()):
            outcome = "updated"
        if any(v.missing and not v.again for v in self._versions.values()):
            outcome = "read again"
        if any(v.fresh for v in self._versions.values()):
            outcome = "added" if fresh else "new version"
        code = sa.select(documents.c.code).where(documents.c.id == document)
        return Imported(outcome, self._connection.execute(code).scalar_one(), newest.title, self._entries)

    # Texts

    def _texts(self) -> dict[int, _Version]:
        """The line's texts, by their numbers there, as rows of the ledger."""
        out: dict[int, _Version] = {}
        for text in self._line.versions:
            document = text.document
            row: Any = self._connection.execute(store.same(document)).first()
            if fresh := row is None:
                row = store.new_version(self._connection, document, text.added_at)
                copies.note(self._connection, row.id, row.document_id, text.text)
            out[text.number] = _Version(row, text.text, fresh, unread=fresh)
        for document_id in {v.row.document_id for v in out.values() if v.fresh}:
            self._in_time(document_id, {v.row.id for v in out.values() if v.fresh})
        part, row = self._line.document, next(iter(out.values())).row
        if all(v.fresh for v in out.values()):
            newcomers.recode(
                self._connection, documents, row.document_id, row.code, part.id, codes.DOCUMENT, row.key
            )
        return out

    def _in_time(self, document_id: int, fresh: set[int]) -> None:
        """Number a document's texts so that those that are new here stand where they came in time."""
        rows = self._connection.execute(
            sa.select(versions.c.id, versions.c.number, versions.c.added_at)
            .where(versions.c.document_id == document_id)
            .order_by(versions.c.number)
        ).all()
        order = [row for row in rows if row.id not in fresh]
        for row in rows:
            if row.id in fresh:
                after = (
                    i
                    for i, other in enumerate(order)
                    if other.id not in fresh and other.added_at > row.added_at
                )
                order.insert(next(after, len(order)), row)
        moved = [(row.id, i) for i, row in enumerate(order, 1) if row.number != i]
        for sign in (-1, 1):  # no two may have the same number meanwhile
            for id, number in moved:
                change = sa.update(versions).where(versions.c.id == id).values(number=sign * number)
                self._connection.execute(change)

    # Readings

    def _plan(self) -> None:
        """Say which readings the ledger lacks, and of which texts all have to be gone through again."""
        of_version: dict[int, list[int]] = defaultdict(list)
        for i, (part, _) in enumerate(self._read):
            of_version[part.version].append(i)
        for number, mine in of_version.items():
            version = self._versions[number]
            known = self._readings(version)
            if not known:
                version.missing = mine
                continue
            twins = {i: self._twin(i, known) for i in mine}
            version.missing = [i for i in mine if twins[i] is None]
            if not version.missing:
                continue
            newest = next((i for i in mine if twins[i] == known[-1].id), None)
            if newest is None:
                (part, _), last = self._read[mine[-1]], known[-1]
                here = (release(last.reader), last.read_at)
                newest = -1 if (release(part.reader), part.read_at) > here else len(self._read)
            below = [i for i in version.missing if i < newest]
            if below:
                version.again = True
                for i in reversed(below):  # the last of them comes just before what is there
                    self._inserted(version, *self._read[i], id=before(self._connection, readings))
                for i in version.missing:
                    if i > newest:
                        self._inserted(version, *self._read[i])

    def _readings(self, version: _Version) -> Sequence[Any]:
        query = sa.select(readings).where(readings.c.version_id == version.row.id)
        return self._connection.execute(query.order_by(readings.c.id)).all()

    def _twin(self, i: int, known: Sequence[Any]) -> int | None:
        """The reading of the ledger that is the line's ``i``-th."""
        part, found = self._read[i]
        for row in known:
            if row.reader == part.reader and (
                row.read_at == part.read_at or _findings(row.record) == _findings(packed_reading(found))
            ):
                return int(row.id)
        return None

    def _inserted(self, version: _Version, part: ReadingPart, found: "Reading", id: int | None = None) -> int:
        row = {
            "version_id": version.row.id,
            "reader": part.reader,
            "read_at": part.read_at,
            "record": packed_reading(found),
            **({} if id is None else {"id": id}),
        }
        made = sa.insert(readings).returning(readings.c.id)
        return int(self._connection.execute(made, row).scalar_one())

    def _index(self, version: _Version, number: int, reading_id: int, found: "Reading") -> None:
        index(
            self._connection,
            store.stored(self._connection, version.row, version.text, fresh=version.unread),
            reading_id,
            found,
            self._whose[number],
        )
        version.unread = False
        newcomers.recoded(self._connection, self._line.speakers, self._first["speakers"])

    def _again(self, version: _Version, number: int) -> None:
        """Write all readings of a text as rows, the oldest first, so that what people speak of is there."""
        for row in self._readings(version):
            self._index(version, number, row.id, unpacked_reading(row.record, version.text))
            self._settle(number)

    # Passages

    def _settle(self, number: int) -> None:
        """Give a text's passages the ids that they have in the line, and enter what people said of them."""
        found = self._found(number)
        mine = {p.id: p for p in self._line.passages if p.version == number}
        exact = {id: found[p.stretch] for id, p in mine.items() if p.stretch in found}
        row = self._versions[number].row
        letters = {"statement": codes.STATEMENT, "claim": codes.CLAIM}
        for id, there in exact.items():
            if there.id >= self._first["passages"]:
                label, letter = name(row.key, row.hash, mine[id].stretch), letters[mine[id].kind]
                newcomers.recode(self._connection, passages, there.id, there.code, id, letter, label)
        self._enter(self._resolved(number, found))

    def _found(self, number: int) -> dict[Stretch, Any]:
        query = sa.select(passages).where(passages.c.version_id == self._versions[number].row.id)
        return {
            Stretch(row.kind, row.start, row.end, row.nth): row for row in self._connection.execute(query)
        }

    def _resolved(self, number: int, found: dict[Stretch, Any]) -> dict[str, Any]:
        """The passages of the ledger that those of the line are of which something is still to be entered."""
        about = {said.about for pending in self._pending.values() for said in pending}
        if not any(self._passages[id].version == number for id in about):
            return {}
        mine = {p.stretch: id for id, p in self._passages.items() if p.version == number}
        same = matched(list(mine), found)
        return {mine[one]: found[other] for one, other in same.items() if mine[one] in about}

    def _lost(self, number: int) -> list[Stretch]:
        """Passages that people spoke of and that no reading has."""
        found = self._found(number)
        here = self._resolved(number, found)
        about = {said.about for pending in self._pending.values() for said in pending}
        mine = sorted(id for id in about if self._passages[id].version == number and id not in here)
        return [self._passages[id].stretch for id in mine]

    def _unread(self, number: int) -> None:
        """Make passages of those, so that nothing that people said is lost."""
        row = self._versions[number].row
        for stretch in self._lost(number):
            letter = codes.STATEMENT if stretch.kind == "statement" else codes.CLAIM
            label = name(row.key, row.hash, stretch)
            id = bulk.next_ids(self._connection)["passages"]
            (code,) = bulk.new_codes(self._connection, letter, passages.c.code, [label])
            self._connection.execute(
                sa.insert(passages),
                {**stretch._asdict(), "id": id, "code": code, "version_id": row.id, "utterance_id": id},
            )

    def _without_rows(self, version: _Version) -> bool:
        """Whether something was entered here of what the newest reading does not have, so that an older one must."""
        for some in batches(sorted(self._touched)):
            bare = (
                sa.select(passages.c.id)
                .where(passages.c.id.in_(some), passages.c.version_id == version.row.id)
                .where(passages.c.id.not_in(sa.select(statements.c.id)))
                .where(passages.c.id.not_in(sa.select(claims.c.id)))
            )
            if self._connection.execute(bare.limit(1)).first():
                return True
        return False

    # What people said

    def _enter(self, here: dict[str, Any]) -> None:
        """Enter what people said of the passages that are ``here``."""
        if not here:
            return
        for table, pending in self._pending.items():
            now = [said for said in pending if said.about in here]
            if not now:
                continue
            self._pending[table] = [said for said in pending if said.about not in here]
            rows = [{"passage_id": here[said.about].id, **self._values(said)} for said in now]
            utterances = {
                row["passage_id"]: here[said.about].utterance_id for row, said in zip(rows, now, strict=True)
            }
            known = self._connection.execute(
                sa.select(table, passages.c.utterance_id)
                .join(passages, passages.c.id == table.c.passage_id)
                .where(passages.c.utterance_id.in_(set(utterances.values())))
                .order_by(table.c.id)
            ).mappings()

            def scope(row: Any, of: dict[int, int] = utterances) -> Any:
                return row.get("utterance_id") or of[row["passage_id"]], row.get("field")

            self._entries += appended(self._connection, table, rows, list(known), scope)
            self._touched |= utterances.keys()

    def _values(self, said: Resolution | CorrectionPart | Deadline) -> dict[str, Any]:
        what: dict[str, Any]
        if isinstance(said, Resolution):
            what = {"outcome": said.outcome, "degree": said.degree, "settled_on": said.settled_on}
        elif isinstance(said, Deadline):
            what = {"due_on": said.due_on}
        else:
            value = self._named(said.value) if said.field == "speaker" and said.value else said.value
            what = {"field": said.field, "value": None if value is None else storable(json.dumps(value))}
        return {**what, **said.signature}

    def _named(self, speaker: str) -> str:
        """The ledger's id of a speaker whom somebody names by the line's."""
        id = newcomers.rows(self._connection, self._line.speakers)[speaker]
        newcomers.recoded(self._connection, self._line.speakers, self._first["speakers"])
        return str(
            self._connection.execute(sa.select(speakers.c.code).where(speakers.c.id == id)).scalar_one()
        )


def _findings(record: bytes) -> Any:
    """What a reading found, whatever it was told of its document."""
    found = json.loads(unpacked(record))
    del found["document"]
    return found
