"""Files on public addresses, for channels that take no files: signed, one person's, gone after a day."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import math
import os
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bot.channels.base import Ready
from bot.clock import Clock
from bot.files import Files
from handlers.text import clock as shown_clock

LIFE = timedelta(hours=24)
PATH = "/tep"
_KEY = "key"
_NOTE = ".json"
_SWEEP_SECONDS = 600
_SIGNED = 16
"""Bytes of a signature that are kept: 128 bits."""


class NoLinks:
    """Where there is no public address."""

    async def offer(self, file: Ready, *, account: str, chat: str) -> tuple[str, str] | None:
        """No address for anybody."""
        del file, account, chat
        return None


@dataclass(frozen=True, slots=True)
class Handout:
    """A file that was handed out: where it lies, its name, and whose chat it was for."""

    path: Path
    name: str
    as_photo: bool
    account: str
    chat: str


class Handouts:
    """Hands out files under a public address. What a link stands for lies in `folder` as long as the link works,
    and so do contents that are nowhere else.
    """

    def __init__(self, folder: Path, files: Files, public_url: str, clock: Clock) -> None:
        self._folder, self._files, self._url, self._clock = folder, files, public_url, clock
        self._key: bytes | None = None
        self._making = threading.Lock()
        self._sweep_at = 0.0

    async def offer(self, file: Ready, *, account: str, chat: str) -> tuple[str, str] | None:
        """An address of the file for the person of that chat, and until when it works."""
        until = self._clock.now() + LIFE
        whose = {"name": file.name, "account": account, "chat": chat, "until": int(until.timestamp())}
        token = await asyncio.to_thread(self._noted, file, whose)
        address = f"{self._url}{PATH}/{token}/{quote(file.name)}"
        return address, f"{shown_clock(until)} ngày {until.day}/{until.month}"

    async def opened(self, token: str) -> Handout | None:
        """What the token stands for; None where it is none of ours. Raises Expired."""
        return await asyncio.to_thread(self._opened, token)

    def _noted(self, file: Ready, whose: Mapping[str, Any]) -> str:
        """Note down what is handed out, and give the token that stands for it: it tells nothing itself. Blocks."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._sweep()
        number = secrets.token_hex(16)
        note = json.dumps({**whose, **self._kept(file), "photo": file.as_photo}, ensure_ascii=False)
        self._write(f"{number}{_NOTE}", note.encode())
        return f"{number}.{_text(self._signature(number))}"

    def _kept(self, file: Ready) -> dict[str, str]:
        """Have the content lie somewhere; says where."""
        if file.sha256 is not None:
            return {"stored": file.sha256}
        content = file.read()
        sha256 = hashlib.sha256(content).hexdigest()
        self._write(sha256, content)
        return {"here": sha256}

    def _write(self, name: str, content: bytes) -> None:
        path = self._folder / name
        aside = path.with_suffix(f".{secrets.token_hex(4)}")
        aside.write_bytes(content)
        aside.replace(path)

    def _sweep(self) -> None:
        """Remove, now and then, what no link can name any more."""
        if time.monotonic() < self._sweep_at:
            return
        self._sweep_at = time.monotonic() + _SWEEP_SECONDS
        oldest = time.time() - LIFE.total_seconds() - 3600
        for entry in os.scandir(self._folder):
            if entry.name != _KEY and _written(entry) < oldest:
                Path(entry.path).unlink(missing_ok=True)

    def _opened(self, token: str) -> Handout | None:
        number, _, signature = token.partition(".")
        if not hmac.compare_digest(signature.encode(), _text(self._signature(number)).encode()):
            return None
        try:
            note = json.loads((self._folder / f"{number}{_NOTE}").read_bytes())
        except FileNotFoundError:
            raise Expired from None
        if datetime.fromtimestamp(note["until"], UTC) <= self._clock.now():
            raise Expired
        path = self._files.path(note["stored"]) if "stored" in note else self._folder / note["here"]
        if not path.exists():
            raise Expired
        return Handout(path, note["name"], note["photo"], note["account"], note["chat"])

    def _signature(self, body: str) -> bytes:
        return hmac.digest(self._secret(), body.encode(), "sha256")[:_SIGNED]

    def _secret(self) -> bytes:
        """The key, made once and kept beside the files, so that links outlive a restart. Blocks at the first time."""
        with self._making:  # several files may be the first
            if self._key is None:
                self._key = self._kept_key()
            return self._key

    def _kept_key(self) -> bytes:
        path = self._folder / _KEY
        if not path.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            aside = path.with_suffix(".new")
            aside.unlink(missing_ok=True)
            with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(secrets.token_bytes(32))
            aside.replace(path)  # whole or not at all, whenever the plug is pulled
        return path.read_bytes()


class Expired(Exception):
    """The address worked once, and doesn't any more."""


def _written(entry: os.DirEntry[str]) -> float:
    """When the file was written, in seconds of the system's clock; never, where it went away meanwhile."""
    try:
        return entry.stat().st_mtime
    except FileNotFoundError:
        return math.inf


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
