"""`donghanh webhook`: where Zalo brings the bots' messages. Nothing else sets or deletes it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from bot.channels.zalo import Zalo
from bot.cli import app
from bot.settings import Settings

webhook = typer.Typer(help="Địa chỉ mà Zalo gọi tới để đưa tin (webhook): đặt, xem, bỏ.", no_args_is_help=True)
app.add_typer(webhook, name="webhook")

Bot = Annotated[str | None, typer.Option("--bot", help="Tên bot trong DONGHANH_ZALO_BOTS; không ghi: mọi bot.")]
Act = Callable[[Settings, Zalo], Awaitable[str]]


@webhook.command("set")
def set_(bot: Bot = None) -> None:
    """Đặt webhook. Cần DONGHANH_PUBLIC_URL và DONGHANH_ZALO_WEBHOOK_SECRET."""
    _each(bot, _set)


@webhook.command()
def show(bot: Bot = None) -> None:
    """Xem webhook đang đặt."""
    _each(bot, _show)


@webhook.command()
def delete(bot: Bot = None) -> None:
    """Bỏ webhook, để chương trình hỏi tin."""
    _each(bot, _delete)


def _each(wanted: str | None, act: Act) -> None:
    """Do it for the bots, a line each. Raises OperatorMistake with what went wrong, once each had its turn."""
    from bot.accounts import zalos_of
    from bot.errors import OperatorMistake
    from bot.handouts import NoLinks
    from bot.settings import load_settings
    from content.phrases import load_phrases

    settings = load_settings()
    bots = zalos_of(settings, load_phrases(settings.content_dir / "phrases"), NoLinks())
    if not bots:
        raise OperatorMistake("DONGHANH_ZALO_BOTS: chưa có bot Zalo nào; lấy mã của bot từ Zalo Bot Platform")
    chosen = [one for one in bots if wanted in (None, one.label)]
    if not chosen:
        names = ", ".join(one.label for one in bots)
        raise OperatorMistake(f"--bot: không có bot Zalo tên đó (DONGHANH_ZALO_BOTS: {names})")
    wrong = []
    for one in chosen:
        try:
            typer.echo(f"{one.label}: {asyncio.run(_told(settings, one, act))}")
        except OperatorMistake as mistake:
            wrong.append(str(mistake))
    if wrong:
        raise OperatorMistake("; ".join(wrong))


async def _told(settings: Settings, channel: Zalo, act: Act) -> str:
    from bot.channels.base import ChannelRefused
    from bot.errors import OperatorMistake

    await channel.open()
    try:
        return await act(settings, channel)
    except ChannelRefused as refused:
        raise OperatorMistake(f"Zalo không nhận lệnh cho bot {channel.label}: {refused}") from None
    except ConnectionError as failed:
        raise OperatorMistake(f"chưa hỏi được Zalo cho bot {channel.label}: {_why(failed)}") from None
    finally:
        await channel.close()


def _why(failed: ConnectionError) -> str:
    from bot.channels.zalo_request import AnswerLost, NotSent

    match failed:
        case NotSent():
            return "không nối được tới máy chủ; xem lại mạng và DONGHANH_ZALO_BASE_URL"
        case AnswerLost():
            return "máy chủ không trả lời trọn vẹn; hãy thử lại"
        case _:
            return f"máy chủ báo lỗi {failed}; hãy thử lại"


async def _set(settings: Settings, channel: Zalo) -> str:
    from bot.accounts import zalo_address
    from bot.errors import OperatorMistake

    url, secret = zalo_address(settings, channel), settings.zalo_webhook_secret
    if url is None or secret is None:
        raise OperatorMistake("DONGHANH_PUBLIC_URL, DONGHANH_ZALO_WEBHOOK_SECRET: cần có cả hai để đặt webhook")
    verified = (await channel.set_webhook(url, secret.get_secret_value())).get("verification")
    if isinstance(verified, dict) and verified.get("ok") is not True:
        hint = " ".join(f"{verified.get('outcome', '')} {verified.get('hint', '')}".split())
        raise OperatorMistake(
            f"{channel.label}: đã đặt {url}, nhưng Zalo gọi thử chưa được ({hint}). Chương trình đã chạy chưa?"
        )
    return f"đã đặt {url}"


async def _show(_settings: Settings, channel: Zalo) -> str:
    url = (await channel.webhook()).get("url")
    return f"đang đưa tin tới {url}" if url else "chưa đặt webhook"


async def _delete(_settings: Settings, channel: Zalo) -> str:
    await channel.drop_webhook()
    return "đã bỏ webhook"
