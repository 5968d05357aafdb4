"""A rehearsal that is served for each test, a phone that has pressed Start, and raw calls."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.rehearsal.phone import Phone, new_session
from bot.rehearsal.server import Rehearsal, serve
from tests.bot.rehearsal.calling import TOKEN, BotApi


@pytest.fixture
def rehearsal(tmp_path: Path) -> Rehearsal:
    return Rehearsal(TOKEN, files=tmp_path, numbers_from=1, seed=1)


@pytest.fixture
async def base_url(rehearsal: Rehearsal) -> AsyncIterator[str]:
    async with serve(rehearsal) as address:
        yield address


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with new_session() as opened:
        yield opened


@pytest.fixture
def api(base_url: str, session: aiohttp.ClientSession) -> BotApi:
    return BotApi(base_url, session)


@pytest.fixture
async def phone(base_url: str, session: aiohttp.ClientSession, api: BotApi) -> Phone:
    """A phone whose Start the bot has already got."""
    made = await Phone.create(base_url, session, "Nguyễn Văn Bình")
    await made.starts()
    updates = await api.result("getUpdates")
    await api.result("getUpdates", offset=updates[-1]["update_id"] + 1)
    return made
