"""What people and channels really send: the same update twice, taps on old buttons, texts of every kind.

Each gets a clear answer, nothing is lost, nothing crashes, and the strict server refuses none of the bot's requests.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass

from bot.rehearsal import acting_files
from bot.rehearsal.acting_essay import Essay, HandingIn
from bot.rehearsal.acting_goals import Quiz, Reading
from bot.rehearsal.acting_learner import Learner
from bot.rehearsal.acting_words import ESSAY_LEVELS, ESSAY_PART, QUESTION
from bot.rehearsal.phone import Phone
from bot.rehearsal.updates import Update
from tests.e2e.cast import sent
from tests.e2e.classroom import HandingInUpTo, OddRegistering, QuizUpTo, a_class, newcomer, pursued
from tests.e2e.conftest import Phones
from tests.e2e.program import Program

NAME, GROUP = "Người Bốn", "tham-muu-dang"


@dataclass(frozen=True, slots=True)
class Odd:
    """An odd text, and what it makes of a name and a group where it can be taken for one."""

    text: str
    name: str = NAME
    group: str = GROUP
    picks: bool = False  # it names the first button, wherever there are some

    @property
    def kept(self) -> list[str]:
        """What an essay keeps of it: every message that has something in it, without NUL, which no database takes."""
        pieces = [] if self.picks else sent(self.text)
        return [piece.replace("\x00", "") for piece in pieces if piece.strip()]


ODD = {
    "spaces": Odd("   "),
    "one letter": Odd("a", group="bi-thu-chi-bo", picks=True),
    "4,096 letters": Odd("ă" * 4096),
    "10,000 letters": Odd("Đường xa, dốc cao. " * 526 + "hết..."),
    "emoji": Odd("👨‍👩‍👧‍👦🇻🇳 ✅ 1️⃣"),
    "right to left": Odd("\u202eabc\u202c \u200fשלום مرحبا\u200e", name="abc שלום مرحبا"),
    "NUL": Odd("có\x00 NUL \x00", name="có NUL"),
    "HTML": Odd("<b>đậm</b> & <script>alert(1)</script> <a href='x'>"),
    "Markdown": Odd("*a* _b_ [c](http://d.vn) `e` ~f~ > g # h | i \\ - . ! ||j||\n1. k\n---\n| a | b |"),
    "a number": Odd("1", group="bi-thu-chi-bo", picks=True),
}
WRITTEN = """
    SELECT text FROM reflection_parts p JOIN reflections r ON r.id = p.reflection_id
    JOIN identities i ON i.person_id = r.person_id WHERE i.chat = ? ORDER BY p.id
