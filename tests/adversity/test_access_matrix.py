"""Every command and every lasting door for every role: what is not allowed answers as an unknown command does.

The matrix is made from the tables of the program itself; what each role is allowed stands in tests/handlers.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from bot.reporting import write_report
from bot.turns import Class
from content.models import Course
from content.phrases import Phrases
from handlers.access import Action, allowed, area
from handlers.conversations import ALL, router
from handlers.doors import COMMANDS
from handlers.messages import Reply
from handlers.turn import say
from storage import people
from storage.engine import Database
from storage.tables import conversations, identities, metadata
from storage.tables import people as people_rows
from tests.clock import HandClock
from tests.handlers.chat import Chat

LAM_DONG, DONG_THAP = "68", "82"
DA_TEH, CAT_TIEN, DAO_THANH = "25126", "25159", "28249"

DOORS = [(name, conversation.action) for conversation in ALL for name in conversation.choices]
ACTIONS = dict(DOORS) | {f"/{name}": held.action for held in ALL for name in held.commands}
ARGUMENTS = ("", ":1", ":x", ":1:2")


async def nobody(_: Chat) -> None:
    """Somebody who never said a word."""


async def consenting(chat: Chat) -> None:
    person = await chat.person()
    async with chat.db.write() as store:
        version = chat.school.course.consent.version
        await people.set_consent(store, person.id, "given", version=version, now=chat.clock.now())


async def learner(chat: Chat) -> None:
    await chat.registers()


async def withdrawn(chat: Chat) -> None:
    """The owner who took the consent back: the role rests."""
    await chat.becomes("owner")
    person = await chat.person()
    async with chat.db.write() as store:
        version = chat.school.course.consent.version
        await people.set_consent(store, person.id, "withdrawn", version=version, now=chat.clock.now())


def of_staff(*role: str) -> Callable[[Chat], Awaitable[None]]:
    async def becomes(chat: Chat) -> None:
        await chat.becomes(*role)

    return becomes


WHO: dict[str, Callable[[Chat], Awaitable[None]]] = {
    "nobody": nobody,
    "consenting": consenting,
    "learner": learner,
    "withdrawn owner": withdrawn,
    "trainer": of_staff("trainer"),
    "coordinator of a commune": of_staff("coordinator", LAM_DONG, CAT_TIEN),
    "coordinator of a province": of_staff("coordinator", LAM_DONG),
    "owner": of_staff("owner"),
}


@pytest.fixture
def opened(db: Database, clock: HandClock, course: Course, phrases: Phrases) -> Callable[[str], Chat]:
    return lambda chat: Chat(db, Class(course, phrases, router()), clock, chat)


async def kept(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row there is, but for where chats stand and when they were last seen."""
    apart = {conversations.name, identities.name, "outbox"}
    async with db.read() as store:
        return {
            table.name: [tuple(row) for row in await store.all(select(table))]
            for table in metadata.sorted_tables
            if table.name not in apart
        }


def test_every_command_of_the_menu_has_the_action_that_its_conversation_has() -> None:
    assert {f"/{name}": action for name, action in COMMANDS}.items() <= ACTIONS.items()


@pytest.mark.parametrize("who", WHO)
async def test_what_is_refused_answers_alike_and_writes_nothing(
    who: str, opened: Callable[[str], Chat], db: Database
) -> None:
    chat = opened("1001")
    await WHO[who](chat)
    unknown = _shown(await chat.commands("khongco"))
    standing = await chat.step()
    person, before = await chat.person(), await kept(db)
    refused = {name for name, action in ACTIONS.items() if action not in allowed(person)}
    for name in sorted(refused):
        for argument in ARGUMENTS:
            answer = _noted(chat, name, unknown) if who == "consenting" else unknown
            assert (name, argument, await _opens(chat, name, argument)) == (name, argument, answer)
            assert (name, await chat.step()) == (name, standing)
    assert await kept(db) == before


