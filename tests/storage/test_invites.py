"""Invitations: how codes are read, that one is used up once, and that none is kept in clear."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from storage import invites, people
from storage.engine import Database
from storage.people import Role
from storage.tables import roles, staff_invites
from tests.clock import HandClock


@pytest.mark.parametrize(
    "typed",
    ["DH-7K2M-9QXT-04WB", "dh-7k2m-9qxt-o4wb", " DH 7K2M 9QXT 04WB ", "DH7K2M9QXT04WB", "DH–7K2M–9QXT–04WB.",
     "7K2M9QXT04WB"],
)  # fmt: skip
def test_one_code_in_many_spellings(typed: str) -> None:
    assert invites.normalize(typed) == "7K2M9QXT04WB"
    assert invites.start_payload(typed) == "i_7K2M9QXT04WB"


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ("DH-7K2M-9QXT-04WB", True),
        ("dh 7k2m 9qxt 04wb", True),
        ("DH-7K2M-9QXT-04W", False),
        ("DH-7K2M-9QXT-04WB5", False),
        ("mã DH-7K2M-9QXT-04WB", True),
        ("mã mời của tôi là dh-7k2m-9qxt-o4wb.", True),
        ("“DH7K2M9QXT04WB”", True),
        ("toi hoc dh 2024 khoa luat", False),
        ("BDH-7K2M-9QXT-04WB", False),
        ("DH-7K2M-9QXT-04WB " + "x" * 100, False),
        ("7K2M-9QXT-04WB", False),
        ("DH-ĐK2M-9QXT-04WB", False),
        ("", False),
        ("DH" + " " * 10_000, False),
    ],
)
def test_what_looks_like_a_code(text: str, looks: bool) -> None:
    assert invites.looks_like_code(text) is looks


def test_a_code_among_words_is_that_code() -> None:
    assert invites.fingerprint("mã mời của tôi là dh-7k2m-9qxt-o4wb ạ") == invites.fingerprint("7K2M9QXT04WB")


async def made(db: Database, clock: HandClock, role: str, commune: str | None = None) -> str:
    async with db.write() as store:
        return await invites.make_invite(
            store, role, province="68", commune=commune, expires_at=clock.now() + timedelta(days=1), now=clock.now()
        )


async def somebody(db: Database, clock: HandClock, chat: str) -> int:
    async with db.write() as store:
        met = await people.meet(store, channel="telegram", account="telegram:1", chat=chat, now=clock.now())
        return met.id


async def test_a_code_is_kept_as_its_hash_alone(db: Database, clock: HandClock) -> None:
    code = await made(db, clock, "trainer")
    assert re.fullmatch(rf"DH(-[{invites.ALPHABET}]{{4}}){{3}}", code)
    async with db.read() as store:
        row = await store.first(select(staff_invites))
    assert row is not None
    assert len(row.code_hash) == 64
    assert invites.normalize(code) not in str(row)


async def test_of_two_at_once_one_gets_the_role(db: Database, clock: HandClock) -> None:
    code = await made(db, clock, "coordinator", "24781")
    both = [await somebody(db, clock, "1"), await somebody(db, clock, "2")]

    async def redeem(person: int) -> Role | None:
        async with db.write() as store:
            return await invites.redeem(store, invites.fingerprint(code), person=person, now=clock.now())

    assert await asyncio.gather(*map(redeem, both)) == [Role("coordinator", "68", "24781"), None]


async def test_a_newer_invitation_replaces_the_area_of_the_same_role(db: Database, clock: HandClock) -> None:
    person = await somebody(db, clock, "1")
    for commune in ("24781", None):
        code = await made(db, clock, "coordinator", commune)
        async with db.write() as store:
            await invites.redeem(store, invites.fingerprint(code), person=person, now=clock.now())
    async with db.read() as store:
        held = await store.all(select(roles.c.role, roles.c.province, roles.c.commune))
    assert [tuple(row) for row in held] == [("coordinator", "68", None)]


async def test_pauses_grow_up_to_an_hour(db: Database, clock: HandClock) -> None:
    await somebody(db, clock, "1")
    pauses: list[float | None] = []
    for _ in range(13):
        async with db.write() as store:
            await invites.wrong_code(store, 1, clock.now())
            pause = await invites.code_pause(store, 1, clock.now())
            pauses.append(None if pause is None else pause / timedelta(minutes=1))
    assert pauses == [None] * 4 + [1, 2, 4, 8, 16, 32, 60, 60, 60]
    clock.move(minutes=59)
    async with db.read() as store:
        assert await invites.code_pause(store, 1, clock.now()) == timedelta(minutes=1)
    clock.move(minutes=1)
    async with db.read() as store:
        assert await invites.code_pause(store, 1, clock.now()) is None
