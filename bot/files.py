"""Where the bytes of files lie: one file on disk for each content, named by its sha256."""

from __future__ import annotations

import asyncio
import hashlib
import math
import mimetypes
import os
import tempfile
import threading
import time
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

from bot.file_names import clean_name
from bot.file_types import UNKNOWN, sniff
from handlers.messages import Stored

__all__ = ["Files", "clean_name", "sniff"]

GRACE = timedelta(hours=1)
"""A file younger than this may belong to a turn that has not committed yet."""

_UNFINISHED = ".part"


class Files:
    """A folder of files: `root/ab/abcdef…`. One process writes to it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock = threading.Lock()  # nothing is swept between being found here and being made young again

    def path(self, sha256: str) -> Path:
        """Where the file of this content lies, whether or not it is there."""
        return self.root / sha256[:2] / sha256

    async def keep(self, data: bytes, name: str, declared_type: str = "") -> Stored:
        """Put the bytes on disk, synced before this returns; content that is there already is kept once.

        The type is read from the content. `name` is cleaned; a file without one is named by its type.
        """
        return await asyncio.to_thread(self._keep, data, name, declared_type)

    async def sweep(self, known: Collection[str], older_than: timedelta = GRACE) -> list[str]:
        """Remove what lies here, is older than that by the machine's clock, and is not among the known contents.

        Returns the names of what was removed.
        """
        return await asyncio.to_thread(self._sweep, frozenset(known), time.time() - older_than.total_seconds())

    def _keep(self, data: bytes, name: str, declared_type: str) -> Stored:
        sha256, type_ = hashlib.sha256(data).hexdigest(), sniff(data)
        path = self.path(sha256)
        if not self._made_young(path):
            _write(path, data)
        return Stored(sha256, len(data), type_, clean_name(name) or _nameless(type_, declared_type))

    def _made_young(self, path: Path) -> bool:
        with self._lock:
            there = path.exists()
            if there:
                os.utime(path)
        return there

    def _sweep(self, known: frozenset[str], before: float) -> list[str]:
        removed = []
        for path in sorted(self.root.glob("??/*")):
            with self._lock:
                if path.name not in known and _modified(path) < before:
                    path.unlink()
                    removed.append(path.name)
        return removed


def _modified(path: Path) -> float:
    """When the file was last written, in seconds of the epoch; one that was renamed meanwhile is new."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf


def _write(path: Path, data: bytes) -> None:
    """All of it or nothing, also when the power goes: written aside, synced, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=_UNFINISHED, delete=False) as aside:
        aside.write(data)
        aside.flush()
        os.fsync(aside.fileno())
    Path(aside.name).replace(path)
    for folder in (path.parent, path.parent.parent):
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """A new name is on disk only once its folder is (fsync(2))."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _nameless(type_: str, declared: str) -> str:
    ending = mimetypes.guess_extension(type_ if type_ != UNKNOWN else declared) or ""
    return f"{'anh' if type_.startswith('image/') else 'tep'}-1{ending}"