"""
ESSAY = Essay([1], ["Cấp xã"], {1: ["Một"], 2: ["Hai"], 3: ["Ba"]})
ALBUM = Essay([2], [], files=[(f"{page}.jpg", acting_files.photo(f"Trang {page}")) for page in (1, 2)], as_="photo")
EFFECTS = (
    "people",
    "lesson_reads",
    "quiz_attempts",
    "quiz_answers",
    "reflections",
    "reflection_parts",
    "files",
    "inbox",
)


async def test_updates_that_come_twice_have_their_effects_once(program: Program, phones: Phones) -> None:
    came: list[Update] = []
    program.rehearsal.updates.put_hooks.append(came.append)
    first, second = await a_class(phones, 2)
    for goal in (Reading(2), Quiz(1), HandingIn(ESSAY)):
        await pursued(first, goal)
    await pursued(second, HandingIn(ALBUM))
    await program.settled()
    before, sent_before = _effects(program), _messages(program)

    program.rehearsal.updates.waiting.update({update.id: update for update in came})
    await first.phone.says("/menu")
    await first.phone.waits_for("Đồng chí cần gì")
    await program.settled()

    assert len(came) > 50
    assert _effects(program) == before | {"inbox": before["inbox"] + 1}
    assert _messages(program) == sent_before + 1
    refused = {call["method"] for call in program.calls() if call["result"] != "ok"}
    assert refused == {"answerCallbackQuery"}  # a tap can be acknowledged once


def _effects(program: Program) -> dict[str, int]:
    return {name: program.rows(f"SELECT count(*) FROM {name}")[0][0] for name in EFFECTS}


def _messages(program: Program) -> int:
    return len(program.calls("sendMessage", "editMessageText", "sendDocument"))


async def test_taps_on_old_messages_change_nothing_and_are_answered(unharmed: Program, phones: Phones) -> None:
    (learner,) = await a_class(phones, 1)
    for goal in (Reading(1), Quiz(2), HandingIn(ESSAY)):
        await pursued(learner, goal)
    await unharmed.settled()
    before, phone = _effects(unharmed), learner.phone
    person = dict(unharmed.rows("SELECT * FROM people")[0])
    essay = dict(unharmed.rows("SELECT * FROM reflections")[0])

    old = [(message.id, button.data) for message in await phone.messages() for button in message.taps]
    for message, data in old:
        if "start:" not in data and "essay_start" not in data:  # those begin something new, and say so
            await _answered(unharmed, phone, message, data)

    assert len(old) > 30
    after = _effects(unharmed)
    assert {name: after[name] for name in EFFECTS if name != "inbox"} | {"inbox": 0, "lesson_reads": 0} == before | {
        "inbox": 0,
        "lesson_reads": 0,
    }
    assert dict(unharmed.rows("SELECT * FROM people")[0]) == person
    assert dict(unharmed.rows("SELECT * FROM reflections")[0]) == essay


FORGED = (
    *(
        "",
        "x",
        ".",
        "1",
        "1.",
        "999999999.menu",
        "-1.menu",
        "1.x:y:z",
        "1.lesson:",
        "1.lesson:../../etc",
        "1.read:khong-co",
    ),
    *("1.part:%00", "1.quiz:cd9", "1.quiz-start:cd1:-1", "1.quiz-start:cd1:99", "1.quiz-answer:1:0:Z"),
    *("1.quiz-answer:x:y", "1.quiz-pick:1:0", "1.!quiz-settle:1:0:", "1.essay_part:x", "1.essay_read:999"),
    *("1.!essay_hand:999:zz", "1.!essay_hand", "1.essay_takeback:1", "1.!essay_takeback:999", "1.essay_topic:cd9:1"),
    *(
        "1.nshow:1",
        "1.nstop:1",
        "1.nresend:x",
        "1.nlist:",
        "1.!send:now",
        "1.notices",
        "1.move",
        "1.export",
        "1.overview",
    ),
    *("1.!erase", "1.confirm", "1.change:name", "1.agree", "1.commune:99999", "1.group:x", "1." + "ă" * 30),
)


async def test_forged_taps_are_answered_and_open_no_door(unharmed: Program, phones: Phones) -> None:
    (learner,) = await a_class(phones, 1)
    person = dict(unharmed.rows("SELECT * FROM people")[0])
    for data in FORGED:
        await _answered(unharmed, learner.phone, learner.phone.last.id, data)
    assert dict(unharmed.rows("SELECT * FROM people")[0]) == person
    counts = _effects(unharmed)
    assert (counts["quiz_attempts"], counts["quiz_answers"], counts["reflection_parts"]) == (0, 0, 0)
    assert unharmed.rows("SELECT * FROM notices WHERE kind != 'reminder'") == []


async def _answered(program: Program, phone: Phone, message: int, data: str) -> None:
    """The tap must be answered by a message, new or edited, or leave its message as it is."""
    edits = len(program.calls("editMessageText", "sendMessage", "sendDocument"))
    await phone.taps_data(message, data, force=True)
    await program.settled()
    assert len(program.calls("editMessageText", "sendMessage", "sendDocument")) > edits, f"{data!r} got no answer"


async def test_odd_texts_at_every_question(unharmed: Program, phones: Phones) -> None:
    learners = {name: await newcomer(phones, 3) for name in ODD}
    await asyncio.gather(*(_lives_oddly(unharmed, learners[name], odd) for name, odd in ODD.items()))

    people = "SELECT p.full_name, p.commune, p.group_id FROM people p JOIN identities i ON i.person_id = p.id"
    for name, odd in ODD.items():
        chat = str(learners[name].phone.id)
        (person,) = unharmed.rows(f"{people} WHERE i.chat = ?", chat)
        assert (name, *person) == (name, odd.name, "24943", odd.group)
        written = [row["text"] for row in unharmed.rows(WRITTEN, chat)]
        assert (name, written) == (name, [*odd.kept, "Một", "Hai", "Ba"])


async def _lives_oddly(program: Program, learner: Learner, odd: Odd) -> None:
    """Register, take a quiz and hand in, and say the odd text wherever something else is waited for."""
    registering = OddRegistering(program, odd.text)
    await pursued(learner, registering)
    assert registering.asked_with_odd_text == {"consent", "name", "group", "place", "position", "summary"}
    await _heard(program, learner.phone, odd.text)  # at the main page
    await pursued(learner, QuizUpTo(QUESTION, 1))
    await _heard(program, learner.phone, odd.text)
    await pursued(learner, HandingInUpTo(ESSAY_PART, ESSAY))
    await _heard(program, learner.phone, odd.text)
    await pursued(learner, HandingInUpTo(ESSAY_LEVELS, ESSAY))
    await _heard(program, learner.phone, odd.text)
    await pursued(learner, HandingIn(Essay([1], [])))


async def _heard(program: Program, phone: Phone, text: str) -> None:
    """Each message that the text makes must be answered, or its answer says what is expected."""
    before = Counter(message.by_bot for message in await phone.messages())
    await phone.says(text)
    await program.settled()
    after = Counter(message.by_bot for message in await phone.messages())
    assert after[True] - before[True] >= after[False] - before[False] == len(sent(text))
