"""A course small enough to be read at a glance: the class of 23–24 May with four lessons and two quizzes."""

from __future__ import annotations

from bot.markup import parse
from content.models import Course, Lesson, Question, Quiz
from tests.handlers.chat import Chat

OWN = Lesson(
    id="btcb-01", group="bi-thu-chi-bo", title="Nghe dân nói", body="Nghe trước, *nói sau*.", sources=("000 §2",)
)
OTHERS = Lesson(id="cq-01", group="chinh-quyen", title="Tiếp dân", body="Mời dân ngồi.", sources=("000 §3",))
COMMON = Lesson(id="chung-01", title="Kiểm lại điều AI nói", body="Kiểm từng số.", sources=("001 §4", "002 §3.2"))
FIRST = Lesson(id="cd1-01", topic="cd1", title="Một người lo chính", body="Một việc, một tên.", sources=("002 §3.2",))
SECOND = Lesson(id="cd2-01", topic="cd2", title="Từ con số đến việc", body="Hỏi lại con số.", sources=("002 §3.2",))


def question(id: str, text: str, right: str, why: str = "Vì thế", **options: str) -> Question:
    return Question.model_validate(
        {"id": id, "text": text, "right": right, "options": options, "why": why, "source": "002 §3.2"}
    )


NAME = question("ten", "Một việc mấy tên?", "A", A="Một tên", B="Hai tên", C="Ba tên")
DATE = question("ngay", "Việc gì cần hẹn ngày?", "B", A="Không việc nào", B="Mọi việc")
ROLES = question("vai", "Ai cùng làm?", "A C", A="Chi bộ", B="Chẳng ai cả", C="Mặt trận", D="Người qua đường")
QUIZ = Quiz(topic="cd1", title="Kiểm tra chuyên đề 1", tries=2, questions=(NAME, DATE, ROLES), pass_mark=2)
UNBOUND = Quiz(topic="cd2", title="Kiểm tra chuyên đề 2", tries=None, questions=(NAME,), pass_mark=1)


def small(course: Course, *, quizzes: tuple[Quiz, ...] = (QUIZ, UNBOUND)) -> Course:
    """The course with these few lessons and quizzes in it."""
    return course.model_copy(update={"lessons": (OWN, OTHERS, COMMON, FIRST, SECOND), "quizzes": quizzes})


def seen(chat: Chat) -> list[str]:
    """The texts of the last replies as a phone shows them."""
    return [parse(reply.text).text for reply in chat.replies]
