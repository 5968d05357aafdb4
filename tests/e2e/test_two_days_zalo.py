"""The whole class again: a hundred learners on Telegram, a hundred on Zalo, twenty on both, with the same outcomes.

The scripts are those of the two days on Telegram alone, and so is what is counted from them: whatever the channel, the
tables hold the same of each person, byte by byte. Each reminder and notice comes once a person, on the right phone.
"""

from __future__ import annotations

import socket
from collections import Counter

import pytest

from bot.rehearsal.phone import Phone
from tests.e2e.both_channels import BOTS, NOTICE_AT, MixedDays
from tests.e2e.cast import EVE, EVENING, FIRST_MORNING, NOON, SECOND_MORNING, TAKES_BACK, Member, at
from tests.e2e.conftest import Phones
from tests.e2e.program import Program
from tests.e2e.staff import Coordinator, Trainer
from tests.e2e.tables import table
from tests.e2e.test_two_days import the_export_has_it_all, the_province_has_its_own
from tests.e2e.two_days import DUE

MOVED = "Kênh thường dùng không nhận, đã chuyển sang kênh khác"
NOTICE = "Mời cả lớp họp nhóm lúc 20:30 tối nay.\nMang theo *sổ* & bút <nhé>!"


async def on_both_channels(program: Program) -> None:
    """The program started anew, with three Zalo bots beside Telegram's, all by their webhooks."""
    for number, name in enumerate(BOTS, 1):
        program.rehearsal.zalo.add(name, f"{number}2345689:rehearsal-secret-{number}")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    await program.clock()  # heard once, so that the next start goes on from there
    assert await program.stop() == 0
    await program.start(
        zalo_bots=",".join(f"{bot.name}={bot.token}" for bot in program.rehearsal.zalo),
        zalo_base_url=f"{program.page}/zalo", zalo_rate="1000", zalo_loopback_pictures="true", http_port=str(port),
        public_url=f"http://127.0.0.1:{port}", webhook_secret="telegram-secret-1", zalo_webhook_secret="zalo-secret-1",
    )  # fmt: skip
    assert (await program.tool("webhook", "set")).count("đã đặt") == 3


@pytest.mark.long
async def test_the_class_on_both_channels(program: Program, phones: Phones) -> None:
    await on_both_channels(program)
    class_ = MixedDays(program, phones)
    trainer = Trainer(await phones("Lê Minh Tâm"))
    of_all = Coordinator(await phones("Phạm Thu Hà", channel="zalo", bot=BOTS[0]))
    of_province = Coordinator(await phones("Đỗ Quang Vinh"))
    await trainer.redeems(await program.tool("invite", "trainer", "--plain"))
    await of_all.redeems(await program.tool("invite", "coordinator", "--plain"))
    await of_province.redeems(await program.tool("invite", "coordinator", "--province", "Lâm Đồng", "--plain"))

    await class_.come(EVE)
    await class_.until(at(22, 20))
    await class_.learn()
    await class_.come(FIRST_MORNING)
    await class_.until(NOON)
    await class_.block(NOON)
    await _a_notice_reaches_everybody_once(class_, trainer)
    await class_.come(SECOND_MORNING)
    for moment in (at(24, 20), at(25, 20)):
        await class_.hand_in(moment)
    await class_.until(TAKES_BACK)
    await class_.take_back()
    for moment in (at(29, 9), at(30, 20), at(31, 15), at(31, 18)):
        await class_.hand_in(moment)

    assert {words: class_.reached(words) for _, words in DUE} == class_.expected
    assert _refused(class_) == Counter(phone.id for phone in _blocked_on_zalo(class_))
    assert [bot.webhook.lost for bot in program.rehearsal.zalo] == [[], [], []]
    await the_export_has_it_all(class_.members, of_all)
    await the_province_has_its_own(class_.members, of_province)


async def _a_notice_reaches_everybody_once(class_: MixedDays, trainer: Trainer) -> None:
    """On the channel that is theirs, or the other where that one refuses; the report and its list name the channel."""
    await class_.until(NOTICE_AT)
    await class_.block(NOTICE_AT)
    audience = [member for member in class_.members if member.registered(NOTICE_AT)]
    there = [member for member in audience if not member.away(NOTICE_AT)]
    preview = {str(trainer.phone.id): 1}
    first = {member.chat: 1 for member in there}
    missed = len(audience) - len(there)
    assert (len(audience), missed) == (190, 8)

    notice = await trainer.writes(NOTICE)
    assert (notice.people, notice.unreachable) == (len(audience), missed)
    ended = await trainer.sends(notice)
    assert (ended.reached, ended.people) == (len(there), len(audience))
    assert ended.counts == {"Đã gửi": len(there), "Không liên lạc được": missed, MOVED: len(class_.moved())}
    assert ended.channels == class_.by_channel(there)
    assert class_.reached(NOTICE) == first | preview
    listed = table(await trainer.lists(), "Người nhận", ("Họ và tên", "Kết quả gửi", "Kênh"))
    assert listed == Counter(_outcome(class_, member) for member in audience)

    await class_.until(EVENING)
    await class_.come_back()
    back = [member for member in audience if member.returns]
    ended = await trainer.resends(len(back))
    assert (ended.reached, ended.people) == (len(back), missed)
    assert ended.channels == class_.by_channel(back) == {"Telegram": 2, "Zalo": 2}
    assert class_.reached(NOTICE) == first | {member.chat: 1 for member in back} | preview


def _outcome(class_: MixedDays, member: Member) -> tuple[str, str, str]:
    """How the notice ended for somebody, as its list has it."""
    channel = member.notified.channel.title()
    instead = f"{channel} (thay cho Zalo)" if member in class_.moved() else channel
    return member.pupil.name, "Không liên lạc được" if member.away(NOTICE_AT) else "Đã gửi", instead


def _refused(class_: MixedDays) -> Counter[int]:
    """How many sends to each phone were refused. Of other calls only the question for a webhook before one is set."""
    refused = [(phone, call) for phone, call in class_.sends() if call["result"] != "ok"]
    assert {(call["channel"], call["result"]) for _, call in refused} == {("zalo", "403")}
    others = [call for call in class_.program.calls() if call["result"] not in {"ok", "403"}]
    assert {(call["method"], call["result"]) for call in others} == {("getWebhookInfo", "404")}
    return Counter(phone for phone, _ in refused)


def _blocked_on_zalo(class_: MixedDays) -> list[Phone]:
    """Zalo tells no bot that it was blocked: one send to each of these finds it out, and then there are no more."""
    closed = [member.hands[member.shut].phone for member in class_.both if member.shut is not None]
    single = [member.learner.phone for member in class_.members if member.blocks and member not in class_.both]
    return [phone for phone in [*closed, *single] if phone.channel == "zalo"]
