"""A class of any size written straight into a database of this program's schema: 300,000 people in seconds."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from content.places import communes, provinces
from handlers.learner.quizzes_seat import STEP
from storage.migrating import migrate
from tests.bench.arena import FIRST_CHAT
from tests.bench.server import TOKEN

ACCOUNT = f"telegram:{TOKEN.partition(':')[0]}"
COURSE = "lop-664"
ORDER = ("cd1-01", "cd1-02", "cd1-04", "cd1-05", "cd1-03")
"""The questions that a single typed number answers come first; the one with several right answers is the last."""
ROUNDS = 4
"""So many times each person can answer with one number."""
OPTIONS = ("A", "B", "C", "D")
PLAN = json.dumps([[question, OPTIONS] for question in ORDER])
CHOICES = json.dumps([*([f"quiz-answer:?:0:{option}", option] for option in OPTIONS), ["quizzes", "Để sau"]])
OLD_BODY = json.dumps({"reply": {"text": "Đồng chí đã đăng ký xong."}, "prompt": 0, "edit": None}, ensure_ascii=False)

WHO = """
INSERT INTO people (id, created_at, consent, consent_version, consent_at, full_name, group_id, province, commune,
                    position, course, registered_at)
SELECT id, :now, 'given', '2026-05-14', :now, 'Học viên ' || id, 'chinh-quyen', province, commune, 'Trưởng thôn',
       :course, :now
FROM n JOIN places ON place = 1 + id % :places;
INSERT INTO memberships (person_id, course, group_id, consent_version, consent_at, registered_at)
SELECT id, :course, 'chinh-quyen', '2026-05-14', :now, :now FROM n;
INSERT INTO identities (id, person_id, channel, account, chat, reachable, last_seen_at)
SELECT id, id, 'telegram', :account, :chat + id - 1, 1, :now FROM n;
"""
WHERE_THEY_STAND = """
INSERT INTO lesson_reads (person_id, course, lesson, opened_at, read_at) SELECT id, :course, 'chung-01', :now, :now
FROM n;
INSERT INTO quiz_attempts (id, person_id, course, quiz, number, plan, started_at)
SELECT id, id, :course, 'cd1', 1, :plan, :now FROM n;
INSERT INTO conversations (identity_id, step, data, prompt, choices, updated_at)
SELECT id, :step, '{"attempt": ' || id || ', "place": 0, "picked": []}', 1, replace(:choices, '?', id), :now FROM n;
"""
WHAT_THEY_SAID = """
INSERT INTO inbox (account, update_id, chat, state, received_at, done_at)
SELECT :account, 'old-' || id, :chat + id - 1, 'done', :now, :now FROM n;
INSERT INTO outbox (lane, person_id, identity_id, account, chat, body, state, attempts, not_before, message_ref,
                    made_at, ended_at)
SELECT 'reply', id, id, :account, :chat + id - 1, :body, 'sent', 1, :now, '17', :now, :now FROM n;
"""
COUNTED = "WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < :count)"


def url(folder: Path) -> str:
    """The address of the database that the program keeps in that folder."""
    return f"sqlite+aiosqlite:///{folder / 'donghanh.db'}"


def write_class(folder: Path, count: int) -> None:
    """So many registered learners, each at the first question of a quiz, with what they had said and got before."""
    folder.mkdir(parents=True, exist_ok=True)
    migrate(url(folder))
    fill(folder, WHO + WHERE_THEY_STAND + WHAT_THEY_SAID, count)


def fill(folder: Path, statements: str, count: int, **others: object) -> None:
    """Run INSERTs that read the numbers 1 … count from `n`, in one transaction."""
    values = {
        "count": count, "now": stamp(datetime.now(UTC)), "account": ACCOUNT, "chat": FIRST_CHAT, "course": COURSE,
        "plan": PLAN, "step": STEP, "choices": CHOICES, "body": OLD_BODY, **others,
    }  # fmt: skip
    with closing(sqlite3.connect(folder / "donghanh.db")) as database:
        database.execute("PRAGMA synchronous=OFF")  # while it is being made; the program opens it in its own mode
        places = [(commune.province.code, commune.code) for one in provinces() for commune in communes(one.code)]
        database.execute("CREATE TEMP TABLE places (place INTEGER PRIMARY KEY, province TEXT, commune TEXT)")
        database.executemany("INSERT INTO places (province, commune) VALUES (?, ?)", places)
        values["places"] = len(places)
        for statement in filter(str.strip, statements.split(";")):
            database.execute(f"{COUNTED} {statement}", values)
        database.commit()


def stamp(moment: datetime) -> str:
    """A moment as the database has it: UTC without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def look(folder: Path, question: str) -> list[tuple[object, ...]]:
    """Rows of the program's database, read beside it."""
    with closing(sqlite3.connect(f"file:{folder / 'donghanh.db'}?mode=ro", uri=True)) as database:
        return database.execute(question).fetchall()
