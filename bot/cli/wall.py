"""`donghanh poster`."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from bot.cli import app
from bot.cli.data import Commune, Province

if TYPE_CHECKING:
    from bot.poster import Door
    from bot.settings import Settings
    from content import places

LONGEST_LINK = 300
"""Longer addresses make a code too fine to be read off a wall."""


class Half(StrEnum):
    """The channel that a sheet may be made for alone."""

    TELEGRAM = "telegram"
    ZALO = "zalo"


@app.command()
def poster(
    commune: Commune = None,
    province: Province = None,
    out: Annotated[Path, typer.Option(help="Thư mục ghi tệp.")] = Path(),
    zalo_link: Annotated[
        str | None,
        typer.Option(help="Đường dẫn mở bot Zalo; không ghi: lấy ở DONGHANH_ZALO_LINKS.", show_default=False),
    ] = None,
    zalo_name: Annotated[str | None, typer.Option(help="Tên bot Zalo như mọi người thấy.", show_default=False)] = None,
    zalo_bot: Annotated[
        str | None,
        typer.Option(help="Tên bot trong DONGHANH_ZALO_BOTS; không ghi: mỗi bot một tờ.", show_default=False),
    ] = None,
    only: Annotated[Half | None, typer.Option(help="Chỉ làm tờ cho một kênh.", show_default=False)] = None,
) -> None:
    """Làm tờ A4 (PDF và PNG) có mã QR để dán ở hội trường."""
    from bot.errors import OperatorMistake
    from bot.places import area
    from bot.poster import draw, save
    from bot.school import load_school
    from bot.settings import load_settings
    from content import places

    settings = load_settings()
    _, code = area(province, commune)
    if code is None:
        raise OperatorMistake("--commune: cần tên hoặc mã xã, phường, đặc khu")
    place = places.commune(code)
    telegram = None if only is Half.ZALO else _telegram(settings, place)
    told = {} if only is Half.TELEGRAM else _zalo_links(settings, link=zalo_link, bot=zalo_bot)
    if zalo_name and len(told) > 1:
        raise OperatorMistake(f"--zalo-name: tên này của bot nào? Ghi thêm --zalo-bot ({', '.join(told)})")
    zalo: dict[str, Door | None] = {name: _zalo(place, link, zalo_name) for name, link in told.items()}
    if telegram is None and not zalo:
        raise OperatorMistake("chưa có kênh nào cho tờ này: cần DONGHANH_TELEGRAM_TOKEN, hoặc --zalo-link")
    course = load_school(settings.content_dir, settings.course, pace=settings.bulk_rate).course
    for name, door in (zalo or {"": None}).items():
        doors = [one for one in (telegram, door) if one is not None]
        stem = out / "-".join(filter(None, ["to-dan", place.code, name]))
        try:
            files = save(draw(course.name, f"{place.name}, {place.province.name}", doors), stem)
        except OSError as failed:
            raise OperatorMistake(f"--out: không ghi được vào {out} ({failed.strerror})") from None
        typer.echo("Đã ghi: " + ", ".join(str(file) for file in files))


def _telegram(settings: Settings, place: places.Commune) -> Door | None:
    """Telegram's half; None where the settings name no bot. Raises OperatorMistake where its name can't be asked."""
    from bot.channels.base import ChannelRefused
    from bot.errors import OperatorMistake
    from bot.inviting import asked_name
    from bot.poster import Door

    if settings.telegram_token is None:
        return None
    try:
        name = asyncio.run(asked_name(settings, settings.telegram_token.get_secret_value()))
    except (ChannelRefused, ConnectionError) as failed:
        why = failed if isinstance(failed, ChannelRefused) else "máy này chưa tới được Telegram"
        raise OperatorMistake(
            f"thiếu nửa Telegram: chưa hỏi được tên bot ({why}); "
            "hãy thử lại, hoặc thêm --only zalo để làm tờ chỉ có Zalo"
        ) from None
    return Door(
        "Telegram",
        f"https://t.me/{name}?start=c_{place.code}",
        ("Quét mã này.", "Bấm Bắt đầu (Start)."),
        name=f"Không quét được thì tìm @{name}, nhắn c{place.code}",
    )


def _zalo_links(settings: Settings, *, link: str | None, bot: str | None) -> dict[str, str]:
    """The link of each bot that has a sheet; the name is empty where there is but one bot.

    Raises OperatorMistake for a bot without a link, or a link that may be any bot's.
    """
    from bot.errors import OperatorMistake

    names = [name for name, _ in settings.zalo]
    if bot is not None and bot not in names:
        raise OperatorMistake(f"--zalo-bot: không có bot tên đó (DONGHANH_ZALO_BOTS: {', '.join(names) or 'trống'})")
    if link is not None and bot is None and len(names) > 1:
        raise OperatorMistake(f"--zalo-link: đường dẫn này của bot nào? Ghi thêm --zalo-bot ({', '.join(names)})")
    if link is not None:
        return {bot if bot and len(names) > 1 else "": _address("--zalo-link", link)}
    wanted = names if bot is None else [bot]
    if missing := [name for name in wanted if name not in settings.links]:
        raise OperatorMistake(
            f"thiếu nửa Zalo: chưa có đường dẫn của bot {', '.join(missing)} (lấy trong ứng dụng Zalo); ghi vào "
            f"DONGHANH_ZALO_LINKS={missing[0]}=https://…, hoặc thêm --only telegram để làm tờ chỉ có Telegram"
        )
    return {name if len(names) > 1 else "": _address("DONGHANH_ZALO_LINKS", settings.links[name]) for name in wanted}


def _zalo(place: places.Commune, link: str, shown: str | None) -> Door:
    from bot.poster import Door

    called = f"Tên bot: {shown}" if shown else ""
    return Door("Zalo", link, ("Quét mã này.", "Nhắn:"), f"c{place.code}", called)


def _address(given: str, link: str) -> str:
    """The link, if it is one that a phone opens. Raises OperatorMistake, which names where it was given."""
    from bot.errors import OperatorMistake

    try:
        parts = urlsplit(link)
    except ValueError:
        parts = urlsplit("")
    fine = parts.scheme == "https" and parts.hostname and link.isascii() and link.isprintable() and " " not in link
    if not fine or len(link) > LONGEST_LINK:
        raise OperatorMistake(f"{given}: cần một đường dẫn bắt đầu bằng https://, không quá {LONGEST_LINK} ký tự")
    return link
