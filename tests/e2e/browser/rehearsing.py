"""`donghanh demo` as a child process in a folder of its own, as somebody who tries it starts it."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.rehearsal.phone import new_session

DONGHANH = str(Path(sys.executable).with_name("donghanh"))
READY_SECONDS = 30.0
STOP_SECONDS = 20.0


@asynccontextmanager
async def rehearsing(folder: Path) -> AsyncIterator[str]:
    """A fresh rehearsal on a free port; yields its page's address. It must stop by itself, without a complaint.

    Its limits on messages a second are off: a test types and taps faster than a person can.
    """
    process = await asyncio.create_subprocess_exec(
        *(DONGHANH, "demo", "--port", "0", "--data-dir", str(folder / "demo")),
        env={name: value for name, value in os.environ.items() if not name.startswith("DONGHANH_")},
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    complaints = asyncio.create_task(_all(process.stderr))
    try:
        address = await asyncio.wait_for(_address(process.stdout), READY_SECONDS)
        async with new_session() as session, session.put(f"{address}/api/faults", json={"rate_limits": False}) as put:
            assert put.status == 200
        yield address
    finally:
        if process.returncode is None:
            process.terminate()
        code = await asyncio.wait_for(process.wait(), STOP_SECONDS)
        said = await complaints
    assert (code, said) == (0, [])


async def _address(printed: asyncio.StreamReader | None) -> str:
    assert printed is not None
    async for line in printed:
        if found := re.search(r"Mở trang: +(http://\S+)", line.decode()):
            return found[1]
    raise AssertionError("the rehearsal ended before it was ready")


async def _all(printed: asyncio.StreamReader | None) -> list[str]:
    assert printed is not None
    return [line.decode() async for line in printed]
