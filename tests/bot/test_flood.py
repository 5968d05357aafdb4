"""One person who writes without end: slowed, nothing lost, and the others don't notice."""

from __future__ import annotations

import time
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.fairness import AT_ONCE, EVERY_SECONDS, Fairness
from storage.engine import Store
from storage.tables import inbox, outbox
from tests.bot.program import Program

FLOOD = 2000


def test_who_writes_as_people_do_never_waits() -> None:
    fair = Fairness()
    assert [fair.wait("a", float(second)) for second in range(100)] == [0.0] * 100


def test_who_writes_without_end_gets_four_turns_a_second_and_others_their_own() -> None:
    fair = Fairness()
    waits = [fair.wait("a", 5.0) for _ in range(AT_ONCE + 4)]
    assert waits == [0.0] * AT_ONCE + [EVERY_SECONDS * late for late in range(1, 5)]
    assert fair.wait("b", 5.0) == 0.0


def test_whoever_has_been_quiet_for_a_while_is_forgotten() -> None:
    fair = Fairness()
    for chat in range(5000):
        fair.wait(chat, float(chat))
    assert len(fair._due) < 2100
    assert fair.wait(4999, 5000.0) == 0.0


def written(chat: int, count: int, *, first: int = 1_000_000) -> list[dict[str, Any]]:
    """So many messages of one chat as the channel brings them; they say /menu."""
    return [
        {
            "update_id": first + number,
            "message": {
                "message_id": number + 1,
                "date": 1_779_000_000,
                "chat": {"id": chat, "type": "private"},
                "text": f"/menu {number}",
                "entities": [{"type": "bot_command", "offset": 0, "length": 5}],
            },
        }
        for number in range(count)
    ]


async def held(program: Program, chat: int) -> int:
    """How many updates of the chat have had their turn."""
    done = select(func.count()).select_from(inbox).where(inbox.c.chat == str(chat), inbox.c.state == "done")
    [(count,)] = await program.look(done)
    return int(count)


async def test_a_flood_of_one_person_is_slowed_and_the_others_are_served(program: Program) -> None:
    flooding, *others = await program.learners(21)
    await program.app.intake.take(written(flooding, FLOOD))
    began = time.monotonic()
    for place, other in enumerate(others):
        await program.app.intake.take(written(other, 1, first=2_000_000 + place))

    async def served(store: Store) -> int:
        mine = inbox.c.chat.in_([str(other) for other in others])
        return int(await store.value(select(func.count()).select_from(inbox).where(mine, inbox.c.state == "done")))

    await program.until(served, len(others))
    assert time.monotonic() - began < 3

    async def past_the_first(store: Store) -> bool:
        done = select(func.count()).select_from(inbox).where(inbox.c.chat == str(flooding), inbox.c.state == "done")
        return int(await store.value(done)) > AT_ONCE + 2

    await program.until(past_the_first, True)
    count = await held(program, flooding)
    assert count <= AT_ONCE + 1 + (time.monotonic() - began) / EVERY_SECONDS
    mine = select(func.count()).select_from(inbox).where(inbox.c.chat == str(flooding))
    assert await program.look(mine) == [(FLOOD,)]


async def test_what_one_chat_sends_beyond_its_queue_has_its_turn_in_order(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.dispatch.CHAT_QUEUE", 5)
    monkeypatch.setattr("bot.fairness.AT_ONCE", 1000)
    [chat] = await program.learners(1)
    updates = written(chat, 60)
    for begin in range(0, 60, 20):  # more come while the ones before are being read
        await program.app.intake.take(updates[begin : begin + 20])

    async def turns(store: Store) -> int:
        return int(await store.value(select(func.count()).select_from(inbox).where(inbox.c.state == "done")))

    await program.until(turns, 60)
    order = await program.look(select(outbox.c.turn).where(outbox.c.chat == str(chat)).order_by(outbox.c.id))
    assert order == [(turn,) for turn in range(1, 61)]
