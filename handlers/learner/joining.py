"""Joining two chats of one person: a code made in one, typed in the other; and which of them gets the notices."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from handlers.access import Action, allowed
from handlers.doors import command_menu
from handlers.learner import asking, chats, questions
from handlers.learner.asking import aside, of_the_class, open_doors, paragraphs
from handlers.learner.fields import listed
from handlers.timetable import current
from handlers.turn import Answer, Conversation, Reply, Turn
from storage import conversations, invites, joining, own_chats, people


async def offered(turn: Turn) -> Answer:
    """A new code; or the use of one that came with the command."""
    if joining.looks_like_code(turn.incoming.argument):
        return await typed(replace(turn, incoming=replace(turn.incoming, text=turn.incoming.argument)))
    code = await joining.make_code(turn.store, turn.person.identity, now=turn.now)
    return aside(turn, turn.say("joining.code", code=code), open_doors(turn, "menu", "mydata"))


async def typed(turn: Turn) -> Answer:
    """A code from the other chat. Wrong ones are slowed down as those of staff are."""
    made = await joining.maker(turn.store, turn.text)
    if made is not None and made.identity == turn.person.identity:
        return _refused(turn, turn.say("joining.own"))
    pause = await invites.code_pause(turn.store, turn.person.identity, turn.now)
    if pause is not None:
        return _refused(turn, turn.say("joining.paused", minutes=math.ceil(pause.total_seconds() / 60)))
    typers = [one.identity for one in await own_chats.of(turn.store, turn.person.id)]
    differed = () if made is None else await joining.differing(turn.store, made.person, turn.person.id)
    joined = await joining.join(turn.store, turn.text, identity=turn.person.identity, now=turn.now)
    if made is None or joined is None:
        await invites.wrong_code(turn.store, turn.person.identity, turn.now)
        return _refused(turn, turn.say("joining.wrong"))
    if made.person == turn.person.id:  # wrong codes stay counted: whoever has both chats makes right ones at will
        where = chats.where_notices_go(turn, await own_chats.of(turn.store, joined))
        return aside(turn, paragraphs(turn.say("joining.already"), where), open_doors(turn, "menu", "mydata"))
    await invites.right_code(turn.store, turn.person.identity)
    return await _joined(turn, differed, maker=made.identity, typers=typers)


def _refused(turn: Turn, why: str) -> Answer:
    return aside(turn, why, open_doors(turn, "menu", "help"))


async def _joined(turn: Turn, differed: Sequence[str], *, maker: int, typers: Sequence[int]) -> Answer:
    """One person from here on: what stands, the way on, and a word to every other chat of theirs."""
    now = await _as_one(turn)
    held = await own_chats.of(turn.store, now.person.id)
    where = chats.where_notices_go(now, held) if of_the_class(now) else ""
    answer = _goes_on(turn, now, paragraphs(chats.done(now, held), _stands(now, differed), where))
    replies = (*answer.replies, command_menu(now.phrases, allowed(now.person)))
    told = chats.told(now, held, maker=maker, typers=typers)
    return replace(answer, replies=replies, person=now.person.id, elsewhere=told)


async def _as_one(turn: Turn) -> Turn:
    """The turn of the one person: in the class in which they are now, at the step that stayed open, if any."""
    person = await people.of_identity(turn.store, turn.person.identity)
    standing = await conversations.standing(turn.store, turn.person.identity)
    written = next((course for course in turn.courses if course.id == person.course), None)
    course = turn.course if written is None else await current(turn.store, written)
    return replace(turn, person=person, course=course, step=turn.step if standing.step is not None else None)


def _stands(turn: Turn, differed: Sequence[str]) -> str:
    """What stands of the fields in which the two were not the same, and how to correct it."""
    if not differed or not turn.person.registered:  # who is not registered yet will be asked, and shown it all
        return ""
    fields = chats.series(turn, [turn.phrases.get(f"joining.field.{field}") for field in differed])
    return turn.say("joining.differed", fields=fields, listed=listed(turn))


def _goes_on(before: Turn, turn: Turn, text: str) -> Answer:
    """On with the open step, or to the doors; whoever is no learner yet goes on with becoming one."""
    if of_the_class(turn) or turn.step is not None:
        return aside(turn, text, open_doors(turn, "menu", "mydata"))
    if turn.person.consents:
        return questions.taken_up(turn, note=text)
    asked = asking.consent_question(turn, **asking.waiting_for_consent(before))
    return replace(asked, replies=(Reply(text), *asked.replies))


async def preferred(turn: Turn) -> Answer:
    """Notices come to this chat from now on."""
    await people.prefer(turn.store, turn.person.id, turn.person.identity, now=turn.now)
    alone = len(await own_chats.of(turn.store, turn.person.id)) == 1
    text = turn.say("joining.preferred_alone" if alone else "joining.preferred")
    return aside(turn, text, open_doors(turn, "menu"))


HERE = ("nhan o day", "nhan tai day", "nhan thong bao o day", "nhan tin o day", "nhan thong bao o kenh nay")

JOINING = Conversation(
    name="joining",
    action=Action.OWN_DATA,
    commands={"lienket": offered},
    choices={"joining": offered},
    words=dict.fromkeys(("lienket", "lien ket", "noi kenh", "noi hai kenh"), offered) | dict.fromkeys(HERE, preferred),
    opens=joining.looks_like_code,
    opening=typed,
)
