"""Redeeming an invitation of staff: a code gives a role once, and wrong codes are slowed down."""

from __future__ import annotations

import math
from dataclasses import replace

from handlers.access import LEARNER, ROLES, allowed
from handlers.doors import DOORS, command_menu, doors
from handlers.learner import home, questions
from handlers.learner.asking import aside, of_the_class, open_doors, paragraphs
from handlers.turn import Answer, Reply, Turn
from storage import audit, invites
from storage.people import Role


async def redeem(turn: Turn, fingerprint: str) -> Answer:
    """Use up the code of that fingerprint for this person, who consents. All that are not valid are answered alike."""
    pause = await invites.code_pause(turn.store, turn.person.identity, turn.now)
    if pause is not None:
        return _refused(turn, turn.say("codes.paused", minutes=math.ceil(pause.total_seconds() / 60)))
    role = await invites.redeem(turn.store, fingerprint, person=turn.person.id, now=turn.now)
    if role is None:
        await invites.wrong_code(turn.store, turn.person.identity, turn.now)
        return _refused(turn, turn.say("codes.wrong"))
    await invites.right_code(turn.store, turn.person.identity)
    area = {"province": role.province, "commune": role.commune}
    subject, person = f"role:{role.name}", turn.person.id
    await audit.record(turn.store, person=person, action="invite_redeemed", subject=subject, detail=area, now=turn.now)
    return _given(turn, role)


def _refused(turn: Turn, why: str) -> Answer:
    """Whoever is only arriving goes on with that; for all others nothing changes."""
    if of_the_class(turn):
        return aside(turn, why, open_doors(turn, "menu", "help"))
    return questions.taken_up(turn, note=why)


def _given(turn: Turn, role: Role) -> Answer:
    others = tuple(held for held in turn.person.roles if held.name != role.name)
    now = replace(turn, person=replace(turn.person, roles=(*others, role)))
    given = now.say("codes.given", role=home.role_name(now, role))
    duties = doors(now.phrases, *(name for name, action in DOORS.items() if action in ROLES[role.name] - LEARNER))
    if now.person.registered:
        reply = Reply(given, (*duties, *open_doors(now, "menu")))
    else:
        register = (now.choice("register", "registration.open"), now.choice("menu", "codes.later"))
        reply = Reply(paragraphs(given, now.say("codes.register_too")), (*duties, register))
    return Answer((reply, command_menu(now.phrases, allowed(now.person))))
