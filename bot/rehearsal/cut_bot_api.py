"""Cuts bot_api.json out of the machine-readable Bot API.

Run as `python -m bot.rehearsal.cut_bot_api FULL.json > bot/rehearsal/bot_api.json`.
"""

import json
import sys
from pathlib import Path
from typing import Any

METHODS = (
    "getMe",
    "getUpdates",
    "setWebhook",
    "deleteWebhook",
    "getWebhookInfo",
    "sendMessage",
    "editMessageText",
    "editMessageReplyMarkup",
    "editMessageCaption",
    "deleteMessage",
    "sendPhoto",
    "sendDocument",
    "sendMediaGroup",
    "sendChatAction",
    "answerCallbackQuery",
    "getFile",
    "setMyCommands",
    "getMyCommands",
    "deleteMyCommands",
    "setMyDescription",
    "setMyShortDescription",
    "setMyName",
    "getChat",
)
ORIGIN = (
    "Subset of the machine-readable Telegram Bot API (MIT licence): the methods that the rehearsal answers and every "
    "type that their parameters reach, without descriptions. Made by bot.rehearsal.cut_bot_api."
)


def bare(name: str) -> str:
    """The type that an "Array of …" holds in the end."""
    return name.rsplit(" of ", 1)[-1]


def _field(field: dict[str, Any]) -> dict[str, Any]:
    return {"name": field["name"], "types": field["types"], "required": field["required"]}


def _reached(types: dict[str, Any], first: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    waiting = [bare(name) for name in first]
    while waiting:
        name = waiting.pop()
        if name in found or name not in types:
            continue
        kept = [_field(field) for field in types[name].get("fields", [])]
        subtypes = types[name].get("subtypes", [])
        found[name] = {"fields": kept} | ({"subtypes": subtypes} if subtypes else {})
        waiting += [bare(kind) for field in kept for kind in field["types"]] + subtypes
    return dict(sorted(found.items()))


def cut(full: dict[str, Any]) -> dict[str, Any]:
    """The subset of the whole description that the rehearsal needs, with a note of its origin."""
    methods = {name: [_field(field) for field in full["methods"][name].get("fields", [])] for name in METHODS}
    first = [kind for fields in methods.values() for field in fields for kind in field["types"]]
    types = _reached(full["types"], first)
    return {"origin": ORIGIN, "version": full["version"], "methods": methods, "types": types}


if __name__ == "__main__":
    whole = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.stdout.write(json.dumps(cut(whole), ensure_ascii=False, indent=1) + "\n")
