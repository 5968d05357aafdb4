"""One phone of the rehearsal's page, held as a person holds it: looked at, typed on, tapped."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from playwright.async_api import FilePayload, Locator, Page, expect


class Handset:
    """The phone of the person with this name, open on the page."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        owner = page.locator(".owner-name", has_text=re.compile(f"^{re.escape(name)}$"))
        self.column = page.locator("[data-phone]").filter(has=owner)

    def part(self, testid: str) -> Locator:
        """A part of this phone by its data-testid."""
        return self.column.get_by_test_id(testid)

    @property
    def last(self) -> Locator:
        """What the newest message of the bot says, without its buttons."""
        return self.column.locator("[data-from=bot] .bubble").last

    async def starts(self) -> None:
        """Press "Bắt đầu"."""
        await self.part("start").click()

    async def says(self, text: str) -> None:
        """Type a message and send it."""
        await self.part("composer").fill(text)
        await self.part("send").click()

    async def taps(self, label: str) -> None:
        """Tap the button with this label: the newest one, where there are several."""
        await self.choice(label).click()

    def choice(self, label: str) -> Locator:
        """The newest button under a message that has this label."""
        return self.part("choice").filter(has_text=re.compile(f"^{re.escape(label)}$")).last

    async def reads(self, *parts: str) -> None:
        """Wait until the newest message of the bot says each of these."""
        for part in parts:
            await expect(self.last).to_contain_text(part)

    async def sends(self, files: Sequence[FilePayload], *, as_photos: bool = False, caption: str = "") -> None:
        """Choose files, say how they go, and send them."""
        await self.part("attach-input").set_input_files(files)
        await self.part("attach-as-photo" if as_photos else "attach-as-file").check()
        await self.part("attach-caption").fill(caption)
        await self.part("attach-send").click()

    async def downloads(self, name: str) -> bytes:
        """Download the newest file whose name contains this."""
        async with self.page.expect_download() as waiting:
            await self.column.locator("a.document", has_text=name).last.click()
        return await asyncio.to_thread((await (await waiting.value).path()).read_bytes)

    async def does(self, *steps: tuple[str, str]) -> None:
        """One thing after the other: tap the label that begins with "▸", or type; then read what comes."""
        for act, then in steps:
            if act.startswith("▸"):
                await self.taps(act.removeprefix("▸"))
            else:
                await self.says(act)
            await self.reads(then)

    async def registers(self, group: str, position: str) -> None:
        """Come in by a link that fills in the commune, agree, and register under the phone's name."""
        name = await self.column.locator(".owner-name").inner_text()
        await self.starts()
        await self.reads("có đồng ý không")
        await self.does(
            ("▸✅ Đồng ý", "họ và tên đầy đủ"),
            (name, "thuộc nhóm nào"),
            (f"▸{group}", "Chức vụ của đồng chí"),
            (position, "xem lại giúp tôi"),
            ("▸✅ Đúng", f"Chào mừng đồng chí {name} vào lớp"),
        )

    async def takes_office(self, role: str) -> None:
        """Come in by an invitation on the Start button."""
        await self.starts()
        await self.reads("có đồng ý không")
        await self.taps("✅ Đồng ý")
        await expect(
            self.column.locator("[data-from=bot]", has_text=f"Đồng chí đã nhận vai trò {role}")
        ).to_be_visible()
