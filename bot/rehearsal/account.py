"""The methods about the bot itself: who it is, its commands and descriptions, chats and files."""

from typing import Any

from bot.rehearsal.call import Call
from bot.rehearsal.errors import bad_request
from bot.rehearsal.files import DOWNLOAD_BYTES

Json = dict[str, Any]
NAME = 64
DESCRIPTION = 512
SHORT_DESCRIPTION = 120


async def get_me(call: Call) -> Json:
    """getMe."""
    no = ("can_read_all_group_messages", "supports_inline_queries", "can_connect_to_business", "has_main_web_app")
    return call.stage.bot | {"can_join_groups": True} | dict.fromkeys(no, False)


async def set_my_commands(call: Call) -> bool:
    """setMyCommands."""
    params = call.params
    wanted = params.get("scope", {}).get("chat_id")
    if wanted is not None and call.stage.chats.find(wanted) is None:
        raise bad_request("chat not found")
    call.stage.commands.set(params.get("scope"), params.get("language_code", ""), params["commands"])
    _tell_commands(call)
    return True


async def get_my_commands(call: Call) -> list[Json]:
    """getMyCommands."""
    return call.stage.commands.get(call.params.get("scope"), call.params.get("language_code", ""))


async def delete_my_commands(call: Call) -> bool:
    """deleteMyCommands."""
    call.stage.commands.delete(call.params.get("scope"), call.params.get("language_code", ""))
    _tell_commands(call)
    return True


def _tell_commands(call: Call) -> None:
    stage = call.stage
    if not stage.events.watched:
        return
    wanted = call.params.get("scope", {}).get("chat_id")
    for chat in stage.chats.phones():
        if not chat.bot and (wanted is None or str(chat.id) == str(wanted)):
            stage.events.tell("commands", phone=chat.id, commands=stage.commands.of(chat.id))


async def set_my_name(call: Call) -> bool:
    """setMyName."""
    name = call.params.get("name", "")
    if len(name) > NAME:
        raise bad_request("BOT_TITLE_INVALID")
    call.stage.bot["first_name"] = name or call.stage.bot["username"]
    return True


async def set_my_description(call: Call) -> bool:
    """setMyDescription."""
    return _describe(call, "description", DESCRIPTION)


async def set_my_short_description(call: Call) -> bool:
    """setMyShortDescription."""
    return _describe(call, "short_description", SHORT_DESCRIPTION)


def _describe(call: Call, which: str, limit: int) -> bool:
    text = call.params.get(which, "")
    if len(text) > limit:
        raise bad_request(f"{which.replace('_', ' ')} is too long")
    call.stage.about[which] = text
    return True


async def get_chat(call: Call) -> Json:
    """getChat, with the fields that a ChatFullInfo always has."""
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": dict.fromkeys(gifts, True)}
    return call.chat().raw | full


async def get_file(call: Call) -> Json:
    """getFile."""
    stored = call.stage.files.get(call.params["file_id"])
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if stored.size > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return stored.file() | {"file_path": stored.address}


METHODS = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": set_my_name,
    "setMyDescription": set_my_description,
    "setMyShortDescription": set_my_short_description,
    "getChat": get_chat,
    "getFile": get_file,
}
