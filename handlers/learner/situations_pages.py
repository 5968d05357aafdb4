"""What situations look like in the chat: the list, a card, a decision and what it brought, the ending. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from content.models import Situation
from content.walking import Stand, Taken, begun, good_course, shown
from handlers.doors import doors
from handlers.learner.situations_seat import STEP, Record, Sitting
from handlers.messages import Choice, Reply, Step
from handlers.text import Markdown, plain
from handlers.turn import Answer, Turn

Rows = tuple[tuple[Choice, ...], ...]


def listing(turn: Turn, records: Sequence[Record]) -> Reply:
    """Every situation with how it stands; those begun come first among the buttons."""
    home = doors(turn.phrases, "lessons", "menu")
    if not records:
        return Reply(turn.say("situations.list.none"), home)
    lines = [
        turn.say(
            "situations.list.row",
            title=record.situation.title,
            group=turn.course.group(record.situation.group).short,
            state=_state(turn, record),
        )
        for record in records
    ]
    begun_first = sorted(records, key=lambda record: record.open is None)
    rows = tuple((_entry(turn, record),) for record in begun_first)
    return Reply("\n\n".join([turn.say("situations.list.heading"), "\n".join(lines)]), (*rows, *home))


def card(turn: Turn, record: Record, *, before: Markdown | None = None) -> Reply:
    """One situation before it is begun: who one is, what is at stake."""
    situation = record.situation
    text = [
        *([before] if before else []),
        _heading(turn, situation),
        plain(situation.seat),
        turn.say("situations.card.rules", stakes=_stakes(turn, begun(situation))),
        *([turn.say("situations.card.last", state=_state(turn, record))] if record.last else []),
    ]
    return Reply("\n\n".join(text), (*_start(turn, record), *doors(turn.phrases, "stories", "menu")))


def ask(turn: Turn, sitting: Sitting, *, before: Markdown | None = None, replaces: bool = False) -> Answer:
    """The decision at which the reader stands, with `before` above it in the same message."""
    node = sitting.situation.node(sitting.stand.at)
    assert node is not None
    story = [aside.text for aside in shown(node, sitting.stand)]
    text = [
        *([before] if before else []),
        turn.say("situations.node.heading", title=sitting.situation.title, number=sitting.place),
        *([plain(sitting.situation.seat)] if sitting.place == 1 else []),
        plain(node.text),
        *map(plain, story),
        _stakes(turn, sitting.stand),
        "\n".join(turn.say("situations.node.choice", letter=each.id, text=each.text) for each in node.choices),
    ]
    picks = tuple(Choice(f"story-pick:{sitting.play.id}:{sitting.place}:{each.id}", each.id) for each in node.choices)
    rows = (picks, (turn.choice("stories", "situations.buttons.later"),))
    step = Step(STEP, {"play": sitting.play.id, "place": sitting.place})
    return Answer((Reply("\n\n".join(text), rows, replaces=replaces),), step)


def after(turn: Turn, sitting: Sitting, taken: Taken, onward: Answer) -> Answer:
    """What the decision brought, in the place of the tapped message, and then what follows it."""
    before, then = taken.before, taken.after
    text = [
        turn.say("situations.node.heading", title=sitting.situation.title, number=sitting.place),
        turn.say("situations.taken.choice", text=taken.choice.text),
        plain(taken.outcome.says),
        turn.say(
            "situations.taken.stakes",
            time=then.time,
            trust=then.trust,
            time_change=_change(then.time - before.time),
            trust_change=_change(then.trust - before.trust),
        ),
    ]
    first = Markdown("\n\n".join(text))
    if turn.incoming.message_ref is not None:
        return Answer((Reply(first, replaces=True), *onward.replies), onward.step)
    # It was typed: there is no message whose place the words could take.
    (next_, *rest) = onward.replies
    assert isinstance(next_, Reply)
    told = replace(next_, text=f"{first}\n\n{next_.text}")
    return Answer((told, *rest), onward.step, asks="" if rest else next_.text)


def ended(turn: Turn, sitting: Sitting) -> Answer:
    """The ending, and a look back: decision by decision beside the good course, and where it belongs."""
    ending, situation = sitting.walk.ending, sitting.situation
    assert ending is not None
    end = [
        turn.say(f"situations.ending.{ending.kind}", title=ending.title),
        plain(ending.text),
        _stakes(turn, sitting.stand),
    ]
    topic = turn.course.topic(situation.topic)
    back = [
        turn.say("situations.back.heading"),
        "\n".join(_compared(turn, number, taken) for number, taken in enumerate(sitting.walk.taken, start=1)),
        _good_ending(turn, sitting),
        plain(situation.debrief),
        turn.say(
            "situations.back.belongs",
            number=topic.number,
            topic=topic.short,
            group=turn.course.group(situation.group).short,
        ),
    ]
    rows = (*_afterwards(turn, sitting), *doors(turn.phrases, "stories", "menu"))
    return Answer((Reply("\n\n".join(end)), Reply("\n\n".join(part for part in back if part), rows)))


def _compared(turn: Turn, number: int, taken: Taken) -> Markdown:
    better = taken.node.choice(taken.node.better)
    assert better is not None
    key = "situations.back.good" if taken.choice.id == better.id else "situations.back.other"
    return turn.say(key, number=number, text=taken.choice.text, better=better.text, why=taken.node.why)


def _good_ending(turn: Turn, sitting: Sitting) -> Markdown:
    """Where the good course would have led, unless the reader came there."""
    course = good_course(sitting.situation).ending
    assert course is not None
    return Markdown("") if course == sitting.walk.ending else turn.say("situations.back.instead", title=course.title)


def _afterwards(turn: Turn, sitting: Sitting) -> Rows:
    situation = sitting.situation
    group = turn.person.group
    readable = turn.course.lessons if group is None else turn.course.lessons_for(group)  # staff read every group's
    own = {lesson.id: lesson for lesson in readable}
    lessons = [own[id] for id in situation.lessons if id in own]
    others = [each for each in turn.course.situations if each.case == situation.case and each.id != situation.id]
    again = turn.choice(f"story-go:{situation.id}:{sitting.play.number + 1}", "situations.buttons.again")
    return (
        (again,),
        *((turn.choice(f"story:{each.id}", "situations.buttons.other", title=each.title),) for each in others),
        *((turn.choice(f"lesson:{each.id}", "situations.buttons.lesson", title=each.title),) for each in lessons),
    )


def _heading(turn: Turn, situation: Situation) -> Markdown:
    group = turn.course.group(situation.group).short
    return turn.say("situations.card.heading", title=situation.title, group=group)


def _state(turn: Turn, record: Record) -> Markdown:
    if record.open is not None:
        return turn.say("situations.state.open", decided=record.open.decided)
    if record.last is None:
        return turn.say("situations.state.new")
    ending = record.situation.ending(record.last.ending or "")
    if ending is None:
        return turn.say("situations.state.done")
    return turn.say("situations.state.ended", title=ending.title)


def _entry(turn: Turn, record: Record) -> Choice:
    key = "open" if record.open else "done" if record.last else "new"
    return turn.choice(f"story:{record.situation.id}", f"situations.buttons.{key}", title=record.situation.title)


def _start(turn: Turn, record: Record) -> Rows:
    key = "again" if record.plays else "start"
    id = f"story-go:{record.situation.id}:{record.next_number}"
    return ((turn.choice(id, f"situations.buttons.{key}"),),)


def _stakes(turn: Turn, stand: Stand) -> Markdown:
    return turn.say("situations.stakes", time=stand.time, trust=stand.trust)


def _change(by: int) -> Markdown:
    """` (−2)`, ` (+1)`, or nothing."""
    return Markdown("" if by == 0 else f" ({'+' if by > 0 else '−'}{abs(by)})")
