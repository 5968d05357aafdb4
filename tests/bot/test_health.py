"""What is told over HTTP of how the program goes: what makes it unwell, numbers, and nothing personal or secret."""

from __future__ import annotations

import asyncio
import re
import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot import health
from storage import inbox as updates
from storage.inbox import Received
from storage.tables import heartbeat
from tests.bot.conftest import Start
from tests.bot.program import ACCOUNT, TOKEN, Program
from tests.bot.test_stopping import locked

SECRET = "a-secret_of_this_test"
PAUSES = f'donghanh_pauses_total{{account="{ACCOUNT}"}}'
DOUBTS = f'donghanh_doubts_total{{account="{ACCOUNT}"}}'


async def look(program: Program) -> tuple[int, dict[str, Any]]:
    async with program.session.get(f"{program.running.address}/healthz") as answer:
        return answer.status, await answer.json()


async def heard(program: Program) -> None:
    """Wait until the channel has answered for the first time."""
    async with asyncio.timeout(5):
        while (await look(program))[1]["channels"][0]["answered_seconds_ago"] is None:
            await asyncio.sleep(0.02)


async def unwell(program: Program, *wrong: str) -> dict[str, Any]:
    """Wait until just this is wrong; the facts."""
    async with asyncio.timeout(10):
        while (found := await look(program))[1]["wrong"] != list(wrong):
            await asyncio.sleep(0.05)
    assert found[0] == (503 if wrong else 200)
    return found[1]


async def test_a_program_that_is_well(program: Program) -> None:
    await heard(program)
    status, facts = await look(program)
    ago = facts["channels"][0].pop("answered_seconds_ago")
    assert (status, 0 <= ago < 10) == (200, True)
    assert facts == {
        "ok": True,
        "wrong": [],
        "inbox": 0,
        "outbox": 0,
        "oldest_seconds": {"inbox": None, "replies": None, "notices": None},
        "database": {"writable": True, "error": None},
        "channels": [{"account": ACCOUNT, "refusal": None}],
    }


async def test_looking_writes_one_row_however_often(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "TRY_AGAIN_SECONDS", 0)
    for _ in range(5):
        assert (await look(program))[1]["database"] == {"writable": True, "error": None}
    assert await program.look(select(heartbeat.c.id)) == [(1,)]


async def test_a_database_that_takes_nothing_is_told_and_so_is_its_end(
    start: Start, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.engine.LOCKED_SECONDS", 0.2)
    async with start() as program:
        await heard(program)
        async with locked(database):
            facts = await unwell(program, "database")
            assert facts["database"] == {"writable": False, "error": "database is locked"}
            assert (facts["inbox"], facts["outbox"]) == (0, 0)
        await unwell(program)


async def test_a_write_that_takes_too_long_is_told_and_waited_for_once(
    start: Start, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "TRY_SECONDS", 0.1)
    async with start() as program:
        await heard(program)
        async with locked(database):
            facts = await unwell(program, "database")
            assert facts["database"] == {"writable": False, "error": "no write within 0.1 s"}
        await unwell(program)


async def test_a_channel_that_refuses_is_told_until_it_works_again(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.intake.REFUSED_SECONDS", 0.1)
    await heard(program)
    phone = await program.phone()
    program.rehearsal.token = TOKEN.replace("AA", "ZZ")
    await phone.says("chào")  # ends the poll that waits
    facts = await unwell(program, "channel")
    assert facts["channels"][0]["refusal"] == "Telegram không nhận mã bot (token)"
    program.rehearsal.token = TOKEN
    await phone.says("đến lại rồi")
    await unwell(program)


async def test_a_channel_that_is_silent_is_told(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    await heard(program)
    monkeypatch.setattr(health, "SILENT_SECONDS", 0.0)
    facts = await unwell(program, "channel")
    assert facts["channels"][0]["refusal"] is None


async def test_an_update_that_waits_too_long_is_told(program: Program) -> None:
    await heard(program)
    now = program.clock.now()
    async with program.app.db.write() as store:  # of an account that has no turns here
        await updates.receive(store, "telegram:2", [Received("1", "7", "{}")], now=now - timedelta(seconds=301))
    facts = await unwell(program, "inbox")
    assert (facts["inbox"], round(facts["oldest_seconds"]["inbox"])) == (1, 301)


async def test_a_reply_that_waits_too_long_is_told_and_a_notice_is_not(program: Program) -> None:
    await heard(program)
    phone = await program.phone()
    await program.learners(2)
    await program.faults(storm_5xx={"share": 1.0})
    await phone.says("chào")
    await program.notice("thông báo")
    async with asyncio.timeout(5):
        while (await look(program))[1]["outbox"] != 3:
            await asyncio.sleep(0.02)
    program.clock.advance(timedelta(seconds=301))
    facts = await unwell(program, "replies")
    assert {box: seconds is not None and seconds > 300 for box, seconds in facts["oldest_seconds"].items()} == {
        "inbox": False,
        "replies": True,
        "notices": True,
    }


async def test_a_webhook_may_be_silent_and_counts_what_it_brings(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "SILENT_SECONDS", 0.0)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with start(http_port=port, public_url=f"http://127.0.0.1:{port}", webhook_secret=SECRET) as program:
        await heard(program)
        await unwell(program)
        await program.app.health.refuses(ACCOUNT, "thử")
        await unwell(program, "channel")
        phone = await program.phone()
        await phone.says("chào")
        await phone.waits_for("chào")
        await unwell(program)


async def metrics(program: Program) -> dict[str, float]:
    """Every number that /metrics tells, by its name and labels."""
    async with program.session.get(f"{program.running.address}/metrics") as answer:
        lines = (await answer.text()).splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))}


