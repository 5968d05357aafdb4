"""Learners who act by themselves get done what they set out to do, are never put off, and stop when told to."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import aiohttp
import pytest

from bot.file_types import sniff
from bot.rehearsal import acting_files, acting_words
from bot.rehearsal.acting_essay import HandingIn
from bot.rehearsal.acting_goals import Quiz, Registering
from bot.rehearsal.acting_learner import Gate, Learner
from bot.rehearsal.acting_people import PLACES, invented
from bot.rehearsal.actors import Actors, plans
from bot.rehearsal.phone import Phone
from bot.rehearsal.server import Rehearsal, serve
from content import PACKAGED
from content.loading import load_course
from content.places import commune
from tests.e2e.program import Program

SEED, COUNT = 5, 16


async def test_learners_come_in_learn_hand_in_and_stop(program: Program, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="bot.rehearsal.acting_learner")
    async with Actors(program.page, seed=SEED, pace=0) as actors:
        await actors.bring_in(COUNT)
        await actors.settled()
    await program.settled()

    people, goals = _planned()
    assert caplog.messages == []  # nothing puzzled anybody
    registered = program.rows("SELECT full_name, commune, position FROM people WHERE registered_at IS NOT NULL")
    assert Counter(map(tuple, registered)) == people
    attempts = program.rows("SELECT quiz FROM quiz_attempts WHERE ended_at IS NOT NULL")
    assert Counter(row["quiz"] for row in attempts) == Counter(
        f"cd{one.topic}" for one in goals if isinstance(one, Quiz)
    )
    essays = [row["state"] for row in program.rows("SELECT state FROM reflections")]
    assert essays == ["handed_in"] * sum(isinstance(goal, HandingIn) for goal in goals)
    assert {call["result"] for call in program.calls()} == {"ok"}


def _planned() -> tuple[Counter[tuple[str, ...]], list[object]]:
    """Who comes by that seed, and all that they set out to do."""
    dice = random.Random(SEED)
    people: Counter[tuple[str, ...]] = Counter()
    goals: list[object] = []
    codes = {name: code for code, name, _ in PLACES}
    for _ in range(COUNT):
        pupil = invented(dice)
        people[pupil.name, codes[pupil.commune], pupil.position] += 1
        goals += plans(random.Random(dice.random()))
    return people, goals


async def test_leaving_stops_learners_in_the_middle(program: Program) -> None:
    async with Actors(program.page, pace=0.05) as actors:
        await actors.bring_in(10)
        phone = Phone(program.page, program.session, 700_000_001)
        await phone.waits_for("Đồng chí có đồng ý không")
    await program.settled()
    updates = program.rows("SELECT count(*) FROM inbox")[0][0]
    assert program.rows("SELECT count(*) FROM people WHERE registered_at IS NOT NULL")[0][0] < 10
    await asyncio.sleep(0.3)  # six actions' time, in which nothing may come
    await program.settled()
    assert program.rows("SELECT count(*) FROM inbox")[0][0] == updates


async def test_a_bot_that_says_nothing_puts_nobody_off(rehearsal: Rehearsal, session: aiohttp.ClientSession) -> None:
    async with serve(rehearsal) as page:
        phone = await Phone.create(page, session, "Nguyễn Văn Bình")
        dice = random.Random(1)
        learner = Learner(phone, invented(dice), Gate(0, dice), dice, {}, patience=0.05)
        assert not await learner.pursues(Registering())
        said = [message.text for message in await phone.messages()]
    assert said == [f"/start {learner.pupil.start}".strip(), "/menu"] * 2


def test_what_actors_know_is_what_there_is() -> None:
    course = load_course(PACKAGED / "courses" / "lop-664")
    assert tuple(group.short for group in course.groups) == acting_words.GROUPS
    assert tuple(level.name for level in course.reflection.levels) == acting_words.LEVELS
    assert tuple(part.title for part in course.reflection.parts) == acting_words.PART_TITLES
    assert tuple(quiz.title for quiz in course.quizzes if quiz.topic) == acting_words.QUIZ_TITLES
    places = [commune(code) for code, _, _ in PLACES]
    assert [(place.code, place.name, place.province.short) for place in places] == list(PLACES)


def test_the_files_are_what_they_say() -> None:
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    made = [acting_files.pdf("Bài (1)"), acting_files.word("Bài <1> & 2"), acting_files.photo("Bài 1")]
    assert [sniff(content) for content in made] == ["application/pdf", word, "image/jpeg"]
