"""Ending tasks: wait for them, at most so long, and cancel what goes on after that."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Any


async def ended(tasks: Collection[asyncio.Task[Any]], seconds: float) -> None:
    """When this returns, none of these tasks runs any more."""
    if not tasks:
        return
    _, late = await asyncio.wait(tasks, timeout=seconds)
    for task in late:
        task.cancel()
    if late:
        await asyncio.wait(late)
