"""The picture of a situation: at each decision, how many chose what, by target group."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from content.models import Situation
from handlers.coordinator.reports.desk import Desk, made_at, scope_of, shown
from handlers.text import number
from storage.situation_counts import Chosen, chosen

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WIDTH, _DPI = 1080, 120  # pixels, pixels an inch
_TEXT = 17.0  # points
_GREY = "#555555"
# Apart from one another in grey too, so that a printed sheet still tells them.
_COLORS = ("#1F6FB2", "#E08E0B", "#3A9D5D", "#B5446E", "#6C5BA8", "#8C8C8C", "#5FB7C9", "#C9B458")


class NoSuchSituation(LookupError):
    """The situation of that id is not in the course."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the picture: a decision's heading (no counts), or a choice with its people by group."""

    text: str
    people: Mapping[str | None, int] | None = None
    better: bool = False


async def make_choices(desk: Desk, spec: Mapping[str, Any], out: Path) -> int:
    """Draw the spec's `situation` as a PNG. Returns the number of bars. Raises NoSuchSituation."""
    situation = next((each for each in desk.course.situations if each.id == spec["situation"]), None)
    if situation is None:
        raise NoSuchSituation(spec["situation"])
    scope = scope_of(spec)
    rows = list(rows_of(situation, await chosen(desk.store, scope, situation.id)))
    footer = desk.word("choices.footer", scope=desk.names.scope(scope), at=shown(made_at(spec)))
    _draw(desk, situation.title, rows, footer, out)
    return sum(row.people is not None for row in rows)


def rows_of(situation: Situation, found: Sequence[Chosen]) -> Iterator[Row]:
    """The decisions in the story's order, each with its choices."""
    for place, node in enumerate(situation.nodes, start=1):
        yield Row(f"{place}. {node.text}")
        for choice in node.choices:
            here = [each for each in found if (each.node, each.choice) == (node.id, choice.id)]
            yield Row(choice.text, {each.group: each.people for each in here}, choice.id == node.better)


def _draw(desk: Desk, title: str, rows: Sequence[Row], footer: str, out: Path) -> None:
    from matplotlib.figure import Figure  # not pyplot: it keeps figures and looks for a screen

    height = 330 + 84 * len(rows)
    figure = Figure(figsize=(_WIDTH / _DPI, height / _DPI), dpi=_DPI, facecolor="white", layout="constrained")
    figure.supxlabel(footer, fontsize=_TEXT - 2, color=_GREY)
    axes = figure.add_subplot()
    widest = _bars(desk, axes, rows)
    _labels(desk, axes, rows, widest)
    figure.legend(
        loc="outside upper left", ncols=1, fontsize=_TEXT, frameon=False, handlelength=1.2, alignment="left",
        title="\n".join(textwrap.wrap(title, 46)), title_fontproperties={"weight": "bold", "size": _TEXT + 3},
    )  # fmt: skip
    figure.savefig(out, format="png")


def _bars(desk: Desk, axes: Axes, rows: Sequence[Row]) -> int:
    """A bar a choice, its groups one after the other. Returns the widest bar's people."""
    groups = [*(group.id for group in desk.course.groups), None]
    at = [place for place, row in enumerate(rows) if row.people is not None]
    counts = [row.people for row in rows if row.people is not None]
    ends = [0] * len(at)
    for place, group in enumerate(groups):
        sizes = [people.get(group, 0) for people in counts]
        if any(sizes):
            label = desk.names.short_group(group)
            color = _COLORS[place % len(_COLORS)]
            axes.barh(at, sizes, left=ends, height=0.5, color=color, label=label)
            ends = [end + size for end, size in zip(ends, sizes, strict=True)]
    return max(ends, default=0)


def _labels(desk: Desk, axes: Axes, rows: Sequence[Row], widest: int) -> None:
    """Headings across the picture, choices on the left (the better one marked), numbers at the end of the bars."""
    for place, row in enumerate(rows):
        if row.people is None:
            axes.annotate(
                wrapped(row.text, 60), (0, place), xytext=(-0.48 * _WIDTH * 72 / _DPI, 0), xycoords="data",
                textcoords="offset points", va="center", fontsize=_TEXT, fontweight="bold",
            )  # fmt: skip
            continue
        count = sum(row.people.values())
        axes.annotate(
            number(count), (count, place), xytext=(6, 0), textcoords="offset points", va="center", fontsize=_TEXT
        )
    names = [wrapped(desk.word("choices.better", text=row.text) if row.better else row.text, 30) for row in rows]
    ticks = [place for place, row in enumerate(rows) if row.people is not None]
    axes.set_yticks(ticks, [names[place] for place in ticks], fontsize=_TEXT)
    axes.set_ylim(len(rows) - 0.4, -0.6)  # the first on top
    axes.set_xlim(0, max(widest, 1) * 1.2)  # room for the numbers
    axes.set_xticks([])
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def wrapped(text: str, width: int) -> str:
    """The text in two lines at most; what is longer ends in an ellipsis."""
    return "\n".join(textwrap.wrap(text, width, max_lines=2, placeholder=" …"))
