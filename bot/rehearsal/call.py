"""What a method of the Bot API is given, and the questions that several methods ask."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.rehearsal.calls import Upload
from bot.rehearsal.chats import Chat
from bot.rehearsal.entities import Entity, formatted, utf16_length
from bot.rehearsal.errors import bad_request, forbidden, too_many
from bot.rehearsal.stage import Stage

Json = dict[str, Any]
TEXT = 4096
CAPTION = 1024


@dataclass(frozen=True, slots=True)
class Call:
    """A call whose parameters have been checked and parsed."""

    stage: Stage
    method: str
    params: Json
    uploads: dict[str, Upload]

    def chat(self) -> Chat:
        """The chat that chat_id names. Raises ApiError 400."""
        found = self.stage.chats.find(self.params["chat_id"])
        if found is None:
            raise bad_request("chat not found")
        return found

    def writable_chat(self, count: int = 1) -> Chat:
        """The chat, where the bot may write `count` messages into it now. Raises ApiError 400, 403, 429."""
        found = self.chat()
        if found.blocked:
            raise forbidden("bot was blocked by the user")
        if not found.started:
            raise forbidden("bot can't initiate conversation with a user")
        if self.stage.faults.rate_limits and count and (wait := self.stage.limits.wait(found.id, count)):
            raise too_many(wait)
        return found

    def text(self) -> Json:
        """The fields text and entities. Raises ApiError 400."""
        text, entities = formatted(self.params["text"], self.params.get("parse_mode"), self.params.get("entities"))
        if not text:
            raise bad_request("message text is empty")
        if utf16_length(text) > TEXT:
            raise bad_request("MESSAGE_TOO_LONG" if self.method.startswith("edit") else "message is too long")
        return {"text": text} | ({"entities": entities} if entities else {})

    def caption(self) -> Json:
        """The fields caption and caption_entities, none where there is no caption. Raises ApiError 400."""
        return caption(self.params)

    def reply(self, chat: Chat) -> Json:
        """The field reply_to_message. Raises ApiError 400 where the message isn't there and must be."""
        wanted: Json | None = self.params.get("reply_parameters")
        if wanted is None:
            return {}
        message = chat.messages.get(wanted["message_id"])
        if message is not None:
            return {"reply_to_message": {key: value for key, value in message.raw.items() if key != "reply_to_message"}}
        if wanted.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")


def caption(params: Json) -> Json:
    """As Call.caption, for any object that has a caption."""
    entities: list[Entity] | None = params.get("caption_entities")
    text, found = formatted(params.get("caption", ""), params.get("parse_mode"), entities)
    if utf16_length(text) > CAPTION:
        raise bad_request("message caption is too long")
    return ({"caption": text} if text else {}) | ({"caption_entities": found} if found else {})


Method = Callable[[Call], Awaitable[Any]]
