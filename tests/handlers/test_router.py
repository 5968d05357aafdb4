"""The router: which conversation an update belongs to, late taps, typed choices, and what is not allowed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from handlers.access import Action
from handlers.messages import Answer, Attached, Choice, Menu, Reply, Step
from handlers.router import Router
from handlers.turn import Conversation, Handler, Turn
from storage.engine import Database
from tests.handlers.chat import Chat

Open = Callable[..., Chat]


def says(text: str, *, keep: bool = False) -> Handler:
    async def handler(turn: Turn) -> Answer:
        return Answer((Reply(f"{text}({turn.picked or turn.text})"),), step=turn.step if keep else None)

    return handler


async def question(turn: Turn) -> Answer:
    choices = (
        (Choice("a", "Đà Lạt"), Choice("b", "✅ Bảo Lộc")),
        (Choice("!c", "Gửi ngay"), Choice("far", "Trang chủ")),
    )
    return Answer((Reply("hỏi", choices),), step=Step("q"))


async def silent(turn: Turn) -> Answer:
    return Answer(step=turn.step)


ASK = Conversation(
    "ask",
    Action.ARRIVE,
    commands={"ask": question, "lost_step": says("x")},
    words={"hoi dap": question},
    choices={"far": says("far", keep=True)},
    steps={"q": says("q")},
    files=frozenset({"q"}),
)
STAFF = Conversation(
    "staff", Action.NOTIFY, commands={"staff": says("staff")}, words={"nhan vien": says("staff")},
    choices={"boss": says("boss")}, steps={"s": says("s")},
)  # fmt: skip
CODE = Conversation("code", Action.ARRIVE, opens=lambda text: text.startswith("MA-"), opening=says("code"))
QUIET = Conversation("quiet", Action.ARRIVE, commands={"quiet": silent})


@pytest.fixture
def chat(chats: Open) -> Chat:
    return chats(ASK, STAFF, CODE, QUIET)


async def test_a_command_opens_and_leaves_what_was_open(chat: Chat) -> None:
    await chat.commands("ask")
    assert (chat.texts, chat.labels, await chat.step()) == (
        ["hỏi"],
        ["Đà Lạt", "✅ Bảo Lộc", "Gửi ngay", "Trang chủ"],
        "q",
    )
    await chat.commands("lost_step")
    assert (chat.texts, await chat.step()) == (["x()"], None)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("1", "q(a)"),
        ("2.", "q(b)"),
        ("b", "q(b)"),
        ("B)", "q(b)"),
        ("câu 2", "q(b)"),
        ("chọn a", "q(a)"),
        ("đà lạt", "q(a)"),
        ("DA LAT", "q(a)"),
        ("bao loc", "q(b)"),
        ("✅ Bảo Lộc", "q(b)"),
        ("gửi ngay", "q(!c)"),
        ("3", "q(3)"),
        ("c", "q(c)"),
        ("4", "far(far)"),
        ("trang chu", "far(far)"),
        ("5", "q(5)"),
        ("0", "q(0)"),
        ("đà", "q(đà)"),
        ("hỏi  ĐÁP", "hỏi"),
        ("MA-1", "code(MA-1)"),
        ("   ", "q()"),
    ],
)
async def test_what_is_typed_at_an_open_question(chat: Chat, typed: str, answer: str) -> None:
    await chat.commands("ask")
    assert [reply.text for reply in await chat.says(typed)] == [answer]


async def test_a_tap_belongs_to_the_prompt_that_it_was_made_for(chat: Chat) -> None:
    await chat.commands("ask")
    first = chat.prompt
    await chat.commands("ask")
    assert chat.prompt == first + 1
    assert [reply.text for reply in await chat.forges("a", prompt=first)] == ["late"]
    assert await chat.step() == "q"
    assert [reply.text for reply in await chat.forges("a")] == ["q(a)"]
    assert [reply.text for reply in await chat.forges("a")] == ["late"]
    assert [reply.text for reply in await chat.forges("b", prompt=first + 1)] == ["late"]


@pytest.mark.parametrize(("id_", "prompt"), [("forged", None), ("a", -1), ("?", 0), ("", 999), ("a:1", None)])
async def test_a_forged_tap_changes_nothing(chat: Chat, id_: str, prompt: int | None) -> None:
    await chat.commands("ask")
    assert [reply.text for reply in await chat.forges(id_, prompt=prompt)] == ["late"]
    assert await chat.step() == "q"


async def test_a_lasting_choice_works_however_old(chat: Chat) -> None:
    await chat.commands("ask")
    assert [reply.text for reply in await chat.forges("far:x:1", prompt=0)] == ["far(far:x:1)"]
    assert await chat.step() == "q"


async def test_choices_stay_open_while_the_step_stays_and_go_with_it(chat: Chat) -> None:
    await chat.commands("ask")
    await chat.commands("quiet")
    assert [reply.text for reply in await chat.says("1")] == ["q(a)"]
    assert [reply.text for reply in await chat.says("1")] == ["lost"]


@pytest.mark.parametrize(
    "what",
    [
        {"command": "staff"}, {"command": "no_such_command"}, {"text": "nhân viên"}, {"text": "gì đó"},
        {"picked": "boss"}, {"other": "edited", "text": "x"}, {"other": "unsupported"},
        {"attachments": (Attached("photo", "x"),)},
    ],
)  # fmt: skip
async def test_what_is_not_allowed_is_answered_as_what_is_unknown(chat: Chat, what: dict[str, Any]) -> None:
    if "picked" in what:
        await chat.forges(what["picked"])
    else:
        await chat._turn(**what)
    assert chat.texts == ["lost"]


async def test_a_step_of_a_role_that_was_taken_away_is_lost(chat: Chat, db: Database) -> None:
    await chat.commands("ask")
    person = await chat.person()
    from storage import conversations

    async with db.write() as store:
        now = chat.clock.now()
        await conversations.stand(store, person.identity, step="s", data={}, prompt=1, choices=[("y", "Có")], now=now)
    assert [reply.text for reply in await chat.says("1")] == ["lost"]
    await chat.becomes("trainer")
    assert [reply.text for reply in await chat.says("1")] == ["s(y)"]


async def test_files_go_to_the_step_that_wants_them_alone(chat: Chat) -> None:
    file = Attached("document", "x", name="bai.pdf")
    assert [reply.text for reply in await chat.sends([file])] == ["lost"]
    await chat.commands("ask")
    assert [reply.text for reply in await chat.sends([file], caption="1")] == ["q(1)"]


def test_what_two_conversations_claim_is_refused() -> None:
    for claim in ("commands", "words", "choices", "steps"):
        one = replace(Conversation("one", Action.LEARN), **{claim: {"x": says("1")}})  # type: ignore[arg-type]  # the four take handlers
        with pytest.raises(ValueError, match=r"^two declares again: \['x'\]$"):
            Router([one, replace(one, name="two")], lost=says("l"), late=says("t"))


def test_the_steps_that_want_files() -> None:
    router = Router([ASK, STAFF], lost=says("l"), late=says("t"))
    assert (router.wants_files("q"), router.wants_files("s"), router.wants_files(None)) == (True, False, False)


async def test_a_menu_is_no_message(chats: Open) -> None:
    async def menu(turn: Turn) -> Answer:
        return Answer((Reply("xong"), Menu((("menu", "Trang chính"),))))

    chat = chats(Conversation("m", Action.ARRIVE, commands={"m": menu}))
    await chat.commands("m")
    assert (chat.texts, chat.menus) == (["xong"], [Menu((("menu", "Trang chính"),))])
