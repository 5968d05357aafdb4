"""Every rule of the server that refuses: the call, and exactly what it answers."""

import json
from typing import Any

import aiohttp
import pytest

from bot.rehearsal.phone import Phone
from tests.bot.rehearsal.calling import Answer, BotApi

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
BUTTON = "Bad Request: can't parse inline keyboard button: "


def keyboard(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


def button(**fields: Any) -> dict[str, Any]:
    return keyboard([{"text": "A"} | fields])


SENDS: list[tuple[dict[str, Any], str]] = [
    # names and required ones
    ({"text": "a", "colour": "red"}, "unknown parameter colour"),
    ({}, "message text is empty"),
    ({"text": ""}, "message text is empty"),
    ({"text": " \n\x00 "}, "message text is empty"),
    ({"text": "a", "chat_id": ""}, "chat_id is empty"),
    ({"text": "a", "chat_id": 5}, "chat not found"),
    ({"text": "a", "chat_id": "@nobody"}, "chat not found"),
    ({"text": "a", "chat_id": "²"}, "chat not found"),
    # types
    ({"text": 5}, 'parameter "text" must be of type String'),
    ({"text": "a", "chat_id": 1.5}, 'parameter "chat_id" must be of type Integer or String'),
    ({"text": "a", "disable_notification": "perhaps"}, 'parameter "disable_notification" must be of type Boolean'),
    ({"text": "a", "message_thread_id": True}, 'parameter "message_thread_id" must be of type Integer'),
    ({"text": "a", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
    ({"text": "a", "reply_markup": "[]"}, "object expected as reply markup"),
    ({"text": "a", "reply_markup": {}}, "object expected as reply markup"),
    ({"text": "a", "reply_markup": {"inline_keyboard": 1}}, 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'),
    ({"text": "a", "reply_markup": {"inline_keyboard": [1]}}, 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'),
    ({"text": "a", "reply_markup": keyboard([], []) | {"wide": True}}, 'can\'t parse reply markup: unknown field "wide"'),
    ({"text": "a", "link_preview_options": "no"}, "can't parse link preview options JSON object"),
    ({"text": "a", "link_preview_options": {"is_disabled": "yes"}}, "can't parse LinkPreviewOptions: Field \"is_disabled\" must be of type Boolean"),
    ({"text": "a", "link_preview_options": {"disabled": True}}, 'can\'t parse LinkPreviewOptions: unknown field "disabled"'),
    ({"text": "a", "reply_parameters": {}}, 'can\'t parse ReplyParameters: Can\'t find field "message_id"'),
    ({"text": "a", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
    ({"text": "a", "entities": [{"type": "bold", "offset": 0}]}, 'can\'t parse MessageEntity: Can\'t find field "length"'),
    ({"text": "a", "entities": [{"type": "bold", "offset": "0", "length": 1}]}, 'can\'t parse MessageEntity: Field "offset" must be of type Integer'),
    # lengths, in UTF-16 units after the entities are parsed
    ({"text": "a" * 4097}, "message is too long"),
    ({"text": "😀" * 2049}, "message is too long"),
    ({"text": f"<b>{'đ' * 4097}</b>", "parse_mode": "HTML"}, "message is too long"),
    # entities
    ({"text": "a", "parse_mode": "Markdown5"}, "unsupported parse_mode"),
    ({"text": "<b>a", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
    ({"text": "đ <x>a</x>", "parse_mode": "html"}, "can't parse entities: Unsupported start tag \"x\" at byte offset 3"),
    ({"text": "ab", "entities": [{"type": "bold", "offset": 1, "length": 2}]}, "entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 3"),
    ({"text": "😀", "entities": [{"type": "bold", "offset": 0, "length": 1}]}, "entity begins in a middle of a UTF-16 symbol at byte offset 0"),
    # buttons
    ({"text": "a", "reply_markup": keyboard(["A"])}, "can't parse inline keyboard button: InlineKeyboardButton must be an Object"),
    ({"text": "a", "reply_markup": keyboard([{"callback_data": "a"}])}, 'can\'t parse inline keyboard button: Can\'t find field "text"'),
    ({"text": "a", "reply_markup": button(text=" ", callback_data="a")}, "can't parse inline keyboard button: Inline keyboard button text must be non-empty"),
    ({"text": "a", "reply_markup": button(text=5)}, 'can\'t parse inline keyboard button: Field "text" must be of type String'),
    ({"text": "a", "reply_markup": button()}, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
    ({"text": "a", "reply_markup": button(callback_data="")}, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
    ({"text": "a", "reply_markup": button(callback_data="a", url="https://a.vn")}, "can't parse inline keyboard button: exactly one of callback_data, url is allowed"),
    ({"text": "a", "reply_markup": button(callback_data="a", size=3)}, 'can\'t parse inline keyboard button: unknown field "size"'),
    ({"text": "a", "reply_markup": button(callback_data="đ" * 33)}, "BUTTON_DATA_INVALID"),
    ({"text": "a", "reply_markup": button(url="ftp://a.vn")}, "BUTTON_URL_INVALID"),
    ({"text": "a", "reply_markup": button(url="https://")}, "BUTTON_URL_INVALID"),
    ({"text": "a", "reply_markup": keyboard([{"text": "A", "callback_data": "a"}] * 9)}, "reply markup is too long"),
    ({"text": "a", "reply_markup": keyboard(*[[{"text": "A", "callback_data": "a"}]] * 101)}, "reply markup is too long"),
]  # fmt: skip


@pytest.mark.parametrize(("params", "reason"), SENDS)
async def test_a_send_is_refused(api: BotApi, phone: Phone, params: dict[str, Any], reason: str) -> None:
    assert await api("sendMessage", **{"chat_id": phone.id} | params) == Answer(400, f"Bad Request: {reason}")
    assert len(await phone.messages()) == 1


ACCEPTED: list[tuple[dict[str, Any], str]] = [
    ({"text": "a" * 4096}, "a" * 4096),
    ({"text": "😀" * 2048}, "😀" * 2048),
    ({"text": f"<b>{'đ' * 4096}</b>", "parse_mode": "HTML"}, "đ" * 4096),
    ({"text": "  a\tb\x00\r\n\u202ec\n"}, "a b \nc"),
    ({"text": "a", "reply_markup": keyboard(*[[{"text": "A", "callback_data": "a" * 64}] * 8] * 12)}, "a"),
    ({"text": "a", "reply_markup": button(url="tg://resolve?domain=x")}, "a"),
    ({"text": "a", "reply_markup": keyboard([])}, "a"),
    ({"text": "a", "reply_markup": {"remove_keyboard": True}}, "a"),
    ({"text": "a", "reply_parameters": {"message_id": 99, "allow_sending_without_reply": True}}, "a"),
    ({"text": "a", "link_preview_options": '{"is_disabled": true}', "protect_content": "true"}, "a"),
]


@pytest.mark.parametrize(("params", "text"), ACCEPTED)
async def test_a_send_at_the_limit_is_accepted(api: BotApi, phone: Phone, params: dict[str, Any], text: str) -> None:
    assert (await api.result("sendMessage", **{"chat_id": phone.id} | params))["text"] == text


OTHERS: list[tuple[str, dict[str, Any], int, str]] = [
    ("getMe", {"a": "1"}, 400, "Bad Request: unknown parameter a"),
    ("noSuchMethod", {}, 404, "Not Found"),
    ("sendDice", {"chat_id": 1}, 404, "Not Found"),
    ("sendChatAction", {"chat_id": 1}, 400, "Bad Request: wrong parameter action in request"),
    ("sendChatAction", {"chat_id": 1, "action": "dancing"}, 400, "Bad Request: wrong parameter action in request"),
    ("sendPhoto", {"chat_id": 1}, 400, "Bad Request: there is no photo in the request"),
    ("sendDocument", {"chat_id": 1}, 400, "Bad Request: there is no document in the request"),
    ("sendMediaGroup", {"chat_id": 1}, 400, 'Bad Request: parameter "media" is required'),
    ("sendMediaGroup", {"chat_id": 1, "media": "{}"}, 400, "Bad Request: expected an Array of InputMedia"),
    ("sendMediaGroup", {"chat_id": 1, "media": [{"type": "photo", "media": "x"}] * 11}, 400, "Bad Request: too many messages to send as an album"),
    ("sendMediaGroup", {"chat_id": 1, "media": [{"type": "photo", "media": "x"}]}, 400, "Bad Request: wrong number of items in the album: 2-10 are allowed"),
    ("sendMediaGroup", {"chat_id": 1, "media": [{"type": "photo", "media": "x"}, {"type": "document", "media": "x"}]}, 400, "Bad Request: document can't be mixed with other media types"),
    ("sendMediaGroup", {"chat_id": 1, "media": [{"type": "sticker", "media": "x"}] * 2}, 400, 'Bad Request: can\'t parse InputMedia: type "sticker" is unsupported'),
    ("sendMediaGroup", {"chat_id": 1, "media": [{"type": "photo", "media": "x", "size": 1}] * 2}, 400, 'Bad Request: can\'t parse InputMedia: unknown field "size"'),
    ("getFile", {}, 400, "Bad Request: file_id not specified"),
    ("getFile", {"file_id": "x"}, 400, "Bad Request: wrong file_id or the file is temporarily unavailable"),
    ("getChat", {}, 400, "Bad Request: chat_id is empty"),
    ("getChat", {"chat_id": 1}, 400, "Bad Request: chat not found"),
    ("answerCallbackQuery", {}, 400, 'Bad Request: parameter "callback_query_id" is required'),
    ("answerCallbackQuery", {"callback_query_id": "1"}, 400, TOO_OLD),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "a" * 201}, 400, "Bad Request: MESSAGE_TOO_LONG"),
    ("answerCallbackQuery", {"callback_query_id": "1", "url": "https://a.vn"}, 400, "Bad Request: URL_INVALID"),
    ("setMyCommands", {}, 400, 'Bad Request: parameter "commands" is required'),
    ("setMyCommands", {"commands": "x"}, 400, "Bad Request: can't parse commands JSON object"),
    ("setMyCommands", {"commands": {}}, 400, "Bad Request: expected an Array of BotCommand"),
    ("setMyCommands", {"commands": [{"command": "a"}]}, 400, 'Bad Request: can\'t parse BotCommand: Can\'t find field "description"'),
    ("setMyCommands", {"commands": [{"command": "Menu", "description": "a"}]}, 400, "Bad Request: BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": "bài", "description": "a"}]}, 400, "Bad Request: BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": "/", "description": "a"}]}, 400, "Bad Request: command must be non-empty"),
    ("setMyCommands", {"commands": [{"command": "a" * 33, "description": "a"}]}, 400, "Bad Request: command length must not exceed 32"),
    ("setMyCommands", {"commands": [{"command": "a", "description": " "}]}, 400, "Bad Request: command description must be non-empty"),
    ("setMyCommands", {"commands": [{"command": "a", "description": "a" * 257}]}, 400, "Bad Request: command description length must not exceed 256"),
    ("setMyCommands", {"commands": [{"command": "a", "description": "a"}] * 101}, 400, "Bad Request: BOT_COMMANDS_TOO_MUCH"),
    ("setMyCommands", {"commands": [], "scope": {"type": "moon"}}, 400, "Bad Request: can't parse BotCommandScope: Unsupported type specified"),
    ("setMyCommands", {"commands": [], "scope": {"type": "chat"}}, 400, 'Bad Request: can\'t parse BotCommandScopeChat: Can\'t find field "chat_id"'),
    ("setMyCommands", {"commands": [], "scope": {"type": "chat", "chat_id": 1}}, 400, "Bad Request: chat not found"),
    ("setMyName", {"name": "a" * 65}, 400, "Bad Request: BOT_TITLE_INVALID"),
    ("setMyDescription", {"description": "a" * 513}, 400, "Bad Request: description is too long"),
    ("setMyShortDescription", {"short_description": "a" * 121}, 400, "Bad Request: short description is too long"),
    ("setWebhook", {"url": "http://example.org/"}, 400, "Bad Request: bad webhook: the rehearsal reaches the loopback only"),
    ("setWebhook", {"url": "nowhere"}, 400, "Bad Request: invalid webhook URL specified"),
    ("setWebhook", {"url": "http://127.0.0.1:9/", "secret_token": "a b"}, 400, "Bad Request: secret token contains unallowed characters"),
    ("setWebhook", {"url": "http://127.0.0.1:9/", "secret_token": "a" * 257}, 400, "Bad Request: secret token is too long"),
    ("getUpdates", {"offset": "soon"}, 400, 'Bad Request: parameter "offset" must be of type Integer'),
    ("getUpdates", {"allowed_updates": [1]}, 400, 'Bad Request: parameter "allowed_updates" must be of type String'),
    ("deleteMessage", {"chat_id": 1}, 400, "Bad Request: message identifier is not specified"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "params", "status", "description"), OTHERS)
async def test_a_call_is_refused(
    api: BotApi, method: str, params: dict[str, Any], status: int, description: str
) -> None:
    assert await api(method, **params) == Answer(status, description)


EDITS: list[tuple[str, dict[str, Any], str]] = [
    ("editMessageText", {"text": "b", "message_id": None}, "Bad Request: message identifier is not specified"),
    ("editMessageText", {"text": "b", "chat_id": None}, "Bad Request: chat_id is empty"),
    ("editMessageText", {"text": "b", "message_id": 99}, "Bad Request: message to edit not found"),
    ("editMessageText", {"text": "b", "message_id": 1}, "Bad Request: message can't be edited"),
    ("editMessageText", {"text": "b", "inline_message_id": "x"}, "Bad Request: MESSAGE_ID_INVALID"),
    ("editMessageText", {"text": "a", "reply_markup": button(callback_data="a")}, NOT_MODIFIED),
    ("editMessageText", {"text": "b" * 4097}, "Bad Request: MESSAGE_TOO_LONG"),
    ("editMessageText", {"text": ""}, "Bad Request: message text is empty"),
    ("editMessageCaption", {"caption": "b"}, "Bad Request: there is no caption in the message to edit"),
    ("editMessageCaption", {"caption": "b" * 1025}, "Bad Request: message caption is too long"),
    ("editMessageReplyMarkup", {"reply_markup": button(callback_data="a")}, NOT_MODIFIED),
    ("deleteMessage", {"message_id": 99}, "Bad Request: message to delete not found"),
]


@pytest.mark.parametrize(("method", "params", "description"), EDITS)
async def test_an_edit_is_refused(
    api: BotApi, phone: Phone, method: str, params: dict[str, Any], description: str
) -> None:
    sent = await api.result("sendMessage", chat_id=phone.id, text="a", reply_markup=button(callback_data="a"))
    known = {"chat_id": phone.id, "message_id": sent["message_id"]}
    assert await api(method, **known | params) == Answer(400, description)


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


async def test_every_call_is_in_the_log_without_secrets(api: BotApi, phone: Phone, caplog: pytest.LogCaptureFixture) -> None:
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
        {"method": "sendMessage", "params": {"chat_id": phone.id, "text": "a"}, "result": "ok", "message_id": 2, "answered": True},
        {"method": "sendMessage", "params": {"chat_id": 5, "text": "a"}, "result": "400", "message_id": None, "answered": True},
        {"method": "launchRocket", "params": {"at": "dawn"}, "result": "404", "message_id": None, "answered": True},
        {"method": "setWebhook", "params": {"url": "", "secret_token": "***"}, "result": "ok", "message_id": None, "answered": True},
    ]  # fmt: skip
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "the bot called launchRocket, which the rehearsal doesn't know"
    ]
