"""The independent count can fail: each loss and each doubling that is put into a database by hand is found."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.rehearsal.server import Rehearsal
from tests.e2e.conftest import TOKEN
from tests.prove import count, count_effects, machine
from tests.prove.crowd import Claim
from tests.prove.record import Record

NOW, CHAT = "2026-05-22 12:00:00.000000", "700000001"


@pytest.fixture
def path(tmp_path: Path, empty_database: Path) -> Path:
    kept = tmp_path / "donghanh.db"
    kept.write_bytes(empty_database.read_bytes())
    return kept


@pytest.fixture
def database(path: Path) -> Iterator[sqlite3.Connection]:
    """Writes at once; somebody is there already, with an essay that has a receipt."""
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        add(opened, "people", id=1, created_at=NOW, registered_at=NOW)
        add(
            opened, "identities", person_id=1, channel="telegram", account="t", chat=CHAT, reachable=1, last_seen_at=NOW
        )
        essay = {"version": 1, "state": "handed_in", "topics": "[]", "levels": "[]", "receipt": "R-1"}
        add(opened, "reflections", id=1, person_id=1, course="c", started_at=NOW, **essay)
        yield opened


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return Record(Rehearsal(TOKEN, files=tmp_path))


def add(database: sqlite3.Connection, table: str, **values: object) -> None:
    marks = ", ".join("?" * len(values))
    database.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))


def queued(
    database: sqlite3.Connection, state: str, *, ref: str | None = None, doubts: int = 0, **more: object
) -> None:
    body = json.dumps({"reply": {"text": "**Chào** đồng chí."}, "prompt": 0})
    common = {"lane": "reply", "account": "t", "chat": CHAT, "not_before": NOW, "made_at": NOW, "body": body}
    add(database, "outbox", **(common | {"state": state, "message_ref": ref, "doubts": doubts} | more))


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


@pytest.mark.parametrize(("examples", "failure", "holds"), [(6, "", True), (5, "", False), (6, "<failure/>", False)])
def test_the_machine_must_have_tried_enough_and_failed_nowhere(examples: int, failure: str, holds: bool) -> None:
    case = '<testcase><properties><property name="examples" value="{}"/></properties>{}</testcase>'
    report = f"<testsuites><testsuite>{case.format(5, '')}{case.format(examples, failure)}</testsuite></testsuites>"
    assert all(row.holds for row in machine.rows(report, 11)) == holds
