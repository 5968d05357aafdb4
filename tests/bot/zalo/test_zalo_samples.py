"""Every recorded payload of Zalo: what it becomes here, and which exact request we make."""

from __future__ import annotations

import json
import unicodedata
from datetime import datetime
from typing import Any

import pytest

from bot.channels import zalo_parse
from bot.channels.base import ChannelRefused, Later, Outcome, Ready, Refused, Sent, Uncertain
from bot.channels.zalo_request import QUOTA
from handlers.messages import Attached, Choice, Incoming, Reply, stored
from storage.types import VIETNAM
from tests.bot.zalo.samples import CHAT, SAMPLES, recorded

PHOTO = "https://photo-stal-1.zdn.example/jpg/1c8fa4c96701e95fb0"

UPDATES: dict[str, dict[str, Any] | None] = {
    "text_private": {"n": 11, "text": "Xin chào"},
    "text_command": {"n": 12, "command": "start", "argument": "K3P9-2026"},
    "text_choice_number": {"n": 13, "text": "2"},
    "text_choice_fuzzy": {"n": 14, "text": " đáp án B nhé "},
    "text_no_accent": {"n": 15, "text": "tiep tuc"},
    "text_nfd": {"n": 16, "text": unicodedata.normalize("NFC", "Tiếp tục")},
    "text_group_mention": {
        "n": 17, "text": "@Bot Học Số lịch học tuần này", "chat": "zgr-5f60718293a4b5c6d7", "private": False
    },
    "image_live": {"n": 18, "text": "ảnh chụp màn hình", "attachments": (Attached("photo", f"{PHOTO}10.jpg"),)},
    "image_docs": {"n": 19, "text": "ảnh", "attachments": (Attached("photo", f"{PHOTO}11.jpg"),)},
    "image_object": {"n": 20, "attachments": (Attached("photo", f"{PHOTO}12.jpg"),)},
    "sticker": {"n": 21, "other": "unsupported"},
    "voice_live": {"n": 22, "other": "unsupported"},
    "unsupported_no_message": None,
    "unsupported_with_message": {"n": 23, "other": "unsupported"},
    "link_undocumented": {"n": 24, "text": "https://example.vn"},
    "unknown_event": None,
    "from_bot": None,
    "old_first_name_variant": {"n": 27, "text": "Xin chào"},
    "lowercase_chat_type_seconds": {"n": 28, "text": "Hello", "seconds": 1700000000},
}  # fmt: skip


def incoming(n: int, *, seconds: int | None = None, **fields: Any) -> Incoming:
    at = datetime.fromtimestamp(1793000000 + n if seconds is None else seconds, VIETNAM)
    known: dict[str, Any] = {"account": "zalo:123456789", "channel": "zalo", "chat": CHAT, "sent_at": at}
    return Incoming(**known | {"update_id": f"2d758cb5e222177a4e{n}"} | fields)


def taken(raw: dict[str, Any]) -> Incoming | None:
    received = zalo_parse.read(raw)
    return None if received is None else zalo_parse.parse("zalo:123456789", [received.payload])


def test_every_update_is_in_the_table() -> None:
    assert sorted(UPDATES) == sorted(SAMPLES["updates"])


@pytest.mark.parametrize("name", UPDATES)
def test_an_update_becomes_a_message(name: str) -> None:
    update, expected = SAMPLES["updates"][name]["result"], UPDATES[name]
    wanted = None if expected is None else incoming(**expected)
    assert [taken(update), taken({"ok": True, "result": update})] == [wanted, wanted]


def test_webhook_bodies_are_read_wrapped_and_flat() -> None:
    assert taken(SAMPLES["webhook"]["wrapped"]["body"]) == incoming(11, text="Xin chào")
    assert taken(SAMPLES["webhook"]["flat"]["body"]) == taken(SAMPLES["updates"]["image_live"]["result"])
    assert taken(SAMPLES["getUpdates_ok"]["json"]) == incoming(11, text="Xin chào")
    empty: list[dict[str, Any]] = [{}, {"ok": True}, {"result": 5}, {"message": []}, {"message": {}}]
    assert [taken(body) for body in empty] == [None] * 5


