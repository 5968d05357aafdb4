"""My data: see what is kept, correct it, take it away as a file, erase it (P7)."""

from __future__ import annotations

from dataclasses import replace

from handlers.access import EVERYONE, Action
from handlers.doors import command_menu
from handlers.learner import answers, asking, chats, my_data_chats, questions
from handlers.learner.asking import Rows, open_doors, paragraphs
from handlers.learner.fields import FIELDS, listed
from handlers.learner.home import roles
from handlers.learner.my_data_file import written
from handlers.learner.questions import CORRECTION, STEPS
from handlers.messages import Attachment
from handlers.text import date
from handlers.turn import Answer, Conversation, Reply, Step, Turn
from storage import own_chats, own_data
from storage.erasing import erase

ERASE = f"{CORRECTION}.erase"


async def opened(turn: Turn) -> Answer:
    """What a button of the page asks for, and the page itself without one."""
    match turn.arguments:
        case ["file"]:
            return await taken_away(turn)
        case ["erase"]:
            return await ask_to_erase(turn)
        case ["edit", field] if field in FIELDS and not asking.consent_due(turn):
            return questions.ask(turn, CORRECTION, field)
        case ["part", chat]:
            return await my_data_chats.ask_to_part(turn, chat) or await page(turn)
        case _:
            return await page(turn)


async def page(turn: Turn, *, note: str = "") -> Answer:
    """All that is kept of the person, and what they can do about it."""
    person = turn.person
    held = await own_chats.of(turn.store, person.id)
    apart = await my_data_chats.ways(turn, held)
    if person.consent is None:
        text = paragraphs(note, turn.say("mydata.nothing"), chats.section(turn, held))
        return Answer((Reply(text, ((turn.choice("start", "arrival.begin"),), *apart)),))
    kept = await own_data.everything(turn.store, person.id)
    counts = turn.say(
        "mydata.counts",
        lessons=len(kept.lessons),
        attempts=len(kept.attempts),
        essays=len(kept.essays),
        files=sum(part.file is not None for essay in kept.essays for part in essay.parts),
    )
    about = (listed(turn), roles(turn), counts, chats.section(turn, held), _consent(turn))
    text = paragraphs(note, turn.say("mydata.heading"), *about)
    return Answer((Reply(text, _ways(turn, apart)),))


def _consent(turn: Turn) -> str:
    person = turn.person
    when = date(person.consent_at) if person.consent_at else ""
    return turn.say(f"mydata.consent.{person.consent}", when=when, version=person.consent_version or "")


def _ways(turn: Turn, apart: Rows) -> Rows:
    change = questions.changes(turn, "mydata:edit") if turn.person.consents and turn.person.registered else ()
    register = ((turn.choice("register", "registration.open"),),) if not turn.person.registered else ()
    away = (turn.choice("mydata:file", "mydata.take"), turn.choice("mydata:erase", "mydata.erase"))
    return (*change, *apart, away, *register, *open_doors(turn, "menu"))


async def taken_away(turn: Turn) -> Answer:
    """All of it as a file."""
    kept = await own_data.everything(turn.store, turn.person.id)
    file = Attachment(turn.phrases.get("mydata.file_name"), content=written(turn, kept))
    return Answer((Reply(turn.say("mydata.taken"), open_doors(turn, "mydata", "menu"), (file,)),))


async def corrected(turn: Turn) -> Answer:
    """Take the correction, or leave the field as it is."""
    if turn.picked == "keep":
        return await page(turn, note=turn.say("mydata.kept"))
    taken = await answers.take(turn)
    if isinstance(taken, Answer):
        return taken
    return await page(replace(taken, step=None), note=turn.say("mydata.corrected"))


async def asked_to_erase(turn: Turn) -> Answer:
    """The confirmation, wherever it was asked for."""
    return await ask_to_erase(turn)


async def ask_to_erase(turn: Turn, *, note: str = "") -> Answer:
    """Say what goes and what stays, and ask for a firm yes."""
    choices = (
        (turn.choice("!erase", "mydata.erase_all"),),
        (turn.choice("keep", "mydata.keep_all"), turn.choice("mydata:file", "mydata.take")),
    )
    everywhere = chats.everywhere(turn, await own_chats.of(turn.store, turn.person.id))
    text = paragraphs(note, turn.say("mydata.erase_asked"), everywhere)
    return Answer((Reply(text, choices),), step=Step(ERASE))


async def erasing(turn: Turn) -> Answer:
    """Erase on the firm button alone. The farewell goes to the chat, of which nothing is kept any more."""
    if turn.picked == "keep":
        return await page(turn, note=turn.say("mydata.kept"))
    if turn.picked != "!erase":
        return await ask_to_erase(turn, note=turn.say("mydata.not_erased"))
    told = chats.farewells(turn, await own_chats.of(turn.store, turn.person.id))
    await erase(turn.store, turn.person.id, now=turn.now)
    farewell = Reply(turn.say("mydata.erased"), ((turn.choice("start", "arrival.begin"),),))
    return Answer((farewell, command_menu(turn.phrases, EVERYONE)), elsewhere=told)


async def parting(turn: Turn) -> Answer:
    """Part the chat on the firm button alone."""
    if turn.picked == "keep":
        return await page(turn, note=turn.say("joining.part_kept"))
    chat = str(turn.step.data["chat"]) if turn.step is not None else ""
    if turn.picked != my_data_chats.FIRMLY:
        again = await my_data_chats.ask_to_part(turn, chat, note=turn.say("joining.part_not"))
        return again or await page(turn)
    note, told = await my_data_chats.part(turn, chat)
    return replace(await page(turn, note=note), elsewhere=told)


MY_DATA = Conversation(
    name="mydata",
    action=Action.OWN_DATA,
    commands={"dulieu": page},
    verbatim=frozenset({f"{CORRECTION}.name"}),
    words={"du lieu": page, "du lieu cua toi": page, "xoa du lieu": asked_to_erase, "rut lai dong y": asked_to_erase},
    choices={"mydata": opened},
    steps={f"{CORRECTION}.{step}": corrected for step in STEPS} | {ERASE: erasing, my_data_chats.PART: parting},
)
