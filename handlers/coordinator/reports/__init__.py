"""Files that are made when they are sent. They run in a process of their own; nothing else imports this package."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from handlers.coordinator.reports.chart import make_chart
from handlers.coordinator.reports.choices_chart import make_choices
from handlers.coordinator.reports.desk import Desk, Told
from handlers.coordinator.reports.export import make_export
from handlers.coordinator.reports.recipients import make_recipients
from handlers.coordinator.reports.unreached import make_unreached

__all__ = ["REPORTS", "Desk", "Told"]

REPORTS: Mapping[str, Callable[[Desk, Mapping[str, Any], Path], Awaitable[int]]] = {
    "export": make_export,
    "overview_chart": make_chart,
    "recipients": make_recipients,
    "situation_choices": make_choices,
    "unreached": make_unreached,
}
"""What makes each kind of report, from its spec, into a file. Each returns how many rows (or bars) that has."""
