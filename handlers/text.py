"""Text in the Markdown subset: escaping what people wrote, cutting at paragraphs, plain numbers and dates."""

from __future__ import annotations

import re
from datetime import datetime

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|>~&<=:^$%'\"/@])")
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


class Markdown(str):
    """Text that is in the subset already; `plain` leaves it alone."""

    __slots__ = ()


def plain(text: str) -> Markdown:
    """What a person wrote, so that it is shown as written: every mark escaped, line breaks kept."""
    return text if isinstance(text, Markdown) else Markdown(_MARKS.sub(r"\\\1", text.replace("\x00", "")))


def units(text: str) -> int:
    """Its length in UTF-16 units, which is how the channels count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clock(moment: datetime) -> str:
    """`8:00`, `16:30`."""
    return f"{moment.hour}:{moment.minute:02}"


def date(moment: datetime) -> str:
    """`thứ Bảy, 23/5/2026`."""
    return f"{_WEEKDAYS[moment.weekday()]}, {moment.day}/{moment.month}/{moment.year}"


def moment(value: datetime) -> str:
    """`8:00 thứ Bảy, 23/5/2026`."""
    return f"{clock(value)} {date(value)}"


def number(value: int) -> str:
    """`3.321`: Vietnamese writes a dot between thousands."""
    return f"{value:,}".replace(",", ".")
