"""A turn: all that a conversation is given, and how conversations are declared."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from content.models import Course
from content.phrases import Phrases
from handlers.access import Action
from handlers.messages import Answer, Choice, Incoming, Menu, Reply, Step
from handlers.quota import Limit
from handlers.text import Markdown, number, plain
from storage.conversations import Standing
from storage.engine import Store
from storage.people import Person

NOWHERE = Standing()


@dataclass(frozen=True, slots=True)
class Turn:
    """One update being handled, inside its transaction. `course` has the trainers' changes of the timetable in it.

    `step` is what the conversation waited for. `now` is the only clock there is. `pace` is how many notices leave in a
    second. `courses` are all that are held, as written. `sparing`: messages to this person are counted, so what can be
    said in one is. `takes_files`: documents may come in the chat. `public_url`: where our own pages are, without a
    slash at its end; None where nobody can open them. `limits`: the accounts whose messages are counted. `standing`:
    the open prompt.
    `short`: only the reserve is left of their account's month, so what can wait does.
    """

    incoming: Incoming
    person: Person
    step: Step | None
    store: Store
    course: Course
    phrases: Phrases
    now: datetime
    pace: float = 25.0
    courses: tuple[Course, ...] = ()
    sparing: bool = False
    takes_files: bool = True
    public_url: str | None = None
    limits: tuple[Limit, ...] = ()
    standing: Standing = NOWHERE
    short: bool = False

    @property
    def text(self) -> str:
        """What was typed, without spaces around it."""
        return self.incoming.text.strip()

    @property
    def picked(self) -> str | None:
        """The id of the choice that was picked, by tap or by typing, or None."""
        return None if self.incoming.picked is None else self.incoming.picked.id

    @property
    def arguments(self) -> list[str]:
        """What follows the name in the picked choice's id: `lesson:cd1-01:2` gives ["cd1-01", "2"]."""
        return (self.picked or "").split(":")[1:]

    @property
    def named(self) -> list[list[str]]:
        """The `arguments` of each choice that was picked at once, in the prompt's order: one, where it was a tap."""
        picked = self.incoming.picked
        return [] if picked is None else [id_.split(":")[1:] for id_ in (picked.id, *picked.others)]

    @property
    def typed(self) -> bool:
        """Whether what came was typed: there is no message in whose place an answer could stand."""
        return self.incoming.message_ref is None

    @property
    def gives_files(self) -> bool:
        """Whether files reach the person: in the chat, or by an address of ours."""
        return self.takes_files or self.public_url is not None

    def say(self, key: str, **values: object) -> Markdown:
        """The phrase, with the values put in; what people wrote is shown as written."""
        return say(self.phrases, key, **values)

    def choice(self, id_: str, key: str, **values: object) -> Choice:
        """A choice labelled by a phrase (labels are not Markdown)."""
        return Choice(id_, self.phrases.get(key).format(**values))


def say(phrases: Phrases, key: str, **values: object) -> Markdown:
    """The phrase, with the values put in: numbers in the Vietnamese way, texts escaped unless they are Markdown."""
    return Markdown(phrases.get(key).format(**{name: _shown(value) for name, value in values.items()}))


def _shown(value: object) -> str:
    if isinstance(value, int):
        return number(value)
    return plain(str(value)) if not isinstance(value, Markdown) else value


Handler = Callable[[Turn], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation: what opens it and what it waits for.

    - `action`: what a person must be allowed to do to hold it (handlers.access).
    - `commands`: by name without the slash.
    - `words`: what opens it when typed alone, folded (no accents, lower case).
    - `choices`: lasting buttons by the name before the first colon of the choice's id. They work however old the
      message is, so whatever they do must be harmless when done twice.
    - `steps`: what it waits for. A choice whose name is not among any conversation's lasting ones is handed to the
      open step, and only if it was offered by the newest prompt; an older one is answered politely instead.
    - `files`: the steps that want attachments fetched before the turn.
    - `unread`: at which steps it answers by itself what can't be read, where documents don't come in the chat: it may
      have been one.
    - `everywhere`: its words are never taken for an answer to something else, whether the person may hold it or not.
    - `soft`: among its words those that give way to an open choice, and to the steps that take any text as it is.
    - `verbatim`: the steps that take any text as it is, such as a name.
    - `waits`: it is put off while an account's last messages of the month are kept for what can't wait.
    - `opens`, `opening`: a text that belongs to it wherever the person is (an invitation's code), and who takes it.
    """

    name: str
    action: Action
    commands: Mapping[str, Handler] = field(default_factory=dict)
    words: Mapping[str, Handler] = field(default_factory=dict)
    choices: Mapping[str, Handler] = field(default_factory=dict)
    steps: Mapping[str, Handler] = field(default_factory=dict)
    files: frozenset[str] = frozenset()
    unread: Mapping[str, Handler] = field(default_factory=dict)
    everywhere: bool = False
    soft: frozenset[str] = frozenset()
    verbatim: frozenset[str] = frozenset()
    waits: bool = False
    opens: Callable[[str], bool] | None = None
    opening: Handler | None = None


__all__ = ["Answer", "Choice", "Conversation", "Handler", "Incoming", "Menu", "Reply", "Step", "Turn", "say"]
