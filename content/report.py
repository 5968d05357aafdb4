"""What a course's content amounts to, part by part, and where it falls short of its own standards. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from content.models import Course, Lesson, Question, Situation
from content.standards import Standards
from content.verdicts import verdicts
from content.wording import average_sentence


@dataclass(frozen=True)
class PartCount:
    """One part of a course: a group, the common part, or a topic. Sentences in words, the longest lesson in signs."""

    part: str
    kind: str  # group | common | topic
    lessons: int
    questions: int
    situations: int
    average_sentence: float
    longest_lesson: int


@dataclass(frozen=True)
class Report:
    """The whole of it. `places` are how often the right option stands under each letter, by what asks."""

    course: str
    parts: tuple[PartCount, ...]
    needs: int
    uncovered: tuple[str, ...]
    sources: Mapping[str, int]
    places: Mapping[str, Mapping[str, int]]
    kinds: Mapping[str, int]
    cases: Mapping[str, tuple[str, ...]]
    wrong: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """All of it as plain data."""
        return asdict(self)


def report(course: Course, standards: Standards) -> Report:
    """Count the course and hold it against the standards."""
    needs = [(each.group, need) for each in course.needs for need in each.needs]
    covered = {(lesson.group, need) for lesson in course.lessons for need in lesson.needs}
    cases: dict[str, list[str]] = {}
    for situation in course.situations:
        cases.setdefault(situation.case, []).append(situation.group)
    return Report(
        course=course.id,
        parts=tuple(_parts(course)),
        needs=len(needs),
        uncovered=tuple(f"{group}: {need}" for group, need in needs if (group, need) not in covered),
        sources=dict(sorted(_sources(course).items())),
        places=places(course),
        kinds=dict(Counter(each.kind or "—" for quiz in course.quizzes for each in quiz.questions)),
        cases={case: tuple(groups) for case, groups in sorted(cases.items())},
        wrong=tuple(verdicts(course, standards)),
    )


def _parts(course: Course) -> list[PartCount]:
    found = [
        _part(
            group.short, "group",
            [lesson for lesson in course.lessons if lesson.group == group.id],
            [each for quiz in course.quizzes if quiz.group == group.id for each in quiz.questions],
            [situation for situation in course.situations if situation.group == group.id],
        )
        for group in course.groups
    ]  # fmt: skip
    common = [lesson for lesson in course.lessons if lesson.group is None and lesson.topic is None]
    found.append(_part("Phần chung", "common", common, [], []))
    for topic in course.topics:
        questions = [each for quiz in course.quizzes if quiz.topic == topic.id for each in quiz.questions]
        situations = [situation for situation in course.situations if situation.topic == topic.id]
        lessons = course.topic_lessons(topic.id)
        found.append(_part(f"{topic.number}. {topic.short}", "topic", lessons, questions, situations))
    return found


def _part(
    part: str,
    kind: str,
    lessons: Sequence[Lesson],
    questions: Sequence[Question],
    situations: Sequence[Situation],
) -> PartCount:
    text = "\n".join(lesson.body for lesson in lessons)
    longest = max((len(lesson.body) for lesson in lessons), default=0)
    average = round(average_sentence(text), 1)
    return PartCount(part, kind, len(lessons), len(questions), len(situations), average, longest)


def _sources(course: Course) -> Counter[str]:
    """How many lessons, questions and situations cite each document."""
    cited = [each.sources for each in course.lessons] + [each.sources for each in course.situations]
    cited += [tuple(each.source.split("; ")) for quiz in course.quizzes for each in quiz.questions if each.source]
    return Counter(code for sources in cited for code in {source.split(" ")[0] for source in sources})


def places(course: Course) -> dict[str, dict[str, int]]:
    """Under which letter the right one stands, where it is one alone: in quizzes, after lessons, in situations."""
    questions = [each for quiz in course.quizzes for each in quiz.questions if not each.several]
    found = {
        "questions": Counter(letter for each in questions for letter in each.right),
        "lessons": Counter(letter for each in course.lessons if each.check for letter in each.check.right),
        "situations": Counter(node.better for each in course.situations for node in each.nodes),
    }
    return {asks: dict(sorted(counts.items())) for asks, counts in found.items()}
