"""The webhook: the secret, the order, the second try, the way back to polling."""

import asyncio
import gc
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.rehearsal.phone import Phone
from bot.rehearsal.server import Rehearsal
from bot.rehearsal.webhook import Target
from tests.bot.rehearsal.calling import Answer, BotApi

POLLING = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


@dataclass
class Ear:
    """A bot's side of the webhook: answers with the statuses it was told, then 200."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    heard: list[tuple[int, str | None, dict[str, Any]]] = field(default_factory=list)
    taken: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    slow: dict[str, asyncio.Event] = field(default_factory=dict)

    async def hear(self, request: web.Request) -> web.Response:
        update = await request.json()
        status = self.statuses.pop(0) if self.statuses else 200
        self.heard.append((status, request.headers.get("X-Telegram-Bot-Api-Secret-Token"), update))
        text = update["message"]["text"] if "message" in update else "tap"
        if text in self.slow:
            await self.slow[text].wait()
        if status == 200:
            self.taken.put_nowait(text)
        return web.Response(status=status)


@pytest.fixture
async def ear() -> AsyncIterator[Ear]:
    made = Ear()
    app = web.Application()
    app.router.add_post("/hook", made.hear)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    await runner.cleanup()


async def taken(ear: Ear, count: int) -> list[str]:
    async with asyncio.timeout(10):
        return [await ear.taken.get() for _ in range(count)]


async def test_what_waited_and_what_comes_is_delivered_with_the_secret(api: BotApi, phone: Phone, ear: Ear) -> None:
    await phone.says("trước")
    await api.result("setWebhook", url=ear.url, secret_token="A-z_9", max_connections=500)
    await phone.says("sau")
    assert await taken(ear, 2) == ["trước", "sau"]
    assert [(status, secret, update["update_id"]) for status, secret, update in ear.heard] == [
        (200, "A-z_9", 2),
        (200, "A-z_9", 3),
    ]
    assert await api("getUpdates") == Answer(409, POLLING)
    assert await api.result("getWebhookInfo") == {
        "url": ear.url,
        "has_custom_certificate": False,
        "pending_update_count": 0,
        "max_connections": 100,
    }


async def test_a_refused_update_comes_again_before_later_ones(api: BotApi, phone: Phone, ear: Ear) -> None:
    ear.statuses = [500, 302]
    await api.result("setWebhook", url=ear.url)
    await phone.says("một")
    await phone.says("hai")
    assert await taken(ear, 2) == ["một", "hai"]
    assert [(status, update["message"]["text"]) for status, _, update in ear.heard] == [
        (500, "một"),
        (302, "một"),
        (200, "một"),
        (200, "hai"),
    ]


async def test_one_person_waits_for_nobody_else_and_taps_not_for_messages(
    api: BotApi, phone: Phone, ear: Ear, base_url: str, session: aiohttp.ClientSession
) -> None:
    other = await Phone.create(base_url, session, "Trần Thị Hạnh")
    ear.slow["chậm"] = asyncio.Event()
    await api.result("setWebhook", url=ear.url)
    await phone.says("chậm")
    await phone.says("sau chậm")
    await phone.taps_data(1, "a", force=True)
    await other.says("khác")
    assert sorted(await taken(ear, 2)) == ["khác", "tap"]
    ear.slow["chậm"].set()
    assert await taken(ear, 2) == ["chậm", "sau chậm"]


async def test_without_a_listener_updates_wait_for_polling(api: BotApi, phone: Phone, unused_tcp_port: int) -> None:
    await api.result("setWebhook", url=f"http://127.0.0.1:{unused_tcp_port}/hook", allowed_updates=["message"])
    await phone.says("a")
    info = await api.result("getWebhookInfo")
    assert (info["pending_update_count"], info["allowed_updates"]) == (1, ["message"])
    await api.result("deleteWebhook")
    assert (await api.result("getWebhookInfo"))["url"] == ""
    assert [update["message"]["text"] for update in await api.result("getUpdates")] == ["a"]


async def test_waiting_updates_can_be_dropped(api: BotApi, phone: Phone, ear: Ear) -> None:
    await phone.says("cũ")
    await api.result("setWebhook", url=ear.url, drop_pending_updates=True)
    await phone.says("mới")
    assert await taken(ear, 1) == ["mới"]
    await api.result("deleteWebhook", drop_pending_updates=True)
    assert await api.result("getUpdates") == []


async def test_setting_a_webhook_ends_the_poll(api: BotApi, phone: Phone, ear: Ear) -> None:
    poll = asyncio.create_task(api("getUpdates", timeout=50))
    assert await asyncio.wait({poll}, timeout=0.1) == (set(), {poll})
    await api.result("setWebhook", url=ear.url)
    assert (await poll).status == 409


async def test_what_comes_while_the_webhook_is_set_anew_is_delivered_and_breaks_nothing(
    rehearsal: Rehearsal, api: BotApi, phone: Phone, ear: Ear
) -> None:
    broken: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: broken.append(context))
    ear.slow["đang gửi"] = asyncio.Event()
    await api.result("setWebhook", url=ear.url)
    await phone.says("đang gửi")
    setting = asyncio.create_task(rehearsal.webhook.set(Target(ear.url)))
    coming = 0
    while not setting.done():  # it cuts what is in flight, and closes its connections
        await asyncio.sleep(0)
        coming += 1
        rehearsal.updates.put("message", {"text": "vừa đến"}, ("message", coming))
    ear.slow["đang gửi"].set()
    async with asyncio.timeout(10):
        while rehearsal.updates.waiting:
            await asyncio.sleep(0.01)
    gc.collect()  # a task's error that nobody asked for is told when the task goes
    assert broken == []