@pytest.mark.parametrize("who", WHO)
async def test_what_is_allowed_is_opened(who: str, opened: Callable[[str], Chat]) -> None:
    chat = opened("1001")
    await WHO[who](chat)
    unknown = _shown(await chat.commands("khongco"))
    person = await chat.person()
    permitted = [name for name, action in ACTIONS.items() if action in allowed(person)]
    alike = {name for name in permitted if await _opens(chat, name, "") == unknown}
    arriving = who in {"nobody", "consenting", "withdrawn owner"}  # to them, what is unknown leads to the beginning
    assert alike == ({"/start", "start", "register"} if arriving else set())


async def _opens(chat: Chat, name: str, argument: str) -> list[Reply]:
    if name.startswith("/"):
        return _shown(await chat.commands(name.removeprefix("/"), argument.strip(":")))
    return _shown(await chat.forges(name + argument, prompt=0))


def _noted(chat: Chat, name: str, unknown: list[Reply]) -> list[Reply]:
    """To those who are about to register it is said which commands that will open: a learner's, and no other."""
    if (name.removeprefix("/"), Action.LEARN) not in COMMANDS or not name.startswith("/"):
        return unknown
    note = say(chat.school.phrases, "registration.opens_after", command=name.removeprefix("/"))
    return [replace(reply, text=f"{note}\n\n{reply.text}") for reply in unknown]


def _shown(replies: list[Reply]) -> list[Reply]:
    """The replies as they are read: a tap's may stand in the place of the tapped message."""
    return [replace(reply, replaces=False) for reply in replies]


@pytest.mark.parametrize(
    ("role", "seen", "learners"),
    [
        (("owner",), (None, None), 3),
        (("coordinator",), (None, None), 3),
        (("coordinator", LAM_DONG), (LAM_DONG, None), 2),
        (("coordinator", LAM_DONG, CAT_TIEN), (LAM_DONG, CAT_TIEN), 1),
        (("coordinator", DONG_THAP), (DONG_THAP, None), 1),
        (("coordinator", DONG_THAP, DAO_THANH), (DONG_THAP, DAO_THANH), 1),
        (("coordinator", "01"), ("01", None), 0),
    ],
)
async def test_an_overseer_sees_their_area_whatever_they_ask_for(
    role: tuple[str, ...], seen: tuple[str | None, str | None], learners: int, opened: Callable[[str], Chat]
) -> None:
    await _class_of_three(opened)
    chat = opened("11")
    assert area(await chat.becomes(*role)) == seen
    await chat.commands("tongquan")
    specs = [(spec["province"], spec["commune"]) for spec in _reports(chat)]
    assert specs == ([seen] if learners else [])
    await chat.commands("xuat")
    assert f"Hiện có {learners} học viên" in chat.last.text or not learners
    for id_ in ("x-xlsx", "x-zip"):
        await chat.commands("xuat")
        if learners:
            await chat.taps(id_)
            assert [(spec["province"], spec["commune"]) for spec in _reports(chat)] == [seen]


@pytest.mark.parametrize(
    "asked", [{"province": DONG_THAP}, {"commune": DAO_THANH}, {"province": None, "commune": None}]
)
async def test_a_scope_that_was_remembered_before_the_area_changed_is_held_within_the_new_one(
    asked: dict[str, str | None], opened: Callable[[str], Chat], db: Database
) -> None:
    await _class_of_three(opened)
    chat = opened("11")
    await chat.becomes("coordinator", LAM_DONG)
    await chat.commands("xuat")
    async with db.write() as store:
        remembered = {"province": None, "commune": None, "group": None, "handed_in": False} | asked
        await store.run(conversations.update().values(data=remembered).where(conversations.c.step == "export"))
    await chat.taps("x-xlsx")
    assert [(spec["province"], spec["commune"]) for spec in _reports(chat)] == [(LAM_DONG, None)]


AREAS: dict[str, tuple[tuple[str, ...], set[str]]] = {
    "the owner": (("owner",), {"An", "Bình", "Mỹ"}),
    "all provinces": (("coordinator",), {"An", "Bình", "Mỹ"}),
    "the province": (("coordinator", LAM_DONG), {"An", "Bình"}),
    "the commune": (("coordinator", LAM_DONG, CAT_TIEN), {"Bình"}),
    "another commune of the province": (("coordinator", LAM_DONG, DA_TEH), {"An"}),
    "another province": (("coordinator", DONG_THAP), {"Mỹ"}),
}
"""Who oversees, and those of the class of three who are theirs."""


