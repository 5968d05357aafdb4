"""What these tests may use: the packaged course and phrases, as conversations' tests have them; and their summary."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot.conftest import database, stage, start
from tests.handlers.conftest import chats, course, phrases

__all__ = ["chats", "course", "database", "phrases", "stage", "start"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many examples were really run, by all processes together."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    found: list[dict[str, Any]] = [dict(report.user_properties) for report in reports]
    parts = [about for about in found if "examples" in about]
    if parts:
        whole = {name: sum(about[name] for about in parts) for name in ("examples", "fixed", "acts")}
        slowest, seed = max(about["seconds"] for about in parts), parts[0]["seed"]
        terminalreporter.write_line(
            f"any order: {whole['examples']} examples (and {whole['fixed']} fixed ones), {whole['acts']} acts, "
            f"{len(parts)} processes, {slowest} s, seed {seed or 'fixed'}"
        )
