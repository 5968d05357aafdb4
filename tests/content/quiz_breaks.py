"""Ways to break the real course's quizzes in one place."""

from tests.content.breaking import Break

QUIZ_BREAKS = {
    "a quiz of an unknown topic": Break(
        "quizzes/cd4.yaml", "topic: cd4", "topic: cd9", "topic:", "topic", "không có chuyên đề nào mang mã cd9"
    ),
    "two quizzes of one topic": Break(
        "quizzes/cd2.yaml", "topic: cd2", "topic: cd1", "topic:", "topic", "mã cd1 đã có ở quizzes/cd1.yaml"
    ),
    "two questions of one id in two quizzes": Break(
        "quizzes/cd3.yaml",
        "id: cd3-02",
        "id: cd1-05",
        "id: cd1-05",
        "questions.cd1-05.id",
        "mã cd1-05 đã có ở quizzes/cd1.yaml",
    ),
    "an option's letter written twice": Break(
        "quizzes/cd1.yaml", "^      D: Danh", "      C: Danh", "C: Danh", "C", "khóa này viết hai lần"
    ),
    "a question without a right answer": Break(
        "quizzes/cd1.yaml",
        "right: A$",
        "right: []",
        "right: []",
        "questions.cd1-01.right",
        "câu hỏi chưa có đáp án đúng",
    ),
    "a question that says nothing of its right answer": Break(
        "quizzes/cd1.yaml", "^ +right: A\n", "", "id: cd1-01", "questions.cd1-01.right", "thiếu khóa này"
    ),
    "a right answer that isn't among the options": Break(
        "quizzes/cd1.yaml",
        "right: A$",
        "right: [A, E]",
        "right: [A, E]",
        "questions.cd1-01.right",
        "đáp án E không có trong các lựa chọn",
    ),
    "a question whose every option is right": Break(
        "quizzes/cd1.yaml",
        "right: A$",
        "right: A, B, C, D",
        "right: A, B, C, D",
        "questions.cd1-01.right",
        "mọi lựa chọn đều đúng thì không còn gì để chọn",
    ),
    "a question with one option": Break(
        "quizzes/cd1.yaml",
        r"^    options:\n(.*\n)(?s:.*?)(?=^    right)",
        r"    options:  \n\1",
        "options:  ",
        "questions.cd1-01.options",
        "cần ít nhất 2 mục",
    ),
    "an option under a small letter": Break(
        "quizzes/cd1.yaml",
        "^      B: Số",
        "      b: Số",
        "b: Số",
        "questions.cd1-01.options.b.id",
        "cần một chữ cái in hoa: A, B, C…",
    ),
    "a pass mark above the number of questions": Break(
        "quizzes/cd1.yaml",
        "pass_mark: 4",
        "pass_mark: 6",
        "pass_mark:",
        "pass_mark",
        "cần đúng 6 câu mà bài chỉ có 5 câu",
    ),
    "a pass mark in words": Break(
        "quizzes/cd1.yaml", "pass_mark: 4", "pass_mark: bốn", "pass_mark:", "pass_mark", "cần một số nguyên"
    ),
    "no try at all": Break("quizzes/cd1.yaml", "tries: 3", "tries: 0", "tries:", "tries", "cần một số từ 1 trở lên"),
    "a question's source that the course doesn't list": Break(
        "quizzes/cd1.yaml",
        r"source: \[002 §1\]",
        "source: [002 §1, 009]",
        "009",
        "questions.cd1-01.source",
        "nguồn 009 không có trong course.yaml",
    ),
    "a question without a source": Break(
        "quizzes/cd1.yaml",
        r"source: \[002 §1\]",
        "source: []",
        "source: []",
        "questions.cd1-01.source",
        "cần ít nhất 1 mục",
    ),
}
