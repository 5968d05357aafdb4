"""What can be wrong with the machine below the program: its disk is full, its database is held by another process."""

from __future__ import annotations

import asyncio
import resource
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.prove.scene import Scene

TMPFS = "size=64m"
HOLDS = """
import sqlite3, sys, time
held = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
held.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
time.sleep(600)
"""


@asynccontextmanager
async def own_disk(folder: Path) -> AsyncIterator[bool]:
    """A small disk of its own at that folder, where the machine lets us mount one; whether it did."""
    folder.mkdir(parents=True)
    mounted = shutil.which("mount") is not None and await _ran("mount", "-t", "tmpfs", "-o", TMPFS, "prove", folder)
    try:
        yield mounted
    finally:
        if mounted:
            assert await _ran("umount", folder)


async def _ran(*command: str | Path) -> bool:
    process = await asyncio.create_subprocess_exec(*map(str, command), stderr=asyncio.subprocess.DEVNULL)
    return await process.wait() == 0


@asynccontextmanager
async def disk_full(scene: Scene) -> AsyncIterator[None]:
    """No byte more fits on the data folder's disk; or, where it has none of its own, into any file of the process."""
    if scene.program.folder.is_mount():
        ballast = scene.program.folder / "ballast"
        with ballast.open("wb", buffering=0) as filled:
            _fill(filled.write)
        yield
        ballast.unlink()
        return
    unlimited = resource.prlimit(scene.program.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    yield
    if scene.program.runs:
        resource.prlimit(scene.program.pid, resource.RLIMIT_FSIZE, unlimited)


def _fill(write: object) -> None:
    assert callable(write)
    for size in (1 << 20, 1 << 12, 1):
        try:
            while write(b"\0" * size):
                pass
        except OSError:
            continue


@asynccontextmanager
async def database_locked(scene: Scene) -> AsyncIterator[None]:
    """Another process holds the database for writing."""
    holder = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLDS, str(scene.database), stdout=-1)
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"held\n"
    yield
    holder.kill()
    await holder.wait()
