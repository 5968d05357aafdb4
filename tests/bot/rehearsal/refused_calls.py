"""Other calls that the server refuses, each with its status and description."""

from typing import Any

from tests.bot.rehearsal.refused_sends import button

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"

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
    (
        "sendMediaGroup",
        {"chat_id": 1, "media": [{"type": "photo", "media": "x"}] * 11},
        400,
        "Bad Request: too many messages to send as an album",
    ),
    (
        "sendMediaGroup",
        {"chat_id": 1, "media": [{"type": "photo", "media": "x"}]},
        400,
        "Bad Request: wrong number of items in the album: 2-10 are allowed",
    ),
    (
        "sendMediaGroup",
        {"chat_id": 1, "media": [{"type": "photo", "media": "x"}, {"type": "document", "media": "x"}]},
        400,
        "Bad Request: document can't be mixed with other media types",
    ),
    (
        "sendMediaGroup",
        {"chat_id": 1, "media": [{"type": "sticker", "media": "x"}] * 2},
        400,
        'Bad Request: can\'t parse InputMedia: type "sticker" is unsupported',
    ),
    (
        "sendMediaGroup",
        {"chat_id": 1, "media": [{"type": "photo", "media": "x", "size": 1}] * 2},
        400,
        'Bad Request: can\'t parse InputMedia: unknown field "size"',
    ),
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
    (
        "setMyCommands",
        {"commands": [{"command": "a"}]},
        400,
        "Bad Request: can't parse BotCommand: Can't find field \"description\"",
    ),
    ("setMyCommands", {"commands": [{"command": "Menu", "description": "a"}]}, 400, "Bad Request: BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": "bài", "description": "a"}]}, 400, "Bad Request: BOT_COMMAND_INVALID"),
    (
        "setMyCommands",
        {"commands": [{"command": "/", "description": "a"}]},
        400,
        "Bad Request: command must be non-empty",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "a" * 33, "description": "a"}]},
        400,
        "Bad Request: command length must not exceed 32",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "a", "description": " "}]},
        400,
        "Bad Request: command description must be non-empty",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "a", "description": "a" * 257}]},
        400,
        "Bad Request: command description length must not exceed 256",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "a", "description": "a"}] * 101},
        400,
        "Bad Request: BOT_COMMANDS_TOO_MUCH",
    ),
    (
        "setMyCommands",
        {"commands": [], "scope": {"type": "moon"}},
        400,
        "Bad Request: can't parse BotCommandScope: Unsupported type specified",
    ),
    (
        "setMyCommands",
        {"commands": [], "scope": {"type": "chat"}},
        400,
        "Bad Request: can't parse BotCommandScopeChat: Can't find field \"chat_id\"",
    ),
    ("setMyCommands", {"commands": [], "scope": {"type": "chat", "chat_id": 1}}, 400, "Bad Request: chat not found"),
    ("setMyName", {"name": "a" * 65}, 400, "Bad Request: BOT_TITLE_INVALID"),
    ("setMyDescription", {"description": "a" * 513}, 400, "Bad Request: description is too long"),
    ("setMyShortDescription", {"short_description": "a" * 121}, 400, "Bad Request: short description is too long"),
    (
        "setWebhook",
        {"url": "http://example.org/"},
        400,
        "Bad Request: bad webhook: the rehearsal reaches the loopback only",
    ),
    ("setWebhook", {"url": "nowhere"}, 400, "Bad Request: invalid webhook URL specified"),
    (
        "setWebhook",
        {"url": "http://127.0.0.1:9/", "secret_token": "a b"},
        400,
        "Bad Request: secret token contains unallowed characters",
    ),
    (
        "setWebhook",
        {"url": "http://127.0.0.1:9/", "secret_token": "a" * 257},
        400,
        "Bad Request: secret token is too long",
    ),
    ("getUpdates", {"offset": "soon"}, 400, 'Bad Request: parameter "offset" must be of type Integer'),
    ("getUpdates", {"allowed_updates": [1]}, 400, 'Bad Request: parameter "allowed_updates" must be of type String'),
    ("deleteMessage", {"chat_id": 1}, 400, "Bad Request: message identifier is not specified"),
]

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
