"""Choices as numbered lines, and the line that says how to answer, which names none before the others."""

from __future__ import annotations

import pytest

from bot.channels.numbered import spelled
from handlers.messages import Choice
from tests.bot.zalo.samples import WORDING


def offered(*labels: str) -> list[Choice]:
    return [Choice(f"{'!' if label.startswith('!') else ''}id{place}", label) for place, label in enumerate(labels)]


@pytest.mark.parametrize(
    ("labels", "numbers"),
    [(["Một"], "1"), (["Một", "Hai"], "1 hoặc 2"), (["Một", "Hai", "Ba"], "từ 1 đến 3"),
     (["Một", "!Gửi", "Ba", "Bốn"], "1, 3 hoặc 4")],
)  # fmt: skip
def test_how_to_answer(labels: list[str], numbers: str) -> None:
    assert spelled(offered(*labels), "Hỏi?", WORDING).splitlines()[-1] == f"Trả lời bằng số: {numbers}"


def test_a_firm_choice_alone_has_no_number() -> None:
    assert spelled(offered("!Gửi"), "Gửi chưa?", WORDING).count("số") == 0
