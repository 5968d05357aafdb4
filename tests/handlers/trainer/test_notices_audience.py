"""Whom a notice is for."""

from __future__ import annotations

import pytest

from storage import people
from storage.engine import Database
from storage.tables import lesson_reads, quiz_attempts, reflections
from tests.clock import HandClock
from tests.handlers.chat import Chat
from tests.handlers.trainer.desk import EVERYBODY, kept, writes


async def test_the_audience_narrows_by_group_and_place(trainer: Chat, class_of_three: list[Chat], db: Database) -> None:
    await writes(trainer)
    await trainer.taps("Nhóm đối tượng")
    await trainer.taps("☐ Giảng viên trường chính trị")
    assert trainer.last.replaces
    await trainer.taps("☐ Bí thư chi bộ, trưởng thôn, tổ trưởng")
    await trainer.taps("☑ Giảng viên trường chính trị")
    await trainer.taps("✔️ Xong")
    await trainer.taps("Tỉnh, thành phố")
    await trainer.says("lam dong")
    assert trainer.labels == ["Tỉnh Lâm Đồng", "✔️ Xong"]
    await trainer.taps("Tỉnh Lâm Đồng")
    await trainer.taps("Xã, phường")
    await trainer.says("zzz")
    assert trainer.texts == ["Không thấy nơi nào khớp với “zzz”. Đồng chí gõ lại một phần tên."]
    await trainer.says("da lat")
    places = [label for label in trainer.labels if "Lâm Đồng" in label]
    assert places
    await trainer.taps(places[0])
    chosen = places[0].removeprefix("☐ ").removesuffix(", Lâm Đồng")
    assert trainer.labels == [f"☑ {chosen}, Lâm Đồng", "✔️ Xong"]
    await trainer.taps("✔️ Xong")
    assert trainer.texts == [
        "👥 **Người nhận**\n\n"
        "- nhóm: Bí thư chi bộ, trưởng thôn, tổ trưởng\n"
        "- tỉnh, thành phố: Tỉnh Lâm Đồng\n"
        f"- xã, phường, đặc khu: {chosen.replace('-', chr(92) + '-')} \\(Lâm Đồng\\)\n\n"
        "**0 người**, đều liên lạc được.\n"
        "Muốn hẹp hơn, đồng chí thêm điều kiện; các điều kiện cùng phải đúng."
    ]
    assert "👀 Xem trước và gửi" not in trainer.labels
    await trainer.taps("Xã, phường")
    await trainer.taps(f"☑ {chosen}, Lâm Đồng")
    await trainer.taps("✔️ Xong")
    await trainer.taps("👀 Xem trước và gửi")
    await trainer.taps("📣 Gửi ngay cho 2 người")
    (notice,) = await kept(db)
    assert notice.audience.stored() == {"course": "lop-664", "groups": ["bi-thu-chi-bo"], "province": "68"}


async def count(trainer: Chat) -> str:
    return trainer.last.text.split("**")[3]


async def test_the_audience_narrows_by_what_was_learnt(
    trainer: Chat, class_of_three: list[Chat], db: Database, clock: HandClock
) -> None:
    one = await class_of_three[0].person()
    course = trainer.school.course
    lesson, quiz = course.lessons[0], course.quizzes[0]
    async with db.write() as store:
        now = clock.now()
        await store.run(
            store.insert(lesson_reads).values(
                person_id=one.id, course=course.id, lesson=lesson.id, opened_at=now, read_at=now
            )
        )
        await store.run(
            store.insert(quiz_attempts).values(
                person_id=one.id, course=course.id, quiz=quiz.id, number=1, plan=[], started_at=now, passed=True
            )
        )
        await store.run(
            store.insert(reflections).values(
                person_id=one.id, course=course.id, version=1, state="handed_in", topics=[], levels=[], started_at=now
            )
        )
    await writes(trainer)
    counts = []
    for door, thing, how in (
        ("Bài học", lesson.title, "Đã đọc"),
        ("Bài học", lesson.title, "Chưa đọc"),
        ("Bài học", lesson.title, "Không xét điều này"),
        ("Bài kiểm tra", quiz.title, "Đã đạt"),
        ("Bài kiểm tra", quiz.title, "Chưa đạt"),
        ("Bài kiểm tra", quiz.title, "Không xét điều này"),
        ("Bài thu hoạch", None, "Đã nộp"),
        ("Bài thu hoạch", None, "Chưa nộp"),
    ):
        await trainer.taps(door)
        if thing is not None:
            await trainer.taps(next(label for label in trainer.labels if label[2:] == thing))
        await trainer.taps(how)
        counts.append(await count(trainer))
    assert counts == ["1 người", "2 người", "3 người", "1 người", "2 người", "3 người", "1 người", "2 người"]
    await trainer.taps("Bỏ hết điều kiện")
    assert trainer.texts == [EVERYBODY.format(n=3, rest=", đều liên lạc được")]


