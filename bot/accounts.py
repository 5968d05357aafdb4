"""The accounts that a program has: each channel's bots, opened from the settings, with what each one needs."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.routing import Route

from bot.channels.base import Channel
from bot.channels.numbered import Wording
from bot.channels.telegram import Telegram
from bot.channels.zalo import MONTH_MESSAGES, PEOPLE, Links, Zalo
from bot.channels.zalo_cost import measured
from bot.delivery.sender import Sender
from bot.errors import OperatorMistake
from bot.intake import Alarm, Intake
from bot.settings import Settings
from bot.web.zalo_webhook import path, zalo_webhook
from bot.zalo_intake import poll_zalo, watch_webhook
from content.phrases import Phrases
from handlers.messages import Reply
from handlers.quota import Limit, unmeasured

NO_BOT = (
    "DONGHANH_TELEGRAM_TOKEN, DONGHANH_ZALO_BOTS: chưa có bot nào; lấy mã của bot từ @BotFather (Telegram) "
    "hoặc từ Zalo Bot Platform rồi đặt vào .env"
)


@dataclass(frozen=True, slots=True)
class Account:
    """One account at work: what it takes in and what it sends."""

    channel: Channel
    intake: Intake
    sender: Sender


def telegram_of(settings: Settings) -> Telegram | None:
    """Telegram's bot, not opened yet; None where the settings name none."""
    if settings.telegram_token is None:
        return None
    return Telegram(
        settings.telegram_token.get_secret_value(),
        base_url=settings.telegram_base_url,
        file_url=settings.telegram_file_url,
    )


def zalos_of(settings: Settings, phrases: Phrases, links: Links) -> list[Zalo]:
    """Zalo's bots, in the order of the settings, not opened yet."""
    return [
        Zalo(
            token,
            label=name,
            base_url=settings.zalo_base_url,
            wording=wording(phrases),
            links=links,
            loopback_pictures=settings.zalo_loopback_pictures,
        )
        for name, token in settings.zalo
    ]


def wording(phrases: Phrases) -> Wording:
    """How a channel without buttons says things."""
    return Wording(**{name: phrases.get(f"numbered.{name}") for name in Wording.__dataclass_fields__})


def limits_of(settings: Settings, phrases: Phrases | None = None) -> tuple[Limit, ...]:
    """The accounts whose messages and people are counted. With the phrases: they can tell what a notice takes."""
    measure = unmeasured if phrases is None else partial(_measured, say=wording(phrases), url=settings.public_url)
    people = settings.zalo_people or PEOPLE
    return tuple(
        Limit(
            f"zalo:{token.partition(':')[0]}", name, MONTH_MESSAGES, people, measure, link=settings.links.get(name, "")
        )
        for name, token in settings.zalo
    )


def _measured(reply: Reply, *, say: Wording, url: str | None) -> int:
    return measured(reply, say, public_url=url)


def channels_of(settings: Settings, phrases: Phrases, links: Links) -> list[Channel]:
    """Every account, Telegram's first. Raises OperatorMistake where there is none."""
    telegram = telegram_of(settings)
    found: list[Channel] = [*([telegram] if telegram else []), *zalos_of(settings, phrases, links)]
    if not found:
        raise OperatorMistake(NO_BOT)
    return found


def zalo_address(settings: Settings, channel: Zalo) -> str | None:
    """Where Zalo is to bring a bot's updates; None where it is polled."""
    if settings.public_url is None or settings.zalo_webhook_secret is None:
        return None
    return f"{settings.public_url}{path(channel.account)}"


def polled(settings: Settings, channel: Channel) -> bool:
    """Whether the channel is asked for updates; else it brings them to our webhook."""
    if isinstance(channel, Zalo):
        return zalo_address(settings, channel) is None
    return settings.public_url is None


def zalo_routes(settings: Settings, accounts: Sequence[Account], alarm: Alarm) -> list[Route]:
    """The webhooks of Zalo's bots."""
    secret = settings.zalo_webhook_secret
    if settings.public_url is None or secret is None:
        return []
    return [
        zalo_webhook(one.channel.account, secret.get_secret_value(), one.intake, alarm)
        for one in accounts
        if isinstance(one.channel, Zalo)
    ]


def listening(
    settings: Settings,
    account: Account,
    alarm: Alarm,
    telegram: Callable[[Telegram, Intake], Coroutine[Any, Any, None]],
) -> Coroutine[Any, Any, None]:
    """What takes an account's updates in, for ever or until they come by themselves."""
    channel = account.channel
    if isinstance(channel, Telegram):
        return telegram(channel, account.intake)
    assert isinstance(channel, Zalo)
    url = zalo_address(settings, channel)
    if url is None:
        return poll_zalo(channel, account.intake, alarm)
    return watch_webhook(channel, url, alarm)
