"""The preview's buttons, the time of sending, and the sending itself."""

from __future__ import annotations

from dataclasses import replace

from handlers import results
from handlers.messages import Answer, Reply, stored
from handlers.prompts import firm
from handlers.text import Markdown, moment
from handlers.trainer.asked_moments import understood
from handlers.trainer.notices import cards
from handlers.trainer.notices.draft import Draft, as_sent, held
from handlers.trainer.notices.pricing import payable, priced
from handlers.turn import Turn
from storage import audience, audit, notice_rows, notices, reached
from storage.notices import NewNotice


async def previewed(turn: Turn) -> Answer:
    """The preview's card. Only its firm buttons send; whatever is typed shows the card again."""
    draft = held(turn)
    if turn.picked == "!send:now":
        return await _send(turn, replace(draft, due=None))
    if turn.picked == "!send:at":
        return await _send(turn, draft)
    moved = await cards.go(turn, draft)
    return moved if moved is not None else await cards.preview(turn, draft, note=_unmeant(turn), whole=False)


def _unmeant(turn: Turn) -> Markdown:
    """What is said to something typed that sends nothing: a firm button's number wants its whole label."""
    label = firm(turn.text, turn.standing.choices)
    return turn.say("notices.hint") if label is None else turn.say("notices.firm", label=label)


async def timed(turn: Turn) -> Answer:
    """The time that was typed, shown as it was understood before anything is planned."""
    draft = held(turn)
    if (moved := await cards.go(turn, draft)) is not None:
        return moved
    due = understood(turn)
    if isinstance(due, Markdown):
        return cards.when(turn, draft, due)
    return await cards.preview(turn, replace(draft, due=due), whole=False)


async def _send(turn: Turn, draft: Draft) -> Answer:
    """Keep the notice, once for each draft; the engine sends it when it is due."""
    if draft.due is not None and draft.due <= turn.now:
        return cards.when(turn, draft, turn.say("moments.past", time=moment(draft.due)))
    if not payable(await priced(turn, draft.audience, as_sent(turn, draft), draft.due)):
        return await cards.preview(turn, draft, whole=False)
    key = f"broadcast:{turn.person.id}:{draft.id}"
    new = NewNotice(
        kind="broadcast",
        title=draft.title,
        body=stored(as_sent(turn, draft)),
        audience=draft.audience,
        due=draft.due or turn.now,
        key=key,
        author=turn.person.id,
    )
    made = await notices.make(turn.store, new, now=turn.now)
    if made is None:
        return Answer((Reply(turn.say("notices.sent_already"), cards.onward(turn)),))
    people, unreachable = await audience.size(turn.store, draft.audience)
    detail = {"notice": made, "people": people, "unreachable": unreachable, "due": new.due.isoformat()}
    await audit.record(
        turn.store, person=turn.person.id, action="notice.sent", subject=draft.id, detail=detail, now=turn.now
    )
    return Answer((await shown(turn, made),))


async def shown(turn: Turn, id_: int) -> Reply:
    """How that notice stands now."""
    notice = await notices.notice(turn.store, id_)
    assert notice is not None
    return results.progress(turn.phrases, notice, await notices.tally(turn.store, id_), turn.now, turn.pace)


async def opened(turn: Turn, id_: int) -> Reply:
    """The same where it is looked at again: an ended one with its channels and reasons, as its end was told."""
    notice = await notices.notice(turn.store, id_)
    assert notice is not None
    if notice.state not in results.ENDED:
        return await shown(turn, id_)
    return results.finished(
        turn.phrases,
        notice,
        await notices.tally(turn.store, id_),
        await notices.reasons(turn.store, id_),
        turn.now,
        await reached.by_channel(turn.store, id_),
        await notice_rows.moved(turn.store, id_),
    )
