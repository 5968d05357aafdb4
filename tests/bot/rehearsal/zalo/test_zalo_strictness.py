"""Every rule of the Zalo server that refuses: the call, and exactly what it answers."""

from __future__ import annotations

from typing import Any

import aiohttp

from bot.rehearsal.phone import Phone
from bot.rehearsal.zalo.bots import Bot, Plan
from tests.bot.rehearsal.pictures import picture
from tests.bot.rehearsal.zalo.conftest import ZaloCalls


def styled(**odd: Any) -> dict[str, Any]:
    """A message with one style."""
    return {"text": "a", "text_styles": [{"start": 0, "len": 1, "st": ["b"]} | odd]}


STYLED = styled()
SENDS: list[tuple[str, dict[str, Any], int, int, str]] = [
    # method, parameters over a right chat_id, HTTP status, error_code, description
    ("sendMessage", {}, 400, 400, "text is required"),
    ("sendMessage", {"text": ""}, 400, 400, "text is required"),
    ("sendMessage", {"text": " \n"}, 400, 400, "text is required"),
    ("sendMessage", {"text": 5}, 400, 400, "text is required"),
    ("sendMessage", {"text": "a" * 2001}, 400, 400, "text must have 1 to 2000 characters"),
    ("sendMessage", {"text": "😀" * 1001}, 400, 400, "text must have 1 to 2000 characters"),
    ("sendMessage", {"text": "a", "chat_id": "nobody"}, 400, 400, "chat not found"),
    ("sendMessage", {"text": "a", "chat_id": 5}, 400, 400, "chat_id is required"),
    ("sendMessage", {"text": "a", "reply_markup": {}}, 400, 400, "unknown parameter reply_markup"),
    ("sendMessage", {"text": "a", "reply_to_message_id": "1"}, 400, 400, "unknown parameter reply_to_message_id"),
    ("sendMessage", {"text": "a", "parse_mode": "Markdown"}, 400, 400, "parse_mode must be markdown or html"),
    ("sendMessage", {"text": "a", "text_styles": {}}, 400, 400, "text_styles must be a list"),
    ("sendMessage", {"text": "a", "text_styles": [{"start": 0}]}, 400, 400, "a style has start, len and st"),
    ("sendMessage", STYLED | {"parse_mode": "html"}, 400, 400, "parse_mode and text_styles can't be used together"),
    ("sendMessage", styled(start=True), 400, 400, "a style has start, len and st"),
    ("sendMessage", styled(len=True), 400, 400, "a style has start, len and st"),
    ("sendMessage", styled(st=[]), 400, 400, "a style has start, len and st"),
    ("sendMessage", styled(st=["bold"]), 400, 400, "unknown style"),
    ("sendMessage", styled(st=["b", 1]), 400, 400, "unknown style"),
    (
        "sendMessage",
        {"text": "a", "text_styles": [{"start": 0, "len": 2, "st": ["b"]}]},
        400,
        400,
        "a style lies outside of the text",
    ),
    ("sendPhoto", {"photo": "anh.png"}, 200, 400, "The photo must start with http:// or https://"),
    ("sendPhoto", {"photo": "data:image/png;base64,AA"}, 200, 400, "The photo must start with http:// or https://"),
    ("sendPhoto", {"photo": "https://cdn.example/a.png"}, 200, 400, "The photo URL is invalid"),
    ("sendPhoto", {"photo": "https://cdn.example/a.png", "caption": ""}, 400, 400, "caption is required"),
    ("sendSticker", {}, 400, 400, "sticker is required"),
    ("sendChatAction", {"action": "upload"}, 400, 400, "action must be typing"),
    ("sendmessage", {"text": "a"}, 404, 404, "Not Found"),
    ("sendDocument", {"document": "https://cdn.example/a.pdf"}, 404, 404, "Not Found"),
    ("editMessageText", {"text": "a"}, 404, 404, "Not Found"),
]


def refused(code: int, description: str) -> dict[str, Any]:
    return {"ok": False, "error_code": code, "description": description}


