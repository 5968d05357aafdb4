"""The packaged course is true to plan 664, and fits the people and the messages that it is made for."""

from collections import Counter
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from content import PACKAGED, Course, check_course, load_course, load_phrases
from content.loading import load_standards
from content.models import MOMENTS
from content.report import report
from content.values import VIETNAM

LOP_664 = PACKAGED / "courses" / "lop-664"
REMINDER_TEXTS = {
    "reminders.day": {"sessions"},
    "reminders.session_hour": {"title", "time", "date", "place", "preparation"},
    "reminders.session_soon": {"title", "time", "place"},
    "reminders.materials": set(),
    "reminders.reflection_days": {"deadline"},
    "reminders.reflection_day": {"deadline"},
    "reminders.reflection_hours": {"deadline"},
}


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(LOP_664)


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 5, day, hour, minute, tzinfo=VIETNAM)


def test_every_packaged_course_has_no_fault() -> None:
    assert {path.name: check_course(path) for path in (PACKAGED / "courses").iterdir()} == {
        "lop-664": [],
        "bo-2025-08": [],
    }


def test_the_class_is_the_plans(course: Course) -> None:
    assert (course.id, course.number, course.organizer) == (
        "lop-664",
        "664-KH/HVCTQG",
        "Học viện Chính trị quốc gia Hồ Chí Minh",
    )
    assert (course.starts, course.ends) == (moment(23, 8), moment(24, 16, 30))
    assert (course.starts.strftime("%A"), course.ends.strftime("%A")) == ("Saturday", "Sunday")
    assert course.starts.utcoffset() == timedelta(hours=7)


def test_the_four_topics_bear_the_plans_titles(course: Course) -> None:
    assert [(topic.id, topic.number, topic.title) for topic in course.topics] == [
        ("cd1", 1, "Quản trị toàn diện, kiến tạo phát triển của cấp xã trong mô hình chính quyền địa phương 2 cấp"),
        ("cd2", 2, "Lãnh đạo, điều hành phát triển ở cấp xã trước yêu cầu tăng trưởng hai con số"),
        (
            "cd3",
            3,
            "Điểm nghẽn thể chế và rào cản nội sinh trong quản trị phát triển của cấp xã - "
            "Các giải pháp đột phá để xử lý, tháo gỡ",
        ),
        (
            "cd4",
            4,
            "Ra quyết định dựa trên dữ liệu, sử dụng AI, nền tảng số phục vụ quản trị, kiến tạo phát triển ở cấp xã",
        ),
    ]


def test_the_plan_settles_the_opening_and_the_closing_alone(course: Course) -> None:
    assert [(each.id, each.topic, each.starts, each.ends, each.provisional) for each in course.sessions] == [
        ("khai-giang", None, moment(23, 8), moment(23, 8, 30), False),
        ("cd1", "cd1", moment(23, 8, 30), moment(23, 11, 30), True),
        ("cd2", "cd2", moment(23, 14), moment(23, 17), True),
        ("cd3", "cd3", moment(24, 8), moment(24, 11), True),
        ("cd4", "cd4", moment(24, 13, 30), moment(24, 16, 30), True),
        ("be-giang", None, moment(24, 16, 30), moment(24, 17), False),
    ]
    assert {each.place for each in course.sessions} == {"Điểm cầu xã, phường, đặc khu của đồng chí (trực tuyến)"}
    assert all("\n" not in each.preparation and len(each.preparation) <= 100 for each in course.sessions)


def test_nothing_of_what_the_class_asks_of_its_content_is_missing(course: Course) -> None:
    made = report(course, load_standards(LOP_664))

    assert (made.wrong, made.uncovered) == ((), ())
    assert set(made.sources) == {"000", "001", "002", "003"}


def test_six_target_groups_each_with_lessons(course: Course) -> None:
    groups = ["bi-thu-chi-bo", "chinh-quyen", "mat-tran-doan-the", "tham-muu-dang", "lanh-dao-xa", "giang-vien"]

    assert [group.id for group in course.groups] == groups
    assert {lesson.group for lesson in course.lessons if lesson.group} == set(groups)
    assert {needs.group for needs in course.needs} >= set(groups) - {"giang-vien"}


def test_a_learner_reads_the_groups_lessons_then_the_common_ones_then_the_topics(course: Course) -> None:
    rest = [lesson.id for lesson in course.lessons_for(None)]

    assert rest[:2] == ["chung-01", "chung-02"]
    for group, first in (("lanh-dao-xa", "ldx-01"), ("bi-thu-chi-bo", "btcb-01")):
        own = [lesson.id for lesson in course.lessons if lesson.group == group]
        assert [lesson.id for lesson in course.lessons_for(group)] == [*own, *rest]
        assert own[0] == first


def test_a_topics_lessons_come_in_the_order_of_their_moments(course: Course) -> None:
    for topic in course.topics:
        moments = [lesson.moment for lesson in course.topic_lessons(topic.id)]
        assert moments == sorted(moments, key=lambda moment: MOMENTS.index(moment or ""))
        assert set(moments) == set(MOMENTS)


def test_every_lesson_ends_with_something_to_do_today(course: Course) -> None:
    assert [lesson.id for lesson in course.lessons if "\n\n**Ví dụ.** " not in lesson.body] == []
    assert [lesson.id for lesson in course.lessons if "\n\n**Việc hôm nay.** " not in lesson.body] == []


