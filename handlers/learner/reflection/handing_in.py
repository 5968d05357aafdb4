"""Handing in: the preview, the receipt, and that a second tap gives the same receipt."""

from __future__ import annotations

from dataclasses import replace

from handlers.doors import doors
from handlers.learner.reflection import screens
from handlers.learner.reflection.card import ABOUT, asked_for, card
from handlers.learner.reflection.drafting import drafted, fresh
from handlers.learner.reflection.facts import mark, missing, receipt_number
from handlers.learner.reflection.shown import amount, filled, lines, title, topic_lines
from handlers.messages import Answer, Reply, Step
from handlers.text import Markdown, moment
from handlers.turn import Turn
from storage import drafts
from storage.reflections import Reflection, draft


@drafted
async def preview(turn: Turn, draft: Reflection) -> Answer:
    """The whole draft, before it is handed in."""
    return screens.preview(turn, draft)


async def wanted(turn: Turn) -> Answer:
    """By "nộp bài": at the preview how it is handed in, else the first page, which leads a whole draft there."""
    if turn.step is not None and turn.step.data.get("page") == "preview":
        return await _told_how(turn)
    answer, writing = await card(turn), await draft(turn.store, turn.person.id, turn.course.id)
    whole = writing is not None and not missing(turn.course.reflection, writing)
    return replace(answer, step=Step(screens.CHOOSING, {"page": ABOUT})) if whole else answer


@drafted
async def _told_how(turn: Turn, draft: Reflection) -> Answer:
    """The preview's choices in short; the whole page where it is not the draft as it is now that was shown."""
    answer = screens.again(turn, draft, "")
    if f"!essay_hand:{draft.id}:{mark(draft)}" not in dict(turn.standing.choices):
        return answer
    (page,) = answer.replies
    assert isinstance(page, Reply)
    return replace(answer, replies=(replace(page, text=turn.say("reflection.preview.complete")),))


async def hand_in(turn: Turn) -> Answer:
    """Hand in what was previewed. A version that is handed in already gives its receipt again."""
    reflection = await asked_for(turn)
    if reflection is None:
        return await card(turn, turn.say("reflection.gone"))
    if reflection.state == "draft":
        if turn.arguments[1:] != [mark(reflection)]:
            return screens.preview(turn, reflection, turn.say("reflection.preview.changed"))
        if missing(turn.course.reflection, reflection):
            return screens.preview(turn, reflection)
        reflection = await _handed_in(turn, reflection)
    return await card(turn) if reflection.state == "taken_back" else receipt(turn, reflection)


async def _handed_in(turn: Turn, draft: Reflection) -> Reflection:
    number, late = receipt_number(turn.course, draft.id), turn.now > turn.course.reflection.deadline
    await drafts.hand_in(turn.store, draft.id, receipt=number, late=late, now=turn.now)
    return await fresh(turn, draft)


def receipt(turn: Turn, reflection: Reflection) -> Answer:
    """That it was handed in: number, time, what it has, late or not."""
    assert reflection.handed_in_at is not None
    text = turn.say(
        "reflection.receipt.text",
        receipt=reflection.receipt,
        version=reflection.version,
        moment=moment(reflection.handed_in_at),
        topics=topic_lines(turn, reflection.topics),
        parts=_parts(turn, reflection),
        time=turn.say(f"reflection.receipt.{'late' if reflection.late else 'in_time'}"),
    )
    return Answer((Reply(text, doors(turn.phrases, "reflection", "progress", "menu")),))


def _parts(turn: Turn, reflection: Reflection) -> Markdown:
    return lines(
        [
            turn.say("reflection.receipt.part", title=title(turn, part), amount=amount(turn, reflection, part))
            for part in filled(turn, reflection)
        ]
    )
