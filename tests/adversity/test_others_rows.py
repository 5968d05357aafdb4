"""What is another person's answers exactly as what isn't there: every lasting choice that names a row by its number."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.turns import Class
from content.models import Course
from content.phrases import Phrases
from handlers.conversations import ALL, router
from handlers.messages import Reply
from storage.engine import Database
from storage.tables import metadata, quiz_attempts, reflections
from storage.tables import notices as notice_rows
from tests.clock import HandClock
from tests.handlers.chat import Chat

NOBODYS = 999_999
CODE = re.compile(r"LK\\-\w{4}\\-\w{4}")
CHOICES = sorted({name for held in ALL for name in held.choices})
QUESTION = ":0:A"


@pytest.fixture
def opened(db: Database, clock: HandClock, course: Course, phrases: Phrases) -> Callable[[str], Chat]:
    return lambda chat: Chat(db, Class(course, phrases, router()), clock, chat)


async def owners(opened: Callable[[str], Chat]) -> None:
    """Somebody who learns and somebody who teaches: an essay handed in, a new draft, an open attempt, a notice."""
    learner, trainer = opened("100"), opened("200")
    await learner.registers(name="Người khác")
    await learner.forges("essay_start")
    await learner.forges("essay_topic:cd1:1")
    for part in learner.school.course.reflection.parts:
        await learner.forges(f"essay_part:{part.id}")
        await learner.says("Bí mật của người khác")
    await learner.forges("essay_preview")
    await learner.taps(next(choice.id for choice in learner.choices if choice.id.startswith("!essay_hand")))
    await learner.forges("essay_start")
    await learner.forges("quiz-start:cd1:1")
    await trainer.becomes("trainer")
    await trainer.forges("nnew")
    await trainer.says("Thông báo của người khác")
    await trainer.taps("nd:preview")
    await trainer.taps("!send:now")


async def rows(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that is somebody's work."""
    apart = {"conversations", "identities", "outbox", "audit", "lesson_reads"}
    async with db.read() as store:
        return {
            table.name: [tuple(row) for row in await store.all(select(table))]
            for table in metadata.sorted_tables
            if table.name not in apart
        }


async def numbers(db: Database) -> list[int]:
    """The numbers that the others' rows have."""
    tables = (reflections, quiz_attempts, notice_rows)
    async with db.read() as store:
        most = [await store.value(select(func.max(table.c.id))) for table in tables]
    assert None not in most, "the others have a row of each kind"
    return list(range(1, max(most) + 1))


@pytest.mark.parametrize("role", ["learner", "trainer", "coordinator"])
async def test_a_number_of_anothers_row_is_a_number_of_none(
    role: str, opened: Callable[[str], Chat], db: Database
) -> None:
    await owners(opened)
    chat = opened("300")
    await chat.registers()
    if role != "learner":
        await chat.becomes(role, *(("68",) if role == "coordinator" else ()))
    before = await rows(db)
    for name in CHOICES:
        for number in await numbers(db):
            for rest in ("", QUESTION):
                theirs = shown(await chat.forges(f"{name}:{number}{rest}", prompt=0))
                nobodys = shown(await chat.forges(f"{name}:{NOBODYS}{rest}", prompt=0))
                assert (name, theirs) == (name, nobodys)
                assert "người khác" not in str(theirs).lower()
        await chat.commands("menu")
    after = await rows(db)
    assert {name: lost for name in before if (lost := [row for row in before[name] if row not in after[name]])} == {}


def shown(replies: list[Reply]) -> list[Reply]:
    """The replies as they are read; a new code for joining is another each time."""
    return [replace(reply, text=CODE.sub("LK", reply.text), replaces=False) for reply in replies]
