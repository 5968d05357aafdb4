"""What the quizzes look like in the chat: the list, a quiz's card, a question, its explanation, the result. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from content.models import Lesson
from handlers.doors import doors
from handlers.learner.quizzes_plan import Asked, Record, Sitting
from handlers.learner.quizzes_seat import STEP
from handlers.messages import Choice, Reply, Step
from handlers.prompts import FIRM
from handlers.text import Markdown, plain
from handlers.turn import Answer, Turn

SETTLE = f"{FIRM}quiz-settle"
A_ROW = 4
"""So many letters stand in a row of buttons."""

Rows = tuple[tuple[Choice, ...], ...]


def listing(turn: Turn, records: Sequence[Record]) -> Reply:
    """Every quiz with how it stands; those begun come first among the buttons."""
    home = doors(turn.phrases, "lessons", "menu")
    if not records:
        return Reply(turn.say("quiz.list.none"), home)
    lines = [
        turn.say(
            "quiz.list.row",
            title=record.quiz.title,
            topic=_about(turn, record),
            state=state(turn, record),
        )
        for record in records
    ]
    begun_first = sorted(records, key=lambda record: record.open is None)
    rows = tuple((_entry(turn, record),) for record in begun_first)
    return Reply("\n\n".join([turn.say("quiz.list.heading"), "\n".join(lines)]), (*rows, *home))


def state(turn: Turn, record: Record) -> Markdown:
    """`đạt, cao nhất 4/5 câu`."""
    if record.open is not None:
        return turn.say("quiz.state.open", answered=record.open.answered)
    if record.best is None:
        return turn.say("quiz.state.new")
    key = "quiz.state.passed" if record.passed else "quiz.state.failed"
    return turn.say(key, score=record.best.score or 0, all=record.best.answered)


def card(turn: Turn, record: Record, *, before: Markdown | None = None) -> Reply:
    """One quiz before it is begun: its rules, the tries that are left, the best result."""
    text = [
        *([before] if before else []),
        _heading(turn, record),
        rules(turn, record),
        *([] if record.left == 0 else [turn.say("quiz.card.begin")]),
    ]
    rows = (*_start(turn, record), *_lessons(turn, record), *doors(turn.phrases, "quizzes", "menu"))
    return Reply("\n\n".join(text), rows)


def rules(turn: Turn, record: Record) -> Markdown:
    """How many questions there are, how many must be right, how many tries are left, the best result."""
    quiz = record.quiz
    lines = [
        turn.say("quiz.card.rules", all=quiz.asked, mark=quiz.pass_mark),
        *([turn.say("quiz.card.drawn")] if quiz.asked < len(quiz.questions) else []),
        _tries(turn, record),
        *([turn.say("quiz.card.result", state=state(turn, record))] if record.best else []),
    ]
    return Markdown("\n".join(lines))


def ask(
    turn: Turn,
    sitting: Sitting,
    asked: Asked,
    picked: frozenset[str] = frozenset(),
    *,
    before: Markdown | None = None,
    replaces: bool = False,
) -> Answer:
    """Ask a question, with `before` above it in the same message."""
    options = [
        turn.say("quiz.question.option", letter=letter, text=option.text)
        for letter, option in zip(asked.letters, asked.options, strict=True)
    ]
    several = [turn.say("quiz.question.several")] if asked.question.several else []
    question = "\n\n".join([*_question(turn, sitting, asked, options), *several])
    text = f"{before}\n\n{question}" if before else question
    reply = Reply(text, _options(turn, sitting, asked, picked), replaces=replaces)
    step = Step(STEP, {"attempt": sitting.attempt.id, "place": asked.place, "picked": sorted(picked)})
    return Answer((reply,), step, asks=question)


def graded(turn: Turn, sitting: Sitting, asked: Asked, picked: frozenset[str]) -> Reply:
    """The question as it was answered, to stand in the place of the one that was tapped."""
    options = []
    for letter, option in zip(asked.letters, asked.options, strict=True):
        mark = "right" if option.right else "wrong" if option.id in picked else "option"
        options.append(turn.say(f"quiz.question.{mark}", letter=letter, text=option.text))
    text = [*_question(turn, sitting, asked, options), feedback(turn, asked, picked)]
    return Reply("\n\n".join(text), replaces=True)


def feedback(turn: Turn, asked: Asked, picked: frozenset[str]) -> Markdown:
    """Right or wrong, why (option by option where each has its words), and where it is written."""
    question = asked.question
    verdict = (
        turn.say("quiz.right", picked=asked.shown(picked))
        if picked == question.right
        else turn.say("quiz.wrong", picked=asked.shown(picked), right=asked.shown(question.right))
    )
    lines = [verdict, *_why(turn, asked)]
    if question.source:
        lines += [Markdown("")] if question.explained else []  # not an item of the list above it
        lines.append(turn.say("quiz.source", source=turn.course.cite(question.source)))
    return Markdown("\n".join(lines))


def _why(turn: Turn, asked: Asked) -> list[Markdown]:
    if not asked.question.explained:
        return [plain(asked.question.why)]
    pairs = zip(asked.letters, asked.options, strict=True)
    own = [turn.say("quiz.option_why", letter=letter, why=option.why) for letter, option in pairs]
    return [*own, *([plain(asked.question.why)] if asked.question.why else [])]


def result(
    turn: Turn, sitting: Sitting, record: Record, *, before: Markdown | None = None, following: Record | None = None
) -> Reply:
    """How the attempt ended, what to read again, whether it can be tried again; the way to the `following` quiz."""
    values = {"title": sitting.quiz.title, "score": sitting.score, "all": sitting.whole, "mark": sitting.quiz.pass_mark}
    verdict = turn.say("quiz.result.passed" if sitting.passed else "quiz.result.failed", **values)
    lines = [verdict, *_afterwards(turn, sitting, record)]
    rows = () if sitting.perfect else (*_to_read_again(turn, sitting, record), *_start(turn, record))
    text = [*([before] if before else []), "\n".join(lines)]
    onward = () if following is None else ((_entry(turn, following),),)
    return Reply("\n\n".join(text), (*rows, *onward, *doors(turn.phrases, "quizzes", "menu")))


def _afterwards(turn: Turn, sitting: Sitting, record: Record) -> list[Markdown]:
    if sitting.perfect:
        return [turn.say("quiz.result.all_right")]
    review = [turn.say("quiz.result.review")] if _to_read_again(turn, sitting, record) else []
    if record.left is None:
        return [*review, turn.say("quiz.result.unbound")]
    return [*review, turn.say("quiz.result.left" if record.left else "quiz.result.used_up", left=record.left)]


def _question(turn: Turn, sitting: Sitting, asked: Asked, options: Sequence[Markdown]) -> list[Markdown]:
    heading = turn.say("quiz.question.heading", title=sitting.quiz.title, number=asked.number, of=asked.of)
    return [
        Markdown(f"{heading}\n{plain(asked.question.text)}"),
        Markdown("\n".join(options)),
    ]


def _options(turn: Turn, sitting: Sitting, asked: Asked, picked: frozenset[str]) -> Rows:
    where = f"{sitting.attempt.id}:{asked.place}"
    several = asked.question.several
    choices = [
        _tick(turn, where, letter, option.id, ticked=option.id in picked)
        if several
        else Choice(f"quiz-answer:{where}:{option.id}", letter)
        for letter, option in zip(asked.letters, asked.options, strict=True)
    ]
    settle = turn.choice(f"{SETTLE}:{where}:{''.join(sorted(picked))}", "quiz.buttons.settle")
    letters = tuple(tuple(choices[at : at + A_ROW]) for at in range(0, len(choices), A_ROW))
    return (*letters, *(((settle,),) if several else ()), (turn.choice("quizzes", "quiz.buttons.later"),))


def _tick(turn: Turn, where: str, letter: str, option: str, *, ticked: bool) -> Choice:
    """The choice says what it brings about, on or off, so that a second tap on it brings about nothing else."""
    key = "quiz.buttons.ticked" if ticked else "quiz.buttons.unticked"
    return turn.choice(f"quiz-pick:{where}:{option}:{'off' if ticked else 'on'}", key, letter=letter)


def _entry(turn: Turn, record: Record) -> Choice:
    key = "open" if record.open else "passed" if record.passed else "new"
    return turn.choice(f"quiz:{record.quiz.id}", f"quiz.buttons.{key}", title=record.quiz.title)


def _start(turn: Turn, record: Record) -> Rows:
    if record.left == 0:
        return ()
    key = "quiz.buttons.again" if record.attempts else "quiz.buttons.start"
    return ((turn.choice(f"quiz-start:{record.quiz.id}:{record.next_number}", key),),)


def _tries(turn: Turn, record: Record) -> Markdown:
    if record.quiz.tries is None:
        return turn.say("quiz.card.unbound")
    key = "quiz.card.tries" if record.left else "quiz.card.used_up"
    return turn.say(key, tries=record.quiz.tries, left=record.left or 0)


def _lessons(turn: Turn, record: Record) -> Rows:
    """The topic's lessons; a group has more than fit, so that its part is offered whole."""
    if record.quiz.group is not None:
        return ((turn.choice(f"part:group:{record.quiz.group}", "quiz.buttons.part"),),)
    return tuple(_lesson(turn, lesson) for lesson in turn.course.topic_lessons(record.quiz.id))


def _to_read_again(turn: Turn, sitting: Sitting, record: Record) -> Rows:
    """The lessons from which the missed questions could have been answered; where none is named, all."""
    wanted = {each.question.lesson for each in sitting.missed if each.question.lesson}
    named = tuple(_lesson(turn, lesson) for lesson in turn.course.lessons if lesson.id in wanted)
    return named or _lessons(turn, record)


def _lesson(turn: Turn, lesson: Lesson) -> tuple[Choice, ...]:
    return (turn.choice(f"lesson:{lesson.id}", "quiz.buttons.lesson", title=lesson.title),)


def _about(turn: Turn, record: Record) -> str:
    """The short name of the topic or group."""
    if record.quiz.group is not None:
        return turn.course.group(record.quiz.group).short
    return turn.course.topic(record.quiz.id).short


def _heading(turn: Turn, record: Record) -> Markdown:
    title, about = record.quiz.title, _about(turn, record)
    if record.quiz.group is not None:
        return turn.say("quiz.card.heading_group", title=title, group=about)
    number = turn.course.topic(record.quiz.id).number
    return turn.say("quiz.card.heading", title=title, number=number, topic=about)
