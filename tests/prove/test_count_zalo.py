"""The count on Zalo can fail too: each loss and doubling that is put by hand into its server's record is found."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from bot.rehearsal.server import Rehearsal
from bot.rehearsal.zalo.bots import Bot
from tests.bot.rehearsal.pictures import picture
from tests.e2e.conftest import TOKEN
from tests.prove import count, count_effects
from tests.prove.by_hand import CHAT, NOW, add, queued
from tests.prove.crowd import Claim
from tests.prove.zalo_record import ZaloRecord

SHOWN = "Chào đồng chí.\n\n1. Một\n2. Hai\nĐồng chí trả lời bằng số, ví dụ: 2"


@pytest.fixture
def rehearsal(tmp_path: Path) -> Rehearsal:
    return Rehearsal(TOKEN, files=tmp_path)


@pytest.fixture
def bot(rehearsal: Rehearsal) -> Bot:
    added = rehearsal.zalo.add("xa1", "12345689:rehearsal-secret")
    added.people[CHAT] = 1
    return added


@pytest.fixture
def record(rehearsal: Rehearsal, bot: Bot) -> ZaloRecord:
    return ZaloRecord(rehearsal)


def said(bot: Bot, number: int, **what: str) -> dict[str, Any]:
    """Somebody says it: the update is issued."""
    update = {"message": {"chat": {"id": CHAT}, "message_id": f"m{number}"} | what}
    bot.updates.put(update)
    return update


def arrived(record: ZaloRecord, number: int, text: str = SHOWN) -> None:
    params = {"chat_id": CHAT, "text": text}
    record.rehearsal.log.append({"method": "sendMessage", "params": params, "result": "ok", "message_id": f"{number}"})


@pytest.mark.parametrize(("state", "lost"), [(None, 1), ("new", 1), ("failed", 1), ("done", 0)])
def test_an_update_that_got_its_200_must_have_had_its_turn(
    state: str | None, lost: int, path: Path, database: sqlite3.Connection, bot: Bot, record: ZaloRecord
) -> None:
    taken, given_up, _waits = (said(bot, number) for number in range(3))
    bot.webhook.brought.append(taken)
    bot.webhook.lost.append(given_up)
    bot.webhook.requests = 6
    if state is not None:
        add(database, "inbox", account="z", update_id="m0", chat=CHAT, state=state, received_at=NOW)
    assert count.lost_updates(path, record) == lost
    assert (record.waiting(), record.given_up(), record.brought_in_vain()) == ({"m2"}, 1, 4)


@pytest.mark.parametrize(("doubts", "unexplained"), [(0, [(CHAT, "Chàođồngchí")]), (1, [])])
def test_a_message_that_came_twice_must_be_in_doubt_whatever_choices_stand_below_it(
    doubts: int, unexplained: list[tuple[str, str]], path: Path, database: sqlite3.Connection, record: ZaloRecord
) -> None:
    queued(database, "sent", ref="10", doubts=doubts)
    arrived(record, 9)
    arrived(record, 10)
    assert count.messages(path, record) == count.Messages(1, unexplained, doubts, vanished=0)


def test_a_message_that_no_row_knows_is_unexplained(
    path: Path, database: sqlite3.Connection, record: ZaloRecord
) -> None:
    queued(database, "sent", ref="10", doubts=1)
    arrived(record, 10)
    arrived(record, 11, "Tin lạ")
    assert count.messages(path, record) == count.Messages(1, [(CHAT, "Tinlạ")], 1, vanished=0)


def test_a_message_that_is_called_sent_must_have_come(
    path: Path, database: sqlite3.Connection, record: ZaloRecord
) -> None:
    queued(database, "sent", ref="10")
    assert count.messages(path, record) == count.Messages(0, [], 0, vanished=1)
    record.rehearsal.log.append(
        {"method": "sendMessage", "params": {"chat_id": CHAT, "text": SHOWN}, "result": "429", "message_id": None}
    )
    assert count.messages(path, record) == count.Messages(0, [], 0, vanished=1)


def test_one_that_ended_as_uncertain_may_have_come_once(
    path: Path, database: sqlite3.Connection, record: ZaloRecord
) -> None:
    queued(database, "uncertain", doubts=3)
    arrived(record, 10)
    assert count.messages(path, record) == count.Messages(0, [], 3, vanished=0)
    arrived(record, 11)
    assert count.messages(path, record) == count.Messages(1, [], 3, vanished=0)


def test_every_recipient_has_one_row_an_end_and_the_message(
    path: Path, database: sqlite3.Connection, record: ZaloRecord
) -> None:
    notice = {"kind": "broadcast", "title": "Tin", "body": "{}", "audience": "{}", "due": NOW, "state": "done"}
    add(database, "notices", id=1, course="c", made_at=NOW, **notice)
    queued(database, "sending", lane="notice", notice_id=1, person_id=1)
    assert count.notices(path, record, [CHAT, "2"], ["Tin"]) == count.Notices(1, 1, 0)
    database.execute("UPDATE outbox SET state = 'sent'")
    arrived(record, 9, "Tin khác")
    assert count.notices(path, record, [CHAT], ["Tin"]) == count.Notices(0, 0, silent=1)
    arrived(record, 10, "Lớp: Lớp 664\n\nTin\n\nĐồng chí có thể gõ: “Trang chính”")
    assert count.notices(path, record, [CHAT], ["Tin"]) == count.Notices(0, 0, 0)


def answered(database: sqlite3.Connection, number: int, text: str) -> None:
    """The update had its turn, and that was said in it."""
    add(database, "inbox", id=number, account="z", update_id=f"m{number}", chat=CHAT, state="done", received_at=NOW)
    queued(database, "sent", turn=number, body=json.dumps({"reply": {"text": text}}))


@pytest.mark.parametrize(("times", "lost", "doubled"), [(0, 1, 0), (1, 0, 0), (2, 0, 1)])
def test_a_text_that_was_kept_must_be_in_the_essay_once(
    times: int, lost: int, doubled: int, path: Path, database: sqlite3.Connection, bot: Bot, record: ZaloRecord
) -> None:
    bot.webhook.brought += [said(bot, 1, text="Đường lầy lội."), said(bot, 3, text="Chợ xa.")]
    bot.webhook.lost.append(said(bot, 2, text="Cầu gãy."))
    answered(database, 1, "Đã ghi. Phần này có 3 chữ.")
    answered(database, 3, "Đồng chí chọn một mục.")
    for _ in range(times):
        add(database, "reflection_parts", reflection_id=1, part="van-de", text="Đường lầy lội.", added_at=NOW)
    claim = Claim(CHAT, registered=True, texts=["Đường lầy lội.", "Cầu gãy.", "Chợ xa."], receipt="R-1")
    found = count_effects.effects(path, record, [claim])
    assert found == count_effects.Effects(lost, doubled)
    assert found.elsewhere == ("Chợ xa.: 'Đồng chí chọn một mục.'",)


async def test_a_picture_that_was_kept_must_be_there(
    path: Path, database: sqlite3.Connection, bot: Bot, record: ZaloRecord
) -> None:
    contents = [picture(30, 20), picture(20, 30)]
    sizes = [(await record.rehearsal.files.add_photo(content))[-1] for content in contents]
    for number, (stored, ended) in enumerate(zip(sizes, (bot.webhook.brought, bot.webhook.lost), strict=True)):
        ended.append(said(bot, number, photo_url=f"http://127.0.0.1:1/zalo/photos/{stored.address}"))
    answered(database, 0, "Đã nhận. Bài có 1 tệp.")
    digests = [hashlib.sha256(content).hexdigest() for content in contents]
    claim = Claim(CHAT, registered=True, files=digests, receipt="R-1")
    assert count_effects.effects(path, record, [claim]) == count_effects.Effects(lost=1, doubled=0)


def test_what_was_given_up_may_have_come_all_the_same(
    path: Path, database: sqlite3.Connection, bot: Bot, record: ZaloRecord
) -> None:
    bot.webhook.lost.append(said(bot, 1, text="Cầu gãy."))
    claim, found = Claim(CHAT, registered=True, texts=["Cầu gãy."], receipt="R-1"), []
    for _ in range(2):
        add(database, "reflection_parts", reflection_id=1, part="van-de", text="Cầu gãy.", added_at=NOW)
        found.append(count_effects.effects(path, record, [claim]))
    assert found == [count_effects.Effects(0, 0), count_effects.Effects(0, 1)]


def test_a_text_that_was_said_twice_may_be_there_twice(
    path: Path, database: sqlite3.Connection, bot: Bot, record: ZaloRecord
) -> None:
    bot.webhook.brought += [said(bot, number, text="6") for number in (1, 2)]
    bot.webhook.brought.append(bot.webhook.brought[0])  # brought again: it was said twice all the same
    claim = Claim(CHAT, registered=True, receipt="R-1")
    found = []
    for _ in range(3):
        add(database, "reflection_parts", reflection_id=1, part="van-de", text="6", added_at=NOW)
        found.append(count_effects.effects(path, record, [claim]).doubled)
    assert found == [0, 0, 1]


def test_an_essay_is_there_as_often_as_it_was_handed_in(
    path: Path, database: sqlite3.Connection, bot: Bot, record: ZaloRecord
) -> None:
    claim, found = Claim(CHAT, registered=True, receipt="R-1"), []
    for number in (1, 2):
        bot.webhook.brought.append(said(bot, number, text="Nộp bài này"))
    for version in (2, 3):
        essay = {"version": version, "state": "handed_in", "topics": "[]", "levels": "[]", "receipt": f"R-{version}"}
        add(database, "reflections", id=version, person_id=1, course="c", started_at=NOW, **essay)
        found.append(count_effects.effects(path, record, [claim]).doubled)
    assert found == [0, 1]


def test_nobody_takes_more_quizzes_than_they_have_sent_messages(
    path: Path, database: sqlite3.Connection, bot: Bot, record: ZaloRecord
) -> None:
    bot.webhook.brought.append(said(bot, 1, text="1"))
    for number in (1, 2):
        quiz = {"course": "c", "quiz": "q", "number": number, "plan": "[]", "started_at": NOW, "score": 4}
        add(database, "quiz_attempts", person_id=1, **quiz)
    claim = Claim(CHAT, registered=True, receipt="R-1")
    assert count_effects.effects(path, record, [claim]) == count_effects.Effects(lost=0, doubled=1)
