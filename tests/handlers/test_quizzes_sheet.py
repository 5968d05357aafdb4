"""A quiz's questions in one message, and answers in one: what is understood, and that nothing is guessed."""

from __future__ import annotations

import pytest

from content.quizzes import Question
from handlers.learner.quizzes_plan import Asked
from handlers.learner.quizzes_sheet import read


def asked(number: int, *, several: bool = False) -> Asked:
    given = {
        "id": f"q{number}", "text": "Hỏi?", "right": ["A", "B"] if several else "A",
        "options": {letter: f"Ý {letter}" for letter in "ABCD"}, "why": "Vì thế.", "source": ["002 §1"],
    }  # fmt: skip
    question = Question.model_validate(given)
    return Asked(number - 1, number, 3, question, question.options)


SHEET = [asked(1), asked(2), asked(3, several=True)]


def shown(text: str) -> dict[int, str] | None:
    found = read(text, SHEET)
    return None if found is None else {number: "".join(sorted(picked)) for number, picked in found.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1a 2c 3bd", {1: "A", 2: "C", 3: "BD"}),
        ("1A, 2.C; 3) b,d", {1: "A", 2: "C", 3: "BD"}),
        ("1a2c3ab", {1: "A", 2: "C", 3: "AB"}),
        ("Câu 1: a\nCâu 2: đáp án c", {1: "A", 2: "C"}),
        ("2 d", {2: "D"}),
        ("a c bd", {1: "A", 2: "C", 3: "BD"}),
        ("a, c, b", {1: "A", 2: "C", 3: "B"}),
        ("a c", None),
        ("a", None),
        ("1", None),
        ("1a 1b", None),
        ("1ab", None),
        ("1e", None),
        ("4a", None),
        ("0a", None),
        ("3aa", None),
        ("1a 2", None),
        ("1a và tôi chưa chắc câu 2", None),
        ("", None),
        ("xong rồi nhé", None),
    ],
)
def test_what_is_understood(text: str, expected: dict[int, str] | None) -> None:
    assert shown(text) == expected
