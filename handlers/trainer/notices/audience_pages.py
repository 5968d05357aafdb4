"""The pages on which an audience's conditions are chosen: one a kind, each leads back to the card."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from content.places import Commune, commune, find_communes, find_provinces
from handlers.messages import Answer, Choice, Reply
from handlers.prompts import SEVERAL
from handlers.text import Markdown
from handlers.trainer.notices.draft import AUDIENCE, COMMUNES, PROVINCE, Draft, step
from handlers.turn import Turn

LESSONS = 8
"""So many lessons a page."""

Page = Callable[[Turn, Draft, Sequence[str]], Answer]
Row = tuple[Choice, ...]


def groups(turn: Turn, draft: Draft, arguments: Sequence[str] = ()) -> Answer:
    """The target groups, each to tick."""
    del arguments
    rows = [
        (Choice(f"{SEVERAL}au:g:{group.id}", _ticked(group.short, group.id in draft.audience.groups)),)
        for group in turn.course.groups
    ]
    return _page(turn, draft, turn.say("notices.audience.ask.groups"), rows, page="groups")


def province(turn: Turn, draft: Draft, arguments: Sequence[str] = ()) -> Answer:
    """Asks for a part of the province's name."""
    del arguments
    chosen = draft.audience.province
    rows = [] if chosen is None else [(turn.choice("au:p:", "notices.audience.buttons.any_province"),)]
    return _page(turn, draft, turn.say("notices.audience.ask.province"), rows, step_name=PROVINCE)


def provinces_found(turn: Turn, draft: Draft) -> Answer:
    """The provinces that what was typed may mean."""
    found = find_provinces(turn.text)
    key = "notices.audience.found" if found else "notices.audience.nothing_found"
    rows = [(Choice(f"au:p:{one.code}", one.name),) for one in found]
    return _page(turn, draft, turn.say(key, typed=turn.text[:60]), rows, step_name=PROVINCE, replaces=False)


def communes(turn: Turn, draft: Draft, arguments: Sequence[str] = ()) -> Answer:
    """The communes chosen so far, and asks for a part of the next one's name."""
    del arguments
    rows = _commune_rows(draft, map(commune, draft.audience.communes))
    return _page(turn, draft, turn.say("notices.audience.ask.communes"), rows, step_name=COMMUNES)


def communes_found(turn: Turn, draft: Draft) -> Answer:
    """The communes that what was typed may mean, within the chosen province if there is one."""
    found = find_communes(turn.text, draft.audience.province)
    key = "notices.audience.found" if found else "notices.audience.nothing_found"
    text = turn.say(key, typed=turn.text[:60])
    return _page(turn, draft, text, _commune_rows(draft, found), step_name=COMMUNES, replaces=False)


def _commune_rows(draft: Draft, listed: Iterable[Commune]) -> list[Row]:
    return [
        (
            Choice(
                f"{SEVERAL}au:c:{one.code}",
                _ticked(f"{one.name}, {one.province.short}", one.code in draft.audience.communes),
            ),
        )
        for one in listed
    ]


def lessons(turn: Turn, draft: Draft, arguments: Sequence[str] = ()) -> Answer:
    """The lessons, eight a page: `arguments` may give the page."""
    first = int(arguments[0]) if arguments else 0
    known = turn.course.lessons
    marked = {*draft.audience.read, *draft.audience.unread}
    rows: list[Row] = [
        (Choice(f"au:l:{lesson.id}", _ticked(lesson.title, lesson.id in marked)),)
        for lesson in known[first * LESSONS : (first + 1) * LESSONS]
    ]
    turns = []
    if first:
        turns.append(turn.choice(f"au:lessons:{first - 1}", "notices.audience.buttons.before"))
    if (first + 1) * LESSONS < len(known):
        turns.append(turn.choice(f"au:lessons:{first + 1}", "notices.audience.buttons.after"))
    all_ = [*rows, *([tuple(turns)] if turns else [])]
    return _page(turn, draft, turn.say("notices.audience.ask.lessons"), all_, page=f"lessons:{first}")


def lesson(turn: Turn, draft: Draft, arguments: Sequence[str]) -> Answer:
    """One lesson: read, not read, or either."""
    id_ = arguments[0]
    text = turn.say("notices.audience.ask.lesson", title=turn.course.lesson(id_).title)
    return _page(turn, draft, text, _hows(turn, f"au:l:{id_}", ("read", "unread", "any")), page=f"lesson:{id_}")


def quizzes(turn: Turn, draft: Draft, arguments: Sequence[str] = ()) -> Answer:
    """The quizzes."""
    del arguments
    marked = {*draft.audience.passed, *draft.audience.not_passed}
    rows = [(Choice(f"au:q:{quiz.id}", _ticked(quiz.title, quiz.id in marked)),) for quiz in turn.course.quizzes]
    return _page(turn, draft, turn.say("notices.audience.ask.quizzes"), rows, page="quizzes")


def quiz(turn: Turn, draft: Draft, arguments: Sequence[str]) -> Answer:
    """One quiz: passed, not passed, or either."""
    id_ = arguments[0]
    text = turn.say("notices.audience.ask.quiz", title=turn.course.quiz(id_).title)
    hows = _hows(turn, f"au:q:{id_}", ("passed", "not_passed", "any"))
    return _page(turn, draft, text, hows, page=f"quiz:{id_}")


def essay(turn: Turn, draft: Draft, arguments: Sequence[str] = ()) -> Answer:
    """The essay: handed in, not handed in, or either."""
    del arguments
    hows = _hows(turn, "au:e", ("handed_in", "not_handed_in", "any"))
    return _page(turn, draft, turn.say("notices.audience.ask.essay"), hows, page="essay")


PAGES: dict[str, Page] = {
    "groups": groups,
    "province": province,
    "communes": communes,
    "lessons": lessons,
    "quizzes": quizzes,
    "essay": essay,
}


def again(turn: Turn, draft: Draft, page: str) -> Answer:
    """The page that is open once more, where what was typed means nothing there."""
    name, *arguments = page.split(":")
    known = {**PAGES, "lesson": lesson, "quiz": quiz}
    shown = known[name](turn, draft, arguments)
    (reply,) = (each for each in shown.replies if isinstance(each, Reply))
    text = Markdown(f"{turn.say('notices.hint')}\n\n{reply.text}")
    return replace(shown, replies=(replace(reply, text=text, replaces=False),))


def _hows(turn: Turn, id_: str, hows: Iterable[str]) -> list[Row]:
    return [(turn.choice(f"{id_}:{how}", f"notices.audience.hows.{how}"),) for how in hows]


def _ticked(label: str, chosen: bool) -> str:
    return f"{'☑' if chosen else '☐'} {label}"


def _page(
    turn: Turn,
    draft: Draft,
    text: Markdown,
    rows: Iterable[Row],
    *,
    step_name: str = AUDIENCE,
    replaces: bool = True,
    page: str = "",
) -> Answer:
    done = turn.choice("au", "notices.audience.buttons.done")
    return Answer((Reply(text, (*rows, (done,)), replaces=replaces),), step(step_name, draft, page))
