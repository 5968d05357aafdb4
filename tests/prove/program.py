"""The program as a child process that may be dead, or may have been given another address of the server."""

from __future__ import annotations

import asyncio

from tests.e2e import program


class Program(program.Program):
    """What these trials do with it beyond what the other tests do."""

    _starting: asyncio.Future[None] | None = None

    async def start(self, **settings: str) -> None:
        """As always; one that is broken off in the middle leaves no process that nobody knows."""
        self._starting = asyncio.ensure_future(super().start(**settings))
        await asyncio.shield(self._starting)

    def extra(self, **settings: str) -> None:
        """Settings that hold from the next start on, in small letters."""
        self._extra |= {f"DONGHANH_{name.upper()}": value for name, value in settings.items()}

    @property
    def runs(self) -> bool:
        """Whether it is alive."""
        return self._process is not None and self._process.returncode is None

    async def kill(self) -> None:
        """SIGKILL. Raises AssertionError with its last words where it had ended by itself."""
        assert self.runs, f"the program ended by itself; its last words: {self.log[-4000:]}"
        await super().kill()

    async def gone(self) -> None:
        """Wait until it has ended by itself."""
        assert self._process is not None
        await self._process.wait()

    async def end(self) -> None:
        """Kill it where it is still there."""
        if self._starting is not None:
            await asyncio.wait([self._starting])
        if self.runs:
            await self.kill()
