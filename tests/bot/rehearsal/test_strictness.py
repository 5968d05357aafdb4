"""Every rule of the server that refuses: the call, and exactly what it answers."""

import json

import aiohttp
import pytest

from bot.rehearsal.faults import Faults
from bot.rehearsal.phone import Phone
from bot.rehearsal.server import Rehearsal
from tests.bot.rehearsal.calling import Answer, BotApi
from tests.bot.rehearsal.refused_calls import EDITS, OTHERS
from tests.bot.rehearsal.refused_sends import ACCEPTED, SENDS, button


async def test_sends_are_refused(api: BotApi, phone: Phone) -> None:
    said = [(params, await api("sendMessage", **{"chat_id": phone.id} | params)) for params, _ in SENDS]
    assert said == [(params, Answer(400, f"Bad Request: {reason}")) for params, reason in SENDS]
    assert len(await phone.messages()) == 1


async def test_sends_at_the_limit_are_accepted(rehearsal: Rehearsal, api: BotApi, phone: Phone) -> None:
    rehearsal.faults = Faults(rate_limits=False)
    sent = [await api.result("sendMessage", **{"chat_id": phone.id} | params) for params, _ in ACCEPTED]
    assert [message["text"] for message in sent] == [text for _, text in ACCEPTED]


async def test_other_calls_are_refused(api: BotApi) -> None:
    said = [(method, params, await api(method, **params)) for method, params, _, _ in OTHERS]
    assert said == [(method, params, Answer(status, reason)) for method, params, status, reason in OTHERS]


async def test_edits_are_refused(api: BotApi, phone: Phone) -> None:
    sent = await api.result("sendMessage", chat_id=phone.id, text="a", reply_markup=button(callback_data="a"))
    known = {"chat_id": phone.id, "message_id": sent["message_id"]}
    said = [(method, params, await api(method, **known | params)) for method, params, _ in EDITS]
    assert said == [(method, params, Answer(400, description)) for method, params, description in EDITS]


async def test_an_unknown_token_is_refused(base_url: str, session: aiohttp.ClientSession) -> None:
    of_right_form = BotApi(base_url, session, "664001:another-token-of-thirty-five-letters")
    assert await of_right_form("getMe") == Answer(401, "Unauthorized")
    assert await BotApi(base_url, session, "664001:short")("getMe") == Answer(404, "Not Found")


async def test_nobody_is_written_to_who_has_not_written_first(
    api: BotApi, base_url: str, session: aiohttp.ClientSession
) -> None:
    stranger = await Phone.create(base_url, session, "Trần Thị Hạnh")
    assert await api("sendMessage", chat_id=stranger.id, text="a") == Answer(
        403, "Forbidden: bot can't initiate conversation with a user"
    )
    known = await Phone.create(base_url, session, "K'Brơi", started=True)
    assert (await api("sendMessage", chat_id=known.id, text="a")).status == 200


async def test_text_that_no_encoding_carries_is_refused(api: BotApi, phone: Phone) -> None:
    refused = Answer(400, "Bad Request: strings must be encoded in UTF-8")
    lone = json.dumps({"chat_id": phone.id, "text": "\ud800"})
    assert await api.sends("sendMessage", data=lone, headers={"Content-Type": "application/json"}) == refused
    assert await api.sends("sendMessage", data=b"text=\xff") == refused
    assert await api.sends("sendMessage", data="[", headers={"Content-Type": "application/json"}) == Answer(
        400, "Bad Request: can't parse JSON object"
    )


async def test_the_four_ways_to_send_parameters_are_one(api: BotApi, phone: Phone) -> None:
    wish = {"chat_id": str(phone.id), "text": "Chào"}
    multipart = aiohttp.FormData(wish, default_to_multipart=True)
    for content in ({"params": wish}, {"data": wish}, {"data": multipart}, {"json": wish}):
        assert (await api.sends("SENDMESSAGE", **content)).status == 200
    assert [message.text for message in await phone.messages()] == ["/start", *["Chào"] * 4]


def logged(method: str, params: dict[str, object], result: str, message_id: int | None = None) -> dict[str, object]:
    return {
        "channel": "telegram", "method": method, "params": params, "result": result, "message_id": message_id,
        "answered": True,
    }  # fmt: skip


async def test_every_call_is_in_the_log_without_secrets(
    api: BotApi, phone: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    async with api.session.delete(f"{api.base_url}/api/log") as cleared:
        assert cleared.status == 204
    await api("sendMessage", chat_id=phone.id, text="a")
    await api("sendMessage", chat_id=5, text="a")
    await api("launchRocket", at="dawn")
    await api("getUpdates")
    await api("setWebhook", url="", secret_token="hush")
    async with api.session.get(f"{api.base_url}/api/log") as answer:
        log = await answer.json()
    assert [entry["at"] for entry in log] == sorted(entry.pop("at") for entry in log)
    assert log == [
        logged("sendMessage", {"chat_id": phone.id, "text": "a"}, "ok", 2),
        logged("sendMessage", {"chat_id": 5, "text": "a"}, "400"),
        logged("launchRocket", {"at": "dawn"}, "404"),
        logged("setWebhook", {"url": "", "secret_token": "***"}, "ok"),
    ]
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "the bot called launchRocket, which the rehearsal doesn't know"
    ]
