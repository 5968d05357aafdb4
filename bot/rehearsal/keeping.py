"""The rehearsal on disk: phones, chats and files, so that a kept data folder goes on where it was."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.rehearsal.chats import Chat, Message
from bot.rehearsal.stage import Stage

Json = dict[str, Any]


class Keeping:
    """Keeps a stage in one file of a folder, whole or not at all."""

    NAME = "rehearsal.json"

    def __init__(self, stage: Stage, folder: Path) -> None:
        self._stage = stage
        self._path = folder / self.NAME
        self._kept = -1

    def restore(self) -> datetime | None:
        """Put back what was kept. Returns what time the clock had, or None where nothing was kept."""
        if not self._path.exists():
            return None
        kept: Json = json.loads(self._path.read_text(encoding="utf-8"))
        for chat in kept["chats"]:
            put_back = _chat(chat)
            self._stage.chats.put_back(put_back)
            bot = self._stage.zalo.named(put_back[0].bot) if put_back[0].bot else None
            if bot is not None and put_back[0].started:
                bot.person(put_back[0].id)
        self._stage.files.put_back(kept["files"])
        self._stage.commands.put_back(kept["commands"])
        return datetime.fromisoformat(kept["now"])

    def changed(self) -> bool:
        """Whether anything has come since the last text."""
        return self._stage.chats.changes != self._kept

    def text(self, now: datetime) -> str:
        """All of it as JSON, with the clock's time."""
        self._kept = self._stage.chats.changes
        return json.dumps(
            {
                "now": now.isoformat(),
                "chats": [_dumped(chat) for chat in self._stage.chats],
                "files": self._stage.files.all(),
                "commands": self._stage.commands.all(),
            },
            ensure_ascii=False,
        )

    def write(self, text: str) -> None:
        """Put it on disk in the place of the last one. Blocks."""
        aside = self._path.with_suffix(".part")
        aside.write_text(text, encoding="utf-8")
        aside.replace(self._path)


def _dumped(chat: Chat) -> Json:
    messages = [[message.raw, message.by_bot, message.edited] for message in chat.messages.values()]
    known = {"raw": chat.raw, "user": chat.user, "note": chat.note, "start": chat.start}
    return known | {
        "blocked": chat.blocked,
        "started": chat.started,
        "next_message": chat.next_message,
        "bot": chat.bot,
        "messages": messages,
    }


def _chat(kept: Json) -> tuple[Chat, list[Message]]:
    plain = bool(kept.get("bot"))
    messages = [Message(raw, by_bot, edited=edited, plain=plain) for raw, by_bot, edited in kept.pop("messages")]
    return Chat(**kept), messages
