"""Files that come by the one-time page: checked, kept, and put into the essay as a turn of the person's chat."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.channels.base import Channel
from bot.clock import Clock
from bot.files import Files
from bot.turns import Class, take
from content.models import Course
from handlers.learner.reflection.accepting import UPLOADED, Refusal, refusal
from handlers.learner.reflection.part import WRITING
from handlers.messages import Attached, Incoming
from storage import conversations, reflections, upload_links
from storage.engine import Database, Store
from storage.upload_links import UploadLink

MOST_FILES = 20
IN_MEMORY = 2
"""So many files, of 50 MB at most, are read into memory at once; the others wait on disk."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it came: its name, and what reads it whole."""

    name: str
    read: Callable[[], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Taken:
    """The essay grew by `files`; `again` of those sent were in it already, or came twice."""

    files: int
    again: int = 0


@dataclass(frozen=True, slots=True)
class Unfit:
    """Nothing was taken, and the link stays: (name, why) of the files that are refused."""

    files: list[tuple[str, Refusal]]


@dataclass(frozen=True, slots=True)
class Untaken:
    """Nothing was taken, and the link stays, for there is no open draft, or the person may not write now."""

    why: Literal["no_draft", "not_now"]


@dataclass(frozen=True, slots=True)
class Closed:
    """The link was used (`files`: by how many the essay grew), or it is unknown or too old (None)."""

    files: int | None


class _Undo(Exception):
    """Nothing of the turn is to stay."""

    def __init__(self, ended: Taken | Untaken | Closed) -> None:
        super().__init__()
        self.ended = ended


class Uploads:
    """What the page does. `channels` by account."""

    def __init__(
        self, db: Database, school: Class, channels: Mapping[str, Channel], files: Files, clock: Clock
    ) -> None:
        self._db, self._school, self._channels = db, school, channels
        self._files, self._clock = files, clock
        self._room = asyncio.Semaphore(IN_MEMORY)

    async def open(self, token: str, nonce: str = "") -> UploadLink | Taken | Closed:
        """What the token opens. Taken where the sending of this nonce has used it up: its answer was lost."""
        async with self._db.read() as store:
            link = await upload_links.find(store, token)
        return link if link is not None and self._is_open(link) else _closed(link, nonce)

    async def take(
        self, token: str, link: UploadLink, sent: Sequence[Sent], nonce: str = ""
    ) -> Taken | Unfit | Untaken | Closed:
        """Put the files into the essay and answer in the chat. A second time with the same nonce changes nothing.

        Files that were on their way when the hour ended are taken: `link` was open when they began to come.
        """
        attached = [await self._kept(one) for one in sent]
        rules = self._course(link).reflection
        refused = [(one.name, why) for one in attached if (why := refusal(one, rules)) is not None]
        if refused:
            return Unfit(refused)
        now = self._clock.now()
        try:
            async with self._db.write() as store:
                link = await _still(store, token, nonce)
                files = await self._grown(store, link, attached, now)
                await upload_links.use(store, link.id, nonce=nonce, files=files, now=now)
        except _Undo as undone:
            return undone.ended
        return Taken(files, len(attached) - files)

    def _is_open(self, link: UploadLink) -> bool:
        return link.used_at is None and link.expires_at > self._clock.now()

    def _course(self, link: UploadLink) -> Course:
        return self._school.of(link.course) or self._school.course

    async def _kept(self, one: Sent) -> Attached:
        async with self._room:
            stored = await self._files.keep(await one.read(), one.name)
        return Attached("document", UPLOADED, name=stored.name, type=stored.type, size=stored.size, stored=stored)

    async def _grown(self, store: Store, link: UploadLink, attached: Sequence[Attached], now: datetime) -> int:
        """Hold the turn. By how many files the essay grew; raises _Undo where one of them is not in it then."""
        before = await self._contents(store, link)
        await self._held(store, link, attached, now)
        after = await self._contents(store, link)
        if before is None or after is None:
            raise _Undo(Untaken("no_draft"))
        if not {one.stored.sha256 for one in attached if one.stored is not None} <= after:
            raise _Undo(Untaken("not_now"))
        return len(after - before)

    async def _contents(self, store: Store, link: UploadLink) -> frozenset[str] | None:
        draft = await reflections.draft(store, link.person, self._course(link).id)
        return None if draft is None else frozenset(file.sha256 for file in draft.files(link.part))

    async def _held(self, store: Store, link: UploadLink, attached: Sequence[Attached], now: datetime) -> None:
        standing = await conversations.standing(store, link.identity)
        await conversations.stand(
            store,
            link.identity,
            step=WRITING,
            data={"part": link.part},
            prompt=standing.prompt,
            choices=standing.choices,
            asked=standing.asked,
            before=standing.before,
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


async def _still(store: Store, token: str, nonce: str) -> UploadLink:
    """The link inside the transaction. Raises _Undo where somebody used it meanwhile, or it is gone."""
    link = await upload_links.find(store, token)
    if link is None or link.used_at is not None:
        raise _Undo(_closed(link, nonce))
    return link


def _closed(link: UploadLink | None, nonce: str) -> Taken | Closed:
    """What is told of a link that is open no more."""
    if link is None or link.used_at is None:
        return Closed(None)
    return Taken(link.files or 0) if nonce and link.nonce == nonce else Closed(link.files or 0)
