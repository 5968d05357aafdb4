"""Quizzes that draw from a pool: by kind, something else at the next try, each option with its own explanation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.models import Course, Question, Quiz
from handlers.learner.quizzes import QUIZZES
from handlers.learner.quizzes_plan import drawn
from storage.quizzes import Attempt, Plan
from tests.handlers.chat import Chat
from tests.handlers.small_course import OWN, seen, small
from tests.handlers.test_quizzes_plan import NOW

KINDS = ("understand", "apply", "judge")


def pooled(number: int) -> Question:
    return Question.model_validate(
        {
            "id": f"cau-{number:02}", "kind": KINDS[number % 3], "text": f"Câu thứ {number}?",
            "right": "A", "options": {"A": "Phải", "B": "Không phải"},
            "whys": {"A": "Phải là vì phải.", "B": "Không phải là vì không."},
            "lesson": "btcb-01" if number % 2 else None,
        }
    )  # fmt: skip


POOL = tuple(pooled(number) for number in range(12))
QUIZ = Quiz(topic="cd1", title="Kiểm tra chuyên đề 1", tries=3, draw=5, questions=POOL, pass_mark=4)
OF_GROUP = Quiz(group="bi-thu-chi-bo", title="Kiểm tra của nhóm", draw=1, questions=POOL[:1], pass_mark=1)
OF_OTHERS = Quiz(group="chinh-quyen", title="Kiểm tra nhóm khác", draw=1, questions=POOL[1:2], pass_mark=1)


@pytest.fixture(scope="session")
def course(course: Course) -> Course:
    return small(course, quizzes=(QUIZ, OF_GROUP, OF_OTHERS))


@pytest.fixture
async def chat(chats: Callable[..., Chat]) -> Chat:
    chat = chats(QUIZZES)
    await chat.registers()
    return chat


def tries(seed: str, count: int) -> list[Plan]:
    """The draws of so many tries of one person."""
    plans: list[Plan] = []
    for number in range(1, count + 1):
        before = [Attempt(at, "cd1", at, plan, NOW) for at, plan in enumerate(plans, start=1)]
        plans.append(drawn(QUIZ, f"{seed}:{number}", before))
    return plans


@given(st.text(max_size=5))
def test_a_draw_has_five_questions_of_all_kinds_and_the_seed_settles_it(seed: str) -> None:
    (plan,) = tries(seed, 1)
    kinds = Counter(KINDS[int(id.removeprefix("cau-")) % 3] for id, _ in plan)

    assert (len(plan), sorted(kinds.values())) == (5, [1, 2, 2])
    assert [plan] == tries(seed, 1)


@given(st.text(max_size=5))
def test_the_next_tries_bring_what_was_not_seen_yet(seed: str) -> None:
    plans = tries(seed, 3)
    seen_ids = [{id for id, _ in plan} for plan in plans]

    assert seen_ids[0] & seen_ids[1] == set()
    # 12 questions: the third try has the two that are left, and three that were seen.
    assert len(set().union(*seen_ids)) == 12


def test_a_pool_smaller_than_the_draw_is_taken_whole() -> None:
    quiz = QUIZ.model_copy(update={"questions": POOL[:3]})

    assert (sorted(id for id, _ in drawn(quiz, "1")), quiz.asked) == (["cau-00", "cau-01", "cau-02"], 3)


async def test_the_card_counts_what_is_drawn(chat: Chat) -> None:
    await chat.forges("quiz:cd1")
    assert seen(chat)[0].split("\n\n")[1] == (
        "• Có 5 câu, đúng 4 câu trở lên là đạt.\n• Mỗi lượt câu hỏi lại khác.\n• Được làm 3 lượt, đồng chí còn 3 lượt."
    )


async def test_each_option_is_explained_and_a_missing_source_is_not_named(chat: Chat) -> None:
    await chat.forges("quiz-start:cd1:1")
    lines = seen(chat)[0].splitlines()
    letters = {line[3:]: line[0] for line in lines if line[1:3] == ". "}
    await chat.taps(letters["Không phải"])
    whys = {letters["Phải"]: "Phải là vì phải.", letters["Không phải"]: "Không phải là vì không."}
    assert seen(chat)[0].splitlines()[-4:] == [
        f"Chưa đúng. Đồng chí chọn {letters['Không phải']}, đáp án đúng là {letters['Phải']}.",
        "",
        *(f"• {letter}: {why}" for letter, why in sorted(whys.items())),
    ]


async def test_the_quiz_of_ones_own_group_is_listed_and_no_other_groups(chat: Chat) -> None:
    await chat.commands("kiemtra")
    assert chat.labels == ["Kiểm tra chuyên đề 1", "Kiểm tra của nhóm", "📖 Bài học", "🏠 Trang chính"]
    await chat.taps("Kiểm tra của nhóm")
    assert seen(chat) == [
        "Kiểm tra của nhóm\nNhóm Bí thư chi bộ, trưởng thôn, tổ trưởng\n\n"
        "• Có 1 câu, đúng 1 câu trở lên là đạt.\n• Muốn làm mấy lượt cũng được, kết quả cao nhất được tính.\n\n"
        "Không tính giờ, đồng chí cứ đọc kỹ từng câu."
    ]
    assert [choice.id for choice in chat.choices] == [
        "quiz-start:bi-thu-chi-bo:1", "part:group:bi-thu-chi-bo", "quizzes", "menu",
    ]  # fmt: skip
    await chat.forges("quiz:chinh-quyen")
    assert seen(chat) == ["Bài kiểm tra này không còn trong lớp. Mời đồng chí chọn bài khác."]


async def test_the_result_names_the_lessons_of_the_missed_questions(chat: Chat) -> None:
    await chat.forges("quiz-start:cd1:1")
    while "🔁 Làm lại" not in chat.labels:
        letters = {line[3:]: line[0] for line in seen(chat)[-1].splitlines() if line[1:3] == ". "}
        await chat.taps(letters["Không phải"])
    assert [choice.id for choice in chat.choices][:2] == [f"lesson:{OWN.id}", "quiz-start:cd1:2"]
