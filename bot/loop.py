"""The event loop that the program runs on, and how often Python looks for rubbish meanwhile."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Coroutine
from typing import Any

import uvloop

OBJECTS_BETWEEN_LOOKS = 20_000
"""A turn makes hundreds of objects that die by themselves; with Python's 700, looking for others costs a tenth."""


def run(main: Coroutine[Any, Any, None]) -> None:
    """Run the program to its end."""
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS, 20, 100)
    gc.freeze()  # what was imported stays: it needs no looking at
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main)
