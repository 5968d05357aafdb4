"""Files that come by the one-time page: checked, kept, and put into the essay as a turn of the person's chat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.channels.base import Channel
from bot.clock import Clock
from bot.files import Files
from bot.turns import Class, take
from handlers.learner.reflection.accepting import UPLOADED, Refusal, refusal
from handlers.learner.reflection.part import WRITING
from handlers.messages import Attached, Incoming
from storage import conversations, upload_links
from storage.engine import Database
from storage.upload_links import UploadLink

MOST_FILES = 20


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it came: its name and its bytes."""

    name: str
    content: bytes


class Uploads:
    """What the page does. `channels` by account."""

    def __init__(
        self, db: Database, school: Class, channels: Mapping[str, Channel], files: Files, clock: Clock
    ) -> None:
        self._db, self._school, self._channels = db, school, channels
        self._files, self._clock = files, clock

    async def open(self, token: str) -> UploadLink | None:
        """What the token opens; None where it is unknown, used or too old."""
        async with self._db.read() as store:
            return await upload_links.find(store, token, now=self._clock.now())

    async def take(self, link: UploadLink, sent: Sequence[Sent]) -> list[tuple[str, Refusal]] | None:
        """Put the files into the essay and answer in the chat. Returns (name, why) of those that are refused.

        Where one is refused nothing is taken, and the link stays. None where the link was used meanwhile.
        """
        attached = [await self._kept(one) for one in sent]
        rules = (self._school.of(link.course) or self._school.course).reflection
        refused = [(one.name, why) for one in attached if (why := refusal(one, rules)) is not None]
        if refused:
            return refused
        now = self._clock.now()
        async with self._db.write() as store:
            if not await upload_links.use(store, link.id, now=now):
                return None
            standing = await conversations.standing(store, link.identity)
            await conversations.stand(
                store,
                link.identity,
                step=WRITING,
                data={"part": link.part},
                prompt=standing.prompt,
                choices=standing.choices,
                now=now,
            )
            incoming = Incoming(
                account=link.account,
                channel=link.channel,
                chat=link.chat,
                update_id=f"upload:{link.id}",
                sent_at=now,
                attachments=tuple(attached),
            )
            await take(store, self._school, incoming, [], self._channels[link.account].capabilities, now=now)
        return []

    async def _kept(self, one: Sent) -> Attached:
        stored = await self._files.keep(one.content, one.name)
        return Attached("document", UPLOADED, name=stored.name, type=stored.type, size=stored.size, stored=stored)
