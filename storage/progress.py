"""How a person stands with the essay, for their own overview. Only reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storage.engine import Store
from storage.tables import reflections


@dataclass(frozen=True, slots=True)
class Essay:
    """The essay that counts: the one handed in, or else the draft. Receipt, time and lateness of one handed in."""

    handed_in: bool
    receipt: str | None = None
    handed_in_at: datetime | None = None
    late: bool = False


async def essay(store: Store, person: int, course: str) -> Essay | None:
    """The person's essay in that course, or None where there is neither one handed in nor a draft."""
    row = await store.first(
        select(reflections)
        .where(
            reflections.c.person_id == person,
            reflections.c.course == course,
            reflections.c.state.in_(["handed_in", "draft"]),
        )
        .order_by(reflections.c.state == "draft", reflections.c.version.desc())
        .limit(1)
    )
    if row is None or row.state == "draft":
        return None if row is None else Essay(handed_in=False)
    return Essay(True, row.receipt, row.handed_in_at, bool(row.late))
