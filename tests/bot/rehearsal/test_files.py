"""Files: sizes, pictures that are none, ids that lead nowhere."""

import asyncio
import io
from typing import Any

import aiohttp

from bot.rehearsal.phone import Phone, PhoneRefused
from tests.bot.rehearsal.calling import Answer, BotApi
from tests.bot.rehearsal.pictures import picture

MEGABYTE = 1024 * 1024


async def sends(api: BotApi, phone: Phone, method: str, name: str, content: bytes, **more: Any) -> Answer:
    form = aiohttp.FormData({"chat_id": str(phone.id)} | more, quote_fields=False)
    form.add_field(name, io.BytesIO(content), filename="trang 1.jpg")
    return await api.sends(method, data=form)


async def test_what_is_no_photo_is_refused(api: BotApi, phone: Phone) -> None:
    refused = [
        (b"", "Bad Request: file must be non-empty"),
        (b"no picture", "Bad Request: IMAGE_PROCESS_FAILED"),
        (picture(300, 300)[:400], "Bad Request: IMAGE_PROCESS_FAILED"),
        (picture(210, 10), "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        (picture(9000, 1001), "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        (
            b"\x00" * (10 * MEGABYTE + 1),
            'Bad Request: file "trang 1.jpg" of size 10485761 bytes is too big for a photo',
        ),
    ]
    said = [await sends(api, phone, "sendPhoto", "photo", content) for content, _ in refused]
    assert said == [Answer(400, reason) for _, reason in refused]
    assert (await sends(api, phone, "sendDocument", "document", b"")).said == "Bad Request: file must be non-empty"


async def test_a_file_under_a_name_that_nobody_asked_for_is_refused(api: BotApi, phone: Phone) -> None:
    answer = await sends(api, phone, "sendMessage", "essay", b"a", text="a")
    assert answer == Answer(400, "Bad Request: unknown parameter essay")
    answer = await sends(api, phone, "sendMessage", "text", b"a")
    assert answer == Answer(400, 'Bad Request: parameter "text" must be of type String')
    answer = await sends(api, phone, "sendDocument", "other", b"a", document="attach://missing")
    assert answer == Answer(400, "Bad Request: unknown parameter other")
    answer = await api("sendDocument", chat_id=phone.id, document="attach://missing")
    assert answer == Answer(400, "Bad Request: wrong file identifier/HTTP URL specified")
    assert (await sends(api, phone, "sendDocument", "other", b"a", document="attach://other")).status == 200


async def test_ids_that_lead_nowhere(api: BotApi, phone: Phone) -> None:
    photo = await sends(api, phone, "sendPhoto", "photo", picture(10, 10))
    document = await sends(api, phone, "sendDocument", "document", b"a")
    wishes = [
        ("sendPhoto", "photo", "x", "wrong remote file identifier specified: Wrong string length"),
        ("sendPhoto", "photo", "https://a.vn/1.jpg", "failed to get HTTP URL content"),
        ("sendPhoto", "photo", document.said["document"]["file_id"], "can't use file of type Document as Photo"),
        ("sendDocument", "document", "x", "wrong remote file identifier specified: Wrong string length"),
        ("sendDocument", "document", photo.said["photo"][0]["file_id"], "can't use file of type Photo as Document"),
    ]
    said = [await api(method, **{"chat_id": phone.id, name: value}) for method, name, value, _ in wishes]
    assert said == [Answer(400, f"Bad Request: {reason}") for *_, reason in wishes]
    async with api.session.get(f"{api.base_url}/file/bot{api.token}/documents/none.pdf") as answer:
        assert answer.status == 404
    async with api.session.get(f"{api.base_url}/file/botwrong/documents/none.pdf") as answer:
        assert answer.status == 404


async def test_large_files(api: BotApi, phone: Phone) -> None:
    [sent] = await phone.sends_files(
        [
            ("lớn.zip", bytes(20 * MEGABYTE + 1)),
        ][:1]
    )
    assert sent.document is not None
    assert await api("getFile", file_id=sent.document.file_id) == Answer(400, "Bad Request: file is too big")
    assert (await sends(api, phone, "sendDocument", "document", bytes(50 * MEGABYTE))).status == 200
    answer = await sends(api, phone, "sendDocument", "document", bytes(50 * MEGABYTE + 1))
    assert answer == Answer(413, "Request Entity Too Large")


async def test_captions(api: BotApi, phone: Phone) -> None:
    content = picture(10, 10)
    assert (await sends(api, phone, "sendPhoto", "photo", content, caption="đ" * 1024)).status == 200
    answer = await sends(api, phone, "sendPhoto", "photo", content, caption="đ" * 1025)
    assert answer == Answer(400, "Bad Request: message caption is too long")


async def test_a_phone_sends_what_it_can(phone: Phone, base_url: str) -> None:
    try:
        await phone.sends_files([("a.jpg", b"no picture")], as_="photo")
    except PhoneRefused as refused:
        said = (refused.status, str(refused))
    assert said == (400, '400: {"error":"Bad Request: IMAGE_PROCESS_FAILED"}')
    sent = await phone.sends_files([(f"{number}.txt", b"a") for number in range(12)], caption="Mười hai")
    assert [message.text for message in sent] == ["Mười hai"] + [""] * 11
    albums = [message.album for message in sent]
    assert albums == [albums[0]] * 10 + [albums[10]] * 2
    assert albums[0] != albums[10]
    assert sent[11].document is not None
    async with phone.session.get(f"{base_url}/api/phones/{phone.id}/files/{sent[11].document.file_id}") as answer:
        assert answer.headers["Content-Disposition"] == 'attachment; filename="11.txt"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_many_files_at_once(api: BotApi, phone: Phone) -> None:
    sent = await asyncio.gather(*(phone.sends_files([(f"{number}.txt", bytes([number]))]) for number in range(1, 21)))
    documents = [message.document for [message] in sent]
    assert [await phone.downloads(document) for document in documents if document] == [bytes([n]) for n in range(1, 21)]
