"""A sheet: the open questions of an attempt in one message, answered in one, where messages are counted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from content.places import fold
from handlers.courtesy import plainly
from handlers.learner import quizzes_pages as pages
from handlers.learner.quizzes_plan import Asked, Sitting
from handlers.learner.quizzes_seat import STEP
from handlers.messages import Reply, Step
from handlers.prompts import marked
from handlers.text import Markdown, plain, units
from handlers.turn import Answer, Turn

ROOM = 1700
"""UTF-16 units of a sheet: what is left of a message is for the words around it."""
_PAIR = re.compile(r"(\d{1,2})\s*[.:)\-]?\s*([a-z]{1,8}(?:\s*(?:[,+&]|\bva\b)\s*[a-z](?![a-z]))*)(?=[\s,;./]|\d|$)")
_FILLER = re.compile(r"\b(?:cau|dap an|phuong an|chon|la)\b|\bc(?=\s?\d)")
_BETWEEN = re.compile(r"(?:[\s,;./]|\bva\b)+")
_AND = re.compile(r"[,+&]|\bva\b")

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
    questions = [
        turn.say("quiz.sheet.heading", title=sitting.quiz.title),
        *[_question(turn, one) for one in asked],
        _how(turn, asked),
    ]
    step = Step(STEP, {"attempt": sitting.attempt.id, "place": asked[0].place, "picked": [], "sheet": True})
    return Answer((Reply("\n\n".join([*before, *questions])),), step, asks="\n\n".join(questions))


def _how(turn: Turn, asked: Sequence[Asked]) -> Markdown:
    if len(asked) > 1:
        return turn.say("quiz.sheet.how", example=_example(asked))
    return turn.say("quiz.sheet.how_several" if asked[0].question.several else "quiz.sheet.how_one")


def _example(asked: Sequence[Asked]) -> str:
    """One letter for each question, two where several are right: none of them looks like the answer."""
    return " ".join(f"{one.number}{''.join(one.letters[: 1 + one.question.several]).lower()}" for one in asked)


def _question(turn: Turn, asked: Asked) -> Markdown:
    key = "quiz.sheet.question_several" if asked.question.several else "quiz.sheet.question"
    lines = [turn.say(key, number=asked.number, text=asked.question.text)]
    lines += [
        turn.say("quiz.question.option", letter=letter, text=option.text)
        for letter, option in zip(asked.letters, asked.options, strict=True)
    ]
    return Markdown("\n".join(lines))


def read(text: str, asked: Sequence[Asked]) -> Picks | None:
    """What the text answers: `1a 2c 3bd`, or, for all questions in their order, `a c b`; None where it is unclear.

    Where one question is left that has several right answers, `a, c` and `1, 3` are its options.

    Nothing is guessed: a number that is not on the sheet, a letter that the question does not have, more than one
    letter where one is right, or the same question twice, and nothing is taken.
    """
    if len(asked) == 1 and (place := marked(plainly(text))) is not None:
        named = re.search(r"\d", text) is not None and place + 1 == asked[0].number  # the question, or its option?
        known = not named and 0 <= place < len(asked[0].options)
        return _picks([(asked[0], chr(ord("a") + place))]) if known else None
    typed = " ".join(_FILLER.sub(" ", fold(plainly(text))).split())
    pairs = _PAIR.findall(typed)
    if pairs and not _BETWEEN.sub("", _PAIR.sub(" ", typed)):
        numbers = [int(number) for number, _ in pairs]
        by_number = {one.number: one for one in asked}
        if len(set(numbers)) < len(numbers) or not set(numbers) <= by_number.keys():
            return None
        return _picks([(by_number[int(number)], letters) for number, letters in pairs])
    marks = [mark for mark in _BETWEEN.split(_AND.sub(" ", typed)) if mark]
    if len(asked) == 1 and asked[0].question.several and len(marks) > 1:
        return _picks([(asked[0], _lettered(marks))])
    if len(marks) == len(asked) and all(re.fullmatch("[a-z]+", mark) for mark in marks):
        return _picks(list(zip(asked, marks, strict=True)))
    return None


def _lettered(marks: Sequence[str]) -> str:
    """The marks as letters of options: numbers count to them, unless they stand among letters."""
    if all(re.fullmatch("[1-9]", mark) for mark in marks):
        return "".join(chr(ord("a") + int(mark) - 1) for mark in marks)
    return "".join(marks)


def _picks(answers: Sequence[tuple[Asked, str]]) -> Picks | None:
    found = {}
    for asked, written in answers:
        places = [ord(letter) - ord("a") for letter in _AND.sub(" ", written) if not letter.isspace()]
        if not all(0 <= place < len(asked.options) for place in places) or len(set(places)) < len(places):
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
    if len(asked) == 1:
        text = turn.say("quiz.sheet.unclear_one", number=asked[0].number, how=_how(turn, asked))
    else:
        numbers = ", ".join(str(one.number) for one in asked)
        text = turn.say("quiz.sheet.unclear", numbers=numbers, example=plain(_example(asked)))
    return Answer((Reply(text),), turn.step)
