"""The page for the wall of the hall: an A4 sheet with a QR for each channel and the words to type."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

DPI = 150
WIDTH, HEIGHT = 1240, 1754
"""A4 at 150 dots an inch."""
MARGIN = 90
QR_SIDE = 430


@dataclass(frozen=True, slots=True)
class Door:
    """One way in: its heading, the address in the QR, and lines that say what to do."""

    heading: str
    address: str
    steps: tuple[str, ...]


def draw(title: str, place: str, doors: Sequence[Door]) -> Image:
    """The sheet. At most two doors fit."""
    from PIL import Image, ImageDraw

    sheet = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(sheet)
    top = _paragraph(pen, title, MARGIN, 64, bold=True)
    top = _paragraph(pen, place, top + 16, 46) + 40
    for door in doors:
        top = _door(sheet, pen, door, top)
    _paragraph(
        pen,
        "Đây là phần mềm trả lời tự động của lớp. Phần mềm xin phép đồng chí trước khi ghi bất cứ thông tin nào.",
        HEIGHT - 190,
        34,
    )
    return sheet


def _door(sheet: Image, pen: ImageDraw, door: Door, top: int) -> int:
    pen.line([(MARGIN, top), (WIDTH - MARGIN, top)], fill="#0a6b45", width=4)
    sheet.paste(_qr(door.address), (WIDTH - MARGIN - QR_SIDE, top + 40))
    right = WIDTH - 2 * MARGIN - QR_SIDE - 40
    line = _paragraph(pen, door.heading, top + 40, 54, bold=True, width=right)
    for number, step in enumerate(door.steps, 1):
        line = _paragraph(pen, f"{number}. {step}", line + 14, 40, width=right)
    return max(line, top + 40 + QR_SIDE) + 50


def _paragraph(
    pen: ImageDraw, text: str, top: int, size: int, *, bold: bool = False, width: int = WIDTH - 2 * MARGIN
) -> int:
    """Write a text in lines of that width; returns where it ends."""
    font = _font(size, bold=bold)
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and pen.textlength(longer, font=font) > width:
            pen.text((MARGIN, top), line, fill="#111111", font=font)
            top, line = top + int(size * 1.35), word
        else:
            line = longer
    pen.text((MARGIN, top), line, fill="#111111", font=font)
    return top + int(size * 1.35)


def _font(size: int, *, bold: bool) -> FreeTypeFont:
    """DejaVu, which comes with matplotlib and has every Vietnamese letter."""
    from PIL import ImageFont

    found = find_spec("matplotlib")  # not imported: only its font is wanted
    assert found is not None
    assert found.origin is not None
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(Path(found.origin).parent / "mpl-data" / "fonts" / "ttf" / name, size)


def _qr(address: str) -> Image:
    import segno
    from PIL import Image

    written = io.BytesIO()
    segno.make(address, error="m", micro=False).save(written, kind="png", scale=12, border=4)
    return Image.open(written).convert("RGB").resize((QR_SIDE, QR_SIDE), Image.Resampling.NEAREST)


def save(sheet: Image, stem: Path) -> tuple[Path, Path]:
    """Write `stem.png` and `stem.pdf` (one A4 page). Blocks. Raises OSError."""
    png, pdf = stem.with_suffix(".png"), stem.with_suffix(".pdf")
    sheet.save(png, dpi=(DPI, DPI))
    sheet.save(pdf, "PDF", resolution=float(DPI))
    return png, pdf
