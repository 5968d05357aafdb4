"""Moments as trainers type them (`8:00 24/5`, `19h mai`), read strictly: what may mean two things is refused. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from content.places import fold
from storage.types import VIETNAM


class UnreadMoment(ValueError):
    """The text is not one moment."""


class WrongWeekday(ValueError):
    """The day of the week that was typed is not that of the date."""


class PastMoment(ValueError):
    """The moment is gone: `moment` says which one was understood."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment.isoformat())
        self.moment = moment


_TIME = (
    r"(?P<hour>\d{1,2})(?: ?(?:h|g|gio)(?: ?(?P<after>\d{2})(?: ?(?:p|phut))?| (?P<half>ruoi))?|:(?P<minute>\d{2}))"
    r"(?: (?P<part>sang|trua|chieu|toi))?"
)
_WEEKDAY = r"(?:(?P<weekday>thu (?:hai|ba|tu|nam|sau|bay|[2-7])|t[2-7]|chu nhat|cn)[ ,]+)?"
_DATE = r"(?:ngay )?(?P<day>\d{1,2})(?:[/.-]| thang )(?P<month>\d{1,2})(?:(?:[/.-]| nam )(?P<year>\d{4}))?"
_DAY = rf"(?:(?:ngay )?(?P<near>hom nay|mai|mot|kia)|{_WEEKDAY}{_DATE})"
_FORMS = [
    re.compile(rf"(?:luc |vao )?{_TIME}[ ,]+(?:vao )?{_DAY}"),
    re.compile(rf"(?:vao )?{_DAY}[ ,]+(?:luc |vao )?{_TIME}"),
]
_ONLY_TIME = re.compile(rf"(?:luc )?{_TIME}")
_NEAR = {"hom nay": 0, "mai": 1, "mot": 2, "kia": 2}
_WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5, "chu nhat": 6, "cn": 6}
_HALF_YEAR = timedelta(days=183)


def read_moment(text: str, now: datetime) -> datetime:
    """The moment to come that the text means, in Vietnamese time. A date without a year is the next such date.

    Raises UnreadMoment, WrongWeekday, and PastMoment for one that is not after `now`.
    """
    found = next((match for form in _FORMS if (match := form.fullmatch(_squeezed(text)))), None)
    if found is None:
        raise UnreadMoment(text)
    parts = found.groupdict()
    moment = datetime.combine(_day(parts, now.astimezone(VIETNAM).date()), _time(parts), VIETNAM)
    if moment <= now:
        raise PastMoment(moment)
    return moment


def read_time(text: str) -> time | None:
    """The time of day, where the text is that alone: `11:30`, `11h30`, `4 giờ chiều`; or None."""
    found = _ONLY_TIME.fullmatch(_squeezed(text))
    if found is None:
        return None
    try:
        return _time(found.groupdict())
    except UnreadMoment:
        return None


def _squeezed(text: str) -> str:
    return fold(text).rstrip(".")


def _time(parts: Mapping[str, str | None]) -> time:
    hour = _hour(int(parts["hour"] or ""), parts["part"])
    minute = 30 if parts["half"] else int(parts["minute"] or parts["after"] or 0)
    if hour > 23 or minute > 59:
        raise UnreadMoment("no such time of day")
    return time(hour, minute)


def _hour(hour: int, part: str | None) -> int:
    """The hour of the day; `part` must fit it: `7 giờ tối` is 19, `14 giờ sáng` is none."""
    spans = {"sang": range(12), "trua": range(10, 14), "chieu": range(12, 19), "toi": range(18, 24)}
    if part is None:
        return hour
    fitting = [each for each in (hour, hour + 12) if each in spans[part]]
    if len(fitting) != 1:
        raise UnreadMoment("the hour is not of that part of the day")
    return fitting[0]


def _day(parts: Mapping[str, str | None], today: date) -> date:
    near = parts["near"]
    if near is not None:
        return today + timedelta(days=_NEAR[near])
    day = _date(int(parts["year"] or today.year), int(parts["month"] or ""), int(parts["day"] or ""))
    if parts["year"] is None and today - day > _HALF_YEAR:
        day = _date(today.year + 1, day.month, day.day)
    weekday = parts["weekday"]
    if weekday is not None and _weekday(weekday) != day.weekday():
        raise WrongWeekday(weekday)
    return day


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise UnreadMoment("no such date") from error


def _weekday(name: str) -> int:
    """Monday is 0: `thu 2`, `t2` and `thu hai` are Monday."""
    last = name.removeprefix("thu ").removeprefix("t")
    return int(last) - 2 if last.isdigit() else _WEEKDAYS[last]
