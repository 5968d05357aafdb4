"""Making an invitation from the terminal."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.channels.base import ChannelRefused
from bot.channels.telegram import Telegram
from bot.clock import SystemClock
from bot.opening import bring_up
from bot.places import Area
from bot.settings import Settings
from storage import audit, invites
from storage.engine import Database


async def invite_code(settings: Settings, role: str, area: Area, *, days: int) -> str:
    """A new one-time code for that role and area (the clear code; only its hash is stored)."""
    await asyncio.to_thread(bring_up, settings.database_url)
    province, commune = area
    # The program's clock: in a rehearsal it is another than the machine's.
    now = settings.clock_start or SystemClock().now()
    async with Database(settings.database_url) as db, db.write() as store:
        expires = now + timedelta(days=days)
        code = await invites.make_invite(store, role, province=province, commune=commune, expires_at=expires, now=now)
        await audit.record(
            store,
            person=None,
            action="invite",
            subject=role,
            detail={"province": province, "commune": commune, "days": days},
            now=now,
        )
    return code


async def bot_name(settings: Settings) -> str | None:
    """The bot's name for a deep link, or None where Telegram can't be asked now."""
    if settings.telegram_token is None:
        return None
    try:
        return await asked_name(settings, settings.telegram_token.get_secret_value())
    except (ChannelRefused, ConnectionError):
        return None


async def asked_name(settings: Settings, token: str) -> str:
    """The name of the bot with that token. Raises ChannelRefused, ConnectionError."""
    channel = Telegram(token, base_url=settings.telegram_base_url, file_url=settings.telegram_file_url)
    await channel.open()
    try:
        return await channel.username()
    finally:
        await channel.close()
