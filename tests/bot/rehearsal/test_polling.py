"""getUpdates: long polling, confirming, one poller, kinds, expiry."""

import asyncio
from pathlib import Path
from typing import Any

import aiohttp

from bot.rehearsal.phone import Phone
from bot.rehearsal.server import Rehearsal, serve
from bot.rehearsal.updates import RETENTION, Updates
from tests.bot.rehearsal.calling import TOKEN, Answer, BotApi

CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_what_is_not_confirmed_comes_again(api: BotApi, phone: Phone) -> None:
    for word in ("một", "hai", "ba"):
        await phone.says(word)
    first = await api.result("getUpdates", limit=2)
    assert texts(first) == ["một", "hai"]
    assert await api.result("getUpdates", limit=2) == first
    rest = await api.result("getUpdates", offset=first[0]["update_id"] + 1)
    assert texts(rest) == ["hai", "ba"]
    assert texts(await api.result("getUpdates", offset=-1)) == ["ba"]
    assert await api.result("getUpdates", offset=rest[-1]["update_id"] + 1) == []


async def test_an_update_is_as_telegram_tells_it(api: BotApi, phone: Phone) -> None:
    sent = await phone.says("/menu đây")
    person = {"id": phone.id, "is_bot": False, "first_name": "Nguyễn Văn Bình", "language_code": "vi"}
    assert await api.result("getUpdates") == [
        {
            "update_id": 2,
            "message": {
                "message_id": 2,
                "from": person,
                "chat": {"id": phone.id, "first_name": "Nguyễn Văn Bình", "type": "private"},
                "date": sent.date,
                "text": "/menu đây",
                "entities": [{"type": "bot_command", "offset": 0, "length": 5}],
            },
        }
    ]


async def test_a_long_poll_ends_with_the_first_update(api: BotApi, phone: Phone) -> None:
    poll = asyncio.create_task(api.result("getUpdates", timeout=50))
    assert await asyncio.wait({poll}, timeout=0.1) == (set(), {poll})
    await phone.says("a")
    assert texts(await poll) == ["a"]


async def test_a_long_poll_without_updates_ends_empty(api: BotApi, phone: Phone) -> None:
    assert await api.result("getUpdates", timeout=1) == []


async def test_the_second_poller_ends_the_first(api: BotApi, phone: Phone) -> None:
    first = asyncio.create_task(api("getUpdates", timeout=50))
    assert await asyncio.wait({first}, timeout=0.1) == (set(), {first})
    second = asyncio.create_task(api("getUpdates", timeout=50))
    assert await first == Answer(409, CONFLICT)
    await phone.says("a")
    assert texts((await second).said) == ["a"]


async def test_kinds_that_nobody_asked_for_do_not_come(api: BotApi, phone: Phone) -> None:
    edited = {"edited_message": {"message_id": 1, "text": "b"}}
    assert await phone.causes(edited) == [2]
    assert await phone.causes({"message_reaction": {}}) == [None]
    await api.result("getUpdates", offset=3, allowed_updates=["message"])
    assert await phone.causes(edited) == [None]
    await phone.says("a")
    assert texts(await api.result("getUpdates")) == ["a"]
    await api.result("getUpdates", allowed_updates=[])
    assert await phone.causes(edited) == [4]


def test_updates_are_forgotten_after_a_day() -> None:
    now = [0.0]
    updates = Updates(first=1, now=lambda: now[0])
    updates.put("message", {"text": "a"}, ("message", 1))
    now[0] = RETENTION + 1.0
    updates.put("message", {"text": "b"}, ("message", 1))
    assert [update.json() for update in updates.waiting.values()] == [{"update_id": 2, "message": {"text": "b"}}]


async def test_serving_again_keeps_everything(
    rehearsal: Rehearsal, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    async with serve(rehearsal) as first:
        phone = await Phone.create(first, session, "Lê Minh Tâm")
        await phone.says("a")
        waiting = asyncio.create_task(BotApi(first, session)("getUpdates", offset=99, timeout=50))
        assert await asyncio.wait({waiting}, timeout=0.1) == (set(), {waiting})
        await phone.says("b")
        port = int(first.rpartition(":")[2])
    async with serve(rehearsal, port=port) as second:
        assert second == first
        assert [message.text for message in await phone.messages()] == ["a", "b"]
        assert texts((await BotApi(second, session)("getUpdates")).said) == ["b"]


async def test_a_new_server_gives_out_numbers_that_no_program_knows(tmp_path: Path) -> None:
    first, second = (Rehearsal(TOKEN, files=tmp_path) for _ in range(2))
    chat = first.chats.add_phone("A")
    for _ in range(3):
        await first.person_sends(chat, {"text": "a"})
    assert min(first.updates.waiting) > 500_000_000
    assert second.number() >= first.chats.phones().__next__().messages.popitem()[1].id - 3
