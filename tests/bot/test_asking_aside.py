"""Staff ask about the whole class through the running program: the turn is held once all of it is counted."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from handlers.conversations import router as conversations
from handlers.coordinator.names import Names
from storage import report_counts
from storage.report_scope import Scope
from tests.bot.conftest import Start
from tests.bot.program import Program


@pytest.fixture
async def program(start: Start, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Program]:
    """The program with its own conversations instead of the parrot's."""
    monkeypatch.setattr("bot.school.router", conversations)
    async with start() as running:
        yield running


async def test_the_export_card_counts_the_class(program: Program) -> None:
    await program.learners(3)
    await program.learners(1, first=400_000, role="owner")
    phone = await program.phone("Lê Minh Tâm")
    phone.id = 400_000
    scope, school = Scope("lop-664"), program.app.school
    async with program.app.db.read() as store:
        learners, essays = await report_counts.listed(store, scope)
    assert (learners, essays) == (3, 0)
    await phone.says("/xuat")
    about = Names(school.course, school.phrases).scope(scope)
    card = school.phrases.get("export.card").format(scope=about, learners=learners, essays=essays)
    assert (await phone.waits_for()).text == card.replace("**", "")
