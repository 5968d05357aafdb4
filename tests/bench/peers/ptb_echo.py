"""python-telegram-bot's echo bot, as its documents have it; BOT_TOKEN, BOT_SERVER, CONCURRENT=1, UVLOOP=1."""

# mypy: disable-error-code="import-not-found"
# It runs in the peers' own environment, whose packages are not in ours.

import asyncio
import logging
import os

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say the same."""
    assert update.message is not None
    assert update.message.text is not None
    await update.message.reply_text(update.message.text)


def main() -> None:
    """Poll until a signal."""
    builder = Application.builder().token(os.environ["BOT_TOKEN"]).base_url(f"{os.environ['BOT_SERVER']}/bot")
    if os.environ.get("CONCURRENT"):
        builder = builder.concurrent_updates(True)
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    application.run_polling()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    if os.environ.get("UVLOOP"):
        import uvloop

        asyncio.set_event_loop(uvloop.new_event_loop())
    main()
