"""The methods that change or remove what was sent, and those that answer taps."""

from typing import Any

from bot.rehearsal.call import Call
from bot.rehearsal.chats import Chat, Message
from bot.rehearsal.entities import utf16_length
from bot.rehearsal.errors import bad_request
from bot.rehearsal.keyboards import checked

Json = dict[str, Any]
TEXT_FIELDS = ("text", "entities", "reply_markup")
CAPTION_FIELDS = ("caption", "caption_entities", "reply_markup")
CALLBACK_ANSWER = 200


async def edit_message_text(call: Call) -> Json:
    """editMessageText; without reply_markup the buttons go."""
    fields = call.text() | checked(call.params.get("reply_markup"))
    chat, message = _editable(call)
    if "text" not in message.raw:
        raise bad_request("there is no text in the message to edit")
    return _edited(call, chat, message, TEXT_FIELDS, fields)


async def edit_message_caption(call: Call) -> Json:
    """editMessageCaption; without reply_markup the buttons go."""
    fields = call.caption() | checked(call.params.get("reply_markup"))
    chat, message = _editable(call)
    if "text" in message.raw:
        raise bad_request("there is no caption in the message to edit")
    return _edited(call, chat, message, CAPTION_FIELDS, fields)


async def edit_message_reply_markup(call: Call) -> Json:
    """editMessageReplyMarkup."""
    fields = checked(call.params.get("reply_markup"))
    chat, message = _editable(call)
    return _edited(call, chat, message, ("reply_markup",), fields)


async def delete_message(call: Call) -> bool:
    """deleteMessage."""
    chat = call.chat()
    message = chat.messages.get(call.params["message_id"])
    if message is None:
        raise bad_request("message to delete not found")
    call.stage.delete(chat, message)
    return True


async def answer_callback_query(call: Call) -> bool:
    """answerCallbackQuery: once for each tap, and in time."""
    text = call.params.get("text", "")
    if utf16_length(text) > CALLBACK_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    if "url" in call.params:
        raise bad_request("URL_INVALID")  # only games and t.me links may open one
    tap = call.stage.answered(call.params["callback_query_id"])
    if tap is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    alert = call.params.get("show_alert", False)
    call.stage.events.tell("tapped", phone=tap.chat.id, tap=tap.id, text=text, alert=alert)
    return True


def _editable(call: Call) -> tuple[Chat, Message]:
    if "inline_message_id" in call.params:
        raise bad_request("MESSAGE_ID_INVALID")  # the rehearsal has no inline messages
    for name, reason in (("chat_id", "chat_id is empty"), ("message_id", "message identifier is not specified")):
        if name not in call.params:
            raise bad_request(reason)
    chat = call.chat()
    message = chat.messages.get(call.params["message_id"])
    if message is None:
        raise bad_request("message to edit not found")
    if not message.by_bot:
        raise bad_request("message can't be edited")
    return chat, message


def _edited(call: Call, chat: Chat, message: Message, names: tuple[str, ...], fields: Json) -> Json:
    """Replaces these fields of the message. Raises ApiError 400 where nothing would change."""
    if {name: message.raw[name] for name in names if name in message.raw} == fields:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same as a current "
            "content and reply markup of the message"
        )
    kept = {name: value for name, value in message.raw.items() if name not in names}
    return call.stage.bot_edits(chat, message, kept | fields)


METHODS = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_callback_query,
}
