"""Quizzes as a learner lives through them: starting once, answering once, going on after a stop, the result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot.turns import Class
from content.models import Course, Quiz
from handlers.access import Action
from handlers.learner.quizzes import QUIZZES
from handlers.turn import Answer, Conversation, Step, Turn
from storage.tables import quiz_answers, quiz_attempts
from tests.handlers.chat import Chat
from tests.handlers.small_course import DATE, NAME, QUIZ, ROLES, UNBOUND, seen, small

RIGHT = {
    "Một việc mấy tên?": ("Một tên",),
    "Việc gì cần hẹn ngày?": ("Mọi việc",),
    "Ai cùng làm?": ("Chi bộ", "Mặt trận"),
}
WRONG = {
    "Một việc mấy tên?": ("Ba tên",),
    "Việc gì cần hẹn ngày?": ("Không việc nào",),
    "Ai cùng làm?": ("Chi bộ",),
}


async def _elsewhere(turn: Turn) -> Answer:
    return Answer(step=Step("elsewhere"))


ELSEWHERE = Conversation(name="elsewhere", action=Action.LEARN, commands={"noikhac": _elsewhere})


@pytest.fixture(scope="session")
def course(course: Course) -> Course:
    return small(course)


@pytest.fixture
async def chat(chats: Callable[..., Chat]) -> Chat:
    chat = chats(QUIZZES, ELSEWHERE)
    await chat.registers()
    return chat


async def starts(chat: Chat, quiz: str = "cd1") -> None:
    await chat.forges(f"quiz:{quiz}")
    await chat.taps("▶️ Bắt đầu làm bài")


def asked(chat: Chat) -> str:
    """The words of the question that stands open."""
    return next(words for words in RIGHT if words in seen(chat)[-1])


def letter(chat: Chat, option: str) -> str:
    """The letter under which the open question shows an option."""
    return next(line[0] for line in seen(chat)[-1].splitlines() if line[1:] == f". {option}")


async def goes_to(chat: Chat, words: str) -> None:
    """Answer rightly until that question stands open."""
    while asked(chat) != words:
        await answers(chat, *RIGHT[asked(chat)])


async def answers(chat: Chat, *options: str) -> None:
    letters = [letter(chat, option) for option in options]
    if "Chốt đáp án" not in chat.labels:
        await chat.taps(letters[0])
        return
    for each in letters:
        await chat.taps(f"☐ {each}")
    await chat.taps("Chốt đáp án")


async def attempts(chat: Chat) -> list[tuple[Any, ...]]:
    """(quiz, number, ended, score, passed)."""
    async with chat.db.read() as store:
        rows = await store.all(select(quiz_attempts).order_by(quiz_attempts.c.id))
    return [(row.quiz, row.number, row.ended_at is not None, row.score, row.passed) for row in rows]


async def given(chat: Chat) -> dict[str, tuple[list[str], bool]]:
    async with chat.db.read() as store:
        rows = await store.all(select(quiz_answers))
    return {row.question: (row.picked, row.right) for row in rows}


def turned(chat: Chat, quiz: Quiz) -> None:
    """From now on the course has this quiz alone."""
    course = chat.school.course.model_copy(update={"quizzes": (quiz,)})
    chat.school = Class(course, chat.school.phrases, chat.school.router)


async def test_the_list_tells_how_each_quiz_stands(chat: Chat) -> None:
    await chat.commands("kiemtra")
    assert seen(chat) == [
        "Bài kiểm tra\nMỗi bài vài câu, làm lúc nào cũng được, bỏ dở thì lần sau làm tiếp.\n\n"
        "• Kiểm tra chuyên đề 1 (Quản trị toàn diện ở cấp xã): chưa làm\n"
        "• Kiểm tra chuyên đề 2 (Điều hành vì tăng trưởng hai con số): chưa làm"
    ]
    assert chat.labels == ["Kiểm tra chuyên đề 1", "Kiểm tra chuyên đề 2", "📖 Bài học", "🏠 Trang chính"]
    await starts(chat, "cd2")
    await chat.taps("⏸ Để sau")
    assert seen(chat)[0].endswith(
        "• Kiểm tra chuyên đề 2 (Điều hành vì tăng trưởng hai con số): đang làm dở, đã trả lời 0 câu"
    )
    assert chat.labels[:2] == ["▶️ Làm tiếp: Kiểm tra chuyên đề 2", "Kiểm tra chuyên đề 1"]


async def test_a_card_tells_the_rules_and_the_tries(chat: Chat) -> None:
    await chat.forges("quiz:cd1")
    assert seen(chat) == [
        "Kiểm tra chuyên đề 1\nChuyên đề 1: Quản trị toàn diện ở cấp xã\n\n"
        "• Có 3 câu, đúng 2 câu trở lên là đạt.\n• Được làm 2 lượt, đồng chí còn 2 lượt.\n\n"
        "Không tính giờ, đồng chí cứ đọc kỹ từng câu."
    ]
    assert [choice.id for choice in chat.choices] == ["quiz-start:cd1:1", "lesson:cd1-01", "quizzes", "menu"]


async def test_the_order_is_fixed_at_the_start_and_a_second_tap_starts_nothing(chat: Chat) -> None:
    await starts(chat)
    first = chat.replies
    await chat.forges("quiz-start:cd1:1")
    assert chat.replies == first
    assert first[0].replaces
    assert await attempts(chat) == [("cd1", 1, False, None, None)]
    async with chat.db.read() as store:
        plan = await store.value(select(quiz_attempts.c.plan))
    assert sorted((id, sorted(options)) for id, options in plan) == [
        ("ngay", ["A", "B"]),
        ("ten", ["A", "B", "C"]),
        ("vai", ["A", "B", "C", "D"]),
    ]


async def test_a_tap_grades_and_the_next_question_follows(chat: Chat) -> None:
    await starts(chat)
    await goes_to(chat, "Một việc mấy tên?")
    lines = seen(chat)[-1].splitlines()
    wrong, right = letter(chat, "Hai tên"), letter(chat, "Một tên")
    number = lines[0].removeprefix("Kiểm tra chuyên đề 1 · Câu ")
    await chat.taps(wrong)
    marked = {f"{wrong}. Hai tên": f"❌ {wrong}. Hai tên", f"{right}. Một tên": f"✅ {right}. Một tên"}
    assert seen(chat)[0].splitlines() == [
        *(marked.get(line, line) for line in lines),
        "",
        f"Chưa đúng. Đồng chí chọn {wrong}, đáp án đúng là {right}.",
        "Vì thế",
        "Nguồn: Kế hoạch 664-KH/HVCTQG, mục 3.2.",
    ]
    assert (chat.replies[0].replaces, chat.replies[0].choices) == (True, ())
    assert (len(chat.replies), chat.replies[1].replaces) == (2, False)
    assert (await given(chat))["ten"] == (["B"], False)
    assert number in {"1/3", "2/3", "3/3"}


async def test_a_second_tap_on_an_answered_question_changes_nothing(chat: Chat) -> None:
    await starts(chat)
    await goes_to(chat, "Việc gì cần hẹn ngày?")
    tapped, prompt = {choice.label: choice.id for choice in chat.choices}, chat.prompt
    wrong = letter(chat, "Không việc nào")
    await answers(chat, "Mọi việc")
    before, open_step = await given(chat), await chat.step()
    await chat.forges(tapped[wrong], prompt=prompt)
    assert seen(chat) == ["Đồng chí đã trả lời câu này rồi."]
    assert before["ngay"] == (["B"], True)
    assert (await given(chat), await chat.step()) == (before, open_step)


async def test_after_a_late_tap_the_open_question_is_still_answered_by_typing(chat: Chat) -> None:
    await starts(chat)
    tapped = chat.choices[0].id
    await answers(chat, *RIGHT[asked(chat)])
    following = asked(chat)
    right = [letter(chat, option) for option in RIGHT[following]]
    await chat.forges(tapped, prompt=1)
    await chat.says(" ".join(right))
    if len(right) > 1:
        await chat.says("chốt")
    assert len(await given(chat)) == 2


@pytest.mark.parametrize("form", ["{letter}", "{letter}.", "câu {letter}", "đáp án {letter}", "{number}"])
async def test_a_typed_answer_is_graded_and_answered_by_one_message(chat: Chat, form: str) -> None:
    await starts(chat, "cd2")
    right = letter(chat, "Một tên")
    await chat.says(form.format(letter=right.lower(), number=ord(right) - ord("A") + 1))
    assert seen(chat) == [
        f"Đúng rồi! Đồng chí chọn {right}.\nVì thế\nNguồn: Kế hoạch 664-KH/HVCTQG, mục 3.2.\n\n"
        "🎉 Kiểm tra chuyên đề 2: đúng 1/1 câu, đạt.\nĐồng chí trả lời đúng tất cả. Xin chúc mừng!"
    ]
    assert await given(chat) == {"ten": (["A"], True)}


@pytest.mark.parametrize("text", ["a b", "9", "không biết", "a?", "", "1️⃣", "²", "x\x00y"])
async def test_an_unclear_answer_is_never_guessed(chat: Chat, text: str) -> None:
    await starts(chat, "cd2")
    question = seen(chat)[0]
    await chat.says(text)
    hint = "Câu này đồng chí chọn một đáp án, gõ một chữ cái cũng được (A, B, C)."
    assert seen(chat) == [f"{hint}\n\n{question}"]
    assert await given(chat) == {}


async def test_taps_that_are_quicker_than_the_line_all_count(chat: Chat) -> None:
    await starts(chat)
    await goes_to(chat, "Ai cùng làm?")
    buttons, prompt = {choice.label: choice.id for choice in chat.choices}, chat.prompt
    party, front = letter(chat, "Chi bộ"), letter(chat, "Mặt trận")
    await chat.forges(buttons[f"☐ {party}"], prompt=prompt)
    await chat.forges(buttons[f"☐ {party}"], prompt=prompt)
    await chat.forges(buttons[f"☐ {front}"], prompt=prompt)
    assert [label for label in chat.labels if label.startswith("☑")] == sorted([f"☑ {party}", f"☑ {front}"])
    assert chat.last.replaces
    await chat.taps("Chốt đáp án")
    assert (await given(chat))["vai"] == (["A", "C"], True)


async def test_settling_from_a_message_that_shows_something_else_asks_first(chat: Chat) -> None:
    await starts(chat)
    await goes_to(chat, "Ai cùng làm?")
    settle = next(choice.id for choice in chat.choices if choice.label == "Chốt đáp án")
    party = letter(chat, "Chi bộ")
    await chat.taps(f"☐ {party}")
    await chat.forges(settle)
    assert seen(chat)[0].startswith(f"Đồng chí đang chọn {party}. Đúng ý thì chọn “Chốt đáp án”.\n\n")
    assert "vai" not in await given(chat)
    await chat.taps("Chốt đáp án")
    assert (await given(chat))["vai"] == (["A"], False)


async def test_an_option_is_taken_out_again(chat: Chat) -> None:
    await starts(chat)
    await goes_to(chat, "Ai cùng làm?")
    party = letter(chat, "Chi bộ")
    await chat.taps(f"☐ {party}")
    await chat.says(party)
    assert f"☐ {party}" in chat.labels
    await chat.taps("Chốt đáp án")
    assert seen(chat)[0].startswith("Đồng chí chưa chọn đáp án nào.\n\n")
    assert "vai" not in await given(chat)


@pytest.mark.parametrize("form", ["{0} {1}", "{0},{1}", "{0}, {1}.", "đáp án {1} và {0}"])
async def test_several_typed_letters_wait_for_the_word_that_settles_them(chat: Chat, form: str) -> None:
    await starts(chat)
    await goes_to(chat, "Ai cùng làm?")
    letters = sorted(letter(chat, option) for option in ("Chi bộ", "Mặt trận"))
    await chat.says(form.format(*letters).lower())
    assert seen(chat)[0].startswith(f"Đồng chí đang chọn {', '.join(letters)}. Đúng ý thì chọn “Chốt đáp án”.\n\n")
    assert "vai" not in await given(chat)
    await chat.says("Chốt")
    assert (await given(chat))["vai"] == (["A", "C"], True)


@pytest.mark.parametrize("text", ["5", "ab", "chưa biết"])
async def test_a_stray_text_settles_nothing(chat: Chat, text: str) -> None:
    await starts(chat)
    await goes_to(chat, "Ai cùng làm?")
    party = letter(chat, "Chi bộ")
    await chat.taps(f"☐ {party}")
    await chat.says(text)
    assert seen(chat)[0].startswith("Đồng chí chọn các đáp án, hoặc gõ các chữ cái cách nhau như “a, c”.\n\n")
    assert f"☑ {party}" in chat.labels
    assert "vai" not in await given(chat)


@pytest.mark.parametrize("way", ["/kiemtra", "quiz:cd1", "kiem tra"])
async def test_a_stop_in_the_middle_resumes_at_the_same_question(
    chat: Chat, chats: Callable[..., Chat], way: str
) -> None:
    await starts(chat)
    await answers(chat, *WRONG[asked(chat)])
    question, labels, before = seen(chat)[-1], chat.labels, await given(chat)
    await chat.commands("noikhac")
    again = chats(QUIZZES)
    if way == "/kiemtra":
        await again.commands("kiemtra")
    elif way == "quiz:cd1":
        await again.forges(way)
    else:
        await again.says(way)
    assert seen(again) == [f"Đồng chí đang làm dở bài này, mời đồng chí làm tiếp.\n\n{question}"]
    assert again.labels == labels
    assert (await given(again), len(await attempts(again))) == (before, 1)


async def test_an_older_copy_of_the_open_question_may_still_be_answered(chat: Chat) -> None:
    await starts(chat, "cd2")
    right, prompt = letter(chat, "Một tên"), chat.prompt
    tapped = {choice.label: choice.id for choice in chat.choices}
    await chat.commands("kiemtra")
    await chat.commands("noikhac")
    await chat.forges(tapped[right], prompt=prompt)
    assert await given(chat) == {"ten": (["A"], True)}
    assert await attempts(chat) == [("cd2", 1, True, 1, True)]


async def test_the_result_tells_what_to_read_again_and_the_tries_that_are_left(chat: Chat) -> None:
    await starts(chat)
    for _ in range(3):
        await answers(chat, *WRONG[asked(chat)])
    assert seen(chat)[-1] == (
        "Kiểm tra chuyên đề 1: đúng 0/3 câu, chưa đạt. Cần đúng 2 câu.\n"
        "Có câu chưa đúng, đồng chí đọc lại bài dưới đây nhé.\n"
        "Đồng chí còn 1 lượt làm lại, kết quả cao nhất được tính."
    )
    assert [choice.id for choice in chat.choices] == ["lesson:cd1-01", "quiz-start:cd1:2", "quizzes", "menu"]
    assert await attempts(chat) == [("cd1", 1, True, 0, False)]
    assert await chat.step() is None


async def test_no_more_attempts_than_the_course_allows(chat: Chat) -> None:
    for number in (1, 2):
        await chat.forges(f"quiz-start:cd1:{number}")
        for _ in range(3):
            words = asked(chat)
            await answers(chat, *(WRONG if words == "Ai cùng làm?" or number == 1 else RIGHT)[words])
    assert seen(chat)[-1] == (
        "🎉 Kiểm tra chuyên đề 1: đúng 2/3 câu, đạt.\n"
        "Có câu chưa đúng, đồng chí đọc lại bài dưới đây nhé.\n"
        "Đồng chí đã dùng hết lượt làm bài này, kết quả cao nhất được tính."
    )
    done = await attempts(chat)
    assert done == [("cd1", 1, True, 0, False), ("cd1", 2, True, 2, True)]
    for number in (1, 2, 3):
        await chat.forges(f"quiz-start:cd1:{number}")
        assert seen(chat) == [
            "Lượt làm ấy đã xong, kết quả vẫn giữ nguyên.\n\n"
            "Kiểm tra chuyên đề 1\nChuyên đề 1: Quản trị toàn diện ở cấp xã\n\n"
            "• Có 3 câu, đúng 2 câu trở lên là đạt.\n"
            "• Được làm 2 lượt, đồng chí đã dùng hết.\n"
            "• Kết quả của đồng chí: đạt, cao nhất 2/3 câu."
        ]
    assert await attempts(chat) == done


async def test_without_a_bound_it_may_be_tried_again_and_again(chat: Chat) -> None:
    await chat.forges("quiz-start:cd2:1")
    for number in range(1, 6):
        await answers(chat, "Ba tên")
        assert seen(chat)[-1].endswith("\nMuốn làm lại lúc nào cũng được, kết quả cao nhất được tính.")
        await chat.taps("🔁 Làm lại")
        assert len(await attempts(chat)) == number + 1
    await answers(chat, "Một tên")
    await chat.taps("quizzes")
    assert seen(chat)[0].endswith("• Kiểm tra chuyên đề 2 (Điều hành vì tăng trưởng hai con số): đạt, cao nhất 1/1 câu")


async def test_a_question_that_is_gone_is_passed_over(chat: Chat) -> None:
    await starts(chat)
    gone = asked(chat)
    left = tuple(question for question in QUIZ.questions if question.text != gone)
    turned(chat, QUIZ.model_copy(update={"questions": left}))
    stale = chat.choices[0].id
    await chat.says("xyz")
    resumed = "Đồng chí đang làm dở bài này, mời đồng chí làm tiếp.\n\nKiểm tra chuyên đề 1 · Câu 1/2\n"
    assert seen(chat)[0].startswith(resumed)
    await chat.forges(stale)
    dropped = "Câu hỏi ấy không còn trong bài, mời đồng chí làm tiếp.\n\nKiểm tra chuyên đề 1 · Câu 1/2\n"
    assert seen(chat)[0].startswith(dropped)
    for _ in left:
        await answers(chat, *RIGHT[asked(chat)])
    assert seen(chat)[-1].startswith("🎉 Kiểm tra chuyên đề 1: đúng 2/2 câu, đạt.\n")
    assert await attempts(chat) == [("cd1", 1, True, 2, True)]


async def test_when_no_question_is_left_the_attempt_ends_without_passing(chat: Chat) -> None:
    await starts(chat, "cd2")
    turned(chat, UNBOUND.model_copy(update={"questions": (DATE,)}))
    await chat.commands("kiemtra")
    assert seen(chat) == [
        "Kiểm tra chuyên đề 2: đúng 0/0 câu, chưa đạt. Cần đúng 1 câu.\n"
        "Có câu chưa đúng, đồng chí đọc lại bài dưới đây nhé.\n"
        "Muốn làm lại lúc nào cũng được, kết quả cao nhất được tính."
    ]
    assert await attempts(chat) == [("cd2", 1, True, 0, False)]


async def test_an_option_that_came_later_is_shown_last_and_counts(chat: Chat) -> None:
    await starts(chat)
    await goes_to(chat, "Ai cùng làm?")
    later = ROLES.model_dump() | {"right": ["A", "E"]}
    later["options"] = {**{option.id: option.text for option in ROLES.options}, "E": "Bà con"}
    roles = type(ROLES).model_validate(later)
    turned(chat, QUIZ.model_copy(update={"questions": (NAME, DATE, roles)}))
    await chat.forges("quiz:cd1")
    assert "E. Bà con" in seen(chat)[0].splitlines()
    await answers(chat, "Chi bộ", "Bà con")
    assert (await given(chat))["vai"] == (["A", "E"], True)


async def test_a_quiz_that_is_gone_says_so(chat: Chat) -> None:
    await starts(chat, "cd2")
    stale = chat.choices[0].id
    turned(chat, QUIZ)
    await chat.forges(stale)
    assert seen(chat) == ["Đồng chí đã trả lời câu này rồi."]
    for id in ("quiz:cd2", "quiz-start:cd2:1"):
        await chat.forges(id)
        assert seen(chat) == ["Bài kiểm tra này không còn trong lớp. Mời đồng chí chọn bài khác."]
    await chat.commands("kiemtra")
    assert seen(chat)[0].endswith("\n• Kiểm tra chuyên đề 1 (Quản trị toàn diện ở cấp xã): chưa làm")


async def test_nobody_answers_for_another(chat: Chat, chats: Callable[..., Chat]) -> None:
    await starts(chat, "cd2")
    other = chats(QUIZZES, chat="1002")
    await other.registers(name="Trần Thị Bình")
    await other.forges(chat.choices[0].id)
    assert seen(other) == ["Đồng chí đã trả lời câu này rồi."]
    assert other.labels == ["✍️ Kiểm tra", "🏠 Trang chính"]
    assert await given(chat) == {}


async def test_a_question_that_has_several_right_answers_now_is_asked_again(chat: Chat) -> None:
    await starts(chat, "cd2")
    right = next(choice.id for choice in chat.choices if choice.label == letter(chat, "Một tên"))
    now_two = NAME.model_copy(update={"right": frozenset({"A", "B"})})
    turned(chat, UNBOUND.model_copy(update={"questions": (now_two,)}))
    await chat.forges(right)
    assert "Chốt đáp án" in chat.labels
    assert await given(chat) == {}
    turned(chat, UNBOUND)
    await chat.taps("Chốt đáp án")
    assert chat.labels == ["A", "B", "C", "⏸ Để sau"]
    assert await given(chat) == {}


@pytest.mark.parametrize(
    "id",
    ["quiz-answer", "quiz-answer:1", "quiz-answer:x:y:A", "quiz-answer:1:0:Z", "quiz-answer:99999999999999999999:0:A",
     "quiz-answer:1:7:A", "quiz-answer:1:0", "quiz-answer:1:0:A:B", "!quiz-settle:1:0:Z", "quiz-answer:-1:0:A"],
)  # fmt: skip
async def test_a_choice_that_nobody_offered_changes_nothing(chat: Chat, id: str) -> None:
    await starts(chat, "cd2")
    await chat.forges(id)
    assert await given(chat) == {}
    assert await attempts(chat) == [("cd2", 1, False, None, None)]
