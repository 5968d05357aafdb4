"""The real program as a child process against the rehearsal's server: started, killed, asked."""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp

from bot.rehearsal.server import Rehearsal
from storage.types import VIETNAM

BEGINS = datetime(2026, 5, 22, 18, 55, tzinfo=VIETNAM)
DONGHANH = str(Path(sys.executable).with_name("donghanh"))
READY_SECONDS = 30.0
SETTLE_SECONDS = 60.0


class Program:
    """`donghanh run` and its folder. `page` is the address of the rehearsal's server."""

    def __init__(self, rehearsal: Rehearsal, page: str, folder: Path, session: aiohttp.ClientSession) -> None:
        self.rehearsal, self.page, self.session = rehearsal, page, session
        self.folder, self.address = folder, ""
        self._began: tuple[datetime, float] | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._log = folder.with_name("program.log")
        self._extra: dict[str, str] = {}

    async def start(self, **settings: str) -> None:
        """Start it (again) and wait until it says that it is ready. `settings` hold from now on, in small letters.

        Its clock goes on from where it was.
        """
        self._extra |= {f"DONGHANH_{name.upper()}": value for name, value in settings.items()}
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                DONGHANH, "run", env=self._environment(), cwd=self.folder.parent, stdout=-1, stderr=log
            )
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), READY_SECONDS)
        found = re.search(rb"(http://\S+)/healthz", line)
        assert found is not None, f"no ready line: {line!r}; {self.log[-2000:]}"
        self.address = found[1].decode()
        self.rehearsal.clock.url = f"{self.address}/clock"

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DONGHANH_")}
        return kept | self._settings() | self._extra

    def _settings(self) -> dict[str, str]:
        return {
            "DONGHANH_TELEGRAM_TOKEN": self.rehearsal.token,
            "DONGHANH_TELEGRAM_BASE_URL": f"{self.page}/bot",
            "DONGHANH_TELEGRAM_FILE_URL": f"{self.page}/file/bot",
            "DONGHANH_DATA_DIR": str(self.folder),
            "DONGHANH_CLOCK_START": self._now().isoformat(),
            "DONGHANH_HTTP_PORT": "0",
        }

    def _now(self) -> datetime:
        """Where its clock starts: at the beginning, and after a stop where it was last heard."""
        clock = self.rehearsal.clock
        return BEGINS if clock.url is None else datetime.fromtimestamp(clock.timestamp(), VIETNAM)

    @property
    def pid(self) -> int:
        """The running process's number."""
        assert self._process is not None
        return self._process.pid

    async def kill(self) -> None:
        """SIGKILL, at whatever it is doing."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> int:
        """SIGTERM; returns the exit code."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.terminate()
        return await asyncio.wait_for(self._process.wait(), 15)

    async def tool(self, *arguments: str) -> str:
        """What another command of `donghanh` prints. It must succeed."""
        process = await asyncio.create_subprocess_exec(
            DONGHANH, *arguments, env=self._environment(), cwd=self.folder.parent, stdout=-1, stderr=-1
        )
        out, err = await process.communicate()
        assert process.returncode == 0, err.decode()
        return out.decode().strip()

    async def moved(self, **how: Any) -> dict[str, Any]:
        """The clock moved by the page's own request: `next=True`, `to=…`, `advance=…`; returns the clock."""
        async with self.session.post(f"{self.page}/api/clock", json=how) as answer:
            assert answer.status == 200, await answer.text()
            clock: dict[str, Any] = await answer.json()
            return clock

    async def clock(self) -> dict[str, Any]:
        """The clock as the page sees it."""
        async with self.session.get(f"{self.page}/api/clock") as answer:
            clock: dict[str, Any] = await answer.json()
            return clock

    async def health(self) -> Mapping[str, Any]:
        """What /healthz tells."""
        async with self.session.get(f"{self.address}/healthz") as answer:
            health: dict[str, Any] = await answer.json()
            return health

    async def waiting(self) -> tuple[int, int]:
        """How many rows of the inbox and of the outbox wait."""
        health = await self.health()
        return health["inbox"], health["outbox"]

    def _undelivered(self) -> bool:
        zalo = any(bot.updates.waiting or bot.webhook.busy for bot in self.rehearsal.zalo)
        return bool(self.rehearsal.updates.waiting) or zalo

    async def settled(self) -> None:
        """Wait until every update had its turn and every message has left."""
        assert self._process is not None
        async with asyncio.timeout(SETTLE_SECONDS):
            # In this order: what the server holds no more is in the inbox.
            while self._undelivered() or await self.waiting() != (0, 0):
                assert self._process.returncode is None, self.log[-2000:]
                await asyncio.sleep(0.05)

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """Rows of its database file, read beside it."""
        with closing(sqlite3.connect(f"file:{self.folder / 'donghanh.db'}?mode=ro", uri=True)) as database:
            database.row_factory = sqlite3.Row
            return database.execute(query, values).fetchall()

    @property
    def log(self) -> str:
        """Everything that it has logged."""
        return self._log.read_text(encoding="utf-8")

    def calls(self, *methods: str) -> Sequence[dict[str, Any]]:
        """The calls of the Bot API so far, as the server's /api/log has them."""
        return [call for call in self.rehearsal.log if not methods or call["method"] in methods]
