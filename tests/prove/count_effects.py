"""The independent count of effects: what learners did and were told, beside what the database holds of them."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.prove.count import opened
from tests.prove.crowd import Claim
from tests.prove.record import Record


@dataclass(frozen=True, slots=True)
class Effects:
    """What learners did and the database lacks, and what it has more than once."""

    lost: int
    doubled: int


def effects(path: Path, record: Record, claims: Sequence[Claim]) -> Effects:
    """Compare what each learner did with what the database holds of them."""
    lost: Counter[str] = Counter()
    more: Counter[str] = Counter()
    with opened(path) as database:
        for claim in claims:
            found, named = _found(database, _COUNTED, claim.chat), _found(database, _NAMED, claim.chat)
            lost += _least(claim) - (found + named)
            more += found - _most(claim, record)
    return Effects(lost.total(), more.total())


def _exactly(claim: Claim) -> Counter[str]:
    """What must be there once, neither more nor less."""
    whole = {f"text {text}": 1 for text in claim.texts} | {f"file {digest}": 1 for digest in claim.files}
    return Counter({"person": 1, "registered": int(claim.registered), "essay": int(bool(claim.receipt))} | whole)


def _least(claim: Claim) -> Counter[str]:
    """What the chat has told the learner that it was noted down."""
    scores = {f"quiz with {score} right of 5": 1 for score in claim.scores.values()}
    return _exactly(claim) + Counter({"read": claim.read, f"essay {claim.receipt}": int(bool(claim.receipt))} | scores)


def _most(claim: Claim, record: Record) -> Counter[str]:
    """What the learner can have brought about: a learner whom a doubled message puzzled takes a quiz again."""
    marked = {data.partition(":")[2] for data in record.tapped(claim.chat, "read")}
    read = marked | {data.split(":")[1] for data in record.tapped(claim.chat, "check-answer")}
    quizzes = len(record.tapped(claim.chat, "quiz-start"))
    return _exactly(claim) + Counter({"read": len(read), "quizzes": quizzes})


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
