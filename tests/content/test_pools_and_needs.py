"""Pools of questions, needs of groups, and questions after lessons: what is read, and what is found wrong."""

from pathlib import Path

import pytest

from content import Fault, check_course, load_course

POOL = """questions:
  - id: gv-c-01
    kind: apply
    text: Ba nhóm cãi nhau mà chưa nhóm nào nêu được việc phải quyết. Giảng viên nên làm gì?
    options:
      A: Nói luôn đáp án của mình
      B: Hỏi sáng mai gặp ai trước
    right: B
    whys:
      A: Học viên chép lại rồi quên, vì chưa tự quyết lần nào.
      B: Câu hỏi có việc, có giờ kéo cuộc cãi về chuyện phải làm.
    lesson: gv-01
  - id: gv-c-02
    text: Tình huống dùng được cần có gì?
    options:
      A: Một người phải quyết
      B: Một đáp án duy nhất
      C: Một hạn chót
    right: [A, C]
    whys:
      A: Có người phải quyết thì mới có việc để bàn.
      B: Ngoài đời ít khi chỉ có một cách.
      C: Có hạn thì mới phải chọn.
"""
QUIZ = "group: giang-vien\ntitle: Kiểm tra nhóm giảng viên\npass_mark: 1\ndraw: 2\n"
POOL_FILE, QUIZ_FILE, LESSON = "pools/giang-vien.yaml", "quizzes/nhom-giang-vien.yaml", "lessons/nhom-giang-vien-01.md"
CHECK = """check:
  text: Ai nói sau cùng?
  options:
    A: Giảng viên
    B: Nhóm trưởng
  right: A
  whys:
    A: Nói sau cùng thì học viên đã kịp tự nghĩ.
    B: Nhóm trưởng nói sớm thì cả nhóm mới tranh luận được.
"""


def write(course: Path, file: str, text: str) -> None:
    (course / file).parent.mkdir(exist_ok=True)
    (course / file).write_text(text, encoding="utf-8")


def head(course: Path, added: str) -> None:
    """Add keys to the head of the lesson."""
    text = (course / LESSON).read_text(encoding="utf-8")
    write(course, LESSON, text.replace("group: giang-vien\n", f"group: giang-vien\n{added}"))


@pytest.fixture
def pooled(copied: Path) -> Path:
    write(copied, POOL_FILE, POOL)
    write(copied, QUIZ_FILE, QUIZ)
    return copied


def test_a_quiz_has_the_questions_of_its_pool_with_an_explanation_an_option(pooled: Path) -> None:
    course = load_course(pooled)
    quiz = course.quiz("giang-vien")

    assert (quiz.group, quiz.topic, quiz.draw, quiz.asked, quiz.tries) == ("giang-vien", None, 2, 2, None)
    assert [(each.id, each.kind, each.lesson, each.explained, each.source) for each in quiz.questions] == [
        ("gv-c-01", "apply", "gv-01", True, ""),
        ("gv-c-02", None, None, True, ""),
    ]
    assert [(each.id, each.right, each.why) for each in quiz.questions[0].options] == [
        ("A", False, "Học viên chép lại rồi quên, vì chưa tự quyết lần nào."),
        ("B", True, "Câu hỏi có việc, có giờ kéo cuộc cãi về chuyện phải làm."),
    ]
    assert [each.id for each in course.quizzes_for("giang-vien")] == ["cd1", "cd2", "cd3", "cd4", "giang-vien"]
    assert [each.id for each in course.quizzes_for("chinh-quyen")] == ["cd1", "cd2", "cd3", "cd4"]
    assert course.quizzes_each == 5


