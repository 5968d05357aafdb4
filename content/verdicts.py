"""What a course may not be like: too few of something, sentences too long, options that give themselves away."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from content.asking import Asking
from content.models import MOMENTS, Course, Lesson, Question, Quiz
from content.standards import SENTENCE_WORDS, Standards
from content.wording import all_of_them, average_sentence, names_a_letter, runs, unlike

COPIED_WORDS: Final = 12
"""Two lessons that have so many words in a row in common are one and the same thought."""
CHOICES_RATIO: Final = 1.6


def verdicts(course: Course, standards: Standards) -> Iterator[str]:
    """Everything that is ruled out, one sentence each."""
    yield from _too_few(course, standards)
    yield from _lessons(course)
    yield from _alike(course.lessons)
    for quiz in course.quizzes:
        yield from _quiz(quiz)
    yield from _situations(course)
    yield from _uneven_everywhere(course)


def _too_few(course: Course, standards: Standards) -> Iterator[str]:
    for group in course.groups:
        have = sum(lesson.group == group.id for lesson in course.lessons)
        yield from _short(
            f"nhóm {group.id}", "bài học", have, standards.group_lessons_of.get(group.id, standards.group_lessons)
        )
        asked = sum(len(quiz.questions) for quiz in course.quizzes if quiz.group == group.id)
        yield from _short(f"nhóm {group.id}", "câu hỏi", asked, standards.group_questions)
    common = sum(lesson.group is None and lesson.topic is None for lesson in course.lessons)
    yield from _short("phần chung", "bài học", common, standards.common_lessons)
    for topic in course.topics:
        lessons = course.topic_lessons(topic.id)
        yield from _short(f"chuyên đề {topic.id}", "bài học", len(lessons), standards.topic_lessons)
        missing = [moment for moment in MOMENTS if moment not in {lesson.moment for lesson in lessons}]
        if missing and standards.topic_lessons >= len(MOMENTS):
            yield f"chuyên đề {topic.id}: chưa có bài cho lúc {', '.join(missing)}"
        asked = sum(len(quiz.questions) for quiz in course.quizzes if quiz.topic == topic.id)
        yield from _short(f"chuyên đề {topic.id}", "câu hỏi", asked, standards.topic_questions)
    yield from _short("lớp", "tình huống", len(course.situations), standards.situations)
    for case in standards.two_places:
        groups = {situation.group for situation in course.situations if situation.case == case}
        yield from _short(f"việc {case}", "chỗ nhìn", len(groups), 2)


def _short(part: str, what: str, have: int, least: int) -> Iterator[str]:
    if have < least:
        yield f"{part}: có {have} {what}, cần ít nhất {least}"


def _lessons(course: Course) -> Iterator[str]:
    for lesson in course.lessons:
        average = average_sentence(lesson.body)
        if average > SENTENCE_WORDS:
            yield f"bài {lesson.id}: câu trung bình {average:.1f} chữ, nhiều nhất {SENTENCE_WORDS}"
        if lesson.check is None:
            yield f"bài {lesson.id}: chưa có câu hỏi sau bài"
        else:
            yield from _asking(f"bài {lesson.id}", lesson.check)


def _alike(lessons: Sequence[Lesson]) -> Iterator[str]:
    """Lessons with a title, an opening or a run of words in common."""
    first: dict[str, str] = {}
    for lesson in lessons:
        opening = next(iter(runs(lesson.body, 6)), lesson.body)
        found = {f"tên {lesson.title.lower()}", f"mở đầu {opening}", *runs(lesson.body, COPIED_WORDS)}
        twins = {first[each] for each in found if each in first}
        yield from (f"bài {lesson.id}: giống bài {twin}" for twin in sorted(twins))
        first |= {each: lesson.id for each in found if each not in first}


def _quiz(quiz: Quiz) -> Iterator[str]:
    part = f"bài kiểm tra {quiz.id}"
    for question in quiz.questions:
        yield from _asking(f"câu {question.id}", question)
        if not question.explained:
            yield f"câu {question.id}: lựa chọn chưa có lời giải thích riêng"
    kinds: Counter[str] = Counter(question.kind or "—" for question in quiz.questions)
    least = len(quiz.questions) // 3 - 1
    if quiz.draw is not None and any(kinds[kind] < max(least, 1) for kind in ("understand", "apply", "judge")):
        yield f"{part}: ba loại câu hỏi chưa đều ({_counted(kinds)})"
    if quiz.draw is not None and not any(question.several for question in quiz.questions):
        yield f"{part}: chưa có câu nào nhiều đáp án đúng"
    yield from _uneven(part, quiz.questions, slack=2)


def _asking(where: str, asking: Asking) -> Iterator[str]:
    texts = [option.text for option in asking.options]
    if unlike(texts):
        yield f"{where}: các lựa chọn dài ngắn khác nhau quá ({'/'.join(str(len(text)) for text in texts)} ký tự)"
    if any(map(all_of_them, texts)):
        yield f"{where}: có lựa chọn kiểu “tất cả các đáp án”"
    if any(names_a_letter(option.why) for option in asking.options):
        yield f"{where}: lời giải thích gọi tên chữ cái, mà bot xáo thứ tự"


def _uneven(part: str, asked: Iterable[Asking], *, slack: float) -> Iterator[str]:
    """Places at which the right one stands too often or too seldom, where it is one alone."""
    alone = [each for each in asked if not each.several]
    fair: dict[str, float] = {}
    for each in alone:
        for option in each.options:
            fair[option.id] = fair.get(option.id, 0) + 1 / len(each.options)
    have = Counter(letter for each in alone for letter in each.right)
    off = [letter for letter in sorted(fair) if abs(have[letter] - fair[letter]) > max(slack, fair[letter] / 3)]
    if off:
        yield f"{part}: đáp án đúng đứng chưa đều ({_counted(have)})"


def _uneven_everywhere(course: Course) -> Iterator[str]:
    questions: list[Question] = list(chain.from_iterable(quiz.questions for quiz in course.quizzes))
    yield from _uneven("mọi câu hỏi", questions, slack=3)
    yield from _uneven("câu hỏi sau bài", [each.check for each in course.lessons if each.check], slack=3)


def _situations(course: Course) -> Iterator[str]:
    for situation in course.situations:
        told = [node.text for node in situation.nodes] + [situation.seat, situation.debrief]
        told += [outcome.says for node in situation.nodes for each in node.choices for outcome in each.outcomes]
        average = average_sentence("\n".join(told))
        if average > SENTENCE_WORDS:
            yield f"tình huống {situation.id}: câu trung bình {average:.1f} chữ, nhiều nhất {SENTENCE_WORDS}"
        if len(situation.nodes) > 1 and len({node.better for node in situation.nodes}) == 1:
            yield f"tình huống {situation.id}: lựa chọn tốt luôn đứng ở một chỗ"
        for node in situation.nodes:
            lengths = [len(choice.text) for choice in node.choices]
            if max(lengths) > CHOICES_RATIO * min(lengths):
                yield f"tình huống {situation.id}, đoạn {node.id}: các lựa chọn dài ngắn khác nhau quá"


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
