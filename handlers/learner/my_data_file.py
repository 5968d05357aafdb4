"""A person's own data as a file that they can read: JSON with Vietnamese names, titles instead of ids. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from content.models import Course, Quiz, Situation
from handlers.learner.fields import group_name, place_name
from handlers.turn import Turn
from storage.memberships import Membership
from storage.own_data import Everything, KeptAnswer, KeptAttempt, KeptEssay, KeptPart, KeptPlay


def written(turn: Turn, kept: Everything) -> str:
    """Everything that is kept of the person, as the file's text."""
    return json.dumps(_Sheet(turn).everything(kept), ensure_ascii=False, indent=2)


class _Sheet:
    """Writes what is kept under the names that the phrases give."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._course: Course = turn.course

    def everything(self, kept: Everything) -> dict[str, Any]:
        return self._named(
            made_at=self._turn.now,
            course=self._course.title,
            person=self._person(),
            consent=self._consent(),
            roles=[self._role(role.name, role.province, role.commune) for role in self._turn.person.roles],
            chats=[self._named(channel=one.channel, chat=one.chat, last_seen=one.last_seen_at) for one in kept.chats],
            lessons=[
                self._named(lesson=self._lesson(one.lesson), opened=one.opened_at, read=one.read_at)
                for one in kept.lessons
            ],
            attempts=[self._attempt(one) for one in kept.attempts],
            essays=[self._essay(one) for one in kept.essays],
            plays=[self._play(one) for one in kept.plays],
            classes=[self._class(one) for one in kept.classes],
        )

    def _class(self, one: Membership) -> dict[str, Any]:
        course = next((course for course in self._turn.courses if course.id == one.course), None)
        name = one.course if course is None else course.title
        group = one.group if course is None else group_name(course, one.group)
        return self._named(course=name, group=group, registered=one.registered_at)

    def _play(self, one: KeptPlay) -> dict[str, Any]:
        """A play in the words of its situation; of one that is gone or rewritten, in its ids."""
        situation = next((each for each in self._course.situations if each.id == one.situation), None)
        ending = None if situation is None or one.ending is None else situation.ending(one.ending)
        return self._named(
            situation=one.situation if situation is None else situation.title,
            number=one.number,
            started=one.started_at,
            ended=one.ended_at,
            ending=one.ending if ending is None else ending.title,
            decisions=[_decision(situation, node, choice) for node, choice in one.decisions],
        )

    def _named(self, **values: Any) -> dict[str, Any]:
        names = self._turn.phrases
        return {names.get(f"mydata.file.{key}"): _plain(value) for key, value in values.items()}

    def _person(self) -> dict[str, Any]:
        person = self._turn.person
        return self._named(
            name=person.full_name,
            group=group_name(self._course, person.group) or None,
            place=place_name(person.province, person.commune) or None,
            position=person.position,
            registered=person.registered_at,
        )

    def _consent(self) -> dict[str, Any]:
        person = self._turn.person
        return self._named(
            answer=self._word("consent_answers", person.consent), version=person.consent_version, at=person.consent_at
        )

    def _role(self, name: str, province: str | None, commune: str | None) -> dict[str, Any]:
        role = self._turn.phrases.get(f"menu.role.{name}")
        return self._named(role=role, area=place_name(province, commune) or None)

    def _lesson(self, id_: str) -> str:
        return _title(id_, {lesson.id: lesson.title for lesson in self._course.lessons})

    def _attempt(self, one: KeptAttempt) -> dict[str, Any]:
        quiz = next((quiz for quiz in self._course.quizzes if quiz.id == one.quiz), None)
        return self._named(
            quiz=one.quiz if quiz is None else quiz.title,
            number=one.number,
            started=one.started_at,
            ended=one.ended_at,
            score=one.score,
            passed=one.passed,
            answers=[self._answer(answer, quiz) for answer in one.answers],
        )

    def _answer(self, one: KeptAnswer, quiz: Quiz | None) -> dict[str, Any]:
        question = next((each for each in quiz.questions if each.id == one.question), None) if quiz else None
        options = {} if question is None else {option.id: option.text for option in question.options}
        return self._named(
            question=one.question if question is None else question.text,
            picked=[_title(letter, options) for letter in one.picked],
            right=one.right,
            at=one.answered_at,
        )

    def _essay(self, one: KeptEssay) -> dict[str, Any]:
        topics = {topic.id: topic.title for topic in self._course.topics}
        levels = {level.id: level.name for level in self._course.reflection.levels}
        return self._named(
            version=one.version,
            state=self._word("essay_states", one.state),
            topics=_titles(one.topics, topics),
            levels=_titles(one.levels, levels),
            receipt=one.receipt,
            late=one.late,
            started=one.started_at,
            handed_in=one.handed_in_at,
            parts=[self._part(part) for part in one.parts],
        )

    def _part(self, one: KeptPart) -> dict[str, Any]:
        titles = {part.id: part.title for part in self._course.reflection.parts}
        titles["essay"] = self._turn.phrases.get("mydata.ready_essay")
        return self._named(part=_title(one.part, titles), text=one.text, file=one.file, at=one.added_at)

    def _word(self, table: str, value: str | None) -> str | None:
        return None if value is None else self._turn.phrases.get(f"mydata.{table}.{value}")


def _decision(situation: Situation | None, node: str, letter: str) -> str:
    at = None if situation is None else situation.node(node)
    choice = None if at is None else at.choice(letter)
    return f"{node}: {letter}" if choice is None else choice.text


def _title(id_: str, titles: Mapping[str, str]) -> str:
    """What the content calls it; what is no longer in the content keeps its id."""
    return titles.get(id_, id_)


def _titles(ids: Iterable[str], titles: Mapping[str, str]) -> list[str]:
    return [_title(id_, titles) for id_ in ids]


def _plain(value: Any) -> Any:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
