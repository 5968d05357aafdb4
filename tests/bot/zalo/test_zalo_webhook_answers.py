"""What `donghanh webhook` says of Zalo's answers: one line each, without the token, in Vietnamese, to the last bot."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiohttp import web

from bot.cli import webhook
from bot.errors import OperatorMistake

TOKEN = "1234:abc-secret"
OTHER = "1235:abd-secret"
URL = "https://lop.example"


async def answer(request: web.Request) -> web.Response:
    """What stands for Zalo: it repeats the token, breaks lines, and knows the second bot only."""
    token, method = request.match_info["token"], request.match_info["method"]
    if method == "setWebhook":
        told = {"ok": False, "outcome": "webhook.unreachable", "hint": f"line 1\n line 2 {token}\n"}
        return web.json_response({"ok": True, "result": {"url": URL, "verification": told}})
    if token == OTHER:
        return web.json_response({"ok": True, "result": {"url": URL}})
    match request.match_info["token"]:
        case "1236:none":
            return web.json_response({"ok": False, "description": "Not Found", "error_code": 404}, status=404)
        case "1237:lost":
            return web.Response(status=404, text="<html>Not Found")
        case "1238:ill":
            return web.Response(status=502)
        case "1239:odd":
            return web.Response(text="hello")
    return web.json_response({"ok": False, "description": f"no bot {token}", "error_code": 400}, status=400)


@contextmanager
def served() -> Iterator[str]:
    """The server, in a loop of its own: the commands have theirs."""
    loop = asyncio.new_event_loop()
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", answer)
    runner = web.AppRunner(app)

    async def begin() -> str:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield asyncio.run_coroutine_threadsafe(begin(), loop).result()
    asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def zalo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DONGHANH_PUBLIC_URL", URL)
    monkeypatch.setenv("DONGHANH_ZALO_WEBHOOK_SECRET", "a-secret-of-this-webhook")
    with served() as address:
        monkeypatch.setenv("DONGHANH_ZALO_BASE_URL", address)
        yield monkeypatch


def test_a_bot_that_fails_does_not_keep_the_next_one_from_its_turn(
    zalo: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    zalo.setenv("DONGHANH_ZALO_BOTS", f"xa1={TOKEN},xa2={OTHER}")
    with pytest.raises(OperatorMistake) as raised:
        webhook.show()
    assert str(raised.value) == "Zalo không nhận lệnh cho bot xa1: no bot ***"
    assert capsys.readouterr().out == f"xa2: đang đưa tin tới {URL}\n"


def test_a_webhook_that_zalo_does_not_reach_is_a_mistake_in_one_line(zalo: pytest.MonkeyPatch) -> None:
    zalo.setenv("DONGHANH_ZALO_BOTS", f"xa1={TOKEN}")
    with pytest.raises(OperatorMistake) as raised:
        webhook.set_()
    assert str(raised.value) == (
        f"xa1: đã đặt {URL}/zalo/1234, nhưng Zalo gọi thử chưa được (webhook.unreachable line 1 line 2 ***). "
        "Chương trình đã chạy chưa?"
    )


@pytest.mark.parametrize(
    ("token", "line"),
    [
        (
            "1237:lost",
            "Zalo không nhận lệnh cho bot a: địa chỉ này không phải của Zalo Bot Platform; xem DONGHANH_ZALO_BASE_URL",
        ),
        ("1238:ill", "chưa hỏi được Zalo cho bot a: máy chủ báo lỗi 502; hãy thử lại"),
        ("1239:odd", "chưa hỏi được Zalo cho bot a: máy chủ không trả lời trọn vẹn; hãy thử lại"),
    ],
)
def test_what_is_wrong_is_told_in_vietnamese(token: str, line: str, zalo: pytest.MonkeyPatch) -> None:
    zalo.setenv("DONGHANH_ZALO_BOTS", f"a={token}")
    with pytest.raises(OperatorMistake) as raised:
        webhook.show()
    assert str(raised.value) == line


def test_no_server_and_no_webhook_are_told_apart(zalo: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    zalo.setenv("DONGHANH_ZALO_BOTS", "a=1236:none")
    webhook.show()
    assert capsys.readouterr().out == "a: chưa đặt webhook\n"
    zalo.setenv("DONGHANH_ZALO_BASE_URL", "http://127.0.0.1:9")
    with pytest.raises(OperatorMistake) as raised:
        webhook.show()
    assert str(raised.value) == (
        "chưa hỏi được Zalo cho bot a: không nối được tới máy chủ; xem lại mạng và DONGHANH_ZALO_BASE_URL"
    )
