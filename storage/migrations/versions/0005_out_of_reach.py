"""Since when a chat is not reached, for those who phone; in which essay a file is, without looking through them all"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("identities", sa.Column("unreachable_at", sa.DateTime(), nullable=True))
    with_a_file = sa.text("file_id IS NOT NULL")
    op.create_index(
        "ix_reflection_parts_file",
        "reflection_parts",
        ["file_id"],
        sqlite_where=with_a_file,
        postgresql_where=with_a_file,
    )