async def known_as(zalo: ZaloCalls, phone: Phone) -> str:
    """The chat id under which the bot knows that phone."""
    await phone.says("?")
    return str((await zalo.result("getUpdates", timeout=0))["message"]["chat"]["id"])


async def test_sends_are_refused(zalo: ZaloCalls, zalo_phone: Phone) -> None:
    chat = await known_as(zalo, zalo_phone)
    said = [(method, params, await zalo(method, **{"chat_id": chat} | params)) for method, params, *_ in SENDS]
    assert said == [(method, params, (http, refused(code, why))) for method, params, http, code, why in SENDS]


async def test_sends_within_the_limits_arrive(zalo: ZaloCalls, zalo_phone: Phone) -> None:
    chat = await known_as(zalo, zalo_phone)
    styles = [{"start": 0, "len": 4, "st": ["b"]}]
    await zalo.result("sendMessage", chat_id=chat, text="😀" * 1000)
    await zalo.result("sendMessage", chat_id=chat, text="Xong rồi", text_styles=styles)
    assert (await zalo("sendChatAction", chat_id=chat, action="typing")) == (200, {"ok": True})
    assert [(message.text, message.entities) for message in await zalo_phone.messages() if message.by_bot] == [
        ("😀" * 1000, ()),
        ("Xong rồi", ({"type": "bold", "offset": 0, "length": 4},)),
    ]


async def test_a_picture_is_fetched_from_its_address(zalo: ZaloCalls, zalo_phone: Phone) -> None:
    chat = await known_as(zalo, zalo_phone)
    await zalo_phone.sends_files([("a.png", picture(30, 20, "PNG"))], as_="photo", caption="Ảnh")
    update = await zalo.result("getUpdates", timeout=0)
    assert update["event_name"] == "message.image.received"
    address = update["message"]["photo_url"]
    assert update["message"]["caption"] == "Ảnh"
    await zalo.result("sendPhoto", chat_id=chat, photo=address, caption="Gửi lại")
    last = [message for message in await zalo_phone.messages() if message.by_bot][-1]
    assert last.photo is not None
    assert (last.text, last.photo.width, last.photo.height) == ("Gửi lại", 30, 20)


async def test_files_have_no_address(zalo: ZaloCalls, zalo_phone: Phone) -> None:
    await zalo_phone.sends_files([("bai.pdf", b"%PDF-1.7")])
    update = await zalo.result("getUpdates", timeout=0)
    assert update["event_name"] == "message.unsupported.received"
    assert sorted(update["message"]) == ["chat", "date", "from", "message_id"]


async def test_files_are_not_taken(zalo: ZaloCalls, zalo_phone: Phone) -> None:
    form = aiohttp.FormData({"chat_id": "a"}, default_to_multipart=True)
    form.add_field("photo", b"x", filename="a.png")
    assert await zalo.sends("sendPhoto", data=form) == (400, refused(400, "multipart is not supported"))


async def test_a_poll_gives_one_update_and_removes_it(zalo: ZaloCalls, zalo_phone: Phone) -> None:
    for text in ("một", "hai"):
        await zalo_phone.says(text)
    read = [(await zalo.result("getUpdates", timeout="0"))["message"]["text"] for _ in range(2)]
    assert read == ["một", "hai"]
    assert await zalo("getUpdates", timeout=0) == (408, refused(408, "Request timeout"))


async def test_a_poll_that_names_no_time_is_refused(zalo: ZaloCalls) -> None:
    odd: tuple[Any, ...] = ("nan", "inf", "soon", None, [])
    said = [await zalo("getUpdates", timeout=timeout) for timeout in odd]
    assert said == [(400, refused(400, "timeout must be a number"))] * 5


async def test_the_two_ways_of_saying_that_there_is_no_webhook(zalo: ZaloCalls, bot: Bot) -> None:
    assert await zalo("getWebhookInfo") == (404, refused(404, "Not Found"))
    bot.manner.no_webhook = "empty_url"
    assert await zalo.result("getWebhookInfo") == {"url": "", "updated_at": 0}


