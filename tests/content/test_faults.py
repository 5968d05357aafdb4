"""Broken courses: each is the real one with something broken, and the list of faults is exactly that thing."""

import shutil
import unicodedata
from pathlib import Path

import pytest

from content import ContentFaults, Fault, check_course, load_course
from tests.content.course_breaks import COURSE_BREAKS, LESSON
from tests.content.quiz_breaks import QUIZ_BREAKS

BREAKS = COURSE_BREAKS | QUIZ_BREAKS

SYNTAX = (
    "YAML không đọc được ở đây: xem lại thụt lề, dấu cách sau dấu hai chấm, "
    "và đặt câu có dấu hai chấm hoặc dấu # trong ngoặc kép"
)
LISTED = "cần một danh sách, mỗi mục mở đầu bằng dấu gạch"
HEAD = "---\nid: gv-01\ngroup: giang-vien\ntitle: Dạy\nsource: [002 §3.2]\n---\n"


def test_the_copied_course_has_no_fault(copied: Path) -> None:
    assert check_course(copied) == []


@pytest.mark.parametrize("name", BREAKS)
def test_one_thing_broken_is_the_one_fault_found(copied: Path, name: str) -> None:
    fault = BREAKS[name].apply(copied)

    assert check_course(copied) == [fault]


def test_all_faults_of_all_files_are_found_at_once(copied: Path) -> None:
    faults = [
        BREAKS[name].apply(copied)
        for name in (
            "a document's code",
            "a lesson of an unknown group",
            "a lesson over 1,200 characters",
            "a question without a right answer",
            "an id with an accent",
            "a session that ends before it starts",
            "a date that isn't in the calendar",
            "a key that nobody knows",
        )
    ]
    faults.sort(key=lambda fault: (fault.file, fault.line))

    assert check_course(copied) == faults
    with pytest.raises(ContentFaults) as raised:
        load_course(copied)
    assert raised.value.faults == tuple(faults)
    assert str(raised.value) == "\n".join(str(fault) for fault in faults)


@pytest.mark.parametrize(
    ("file", "text", "faults"),
    [
        ("topics.yaml", "", [Fault("topics.yaml", 1, "", "tệp trống")]),
        ("topics.yaml", "# chỉ có ghi chú\n", [Fault("topics.yaml", 1, "", "tệp trống")]),
        ("topics.yaml", "cd1: Quản trị\n", [Fault("topics.yaml", 1, "", LISTED)]),
        ("topics.yaml", "- id: cd1\n  title: Chuyên đề: một\n", [Fault("topics.yaml", 2, "", SYNTAX)]),
        ("topics.yaml", "- id: cd1\n title: một\n", [Fault("topics.yaml", 2, "", SYNTAX)]),
        ("topics.yaml", "- id: \a\n", [Fault("topics.yaml", 1, "", SYNTAX)]),
        (
            "topics.yaml",
            "- &a\n  id: cd1\n- *a\n",
            [Fault("topics.yaml", 3, "", "không dùng dấu * để chép lại mục khác")],
        ),
        ("quizzes/cd1.yaml", "topic: cd1: cd2\n", [Fault("quizzes/cd1.yaml", 1, "", SYNTAX)]),
        (LESSON, HEAD, [Fault(LESSON, 7, "body", "không được để trống")]),
        (LESSON, HEAD.replace("title: ", "title: a: "), [Fault(LESSON, 4, "", SYNTAX)]),
        (LESSON, "---\n---\nLời.\n", [Fault(LESSON, 2, "", "tệp trống")]),
        (LESSON, "---\ngv-01\n---\nLời.\n", [Fault(LESSON, 2, "", "phần đầu cần các khóa id, title, source")]),
    ],
)
def test_a_file_that_cannot_be_used_is_one_fault(copied: Path, file: str, text: str, faults: list[Fault]) -> None:
    (copied / file).write_text(text, encoding="utf-8")

    assert check_course(copied) == faults


@pytest.mark.parametrize("file", ["course.yaml", "groups.yaml", "topics.yaml", "sessions.yaml", "reminders.yaml"])
def test_a_missing_file_is_one_fault(copied: Path, file: str) -> None:
    (copied / file).unlink()

    assert check_course(copied) == [Fault(file, None, "", "không có tệp này")]


def test_a_class_without_a_reflection_reminds_of_none(copied: Path) -> None:
    (copied / "reflection.yaml").unlink()

    assert [(fault.file, fault.field, fault.message) for fault in check_course(copied)] == [
        ("reminders.yaml", f"{id}.about", "lớp này không có bài thu hoạch (không có tệp reflection.yaml)")
        for id in ("thu-hoach-3-ngay", "thu-hoach-1-ngay", "thu-hoach-3-gio")
    ]
    reminders = (copied / "reminders.yaml").read_text(encoding="utf-8")
    at = reminders.index("# Chỉ nhắc đồng chí nào chưa nộp.")
    (copied / "reminders.yaml").write_text(reminders[:at], encoding="utf-8")
    course = load_course(copied)
    assert (course.essay, course.reflection.levels, course.reflection.deadline) == (False, (), course.ends)


def test_a_file_in_another_encoding_is_one_fault(copied: Path) -> None:
    (copied / "groups.yaml").write_bytes("- id: giảng viên".encode("utf-16"))

    assert check_course(copied) == [Fault("groups.yaml", None, "", "tệp không phải chữ UTF-8; lưu lại với mã UTF-8")]


def test_a_key_that_is_no_word_is_a_fault(copied: Path) -> None:
    topics = copied / "topics.yaml"
    topics.write_text("- [cd0]: một\n" + topics.read_text(encoding="utf-8"), encoding="utf-8")

    assert check_course(copied) == [
        Fault("topics.yaml", 1, "", "khóa phải là một từ"),
        *(Fault("topics.yaml", 1, f"1.{key}", "thiếu khóa này") for key in ("id", "number", "short", "title")),
    ]


def test_a_folder_that_is_no_course_lacks_its_files(tmp_path: Path) -> None:
    assert [str(fault) for fault in check_course(tmp_path)] == [
        "course.yaml: không có tệp này",
        "groups.yaml: không có tệp này",
        "reminders.yaml: không có tệp này",
        "sessions.yaml: không có tệp này",
        "topics.yaml: không có tệp này",
    ]


def test_a_fault_reads_as_file_line_and_message() -> None:
    assert str(Fault("topics.yaml", 4, "cd1.short", "thiếu khóa này")) == "topics.yaml:4: cd1.short: thiếu khóa này"
    assert str(Fault("topics.yaml", 1, "", "tệp trống")) == "topics.yaml:1: tệp trống"


def test_files_saved_on_windows_or_with_split_accents_are_read_alike(copied: Path) -> None:
    whole = load_course(copied)
    for path in [*copied.rglob("*.yaml"), *copied.rglob("*.md")]:
        text = unicodedata.normalize("NFD", path.read_text(encoding="utf-8"))
        path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    assert load_course(copied) == whole


def test_a_course_that_stands_alone_uses_the_packaged_phrases(copied: Path) -> None:
    shutil.rmtree(copied.parents[1] / "phrases")

    assert check_course(copied) == []