@pytest.mark.parametrize("format_", ["xlsx", "zip"])
@pytest.mark.parametrize("where", AREAS)
async def test_the_file_itself_holds_the_people_of_the_area_and_nobody_else(
    where: str, format_: str, opened: Callable[[str], Chat], tmp_path: Path
) -> None:
    await _class_of_three(opened)
    role, theirs = AREAS[where]
    chat = opened("11")
    await chat.becomes(*role)
    await chat.commands("xuat")
    await chat.taps(f"x-{format_}")
    (spec,) = _reports(chat)
    out = tmp_path / "out"
    await write_report(chat.db.url, tmp_path, chat.school.course, chat.school.phrases, spec, out)
    with zipfile.ZipFile(out) as archive:
        book = io.BytesIO(archive.read("Ket-qua.xlsx") if format_ == "zip" else out.read_bytes())
    names = [row[0] for row in load_workbook(book)["Học viên"].iter_rows(min_row=3, values_only=True)]
    assert (set(names), len(names)) == (theirs, len(theirs))


@pytest.mark.parametrize("where", AREAS)
async def test_the_list_to_phone_names_the_people_of_the_area_and_nobody_else(
    where: str, opened: Callable[[str], Chat], db: Database, tmp_path: Path
) -> None:
    await _class_of_three(opened)
    async with db.write() as store:
        await store.run(identities.update().values(reachable=False, unreachable_reason="đã chặn"))
    role, theirs = AREAS[where]
    chat = opened("11")
    await chat.becomes(*role)
    everybody = {"An", "Bình", "Mỹ"}
    asked = ["unreached", *(f"unreached-of:{province}:{commune}" for province, commune in PLACES)]
    for id_ in asked:
        await chat.forges(id_)
        shown = {name for name in everybody if f"**{name}**" in chat.last.text}
        assert shown <= theirs
        assert shown == theirs or id_ != "unreached"
    await chat.forges("unreached-file")
    (spec,) = _reports(chat)
    out = tmp_path / "out"
    await write_report(chat.db.url, tmp_path, chat.school.course, chat.school.phrases, spec, out)
    for sheet in load_workbook(io.BytesIO(out.read_bytes())):
        assert {row[2] for row in sheet.iter_rows(min_row=3, values_only=True)} == theirs


PLACES = ((LAM_DONG, DA_TEH), (LAM_DONG, CAT_TIEN), (DONG_THAP, DAO_THANH), ("", CAT_TIEN), (DONG_THAP, CAT_TIEN))


async def _class_of_three(opened: Callable[[str], Chat]) -> None:
    for chat, name, province, commune in (
        ("1", "An", LAM_DONG, DA_TEH), ("2", "Bình", LAM_DONG, CAT_TIEN), ("3", "Mỹ", DONG_THAP, DAO_THANH),
    ):  # fmt: skip
        await opened(chat).registers(name=name, province=province, commune=commune)


def _reports(chat: Chat) -> list[Any]:
    return [file.report for reply in chat.replies for file in reply.attachments if file.report is not None]


async def test_nobody_but_staff_leaves_a_person_with_a_role(opened: Callable[[str], Chat], db: Database) -> None:
    """Forging a role's doors gives no role, and somebody else's row stays theirs."""
    await opened("2002").registers(name="Người khác")
    chat = opened("1001")
    await chat.registers()
    for name, _ in DOORS:
        await chat.forges(f"{name}:2", prompt=0)
    assert (await chat.person()).roles == ()
    async with db.read() as store:
        names = await store.all(select(people_rows.c.full_name).order_by(people_rows.c.id))
    assert [row.full_name for row in names] == ["Người khác", "Nguyễn Văn An"]


def test_the_matrix_has_every_action() -> None:
    assert set(ACTIONS.values()) == set(Action)
