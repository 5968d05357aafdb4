"""The methods that send: texts, photos, documents, albums, and the sign that the bot is typing."""

from typing import Any

from bot.rehearsal.call import Call, caption
from bot.rehearsal.calls import Upload
from bot.rehearsal.errors import bad_request
from bot.rehearsal.keyboards import checked

Json = dict[str, Any]
ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "record_audio",
        "upload_audio",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


async def send_message(call: Call) -> Json:
    """sendMessage."""
    fields = call.text() | checked(call.params.get("reply_markup"))
    chat = call.writable_chat()
    return call.stage.bot_sends(chat, fields | call.reply(chat))


async def send_photo(call: Call) -> Json:
    """sendPhoto."""
    fields = call.caption() | checked(call.params.get("reply_markup"))
    photo = await _photo(call, call.params["photo"])
    chat = call.writable_chat()
    return call.stage.bot_sends(chat, photo | fields | call.reply(chat))


async def send_document(call: Call) -> Json:
    """sendDocument."""
    fields = call.caption() | checked(call.params.get("reply_markup"))
    document = await _document(call, call.params["document"])
    chat = call.writable_chat()
    return call.stage.bot_sends(chat, document | fields | call.reply(chat))


async def send_media_group(call: Call) -> list[Json]:
    """sendMediaGroup, of photos or of documents."""
    media: list[Json] = call.params["media"]
    if len(media) > 10:
        raise bad_request("too many messages to send as an album")
    if len(media) < 2:
        raise bad_request("wrong number of items in the album: 2-10 are allowed")
    kinds = {item["type"] for item in media}
    if len(kinds) > 1:
        raise bad_request("document can't be mixed with other media types")
    if not kinds <= MEDIA.keys():
        raise bad_request(f"the rehearsal has no albums of {kinds.pop()}")
    captions = [caption(item) for item in media]
    contents = [await MEDIA[item["type"]](call, item["media"]) for item in media]
    chat = call.writable_chat(len(media))
    album = {"media_group_id": str(call.stage.number())} | call.reply(chat)
    return [
        call.stage.bot_sends(chat, content | words | album) for content, words in zip(contents, captions, strict=True)
    ]


async def send_chat_action(call: Call) -> bool:
    """sendChatAction: the pages show "typing" for any of them."""
    if call.params["action"] not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = call.writable_chat(0)
    call.stage.events.tell("typing", phone=chat.id)
    return True


async def _photo(call: Call, wanted: str) -> Json:
    upload = _uploaded(call, wanted)
    sizes = await call.stage.files.add_photo(upload.content, upload.name) if upload else call.stage.files.photo(wanted)
    if sizes is None:
        raise _wrong_file(wanted, call.stage.files.get(wanted) is not None, "Photo")
    return {"photo": [size.photo_size() for size in sizes]}


async def _document(call: Call, wanted: str) -> Json:
    files = call.stage.files
    upload = _uploaded(call, wanted)
    stored = await files.add_document(upload.content, upload.name, upload.mime) if upload else files.get(wanted)
    if stored is None or files.photo(wanted):
        raise _wrong_file(wanted, stored is not None, "Document")
    return {"document": stored.document()}


def _uploaded(call: Call, wanted: str) -> Upload | None:
    """The file that "attach://name" stands for; None where it's a file_id. Raises ApiError 400 where it wasn't sent."""
    if not wanted.startswith("attach://"):
        return None
    upload = call.uploads.get(wanted.removeprefix("attach://"))
    if upload is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return upload


def _wrong_file(wanted: str, known: bool, kind: str) -> Exception:
    if wanted.startswith(("http://", "https://")):
        return bad_request("failed to get HTTP URL content")  # the rehearsal reaches nothing outside
    if known:
        other = "Document" if kind == "Photo" else "Photo"
        return bad_request(f"can't use file of type {other} as {kind}")
    return bad_request("wrong remote file identifier specified: Wrong string length")


MEDIA = {"photo": _photo, "document": _document}
METHODS = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendMediaGroup": send_media_group,
    "sendChatAction": send_chat_action,
}
