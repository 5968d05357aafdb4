"""Killed with SIGKILL in the middle of things and started again: nobody missing, no answer lost, nothing done twice.

The only thing that may happen twice is a message whose request was in flight, and the ledger says which those are (P4).
"""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from bot.rehearsal import acting_files
from bot.rehearsal.acting_essay import Essay, HandingIn
from bot.rehearsal.acting_goals import Quiz
from bot.rehearsal.acting_words import ESSAY_FILES, ESSAY_PREVIEW, LEVELS
from bot.rehearsal.faults import Faults, Storm
from bot.rehearsal.phone import Phone
from tests.e2e.classroom import HandingInUpTo, a_class, pursued, registered_at_once
from tests.e2e.conftest import Phones
from tests.e2e.kills import deliveries, doubled_no_more_than_doubted, killed_meanwhile, until_in_flight, until_sent
from tests.e2e.program import Program
from tests.e2e.staff import Trainer, report

PEOPLE = 2000
CARRIED_OUT = Faults(delay=0.3)
LOST = Faults(delay=0.3, storm_5xx=Storm(share=1))
"""What becomes of the requests that are in flight when the program is killed; it never learns of it."""
IN_FLIGHT = 200
"""So many notices may be on their way at once."""
NOTICE = "Chiều nay học lúc 14:00."


async def test_a_notice_to_two_thousand_reaches_everybody_through_three_kills(program: Program, phones: Phones) -> None:
    chats = await registered_at_once(program, PEOPLE, bulk_rate="400")
    trainer = Trainer(await phones("Lê Minh Tâm"))
    await trainer.redeems(await program.tool("invite", "trainer", "--plain"))
    preview = await trainer.writes(NOTICE)
    assert (preview.people, preview.unreachable) == (PEOPLE, 0)
    await trainer.phone.taps("📣 Gửi ngay cho 2.000 người")
    for sent, in_flight in ((300, CARRIED_OUT), (900, LOST), (1500, LOST)):
        await until_sent(program, NOTICE, sent)
        program.rehearsal.faults = in_flight
        await until_in_flight(program, 20)
        await program.kill()
        program.rehearsal.faults = Faults()
        await program.start()
    ended = report(await trainer.ended())

    got = deliveries(program, NOTICE)
    del got[str(trainer.phone.id)]  # the preview
    ledger = program.rows("SELECT chat, state, doubts FROM outbox WHERE lane = 'notice'")
    doubtful = {row["chat"] for row in ledger if row["doubts"]}
    assert got.keys() == chats
    assert {chat for chat, times in got.items() if times > 1} <= doubtful
    assert {row["chat"]: row["state"] for row in ledger} == dict.fromkeys(chats, "sent")
    assert len(ledger) == PEOPLE
    assert (ended.reached, ended.people) == (PEOPLE, PEOPLE)
    assert ended.counts.get("Trong số đã gửi, có thể nhận hai lần", 0) == len(doubtful) <= 3 * IN_FLIGHT


async def test_kills_in_the_middle_of_quizzes_lose_no_answer(program: Program, phones: Phones) -> None:
    learners = await a_class(phones, 24)
    quizzes = [Quiz(number % 4 + 1) for number in range(24)]
    acting = [asyncio.create_task(pursued(one, quiz)) for one, quiz in zip(learners, quizzes, strict=True)]
    await killed_meanwhile(program, acting, every=60, times=4)

    attempts = program.rows("SELECT id, person_id, score, ended_at FROM quiz_attempts")
    answers = Counter(row["attempt_id"] for row in program.rows("SELECT attempt_id FROM quiz_answers"))
    assert len({row["person_id"] for row in attempts}) == len(attempts) == 24
    assert answers == {row["id"]: 5 for row in attempts}
    assert sorted(row["score"] for row in attempts) == sorted(quiz.score or 0 for quiz in quizzes)
    assert all(row["ended_at"] for row in attempts)
    doubled_no_more_than_doubted(program)


async def test_after_a_kill_the_same_question_is_resumed(program: Program, phones: Phones) -> None:
    (learner,) = await a_class(phones, 1)
    phone = learner.phone
    await phone.says("/kiemtra")
    await phone.waits_for("Bài kiểm tra")
    await phone.taps("Kiểm tra chuyên đề 1")
    await phone.waits_for("câu trở lên là đạt")
    await phone.taps("▶️ Bắt đầu làm bài")
    first = await phone.waits_for("· Câu 1/5")
    await _answers(phone)
    second = await phone.waits_for("· Câu 2/5")
    await program.settled()
    await program.kill()
    await program.start()

    await phone.says("/kiemtra")
    again = await phone.waits_for("· Câu 2/5")
    assert again.text == f"Đồng chí đang làm dở bài này, mời đồng chí làm tiếp.\n\n{second.text}"
    assert again.labels == second.labels
    await phone.taps_data(first.id, first.taps[0].data, force=True)
    assert (await phone.waits_for("rồi")).text == "Đồng chí đã trả lời câu này rồi."
    assert len(program.rows("SELECT * FROM quiz_answers")) == 1


