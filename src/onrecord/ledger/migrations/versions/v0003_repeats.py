"""Repeats: what they are looked up by, why they are one, and which articles are nearly one text."""

import sqlalchemy as sa
from alembic import op

from onrecord.ledger.catching_up import unite_all

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables; what is there is united by :func:`afterwards`."""
    op.add_column("passages", sa.Column("likeness", sa.Float(), nullable=True))
    op.add_column("passages", sa.Column("why", sa.Text(), nullable=True))
    for table, column in (("keys", "passage_id"), ("document_keys", "version_id")):
        op.create_table(
            table,
            sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
            sa.Column(column, sa.Integer(), autoincrement=False, nullable=False),
            sa.PrimaryKeyConstraint("key", column, name=f"pk_{table}"),
            sqlite_with_rowid=False,
        )
    op.create_table(
        "near_duplicates",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("resemblance", sa.Float(), nullable=False),
        sa.Column("containment", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["other_id"], ["versions.id"], name="fk_near_duplicates_other_id"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_near_duplicates_version_id"),
        sa.PrimaryKeyConstraint("version_id", name="pk_near_duplicates"),
    )
    op.create_index("ix_near_duplicates_other_id", "near_duplicates", ["other_id"], unique=False)


#: What brings the rows of an older ledger up to date, when it has all tables that the code knows.
afterwards = unite_all
