"""The page for the wall: both files, the right size, letters for two metres, nothing over anything, codes that read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import segno
from PIL import Image
from PIL.Image import Image as Picture
from PIL.ImageDraw import ImageDraw
from PIL.ImageFont import FreeTypeFont

from bot.poster import DPI, HEIGHT, LEAST_WORDS, WIDTH, Door, draw, qr, save
from content import PACKAGED
from content.loading import load_course
from content.places import communes, provinces

TITLES = [load_course(folder.parent).title for folder in sorted((PACKAGED / "courses").glob("*/course.yaml"))]
PLACES = [f"{place.name}, {one.name}" for one in provinces() for place in communes(one.code)]
LONGEST_NAME = "Bot " + "lớp bồi dưỡng cán bộ cơ sở " * 2 + "xã Ka Đô ở Đ"
ONE_WORD = "W" * 200


def doors(name: str = "Bot lớp 664 Ka Đô", bot: str = "lop_664_bot") -> list[Door]:
    return [
        Door(
            "Telegram", f"https://t.me/{bot}?start=c_24943", ("Quét mã này.", "Bấm Bắt đầu (Start)."),
            name=f"Không quét được thì tìm @{bot}, nhắn c24943",
        ),
        Door("Zalo", "https://zalo.me/s/bot/1234", ("Quét mã này.", "Nhắn:"), "c24943", f"Tên bot: {name}"),
    ]  # fmt: skip


def test_the_sheet_is_one_a4_page(tmp_path: Path) -> None:
    png, pdf = save(draw("Lớp 664", "Xã Ka Đô, Lâm Đồng", doors()), tmp_path / "to-dan")
    with Image.open(png) as shown:
        assert (shown.size, round(shown.info["dpi"][0])) == ((WIDTH, HEIGHT), DPI)
    assert [round(side / DPI * 25.4) for side in (WIDTH, HEIGHT)] == [210, 297]
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert pdf.read_bytes().count(b"/Type /Page\n") + pdf.read_bytes().count(b"/Type /Page ") == 1


@pytest.mark.parametrize("title", [max(TITLES, key=len), ONE_WORD])
@pytest.mark.parametrize("name", [LONGEST_NAME, ONE_WORD])
@pytest.mark.parametrize("which", [slice(0, 1), slice(1, 2), slice(0, 2)], ids=["telegram", "zalo", "both"])
def test_the_longest_names_run_over_nothing(
    title: str, name: str, which: slice, monkeypatch: pytest.MonkeyPatch
) -> None:
    spots = watched(monkeypatch)
    assert len(LONGEST_NAME) == 70
    draw(title, max(PLACES, key=len), doors(name, "b" * 32)[which])
    assert [one for one in spots if not INSIDE.meets(one) or one.beyond(INSIDE)] == []
    assert [
        (one.said, other.said) for at, one in enumerate(spots) for other in spots[at + 1 :] if one.meets(other)
    ] == []


def test_what_is_to_be_typed_is_the_largest(monkeypatch: pytest.MonkeyPatch) -> None:
    spots = watched(monkeypatch)
    draw(max(TITLES, key=len), max(PLACES, key=len), doors(LONGEST_NAME))
    sizes = {one.said: round(one.size * 72 / DPI) for one in spots}
    assert max(sizes, key=lambda said: sizes[said]) == "c24943"
    assert (sizes["c24943"] >= LEAST_WORDS >= 40, sizes["1. Quét mã này."] >= 26) == (True, True)


@dataclass(frozen=True)
class Spot:
    """Where something was put on the sheet, in dots: a line of text in letters of that size, or a code."""

    left: int
    top: int
    right: int
    bottom: int
    said: str = ""
    size: float = 0

    def meets(self, other: Spot) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def beyond(self, other: Spot) -> bool:
        inside = other.left <= self.left and self.right <= other.right
        return not (inside and other.top <= self.top and self.bottom <= other.bottom)


EDGE = 90
INSIDE = Spot(EDGE, EDGE, WIDTH - EDGE, HEIGHT - EDGE)


def watched(monkeypatch: pytest.MonkeyPatch) -> list[Spot]:
    """What is put on sheets from now on."""
    found: list[Spot] = []
    text, paste = ImageDraw.text, Picture.paste

    def written(self: ImageDraw, xy: tuple[int, int], said: str, *, fill: str, font: FreeTypeFont) -> None:
        left, top, right, bottom = (int(edge) for edge in self.textbbox(xy, said, font=font))
        found.append(Spot(left, top, right, bottom, said, font.size))
        text(self, xy, said, fill=fill, font=font)

    def put(self: Picture, code: Picture, xy: tuple[int, int]) -> None:
        found.append(Spot(*xy, xy[0] + code.width, xy[1] + code.height))
        paste(self, code, xy)

    monkeypatch.setattr(ImageDraw, "text", written)
    monkeypatch.setattr(Picture, "paste", put)
    return found


@pytest.mark.parametrize("address", ["https://t.me/lop_664_bot?start=c_24943", "https://zalo.me/" + "x" * 280])
def test_a_code_reads_module_by_module(address: str) -> None:
    picture = qr(address, 560).convert("L")
    wanted = [list(row) for row in segno.make(address, error="m", micro=False).matrix_iter(scale=1, border=4)]
    scale = picture.width // len(wanted)
    assert picture.size == (scale * len(wanted), scale * len(wanted))
    assert scale >= 7
    read = [
        [int(picture.getpixel((x, y)) == 0) for x in range(scale // 2, picture.width, scale)]
        for y in range(scale // 2, picture.height, scale)
    ]
    assert read == wanted


def test_three_doors_are_too_many() -> None:
    with pytest.raises(ValueError, match="two doors"):
        draw("Lớp 664", "Xã Ka Đô", [*doors(), doors()[0]])
