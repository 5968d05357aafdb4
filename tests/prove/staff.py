"""What staff want to get done again and again: send a notice and see its end; download the class's results."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from aiohttp import ClientError

from bot.rehearsal.acting_learner import Learner, Rule, tapping
from bot.rehearsal.acting_words import Sight
from bot.rehearsal.phone import Message
from tests.e2e.staff import Report, report

LINK = re.compile(r"https?://\S+/tep/\S+")
PATIENCE = 60.0


class Announcing:
    """Send a notice to the whole class at once; `report` is what its author is told in the end, of `text`.

    Whoever begins again writes another text, so that no two notices are alike.
    """

    def __init__(self, text: str) -> None:
        self.report: Report | None = None
        self.text, self._said, self._begun = text, text, 0

    async def begin(self, learner: Learner) -> None:
        """Open the notices."""
        self._begun += 1
        self.text = self._said if self._begun == 1 else f"{self._said} Viết lần {self._begun}."
        await learner.phone.says("/thongbao")

    def rules(self) -> Sequence[Rule]:
        """Write, preview, send, and wait for the end."""
        return (
            (Sight("Kết thúc lúc"), self._ended),
            (Sight(button="📣 Gửi ngay"), tapping("📣 Gửi ngay")),
            (Sight(button="Gửi ngay"), tapping("Gửi ngay")),  # without buttons it is typed, without the sign
            (Sight("👥 Người nhận", "👀 Xem trước"), tapping("👀 Xem trước và gửi")),
            (Sight("Thông báo của đồng chí", "✏️ Viết thông báo"), tapping("✏️ Viết thông báo mới")),
            (Sight("Viết thông báo"), self._write),
        )

    async def _write(self, learner: Learner, seen: Message) -> bool:
        del seen
        return await learner.says(self.text)

    async def _ended(self, learner: Learner, seen: Message) -> bool:
        del learner
        if self.text not in seen.text:
            return False  # the end of an earlier one
        self.report = report(seen)
        return True


class Exporting:
    """Download the results as Excel."""

    async def begin(self, learner: Learner) -> None:
        """Ask for them."""
        await learner.phone.says("/xuat")

    def rules(self) -> Sequence[Rule]:
        """Choose, and take the file."""
        return (
            (Sight("Tải kết quả lớp", "📥 Tải Excel"), tapping("📥 Tải Excel")),
            (Sight("(?m)^Kết quả lớp lúc"), self._file),
        )

    async def _file(self, learner: Learner, seen: Message) -> bool:
        content = await (_linked(learner, seen) if seen.document is None else learner.phone.downloads(seen.document))
        assert content[:2] == b"PK", "an Excel file is a zip"
        return True


async def _linked(learner: Learner, seen: Message) -> bytes:
    """What the message's link leads to, opened again while nobody answers there."""
    found = LINK.search(seen.text)
    assert found is not None, seen.text
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                async with learner.phone.session.get(found[0]) as answer:
                    content = await answer.read()
                    assert answer.status == 200, f"{answer.status}: {content[:200]!r}"
                    return content
            except ClientError:
                await asyncio.sleep(1)
