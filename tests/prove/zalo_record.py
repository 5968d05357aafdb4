"""What Zalo's server saw by itself: updates that were issued, answered with 200, or given up; messages that it took."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.prove.record import Record, key

Json = dict[str, Any]
PHOTOS, HANDS_IN = "/zalo/photos/", "nộpbàinày"


@dataclass(slots=True)
class ZaloRecord(Record):
    """The server's own record of one rehearsal on Zalo. Make it once the bots are there, before anybody writes."""

    _digests: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for bot in self.rehearsal.zalo:
            bot.updates.listeners.append(lambda update: self.issued.append(_name(update)))

    def waiting(self) -> set[str]:
        """The updates that wait, or are on their way."""
        gone = Counter(map(_name, self._ended()))
        return set((Counter(self.issued) - gone).keys())

    def confirmed(self) -> set[str]:
        """The updates for which the webhook got its 200."""
        return {_name(update) for bot in self.rehearsal.zalo for update in bot.webhook.brought}

    def given_up(self) -> int:
        """How many updates no try brought: Zalo's webhook tries a few times, and then no more."""
        return sum(len(bot.webhook.lost) for bot in self.rehearsal.zalo)

    def brought_in_vain(self) -> int:
        """How often an update was brought beyond the one time that ended it: it had come already, or was not taken."""
        ended = len(list(self._ended()))
        return sum(bot.webhook.requests for bot in self.rehearsal.zalo) - ended

    def heard(self, chat: str) -> Mapping[str, set[str]] | None:
        """By which updates that person's texts, and their pictures' digests, were taken."""
        found: dict[str, set[str]] = {}
        for bot in self.rehearsal.zalo:
            for name, what, _ in self._said(chat, bot.webhook.brought):
                found.setdefault(what, set()).add(name)
        return found

    def begun(self, chat: str) -> Counter[str]:
        """What that person can have brought about: one reading or quiz by each update, also by one that was given up.

        For its 200 may have been lost on the way. An essay that was handed in is there once more for each new version,
        and with it what had been said in it; also a number that was meant for a choice and said in the essay's midst.
        """
        said = {name: (what, kind) for name, what, kind in self._said(chat, self._ended())}
        pieces = Counter(said.values())
        essays = sum(times for (what, _), times in pieces.items() if key(what).lower() == HANDS_IN)
        whole = {f"{kind} {what}": times * max(essays, 1) for (what, kind), times in pieces.items()}
        return Counter({"read": len(said), "quizzes": len(said), "essay": essays} | whole)

    def shows(self, shown: str, said: str) -> bool:
        """Whether a message with the key `shown` is what a row with the key `said` became: choices come after it."""
        return shown.startswith(said)

    def _ended(self) -> Iterator[Json]:
        for bot in self.rehearsal.zalo:
            yield from bot.webhook.brought
            yield from bot.webhook.lost

    def _said(self, chat: str, updates: Iterable[Json]) -> Iterator[tuple[str, str, str]]:
        """Of that person's updates the name, the text or the picture's digest, and which of them it is."""
        for update in updates:
            message = update["message"]
            if message["chat"]["id"] != chat:
                continue
            if "text" in message:
                yield _name(update), message["text"], "text"
            if "photo_url" in message:
                yield _name(update), self._digest(message["photo_url"]), "file"

    def _digest(self, address: str) -> str:
        if address not in self._digests:
            stored = self.rehearsal.files.at(urlsplit(address).path.removeprefix(PHOTOS))
            assert stored is not None, "the server keeps the pictures that it tells of"
            self._digests[address] = hashlib.sha256(stored.path.read_bytes()).hexdigest()
        return self._digests[address]


def _name(update: Json) -> str:
    """The message's id, which the inbox takes for the update's."""
    return str(update["message"]["message_id"])
