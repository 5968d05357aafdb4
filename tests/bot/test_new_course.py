"""A new course's folder: it passes the check, explains itself, and never writes over another."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.errors import OperatorMistake
from bot.new_course import lay_down
from bot.school import load_school
from content import PACKAGED, check_course, load_course
from content.values import VIETNAM
from tests.samples import LOP_664

TODAY = date(2026, 11, 22)
Ended = tuple[int, str, str]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    def run(*arguments: str, **settings: str) -> Ended:
        for name, value in settings.items():
            monkeypatch.setenv(f"DONGHANH_{name}", value)
        monkeypatch.setenv("COLUMNS", "120")
        monkeypatch.setattr("sys.argv", ["donghanh", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return (int(ended.value.code or 0), *capsys.readouterr())

    return run


def contents(tmp_path: Path) -> Path:
    """A folder of contents of one's own: the sample course, and the phrases."""
    (tmp_path / "courses").mkdir()
    (tmp_path / "courses" / "lop-664").symlink_to(LOP_664)
    (tmp_path / "phrases").symlink_to(PACKAGED / "phrases")
    return tmp_path


def test_it_passes_the_check_and_loads(tmp_path: Path) -> None:
    folder = lay_down(tmp_path, "lop-moi", TODAY)

    assert check_course(folder) == []
    course = load_course(folder)
    assert (course.id, course.open, course.essay) == ("lop-moi", False, True)
    assert course.starts == datetime(2026, 12, 22, 8, tzinfo=VIETNAM)
    assert [(quiz.id, quiz.asked) for quiz in course.quizzes] == [("cd1", 3)]
    assert [situation.id for situation in course.situations] == ["tinh-huong-mau"]


def test_every_file_says_how_it_is_edited(tmp_path: Path) -> None:
    folder = lay_down(tmp_path, "lop-moi", TODAY)
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())

    assert files == [
        "DOC-TRUOC.md", "course.yaml", "groups.yaml", "lessons/chuyen-de-1-01.md", "lessons/nhom-mot-01.md",
        "needs.yaml", "pools/cd1.yaml", "quizzes/cd1.yaml", "reflection.yaml", "reminders.yaml", "sessions.yaml",
        "situations/tinh-huong-mau.yaml", "topics.yaml",
    ]  # fmt: skip
    texts = {file: (folder / file).read_text(encoding="utf-8") for file in files}
    assert [file for file, text in texts.items() if "@@" in text] == []
    assert [file for file, text in texts.items() if file.endswith(".yaml") and not text.startswith("# ")] == []
    assert [file for file in files if f"`{file}`" not in texts["DOC-TRUOC.md"] and "/" not in file] == ["DOC-TRUOC.md"]


@pytest.mark.parametrize("slug", ["Lop", "lớp", "a b", "-a", "a--b", "", "x" * 33, "../x"])
def test_a_slug_that_is_none(tmp_path: Path, slug: str) -> None:
    with pytest.raises(OperatorMistake, match="chỉ gồm chữ thường không dấu"):
        lay_down(tmp_path, slug, TODAY)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(tmp_path: Path) -> None:
    lay_down(tmp_path, "lop-moi", TODAY)
    (tmp_path / "lop-moi" / "course.yaml").write_text("của tôi", encoding="utf-8")

    with pytest.raises(OperatorMistake, match="đã có thư mục"):
        lay_down(tmp_path, "lop-moi", TODAY)
    assert (tmp_path / "lop-moi" / "course.yaml").read_text(encoding="utf-8") == "của tôi"


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(OperatorMistake, match=r"không ghi được .+ \(Not a directory\)"):
        lay_down(tmp_path / "file", "lop-moi", TODAY)


