"""Invitations of staff: one-time codes, kept as hashes, used up once; wrong ones are slowed down."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from storage.engine import Store
from storage.people import Role
from storage.tables import code_tries, roles, staff_invites

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 signs, 5 bits each: no I, L, O, U; what looks like 1 or 0 is read as such (crockford.com/base32)."""

SIGNS = 12  # 60 bits
FREE_TRIES = 5
LONGEST_PAUSE = timedelta(hours=1)
_LOOKALIKES = str.maketrans("ILO", "110")
_BETWEEN = r"[\s\-–—‐_.]*"
_CODE = re.compile(rf"DH{_BETWEEN}(?:[0-9A-Z]{_BETWEEN}){{{SIGNS}}}")
_WITHIN = re.compile(r"(?<!\w)DH(?:[\-–—‐_.]?[0-9A-Z]{4}){3}(?!\w)")
LONGEST = 100
"""A longer text is not looked through for a code: it is somebody's writing."""


def normalize(code: str) -> str:
    """The code's bare signs: no `DH`, no dashes or spaces, upper case, look-alikes as the sign that is meant."""
    bare = re.sub(_BETWEEN, "", code.upper())
    if len(bare) == SIGNS + 2:
        bare = bare.removeprefix("DH")
    return bare.translate(_LOOKALIKES)


def code_in(text: str) -> str | None:
    """The code in a short text, such as `DH-7K2M-9QXT-04WB`, in any case: alone in any spacing, or among words.

    Among words it has no spaces: "toi hoc dh 2024 khoa luat" is none.
    """
    typed = text.strip().upper()
    if len(typed) > LONGEST:
        return None
    found = _CODE.fullmatch(typed) or _WITHIN.search(typed)
    return None if found is None else found[0]


def looks_like_code(text: str) -> bool:
    """Whether there is a code in the text."""
    return code_in(text) is not None


def start_payload(code: str) -> str:
    """What a deep link carries to redeem the code: `i_7K2M9QXT04WB`."""
    return f"i_{normalize(code)}"


async def make_invite(
    store: Store,
    role: str,
    *,
    province: str | None = None,
    commune: str | None = None,
    expires_at: datetime,
    now: datetime,
) -> str:
    """Keep a new invitation to a role (owner, trainer, coordinator). Returns its code, which is not kept in clear."""
    bare = "".join(secrets.choice(ALPHABET) for _ in range(SIGNS))
    await store.run(
        store.insert(staff_invites).values(
            code_hash=_hash(bare), role=role, province=province, commune=commune, made_at=now, expires_at=expires_at
        )
    )
    return "-".join(["DH", *(bare[at : at + 4] for at in range(0, SIGNS, 4))])


def fingerprint(code: str) -> str:
    """What may be kept of a code, or of a text with one in it: its hash, which redeems it and can't be read."""
    return _hash(normalize(code_in(code) or code))


async def redeem(store: Store, print_: str, *, person: int, now: datetime) -> Role | None:
    """Use up the code of that fingerprint and give its role; an older area of the same role is replaced.

    None where the code is wrong, used or expired.
    """
    row = staff_invites.c.code_hash == print_
    claimed = await store.run(
        update(staff_invites)
        .where(row, staff_invites.c.used_at.is_(None), staff_invites.c.expires_at > now)
        .values(used_at=now, used_by=person)
    )
    if claimed.rowcount == 0:
        return None
    invite = await store.first(select(staff_invites).where(row))
    assert invite is not None
    area = {"province": invite.province, "commune": invite.commune, "given_at": now}
    given = store.insert(roles).values(person_id=person, role=invite.role, **area)
    await store.run(given.on_conflict_do_update(index_elements=["person_id", "role"], set_=area))
    return Role(invite.role, invite.province, invite.commune)


async def wrong_code(store: Store, identity: int, now: datetime) -> None:
    """Count one more wrong code of that chat."""
    row = store.insert(code_tries).values(identity_id=identity, wrong=1, last_at=now)
    counted = {"wrong": code_tries.c.wrong + 1, "last_at": now}
    await store.run(row.on_conflict_do_update(index_elements=["identity_id"], set_=counted))


async def right_code(store: Store, identity: int) -> None:
    """Forget the wrong codes of that chat."""
    await store.run(delete(code_tries).where(code_tries.c.identity_id == identity))


async def code_pause(store: Store, identity: int, now: datetime) -> timedelta | None:
    """How long that chat has to wait before its next code is looked at, or None where it need not.

    From the fifth wrong code in a row: 1 minute, then 2, 4, … up to an hour after each.
    """
    row = await store.first(select(code_tries).where(code_tries.c.identity_id == identity))
    if row is None or row.wrong < FREE_TRIES:
        return None
    pause = min(timedelta(minutes=2 ** min(row.wrong - FREE_TRIES, 10)), LONGEST_PAUSE)
    left: timedelta = row.last_at + pause - now
    return left if left > timedelta() else None


def _hash(bare: str) -> str:
    return hashlib.sha256(bare.encode()).hexdigest()
