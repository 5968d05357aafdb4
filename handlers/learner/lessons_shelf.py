"""A person's lessons: which are theirs, in which parts and order, what is read and what comes next. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from content.models import Course, Group, Lesson
from storage.lessons import Reading
from storage.people import Person


@dataclass(frozen=True, slots=True)
class Part:
    """Lessons that belong together. The key is `group:<id>`, `common` or `topics`."""

    key: str
    lessons: tuple[Lesson, ...]
    group: Group | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """The parts of a person, and what they have opened, the last opened first."""

    parts: tuple[Part, ...]
    readings: tuple[Reading, ...]

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """All of the person's lessons, in the order of reading."""
        return tuple(lesson for part in self.parts for lesson in part.lessons)

    @property
    def read(self) -> frozenset[str]:
        """The ids of those that are read."""
        return frozenset(reading.lesson for reading in self.readings if reading.read_at is not None)

    @property
    def unread(self) -> tuple[Lesson, ...]:
        """Those that are not, in the order of reading."""
        return tuple(lesson for lesson in self.lessons if lesson.id not in self.read)

    def find(self, id: str) -> Lesson | None:
        """The lesson of this id, if it is one of the person's."""
        return next((lesson for lesson in self.lessons if lesson.id == id), None)

    def part(self, key: str) -> Part | None:
        """The part of this key, if the person has it."""
        return next((part for part in self.parts if part.key == key), None)

    def resume(self) -> Lesson | None:
        """Where the person stopped: the unread lesson that was opened last, else the first unread one."""
        unread = {lesson.id: lesson for lesson in self.unread}
        stopped = (unread[reading.lesson] for reading in self.readings if reading.lesson in unread)
        return next(stopped, next(iter(unread.values()), None))

    def following(self, lesson: Lesson) -> Lesson | None:
        """The next unread lesson after this one; after the last one it starts from the first."""
        place = self.lessons.index(lesson)
        around = (*self.lessons[place + 1 :], *self.lessons[:place])
        return next((each for each in around if each.id not in self.read), None)

    def finished(self, lesson: Lesson) -> bool:
        """Whether every lesson of this one's topic or group is read."""
        owner = (lesson.topic, lesson.group)
        return all(each.id in self.read for each in self.lessons if (each.topic, each.group) == owner)


def shelf(course: Course, person: Person, readings: Sequence[Reading]) -> Shelf:
    """The lessons of the person's own group, the common ones and the topics'; parts without any are left out.

    Staff without a group see every group's.
    """
    groups = [group for group in course.groups if person.group in (None, group.id)]
    found = [
        *(Part(f"group:{group.id}", _of_group(course, group), group) for group in groups),
        Part("common", tuple(each for each in course.lessons if each.group is None and each.topic is None)),
        Part("topics", _of_topics(course)),
    ]
    return Shelf(tuple(part for part in found if part.lessons), tuple(readings))


def _of_group(course: Course, group: Group) -> tuple[Lesson, ...]:
    return tuple(lesson for lesson in course.lessons if lesson.group == group.id)


def _of_topics(course: Course) -> tuple[Lesson, ...]:
    return tuple(lesson for topic in course.topics for lesson in course.topic_lessons(topic.id))
