"""Turns over real HTTP: in order for each chat, one fault stops nobody, and what nobody expects is answered."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.rehearsal.phone import Phone
from handlers.text import units
from storage.tables import inbox, outbox
from tests.bot.parrot import LONG, PARAGRAPHS
from tests.bot.program import Program


async def texts(phone: Phone) -> list[str]:
    return [message.text for message in await phone.messages() if message.by_bot]


async def test_messages_of_one_person_are_answered_in_order(program: Program) -> None:
    phone = await program.phone()
    for number in range(20):
        await phone.says(f"tin {number}")
    await program.quiet(20)
    assert await texts(phone) == [f"tin {number}" for number in range(20)]


async def test_people_are_answered_side_by_side(program: Program) -> None:
    phones = [await program.phone(f"Người {number}") for number in range(30)]
    await asyncio.gather(*(phone.says("chào") for phone in phones))
    await program.quiet(30)
    assert [await texts(phone) for phone in phones] == [["chào"]] * 30


async def test_a_turn_that_raises_is_kept_told_and_stops_nobody(
    program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    unlucky, other = await program.phone(), await program.phone("Trần Thị Hạnh")
    await unlucky.says("/hoi")
    await unlucky.waits_for("Chọn đi")
    await unlucky.says("/loi")
    await unlucky.waits_for()
    await unlucky.says("2")
    await other.says("chào")
    await program.quiet(4)
    sorry = program.app.school.phrases.get("engine.failed")
    assert await texts(unlucky) == ["Chọn đi", sorry, "chọn hai"]
    assert await texts(other) == ["chào"]
    failed = await program.look(select(inbox.c.error, inbox.c.payload).where(inbox.c.state == "failed"))
    assert [(error, '"/loi"' in payload) for error, payload in failed] == [("the turn raised; see the log", True)]
    assert [record.message for record in caplog.records if record.name == "bot.dispatch"] == ["turn 2 failed"]
    kept = await program.look(select(inbox.c.payload).where(inbox.c.state == "done"))
    assert kept == [(None,)] * 3


async def test_a_long_answer_comes_in_parts_at_paragraphs_and_loses_nothing(program: Program) -> None:
    phone = await program.phone()
    await phone.says("/dai")
    await program.quiet(1)
    parts = [message for message in await phone.messages() if message.by_bot]
    assert len(LONG) > 10_000
    assert [part.labels for part in parts] == [[], [], ["Lại"]]
    assert [units(part.text) <= 4096 for part in parts] == [True] * 3
    paragraphs = [line for part in parts for line in part.text.split("\n\n")]
    assert paragraphs == [f"Đoạn {number}: " + " ".join(["chữ"] * 24) for number in range(PARAGRAPHS)]


WRITTEN = [
    "*sao* _gạch_ [ngoặc](x) `mã` ~~bỏ~~ # đầu > dẫn 1. số - gạch",
    "<b>đậm</b> &amp; &lt; \\ \\* \\\\",
    "👍🏽 👨‍👩‍👧 chữ",
    "\u200fשלום abc",
    "dòng một\ndòng hai",
    "x" * 4096,
]


async def test_what_a_person_writes_is_shown_as_written(program: Program) -> None:
    phone = await program.phone()
    for said in WRITTEN:
        await phone.says(said)
        shown = await phone.waits_for()
        assert (shown.text, shown.entities) == (said, ())


async def test_what_is_no_character_breaks_nothing(program: Program) -> None:
    phone = await program.phone(started=True)
    chat = {"id": phone.id, "type": "private"}
    for number, said in enumerate(("a\x00b", "a\ud83db", "\udc00", "\ud83d\ude00"), start=1):
        await program.app.intake.take([{"update_id": number, "message": {"date": 1, "chat": chat, "text": said}}])
    await program.quiet(4)
    assert await texts(phone) == ["ab", "a\ufffdb", "\ufffd", "\ufffd\ufffd"]


async def test_a_tap_replaces_the_prompt_and_a_second_one_changes_nothing(program: Program) -> None:
    phone = await program.phone()
    await phone.says("/hoi")
    prompt = await phone.waits_for("Chọn đi")
    await phone.taps("Hai", on=prompt)
    replaced = await phone.waits_for("chọn hai")
    assert (replaced.id, replaced.edited, replaced.labels) == (prompt.id, True, [])
    await phone.taps("✅ Một", on=prompt, force=True)
    assert (await phone.waits_for()).text == "muộn"
    assert [call["params"] for call in program.calls("answerCallbackQuery")] == [
        {"callback_query_id": call["params"]["callback_query_id"]} for call in program.calls("answerCallbackQuery")
    ]
    assert [call["result"] for call in program.calls("answerCallbackQuery")] == ["ok", "ok"]


async def test_a_hundred_taps_are_acknowledged_side_by_side(program: Program) -> None:
    phones = [await program.phone(f"Người {number}") for number in range(40)]
    for phone in phones:
        await phone.says("/hoi")
    await program.quiet(40)
    await program.faults(delay=0.2)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await asyncio.gather(*(phone.taps("Hai") for phone in phones))
    await asyncio.gather(*(phone.waits_for("chọn hai") for phone in phones))
    answered = [call["result"] for call in program.calls("answerCallbackQuery")]
    assert (answered, loop.time() - began < 4) == (["ok"] * 40, True)


async def test_a_group_is_told_once_and_never_answered_again(program: Program) -> None:
    group = {"id": -1001, "type": "supergroup", "title": "Chi bộ thôn 3"}
    people = [await program.phone(f"Người {number}") for number in range(2)]
    for _ in range(2):
        for phone in people:
            await phone.sends_raw({"text": "chào bot", "chat": group})
    await people[0].says("riêng")
    await program.quiet(5)
    private_only = program.app.school.phrases.get("menu.private_only")
    sent = [(call["params"]["chat_id"], call["params"]["text"]) for call in program.calls()]
    assert sorted(sent) == sorted([("-1001", private_only), (str(people[0].id), "riêng")])


KINDS: list[tuple[dict[str, Any], str]] = [
    ({"sticker": {"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}}, "unsupported"),
    ({"location": {"latitude": 1.0, "longitude": 1.0}}, "unsupported"),
    ({"contact": {"phone_number": "1", "first_name": "A"}}, "unsupported"),
    ({"poll": {"id": "1", "question": "?"}}, "unsupported"),
    ({"dice": {"emoji": "🎲", "value": 1}}, "unsupported"),
    ({"voice": {"file_id": "x", "duration": 1}}, "<other>"),
    ({"photo": []}, "unsupported"),
    ({"text": "chuyển tiếp", "forward_origin": {"type": "hidden_user"}}, "chuyển tiếp"),
    ({"text": "/KHONGCO@bot gì"}, "/khongco"),
    ({"text": "/"}, "/"),
]


async def test_every_kind_of_message_is_answered(program: Program) -> None:
    phone = await program.phone()
    for fields, _ in KINDS:
        await phone.sends_raw(fields)
    await program.quiet(len(KINDS))
    assert await texts(phone) == [answer for _, answer in KINDS]


async def test_an_edited_message_is_told_to_be_so(program: Program) -> None:
    phone = await program.phone()
    await phone.says("một")
    await phone.waits_for("một")
    await phone.causes({"edited_message": {"message_id": 1, "text": "hai"}})
    assert (await phone.waits_for()).text == "edited"


async def test_updates_that_make_no_sense_stop_nothing(program: Program) -> None:
    phone = await program.phone()
    senseless: list[tuple[str, dict[str, Any]]] = [
        ("callback_query", {"id": "1", "from": {"id": phone.id}, "message": None, "data": "x"}),
        ("message", {"text": "ở đâu?"}),
        ("message", {"chat": None, "from": None}),
        ("my_chat_member", {"chat": {"id": phone.id, "type": "private"}, "from": {"id": phone.id}}),
    ]
    for kind, body in senseless:
        program.rehearsal.updates.put(kind, body, ("message", phone.id))
    await phone.says("còn đây")
    await phone.waits_for("còn đây")
    assert await program.look(select(inbox.c.state, func.count()).group_by(inbox.c.state)) == [("done", 3)]


async def test_the_same_updates_twice_have_their_effects_once(program: Program) -> None:
    phone = await program.phone()
    await phone.says("một lần")
    await phone.waits_for("một lần")
    raw = {
        "update_id": 900,
        "message": {"message_id": 9, "date": 1, "chat": {"id": phone.id, "type": "private"}, "text": "hai"},
    }
    await program.app.intake.take([raw, raw])
    await program.app.intake.take([raw])
    await program.quiet(2)
    assert await texts(phone) == ["một lần", "hai"]
    assert await program.look(select(func.count()).select_from(inbox)) == [(2,)]
    assert await program.look(select(func.count()).select_from(outbox)) == [(2,)]
