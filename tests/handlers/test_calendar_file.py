"""The calendar's file, byte by byte, and the rules of RFC 5545 that any text must keep."""

from __future__ import annotations

import re
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from content.models import Course
from content.phrases import Phrases
from handlers.learner.calendar_file import calendar, escaped, folded
from tests.clock import HandClock

NOW = HandClock().now()

EXPECTED = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Dong Hanh//donghanh//VI
CALSCALE:GREGORIAN
METHOD:PUBLISH
X-WR-CALNAME:Lịch lớp
BEGIN:VTIMEZONE
TZID:Asia/Ho_Chi_Minh
BEGIN:STANDARD
DTSTART:19750613T000000
TZOFFSETFROM:+0700
TZOFFSETTO:+0700
TZNAME:+07
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:lop-664-cd4@donghanh
DTSTAMP:20260522T120000Z
SEQUENCE:29657520
DTSTART;TZID=Asia/Ho_Chi_Minh:20260524T133000
DTEND;TZID=Asia/Ho_Chi_Minh:20260524T163000
SUMMARY:Chuyên đề 4: Dữ liệu\\, AI và nền tảng số (dự kiế
 n)
DESCRIPTION:Mang điện thoại\\; sạc đầy
STATUS:TENTATIVE
LOCATION:Hội trường A\\, tầng 2\\nthôn Ba
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Chuyên đề 4: Dữ liệu\\, AI và nền tảng số
TRIGGER:-PT60M
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:lop-664-reflection-deadline@donghanh
DTSTAMP:20260522T120000Z
SEQUENCE:29657520
DTSTART;TZID=Asia/Ho_Chi_Minh:20260531T170000
SUMMARY:Hạn nộp bài thu hoạch
DESCRIPTION:Ban Tổ chức
STATUS:CONFIRMED
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Hạn nộp bài thu hoạch
TRIGGER:-PT1440M
END:VALARM
END:VEVENT
END:VCALENDAR
"""


def one_session(course: Course) -> Course:
    told = {"preparation": "Mang điện thoại; sạc đầy", "place": "Hội trường A, tầng 2\nthôn Ba"}
    essay = course.reflection.model_copy(update={"provisional": False, "addressed_to": "Ban Tổ chức"})
    session = course.session("cd4").model_copy(update=told)
    return course.model_copy(update={"sessions": (session,), "reflection": essay})


def test_the_whole_file(course: Course, phrases: Phrases) -> None:
    assert calendar(one_session(course), phrases, NOW) == EXPECTED.replace("\n", "\r\n")


def test_a_session_that_moves_keeps_its_uid_and_grows_in_sequence(course: Course, phrases: Phrases) -> None:
    before = one_session(course)
    later = {"starts": before.sessions[0].starts + timedelta(hours=1), "provisional": False}
    moved = before.model_copy(update={"sessions": (before.sessions[0].model_copy(update=later),)})
    first = calendar(before, phrases, NOW).splitlines()
    second = calendar(moved, phrases, NOW + timedelta(minutes=1)).splitlines()
    assert [line for line in first if line.startswith("UID:")] == [line for line in second if line.startswith("UID:")]
    assert second[second.index("UID:lop-664-cd4@donghanh") + 2] == "SEQUENCE:29657521"
    assert second[second.index("UID:lop-664-cd4@donghanh") + 3] == "DTSTART;TZID=Asia/Ho_Chi_Minh:20260524T143000"


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_any_line_is_folded_within_75_octets_and_unfolds_to_itself(text: str) -> None:
    line = "SUMMARY:" + escaped(text)
    pieces = folded(line).split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert "".join([pieces[0], *(piece[1:] for piece in pieces[1:])]) == line


@given(st.text(alphabet=st.sampled_from("ab,;\\\n đ")))
def test_escaped_text_reads_back_as_it_was(text: str) -> None:
    unescaped = re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], escaped(text))
    assert unescaped == text


def test_what_a_line_cannot_hold_is_dropped() -> None:
    assert escaped("a\x00b\x7fc\r\nd\re") == "abc\\nde"
