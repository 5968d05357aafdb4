"""python-telegram-bot, unchanged, talks to the server."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    Message,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter

from bot.rehearsal.phone import Phone
from bot.rehearsal.server import Rehearsal
from tests.bot.rehearsal.calling import TOKEN
from tests.bot.rehearsal.pictures import picture
from tests.bot.rehearsal.seconds import Seconds


@pytest.fixture
async def library(base_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    async with Bot(TOKEN, base_url=f"{base_url}/bot", base_file_url=f"{base_url}/file/bot") as bot:
        yield bot


async def updates(library: Bot) -> tuple[Update, ...]:
    return await library.get_updates(timeout=5)


def message_of(update: Update) -> Message:
    assert update.message is not None
    return update.message


async def test_who_it_is(library: Bot) -> None:
    me = await library.get_me()
    assert (me.id, me.full_name, me.is_bot) == (664001, "Đồng Hành", True)


async def test_a_talk_with_buttons(library: Bot, phone: Phone) -> None:
    buttons = [[InlineKeyboardButton("Đồng ý", callback_data="yes"), InlineKeyboardButton("Xem", url="https://a.vn")]]
    await phone.says("Chào /menu")
    got = message_of((await updates(library))[0])
    assert (got.text, got.parse_entities(["bot_command"])) == ("Chào /menu", {got.entities[0]: "/menu"})
    sent = await library.send_message(
        phone.id, "<b>Đồng chí</b> có đồng ý không?", parse_mode="HTML", reply_markup=InlineKeyboardMarkup(buttons)
    )
    shown = await phone.waits_for("đồng ý")
    assert shown.labels == ["Đồng ý", "Xem"]
    assert shown.entities == ({"type": "bold", "offset": 0, "length": 8},)
    tap = await phone.taps("Đồng")
    query = (await library.get_updates(offset=-1))[0].callback_query
    assert query is not None
    assert (query.id, query.data, query.from_user.id) == (tap, "yes", phone.id)
    assert query.message is not None
    assert query.message.message_id == sent.message_id
    assert await query.answer("Đã ghi") is True
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
        await query.answer()
    edited = await query.edit_message_text("Cảm ơn đồng chí.")
    assert isinstance(edited, Message)
    assert edited.edit_date is not None
    changed = await phone.waits_for("Cảm ơn")
    assert (changed.id, changed.edited, changed.buttons) == (sent.message_id, True, ())


async def test_files_both_ways(library: Bot, phone: Phone) -> None:
    essay = b"%PDF-1.7 " + b"x" * 5000
    await phone.sends_files([("Bài thu hoạch.pdf", essay)], caption="Của tôi")
    document = message_of((await updates(library))[0]).document
    assert document is not None
    assert (document.file_name, document.mime_type, document.file_size) == (
        "Bài thu hoạch.pdf",
        "application/pdf",
        5009,
    )
    file = await library.get_file(document.file_id)
    assert bytes(await file.download_as_bytearray()) == essay
    await library.send_document(phone.id, b"back", filename="Kết quả.xlsx", caption="<i>Gửi lại</i>", parse_mode="HTML")
    got = await phone.waits_for("Gửi lại")
    assert got.document is not None
    assert (got.document.name, got.document.size, got.text) == ("Kết quả.xlsx", 4, "Gửi lại")
    assert await phone.downloads(got.document) == b"back"
    again = await library.send_document(phone.id, document.file_id)
    assert again.document == document


async def test_photos_and_albums_both_ways(library: Bot, phone: Phone) -> None:
    large = picture(1200, 600)
    await phone.sends_files([("1.jpg", large), ("2.jpg", picture(100, 200))], as_="photo", caption="Hai trang")
    first, second = [message_of(update) for update in await updates(library)]
    assert (first.caption, second.caption) == ("Hai trang", None)
    assert first.media_group_id == second.media_group_id is not None
    assert [(size.width, size.height) for size in first.photo] == [(320, 160), (1200, 600)]
    assert bytes(await (await library.get_file(first.photo[-1].file_id)).download_as_bytearray()) == large
    assert bytes(await (await library.get_file(first.photo[0].file_id)).download_as_bytearray()) != large
    sent = await library.send_photo(phone.id, picture(40, 30, "PNG"), caption="Biểu đồ")
    shown = (await phone.waits_for("Biểu đồ")).photo
    assert shown is not None
    assert (shown.width, shown.height) == (40, 30)
    album = await library.send_media_group(
        phone.id, [InputMediaPhoto(picture(10, 10)), InputMediaPhoto(sent.photo[-1].file_id, caption="hai")]
    )
    assert [(message.caption, message.media_group_id is not None) for message in album] == [(None, True), ("hai", True)]
    files = [InputMediaDocument(b"a", filename="a.txt"), InputMediaDocument(b"b", filename="b.txt")]
    documents = [message.document for message in await library.send_media_group(phone.id, files)]
    assert [document.file_name for document in documents if document] == ["a.txt", "b.txt"]


async def test_other_methods(library: Bot, phone: Phone) -> None:
    assert await library.send_chat_action(phone.id, "typing") is True
    assert await library.set_my_commands([BotCommand("menu", "Mở menu")]) is True
    assert await library.set_my_commands([BotCommand("xuat", "Xuất")], scope=BotCommandScopeChat(phone.id)) is True
    assert await library.get_my_commands() == (BotCommand("menu", "Mở menu"),)
    assert await library.delete_my_commands(scope=BotCommandScopeChat(phone.id)) is True
    assert await library.get_my_commands(scope=BotCommandScopeChat(phone.id)) == ()
    assert await library.set_my_name("Tên") is True
    assert await library.set_my_description("Mô tả") is True
    assert await library.set_my_short_description("Ngắn") is True
    assert (await library.get_chat(phone.id)).first_name == "Nguyễn Văn Bình"
    asked = await library.send_message(phone.id, "a")
    answered = await library.send_message(phone.id, "b", reply_parameters=ReplyParameters(asked.message_id))
    assert answered.reply_to_message is not None
    assert answered.reply_to_message.text == "a"
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("A", callback_data="a")]])
    assert isinstance(await library.edit_message_reply_markup(phone.id, asked.message_id, reply_markup=markup), Message)
    photo = await library.send_photo(phone.id, picture(10, 10), caption="a")
    assert isinstance(await library.edit_message_caption(phone.id, photo.message_id, caption="b"), Message)
    assert await library.delete_message(phone.id, asked.message_id) is True
    assert [message.text for message in await phone.messages()] == ["/start", "b", "b"]


async def test_its_errors_are_recognised(library: Bot, phone: Phone, base_url: str, rehearsal: Rehearsal) -> None:
    rehearsal.limits.now = Seconds()
    first = asyncio.create_task(library.get_updates(timeout=20))
    assert await asyncio.wait({first}, timeout=0.1) == (set(), {first})
    async with Bot(TOKEN, base_url=f"{base_url}/bot") as another:
        await another.get_updates()
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first
    with pytest.raises(BadRequest, match="Chat not found"):
        await library.send_message(5, "a")
    for _ in range(5):
        await library.send_message(phone.id, "a")
    with pytest.raises(RetryAfter):
        await library.send_message(phone.id, "a")
    await phone.blocks()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await library.send_message(phone.id, "a")
    change = (await updates(library))[0].my_chat_member
    assert change is not None
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("member", "kicked")
    stranger = Bot("664001:another-token-of-thirty-five-letters", base_url=f"{base_url}/bot", request=library.request)
    with pytest.raises(InvalidToken):
        await stranger.get_me()
