"""A trainer and coordinators at their phones: they redeem codes, send notices, download what the class did."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.rehearsal.phone import Message, Phone


@dataclass(frozen=True, slots=True)
class Preview:
    """What a notice's preview says: people, and those who can't be reached."""

    people: int
    unreachable: int


@dataclass(frozen=True, slots=True)
class Report:
    """What the report on a notice says: how many it reached, of how many, and the count of each outcome.

    `channels`: how many got it by each, told where there are several.
    """

    reached: int
    people: int
    counts: dict[str, int]
    channels: dict[str, int]


class Staff:
    """Somebody who was invited."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone

    async def redeems(self, code: str) -> None:
        """Press Start, agree, and type the code."""
        await self.phone.starts()
        await self.phone.waits_for("có đồng ý không")
        await self.phone.taps("✅ Đồng ý")
        await self.phone.waits_for("họ và tên đầy đủ")
        await self.phone.says(code)
        await self.phone.waits_for("Đồng chí đã nhận vai trò")


class Trainer(Staff):
    """Writes to the class."""

    async def writes(self, text: str, *, groups: Sequence[str] = (), province: str | None = None) -> Preview:
        """A notice up to its preview."""
        await self.phone.says("/thongbao")
        await self.phone.waits_for("Thông báo của đồng chí")
        await self._taps("✏️ Viết thông báo mới", "Viết thông báo")
        await self.phone.says(text)
        await self.phone.waits_for("👥 Người nhận")
        if groups:
            await self._taps("Nhóm đối tượng", "Gửi cho nhóm nào")
            for group in groups:
                await self._taps(f"☐ {group}", "Gửi cho nhóm nào")
            await self._taps("✔️ Xong", "👥 Người nhận")
        if province is not None:
            await self._taps("Tỉnh, thành phố", "Gửi cho tỉnh, thành phố nào")
            await self.phone.says(province)
            await self.phone.waits_for("Có những nơi sau khớp")
            await self._taps(f"Tỉnh {province}", "👥 Người nhận")
        card = await self._taps("👀 Xem trước và gửi", "Số người:")
        people, unreachable = _number(r"Số người: ([\d.]+)", card), _number(r"trong đó ([\d.]+) người hiện", card)
        return Preview(people, unreachable)

    async def sends(self, preview: Preview) -> Report:
        """Send what was previewed; the report at its end."""
        await self.phone.taps(f"📣 Gửi ngay cho {preview.people:,} người".replace(",", "."))
        return report(await self.ended())

    async def resends(self, people: int) -> Report:
        """Send the last notice again to those whom it did not reach; the report at its end."""
        await self._taps("🔁 Gửi lại người chưa nhận", "Gửi lại")
        await self.phone.taps(f"🔁 Gửi lại, đến được {people} người")
        return report(await self.ended())

    async def lists(self) -> bytes:
        """The file of the people of the notice that was sent last."""
        await self.phone.taps("📄 Danh sách người nhận")
        message = await self.phone.waits_for(lambda message: message.document is not None, 60)
        assert message.document is not None
        return await self.phone.downloads(message.document)

    async def ended(self) -> Message:
        """The message that tells of the end: a new one, unlike the one that is kept up to date."""
        return await self.phone.waits_for(lambda message: "Kết thúc lúc" in message.text, 60)

    async def _taps(self, label: str, then: str) -> Message:
        await self.phone.taps(label)
        return await self.phone.waits_for(then)


def report(message: Message) -> Report:
    """The numbers in the report on a notice."""
    counts = {
        name: _plain(number) for name, number in re.findall(r"^\S+ ([^:\n]+): ([\d.]+)$", message.text, re.MULTILINE)
    }
    found = re.search(r"Đến được ([\d.]+)/([\d.]+) người", message.text)
    assert found is not None, message.text
    told = re.search(r"Đã đến theo kênh: (.+)", message.text)
    channels = dict(part.rsplit(" ", 1) for part in told[1].split(", ")) if told else {}
    return Report(
        _plain(found[1]), _plain(found[2]), counts, {name: _plain(number) for name, number in channels.items()}
    )


def _number(pattern: str, message: Message) -> int:
    found = re.search(pattern, message.text)
    return 0 if found is None else _plain(found[1])


def _plain(shown: str) -> int:
    """Vietnamese writes a dot between thousands."""
    return int(shown.replace(".", ""))


class Coordinator(Staff):
    """Downloads what the class did."""

    async def downloads_excel(self) -> bytes:
        """The Excel file, by /xuat."""
        return await self._downloads("📥 Tải Excel", ".xlsx")

    async def downloads_zip(self) -> bytes:
        """The zip with the essays' files, by /xuat."""
        return await self._downloads("📦 Tải kèm bài nộp", ".zip")

    async def _downloads(self, button: str, ending: str) -> bytes:
        await self.phone.says("/xuat")
        await self.phone.waits_for("Tải kết quả lớp")
        await self.phone.taps(button)
        if self.phone.channel == "zalo":
            return await self._fetches(ending)
        message = await self.phone.waits_for(lambda message: message.document is not None, 60)
        assert message.document is not None
        assert message.document.name.endswith(ending)
        return await self.phone.downloads(message.document)

    async def _fetches(self, ending: str) -> bytes:
        """The file behind the address in the message, where files go out so."""
        message = await self.phone.waits_for(lambda message: f"{ending}, mở trước" in message.text, 60)
        address = re.search(r"https?://\S+", message.text)
        assert address is not None, message.text
        async with self.phone.session.get(address[0]) as answer:
            assert answer.status == 200
            return await answer.read()
