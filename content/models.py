"""A course as its conversations see it: groups, topics, sessions, lessons, quizzes, the reflection, reminders."""

from collections.abc import Iterable
from typing import Annotated, Final, Literal, Protocol, TypeVar

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from content.asking import Check
from content.entry import Entry
from content.quizzes import Option, Question, Quiz
from content.rules import Level, Part, ReflectionRules, ReminderRule
from content.situations import Situation
from content.values import (
    Code,
    Label,
    Moment,
    Text,
    Title,
    YesNo,
    fault,
    several,
)

__all__ = [
    "Check",
    "Consent",
    "Course",
    "Facts",
    "Group",
    "Lesson",
    "Level",
    "Option",
    "Part",
    "Question",
    "Quiz",
    "ReflectionRules",
    "ReminderRule",
    "Session",
    "Situation",
    "Source",
    "Topic",
]

LESSON_CHARACTERS: Final = 1200
MOMENTS: Final = ("before", "core", "questions", "after")
"""When a topic's lesson is read: before its session, for its core, for what to ask there, and afterwards."""
TWO_OWNERS: Final = "một bài chỉ thuộc một nhóm hoặc một chuyên đề, không cả hai"


class Group(Entry):
    """A target group; `short` fits a button. `also`: what its people call themselves, for who types it."""

    id: Code
    name: Text
    short: Label
    about: Text
    also: tuple[Label, ...] = ()


class Topic(Entry):
    """A topic with the exact title of the plan; `short` fits a button."""

    id: Code
    number: int = Field(ge=1)
    title: Text
    short: Label


class Session(Entry):
    """One sitting of the class, in Vietnamese time. Where `provisional`, the hours are the organizer's to settle."""

    id: Code
    title: Text
    topic: Code | None = None
    starts: Moment
    ends: Moment
    place: Text
    provisional: YesNo
    preparation: str = ""

    @field_validator("ends")
    @classmethod
    def _after_start(cls, ends: Moment, info: ValidationInfo) -> Moment:
        if "starts" in info.data and ends <= info.data["starts"]:
            raise fault("buổi học kết thúc trước khi bắt đầu")
        return ends


class Lesson(Entry):
    """A lesson of one group, of one topic, or (neither) for all; `body` is in the Markdown subset of replies.

    `needs` are those of the group that it answers; `moment` is when a topic's lesson is read.
    """

    id: Code
    title: Title
    group: Code | None = None
    topic: Code | None = None
    needs: Annotated[tuple[Text, ...], BeforeValidator(several)] = ()
    moment: Literal["before", "core", "questions", "after"] | None = None
    body: Annotated[str, Field(min_length=1, max_length=LESSON_CHARACTERS)]
    sources: Annotated[tuple[Text, ...], BeforeValidator(several)] = Field(validation_alias="source", min_length=1)
    check: Check | None = None

    @field_validator("topic")
    @classmethod
    def _one_owner(cls, topic: str | None, info: ValidationInfo) -> str | None:
        if topic is not None and info.data.get("group") is not None:
            raise fault(TWO_OWNERS)
        return topic

    @field_validator("moment")
    @classmethod
    def _of_a_topic(cls, moment: str | None, info: ValidationInfo) -> str | None:
        if moment is not None and info.data.get("topic", "") is None:
            raise fault("chỉ bài của chuyên đề mới có lúc đọc")
        return moment


class Needs(Entry):
    """What a target group came to learn, as the sources name it."""

    group: Code
    needs: Annotated[tuple[Text, ...], Field(min_length=1)]


class Consent(Entry):
    """What a person agrees to before anything is kept; `version` is stored with their answer."""

    version: Text
    who: Text
    text: Text


class Source(Entry):
    """A document that lessons and questions cite by its code, as in `002 §3.2`."""

    code: Annotated[str, Field(pattern=r"^[0-9]{3}$")]
    title: Text


