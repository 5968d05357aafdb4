"""What the server saw by itself: the updates that it gave out and had confirmed, the messages that it took."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.rehearsal.server import Rehearsal
from bot.rehearsal.updates import Update

MESSAGES = frozenset({"sendMessage", "sendPhoto", "sendDocument"})
ADDRESS = re.compile(r"\]\([^)]*\)| \(https?://[^)\s]*\)")
"""A link's address, as Markdown has it or as a channel without links spells it out."""


def key(text: str) -> str:
    """A text without marks, spaces and addresses: the same before and after its markup was carried out."""
    return "".join(sign for sign in ADDRESS.sub("", text) if sign.isalnum())


@dataclass(slots=True)
class Record:
    """The server's own record of one rehearsal on Telegram, kept from its beginning."""

    rehearsal: Rehearsal
    issued: list[str] = field(default_factory=list)
    """The names of all updates, as the inbox has them."""
    taps: set[tuple[str, str]] = field(default_factory=set)
    """Every different tap: whose, and what the button carried. A button that came twice carries the same."""

    def __post_init__(self) -> None:
        self.rehearsal.updates.put_hooks.append(self._issued)

    def _issued(self, update: Update) -> None:
        self.issued.append(str(update.id))
        if update.kind == "callback_query":
            self.taps.add((str(update.body["from"]["id"]), update.body["data"]))

    def waiting(self) -> set[str]:
        """The updates that the server still holds."""
        return set(map(str, self.rehearsal.updates.waiting))

    def confirmed(self) -> set[str]:
        """The updates that the server no longer holds because the program said that it has them."""
        return set(self.issued) - self.waiting()

    def given_up(self) -> int:
        """How many updates the server no longer brings though they were never taken: Telegram gives up none."""
        return 0

    def brought_in_vain(self) -> int:
        """How often an update was brought beyond the one time that ended it. Telegram's server doesn't count it."""
        return 0

    def heard(self, chat: str) -> Mapping[str, set[str]] | None:
        """By which updates that person's texts, and their files' digests, were taken. None: nothing is given up."""
        del chat
        return None

    def begun(self, chat: str) -> Counter[str]:
        """How many readings and quizzes that person's different taps can have brought about."""
        marked = {data.partition(":")[2] for data in self._tapped(chat, "read")}
        read = marked | {data.split(":")[1] for data in self._tapped(chat, "check-answer")}
        return Counter({"read": len(read), "quizzes": len(self._tapped(chat, "quiz-start"))})

    def _tapped(self, chat: str, choice: str) -> set[str]:
        """What that person's different taps on choices of this kind carried."""
        return {data for whose, data in self.taps if whose == chat and data.partition(".")[2].startswith(f"{choice}:")}

    def in_flight(self) -> int:
        """Requests to send or edit that the server has not answered (yet)."""
        calls = self.rehearsal.log
        return sum(call["result"] == "pending" and call["method"] in MESSAGES for call in calls)

    def delivered(self) -> dict[tuple[str, str], str]:
        """Every message that arrived, by chat and number, with the key of its text."""
        calls = self.taken()
        return {(str(call["params"]["chat_id"]), str(call["message_id"])): key(_text(call)) for call in calls}

    def taken(self) -> list[dict[str, Any]]:
        """The calls that brought a message."""
        return [call for call in self.rehearsal.log if call["method"] in MESSAGES and call["result"] == "ok"]

    def shows(self, shown: str, said: str) -> bool:
        """Whether a message with the key `shown` is what a row with the key `said` became."""
        return shown == said

    def copies(self, text: str) -> Counter[str]:
        """How often each chat got a message with a paragraph of this text: a notice's head and choices are others."""
        wanted = key(text)
        return Counter(str(call["params"]["chat_id"]) for call in self.taken() if wanted in _paragraphs(call))

    def said(self, chat: str, words: str) -> int:
        """How many messages with these words a chat got."""
        wanted = key(words)
        return sum(wanted in text for (whose, _), text in self.delivered().items() if whose == chat)

    def refused(self) -> str:
        """The answers other than success, as the strict server gave them: status, method, how many."""
        calls = [call for call in self.rehearsal.log if call["result"] not in {"ok", "pending"}]
        counted = Counter(f"{call['result']} {call['method']}" for call in calls)
        return ", ".join(f"{name}: {times}" for name, times in counted.most_common()) or "none"


def _paragraphs(call: dict[str, Any]) -> list[str]:
    """The keys of the message's paragraphs."""
    return [key(paragraph) for paragraph in _text(call).split("\n\n")]


def _text(call: dict[str, Any]) -> str:
    return str(call["params"].get("text") or call["params"].get("caption") or "")
