"""`donghanh unreached`: of every class that is held, a person once, commune by commune."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.unreached import whom_to_phone
from storage import people
from storage.engine import Database
from tests.bot.program import settings_for
from tests.clock import HandClock
from tests.storage.desk import person

SINCE = "Telegram: đã chặn, từ 19:00 22/5/2026"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for("http://127.0.0.1:9", tmp_path)


async def test_who_is_printed_and_where(db: Database, clock: HandClock, settings: Settings) -> None:
    da_teh, whole = {"province": "68", "commune": "25126"}, {"province": "68", "commune": None}
    async with db.write() as store:
        for chat, about in (
            ("a", {"full_name": "Lê Thị An", "position": "Trưởng thôn", **da_teh}),
            ("b", {"full_name": "Bình", **whole}),
            ("c", {"full_name": "Mỹ", "course": "bo-2025-08", "province": "82", "commune": "28249"}),
            ("d", {"full_name": "Còn liên lạc được", **da_teh}),
        ):
            who = await person(store, chat, **about)
            if chat == "a":
                await people.register(store, who, course="bo-2025-08", now=clock.now() + timedelta(hours=1))
            met = await people.reach(store, who)
            assert met is not None
            if chat != "d":
                await people.unreachable(store, met.identity, "đã chặn", now=clock.now())
    an = ("Xã Đạ Tẻh, Tỉnh Lâm Đồng", [f"Lê Thị An, Trưởng thôn ({SINCE})"])
    binh = ("Cấp tỉnh, Tỉnh Lâm Đồng", [f"Bình ({SINCE})"])
    my = ("Phường Đạo Thạnh, Tỉnh Đồng Tháp", [f"Mỹ ({SINCE})"])
    assert await whom_to_phone(settings, (None, None)) == [my, binh, an]
    assert await whom_to_phone(settings, ("68", None)) == [binh, an]
    assert await whom_to_phone(settings, ("68", "25126")) == [an]
