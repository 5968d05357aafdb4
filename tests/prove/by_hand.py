"""Rows that tests of the count put into a database by hand."""

from __future__ import annotations

import json
import sqlite3

NOW, CHAT = "2026-05-22 12:00:00.000000", "700000001"


def add(database: sqlite3.Connection, table: str, **values: object) -> None:
    """A row of these values."""
    marks = ", ".join("?" * len(values))
    database.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))


def queued(
    database: sqlite3.Connection, state: str, *, ref: str | None = None, doubts: int = 0, **more: object
) -> None:
    """A reply, or what `more` makes of it, that the ledger says has ended so."""
    body = json.dumps({"reply": {"text": "**Chào** đồng chí."}, "prompt": 0})
    common = {"lane": "reply", "account": "t", "chat": CHAT, "not_before": NOW, "made_at": NOW, "body": body}
    add(database, "outbox", **(common | {"state": state, "message_ref": ref, "doubts": doubts} | more))
