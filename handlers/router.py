"""The one place that knows all conversations: it picks the one that an update belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from content.places import fold
from handlers.access import allowed
from handlers.messages import Answer, Picked
from handlers.prompts import resolve
from handlers.turn import Conversation, Handler, Turn
from storage.conversations import Standing

Held = tuple[Conversation, Handler]


class Router:
    """Command, then choice, then stored step, then what is said to anything not understood."""

    def __init__(self, conversations: Iterable[Conversation], *, lost: Handler, late: Handler) -> None:
        """`lost` answers what nobody understands or what is not allowed; `late` a tap on a prompt that has gone by."""
        self._lost, self._late = lost, late
        self._commands: dict[str, Held] = {}
        self._words: dict[str, Held] = {}
        self._choices: dict[str, Held] = {}
        self._steps: dict[str, Held] = {}
        self._files: set[str] = set()
        self._patterns: list[Held] = []
        for conversation in conversations:
            self._add(conversation)

    def _add(self, conversation: Conversation) -> None:
        for known, offered in (
            (self._commands, conversation.commands),
            (self._words, conversation.words),
            (self._choices, conversation.choices),
            (self._steps, conversation.steps),
        ):
            twice = known.keys() & offered.keys()
            if twice:
                raise ValueError(f"{conversation.name} declares again: {sorted(twice)}")
            known.update({name: (conversation, handler) for name, handler in offered.items()})
        self._files |= conversation.files
        if conversation.opening is not None:
            self._patterns.append((conversation, conversation.opening))

    def wants_files(self, step: str | None) -> bool:
        """Whether attachments that come at that step are to be fetched before the turn."""
        return step in self._files

    async def answer(self, turn: Turn, standing: Standing) -> Answer:
        """Hand the turn to the one conversation that it belongs to, within what the person may do."""
        incoming = turn.incoming
        step = self._steps.get(turn.step.name) if turn.step else None
        if incoming.other or (incoming.attachments and not self.wants_files(turn.step.name if turn.step else None)):
            return await self._lost(turn)
        if incoming.attachments:
            return await self._ask(turn, step)
        for conversation, opening in self._patterns:
            if incoming.text and conversation.opens is not None and conversation.opens(incoming.text):
                return await opening(turn)
        if incoming.command is not None:
            return await self._ask(turn, self._commands.get(incoming.command))
        held = self._words.get(fold(incoming.text)) if incoming.text else None
        if held is not None and held[0].action in allowed(turn.person):
            return await held[1](turn)
        if incoming.picked is None and incoming.text:
            turn = _typed(turn, standing)
        if turn.incoming.picked is not None:
            return await self._chosen(turn, turn.incoming.picked, standing)
        return await self._ask(turn, step)

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
        return await held[1](turn)


def _typed(turn: Turn, standing: Standing) -> Turn:
    """The turn with the choice that its text picks of the open prompt, if it picks one."""
    id_ = resolve(turn.incoming.text, standing.choices)
    if id_ is None:
        return turn
    return replace(turn, incoming=replace(turn.incoming, picked=Picked(id_, standing.prompt)))
