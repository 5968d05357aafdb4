"""Files on public addresses, for channels that take no files: signed, one person's, gone after a day."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
import time
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
    """Hands out files under a public address. Contents that are nowhere else lie in `folder` as long as their links."""

    def __init__(self, folder: Path, files: Files, public_url: str, clock: Clock) -> None:
        self._folder, self._files, self._url, self._clock = folder, files, public_url, clock
        self._key: bytes | None = None

    async def offer(self, file: Ready, *, account: str, chat: str) -> tuple[str, str] | None:
        """An address of the file for the person of that chat, and until when it works."""
        until = self._clock.now() + LIFE
        told = await asyncio.to_thread(self._kept, file)
        told |= {"n": file.name, "a": account, "c": chat, "u": int(until.timestamp())}
        body = _text(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode())
        address = f"{self._url}{PATH}/{body}.{_text(self._signature(body))}/{quote(file.name)}"
        return address, f"{shown_clock(until)} ngày {until.day}/{until.month}"

    async def opened(self, token: str) -> Handout | None:
        """What the token stands for; None where it is none of ours. Raises Expired."""
        return await asyncio.to_thread(self._opened, token)

    def _kept(self, file: Ready) -> dict[str, Any]:
        """Have the content lie somewhere; says where. Blocks."""
        if file.sha256 is not None:
            return {"s": file.sha256, "p": int(file.as_photo)}
        content = file.read()
        sha256 = hashlib.sha256(content).hexdigest()
        self._sweep()
        path = self._folder / sha256
        aside = path.with_suffix(f".{secrets.token_hex(4)}")
        aside.write_bytes(content)
        aside.replace(path)
        return {"h": sha256, "p": int(file.as_photo)}

    def _sweep(self) -> None:
        """Remove what no link can name any more."""
        self._folder.mkdir(parents=True, exist_ok=True)
        oldest = time.time() - LIFE.total_seconds() - 3600
        for path in self._folder.iterdir():
            if path.name != _KEY and path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)

    def _opened(self, token: str) -> Handout | None:
        body, _, signature = token.partition(".")
        try:
            genuine = hmac.compare_digest(_bytes(signature), self._signature(body))
            told = json.loads(_bytes(body)) if genuine else None
        except (ValueError, binascii.Error):
            return None
        if told is None:
            return None
        if datetime.fromtimestamp(told["u"], UTC) <= self._clock.now():
            raise Expired
        path = self._files.path(told["s"]) if "s" in told else self._folder / told["h"]
        if not path.exists():
            raise Expired
        return Handout(path, told["n"], bool(told["p"]), told["a"], told["c"])

    def _signature(self, body: str) -> bytes:
        return hmac.digest(self._secret(), body.encode(), "sha256")[:_SIGNED]

    def _secret(self) -> bytes:
        """The key, made once and kept beside the files, so that links outlive a restart. Blocks at the first time."""
        if self._key is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / _KEY
            if not path.exists():
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(handle, "wb") as file:
                    file.write(secrets.token_bytes(32))
            self._key = path.read_bytes()
        return self._key


class Expired(Exception):
    """The address worked once, and doesn't any more."""


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