class Facts(Entry):
    """What holds for the class as a whole. `open`: learners of another class beside it may join it.

    `short` fits a button.
    """

    id: Code
    title: Text
    short: str = Field(default="", max_length=40)
    number: Text
    organizer: Text
    starts: Moment
    ends: Moment
    about: Text
    open: YesNo = False
    consent: Consent
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]

    @property
    def name(self) -> str:
        """What it is called beside other courses: short where it has a short name."""
        return self.short or self.title

    @field_validator("ends")
    @classmethod
    def _after_start(cls, ends: Moment, info: ValidationInfo) -> Moment:
        if "starts" in info.data and ends <= info.data["starts"]:
            raise fault("lớp kết thúc trước khi bắt đầu")
        return ends


class Course(Facts):
    """A whole course. Each look-up raises KeyError for an id that it doesn't have."""

    groups: tuple[Group, ...]
    topics: tuple[Topic, ...]
    sessions: tuple[Session, ...]
    lessons: tuple[Lesson, ...]
    quizzes: tuple[Quiz, ...]
    reflection: ReflectionRules
    reminders: tuple[ReminderRule, ...]
    needs: tuple[Needs, ...] = ()
    situations: tuple[Situation, ...] = ()

    def group(self, id: str) -> Group:
        """The target group of this id."""
        return _find(self.groups, id)

    def topic(self, id: str) -> Topic:
        """The topic of this id."""
        return _find(self.topics, id)

    def session(self, id: str) -> Session:
        """The session of this id, as the course's files have it."""
        return _find(self.sessions, id)

    def lesson(self, id: str) -> Lesson:
        """The lesson of this id."""
        return _find(self.lessons, id)

    def quiz(self, id: str) -> Quiz:
        """The quiz of this id, which is its topic's or group's."""
        return _find(self.quizzes, id)

    def situation(self, id: str) -> Situation:
        """The situation of this id."""
        return _find(self.situations, id)

    def question(self, quiz_id: str, question_id: str) -> Question:
        """One question of a quiz."""
        return _find(self.quiz(quiz_id).questions, question_id)

    def lessons_for(self, group_id: str | None) -> tuple[Lesson, ...]:
        """What a learner of the group reads: the group's own lessons, then the common ones, then the topics'."""
        own = [lesson for lesson in self.lessons if lesson.group is not None and lesson.group == group_id]
        common = [lesson for lesson in self.lessons if lesson.group is None and lesson.topic is None]
        return (*own, *common, *(lesson for topic in self.topics for lesson in self.topic_lessons(topic.id)))

    def topic_lessons(self, topic_id: str) -> tuple[Lesson, ...]:
        """The topic's lessons in the order of their moments; those without one come with the core."""
        own = [lesson for lesson in self.lessons if lesson.topic == topic_id]
        return tuple(sorted(own, key=lambda lesson: MOMENTS.index(lesson.moment or "core")))

    @property
    def essay(self) -> bool:
        """Whether the class asks for a reflection at all."""
        return bool(self.reflection.parts)

    @property
    def quizzes_each(self) -> int:
        """How many quizzes one learner has: the topics', and that of the own group where groups have any."""
        topics = sum(quiz.group is None for quiz in self.quizzes)
        return topics + (len(self.quizzes) > topics)

    def quizzes_for(self, group_id: str | None) -> tuple[Quiz, ...]:
        """What a learner of the group takes: the topics' quizzes, then the group's own. Without a group: all."""
        topics = [quiz for quiz in self.quizzes if quiz.group is None]
        return (*topics, *(quiz for quiz in self.quizzes if quiz.group and group_id in (None, quiz.group)))

    def cite(self, reference: str) -> str:
        """References such as `002 §3.2` as a reader understands them: the document's title and the place in it.

        Raises KeyError for a code that is not among the course's sources.
        """
        return "; ".join(self._cite_one(each) for each in reference.split("; "))

    def _cite_one(self, reference: str) -> str:
        code, _, place = reference.partition(" ")
        titles = {source.code: source.title for source in self.sources}
        return f"{titles[code]}, mục {place.removeprefix('§')}" if place else titles[code]


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Item = TypeVar("_Item", bound=_Named)


def _find(items: Iterable[_Item], id: str) -> _Item:
    """The item of this id; KeyError names the id that is missing."""
    for item in items:
        if item.id == id:
            return item
    raise KeyError(id)
