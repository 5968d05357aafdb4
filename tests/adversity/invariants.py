"""What must hold whatever people do. Each looks for one fault and raises AssertionError where it finds it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from bot.markup import parse
from content import places
from handlers.access import Action, allowed, area
from handlers.messages import Incoming, Reply
from storage.engine import Store
from storage.people import Person
from storage.tables import identities, people, quiz_answers, quiz_attempts
from tests.adversity.limits import faults

SILENT = {"blocked", "unblocked"}
"""What is no message and gets no answer."""
_MARKED = re.compile(r"Mk(\w+?)kM")


def mark(who: str) -> str:
    """Words that only `who` may ever see again."""
    return f"Mk{who}kM"


def marks(text: str) -> set[str]:
    """Whose words stand in the text."""
    return set(_MARKED.findall(text))


def answered(incoming: Incoming, replies: Sequence[Reply]) -> None:
    """Whatever somebody says is answered."""
    assert replies or incoming.other in SILENT, f"no answer to {incoming}"


def within_limits(bodies: Iterable[Mapping[str, Any]]) -> None:
    """Telegram would take every request."""
    found = [fault for body in bodies for fault in faults(body)]
    assert found == [], f"Telegram would refuse: {found}"


def others_in(who: str, replies: Sequence[Reply]) -> set[str]:
    """Whose words, beside their own, somebody is shown."""
    return marks("\n".join(map(shown, replies))) - {who}


def nobody_elses(who: str, others: Collection[str], to_phone: Collection[str]) -> None:
    """Nothing that another person wrote is shown, but who somebody `to_phone` is."""
    seen = set(others) - set(to_phone)
    assert seen == set(), f"{who} was shown what {seen} wrote"


async def to_phone(store: Store, person: Person) -> set[str]:
    """Those of an overseer's area whom no channel reaches: their names are to be seen."""
    if Action.UNREACHED not in allowed(person):
        return set()
    rows = await store.all(_OUT_OF_REACH)
    theirs = [row for row in rows if _within(row.province, row.commune, *area(person))]
    return marks("\n".join(f"{row.full_name} {row.position}" for row in theirs))


_WORKS = select(identities.c.id).where(identities.c.person_id == people.c.id, identities.c.reachable)
_OUT_OF_REACH = select(people).where(people.c.consent == "given", ~_WORKS.exists())


def of_the_area(person: Person, replies: Sequence[Reply]) -> None:
    """Reports are of the overseer's own area, and lists of recipients for those who send notices."""
    for report in (file.report for reply in replies for file in reply.attachments if file.report is not None):
        if report["kind"] == "recipients":
            assert person.role("trainer") or person.role("owner"), "a list of recipients for somebody else"
        elif report["kind"] == "situation_choices":  # the whole class, without names
            assert person.role("trainer") or person.role("owner"), "what was chosen for somebody else"
        else:
            assert _within(report["province"], report["commune"], *area(person)), "a report of another area"


def _within(province: str | None, commune: str | None, own_province: str | None, own_commune: str | None) -> bool:
    """Whether an overseer of their own area may see that province's or commune's people."""
    if own_province is None:
        return True
    own = places.commune(commune).province.code if commune else own_province
    return province == own == own_province and own_commune in {None, commune}


class Graded:
    """What was graded so far, to be compared after every act."""

    def __init__(self) -> None:
        self._answers: dict[Any, tuple[Any, ...]] = {}
        self._ended: dict[int, tuple[Any, ...]] = {}

    async def once(self, store: Store) -> None:
        """No answer is graded twice or otherwise than before, no ended attempt changes, each score is its answers'."""
        rows = await store.all(_ANSWERS)
        answers = {(row.attempt_id, row.question): tuple(row) for row in rows}
        ended = {row.id: tuple(row) for row in await store.all(_ENDED)}
        assert len(answers) == len(rows), "a question was graded twice"
        changed = [key for key, was in self._answers.items() if answers.get(key, was) != was]
        changed += [id_ for id_, was in self._ended.items() if ended.get(id_, was) != was]
        assert changed == [], f"graded again: {changed}"
        for id_, attempt in ended.items():
            right = sum(row.right for row in rows if row.attempt_id == id_)
            assert attempt[1] == right, f"attempt {id_} has the score {attempt[1]} and {right} right answers"
        self._answers, self._ended = answers, ended


_ANSWERS = select(quiz_answers)
_ENDED = select(quiz_attempts.c.id, quiz_attempts.c.score, quiz_attempts.c.passed, quiz_attempts.c.ended_at).where(
    quiz_attempts.c.ended_at.is_not(None)
)


def shown(reply: Reply) -> str:
    """All that a person can read of it."""
    labels = [choice.label for row in reply.choices for choice in row]
    files = [f"{file.name}\n{file.content or ''}" for file in reply.attachments]
    return "\n".join([parse(reply.text).text, *labels, *files])
