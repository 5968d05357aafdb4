"""What learners chose in the situations: how many went through each, and each decision as numbers and a picture."""

from __future__ import annotations

from collections import Counter

from content.models import Situation
from handlers.access import Action
from handlers.doors import doors
from handlers.messages import Attachment, Reply
from handlers.text import Markdown
from handlers.turn import Answer, Conversation, Turn
from storage import situation_counts
from storage.report_scope import Scope


async def listed(turn: Turn) -> Answer:
    """Every situation with how many have begun it."""
    home = doors(turn.phrases, "menu")
    if not turn.course.situations:
        return Answer((Reply(turn.say("choices.none"), home),))
    begun = await situation_counts.players(turn.store, Scope(turn.course.id))
    lines = [
        turn.say("choices.row", title=each.title, group=_group(turn, each), people=begun.get(each.id, 0))
        for each in turn.course.situations
    ]
    rows = tuple(
        (turn.choice(f"choices-of:{each.id}", "choices.button", title=each.title),)
        for each in turn.course.situations
        if each.id in begun
    )
    return Answer((Reply("\n\n".join([turn.say("choices.heading"), "\n".join(lines)]), (*rows, *home)),))


async def shown(turn: Turn) -> Answer:
    """One situation: each decision with its numbers, and the picture by target group."""
    id_ = ":".join(turn.arguments)
    situation = next((each for each in turn.course.situations if each.id == id_), None)
    if situation is None:
        return Answer((Reply(turn.say("choices.gone"), doors(turn.phrases, "choices", "menu")),))
    found = await situation_counts.chosen(turn.store, Scope(turn.course.id), situation.id)
    counts: Counter[tuple[str, str]] = Counter()
    for each in found:
        counts[each.node, each.choice] += each.people
    heading = turn.say("choices.one", title=situation.title, group=_group(turn, situation))
    text = "\n\n".join([heading, *_nodes(turn, situation, counts)])
    picture = (_picture(turn, situation),) if found else ()
    return Answer((Reply(text, doors(turn.phrases, "choices", "menu"), picture),))


def _nodes(turn: Turn, situation: Situation, counts: Counter[tuple[str, str]]) -> list[Markdown]:
    parts = []
    for number, node in enumerate(situation.nodes, start=1):
        whole = sum(counts[node.id, choice.id] for choice in node.choices)
        lines = [turn.say("choices.node", number=number, text=node.text, people=whole)]
        for choice in node.choices:
            key = "choices.better" if choice.id == node.better else "choices.choice"
            people = counts[node.id, choice.id]
            share = round(100 * people / whole) if whole else 0
            lines.append(turn.say(key, text=choice.text, people=people, share=share))
        parts.append(Markdown("\n".join(lines)))
    return parts


def _picture(turn: Turn, situation: Situation) -> Attachment:
    spec = {
        "kind": "situation_choices",
        "course": turn.course.id,
        "situation": situation.id,
        "at": turn.now.isoformat(),
    }
    return Attachment(turn.phrases.get("choices.file").format(id=situation.id), report=spec, as_photo=True)


def _group(turn: Turn, situation: Situation) -> str:
    return turn.course.group(situation.group).short


CHOICES = Conversation(
    name="choices",
    action=Action.CHOICES,
    commands={"luachon": listed},
    words={"lua chon": listed},
    choices={"choices": listed, "choices-of": shown},
)
