"""A message as a phone shows it: frozen, so that a test can hold on to what it saw."""

import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Button:
    """One button: its label, and what it carries or where it leads."""

    text: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture: width and height in pixels, size in bytes."""

    file_id: str
    width: int
    height: int
    size: int


@dataclass(frozen=True, slots=True)
class File:
    """A document: its name, size in bytes, MIME type."""

    file_id: str
    name: str
    size: int
    mime: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `date` in unix seconds of the program's clock; a caption is its text; `seq` grows with changes."""

    id: int
    seq: int
    by_bot: bool
    date: int
    text: str
    entities: tuple[dict[str, Any], ...]
    photo: Photo | None
    document: File | None
    album: str | None
    buttons: tuple[tuple[Button, ...], ...]
    edited: bool
    choices: tuple[Button, ...] = ()  # of a channel without buttons: `data` is what one types

    @property
    def labels(self) -> list[str]:
        """The labels of all buttons, row by row."""
        return [button.text for row in self.buttons for button in row] + [choice.text for choice in self.choices]

    @property
    def taps(self) -> list[Button]:
        """The buttons that can be tapped, which links can't."""
        return [button for row in self.buttons for button in row if button.data]


def undecorated(label: str) -> str:
    """A label without the signs around its words: people type it so."""
    return re.sub(r"^[^\w]+|[^\w)?]+$", "", label)


def message_from(raw: dict[str, Any]) -> Message:
    """A message from the JSON of the rehearsal's interface."""
    photo, document = raw["photo"], raw["document"]
    return Message(
        id=raw["id"],
        seq=raw["seq"],
        by_bot=raw["from"] == "bot",
        date=raw["date"],
        text=raw["text"],
        entities=tuple(raw["entities"]),
        photo=Photo(**photo) if photo else None,
        document=File(**document) if document else None,
        album=raw["album"],
        buttons=tuple(tuple(Button(**button) for button in row) for row in raw["buttons"]),
        edited=raw["edited"],
        choices=tuple(Button(**choice) for choice in raw.get("choices", [])),
    )
