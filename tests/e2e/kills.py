"""Killing the program while something goes on, and counting what came of it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence

from tests.e2e.program import Program

MESSAGES = ("sendMessage", "sendPhoto", "sendDocument", "editMessageText")


async def killed_meanwhile(program: Program, acting: Sequence[asyncio.Task[None]], *, every: int, times: int) -> None:
    """Kill and start the program each time that it has made so many more calls; then let all come to their end."""
    for _ in range(times):
        enough = len(program.calls()) + every
        async with asyncio.timeout(30):
            while len(program.calls()) < enough:
                await asyncio.sleep(0.005)
        assert not all(task.done() for task in acting), "the kills must fall into the middle"
        await program.kill()
        await program.start()
    await asyncio.gather(*acting)
    await program.settled()


async def until_sent(program: Program, text: str, count: int) -> None:
    """Wait until so many messages of this text were delivered."""
    async with asyncio.timeout(30):
        while deliveries(program, text).total() < count:
            await asyncio.sleep(0.01)


async def until_in_flight(program: Program, count: int) -> None:
    """Wait until the server holds so many messages that it has not answered yet."""
    async with asyncio.timeout(30):
        while sum(call["result"] == "pending" for call in program.calls("sendMessage")) < count:
            await asyncio.sleep(0.005)


def deliveries(program: Program, text: str) -> Counter[str]:
    """How often each chat got a message of this text, under the line that names the class, by the server's log."""
    sends = program.calls("sendMessage")
    return Counter(
        str(call["params"]["chat_id"])
        for call in sends
        if call["result"] == "ok" and str(call["params"].get("text")).rpartition("\n\n")[2] == text
    )


def doubled_no_more_than_doubted(program: Program) -> None:
    """Every row of the outbox was carried out, and no more than the ledger doubts was carried out again."""
    rows = program.rows("SELECT state, doubts FROM outbox")
    assert {row["state"] for row in rows} == {"sent"}
    calls = program.calls(*MESSAGES)
    calls = [*calls, *(call for call in program.calls("setMyCommands") if "scope" in call["params"])]
    done = sum(call["result"] == "ok" for call in calls)
    repeated = sum(call["result"] == "400" for call in calls)  # an edit that had been made already
    assert len(rows) - repeated <= done <= len(rows) + sum(row["doubts"] for row in rows)
