"""Reports in a process of their own, one at a time: they never stall the program, and their libraries stay out of it.

`python -m bot.reporting` makes one report: its job comes as a line of JSON by stdin (no secret shows in the list of
processes), which stays open as long as somebody waits for the report.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from content.models import Course
    from content.phrases import Phrases

LONGEST = 900.0
"""Seconds after which a report is given up; 100,000 essays take under one minute."""

ORPHANED = 3
"""The code with which a report ends whose program is gone."""

_PREFIX = "report-"


class ReportFailed(Exception):
    """A report was not made; the text says why in one line, without anybody's data."""


class Reporting:
    """Makes reports into temporary files in `data_dir`. The phrases lie beside the courses."""

    def __init__(self, *, database_url: str, data_dir: Path, course_dir: Path) -> None:
        self._tmp = data_dir.resolve() / "tmp"
        self._run = f"{_PREFIX}{uuid4().hex[:8]}"  # what this run makes is known from what an earlier one left
        self._job = {
            "database_url": database_url,
            "files_dir": str(data_dir.resolve() / "files"),
            "course_dir": str(course_dir.resolve()),
            "phrases_dir": str(course_dir.resolve().parents[1] / "phrases"),
        }
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._closed = asyncio.Event()

    def clear(self) -> None:
        """Remove what an earlier run, killed at its work, left behind."""
        for left in self._tmp.glob(f"{_PREFIX}*"):
            if left.name.startswith(self._run):
                continue
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)  # its process may be ending, and removing too
            else:
                left.unlink(missing_ok=True)

    async def make(self, spec: Mapping[str, Any], *, now: datetime, longest: float = LONGEST) -> Path:
        """Make the report that the spec describes; `now` stands on it unless the spec has its own time (`at`).

        Returns a file that is the caller's to remove. Raises ReportFailed.
        """
        folder = self._tmp / f"{self._run}-{uuid4().hex}"
        job = {**self._job, **self._of(spec), "spec": {"at": now.isoformat(), **spec}, "out": str(folder / "report")}
        async with self._turn:
            try:
                folder.mkdir(parents=True)
                await self._made(json.dumps(job).encode(), longest)
                return (folder / "report").rename(folder.with_suffix(".made"))
            except OSError as failed:  # the disk is full
                raise ReportFailed(f"no place for it: {failed.strerror}") from failed
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def _of(self, spec: Mapping[str, Any]) -> dict[str, str]:
        """Where the course of the report lies, which need not be the program's own."""
        own = Path(self._job["course_dir"])
        return {"course_dir": str(own.with_name(spec.get("course", own.name)))}

    async def _made(self, job: bytes, longest: float) -> None:
        if self._closed.is_set():
            raise ReportFailed("the program is closing")
        self._process = process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "bot.reporting"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "MPLCONFIGDIR": str(self._tmp / "matplotlib")},  # the home may be read-only
        )
        if self._closed.is_set():
            process.kill()  # closed while it was being started
        try:
            async with asyncio.timeout(longest):
                errors = await _asked(process, job)
        except TimeoutError:
            raise ReportFailed(f"not done in {longest:g} s") from None
        finally:
            await self._end()
        if process.returncode != 0:
            raise ReportFailed(reason(errors.decode(errors="replace"), process.returncode))

    async def _end(self) -> None:
        # Its input stays open until here: that is how it knows that somebody waits for it.
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.kill()
            await process.wait()

    async def close(self) -> None:
        """Make no more reports; the one that is being made fails, and its process has ended."""
        self._closed.set()
        await self._end()


async def _asked(process: asyncio.subprocess.Process, job: bytes) -> bytes:
    """Give the process its job, and wait for its end. Returns what it said of errors."""
    assert process.stdin is not None
    assert process.stderr is not None
    with suppress(ConnectionError):  # it has ended already; its code tells
        process.stdin.write(job + b"\n")
        await process.stdin.drain()
    errors = await process.stderr.read()
    await process.wait()
    return errors


def reason(errors: str, code: int | None) -> str:
    """The one line of a process's last words that names the error: the first after the newest traceback's calls."""
    _, found, last = errors.rpartition("Traceback (most recent call last):\n")
    lines = [line for line in last.splitlines() if line and not line.startswith(" ")]
    return lines[0] if found and lines else f"ended with code {code}"


async def write_report(
    database_url: str,
    files_dir: Path,
    course: Course,
    phrases: Phrases,
    spec: Mapping[str, Any],
    out: Path,
    on_progress: Callable[[int, int], None] | None = None,
) -> int:
    """Make a report in this process, all of it read in one transaction. `out` appears when it is whole.

    Returns how many rows it has: learners, recipients, or bars.

    `spec["kind"]` says which (handlers.coordinator.reports.REPORTS), `spec["at"]` (ISO) the time that stands on it.
    """
    from bot.files import Files
    from handlers.coordinator.reports import REPORTS, Desk
    from storage.engine import Database

    unfinished = out.with_name(f"{out.name}.part")
    try:
        async with Database(database_url, readers=1) as database, database.read() as store:
            desk = Desk(store, course, phrases, Files(files_dir).path, on_progress or (lambda _done, _of: None))
            count = await REPORTS[spec["kind"]](desk, spec, unfinished)
        unfinished.replace(out)
        return count
    finally:
        unfinished.unlink(missing_ok=True)


async def make_export(
    database_url: str,
    files_dir: Path,
    course: Course,
    phrases: Phrases,
    spec: Mapping[str, Any],
    out: Path,
    on_progress: Callable[[int, int], None] | None = None,
) -> int:
    """`write_report` of kind "export": `spec` has at, format (xlsx or zip), and where wanted province, commune, by."""
    export = {"kind": "export", "course": course.id, **spec}
    return await write_report(database_url, files_dir, course, phrases, export, out, on_progress)


def main() -> None:
    """Make the report that stdin describes."""
    from content.loading import load_course
    from content.phrases import load_phrases

    if hasattr(os, "nice"):
        os.nice(10)  # replies to people come first
    job = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_the_program, daemon=True).start()
    course, phrases = load_course(Path(job["course_dir"])), load_phrases(Path(job["phrases_dir"]))
    spec = {"course": course.id, **job["spec"]}
    asyncio.run(write_report(job["database_url"], Path(job["files_dir"]), course, phrases, spec, Path(job["out"])))


def _end_with_the_program() -> None:
    """The input closes when the program ends, however it ends: nobody waits for the report then."""
    sys.stdin.read()
    os._exit(ORPHANED)


if __name__ == "__main__":
    main()
