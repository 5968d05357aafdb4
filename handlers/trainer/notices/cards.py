"""The cards between which a trainer goes while writing a notice: text, audience, preview, time."""

from __future__ import annotations

from dataclasses import replace

from handlers.doors import doors
from handlers.messages import Answer, Choice, Reply
from handlers.results import duration
from handlers.text import Markdown, moment, number
from handlers.trainer.notices import words
from handlers.trainer.notices.draft import AUDIENCE, PREVIEW, WHEN, WRITE, Draft, as_received, as_sent, step
from handlers.trainer.notices.pricing import payable, priced, with_costs
from handlers.turn import Turn
from storage.audience import size

Rows = tuple[tuple[Choice, ...], ...]


def write(turn: Turn, draft: Draft, problem: Markdown | None = None) -> Answer:
    """Asks for the notice, or for its new text; `problem` says what was wrong with what came."""
    asked = writing(turn, _wanted(draft), file=draft.file.name if draft.file else "")
    text = asked if problem is None else problem
    rows: list[tuple[Choice, ...]] = []
    if draft.file is not None:
        rows.append((turn.choice("nd:unfile", "notices.buttons.without_file"),))
    if not draft.empty:
        rows.append((turn.choice("nd:audience", "notices.buttons.keep"),))
    rows.append((turn.choice("!nd:drop", "notices.buttons.drop"),))
    return Answer((Reply(text, tuple(rows)),), step(WRITE, draft))


def writing(turn: Turn, key: str, **values: object) -> Markdown:
    """What is said while a notice is written, as it is where no documents can come."""
    return turn.say(f"notices.{'write' if turn.takes_files else 'write_no_files'}.{key}", **values)


def _wanted(draft: Draft) -> str:
    if draft.file is not None:
        return "caption"
    return "ask" if draft.empty else "again"


async def audience(turn: Turn, draft: Draft, *, hint: bool = False, replaces: bool = True) -> Answer:
    """The audience's conditions and its size now. `hint`: what was typed means nothing here."""
    people, unreachable = await size(turn.store, draft.audience)
    lines = words.conditions(turn.course, turn.phrases, draft.audience)
    listed = Markdown("\n".join(f"- {line}" for line in lines))
    text = turn.say(
        "notices.audience.card", conditions=listed, people=people, unreachable=_unreachable(turn, unreachable)
    )
    if hint:
        text = Markdown(f"{turn.say('notices.hint')}\n\n{text}")
    rows = _audience_rows(turn, draft, people)
    return Answer((Reply(text, rows, replaces=replaces and not hint),), step(AUDIENCE, draft))


def _audience_rows(turn: Turn, draft: Draft, people: int) -> Rows:
    conditions: Rows = tuple(
        tuple(turn.choice(f"au:{page}", f"notices.audience.buttons.{page}") for page in row)
        for row in (("groups", "province"), ("communes", "lessons"), ("quizzes", "essay"))
    )
    cleared = draft.audience.stored().keys() - {"course"}
    clear = ((turn.choice("au:clear", "notices.audience.buttons.clear"),),) if cleared else ()
    on = ((turn.choice("nd:preview", "notices.buttons.preview"),),) if people else ()
    rest = (turn.choice("nd:write", "notices.buttons.edit"), turn.choice("!nd:drop", "notices.buttons.drop"))
    return (*conditions, *clear, *on, rest)


def _unreachable(turn: Turn, people: int) -> Markdown:
    return turn.say("notices.audience.unreachable" if people else "notices.audience.all_reachable", n=people)


async def preview(turn: Turn, draft: Draft, *, note: Markdown | None = None, whole: bool = True) -> Answer:
    """The notice as people get it, and the card on which it is sent, behind a note if there is one.

    Not `whole`: the notice still stands above the card. Where messages are counted both are one message, so it doesn't.
    """
    whole = whole or turn.sparing
    people, unreachable = await size(turn.store, draft.audience)
    text = turn.say(
        "notices.preview.card",
        conditions=words.one_line(turn.course, turn.phrases, draft.audience),
        people=people,
        unreachable=_unreachable(turn, unreachable),
        time=duration(turn.phrases, (people - unreachable) / turn.pace),
        when=turn.say("notices.preview.at" if draft.due else "notices.preview.now", time=_due(draft)),
    )
    if note is not None and not whole:
        text = Markdown(f"{note}\n\n{text}")
    spent = await priced(turn, draft.audience, as_sent(turn, draft), draft.due)
    rows = _preview_rows(turn, draft, people if payable(spent) else 0)
    card = Reply(with_costs(turn, text, spent, draft.due), rows)
    if not whole:
        return Answer((card,), step(PREVIEW, draft))
    before = () if note is None else (Reply(note),)
    return Answer((*before, as_received(turn, draft), card), step(PREVIEW, draft))


def _preview_rows(turn: Turn, draft: Draft, people: int) -> Rows:
    send: Rows = ()
    if people and draft.due is not None:
        label = turn.choice("!send:at", "notices.buttons.send_at", n=number(people), time=_due(draft))
        send = ((label,), (turn.choice("!send:now", "notices.buttons.send_now", n=number(people)),))
    elif people:
        send = ((turn.choice("!send:now", "notices.buttons.send_now", n=number(people)),),)
    when = turn.choice("nd:when", "notices.buttons.other_time" if draft.due else "notices.buttons.when")
    return (
        *send,
        (when, turn.choice("nd:audience", "notices.buttons.audience")),
        (turn.choice("nd:write", "notices.buttons.edit"), turn.choice("!nd:drop", "notices.buttons.drop")),
    )


def _due(draft: Draft) -> str:
    return "" if draft.due is None else moment(draft.due)


def when(turn: Turn, draft: Draft, problem: Markdown | None = None) -> Answer:
    """Asks for the time of sending."""
    text = turn.say("notices.when.ask") if problem is None else problem
    back = turn.choice("nd:preview", "notices.buttons.back")
    return Answer((Reply(text, ((back,),)),), step(WHEN, draft))


async def go(turn: Turn, draft: Draft) -> Answer | None:
    """Where a button that leads from card to card leads; None for any other."""
    match turn.picked:
        case "nd:write":
            return write(turn, draft)
        case "nd:unfile":
            return write(turn, replace(draft, file=None))
        case "nd:audience":
            return await audience(turn, draft, replaces=False)
        case "nd:preview":
            return await preview(turn, draft)
        case "nd:when":
            return when(turn, draft)
        case "nd:open":
            return write(turn, draft) if draft.empty else await audience(turn, draft, replaces=False)
        case "!nd:drop":
            return Answer((Reply(turn.say("notices.dropped"), onward(turn), replaces=True),))
    return None


def onward(turn: Turn) -> Rows:
    """The doors after a notice."""
    return doors(turn.phrases, "notices", "menu")
