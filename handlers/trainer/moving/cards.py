"""What a trainer is asked while moving a session, one question after another."""

from __future__ import annotations

from handlers.doors import doors
from handlers.messages import Answer, Choice, Reply, Step
from handlers.reminders import session_title
from handlers.text import Markdown, clock, moment
from handlers.timetable import REFLECTION
from handlers.trainer.moving.slots import Move, differences, overlapping, shown_time, slot, step, subject_title
from handlers.turn import Turn
from storage.audience import Audience, size

CHOOSE = "move_choose"
START, END, PLACE, FIRM, CONFIRM = "move_start", "move_end", "move_place", "move_firm", "move_confirm"
Rows = tuple[tuple[Choice, ...], ...]


def choose(turn: Turn, *, hint: bool = False) -> Answer:
    """The sessions and the essay, with their times now."""
    subjects = [*(session.id for session in turn.course.sessions), *([REFLECTION] if turn.course.essay else [])]
    lines = [
        turn.say(
            "move.choose.line",
            title=subject_title(turn.course, turn.phrases, subject),
            time=shown_time(turn.phrases, slot(turn.course, subject)),
        )
        for subject in subjects
    ]
    text = turn.say("move.choose.ask", sessions=Markdown("\n".join(lines)))
    rows = [(Choice(f"mv:{subject}", _label(turn, subject)),) for subject in subjects]
    return Answer((Reply(_hinted(turn, text, hint), (*rows, *doors(turn.phrases, "menu"))),), Step(CHOOSE))


def _label(turn: Turn, subject: str) -> str:
    starts = slot(turn.course, subject).starts
    title = turn.phrases.get("move.essay") if subject == REFLECTION else turn.course.session(subject).title
    return f"{title} · {clock(starts)} {starts.day}/{starts.month}"


def start(turn: Turn, move: Move, problem: Markdown | None = None) -> Answer:
    """Asks for the new start, or the essay's new deadline."""
    asked = turn.say(
        "move.ask.deadline" if move.essay else "move.ask.start",
        title=subject_title(turn.course, turn.phrases, move.subject),
        time=shown_time(turn.phrases, move.old),
    )
    return _question(turn, START, move, problem or asked, turn.choice("mk", "move.buttons.keep_time"))


def end(turn: Turn, move: Move, problem: Markdown | None = None) -> Answer:
    """Asks for the new end; the length can be kept."""
    assert move.new.ends is not None
    keep = turn.choice("mk", "move.buttons.keep_length", time=clock(move.new.ends))
    asked = turn.say("move.ask.end", starts=moment(move.new.starts))
    return _question(turn, END, move, problem or asked, keep)


def place(turn: Turn, move: Move, problem: Markdown | None = None) -> Answer:
    """Asks for the new place."""
    asked = turn.say("move.ask.place", place=move.new.place)
    return _question(turn, PLACE, move, problem or asked, turn.choice("mk", "move.buttons.keep_place"))


def firm(turn: Turn, move: Move) -> Answer:
    """Asks whether the new time is settled."""
    settled = turn.choice("mf:firm", "move.buttons.firm")
    return _question(
        turn, FIRM, move, turn.say("move.ask.firm"), settled, turn.choice("mf:provisional", "move.buttons.provisional")
    )


def _question(turn: Turn, name: str, move: Move, text: Markdown, *choices: Choice) -> Answer:
    rows = (*((choice,) for choice in choices), (turn.choice("md", "move.buttons.drop"),))
    return Answer((Reply(text, rows),), step(name, move))


async def confirm(turn: Turn, move: Move, *, note: str | None = None) -> Answer:
    """Old and new, what it clashes with, how many are told; only the firm button changes anything."""
    if move.new == move.old:
        return Answer((Reply(turn.say("move.nothing"), onward(turn)),))
    people, _ = await size(turn.store, Audience(course=turn.course.id))
    lines = [] if note is None else [turn.say(note), ""]
    lines += [
        turn.say("move.confirm.head", title=subject_title(turn.course, turn.phrases, move.subject)),
        "",
        differences(turn.phrases, move),
        *(
            turn.say("move.confirm.overlap", title=session_title(turn.course, session))
            for session in overlapping(turn.course, move)
        ),
        "",
        turn.say("move.confirm.told", n=people),
    ]
    rows = (
        (turn.choice("!move", "move.buttons.confirm"),),
        (turn.choice("me", "move.buttons.edit"), turn.choice("md", "move.buttons.drop")),
    )
    return Answer((Reply(Markdown("\n".join(lines)), rows),), step(CONFIRM, move))


def onward(turn: Turn) -> Rows:
    """The doors after a move."""
    return doors(turn.phrases, "timetable", "move", "menu")


def _hinted(turn: Turn, text: Markdown, hint: bool) -> Markdown:
    return Markdown(f"{turn.say('move.hint')}\n\n{text}") if hint else text
