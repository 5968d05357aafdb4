"""The coordinator's Excel file read back, and the same tables counted from what the learners did and saw."""

from __future__ import annotations

import io
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

import openpyxl

from bot.rehearsal.acting_words import GROUPS, PART_TITLES
from content import PACKAGED, load_course
from tests.e2e.cast import Member

Row = tuple[Any, ...]
HEADINGS = 2
"""The row of the headings; above it stands the cover line."""

GROUP_NAMES = (
    "Bí thư chi bộ, trưởng thôn, bon, tổ trưởng tổ dân phố",
    "Công chức khối chính quyền cấp xã",
    "Cán bộ Mặt trận Tổ quốc và các đoàn thể cấp xã",
    "Công chức cơ quan tham mưu, giúp việc Đảng ủy cấp xã",
    "Cán bộ lãnh đạo, quản lý cấp xã",
    "Cán bộ, giảng viên trường chính trị cấp tỉnh",
)
TOPIC_NAMES = (
    "1. Quản trị toàn diện ở cấp xã",
    "2. Điều hành vì tăng trưởng hai con số",
    "3. Điểm nghẽn, rào cản và cách tháo gỡ",
    "4. Dữ liệu, AI và nền tảng số",
)
PASS_MARK = 4
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")

WHO = ("Họ và tên", "Nhóm đối tượng", "Chức vụ", "Xã, phường, đặc khu", "Tỉnh, thành phố")
ESSAY = ("Số biên nhận", *WHO, "Chuyên đề", *PART_TITLES, "Cấp giải quyết", "Tệp kèm theo", "Bản nộp thứ", "Nộp lúc")
ESSAYS = (*ESSAY, "Đúng hạn hay muộn")
SCORES = tuple(f"Chuyên đề {number}: số câu đúng cao nhất" for number in (1, 2, 3, 4))
HANDED_IN = ("Bài thu hoạch", "Số biên nhận", "Bản nộp thứ", "Đúng hạn hay muộn")
LEARNERS = (*WHO, "Bài đã đọc", "Số bài của nhóm", *SCORES, "Bài kiểm tra đạt", *HANDED_IN)
PLACE = ("Tỉnh, thành phố", "Xã, phường, đặc khu", "Nhóm đối tượng", "Đã đăng ký")
MEANS = ("Bài đọc trung bình", "Bài kiểm tra đạt trung bình")
SUMMARY = (*PLACE, *MEANS, "Đã nộp bài thu hoạch", "Tỷ lệ nộp", "Nộp muộn", "Chưa nộp")


def table(book: bytes, sheet: str, columns: Iterable[str]) -> Counter[Row]:
    """The rows of a sheet, in these columns by their headings."""
    rows = openpyxl.load_workbook(io.BytesIO(book), data_only=True)[sheet].iter_rows(values_only=True)
    _cover, headings, *content = list(rows)
    assert len(set(headings)) == len(headings)
    places = [headings.index(column) for column in columns]
    return Counter(tuple(_value(row[place]) for place in places) for row in content)


def _value(cell: Any) -> Any:
    """Moments as the chat shows them, shares and averages to nine digits."""
    if isinstance(cell, datetime):
        return f"{cell.hour}:{cell.minute:02} {WEEKDAYS[cell.weekday()]}, {cell.day}/{cell.month}/{cell.year}"
    return round(cell, 9) if isinstance(cell, float) else cell


def essays_table(handed_in: Iterable[Member]) -> Counter[Row]:
    """What "Bài thu hoạch" must hold."""
    return Counter(_essay(member) for member in handed_in)


def _essay(member: Member) -> Row:
    essay = member.essays[0][1]
    receipt = member.receipts[-1]
    written = [member.written(part) or None for part in (1, 2, 3)]
    topics = "\n".join(TOPIC_NAMES[number - 1] for number in essay.topics)
    files = (
        "\n".join(f"anh-{page}.jpg" for page in (1, 2, 3))
        if essay.as_ == "photo"
        else "".join(name for name, _ in essay.files)
    )
    return (
        *(receipt.number, *_who(member), topics, *written, "\n".join(essay.levels) or None, files or None),
        *(receipt.version, receipt.at, "Muộn" if member.late else "Đúng hạn"),
    )


def _who(member: Member) -> Row:
    pupil = member.pupil
    group = GROUP_NAMES[GROUPS.index(pupil.group)]
    return pupil.name, group, pupil.position, pupil.commune, f"Tỉnh {pupil.province}"


def essay_files(handed_in: Iterable[Member]) -> dict[str, bytes | None]:
    """What the zip must hold beside the workbook: each file's bytes by its path; None for texts written in the chat."""
    held: dict[str, bytes | None] = {}
    for member in handed_in:
        place = f"{member.pupil.province}/{member.pupil.commune}"
        folder = f"{place}/{member.pupil.name} - {member.receipts[-1].number}"
        for page, (name, content) in enumerate(member.essays[0][1].files, start=1):
            held[f"{folder}/{f'anh-{page}.jpg' if member.essays[0][1].as_ == 'photo' else name}"] = content
        if any(member.written(part) for part in (1, 2, 3)):
            held[f"{folder}/Bài viết.txt"] = None
    return held


def files_in(archive: bytes) -> dict[str, bytes | None]:
    """The same of a zip."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        names = [name for name in opened.namelist() if name != "Ket-qua.xlsx"]
        return {name: None if name.endswith(".txt") else opened.read(name) for name in names}


def learners_table(registered: Iterable[Member], end: datetime) -> Counter[Row]:
    """What "Học viên" must hold."""
    return Counter(_learner(member, end) for member in registered)


def _learner(member: Member, end: datetime) -> Row:
    scores = [member.score if member.quiz == topic else None for topic in (1, 2, 3, 4)]
    handed: Row = ("Chưa nộp", None, None, None)
    if member.handed_in(end):
        receipt = member.receipts[-1]
        handed = ("Đã nộp", receipt.number, receipt.version, "Muộn" if member.late else "Đúng hạn")
    who = _who(member)
    return (*who, member.read, _lessons_of_groups()[str(who[1])], *scores, member.passed, *handed)


@cache
def _lessons_of_groups() -> dict[str, int]:
    """How many lessons each target group has, by its full name."""
    course = load_course(PACKAGED / "courses" / "lop-664")
    return {group.name: len(course.lessons_for(group.id)) for group in course.groups}


def summary_table(registered: Iterable[Member], end: datetime) -> Counter[Row]:
    """What "Tổng hợp" must hold: a row for each commune and group that has anybody, and the sums."""
    cells: defaultdict[Row, list[Member]] = defaultdict(list)
    everybody = list(registered)
    for member in everybody:
        _, group, _, commune, province = _who(member)
        cells[province, commune, group].append(member)
    rows = [(*cell, *_sums(members, end)) for cell, members in cells.items()]
    return Counter([*rows, ("Tổng cộng", None, None, *_sums(everybody, end))])


def _sums(members: list[Member], end: datetime) -> Row:
    people, essays = len(members), [member for member in members if member.handed_in(end)]
    reads, passes = sum(member.read for member in members), sum(member.passed for member in members)
    late = sum(member.late for member in essays)
    share = round(len(essays) / people, 9)
    return people, round(reads / people, 9), round(passes / people, 9), len(essays), share, late, people - len(essays)