async def test_the_lessons_are_paged(trainer: Chat) -> None:
    await writes(trainer)
    await trainer.taps("Bài học")
    titles = [lesson.title for lesson in trainer.school.course.lessons]
    pages = [label[2:] for label in trainer.labels if label.startswith("☐")]
    while "Trang sau ▶" in trainer.labels:
        await trainer.taps("Trang sau ▶")
        pages += [label[2:] for label in trainer.labels if label.startswith("☐")]
    assert pages == titles


async def test_who_cannot_be_reached_is_counted(trainer: Chat, class_of_three: list[Chat], db: Database) -> None:

    person = await class_of_three[0].person()
    async with db.write() as store:
        await people.unreachable(store, person.identity, "đã chặn", now=trainer.clock.now())
    await writes(trainer)
    assert trainer.texts == [EVERYBODY.format(n=3, rest=", trong đó 1 người hiện không liên lạc được")]


async def test_several_groups_are_picked_by_one_message(trainer: Chat, class_of_three: list[Chat]) -> None:
    await writes(trainer)
    await trainer.taps("Nhóm đối tượng")
    groups = [label[2:] for label in trainer.labels if label.startswith("☐ ")]

    def ticked() -> list[str]:
        return [label[2:] for label in trainer.labels if label.startswith("☑ ")]

    await trainer.says("1, 3")
    assert ticked() == [groups[0], groups[2]]
    await trainer.says("2 và 3")
    assert ticked() == groups[:3]
    await trainer.says("1")
    assert ticked() == groups[1:3]
    await trainer.says("nhóm nào cũng được")
    hint = "Đồng chí chọn một mục dưới đây. Chữ vừa gõ không làm thay đổi gì."
    assert trainer.texts == [f"{hint}\n\nGửi cho nhóm nào? Chọn được nhiều nhóm."]
    assert ticked() == groups[1:3]
    await trainer.taps("✔️ Xong")
    assert trainer.last.text.splitlines()[2] == f"- nhóm: {', '.join(groups[1:3])}"


@pytest.mark.parametrize(
    ("door", "further"),
    [("Bài học", 0), ("Bài học", 1), ("Bài kiểm tra", 0), ("Bài kiểm tra", 1), ("Bài thu hoạch", 0)],
)
async def test_what_is_unclear_stays_on_its_page(trainer: Chat, door: str, further: int) -> None:
    await writes(trainer)
    await trainer.taps(door)
    for _ in range(further):
        await trainer.taps(trainer.labels[0])
    page = trainer.last
    await trainer.says("không rõ")
    hint = "Đồng chí chọn một mục dưới đây. Chữ vừa gõ không làm thay đổi gì."
    assert (trainer.last.text, trainer.last.choices) == (f"{hint}\n\n{page.text}", page.choices)


async def test_what_is_unclear_stays_on_the_second_page_of_lessons(trainer: Chat) -> None:
    await writes(trainer)
    await trainer.taps("Bài học")
    await trainer.taps("Trang sau ▶")
    page = trainer.last
    await trainer.says("không rõ")
    assert trainer.last.choices == page.choices
