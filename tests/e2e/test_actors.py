"""Learners who act by themselves get everything done that they set out to do."""

from __future__ import annotations

import json
import random
from collections import Counter

from bot.rehearsal import acting_files, acting_words
from bot.rehearsal.acting_essay import HandingIn
from bot.rehearsal.acting_people import PLACES, without_accents
from bot.rehearsal.actors import Actors, plans
from bot.file_types import sniff
from content import PACKAGED
from content.loading import load_course
from content.places import commune
from tests.e2e.program import Program


async def test_thirty_learners_come_in_learn_hand_in_and_stop(program: Program) -> None:
    async with Actors(program.page, seed=5, pace=0) as actors:
        await actors.bring_in(30)
        await actors.settled()
    await program.settled()

    assert program.rows("SELECT count(*) FROM people WHERE registered_at IS NOT NULL")[0][0] == 30
    print(Counter(row[0] for row in program.rows("SELECT state FROM reflections")))
    print([dict(row) for row in program.rows("SELECT quiz, count(*) n, sum(score) s, sum(ended_at is not null) e FROM quiz_attempts group by quiz")])
    print(Counter(call["result"] for call in program.calls()))
