"""The main page and help, and what is said to anything that no conversation understood."""

from __future__ import annotations

from dataclasses import replace

from handlers.access import Action, allowed
from handlers.courtesy import plainly
from handlers.doors import COMMANDS, command_menu
from handlers.lateness import asked_just_now, over
from handlers.learner import home, questions
from handlers.learner.asking import aside, consent_question, of_the_class, open_doors, paragraphs
from handlers.learner.still_open import still_open
from handlers.prompts import bare, marked
from handlers.turn import Answer, Conversation, Reply, Turn

STOP = frozenset({"dừng", "dừng lại", "thôi"})
"""Words that end what is open, wherever that is. Without accents they give way: "dung" may as well be "đúng"."""


_THANKS = frozenset(
    {"cam on", "cam on nhieu", "cam on ban", "cam on dong chi", "da cam on", "xin cam on", "ok", "oke", "ok cam on"}
    | {
        "vang",
        "vang a",
        "da",
        "da vang",
        "da vang a",
        "da a",
        "u",
        "da doc",
        "da biet",
        "da nhan",
        "da ro",
        "nhat tri",
        "tot",
    }
)

_GREETINGS = frozenset(
    {"chao", "xin chao", "chao ban", "chao dong chi", "xin chao dong chi", "alo", "hello", "hi", "bat dau", "start"}
)


async def opened(turn: Turn) -> Answer:
    """Leave what is open, for the main page."""
    return await home.main_page(turn)


def stops(text: str) -> bool:
    """Whether the text asks to stop what is open."""
    return len(text) < 20 and plainly(text) in STOP


async def stopped(turn: Turn) -> Answer:
    """To the main page, for those who have one."""
    return await home.main_page(turn) if Action.LEARN in allowed(turn.person) else await lost(turn)


async def explained(turn: Turn) -> Answer:
    """What the program does for this person, and by which commands."""
    commands = command_menu(turn.phrases, allowed(turn.person)).commands
    listed = "\n".join(turn.say("menu.help.command", command=name, about=about) for name, about in commands)
    key = "menu.help.text" if of_the_class(turn) else "menu.help.arriving"
    text = paragraphs(turn.say(key), home.roles(turn), listed, turn.say("menu.help.more", who=turn.course.consent.who))
    register = ((turn.choice("register", "registration.open"),),) if not turn.person.registered else ()
    return aside(turn, text, (*open_doors(turn, "menu", "mydata", "joining"), *register))


async def lost(turn: Turn) -> Answer:
    """Nobody understood it, or it is not for this person: what is expected, and the way on; the open step stays.

    A command that there is not and one that is not for this person are answered alike.
    """
    incoming = turn.incoming
    if incoming.other in {"unblocked", "blocked"}:
        return Answer(step=turn.step)
    if not turn.person.consents:
        return consent_question(turn)
    kind = _kind(turn)
    if kind == "text" and thanks(turn.text):
        return _thanked(turn)
    if kind == "text" and turn.step is None and bare(plainly(turn.text)) in _GREETINGS and of_the_class(turn):
        return await home.main_page(turn)
    if kind == "text" and turn.step is None and marked(turn.text) is not None:
        kind = "number"
    if kind in {"text", "command"} and not of_the_class(turn) and not _at_another(turn):
        return questions.taken_up(turn, note=_opens_after(turn))
    if kind in {"text", "number"} and turn.step is None and turn.standing.choices:
        return still_open(turn, turn.say(f"menu.lost.{kind}_open"), anew=False)
    if kind == "text":
        turn = replace(turn, step=None)  # a step that could not take its text is no more
    return _beside(turn, turn.say(f"menu.lost.{kind}"))


def thanks(text: str) -> bool:
    """Whether the text only thanks or says that it was read."""
    return bare(plainly(text)) in _THANKS


def _thanked(turn: Turn) -> Answer:
    """What is open stays open. Where messages are counted, nobody waits for an answer to thanks."""
    if turn.sparing:
        return Answer(step=turn.step, repeats=True)
    return Answer((Reply(turn.say("menu.thanked")),), step=turn.step, repeats=True)


async def late(turn: Turn) -> Answer:
    """An answer to a prompt that has gone by: it changes nothing, and what is open now is shown.

    A second tap within moments gets a word only: the open question is right above it.
    """
    if not turn.person.consents:
        return consent_question(turn)
    if turn.step is None and not of_the_class(turn):
        return questions.taken_up(turn, note=turn.say(_why_late(turn)))
    if turn.incoming.text or not asked_just_now(turn):
        return still_open(turn, turn.say(_why_late(turn)), anew=over(turn))
    return _beside(turn, turn.say("menu.late"))


def _why_late(turn: Turn) -> str:
    if not turn.incoming.text:
        return "menu.late"
    return "menu.over_time" if over(turn) else "menu.late_typed"


def _kind(turn: Turn) -> str:
    incoming = turn.incoming
    if incoming.other:
        return "edited" if incoming.other == "edited" else _unread(turn)
    if incoming.attachments:
        return "attachments"
    return "command" if incoming.command is not None or incoming.picked is not None else "text"


def _unread(turn: Turn) -> str:
    """What may have been meant by a message that can't be read, where documents don't come in the chat."""
    if turn.takes_files:
        return "unsupported"
    essay = turn.course.essay and Action.LEARN in allowed(turn.person)
    return "unsupported_page" if essay and turn.public_url is not None else "unsupported_pictures"


def _opens_after(turn: Turn) -> str:
    """That a learner's command opens once they are registered. The staff's are not told from unknown ones."""
    command = turn.incoming.command
    opens = (command, Action.LEARN) in COMMANDS
    return turn.say("registration.opens_after", command=command) if opens else ""


def _at_another(turn: Turn) -> bool:
    """Whether an open step waits for something other than registration's questions."""
    return turn.step is not None and not turn.step.name.startswith(f"{questions.ROOM}.")


def _beside(turn: Turn, why: str) -> Answer:
    """The reason, and then what the person was at: the open step, registration, or the main page."""
    if turn.step is None and not of_the_class(turn):
        return questions.taken_up(turn, note=why)
    return aside(turn, why, open_doors(turn, "menu", "help"))


MENU = Conversation(
    name="menu",
    action=Action.LEARN,
    waits=True,
    commands={"menu": opened},
    words=dict.fromkeys(("menu", "trang chinh", "dung", "dung lai", "thoi", "thoat"), opened),
    everywhere=True,
    soft=frozenset({"dung", "thoi"}),
    choices={"menu": opened},
    opens=stops,
    opening=stopped,
)
HELP = Conversation(
    name="help",
    action=Action.ARRIVE,
    commands={"trogiup": explained, "help": explained},
    words={"tro giup": explained, "help": explained},
    everywhere=True,
    choices={"help": explained},
)
