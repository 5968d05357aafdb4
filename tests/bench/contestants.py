"""The bots that are measured, each as a process against the arena: ours, and the peers in an environment of theirs."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tests.bench.arena import Arena
from tests.bench.processes import Child
from tests.bench.server import TOKEN

PEERS = Path(__file__).with_name("peers")
PEERS_PYTHON = Path(".venv-peers/bin/python")
DONGHANH = str(Path(sys.executable).with_name("donghanh"))


@dataclass(frozen=True, slots=True)
class Peer:
    """Somebody else's bot: a script among `peers`, and what its environment switches on."""

    name: str
    script: str
    switches: Mapping[str, str] = field(default_factory=dict)

    @asynccontextmanager
    async def running(self, arena: Arena, log: IO[bytes]) -> AsyncIterator[Child]:
        """Started; ready once it answers."""
        environment = {"BOT_TOKEN": TOKEN, "BOT_SERVER": arena.page, **self.switches}
        process = await Child.start([str(PEERS_PYTHON), str(PEERS / self.script)], environment=environment, log=log)
        try:
            yield process
        finally:
            await process.stop()


AIOGRAM = Peer("aiogram's echo", "aiogram_echo.py")
AIOGRAM_UVLOOP = Peer("aiogram's echo on uvloop", "aiogram_echo.py", {"UVLOOP": "1"})
PTB = Peer("PTB's echo", "ptb_echo.py")
PTB_CONCURRENT = Peer("PTB's echo, concurrent", "ptb_echo.py", {"CONCURRENT": "1"})
PTB_CONCURRENT_UVLOOP = Peer("PTB's echo, concurrent, on uvloop", "ptb_echo.py", {"CONCURRENT": "1", "UVLOOP": "1"})


@asynccontextmanager
async def ours(arena: Arena, folder: Path, log: IO[bytes], **settings: str) -> AsyncIterator[Child]:
    """`donghanh run` on the data in `folder`, ready. `settings` in small letters."""
    environment = {
        "DONGHANH_TELEGRAM_TOKEN": TOKEN,
        "DONGHANH_TELEGRAM_BASE_URL": f"{arena.page}/bot",
        "DONGHANH_TELEGRAM_FILE_URL": f"{arena.page}/file/bot",
        "DONGHANH_DATA_DIR": str(folder),
        "DONGHANH_HTTP_PORT": "0",
        "DONGHANH_LOG_LEVEL": "WARNING",
        **{f"DONGHANH_{name.upper()}": value for name, value in settings.items()},
    }
    process = await Child.start([DONGHANH, "run"], environment=environment, log=log)
    try:
        await process.line()
        yield process
    finally:
        await process.stop()
