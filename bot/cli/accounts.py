"""`donghanh accounts`, `donghanh plan`."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.cli import app
from handlers.quota import Limit
from handlers.text import number


@app.command()
def accounts() -> None:
    """Xem từng bot: bao nhiêu người, đã gửi bao nhiêu tin trong tháng, còn bao nhiêu."""
    from bot.accounts import limits_of
    from bot.clock import SystemClock
    from bot.opening import bring_up
    from bot.settings import load_settings
    from storage import ledger
    from storage.engine import Database

    settings = load_settings()

    async def told() -> list[str]:
        await asyncio.to_thread(bring_up, settings.database_url)
        now = settings.clock_start or SystemClock().now()
        found = []
        async with Database(settings.database_url) as db, db.read() as store:
            if settings.telegram_token is not None:
                account = f"telegram:{settings.telegram_token.get_secret_value().partition(':')[0]}"
                found.append(f"Telegram: {number(await ledger.people_of(store, account))} người, không giới hạn tin.")
            for limit in limits_of(settings):
                people, sent = (
                    await ledger.people_of(store, limit.account),
                    await ledger.sent(store, limit.account, now=now),
                )
                found.append(_line(limit, people, sent))
        return found

    for line in asyncio.run(told()) or ["Chưa có bot nào trong cài đặt."]:
        typer.echo(line)


def _line(limit: Limit, people: int, sent: int) -> str:
    """What one counted account has, and has left this month. Pure."""
    left = max(limit.messages - sent, 0)
    return (
        f"Zalo {limit.name}: {number(people)}/{number(limit.places)} người; "
        f"tháng này đã gửi {number(sent)}/{number(limit.messages)} tin, còn {number(left)} "
        f"(trong đó {number(min(limit.reserve, left))} dành cho nhắc và biên nhận)."
    )


@app.command()
def plan(
    learners: Annotated[int, typer.Option(help="Số học viên.", min=1)],
    communes: Annotated[int, typer.Option(help="Số xã, phường, đặc khu.", min=1)],
) -> None:
    """Tính lớp cần bao nhiêu bot, bao nhiêu tin, bao nhiêu giờ trên mỗi kênh."""
    from bot.planning import lines, load_of
    from bot.school import load_school
    from bot.settings import load_settings

    settings = load_settings()
    load = load_of(load_school(settings.content_dir, settings.course, pace=settings.bulk_rate).course)
    for line in lines(learners, communes, load, bulk_rate=settings.bulk_rate, zalo_rate=settings.zalo_rate):
        typer.echo(line)
