"""How the words of a course file become values: local times, lengths of time, sizes, yes and no, codes."""

import re
from datetime import datetime, time, timedelta
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")
_UNITS: Final = {"phút": timedelta(minutes=1), "giờ": timedelta(hours=1), "ngày": timedelta(days=1)}
# What the people who receive reflections can open.
ENDINGS: Final = ("pdf", "doc", "docx", "jpg", "jpeg", "png")
# What a bot may fetch from Telegram: https://core.telegram.org/bots/api#getfile
LARGEST_ATTACHMENT: Final = 20 * 1024 * 1024
_ANSWERS: Final = {"có": True, "true": True, "không": False, "false": False}


def fault(message: str, *, field: str | None = None) -> PydanticCustomError:
    """An error of a value, in Vietnamese; `field` names the neighbour that is at fault where it is another one."""
    return PydanticCustomError("content", "{message}", {"message": message, "field": field})


def _parsed(text: str, form: str, example: str) -> datetime:
    try:
        return datetime.strptime(text, form).replace(tzinfo=VIETNAM)
    except ValueError as error:
        raise fault(f"không đọc được “{text}”, viết như {example}") from error


def local_moment(value: object) -> object:
    """A moment written as "2026-05-23 08:00", Vietnamese time."""
    return _parsed(value, "%Y-%m-%d %H:%M", "2026-05-23 08:00") if isinstance(value, str) else value


def local_time(value: object) -> object:
    """A time of day written as "19:00", Vietnamese time; it carries no zone."""
    return _parsed(value, "%H:%M", "19:00").time() if isinstance(value, str) else value


def length_of_time(value: object) -> object:
    """A length of time written as "60 phút", "3 giờ" or "1 ngày"."""
    if not isinstance(value, str):
        return value
    found = re.fullmatch(r"(\d{1,4}) *(phút|giờ|ngày)", value)
    if found is None or int(found[1]) == 0:
        raise fault(f"không đọc được “{value}”, viết như 60 phút, 3 giờ hoặc 1 ngày")
    return int(found[1]) * _UNITS[found[2]]


def size(value: object) -> object:
    """A size in bytes, written as "20 MB" (of 1,048,576 bytes each)."""
    if not isinstance(value, str):
        return value
    found = re.fullmatch(r"(\d{1,4}) *MB", value)
    if found is None or int(found[1]) == 0:
        raise fault(f"không đọc được “{value}”, viết như 20 MB")
    return int(found[1]) * 1024 * 1024


def fetchable(bytes_: int) -> int:
    """A size that files may have and still reach the program."""
    if bytes_ > LARGEST_ATTACHMENT:
        raise fault("nhiều nhất 20 MB, tệp lớn hơn thì bot không lấy về được")
    return bytes_


def known_ending(ending: str) -> str:
    """The ending of a kind of file that may be sent in."""
    if ending not in ENDINGS:
        raise fault(f"không nhận được tệp “{ending}”, chỉ nhận {', '.join(ENDINGS)}")
    return ending


def yes_or_no(value: object) -> object:
    """Yes or no, written as "có" or "không" (or true, false)."""
    if not isinstance(value, str):
        return value
    if value.lower() not in _ANSWERS:
        raise fault(f"không hiểu “{value}”, viết có hoặc không")
    return _ANSWERS[value.lower()]


def letters(value: object) -> object:
    """The letters of the right answers, written as "A" or "[A, C]"."""
    return value.replace(",", " ").split() if isinstance(value, str) else value


def several(value: object) -> object:
    """A list, or the one thing that stands alone in its place."""
    return [value] if isinstance(value, str) else value


def joined(value: object) -> object:
    """A list of references read as one line."""
    return "; ".join(map(str, value)) if isinstance(value, list) else value


# Short enough for callback data: Telegram takes 64 bytes, and the conversation's own marks need a part of them.
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=32)]
Letter = Annotated[str, StringConstraints(pattern=r"^[A-Z]$")]
Text = Annotated[str, StringConstraints(min_length=1)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Ending = Annotated[str, AfterValidator(known_ending)]
Moment = Annotated[datetime, BeforeValidator(local_moment)]
TimeOfDay = Annotated[time, BeforeValidator(local_time)]
Length = Annotated[timedelta, BeforeValidator(length_of_time)]
AttachmentSize = Annotated[int, BeforeValidator(size), AfterValidator(fetchable)]
YesNo = Annotated[bool, BeforeValidator(yes_or_no)]
