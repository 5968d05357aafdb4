"""Taking in what a notice says: text, or one photo or file with a caption."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from handlers.messages import Answer, Attached, Attachment, Stored
from handlers.text import Markdown, units
from handlers.trainer.notices import cards
from handlers.trainer.notices.draft import Draft, beside_text, fresh, held
from handlers.turn import Turn
from storage import audit, files

TEXT_UNITS, CAPTION_UNITS = 4096, 1024
"""What one request of the narrowest channel that has files takes (Telegram: after entities parsing)."""
_OFFICE = "application/vnd.openxmlformats-officedocument"
ACCEPTED: dict[str, tuple[str, ...]] = {
    "application/pdf": ("pdf",),
    "application/msword": ("doc",),
    "application/vnd.ms-excel": ("xls",),
    "application/vnd.ms-powerpoint": ("ppt", "pps"),
    f"{_OFFICE}.wordprocessingml.document": ("docx",),
    f"{_OFFICE}.spreadsheetml.sheet": ("xlsx",),
    f"{_OFFICE}.presentationml.presentation": ("pptx", "ppsx"),
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
}
"""Types by content that go to learners, and what their names may end in: documents and images, nothing that runs."""
_ENDING = re.compile(r"\.([A-Za-z][A-Za-z0-9]*)$")


async def begin(turn: Turn) -> Answer:
    """A new notice."""
    return cards.write(turn, fresh(turn))


async def written(turn: Turn) -> Answer:
    """What the trainer sent for the notice; what can't be taken is said, and nothing of the draft is lost."""
    draft = held(turn)
    if (moved := await cards.go(turn, draft)) is not None:
        return moved
    if turn.incoming.attachments:
        return await _with_file(turn, draft)
    text = turn.text.replace("\x00", "").strip()
    if turn.incoming.other or not _visible(text):
        return cards.write(turn, draft, cards.writing(turn, "unreadable"))
    return await _kept(turn, replace(draft, text=text), otherwise=draft)


async def _with_file(turn: Turn, draft: Draft) -> Answer:
    attached = turn.incoming.attachments
    if len(attached) > 1:
        return cards.write(turn, draft, cards.writing(turn, "one_file", n=len(attached)))
    stored, problem = _usable(turn, attached[0])
    if stored is None:
        return cards.write(turn, draft, problem)
    await files.keep(turn.store, turn.person.id, stored, turn.now)
    file = Attachment(stored.name, sha256=stored.sha256, as_photo=attached[0].kind == "photo")
    caption = turn.text.replace("\x00", "").strip()
    return await _kept(turn, replace(draft, file=file, text=caption), otherwise=replace(draft, file=file, text=""))


def _usable(turn: Turn, attached: Attached) -> tuple[Stored | None, Markdown]:
    """The stored file, or None and what is wrong with it."""
    stored = attached.stored
    if attached.problem == "too_large":
        return None, cards.writing(turn, "too_large")
    if attached.kind == "other" or (stored is not None and stored.type not in ACCEPTED and stored.size):
        return None, cards.writing(turn, "refused")
    if stored is None:
        return None, cards.writing(turn, "lost")
    if not stored.size:
        return None, cards.writing(turn, "empty")
    named = _named(stored)
    return named, Markdown() if named else cards.writing(turn, "mismatch")


def _named(stored: Stored) -> Stored | None:
    """The file under a name that has its content's ending; None where the name has another's."""
    ending = _ENDING.search(stored.name)
    if ending is None:
        return replace(stored, name=f"{stored.name}.{ACCEPTED[stored.type][0]}")
    return stored if ending[1].lower() in ACCEPTED[stored.type] else None


async def _kept(turn: Turn, draft: Draft, *, otherwise: Draft) -> Answer:
    """On to the audience with the draft; where its text is too long, what to cut, and the draft stays `otherwise`."""
    limit = (TEXT_UNITS if draft.file is None else CAPTION_UNITS) - beside_text(turn, draft)
    over = units(draft.text) - limit
    if over > 0:
        key = "too_long" if draft.file is None else "caption_too_long"
        return cards.write(turn, otherwise, cards.writing(turn, key, limit=limit, over=over))
    detail = {"units": units(draft.text), "file": draft.file.name if draft.file else None}
    await audit.record(
        turn.store, person=turn.person.id, action="notice.written", subject=draft.id, detail=detail, now=turn.now
    )
    return await cards.audience(turn, draft, replaces=False)


def _visible(text: str) -> bool:
    """Whether anything of it can be seen: not spaces, marks of direction and the like alone."""
    return any(unicodedata.category(sign)[0] not in "ZC" for sign in text)