def test_a_second_delivery_has_the_number_of_the_first() -> None:
    bodies = [SAMPLES["webhook"]["wrapped"]["body"], SAMPLES["webhook"]["wrapped"]["body"]["result"]]
    read = [zalo_parse.read(body) for body in bodies]
    assert [one.update_id if one else None for one in read] == ["2d758cb5e222177a4e11"] * 2
    nameless = {"message": {"from": {"id": "x"}, "text": "a", "date": 1}}
    twice = [zalo_parse.read(nameless), zalo_parse.read(json.loads(json.dumps(nameless)))]
    assert twice[0] == twice[1]
    assert twice[0] is not None
    assert (len(twice[0].update_id), twice[0].chat) == (64, "x")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/start c_24943", {"command": "start", "argument": "c_24943"}),
        ("/Start  C 24943 ", {"command": "start", "argument": "C 24943"}),
        ("/startc_24943", {"text": "/startc_24943"}),  # read off a wall: no command, its digits say which commune
        ("/ start c24943", {"text": "/ start c24943"}),
        ("/bài học", {"text": "/bài học"}),
    ],
)
def test_a_command_has_a_name_of_letters(text: str, said: dict[str, Any]) -> None:
    update = json.loads(json.dumps(SAMPLES["updates"]["text_private"]["result"]))
    update["message"]["text"] = text
    assert taken(update) == incoming(11, **said)


CHOICES = ((Choice("a", "Đúng"), Choice("b", "Sai")),)
REPLY = stored(Reply("**Bài 1**\n\nChọn đi [ở đây](https://xa-mau.example)", CHOICES), prompt=3)
REQUEST = {
    "chat_id": CHAT,
    "text": "Bài 1\n\nChọn đi ở đây (https://xa-mau.example)\n\n1. Đúng\n2. Sai\nTrả lời bằng số: 1 hoặc 2",
    "text_styles": [{"start": 0, "len": 5, "st": ["b"]}],
}
SENDS: list[tuple[dict[str, Any], Outcome | type[Exception]]] = [
    (SAMPLES["responses"]["sendMessage"], Sent("82599fa32f56d00e8941")),
    (SAMPLES["responses"]["sendPhoto"], Sent("82599fa32f56d00e8942")),
    (SAMPLES["responses"]["sendSticker"], Sent("82599fa32f56d00e8943")),
    (SAMPLES["responses"]["sendVoice"], Sent("82599fa32f56d00e8944")),
    (SAMPLES["responses"]["sendChatAction"], Sent(None)),
    (SAMPLES["responses"]["testWebhook_ok"], Sent(None)),
    (SAMPLES["responses"]["testWebhook_limit"], Refused("Zalo từ chối: Upgrade Required")),
    (SAMPLES["errors"]["bad_request"], Refused("Zalo từ chối: Bad request")),
    (SAMPLES["errors"]["photo_not_url"], Refused("Zalo từ chối: The photo must start with http:// or https://")),
    (SAMPLES["errors"]["photo_invalid"], Refused("Zalo từ chối: The photo URL is invalid")),
    (SAMPLES["errors"]["unauthorized"], ChannelRefused),
    (SAMPLES["errors"]["internal_403"], Later(reason="403")),
    (SAMPLES["errors"]["not_found"], Refused("Zalo từ chối: Not Found")),
    (SAMPLES["errors"]["request_timeout"], Uncertain()),
    (SAMPLES["errors"]["quota"], Refused(QUOTA, spent=True)),
    (SAMPLES["errors"]["gateway_html"], Later(reason="502")),
    ({"http": 504, "text": ""}, Uncertain()),
    ({"http": 200, "text": "<html>"}, Uncertain()),
]


def test_every_error_is_in_the_table() -> None:
    assert [name for name, error in SAMPLES["errors"].items() if error not in [row for row, _ in SENDS]] == []


async def test_each_answer_to_a_send_is_an_outcome_and_the_request_is_exact() -> None:
    async with recorded() as (server, channel):
        found: list[Any] = []
        for answer, _ in SENDS:
            server.answers = [answer]
            try:
                found.append(await channel.send(CHAT, REPLY, []))
            except ChannelRefused as refused:
                found.append(type(refused))
        assert found == [expected for _, expected in SENDS]
        assert server.calls == [("sendMessage", REQUEST)] * len(SENDS)


