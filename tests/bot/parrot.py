"""Conversations for testing what carries them: an echo, a question, files, a long answer, and a turn that raises."""

from __future__ import annotations

from handlers.access import Action
from handlers.messages import Answer, Attached, Choice, Reply, Step
from handlers.router import Router
from handlers.text import plain
from handlers.turn import Conversation, Turn

PARAGRAPHS = 100
LONG = "\n\n".join(f"Đoạn {number}: " + "chữ " * 24 for number in range(PARAGRAPHS))
"""Over 10,000 characters in paragraphs."""


async def echo(turn: Turn) -> Answer:
    said = turn.incoming
    words = said.other or (f"/{said.command}" if said.command is not None else said.text) or turn.picked or ""
    files = "".join(f" <{one.kind}>" for one in said.attachments)
    return Answer((Reply(plain(words + files)),), step=turn.step)


async def late(turn: Turn) -> Answer:
    return Answer((Reply("muộn"),), step=turn.step)


async def ask(turn: Turn) -> Answer:
    row = (Choice("mot", "✅ Một"), Choice("hai", "Hai"), Choice("!gui", "Gửi ngay"))
    return Answer((Reply("Chọn đi", (row,)),), step=Step("asked"))


async def asked(turn: Turn) -> Answer:
    if turn.picked is None:
        return Answer((Reply(plain(f"chữ: {turn.text}")),), step=turn.step)
    return Answer((Reply(plain(f"chọn {turn.picked}"), replaces=True),))


async def long(turn: Turn) -> Answer:
    return Answer((Reply(LONG, ((Choice("parrot", "Lại"),),)),))


async def want_files(turn: Turn) -> Answer:
    return Answer((Reply("Gửi tệp đi"),), step=Step("files"))


async def got_files(turn: Turn) -> Answer:
    return Answer((Reply(plain(f"{turn.text}: {[shown(one) for one in turn.incoming.attachments]}")),), step=turn.step)


def shown(one: Attached) -> str:
    return f"{one.name}={one.stored.size}" if one.stored is not None else f"{one.name}:{one.problem}"


async def fail(turn: Turn) -> Answer:
    raise RuntimeError("a fault of a conversation")


PARROT = Conversation(
    name="parrot",
    action=Action.ARRIVE,
    commands={"hoi": ask, "dai": long, "tep": want_files, "loi": fail},
    choices={"parrot": echo},
    steps={"asked": asked, "files": got_files},
    files=frozenset({"files"}),
)


def router() -> Router:
    return Router([PARROT], lost=echo, late=late)
