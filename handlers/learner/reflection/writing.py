"""Writing: each message and file goes into the open part of the draft, as it came."""

from __future__ import annotations

from handlers.learner.reflection import screens
from handlers.learner.reflection.accepting import ENDINGS, named, refusal
from handlers.learner.reflection.drafting import drafted, fresh, part_asked
from handlers.learner.reflection.facts import following
from handlers.learner.reflection.part import asked, taken
from handlers.learner.reflection.shown import accepted, chatted, megabytes
from handlers.learner.reflection.strays import ends, stray
from handlers.learner.reflection.upload_link import beside
from handlers.messages import Answer, Attached, Stored
from handlers.text import Markdown
from handlers.turn import Turn
from storage import drafts
from storage.reflections import ESSAY, Piece, Reflection


@drafted
async def opened(turn: Turn, draft: Reflection) -> Answer:
    """The page of the part that was picked."""
    part = part_asked(turn)
    return screens.outline(turn, draft) if part is None else await _asked(turn, draft, part)


@drafted
async def finished(turn: Turn, draft: Reflection) -> Answer:
    """On from a part: to the next empty one, then to the levels, then to the preview."""
    return await _onward(turn, draft, part_asked(turn) or "")


async def _onward(turn: Turn, draft: Reflection, part: str) -> Answer:
    following_part = following(turn.course.reflection, draft, part)
    if following_part is not None:
        return await _asked(turn, draft, following_part)
    return screens.preview(turn, draft) if draft.levels else screens.levels(turn, draft)


async def _asked(turn: Turn, draft: Reflection, part: str) -> Answer:
    """The part's page; where whole files can't come in the chat, with the page for them."""
    answer = asked(turn, draft, part)
    return answer if turn.takes_files or part != ESSAY else await beside(turn, part, answer)


@drafted
async def cleared(turn: Turn, draft: Reflection) -> Answer:
    """Empty the part of the named piece, up to that piece: a late second tap spares what was written since."""
    piece = _piece(turn, draft)
    if piece is None:
        return screens.outline(turn, draft, turn.say("reflection.taken.already_gone"))
    await drafts.clear_part(turn.store, draft.id, piece.part, through=piece.id)
    return asked(turn, await fresh(turn, draft), piece.part, turn.say("reflection.taken.cleared"))


@drafted
async def removed(turn: Turn, draft: Reflection) -> Answer:
    """Take one file out."""
    piece = _piece(turn, draft)
    if piece is None:
        return screens.outline(turn, draft, turn.say("reflection.taken.already_gone"))
    await drafts.remove_piece(turn.store, draft.id, piece.id)
    return taken(turn, await fresh(turn, draft), piece.part, [turn.say("reflection.taken.removed")])


def _piece(turn: Turn, draft: Reflection) -> Piece | None:
    return next((piece for piece in draft.pieces if turn.arguments == [str(piece.id)]), None)


@drafted
async def received(turn: Turn, draft: Reflection) -> Answer:
    """A text, or files with a caption or without, while a part is open."""
    assert turn.step is not None
    part = str(turn.step.data["part"])
    if draft.has(part) and ends(turn):
        return await _onward(turn, draft, part)
    note = stray(turn)
    return await took(turn, draft, part) if note is None else taken(turn, draft, part, [note])


async def took(turn: Turn, draft: Reflection, part: str) -> Answer:
    """Put the message's text and files into the part, and say what could not be taken."""
    text = _as_written(turn.incoming.text)
    if text.strip():
        await drafts.add_text(turn.store, draft.id, part, text, now=turn.now)
    notes = [note for attached in turn.incoming.attachments if (note := await _file(turn, draft, part, attached))]
    if not text.strip() and not turn.incoming.attachments:
        notes = [turn.say(chatted(turn, "reflection.taken.nothing"))]
    now = await fresh(turn, draft)
    answer = taken(turn, now, part, notes, "kept" if len(now.pieces) > len(draft.pieces) else "holds")
    too_large = any(one.problem == "too_large" for one in turn.incoming.attachments)
    return await beside(turn, part, answer) if too_large else answer


@drafted
async def unread(turn: Turn, draft: Reflection) -> Answer:
    """What can't be read, where documents don't come in the chat: it may be the essay, so its page comes along."""
    assert turn.step is not None
    note = turn.say(f"reflection.taken.unread_{'pictures' if turn.public_url is None else 'page'}")
    part = str(turn.step.data.get("part", ESSAY))
    answer = screens.again(turn, draft, note) if "page" in turn.step.data else taken(turn, draft, part, [note])
    return await beside(turn, part, answer)


def _as_written(text: str) -> str:
    """The text as it can be stored: without NUL, and with "?" for half characters, which no database takes."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


async def _file(turn: Turn, draft: Reflection, part: str, attached: Attached) -> Markdown | None:
    """Take one file. A note where there is something to say of it."""
    reason = refusal(attached, turn.course.reflection)
    if reason is not None:
        return _refused(turn, attached, reason)
    assert attached.stored is not None
    now = await fresh(turn, draft)
    names = {piece.file.name for piece in now.pieces if piece.file is not None}
    stored = named(attached.stored, names)
    if await drafts.add_file(turn.store, draft.id, part, turn.person.id, stored, now=turn.now):
        return None
    return turn.say("reflection.taken.again", name=attached.stored.name)


def _refused(turn: Turn, attached: Attached, reason: str) -> Markdown:
    name = "".join(char for char in attached.name if char.isprintable())[:60]
    return turn.say(
        f"reflection.refused.{reason}",
        name=name or turn.phrases.get("reflection.refused.nameless"),
        accepted=accepted(turn),
        megabytes=megabytes(turn),
        kind=_kind(turn, attached.stored),
    )


def _kind(turn: Turn, stored: Stored | None) -> str:
    """What the content is, in words, where it is of a kind that is known."""
    endings = ENDINGS.get(stored.type) if stored is not None else None
    return turn.phrases.get(f"reflection.kinds.is_{endings[0]}") if endings else ""
