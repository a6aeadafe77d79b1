"""The tables of a ledger, the same in SQLite and PostgreSQL.

**What was given** is kept as it came: a ``documents`` row for each document, a ``versions`` row for each text that
it has had, a ``readings`` row for each reading of such a text, whole. Nothing here is ever changed.

**What was found** stands in rows that can be searched: ``statements``, ``claims``, ``appearances`` (a speaker in one
document) and ``statement_places``. They are those of a version's newest reading, and are written anew from each.

**What things are** outlives readings. A row of ``passages`` is a stretch of a version's text that a statement or a
claim was found at: it is never deleted, and a statement or claim has its id. When a newer reader finds it at the
same place, or at one that shares most of its characters, it is the same passage; where it finds nothing, the
passage stays. Passages that put the same thing on record are one *utterance*, named by the first of them: a forecast
that two versions of a document share, or forty papers print, is one forecast; ``keys`` is what they are looked up by.
``speakers`` are the same across documents. ``near_duplicates`` says which texts are nearly another document's.

**What people say** is only ever appended, in ``resolutions``, ``corrections``, ``deadlines`` and ``merges``: the newest
row is what holds, the older ones are how it came to be; the database itself refuses to change or delete them. They
point at passages and speakers, never at what a reading wrote, so they survive every newer reading; and as long as
one points at a passage, a reading that does not find it again leaves its rows as an older reading wrote them. The rows
of statements and claims are what was read with what people say of it on top, made anew whenever either changes.
"""

import datetime
import re

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    event,
    false,
)

#: The newest revision of the schema: the last of ``migrations/versions``.
REVISION = "0004"
#: Where a ledger says which revision it has.
VERSION_TABLE = "ledger_revision"
#: What marks a SQLite file as a ledger: "onre", as a number.
APPLICATION_ID = 0x6F6E7265
#: The PostgreSQL schema that has all tables, so that a ledger can share a database.
POSTGRESQL_SCHEMA = "onrecord"

_UNCARRIED = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """``text`` without what no database holds: NUL and lone surrogates become �, so offsets still hold."""
    return text if text.isascii() and "\0" not in text else _UNCARRIED.sub("�", text)


class Words(TypeDecorator[str]):
    """Text from anywhere, as far as it is storable."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """What is stored, or compared with what is."""
        return None if value is None else storable(value)


class Moment(TypeDecorator[datetime.datetime]):
    """A point in time, with its zone; stored in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime.datetime | None, dialect: Dialect
    ) -> datetime.datetime | None:
        """What is stored."""
        return None if value is None else value.astimezone(datetime.UTC)

    def process_result_value(
        self, value: datetime.datetime | None, dialect: Dialect
    ) -> datetime.datetime | None:
        """What was stored: SQLite leaves the zone out."""
        return None if value is None else value.replace(tzinfo=value.tzinfo or datetime.UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

#: ``folded``: as :func:`onrecord.ledger.words.folded` gives it, to be looked for in whatever case.
outlets = Table(
    "outlets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Words, nullable=False, unique=True),
    Column("folded", Words, nullable=False),
)

#: ``code``: the id that people type, as for passages and speakers. ``key``: what a document is known again by, its
#: URL, else its given id, else its text's hash.
documents = Table(
    "documents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", Words, nullable=False, unique=True),
    Column("key", Words, nullable=False, unique=True),
)

#: A text that a document has had, the first being number 1. ``name``: the document's given id, else the text's hash.
#: ``title``: the title, else how the text begins. ``text``: in UTF-8, surrogates passed, and zlib.
versions = Table(
    "versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", ForeignKey("documents.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("hash", Text, nullable=False, index=True),
    Column("name", Words, nullable=False, index=True),
    Column("title", Words, nullable=False),
    Column("outlet_id", ForeignKey("outlets.id"), index=True),
    Column("author", Words),
    Column("published", Words),
    Column("published_on", Date, index=True),
    Column("url", Words),
    Column("text", LargeBinary, nullable=False),
    Column("added_at", Moment, nullable=False),
    UniqueConstraint("document_id", "number"),
    UniqueConstraint("document_id", "hash"),
)

#: A reading, whole: ``record`` is its ``onrecord/1`` JSON in UTF-8, surrogates passed, and zlib. A version's newest
#: reading is the one with the highest id.
readings = Table(
    "readings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version_id", ForeignKey("versions.id"), nullable=False, index=True),
    Column("reader", Text, nullable=False),
    Column("read_at", Moment, nullable=False),
    Column("record", LargeBinary, nullable=False),
)

