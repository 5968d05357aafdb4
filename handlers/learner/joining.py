"""Joining two chats of one person: a code made in one, typed in the other; and which of them gets the notices."""

from __future__ import annotations

import math
from dataclasses import replace

from handlers.access import Action, allowed
from handlers.doors import command_menu
from handlers.learner.asking import aside, open_doors, paragraphs
from handlers.turn import Answer, Conversation, Reply, Turn
from storage import invites, joining, people


async def offered(turn: Turn) -> Answer:
    """A new code."""
    code = await joining.make_code(turn.store, turn.person.identity, now=turn.now)
    return aside(turn, turn.say("joining.code", code=code), open_doors(turn, "menu", "mydata"))


async def typed(turn: Turn) -> Answer:
    """A code from the other chat. Wrong ones are slowed down as those of staff are."""
    pause = await invites.code_pause(turn.store, turn.person.identity, turn.now)
    if pause is not None:
        minutes = math.ceil(pause.total_seconds() / 60)
        return aside(turn, turn.say("joining.paused", minutes=minutes), open_doors(turn, "menu", "help"))
    joined = await joining.join(turn.store, turn.text, identity=turn.person.identity, now=turn.now)
    if joined is None:
        await invites.wrong_code(turn.store, turn.person.identity, turn.now)
        return aside(turn, turn.say("joining.wrong"), open_doors(turn, "menu", "help"))
    await invites.right_code(turn.store, turn.person.identity)
    person = await people.of_identity(turn.store, turn.person.identity)
    now = replace(turn, person=person, step=None)
    text = paragraphs(now.say("joining.done"), now.say("joining.prefer"))
    return Answer(
        (Reply(text, open_doors(now, "menu", "mydata")), command_menu(now.phrases, allowed(person))), person=joined
    )


async def preferred(turn: Turn) -> Answer:
    """Notices come to this chat from now on."""
    await people.prefer(turn.store, turn.person.id, turn.person.identity, now=turn.now)
    return aside(turn, turn.say("joining.preferred"), open_doors(turn, "menu"))


JOINING = Conversation(
    name="joining",
    action=Action.OWN_DATA,
    commands={"lienket": offered},
    words={"lienket": offered, "lien ket": offered, "nhan o day": preferred},
    opens=joining.looks_like_code,
    opening=typed,
)
