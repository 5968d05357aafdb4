"""What the server saw by itself: the updates that it gave out and had confirmed, the messages that it took."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bot.rehearsal.server import Rehearsal
from bot.rehearsal.updates import Update

MESSAGES = frozenset({"sendMessage", "sendPhoto", "sendDocument"})


def key(text: str) -> str:
    """A text without marks, spaces and addresses: the same before and after its markup was carried out."""
    return "".join(sign for sign in re.sub(r"\]\([^)]*\)", "", text) if sign.isalnum())


@dataclass(slots=True)
class Record:
    """The server's own record of one rehearsal, kept from its beginning."""

    rehearsal: Rehearsal
    issued: list[int] = field(default_factory=list)
    taps: set[tuple[str, str]] = field(default_factory=set)
    """Every different tap: whose, and what the button carried. A button that came twice carries the same."""

    def __post_init__(self) -> None:
        self.rehearsal.updates.put_hooks.append(self._issued)

    def _issued(self, update: Update) -> None:
        self.issued.append(update.id)
        if update.kind == "callback_query":
            self.taps.add((str(update.body["from"]["id"]), update.body["data"]))

    def tapped(self, chat: str, choice: str) -> set[str]:
        """What that person's different taps on choices of this kind carried."""
        return {data for whose, data in self.taps if whose == chat and data.partition(".")[2].startswith(f"{choice}:")}

    def confirmed(self) -> set[str]:
        """The updates that the server no longer holds because the program said that it has them."""
        return {str(number) for number in self.issued if number not in self.rehearsal.updates.waiting}

    def in_flight(self) -> int:
        """Requests to send or edit that the server has not answered (yet)."""
        calls = self.rehearsal.log
        return sum(call["result"] == "pending" and call["method"] in MESSAGES for call in calls)

    def delivered(self) -> dict[tuple[str, str], str]:
        """Every message that arrived, by chat and number, with the key of its text."""
        taken = [call for call in self.rehearsal.log if call["method"] in MESSAGES and call["result"] == "ok"]
        return {(str(call["params"]["chat_id"]), str(call["message_id"])): key(_text(call)) for call in taken}

    def copies(self, text: str) -> Counter[str]:
        """How often each chat got a message of this text."""
        wanted = key(text)
        return Counter(chat for (chat, _), found in self.delivered().items() if found == wanted)

    def said(self, chat: str, words: str) -> int:
        """How many messages with these words a chat got."""
        wanted = key(words)
        return sum(wanted in text for (whose, _), text in self.delivered().items() if whose == chat)

    def refused(self) -> str:
        """The answers other than success, as the strict server gave them: status, method, how many."""
        calls = [call for call in self.rehearsal.log if call["result"] not in {"ok", "pending"}]
        counted = Counter(f"{call['result']} {call['method']}" for call in calls)
        return ", ".join(f"{name}: {times}" for name, times in counted.most_common()) or "none"


def _text(call: dict[str, Any]) -> str:
    return str(call["params"].get("text") or call["params"].get("caption") or "")
