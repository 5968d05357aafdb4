"""Arrival: first contact, consent, deep links, and codes of invitation that are typed anywhere."""

from __future__ import annotations

from dataclasses import replace

from handlers.access import Action
from handlers.learner import answers, asking, questions
from handlers.learner.asking import CONSENT, consent_question, of_the_class
from handlers.learner.home import main_page
from handlers.learner.redeeming import redeem
from handlers.turn import Answer, Conversation, Reply, Turn
from storage import invites, people


async def start(turn: Turn) -> Answer:
    """The first contact, or coming back; what a deep link carries is used at once, or waits for the consent."""
    kind, _, payload = turn.incoming.argument.strip().partition("_")
    waiting = {"i": "code", "c": "commune"}.get(kind)
    carried = {waiting: payload[:64]} if waiting and payload else {}
    if asking.consent_due(turn):
        return consent_question(turn, **carried)
    return await _go_on(turn, carried)


async def code(turn: Turn) -> Answer:
    """A code of invitation was typed: it is redeemed, after the consent."""
    bare = invites.normalize(turn.text)
    return consent_question(turn, code=bare) if asking.consent_due(turn) else await redeem(turn, bare)


async def answered(turn: Turn) -> Answer:
    """The answer to the consent question; anything that is none is asked for once more."""
    if turn.picked == "agree":
        return await _agreed(turn)
    if turn.picked == "decline":
        return await _declined(turn)
    return Answer((Reply(turn.say("arrival.again"), asking.consent_choices(turn)),), step=turn.step)


async def _agreed(turn: Turn) -> Answer:
    version = turn.course.consent.version
    await people.set_consent(turn.store, turn.person.id, "given", version=version, now=turn.now)
    agreed = replace(turn.person, consent="given", consent_version=version, consent_at=turn.now)
    return await _go_on(
        replace(turn, person=agreed, step=None), asking.waiting_for_consent(turn), note=turn.say("arrival.agreed")
    )


async def _declined(turn: Turn) -> Answer:
    """Nothing is kept of somebody new. Of one who is of the class it stays, unused, until they erase it."""
    leaves = of_the_class(turn)
    version, answer = turn.course.consent.version, "withdrawn" if leaves else "declined"
    await people.set_consent(turn.store, turn.person.id, answer, version=version, now=turn.now)
    if leaves:
        gone = replace(turn, person=replace(turn.person, consent=answer))
        return Answer((Reply(turn.say("arrival.withdrawn"), asking.open_doors(gone, "mydata")),))
    empty = dict.fromkeys(("full_name", "group_id", "province", "commune", "position"))
    await people.correct(turn.store, turn.person.id, **empty)
    return Answer((Reply(turn.say("arrival.declined"), ((turn.choice("start", "arrival.begin"),),)),))


async def _go_on(turn: Turn, carried: dict[str, str], *, note: str = "") -> Answer:
    """What follows once there is consent: the code that was carried, the main page, or registration."""
    if "code" in carried:
        return await redeem(turn, carried["code"])
    if of_the_class(turn):
        return await main_page(turn, note=note)
    placed = await answers.keep_commune(turn, carried.get("commune", ""))
    return questions.taken_up(placed, note=note)


ARRIVAL = Conversation(
    name="arrival",
    action=Action.ARRIVE,
    commands={"start": start},
    choices={"start": start},
    steps={CONSENT: answered},
    opens=invites.looks_like_code,
    opening=code,
)
