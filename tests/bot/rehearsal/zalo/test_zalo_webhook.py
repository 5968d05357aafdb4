"""What the Zalo server brings to a webhook: the header, both bodies, a few tries, then nothing."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from bot.rehearsal.phone import Phone
from bot.rehearsal.server import Rehearsal
from bot.rehearsal.zalo.bots import Bot
from bot.rehearsal.zalo.whims import Whims
from tests.bot.rehearsal.waiting import until
from tests.bot.rehearsal.zalo.conftest import ZaloCalls

SECRET = "a-secret-of-the-test"


@dataclass
class Receiver:
    """A bot's server: what came, and with which status it answers."""

    address: str = ""
    statuses: list[int] = field(default_factory=list)
    came: list[tuple[str | None, str | None, Any]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        header = request.headers.get("X-Bot-Api-Secret-Token")
        self.came.append((header, request.headers.get("User-Agent"), json.loads(body) if body else None))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/zalo", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    receiver.address = f"http://127.0.0.1:{runner.addresses[0][1]}/zalo"
    try:
        yield receiver
    finally:
        await runner.cleanup()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as opened:
        yield opened


async def test_updates_come_with_the_secret_wrapped_or_flat(
    zalo: ZaloCalls, zalo_phone: Phone, bot: Bot, receiver: Receiver
) -> None:
    made = await zalo.result("setWebhook", url=receiver.address, secret_token=SECRET)
    assert made["verification"] == {
        "ok": True, "url": receiver.address, "outcome": "webhook.ok",
        "hint": "Your endpoint responded successfully.",
    }  # fmt: skip
    await zalo_phone.says("một")
    await until(lambda: len(receiver.came) == 2)
    bot.manner.wrapped = False
    await zalo_phone.says("hai")
    await until(lambda: len(receiver.came) == 3)
    assert [came[:2] for came in receiver.came] == [(SECRET, "Java/1.8.0_192")] * 3
    assert receiver.came[0][2] is None
    assert receiver.came[1][2]["result"]["message"]["text"] == "một"
    assert receiver.came[2][2]["message"]["text"] == "hai"


async def test_what_is_refused_comes_again_in_order_and_then_is_gone(
    rehearsal: Rehearsal, zalo: ZaloCalls, zalo_phone: Phone, bot: Bot, receiver: Receiver
) -> None:
    await zalo.result("setWebhook", url=receiver.address, secret_token=SECRET)
    receiver.statuses = [503, 503, 200]
    await zalo_phone.says("một")
    await zalo_phone.says("hai")
    await until(lambda: len(receiver.came) == 5)
    texts = [came[2]["result"]["message"]["text"] for came in receiver.came[1:]]
    assert texts == ["một", "một", "một", "hai"]
    receiver.statuses = [500] * 4
    await zalo_phone.says("ba")
    await until(lambda: len(bot.webhook.lost) == 1)
    assert bot.webhook.lost[0]["message"]["text"] == "ba"
    assert rehearsal.zalo.named("xa1") is bot


def texts(receiver: Receiver) -> list[str]:
    return [came[2]["result"]["message"]["text"] for came in receiver.came[1:]]


async def test_whims_bring_an_update_again_or_after_the_next(
    zalo: ZaloCalls, zalo_phone: Phone, bot: Bot, receiver: Receiver
) -> None:
    await zalo.result("setWebhook", url=receiver.address, secret_token=SECRET)
    bot.webhook.whims = Whims(again=1, within=0.1)
    await zalo_phone.says("một")
    await until(lambda: texts(receiver) == ["một", "một"])
    bot.webhook.whims = Whims(late=1, within=0.5)
    await zalo_phone.says("hai")
    bot.webhook.whims = Whims()
    await zalo_phone.says("ba")
    await until(lambda: texts(receiver)[2:] == ["ba", "hai"])
    await until(lambda: not bot.webhook.busy)
    assert [update["message"]["text"] for update in bot.webhook.brought] == ["một", "ba", "hai"]
    assert (bot.webhook.lost, bot.webhook.requests) == ([], 4)


async def test_what_dawdles_waits_when_the_webhook_is_taken_away(
    zalo: ZaloCalls, zalo_phone: Phone, bot: Bot, receiver: Receiver
) -> None:
    await zalo.result("setWebhook", url=receiver.address, secret_token=SECRET)
    bot.webhook.whims = Whims(late=1, within=60)
    await zalo_phone.says("một")
    await until(lambda: bot.webhook.busy)
    await zalo.result("deleteWebhook")
    assert (await zalo.result("getUpdates", timeout=0))["message"]["text"] == "một"


async def test_a_revoked_token_is_refused_until_it_is_given_back(zalo: ZaloCalls, bot: Bot) -> None:
    bot.revoked = True
    assert (await zalo("getMe"))[0] == 401
    bot.revoked = False
    assert (await zalo("getMe"))[0] == 200
