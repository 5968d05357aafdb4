"""What is open now, shown again to somebody whose answer came too late for what it was meant for. Pure."""

from __future__ import annotations

from itertools import groupby

from handlers.learner.asking import Rows, open_doors, paragraphs
from handlers.messages import Choice
from handlers.text import Markdown, units
from handlers.turn import Answer, Reply, Turn
from storage.conversations import Offered

SHOWN_AGAIN = 1500
"""UTF-16 units of a question that is shown again: with its choices it fits in one message everywhere."""
IN_A_ROW = 3
"""Labels of so many letters stand side by side."""


def still_open(turn: Turn, why: str, *, anew: bool) -> Answer:
    """The reason, and what is open with its choices. `anew`: as a new prompt, since the time of the old one is over.

    Where nothing waits for an answer, the ways on: those of the newest message, else the main page and help.
    """
    asked, rows = turn.standing.asked, _rows(turn.standing.choices)
    if turn.step is None:
        text = paragraphs(why, turn.say("menu.nothing_open"))
    elif asked:
        text = paragraphs(why, turn.say("menu.open_now"), _ending(asked))
    else:
        text = paragraphs(why, turn.say("menu.question_waits"))
    shown = Reply(text, rows or (open_doors(turn, "menu", "help") if turn.step is None else ()))
    return Answer((shown,), turn.step, asks=asked or text, repeats=bool(rows or turn.step) and not anew)


def _rows(choices: Offered) -> Rows:
    """The choices in their order, one below the other; single letters side by side."""
    rows: list[tuple[Choice, ...]] = []
    for short, group in groupby(choices, key=lambda each: len(each[1]) <= IN_A_ROW):
        row = tuple(Choice(*each) for each in group)
        rows += [row] if short else [(choice,) for choice in row]
    return tuple(rows)


def _ending(markdown: str) -> Markdown:
    """The text, or as many of its last paragraphs as may be shown again."""
    kept: list[str] = []
    for paragraph in reversed(markdown.split("\n\n")):
        if kept and units("\n\n".join([paragraph, *kept])) > SHOWN_AGAIN:
            break
        kept.insert(0, paragraph)
    return Markdown("\n\n".join(kept))
