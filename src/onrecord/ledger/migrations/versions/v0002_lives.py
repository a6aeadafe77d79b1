"""Forecasts have lives: how they turned out, the phrase that says how likely, and what is no statement after all."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns, and look up what is open by the day it falls due."""
    for table, column in (("statements", "withdrawn"), ("statements", "edited"), ("claims", "edited")):
        op.add_column(table, sa.Column(column, sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("claims", sa.Column("phrase", sa.Text(), nullable=True))
    op.add_column("claims", sa.Column("outcome", sa.Text(), nullable=True))
    op.add_column("claims", sa.Column("degree", sa.Float(), nullable=True))
    op.drop_index("ix_claims_kind_due_on", "claims")
    op.create_index("ix_claims_kind_outcome_due_on", "claims", ["kind", "outcome", "due_on"])
