"""The page of one part, which takes texts and files, and the short answer to each of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from handlers.learner.reflection.shown import accepted, amount, chatted, file_lines, megabytes, paragraphs
from handlers.messages import Answer, Choice, Reply, Step
from handlers.text import Markdown
from handlers.turn import Turn
from storage.reflections import ESSAY, Piece, Reflection

WRITING = "essay_part"
"""The step that takes texts and files for a part."""

END = 160
"""So many of the last characters remind of what was written."""

REMOVABLE = 20
"""The newest files that have a button of their own."""


def asked(turn: Turn, draft: Reflection, part: str, note: str = "") -> Answer:
    """What the part asks for, and what it has so far."""
    return _waiting(turn, draft, part, paragraphs([note, _question(turn, draft, part)]))


def taken(
    turn: Turn, draft: Reflection, part: str, notes: Sequence[str], held: Literal["kept", "holds"] = "holds"
) -> Answer:
    """What came of the last message: the notes, and how much there is now (`kept` where it has grown)."""
    amount_now = amount(turn, draft, part)
    standing = turn.say(f"reflection.part.{_key(held, part)}", amount=amount_now) if amount_now else ""
    listed = file_lines(turn, draft.files(part)) if part == ESSAY else ""
    return _waiting(turn, draft, part, paragraphs([*notes, standing, listed]))


def _key(name: str, part: str) -> str:
    return f"{name}_ready" if part == ESSAY else name


def _question(turn: Turn, draft: Reflection, part: str) -> Markdown:
    so_far = _so_far(turn, draft, part)
    if part == ESSAY:
        size, kinds = megabytes(turn), accepted(turn)
        return turn.say(chatted(turn, "reflection.part.ready"), accepted=kinds, megabytes=size, so_far=so_far)
    parts = turn.course.reflection.parts
    number, rules = next((number, each) for number, each in enumerate(parts, 1) if each.id == part)
    return turn.say(
        "reflection.part.asked", number=number, count=len(parts), title=rules.title, ask=rules.ask, so_far=so_far
    )


def _so_far(turn: Turn, draft: Reflection, part: str) -> Markdown:
    held = amount(turn, draft, part)
    if not held:
        return turn.say("reflection.part.empty_ready" if part == ESSAY else chatted(turn, "reflection.part.empty"))
    text = draft.text(part)
    end = f"…{text[-END:]}" if len(text) > END else text
    return paragraphs(
        [
            turn.say(f"reflection.part.{_key('holds', part)}", amount=held),
            turn.say("reflection.part.ends_with", end=end) if text else "",
            file_lines(turn, draft.files(part)),
            turn.say("reflection.part.go_on"),
        ]
    )


def _waiting(turn: Turn, draft: Reflection, part: str, text: Markdown) -> Answer:
    rows = tuple((choice,) for choice in _choices(turn, draft, part))
    return Answer((Reply(text, rows),), Step(WRITING, {"part": part}))


def _choices(turn: Turn, draft: Reflection, part: str) -> list[Choice]:
    pieces = [piece for piece in draft.pieces if piece.part == part]
    done = _key("done", part) if pieces else "skip"
    return [
        turn.choice(f"essay_next:{part}", f"reflection.part.{done}"),
        *_removals(turn, pieces),
        turn.choice("essay_outline", "reflection.part.outline"),
    ]


def _removals(turn: Turn, pieces: list[Piece]) -> list[Choice]:
    """A button for each of the newest files, and one for the whole part. They go no further than what is there now."""
    removals = [
        turn.choice(f"!essay_remove:{piece.id}", "reflection.part.remove", name=_short(piece.file.name))
        for piece in pieces
        if piece.file is not None
    ][-REMOVABLE:]
    if not pieces:
        return removals
    last = pieces[-1]
    return [*removals, turn.choice(f"!essay_clear:{last.id}", f"reflection.part.{_key('clear', last.part)}")]


def _short(name: str) -> str:
    return name if len(name) <= 30 else f"{name[:14]}…{name[-15:]}"