#: ``key``: what a speaker is known again by, kind and folded name; of one who has no name the document too, and of one
#: whom only a surname is known of, and of a namesake. ``joined_id``: the row whose person it is, as far as names, roles
#: and company tell. ``person_id``: the row that stands for the person, with what people say on top; itself, where it is
#: nobody else's; it is never empty.
speakers = Table(
    "speakers",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("code", Words, nullable=False, unique=True),
    Column("key", Words, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("name", Words, nullable=False),
    Column("folded", Words, nullable=False, server_default=""),
    Column("joined_id", ForeignKey("speakers.id"), index=True),
    Column("person_id", ForeignKey("speakers.id"), index=True),
)

#: By what a speaker who has a name is found again: the name, its surname, acronyms (:mod:`onrecord.ledger.people`).
handles = Table(
    "handles",
    metadata,
    Column("handle", Words, primary_key=True),
    Column("speaker_id", ForeignKey("speakers.id"), primary_key=True, index=True),
)

#: What documents tell of a speaker who has a name, as JSON.
profiles = Table(
    "profiles",
    metadata,
    Column("speaker_id", ForeignKey("speakers.id"), primary_key=True, autoincrement=False),
    Column("profile", Words, nullable=False),
)

#: ``kind``: what was found there, ``statement`` or ``claim``; ``nth``: tells apart those at the same place, from 0.
#: ``likeness`` and ``why``: how probable it is that it is one utterance with the fullest of it, and why; of that none.
passages = Table(
    "passages",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("code", Words, nullable=False, unique=True),
    Column("version_id", ForeignKey("versions.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("nth", Integer, nullable=False),
    Column("utterance_id", ForeignKey("passages.id"), nullable=False, index=True),
    Column("likeness", Float),
    Column("why", Text),
    UniqueConstraint("version_id", "kind", "start", "end", "nth"),
)

#: A speaker in one version. ``called``: all that the text calls them by, folded, a line each. ``local``: its id in the
#: reading, as in the tables below. ``roles``: as in the reading, as JSON, without their places.
appearances = Table(
    "appearances",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version_id", ForeignKey("versions.id"), nullable=False, index=True),
    Column("reading_id", ForeignKey("readings.id"), nullable=False),
    Column("local", Text, nullable=False),
    Column("speaker_id", ForeignKey("speakers.id"), nullable=False, index=True),
    Column("name", Words, nullable=False),
    Column("kind", Text, nullable=False),
    Column("called", Words, nullable=False),
    Column("roles", Words),
    UniqueConstraint("reading_id", "local"),
)

#: ``words``: the content. ``superseded``: a newer version of the document has the same utterance. ``withdrawn``: a
#: person said that it is no statement. ``edited``: a person said what of it is other than was read.
statements = Table(
    "statements",
    metadata,
    Column("id", ForeignKey("passages.id"), primary_key=True, autoincrement=False),
    Column("version_id", ForeignKey("versions.id"), nullable=False, index=True),
    Column("reading_id", ForeignKey("readings.id"), nullable=False),
    Column("local", Text, nullable=False),
    Column("within_id", ForeignKey("statements.id", deferrable=True, initially="DEFERRED"), index=True),
    Column("appearance_id", ForeignKey("appearances.id"), index=True),
    Column("source", Words, nullable=False),
    Column("words", Words, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("manner", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("superseded", Boolean, nullable=False),
    Column("withdrawn", Boolean, nullable=False, server_default=false()),
    Column("edited", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("reading_id", "local"),
)

#: ``phrase``: the number or phrase that the probability comes from, if any. ``due_on``: the day by which the claim can
#: be settled; ``due``: how it is known. ``outcome`` and ``degree``: how it turned out; none, as long as it is open.
claims = Table(
    "claims",
    metadata,
    Column("id", ForeignKey("passages.id"), primary_key=True, autoincrement=False),
    Column("version_id", ForeignKey("versions.id"), nullable=False, index=True),
    Column("reading_id", ForeignKey("readings.id"), nullable=False),
    Column("local", Text, nullable=False),
    Column(
        "statement_id",
        ForeignKey("statements.id", deferrable=True, initially="DEFERRED"),
        nullable=False,
        index=True,
    ),
    Column("words", Words, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("likelihood", Text, index=True),
    Column("probability", Float),
    Column("phrase", Words),
    Column("checkable", Boolean),
    Column("due", Text),
    Column("due_on", Date, index=True),
    Column("confidence", Float, nullable=False),
    Column("outcome", Text),
    Column("degree", Float),
    Column("edited", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("reading_id", "local"),
    Index(None, "kind", "outcome", "due_on"),
)

places = Table(
    "places",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Words, nullable=False),
    Column("folded", Words, nullable=False),
    Column("kind", Text, nullable=False),
    Column("country", Words, nullable=False),
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
    UniqueConstraint("name", "kind", "country", "latitude", "longitude"),
)

#: The places that a statement's content names.
statement_places = Table(
    "statement_places",
    metadata,
    Column("statement_id", ForeignKey("statements.id"), primary_key=True),
    Column("place_id", ForeignKey("places.id"), primary_key=True, index=True),
)

#: What repeats are looked up by: of each passage the keys that no other of its utterance has. Of a claim without those of
#: its statement. No foreign key: passages are never deleted, and to see to it would cost as much as to write them.
keys = Table(
    "keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("passage_id", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

#: What texts that are nearly the same are looked up by.
document_keys = Table(
    "document_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("version_id", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

#: A version whose text is nearly that of another document's, ``other_id``, which was there before. ``resemblance`` and
#: ``containment``: how much of all that they say they share, and how much of the shorter one.
near_duplicates = Table(
    "near_duplicates",
    metadata,
    Column("version_id", ForeignKey("versions.id"), primary_key=True),
    Column("other_id", ForeignKey("versions.id"), nullable=False, index=True),
    Column("resemblance", Float, nullable=False),
    Column("containment", Float, nullable=False),
)


def _by_whom() -> list[Column[object]]:
    """Who said so, when, why, and what shows it: addresses or words, one a line."""
    return [
        Column("made_by", Words, nullable=False),
        Column("made_at", Moment, nullable=False),
        Column("note", Words),
        Column("evidence", Words),
    ]


#: How a forecast or commitment turned out; the newest row of any passage of the utterance holds. ``outcome``: ``yes``,
#: ``no``, ``partly``, ``void``, or ``open`` again.
#: ``degree``: how far it came true, from 0 to 1, as scores take it; none where it cannot be scored, or is open again.
#: ``settled_on``: the day that settled it.
resolutions = Table(
    "resolutions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("passage_id", ForeignKey("passages.id"), nullable=False, index=True),
    Column("outcome", Text, nullable=False),
    Column("degree", Float),
    Column("settled_on", Date),
    *_by_whom(),
    CheckConstraint("degree BETWEEN 0 AND 1", name="degree"),
)

#: What the reader got wrong: ``field`` of the statement or claim is ``value``, as JSON. No value: as read, after all.
corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("passage_id", ForeignKey("passages.id"), nullable=False),
    Column("field", Text, nullable=False),
    Column("value", Words),
    *_by_whom(),
    Index(None, "passage_id", "field"),
)

#: By when a claim falls due, where a person said so. No day: as read, after all.
deadlines = Table(
    "deadlines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("passage_id", ForeignKey("passages.id"), nullable=False, index=True),
    Column("due_on", Date, index=True),
    *_by_whom(),
)

#: Who a speaker is besides: ``into_id``. None: somebody else than all others, after all. ``document_id``: in that
#: document alone it is somebody else, ``into_id``.
merges = Table(
    "merges",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("speaker_id", ForeignKey("speakers.id"), nullable=False, index=True),
    Column("into_id", ForeignKey("speakers.id"), index=True),
    Column("document_id", ForeignKey("documents.id"), index=True),
    *_by_whom(),
    CheckConstraint("speaker_id <> into_id", name="another"),
)

#: The tables of what people say, which are only ever appended to.
BY_HAND = (resolutions, corrections, deadlines, merges)

# What the two databases have each in its own way: the words of statements, made by onrecord.ledger.words, and the
# refusal to change what people said.
_SQLITE = [
    "CREATE VIRTUAL TABLE statement_words USING fts5(content, source, tokenize='ascii')",
    *(
        f"CREATE TRIGGER {table.name}_{verb.lower()} BEFORE {verb} ON {table.name} "
        f"BEGIN SELECT RAISE(ABORT, '{table.name} are only appended to'); END"
        for table in BY_HAND
        for verb in ("UPDATE", "DELETE")
    ),
    f"PRAGMA application_id = {APPLICATION_ID}",
]
_POSTGRESQL = [
    "CREATE TABLE statement_words (statement_id integer CONSTRAINT pk_statement_words PRIMARY KEY "
    "CONSTRAINT fk_statement_words_statement_id REFERENCES statements (id), words tsvector NOT NULL)",
    "CREATE INDEX ix_statement_words_words ON statement_words USING gin (words)",
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '% are only appended to', TG_TABLE_NAME; END $$",
    *(
        f"CREATE TRIGGER {table.name}_change BEFORE UPDATE OR DELETE ON {table.name} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        for table in BY_HAND
    ),
]
for _dialect, _commands in (("sqlite", _SQLITE), ("postgresql", _POSTGRESQL)):
    for _command in _commands:
        event.listen(metadata, "after_create", DDL(_command.replace("%", "%%")).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]
