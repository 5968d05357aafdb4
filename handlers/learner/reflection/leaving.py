"""Taking a reflection back, and throwing a draft away: each asks first, and does nothing the second time."""

from __future__ import annotations

from handlers.doors import doors
from handlers.learner.reflection.card import asked_for, card
from handlers.messages import Answer, Choice, Reply
from handlers.text import Markdown
from handlers.turn import Turn
from storage import audit, drafts


async def ask_take_back(turn: Turn) -> Answer:
    """Whether to take it back."""
    handed = await asked_for(turn)
    if handed is None or handed.state != "handed_in":
        return await card(turn)
    late = turn.now > turn.course.reflection.deadline
    question = turn.say("reflection.take_back.ask", receipt=handed.receipt)
    warning = turn.say("reflection.take_back.late") if late else ""
    return _asked(
        Markdown("\n".join(filter(None, [question, warning]))),
        turn.choice(f"!essay_takeback:{handed.id}", "reflection.take_back.yes"),
        turn.choice("reflection", "reflection.take_back.no"),
    )


async def take_back(turn: Turn) -> Answer:
    """Take it back. It can be handed in again, as the next version."""
    handed = await asked_for(turn)
    if handed is None or handed.receipt is None:
        return await card(turn)
    if await drafts.take_back(turn.store, handed.id):
        subject = handed.receipt
        await audit.record(
            turn.store, person=turn.person.id, action="reflection_taken_back", subject=subject, now=turn.now
        )
    elif handed.state != "taken_back":
        return await card(turn, turn.say("reflection.take_back.not_handed_in", receipt=handed.receipt))
    text = turn.say("reflection.take_back.done", receipt=handed.receipt)
    again = turn.choice("essay_start", "reflection.card.again")
    return Answer((Reply(text, ((again,), *doors(turn.phrases, "reflection", "menu")), replaces=True),))


async def ask_discard(turn: Turn) -> Answer:
    """Whether to throw the draft away."""
    draft = await asked_for(turn)
    if draft is None or draft.state != "draft":
        return await card(turn, turn.say("reflection.gone"))
    return _asked(
        turn.say("reflection.discard.ask", version=draft.version),
        turn.choice(f"!essay_discard:{draft.id}", "reflection.discard.yes"),
        turn.choice("essay_outline", "reflection.discard.no"),
    )


async def discard(turn: Turn) -> Answer:
    """Throw the draft away."""
    draft = await asked_for(turn)
    gone = draft is not None and await drafts.discard(turn.store, draft.id)
    return await card(turn, turn.say("reflection.discard.done" if gone else "reflection.gone"))


def _asked(text: Markdown, *choices: Choice) -> Answer:
    return Answer((Reply(text, tuple((choice,) for choice in choices), replaces=True),))
