"""What a course calls for by its reminder rules."""

from __future__ import annotations

from datetime import timedelta

from bot.markup import parse
from content.models import Course
from content.phrases import Phrases
from handlers.reminders import PlannedReminder, planned
from handlers.timetable import apply
from storage.audience import Audience
from storage.timetable import SessionChange

PLACE = "Điểm cầu xã, phường, đặc khu của đồng chí (trực tuyến)"


def by_rule(course: Course, phrases: Phrases) -> dict[str, PlannedReminder]:
    """Reminders by rule and subject, such as `truoc-60-phut:cd1`."""
    return {":".join(one.key.split(":")[1:3]): one for one in planned(course, phrases)}


def shown(reminder: PlannedReminder) -> str:
    return parse(reminder.reply.text).text


def choices(reminder: PlannedReminder) -> list[str]:
    return [choice.id for row in reminder.reply.choices for choice in row]


def test_every_reminder_of_the_class_has_its_time(course: Course, phrases: Phrases) -> None:
    times = [
        (f"{one.due:%d/%m %H:%M}", one.key.split(":")[1], one.key.split(":")[2], f"{one.expires_at:%d/%m %H:%M}")
        for one in planned(course, phrases)
    ]
    assert times == [
        ("20/05 08:00", "tai-lieu", "materials", "23/05 08:00"),
        ("22/05 19:00", "toi-hom-truoc", "2026-05-23", "23/05 08:00"),
        ("23/05 07:00", "truoc-60-phut", "khai-giang", "23/05 08:00"),
        ("23/05 07:30", "truoc-60-phut", "cd1", "23/05 08:30"),
        ("23/05 07:45", "truoc-15-phut", "khai-giang", "23/05 08:00"),
        ("23/05 08:15", "truoc-15-phut", "cd1", "23/05 08:30"),
        ("23/05 13:00", "truoc-60-phut", "cd2", "23/05 14:00"),
        ("23/05 13:45", "truoc-15-phut", "cd2", "23/05 14:00"),
        ("23/05 19:00", "toi-hom-truoc", "2026-05-24", "24/05 08:00"),
        ("24/05 07:00", "truoc-60-phut", "cd3", "24/05 08:00"),
        ("24/05 07:45", "truoc-15-phut", "cd3", "24/05 08:00"),
        ("24/05 12:30", "truoc-60-phut", "cd4", "24/05 13:30"),
        ("24/05 13:15", "truoc-15-phut", "cd4", "24/05 13:30"),
        ("24/05 15:30", "truoc-60-phut", "be-giang", "24/05 16:30"),
        ("24/05 16:15", "truoc-15-phut", "be-giang", "24/05 16:30"),
        ("28/05 17:00", "thu-hoach-3-ngay", "reflection", "31/05 17:00"),
        ("30/05 17:00", "thu-hoach-1-ngay", "reflection", "31/05 17:00"),
        ("31/05 14:00", "thu-hoach-3-gio", "reflection", "31/05 17:00"),
    ]


def test_keys_are_of_one_reminder_each_and_fit_their_column(course: Course, phrases: Phrases) -> None:
    keys = [one.key for one in planned(course, phrases)]
    assert (len(set(keys)), max(map(len, keys)) <= 160) == (len(keys), True)


def test_the_essay_is_for_those_who_have_not_handed_in(course: Course, phrases: Phrases) -> None:
    reminders = planned(course, phrases)
    essay = Audience(course="lop-664", reflection="not_handed_in")
    assert [one.audience for one in reminders if one.audience != Audience(course="lop-664")] == [essay] * 3
    assert shown(reminders[-1]) == (
        "Đồng chí ơi, sắp hết hạn nộp bài thu hoạch: 17:00 Chủ nhật, 31/5/2026 (dự kiến).\n"
        "Nộp sau giờ ấy vẫn được nhận, nhưng bài sẽ ghi là nộp muộn."
    )
    assert choices(reminders[-1]) == ["reflection", "menu"]


def test_the_evening_before_names_all_of_the_day(course: Course, phrases: Phrases) -> None:
    day = by_rule(course, phrases)["toi-hom-truoc:2026-05-23"]
    assert shown(day) == (
        "Chào đồng chí. Đây là lịch học sắp tới của lớp ta.\n\n"
        "Ngày học: thứ Bảy, 23/5/2026\n\n"
        "• 8:00–8:30: Khai giảng\n"
        "• 8:30–11:30 (dự kiến): Chuyên đề 1: Quản trị toàn diện ở cấp xã\n"
        "• 14:00–17:00 (dự kiến): Chuyên đề 2: Điều hành vì tăng trưởng hai con số\n\n"
        f"Nơi học: {PLACE}.\n\n"
        "Hẹn gặp đồng chí ở điểm cầu."
    )
    assert (day.title, choices(day)) == ("Nhắc lịch học thứ Bảy, 23/5/2026", ["timetable", "lessons"])


