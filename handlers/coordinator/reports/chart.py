"""The overview's picture: handed in against registered, as bars that a phone shows large enough to read."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handlers.coordinator.overview_lines import Line, lines
from handlers.coordinator.reports.desk import Desk, made_at, scope_of, shown
from handlers.text import number
from storage.report_counts import tallies

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 20  # bars; the rest is summed in words
_WIDTH, _DPI = 1080, 120  # pixels, pixels an inch
_TEXT = 20.0  # points: 33 pixels, which a phone shows about as large as its own text
_REGISTERED, _HANDED_IN, _GREY = "#C9D6E3", "#1F6FB2", "#555555"


async def make_chart(desk: Desk, spec: Mapping[str, Any], out: Path) -> int:
    """Draw the spec's area as a PNG: by commune, or by target group where it is one commune."""
    scope = scope_of(spec)
    found = lines(await tallies(desk.store, scope, lessons=(), quizzes=()), desk.names, scope)
    footer = desk.word("chart.footer", scope=desk.names.scope(scope), at=shown(made_at(spec)))
    bars, others = shortened(desk, found)
    _draw(desk, bars, others, footer, out)
    return len(bars)


def shortened(desk: Desk, found: Sequence[Line]) -> tuple[list[Line], Line | None]:
    """The largest, which get a bar, and the sum of all the others, where there are more."""
    if len(found) <= MOST + 1:
        return list(found), None
    others = found[MOST:]
    return list(found[:MOST]), Line.total(desk.word("chart.others", count=len(others)), others)


def _draw(desk: Desk, bars: Sequence[Line], others: Line | None, footer: str, out: Path) -> None:
    from matplotlib.figure import Figure  # not pyplot: it keeps figures and looks for a screen

    shown = [*bars, others] if others is not None else list(bars)
    height = 330 + 96 * max(len(shown), 1)
    figure = Figure(figsize=(_WIDTH / _DPI, height / _DPI), dpi=_DPI, facecolor="white", layout="constrained")
    figure.supxlabel(footer, fontsize=_TEXT - 1, color=_GREY)
    axes = figure.add_subplot()
    _bars(desk, axes, bars)
    figure.legend(
        loc="outside upper left", ncols=2, fontsize=_TEXT, frameon=False, handlelength=1.2, alignment="left",
        title=desk.word("chart.title"), title_fontproperties={"weight": "bold", "size": _TEXT + 3},
    )  # fmt: skip
    _labels(axes, shown, barred=len(bars))
    figure.savefig(out, format="png")


def _bars(desk: Desk, axes: Axes, bars: Sequence[Line]) -> None:
    """Handed in, drawn over registered. (The others have no bar: theirs would dwarf the rest.)"""
    for label, color, sizes in (
        (desk.word("chart.registered"), _REGISTERED, [bar.registered for bar in bars]),
        (desk.word("chart.handed_in"), _HANDED_IN, [bar.handed_in for bar in bars]),
    ):
        axes.barh(range(len(bars)), sizes, height=0.66, color=color, label=label)


def _labels(axes: Axes, shown: Sequence[Line], *, barred: int) -> None:
    """Names on the left, numbers at the end of the bars; the first `barred` have one."""
    for place, bar in enumerate(shown):
        at = bar.registered if place < barred else 0
        axes.annotate(
            f"{number(bar.handed_in)}/{number(bar.registered)}", (at, place), xytext=(6, 0),
            textcoords="offset points", va="center", fontsize=_TEXT,
        )  # fmt: skip
    axes.set_yticks(range(len(shown)), [wrapped(bar.name) for bar in shown], fontsize=_TEXT)
    axes.set_ylim(len(shown) - 0.4, -0.6)  # the first on top
    axes.set_xlim(0, max((bar.registered for bar in shown[:barred]), default=1) * 1.45)  # room for the numbers
    axes.set_xticks([])
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def wrapped(name: str, width: int = 18) -> str:
    """The name in two lines at most; what is longer ends in an ellipsis."""
    return "\n".join(textwrap.wrap(name, width, max_lines=2, placeholder=" …"))
