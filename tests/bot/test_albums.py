"""Attachments as turns see them: albums in one piece, files fetched, and why one could not be."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.rehearsal.phone import Phone
from tests.bot.program import Program


@pytest.fixture
async def phone(program: Program, monkeypatch: pytest.MonkeyPatch) -> Phone:
    """A phone of which files are expected."""
    monkeypatch.setattr("bot.dispatch.ALBUM_QUIET_SECONDS", 0.5)
    made = await program.phone()
    await made.says("/tep")
    await made.waits_for("Gửi tệp đi")
    return made


def raw(phone: Phone, number: int, **message: Any) -> dict[str, Any]:
    chat = {"id": phone.id, "type": "private"}
    return {"update_id": 9000 + number, "message": {"date": 1, "chat": chat, **message}}


async def in_an_album(phone: Phone, program: Program, numbers: range) -> list[dict[str, Any]]:
    """The raw updates of documents in one album, which the server holds."""
    files = program.rehearsal.files
    kept = [await files.add_document(b"x" * number, f"{number}.txt", None) for number in numbers]
    return [
        raw(phone, number, document=one.document(), media_group_id="7")
        for number, one in zip(numbers, kept, strict=True)
    ]


@pytest.mark.parametrize("count", [2, 10])
async def test_an_album_is_one_turn(program: Program, phone: Phone, count: int) -> None:
    await phone.sends_files([(f"{number}.txt", b"x" * number) for number in range(1, count + 1)], caption="bài")
    wanted = [f"{number}.txt={number}" for number in range(1, count + 1)]
    assert (await phone.waits_for()).text == f"bài: {wanted}"


async def test_an_album_over_two_polls_is_one_turn(program: Program, phone: Phone) -> None:
    updates = await in_an_album(phone, program, range(1, 6))
    await program.app.intake.take(updates[:2])
    await asyncio.sleep(0.3)
    await program.app.intake.take(updates[2:4])
    await asyncio.sleep(0.3)
    await program.app.intake.take(updates[4:])
    assert (await phone.waits_for()).text == ": ['1.txt=1', '2.txt=2', '3.txt=3', '4.txt=4', '5.txt=5']"
    await program.quiet(6)


async def test_a_message_right_behind_an_album_is_a_turn_of_its_own(program: Program, phone: Phone) -> None:
    updates = await in_an_album(phone, program, range(1, 3))
    await program.app.intake.take([*updates, raw(phone, 50, text="xong")])
    assert (await phone.waits_for()).text == ": ['1.txt=1', '2.txt=2']"
    assert (await phone.waits_for()).text == "xong: []"


async def test_two_albums_in_a_row_are_two_turns(program: Program, phone: Phone) -> None:
    first = await in_an_album(phone, program, range(1, 3))
    second = [update | {"update_id": update["update_id"] + 100} for update in first]
    for update in second:
        update["message"] = update["message"] | {"media_group_id": "8"}
    await program.app.intake.take([*first, *second])
    assert (await phone.waits_for()).text == ": ['1.txt=1', '2.txt=2']"
    assert (await phone.waits_for()).text == ": ['1.txt=1', '2.txt=2']"


async def test_why_a_file_could_not_be_fetched(program: Program, phone: Phone) -> None:
    documents: list[dict[str, Any]] = [
        {"file_id": "x", "file_name": "to.pdf", "file_size": 21 << 20},
        {"file_id": "x", "file_name": "mat.pdf", "file_size": 5},
        {"file_id": "x"},
    ]
    album = [raw(phone, n, document=document, media_group_id="7") for n, document in enumerate(documents)]
    await program.app.intake.take([*album, raw(phone, 50, text="hết")])
    assert (await phone.waits_for()).text == ": ['to.pdf:too_large', 'mat.pdf:lost', ':lost']"


async def test_a_file_that_nobody_asked_for_is_not_fetched(program: Program) -> None:
    phone = await program.phone()
    await phone.sends_files([("a.txt", b"1")])
    assert (await phone.waits_for()).text == " <document>".strip()
    assert program.calls("getFile") == []


async def test_a_server_that_fails_for_a_while_costs_no_file(
    program: Program, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.dispatch.RETRY_SECONDS", (0.1, 0.5, 0.5, 0.5))
    await program.faults(storm_5xx={"share": 1, "methods": ["getFile"]})
    await phone.sends_files([("a.txt", b"1")])
    async with asyncio.timeout(5):
        while len(program.calls("getFile")) < 2:
            await asyncio.sleep(0.02)
    await program.faults()
    assert (await phone.waits_for()).text == ": ['a.txt=1']"


async def test_many_downloads_hold_up_nobody_elses_turn(program: Program) -> None:
    senders = [await program.phone(f"Người {number}") for number in range(70)]
    for sender in senders:
        await sender.says("/tep")
    await program.quiet(70)
    other = await program.phone("Trần Thị Hạnh", started=True)
    await program.faults(delay=1)
    lost = {"file_id": "x", "file_name": "a.pdf"}
    await program.app.intake.take([raw(sender, number, document=lost) for number, sender in enumerate(senders)])
    loop = asyncio.get_running_loop()
    began = loop.time()
    await program.app.intake.take([raw(other, 500, text="chào")])
    async with asyncio.timeout(5):
        while program.calls()[-1]["params"]["text"] != "chào":
            await asyncio.sleep(0.02)
    assert loop.time() - began < 0.9
    await program.faults()
