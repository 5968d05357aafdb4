"""One turn: an incoming message and everything that it brings about, in one transaction (design §3.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.delivery.merging import merged
from bot.delivery.packing import pack
from content.models import Course
from content.phrases import Phrases
from handlers.alerts import staff
from handlers.full import Full, alert, signpost, turned_away
from handlers.lateness import stands_after
from handlers.messages import Answer, Capabilities, Incoming, Menu, Reply, Step, stored
from handlers.quota import Limit
from handlers.router import Router
from handlers.thrift import runs_short
from handlers.timetable import current
from handlers.turn import Turn, say
from storage import conversations, groups, inbox, notices, outbox, people
from storage.conversations import Standing
from storage.engine import Store
from storage.notices import NewNotice
from storage.outbox import Queued


@dataclass(frozen=True, slots=True)
class Class:
    """What turns are held with: the course as written, the phrases, the conversations, and the notices a second.

    `course` is the one that newcomers come to; `others` are those that are held beside it. `can` is what each account's
    channel can do.
    """

    course: Course
    phrases: Phrases
    router: Router
    pace: float = 25.0
    others: tuple[Course, ...] = ()
    public_url: str | None = None
    limits: tuple[Limit, ...] = ()
    can: Mapping[str, Capabilities] = field(default_factory=dict)

    @property
    def courses(self) -> tuple[Course, ...]:
        """Every course that is held."""
        return (self.course, *self.others)

    def of(self, id_: str | None) -> Course | None:
        """The course of this id (None: the one that newcomers come to), or None where it is not held."""
        return self.course if id_ is None else next((course for course in self.courses if course.id == id_), None)


async def take(
    store: Store, school: Class, incoming: Incoming, rows: Sequence[int], can: Capabilities, *, now: datetime
) -> list[int]:
    """Hold one turn inside the open transaction, and close its inbox rows. Returns the queued outbox rows.

    An update that was closed already brings nothing about.
    """
    if rows and not await inbox.done(store, rows, now=now):
        return []
    if school.limits and (full := await turned_away(store, school.limits, incoming)) is not None:
        return await _show_the_next(store, school, incoming, full, rows, now=now)
    person = await people.meet(store, channel=incoming.channel, account=incoming.account, chat=incoming.chat, now=now)
    if incoming.other == "blocked":
        await people.unreachable(store, person.identity, BLOCKED, now=now)
        return []
    if incoming.other == "unblocked":
        return []  # they can be reached again; what they want they will say
    standing = await conversations.standing(store, person.identity)
    written = school.of(person.course)
    if written is None:  # their class is held no more
        person, written = await people.moved(store, person, school.course.id), school.course
    course = await current(store, written)
    step = None if standing.step is None else Step(standing.step, standing.data)
    turn = Turn(
        incoming,
        person,
        step,
        store,
        course,
        school.phrases,
        now,
        school.pace,
        school.courses,
        sparing=can.sparing,
        takes_files=can.inbound_files,
        public_url=school.public_url,
        limits=school.limits,
        standing=standing,
        short=await runs_short(store, school.limits, person, now=now),
    )
    answer = await school.router.answer(turn, standing)
    queued = await _keep(turn, standing, answer, can, rows[0] if rows else None)
    if answer.elsewhere:
        await _tell_elsewhere(turn, answer, {incoming.account: can, **school.can})
    return queued


BLOCKED = "đã chặn hoặc xóa cuộc trò chuyện"


async def _keep(turn: Turn, standing: Standing, answer: Answer, can: Capabilities, row: int | None) -> list[int]:
    person = turn.person
    stands = standing if answer.repeats else stands_after(turn, standing, answer)
    known = await conversations.stand(
        turn.store,
        person.identity,
        step=stands.step,
        data=stands.data,
        prompt=stands.prompt,
        choices=stands.choices,
        now=stands.at or turn.now,
        asked=stands.asked,
        before=stands.before,
    )
    letters = [
        Queued(
            (answer.person or person.id) if known else None,
            person.identity if known else None,
            person.account,
            person.chat,
            body,
        )
        for reply in merged(answer.replies, can)
        for body in bodies(reply, can, prompt=stands.prompt, tapped=turn.incoming.message_ref)
    ]
    return await outbox.queue(turn.store, letters, now=turn.now, turn=row)


async def _show_the_next(
    store: Store, school: Class, incoming: Incoming, full: Full, rows: Sequence[int], *, now: datetime
) -> list[int]:
    """Tell a newcomer where there is a place, and those in charge that there is none here, once a day."""
    unlimited = any(not can.sparing for can in school.can.values())
    sign = signpost(school.phrases, full, elsewhere=unlimited)
    key = f"alert:full:{full.limit.account}:{'next' if full.next else 'none'}:{now:%Y%m%d}"
    body, audience = stored(alert(school.phrases, full)), staff(school.course.id)
    await notices.make(store, NewNotice("alert", key, body, audience, due=now, key=key), now=now)
    letter = Queued(None, None, incoming.account, incoming.chat, stored(sign))
    return await outbox.queue(store, [letter], now=now, turn=rows[0] if rows else None)


async def _tell_elsewhere(turn: Turn, answer: Answer, can: Mapping[str, Capabilities]) -> None:
    """Queue what the person's other chats are told; what is open there stays as it is."""
    letters = [
        Queued(told.person, told.identity, told.account, told.chat, body)
        for told in answer.elsewhere
        if told.account in can
        for reply in told.replies
        for body in bodies(reply, can[told.account])
    ]
    await outbox.queue(turn.store, letters, now=turn.now)


def bodies(
    reply: Reply | Menu, can: Capabilities, *, prompt: int = 0, tapped: str | None = None
) -> list[Mapping[str, Any]]:
    """The reply as the JSON of outbox rows, one request each. `tapped`: the message that it may replace."""
    if isinstance(reply, Menu):
        return [{"commands": [list(command) for command in reply.commands]}] if can.command_menu else []
    return [
        stored(part, prompt=prompt, edit=tapped if part.replaces and can.edits else None) for part in pack(reply, can)
    ]


async def tell_group(store: Store, school: Class, incoming: Incoming, rows: Sequence[int], *, now: datetime) -> None:
    """A group or channel wrote: say once that we talk in private chats only."""
    if await inbox.done(store, rows, now=now) and await groups.first_time(
        store, account=incoming.account, chat=incoming.chat, now=now
    ):
        reply = Reply(say(school.phrases, "menu.private_only"))
        body = stored(reply)
        letter = Queued(None, None, incoming.account, incoming.chat, body)
        await outbox.queue(store, [letter], now=now, turn=rows[0])
