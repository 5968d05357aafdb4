"""The page by which files are sent, offered where the chat can't take them."""

from __future__ import annotations

from dataclasses import replace

from handlers.learner.reflection.accepting import PAGE_BYTES
from handlers.learner.reflection.shown import paragraphs
from handlers.messages import Answer, Reply
from handlers.turn import Turn
from storage import upload_links

PATH = "/gui"


async def beside(turn: Turn, part: str, answer: Answer) -> Answer:
    """The answer, with a fresh one-time address in its last message. As it is where there is no public address."""
    if turn.public_url is None:
        return answer
    token = await upload_links.make(turn.store, turn.person.identity, part, now=turn.now)
    offer = turn.say("reflection.upload.offer", megabytes=PAGE_BYTES >> 20, address=f"{turn.public_url}{PATH}/{token}")
    *before, last = answer.replies
    assert isinstance(last, Reply)
    return replace(answer, replies=(*before, replace(last, text=paragraphs([last.text, offer]))))
