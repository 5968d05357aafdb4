"""`donghanh poster` as an operator has it: both halves or a word about the missing one, files for each bot."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest

from bot.cli import main
from bot.rehearsal.server import Rehearsal
from tests.bot.program import TOKEN

Stage = tuple[Rehearsal, str, aiohttp.ClientSession]
Run = Callable[..., tuple[int, str, str]]
LINK = ("--zalo-link", "https://zalo.me/s/bot/1234")
TWO = "xa1=12345689:abc-xyz,xa2=22345689:def-uvw"
AWAY = "http://127.0.0.1:9/bot"
"""Nobody listens there."""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command for a commune, with these settings alone: (exit code, what it said, what it complained of)."""
    monkeypatch.chdir(tmp_path)

    def made(*arguments: str, **settings: str) -> tuple[int, str, str]:
        with monkeypatch.context() as here:
            for name, value in settings.items():
                here.setenv(f"DONGHANH_{name}", value)
            here.setattr(sys, "argv", ["donghanh", "poster", *arguments])
            with pytest.raises(SystemExit) as left:
                main()
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out, err

    return made


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_commune_is_named_or_told_by_its_code(run: Run, tmp_path: Path) -> None:
    assert run("--commune", "ka do", *LINK) == (0, "Đã ghi: to-dan-24943.png, to-dan-24943.pdf\n", "")
    assert run("--commune", "24943", *LINK)[0] == 0
    assert files(tmp_path) == ["to-dan-24943.pdf", "to-dan-24943.png"]
    code, _, err = run("--commune", "khong co xa nay", *LINK)
    assert (code, err) == (2, "donghanh: --commune: không rõ xã 'khong co xa nay'\n")
    assert run(*LINK)[2] == "donghanh: --commune: cần tên hoặc mã xã, phường, đặc khu\n"


@pytest.mark.parametrize(
    ("link", "fine"),
    [
        ("khong phai link", False), ("http://zalo.me/1", False), ("https://", False), ("https://[", False),
        ("https://zalo.me/a b", False), ("https://zalo.me/" + "x" * 300, False), ("https://zalo.me/s/bot/1", True),
    ],
)  # fmt: skip
def test_only_an_address_that_a_phone_opens_becomes_a_code(link: str, fine: bool, run: Run, tmp_path: Path) -> None:
    code, _, err = run("--commune", "24943", "--zalo-link", link)
    if fine:
        assert (code, err, len(files(tmp_path))) == (0, "", 2)
        return
    wanted = "donghanh: --zalo-link: cần một đường dẫn bắt đầu bằng https://, không quá 300 ký tự\n"
    assert (code, err, files(tmp_path)) == (2, wanted, [])


def test_a_missing_half_is_told_unless_one_is_wanted(run: Run, tmp_path: Path) -> None:
    telegram = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_BASE_URL": AWAY}
    code, _, err = run("--commune", "24943", *LINK, **telegram)
    assert (code, err) == (
        2,
        "donghanh: thiếu nửa Telegram: chưa hỏi được tên bot (máy này chưa tới được Telegram); "
        "hãy thử lại, hoặc thêm --only zalo để làm tờ chỉ có Zalo\n",
    )
    code, _, err = run("--commune", "24943", ZALO_BOTS="xa1=12345689:abc-xyz")
    assert (code, err) == (
        2,
        "donghanh: thiếu nửa Zalo: chưa có đường dẫn của bot xa1 (lấy trong ứng dụng Zalo); ghi vào "
        "DONGHANH_ZALO_LINKS=xa1=https://…, hoặc thêm --only telegram để làm tờ chỉ có Telegram\n",
    )
    assert run("--commune", "24943")[2] == (
        "donghanh: chưa có kênh nào cho tờ này: cần DONGHANH_TELEGRAM_TOKEN, hoặc --zalo-link\n"
    )
    assert files(tmp_path) == []
    assert run("--commune", "24943", *LINK, "--only", "zalo", **telegram)[0] == 0
    assert files(tmp_path) == ["to-dan-24943.pdf", "to-dan-24943.png"]


def test_each_of_several_bots_has_a_sheet_of_its_own(run: Run, tmp_path: Path) -> None:
    links = {"ZALO_BOTS": TWO, "ZALO_LINKS": "xa1=https://zalo.me/s/bot/1,xa2=https://zalo.me/s/bot/2?a=b"}
    code, out, _ = run("--commune", "24943", **links)
    assert (code, out) == (
        0,
        "Đã ghi: to-dan-24943-xa1.png, to-dan-24943-xa1.pdf\nĐã ghi: to-dan-24943-xa2.png, to-dan-24943-xa2.pdf\n",
    )
    assert run("--commune", "25126", "--zalo-bot", "xa2", *LINK, ZALO_BOTS=TWO)[0] == 0
    assert files(tmp_path) == [
        "to-dan-24943-xa1.pdf", "to-dan-24943-xa1.png", "to-dan-24943-xa2.pdf", "to-dan-24943-xa2.png",
        "to-dan-25126-xa2.pdf", "to-dan-25126-xa2.png",
    ]  # fmt: skip
    assert run("--commune", "24943", *LINK, ZALO_BOTS=TWO) == (
        2, "", "donghanh: --zalo-link: đường dẫn này của bot nào? Ghi thêm --zalo-bot (xa1, xa2)\n"
    )  # fmt: skip
    assert run("--commune", "24943", "--zalo-name", "Bot lớp 664", **links) == (
        2, "", "donghanh: --zalo-name: tên này của bot nào? Ghi thêm --zalo-bot (xa1, xa2)\n"
    )  # fmt: skip
    assert run("--commune", "24943", *LINK, "--zalo-bot", "xa3", ZALO_BOTS=TWO) == (
        2, "", "donghanh: --zalo-bot: không có bot tên đó (DONGHANH_ZALO_BOTS: xa1, xa2)\n"
    )  # fmt: skip


async def test_both_halves_are_on_one_sheet(stage: Stage, tmp_path: Path) -> None:
    """The real command beside the rehearsal's server, which tells the bot's name."""
    page = stage[1]
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)} | {
        "DONGHANH_TELEGRAM_TOKEN": TOKEN, "DONGHANH_TELEGRAM_BASE_URL": f"{page}/bot",
        "DONGHANH_ZALO_BOTS": "xa1=12345689:abc-xyz",
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("donghanh")), "poster", "--commune", "Ka Đô", *LINK,
        cwd=tmp_path, env=env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await asyncio.wait_for(process.communicate(), 30)
    assert (process.returncode, out.decode(), err.decode()) == (
        0, "Đã ghi: to-dan-24943.png, to-dan-24943.pdf\n", ""
    )  # fmt: skip
