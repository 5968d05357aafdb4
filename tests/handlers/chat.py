"""A person's chat for testing conversations: real turns on a real database file, without a channel."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from sqlalchemy import select, update

from bot.turns import Class, take
from handlers.messages import Attached, Capabilities, Choice, Incoming, Menu, Picked, Reply, restored
from storage import conversations, people
from storage.engine import Database
from storage.people import Person
from storage.tables import conversations as conversation_rows
from storage.tables import outbox
from tests.clock import HandClock

TELEGRAM = Capabilities(
    buttons=True, edits=True, inbound_files=True, command_menu=True, text_length=4096, caption_length=1024
)
_ids = itertools.count(1)


class Chat:
    """Says and taps like a person; `replies` are what came back to the last thing done, `last` its last message."""

    def __init__(self, db: Database, school: Class, clock: HandClock, chat: str = "1001") -> None:
        self.db, self.school, self.clock, self.chat = db, school, clock, chat
        self.replies: list[Reply] = []
        self.menus: list[Menu] = []
        self.prompt = 0
        self.can = TELEGRAM

    @property
    def last(self) -> Reply:
        return self.replies[-1]

    @property
    def texts(self) -> list[str]:
        return [reply.text for reply in self.replies]

    @property
    def choices(self) -> list[Choice]:
        return [choice for reply in self.replies for row in reply.choices for choice in row]

    @property
    def labels(self) -> list[str]:
        return [choice.label for choice in self.choices]

    async def says(self, text: str) -> list[Reply]:
        return await self._turn(text=text)

    async def commands(self, command: str, argument: str = "") -> list[Reply]:
        return await self._turn(command=command, argument=argument)

    async def taps(self, label: str, *, prompt: int | None = None) -> list[Reply]:
        """Tap the newest messages' button of that label (or, with `!`/`:` ids, of that id)."""
        id_ = next((choice.id for choice in self.choices if label in (choice.label, choice.id)), None)
        assert id_ is not None, f"no button {label!r} among {self.labels}"
        return await self.forges(id_, prompt=prompt)

    async def forges(self, id_: str, *, prompt: int | None = None) -> list[Reply]:
        """Send the choice id as a tap, whether or not it was offered; by default on the newest prompt."""
        return await self._turn(picked=Picked(id_, self.prompt if prompt is None else prompt), message_ref="77")

    async def sends(self, attachments: Sequence[Attached], caption: str = "") -> list[Reply]:
        return await self._turn(text=caption, attachments=tuple(attachments))

    async def _turn(self, **what: object) -> list[Reply]:
        incoming = Incoming(
            account="telegram:1", channel="telegram", chat=self.chat, update_id=str(next(_ids)),
            sent_at=self.clock.now(), **what,  # type: ignore[arg-type]  # the one of Incoming's fields that this is about
        )  # fmt: skip
        async with self.db.write() as store:
            queued = await take(store, self.school, incoming, [], self.can, now=self.clock.now())
            rows = await store.all(select(outbox.c.body).where(outbox.c.id.in_(queued)).order_by(outbox.c.id))
            await store.run(update(outbox).where(outbox.c.id.in_(queued)).values(state="sent"))
            person = await people.meet(
                store, channel="telegram", account="telegram:1", chat=self.chat, now=self.clock.now()
            )
            self.prompt = (await conversations.standing(store, person.identity)).prompt
        self.replies = [restored(row.body) for row in rows if "reply" in row.body]
        self.menus = [Menu(tuple(map(tuple, row.body["commands"]))) for row in rows if "commands" in row.body]
        return self.replies

    async def person(self) -> Person:
        async with self.db.write() as store:
            return await people.meet(
                store, channel="telegram", account="telegram:1", chat=self.chat, now=self.clock.now()
            )

    async def step(self) -> str | None:
        person = await self.person()
        async with self.db.read() as store:
            step: str | None = await store.value(
                select(conversation_rows.c.step).where(conversation_rows.c.identity_id == person.identity)
            )
            return step

    async def registers(
        self, group: str = "bi-thu-chi-bo", province: str = "68", commune: str = "24781", name: str = "Nguyễn Văn An"
    ) -> Person:
        """Be registered at once, without the conversation that does it."""
        person = await self.person()
        async with self.db.write() as store:
            await people.set_consent(
                store, person.id, "given", version=self.school.course.consent.version, now=self.clock.now()
            )
            await people.register(
                store, person.id, course=self.school.course.id, now=self.clock.now(), full_name=name, group_id=group,
                province=province, commune=commune, position="Bí thư chi bộ thôn 3",
            )  # fmt: skip
        return await self.person()

    async def becomes(self, role: str, province: str | None = None, commune: str | None = None) -> Person:
        """Be given a role at once (consent included)."""
        from storage.tables import roles

        person = await self.person()
        async with self.db.write() as store:
            await people.set_consent(
                store, person.id, "given", version=self.school.course.consent.version, now=self.clock.now()
            )
            await store.run(
                store.insert(roles).values(
                    person_id=person.id, role=role, province=province, commune=commune, given_at=self.clock.now()
                )
            )
        return await self.person()
