"""Codes that join chats: found in what people type, and what the audit keeps of two who were not the same."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from storage import joining, people
from storage.engine import Database
from storage.joining import Maker
from storage.tables import audit
from tests.clock import HandClock
from tests.storage.test_joining import person


@pytest.mark.parametrize(
    "text",
    [
        "LK-7K2M-9QXT",
        " lk 7k2m 9qxt ",
        "lk7k2m9qxt",
        "LK—7K2M—9QXT.",
        "“LK-7K2M-9QXT”",
        "mã LK-7K2M-9QXT",
        "Mã của tôi là: lk-7k2m-9qxt",
        "LK-7K2M-9QXT ạ",
        "lk-7k2m-9qxt nhé",
        "lk - 7 k 2 m 9 q x t",
    ],
)
def test_a_code_is_found_however_it_is_typed(text: str) -> None:
    found = joining.code_in(text)
    assert found is not None
    assert "".join(filter(str.isalnum, found)) == "LK7K2M9QXT"


@pytest.mark.parametrize(
    "text",
    [
        "LK-7K2M-9QX",
        "LK-12A",
        "DH-7K2M-9QXT-04WB",
        "lk dang vien",
        "lk voi dan ve",
        "Phải lk chặt chẽ với dân",
        "Bài của tôi: " + "xã nghèo " * 20 + "LK-7K2M-9QXT",
        "",
    ],
)
def test_what_is_no_code_is_left_alone(text: str) -> None:
    assert joining.code_in(text) is None


async def test_whose_a_code_is_and_who_is_joined(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        one = await person(store, clock, "telegram", "1", name="An")
        other = await person(store, clock, "zalo", "a")
        code = await joining.make_code(store, one.identity, now=clock.now())
        assert await joining.maker(store, f"mã {code.lower()} ạ") == Maker(one.identity, one.id)
        assert await joining.maker(store, "LK-0000-0000") is None
        assert await joining.join(store, f"mã {code.lower()} ạ", identity=other.identity, now=clock.now()) == one.id


async def test_the_audit_names_the_chats_and_the_fields_that_differed_not_what_stood_in_them(
    db: Database, clock: HandClock
) -> None:
    async with db.write() as store:
        one = await person(store, clock, "telegram", "1", name="An")
        other = await person(store, clock, "zalo", "a", name="Bình")
        await people.correct(store, other.id, commune="24646", position="Trưởng thôn")
        assert await joining.differing(store, one.id, other.id) == ("name", "place")
        code = await joining.make_code(store, one.identity, now=clock.now())
        assert await joining.join(store, code, identity=other.identity, now=clock.now()) == one.id
        (line,) = await store.all(select(audit).where(audit.c.action == "joined"))
        kept = {name: line.detail[name] for name in ("made", "typed", "differed")}
        assert kept == {"made": [one.identity], "typed": [other.identity], "differed": ["name", "place"]}
        assert "Bình" not in str(line.detail)


async def test_groups_of_two_classes_are_not_compared(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        one = await person(store, clock, "telegram", "1", name="An")
        other = await person(store, clock, "zalo", "a", name="An", course="lop-hai")
        await people.correct(store, other.id, group_id="another")
        assert await joining.differing(store, one.id, other.id) == ()
        assert await joining.differing(store, one.id, one.id) == ()
