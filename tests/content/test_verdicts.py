"""What `check --report` rules out, one thing at a time, in the sample course."""

from __future__ import annotations

from typing import Any

import pytest

from content import Course, Lesson, load_course
from content.models import Check, Question, Quiz
from content.report import report
from content.standards import Standards
from content.verdicts import verdicts
from content.wording import all_of_them, average_sentence, names_a_letter, runs, sentences, unlike
from tests.samples import LOP_664

ASKED = {
    "text": "Làm gì trước?", "right": "B", "options": {"A": "Hỏi cho rõ", "B": "Ghi vào sổ"},
    "whys": {"A": "Hỏi rồi mới rõ.", "B": "Ghi thì nhớ."},
}  # fmt: skip


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(LOP_664)


def lesson(**about: Any) -> Lesson:
    given = {"id": "x", "title": "Một bài", "body": "Lời.", "source": "000", "check": ASKED}
    return Lesson.model_validate(given | about)


def question(number: int, **about: Any) -> Question:
    kind = ("understand", "apply", "judge")[number % 3]
    right = "AB"[number % 2]
    return Question.model_validate(ASKED | {"id": f"q{number}", "kind": kind, "right": right} | about)


def found(course: Course, **parts: Any) -> list[str]:
    """The verdicts on the course with these parts alone."""
    bare = {"groups": (), "topics": (), "lessons": (), "quizzes": (), "situations": ()}
    return list(verdicts(course.model_copy(update=bare | parts), Standards()))


def test_the_sentences_of_a_text() -> None:
    text = "Nghe trước. **Nói sau!**\n\n- một ý;\n- “hai ý.” Thế thôi\n1. Bước một"

    assert sentences(text) == ["Nghe trước", "Nói sau", "một ý;", "“hai ý", "Thế thôi", "Bước một"]
    assert average_sentence("Một hai ba. Bốn.") == 2.0
    assert average_sentence(" ** ") == 0.0
    assert sentences("Có 41,6% và 1.200 người.") == ["Có 41,6% và 1.200 người"]


@pytest.mark.parametrize(
    ("text", "so"),
    [("Tất cả các đáp án trên", True), ("tất cả các ý trên", True), ("Cả ba phương án", True), ("A và C", True),
     ("Không đáp án nào đúng", True), ("Ghi tên tất cả cán bộ trong phòng", False), ("Cả ba bộ phận cùng làm", False),
     ("Xã và thôn", False)],
)  # fmt: skip
def test_all_of_them(text: str, so: bool) -> None:
    assert all_of_them(text) == so


@pytest.mark.parametrize(
    ("text", "so"), [("Đáp án B mới đúng.", True), ("như lựa chọn C", True), ("Câu ấy hay.", False)]
)
def test_a_letter_named(text: str, so: bool) -> None:
    assert names_a_letter(text.lower().replace("đáp án b", "đáp án B").replace("chọn c", "chọn C")) == so


def test_options_of_unlike_length() -> None:
    assert unlike(["a" * 20, "a" * 29])
    assert not unlike(["a" * 20, "a" * 28])
    assert not unlike(["Có", "Không có"])


def test_runs_of_words() -> None:
    assert list(runs("Một, hai **ba** bốn.", 3)) == ["một hai ba", "hai ba bốn"]
    assert list(runs("Một hai", 3)) == []


def test_a_clean_course_has_no_verdict(course: Course) -> None:
    quiz = Quiz(topic="cd1", title="Q", draw=3, pass_mark=1, questions=tuple(question(n) for n in range(6)))
    several = question(7, right="A C", options={"A": "Một cách", "B": "Hai cách", "C": "Ba cách"},
                       whys={"A": "Vì một.", "B": "Vì hai.", "C": "Vì ba."})  # fmt: skip
    quiz = quiz.model_copy(update={"questions": (*quiz.questions, several)})

    assert found(course, lessons=(lesson(),), quizzes=(quiz,), situations=course.situations) == []


@pytest.mark.parametrize(
    ("about", "verdict"),
    [
        ({"body": "chữ " * 21}, "bài x: câu trung bình 21.0 chữ, nhiều nhất 20"),
        ({"check": None}, "bài x: chưa có câu hỏi sau bài"),
        ({"check": ASKED | {"options": {"A": "Hỏi", "B": "Ghi cho rõ vào sổ tay"}}},
         "bài x: các lựa chọn dài ngắn khác nhau quá (3/21 ký tự)"),
        ({"check": ASKED | {"options": {"A": "Hai đáp án", "B": "A và B"}}},
         "bài x: có lựa chọn kiểu “tất cả các đáp án”"),
        ({"check": ASKED | {"whys": {"A": "Vì đáp án B hay hơn.", "B": "Hay."}}},
         "bài x: lời giải thích gọi tên chữ cái, mà bot xáo thứ tự"),
    ],
)  # fmt: skip
def test_one_lesson(course: Course, about: dict[str, Any], verdict: str) -> None:
    assert found(course, lessons=(lesson(**about),)) == [verdict]


def test_two_lessons_alike(course: Course) -> None:
    words = " ".join(f"từ{number}" for number in range(12))
    first = lesson(body=f"Mở bài riêng của tôi đây nhé. {words}.")
    twin = lesson(id="y", title="Bài khác", body=f"Khác hẳn từ câu đầu tiên này. {words}.")
    assert found(course, lessons=(first, twin)) == ["bài y: giống bài x"]
    other = lesson(id="y", title="Bài khác", body=f"Khác hẳn từ câu đầu tiên này. {words[4:]}.")
    assert found(course, lessons=(first, other)) == []
    assert found(course, lessons=(first, lesson(id="z", body="Nội dung khác."))) == ["bài z: giống bài x"]