def test_a_quiz_a_topic_and_a_group_draws_five_questions_four_to_pass_in_three_tries(course: Course) -> None:
    topics, groups = [topic.id for topic in course.topics], sorted(group.id for group in course.groups)

    assert [(quiz.id, quiz.asked, quiz.pass_mark, quiz.tries) for quiz in course.quizzes] == [
        (owner, 5, 4, 3) for owner in (*topics, *groups)
    ]
    kept = {f"cd{topic}-{number:02}" for topic in range(1, 5) for number in range(1, 6)}
    assert kept <= {each.id for quiz in course.quizzes for each in quiz.questions}


def test_every_question_can_be_answered_from_a_lesson_of_its_own_topic_or_group(course: Course) -> None:
    owners = {lesson.id: lesson.topic or lesson.group for lesson in course.lessons}
    asked = [(quiz.id, each) for quiz in course.quizzes for each in quiz.questions]

    assert [each.id for quiz, each in asked if owners.get(each.lesson or "") != quiz] == []


def test_every_situation_is_of_a_topic_and_has_its_own_title(course: Course) -> None:
    assert {situation.topic for situation in course.situations} <= {topic.id for topic in course.topics}
    assert len({situation.title for situation in course.situations}) == len(course.situations)


def test_the_right_answers_give_themselves_away_neither_by_letter_nor_by_length(course: Course) -> None:
    questions = [each for quiz in course.quizzes for each in quiz.questions]
    alone = Counter(letter for each in questions if not each.several for letter in each.right)
    longest = [
        each.id
        for each in questions
        if not each.several and max(each.options, key=lambda option: len(option.text)).id in each.right
    ]

    assert set(alone) == set("ABCD")
    assert {len(each.options) for each in questions} <= {3, 4}
    assert all(option.right == (option.id in each.right) for each in questions for option in each.options)
    assert len(longest) < len(questions) / 2


def test_the_reflection_asks_what_the_plan_asks(course: Course) -> None:
    rules = course.reflection

    assert rules.addressed_to == "Ban Thường vụ tỉnh ủy, thành ủy (qua Ban Tổ chức)"
    assert (rules.deadline, rules.provisional) == (moment(31, 17), True)
    assert [(part.id, part.required) for part in rules.parts] == [
        ("van-de", True),
        ("nguyen-nhan", True),
        ("de-xuat", True),
    ]
    assert [level.id for level in rules.levels] == ["xa", "tinh", "trung-uong"]
    assert rules.accept == ("pdf", "doc", "docx", "jpg", "jpeg", "png")
    assert rules.max_bytes == 20_971_520


def test_the_reminders(course: Course) -> None:
    rules = [(rule.about, rule.before or rule.at or rule.day_before_at, rule.phrase) for rule in course.reminders]

    assert rules == [
        ("day", time(19), "reminders.day"),
        ("session", timedelta(minutes=60), "reminders.session_hour"),
        ("session", timedelta(minutes=15), "reminders.session_soon"),
        ("materials", moment(20, 8), "reminders.materials"),
        ("reflection", timedelta(days=3), "reminders.reflection_days"),
        ("reflection", timedelta(days=1), "reminders.reflection_day"),
        ("reflection", timedelta(hours=3), "reminders.reflection_hours"),
    ]


def test_the_reminders_phrases_and_what_they_need(course: Course) -> None:
    phrases = load_phrases(PACKAGED / "phrases")
    keys = {rule.phrase for rule in course.reminders}

    assert {key: set(phrases.placeholders(key)) for key in keys} == REMINDER_TEXTS
    assert [key for key in keys if not phrases.get(key).startswith(("Chào đồng chí. ", "Đồng chí ơi, "))] == []


def test_consent_says_what_the_law_wants_said_and_fits_a_phone(course: Course) -> None:
    text = course.consent.text

    assert len(text) <= 900
    assert course.consent.version == "2026-05-14"
    for said in ("không phải là người", "Ghi lại", "Để làm gì", "Ai giữ", "ở nước ngoài", "/dulieu", "rút lại đồng ý"):
        assert said in text


def test_look_ups_find_by_id_and_name_what_is_missing(course: Course) -> None:
    assert course.group("giang-vien").short == "Giảng viên trường chính trị"
    assert course.topic("cd3").number == 3
    assert course.session("be-giang").starts == moment(24, 16, 30)
    assert course.lesson("btcb-01").sources == ("000 §3",)
    assert course.quiz("cd2").topic == "cd2"
    assert course.question("cd1", "cd1-03").right == {"A", "B", "D"}
    for look_up in (course.group, course.topic, course.session, course.lesson, course.quiz):
        with pytest.raises(KeyError, match=r"^'cd9'$"):
            look_up("cd9")
    with pytest.raises(KeyError, match=r"^'cd1-99'$"):
        course.question("cd1", "cd1-99")


def test_a_source_is_cited_as_a_reader_knows_it(course: Course) -> None:
    assert course.cite("002 §3.2") == "Kế hoạch 664-KH/HVCTQG, mục 3.2"
    assert course.cite("002") == "Kế hoạch 664-KH/HVCTQG"
    assert course.cite("002 §1; 000 §3") == (
        "Kế hoạch 664-KH/HVCTQG, mục 1; Báo cáo của Ban Thường vụ Tỉnh ủy Lâm Đồng gửi Học viện, mục 3"
    )
    with pytest.raises(KeyError, match=r"^'009'$"):
        course.cite("009 §1")


def test_no_telephone_number_is_in_the_content() -> None:
    files = [path for path in PACKAGED.rglob("*") if path.suffix in {".yaml", ".md"}]

    assert [path.name for path in files if has_telephone(path)] == []


def has_telephone(path: Path) -> bool:
    digits = "".join(sign if sign.isdigit() else " " * (sign not in " .-") for sign in path.read_text(encoding="utf-8"))
    return any(len(number) >= 10 and number.startswith(("0", "84")) for number in digits.split())
