"""The overview's picture: handed in against registered, as bars that a phone shows large enough to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handlers.coordinator.overview_lines import Line, lines
from handlers.coordinator.reports.desk import Desk, made_at, scope_of, shown
from storage.report_counts import tallies

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 20  # bars; the rest is summed into one more
_WIDTH, _DPI = 1080, 120  # pixels, pixels an inch
_TEXT = 12.0  # points: 20 pixels
_REGISTERED, _HANDED_IN = "#C9D6E3", "#1F6FB2"


async def make_chart(desk: Desk, spec: Mapping[str, Any], out: Path) -> int:
    """Draw the spec's area as a PNG: by commune, or by target group where it is one commune."""
    scope = scope_of(spec)
    found = lines(await tallies(desk.store, scope, lessons=(), quizzes=()), desk.names, scope)
    footer = desk.word("chart.footer", scope=desk.names.scope(scope), at=shown(made_at(spec)))
    bars = shortened(desk, found)
    _draw(desk, bars, footer, out)
    return len(bars)


def shortened(desk: Desk, found: Sequence[Line]) -> list[Line]:
    """The largest, and all the others as one."""
    if len(found) <= MOST + 1:
        return list(found)
    others = found[MOST:]
    name = desk.word("chart.others", count=len(others))
    return [*found[:MOST], Line.total(name, others)]


def _draw(desk: Desk, bars: Sequence[Line], footer: str, out: Path) -> None:
    from matplotlib.figure import Figure  # not pyplot: it keeps figures and looks for a screen

    height = 170 + 58 * max(len(bars), 1)
    figure = Figure(figsize=(_WIDTH / _DPI, height / _DPI), dpi=_DPI, facecolor="white", layout="constrained")
    axes = figure.add_subplot()
    _bars(desk, axes, bars)
    axes.set_title(desk.word("chart.title"), fontsize=_TEXT + 3, loc="left", fontweight="bold", x=0)
    figure.supxlabel(footer, fontsize=_TEXT - 1, color="#555555")
    figure.savefig(out, format="png")


def _bars(desk: Desk, axes: Axes, bars: Sequence[Line]) -> None:
    at = range(len(bars))
    for label, color, sizes in (
        (desk.word("chart.registered"), _REGISTERED, [bar.registered for bar in bars]),
        (desk.word("chart.handed_in"), _HANDED_IN, [bar.handed_in for bar in bars]),
    ):
        axes.barh(at, sizes, height=0.66, color=color, label=label)
    for place, bar in enumerate(bars):
        axes.annotate(
            f"{bar.handed_in}/{bar.registered}", (bar.registered, place), xytext=(6, 0),
            textcoords="offset points", va="center", fontsize=_TEXT,
        )  # fmt: skip
    _frame(axes, bars)
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, fontsize=_TEXT, frameon=False)


def _frame(axes: Axes, bars: Sequence[Line]) -> None:
    axes.set_yticks(range(len(bars)), [wrapped(bar.name) for bar in bars], fontsize=_TEXT)
    axes.set_ylim(len(bars) - 0.4, -0.6)  # the first on top
    axes.set_xlim(0, max((bar.registered for bar in bars), default=1) * 1.18)
    axes.set_xticks([])
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def wrapped(name: str, width: int = 24) -> str:
    """The name in two lines at most; what is longer ends in an ellipsis."""
    import textwrap

    return "\n".join(textwrap.wrap(name, width, max_lines=2, placeholder=" …"))
