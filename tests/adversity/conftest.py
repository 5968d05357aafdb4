"""What these tests may use: the packaged course and phrases, as conversations' tests have them."""

from __future__ import annotations

from tests.bot.conftest import database, stage, start
from tests.handlers.conftest import chats, course, phrases

__all__ = ["chats", "course", "database", "phrases", "stage", "start"]
