"""A trainer's desk in tests: writing a notice, having it sent, and looking at what is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select, update

from handlers.messages import Attached, Stored
from storage import notices
from storage.engine import Database
from storage.tables import notices as notice_rows
from storage.tables import outbox
from tests.clock import HandClock
from tests.handlers.chat import Chat

Chats = Callable[..., Chat]
EVERYBODY = """\
👥 **Người nhận**

- mọi học viên đã đăng ký

**{n} người**{rest}.
Muốn hẹp hơn, đồng chí thêm điều kiện; các điều kiện cùng phải đúng."""


async def rows(db: Database, table: Any, *columns: Any) -> list[tuple[Any, ...]]:
    async with db.read() as store:
        return [tuple(row) for row in await store.all(select(*columns).select_from(table).order_by(table.c.id))]


async def kept(db: Database) -> list[notices.Notice]:
    async with db.read() as store:
        ids = [row.id for row in await store.all(select(notice_rows.c.id).order_by(notice_rows.c.id))]
        return [notice for id_ in ids if (notice := await notices.notice(store, id_)) is not None]


async def writes(trainer: Chat, text: str = "Mời các đồng chí họp lúc 8:00.") -> None:
    await trainer.commands("thongbao")
    await trainer.taps("✏️ Viết thông báo mới")
    await trainer.says(text)


async def previews(trainer: Chat, text: str = "Mời các đồng chí họp lúc 8:00.") -> None:
    await writes(trainer, text)
    await trainer.taps("👀 Xem trước và gửi")


async def releases(db: Database, clock: HandClock, id_: int, states: dict[str, tuple[str, str | None]]) -> None:
    """Have the notice released, its rows ended as `states` says by chat (else sent), and finished."""
    async with db.write() as store:
        assert await notices.release(store, id_, now=clock.now()) == "released"
        for row in await store.all(select(outbox.c.id, outbox.c.chat).where(outbox.c.notice_id == id_)):
            state, reason = states.get(row.chat, ("sent", None))
            ended = {"state": state, "reason": reason, "ended_at": clock.now()}
            await store.run(update(outbox).where(outbox.c.id == row.id).values(ended))
        await notices.finish(store, now=clock.now())


def pdf(name: str = "kế hoạch.pdf", size: int = 900, type_: str = "application/pdf") -> Attached:
    return Attached("document", "ref", name, type_, size, Stored("ab" * 32, size, type_, name))