def test_a_session_with_a_topic_leads_to_its_lesson(course: Course, phrases: Phrases) -> None:
    lesson = next(lesson.id for lesson in course.lessons if lesson.topic == "cd1")
    first = by_rule(course, phrases)["truoc-60-phut:cd1"]
    assert shown(first) == (
        "Đồng chí ơi, Chuyên đề 1: Quản trị toàn diện ở cấp xã bắt đầu lúc 8:30 (dự kiến), thứ Bảy, 23/5/2026.\n"
        f"Nơi học: {PLACE}.\n\n"
        f"{course.session('cd1').preparation}"
    )
    assert choices(first) == [f"lesson:{lesson}", "timetable"]
    assert choices(by_rule(course, phrases)["truoc-15-phut:khai-giang"]) == ["timetable", "lessons"]


def test_a_session_without_preparation_leaves_no_gap(course: Course, phrases: Phrases) -> None:
    bare = tuple(session.model_copy(update={"preparation": ""}) for session in course.sessions)
    text = by_rule(course.model_copy(update={"sessions": bare}), phrases)["truoc-60-phut:cd1"].reply.text
    assert text == text.strip()
    assert text.count("\n") == 1


def change(course: Course, hours: float = 0, place: str | None = None, provisional: bool = True) -> SessionChange:
    session = course.session("cd2")
    moved = timedelta(hours=hours)
    return SessionChange("cd2", session.starts + moved, session.ends + moved, place or session.place, provisional)


def moved_keys(course: Course, phrases: Phrases, new: SessionChange) -> tuple[set[str], set[str]]:
    """What is planned no more, and what is planned newly, without the digest that keeps them apart."""
    before = {one.key for one in planned(course, phrases)}
    after = {one.key for one in planned(apply(course, [new]), phrases)}
    return tuple({key.rsplit(":", 1)[0] for key in keys} for keys in (before - after, after - before))  # type: ignore[return-value]  # two of them


def test_a_move_renews_the_reminders_of_the_session_and_its_days(course: Course, phrases: Phrases) -> None:
    fallen, new = moved_keys(course, phrases, change(course, hours=1))
    assert fallen == {
        "lop-664:truoc-60-phut:cd2:20260523T1300",
        "lop-664:truoc-15-phut:cd2:20260523T1345",
        "lop-664:toi-hom-truoc:2026-05-23:20260522T1900",
    }
    assert new == {
        "lop-664:truoc-60-phut:cd2:20260523T1400",
        "lop-664:truoc-15-phut:cd2:20260523T1445",
        "lop-664:toi-hom-truoc:2026-05-23:20260522T1900",
    }


def test_another_place_or_a_settled_hour_renews_them_too(course: Course, phrases: Phrases) -> None:
    same_times = {
        "lop-664:truoc-60-phut:cd2:20260523T1300",
        "lop-664:truoc-15-phut:cd2:20260523T1345",
        "lop-664:toi-hom-truoc:2026-05-23:20260522T1900",
    }
    assert moved_keys(course, phrases, change(course, place="Hội trường")) == (same_times, same_times)
    assert moved_keys(course, phrases, change(course, provisional=False)) == (same_times, same_times)
    assert moved_keys(course, phrases, change(course)) == (set(), set())


def test_a_day_with_two_places_names_each(course: Course, phrases: Phrases) -> None:
    moved = apply(course, [change(course, place="Hội trường xã")])
    lines = shown(by_rule(moved, phrases)["toi-hom-truoc:2026-05-23"]).splitlines()
    assert lines[4:8] == [
        f"• 8:00–8:30: Khai giảng. Nơi học: {PLACE}",
        f"• 8:30–11:30 (dự kiến): Chuyên đề 1: Quản trị toàn diện ở cấp xã. Nơi học: {PLACE}",
        "• 14:00–17:00 (dự kiến): Chuyên đề 2: Điều hành vì tăng trưởng hai con số. Nơi học: Hội trường xã",
        "",
    ]


def test_a_day_that_is_empty_now_has_no_reminder(course: Course, phrases: Phrases) -> None:
    whole_day = [
        SessionChange(session.id, session.starts + timedelta(days=2), session.ends + timedelta(days=2), None, True)
        for session in course.sessions
        if session.starts.day == 23
    ]
    days = [key for key in by_rule(apply(course, whole_day), phrases) if key.startswith("toi-hom-truoc")]
    assert days == ["toi-hom-truoc:2026-05-24", "toi-hom-truoc:2026-05-25"]


def test_what_would_be_due_after_its_end_is_not_planned(course: Course, phrases: Phrases) -> None:
    early = course.sessions[0].starts - timedelta(days=4)
    moved = apply(course, [SessionChange("khai-giang", early, early + timedelta(minutes=30), None, False)])
    assert [key for key in by_rule(moved, phrases) if key.startswith("tai-lieu")] == []
