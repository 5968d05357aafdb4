"""The conversation about quizzes: the list, one question at a time, the result. An answer counts once.

The buttons of a question last: a tap on an older copy of an open question is as good as one on the newest, and one
on an answered question changes nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from content.models import Quiz
from content.places import fold
from handlers.access import Action
from handlers.doors import doors
from handlers.learner import quizzes_pages as pages
from handlers.learner import quizzes_sheet as sheets
from handlers.learner.quizzes_plan import Asked, Record, Sitting, drawn, typed
from handlers.learner.quizzes_seat import (
    STEP,
    aim,
    all_records,
    open_sitting,
    picked_so_far,
    quiz_of,
    record_of,
    sitting_of,
    waiting_sitting,
)
from handlers.messages import Reply
from handlers.text import Markdown
from handlers.turn import Answer, Conversation, Turn
from storage import quizzes

_SETTLING = frozenset({"chot", "chot dap an", "xong"})


async def listed(turn: Turn) -> Answer:
    """Every quiz with how it stands."""
    return Answer((pages.listing(turn, await all_records(turn)),))


async def opened(turn: Turn) -> Answer:
    """Go on with the attempt that was begun last, or list the quizzes."""
    begun = [record for record in await all_records(turn) if record.open is not None]
    if not begun:
        return await listed(turn)
    return await _resume(turn, max(begun, key=lambda record: record.open.id if record.open else 0))


async def card(turn: Turn) -> Answer:
    """One quiz: its rules and the best result; where an attempt is open, its question again."""
    quiz = quiz_of(turn, ":".join(turn.arguments))
    if quiz is None:
        return _gone(turn)
    record = await record_of(turn, quiz)
    if record.open is not None:
        return await _resume(turn, record)
    shown = pages.card(turn, record)
    if not turn.sparing or record.attempts:
        return Answer((shown,))
    await _start(turn, record)  # nothing is lost by it: an attempt waits as long as one likes
    sitting = await sitting_of(turn, (await record_of(turn, quiz)).attempts[-1], quiz)
    return await _go_on(turn, sitting, before=pages.rules(turn, record))


async def started(turn: Turn) -> Answer:
    """Start the attempt of the number on the button. That number again goes on with it, or says that it has ended."""
    id, _, number = ":".join(turn.arguments).rpartition(":")
    quiz = quiz_of(turn, id)
    if quiz is None:
        return _gone(turn)
    record = await record_of(turn, quiz)
    if record.open is None:
        if number != str(record.next_number) or record.left == 0:
            return Answer((pages.card(turn, record, before=turn.say("quiz.already_ended")),))
        await _start(turn, record)
        record = await record_of(turn, quiz)
    return await _resume(turn, record, replaces=True)


async def answered(turn: Turn) -> Answer:
    """Grade a question that has one right answer."""
    return await _aimed(turn, _answered)


async def ticked(turn: Turn) -> Answer:
    """Take an option into the answer or out of it; nothing is graded yet."""
    return await _aimed(turn, _ticked)


async def settled(turn: Turn) -> Answer:
    """Grade a question that has several right answers, if the tapped message showed what is picked now."""
    return await _aimed(turn, _settled)


async def wrote(turn: Turn) -> Answer:
    """Read a typed answer: one letter or number, several, or the word that settles them. Nothing is guessed."""
    found = await waiting_sitting(turn)
    if found is None:
        return await opened(turn)
    sitting, question = found
    if turn.sparing:
        return await _sheet_answered(turn, sitting)
    before = picked_so_far(turn, sitting, question) or frozenset()
    picked = typed(turn.text, question.options)
    if question.question.several:
        if fold(turn.text) in _SETTLING:
            return await _settle(turn, sitting, question, before)
        return _select(turn, sitting, question, before, picked)
    if picked is None or len(picked) != 1:
        hint = turn.say("quiz.hint.one", letters=", ".join(question.letters))
        return pages.ask(turn, sitting, question, before=hint)
    return await _grade(turn, sitting, question, picked)


async def _aimed(turn: Turn, take: Callable[[Turn, Sitting, Asked], Awaitable[Answer]]) -> Answer:
    """Have the tapped question take the tap. One that the course has dropped is passed over."""
    attempt, place = aim(turn) or (0, 0)
    sitting = await open_sitting(turn, attempt)
    if sitting is None and await _ended_elsewhere(turn, attempt):
        return await opened(turn)
    if sitting is None:
        return _late(turn)
    question = sitting.unanswered(place)
    if question is not None:
        return await take(turn, sitting, question)
    return await _go_on(turn, sitting, before=turn.say("quiz.dropped")) if sitting.at(place) is None else _late(turn)


async def _ended_elsewhere(turn: Turn, attempt: int) -> bool:
    """Whether the step waits for an attempt that was ended, or is no more, by what was done in the other chat."""
    if turn.step is None or turn.step.name != STEP or turn.step.data["attempt"] != attempt:
        return False
    found = await quizzes.attempt(turn.store, turn.person.id, turn.course.id, attempt)
    return found is None or found.ended_at is not None


async def _answered(turn: Turn, sitting: Sitting, question: Asked) -> Answer:
    picked = frozenset(turn.arguments[2:])
    if question.question.several or len(picked) != 1:
        return pages.ask(turn, sitting, question, replaces=True)
    return await _grade(turn, sitting, question, picked)


async def _ticked(turn: Turn, sitting: Sitting, question: Asked) -> Answer:
    option, _, state = ":".join(turn.arguments[2:]).partition(":")
    before = picked_so_far(turn, sitting, question) or frozenset()
    picked = before - {option} if state == "off" else before | {option}
    return pages.ask(turn, sitting, question, picked & question.ids, replaces=True)


async def _settled(turn: Turn, sitting: Sitting, question: Asked) -> Answer:
    shown = frozenset("".join(turn.arguments[2:]))
    now = picked_so_far(turn, sitting, question)
    if not question.question.several:
        return pages.ask(turn, sitting, question, replaces=True)
    if now is None or now == shown:
        return await _settle(turn, sitting, question, shown)
    confirm = turn.say("quiz.hint.confirm", picked=question.shown(now)) if now else turn.say("quiz.hint.nothing")
    return pages.ask(turn, sitting, question, now, before=confirm, replaces=True)


def _select(
    turn: Turn, sitting: Sitting, question: Asked, before: frozenset[str], picked: frozenset[str] | None
) -> Answer:
    if picked is None:
        return pages.ask(turn, sitting, question, before, before=turn.say("quiz.hint.several"))
    confirm = turn.say("quiz.hint.confirm", picked=question.shown(picked))
    return pages.ask(turn, sitting, question, picked, before=confirm)


async def _start(turn: Turn, record: Record) -> None:
    quiz, number = record.quiz, record.next_number
    plan = drawn(quiz, f"{turn.course.id}:{quiz.id}:{turn.person.id}:{number}", record.attempts)
    await quizzes.start(turn.store, turn.person.id, turn.course.id, quiz.id, number=number, plan=plan, now=turn.now)


async def _resume(turn: Turn, record: Record, *, replaces: bool = False) -> Answer:
    """The question at which the open attempt stands."""
    assert record.open is not None
    sitting = await sitting_of(turn, record.open, record.quiz)
    fresh = sitting.current is None or (replaces and not sitting.given)
    return await _go_on(turn, sitting, before=None if fresh else turn.say("quiz.resumed"), replaces=replaces)


async def _settle(turn: Turn, sitting: Sitting, question: Asked, picked: frozenset[str]) -> Answer:
    if not picked:
        return pages.ask(turn, sitting, question, before=turn.say("quiz.hint.nothing"), replaces=True)
    return await _grade(turn, sitting, question, picked)


async def _grade(turn: Turn, sitting: Sitting, question: Asked, picked: frozenset[str]) -> Answer:
    """Grade one question and go on. A second answer to a graded question changes nothing."""
    right = question.question.right
    graded = picked <= question.ids and await quizzes.grade(
        turn.store, sitting.attempt.id, question.question.id, picked, right=right, now=turn.now
    )
    if not graded:
        return _late(turn)
    sitting = sitting.answered(question, picked)
    if turn.incoming.message_ref is None:  # typed: there is no message whose place the explanation could take
        return await _go_on(turn, sitting, before=pages.feedback(turn, question, picked))
    onward = await _go_on(turn, sitting)
    return Answer((pages.graded(turn, sitting, question, picked), *onward.replies), onward.step)


async def _go_on(turn: Turn, sitting: Sitting, *, before: Markdown | None = None, replaces: bool = False) -> Answer:
    """The next question, or the result."""
    question = sitting.current
    if question is not None and turn.sparing:
        return sheets.sheet(turn, sitting, before=[before] if before else [])
    if question is not None:
        picked = picked_so_far(turn, sitting, question) or frozenset()
        return pages.ask(turn, sitting, question, picked, before=before, replaces=replaces)
    await quizzes.finish(turn.store, sitting.attempt.id, score=sitting.score, passed=sitting.passed, now=turn.now)
    record = await record_of(turn, sitting.quiz)
    following = await _following(turn, sitting.quiz) if turn.sparing else None
    return Answer((pages.result(turn, sitting, record, before=before, following=following),))


async def _following(turn: Turn, quiz: Quiz) -> Record | None:
    """The first other quiz that is not passed."""
    return next((one for one in await all_records(turn) if one.quiz.id != quiz.id and not one.passed), None)


async def _sheet_answered(turn: Turn, sitting: Sitting) -> Answer:
    """Grade what was answered of the open questions, each once, and go on with the others."""
    asked = sheets.open_questions(turn, sitting)
    picks = sheets.read(turn.text, asked)
    if picks is None:
        return sheets.unclear(turn, sitting)
    told: list[str] = []
    for one in asked:
        picked = picks.get(one.number)
        if picked and await quizzes.grade(
            turn.store, sitting.attempt.id, one.question.id, picked, right=one.question.right, now=turn.now
        ):
            told.append(sheets.told(turn, one, picked))
    sitting = await sitting_of(turn, sitting.attempt, sitting.quiz)
    return await _go_on(turn, sitting, before=Markdown("\n\n".join(told)))


def _late(turn: Turn) -> Answer:
    """The tap changes nothing. Where something is being waited for, its buttons stay the newest."""
    onward = doors(turn.phrases, "quizzes", "menu") if turn.step is None else ()
    return Answer((Reply(turn.say("quiz.already_answered"), onward),), turn.step)


def _gone(turn: Turn) -> Answer:
    return Answer((Reply(turn.say("quiz.gone"), doors(turn.phrases, "quizzes", "menu")),))


QUIZZES = Conversation(
    name="quizzes",
    action=Action.LEARN,
    waits=True,
    commands={"kiemtra": opened},
    words={"kiem tra": opened},
    choices={
        "quizzes": listed,
        "quiz": card,
        "quiz-start": started,
        "quiz-answer": answered,
        "quiz-pick": ticked,
        pages.SETTLE: settled,
    },
    steps={STEP: wrote},
)
