"""One person in two chats: a one-time code made in one and typed in the other, and the two people become one."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select, update

from storage import audit, own_chats
from storage.engine import Store
from storage.invites import ALPHABET
from storage.merging import merge
from storage.tables import identities, join_codes, people

LIFE = timedelta(minutes=30)
SIGNS = 8  # 40 bits, for half an hour
_LOOKALIKES = str.maketrans("ILO", "110")
LONGEST = 100
"""A longer text is not looked through for a code: it is somebody's writing."""

_BETWEEN = r"[\s\-–—‐_.]*"
_WHOLE = re.compile(rf"\W*(LK{_BETWEEN}(?:[0-9A-Z]{_BETWEEN}){{{SIGNS}}})\W*")
_WITHIN = re.compile(r"(?<!\w)LK[\s\-–—‐_.]?[0-9A-Z]{4}[\s\-–—‐_.]?[0-9A-Z]{4}(?!\w)")
_NO_WORDS = re.compile(r"[0-9\-–—‐_.]|LK\S{8}")
"""What letters between spaces lack that are words: "lk dang vien" is no code."""

FIELDS: Mapping[str, tuple[str, ...]] = {
    "name": ("full_name",),
    "group": ("group_id",),
    "place": ("province", "commune"),
    "position": ("position",),
}
"""What a learner says of themselves: the fields by which two people are compared, and their columns."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Where a code was made: the chat, and whose it is."""

    identity: int
    person: int


def code_in(text: str) -> str | None:
    """The code in a short text, such as `LK-7K2M-9QXT`, in any case: alone in any spacing, or among words."""
    typed = text.strip().upper()
    if len(typed) > LONGEST:
        return None
    whole = _WHOLE.fullmatch(typed)
    found = [whole[1]] if whole is not None else _WITHIN.findall(typed)
    return next((code for code in found if _NO_WORDS.search(code)), None)


def looks_like_code(text: str) -> bool:
    """Whether there is a code in the text."""
    return code_in(text) is not None


async def make_code(store: Store, identity: int, *, now: datetime) -> str:
    """A new code for that chat's person; only its hash is kept."""
    bare = "".join(secrets.choice(ALPHABET) for _ in range(SIGNS))
    row = store.insert(join_codes).values(code_hash=_hash(bare), identity_id=identity, expires_at=now + LIFE)
    await store.run(row)
    return f"LK-{bare[:4]}-{bare[4:]}"


async def maker(store: Store, typed: str) -> Maker | None:
    """Who made the code in that text, whether it still works or not; None where nobody did."""
    of_chat = select(identities.c.id, identities.c.person_id).join(
        join_codes, join_codes.c.identity_id == identities.c.id
    )
    row = await store.first(of_chat.where(join_codes.c.code_hash == _hash(_bare(typed))))
    return None if row is None else Maker(row.id, row.person_id)


async def join(store: Store, typed: str, *, identity: int, now: datetime) -> int | None:
    """Use the code up, and make one person of whoever made it and whoever types it. Returns that person's id.

    None where the code is wrong, used or too old, or was made in the same chat.
    """
    made = await maker(store, typed)
    if made is None or made.identity == identity:
        return None
    row = join_codes.c.code_hash == _hash(_bare(typed))
    claimed = await store.run(
        update(join_codes).where(row, join_codes.c.used_at.is_(None), join_codes.c.expires_at > now).values(used_at=now)
    )
    if not claimed.rowcount:
        return None
    owners = made.person, await _owner(store, identity)
    if owners[0] == owners[1]:
        return owners[0]
    await store.run(update(identities).where(identities.c.id == identity).values(last_seen_at=now))
    about = await _about(store, *owners)
    kept, gone = await _order(store, owners[0], owners[1])
    moved = {**await merge(store, kept, gone, now=now), **about}
    await audit.record(store, person=kept, action=own_chats.JOINED, subject=f"person:{gone}", detail=moved, now=now)
    return kept


async def _about(store: Store, made: int, typed: int) -> dict[str, Any]:
    """What the audit says of the two: the chats of each, and the fields (never what stood in them) that differed."""
    sides = {"made": made, "typed": typed}
    chats = {side: sorted(one.identity for one in await own_chats.of(store, of)) for side, of in sides.items()}
    differed = await differing(store, made, typed)
    return {**chats, **({"differed": list(differed)} if differed else {})}


async def differing(store: Store, one: int, other: int) -> tuple[str, ...]:
    """The fields, of FIELDS, that are known of both people and are not the same; groups within one class alone."""
    rows = await store.all(select(people).where(people.c.id.in_([one, other])))
    if len(rows) < 2:
        return ()
    first, second = rows
    held_apart = first.course != second.course and None not in (first.course, second.course)
    return tuple(
        field for field, columns in FIELDS.items()
        if _differ(first, second, columns) and not (field == "group" and held_apart)
    )  # fmt: skip


def _differ(one: Row[Any], other: Row[Any], columns: tuple[str, ...]) -> bool:
    values, others = ([row._mapping[column] for column in columns] for row in (one, other))
    return any(values) and any(others) and values != others


async def _owner(store: Store, identity: int) -> int:
    owner = await store.value(select(identities.c.person_id).where(identities.c.id == identity))
    return int(owner)


async def _order(store: Store, one: int, other: int) -> tuple[int, int]:
    """Who stays and who goes into the other: a learner stays before somebody who is none, then who came first."""
    rows = await store.all(select(people).where(people.c.id.in_([one, other])))
    first, second = sorted(rows, key=lambda row: (row.registered_at is None, row.consent != "given", row.id))
    return first.id, second.id


def _bare(typed: str) -> str:
    return re.sub(_BETWEEN, "", code_in(typed) or "").removeprefix("LK").translate(_LOOKALIKES)


def _hash(bare: str) -> str:
    return hashlib.sha256(f"join:{bare}".encode()).hexdigest()
