"""The one place that knows all conversations: it picks the one that an update belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from handlers.access import allowed
from handlers.courtesy import plainly
from handlers.doors import DOORS
from handlers.lateness import over, too_late
from handlers.messages import Answer, Choice, Picked, Reply
from handlers.prompts import bare, fitting, labelled, marked, together
from handlers.thrift import put_off
from handlers.turn import Conversation, Handler, Turn
from storage import recent
from storage.conversations import Standing

Held = tuple[Conversation, Handler]


class Router:
    """Command, then choice, then stored step, then what is said to anything not understood."""

    def __init__(self, conversations: Iterable[Conversation], *, lost: Handler, late: Handler) -> None:
        """`lost` answers what nobody understands or what is not allowed; `late` what answers a prompt that is over."""
        self._lost, self._late = lost, late
        self._commands: dict[str, Held] = {}
        self._words: dict[str, Held] = {}
        self._choices: dict[str, Held] = {}
        self._steps: dict[str, Held] = {}
        self._unread: dict[str, Held] = {}
        self._files: set[str] = set()
        self._verbatim: set[str] = set()
        self._patterns: list[Held] = []
        for conversation in conversations:
            self._add(conversation)

    def _add(self, conversation: Conversation) -> None:
        for known, offered in (
            (self._commands, conversation.commands),
            (self._words, conversation.words),
            (self._choices, conversation.choices),
            (self._steps, conversation.steps),
            (self._unread, conversation.unread),
        ):
            twice = known.keys() & offered.keys()
            if twice:
                raise ValueError(f"{conversation.name} declares again: {sorted(twice)}")
            known.update({name: (conversation, handler) for name, handler in offered.items()})
        self._files |= conversation.files
        self._verbatim |= conversation.verbatim
        if conversation.opening is not None:
            self._patterns.append((conversation, conversation.opening))

    def wants_files(self, step: str | None) -> bool:
        """Whether attachments that come at that step are to be fetched before the turn."""
        return step in self._files

    async def answer(self, turn: Turn, standing: Standing) -> Answer:
        """Hand the turn to the one conversation that it belongs to, within what the person may do."""
        incoming = turn.incoming
        step = self._steps.get(turn.step.name) if turn.step else None
        if incoming.other == "unsupported" and turn.step and not turn.takes_files and turn.step.name in self._unread:
            return await self._ask(turn, self._unread[turn.step.name])
        if incoming.other or (incoming.attachments and not self.wants_files(turn.step.name if turn.step else None)):
            return await self._lost(turn)
        if incoming.attachments:
            return await self._ask(turn, step)
        for conversation, opening in self._patterns:
            if incoming.text and conversation.opens is not None and conversation.opens(incoming.text):
                return await opening(turn)
        if incoming.command is not None:
            return await self._ask(turn, self._commands.get(incoming.command))
        if incoming.picked is None and incoming.text:
            return await self._said(turn, step, standing)
        if incoming.picked is not None:
            return await self._chosen(turn, incoming.picked, standing)
        return await self._ask(turn, step)

    async def _said(self, turn: Turn, step: Held | None, standing: Standing) -> Answer:
        """A text: a word that opens something, else a choice, else what the open step waits for."""
        word = next((form for form in _forms(turn.incoming.text) if bare(form) in self._words), "")
        held = self._words.get(bare(word))
        fits = fitting(turn.incoming.text, standing.choices)
        if held is not None and not self._gives_way(turn, held[0], word, bool(fits)):
            if held[0].action in allowed(turn.person):
                return await self._held(turn, held)
            if held[0].everywhere:
                return await self._lost(turn)
        if too_late(turn) or over(turn):
            return await self._late(turn)
        if len(fits) > 1:
            return _asked_again(turn, [(id_, label) for id_, label in standing.choices if id_ in fits])
        fits = fits or together(turn.incoming.text, standing.choices)
        if (fits or marked(turn.text) is not None) and await _unseen(turn):
            return Answer(step=turn.step, repeats=True)  # meant for what was on the screen; what is open is on its way
        id_ = fits[0] if fits else await _by_label(turn)
        if id_ is None:
            return await self._ask(turn, step)
        picked = Picked(id_, standing.prompt, tuple(fits[1:]))
        return await self._chosen(replace(turn, incoming=replace(turn.incoming, picked=picked)), picked, standing)

    def _gives_way(self, turn: Turn, conversation: Conversation, word: str, fits: bool) -> bool:
        """Whether a word is rather an answer to what is open."""
        if bare(word) not in conversation.soft:
            return False
        accented = not word.isascii()  # with its accents it is another word: "đúng"
        return accented or fits or (turn.step is not None and turn.step.name in self._verbatim)

    async def _chosen(self, turn: Turn, picked: Picked, standing: Standing) -> Answer:
        lasting = self._choices.get(picked.id.partition(":")[0])
        if lasting is not None:
            return await self._ask(turn, lasting)
        offered = picked.prompt == standing.prompt and picked.id in dict(standing.choices)
        if not offered or turn.step is None:
            return await self._late(turn)
        return await self._ask(turn, self._steps.get(turn.step.name))

    async def _ask(self, turn: Turn, held: Held | None) -> Answer:
        if held is None or held[0].action not in allowed(turn.person):
            return await self._lost(turn)
        return await self._held(turn, held)

    async def _held(self, turn: Turn, held: Held) -> Answer:
        """The conversation's answer, or that it waits. What leads on from an open step, as the main page, does not."""
        leads_on = turn.step is not None and not held[0].steps
        return await (put_off(turn) if turn.short and held[0].waits and not leads_on else held[1](turn))


def _forms(text: str) -> tuple[str, str]:
    """A text as it came, and without the polite words around it."""
    return text, plainly(text)


LABEL = 60
"""Longer texts are no label of a choice."""


async def _by_label(turn: Turn) -> str | None:
    """The lasting choice whose label was typed: a door's, or one that a notice of the last days offered."""
    if len(turn.text) > LABEL:
        return None
    doors = [
        (name, turn.phrases.get(f"doors.{name}")) for name, action in DOORS.items() if action in allowed(turn.person)
    ]
    if (door := labelled(turn.text, doors)) is not None:
        return door
    if not turn.person.consents:
        return None
    return labelled(turn.text, await recent.offered(turn.store, turn.person.id, now=turn.now))


async def _unseen(turn: Turn) -> bool:
    """Whether what is open has yet to leave, so that a number or letter can't be meant for it."""
    return await recent.unseen(turn.store, turn.incoming.account, turn.person.identity)


def _asked_again(turn: Turn, fits: Sequence[tuple[str, str]]) -> Answer:
    """More than one choice fits: those alone, again."""
    return Answer((Reply(turn.say("menu.unclear"), tuple((Choice(*fit),) for fit in fits)),), turn.step)
