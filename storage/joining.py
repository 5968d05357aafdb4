"""One person in two chats: a one-time code made in one and typed in the other, and the two people become one."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update

from storage import audit
from storage.engine import Store
from storage.invites import ALPHABET
from storage.merging import merge
from storage.tables import identities, join_codes, people

LIFE = timedelta(minutes=30)
SIGNS = 8  # 40 bits, for half an hour
_LOOKALIKES = str.maketrans("ILO", "110")
_BETWEEN = r"[\s\-–—‐_.]*"
_CODE = re.compile(rf"LK{_BETWEEN}(?:[0-9A-Z]{_BETWEEN}){{{SIGNS}}}")


def looks_like_code(text: str) -> bool:
    """Whether the text is a code and nothing else, such as `LK-7K2M-9QXT`, in any case and spacing."""
    return len(text) <= 40 and _CODE.fullmatch(text.strip().upper()) is not None


async def make_code(store: Store, identity: int, *, now: datetime) -> str:
    """A new code for that chat's person; only its hash is kept."""
    bare = "".join(secrets.choice(ALPHABET) for _ in range(SIGNS))
    row = store.insert(join_codes).values(code_hash=_hash(bare), identity_id=identity, expires_at=now + LIFE)
    await store.run(row)
    return f"LK-{bare[:4]}-{bare[4:]}"


async def join(store: Store, typed: str, *, identity: int, now: datetime) -> int | None:
    """Use the code up, and make one person of whoever made it and whoever types it. Returns that person's id.

    None where the code is wrong, used or too old, or was made in the same chat.
    """
    bare = re.sub(_BETWEEN, "", typed.strip().upper()).removeprefix("LK").translate(_LOOKALIKES)
    row = join_codes.c.code_hash == _hash(bare)
    made = await store.first(select(join_codes.c.identity_id).where(row))
    if made is None or made.identity_id == identity:
        return None
    claimed = await store.run(
        update(join_codes).where(row, join_codes.c.used_at.is_(None), join_codes.c.expires_at > now).values(used_at=now)
    )
    if not claimed.rowcount:
        return None
    owners = [await _owner(store, each) for each in (made.identity_id, identity)]
    if owners[0] == owners[1]:
        return owners[0]
    kept, gone = await _order(store, owners[0], owners[1])
    moved = await merge(store, kept, gone, now=now)
    await audit.record(store, person=kept, action="joined", subject=f"person:{gone}", detail=moved, now=now)
    return kept


async def _owner(store: Store, identity: int) -> int:
    owner = await store.value(select(identities.c.person_id).where(identities.c.id == identity))
    return int(owner)


async def _order(store: Store, one: int, other: int) -> tuple[int, int]:
    """Who stays and who goes into the other: a learner stays before somebody who is none, then who came first."""
    rows = await store.all(select(people).where(people.c.id.in_([one, other])))
    first, second = sorted(rows, key=lambda row: (row.registered_at is None, row.consent != "given", row.id))
    return first.id, second.id


def _hash(bare: str) -> str:
    return hashlib.sha256(f"join:{bare}".encode()).hexdigest()
