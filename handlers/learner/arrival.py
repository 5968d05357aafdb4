"""Arrival: first contact, consent, deep links, and codes of invitation that are typed anywhere."""

from __future__ import annotations

from dataclasses import replace

from content import places
from handlers.access import Action
from handlers.learner import answers, asking, class_moves, questions
from handlers.learner.asking import CONSENT, consent_question, of_the_class, paragraphs
from handlers.learner.fields import place_name
from handlers.learner.home import main_page
from handlers.learner.redeeming import redeem
from handlers.learner.wall_words import typed_commune
from handlers.turn import Answer, Conversation, Reply, Turn
from storage import invites, people


async def start(turn: Turn) -> Answer:
    """The first contact, or coming back; what a deep link carries is used at once, or waits for the consent."""
    return await _arrived(turn, _carried(turn.incoming.argument.strip()))


async def _arrived(turn: Turn, carried: dict[str, str]) -> Answer:
    if asking.consent_due(turn):
        return consent_question(turn, **carried)
    return await _go_on(turn, carried)


def _carried(argument: str) -> dict[str, str]:
    """What a deep link brings along. Of a code only the fingerprint waits: nobody reads it in the database."""
    match argument.partition("_"):
        case ["i", _, payload] if payload:
            return {"code": invites.fingerprint(payload)}
        case ["c", _, payload] if payload:
            return {"commune": payload[:64]}
        case _:
            commune = typed_commune(f"start {argument}")
            return {} if commune is None else {"commune": commune}


def _opens(text: str) -> bool:
    return invites.looks_like_code(text) or typed_commune(text) is not None


async def code(turn: Turn) -> Answer:
    """A code of invitation was typed: it is redeemed, after the consent. A commune's, off the wall, is as its link."""
    if (commune := typed_commune(turn.text)) is not None:
        return await _arrived(turn, {"commune": commune})
    typed = invites.fingerprint(turn.text)
    return consent_question(turn, code=typed) if asking.consent_due(turn) else await redeem(turn, typed)


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
    """Nothing is kept of somebody new. Of one who is of the class it stays, unused, until they erase it.

    One who only looked in from another class goes back to it.
    """
    leaves = of_the_class(turn)
    if not leaves and (back := await class_moves.back(turn)) is not None:
        return await main_page(back, note=turn.say("classes.stayed", title=back.course.name))
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
    if "commune" in carried:
        return await _linked(turn, carried["commune"], note)
    return await _onward(turn, note)


async def _linked(turn: Turn, code: str, note: str) -> Answer:
    """A commune's link: the latest one counts until the registration is confirmed; then the workplace stays."""
    try:
        linked = places.commune(code)
    except KeyError:
        return await _onward(turn, paragraphs(note, turn.say("arrival.link.unknown")))
    person = turn.person
    if not person.registered:
        return await _onward(await answers.keep(turn, province=linked.province.code, commune=linked.code), note)
    if person.commune == linked.code:
        return await _onward(turn, note)
    names = place_name(linked.province.code, linked.code), place_name(person.province, person.commune)
    offer = turn.say("arrival.link.elsewhere", linked=names[0], kept=names[1])
    change = turn.choice("mydata:edit:place", "registration.place.change")
    return await main_page(turn, note=paragraphs(note, offer), first=((change,),))


async def _onward(turn: Turn, note: str) -> Answer:
    return await main_page(turn, note=note) if of_the_class(turn) else questions.taken_up(turn, note=note)


ARRIVAL = Conversation(
    name="arrival",
    action=Action.ARRIVE,
    commands={"start": start},
    choices={"start": start},
    steps={CONSENT: answered},
    opens=_opens,
    opening=code,
)