def test_by_the_command_and_then_checked_and_reported(tmp_path: Path, cli: Callable[..., Ended]) -> None:
    where = str(contents(tmp_path))
    code, out, err = cli("new-course", "lop-moi", CONTENT_DIR=where)
    assert (code, err) == (0, "")
    assert out.splitlines()[0].endswith("DOC-TRUOC.md trước, rồi sửa từng tệp.")
    code, out, err = cli("check", CONTENT_DIR=where, COURSE="lop-moi")
    assert (code, out, err) == (
        0, "Tên đầy đủ của lớp: tốt. 1 nhóm, 1 buổi, 2 bài học, 1 bài kiểm tra (3 câu), 1 tình huống.\n", "",
    )  # fmt: skip
    code, out, err = cli("check", "--graph", "tinh-huong-mau", CONTENT_DIR=where, COURSE="lop-moi")
    assert (code, out.splitlines()[0], err) == (0, "tinh-huong-mau: Cây ngả sang nhà hàng xóm", "")
    code, out, err = cli("check", "--report", "--json", CONTENT_DIR=where, COURSE="lop-moi")
    made: dict[str, Any] = json.loads(out)
    assert (code, err) == (2, "1 điều chưa đạt.\n")
    assert made["wrong"] == ["bài cd1-bai-01: chưa có câu hỏi sau bài"]
    assert (made["course"], made["needs"], made["uncovered"]) == ("lop-moi", 1, [])


def test_the_report_as_a_table(tmp_path: Path, cli: Callable[..., Ended]) -> None:
    lay_down(tmp_path, "lop-moi", TODAY)
    code, out, err = cli("check", "--report", str(tmp_path / "lop-moi"))
    assert (code, err) == (2, "1 điều chưa đạt.\n")
    rows = [line.split("│")[1:-1] for line in out.splitlines() if line.startswith("│")]
    assert [[cell.strip() for cell in row] for row in rows] == [
        ["Nhóm thứ nhất", "1", "0", "1", "8,2", "370"],
        ["Phần chung", "0", "0", "0", "0,0", "0"],
        ["1. Chuyên đề thứ nhất", "1", "3", "1", "4,2", "107"],
    ]
    assert out.splitlines()[-8:] == [
        "Nhu cầu của các nhóm: 1; chưa có bài học: không có",
        "Nguồn được dẫn: 001 3",
        "Loại câu hỏi: hiểu bài 1, áp vào việc thật 1, phân biệt quyết định tốt và kém 1",
        "Chỗ đứng của đáp án đúng, bài kiểm tra: A 1, B 1",
        "Chỗ đứng của đáp án đúng, câu hỏi sau bài: A 1",
        "Chỗ đứng của đáp án đúng, tình huống: A 3, B 1",
        "Việc tinh-huong-mau: nhìn từ nhom-mot",
        "✗ bài cd1-bai-01: chưa có câu hỏi sau bài",
    ]


def test_open_courses_are_held_beside_and_a_broken_one_is_left_out(tmp_path: Path) -> None:
    where = contents(tmp_path)
    for slug, old, new in (("mo", "open: không", "open: có"), ("kin", "", ""), ("hong", "open: không", "open: mở")):
        course = lay_down(where / "courses", slug, TODAY) / "course.yaml"
        course.write_text(course.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    (where / "courses" / "rong").mkdir()

    school = load_school(where, "lop-664", pace=25)
    assert [course.id for course in school.courses] == ["lop-664", "mo"]
    assert [each and each.id for each in (school.of(None), school.of("mo"), school.of("kin"))] == [
        "lop-664",
        "mo",
        None,
    ]


def test_the_packaged_second_course_is_data_alone() -> None:
    school = load_school(PACKAGED, "lop-664", pace=25)
    second = school.of("bo-2025-08")

    assert second is not None
    assert (second.organizer, second.essay, len(second.topics)) == ("Bộ Nội vụ", False, 3)
    assert {session.starts.date() for session in second.sessions} == {date(2025, 8, 9)}
    assert {source for lesson in second.lessons for source in lesson.sources} == {"004"}
    assert [quiz.id for quiz in second.quizzes] == ["nv1", "nv2", "nv3"]
