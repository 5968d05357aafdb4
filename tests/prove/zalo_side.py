"""Zalo's side of a trial: bots for staff, recipients and learners, and the line that leads to their webhooks."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil

from bot.rehearsal.server import Rehearsal
from bot.rehearsal.zalo.bots import Bot
from tests.prove.line import Line
from tests.prove.program import Program
from tests.prove.sides import SECRET, ZALO, Home, Settings
from tests.prove.zalo_record import ZaloRecord

RATE = 25
"""Notices a second, of each bot."""
RECIPIENTS, LEARNERS = 48, 20
"""So many people a bot has here: recipients up to its places; learners cost it many more messages of the month."""


class OnZalo:
    """As many bots as the people need: one has 50 at most, and 3,000 messages a month."""

    name = ZALO
    patience = 8.0  # what the server gives up is said again

    def __init__(self, rehearsal: Rehearsal, inwards: Line, *, recipients: int, learners: int) -> None:
        """`inwards`: the line between the server and the program's webhooks; its address is the public one."""
        self._rehearsal, self.inwards = rehearsal, inwards
        self._made, self._settled = itertools.count(1), itertools.count()
        (self._staff,) = self._bots("lop", 1)
        self.recipients = self._bots("xa", ceil(recipients / RECIPIENTS))
        self._learners = self._bots("hoc", ceil(learners / LEARNERS))
        self.record = ZaloRecord(rehearsal)
        self._brought = False

    def _bots(self, name: str, count: int) -> list[Bot]:
        add = self._rehearsal.zalo.add
        return [add(f"{name}{each}", f"{next(self._made):08}:secret-of-{name}{each}") for each in range(1, count + 1)]

    def settings(self, line: Line) -> Settings:
        """The tokens, the address, the pace; no Telegram."""
        bots = ",".join(f"{bot.name}={bot.token}" for bot in self._rehearsal.zalo)
        known = {"zalo_bots": bots, "zalo_base_url": f"{line.address}/zalo", "zalo_rate": str(RATE)}
        return known | {"zalo_loopback_pictures": "true", "telegram_token": ""}

    def receiving(self, how: str) -> Settings:
        """To the webhook, whose address stays: nobody sets it anew after a kill."""
        del how
        return {"public_url": self.inwards.address, "http_port": "0", "zalo_webhook_secret": SECRET}

    async def started(self, program: Program) -> None:
        """Lead the line to where it listens now; the first time, set the webhooks as an operator does."""
        self.inwards.to(program.address)
        if not self._brought:
            self._brought = True
            said = await program.tool("webhook", "set")
            assert said.count("đã đặt") == len(list(self._rehearsal.zalo)), said

    def settle(self, phone: int, *, staff: bool) -> Home:
        """Staff have a bot of their own; recipients fill the others."""
        bot = self._staff if staff else self.recipients[next(self._settled) // RECIPIENTS]
        self._rehearsal.chats.add_phone(f"Người {phone}", chat_id=phone, started=True, bot=bot.name)
        return Home(ZALO, f"zalo:{bot.account}", bot.person(phone))

    def bot(self, number: int) -> str:
        """The one whose poster hangs in their hall."""
        return self._learners[number // LEARNERS].name

    def chat(self, phone: int) -> str:
        """Each bot knows a person by a name of its own."""
        found = self._rehearsal.chats.get(phone)
        assert found is not None
        bot = self._rehearsal.zalo.named(found.bot)
        assert bot is not None
        return bot.person(phone)

    @contextmanager
    def revoked(self) -> Iterator[None]:
        """Every second bot's token."""
        bots = list(self._rehearsal.zalo)[1::2]
        for bot in bots:
            bot.revoked = True
        yield
        for bot in bots:
            bot.revoked = False