async def test_numbers_of_turns_and_sends(program: Program) -> None:
    phone = await program.phone()
    await phone.says("chào")
    await program.quiet(1)
    told = await metrics(program)
    wanted = {
        'donghanh_turns_total{outcome="done"}': 1,
        "donghanh_turn_seconds_count": 1,
        "donghanh_answer_seconds_count": 1,
        f'donghanh_sends_total{{account="{ACCOUNT}",lane="reply",outcome="sent"}}': 1,
        f'donghanh_send_seconds_count{{account="{ACCOUNT}",lane="reply"}}': 1,
        PAUSES: 0,
        DOUBTS: 0,
        'donghanh_waiting{box="inbox"}': 0,
        'donghanh_waiting{box="replies"}': 0,
        'donghanh_waiting{box="notices"}': 0,
        'donghanh_oldest_seconds{box="inbox"}': 0,
        'donghanh_oldest_seconds{box="replies"}': 0,
        'donghanh_oldest_seconds{box="notices"}': 0,
    }
    assert {name: told.get(name) for name in wanted} == wanted
    assert 0 < told["donghanh_answer_seconds_sum"] < 5
    assert told["process_resident_memory_bytes"] > 1 << 20


async def until_counted(program: Program, name: str) -> dict[str, float]:
    async with asyncio.timeout(10):
        while not (told := await metrics(program))[name]:
            await asyncio.sleep(0.02)
    return told


async def test_numbers_of_a_running_notice_and_of_pauses(program: Program) -> None:
    await program.learners(3)
    await program.ended(await program.notice("xong ngay"))
    await program.faults(storm_429={"share": 1.0, "retry_after": 5})
    running = await program.notice("còn lâu")
    told = await until_counted(program, PAUSES)
    rows = {name: value for name, value in told.items() if name.startswith("donghanh_notice_rows")}
    assert sum(rows.values()) == 3
    assert {name.partition(",")[0] for name in rows} == {f'donghanh_notice_rows{{notice="{running}"'}
    states = {name: value for name, value in told.items() if name.startswith("donghanh_notices{")}
    states.pop('donghanh_notices{state="planned"}')  # the course's reminders
    assert states == {'donghanh_notices{state="done"}': 1, 'donghanh_notices{state="sending"}': 1}
    assert told['donghanh_waiting{box="notices"}'] == 3


async def test_numbers_of_doubts(program: Program) -> None:
    await program.learners(1)
    await program.faults(drop_answer={"share": 1.0, "methods": ["sendMessage"]})
    notice = await program.notice("thông báo")
    await until_counted(program, DOUBTS)
    await program.faults()
    assert await program.ended(notice) == {"sent": 1, "doubtful": 1}
    assert (await metrics(program))[DOUBTS] == 1


async def test_nothing_personal_or_secret_is_told(program: Program) -> None:
    phone = await program.phone("Đặng Thị Kín")
    await phone.says("điều riêng tư")
    await program.quiet(1)
    told = ""
    for path in ("healthz", "metrics"):
        async with program.session.get(f"{program.running.address}/{path}") as answer:
            told += await answer.text()
    for kept in ("Kín", "riêng tư", str(phone.id), TOKEN.partition(":")[2]):
        assert re.search(rf"\b{re.escape(kept)}\b", told) is None, kept
