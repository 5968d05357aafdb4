"""What a notice costs, and that none goes which can't be paid for: planned, sent again, next month, in parts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot import accounts
from bot.app import App
from bot.clock import RehearsalClock
from bot.rehearsal.server import Rehearsal
from bot.rehearsal.zalo.bots import Bot
from storage import ledger, memberships, notices
from storage.engine import Store
from storage.tables import identities, people
from storage.types import VIETNAM
from tests.bot.program import BEGINS, Program, settings_for
from tests.bot.rehearsal.pictures import picture

XA1 = "zalo:12345689"
LEFT = 4
"""Messages for notices in the test's month: of 100, 20 are the reserve."""

Running = Callable[..., AbstractAsyncContextManager["Desk"]]


class Desk:
    """The program, a trainer on Telegram, and three learners on Zalo."""

    def __init__(self, program: Program, phone: Any, zalos: list[str]) -> None:
        self.program, self.phone, self.zalos = program, phone, zalos

    async def writes(self, text: str) -> Any:
        """Write a notice to everybody; the preview's card."""
        await self.phone.says("/thongbao")
        await self.phone.taps("✏️ Viết thông báo mới", await self.phone.waits_for("Thông báo của đồng chí"))
        await self.phone.waits_for("Đồng chí gõ nội dung")
        await self.phone.says(text)
        return await self.previews()

    async def previews(self) -> Any:
        await self.phone.taps("👀 Xem trước", await self.phone.waits_for("👥 Người nhận"))
        return await self.phone.waits_for("Số người")

    async def plans(self, text: str, when: str) -> Any:
        """The same with a time; the card that shows it."""
        await self.phone.taps("🕗 Hẹn giờ", await self.writes(text))
        await self.phone.waits_for("Gửi lúc nào")
        await self.phone.says(when)
        return await self.phone.waits_for("Số người")

    async def presses(self, card: Any) -> Any:
        """Press the button that sends; what comes of it."""
        [label] = [label for label in card.labels if label.startswith(("📣 Gửi ngay", "📣 Hẹn gửi"))][:1]
        await self.phone.taps(label, card)
        return await self.phone.waits_for("⏳")

    async def sent(self) -> int:
        async with self.program.app.db.read() as store:
            return await ledger.sent(store, XA1, now=self.program.clock.now())

    async def spends(self, messages: int) -> None:
        async with self.program.app.db.write() as store:
            await ledger.count(store, XA1, "reply", messages, now=self.program.clock.now())


def costs(card: Any) -> list[str]:
    """The lines that say what it costs."""
    return [line for line in card.text.splitlines() if "Bot Zalo" in line]


def sends(card: Any) -> bool:
    """Whether a button sends it."""
    return any(label.startswith("📣") for label in card.labels)


