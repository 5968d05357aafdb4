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
        ("1a và 2c", {1: "A", 2: "C"}),
        ("1a 2c 3 b và d", {1: "A", 2: "C", 3: "BD"}),
        ("3b & d", {3: "BD"}),
        ("Câu 1: a\nCâu 2: đáp án c", {1: "A", 2: "C"}),
        ("2 d", {2: "D"}),
        ("a c bd", {1: "A", 2: "C", 3: "BD"}),
        ("a, c, b", {1: "A", 2: "C", 3: "B"}),
        ("a, c và b", {1: "A", 2: "C", 3: "B"}),
        ("1a 2c ạ", {1: "A", 2: "C"}),
        ("dạ 1a 2c nhé.", {1: "A", 2: "C"}),
        ("em chọn 1a 2c", {1: "A", 2: "C"}),
        ("1a/2c", {1: "A", 2: "C"}),
        ("C1: a C2: c", {1: "A", 2: "C"}),
        ("1a và c", None),
        ("3 b d", None),
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a, c", "AC"),
        ("a c", "AC"),
        ("ac", "AC"),
        ("a và c", "AC"),
        ("3a và c", "AC"),
        ("câu 3: a, c", "AC"),
        ("1, 3", "AC"),
        ("1 và 3", "AC"),
        ("1 3", "AC"),
        ("b", "B"),
        ("3b", "B"),
        ("3", None),
        ("3 a c", None),
        ("2 a c", None),
        ("a 3", None),
        ("1, 5", None),
        ("a, a", None),
        ("1, 1", None),
        ("a, e", None),
        ("0, 1", None),
        ("a hoặc c", None),
    ],
)
def test_the_one_question_left_that_has_several_right_answers(text: str, expected: str | None) -> None:
    found = read(text, [asked(3, several=True)])
    assert (found is None, "" if found is None else "".join(sorted(found[3]))) == (expected is None, expected or "")


@pytest.mark.parametrize("text", ["a, c", "ac", "1, 3", "a và c"])
def test_the_one_question_left_that_has_one_right_answer_takes_no_more(text: str) -> None:
    assert read(text, [asked(3)]) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("b", "B"), ("b ạ", "B"), ("B nhé", "B"), ("(b)", "B"), ("b)", "B"), ("em chọn b", "B"), ("đáp án b nhé", "B"),
     ("2", "B"), ("2.", "B"), ("câu 2", "B"), ("5b", "B"), ("câu 5: b ạ", "B"), ("5", None), ("b a", None),
     ("e", None), ("9", None), ("0", None), ("b hoặc c", None)],
)  # fmt: skip
def test_the_one_question_left(text: str, expected: str | None) -> None:
    found = read(text, [asked(5)])
    assert (None if found is None else "".join(found[5])) == expected


@pytest.mark.parametrize("text", ["b ạ", "b á", "B nhé", "dạ b"])
def test_a_polite_word_is_no_answer_to_the_other_question(text: str) -> None:
    assert read(text, [asked(4), asked(5)]) is None
