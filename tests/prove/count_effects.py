"""The independent count of effects: what learners did and were told, beside what the database holds of them."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.prove.count import opened, turns_held_twice
from tests.prove.crowd import Claim
from tests.prove.record import Record

SOME = 5
KEPT = re.compile("Đã ghi|Đã nhận|đã có trong bài")
"""How the chat says that a piece of an essay is in it."""


@dataclass(frozen=True, slots=True)
class Effects:
    """What learners did and the database lacks, and what it has more than once."""

    lost: int
    doubled: int
    which: tuple[str, ...] = field(default=(), compare=False)
    """Some of either, in words."""
    elsewhere: tuple[str, ...] = field(default=(), compare=False)
    """Of essays what was taken and answered as something else: whoever a message reaches twice may answer twice."""


def effects(path: Path, record: Record, claims: Sequence[Claim]) -> Effects:
    """Compare what each learner did with what the database holds of them."""
    lost: Counter[str] = Counter()
    more: Counter[str] = Counter()
    which: list[str] = []
    elsewhere: list[str] = []
    with opened(path) as database:
        for claim in claims:
            whole, astray = _pieces(database, claim, record)
            exactly = whole + Counter({"person": 1, "registered": claim.registered, "essay": bool(claim.receipt)})
            found, named = _found(database, _COUNTED, claim.chat), _found(database, _NAMED, claim.chat)
            lacks, has = exactly + _told(claim) - (found + named), found - (exactly | record.begun(claim.chat))
            lost, more = lost + lacks, more + has
            which += [f"{claim.chat} lacks {name}" for name in lacks]
            which += [f"{claim.chat} has twice {name}" for name in has]
            elsewhere += astray
    return Effects(lost.total(), more.total() + turns_held_twice(path), tuple(which[:SOME]), tuple(elsewhere))


def _pieces(database: sqlite3.Connection, claim: Claim, record: Record) -> tuple[Counter[str], list[str]]:
    """What must be in the essay once, and what the chat answered otherwise.

    Where updates are given up, that is what the chat has said that it was kept.
    """
    heard = record.heard(claim.chat)
    sent = {f"text {text}": text for text in claim.texts} | {f"file {digest}": digest for digest in claim.files}
    whole, astray = Counter(dict.fromkeys(sent, 1)), list[str]()
    if heard is None:
        return whole, astray
    for name, what in sent.items():
        answers = [answer for update in heard.get(what, ()) for answer in _answers(database, update)]
        if not any(KEPT.search(answer) for answer in answers):
            del whole[name]
            astray += [f"{what}: {answers[0][:60]!r}"] if answers else []
    return whole, astray


def _answers(database: sqlite3.Connection, update: str) -> list[str]:
    """What was said in the turn of that update."""
    query = "SELECT o.body FROM inbox i JOIN outbox o ON o.turn = i.id WHERE i.update_id = ?"
    return [json.loads(row[0])["reply"]["text"] for row in database.execute(query, (update,))]


def _told(claim: Claim) -> Counter[str]:
    """What the chat has told the learner that it was noted down."""
    scores = {f"quiz with {score} right of 5": 1 for score in claim.scores.values()}
    return Counter({"read": claim.read, f"essay {claim.receipt}": int(bool(claim.receipt))} | scores)


_COUNTED = """
WITH own AS (SELECT p.* FROM people p JOIN identities i ON i.person_id = p.id WHERE i.chat = ?),
    attempts AS (SELECT a.* FROM quiz_attempts a JOIN own ON own.id = a.person_id),
    essays AS (SELECT f.* FROM reflections f JOIN own ON own.id = f.person_id),
    pieces AS (SELECT t.*, b.sha256 FROM reflection_parts t JOIN essays f ON f.id = t.reflection_id
        LEFT JOIN files b ON b.id = t.file_id)
SELECT 'person', count(*) FROM own
UNION ALL SELECT 'registered', count(registered_at) FROM own
UNION ALL SELECT 'read', count(r.read_at) FROM lesson_reads r JOIN own ON own.id = r.person_id
UNION ALL SELECT 'quizzes', count(*) FROM attempts
UNION ALL SELECT 'essay', count(*) FROM essays
UNION ALL SELECT 'text ' || text, 1 FROM pieces WHERE text IS NOT NULL
UNION ALL SELECT 'file ' || sha256, 1 FROM pieces WHERE file_id IS NOT NULL
"""
_NAMED = """
SELECT 'quiz with ' || a.score || ' right of ' || (SELECT count(*) FROM quiz_answers x WHERE x.attempt_id = a.id), 1
    FROM quiz_attempts a JOIN identities i ON i.person_id = a.person_id WHERE i.chat = ?1 AND a.score IS NOT NULL
UNION ALL SELECT 'essay ' || f.receipt, 1 FROM reflections f JOIN identities i ON i.person_id = f.person_id
    WHERE i.chat = ?1 AND f.receipt IS NOT NULL
"""


def _found(database: sqlite3.Connection, query: str, chat: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for name, times in database.execute(query, (chat,)):
        found[name] += times
    return found
