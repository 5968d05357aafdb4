"""One-time addresses of the page by which somebody sends files: kept as hashes, for an hour, used once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from storage.engine import Store
from storage.tables import identities, people, upload_links

LIFE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class UploadLink:
    """An open address: whose chat it is, and which part of the essay the files are for."""

    id: int
    identity: int
    channel: str
    account: str
    chat: str
    part: str
    course: str | None  # the person's; None: the one that newcomers come to


async def make(store: Store, identity: int, part: str, *, now: datetime) -> str:
    """A new token for that chat; only its hash is kept."""
    token = secrets.token_urlsafe(16)
    row = store.insert(upload_links).values(
        token_hash=_hash(token), identity_id=identity, part=part, expires_at=now + LIFE
    )
    await store.run(row)
    return token


async def find(store: Store, token: str, *, now: datetime) -> UploadLink | None:
    """What the token opens; None where it is unknown, used or too old."""
    row = await store.first(
        select(upload_links.c.id, upload_links.c.identity_id, upload_links.c.part, identities, people.c.course)
        .join(identities, identities.c.id == upload_links.c.identity_id)
        .join(people, people.c.id == identities.c.person_id)
        .where(
            upload_links.c.token_hash == _hash(token),
            upload_links.c.used_at.is_(None),
            upload_links.c.expires_at > now,
        )
    )
    if row is None:
        return None
    return UploadLink(row[0], row.identity_id, row.channel, row.account, row.chat, row.part, row.course)


async def use(store: Store, id_: int, *, now: datetime) -> bool:
    """Use it up. False where somebody was faster."""
    mine = update(upload_links).where(upload_links.c.id == id_, upload_links.c.used_at.is_(None))
    return bool((await store.run(mine.values(used_at=now))).rowcount)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
