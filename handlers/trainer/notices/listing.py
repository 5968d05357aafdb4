"""The notices of a trainer: the list of them, how one stands, and its recipients as a file."""

from __future__ import annotations

import re

from handlers.doors import doors
from handlers.messages import Answer, Attachment, Choice, Reply
from handlers.text import moment
from handlers.trainer.notices import cards
from handlers.trainer.notices.draft import STEPS
from handlers.trainer.notices.sending import opened
from handlers.turn import Turn
from storage import audit, notices
from storage.notices import Notice

LABEL = 40
"""So many characters of a title fit a button."""
_NUMBER = re.compile(r"[0-9]{1,9}")


async def home(turn: Turn) -> Answer:
    """My recent notices, and writing a new one. A draft that is open stays open."""
    listed = await notices.of_author(turn.store, turn.person.id)
    lines = [
        turn.say(
            "notices.home.line", time=moment(one.due), title=one.title, state=turn.say(f"notices.home.{one.state}")
        )
        for one in listed
    ]
    head = turn.say("notices.home.head" if listed else "notices.home.empty")
    rows = [(Choice(f"nshow:{one.id}", labelled(one.title)),) for one in listed]
    drafting = turn.step is not None and turn.step.name in STEPS
    open_ = [(turn.choice("nd:open", "notices.buttons.open"),)] if drafting else []
    new = (turn.choice("nnew", "notices.buttons.new"),)
    choices = (*open_, new, *rows, *doors(turn.phrases, "menu"))
    text = "\n".join([head, "", *lines]) if lines else head
    return Answer((Reply(text, choices),), step=turn.step if drafting else None)


def labelled(title: str) -> str:
    """The title as it fits a button: cut behind a word."""
    if len(title) <= LABEL:
        return title
    return f"{title[:LABEL].rsplit(' ', 1)[0].rstrip(' ,.;:…')}…"


async def show(turn: Turn) -> Answer:
    """How one notice stands."""
    notice = await named(turn)
    return not_found(turn) if notice is None else Answer((await opened(turn, notice.id),), step=turn.step)


async def listed(turn: Turn) -> Answer:
    """The recipients of a notice as a file, made when it is sent."""
    notice = await named(turn)
    if notice is None:
        return not_found(turn)
    if await notices.pruned(turn.store, notice.id):
        return Answer((Reply(turn.say("notices.list_gone", title=notice.title), cards.onward(turn)),), step=turn.step)
    await record(turn, "notice.listed", notice)
    spec = {"kind": "recipients", "notice": notice.id, "course": notice.audience.course}
    file = Attachment(f"nguoi-nhan-{notice.id}.xlsx", report=spec)
    text = turn.say("notices.list", title=notice.title)
    return Answer((Reply(text, cards.onward(turn), (file,)),), step=turn.step)


async def named(turn: Turn) -> Notice | None:
    """The notice that the picked choice names first, as `mine`; None too where it names none."""
    id_ = turn.arguments[0] if turn.arguments else ""
    return await mine(turn, int(id_)) if _NUMBER.fullmatch(id_) else None


async def mine(turn: Turn, id_: int) -> Notice | None:
    """The notice of that id, where its author asks, or an owner; None for everybody else."""
    notice = await notices.notice(turn.store, id_)
    if notice is None or notice.author is None:
        return None
    return notice if notice.author == turn.person.id or turn.person.role("owner") else None


def not_found(turn: Turn) -> Answer:
    """For a notice that isn't there, and for one that is not this person's: the same words."""
    return Answer((Reply(turn.say("notices.not_found"), cards.onward(turn)),), step=turn.step)


async def record(turn: Turn, action: str, notice: Notice, **detail: object) -> None:
    """A line of the audit on that notice."""
    await audit.record(
        turn.store,
        person=turn.person.id,
        action=action,
        subject=f"notice:{notice.id}",
        detail=detail,
        now=turn.now,
    )
