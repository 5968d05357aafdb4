"""Courses side by side, and situations"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_FIRST_COURSE = "lop-664"
"""What a database without any trace of its course was made for: no other course was packaged until now."""
_TRACES = ("reflections", "quiz_attempts", "lesson_reads", "session_changes", "notices")


def upgrade() -> None:
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("course", sa.String(length=64), nullable=True))
    op.create_table(
        "memberships",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("group_id", sa.String(length=64), nullable=True),
        sa.Column("consent_version", sa.String(length=32), nullable=True),
        sa.Column("consent_at", sa.DateTime(), nullable=True),
        sa.Column("registered_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_memberships_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "course", name=op.f("pk_memberships")),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index("ix_memberships_course", ["course"], unique=False)
    op.create_table(
        "situation_plays",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("situation", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ending", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_situation_plays_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_situation_plays")),
        sa.UniqueConstraint(
            "person_id",
            "course",
            "situation",
            "number",
            name=op.f("uq_situation_plays_person_id_course_situation_number"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "situation_choices",
        sa.Column("play_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("node", sa.String(length=64), nullable=False),
        sa.Column("choice", sa.String(length=8), nullable=False),
        sa.Column("chosen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["play_id"], ["situation_plays.id"], name=op.f("fk_situation_choices_play_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("play_id", "place", name=op.f("pk_situation_choices")),
    )
    _carry_over()


def _carry_over() -> None:
    """Whoever is registered is of the one course that this database was used for."""
    connection = op.get_bind()
    course = next((found for trace in _TRACES if (found := _course_in(connection, trace))), _FIRST_COURSE)
    connection.execute(
        sa.text(
            "INSERT INTO memberships (person_id, course, group_id, consent_version, consent_at, registered_at) "
            "SELECT id, :course, group_id, consent_version, consent_at, registered_at "
            "FROM people WHERE registered_at IS NOT NULL"
        ),
        {"course": course},
    )
    connection.execute(
        sa.text("UPDATE people SET course = :course WHERE registered_at IS NOT NULL"), {"course": course}
    )


def _course_in(connection: sa.Connection, table: str) -> str | None:
    """The course that the table's newest rows are about."""
    found: str | None = connection.execute(
        sa.text(f"SELECT course FROM {table} GROUP BY course ORDER BY count(*) DESC LIMIT 1")  # noqa: S608  # ours
    ).scalar()
    return found
