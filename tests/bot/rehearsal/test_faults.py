"""The switches with which a test makes the server ill."""

import time
from typing import Any

import aiohttp
import pytest

from bot.rehearsal.phone import Phone
from tests.bot.rehearsal.calling import Answer, BotApi


async def switch(api: BotApi, **switches: Any) -> None:
    async with api.session.put(f"{api.base_url}/api/faults", json=switches) as answer:
        assert answer.status == 200


async def test_all_switches_are_told(api: BotApi) -> None:
    await switch(api, storm_429={"share": 0.5, "retry_after": 3}, delay=0.5)
    async with api.session.get(f"{api.base_url}/api/faults") as answer:
        assert await answer.json() == {
            "rate_limits": True,
            "storm_429": {"share": 0.5, "retry_after": 3, "methods": None},
            "storm_5xx": None,
            "delay": 0.5,
            "refuse": False,
            "drop_answer": None,
            "half_answer": None,
        }


async def test_a_wrong_switch_is_refused(api: BotApi) -> None:
    async with api.session.put(f"{api.base_url}/api/faults", json={"rain": True, "delay": -1}) as answer:
        assert answer.status == 400
        assert await answer.json() == {
            "error": "delay: Input should be greater than or equal to 0; rain: Extra inputs are not permitted"
        }


async def test_storms(api: BotApi, phone: Phone) -> None:
    await switch(api, storm_429={"share": 1, "retry_after": 7})
    assert await api("sendMessage", chat_id=phone.id, text="a") == Answer(429, "Too Many Requests: retry after 7")
    assert await api("getUpdates") == Answer(200, [])
    await switch(api, storm_5xx={"share": 1, "methods": ["getMe"]})
    assert await api("getMe") == Answer(502, "Bad Gateway")
    assert (await api("sendMessage", chat_id=phone.id, text="b")).status == 200
    assert [message.text for message in await phone.messages()] == ["/start", "b"]


async def test_a_share_is_a_share(api: BotApi) -> None:
    await switch(api, storm_5xx={"share": 0.3})
    struck = [(await api("getMe")).status for _ in range(200)].count(502)
    assert 35 <= struck <= 85


async def test_delay(api: BotApi) -> None:
    await switch(api, delay=0.2)
    began = time.monotonic()
    await api("getMe")
    assert time.monotonic() - began >= 0.2


async def test_a_refused_call_is_not_carried_out(api: BotApi, phone: Phone) -> None:
    await switch(api, refuse=True)
    with pytest.raises(aiohttp.ClientConnectionError):
        await api("sendMessage", chat_id=phone.id, text="a")
    await switch(api)
    assert [message.text for message in await phone.messages()] == ["/start"]
    assert (await api("getMe")).status == 200


async def test_a_dropped_answer_is_carried_out(api: BotApi, phone: Phone) -> None:
    await switch(api, drop_answer={"share": 1, "methods": ["sendMessage"]})
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await api("sendMessage", chat_id=phone.id, text="a")
    assert (await api("getMe")).status == 200
    assert (await phone.waits_for()).text == "a"
    async with api.session.get(f"{api.base_url}/api/log") as answer:
        log = [(entry["method"], entry["result"], entry["answered"]) for entry in await answer.json()]
    assert log == [("sendMessage", "ok", False), ("getMe", "ok", True)]


async def test_half_an_answer(api: BotApi, phone: Phone) -> None:
    await switch(api, half_answer={"share": 1, "methods": ["sendMessage"]})
    with pytest.raises(aiohttp.ClientPayloadError):
        await api("sendMessage", chat_id=phone.id, text="a")
    assert (await phone.waits_for()).text == "a"
