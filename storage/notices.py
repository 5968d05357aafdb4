"""Notices: reminders, trainers' messages, changes of the timetable, alerts; each with a due time and an audience."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, and_, case, func, insert, literal, select, update

from storage import audience as audiences
from storage.audience import Audience
from storage.engine import Store
from storage.tables import identities, notice_sums, notices, outbox, people

Kind = Literal["reminder", "broadcast", "change", "alert"]
TITLE = 200
"""So many characters of a title are kept."""
AT_ONCE = 20_000
"""So many people at most get their rows in one transaction: replies wait meanwhile."""


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice to be kept. `key`: a second one of the same key is not made. `body`: one request's worth of a reply."""

    kind: Kind
    title: str
    body: Mapping[str, Any]
    audience: Audience
    due: datetime
    key: str | None = None
    author: int | None = None
    expires_at: datetime | None = None
    resend_of: int | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A stored notice."""

    id: int
    kind: str
    key: str | None
    author: int | None
    title: str
    body: Mapping[str, Any]
    audience: Audience
    due: datetime
    expires_at: datetime | None
    state: str  # planned | sending | done | stopped | dropped | skipped
    reason: str | None
    resend_of: int | None
    progress_row: int | None
    released_at: datetime | None
    ended_at: datetime | None


async def make(store: Store, new: NewNotice, *, now: datetime) -> int | None:
    """Keep a notice until it is due. Returns its id, or None where one of its key is here already.

    One that was dropped is planned again: a session may move away and back.
    """
    values = {
        "course": new.audience.course,
        "kind": new.kind,
        "key": new.key,
        "author": new.author,
        "title": new.title[:TITLE],
        "body": dict(new.body),
        "audience": dict(new.audience.stored()),
        "due": new.due,
        "expires_at": new.expires_at,
        "state": "planned",
        "resend_of": new.resend_of,
        "made_at": now,
    }
    row = store.insert(notices).values(values)
    again = row.on_conflict_do_update(
        index_elements=["key"], set_=values | {"reason": None, "ended_at": None}, where=notices.c.state == "dropped"
    )
    made: int | None = await store.value(again.returning(notices.c.id))
    return made


async def notice(store: Store, id_: int) -> Notice | None:
    """The notice of that id."""
    row = await store.first(select(notices).where(notices.c.id == id_))
    return None if row is None else _notice(row)


async def planned(store: Store) -> list[Notice]:
    """Every notice that waits for its time, the earliest first."""
    rows = await store.all(select(notices).where(notices.c.state == "planned").order_by(notices.c.due, notices.c.id))
    return [_notice(row) for row in rows]


async def of_author(store: Store, author: int, *, limit: int = 8) -> list[Notice]:
    """The newest notices of one author."""
    rows = await store.all(select(notices).where(notices.c.author == author).order_by(notices.c.id.desc()).limit(limit))
    return [_notice(row) for row in rows]


async def shown(store: Store) -> list[Notice]:
    """The notices whose author watches them going: running ones, and ended ones whose end is not told yet."""
    rows = await store.all(
        select(notices)
        .where(notices.c.author.is_not(None), notices.c.progress_row.is_not(None))
        .where(notices.c.state.in_(["sending", "done", "stopped", "skipped"]))
    )
    return [_notice(row) for row in rows]


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        id=row.id,
        kind=row.kind,
        key=row.key,
        author=row.author,
        title=row.title,
        body=row.body,
        audience=Audience.model_validate(row.audience),
        due=row.due,
        expires_at=row.expires_at,
        state=row.state,
        reason=row.reason,
        resend_of=row.resend_of,
        progress_row=row.progress_row,
        released_at=row.released_at,
        ended_at=row.ended_at,
    )


async def admitted(store: Store, id_: int) -> int:
    """The last person whom a release that was begun gave a row; 0: none."""
    last: int | None = await store.value(select(func.max(outbox.c.person_id)).where(outbox.c.notice_id == id_))
    return last or 0


async def admit(store: Store, id_: int, *, behind: int, now: datetime) -> int | None:
    """Begin the release of a large notice: rows for those of the next people, by id, who are in its audience.

    Returns the person behind whom to go on. None: what is left is no more than `release` itself can do at once, or
    the notice is not to be released. Nothing of it leaves before the release.
    """
    due = await notice(store, id_)
    last: int | None = await store.value(select(func.max(people.c.id)))
    if due is None or not _may_go(due, now) or last is None or last <= behind + AT_ONCE:
        return None
    await store.run(_recipients(id_, due.audience, now, behind, behind + AT_ONCE), long=True)
    return behind + AT_ONCE


async def admit_one(store: Store, id_: int, person: int, *, now: datetime) -> None:
    """A row for one person of whom a begun release has come past, if they are in its audience and have none."""
    due = await notice(store, id_)
    has = await store.first(select(outbox.c.id).where(outbox.c.notice_id == id_, outbox.c.person_id == person))
    if due is not None and _may_go(due, now) and has is None:
        await store.run(_recipients(id_, due.audience, now, person - 1, person))


def _may_go(due: Notice, now: datetime) -> bool:
    return due.state == "planned" and (due.expires_at is None or due.expires_at > now)


async def release(
    store: Store, id_: int, *, now: datetime, behind: int | None = None
) -> Literal["released", "skipped", "not_planned"]:
    """A notice is due: every recipient has a row, and it is marked as going, in one transaction (P3).

    Those who can't be reached get a row that says so. One whose time is over is skipped whole (P6). `behind`: whom
    `admit` came to; None: as the rows say.
    """
    due = await notice(store, id_)
    if due is None or due.state != "planned":
        return "not_planned"
    if not _may_go(due, now):
        await _set(store, id_, state="skipped", reason="đã quá giờ", ended_at=now)
        return "skipped"
    if behind is None:
        behind = await admitted(store, id_)
    await store.run(_recipients(id_, due.audience, now, behind), long=True)
    await _set(store, id_, state="sending", released_at=now)
    return "released"


_RECIPIENT = ["lane", "notice_id", "person_id", "identity_id", "account", "chat"]
_FATE = ["state", "reason", "not_before", "made_at", "ended_at"]


def _recipients(id_: int, audience: Audience, now: datetime, behind: int, upto: int | None = None) -> Any:
    reachable = identities.c.reachable.is_(True)
    rows = (
        select(
            literal("notice"),
            literal(id_),
            people.c.id,
            identities.c.id,
            func.coalesce(identities.c.account, ""),
            func.coalesce(identities.c.chat, ""),
            case((reachable, "pending"), else_="unreachable"),
            case((reachable, None), else_=func.coalesce(identities.c.unreachable_reason, "chưa có kênh liên lạc")),
            literal(now, outbox.c.not_before.type),
            literal(now, outbox.c.made_at.type),
            case((reachable, None), else_=literal(now, outbox.c.ended_at.type)),
        )
        .select_from(people.outerjoin(identities, identities.c.id == audiences.best_identity()))
        .where(people.c.id > behind, *audiences.conditions(audience))
        .order_by(people.c.id)
    )
    if upto is not None:
        rows = rows.where(people.c.id <= upto)
    return insert(outbox).from_select([*_RECIPIENT, *_FATE], rows, include_defaults=False)


async def finish(store: Store, *, now: datetime) -> list[int]:
    """Close the running notices of which no row waits or flies any more. Returns their ids."""
    waiting = (
        select(outbox.c.id)
        .where(outbox.c.notice_id == notices.c.id, outbox.c.state.in_(["pending", "sending"]))
        .exists()
    )
    over = [row.id for row in await store.all(select(notices.c.id).where(notices.c.state == "sending", ~waiting))]
    if over:
        await store.run(update(notices).where(notices.c.id.in_(over)).values(state="done", ended_at=now))
    return over


async def stop(store: Store, id_: int, *, reason: str, now: datetime) -> bool:
    """Stop a notice that is planned or running; what is on its way arrives. False where it has ended.

    Of a large one, `storage.outbox.end_left` ends the rest of the rows.
    """
    from storage.outbox import end_waiting

    result = await store.run(
        update(notices)
        .where(notices.c.id == id_, notices.c.state.in_(["planned", "sending"]))
        .values(state="stopped", reason=reason, ended_at=now)
    )
    if result.rowcount:
        await end_waiting(store, [id_], reason=reason, now=now)
    return bool(result.rowcount)


async def tally(store: Store, id_: int) -> Mapping[str, int]:
    """How many rows of a notice are in each state; `doubtful`: those sent after an answer was lost.

    Rows that were pruned count as they ended; those of a stopped notice that did not leave, as skipped.
    """
    stopped = select(notices.c.id).where(notices.c.id == id_, notices.c.state.in_(["stopped", "skipped"])).exists()
    state = case((and_(outbox.c.state == "pending", stopped), "skipped"), else_=outbox.c.state).label("state")
    doubts = func.sum(case((outbox.c.doubts > 0, 1), else_=0)).label("doubtful")
    live = select(state, func.count().label("rows"), doubts).where(outbox.c.notice_id == id_)
    sums = notice_sums.c
    kept = select(sums.state, sums.rows, sums.doubtful).where(sums.notice_id == id_)
    counts: Counter[str] = Counter(doubtful=0)
    for row in [*await store.all(live.group_by(state), long=True), *await store.all(kept)]:
        counts[row.state] += int(row.rows)
        counts["doubtful"] += int(row.doubtful) if row.state == "sent" else 0
    return counts


async def reasons(store: Store, id_: int) -> Sequence[tuple[str, str, int]]:
    """Why rows of a notice did not arrive: (state, reason, how many), the most frequent first. Also of pruned ones."""
    live = select(outbox.c.state, outbox.c.reason, func.count().label("rows"))
    live = live.where(outbox.c.notice_id == id_, outbox.c.state.in_(_MISSED)).group_by(outbox.c.state, outbox.c.reason)
    sums = notice_sums.c
    kept = select(sums.state, sums.reason, sums.rows).where(sums.notice_id == id_, sums.state.in_(_MISSED))
    counts: Counter[tuple[str, str]] = Counter()
    for row in [*await store.all(live, long=True), *await store.all(kept)]:
        counts[row.state, row.reason or ""] += int(row.rows)
    order = sorted(counts, key=lambda why: (-counts[why], *why))
    return [(state, reason, counts[state, reason]) for state, reason in order]


_MISSED = ["unreachable", "refused", "skipped", "uncertain"]


async def pruned(store: Store, id_: int) -> bool:
    """Whether rows of a notice went with time: how many ended how is known, but no longer for whom."""
    return await store.first(select(notice_sums.c.state).where(notice_sums.c.notice_id == id_).limit(1)) is not None


UNSHOWN = 0
"""In a row's place: nothing shows the author how the notice goes, its end alone is told."""


async def watch(store: Store, id_: int, row: int | None) -> None:
    """Keep which outbox row shows the author how a notice goes, or UNSHOWN; None: its end has been told."""
    await _set(store, id_, progress_row=row)


async def _set(store: Store, id_: int, **values: Any) -> None:
    await store.run(update(notices).where(notices.c.id == id_).values(**values))
