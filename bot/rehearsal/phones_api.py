"""The phones over HTTP: what a page, a test or an acting learner does and sees."""

from collections.abc import Iterable
from typing import Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from bot.rehearsal.bodies import Block, NewPhone, Raw, TapWish, Text, body
from bot.rehearsal.chats import Chat, Message
from bot.rehearsal.entities import cut_utf16, detected, links_in
from bot.rehearsal.errors import ApiError
from bot.rehearsal.stage import Stage
from bot.rehearsal.views import message_view

Json = dict[str, Any]
TEXT = 4096
ALBUM = 10
LONGEST_WAIT = 50.0


class PhonesApi:
    """The routes under /api/phones for one stage."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def routes(self) -> list[Route]:
        """All of them."""
        phone = "/api/phones/{id}"
        return [
            Route("/api/phones", self.add_phone, methods=["POST"]),
            Route(f"{phone}/messages", self.messages, methods=["GET"]),
            Route(f"{phone}/text", self.text, methods=["POST"]),
            Route(f"{phone}/tap", self.tap, methods=["POST"]),
            Route(f"{phone}/raw", self.raw, methods=["POST"]),
            Route(f"{phone}/block", self.block, methods=["POST"]),
            Route(f"{phone}/files", self.send_files, methods=["POST"]),
            Route(f"{phone}/files/{{file_id}}", self.file, methods=["GET"]),
        ]

    async def add_phone(self, request: Request) -> Response:
        """A new phone."""
        wish = await body(request, NewPhone)
        zalo = self._stage.zalo.named(wish.bot) if wish.channel == "zalo" else None
        if wish.channel == "zalo" and zalo is None:
            raise HTTPException(409, "no such Zalo bot")
        try:
            chat = self._stage.chats.add_phone(
                wish.name,
                note=wish.note,
                start=wish.start,
                username=wish.username,
                chat_id=wish.id,
                started=wish.started,
                bot=zalo.name if zalo else "",
            )
            if zalo and wish.started:
                zalo.person(chat.id)
        except ValueError as error:
            raise HTTPException(409, str(error)) from error
        self._stage.tell_phone(chat)
        return JSONResponse(self._stage.phone(chat), 201)

    async def messages(self, request: Request) -> Response:
        """All messages in order; with `after`, those that changed since, waiting up to `timeout` s for one."""
        chat = self._chat(request)
        if "after" not in request.query_params:
            return _views(chat.messages.values())
        after, patience = _wait_wish(request)
        if patience > 0 and not chat.changed_after(after):
            await self._stage.until_changed(chat, patience)
        return _views(chat.changed_after(after))

    async def text(self, request: Request) -> Response:
        """The person writes. As an app does, a text over 4096 is sent in pieces; the last one is returned."""
        chat = self._phone(request)
        rest = (await body(request, Text)).text
        while rest:
            piece, rest = cut_utf16(rest, TEXT)
            found = links_in(piece) if chat.bot else detected(piece)
            message = await self._stage.person_sends(chat, {"text": piece} | ({"entities": found} if found else {}))
        return JSONResponse(message_view(message))

    async def tap(self, request: Request) -> Response:
        """The person taps a button; `seq` is that of the chat's last change before."""
        chat = self._phone(request)
        wish = await body(request, TapWish)
        message = chat.messages.get(wish.message_id)
        if message is None and wish.force:
            message = _gone_message(chat, wish.message_id)
        if message is None or not (wish.force or _has_button(message, wish.data)):
            raise HTTPException(404, "that message has no such button")
        seq = chat.last_seq
        return JSONResponse({"tap": self._stage.person_taps(chat, message, wish.data).id, "seq": seq})

    async def raw(self, request: Request) -> Response:
        """Anything that Telegram may bring: fields over those of a message, or an update of any kind."""
        chat = self._phone(request)
        wish = await body(request, Raw)
        if chat.bot:
            self._stage.zalo_raw(chat, wish.update or {})
            return JSONResponse({"update_ids": []})  # Zalo's updates have none
        if wish.update is None:
            return JSONResponse(message_view(await self._stage.person_sends(chat, wish.message or {})))
        updates = [self._stage.person_causes(chat, kind, content) for kind, content in wish.update.items()]
        return JSONResponse({"update_ids": [update.id if update else None for update in updates]})

    async def block(self, request: Request) -> Response:
        """The person blocks the bot or lets it in again."""
        chat = self._phone(request)
        self._stage.set_blocked(chat, blocked=(await body(request, Block)).blocked)
        return JSONResponse(self._stage.phone(chat))

    async def send_files(self, request: Request) -> Response:
        """The person sends files: as photos or as documents, in albums where there are several."""
        chat = self._phone(request)
        async with request.form(max_files=100) as form:
            uploads = [item for item in form.getlist("files") if isinstance(item, UploadFile)]
            kind, caption = str(form.get("as", "document")), str(form.get("caption", ""))
            if not uploads or kind not in {"photo", "document"}:
                raise HTTPException(400, "files and as=photo|document are needed")
            try:
                contents = [await self._kept(upload, kind) for upload in uploads]
            except ApiError as error:
                raise HTTPException(400, error.description) from error
        return _views(await self._send(chat, contents, caption))

    async def _kept(self, upload: UploadFile, kind: str) -> Json:
        files, name = self._stage.files, upload.filename or "tệp"
        if kind == "photo":
            return {"photo": [size.photo_size() for size in await files.add_photo(await upload.read(), name)]}
        return {"document": (await files.add_document(await upload.read(), name, upload.content_type)).document()}

    async def _send(self, chat: Chat, contents: list[Json], caption: str) -> list[Message]:
        sent: list[Message] = []
        for first in range(0, len(contents), ALBUM):
            group = contents[first : first + ALBUM]
            together = len(group) > 1 and not chat.bot  # Zalo has no albums
            album = {"media_group_id": str(self._stage.number())} if together else {}
            for content in group:
                words = {"caption": caption} if caption and not sent else {}
                sent.append(await self._stage.person_sends(chat, content | album | words))
        return sent

    async def file(self, request: Request) -> Response:
        """A file that was sent in either direction, under its name."""
        stored = self._stage.files.get(request.path_params["file_id"])
        if stored is None:
            raise HTTPException(404, "no such file")
        shown = "inline" if stored.width else "attachment"
        safe = {"X-Content-Type-Options": "nosniff"}
        return FileResponse(
            stored.path, media_type=stored.mime, filename=stored.name, content_disposition_type=shown, headers=safe
        )

    def _chat(self, request: Request) -> Chat:
        chat = self._stage.chats.find(request.path_params["id"])
        if chat is None:
            raise HTTPException(404, "no such phone")
        return chat

    def _phone(self, request: Request) -> Chat:
        chat = self._chat(request)
        if chat.user is None:
            raise HTTPException(404, "no such phone")
        return chat


def _views(messages: Iterable[Message]) -> Response:
    return JSONResponse([message_view(message) for message in messages])


def _wait_wish(request: Request) -> tuple[int, float]:
    try:
        after = int(request.query_params["after"])
        return after, min(float(request.query_params.get("timeout", "0")), LONGEST_WAIT)
    except ValueError:
        raise HTTPException(400, "after and timeout are numbers") from None


def _has_button(message: Message, data: str) -> bool:
    return any(button.get("callback_data") == data for row in message.buttons for button in row)


def _gone_message(chat: Chat, message_id: int) -> Message:
    """A message that isn't there (any more), as the Bot API tells it: inaccessible, with the date 0."""
    return Message({"message_id": message_id, "chat": chat.raw, "date": 0}, by_bot=True)
