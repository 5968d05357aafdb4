"""Zalo's bots on the rehearsal's server, and what a program needs to run against them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.app import App
from bot.clock import RehearsalClock
from bot.rehearsal.server import Rehearsal
from bot.rehearsal.zalo.bots import Bot
from tests.bot.program import BEGINS, Program, settings_for

ZALO = "12345689:rehearsal-secret-of-zalo"
SECOND = "22345689:second-secret-of-zalo"


@pytest.fixture
def xa1(stage: tuple[Rehearsal, str, aiohttp.ClientSession]) -> Bot:
    return stage[0].zalo.add("xa1", ZALO)


@pytest.fixture
def zalo_settings(stage: tuple[Rehearsal, str, aiohttp.ClientSession], xa1: Bot) -> dict[str, Any]:
    """Settings of a program with Zalo alone."""
    return {
        "telegram_token": None,
        "zalo_bots": f"xa1={ZALO}",
        "zalo_base_url": f"{stage[1]}/zalo",
        "zalo_rate": 1000,
        "zalo_loopback_pictures": True,
    }


@pytest.fixture
async def real(
    stage: tuple[Rehearsal, str, aiohttp.ClientSession], database: Path, zalo_settings: dict[str, Any]
) -> AsyncIterator[Program]:
    """The real program with its real conversations, on Zalo alone, from the eve of the reading material."""
    rehearsal, page, session = stage
    app = App(settings_for(page, database.parent, **zalo_settings), RehearsalClock(BEGINS - timedelta(days=3)))
    async with app.running() as running:
        rehearsal.clock.url = f"{running.address}/clock"
        yield Program(app, running, rehearsal, page, session)


@pytest.fixture
async def both(
    stage: tuple[Rehearsal, str, aiohttp.ClientSession], database: Path, zalo_settings: dict[str, Any]
) -> AsyncIterator[Program]:
    """The real program on Telegram and Zalo."""
    rehearsal, page, session = stage
    settings = {name: value for name, value in zalo_settings.items() if name != "telegram_token"}
    app = App(settings_for(page, database.parent, **settings), RehearsalClock(BEGINS))
    async with app.running() as running:
        rehearsal.clock.url = f"{running.address}/clock"
        yield Program(app, running, rehearsal, page, session)
