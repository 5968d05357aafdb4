"""What a moved session does to the reminders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from handlers.reminders import planned
from handlers.timetable import current
from storage import notices
from storage.engine import Database
from storage.notices import NewNotice
from storage.tables import notices as notice_rows
from storage.tables import outbox
from tests.clock import HandClock
from tests.handlers.chat import Chat

Chats = Callable[..., Chat]


async def plans(db: Database, chat: Chat) -> None:
    """Plan every reminder of the course as it stands, the way the engine does."""
    async with db.write() as store:
        course = await current(store, chat.school.course)
        for one in planned(course, chat.school.phrases):
            new = NewNotice("reminder", one.title, {}, one.audience, one.due, one.key, expires_at=one.expires_at)
            await notices.make(store, new, now=chat.clock.now())


async def reminders(db: Database, state: str) -> list[tuple[Any, ...]]:
    async with db.read() as store:
        query = select(notice_rows.c.title, notice_rows.c.due).where(notice_rows.c.kind == "reminder")
        query = query.where(notice_rows.c.state == state).order_by(notice_rows.c.due, notice_rows.c.id)
        return [(row.title, f"{row.due:%H:%M %d/%m}") for row in await store.all(query)]


async def test_only_what_is_no_longer_true_is_forgotten(mover: Chat, db: Database, clock: HandClock) -> None:
    await plans(db, mover)
    before = await reminders(db, "planned")
    await mover.taps("Chuyên đề 3 · 8:00 24/5")
    await mover.says("9:00 24/5")
    await mover.taps("mk")
    await mover.taps("Giữ nơi học")
    await mover.taps("Giờ dự kiến")
    await mover.taps("🕗 Đổi và báo cho học viên")
    old = "Nhắc Chuyên đề 3: Điểm nghẽn, rào cản và cách tháo gỡ, 8:00 Chủ nhật, 24/5/2026"
    fallen = [
        ("Nhắc lịch học Chủ nhật, 24/5/2026", "19:00 23/05"),
        (old, "07:00 24/05"),
        (old, "07:45 24/05"),
    ]
    assert await reminders(db, "dropped") == fallen
    assert await reminders(db, "planned") == [one for one in before if one not in fallen]
    await plans(db, mover)
    new = "Nhắc Chuyên đề 3: Điểm nghẽn, rào cản và cách tháo gỡ, 9:00 Chủ nhật, 24/5/2026"
    again = [one for one in await reminders(db, "planned") if one not in before]
    assert again == [(new, "08:00 24/05"), (new, "08:45 24/05")]
    assert ("Nhắc lịch học Chủ nhật, 24/5/2026", "19:00 23/05") in await reminders(db, "planned")


async def test_a_session_that_moves_away_and_back_has_its_reminders(mover: Chat, db: Database) -> None:
    await plans(db, mover)
    before = await reminders(db, "planned")
    for start in ("9:00 24/5", "8:00 24/5"):
        await mover.commands("doilich")
        await mover.taps("mv:cd3")
        await mover.says(start)
        for id_ in ("mk", "mk", "mf:provisional", "!move"):
            await mover.taps(id_)
        await plans(db, mover)
    assert await reminders(db, "planned") == before
    assert len(await reminders(db, "dropped")) == 3


async def test_a_running_reminder_stops_when_its_session_moves(mover: Chat, db: Database, clock: HandClock) -> None:
    await plans(db, mover)
    clock.moment = clock.moment.replace(day=23, hour=7, minute=30)
    async with db.write() as store:
        (id_,) = [
            one.id for one in await notices.planned(store) if (one.key or "").startswith("lop-664:truoc-60-phut:cd1")
        ]
        assert await notices.release(store, id_, now=clock.now()) == "released"
    await mover.taps("Chuyên đề 1 · 8:30 23/5")
    await mover.says("10h hôm nay")
    for id_choice in ("mk", "mk", "mf:provisional", "!move"):
        await mover.taps(id_choice)
    async with db.read() as store:
        stopped = await notices.notice(store, id_)
        rows = await store.all(select(outbox.c.state, outbox.c.reason).where(outbox.c.notice_id == id_))
    assert stopped is not None
    assert (stopped.state, stopped.reason) == ("stopped", "lịch đã đổi")
    assert [tuple(row) for row in rows] == [("skipped", "lịch đã đổi")]
