"""What an upload page took, for whom the answer to their sending was lost"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("upload_links", sa.Column("nonce", sa.String(64), nullable=True))
    op.add_column("upload_links", sa.Column("files", sa.Integer(), nullable=True))
