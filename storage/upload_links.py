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
    """An address: whose chat it is, which part of the essay the files are for, and whether it was used.

    `nonce` and `files`: the sending that used it up, and by how many files the essay grew.
    """

    id: int
    person: int
    identity: int
    channel: str
    account: str
    chat: str
    part: str
    course: str | None  # the person's; None: the one that newcomers come to
    expires_at: datetime
    used_at: datetime | None
    nonce: str | None
    files: int | None


async def make(store: Store, identity: int, part: str, *, now: datetime) -> str:
    """A new token for that chat; only its hash is kept."""
    token = secrets.token_urlsafe(16)
    row = store.insert(upload_links).values(
        token_hash=_hash(token), identity_id=identity, part=part, expires_at=now + LIFE
    )
    await store.run(row)
    return token


async def find(store: Store, token: str) -> UploadLink | None:
    """The link of this token, open or not; None where there is none, or none any more."""
    link, chat = upload_links.c, identities.c
    row = await store.first(
        select(upload_links, people.c.id.label("person"), people.c.course, chat.channel, chat.account, chat.chat)
        .join(identities, chat.id == link.identity_id)
        .join(people, people.c.id == chat.person_id)
        .where(link.token_hash == _hash(token))
    )
    if row is None:
        return None
    return UploadLink(
        id=row.id,
        person=row.person,
        identity=row.identity_id,
        channel=row.channel,
        account=row.account,
        chat=row.chat,
        part=row.part,
        course=row.course,
        expires_at=row.expires_at,
        used_at=row.used_at,
        nonce=row.nonce,
        files=row.files,
    )


async def use(store: Store, id_: int, *, nonce: str, files: int, now: datetime) -> bool:
    """Use it up. False where somebody was faster."""
    mine = update(upload_links).where(upload_links.c.id == id_, upload_links.c.used_at.is_(None))
    return bool((await store.run(mine.values(used_at=now, nonce=nonce or None, files=files))).rowcount)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
