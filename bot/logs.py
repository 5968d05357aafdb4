"""Logs: a line that a person can read, or JSON, with the turn that it belongs to; nothing secret or personal in it.

An unexpected error is told by its type and its places in the code, not by its words: they may hold what somebody wrote.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_TOKEN = re.compile(r"(?<!\d)\d{6,12}:[A-Za-z0-9_-]{20,}")
"""What a bot's token looks like, whosever it is."""
_WORDS_ARE_SAFE = {"sqlite3", "telegram.error", "aiohttp.client_exceptions"}
"""Errors of these modules say what went wrong, never what somebody wrote."""

OURS = ("bot", "handlers", "content", "storage")

_turn: ContextVar[int | None] = ContextVar("turn", default=None)


@contextmanager
def of_turn(turn: int | None) -> Iterator[None]:
    """What is logged within the block, also by tasks that begin there, belongs to this turn (an inbox row's id)."""
    token = _turn.set(turn)
    try:
        yield
    finally:
        _turn.reset(token)


class _Clean(logging.Formatter):
    """A line without secrets."""

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__()
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        line = self._line(record)
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return _TOKEN.sub("***", line)

    def _line(self, record: logging.LogRecord) -> str:
        raise NotImplementedError


class _Readable(_Clean):
    def _line(self, record: logging.LogRecord) -> str:
        turn = _turn.get()
        source = record.name if turn is None else f"{record.name} [turn {turn}]"
        time = self.formatTime(record, "%H:%M:%S")
        return "\n".join([f"{time} {record.levelname:7} {source}: {record.getMessage()}", *_error(record)])


class _Json(_Clean):
    def _line(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "name": record.name,
            "message": record.getMessage(),
        }
        if (turn := _turn.get()) is not None:
            line["turn"] = turn
        if error := _error(record):
            line["error"] = "\n".join(error)
        return json.dumps(line, ensure_ascii=False)


def _error(record: logging.LogRecord) -> list[str]:
    """The error of a record and what it came from, oldest first, each with its places in the code."""
    if not record.exc_info or record.exc_info[1] is None:
        return []
    lines = []
    for error in reversed(list(_chain(record.exc_info[1]))):
        lines += ["Traceback (most recent call last):"]
        lines += [line.rstrip() for line in traceback.format_tb(error.__traceback__)]
        lines += [_named(error)]
    return lines


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ if error.__suppress_context__ else error.__cause__ or error.__context__


def _named(error: BaseException) -> str:
    module, name = type(error).__module__, type(error).__qualname__
    if module in _WORDS_ARE_SAFE:
        return f"{module}.{name}: {error}"
    if isinstance(error, OSError) and error.strerror:
        return f"{name}: {error.strerror}"
    return name if module == "builtins" else f"{module}.{name}"


def set_up(level: str, *, as_json: bool, secrets: Sequence[str] = ()) -> None:
    """Log to stderr from now on. `secrets` never appear in a line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter((_Json if as_json else _Readable)(list(filter(None, secrets))))
    logging.basicConfig(
        level=max(logging.WARNING, logging.getLevelNamesMapping()[level]), handlers=[handler], force=True
    )
    for ours in OURS:  # what libraries tell below a warning is noise, and may be what somebody wrote
        logging.getLogger(ours).setLevel(level)
