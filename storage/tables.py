"""The tables (design §5). Progress is keyed by the content's stable ids, so editing a text resets nobody."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.types import Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

NEVER_REUSED: dict[str, Any] = {"sqlite_autoincrement": True}
"""SQLite gives a removed row's id out again unless told; what the audit and messages in flight name must not move."""

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("created_at", Instant, nullable=False),
    Column("course", String(64)),  # the class in which they are now; empty: the program's own
    Column("consent", String(16)),  # given | declined | withdrawn; empty before the answer
    Column("consent_version", String(32)),
    Column("consent_at", Instant),
    Column("full_name", String(200)),
    Column("group_id", String(64)),
    Column("province", String(8)),
    Column("commune", String(8)),
    Column("position", String(200)),
    Column("registered_at", Instant),
    Column("erased_at", Instant),
    Index("ix_people_place", "province", "commune"),
    **NEVER_REUSED,
)

roles = Table(
    "roles",
    metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("role", String(16), primary_key=True),  # owner | trainer | coordinator
    Column("province", String(8)),  # the area of a coordinator; empty: everywhere
    Column("commune", String(8)),
    Column("given_at", Instant, nullable=False),
)

identities = Table(
    "identities",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("account", String(64), nullable=False),
    Column("chat", String(64), nullable=False),
    Column("reachable", Boolean, nullable=False),
    Column("preferred_at", Instant),  # when they asked for notices there
    Column("unreachable_reason", String(200)),
    Column("unreachable_at", Instant),  # since when; empty: it is reached, or that was not noted yet
    Column("last_seen_at", Instant, nullable=False),
    UniqueConstraint("account", "chat"),
    Index("ix_identities_person", "person_id"),
    **NEVER_REUSED,
)

staff_invites = Table(
    "staff_invites",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("province", String(8)),
    Column("commune", String(8)),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("used_by", Integer),
)

told_groups = Table(
    "told_groups",
    metadata,
    Column("account", String(64), primary_key=True),
    Column("chat", String(64), primary_key=True),
    Column("told_at", Instant, nullable=False),
)

