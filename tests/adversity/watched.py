"""The watch on secrets over the whole run: whatever the tests make the program log or keep, no token or code is in it.

A session-wide fixture of tests/conftest.py: each process of a run has one. What it finds fails the run at its end.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from storage import invites
from storage.invites import normalize

_TOKEN = re.compile(r"(?<![0-9])[0-9]{6,12}:[A-Za-z0-9_-]{30,}")
"""What a bot's token looks like, whosever it is (https://core.telegram.org/bots/api#authorizing-your-bot)."""
_EMPTY = re.compile(rb"\0+")
_KEPT = ("*.db", "*.db-wal", "*.log")
"""Databases, also their newest pages, and what processes have logged."""
HERE = str(Path(__file__).parents[1])


class Watch:
    """Collects the codes that are made, and every log record that has a secret in it."""

    def __init__(self) -> None:
        self.codes: list[str] = []
        self.told: list[str] = []

    def looks_at(self, record: logging.LogRecord) -> logging.LogRecord:
        """A record that the program (not a test) has made, before anything is cut out of it."""
        if not record.pathname.startswith(HERE) and (found := self.leaks(record.getMessage())):
            self.told.append(f"{record.name}, line {record.lineno}: {found}")
        return record

    def leaks(self, text: str) -> list[str]:
        """The kinds of secret that are in the text; never the secrets themselves."""
        found = ["a token"] if _TOKEN.search(text) else []
        upper = text.upper()
        return found + (["a code"] if any(normalize(code) in upper or code in upper for code in self.codes) else [])

    def leaking(self, folder: Path) -> Iterator[str]:
        """Each database and log file under the folder that has a secret in it, with the kind."""
        for path in sorted(path for kind in _KEPT for path in folder.rglob(kind) if path.is_file()):
            written = _EMPTY.sub(b"\0", path.read_bytes())  # pages are mostly empty
            if found := self.leaks(written.decode("latin-1")):
                yield f"{path.relative_to(folder)}: {found}"


@pytest.fixture(scope="session", autouse=True)
def no_secret_is_told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watch]:
    """Watch over all tests of this process."""
    watch, made, factory = Watch(), invites.make_invite, logging.getLogRecordFactory()

    async def remembered(*args: Any, **others: Any) -> str:
        code = await made(*args, **others)
        watch.codes.append(code)
        return code

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(invites, "make_invite", remembered)
        logging.setLogRecordFactory(lambda *args, **others: watch.looks_at(factory(*args, **others)))
        yield watch
        logging.setLogRecordFactory(factory)
    found: Iterable[str] = [*watch.told, *watch.leaking(tmp_path_factory.getbasetemp())]
    assert found == [], "secrets were told"
