"""Sends that the server refuses, with its reason, and sends at the limit that it accepts."""

from typing import Any


def keyboard(*rows: list[Any]) -> dict[str, Any]:
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
    (
        {"text": "a", "reply_markup": {"inline_keyboard": 1}},
        'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    ),
    (
        {"text": "a", "reply_markup": {"inline_keyboard": [1]}},
        'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    ),
    (
        {"text": "a", "reply_markup": keyboard([], []) | {"wide": True}},
        'can\'t parse reply markup: unknown field "wide"',
    ),
    ({"text": "a", "link_preview_options": "no"}, "can't parse link preview options JSON object"),
    (
        {"text": "a", "link_preview_options": {"is_disabled": "yes"}},
        'can\'t parse LinkPreviewOptions: Field "is_disabled" must be of type Boolean',
    ),
    (
        {"text": "a", "link_preview_options": {"disabled": True}},
        'can\'t parse LinkPreviewOptions: unknown field "disabled"',
    ),
    ({"text": "a", "reply_parameters": {}}, "can't parse ReplyParameters: Can't find field \"message_id\""),
    ({"text": "a", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
    (
        {"text": "a", "entities": [{"type": "bold", "offset": 0}]},
        "can't parse MessageEntity: Can't find field \"length\"",
    ),
    (
        {"text": "a", "entities": [{"type": "bold", "offset": "0", "length": 1}]},
        'can\'t parse MessageEntity: Field "offset" must be of type Integer',
    ),
    # lengths, in UTF-16 units after the entities are parsed
    ({"text": "a" * 4097}, "message is too long"),
    ({"text": "😀" * 2049}, "message is too long"),
    ({"text": f"<b>{'đ' * 4097}</b>", "parse_mode": "HTML"}, "message is too long"),
    # entities
    ({"text": "a", "parse_mode": "Markdown5"}, "unsupported parse_mode"),
    (
        {"text": "<b>a", "parse_mode": "HTML"},
        "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    ({"text": "đ <x>a</x>", "parse_mode": "html"}, 'can\'t parse entities: Unsupported start tag "x" at byte offset 3'),
    (
        {"text": "ab", "entities": [{"type": "bold", "offset": 1, "length": 2}]},
        "entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 3",
    ),
    (
        {"text": "😀", "entities": [{"type": "bold", "offset": 0, "length": 1}]},
        "entity begins in a middle of a UTF-16 symbol at byte offset 0",
    ),
    # buttons
    (
        {"text": "a", "reply_markup": keyboard(["A"])},
        "can't parse inline keyboard button: InlineKeyboardButton must be an Object",
    ),
    (
        {"text": "a", "reply_markup": keyboard([{"callback_data": "a"}])},
        "can't parse inline keyboard button: Can't find field \"text\"",
    ),
    (
        {"text": "a", "reply_markup": button(text=" ", callback_data="a")},
        "can't parse inline keyboard button: Inline keyboard button text must be non-empty",
    ),
    (
        {"text": "a", "reply_markup": button(text=5)},
        'can\'t parse inline keyboard button: Field "text" must be of type String',
    ),
    (
        {"text": "a", "reply_markup": button()},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        {"text": "a", "reply_markup": button(callback_data="")},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        {"text": "a", "reply_markup": button(callback_data="a", url="https://a.vn")},
        "can't parse inline keyboard button: exactly one of callback_data, url is allowed",
    ),
    (
        {"text": "a", "reply_markup": button(callback_data="a", size=3)},
        'can\'t parse inline keyboard button: unknown field "size"',
    ),
    ({"text": "a", "reply_markup": button(callback_data="đ" * 33)}, "BUTTON_DATA_INVALID"),
    ({"text": "a", "reply_markup": button(url="ftp://a.vn")}, "BUTTON_URL_INVALID"),
    ({"text": "a", "reply_markup": button(url="https://")}, "BUTTON_URL_INVALID"),
    ({"text": "a", "reply_markup": keyboard([{"text": "A", "callback_data": "a"}] * 9)}, "reply markup is too long"),
    (
        {"text": "a", "reply_markup": keyboard(*[[{"text": "A", "callback_data": "a"}]] * 101)},
        "reply markup is too long",
    ),
]

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
