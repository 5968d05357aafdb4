"""What is wrong between two fields of a piece that has other faults too.

The models look at this themselves, but not where a fault elsewhere in the piece keeps a field from them: one bad
question hides how many there are. What both find is said in the same words at the same place.
"""

import re
from collections.abc import Iterator

from content.faults import Fault
from content.models import TWO_OWNERS
from content.pieces import Piece, Pieces, items
from content.quizzes import wrong_mark, wrong_right
from content.rules import wrong_marks
from content.values import letters
from content.yamlfile import Value


def check_crossing(pieces: Pieces) -> list[Fault]:
    """The faults between fields, as written, of the pieces that couldn't be parsed."""
    return [
        *(fault for piece in _faulty(pieces, "lessons") for fault in _owners(piece)),
        *(fault for piece in _faulty(pieces, "reminders") for fault in _marks(piece)),
        *(fault for piece in _faulty(pieces, "quizzes") for fault in (*_pass_mark(piece), *_right(piece))),
        *(fault for piece in _faulty(pieces, "pools") for fault in _right(piece)),
    ]


def _faulty(pieces: Pieces, kind: str) -> list[Piece]:
    return [piece for piece in pieces[kind] if piece.entry is None]


def _owners(lesson: Piece) -> Iterator[Fault]:
    if {"group", "topic"} <= set(lesson.written):
        yield lesson.fault(TWO_OWNERS, "topic")


def _marks(reminder: Piece) -> Iterator[Fault]:
    about = reminder.text("about")
    wrong = None if about is None else wrong_marks(about, reminder.written)
    if wrong is not None:
        yield reminder.fault(wrong, "about")


def _pass_mark(quiz: Piece) -> Iterator[Fault]:
    mark, count = quiz.text("pass_mark"), len(items(quiz.written.get("questions")))
    if mark is None or not re.fullmatch("[0-9]{1,4}", mark) or count == 0 or "draw" in quiz.written:
        return
    wrong = wrong_mark(int(mark), count)
    if wrong is not None:
        yield quiz.fault(wrong, "pass_mark")


def _right(quiz: Piece) -> Iterator[Fault]:
    for number, question in enumerate(items(quiz.written.get("questions"))):
        wrong = _wrong_right(question) if isinstance(question, dict) else None
        if wrong is not None:
            yield quiz.fault(wrong, "questions", number, "right")


def _wrong_right(question: dict[str, Value]) -> str | None:
    """What is wrong with the right answers; what has no letter for a name, or one option alone, is said elsewhere."""
    right, options = letters(question.get("right")), question.get("options")
    if not isinstance(right, list) or not isinstance(options, dict) or len(options) < 2:
        return None
    named = {letter for letter in right if isinstance(letter, str) and re.fullmatch("[A-Z]", letter)}
    return None if right and not named else wrong_right(named, {letter.upper() for letter in options})
