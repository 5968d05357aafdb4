"""The independent count can fail: each loss and each doubling that is put into a database by hand is found."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from bot.rehearsal.server import Rehearsal
from tests.e2e.conftest import TOKEN
from tests.prove import count, count_effects, machine
from tests.prove.by_hand import CHAT, NOW, add, queued
from tests.prove.crowd import Claim
from tests.prove.record import Record


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return Record(Rehearsal(TOKEN, files=tmp_path))


def arrived(record: Record, number: int, text: str = "Chào đồng chí.") -> None:
    params = {"chat_id": CHAT, "text": text}
    record.rehearsal.log.append({"method": "sendMessage", "params": params, "result": "ok", "message_id": number})


@pytest.mark.parametrize(("state", "lost"), [(None, 1), ("new", 1), ("failed", 1), ("done", 0)])
def test_a_confirmed_update_must_have_had_its_turn(
    state: str | None, lost: int, path: Path, database: sqlite3.Connection, record: Record
) -> None:
    held, confirmed = (record.rehearsal.updates.put("message", {"text": "a"}, ("message", 1)) for _ in range(2))
    assert held is not None
    assert confirmed is not None
    record.rehearsal.updates.confirm(confirmed)
    if state is not None:
        add(database, "inbox", account="t", update_id=str(confirmed.id), chat=CHAT, state=state, received_at=NOW)
    assert count.lost_updates(path, record) == lost


@pytest.mark.parametrize(("doubts", "unexplained"), [(0, [(CHAT, "Chàođồngchí")]), (1, [])])
def test_a_message_that_came_twice_must_be_in_doubt(
    doubts: int, unexplained: list[tuple[str, str]], path: Path, database: sqlite3.Connection, record: Record
) -> None:
    queued(database, "sent", ref="10", doubts=doubts)
    arrived(record, 9)
    arrived(record, 10)
    assert count.messages(path, record) == count.Messages(1, unexplained, doubts, vanished=0)


def test_what_a_rewritten_row_said_before_is_explained_by_its_doubt_once(
    path: Path, database: sqlite3.Connection, record: Record
) -> None:
    now = json.dumps({"reply": {"text": "Đã gửi xong."}, "edit": "10"})
    queued(database, "sent", ref="10", doubts=1, body=now)
    for number in (9, 10):
        arrived(record, number, "Đang gửi")
    assert count.messages(path, record) == count.Messages(1, [], 1, vanished=0)
    arrived(record, 11, "Đang gửi")
    assert count.messages(path, record) == count.Messages(2, [(CHAT, "Đanggửi")], 1, vanished=0)


def test_a_message_that_is_called_sent_must_have_come(path: Path, database: sqlite3.Connection, record: Record) -> None:
    queued(database, "sent", ref="10")
    assert count.messages(path, record) == count.Messages(0, [], 0, vanished=1)


def test_one_that_ended_as_uncertain_may_have_come_once(
    path: Path, database: sqlite3.Connection, record: Record
) -> None:
    queued(database, "uncertain", doubts=3)
    arrived(record, 10)
    assert count.messages(path, record) == count.Messages(0, [], 3, vanished=0)


def test_every_recipient_has_one_row_an_end_and_the_message(
    path: Path, database: sqlite3.Connection, record: Record
) -> None:
    notice = {"kind": "broadcast", "title": "Tin", "body": "{}", "audience": "{}", "due": NOW, "state": "done"}
    add(database, "notices", id=1, course="c", made_at=NOW, **notice)
    queued(database, "sending", lane="notice", notice_id=1, person_id=1)
    assert count.notices(path, record, [CHAT, "2"], ["Tin"]) == count.Notices(1, 1, 0)
    database.execute("UPDATE outbox SET state = 'sent'")
    assert count.notices(path, record, [CHAT], ["Tin"]) == count.Notices(0, 0, silent=1)
    arrived(record, 10, "Tin")
    assert count.notices(path, record, [CHAT], ["Tin"]) == count.Notices(0, 0, 0)


@pytest.mark.parametrize(("times", "lost", "doubled"), [(0, 1, 0), (1, 0, 0), (2, 0, 1)])
def test_a_text_must_be_in_the_essay_once(
    times: int, lost: int, doubled: int, path: Path, database: sqlite3.Connection, record: Record
) -> None:
    for _ in range(times):
        add(database, "reflection_parts", reflection_id=1, part="van-de", text="Đường lầy lội.", added_at=NOW)
    claim = Claim(CHAT, registered=True, texts=["Đường lầy lội."], receipt="R-1")
    assert count_effects.effects(path, record, [claim]) == count_effects.Effects(lost, doubled)


def test_what_the_chat_confirmed_must_be_there(path: Path, database: sqlite3.Connection, record: Record) -> None:
    claim = Claim(CHAT, registered=True, read=2, scores={1: 4}, receipt="R-2")
    assert count_effects.effects(path, record, [claim]) == count_effects.Effects(lost=4, doubled=0)
    add(database, "quiz_attempts", person_id=1, course="c", quiz="q", number=1, plan="[]", started_at=NOW, score=4)
    assert count_effects.effects(path, record, [claim]) == count_effects.Effects(
        lost=4, doubled=1
    )  # nobody started it, nor answered


def test_a_turn_is_held_once(path: Path, database: sqlite3.Connection, record: Record) -> None:
    for turn, made_at in ((1, NOW), (1, NOW), (2, NOW), (2, "2026-05-22 12:00:01.000000")):
        queued(database, "sent", turn=turn, made_at=made_at)
    assert count.turns_held_twice(path) == 1
    assert count_effects.effects(path, record, []) == count_effects.Effects(lost=0, doubled=1)


def test_what_ended_as_refused_is_counted(path: Path, database: sqlite3.Connection) -> None:
    for state in ("sent", "refused", "unreachable"):
        queued(database, state)
    assert count.refused(path) == 1


@pytest.mark.parametrize(("examples", "failure", "holds"), [(6, "", True), (5, "", False), (6, "<failure/>", False)])
def test_the_machine_must_have_tried_enough_and_failed_nowhere(examples: int, failure: str, holds: bool) -> None:
    case = '<testcase><properties><property name="examples" value="{}"/></properties>{}</testcase>'
    report = f"<testsuites><testsuite>{case.format(5, '')}{case.format(examples, failure)}</testsuite></testsuites>"
    assert all(row.holds for row in machine.rows(report, 11)) == holds
