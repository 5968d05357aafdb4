"""What staff want to get done again and again: send a notice and see its end; download the class's results."""

from __future__ import annotations

from collections.abc import Sequence

from bot.rehearsal.acting_learner import Learner, Rule, tapping
from bot.rehearsal.acting_words import Sight
from bot.rehearsal.phone import Message
from tests.e2e.staff import Report, report


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
            (Sight(r"Số người: \d", "📣 Gửi ngay"), tapping("📣 Gửi ngay")),
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
            (Sight("^Kết quả lớp lúc"), self._file),
        )

    async def _file(self, learner: Learner, seen: Message) -> bool:
        assert seen.document is not None
        content = await learner.phone.downloads(seen.document)
        assert content[:2] == b"PK", "an Excel file is a zip"
        return True
