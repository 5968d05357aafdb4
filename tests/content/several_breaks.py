"""Several breaks at once, of which one could hide another: in one file, in one item, or through one that is unread."""

from tests.content.breaking import Break
from tests.content.course_breaks import COURSE_BREAKS, LESSON
from tests.content.quiz_breaks import QUIZ_BREAKS

UNLISTED = Break(
    "quizzes/cd2.yaml",
    r"source: \[002 §3.2\]",
    "source: [777 §1]",
    "777",
    "questions.cd2-03.source",
    "nguồn 777 không có trong course.yaml",
)
NOT_AMONG = Break(
    "quizzes/cd1.yaml",
    "right: A$",
    "right: F",
    "right: F",
    "questions.cd1-01.right",
    "đáp án F không có trong các lựa chọn",
)
OUT_OF_REACH = Break(
    "quizzes/cd1.yaml",
    "pass_mark: 4",
    "pass_mark: 9",
    "pass_mark:",
    "pass_mark",
    "cần đúng 9 câu mà bài chỉ có 5 câu",
)
NO_TITLE = Break("quizzes/cd1.yaml", "^title: .*\n", "", "# Bài kiểm tra", "title", "thiếu khóa này")
SMALL_LETTER = QUIZ_BREAKS["an option under a small letter"]
LONG_TITLE = COURSE_BREAKS["a lesson's title too long"]
EARLY = COURSE_BREAKS["a session on another day"]

SEVERAL: dict[str, tuple[Break, ...]] = {
    "a number and a source of one quiz": (
        Break("quizzes/cd2.yaml", "tries: 3", "tries: 0", "tries:", "tries", "cần một số từ 1 trở lên"),
        UNLISTED,
    ),
    "a right answer and the pass mark of one quiz": (NOT_AMONG, OUT_OF_REACH),
    "what the model and the look across the fields both find": (NO_TITLE, NOT_AMONG),
    "the pass mark that both find": (
        Break("quizzes/cd1.yaml", "tries: 3", "tries: 0", "tries:", "tries", "cần một số từ 1 trở lên"),
        OUT_OF_REACH,
    ),
    "a letter of an option and a right answer of one question": (SMALL_LETTER, NOT_AMONG),
    "a letter of an option and no right answer": (SMALL_LETTER, QUIZ_BREAKS["a question without a right answer"]),
    "a letter of an option and every option right": (
        SMALL_LETTER,
        QUIZ_BREAKS["a question whose every option is right"],
    ),
    "a title and a source of one lesson": (
        LONG_TITLE,
        COURSE_BREAKS["a source that the course doesn't list"],
    ),
    "a title and an owner too many of one lesson": (
        COURSE_BREAKS["a lesson of a group and of a topic"],
        LONG_TITLE,
    ),
    "two sources of a lesson on one line": (
        Break(
            LESSON, r"source: .*", "source: 002 §3.2; 009", "source:", "source", "nguồn 009 không có trong course.yaml"
        ),
    ),
    "a kind and a phrase of one reminder": (
        COURSE_BREAKS["a reminder of an unknown kind"],
        COURSE_BREAKS["a reminder whose phrase isn't there"],
    ),
    "a time that can't be read where none belongs": (
        Break(
            "reminders.yaml",
            "before: 15 phút",
            "before: 15 phút\n  at: mai",
            "at: mai",
            "truoc-15-phut.at",
            "không đọc được “mai”, viết như 2026-05-23 08:00",
        ),
        Break(
            "reminders.yaml",
            r"(id: truoc-15-phut\n(?:  .*\n)*?)  about: ",
            r"\1  about:  ",
            "about:  ",
            "truoc-15-phut.about",
            "nhắc loại session cần đúng một mốc giờ: before",
        ),
    ),
    "a place and a day of one session": (
        Break(
            "sessions.yaml",
            r"(id: cd1\n(?s:.*?)place:) .*",
            r"\1  [Điểm cầu]",
            "place:  ",
            "cd1.place",
            "cần một câu chữ",
        ),
        EARLY,
    ),
    "a text of the class and a day of a session": (COURSE_BREAKS["a list in place of a text"], EARLY),
    "the end of the class and a day of a session": (
        Break(
            "course.yaml", "^ends: .*", "ends: mai", "ends:", "ends", "không đọc được “mai”, viết như 2026-05-23 08:00"
        ),
        EARLY,
    ),
    "a phrase and another one's reminder": (
        Break(
            "../../phrases/reminders.yaml",
            "^reflection_days: .*",
            "reflection_days: Hạn {",
            "Hạn {",
            "reflection_days",
            "chỗ trống phải viết như {ten}, dấu ngoặc nhọn phải đủ cặp",
        ),
        COURSE_BREAKS["a reminder whose phrase isn't there"],
    ),
    "the size and the endings of the reflection": (
        COURSE_BREAKS["a file larger than a bot can fetch"],
        COURSE_BREAKS["an ending that nobody can open"],
        COURSE_BREAKS["a reflection due before the class"],
    ),
}
