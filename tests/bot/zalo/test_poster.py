"""The page for the wall: both files, the right size, and a QR that stands on it."""

from __future__ import annotations

from pathlib import Path

import segno
from PIL import Image

from bot.poster import HEIGHT, WIDTH, Door, draw, save


def test_the_sheet_is_one_a4_page_with_a_qr_for_each_channel(tmp_path: Path) -> None:
    doors = [
        Door("Dùng Telegram", "https://t.me/lop_664_bot?start=c_24943", ("Quét mã này.", "Bấm Bắt đầu.")),
        Door("Dùng Zalo", "https://zalo.me/s/bot/1234", ("Quét mã này.", "Nhắn: /start c_24943")),
    ]
    png, pdf = save(draw("Lớp bồi dưỡng cán bộ cơ sở", "Xã Ka Đô, Lâm Đồng", doors), tmp_path / "to-dan")
    shown = Image.open(png)
    assert (shown.size, round(shown.info["dpi"][0])) == ((WIDTH, HEIGHT), 150)
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert pdf.read_bytes().count(b"/Type /Page\n") + pdf.read_bytes().count(b"/Type /Page ") == 1
    for door in doors:
        modules = len(tuple(segno.make(door.address, error="m", micro=False).matrix))
        assert modules >= 25
    blank = draw("Lớp bồi dưỡng cán bộ cơ sở", "Xã Ka Đô, Lâm Đồng", [])
    dark = [sum(image.convert("L").histogram()[:100]) for image in (shown, blank)]
    assert dark[0] > dark[1] + 50_000
