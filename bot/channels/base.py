"""What a channel is to the rest of the program: what comes in, what goes out, and how a send ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from handlers.messages import Attached, Capabilities, Incoming
from storage.inbox import Received


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived; `ref` is the channel's name for the message."""

    ref: str | None
    messages: int = 1  # so many of a counted month it took


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing was sent. Try again after this long; `told`: the channel itself asked for the pause (429)."""

    after: timedelta | None = None
    told: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """The person can't be reached here until they write again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It will never work; `reason` in plain Vietnamese. `spent`: the account has used up its month's messages."""

    reason: str
    spent: bool = False
    messages: int = 0  # parts that had left before


@dataclass(frozen=True, slots=True)
class Uncertain:
    """The request left and the answer didn't come: it may have arrived."""

    messages: int = 1  # what is in doubt counts as taken, beside the parts that had left before


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that is about to go out: on disk, or a small content at hand."""

    name: str
    as_photo: bool
    path: Path | None = None
    content: bytes = b""
    sha256: str | None = None  # of a stored file: the channel may know it already
    temporary: bool = False  # to be removed once it was sent

    def read(self) -> bytes:
        """Its bytes. Blocks."""
        return self.content if self.path is None else self.path.read_bytes()


Outcome = Sent | Later | Gone | Refused | Uncertain


class ChannelRefused(Exception):
    """The channel takes nothing from this account (a wrong or revoked token, a second poller)."""


class FileLost(Exception):
    """An attachment can't be fetched any more."""


class FileTooLarge(Exception):
    """An attachment is larger than the channel hands over."""


class Channel(Protocol):
    """One account of one channel. Adapters map their library's errors once; nobody else catches those."""

    name: str  # "telegram"
    account: str  # "telegram:123456", never the token
    capabilities: Capabilities

    async def open(self) -> None:
        """Open the connections. Nothing is sent: the program starts without the network too."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...

    async def send(self, chat: str, body: Mapping[str, Any], files: Sequence[Ready]) -> Outcome:
        """Make one request of an outbox row's body. Raises ChannelRefused."""
        ...

    def read(self, raw: Mapping[str, Any]) -> Received | None:
        """What of a raw update is needed to store it; None where it concerns nobody."""
        ...

    def parse(self, payloads: Sequence[str]) -> Incoming:
        """The stored raw updates (several: an album) as one message."""
        ...

    async def fetch(self, attached: Attached) -> bytes:
        """The bytes of an attachment. Raises FileLost, FileTooLarge, or OSError where trying again may help."""
        ...

    async def acknowledge(self, raws: Sequence[Mapping[str, Any]]) -> None:
        """Tell the person's phone that the tap arrived. Never raises: nothing depends on it."""
        ...

    async def typing(self, chat: str) -> None:
        """Show that an answer is being made. Never raises."""
        ...