async def test_kills_in_the_middle_of_handing_in_make_one_hand_in_each(program: Program, phones: Phones) -> None:
    learners = await a_class(phones, 24)
    goals = [HandingIn(_essay(number)) for number in range(24)]
    acting = [asyncio.create_task(pursued(one, goal)) for one, goal in zip(learners, goals, strict=True)]
    await killed_meanwhile(program, acting, every=60, times=4)

    essays = program.rows("SELECT id, person_id, state, version, receipt FROM reflections")
    assert [(row["state"], row["version"]) for row in essays] == [("handed_in", 1)] * 24
    assert len({row["person_id"] for row in essays}) == 24
    assert {row["receipt"] for row in essays} == {goal.receipt for goal in goals}
    held = {row["id"]: row["receipt"] for row in essays}
    pieces = program.rows("SELECT reflection_id, part, text, file_id FROM reflection_parts ORDER BY id")
    for number, goal in enumerate(goals):
        own = [piece for piece in pieces if held[piece["reflection_id"]] == goal.receipt]
        texts = [(piece["part"], piece["text"]) for piece in own if piece["text"] is not None]
        files = [piece for piece in own if piece["file_id"] is not None]
        essay = _essay(number)
        parts = ("van-de", "nguyen-nhan", "de-xuat")
        assert texts == [(parts[part - 1], text) for part, said in essay.parts.items() for text in said]
        assert len(files) == len(essay.files)
    doubled_no_more_than_doubted(program)


@pytest.mark.parametrize("pause", [0.0, 0.02, 0.08])
async def test_a_kill_right_after_the_tap_hands_in_once(program: Program, phones: Phones, pause: float) -> None:
    (learner,) = await a_class(phones, 1)
    phone = learner.phone
    await pursued(learner, HandingInUpTo(ESSAY_PREVIEW, _essay(1)))
    await phone.taps("📨 Nộp bài này")
    await asyncio.sleep(pause)  # the moment of the kill, not a wait for something
    await program.kill()
    await program.start()

    receipt = await phone.waits_for("Đã nhận bài thu hoạch của đồng chí")
    await program.settled()
    await phone.taps("📨 Nộp bài này")
    assert (await phone.waits_for("Đã nhận bài thu hoạch của đồng chí")).text == receipt.text
    assert [row["state"] for row in program.rows("SELECT state FROM reflections")] == ["handed_in"]


@pytest.mark.parametrize("pause", [0.1, 1.1])
async def test_an_album_that_a_kill_parts_is_still_one_essay(program: Program, phones: Phones, pause: float) -> None:
    (learner,) = await a_class(phones, 1)
    phone = learner.phone
    await pursued(learner, HandingInUpTo(ESSAY_FILES, _essay(0)))
    pages = [(f"trang-{page}.jpg", acting_files.photo(f"Trang {page}")) for page in range(1, 6)]
    await phone.sends_files(pages, "photo")
    await asyncio.sleep(pause)  # the moment of the kill, not a wait for something
    await program.kill()
    await program.start()

    await phone.waits_for("Đã nhận. Bài có 5 tệp")
    await program.settled()
    files = program.rows("SELECT f.sha256 FROM reflection_parts p JOIN files f ON f.id = p.file_id ORDER BY p.id")
    assert len({row["sha256"] for row in files}) == len(files) == 5
    doubled_no_more_than_doubted(program)


async def _answers(phone: Phone) -> None:
    """Answer the question on the screen somehow."""
    if "Chốt đáp án" not in phone.last.labels:
        await phone.taps("A", phone.last)
        return
    await phone.taps("☐ A", phone.last)
    await phone.waits_for("· Câu")
    await phone.taps("Chốt đáp án", phone.last)


def _essay(number: int) -> Essay:
    """Every third one is an album of photos, the others are written in five messages."""
    if number % 3 == 0:
        pages = [(f"trang-{page}.jpg", acting_files.photo(f"{number}/{page}")) for page in (1, 2, 3)]
        return Essay([1, 4], LEVELS[:1], files=pages, as_="photo")
    said = {part: [f"Phần {part}, ý {idea}, người {number}." for idea in range(part)] for part in (1, 2)}
    return Essay([2], LEVELS[1:], {**said, 3: [f"Đề xuất của người {number}.\n\n- một\n- hai"]})
