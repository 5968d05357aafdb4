"""What the channels have in common that a trial can be played on; and Telegram's side, which has one bot."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol

from bot.rehearsal.server import Rehearsal
from tests.e2e.conftest import TOKEN
from tests.prove.line import Line
from tests.prove.program import Program
from tests.prove.record import Record

TELEGRAM, ZALO = "telegram", "zalo"
POLLING, WEBHOOK = "polling", "webhook"
SECRET = "prove-prove-prove-prove"
OTHER_TOKEN = "664000:" + "x" * 35
RATE = 250
"""Notices a second."""

Settings = dict[str, str]


@dataclass(frozen=True, slots=True)
class Home:
    """Where a person is reached, as the program's database has it."""

    channel: str
    account: str
    chat: str


class Side(Protocol):
    """A channel, and the bots that a trial has there."""

    name: str
    patience: float
    """Seconds that a learner looks at the screen before beginning again."""

    @property
    def record(self) -> Record:
        """What the server sees."""

    def settings(self, line: Line) -> Settings:
        """What the program is told of the channel, which it reaches over the line."""

    def receiving(self, how: str) -> Settings:
        """What it is told of how updates come."""

    async def started(self, program: Program) -> None:
        """The program has just been started."""

    def settle(self, phone: int, *, staff: bool) -> Home:
        """Give somebody who was there before a phone of that number."""

    def bot(self, number: int) -> str:
        """The bot that a newcomer writes to, by its name; empty where there is but one."""

    def chat(self, phone: int) -> str:
        """Under which name the program knows the person of that phone."""

    def revoked(self) -> AbstractContextManager[None]:
        """Within the block the token, or every second one, is refused."""


class OnTelegram:
    """One bot."""

    name = TELEGRAM
    patience = 20.0

    def __init__(self, rehearsal: Rehearsal) -> None:
        self._rehearsal, self.record = rehearsal, Record(rehearsal)

    def settings(self, line: Line) -> Settings:
        """The token, the addresses, the pace."""
        at = {"telegram_base_url": f"{line.address}/bot", "telegram_file_url": f"{line.address}/file/bot"}
        return at | {"telegram_token": TOKEN, "bulk_rate": str(RATE)}

    def receiving(self, how: str) -> Settings:
        """By polling, or to a webhook on a port that is free now."""
        if how == POLLING:
            return {"public_url": "", "http_port": "0"}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        return {"public_url": f"http://127.0.0.1:{port}", "http_port": str(port), "webhook_secret": SECRET}

    async def started(self, program: Program) -> None:
        """The program sets its webhook by itself."""

    def settle(self, phone: int, *, staff: bool) -> Home:
        """All of them write to the one bot."""
        del staff
        self._rehearsal.chats.add_phone(f"Người {phone}", chat_id=phone, started=True)
        return Home(TELEGRAM, f"telegram:{TOKEN.partition(':')[0]}", str(phone))

    def bot(self, number: int) -> str:
        """The only one."""
        del number
        return ""

    def chat(self, phone: int) -> str:
        """The phone's own number."""
        return str(phone)

    @contextmanager
    def revoked(self) -> Iterator[None]:
        """The token is another one."""
        known, self._rehearsal.token = self._rehearsal.token, OTHER_TOKEN
        yield
        self._rehearsal.token = known
