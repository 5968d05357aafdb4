"""python-telegram-bot sends a notice as its documents advise: a loop behind its AIORateLimiter; it echoes meanwhile.

BOT_TOKEN, BOT_SERVER; FIRST and COUNT, the chats; RATE, messages a second; TOGETHER, so many are awaited at once;
TEXT. A message "/notice" starts it.
"""

import asyncio
import logging
import os

from telegram import Update
from telegram.ext import AIORateLimiter, Application, CommandHandler, ContextTypes, MessageHandler, filters

FIRST, COUNT, TOGETHER = (int(os.environ[name]) for name in ("FIRST", "COUNT", "TOGETHER"))
TEXT = os.environ["TEXT"]


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say the same."""
    assert update.message is not None
    assert update.message.text is not None
    await update.message.reply_text(update.message.text)


async def notice(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Send the notice to everybody; what fails is told in the log and lost, as such loops have it."""
    chats = range(FIRST, FIRST + COUNT)
    for start in range(0, COUNT, TOGETHER):
        sends = [context.bot.send_message(chat, TEXT) for chat in chats[start : start + TOGETHER]]
        for failed in filter(None, await asyncio.gather(*sends, return_exceptions=True)):
            if isinstance(failed, Exception):
                logging.warning("not sent: %r", failed)


def main() -> None:
    """Poll until a signal."""
    application = (
        Application.builder()
        .token(os.environ["BOT_TOKEN"])
        .base_url(f"{os.environ['BOT_SERVER']}/bot")
        .rate_limiter(AIORateLimiter(overall_max_rate=float(os.environ["RATE"]), overall_time_period=1))
        .build()
    )
    application.add_handler(CommandHandler("notice", notice, block=False))
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    application.run_polling()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    main()