async def test_the_three_empty_polls(zalo: ZaloCalls, bot: Bot) -> None:
    empty = refused(408, "Request timeout")
    said = {}
    for manner in ("http408", "http200", "empty_result"):
        bot.manner.empty_poll = manner
        said[manner] = await zalo("getUpdates", timeout=0)
    assert said == {"http408": (408, empty), "http200": (200, empty), "empty_result": (200, {"ok": True, "result": {}})}


async def test_no_polling_while_a_webhook_is_set(zalo: ZaloCalls) -> None:
    address = "http://127.0.0.1:1/zalo"
    for secret in ("short", "s" * 257):
        said = await zalo("setWebhook", url=address, secret_token=secret)
        assert said == (400, refused(400, "secret_token must have 8 to 256 characters"))
    outside = await zalo("setWebhook", url="https://bot.example/zalo", secret_token="a-long-secret")
    assert outside == (400, refused(400, "bad webhook: the rehearsal reaches the loopback only"))
    made = await zalo.result("setWebhook", url=address, secret_token="a-long-secret")
    assert made["verification"]["outcome"] == "webhook.unreachable"
    assert await zalo("getUpdates", timeout=0) == (400, refused(400, "getUpdates can't be used while a webhook is set"))
    assert (await zalo.result("getWebhookInfo"))["url"] == address
    assert (await zalo.result("deleteWebhook"))["url"] == ""
    assert (await zalo("getUpdates", timeout=0))[0] == 408


async def test_the_months_messages_end(zalo: ZaloCalls, zalo_phone: Phone, bot: Bot) -> None:
    bot.plan = Plan(messages=2)
    chat = await known_as(zalo, zalo_phone)
    said = [(await zalo("sendMessage", chat_id=chat, text="a")) for _ in range(3)]
    assert [status for status, _ in said] == [200, 200, 429]
    assert said[2][1] == refused(429, "Quota exceeded")


async def test_the_fifty_first_person_is_not_written_to(zalo: ZaloCalls, bot: Bot) -> None:
    for number in range(51):
        phone = await Phone.create(zalo.base_url, zalo.session, f"Người {number}", channel="zalo")
        chat = await known_as(zalo, phone)
        wanted = (200, True) if number < 50 else (429, False)
        status, said = await zalo("sendMessage", chat_id=chat, text="a")
        assert (number, status, said["ok"]) == (number, *wanted)
    assert len(bot.people) == 51


async def test_who_blocked_or_never_wrote_is_not_written_to(zalo: ZaloCalls, zalo_phone: Phone, bot: Bot) -> None:
    chat = await known_as(zalo, zalo_phone)
    await zalo_phone.blocks()
    assert await zalo("sendMessage", chat_id=chat, text="a") == (403, refused(403, "Forbidden"))
    silent = await Phone.create(zalo.base_url, zalo.session, "Lặng", channel="zalo")
    said = await zalo("sendMessage", chat_id=bot.person(silent.id), text="a")
    assert said == (400, refused(400, "chat not found"))


async def test_an_unknown_token_is_refused(zalo: ZaloCalls) -> None:
    stranger = ZaloCalls(zalo.base_url, zalo.session, "12345689:another")
    assert await stranger("getMe") == (401, refused(401, "Unauthorized"))
    assert (await zalo.result("getMe"))["account_name"] == "bot.xa1"


async def test_the_log_names_the_channel_and_no_secret(zalo: ZaloCalls, zalo_phone: Phone) -> None:
    chat = await known_as(zalo, zalo_phone)
    sent = (await zalo.result("sendMessage", chat_id=chat, text="a"))["message_id"]
    await zalo("setWebhook", url="http://127.0.0.1:1/zalo", secret_token="a-long-secret")
    async with zalo.session.get(f"{zalo.base_url}/api/log") as answer:
        log = await answer.json()
    common = {"channel": "zalo", "account": "xa1", "result": "ok", "answered": True}
    for entry in log:
        entry.pop("at")
    assert log == [
        common | {"method": "sendMessage", "params": {"chat_id": chat, "text": "a"}, "message_id": sent},
        common
        | {
            "method": "setWebhook",
            "params": {"url": "http://127.0.0.1:1/zalo", "secret_token": "***"},
            "message_id": None,
        },
    ]
