"""The bot's menu of commands, one list for each scope and language."""

import re
from typing import Any

from bot.rehearsal.errors import bad_request

Json = dict[str, Any]
NAME = re.compile(r"[a-z0-9_]{1,32}")
MOST = 100
DESCRIPTION = 256
LANGUAGE = "vi"
"""The language of everybody's phone here."""


class Commands:
    """Keeps the lists and finds the one that a private chat sees."""

    def __init__(self) -> None:
        self._lists: dict[tuple[str, str], list[Json]] = {}

    def set(self, scope: Json | None, language: str, commands: list[Json]) -> None:
        """Replaces the list of a scope. Raises ApiError 400 for what the official server refuses."""
        if len(commands) > MOST:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        self._lists[scope_key(scope), language] = [_checked(command) for command in commands]

    def all(self) -> list[list[Any]]:
        """Every list as JSON, for `put_back`."""
        return [[*key, commands] for key, commands in self._lists.items()]

    def put_back(self, kept: list[list[Any]]) -> None:
        """The lists that an earlier run had."""
        self._lists = {(scope, language): commands for scope, language, commands in kept}

    def get(self, scope: Json | None, language: str) -> list[Json]:
        """The list of exactly this scope and language."""
        return self._lists.get((scope_key(scope), language), [])

    def delete(self, scope: Json | None, language: str) -> None:
        """Removes the list, so that the wider scope shows."""
        self._lists.pop((scope_key(scope), language), None)

    def of(self, chat_id: int) -> list[Json]:
        """What the menu of this private chat shows: its own list, that of private chats, or the default."""
        for scope in (f"chat:{chat_id}", "all_private_chats", "default"):
            for language in (LANGUAGE, ""):
                if found := self._lists.get((scope, language)):
                    return found
        return []


def scope_key(scope: Json | None) -> str:
    """A scope as one word."""
    if scope is None:
        return "default"
    return ":".join(str(scope[key]) for key in ("type", "chat_id", "user_id") if key in scope)


def _checked(command: Json) -> Json:
    name, description = command["command"].strip().removeprefix("/"), command["description"].strip()
    if not name:
        raise bad_request("command must be non-empty")
    if len(name) > 32:
        raise bad_request("command length must not exceed 32")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > DESCRIPTION:
        raise bad_request(f"command description length must not exceed {DESCRIPTION}")
    if not NAME.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": name, "description": description}
