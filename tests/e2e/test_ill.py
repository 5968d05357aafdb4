"""Stopped while busy, and a disk without room: what the program does, says, and has lost (nothing)."""

from __future__ import annotations

import asyncio
import resource
import time
from collections import Counter

from tests.e2e.classroom import registered_at_once
from tests.e2e.conftest import Phones
from tests.e2e.kills import deliveries, until_sent
from tests.e2e.program import Program
from tests.e2e.staff import Trainer, report

PEOPLE = 1000
TALKERS, SAYINGS = 40, 25
NOTICE = "Chiều nay học lúc 14:00."


async def test_a_stop_under_load_takes_less_than_ten_seconds_and_doubles_nothing(
    program: Program, phones: Phones
) -> None:
    chats = await registered_at_once(program, PEOPLE, bulk_rate="200")
    trainer = Trainer(await phones("Lê Minh Tâm"))
    await trainer.redeems(await program.tool("invite", "trainer", "--plain"))
    talkers = [await phones(f"Người {number}") for number in range(TALKERS)]
    await trainer.writes(NOTICE)
    await trainer.phone.taps("📣 Gửi ngay cho 1.000 người")
    await until_sent(program, NOTICE, 100)
    for _ in range(SAYINGS):
        await asyncio.gather(*(phone.says("/menu") for phone in talkers))
    waited = len(program.rehearsal.updates.waiting) + sum(await program.waiting())
    began = time.monotonic()
    code = await program.stop()
    took = time.monotonic() - began
    assert (code, took < 10) == (0, True), took
    assert waited > PEOPLE / 4, "it must have been busy"
    assert program.rows("SELECT id FROM outbox WHERE state = 'sending'") == []

    await program.start()
    ended = report(await trainer.ended())
    await program.settled()
    got = deliveries(program, NOTICE)
    del got[str(trainer.phone.id)]  # the preview
    assert got == Counter(chats)
    assert (ended.reached, ended.people) == (PEOPLE, PEOPLE)
    assert program.rows("SELECT id FROM outbox WHERE doubts > 0") == []
    turns = program.rows("SELECT chat, count(*) AS held FROM inbox WHERE state = 'done' GROUP BY chat")
    held = {row["chat"]: row["held"] for row in turns}
    assert {held[str(phone.id)] for phone in talkers} == {SAYINGS}


async def test_a_full_disk_is_told_and_nothing_is_lost_when_there_is_room_again(
    program: Program, phones: Phones
) -> None:
    phone = await phones()
    await phone.says("/menu")
    await phone.waits_for()
    assert (await program.health())["wrong"] == []
    _, hard = resource.prlimit(program.pid, resource.RLIMIT_FSIZE, (1024, resource.RLIM_INFINITY))
    for _ in range(5):
        await phone.says("/menu")
    async with asyncio.timeout(10):
        while (facts := await program.health())["wrong"] != ["database"]:
            await asyncio.sleep(0.1)
    assert (facts["ok"], facts["database"]["writable"]) == (False, False)
    resource.prlimit(program.pid, resource.RLIMIT_FSIZE, (hard, hard))
    await program.settled()
    async with asyncio.timeout(10):
        while not (await program.health())["ok"]:
            await asyncio.sleep(0.1)
    assert [row["state"] for row in program.rows("SELECT state FROM inbox")] == ["done"] * 6
    assert {row["state"] for row in program.rows("SELECT state FROM outbox")} == {"sent"}
