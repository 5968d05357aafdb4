"""/tongquan: how far the class is, by commune or (within one commune) by target group, in words and as a picture."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.access import Action
from handlers.coordinator.area import within
from handlers.coordinator.names import Names
from handlers.coordinator.overview_lines import Line, lines
from handlers.doors import doors
from handlers.messages import Answer, Attachment, Reply
from handlers.text import Markdown, moment
from handlers.turn import Conversation, Turn
from storage.report_counts import tallies
from storage.report_scope import Scope

MOST = 8
"""Lines of the text: as many as a picture's caption takes."""


async def show(turn: Turn) -> Answer:
    """The numbers of the person's area."""
    scope = within(turn.person, Scope(turn.course.id))
    counts = await tallies(
        turn.store,
        scope,
        lessons=[lesson.id for lesson in turn.course.lessons],
        quizzes=[quiz.id for quiz in turn.course.quizzes],
    )
    about = Names(turn.course, turn.phrases).scope(scope)
    choices = doors(turn.phrases, "export", "unreached", "menu")
    if not counts:
        return Answer((Reply(turn.say("overview.nobody", scope=about), choices),))
    found = lines(counts, Names(turn.course, turn.phrases), scope)
    text = turn.say(
        "overview.text", at=moment(turn.now), scope=about, total=_total(turn, found), lines=_lines(turn, scope, found)
    )
    return Answer((Reply(text, choices, (_chart(turn, scope),)),))


def _chart(turn: Turn, scope: Scope) -> Attachment:
    where = {"course": scope.course, "province": scope.province, "commune": scope.commune}
    spec = {"kind": "overview_chart", **where, "at": turn.now.isoformat()}
    return Attachment(turn.phrases.get("overview.file"), report=spec, as_photo=True)


def _total(turn: Turn, found: Sequence[Line]) -> Markdown:
    all_ = Line.total("", found)
    return turn.say(
        "overview.total",
        registered=all_.registered,
        reads=_mean(all_.reads, all_.registered),
        passes=_mean(all_.passes, all_.registered),
        quizzes=turn.course.quizzes_each,
        handed_in=all_.handed_in,
        share=round(100 * all_.handed_in / all_.registered),
        late=all_.late,
    )


def _lines(turn: Turn, scope: Scope, found: Sequence[Line]) -> Markdown:
    shown = [_line(turn, line) for line in found[:MOST]]
    if len(found) > MOST:
        more = "overview.more_communes" if scope.commune is None else "overview.more_groups"
        shown.append(turn.say(more, count=len(found) - MOST))
    return Markdown("\n".join(shown))


def _line(turn: Turn, line: Line) -> Markdown:
    reads, passes = _mean(line.reads, line.registered), _mean(line.passes, line.registered)
    return turn.say(
        "overview.line", name=line.name, registered=line.registered, reads=reads, passes=passes,
        handed_in=line.handed_in, late=line.late,
    )  # fmt: skip


def _mean(total: int, people: int) -> str:
    """`3,2`: Vietnamese writes a comma before decimals."""
    return f"{total / people:.1f}".replace(".", ",")


OVERVIEW = Conversation(
    name="overview",
    action=Action.OVERVIEW,
    commands={"tongquan": show},
    words={"tong quan": show},
    choices={"overview": show},
)
