"""Speakers across articles: what tells them apart, who is one person, and who is somebody else in some documents."""

import sqlalchemy as sa
from alembic import op

from onrecord.ledger.speakers import renew

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the tables and columns; each speaker is a person of its own until more is known."""
    op.add_column("speakers", sa.Column("folded", sa.Text(), server_default="", nullable=False))
    for name, table, other in (
        ("joined_id", "speakers", "speakers"),
        ("person_id", "speakers", "speakers"),
        ("document_id", "merges", "documents"),
    ):
        _reference(table, name, other)
        op.create_index(f"ix_{table}_{name}", table, [name])
    op.add_column("appearances", sa.Column("roles", sa.Text(), nullable=True))
    op.create_table(
        "handles",
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["speaker_id"], ["speakers.id"], name="fk_handles_speaker_id"),
        sa.PrimaryKeyConstraint("handle", "speaker_id", name="pk_handles"),
    )
    op.create_index("ix_handles_speaker_id", "handles", ["speaker_id"])
    op.create_table(
        "profiles",
        sa.Column("speaker_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["speaker_id"], ["speakers.id"], name="fk_profiles_speaker_id"),
        sa.PrimaryKeyConstraint("speaker_id", name="pk_profiles"),
    )
    op.execute("UPDATE speakers SET person_id = id")


def _reference(table: str, name: str, other: str) -> None:
    """Add a column that points at another table's rows: SQLite takes it only as part of the column."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {name} INTEGER CONSTRAINT fk_{table}_{name} REFERENCES {other} (id)"
        )
    else:
        op.add_column(table, sa.Column(name, sa.Integer(), nullable=True))
        op.create_foreign_key(f"fk_{table}_{name}", table, other, [name], ["id"])


#: What works out who is who in what an older ledger has.
afterwards = renew
