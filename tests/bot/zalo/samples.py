"""The recorded payloads of Zalo's API, and a server on the loopback that answers with them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.channels.base import Ready
from bot.channels.numbered import Wording
from bot.channels.zalo import Zalo

SAMPLES: dict[str, Any] = json.loads(Path(__file__).with_name("zalo_samples.json").read_text(encoding="utf-8"))[
    "bot_platform"
]
TOKEN = "123456789:INVENTED-abc-xyz"
CHAT = "a1b2c3d4e5f60718293a"
WORDING = Wording(
    number="Trả lời bằng số: {numbers}",
    either="{first} hoặc {last}",
    span="từ {first} đến {last}",
    several="Trả lời bằng các số, ví dụ: {example}",
    letters="Trả lời bằng chữ cái: {letters}",
    both="Trả lời bằng chữ cái ({letters}) hoặc số ({numbers})",
    whole="Gõ nguyên câu: {label}",
    words="Gõ: {labels}",
    file="Tệp {name} (đến {until}): {address}",
    no_file="Tệp {name}: chưa có đường dẫn",
)


class Shelf:
    """Addresses for files, made up."""

    async def offer(self, file: Ready, *, account: str, chat: str) -> tuple[str, str] | None:
        assert account == "zalo:123456789"
        return f"https://xa-mau.example/tep/{chat}/{file.name}", "9:00"


@dataclass
class Recorded:
    """A server that answers each call with the next recorded response, and notes the calls."""

    answers: list[dict[str, Any]] = field(default_factory=list)
    calls: list[tuple[str, Any]] = field(default_factory=list)
    address: str = ""

    async def take(self, request: web.Request) -> web.Response:
        assert request.match_info["token"] == TOKEN
        self.calls.append((request.match_info["method"], await request.json()))
        answer = self.answers.pop(0)
        if "text" in answer:
            return web.Response(status=answer["http"], text=answer["text"], content_type="text/html")
        return web.json_response(answer["json"], status=answer["http"])


@asynccontextmanager
async def recorded() -> AsyncIterator[tuple[Recorded, Zalo]]:
    """The server, and an open channel against it."""
    server = Recorded()
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", server.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    channel = Zalo(TOKEN, label="xã 1", base_url=server.address, wording=WORDING, links=Shelf())
    await channel.open()
    try:
        yield server, channel
    finally:
        await channel.close()
        await runner.cleanup()
