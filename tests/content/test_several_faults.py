"""That no fault hides another, and what a course lacks."""

import shutil
from pathlib import Path

import pytest

from content import Fault, check_course
from tests.content.course_breaks import COURSE_BREAKS, LESSON
from tests.content.quiz_breaks import QUIZ_BREAKS
from tests.content.several_breaks import SEVERAL

GROUP_LACKS_LESSON = "nhóm này chưa có bài học nào"
LACKS_LESSON = "chuyên đề này chưa có bài học nào"
LACKS_QUIZ = "chuyên đề này chưa có bài kiểm tra"
SYNTAX = (
    "YAML không đọc được ở đây: xem lại thụt lề, dấu cách sau dấu hai chấm, "
    "và đặt câu có dấu hai chấm hoặc dấu # trong ngoặc kép"
)


def row(path: Path, text: str) -> int:
    """The line, from 1, that is `text`."""
    return path.read_text(encoding="utf-8").split("\n").index(text) + 1


@pytest.mark.parametrize("name", SEVERAL)
def test_each_of_several_faults_is_found_at_once(copied: Path, name: str) -> None:
    faults = [each.apply(copied) for each in SEVERAL[name]]

    assert check_course(copied) == sorted(faults, key=lambda fault: (fault.file, fault.line or 0, fault.field))


def test_a_head_that_cannot_be_read_does_not_hide_the_body(copied: Path) -> None:
    heading = COURSE_BREAKS["a heading in a lesson"].apply(copied)
    lesson = copied / LESSON
    lesson.write_text(lesson.read_text(encoding="utf-8").replace("title: ", "title: a: "), encoding="utf-8")

    assert check_course(copied) == [Fault(LESSON, 4, "", SYNTAX), heading]


@pytest.mark.parametrize(
    ("gone", "file", "id", "message"),
    [
        (LESSON, "groups.yaml", "giang-vien", GROUP_LACKS_LESSON),
        ("lessons/chuyen-de-4-01.md", "topics.yaml", "cd4", LACKS_LESSON),
        ("quizzes/cd3.yaml", "topics.yaml", "cd3", LACKS_QUIZ),
    ],
)
def test_a_file_that_is_gone_leaves_a_gap(copied: Path, gone: str, file: str, id: str, message: str) -> None:
    (copied / gone).unlink()

    assert check_course(copied) == [Fault(file, row(copied / file, f"- id: {id}"), f"{id}.id", message)]


def test_a_course_without_lessons_and_quizzes_lacks_every_one(copied: Path) -> None:
    for folder in ("lessons", "quizzes", "situations"):
        shutil.rmtree(copied / folder)

    groups = ["bi-thu-chi-bo", "chinh-quyen", "mat-tran-doan-the", "tham-muu-dang", "lanh-dao-xa", "giang-vien"]
    assert [(fault.field, fault.message) for fault in check_course(copied)] == [
        *((f"{id}.id", GROUP_LACKS_LESSON) for id in groups),
        *((f"cd{n}.id", lacks) for n in (1, 2, 3, 4) for lacks in (LACKS_LESSON, LACKS_QUIZ)),
    ]


def test_a_stray_lesson_accounts_for_one_gap_and_not_for_two(copied: Path) -> None:
    stray = COURSE_BREAKS["a lesson of an unknown group"].apply(copied)
    assert check_course(copied) == [stray]

    (copied / "lessons" / "nhom-chinh-quyen-01.md").unlink()
    groups = copied / "groups.yaml"
    assert check_course(copied) == [
        *(
            Fault("groups.yaml", row(groups, f"- id: {id}"), f"{id}.id", GROUP_LACKS_LESSON)
            for id in ("chinh-quyen", "giang-vien")
        ),
        stray,
    ]


def test_a_stray_quiz_accounts_for_one_gap_and_not_for_two(copied: Path) -> None:
    stray = QUIZ_BREAKS["two quizzes of one topic"].apply(copied)
    assert check_course(copied) == [stray]

    (copied / "quizzes" / "cd3.yaml").unlink()
    topics = copied / "topics.yaml"
    assert check_course(copied) == [
        stray,
        *(Fault("topics.yaml", row(topics, f"- id: {id}"), f"{id}.id", LACKS_QUIZ) for id in ("cd2", "cd3")),
    ]


def test_a_pass_mark_of_thousands_of_digits_is_a_fault_and_no_crash(copied: Path) -> None:
    quiz = copied / "quizzes" / "cd1.yaml"
    quiz.write_text(
        quiz.read_text(encoding="utf-8").replace("pass_mark: 4", f"pass_mark: {'9' * 5000}"), encoding="utf-8"
    )

    assert check_course(copied) == [Fault("quizzes/cd1.yaml", 5, "pass_mark", "viết chưa đúng dạng")]