POLLS: list[tuple[dict[str, Any], Any]] = [
    (SAMPLES["getUpdates_ok"], [SAMPLES["getUpdates_ok"]["json"]["result"]]),
    (SAMPLES["responses"]["getUpdates_empty_http408"], []),
    (SAMPLES["responses"]["getUpdates_empty_http200"], []),
    (SAMPLES["responses"]["getUpdates_empty_result"], []),
    (SAMPLES["errors"]["unauthorized"], ChannelRefused),
    (SAMPLES["errors"]["bad_request"], ChannelRefused),
    (SAMPLES["errors"]["quota"], ConnectionError),
    (SAMPLES["errors"]["gateway_html"], ConnectionError),
]


async def test_each_answer_to_a_poll() -> None:
    async with recorded() as (server, channel):
        found: list[Any] = []
        for answer, _ in POLLS:
            server.answers = [answer]
            try:
                found.append(await channel.updates())
            except (ChannelRefused, ConnectionError) as failed:
                found.append(ChannelRefused if isinstance(failed, ChannelRefused) else ConnectionError)
        assert found == [expected for _, expected in POLLS]
        assert server.calls == [("getUpdates", {"timeout": 25})] * len(POLLS)


WEBHOOK_CALLS = (
    "setWebhook", "setWebhook_probe_failed_but_saved", "getWebhookInfo_set", "getWebhookInfo_none_measured",
    "getWebhookInfo_none_alt", "deleteWebhook", "getMe", "sendChatAction",
)  # fmt: skip


def test_every_response_is_in_a_table() -> None:
    tabled = [row for row, _ in SENDS + POLLS] + [SAMPLES["responses"][name] for name in WEBHOOK_CALLS]
    missing = [name for name, answer in SAMPLES["responses"].items() if not any(answer is row for row in tabled)]
    assert missing == []  # by identity: some are equal


NEVER_MADE = {"testWebhook", "sendSticker", "sendVoice"}
OURS = {"getUpdates": {"timeout": 25}, "sendPhoto": {"photo": f"https://xa-mau.example/tep/{CHAT}/bai1.png"}}
"""What differs in our requests from the recorded ones: how long we wait, and where our pictures are."""


async def test_each_recorded_request_is_made_so_or_never() -> None:
    bodies = {name: request["body"] for name, request in SAMPLES["requests"].items()}
    answers, wish = SAMPLES["responses"], bodies["setWebhook"]
    async with recorded() as (server, channel):
        server.answers = [
            answers["getMe"], SAMPLES["getUpdates_ok"], answers["setWebhook"], answers["deleteWebhook"],
            answers["getWebhookInfo_set"], answers["sendMessage"], answers["sendPhoto"], answers["sendChatAction"],
        ]  # fmt: skip
        await channel.about()
        await channel.updates()
        await channel.set_webhook(wish["url"], wish["secret_token"])
        await channel.drop_webhook()
        await channel.webhook()
        await channel.send(CHAT, stored(Reply("Xin chào")), [])
        await channel.send(CHAT, stored(Reply("Bài 1")), [Ready("bai1.png", as_photo=True, content=b"x")])
        await channel.typing(CHAT)
        made = {name: body | OURS.get(name, {}) for name, body in bodies.items() if name not in NEVER_MADE}
        assert dict(server.calls) == made
        assert len(server.calls) == len(made)


async def test_the_webhook_calls_are_the_recorded_ones() -> None:
    wish = SAMPLES["requests"]["setWebhook"]["body"]
    async with recorded() as (server, channel):
        server.answers = [SAMPLES["responses"][name] for name in WEBHOOK_CALLS]
        made = [await channel.set_webhook(wish["url"], wish["secret_token"]) for _ in range(2)]
        assert [one["verification"]["outcome"] for one in made] == ["webhook.ok", "webhook.http.403"]
        assert [(await channel.webhook())["url"] for _ in range(3)] == [wish["url"], "", ""]
        await channel.drop_webhook()
        assert (await channel.about())["account_name"] == "bot.VDKyGxQvc"
        await channel.typing(CHAT)
        assert server.calls == [
            ("setWebhook", wish), ("setWebhook", wish), *[("getWebhookInfo", {})] * 3, ("deleteWebhook", {}),
            ("getMe", {}), ("sendChatAction", SAMPLES["requests"]["sendChatAction"]["body"]),
        ]  # fmt: skip
