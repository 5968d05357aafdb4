"""The page for the wall of the hall: an A4 sheet with a QR for each channel and the words to type. Sizes in points."""

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

DPI = 200
WIDTH, HEIGHT = 1654, 2339
"""A4 in dots."""
MARGIN, GAP = 34, 12
TITLE, PLACE, HEADING, STEP, NAME, FOOTER = 26, 22, 34, 26, 22, 16
WORDS, LEAST_WORDS = 60, 40
"""What is to be typed is read from two metres: the largest letters of the sheet."""
LEAST = 11
QR_SIDE, LONE_QR_SIDE = 205, 250
LONE = 1.2
"""A door that has the sheet for itself is written so much larger."""
SAYS_WHAT_IT_IS = "Đây là phần mềm trả lời tự động. Phần mềm xin phép đồng chí trước khi ghi bất cứ thông tin nào."


@dataclass(frozen=True, slots=True)
class Door:
    """One way in: its heading, the address in the QR, lines that say what to do, what to type, and how it is called."""

    heading: str
    address: str
    steps: tuple[str, ...]
    words: str = ""
    name: str = ""


def draw(title: str, place: str, doors: Sequence[Door]) -> Image:
    """The sheet for one or two doors. Raises ValueError for more."""
    from PIL import Image, ImageDraw

    if len(doors) > 2:
        raise ValueError("two doors fit on a sheet")
    sheet = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(sheet)
    top = _fitted(pen, title, MARGIN, TITLE, bold=True)
    top = _fitted(pen, place, top, PLACE) + GAP
    for door in doors:
        top = (_beside if len(doors) > 1 else _below)(sheet, pen, door, top)
    footer = _broken(pen, SAYS_WHAT_IT_IS, _font(FOOTER), _dots(_width()))
    foot = _points(HEIGHT) - MARGIN - len(footer) * _line(FOOTER)
    assert top <= foot, "names are fitted into two lines, and the rest has known sizes"
    _written(pen, footer, foot, FOOTER)
    return sheet


def _beside(sheet: Image, pen: ImageDraw, door: Door, top: float) -> float:
    """A door of two: its code stands beside what is to be done. Returns where it ends, as all these do."""
    top = _ruled(pen, top)
    code = qr(door.address, _dots(QR_SIDE))
    sheet.paste(code, (WIDTH - _dots(MARGIN) - code.width, _dots(top)))
    line = _steps(pen, door, top, _width() - QR_SIDE - GAP)
    return _named(pen, door, max(line, top + QR_SIDE))


def _below(sheet: Image, pen: ImageDraw, door: Door, top: float) -> float:
    """A door that has the sheet for itself: its code stands under what is to be done."""
    line = _steps(pen, door, _ruled(pen, top), _width(), LONE)
    code = qr(door.address, _dots(LONE_QR_SIDE))
    sheet.paste(code, ((WIDTH - code.width) // 2, _dots(line)))
    return _named(pen, door, line + LONE_QR_SIDE)


def _ruled(pen: ImageDraw, top: float) -> float:
    edge = _dots(top)
    pen.line([(_dots(MARGIN), edge), (WIDTH - _dots(MARGIN), edge)], fill="#0a6b45", width=_dots(2))
    return top + GAP


def _steps(pen: ImageDraw, door: Door, top: float, width: float, larger: float = 1.0) -> float:
    """What the door is, what is to be done, and in the largest letters what is to be typed."""
    heading, step, words = (round(size * larger) for size in (HEADING, STEP, WORDS))
    line = _written(pen, [door.heading], top, heading, bold=True)
    for number, said in enumerate(door.steps, 1):
        line = _written(pen, _broken(pen, f"{number}. {said}", _font(step), _dots(width)), line, step)
    if door.words:
        line = _fitted(pen, door.words, line, words, least=LEAST_WORDS, most=1, bold=True, width=width)
    return line


def _named(pen: ImageDraw, door: Door, top: float) -> float:
    return _fitted(pen, door.name, top + GAP / 2, NAME) + GAP if door.name else top + GAP


def _fitted(
    pen: ImageDraw,
    text: str,
    top: float,
    size: int,
    *,
    least: int = LEAST,
    most: int = 2,
    bold: bool = False,
    width: float | None = None,
) -> float:
    """Write a text in at most so many lines, smaller where it is long, cut where it is longer still; where it ends."""
    dots = _dots(width or _width())
    while len(lines := _broken(pen, text, _font(size, bold=bold), dots)) > most and size > least:
        size -= 1
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][:-1] + "…"]
    return _written(pen, lines, top, size, bold=bold)


def _broken(pen: ImageDraw, text: str, font: FreeTypeFont, width: int) -> list[str]:
    """The text in lines of that width in dots, broken between words; a word that is wider is broken itself."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if pen.textlength(longer, font=font) <= width:
            lines[-1] = longer
            continue
        lines += [""] if lines[-1] else []
        for sign in word:
            fits = pen.textlength(lines[-1] + sign, font=font) <= width
            lines = [*lines[:-1], lines[-1] + sign] if fits else [*lines, sign]
    return lines


def _written(pen: ImageDraw, lines: Sequence[str], top: float, size: int, *, bold: bool = False) -> float:
    """Write these lines from the left margin; returns where they end."""
    for line in lines:
        pen.text((_dots(MARGIN), _dots(top)), line, fill="#111111", font=_font(size, bold=bold))
        top += _line(size)
    return top


def _line(size: int) -> float:
    return size * 1.3


def _width() -> float:
    return _points(WIDTH) - 2 * MARGIN


def _points(dots: float) -> float:
    return dots * 72 / DPI


def _dots(points: float) -> int:
    return round(points * DPI / 72)


def _font(size: int, *, bold: bool = False) -> FreeTypeFont:
    """DejaVu, which comes with matplotlib and has every Vietnamese letter."""
    from PIL import ImageFont

    found = find_spec("matplotlib")  # not imported: only its font is wanted
    assert found is not None
    assert found.origin is not None
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(Path(found.origin).parent / "mpl-data" / "fonts" / "ttf" / name, _dots(size))


def qr(address: str, most: int) -> Image:
    """The address as a QR of at most so many dots a side, each module a whole number of them."""
    import segno
    from PIL import Image

    code = segno.make(address, error="m", micro=False)
    written = io.BytesIO()
    code.save(written, kind="png", scale=most // code.symbol_size(border=4)[0], border=4)
    return Image.open(written).convert("RGB")


def save(sheet: Image, stem: Path) -> tuple[Path, Path]:
    """Write `stem.png` and `stem.pdf` (one A4 page). Blocks. Raises OSError."""
    png, pdf = stem.with_suffix(".png"), stem.with_suffix(".pdf")
    sheet.quantize(64).save(png, dpi=(DPI, DPI), optimize=True)
    sheet.save(pdf, "PDF", resolution=float(DPI), quality=95)
    return png, pdf
