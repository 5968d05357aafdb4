"""A notice to everybody, kept in the database before the program starts, and what came of it in the end."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles

from handlers.messages import Reply, stored
from storage import notices
from storage.audience import Audience
from storage.engine import Database
from storage.notices import NewNotice
from tests.bench.bench import Broken
from tests.bench.crowd import COURSE, fill, look, url

TEXT = "Mời đồng chí dự buổi học thứ hai, 8 giờ sáng mai, tại điểm cầu của xã. Đồng chí mang theo sổ ghi chép."
TRAINER = 1
MAKE_TRAINER = "INSERT INTO roles (person_id, role, given_at) SELECT id, 'trainer', :now FROM n WHERE id = 1"


async def with_notice(made: Path, folder: Path, *, after: float) -> float:
    """A fresh copy of the class in which a trainer's notice to all is due in so many seconds; when (unix seconds)."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(made, folder)
    fill(folder, MAKE_TRAINER, TRAINER)
    due = datetime.now(UTC) + timedelta(seconds=after)
    notice = NewNotice("broadcast", "Mời học", stored(Reply(TEXT)), Audience(course=COURSE), due, author=TRAINER)
    async with Database(url(folder)) as db, db.write() as store:
        await notices.make(store, notice, now=datetime.now(UTC))
    return due.timestamp()


def all_sent(folder: Path, people: int) -> None:
    """Every row of the notice must have ended as sent. Raises Broken."""
    states = look(folder, "SELECT state, count(*) FROM outbox WHERE lane = 'notice' GROUP BY state")
    if states != [("sent", people)]:
        raise Broken(f"of {people} rows: {states}")


def p95(times: Sequence[float]) -> float:
    """The time within which 95 of 100 were answered."""
    return quantiles(times, n=20)[-1]
