"""What people call themselves, and the target group that it means; what fits two is asked once more, briefly."""

from __future__ import annotations

import pytest

from content import PACKAGED
from content.loading import load_course
from content.models import Course
from content.phrases import Phrases
from handlers.learner.callings import called
from storage.engine import Database
from tests.clock import HandClock
from tests.handlers.newcomers import opener

GROUPS = load_course(PACKAGED / "courses" / "lop-664").groups


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("trưởng thôn", ["bi-thu-chi-bo"]), ("toi la truong thon 3", ["bi-thu-chi-bo"]),
        ("Bí thư chi bộ, kiêm trưởng buôn!", ["bi-thu-chi-bo"]), ("tổ dân phố", ["bi-thu-chi-bo"]),
        ("cán bộ mặt trận xã", ["mat-tran-doan-the"]), ("bí thư đảng ủy", ["lanh-dao-xa"]),
        ("van phong dang uy", ["tham-muu-dang"]), ("Phó Chủ tịch", ["lanh-dao-xa"]),
        ("công chức", ["chinh-quyen", "tham-muu-dang"]), ("chủ tịch hội phụ nữ", ["mat-tran-doan-the", "lanh-dao-xa"]),
        ("giang vien truong chinh tri", ["giang-vien"]), ("thợ hàn", []), ("", []), ("trưởng", []),
    ],
)  # fmt: skip
def test_who_they_are(typed: str, meant: list[str]) -> None:
    assert called(typed, GROUPS) == meant


async def test_what_fits_two_groups_is_asked_again(
    db: Database, clock: HandClock, course: Course, phrases: Phrases
) -> None:
    held = course.model_copy(update={"groups": GROUPS})
    chat = opener(db, clock, held, phrases)()
    await chat.commands("start")
    await chat.taps("✅ Đồng ý")
    await chat.says("Nguyễn Văn An")
    await chat.says("chủ tịch mặt trận")
    assert chat.texts == ["Đồng chí chọn đúng một nhóm giúp tôi."]
    assert chat.labels == ["Mặt trận và các đoàn thể", "Lãnh đạo, quản lý cấp xã"]
    await chat.says("2")
    assert (await chat.person()).group == "lanh-dao-xa"


async def test_what_somebody_is_becomes_no_name(
    db: Database, clock: HandClock, course: Course, phrases: Phrases
) -> None:
    chat = opener(db, clock, course.model_copy(update={"groups": GROUPS}), phrases)()
    await chat.commands("start")
    await chat.taps("✅ Đồng ý")
    await chat.says("toi la truong thon")
    assert chat.texts[0].startswith("Đồng chí cho biết họ tên trước. Chức vụ thì tôi hỏi sau.\n\n")
    assert (await chat.person()).full_name is None