def test_a_quiz_whose_right_answers_stand_in_one_place(course: Course) -> None:
    quiz = Quiz(topic="cd1", title="Q", pass_mark=1, questions=tuple(question(n, right="A") for n in range(12)))
    lines = found(course, quizzes=(quiz,))
    assert lines == [
        "bài kiểm tra cd1: đáp án đúng đứng chưa đều (A 12)",
        "mọi câu hỏi: đáp án đúng đứng chưa đều (A 12)",
    ]


def test_a_drawing_quiz_wants_all_kinds_and_one_with_several_answers(course: Course) -> None:
    quiz = Quiz(
        topic="cd1", title="Q", draw=1, pass_mark=1,
        questions=tuple(question(n, kind="apply") for n in range(4)),
    )  # fmt: skip
    assert found(course, quizzes=(quiz,)) == [
        "bài kiểm tra cd1: ba loại câu hỏi chưa đều (apply 4)",
        "bài kiểm tra cd1: chưa có câu nào nhiều đáp án đúng",
    ]
    plain = question(1, whys={}, why="Vì thế.")
    alone = Quiz(topic="cd1", title="Q", pass_mark=1, questions=(plain,))
    assert found(course, quizzes=(alone,)) == ["câu q1: lựa chọn chưa có lời giải thích riêng"]


def test_a_situation(course: Course) -> None:
    whole = course.situation("dat-thon")
    node = whole.nodes[0]
    short = node.model_copy(
        update={"choices": (node.choices[0].model_copy(update={"text": "Gọi điện"}), *node.choices[1:])}
    )
    changed = whole.model_copy(update={"nodes": (short, *whole.nodes[1:])})
    assert found(course, situations=(changed,)) == [
        "tình huống dat-thon, đoạn toi-nay: các lựa chọn dài ngắn khác nhau quá"
    ]
    same = whole.model_copy(update={"nodes": tuple(each.model_copy(update={"better": "A"}) for each in whole.nodes)})
    assert found(course, situations=(same,)) == ["tình huống dat-thon: lựa chọn tốt luôn đứng ở một chỗ"]
    long = whole.model_copy(update={"debrief": "chữ " * 1500})
    assert found(course, situations=(long,))[0].startswith("tình huống dat-thon: câu trung bình ")


def test_too_few_of_everything(course: Course) -> None:
    standards = Standards(
        group_lessons=2, group_lessons_of={"giang-vien": 1}, common_lessons=3, topic_lessons=4, topic_questions=6,
        group_questions=1, situations=2, two_places=("tranh-chap-dat", "mang"),
    )  # fmt: skip
    lines = [line for line in verdicts(course, standards) if "cần ít nhất" in line or "lúc" in line]
    others = ("bi-thu-chi-bo", "chinh-quyen", "mat-tran-doan-the", "tham-muu-dang", "lanh-dao-xa")
    assert lines == [
        *(
            line
            for group in others
            for line in (
                f"nhóm {group}: có 1 bài học, cần ít nhất 2",
                f"nhóm {group}: có 0 câu hỏi, cần ít nhất 1",
            )
        ),
        "nhóm giang-vien: có 0 câu hỏi, cần ít nhất 1",
        "phần chung: có 2 bài học, cần ít nhất 3",
        *(
            line
            for topic in ("cd1", "cd2", "cd3", "cd4")
            for line in (
                f"chuyên đề {topic}: có 1 bài học, cần ít nhất 4",
                f"chuyên đề {topic}: chưa có bài cho lúc before, core, questions, after",
                f"chuyên đề {topic}: có 5 câu hỏi, cần ít nhất 6",
            )
        ),
        "lớp: có 1 tình huống, cần ít nhất 2",
        "việc tranh-chap-dat: có 1 chỗ nhìn, cần ít nhất 2",
        "việc mang: có 0 chỗ nhìn, cần ít nhất 2",
    ]


def test_the_report_counts_by_part(course: Course) -> None:
    made = report(course, Standards())

    assert [(part.part, part.kind, part.lessons, part.questions, part.situations) for part in made.parts][:2] == [
        ("Bí thư chi bộ, trưởng thôn, tổ trưởng", "group", 1, 0, 1),
        ("Công chức chính quyền cấp xã", "group", 1, 0, 0),
    ]
    assert [(part.part, part.lessons, part.questions) for part in made.parts][6:8] == [
        ("Phần chung", 2, 0),
        ("1. Quản trị toàn diện ở cấp xã", 1, 5),
    ]
    assert {part.longest_lesson <= 1200 and part.average_sentence <= 20 for part in made.parts} == {True}
    assert made.places["questions"] == {"A": 4, "B": 4, "C": 4, "D": 4}
    assert made.places["situations"] == {"A": 2, "B": 3, "C": 1}
    assert made.cases == {"tranh-chap-dat": ("bi-thu-chi-bo",)}
    assert (made.needs, made.uncovered) == (0, ())
    assert sum(made.sources.values()) >= len(course.lessons)
    assert made.as_json()["course"] == "lop-664"


def test_the_check_of_a_lesson_is_its_own_kind_of_question() -> None:
    assert Check.model_validate(ASKED).several is False
