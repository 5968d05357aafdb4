"""A message knows its turn; what was pruned stays counted; a row to try whether the database takes writes"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # Not as a batch: SQLite adds an empty column without copying the table, however many rows it has.
    op.add_column("outbox", sa.Column("turn", sa.Integer(), nullable=True))
    op.create_table(
        "notice_sums",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("doubtful", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_notice_sums_notice_id")),
        sa.PrimaryKeyConstraint("notice_id", "state", "reason", name=op.f("pk_notice_sums")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heartbeat")),
    )
