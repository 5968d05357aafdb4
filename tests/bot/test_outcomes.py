"""What becomes of a row after a refusal that doesn't say what it is for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.base import Later, Outcome, Refused, Uncertain
from bot.delivery.outcomes import BURST_PAUSES, CROWDED, weighed
from storage.outbox import Letter

LETTER = Letter(id=1, lane="reply", notice=None, identity=1, chat="a", body={}, attempts=0, doubts=0)
OF_THE_MONTH = Refused("Zalo báo đã hết lượt tin của tháng", spent=True)
CROWD = Refused(CROWDED)


def later(seconds: int) -> Later:
    return Later(timedelta(seconds=seconds), reason=CROWDED)


@pytest.mark.parametrize(
    ("sent", "attempts", "meant"),
    [
        (0, 0, later(3)),
        (0, 1, later(8)),
        (0, 2, later(20)),
        (0, 3, later(45)),
        (0, 4, later(60)),
        (0, 5, CROWD),
        (0, 9, CROWD),
        (2939, 0, later(3)),
        (2939, 5, CROWD),
        (2940, 0, OF_THE_MONTH),
        (2940, 5, OF_THE_MONTH),
        (3000, 0, OF_THE_MONTH),
        (3100, 3, OF_THE_MONTH),
    ],
)
def test_our_own_count_says_whether_it_is_the_months(sent: int, attempts: int, meant: Outcome) -> None:
    letter = replace(LETTER, attempts=attempts)
    assert weighed(letter, OF_THE_MONTH, left=3000 - sent, of=3000) == meant


def test_what_left_in_part_is_in_doubt() -> None:
    parted = replace(OF_THE_MONTH, messages=2)
    assert weighed(LETTER, parted, left=1000, of=3000) == Uncertain(2)
    assert weighed(LETTER, parted, left=60, of=3000) == parted


def test_it_is_tried_again_for_a_few_minutes_at_most() -> None:
    assert (len(BURST_PAUSES), sum(BURST_PAUSES, timedelta())) == (5, timedelta(minutes=2, seconds=16))
