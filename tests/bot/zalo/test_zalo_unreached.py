"""The coordinator on Zalo: whom to phone, by commune, and the file of them as a link."""

from __future__ import annotations

import io

from openpyxl import load_workbook
from sqlalchemy import select

from bot.rehearsal.acting_goals import Registering
from storage.tables import identities, people, roles
from tests.bot.program import Program
from tests.bot.zalo.test_sparing import a_learner
from tests.bot.zalo.test_zalo_files import address, public

__all__ = ["public"]


async def test_whom_to_phone_and_the_file_of_them(public: Program) -> None:
    coordinator = await a_learner(public, "Trần Thị Điều")
    assert await coordinator.pursues(Registering())
    await public.learners(2)
    async with public.app.db.write() as store:
        me = await store.value(select(people.c.id).where(people.c.full_name == "Trần Thị Điều"))
        row = {"role": "coordinator", "given_at": public.clock.now()}
        await store.run(store.insert(roles).values(person_id=me, **row))
        lost = await store.value(select(people.c.id).where(people.c.id != me).order_by(people.c.id).limit(1))
        name = await store.value(select(people.c.full_name).where(people.c.id == lost))
        gone = {"reachable": False, "unreachable_reason": "đã chặn", "unreachable_at": public.clock.now()}
        await store.run(identities.update().where(identities.c.person_id == lost).values(**gone))
    await coordinator.phone.says("goi dien")
    shown = await coordinator.phone.waits_for("Chưa liên lạc được")
    assert "1 người hiện không kênh nào nhắn tới được" in shown.text
    assert f"{name}. Telegram: đã chặn, từ " in shown.text
    await coordinator.phone.says("1")
    link = address((await coordinator.phone.waits_for("📎")).text)
    async with public.session.get(link) as got:
        assert (got.status, got.headers["Content-Disposition"].startswith("attachment")) == (200, True)
        sheet = load_workbook(io.BytesIO(await got.read()))["Chưa liên lạc được"]
    assert [row[2] for row in sheet.iter_rows(min_row=3, values_only=True)] == [name]
