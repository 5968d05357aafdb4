"""People and the chats they are reached in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, func, literal, select, update

from storage import memberships
from storage.engine import Store
from storage.prepared import Prepared
from storage.tables import identities, people, roles


@dataclass(frozen=True, slots=True)
class Role:
    """What a person may do, and where: no province means everywhere, no commune the whole province."""

    name: str  # owner | trainer | coordinator
    province: str | None = None
    commune: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A person as a turn sees them, with the chat that they write from."""

    id: int
    identity: int
    channel: str
    account: str
    chat: str
    consent: str | None = None  # given | declined | withdrawn | None: not asked yet
    consent_version: str | None = None
    consent_at: datetime | None = None
    full_name: str | None = None
    group: str | None = None
    province: str | None = None
    commune: str | None = None
    position: str | None = None
    registered_at: datetime | None = None
    course: str | None = None  # the class in which they are now; None: the program's own
    roles: tuple[Role, ...] = ()

    @property
    def consents(self) -> bool:
        """Whether we may keep what they tell us."""
        return self.consent == "given"

    @property
    def registered(self) -> bool:
        """Whether they are of the class."""
        return self.registered_at is not None

    def role(self, name: str) -> Role | None:
        """Their role of that name, or None."""
        return next((role for role in self.roles if role.name == name), None)


_PERSON = (
    select(
        *(column for column in people.c if column.name not in {"created_at", "erased_at"}),
        identities.c.id.label("identity"),
        identities.c.channel,
        identities.c.account,
        identities.c.chat,
        identities.c.reachable,
        identities.c.last_seen_at,
        roles.c.role,
        roles.c.province.label("role_province"),
        roles.c.commune.label("role_commune"),
    )
    .join(identities, identities.c.person_id == people.c.id)
    .outerjoin(roles, roles.c.person_id == people.c.id)
    .order_by(roles.c.role)
)
"""A row for each role that the person has, one where there is none."""

_BY_CHAT = Prepared(_PERSON.where(identities.c.account == bindparam("account"), identities.c.chat == bindparam("chat")))
_SEEN = Prepared(
    update(identities)
    .where(identities.c.id == bindparam("identity"))
    .values(reachable=True, unreachable_reason=None, unreachable_at=None, last_seen_at=bindparam("now"))
)
SEEN_AGAIN = timedelta(minutes=1)
"""When somebody was last seen is kept to the minute: which of their chats they used last needs no more."""


async def meet(store: Store, *, channel: str, account: str, chat: str, now: datetime) -> Person:
    """The person who writes from that chat; somebody new becomes a person with nothing known of them.

    Whoever writes can be reached again.
    """
    rows = await store.all(_BY_CHAT, account=account, chat=chat)
    if not rows:
        person = await store.added(store.insert(people).values(created_at=now))
        identity = await store.added(
            store.insert(identities).values(
                person_id=person, channel=channel, account=account, chat=chat, reachable=True, last_seen_at=now
            )
        )
        return Person(id=person, identity=identity, channel=channel, account=account, chat=chat)
    if not rows[0].reachable or abs(now - rows[0].last_seen_at) >= SEEN_AGAIN:
        await store.change(_SEEN, identity=rows[0].identity, now=now)
    return _person(rows)


async def identity_of(store: Store, *, account: str, chat: str) -> int | None:
    """The identity of that chat, or None where nobody has written from it."""
    found: int | None = await store.value(
        select(identities.c.id).where(identities.c.account == account, identities.c.chat == chat)
    )
    return found


async def of_identity(store: Store, identity: int) -> Person:
    """The person of that chat, as they are now."""
    return _person(await store.all(_PERSON.where(identities.c.id == identity)))


async def prefer(store: Store, person: int, identity: int, *, now: datetime) -> None:
    """Notices go to that chat of the person from now on, where it can be reached."""
    await store.run(update(identities).where(identities.c.person_id == person).values(preferred_at=None))
    await store.run(update(identities).where(identities.c.id == identity).values(preferred_at=now))


async def reach(store: Store, person: int) -> Person | None:
    """The person, in the chat in which they were last seen and can be reached; None where there is none."""
    latest = (
        select(identities.c.id)
        .where(identities.c.person_id == person, identities.c.reachable)
        .order_by(identities.c.last_seen_at.desc(), identities.c.id.desc())
        .limit(1)
    )
    rows = await store.all(_PERSON.where(identities.c.id == latest.scalar_subquery()))
    return _person(rows) if rows else None


def _person(rows: Sequence[Row[Any]]) -> Person:
    row = rows[0]
    return Person(
        id=row.id,
        identity=row.identity,
        channel=row.channel,
        account=row.account,
        chat=row.chat,
        consent=row.consent,
        consent_version=row.consent_version,
        consent_at=row.consent_at,
        full_name=row.full_name,
        group=row.group_id,
        province=row.province,
        commune=row.commune,
        position=row.position,
        registered_at=row.registered_at,
        course=row.course,
        roles=tuple(Role(one.role, one.role_province, one.role_commune) for one in rows if one.role is not None),
    )


async def moved(store: Store, person: Person, course: str) -> Person:
    """The person in that class: as they are registered in it, or not yet."""
    await memberships.switch(store, person.id, course)
    return _person(await store.all(_PERSON.where(identities.c.id == person.identity)))


async def set_consent(store: Store, person: int, answer: str, *, version: str, now: datetime) -> None:
    """Keep the answer (given, declined, withdrawn), to which version of the text, and when."""
    await store.run(
        update(people)
        .where(people.c.id == person)
        .values(consent=answer, consent_version=version, consent_at=now, erased_at=None)
    )
    await memberships.keep(store, person)


async def register(store: Store, person: int, *, course: str, now: datetime, **fields: str | None) -> None:
    """Make the person a learner of that class with these fields: full_name, group_id, province, commune, position."""
    await store.run(update(people).where(people.c.id == person).values(course=course, registered_at=now, **fields))
    await memberships.keep(store, person)


async def correct(store: Store, person: int, **fields: str | None) -> None:
    """Change some of a learner's fields."""
    await store.run(update(people).where(people.c.id == person).values(**fields))
    if "group_id" in fields:
        await memberships.keep(store, person)


async def unreachable(store: Store, identity: int, reason: str, *, now: datetime) -> None:
    """Nothing more is sent to that chat until the person writes again."""
    lost = {"reachable": False, "unreachable_reason": reason, "unreachable_at": since(now)}
    await store.run(update(identities).where(identities.c.id == identity).values(**lost))


def since(now: datetime) -> ColumnElement[datetime]:
    """Since when a chat is not reached that can't be reached now: the first time that this was found counts."""
    return func.coalesce(identities.c.unreachable_at, literal(now, identities.c.unreachable_at.type))
