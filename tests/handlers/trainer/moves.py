"""Moving sessions in tests: the way to the last card, and what is kept."""

from __future__ import annotations

from sqlalchemy import select

from bot.markup import parse
from storage import notices, timetable
from storage.engine import Database
from storage.tables import notices as notice_rows
from storage.timetable import SessionChange
from tests.handlers.chat import Chat

PLACE = "Điểm cầu xã, phường, đặc khu của đồng chí (trực tuyến)"
CD1 = "Chuyên đề 1: Quản trị toàn diện ở cấp xã"


def shown(chat: Chat) -> str:
    """The last message as a person sees it."""
    return parse(chat.last.text).text


async def changed(db: Database) -> list[SessionChange]:
    async with db.read() as store:
        return await timetable.changes(store, "lop-664")


async def told(db: Database) -> list[notices.Notice]:
    async with db.read() as store:
        query = select(notice_rows.c.id).where(notice_rows.c.kind == "change").order_by(notice_rows.c.id)
        ids = [row.id for row in await store.all(query)]
        return [notice for id_ in ids if (notice := await notices.notice(store, id_)) is not None]


async def to_the_card(trainer: Chat, start: str, place: str | None = None, subject: str = "cd1") -> None:
    await trainer.commands("doilich")
    await trainer.taps(f"mv:{subject}")
    await trainer.says(start)
    await trainer.taps("mk")
    await (trainer.taps("mk") if place is None else trainer.says(place))
    await trainer.taps("mf:firm")
