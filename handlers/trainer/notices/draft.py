"""A notice while it is being written: what the steps of the conversation remember."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter

from handlers.doors import doors
from handlers.messages import Attachment, Reply, Step
from handlers.of_class import headed, taken
from handlers.text import plain
from handlers.turn import Turn
from storage.audience import Audience

WRITE = "notice_write"
AUDIENCE = "notice_audience"
PROVINCE = "notice_province"
COMMUNES = "notice_communes"
PREVIEW = "notice_preview"
WHEN = "notice_when"
STEPS = frozenset({WRITE, AUDIENCE, PROVINCE, COMMUNES, PREVIEW, WHEN})

TITLE = 60
"""So many characters of a notice stand for it in lists."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice that is not sent yet. `id` is of this draft alone: a draft is sent at most once."""

    id: str
    audience: Audience
    text: str = ""
    file: Attachment | None = None
    due: datetime | None = None  # None: at once

    @property
    def empty(self) -> bool:
        """Whether there is nothing to send yet."""
        return not self.text and self.file is None

    @property
    def title(self) -> str:
        """Its first words, or the name of its file."""
        first = self.text.strip().splitlines()[0] if self.text.strip() else ""
        if not first:
            return self.file.name[:TITLE] if self.file else ""
        return first if len(first) <= TITLE else first[:TITLE].rsplit(" ", 1)[0] + "…"


_DRAFT = TypeAdapter(Draft)


def fresh(turn: Turn) -> Draft:
    """A new draft, for all who are registered."""
    id_ = f"{turn.now:%Y%m%d%H%M%S}-{turn.incoming.update_id}"
    return Draft(id_, Audience(course=turn.course.id))


def held(turn: Turn) -> Draft:
    """The draft of the open step."""
    assert turn.step is not None
    return _DRAFT.validate_python({name: value for name, value in turn.step.data.items() if name != "page"})


def step(name: str, draft: Draft, page: str = "") -> Step:
    """The step of that name, with the draft in it, and the page of it that is open, if any."""
    kept = _DRAFT.dump_python(draft, mode="json", exclude_defaults=True)
    return Step(name, kept | ({"page": page} if page else {}))


def page(turn: Turn) -> str:
    """The page that `step` was given; empty: none."""
    assert turn.step is not None
    return str(turn.step.data.get("page", ""))


def as_received(turn: Turn, draft: Draft) -> Reply:
    """The message that people get; it names the class where there are several."""
    files = (draft.file,) if draft.file is not None else ()
    return Reply(headed(turn.phrases, turn.courses, draft.audience.course, plain(draft.text)), attachments=files)


def as_sent(turn: Turn, draft: Draft) -> Reply:
    """The same with the button that leads on."""
    return replace(as_received(turn, draft), choices=doors(turn.phrases, "menu"))


def beside_text(turn: Turn, draft: Draft) -> int:
    """So many UTF-16 units of the message the trainer's text can't have."""
    return taken(turn.phrases, turn.courses, draft.audience.course)
