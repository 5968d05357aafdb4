"""The phones' own interface: state, taps, blocking, raw updates, what a page hears, the clock, learners."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.rehearsal.phone import Phone, PhoneRefused
from bot.rehearsal.server import Rehearsal, serve
from tests.bot.rehearsal.calling import Answer, BotApi
from tests.bot.rehearsal.pictures import picture

START = "^[A-Za-z0-9_-]{0,64}$"
BUTTONS = {"inline_keyboard": [[{"text": "Đồng ý", "callback_data": "yes"}, {"text": "Không", "callback_data": "no"}]]}


async def asks(api: BotApi, method: str, path: str, **content: Any) -> tuple[int, Any]:
    async with api.session.request(method, f"{api.base_url}/api/{path}", **content) as answer:
        return answer.status, await answer.json()


async def test_a_phone_is_added_and_told(api: BotApi) -> None:
    wish = {"name": "Lê Minh Tâm", "note": "Giảng viên", "start": "i_abc", "username": "tam", "id": 42}
    made = {"id": 42, "name": "Lê Minh Tâm", "note": "Giảng viên", "start": "i_abc", "blocked": False, "commands": []}
    made |= {"channel": "telegram", "bot": "", "bot_name": "Đồng Hành"}
    assert await asks(api, "POST", "phones", json=wish) == (201, made)
    status, state = await asks(api, "GET", "state")
    assert (status, state["bot"], state["phones"]) == (
        200,
        {"id": 664001, "name": "Đồng Hành", "username": "donghanh_tap_duot_bot"},
        [made],
    )
    assert state["clock"]["now"].endswith("+07:00")


async def test_a_zalo_phone_has_no_commands_no_albums_and_no_links_but_addresses(
    rehearsal: Rehearsal, api: BotApi
) -> None:
    rehearsal.zalo.add("Bot-lớp-664", "12345689:of-zalo")
    await api.result("setMyCommands", commands=[{"command": "menu", "description": "Trang chính"}])
    status, made = await asks(api, "POST", "phones", json={"name": "Ka Múp", "start": "c24943", "channel": "zalo"})
    assert (status, made) == (
        201,
        {
            "id": made["id"], "channel": "zalo", "bot": "Bot-lớp-664", "bot_name": "Bot-lớp-664", "name": "Ka Múp",
            "note": "", "start": "c24943", "blocked": False, "commands": [],
        },
    )  # fmt: skip
    assert (await asks(api, "GET", "state"))[1]["zalo"] == ["Bot-lớp-664"]

    me = f"phones/{made['id']}"
    said = await asks(api, "POST", f"{me}/text", json={"text": "/menu https://vi-du.example/a"})
    assert [entity["type"] for entity in said[1]["entities"]] == ["url"]
    form = aiohttp.FormData({"as": "photo"})
    for name in ("a.png", "b.png"):
        form.add_field("files", picture(60, 40), filename=name)
    sent = await asks(api, "POST", f"{me}/files", data=form)
    assert [message["album"] for message in sent[1]] == [None, None]


async def test_wrong_wishes_are_refused(api: BotApi, phone: Phone) -> None:
    me = f"phones/{phone.id}"
    wishes: list[tuple[str, str, dict[str, Any], int, str]] = [
        ("POST", "phones", {"json": {"name": "a", "id": phone.id}}, 409, f"id {phone.id} is taken or not positive"),
        ("POST", "phones", {"json": {}}, 400, "name: Field required"),
        ("POST", "phones", {"json": {"name": "a", "start": "ă"}}, 400, f"start: String should match pattern '{START}'"),
        ("POST", f"{me}/text", {"json": {"text": ""}}, 400, "text: String should have at least 1 character"),
        ("POST", f"{me}/text", {"json": {"text": "\ud800"}}, 400, "a JSON object in UTF-8 is needed"),
        ("POST", f"{me}/text", {"data": "["}, 400, "a JSON object in UTF-8 is needed"),
        ("POST", "phones/5/text", {"json": {"text": "a"}}, 404, "no such phone"),
        ("GET", "phones/5/messages", {}, 404, "no such phone"),
        ("GET", f"{me}/messages?after=soon", {}, 400, "after and timeout are numbers"),
        ("GET", f"{me}/files/none", {}, 404, "no such file"),
        ("POST", f"{me}/files", {"data": {"as": "photo"}}, 400, "files and as=photo|document are needed"),
        ("POST", f"{me}/tap", {"json": {"message_id": 1, "data": "a"}}, 404, "that message has no such button"),
        ("POST", "clock", {"json": {"next": True}}, 409, "no program's clock is wired to this rehearsal"),
        ("POST", "learners", {"json": {"count": 50}}, 503, "nobody is wired to act"),
        ("POST", "learners", {"json": {"count": 0}}, 400, "count: Input should be greater than or equal to 1"),
    ]  # fmt: skip
    said = [(method, path, *await asks(api, method, path, **content)) for method, path, content, _, _ in wishes]
    assert said == [(method, path, status, {"error": reason}) for method, path, _, status, reason in wishes]


async def test_taps(api: BotApi, phone: Phone) -> None:
    old = await api.result("sendMessage", chat_id=phone.id, text="cũ", reply_markup=BUTTONS)
    await api.result("sendMessage", chat_id=phone.id, text="mới", reply_markup=BUTTONS)
    before = await phone.waits_for("cũ")
    await phone.taps("Kh")
    await phone.taps("Đồng ý", on=before)
    with pytest.raises(LookupError, match=r"no button 'Có'; the newest messages have \[\['Đồng ý', 'Không'\], "):
        await phone.taps("Có")
    await api.result("editMessageText", chat_id=phone.id, message_id=old["message_id"], text="xong")
    with pytest.raises(PhoneRefused, match="404"):
        await phone.taps("Đồng ý", on=before)
    await phone.taps("Đồng ý", on=before, force=True)
    await phone.taps_data(77, "forged", force=True)
    queries = [update["callback_query"] for update in await api.result("getUpdates")]
    assert [(query["data"], query["message"].get("text"), query["message"]["date"] == 0) for query in queries] == [
        ("no", "mới", False),
        ("yes", "cũ", False),
        ("yes", "xong", False),
        ("forged", None, True),
    ]


async def test_a_tap_is_too_old_after_its_time(tmp_path: Any, session: aiohttp.ClientSession) -> None:
    async with serve(Rehearsal("1:" + "a" * 35, files=tmp_path, tap_lifetime=0.05)) as base_url:
        api = BotApi(base_url, session, "1:" + "a" * 35)
        phone = await Phone.create(base_url, session, "A", started=True)
        tap = await phone.taps_data(1, "a", force=True)
        await asyncio.sleep(0.06)
        assert await api("answerCallbackQuery", callback_query_id=tap) == Answer(
            400, "Bad Request: query is too old and response timeout expired or query ID is invalid"
        )


async def test_blocking_is_told_once_and_ends_with_the_next_word(api: BotApi, phone: Phone) -> None:
    await phone.blocks()
    await phone.blocks()
    blocked = Answer(403, "Forbidden: bot was blocked by the user")
    assert await api("sendMessage", chat_id=phone.id, text="a") == blocked
    assert await api("sendChatAction", chat_id=phone.id, action="typing") == blocked
    await phone.says("xin chào")
    assert (await api("sendMessage", chat_id=phone.id, text="a")).status == 200
    updates = await api.result("getUpdates")
    kinds = [next(key for key in update if key != "update_id") for update in updates]
    assert kinds == ["my_chat_member", "my_chat_member", "message"]
    assert [update["my_chat_member"]["new_chat_member"]["status"] for update in updates[:2]] == ["kicked", "member"]


async def test_long_texts_go_in_pieces(api: BotApi, phone: Phone) -> None:
    await phone.says("đ" * 10_000)
    assert [len(update["message"]["text"]) for update in await api.result("getUpdates")] == [4096, 4096, 1808]


async def test_raw_messages_and_updates(api: BotApi, phone: Phone) -> None:
    await phone.sends_raw({"sticker": {"file_id": "x", "emoji": "👍"}})
    await phone.causes({"edited_message": {"message_id": 1, "text": "sửa"}})
    group = {"id": -100, "type": "supergroup", "title": "Chi bộ"}
    await phone.sends_raw({"chat": group, "text": "Trong nhóm"})
    sticker, edited, grouped = await api.result("getUpdates")
    assert sticker["message"]["sticker"] == {"file_id": "x", "emoji": "👍"}
    assert (edited["edited_message"]["text"], edited["edited_message"]["chat"]["id"]) == ("sửa", phone.id)
    assert grouped["message"]["chat"] == group
    assert (await api("sendMessage", chat_id=-100, text="Chỉ trả lời riêng")).status == 200
    in_group = await Phone(api.base_url, api.session, -100).messages()
    assert [message.text for message in in_group] == ["Trong nhóm", "Chỉ trả lời riêng"]


async def test_waiting_ends_with_the_change_that_fits(api: BotApi, phone: Phone) -> None:
    waiting = asyncio.create_task(phone.waits_for("hai"))
    assert await asyncio.wait({waiting}, timeout=0.05) == (set(), {waiting})
    for word in ("một", "hai", "ba"):
        await api.result("sendMessage", chat_id=phone.id, text=word)
    assert (await waiting).text == "hai"
    assert (await phone.waits_for(lambda message: message.text.startswith("b"))).text == "ba"
    assert phone.last.text == "ba"
    with pytest.raises(TimeoutError, match='waited for \'một\'; the bot\'s last: \\["ba", "hai", "một"\\]'):
        await phone.waits_for("một", timeout=0.05)
    await phone.says("x")
    await api.result("editMessageText", chat_id=phone.id, message_id=3, text="hai rưỡi")
    assert (await phone.waits_for()).text == "hai rưỡi"
    with pytest.raises(LookupError):
        _ = Phone(phone.base_url, phone.session, phone.id).last


class Page:
    """The stream of events as a page reads it."""

    def __init__(self, stream: aiohttp.StreamReader) -> None:
        self._stream = stream

    async def hears(self) -> dict[str, Any]:
        async with asyncio.timeout(5):
            while True:
                line = (await self._stream.readline()).decode()
                if line.startswith("data: "):
                    event: dict[str, Any] = json.loads(line.removeprefix("data: "))
                    return event


@pytest.fixture
async def page(phone: Phone) -> AsyncIterator[Page]:
    async with phone.session.get(f"{phone.base_url}/api/events") as answer:
        assert answer.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert await answer.content.readline() == b": rehearsal\n"
        yield Page(answer.content)


async def test_a_page_hears_everything(api: BotApi, phone: Phone, page: Page) -> None:
    await phone.says("chào")
    said = await page.hears()
    assert (said["type"], said["phone"], said["message"]["text"]) == ("message", phone.id, "chào")
    await api.result("sendChatAction", chat_id=phone.id, action="typing")
    assert await page.hears() == {"type": "typing", "phone": phone.id}
    sent = await api.result("sendMessage", chat_id=phone.id, text="a", reply_markup=BUTTONS)
    assert (await page.hears())["message"] == {
        "id": sent["message_id"], "seq": 3, "from": "bot", "date": sent["date"], "text": "a", "entities": [],
        "photo": None, "document": None, "album": None, "edited": False,
        "buttons": [[{"text": "Đồng ý", "data": "yes"}, {"text": "Không", "data": "no"}]],
    }  # fmt: skip
    tap = await phone.taps("Đồng ý")
    await api.result("answerCallbackQuery", callback_query_id=tap, text="Đã ghi", show_alert=True)
    assert await page.hears() == {"type": "tapped", "phone": phone.id, "tap": tap, "text": "Đã ghi", "alert": True}
    await api.result("editMessageText", chat_id=phone.id, message_id=sent["message_id"], text="b")
    edited = await page.hears()
    assert (edited["type"], edited["message"]["text"], edited["message"]["edited"]) == ("edit", "b", True)
    await api.result("deleteMessage", chat_id=phone.id, message_id=sent["message_id"])
    assert await page.hears() == {"type": "delete", "phone": phone.id, "message_id": sent["message_id"]}
    menu = [{"command": "menu", "description": "Mở menu"}]
    await api.result("setMyCommands", commands=menu)
    assert await page.hears() == {"type": "commands", "phone": phone.id, "commands": menu}
    await api.result("setMyCommands", commands=menu * 2, scope={"type": "chat", "chat_id": phone.id})
    assert await page.hears() == {"type": "commands", "phone": phone.id, "commands": menu * 2}
    await api.result("deleteMyCommands", scope={"type": "chat", "chat_id": phone.id})
    assert await page.hears() == {"type": "commands", "phone": phone.id, "commands": menu}
    await phone.blocks()
    assert (await page.hears())["phone"]["blocked"] is True
    other = await Phone.create(phone.base_url, phone.session, "Khác")
    assert (await page.hears())["phone"]["id"] == other.id


async def test_a_photo_and_a_document_as_the_page_sees_them(api: BotApi, phone: Phone) -> None:
    [photo] = await phone.sends_files([("a.png", picture(40, 20, "PNG"))], as_="photo")
    [document] = await phone.sends_files([("a.docx", b"abc")])
    assert photo.photo is not None
    assert (photo.photo.width, photo.photo.height, photo.document) == (40, 20, None)
    assert document.document is not None
    assert (document.document.name, document.document.size, document.photo) == ("a.docx", 3, None)


async def test_a_page_and_a_poll_do_not_hold_the_server(rehearsal: Rehearsal, session: aiohttp.ClientSession) -> None:
    async with serve(rehearsal) as base_url:
        phone = await Phone.create(base_url, session, "A")
        stream = await session.get(f"{base_url}/api/events")
        waiting = asyncio.create_task(phone.waits_for(timeout=20))
        polling = asyncio.create_task(BotApi(base_url, session).result("getUpdates", timeout=50))
        assert await asyncio.wait({waiting, polling}, timeout=0.1) == (set(), {waiting, polling})
        began = time.monotonic()
    assert time.monotonic() - began < 1
    assert await stream.content.read() == b": rehearsal\n\n"
    assert await polling == []
    with pytest.raises(aiohttp.ClientConnectionError):
        await waiting


async def test_learners_are_brought_in(rehearsal: Rehearsal, api: BotApi) -> None:
    brought: asyncio.Queue[int] = asyncio.Queue()
    rehearsal.bring_in = brought.put
    assert await asks(api, "POST", "learners", json={"count": 50}) == (202, {"count": 50})
    assert await brought.get() == 50


async def test_the_page_is_served(api: BotApi) -> None:
    async with api.session.get(f"{api.base_url}/") as answer:
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-cache"
        assert "<html" in await answer.text()


async def test_the_loopback_alone_is_served(rehearsal: Rehearsal) -> None:
    with pytest.raises(ValueError, match="loopback"):
        async with serve(rehearsal, "0.0.0.0"):
            pass


async def test_a_taken_port_is_told(rehearsal: Rehearsal, base_url: str, tmp_path: Any) -> None:
    with pytest.raises(OSError, match="in use"):
        async with serve(Rehearsal("1:a", files=tmp_path), port=int(base_url.rpartition(":")[2])):
            pass
