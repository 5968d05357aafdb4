"""`donghanh webhook set | show | delete` against the rehearsal's server, and what settings of Zalo are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.accounts import zalos_of
from bot.channels.base import ChannelRefused
from bot.cli import accounts, webhook
from bot.errors import OperatorMistake
from bot.handouts import NoLinks
from bot.rehearsal.server import Rehearsal
from bot.rehearsal.zalo.bots import Bot
from bot.settings import Settings
from content import PACKAGED
from content.phrases import load_phrases
from handlers.quota import Limit
from tests.bot.conftest import Start
from tests.bot.program import settings_for

Stage = tuple[Rehearsal, str, aiohttp.ClientSession]
SECRET = "a-secret-of-this-webhook"


async def said(settings: Settings, act: webhook.Act) -> str:
    [channel] = zalos_of(settings, load_phrases(PACKAGED / "phrases"), NoLinks())
    return await webhook._told(settings, channel, act)


async def test_the_webhook_is_set_shown_and_deleted(
    start: Start, zalo_settings: dict[str, Any], xa1: Bot, unused_tcp_port: int
) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}"
    hooked = zalo_settings | {"http_port": unused_tcp_port, "public_url": url, "zalo_webhook_secret": SECRET}
    async with start(**hooked) as program:
        settings = program.app.settings
        assert [
            await said(settings, webhook._show),
            await said(settings, webhook._set),
            await said(settings, webhook._show),
            await said(settings, webhook._delete),
            await said(settings, webhook._show),
        ] == [
            "chưa đặt webhook",
            f"đã đặt {url}/zalo/12345689",
            f"đang đưa tin tới {url}/zalo/12345689",
            "đã bỏ webhook",
            "chưa đặt webhook",
        ]
    with pytest.raises(OperatorMistake) as raised:
        await said(settings, webhook._set)
    assert str(raised.value) == (
        f"xa1: đã đặt {url}/zalo/12345689, nhưng Zalo gọi thử chưa được "
        "(webhook.unreachable Your server rejected the request.). Chương trình đã chạy chưa?"
    )
    assert xa1.webhook.target is not None
    assert xa1.webhook.target.secret == SECRET


async def test_a_wrong_token_or_no_address_is_a_line(
    stage: Stage, zalo_settings: dict[str, Any], tmp_path: Path
) -> None:
    wrong = settings_for(stage[1], tmp_path, **zalo_settings | {"zalo_bots": "xa1=999:la-bot-la"})
    with pytest.raises(OperatorMistake, match="Zalo không nhận mã bot"):
        await said(wrong, webhook._show)
    with pytest.raises(OperatorMistake, match="cần có cả hai để đặt webhook"):
        await said(settings_for(stage[1], tmp_path, **zalo_settings), webhook._set)
    away = settings_for("http://127.0.0.1:9", tmp_path, **zalo_settings | {"zalo_base_url": "http://127.0.0.1:9"})
    with pytest.raises(OperatorMistake, match="chưa hỏi được Zalo cho bot xa1"):
        await said(away, webhook._show)
    assert issubclass(ChannelRefused, Exception)


@pytest.mark.parametrize(
    ("bots", "wanted", "line"),
    [
        ("", None, "DONGHANH_ZALO_BOTS: chưa có bot Zalo nào; lấy mã của bot từ Zalo Bot Platform"),
        ("", "xa1", "DONGHANH_ZALO_BOTS: chưa có bot Zalo nào; lấy mã của bot từ Zalo Bot Platform"),
        ("xa1=1234:abc,xa2=1235:abd", "xa3", "--bot: không có bot Zalo tên đó (DONGHANH_ZALO_BOTS: xa1, xa2)"),
    ],
)
def test_a_bot_that_is_not_there_is_told_by_what_is(
    bots: str, wanted: str | None, line: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DONGHANH_ZALO_BOTS", bots)
    with pytest.raises(OperatorMistake) as raised:
        webhook.show(wanted)
    assert str(raised.value) == line


@pytest.mark.parametrize(
    ("sent", "rest"),
    [
        (0, "đã gửi 0/3.000 tin, còn 3.000 (trong đó 600 dành cho nhắc và biên nhận)."),
        (2900, "đã gửi 2.900/3.000 tin, còn 100 (trong đó 100 dành cho nhắc và biên nhận)."),
        (3001, "đã gửi 3.001/3.000 tin, còn 0 (trong đó 0 dành cho nhắc và biên nhận)."),
    ],
)
def test_what_an_account_has_left_is_never_less_than_what_is_kept_of_it(sent: int, rest: str) -> None:
    limit = Limit("zalo:12345689", "xa1", 3000, 50)
    assert accounts._line(limit, 7, sent) == f"Zalo xa1: 7/48 người; tháng này {rest}"


LIST = "ZALO_BOTS: cần danh sách tên=mã, cách nhau bằng dấu phẩy, ví dụ: xa1=12345689:abc-xyz"


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({"zalo_bots": "12345689:abc-xyz"}, LIST),
        ({"zalo_bots": "xa1=12345689"}, LIST),
        ({"zalo_bots": "xa 1=12345689:abc-xyz"}, LIST),
        ({"zalo_bots": "xa1=1234:abc,xa1=1235:abd"}, "ZALO_BOTS: mỗi bot cần một tên và một mã riêng"),
        ({"zalo_bots": "xa1=1234:abc,xa2=1234:abc"}, "ZALO_BOTS: mỗi bot cần một tên và một mã riêng"),
        (
            {"zalo_bots": "xa1=1234:abc", "zalo_links": "xa1=zalo.me/1"},
            "ZALO_LINKS: cần danh sách tên=đường dẫn, cách nhau bằng dấu phẩy, ví dụ: xa1=https://zalo.me/123",
        ),
        (
            {"zalo_bots": "xa1=1234:abc", "zalo_links": "xa2=https://zalo.me/2"},
            "ZALO_LINKS: không có bot tên xa2 trong DONGHANH_ZALO_BOTS",
        ),
        ({"zalo_webhook_secret": "ngan"}, "ZALO_WEBHOOK_SECRET: cần 8–256 ký tự A–Z a–z 0–9 _ -"),
        ({"zalo_base_url": "zalo.vn"}, "ZALO_BASE_URL: phải là địa chỉ bắt đầu bằng http:// hoặc https://"),
        (
            {"zalo_bots": "xa1=1234:abc", "clock_start": "2026-05-22T18:55"},
            "CLOCK_START: chỉ dùng khi mọi máy chủ kênh chạy trên chính máy này",
        ),
        (
            {"zalo_loopback_pictures": True},
            "ZALO_LOOPBACK_PICTURES: chỉ dùng khi máy chủ của Zalo chạy trên chính máy này",
        ),
        ({"zalo_people": 5}, "ZALO_PEOPLE: chỉ dùng khi máy chủ của Zalo chạy trên chính máy này"),
    ],
)
def test_wrong_settings_are_refused(values: dict[str, Any], line: str, tmp_path: Path) -> None:
    with pytest.raises(OperatorMistake) as raised:
        settings_for("http://127.0.0.1:9", tmp_path, **values)
    assert str(raised.value) == f"DONGHANH_{line}"
