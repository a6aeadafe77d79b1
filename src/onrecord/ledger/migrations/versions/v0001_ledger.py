"""The first ledger: texts and readings, what was found in them, and what people say of it."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BY_HAND = ("resolutions", "corrections", "deadlines", "merges")


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.UniqueConstraint("code", name="uq_documents_code"),
        sa.UniqueConstraint("key", name="uq_documents_key"),
    )
    op.create_table(
        "outlets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outlets"),
        sa.UniqueConstraint("name", name="uq_outlets_name"),
    )
    op.create_table(
        "places",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_places"),
        sa.UniqueConstraint(
            "name",
            "kind",
            "country",
            "latitude",
            "longitude",
            name="uq_places_name_kind_country_latitude_longitude",
        ),
    )
    op.create_table(
        "speakers",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_speakers"),
        sa.UniqueConstraint("code", name="uq_speakers_code"),
        sa.UniqueConstraint("key", name="uq_speakers_key"),
    )
    op.create_table(
        "merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.CheckConstraint("speaker_id <> into_id", name=op.f("ck_merges_another")),
        sa.ForeignKeyConstraint(["into_id"], ["speakers.id"], name="fk_merges_into_id"),
        sa.ForeignKeyConstraint(["speaker_id"], ["speakers.id"], name="fk_merges_speaker_id"),
        sa.PrimaryKeyConstraint("id", name="pk_merges"),
    )
    op.create_index("ix_merges_into_id", "merges", ["into_id"], unique=False)
    op.create_index("ix_merges_speaker_id", "merges", ["speaker_id"], unique=False)
    op.create_table(
        "versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_versions_document_id"),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name="fk_versions_outlet_id"),
        sa.PrimaryKeyConstraint("id", name="pk_versions"),
        sa.UniqueConstraint("document_id", "hash", name="uq_versions_document_id_hash"),
        sa.UniqueConstraint("document_id", "number", name="uq_versions_document_id_number"),
    )
    op.create_index("ix_versions_hash", "versions", ["hash"], unique=False)
    op.create_index("ix_versions_name", "versions", ["name"], unique=False)
    op.create_index("ix_versions_outlet_id", "versions", ["outlet_id"], unique=False)
    op.create_index("ix_versions_published_on", "versions", ["published_on"], unique=False)
    op.create_table(
        "passages",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("utterance_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["utterance_id"], ["passages.id"], name="fk_passages_utterance_id"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_passages_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_passages"),
        sa.UniqueConstraint("code", name="uq_passages_code"),
        sa.UniqueConstraint(
            "version_id", "kind", "start", "end", "nth", name="uq_passages_version_id_kind_start_end_nth"
        ),
    )
    op.create_index("ix_passages_utterance_id", "passages", ["utterance_id"], unique=False)
    op.create_table(
        "readings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_readings_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_readings"),
    )
    op.create_index("ix_readings_version_id", "readings", ["version_id"], unique=False)
    op.create_table(
        "appearances",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("local", sa.Text(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("called", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.id"], name="fk_appearances_reading_id"),
        sa.ForeignKeyConstraint(["speaker_id"], ["speakers.id"], name="fk_appearances_speaker_id"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_appearances_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_appearances"),
        sa.UniqueConstraint("reading_id", "local", name="uq_appearances_reading_id_local"),
    )
    op.create_index("ix_appearances_speaker_id", "appearances", ["speaker_id"], unique=False)
    op.create_index("ix_appearances_version_id", "appearances", ["version_id"], unique=False)
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["passage_id"], ["passages.id"], name="fk_corrections_passage_id"),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
    )
    op.create_index("ix_corrections_passage_id_field", "corrections", ["passage_id", "field"], unique=False)
    op.create_table(
        "deadlines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["passage_id"], ["passages.id"], name="fk_deadlines_passage_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deadlines"),
    )
    op.create_index("ix_deadlines_due_on", "deadlines", ["due_on"], unique=False)
    op.create_index("ix_deadlines_passage_id", "deadlines", ["passage_id"], unique=False)
    op.create_table(
        "resolutions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("degree", sa.Float(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.CheckConstraint("degree BETWEEN 0 AND 1", name=op.f("ck_resolutions_degree")),
        sa.ForeignKeyConstraint(["passage_id"], ["passages.id"], name="fk_resolutions_passage_id"),
        sa.PrimaryKeyConstraint("id", name="pk_resolutions"),
    )
    op.create_index("ix_resolutions_passage_id", "resolutions", ["passage_id"], unique=False)
    op.create_table(
        "statements",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("local", sa.Text(), nullable=False),
        sa.Column("within_id", sa.Integer(), nullable=True),
        sa.Column("appearance_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("manner", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("superseded", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["appearance_id"], ["appearances.id"], name="fk_statements_appearance_id"),
        sa.ForeignKeyConstraint(["id"], ["passages.id"], name="fk_statements_id"),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.id"], name="fk_statements_reading_id"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_statements_version_id"),
        sa.ForeignKeyConstraint(
            ["within_id"],
            ["statements.id"],
            name="fk_statements_within_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_statements"),
        sa.UniqueConstraint("reading_id", "local", name="uq_statements_reading_id_local"),
    )
    op.create_index("ix_statements_appearance_id", "statements", ["appearance_id"], unique=False)
    op.create_index("ix_statements_version_id", "statements", ["version_id"], unique=False)
    op.create_index("ix_statements_within_id", "statements", ["within_id"], unique=False)
    op.create_table(
        "claims",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("local", sa.Text(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("likelihood", sa.Text(), nullable=True),
        sa.Column("probability", sa.Float(), nullable=True),
        sa.Column("checkable", sa.Boolean(), nullable=True),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["passages.id"], name="fk_claims_id"),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.id"], name="fk_claims_reading_id"),
        sa.ForeignKeyConstraint(
            ["statement_id"],
            ["statements.id"],
            name="fk_claims_statement_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_claims_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_claims"),
        sa.UniqueConstraint("reading_id", "local", name="uq_claims_reading_id_local"),
    )
    op.create_index("ix_claims_due_on", "claims", ["due_on"], unique=False)
    op.create_index("ix_claims_kind_due_on", "claims", ["kind", "due_on"], unique=False)
    op.create_index("ix_claims_likelihood", "claims", ["likelihood"], unique=False)
    op.create_index("ix_claims_statement_id", "claims", ["statement_id"], unique=False)
    op.create_index("ix_claims_version_id", "claims", ["version_id"], unique=False)
    op.create_table(
        "statement_places",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name="fk_statement_places_place_id"),
        sa.ForeignKeyConstraint(["statement_id"], ["statements.id"], name="fk_statement_places_statement_id"),
        sa.PrimaryKeyConstraint("statement_id", "place_id", name="pk_statement_places"),
    )
    op.create_index("ix_statement_places_place_id", "statement_places", ["place_id"], unique=False)
    sqlite = op.get_bind().dialect.name == "sqlite"
    for command in SQLITE if sqlite else POSTGRESQL:
        op.execute(command)


SQLITE = [
    "CREATE VIRTUAL TABLE statement_words USING fts5(content, source, tokenize='ascii')",
    *(
        f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} are only appended to'); END"
        for table in BY_HAND
        for verb in ("UPDATE", "DELETE")
    ),
    f"PRAGMA application_id = {0x6F6E7265}",
]
POSTGRESQL = [
    "CREATE TABLE statement_words (statement_id integer CONSTRAINT pk_statement_words PRIMARY KEY "
    "CONSTRAINT fk_statement_words_statement_id REFERENCES statements (id), words tsvector NOT NULL)",
    "CREATE INDEX ix_statement_words_words ON statement_words USING gin (words)",
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '% are only appended to', TG_TABLE_NAME; END $$",
    *(
        f"CREATE TRIGGER {table}_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        for table in BY_HAND
    ),
]