def test_a_topics_quiz_may_leave_all_its_questions_to_the_pool(copied: Path) -> None:
    before = load_course(copied).quiz("cd1").questions
    quiz = (copied / "quizzes/cd1.yaml").read_text(encoding="utf-8")
    at = quiz.index("questions:\n")
    write(copied, "pools/cd1.yaml", quiz[at:])
    write(copied, "quizzes/cd1.yaml", quiz[:at] + "draw: 4\n")

    assert load_course(copied).quiz("cd1").questions == before
    assert load_course(copied).quiz("cd1").asked == 4


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        (POOL_FILE, "      A: Một người phải quyết\n", "", (18, "questions.gv-c-02.right",
         "đáp án A không có trong các lựa chọn")),
        (POOL_FILE, "      C: Có hạn thì mới phải chọn.\n", "", (20, "questions.gv-c-02.whys",
         "lựa chọn C chưa có lời giải thích")),
        (POOL_FILE, "    lesson: gv-01", "    lesson: gv-77", (12, "questions.gv-c-01.lesson",
         "không có bài học nào mang mã gv-77")),
        (POOL_FILE, "id: gv-c-02", "id: cd1-01", (13, "questions.cd1-01.id", "mã cd1-01 đã có ở quizzes/cd1.yaml")),
        (POOL_FILE, "kind: apply", "kind: guess", (3, "questions.gv-c-01.kind",
         "chỉ nhận 'understand', 'apply' hoặc 'judge'")),
        (QUIZ_FILE, "draw: 2", "draw: 3", (4, "draw", "mỗi lượt lấy 3 câu mà chỉ có 2 câu")),
        (QUIZ_FILE, "pass_mark: 1", "pass_mark: 3", (3, "pass_mark", "cần đúng 3 câu mà bài chỉ có 2 câu")),
        (QUIZ_FILE, "pass_mark: 1\ndraw: 2", "pass_mark: 3", (3, "pass_mark", "cần đúng 3 câu mà bài chỉ có 2 câu")),
    ],
)  # fmt: skip
def test_one_thing_wrong_is_the_one_fault_found(
    pooled: Path, file: str, old: str, new: str, fault: tuple[int, str, str]
) -> None:
    text = (pooled / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    write(pooled, file, text.replace(old, new))

    assert check_course(pooled) == [Fault(file, *fault)]


def test_a_quiz_has_one_owner(pooled: Path) -> None:
    write(pooled, QUIZ_FILE, f"{QUIZ}topic: cd1\n")
    (pooled / POOL_FILE).rename(pooled / "pools/cd1.yaml")
    (pooled / "quizzes/cd1.yaml").unlink()

    assert check_course(pooled) == [
        Fault(QUIZ_FILE, 5, "topic", "một bài kiểm tra chỉ thuộc một nhóm hoặc một chuyên đề, không cả hai")
    ]


def test_a_pool_without_a_quiz_and_a_quiz_without_questions(pooled: Path) -> None:
    (pooled / POOL_FILE).rename(pooled / "pools/chinh-quyen.yaml")

    assert check_course(pooled) == [
        Fault("pools/chinh-quyen.yaml", 1, "", "không có bài kiểm tra nào của chinh-quyen để dùng bộ câu hỏi này"),
        Fault(QUIZ_FILE, 1, "questions", "thiếu khóa này, và chưa có bộ câu hỏi nào trong pools"),
    ]


def test_every_need_wants_a_lesson_and_every_lessons_need_is_listed(copied: Path) -> None:
    write(copied, "needs.yaml", "giang-vien:\n  - dạy bằng tình huống\n  - điều hành điểm cầu\n")
    head(copied, "needs: [dạy bằng tình huống, đọc bài]\n")

    assert check_course(copied) == [
        Fault(LESSON, 4, "needs", "needs.yaml không có nhu cầu “đọc bài” ở nhóm giang-vien"),
        Fault("needs.yaml", 3, "giang-vien.2", "chưa có bài học nào cho nhu cầu “điều hành điểm cầu”"),
    ]
    write(copied, "needs.yaml", "giang-vien:\n  - dạy bằng tình huống\n  - đọc bài\n")
    course = load_course(copied)
    assert [(each.group, each.needs) for each in course.needs] == [("giang-vien", ("dạy bằng tình huống", "đọc bài"))]
    assert course.lesson("gv-01").needs == ("dạy bằng tình huống", "đọc bài")


def test_needs_of_an_unknown_group(copied: Path) -> None:
    write(copied, "needs.yaml", "gia-lang:\n  - hòa giải\n")

    assert check_course(copied) == [
        Fault("needs.yaml", 1, "gia-lang.group", "không có nhóm đối tượng nào mang mã gia-lang"),
        Fault("needs.yaml", 2, "gia-lang.1", "chưa có bài học nào cho nhu cầu “hòa giải”"),
    ]


def test_a_lesson_keeps_the_question_after_it(copied: Path) -> None:
    head(copied, CHECK)
    check = load_course(copied).lesson("gv-01").check

    assert check is not None
    assert (check.text, check.right, [option.why for option in check.options]) == (
        "Ai nói sau cùng?",
        frozenset({"A"}),
        ["Nói sau cùng thì học viên đã kịp tự nghĩ.", "Nhóm trưởng nói sớm thì cả nhóm mới tranh luận được."],
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "message"),
    [
        ("  right: A\n", "  right: C\n", 9, "check.right", "đáp án C không có trong các lựa chọn"),
        ("    B: Nhóm trưởng nói sớm thì cả nhóm mới tranh luận được.\n", "", 10, "check.whys",
         "lựa chọn B chưa có lời giải thích"),
        ("  right: A\n", "", 4, "check.right", "thiếu khóa này"),
        ("check:", "moment: core\ncheck:", 4, "moment", "chỉ bài của chuyên đề mới có lúc đọc"),
        ("check:", "moment: sau\ncheck:", 4, "moment", "chỉ nhận 'before', 'core', 'questions' hoặc 'after'"),
    ],
)  # fmt: skip
def test_a_question_after_a_lesson_is_looked_at_too(
    copied: Path, old: str, new: str, line: int, field: str, message: str
) -> None:
    assert CHECK.count(old) == 1
    head(copied, CHECK.replace(old, new))

    assert check_course(copied) == [Fault(LESSON, line, field, message)]
