"""A Zalo bot on a rehearsal that is served, raw calls of its API, and a phone that has written to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from bot.rehearsal.phone import Phone
from bot.rehearsal.server import Rehearsal
from bot.rehearsal.zalo.bots import Bot

ZALO_TOKEN = "12345689:rehearsal-secret-of-zalo"


@dataclass(frozen=True, slots=True)
class ZaloCalls:
    """Calls methods as the bot of this token would; an answer is (HTTP status, the JSON)."""

    base_url: str
    session: aiohttp.ClientSession
    token: str = ZALO_TOKEN

    async def __call__(self, method: str, **params: Any) -> tuple[int, dict[str, Any]]:
        return await self.sends(method, json=params)

    async def sends(self, method: str, **content: Any) -> tuple[int, dict[str, Any]]:
        async with self.session.post(f"{self.base_url}/zalo/bot{self.token}/{method}", **content) as answer:
            return answer.status, await answer.json()

    async def result(self, method: str, **params: Any) -> Any:
        status, said = await self(method, **params)
        assert (status, said["ok"]) == (200, True), said
        return said["result"]


@pytest.fixture
def bot(rehearsal: Rehearsal) -> Bot:
    return rehearsal.zalo.add("xa1", ZALO_TOKEN)


@pytest.fixture
def zalo(bot: Bot, base_url: str, session: aiohttp.ClientSession) -> ZaloCalls:
    return ZaloCalls(base_url, session)


@pytest.fixture
async def zalo_phone(zalo: ZaloCalls) -> Phone:
    """A phone whose first message the bot has already read."""
    made = await Phone.create(zalo.base_url, zalo.session, "Nguyễn Thị Mẫu", channel="zalo")
    await made.says("Xin chào")
    await zalo.result("getUpdates", timeout=0)
    return made
