"""The files that messages carry, made ready to go: stored ones, small ones given whole, reports made now."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.base import Ready
from bot.clock import Clock
from bot.files import Files
from bot.reporting import Reporting
from handlers.messages import Attachment


@dataclass(frozen=True, slots=True)
class Apologies:
    """What is sent in the place of a file that can't go out, as bodies of outbox rows."""

    failed: Mapping[str, Any]
    too_large: Mapping[str, Any]


class TooLarge(Exception):
    """A file is larger than the channel takes."""


class Stock:
    """Makes attachments ready."""

    def __init__(self, files: Files, reporting: Reporting, clock: Clock) -> None:
        self._files, self._reporting, self._clock = files, reporting, clock

    async def ready(self, body: Mapping[str, Any], *, limit: int) -> list[Ready]:
        """The files of an outbox row's body, in order.

        Raises ReportFailed where a report can't be made, TooLarge for a file of more than `limit` bytes.
        """
        given = body.get("reply", {}).get("attachments", [])
        files = [await self._one(Attachment(**attachment)) for attachment in given]
        if max([await asyncio.to_thread(_size, file) for file in files], default=0) > limit:
            await put_away(files)
            raise TooLarge
        return files

    async def _one(self, attachment: Attachment) -> Ready:
        if attachment.sha256 is not None:
            path = self._files.path(attachment.sha256)
            return Ready(attachment.name, attachment.as_photo, path=path, sha256=attachment.sha256)
        if attachment.report is not None:
            made = await self._reporting.make(attachment.report, now=self._clock.now())
            return Ready(attachment.name, attachment.as_photo, path=made, temporary=True)
        return Ready(attachment.name, attachment.as_photo, content=(attachment.content or "").encode())


def _size(file: Ready) -> int:
    return len(file.content) if file.path is None else file.path.stat().st_size


async def put_away(files: Sequence[Ready]) -> None:
    """Remove what was made for one send only."""
    for file in files:
        if file.temporary and file.path is not None:
            await asyncio.to_thread(file.path.unlink, missing_ok=True)
