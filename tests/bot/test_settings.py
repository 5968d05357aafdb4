"""Settings: where they come from, what is refused and in which words, and that secrets stay secret."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot.errors import OperatorMistake
from bot.settings import load_settings, on_loopback
from storage.types import VIETNAM

LOCAL = {"TELEGRAM_BASE_URL": "http://127.0.0.1:9/bot", "TELEGRAM_FILE_URL": "http://127.0.0.1:9/file/bot"}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os

    for name in [name for name in os.environ if name.startswith("DONGHANH_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def given(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"DONGHANH_{name}", value)


def test_the_defaults(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.telegram_token is None
    assert settings.telegram_base_url == "https://api.telegram.org/bot"
    assert settings.telegram_file_url == "https://api.telegram.org/file/bot"
    assert settings.database_url == f"sqlite+aiosqlite:///{tmp_path / 'data' / 'donghanh.db'}"
    assert (settings.http_host, settings.http_port, settings.bulk_rate) == ("127.0.0.1", 8081, 25)
    assert (settings.course, settings.public_url, settings.clock_start) == ("lop-664", None, None)
    assert (settings.log_level, settings.log_json, settings.prune_days) == ("INFO", False, 90)
    assert (settings.course_dir.name, settings.course_dir.is_dir(), settings.files_dir) == (
        "lop-664", True, Path("data/files"),
    )  # fmt: skip


def test_the_environment_goes_before_the_file_and_empty_is_unset(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("DONGHANH_COURSE=khac\nDONGHANH_HTTP_PORT=1234\nOTHERS=x\n")
    given(monkeypatch, {"HTTP_PORT": "4321", "BULK_RATE": ""})
    settings = load_settings()
    assert (settings.course, settings.http_port, settings.bulk_rate) == ("khac", 4321, 25)


def test_addresses_lose_their_last_slash_and_a_naive_clock_is_vietnams(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, {**LOCAL, "TELEGRAM_BASE_URL": "http://[::1]:9/bot/", "CLOCK_START": "2026-05-22T18:55"})
    settings = load_settings()
    assert settings.telegram_base_url == "http://[::1]:9/bot"
    assert settings.clock_start == datetime(2026, 5, 22, 18, 55, tzinfo=VIETNAM)


LISTED = "cần danh sách tên=mã, cách nhau bằng dấu phẩy, ví dụ: xa1=12345689:abc-xyz"
WRONG = [
    ({"TELEGRAM_TOKEN": "bimat"}, "TELEGRAM_TOKEN: không có dạng 123456:ABC… mà BotFather đã cấp"),
    ({"TELEGRAM_TOKEN": "x:bimat"}, "TELEGRAM_TOKEN: không có dạng 123456:ABC… mà BotFather đã cấp"),
    ({"TELEGRAM_TOKEN": "123:"}, "TELEGRAM_TOKEN: không có dạng 123456:ABC… mà BotFather đã cấp"),
    ({"TELEGRAM_BASE_URL": "127.0.0.1/bot"}, "TELEGRAM_BASE_URL: phải là địa chỉ bắt đầu bằng http:// hoặc https://"),
    ({"TELEGRAM_FILE_URL": "ftp://x"}, "TELEGRAM_FILE_URL: phải là địa chỉ bắt đầu bằng http:// hoặc https://"),
    ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL: phải bắt đầu bằng sqlite+aiosqlite:///"),
    ({"PUBLIC_URL": "lop.vn"}, "PUBLIC_URL: phải là địa chỉ bắt đầu bằng http:// hoặc https://"),
    (
        {"PUBLIC_URL": "http://lop.vn"},
        "PUBLIC_URL: phải bắt đầu bằng https:// (Telegram và Zalo chỉ gọi địa chỉ có mã hóa)",
    ),
    ({"PUBLIC_URL": "https://"}, "PUBLIC_URL: thiếu tên máy, ví dụ: https://lop.example.vn"),
    ({"PUBLIC_URL": "https://[::1"}, "PUBLIC_URL: địa chỉ viết sai, ví dụ đúng: https://lop.example.vn"),
    ({"ZALO_BASE_URL": "https://a:99999"}, "ZALO_BASE_URL: địa chỉ viết sai, ví dụ đúng: https://lop.example.vn"),
    (
        {"ZALO_BOTS": "xa1=12345689:abc,xa2=12345689:def"},
        "ZALO_BOTS: hai mã của cùng một bot: số trước dấu hai chấm phải khác nhau",
    ),
    ({"ZALO_BOTS": "xa1=12345689:abc,;xa2=12345690:def"}, f"ZALO_BOTS: {LISTED}"),
    ({"ZALO_BOTS": " , "}, "ZALO_BOTS: chưa có bot nào; cần danh sách tên=mã, ví dụ: xa1=12345689:abc-xyz"),
    ({"CONTENT_DIR": "/nope"}, "CONTENT_DIR: không có thư mục courses trong /nope"),
    ({"PUBLIC_URL": "https://lop.vn"}, "WEBHOOK_SECRET: cần có khi đặt DONGHANH_PUBLIC_URL"),
    ({"WEBHOOK_SECRET": "bimat"}, "WEBHOOK_SECRET: cần 8–256 ký tự A–Z a–z 0–9 _ -"),
    ({"WEBHOOK_SECRET": "bimat bimat"}, "WEBHOOK_SECRET: cần 8–256 ký tự A–Z a–z 0–9 _ -"),
    ({"WEBHOOK_SECRET": "mật-khẩu-bimat"}, "WEBHOOK_SECRET: cần 8–256 ký tự A–Z a–z 0–9 _ -"),
    ({"HTTP_PORT": "tám"}, "HTTP_PORT: phải là số nguyên"),
    ({"HTTP_PORT": "70000"}, "HTTP_PORT: phải từ 65535 trở xuống"),
    ({"HTTP_PORT": "-1"}, "HTTP_PORT: phải từ 0 trở lên"),
    ({"BULK_RATE": "nhanh"}, "BULK_RATE: phải là số"),
    ({"BULK_RATE": "0"}, "BULK_RATE: phải lớn hơn 0.0"),
    ({"BULK_RATE": "nan"}, "BULK_RATE: phải từ 1000.0 trở xuống"),
    ({"BULK_RATE": "1001"}, "BULK_RATE: phải từ 1000.0 trở xuống"),
    ({**LOCAL, "CLOCK_START": "hôm qua"}, "CLOCK_START: phải là thời điểm dạng 2026-05-22T18:55"),
    ({"CLOCK_START": "2026-05-22T18:55"}, "CLOCK_START: chỉ dùng khi mọi máy chủ kênh chạy trên chính máy này"),
    (
        {**LOCAL, "TELEGRAM_FILE_URL": "https://files.example.vn", "CLOCK_START": "2026-05-22T18:55"},
        "CLOCK_START: chỉ dùng khi mọi máy chủ kênh chạy trên chính máy này",
    ),
    ({"LOG_LEVEL": "loud"}, "LOG_LEVEL: phải là một trong: 'DEBUG', 'INFO', 'WARNING' hoặc 'ERROR'"),
    ({"LOG_JSON": "có"}, "LOG_JSON: phải là true hoặc false"),
    ({"PRUNE_DAYS": "1"}, "PRUNE_DAYS: phải là 0 (không bao giờ xóa) hoặc từ 2 trở lên"),
    ({"PRUNE_DAYS": "-1"}, "PRUNE_DAYS: phải là 0 (không bao giờ xóa) hoặc từ 2 trở lên"),
    ({"PRUNE_DAYS": "mãi"}, "PRUNE_DAYS: phải là số nguyên"),
    ({"BULKRATE": "9"}, "BULKRATE: không có cài đặt nào tên này; có phải DONGHANH_BULK_RATE?"),
    ({"TOKEN": "bimat"}, "TOKEN: không có cài đặt nào tên này; có phải DONGHANH_TELEGRAM_TOKEN?"),
    ({"MOI": "1"}, "MOI: không có cài đặt nào tên này"),
]


@pytest.mark.parametrize(("values", "line"), WRONG)
def test_a_wrong_value_is_one_line_that_names_it(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], line: str
) -> None:
    given(monkeypatch, values)
    with pytest.raises(OperatorMistake) as raised:
        load_settings()
    assert str(raised.value) == f"DONGHANH_{line}"
    assert raised.value.__cause__ is None


def test_a_misspelt_name_in_the_file_is_told_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DONGHANH_COURSE=lop-664\ndonghanh_telegram_tokens=123:bimat\n")
    with pytest.raises(OperatorMistake) as raised:
        load_settings()
    told = "DONGHANH_TELEGRAM_TOKENS: không có cài đặt nào tên này; có phải DONGHANH_TELEGRAM_TOKEN?"
    assert str(raised.value) == told


def test_what_only_the_tests_read_is_no_setting_and_no_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, {"EXAMPLES": "10000", "TEST_BROWSER": "required", "PRUNE_DAYS": "0"})
    assert load_settings().prune_days == 0


@pytest.mark.parametrize(
    ("values", "brought"),
    [
        ({"ZALO_BOTS": "xã-1=12345689:abc"}, {"Zalo": False}),
        ({"ZALO_BOTS": "xa_1=12345689:abc", "PUBLIC_URL": "https://lop.vn"}, {"Zalo": False}),
        (
            {"ZALO_BOTS": "a.b=12345689:abc", "PUBLIC_URL": "https://lop.vn", "ZALO_WEBHOOK_SECRET": "bimat-bimat"},
            {"Zalo": True},
        ),
        (
            {
                **{"ZALO_BOTS": "a=12345689:abc", "TELEGRAM_TOKEN": "123:abc"},
                **{"PUBLIC_URL": "https://lop.vn", "WEBHOOK_SECRET": "bimat-bimat"},
            },
            {"Telegram": True, "Zalo": False},
        ),
        ({"TELEGRAM_TOKEN": "123:abc"}, {"Telegram": False}),
    ],
)
def test_each_channel_says_by_itself_how_its_updates_come(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], brought: dict[str, bool]
) -> None:
    given(monkeypatch, values)
    assert load_settings().brought == brought


def test_secrets_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, {"TELEGRAM_TOKEN": "123:bimat", "WEBHOOK_SECRET": "bimat-bimat"})
    settings = load_settings()
    assert "bimat" not in f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:9001/bot", True),
        ("http://127.9.9.9/bot", True),
        ("http://[::1]:9001/bot", True),
        ("http://localhost/bot", True),
        ("http://0.0.0.0/bot", False),
        ("http://127.0.0.1.example.vn/bot", False),
        ("http://localhost.example.vn/bot", False),
        ("http://127.0.0.1@example.vn/bot", False),
        ("https://api.telegram.org/bot", False),
        ("", False),
    ],
)
def test_what_is_this_machine(url: str, here: bool) -> None:
    assert on_loopback(url) is here
