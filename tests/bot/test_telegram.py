"""Telegram's raw updates as messages, and what its errors mean."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.base import Gone, Later, Outcome, Refused, Uncertain
from bot.channels.telegram_outcomes import outcome
from bot.channels.telegram_parse import callback_id, parse, read
from bot.channels.telegram_request import AnswerLost, NotSent, ServerFailed
from handlers.messages import Attached, Incoming, Picked
from storage.types import VIETNAM

CHAT = {"id": 7, "type": "private"}
GROUP = {"id": -7, "type": "supergroup"}
DATE = int(datetime(2026, 5, 22, 19, 0, tzinfo=VIETNAM).timestamp())


def incoming(**what: Any) -> Incoming:
    given = {"account": "telegram:1", "channel": "telegram", "chat": "7", "update_id": "5"}
    return Incoming(**{**given, "sent_at": datetime.fromtimestamp(DATE, VIETNAM), **what})


def message(**fields: Any) -> dict[str, Any]:
    return {"update_id": 5, "message": {"message_id": 3, "date": DATE, "chat": CHAT, "from": {"id": 7}, **fields}}


def tapped(**fields: Any) -> dict[str, Any]:
    shown = {"message_id": 3, "date": DATE, "chat": CHAT}
    return {"update_id": 5, "callback_query": {"id": "9", "from": {"id": 7}, "message": shown, **fields}}


def member(status: str) -> dict[str, Any]:
    return {"update_id": 5, "my_chat_member": {"chat": CHAT, "date": DATE, "new_chat_member": {"status": status}}}


SMALL, LARGE = {"file_id": "s", "width": 9, "height": 9}, {"file_id": "l", "width": 90, "height": 90, "file_size": 8}
PHOTO = Attached("photo", "l", type="image/jpeg", size=8)
PDF = {"file_id": "d", "file_name": "bài.pdf", "mime_type": "application/pdf", "file_size": 5}
DOCUMENT = Attached("document", "d", "bài.pdf", "application/pdf", 5)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (message(text="chào"), incoming(text="chào")),
        (message(text="a\x00b"), incoming(text="ab")),
        (message(text="/Start@bot  c_1 "), incoming(command="start", argument="c_1")),
        (message(text="/menu"), incoming(command="menu")),
        (message(text="/bài học"), incoming(text="/bài học")),
        (message(text="/"), incoming(text="/")),
        (message(text="/ menu"), incoming(text="/ menu")),
        (message(text="//"), incoming(text="//")),
        (message(photo=[LARGE, SMALL], caption="x\x00"), incoming(attachments=(PHOTO,), text="x")),
        (message(document=PDF), incoming(attachments=(DOCUMENT,))),
        (message(animation={"file_id": "g"}, document=PDF), incoming(attachments=(Attached("other", "g"),))),
        (message(sticker={"file_id": "s"}), incoming(other="unsupported")),
        (message(chat=GROUP, text="x"), incoming(chat="-7", text="x", private=False)),
        (tapped(data="4.lesson:cd1"), incoming(picked=Picked("lesson:cd1", 4), message_ref="3")),
        (tapped(data="4.a.b"), incoming(picked=Picked("a.b", 4), message_ref="3")),
        (tapped(data="x.y"), incoming(picked=Picked("y", -1), message_ref="3")),
        (tapped(data="٣.y"), incoming(picked=Picked("y", -1), message_ref="3")),
        (tapped(data="99999999999.y"), incoming(picked=Picked("y", -1), message_ref="3")),
        (tapped(data="4"), incoming(picked=Picked("?", 4), message_ref="3")),
        (tapped(), incoming(picked=Picked("?", -1), message_ref="3")),
        (member("kicked"), incoming(other="blocked")),
        (member("member"), incoming(other="unblocked")),
        (
            {"update_id": 5, "edited_message": message(text="mới")["message"]},
            incoming(other="edited", text="mới"),
        ),
    ],
)
def test_what_an_update_says(raw: dict[str, Any], expected: Incoming) -> None:
    received = read(raw)
    assert received is not None
    assert (received.update_id, received.chat) == ("5", expected.chat)
    assert parse("telegram:1", [received.payload]) == expected


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 5},
        {"update_id": 5, "poll": {"id": "1"}},
        {"update_id": 5, "message": {"text": "x"}},
        {"update_id": 5, "message": {"chat": None, "from": {"id": None} | {}, "text": "x"}} | {"message": {"chat": {}}},
        {"update_id": 5, "callback_query": {"id": "1", "message": None}},
        {"update_id": 5, "message": "text"},
    ],
)
def test_an_update_that_concerns_nobody_is_not_stored(raw: dict[str, Any]) -> None:
    assert read(raw) is None


def test_a_tap_without_its_message_belongs_to_its_person() -> None:
    raw = {"update_id": 5, "callback_query": {"id": "9", "from": {"id": 7}, "inline_message_id": "x", "data": "1.a"}}
    received = read(raw)
    assert received is not None
    parsed = parse("telegram:1", [received.payload])
    assert (parsed.chat, parsed.picked, parsed.message_ref) == ("7", Picked("a", 1), None)
    assert callback_id(raw) == "9"


def test_half_a_surrogate_pair_is_replaced_and_a_whole_one_kept() -> None:
    received = read(
        json.loads(r'{"update_id": 5, "message": {"chat": {"id": 7}, "text": "\ud83d\ude00 \ud83d \\ud83d"}}')
    )
    assert received is not None
    assert parse("telegram:1", [received.payload]).text == "😀 \ufffd \\ud83d"


def test_an_album_is_one_message() -> None:
    parts = [message(photo=[LARGE], media_group_id="8"), message(document=PDF, caption="hai", media_group_id="8")]
    received = [read(part) for part in parts]
    assert [one.album for one in received if one] == ["8", "8"]
    parsed = parse("telegram:1", [one.payload for one in received if one])
    assert parsed == incoming(attachments=(PHOTO, DOCUMENT), text="hai")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (RetryAfter(3), Later(timedelta(seconds=3), told=True)),
        (RetryAfter(timedelta(seconds=3)), Later(timedelta(seconds=3), told=True)),
        (Forbidden("Forbidden: bot was blocked by the user"), Gone("đã chặn hoặc xóa cuộc trò chuyện")),
        (Forbidden("Forbidden: user is deactivated"), Gone("tài khoản Telegram không còn")),
        (Forbidden("Forbidden: bot can't initiate conversation with a user"), Gone("chưa bắt đầu trò chuyện")),
        (Forbidden("Forbidden: bot was kicked from the group chat"), Gone("không cho bot nhắn tin")),
        (BadRequest("Chat not found"), Gone("không tìm thấy tài khoản Telegram")),
        (BadRequest("Message is too long"), Refused("Telegram từ chối: Message is too long")),
        (AnswerLost("x"), Uncertain()),
        (NotSent("ClientConnectorError"), Later(reason="NotSent")),
        (ServerFailed("502"), Later(reason="ServerFailed")),
        (NetworkError("?"), Uncertain()),
        (TimedOut(), Uncertain()),
    ],
)
def test_what_an_error_means(error: TelegramError, expected: Outcome) -> None:
    assert outcome(error) == expected


@pytest.mark.parametrize("error", [Conflict("x"), ChatMigrated(5), TelegramError("x")])
def test_an_error_that_nobody_expects_has_an_outcome(error: TelegramError) -> None:
    assert isinstance(outcome(error), Uncertain | Refused | Later | Gone)
