"""Delivery over real HTTP: everybody once, the pace, what the channel says, and faults of every kind."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from storage import outbox as outbox_rows
from storage.outbox import Queued
from storage.tables import notices, outbox
from tests.bot.conftest import Start
from tests.bot.program import ACCOUNT, Program


def received(program: Program, text: str) -> Counter[str]:
    """How often each chat got that text, as the server counts."""
    return Counter(
        call["params"]["chat_id"]
        for call in program.calls()
        if call["result"] == "ok" and call["params"]["text"] == text
    )


async def test_a_notice_reaches_everybody_once_and_says_whom_it_missed(program: Program) -> None:
    chats = await program.learners(200)
    for chat in chats[:3]:
        found = program.rehearsal.chats.get(chat)
        assert found is not None
        found.blocked = True
    notice = await program.notice("Mời họp")
    assert await program.ended(notice) == {"sent": 197, "unreachable": 3}
    assert received(program, "Mời họp") == Counter({str(chat): 1 for chat in chats[3:]})
    again = await program.notice("Mời lần nữa")
    assert await program.ended(again) == {"sent": 197, "unreachable": 3}
    to_blocked = [call for call in program.calls() if int(call["params"]["chat_id"]) in chats[:3]]
    assert len(to_blocked) == 3
    reasons = await program.look(select(outbox.c.reason, outbox.c.attempts).where(outbox.c.state == "unreachable"))
    assert reasons == [("đã chặn hoặc xóa cuộc trò chuyện", 1)] * 3 + [("đã chặn hoặc xóa cuộc trò chuyện", 0)] * 3


async def test_who_writes_again_is_reached_again(program: Program) -> None:
    [chat] = await program.learners(1)
    phone = await program.phone(id=chat + 1)
    phone.id = chat
    await phone.blocks()
    await program.quiet(1)
    assert await program.ended(await program.notice("một")) == {"unreachable": 1}
    await phone.says("tôi đây")
    await program.quiet(3)
    assert await program.ended(await program.notice("hai")) == {"sent": 1}


async def test_one_chat_gets_at_most_one_notice_a_second(program: Program) -> None:
    chats = await program.learners(3)
    made = [await program.notice(f"tin {number}") for number in range(3)]
    for notice in made:
        assert await program.ended(notice) == {"sent": 3}
    for chat in chats:
        times = [call["at"] for call in program.calls() if call["params"]["chat_id"] == str(chat)]
        assert [later - earlier >= 0.97 for earlier, later in pairwise(times)] == [True, True]


async def test_a_pause_asked_for_halts_notices_but_no_replies(program: Program) -> None:
    await program.learners(20)
    phone = await program.phone()
    await program.faults(storm_429={"share": 1, "retry_after": 2, "methods": ["sendMessage"]})
    notice = await program.notice("thông báo")
    await program.until(lambda store: store.value(select(outbox.c.not_before > program.clock.now())), True)
    halted = [call["at"] for call in program.calls() if call["result"] == "429"]
    await program.faults()
    await phone.says("chào")
    await phone.waits_for("chào", timeout=1.5)
    assert await program.ended(notice) == {"sent": 20}
    sent = [call["at"] for call in program.calls() if call["params"]["text"] == "thông báo" and call["result"] == "ok"]
    assert (1 <= len(halted) <= 20, len(sent), min(sent) - halted[-1] >= 1.9) == (True, 20, True)
    assert program.app.sender.pace.rate == 600
    assert await program.look(select(outbox.c.attempts).where(outbox.c.lane == "notice").distinct()) == [(1,)]


async def test_a_pause_that_two_chats_are_told_is_the_accounts(program: Program) -> None:
    first, second, third = [await program.phone() for _ in range(3)]
    await program.faults(storm_429={"share": 1, "retry_after": 2, "methods": ["sendMessage"]})
    await asyncio.gather(first.says("một"), second.says("hai"))
    await program.until(
        lambda store: store.value(select(func.count()).where(outbox.c.not_before > outbox.c.made_at)), 2
    )
    told = [call["at"] for call in program.calls() if call["result"] == "429"]
    await program.faults()
    await third.says("ba")
    await third.waits_for("ba")
    sent = [call["at"] for call in program.calls() if call["result"] == "ok" and call["method"] == "sendMessage"]
    assert (len(told), min(sent) - min(told) >= 1.9) == (2, True)


async def test_a_reply_waits_for_no_notice_even_when_every_notice_hangs(program: Program) -> None:
    await program.learners(300)
    phone = await program.phone(started=True)
    await program.faults(delay=2)
    await program.notice("thông báo")
    async with asyncio.timeout(5):
        while len(program.calls()) < 200:
            await asyncio.sleep(0.05)
    text = {"update_id": 1, "message": {"date": 1, "chat": {"id": phone.id, "type": "private"}, "text": "chào"}}
    await program.app.intake.take([text])
    await phone.waits_for("chào")
    calls = program.calls()
    [reply] = [call for call in calls if call["params"]["text"] == "chào"]
    assert reply["at"] - calls[0]["at"] < 1.9
    await program.faults()


async def test_an_answer_that_is_lost_three_times_ends_as_uncertain(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.outcomes.UNCERTAIN_PAUSE", timedelta(seconds=0.05))
    phone = await program.phone()
    await program.faults(drop_answer={"share": 1, "methods": ["sendMessage"]})
    await phone.says("chào")
    await program.quiet(1)
    assert [message.text for message in await phone.messages() if message.by_bot] == ["chào"] * 3
    rows = await program.look(select(outbox.c.state, outbox.c.attempts, outbox.c.doubts, outbox.c.reason))
    assert rows == [("uncertain", 3, 3, outbox_rows.LOST)]


async def test_half_an_answer_is_doubtful_and_counted_to_the_sender(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.outcomes.UNCERTAIN_PAUSE", timedelta(seconds=0.3))
    await program.learners(5)
    await program.faults(half_answer={"share": 1, "methods": ["sendMessage"]})
    notice = await program.notice("thông báo")
    await program.until(lambda store: store.value(select(outbox.c.doubts).order_by(outbox.c.doubts).limit(1)), 1)
    await program.faults()
    assert await program.ended(notice) == {"sent": 5, "doubtful": 5}
    assert sorted(received(program, "thông báo").values()) == [2] * 5


async def test_a_server_that_fails_is_tried_again(program: Program) -> None:
    phone = await program.phone()
    await program.faults(storm_5xx={"share": 1, "methods": ["sendMessage"]})
    await phone.says("chào")
    await program.until(lambda store: store.value(select(outbox.c.attempts)), 1)
    await program.faults()
    await program.quiet(1)
    assert [call["result"] for call in program.calls()] == ["502", "ok"]


async def test_what_the_channel_never_takes_is_refused_with_its_words(program: Program) -> None:
    await program.learners(2)
    notice = await program.notice("thông báo", after=timedelta(hours=1))
    async with program.app.db.write() as store:
        body = {"reply": {"text": "x" * 5000}, "prompt": 0, "edit": None}
        await store.run(notices.update().where(notices.c.id == notice).values(body=body))
    program.clock.advance(timedelta(hours=2))
    assert await program.ended(notice) == {"refused": 2}
    reasons = await program.look(select(outbox.c.reason).where(outbox.c.notice_id == notice).distinct())
    assert reasons == [("Telegram từ chối: Message is too long",)]


async def test_a_row_that_no_channel_can_send_holds_up_nobody(
    program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    phone = await program.phone()
    await phone.says("một")
    await program.quiet(1)
    letters = [Queued(None, None, ACCOUNT, str(phone.id), body) for body in ({"reply": {"txt": 1}}, {"commands": 7})]
    async with program.app.db.write() as store:
        await outbox_rows.queue(store, letters, now=program.clock.now())
    await phone.says("hai")
    await program.quiet(2)
    states = await program.look(select(outbox.c.state, outbox.c.reason).order_by(outbox.c.id))
    fault = ("refused", "chương trình gặp lỗi khi gửi")
    assert states == [("sent", None), fault, fault, ("sent", None)]
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == [
        "message 2 could not be sent",
        "message 3 could not be sent",
    ]


async def test_a_message_that_is_gone_is_sent_anew_instead_of_edited(program: Program) -> None:
    phone = await program.phone()
    await phone.says("/hoi")
    prompt = await phone.waits_for("Chọn đi")
    chat = program.rehearsal.chats.get(phone.id)
    assert chat is not None
    program.rehearsal.delete(chat, chat.messages[prompt.id])
    await phone.taps("Hai", on=prompt, force=True)
    answer = await phone.waits_for("chọn hai")
    assert (answer.id != prompt.id, answer.edited) == (True, False)


async def test_replies_in_order_survive_a_storm(start: Start) -> None:
    async with start() as program:
        phone = await program.phone()
        await program.faults(storm_5xx={"share": 0.3, "methods": ["sendMessage"]})
        for number in range(8):
            await phone.says(f"tin {number}")
        await program.until(lambda store: store.value(select(outbox.c.id).where(outbox.c.attempts > 0).limit(1)), 1)
        await program.faults()
        await program.quiet(8)
        shown = [message.text for message in await phone.messages() if message.by_bot]
        assert shown == [f"tin {number}" for number in range(8)]
