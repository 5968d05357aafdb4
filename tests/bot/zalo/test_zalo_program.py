"""The whole program on Zalo: polled, by webhook, beside Telegram; and the exact request that answers each update."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import pytest
from sqlalchemy import select

from bot.accounts import NO_BOT
from bot.errors import OperatorMistake
from bot.rehearsal.phone import Phone
from bot.rehearsal.zalo.bots import Bot
from storage.tables import identities, inbox
from tests.bot.conftest import Start
from tests.bot.program import ACCOUNT, Program, settings_for
from tests.bot.rehearsal.pictures import picture
from tests.bot.rehearsal.waiting import until
from tests.bot.zalo.conftest import SECOND, ZALO
from tests.bot.zalo.samples import CHAT, SAMPLES

SECRET = "a-secret-of-this-webhook"
GROUP = "zgr-5f60718293a4b5c6d7"
PRIVATE_ONLY = (
    "Chào các đồng chí. Tôi chỉ trò chuyện riêng với từng người, không trả lời trong nhóm. "
    "Đồng chí mở trang của tôi và nhắn riêng nhé."
)
ANSWERS: dict[str, tuple[str, str] | None] = {
    "text_private": (CHAT, "Xin chào"),
    "text_command": (CHAT, "/start"),
    "text_choice_number": (CHAT, "2"),
    "text_choice_fuzzy": (CHAT, "đáp án B nhé"),
    "text_no_accent": (CHAT, "tiep tuc"),
    "text_nfd": (CHAT, "Tiếp tục"),
    "text_group_mention": (GROUP, PRIVATE_ONLY),
    "image_live": (CHAT, "ảnh chụp màn hình <photo>"),
    "image_docs": (CHAT, "ảnh <photo>"),
    "image_object": (CHAT, "<photo>"),
    "sticker": (CHAT, "unsupported"),
    "voice_live": (CHAT, "unsupported"),
    "unsupported_no_message": None,
    "unsupported_with_message": (CHAT, "unsupported"),
    "link_undocumented": (CHAT, "https://example.vn"),
    "unknown_event": None,
    "from_bot": None,
    "old_first_name_variant": (CHAT, "Xin chào"),
    "lowercase_chat_type_seconds": (CHAT, "Hello"),
}
"""Which request answers each recorded update, where the conversation is an echo: sendMessage of (chat_id, text)."""


async def zalo_phone(program: Program, name: str = "Nguyễn Thị Mẫu", bot: str = "") -> Phone:
    return await program.phone(name, channel="zalo", bot=bot)


@pytest.mark.parametrize("name", ANSWERS)
async def test_each_recorded_update_is_answered_by_one_exact_request(
    name: str, start: Start, zalo_settings: dict[str, Any], xa1: Bot
) -> None:
    async with start(**zalo_settings) as program:
        phone = await zalo_phone(program)
        for chat in (CHAT, GROUP):
            xa1.people[chat] = phone.id
        next(program.rehearsal.chats.phones()).started = True
        await phone.causes(SAMPLES["updates"][name]["result"])
        await phone.says("hết")
        await until(lambda: len(program.calls()) > (ANSWERS[name] is not None))
        wanted = [ANSWERS[name], (xa1.person(phone.id), "hết")]
        requests = [{"chat_id": one[0], "text": one[1]} for one in wanted if one is not None]
        assert sorted((call["params"] for call in program.calls()), key=str) == sorted(requests, key=str)


async def test_a_talk_by_numbers(start: Start, zalo_settings: dict[str, Any]) -> None:
    async with start(**zalo_settings) as program:
        phone = await zalo_phone(program)
        await phone.says("/hoi")
        asked = await phone.waits_for("Chọn đi")
        assert asked.text == (
            "Chọn đi\n\n1. ✅ Một\n2. Hai\nGõ nguyên cụm: Gửi ngay\nĐồng chí trả lời bằng số: 1 hoặc 2"
        )
        await phone.says("2.")
        assert (await phone.waits_for()).text == "chọn hai"
        rows = await program.look(select(identities.c.channel, identities.c.account))
        assert rows == [("zalo", "zalo:12345689")]


async def test_a_long_answer_comes_in_pieces_in_order(start: Start, zalo_settings: dict[str, Any]) -> None:
    async with start(**zalo_settings) as program:
        phone = await zalo_phone(program)
        await phone.says("/dai")
        await phone.waits_for("Lại", timeout=20)
        texts = [message.text for message in await phone.messages() if message.by_bot]
        assert [int(text.split()[1].rstrip(":")) for text in texts] == sorted(
            int(text.split()[1].rstrip(":")) for text in texts
        )
        assert "\n\n".join(texts).count("Đoạn") == 100


async def test_pictures_are_fetched_at_once(start: Start, zalo_settings: dict[str, Any]) -> None:
    async with start(**zalo_settings) as program:
        phone = await zalo_phone(program)
        await phone.says("/tep")
        await phone.waits_for("Gửi tệp đi")
        content = picture(30, 20)
        await phone.sends_files([("a.jpg", content)], as_="photo", caption="trang 1")
        assert (await phone.waits_for("trang 1")).text == f"trang 1: ['={len(content)}']"
    async with start(**zalo_settings | {"zalo_loopback_pictures": False}) as program:
        await phone.sends_files([("a.jpg", content)], as_="photo", caption="trang 2")
        assert (await phone.waits_for("trang 2")).text == "trang 2: [':lost']"


async def test_both_channels_and_two_bots_side_by_side(
    start: Start, zalo_settings: dict[str, Any], unused_tcp_port: int
) -> None:
    both = zalo_settings | {"zalo_bots": f"xa1={ZALO}, xa2={SECOND}"}
    del both["telegram_token"]
    async with start(**both) as program:
        program.rehearsal.zalo.add("xa2", SECOND)
        phones = [await program.phone(), await zalo_phone(program), await zalo_phone(program, bot="xa2")]
        for number, phone in enumerate(phones):
            await phone.says(f"chào {number}")
        heard = [(await phone.waits_for(timeout=45)).text for phone in phones]
        assert heard == ["chào 0", "chào 1", "chào 2"]
        assert {(call["channel"], call.get("account")) for call in program.calls()} == {
            ("telegram", None), ("zalo", "xa1"), ("zalo", "xa2"),
        }  # fmt: skip
        await program.quiet(3)
        accounts = [ACCOUNT, "zalo:12345689", "zalo:22345689"]
        facts = await healthy(program)
        assert [(one["account"], one["refusal"]) for one in facts["channels"]] == [(each, None) for each in accounts]
        assert all(one["answered_seconds_ago"] is not None for one in facts["channels"])
        async with program.session.get(f"{program.running.address}/metrics") as answer:
            told = await answer.text()
        sent = [f'donghanh_sends_total{{account="{each}",lane="reply",outcome="sent"}} 1.0' for each in accounts]
        assert sorted(line for line in told.splitlines() if line in sent) == sent  # in the order of the first sends
        await program.app.health.refuses(accounts[2], "thử")
        async with program.session.get(f"{program.running.address}/healthz") as answer:
            facts = await answer.json()
        assert (answer.status, facts["wrong"]) == (503, ["channel"])
        assert [one["refusal"] for one in facts["channels"]] == [None, None, "thử"]


async def healthy(program: Program) -> dict[str, Any]:
    """What /healthz tells of a program that is well."""
    async with program.session.get(f"{program.running.address}/healthz") as answer:
        facts: dict[str, Any] = await answer.json()
    assert (answer.status, facts["ok"]) == (200, True)
    return facts


def hooked(settings: dict[str, Any], port: int) -> dict[str, Any]:
    return settings | {
        "http_port": port, "public_url": f"http://127.0.0.1:{port}", "zalo_webhook_secret": SECRET
    }  # fmt: skip


async def test_the_webhook_takes_what_zalo_brings_once(
    start: Start, zalo_settings: dict[str, Any], xa1: Bot, unused_tcp_port: int
) -> None:
    settings = hooked(zalo_settings, unused_tcp_port)
    async with start(**settings) as program:
        url = f"{settings['public_url']}/zalo/12345689"
        assert program.calls("setWebhook") == []
        async with program.session.post(
            f"{program.page}/zalo/bot{ZALO}/setWebhook", json={"url": url, "secret_token": SECRET}
        ) as made:
            assert (await made.json())["result"]["verification"]["outcome"] == "webhook.ok"
        phone = await zalo_phone(program)
        await phone.says("một")
        assert (await phone.waits_for()).text == "một"
        xa1.manner.wrapped = False
        await phone.says("hai")
        assert (await phone.waits_for()).text == "hai"
        assert [len(await program.look(select(inbox.c.id))), xa1.webhook.lost] == [2, []]
        assert not any(loop.done() for loop in program.running._loops)  # the program ends where one does


async def posts(program: Program, **request: Any) -> int:
    async with program.session.post(f"{program.running.address}/zalo/12345689", **request) as answer:
        return answer.status


async def test_the_webhook_refuses_and_knows_a_second_delivery(
    start: Start, zalo_settings: dict[str, Any], unused_tcp_port: int
) -> None:
    proof, body = {"X-Bot-Api-Secret-Token": SECRET}, SAMPLES["webhook"]["wrapped"]["body"]
    wrong = SAMPLES["webhook"]["wrong_secret"]["headers"]
    async with start(**hooked(zalo_settings, unused_tcp_port)) as program:
        assert [
            await posts(program, json=body, headers=wrong),
            await posts(program, json=body),
            await posts(program, data=b"", headers=SAMPLES["webhook"]["empty_probe"]["headers"]),
            await posts(program, data=b"{", headers=proof),
            await posts(program, data=b"[]", headers=proof),
            await posts(program, data=io.BytesIO(b" " * (1 << 21)), headers=proof),
            await posts(program, json={"event_name": "message.unsupported.received"}, headers=proof),
            await posts(program, json=body, headers=proof),
            await posts(program, json=body["result"], headers=proof),
        ] == [403, 403, 200, 400, 400, 400, 200, 200, 200]
        rows = await program.look(select(inbox.c.account, inbox.c.update_id))
        assert rows == [("zalo:12345689", "2d758cb5e222177a4e11")]


async def test_polling_is_refused_while_a_webhook_is_set(
    start: Start, zalo_settings: dict[str, Any], xa1: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    from bot.rehearsal.zalo.webhook import Target

    await xa1.webhook.set(Target("http://127.0.0.1:1/zalo", SECRET), at=0)
    async with start(**zalo_settings):
        await until(lambda: "donghanh webhook show" in caplog.text)
        await asyncio.sleep(0)


async def test_no_bot_at_all_is_a_mistake(start: Start, zalo_settings: dict[str, Any]) -> None:
    with pytest.raises(OperatorMistake, match="chưa có bot nào"):
        async with start(**zalo_settings | {"zalo_bots": None}):
            pass
    assert "DONGHANH_ZALO_BOTS" in NO_BOT


async def test_the_secrets_are_hidden(tmp_path: Any) -> None:
    settings = settings_for("http://127.0.0.1:1", tmp_path, zalo_bots=f"xa1={ZALO}", zalo_webhook_secret=SECRET)
    assert ZALO.partition(":")[2] not in f"{settings!r} {settings.model_dump_json()}"
    assert settings.zalo == [("xa1", ZALO)]
    assert {ZALO, SECRET} <= set(settings.secrets)
