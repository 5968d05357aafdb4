"""`donghanh accounts`, `donghanh plan`, `donghanh poster`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import app


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
                found.append(f"Telegram: {await ledger.people_of(store, account)} người, không giới hạn tin.")
            for limit in limits_of(settings):
                people, sent = (
                    await ledger.people_of(store, limit.account),
                    await ledger.sent(store, limit.account, now=now),
                )
                found.append(
                    f"Zalo {limit.name}: {people}/{limit.places} người; tháng này đã gửi {sent}/{limit.messages} tin, "
                    f"còn {max(limit.messages - sent, 0)} (trong đó {limit.reserve} dành cho nhắc và biên nhận)."
                )
        return found

    for line in asyncio.run(told()) or ["Chưa có bot nào trong cài đặt."]:
        typer.echo(line)


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


@app.command()
def poster(
    commune: Annotated[str, typer.Option(help="Mã xã, phường, đặc khu, ví dụ 24943.")],
    out: Annotated[Path, typer.Option(help="Thư mục ghi tệp.")] = Path(),
    zalo_link: Annotated[str | None, typer.Option(help="Đường dẫn mở bot Zalo (lấy trong ứng dụng Zalo).")] = None,
    zalo_name: Annotated[str | None, typer.Option(help="Tên bot Zalo như mọi người thấy.")] = None,
) -> None:
    """Làm tờ A4 (PDF và PNG) có mã QR để dán ở hội trường."""
    from bot.errors import OperatorMistake
    from bot.inviting import bot_name
    from bot.poster import Door, draw, save
    from bot.school import load_school
    from bot.settings import load_settings
    from content import places

    settings = load_settings()
    try:
        place = places.commune(commune)
    except KeyError:
        raise OperatorMistake(f"--commune: không có xã, phường, đặc khu nào mã {commune}") from None
    doors = []
    name = asyncio.run(bot_name(settings))
    if name is not None:
        steps = ("Mở ứng dụng Telegram, quét mã này.", "Bấm nút Bắt đầu (Start).", "Làm theo lời hướng dẫn.")
        doors.append(Door("Dùng Telegram", f"https://t.me/{name}?start=c_{place.code}", steps))
    if zalo_link is not None:
        shown = zalo_name or "của lớp"
        steps = ("Mở ứng dụng Zalo, quét mã này.", f"Mở bot “{shown}”.", f"Nhắn: /start c_{place.code}")
        doors.append(Door("Dùng Zalo", zalo_link, steps))
    if not doors:
        raise OperatorMistake(
            "chưa có kênh nào cho tờ này: cần DONGHANH_TELEGRAM_TOKEN đang dùng được, hoặc --zalo-link"
        )
    course = load_school(settings.content_dir, settings.course, pace=settings.bulk_rate).course
    try:
        files = save(draw(course.title, f"{place.name}, {place.province.name}", doors), out / f"to-dan-{place.code}")
    except OSError as failed:
        raise OperatorMistake(f"--out: không ghi được vào {out} ({failed.strerror})") from None
    typer.echo("Đã ghi: " + ", ".join(str(file) for file in files))
