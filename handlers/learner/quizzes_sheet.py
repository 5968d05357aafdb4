"""A sheet: the open questions of an attempt in one message, answered in one, where messages are counted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from content.places import fold
from handlers.learner import quizzes_pages as pages
from handlers.learner.quizzes_plan import Asked, Sitting
from handlers.learner.quizzes_seat import STEP
from handlers.messages import Reply, Step
from handlers.text import Markdown, plain, units
from handlers.turn import Answer, Turn

ROOM = 1700
"""UTF-16 units of a sheet: what is left of a message is for the words around it."""
_PAIR = re.compile(r"(\d{1,2})\s*[.:)\-]?\s*([a-z]{1,8}(?:\s*[,+]\s*[a-z](?![a-z]))*)(?=[\s,;.]|\d|$)")
_FILLER = re.compile(r"\b(?:cau|dap an|chon|la|va)\b")

Picks = Mapping[int, frozenset[str]]
"""Options by the number of their question."""


def open_questions(turn: Turn, sitting: Sitting) -> list[Asked]:
    """The questions without an answer that fit on a sheet; the first always does."""
    found: list[Asked] = []
    size = 0
    for asked in sitting.asked:
        if asked.question.id not in sitting.given:
            size += units(_question(turn, asked))
            if found and size > ROOM:
                break
            found.append(asked)
    return found


def sheet(turn: Turn, sitting: Sitting, *, before: Sequence[str] = ()) -> Answer:
    """The questions, after what is said `before` them."""
    asked = open_questions(turn, sitting)
    example = " ".join(f"{one.number}{one.letters[0].lower()}" for one in asked)
    several = any(one.question.several for one in asked)
    text = [
        *before,
        turn.say("quiz.sheet.heading", title=sitting.quiz.title),
        *[_question(turn, one) for one in asked],
        turn.say("quiz.sheet.how", example=example) if len(asked) > 1 else turn.say("quiz.sheet.how_one"),
        *([turn.say("quiz.sheet.several")] if several else []),
    ]
    step = Step(STEP, {"attempt": sitting.attempt.id, "place": asked[0].place, "picked": [], "sheet": True})
    return Answer((Reply("\n\n".join(text)),), step)


def _question(turn: Turn, asked: Asked) -> Markdown:
    lines = [turn.say("quiz.sheet.question", number=asked.number, text=asked.question.text)]
    lines += [
        turn.say("quiz.question.option", letter=letter, text=option.text)
        for letter, option in zip(asked.letters, asked.options, strict=True)
    ]
    return Markdown("\n".join(lines))


def read(text: str, asked: Sequence[Asked]) -> Picks | None:
    """What the text answers: `1a 2c 3bd`, or, for all questions in their order, `a c b`; None where it is unclear.

    Nothing is guessed: a number that is not on the sheet, a letter that the question does not have, more than one
    letter where one is right, or the same question twice, and nothing is taken.
    """
    typed = " ".join(_FILLER.sub(" ", fold(text)).split())
    pairs = _PAIR.findall(typed)
    if pairs and not re.sub(r"[\s,;.]", "", _PAIR.sub("", typed)):
        numbers = [int(number) for number, _ in pairs]
        by_number = {one.number: one for one in asked}
        if len(set(numbers)) < len(numbers) or not set(numbers) <= by_number.keys():
            return None
        return _picks([(by_number[int(number)], letters) for number, letters in pairs])
    letters = re.split(r"[\s,;.]+", typed.strip(" ,;."))
    if len(letters) == len(asked) and all(re.fullmatch("[a-z]+", each) for each in letters):
        return _picks(list(zip(asked, letters, strict=True)))
    return None


def _picks(answers: Sequence[tuple[Asked, str]]) -> Picks | None:
    found = {}
    for asked, written in answers:
        letters = [letter for letter in written if letter.isalpha()]
        places = [ord(letter) - ord("a") for letter in letters]
        if not all(place < len(asked.options) for place in places) or len(set(places)) < len(places):
            return None
        if len(places) > 1 and not asked.question.several:
            return None
        found[asked.number] = frozenset(asked.options[place].id for place in places)
    return found


def told(turn: Turn, asked: Asked, picked: frozenset[str]) -> Markdown:
    """How one answer was graded: in a word where it is right, with the explanation where it is not."""
    if picked == asked.question.right:
        return turn.say("quiz.sheet.right", number=asked.number, picked=asked.shown(picked))
    return Markdown(f"{turn.say('quiz.sheet.number', number=asked.number)} {pages.feedback(turn, asked, picked)}")


def unclear(turn: Turn, sitting: Sitting) -> Answer:
    """Nothing was taken; how to answer, without the questions again."""
    asked = open_questions(turn, sitting)
    example = " ".join(f"{one.number}{one.letters[0].lower()}" for one in asked)
    return Answer((Reply(turn.say("quiz.sheet.unclear", example=plain(example))),), turn.step)
