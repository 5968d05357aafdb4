"""Stopping a notice, and sending one again to those whom it did not reach; each on a firm button."""

from __future__ import annotations

from handlers import results
from handlers.messages import Answer, Reply, Step, restored
from handlers.text import number
from handlers.trainer.notices import cards
from handlers.trainer.notices.listing import mine, named, not_found, record
from handlers.trainer.notices.pricing import payable, priced, with_costs
from handlers.trainer.notices.sending import shown
from handlers.turn import Turn
from storage import audience, notices
from storage.audience import Audience
from storage.notice_rows import resends
from storage.notices import NewNotice, Notice

STOP, RESEND = "notice_stop", "notice_resend"


async def ask_to_stop(turn: Turn) -> Answer:
    """Asks before a planned or running notice is stopped."""
    notice = await named(turn)
    return not_found(turn) if notice is None else await _stop_question(turn, notice)


async def _stop_question(turn: Turn, notice: Notice) -> Answer:
    if notice.state in results.ENDED:
        return Answer((await shown(turn, notice.id),))
    rows = ((turn.choice("!stop", "notices.buttons.stop_firm"),), (turn.choice("nd:back", "notices.buttons.go_on"),))
    return Answer((Reply(turn.say("notices.stop.ask", title=notice.title), rows),), Step(STOP, {"notice": notice.id}))


async def stopped(turn: Turn) -> Answer:
    """Stops it on the firm button alone; what is on its way still arrives."""
    notice = await _asked(turn)
    if notice is None:
        return not_found(turn)
    if turn.picked is None:
        return await _stop_question(turn, notice)
    reason = turn.phrases.get("notices.stop.reason")
    if turn.picked == "!stop" and await notices.stop(turn.store, notice.id, reason=reason, now=turn.now):
        await record(turn, "notice.stopped", notice)
    return Answer((await shown(turn, notice.id),))


async def ask_to_resend(turn: Turn) -> Answer:
    """Says how many of those not reached can be reached now, and asks before it is sent to them."""
    notice = await named(turn)
    return not_found(turn) if notice is None else await _resend_question(turn, notice)


async def _resend_question(turn: Turn, notice: Notice) -> Answer:
    count, going = await resends(turn.store, _root(notice))
    if notice.state not in results.ENDED or going is not None:
        return Answer((await shown(turn, notice.id if going is None else going.id),))
    if await notices.pruned(turn.store, _root(notice)):
        return Answer((Reply(turn.say("notices.resend.gone", title=notice.title), cards.onward(turn)),))
    people, unreachable = await audience.size(turn.store, _missed(notice))
    if people == unreachable:
        key = "notices.resend.unreachable" if people else "notices.resend.nobody"
        return Answer((Reply(turn.say(key, title=notice.title, n=people), cards.onward(turn)),))
    rows = (
        (turn.choice("!resend", "notices.buttons.resend_firm", n=number(people - unreachable)),),
        (turn.choice("nd:back", "notices.buttons.not_now"),),
    )
    text = turn.say("notices.resend.ask", title=notice.title, all=people, n=people - unreachable)
    spent = await priced(turn, _missed(notice), restored(notice.body), None)
    card = Reply(with_costs(turn, text, spent, None), rows if payable(spent) else rows[1:])
    return Answer((card,), Step(RESEND, {"notice": notice.id, "count": count}))


async def resent(turn: Turn) -> Answer:
    """Sends it again on the firm button alone, once for each time of asking."""
    notice = await _asked(turn)
    if notice is None:
        return not_found(turn)
    if turn.picked is None:
        return await _resend_question(turn, notice)
    if turn.picked != "!resend":
        return Answer((await shown(turn, notice.id),))
    if not payable(await priced(turn, _missed(notice), restored(notice.body), None)):
        return await _resend_question(turn, notice)
    made = await notices.make(turn.store, _again(turn, notice), now=turn.now)
    if made is None:
        return await _resend_question(turn, notice)
    await record(turn, "notice.resent", notice, resent_as=made)
    return Answer((await shown(turn, made),))


def _again(turn: Turn, notice: Notice) -> NewNotice:
    assert turn.step is not None
    root = _root(notice)
    return NewNotice(
        kind="broadcast",
        title=notice.title,
        body=notice.body,
        audience=_missed(notice),
        due=turn.now,
        key=f"resend:{root}:{turn.step.data['count']}",
        author=turn.person.id,
        resend_of=root,
    )


def _root(notice: Notice) -> int:
    """The notice that was sent first: all its resends are counted together, so that nobody gets it twice."""
    return notice.resend_of or notice.id


def _missed(notice: Notice) -> Audience:
    return Audience(course=notice.audience.course, not_reached_by=_root(notice))


async def _asked(turn: Turn) -> Notice | None:
    """The notice that the open step asks about."""
    assert turn.step is not None
    return await mine(turn, turn.step.data["notice"])
