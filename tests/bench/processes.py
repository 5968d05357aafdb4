"""A process under measurement: started, asked by /proc for its processor time and peak memory, stopped."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

TICKS = os.sysconf("SC_CLK_TCK")
STOP_SECONDS = 20.0


class Gone(Exception):
    """The process has ended, or never said that it is ready."""


class Child:
    """One child process. Its standard error goes to `log`."""

    def __init__(self, process: asyncio.subprocess.Process, began: float) -> None:
        self._process, self.began = process, began
        self.ready_after = 0.0
        self._peak = 0.0

    @classmethod
    async def start(cls, command: Sequence[str], *, environment: Mapping[str, str], log: IO[bytes]) -> Child:
        """Start it; `began` is in monotonic seconds."""
        began = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            *command, env={**os.environ, **environment}, stdout=asyncio.subprocess.PIPE, stderr=log
        )
        return cls(process, began)

    async def line(self, seconds: float = 60) -> str:
        """Its first line of output, and `ready_after` is known. Raises Gone."""
        assert self._process.stdout is not None
        try:
            found = await asyncio.wait_for(self._process.stdout.readline(), seconds)
        except TimeoutError:
            raise Gone(f"not a word in {seconds:.0f} s") from None
        self.ready_after = time.monotonic() - self.began
        if not found:
            raise Gone("the process ended before it said a word; see bench.log")
        return found.decode().strip()

    @property
    def cpu(self) -> float:
        """Seconds of processor time so far, of all its threads, user's and system's."""
        return self._ticks(11, 12)

    @property
    def cpu_of_children(self) -> float:
        """The same of its child processes that have ended."""
        return self._ticks(13, 14)

    def _ticks(self, *places: int) -> float:
        # Source: proc(5), /proc/pid/stat; the command in parentheses may hold spaces, so count from behind it.
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return sum(int(fields[place]) for place in places) / TICKS

    @property
    def peak(self) -> float:
        """The most memory that it ever had resident, in megabytes (VmHWM); the last known where it has ended."""
        if self._process.returncode is None:
            self._peak = _peak(self._process.pid)
        return self._peak

    @property
    def children_peak(self) -> float:
        """The same of its own child processes that run now, together."""
        pids = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text(encoding="ascii").split()
        return sum(map(_peak, pids))

    async def stop(self) -> None:
        """SIGTERM, and SIGKILL where that is not heard."""
        if self._process.returncode is None:
            self._peak = self.peak
            self._process.terminate()
        try:
            await asyncio.wait_for(self._process.communicate(), STOP_SECONDS)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


def _peak(pid: int | str) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except FileNotFoundError:
        return 0.0  # it has ended between two looks
    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(found[0]) * 1024 / 1e6 if found else 0.0  # a process that is ending has no memory any more
