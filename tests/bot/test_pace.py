"""How fast notices go, and what becomes of a row after a send."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.channels.base import Gone, Later, Outcome, Refused, Sent, Uncertain
from bot.delivery.outcomes import backoff, settled
from bot.delivery.pace import Pace
from storage.outbox import LOST, Letter, Settled
from tests.clock import HandClock

NOW = HandClock().now()


def letter(attempts: int = 0, doubts: int = 0) -> Letter:
    return Letter(1, "reply", None, None, "1", {}, attempts, doubts)


SECOND = timedelta(seconds=1)
DOUBTFUL = {"state": "pending", "reason": LOST, "doubt": True, "not_before": NOW + 3 * SECOND}
TOLD = {"state": "pending", "not_before": NOW + 7 * SECOND, "counted": False}


@pytest.mark.parametrize(
    ("before", "outcome", "after"),
    [
        (letter(), Sent("9"), {"state": "sent", "message_ref": "9"}),
        (letter(), Gone("đã chặn"), {"state": "unreachable", "reason": "đã chặn"}),
        (letter(), Refused("x" * 400), {"state": "refused", "reason": "x" * 300}),
        (letter(), Uncertain(), {"state": "pending", "reason": LOST, "doubt": True, "not_before": NOW + 3 * SECOND}),
        (
            letter(doubts=1),
            Uncertain(),
            {"state": "pending", "reason": LOST, "doubt": True, "not_before": NOW + 3 * SECOND},
        ),
        (letter(doubts=2), Uncertain(), {"state": "uncertain", "reason": LOST, "doubt": True}),
        (letter(), Later(), {"state": "pending", "not_before": NOW + SECOND}),
        (letter(3), Later(reason="502"), {"state": "pending", "reason": "502", "not_before": NOW + 8 * SECOND}),
        (letter(50), Later(), {"state": "pending", "not_before": NOW + 60 * SECOND}),
        (letter(3), Later(7 * SECOND), {"state": "pending", "not_before": NOW + 7 * SECOND}),
        (
            letter(3),
            Later(7 * SECOND, told=True),
            TOLD,
        ),
    ],
)
def test_what_becomes_of_a_row(before: Letter, outcome: Outcome, after: dict[str, object]) -> None:
    assert settled(before, outcome, now=NOW) == Settled(before, **after)  # type: ignore[arg-type]  # the table's own


def test_tries_grow_apart() -> None:
    assert [backoff(attempts).total_seconds() for attempts in range(9)] == [1, 2, 4, 8, 16, 32, 60, 60, 60]


async def leave(pace: Pace, seconds: float, *, answered_after: float = 0.0) -> list[float]:
    """When each left, within so many seconds. The channel answers after `answered_after` seconds."""
    loop = asyncio.get_running_loop()
    end, times = loop.time() + seconds, list[float]()
    while loop.time() < end:
        try:
            async with asyncio.timeout_at(end):
                allowed = await pace.allowance()
        except TimeoutError:
            break
        pace.left(allowed, paced=True)
        times += [loop.time()] * allowed
        loop.call_later(answered_after, _all_landed, pace, allowed)
    return times


def _all_landed(pace: Pace, count: int) -> None:
    for _ in range(count):
        pace.landed()


def most_in_a_second(times: list[float]) -> int:
    return max(sum(begin <= time < begin + 1 for time in times) for begin in times)


@pytest.mark.parametrize("rate", [25, 300, 1000])
async def test_no_second_has_more_than_the_rate_and_little_is_given_away(rate: int) -> None:
    times = await leave(Pace(rate), 2.2)
    assert (most_in_a_second(times) <= rate, len(times) > rate) == (True, True)


async def test_what_has_no_answer_yet_may_be_counted_at_any_moment_and_keeps_its_place() -> None:
    pace, loop, gone = Pace(100), asyncio.get_running_loop(), 0
    while gone < 100:
        allowed = await pace.allowance()
        pace.left(allowed, paced=True)
        gone += allowed
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1.2):
            await pace.allowance()
    answered = loop.time()
    _all_landed(pace, 100)
    assert await pace.allowance() > 0
    assert loop.time() - answered >= 1


async def test_replies_are_not_paced_but_notices_make_room_for_them() -> None:
    pace = Pace(100)
    pace.left(60, paced=False)
    gone = 0
    while gone < 40:
        allowed = await pace.allowance()
        pace.left(allowed, paced=True)
        gone += allowed
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await pace.allowance()


async def test_whoever_was_late_catches_up_within_the_rate() -> None:
    pace = Pace(100)
    times = await leave(pace, 0.5)
    await asyncio.sleep(0.3)
    times += await leave(pace, 0.7)
    assert (most_in_a_second(times) <= 100, len(times) > 100) == (True, True)


async def test_a_rate_below_one_a_second_holds_too() -> None:
    assert len(await leave(Pace(0.5), 0.5)) == 1


async def test_a_halt_stops_at_once_and_slows_once() -> None:
    pace, loop = Pace(100), asyncio.get_running_loop()
    assert await pace.allowance() == pace.burst
    pace.left(pace.burst, paced=True)
    began = loop.time()
    pace.halt(timedelta(seconds=0.5))
    pace.halt(timedelta(seconds=0.3))
    await pace.allowance()
    assert (loop.time() - began >= 0.49, pace.rate) == (True, 60)
    pace.halt(timedelta(seconds=0.05))
    await pace.allowance()
    assert pace.rate == 36


async def test_the_full_pace_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.pace.SLOW_SECONDS", 0.1)
    pace = Pace(100)
    pace.halt(timedelta(seconds=0.05))
    await pace.allowance()
    assert pace.rate == 60
    await asyncio.sleep(0.2)
    await pace.allowance()
    assert pace.rate == 100


async def test_it_never_gets_slower_than_one_a_second() -> None:
    pace = Pace(2)
    for _ in range(5):
        pace.halt(timedelta(0))
    assert pace.rate == 1