code_tries = Table(
    "code_tries",
    metadata,
    Column("identity_id", ForeignKey("identities.id", ondelete="CASCADE"), primary_key=True),
    Column("wrong", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
)

upload_links = Table(
    "upload_links",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("identity_id", ForeignKey("identities.id", ondelete="CASCADE"), nullable=False),
    Column("part", String(64), nullable=False),  # of the essay
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("nonce", String(64)),  # of the sending that used it up
    Column("files", Integer),  # so many the essay gained by it
)

join_codes = Table(
    "join_codes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("identity_id", ForeignKey("identities.id", ondelete="CASCADE"), nullable=False),  # where it was made
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

messages_sent = Table(
    "messages_sent",
    metadata,
    Column("account", String(64), primary_key=True),
    Column("month", String(7), primary_key=True),  # 2026-05, in Vietnam
    Column("lane", String(8), primary_key=True),
    Column("messages", Integer, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    Column("identity_id", ForeignKey("identities.id", ondelete="CASCADE"), primary_key=True),
    Column("step", String(64)),
    Column("data", JSON, nullable=False),
    Column("prompt", Integer, nullable=False),  # grows with each prompt that offers choices
    Column("choices", JSON, nullable=False),  # {now, before: [[id, label], …], asked}; older rows: what `now` holds
    Column("updated_at", Instant, nullable=False),  # when what is open was asked
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", String(64), nullable=False),
    Column("update_id", String(64), nullable=False),
    Column("chat", String(64), nullable=False),  # turns of one chat run in order
    Column("album", String(64)),
    Column("payload", Text),  # the raw update; emptied once processed: personal data stays no longer than it must
    Column("state", String(8), nullable=False),  # new | done | failed
    Column("error", String(500)),
    Column("received_at", Instant, nullable=False),
    Column("done_at", Instant),
    UniqueConstraint("account", "update_id"),
    **NEVER_REUSED,
)
Index("ix_inbox_new", inbox.c.id, sqlite_where=inbox.c.state == "new", postgresql_where=inbox.c.state == "new")

notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("course", String(64), nullable=False),
    Column("kind", String(16), nullable=False),  # reminder | broadcast | change | alert
    Column("key", String(160), unique=True),  # one plan, one notice: planning again changes nothing
    Column("author", ForeignKey("people.id")),
    Column("title", String(200), nullable=False),
    Column("body", JSON, nullable=False),
    Column("audience", JSON, nullable=False),
    Column("due", Instant, nullable=False),
    Column("expires_at", Instant),  # after it nothing of this notice is sent (P6)
    Column("state", String(12), nullable=False),  # planned | sending | done | stopped | dropped | skipped
    Column("reason", String(200)),
    Column("resend_of", Integer),
    Column("progress_row", Integer),  # the outbox row that shows the author how it goes
    Column("made_at", Instant, nullable=False),
    Column("released_at", Instant),
    Column("ended_at", Instant),
    Index("ix_notices_state_due", "state", "due"),
    **NEVER_REUSED,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("lane", String(8), nullable=False),  # reply | notice
    Column("notice_id", ForeignKey("notices.id")),
    Column("person_id", ForeignKey("people.id")),  # empty: a chat that is nobody's (a group)
    Column("identity_id", Integer),
    Column("instead_of", Integer),  # the chat that did not take it
    Column("account", String(64), nullable=False),
    Column("chat", String(64), nullable=False),
    Column("body", JSON),  # a notice's rows share the notice's; theirs tells the ways that did not lead to the person
    Column(
        "state", String(12), nullable=False
    ),  # pending | sending | sent | unreachable | refused | skipped | uncertain
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("doubts", Integer, nullable=False, server_default="0"),  # requests whose answer never came
    Column("lease_until", Instant),
    Column("not_before", Instant, nullable=False),
    Column("reason", String(300)),
    Column("message_ref", String(64)),
    Column("made_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("turn", Integer),  # the inbox row that a reply answers; that row may be pruned by now
    UniqueConstraint("notice_id", "person_id"),
    Index("ix_outbox_notice_state", "notice_id", "state"),
    **NEVER_REUSED,
)
_open = outbox.c.state.in_(["pending", "sending"])
Index("ix_outbox_open", outbox.c.account, outbox.c.lane, outbox.c.id, sqlite_where=_open, postgresql_where=_open)

memberships = Table(
    "memberships",
    metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("course", String(64), primary_key=True),
    Column("group_id", String(64)),
    Column("consent_version", String(32)),
    Column("consent_at", Instant),
    Column("registered_at", Instant, nullable=False),
    Index("ix_memberships_course", "course"),
)
"""Every class that a person is of. What people has of it is that of the class in which they are now."""

notice_sums = Table(
    "notice_sums",
    metadata,
    Column("notice_id", ForeignKey("notices.id"), primary_key=True),
    Column("state", String(12), primary_key=True),
    Column("reason", String(300), primary_key=True),  # "" where a row had none
    Column("rows", Integer, nullable=False),  # so many rows of the outbox were pruned
    Column("doubtful", Integer, nullable=False),  # of them, those with an answer that never came
)

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("id", Integer, primary_key=True),  # one row: writing it tries whether the database takes writes
    Column("at", Instant, nullable=False),
)

session_changes = Table(
    "session_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("course", String(64), nullable=False),
    Column("subject", String(64), nullable=False),  # a session's id, or "reflection" for the essay's deadline
    Column("starts", Instant, nullable=False),  # for "reflection": the deadline
    Column("ends", Instant),
    Column("place", String(300)),
    Column("provisional", Boolean, nullable=False),
    Column("changed_by", Integer),
    Column("changed_at", Instant, nullable=False),
)

lesson_reads = Table(
    "lesson_reads",
    metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("course", String(64), primary_key=True),
    Column("lesson", String(64), primary_key=True),
    Column("opened_at", Instant, nullable=False),
    Column("read_at", Instant),
)

quiz_attempts = Table(
    "quiz_attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("course", String(64), nullable=False),
    Column("quiz", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("plan", JSON, nullable=False),  # the order, fixed at the start: [[question, [option, …]], …]
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("score", Integer),
    Column("passed", Boolean),
    UniqueConstraint("person_id", "course", "quiz", "number"),
    **NEVER_REUSED,
)

quiz_answers = Table(
    "quiz_answers",
    metadata,
    Column("attempt_id", ForeignKey("quiz_attempts.id", ondelete="CASCADE"), primary_key=True),
    Column("question", String(64), primary_key=True),
    Column("picked", JSON, nullable=False),
    Column("right", Boolean, nullable=False),
    Column("answered_at", Instant, nullable=False),
)

situation_plays = Table(
    "situation_plays",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("course", String(64), nullable=False),
    Column("situation", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("ending", String(64)),  # empty where the story was changed under the reader's feet
    UniqueConstraint("person_id", "course", "situation", "number"),
    **NEVER_REUSED,
)

situation_choices = Table(
    "situation_choices",
    metadata,
    Column("play_id", ForeignKey("situation_plays.id", ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True),  # from 1, in the order of deciding
    Column("node", String(64), nullable=False),
    Column("choice", String(8), nullable=False),
    Column("chosen_at", Instant, nullable=False),
)

reflections = Table(
    "reflections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("course", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(12), nullable=False),  # draft | handed_in | replaced | taken_back
    Column("topics", JSON, nullable=False),
    Column("levels", JSON, nullable=False),
    Column("receipt", String(32), unique=True),
    Column("late", Boolean),
    Column("started_at", Instant, nullable=False),
    Column("handed_in_at", Instant),
    UniqueConstraint("person_id", "course", "version"),
    **NEVER_REUSED,
)

reflection_parts = Table(
    "reflection_parts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reflection_id", ForeignKey("reflections.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("part", String(64), nullable=False),  # a part's id of the course, or "essay" for a ready one
    Column("text", Text),
    Column("file_id", ForeignKey("files.id")),
    Column("added_at", Instant, nullable=False),
)

_with_a_file = reflection_parts.c.file_id.is_not(None)
Index(
    "ix_reflection_parts_file",
    reflection_parts.c.file_id,
    sqlite_where=_with_a_file,
    postgresql_where=_with_a_file,
)

files = Table(
    "files",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("people.id")),
    Column("sha256", String(64), nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("type", String(100), nullable=False),
    Column("name", String(255), nullable=False),
    Column("added_at", Instant, nullable=False),
    **NEVER_REUSED,
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("person_id", Integer),  # empty: the program or its operator at the terminal
    Column("action", String(64), nullable=False),
    Column("subject", String(160), nullable=False),
    Column("detail", JSON, nullable=False),
)
