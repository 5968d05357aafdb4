"""The message types that conversations and channels share (design §4). Frozen; no channel is named here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Picked:
    """A tap: the choice's id and the number of the prompt that it was offered by."""

    id: str
    prompt: int
    others: tuple[str, ...] = ()  # further choices that were named in the same message, in the prompt's order


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came in: what the channel says of it, and the stored file once it was fetched."""

    kind: Literal["photo", "document", "other"]
    reference: str  # the channel's own; opaque to conversations
    name: str = ""
    type: str = ""
    size: int | None = None  # bytes, as the channel says; None where it doesn't
    stored: Stored | None = None
    problem: Literal["too_large", "lost"] | None = None  # why it could not be fetched


@dataclass(frozen=True, slots=True)
class Stored:
    """A file on our disk, named by its content."""

    sha256: str
    size: int
    type: str  # by its content, not by its name
    name: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update, or an album's updates together. One of text, picked, command, attachments, other says what it is."""

    account: str
    channel: str
    chat: str
    update_id: str
    sent_at: datetime
    text: str = ""  # also the caption of attachments
    picked: Picked | None = None
    command: str | None = None  # without the slash, lower case
    argument: str = ""  # what followed the command
    attachments: tuple[Attached, ...] = ()
    message_ref: str | None = None  # the message that was tapped
    private: bool = True
    received_at: datetime | None = None  # by our clock; what came before a prompt was made doesn't answer it
    other: Literal["", "edited", "unsupported", "blocked", "unblocked"] = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to pick. The id is at most 48 bytes: `name` or `name:argument:…`; its first sign may say how it is
    picked (prompts.FIRM, prompts.SEVERAL).
    """

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes out: a stored one, one made when it is sent, or a small text given whole."""

    name: str
    sha256: str | None = None
    report: Mapping[str, Any] | None = None  # made by a report when it is sent
    content: str | None = None
    as_photo: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """A message to the person. `text` is in the Markdown subset: bold, italics, lists, links.

    `choices` are rows of choices. `replaces` says that it may stand in the place of the message that was tapped.
    """

    text: str
    choices: tuple[tuple[Choice, ...], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Menu:
    """Not a message: the chat's list of commands from now on, as (command, description)."""

    commands: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What the conversation waits for, and what it remembers meanwhile (JSON)."""

    name: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What is said in another chat than the one that wrote: `identity`, and whose that is. Choices last there.

    None: it was erased, and this is the last that is said there.
    """

    person: int | None
    identity: int | None
    account: str
    chat: str
    replies: tuple[Reply | Menu, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a conversation has to say, and where it stands afterwards (None: nowhere, the menu is next).

    `asks`: the question alone, where the replies say more than that; it is shown again to whoever answers too late.
    `repeats`: the choices are those of the open prompt, shown again: it stays the same prompt.
    `elsewhere`: what the person's other chats are told of it.
    """

    replies: tuple[Reply | Menu, ...] = ()
    step: Step | None = None
    person: int | None = None  # whose chat it is from now on, where that has changed
    asks: str = ""
    repeats: bool = False
    elsewhere: tuple[Elsewhere, ...] = ()


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do; adapters render within it."""

    buttons: bool
    edits: bool
    inbound_files: bool
    command_menu: bool
    text_length: int  # UTF-16 units
    caption_length: int
    file_size: int = 50 * 1024 * 1024  # bytes of a file that goes out
    links: bool = False  # files go out as addresses in the text
    sparing: bool = False  # messages are counted by the month


_REPLY = TypeAdapter(Reply)


def stored(reply: Reply, *, prompt: int = 0, edit: str | None = None) -> dict[str, Any]:
    """The reply as the body of outbox rows and notices: with its prompt's number (0: lasting choices only), and the
    message in whose place it goes, if any.
    """
    return {"reply": _REPLY.dump_python(reply, mode="json", exclude_defaults=True), "prompt": prompt, "edit": edit}


def restored(body: Mapping[str, Any]) -> Reply:
    """The reply that `stored` kept."""
    return _REPLY.validate_python(body["reply"])