@pytest.fixture
def running(
    stage: tuple[Rehearsal, str, aiohttp.ClientSession],
    database: Path,
    zalo_settings: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> Running:
    """`async with running(left=…, begins=…) as desk`: so many messages are left for notices, of 100 a month."""
    monkeypatch.setattr(accounts, "MONTH_MESSAGES", 100)

    @asynccontextmanager
    async def started(left: int = LEFT, begins: datetime = BEGINS, **settings: Any) -> AsyncIterator[Desk]:
        rehearsal, page, session = stage
        both = {name: value for name, value in zalo_settings.items() if name != "telegram_token"} | settings
        app = App(settings_for(page, database.parent, **both), RehearsalClock(begins))
        async with app.running() as at_work:
            rehearsal.clock.url = f"{at_work.address}/clock"
            program = Program(app, at_work, rehearsal, page, session)
            [chat] = await program.learners(1, role="trainer")
            phone = await program.phone(id=chat + 1)
            phone.id = chat
            desk = Desk(program, phone, [await learner(program, number) for number in range(3)])
            await desk.spends(80 - left)
            yield desk

    return started


async def learner(program: Program, number: int) -> str:
    """A registered learner who is on Zalo alone; their chat."""
    [bot] = list(program.rehearsal.zalo)
    phone = await program.phone(f"Zalo {number}", channel="zalo", bot=bot.name, started=True)
    now, chat = program.clock.now(), bot.person(phone.id)
    async with program.app.db.write() as store:
        person = await store.added(
            store.insert(people).values(
                created_at=now, consent="given", course="lop-664", registered_at=now, full_name=f"Học viên {number}"
            )
        )
        await memberships.keep(store, person)
        await store.run(
            store.insert(identities).values(
                person_id=person, channel="zalo", account=f"zalo:{bot.account}", chat=chat, reachable=True,
                last_seen_at=now,
            )
        )  # fmt: skip
    return chat


async def test_what_is_planned_for_the_month_is_paid_first(running: Running) -> None:
    async with running() as desk:
        first = await desk.plans("Một", "20:30 hôm nay")
        assert costs(first) == ["• Bot Zalo xa1: tốn 3 tin, tháng này còn 4 tin cho thông báo."]
        await desk.presses(first)
        second = await desk.plans("Hai", "20:45 hôm nay")
        assert costs(second) == [
            "• ⛔ Bot Zalo xa1: cần 3 tin, tháng này chỉ còn 1 tin cho thông báo. "
            "Đồng chí thu hẹp người nhận hoặc hẹn sang tháng sau."
        ]
        assert not sends(second)


async def test_what_is_going_is_paid_first(running: Running, xa1: Bot) -> None:
    async with running() as desk:
        xa1.revoked = True  # nothing leaves, nothing is given up
        notice = await desk.program.notice("Đang đi")
        await desk.program.until(lambda store: _state(store, notice), "sending")
        card = await desk.writes("Nữa")
        assert [line.partition(" Đồng chí")[0] for line in costs(card)] == [
            "• ⛔ Bot Zalo xa1: cần 3 tin, tháng này chỉ còn 1 tin cho thông báo."
        ]


async def _state(store: Store, notice: int) -> str | None:
    found = await notices.notice(store, notice)
    return None if found is None else found.state


async def test_a_notice_for_next_month_is_paid_by_next_month(running: Running) -> None:
    async with running(left=0, begins=datetime(2026, 5, 31, 20, 0, tzinfo=VIETNAM)) as desk:
        card = await desk.plans("Mời họp", "8:00 2/6/2026")
        assert costs(card) == ["• Bot Zalo xa1: tốn 3 tin, tháng 6/2026 còn 80 tin cho thông báo."]
        await desk.presses(card)
        second = await desk.plans("Mời họp nữa", "8:00 3/6/2026")
        assert costs(second) == ["• Bot Zalo xa1: tốn 3 tin, tháng 6/2026 còn 77 tin cho thông báo."]
        now = await desk.writes("Mời ngay")
        assert (costs(now)[0][:37], sends(now)) == ("• ⛔ Bot Zalo xa1: cần 3 tin, tháng nà", False)


async def test_what_can_no_longer_be_paid_for_when_it_is_due_does_not_go(running: Running) -> None:
    async with running() as desk:
        await desk.presses(await desk.plans("Một", "20:30 hôm nay"))
        await desk.spends(2)
        desk.program.clock.jump(desk.program.clock.now() + timedelta(hours=2))
        ended = await desk.phone.waits_for("Kết thúc lúc")
        assert "kênh từ chối, 3 người: bot Zalo xa1 không còn đủ tin cho thông báo trong tháng này" in ended.text
        assert [call for call in desk.program.calls() if call["params"]["text"].startswith("Một\n")] == []


async def test_a_resend_is_priced_and_refused(running: Running, xa1: Bot) -> None:
    async with running() as desk:
        known = dict(xa1.people)
        xa1.people.clear()
        await desk.presses(await desk.writes("Mời họp"))
        ended = await desk.phone.waits_for("Kết thúc lúc")
        xa1.people |= known
        async with desk.program.app.db.write() as store:
            await store.run(identities.update().values(reachable=True))
        await desk.phone.taps("🔁 Gửi lại người chưa nhận", ended)
        question = await desk.phone.waits_for("Gửi lại thông báo này?")
        assert costs(question) == ["• Bot Zalo xa1: tốn 3 tin, tháng này còn 4 tin cho thông báo."]
        await desk.spends(2)
        await desk.phone.taps("🔁 Gửi lại, đến được 3 người", question)
        again = await desk.phone.waits_for("Gửi lại thông báo này?")
        assert costs(again)[0].startswith("• ⛔ Bot Zalo xa1: cần 3 tin, tháng này chỉ còn 2 tin")
        assert [label for label in again.labels if label.startswith("🔁")] == []


@pytest.mark.parametrize(
    ("text", "each"),
    [
        ("Mời họp", 1),
        ("\n\n".join(["chữ " * 275] * 3), 3),
        ("a" * 1850, 1),
        ("a" * 1950, 2),  # the line that names the class is a paragraph of its own
        ("a" * 1990, 3),  # and so are the words that lead on
        ("**" * 400 + "_ " * 300, 1),
    ],
)
async def test_the_price_is_what_is_sent(running: Running, text: str, each: int) -> None:
    async with running(left=80) as desk:
        card = await desk.writes(text)
        assert costs(card) == [f"• Bot Zalo xa1: tốn {3 * each} tin, tháng này còn 80 tin cho thông báo."]
        before = await desk.sent()
        await desk.presses(card)
        await desk.phone.waits_for("Kết thúc lúc")
        assert await desk.sent() - before == 3 * each


async def test_a_picture_with_its_text_is_one_message(running: Running, unused_tcp_port: int) -> None:
    address = {"http_port": unused_tcp_port, "public_url": f"http://127.0.0.1:{unused_tcp_port}"}
    async with running(left=80, **address, webhook_secret="mot-khoa-bi-mat-dai") as desk:
        await desk.phone.says("/thongbao")
        await desk.phone.taps("✏️ Viết thông báo mới", await desk.phone.waits_for("Thông báo của đồng chí"))
        await desk.phone.waits_for("Đồng chí gõ nội dung")
        await desk.phone.sends_files([("anh.png", picture(64, 64))], as_="photo", caption="chữ " * 200)
        card = await desk.previews()
        assert costs(card) == ["• Bot Zalo xa1: tốn 3 tin, tháng này còn 80 tin cho thông báo."]
        before = await desk.sent()
        await desk.presses(card)
        await desk.phone.waits_for("Kết thúc lúc")
        assert await desk.sent() - before == 3
