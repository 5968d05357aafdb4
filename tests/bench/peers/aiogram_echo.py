"""aiogram's echo bot, as its documents have it; BOT_TOKEN, BOT_SERVER, and UVLOOP=1 for the faster event loop."""

# mypy: disable-error-code="import-not-found"
# It runs in the peers' own environment, whose packages are not in ours.

import asyncio
import logging
import os

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.types import Message


async def echo(message: Message) -> None:
    """Send a copy of what came."""
    try:
        await message.send_copy(chat_id=message.chat.id)
    except TypeError:
        await message.answer("Nice try!")


async def main() -> None:
    """Poll for ever."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["BOT_SERVER"]))
    bot = Bot(os.environ["BOT_TOKEN"], session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
    dispatcher = Dispatcher()
    dispatcher.message.register(echo)
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    if os.environ.get("UVLOOP"):
        import uvloop

        uvloop.run(main())
    else:
        asyncio.run(main())
