"""Polite words around an answer answer nothing; and what is left of it picks what it would have picked bare."""

from __future__ import annotations

import pytest

from handlers.courtesy import plainly
from handlers.prompts import fitting

CHOICES = [("agree", "✅ Đồng ý"), ("decline", "Không đồng ý"), ("!send", "📨 Nộp bài này"), ("keep", "Đúng")]


@pytest.mark.parametrize(
    ("text", "bare"),
    [("b ạ", "b"), ("B nhé!", "b"), ("dạ 1b 2c ạ.", "1b 2c"), ("“Nộp bài này”", "nộp bài này"), ("(b)", "b"),
     ("đúng rồi ạ", "đúng"), ("Menu ạ", "menu"), ("em chọn b", "chọn b"), ("dạ", "dạ"), ("ạ", "ạ"), ("", ""),
     ("b a", "b a"), ("đồng chí", "đồng chí"),
     ("vâng ạ", "vâng ạ"), ("a?", "a?"), ("2.", "2"), ("bo\u0302n nhé", "bôn")],
)  # fmt: skip
def test_what_is_left(text: str, bare: str) -> None:
    assert plainly(text) == bare


@pytest.mark.parametrize(
    ("text", "picked"),
    [("1 ạ", ["agree"]), ("đồng ý ạ", ["agree"]), ("dong y nhe", ["agree"]), ("vâng đồng ý", ["agree"]),
     ("đúng rồi", ["keep"]), ("📨 Nộp bài này.", ["!send"]), ("“Nộp bài này”", ["!send"]),
     ("nộp bài này ạ", ["!send"]), ("nộp bài", []), ("3 ạ", []), ("dạ vâng", []), ("vâng ạ", []), ("ạ", []), ("á", []),
     ("a", ["agree"]), ("ă", [])],
)  # fmt: skip
def test_what_it_picks(text: str, picked: list[str]) -> None:
    assert fitting(text, CHOICES) == picked
