"""How many of a month's messages a notice takes on Zalo, counted as it will be cut. Pure."""

from __future__ import annotations

from urllib.parse import quote

from bot.channels.numbered import Wording
from bot.channels.zalo import requests_of
from bot.channels.zalo_render import pages
from handlers.messages import Attachment, Reply

UNTIL = "23:59 ngày 30/12"
SIGNED = 300
"""UTF-16 units of a file's address beside where it is and the file's name, at most (`bot.handouts`)."""


def measured(reply: Reply, say: Wording, *, public_url: str | None) -> int:
    """The messages of a notice to one person; of one whose files are linked, at most so many.

    `public_url`: where files are handed out; None where nobody can fetch them.
    """
    shown = next((one for one in reply.attachments if one.as_photo and public_url is not None), None)
    lines = [_line(one, say, public_url) for one in reply.attachments if one is not shown]
    photo = None if shown is None else _address(shown, public_url or "")
    return max(1, len(requests_of(photo, pages(reply, 0, say, lines))))


def _line(file: Attachment, say: Wording, public_url: str | None) -> str:
    if public_url is None:
        return say.no_file.format(name=file.name)
    return say.file.format(name=file.name, address=_address(file, public_url), until=UNTIL)


def _address(file: Attachment, public_url: str) -> str:
    """As long as the address will be: the name is in it twice."""
    name = quote(file.name)
    return f"{public_url}/{name}".ljust(len(public_url) + SIGNED + 2 * len(name), "x")
