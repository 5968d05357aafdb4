"""The rows of files that people sent: who sent what, named by its content. The bytes lie on disk."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sqlalchemy import select

from storage.engine import Store
from storage.tables import files


class StoredFile(Protocol):
    """A file that lies on disk already (handlers.messages.Stored is one). `size` is in bytes."""

    @property
    def sha256(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def name(self) -> str: ...


async def keep(store: Store, person: int | None, stored: StoredFile, now: datetime) -> int:
    """Add a row for the file that this person sent. Returns its id.

    The same content sent twice has two rows and lies on disk once.
    """
    return await store.added(
        store.insert(files).values(
            person_id=person,
            sha256=stored.sha256,
            size=stored.size,
            type=stored.type,
            name=stored.name,
            added_at=now,
        )
    )


async def known(store: Store) -> set[str]:
    """The contents (sha256, in hex) that rows name: what a sweep of the disk must leave alone."""
    return {row.sha256 for row in await store.all(select(files.c.sha256).distinct(), long=True)}
