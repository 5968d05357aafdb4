"""The command line as an operator has it: each command a process, its words, its exit code."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.accounts import NO_BOT
from bot.cli import main
from storage.migrating import HEAD
from tests.bot.conftest import Start
from tests.bot.program import TOKEN, settings_for

DONGHANH = Path(sys.executable).with_name("donghanh")
COMMANDS = (
    "check",
    "new-course",
    "migrate",
    "export",
    "backup",
    "restore",
    "run",
    "demo",
    "invite",
    "webhook",
    "unreached",
    "accounts",
    "plan",
    "poster",
)
PLAIN = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "COLUMNS": "200", "NO_COLOR": "1"}
Cli = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Runs a command in this process, in an empty folder, with these settings alone."""
    for name in [name for name in os.environ if name.startswith("DONGHANH_")]:
        monkeypatch.delenv(name)
    for name, value in PLAIN.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        with monkeypatch.context() as here:
            for name, value in settings.items():
                here.setenv(f"DONGHANH_{name}", value)
            here.setattr(sys, "argv", ["donghanh", *arguments])
            with pytest.raises(SystemExit) as left:
                main()
        out, err = capsys.readouterr()
        code = left.value.code
        assert code is None or isinstance(code, int)
        return subprocess.CompletedProcess(arguments, code or 0, out, err)

    return run


@pytest.fixture
def process(tmp_path: Path) -> Cli:
    """Runs a command as a process, in an empty folder, with these settings alone."""

    def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        env = PLAIN | {f"DONGHANH_{name}": value for name, value in settings.items()}
        return subprocess.run(
            [DONGHANH, *arguments], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=30, check=False
        )

    return run


def ended(done: subprocess.CompletedProcess[str]) -> tuple[int, str, str]:
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(cli: Cli, command: str) -> None:
    done = cli(command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"Usage: donghanh {command}" in done.stdout


def test_help_names_every_command(process: Cli) -> None:
    for done in (process("--help"), process()):
        listed = re.findall(r"^│ ([a-z][a-z-]+) ", done.stdout, flags=re.MULTILINE)
        assert sorted(listed) == sorted(COMMANDS)


MISTAKES = [
    (["run"], {}, NO_BOT),
    (["run"], {"TELEGRAM_TOKEN": "bimat"}, "DONGHANH_TELEGRAM_TOKEN: không có dạng 123456:ABC… mà BotFather đã cấp"),
    (
        ["run"],
        {"TELEGRAM_TOKEN": TOKEN, "DATABASE_URL": "postgresql+khongco://an:bimat@127.0.0.1:1/x"},
        "DONGHANH_DATABASE_URL: không mở được cơ sở dữ liệu",
    ),
    (
        ["run"],
        {"TELEGRAM_TOKEN": TOKEN, "DATA_DIR": "file/in"},
        "DONGHANH_DATA_DIR: không tạo được thư mục file/in (Not a directory)",
    ),
    (["migrate"], {"DATABASE_URL": "mysql://bimat"}, "DONGHANH_DATABASE_URL: phải bắt đầu bằng sqlite+aiosqlite:///"),
    (
        ["migrate"],
        {"DATABASE_URL": "sqlite+aiosqlite:///file"},
        "DONGHANH_DATABASE_URL: không mở được cơ sở dữ liệu (file is not a database)",
    ),
    (["check"], {"COURSE": "khac"}, "không có thư mục"),
    (["check", "nowhere"], {}, "không có thư mục nowhere"),
    (["check", "--graph", "khong-co"], {}, "--graph: không có tình huống 'khong-co' (đang có: "),
    (["new-course", "Lớp mới"], {}, "mã lớp 'Lớp mới': chỉ gồm chữ thường không dấu, số và gạch nối"),
    (["new-course", "lop-664"], {}, "đã có thư mục"),
    (["invite", "trainer", "--province", "68"], {}, "--province, --commune: chỉ dành cho điều phối viên (coordinator)"),
    (["invite", "coordinator", "--province", "99"], {}, "--province: không rõ tỉnh '99' (không có tên nào gần giống)"),
    (["export", "--out", "x.pdf"], {}, "--out: x.pdf phải có đuôi .xlsx hoặc .zip"),
    (["export", "--out", "none/x.xlsx"], {}, "--out: không có thư mục none"),
    (["export", "--out", "file/x.xlsx"], {}, "--out: không có thư mục file"),
    (["export", "--out", "folder.zip"], {}, "--out: folder.zip là một thư mục"),
    (["export", "--out", "x.zip"], {"COURSE": "khac"}, "DONGHANH_COURSE: không có lớp 'khac' trong"),
    (["export", "--out", "x.zip", "--course", "khac"], {}, "DONGHANH_COURSE: không có lớp 'khac' trong"),
    (["backup", "x.zip"], {}, "chưa có dữ liệu ở"),
    (["restore", "none.zip"], {}, "không tìm thấy none.zip"),
    (["restore", "file"], {}, "file: bản sao lưu bị hỏng (File is not a zip file)"),
]


@pytest.mark.parametrize(("arguments", "settings", "line"), MISTAKES)
def test_a_mistake_is_one_line_and_exit_code_2(
    cli: Cli, process: Cli, tmp_path: Path, arguments: list[str], settings: dict[str, str], line: str
) -> None:
    (tmp_path / "file").write_text("a letter " * 100)
    (tmp_path / "folder.zip").mkdir()
    done = (process if arguments == ["run"] else cli)(*arguments, **settings)
    assert (done.returncode, done.stdout) == (2, "")
    [told] = done.stderr.splitlines()
    assert told.startswith(f"donghanh: {line}")
    assert "bimat" not in done.stderr


@pytest.mark.parametrize("arguments", [["invite", "king"], ["invite", "owner", "--days", "0"], ["export"], ["fly"]])
def test_a_command_that_is_not_understood_says_so(cli: Cli, arguments: list[str]) -> None:
    done = cli(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Usage: donghanh" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_says_that_the_course_is_good(cli: Cli) -> None:
    done = cli("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(
        r".+: tốt\. 6 nhóm, \d+ buổi, \d+ bài học, \d+ bài kiểm tra \(\d+ câu\), \d+ tình huống\.\n", done.stdout
    )


def test_migrate_says_what_it_did(cli: Cli, process: Cli, tmp_path: Path) -> None:
    assert ended(cli("migrate")) == (0, f"Cơ sở dữ liệu ở bản {HEAD} (trước đó: trống).\n", "")
    assert ended(cli("migrate")) == (0, f"Cơ sở dữ liệu ở bản {HEAD} rồi.\n", "")
    with closing(sqlite3.connect(tmp_path / "data" / "donghanh.db")) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()
    line = "DONGHANH_DATABASE_URL: dữ liệu là của bản chương trình mới hơn (9999); hãy cập nhật chương trình"
    for command in (["migrate"], ["invite", "owner"], ["export", "--out", "x.xlsx"]):
        assert ended(cli(*command)) == (2, "", f"donghanh: {line}\n")
    assert ended(process("run", TELEGRAM_TOKEN=TOKEN, HTTP_PORT="0")) == (2, "", f"donghanh: {line}\n")


def test_an_invitation_is_printed_once_and_kept_as_a_hash(cli: Cli, tmp_path: Path) -> None:
    plain = cli("invite", "trainer", "--plain")
    assert (plain.returncode, plain.stderr) == (0, "")
    assert re.fullmatch(r"DH(-[0-9A-Z]{4}){3}\n", plain.stdout)
    told = cli("invite", "coordinator", "--province", "lam dong", "--commune", "dak wil", "--days", "3")
    assert [line.partition(":")[0] for line in told.stdout.splitlines()] == [
        "Mã mời",
        "Người được mời nhắn mã này cho bot. Mã dùng một lần, trong 3 ngày.",
    ]
    with closing(sqlite3.connect(tmp_path / "data" / "donghanh.db")) as kept:
        rows = kept.execute("SELECT role, province, commune FROM staff_invites ORDER BY id").fetchall()
        dump = "\n".join(kept.iterdump())
    assert rows == [("trainer", None, None), ("coordinator", "68", "24646")]
    assert plain.stdout.strip() not in dump
    assert plain.stdout.strip().replace("-", "") not in dump


async def test_an_invitation_has_its_link_where_telegram_answers(start: Start, cli: Cli) -> None:
    import asyncio

    async with start() as program:
        servers = {"TELEGRAM_BASE_URL": f"{program.page}/bot", "TELEGRAM_FILE_URL": f"{program.page}/file/bot"}
        told = await asyncio.to_thread(cli, "invite", "owner", TELEGRAM_TOKEN=TOKEN, **servers)
    lines = told.stdout.splitlines()
    assert re.fullmatch(r"Đường dẫn: https://t\.me/donghanh_tap_duot_bot\?start=i_[A-Za-z0-9_-]+", lines[1])


def test_an_export_has_its_file_and_its_line_in_the_audit(cli: Cli, tmp_path: Path) -> None:
    for name, told in (("a.xlsx", "Đã ghi a.xlsx (0 học viên).\n"), ("b.ZIP", "Đã ghi b.ZIP (0 học viên).\n")):
        assert ended(cli("export", "--out", name, "--province", "Lâm Đồng")) == (0, told, "")
    assert load_workbook(tmp_path / "a.xlsx").sheetnames[0] == "Tổng hợp"
    with zipfile.ZipFile(tmp_path / "b.ZIP") as packed:
        assert len([name for name in packed.namelist() if name.endswith(".xlsx")]) == 1
    with closing(sqlite3.connect(tmp_path / "data" / "donghanh.db")) as kept:
        rows = kept.execute("SELECT person_id, action, subject, detail FROM audit ORDER BY id").fetchall()
    where = '"province": "68", "commune": null}'
    assert rows == [(None, "export", "lop-664", f'{{"format": "{kind}", {where}') for kind in ("xlsx", "zip")]


def test_backup_and_restore(cli: Cli, tmp_path: Path) -> None:
    cli("invite", "owner")
    done = cli("backup")
    [archive] = (tmp_path / "data" / "backups").iterdir()
    assert ended(done) == (0, f"Đã ghi data/backups/{archive.name} (cơ sở dữ liệu và 0 tệp).\n", "")
    told = f"donghanh: {tmp_path / 'data'} đã có dữ liệu; thêm --overwrite nếu chắc chắn muốn thay\n"
    assert ended(cli("restore", str(archive))) == (2, "", told)
    cli("invite", "owner")
    done = cli("restore", str(archive), "--overwrite")
    assert ended(done) == (0, "Đã khôi phục cơ sở dữ liệu và 0 tệp vào data.\n", "")
    with closing(sqlite3.connect(tmp_path / "data" / "donghanh.db")) as kept:
        assert kept.execute("SELECT count(*) FROM staff_invites").fetchone() == (1,)


def test_a_busy_database_is_told_without_a_traceback(cli: Cli, tmp_path: Path) -> None:
    cli("migrate")
    with closing(sqlite3.connect(tmp_path / "data" / "donghanh.db", isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("BEGIN IMMEDIATE")
        done = cli("invite", "owner")
    told = "donghanh: cơ sở dữ liệu đang bận hoặc đĩa đã đầy (database is locked); hãy thử lại sau ít phút\n"
    assert ended(done) == (1, "", told)


def test_a_port_that_is_taken_is_named(process: Cli) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = process("run", TELEGRAM_TOKEN=TOKEN, HTTP_PORT=str(port))
    where = f"không mở được 127.0.0.1, cổng {port} (Address already in use)"
    assert ended(done) == (2, "", f"donghanh: DONGHANH_HTTP_HOST, DONGHANH_HTTP_PORT: {where}\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_program_in_good_order(start: Start, tmp_path: Path, number: signal.Signals) -> None:
    import asyncio

    async with start() as program:
        page = program.page
    folder = tmp_path / "alone"
    settings = settings_for(page, folder)
    env = PLAIN | {
        "DONGHANH_TELEGRAM_TOKEN": TOKEN,
        "DONGHANH_TELEGRAM_BASE_URL": settings.telegram_base_url,
        "DONGHANH_TELEGRAM_FILE_URL": settings.telegram_file_url,
        "DONGHANH_DATA_DIR": str(folder),
        "DONGHANH_HTTP_PORT": "0",
        "DONGHANH_LOG_LEVEL": "DEBUG",
    }
    running = await asyncio.create_subprocess_exec(
        DONGHANH, "run", cwd=tmp_path, env=env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert running.stdout is not None
    assert running.stderr is not None
    ready = (await running.stdout.readline()).decode()
    assert re.fullmatch(
        r"Đồng Hành đang chạy \(lớp lop-664; Telegram: hỏi tin; tình trạng: http://127\.0\.0\.1:\d+/healthz\)\n", ready
    )
    phone = await program.phone()
    await phone.says("/start")
    await phone.waits_for("Đồng chí có đồng ý không?")
    began = time.monotonic()
    running.send_signal(number)
    _, errors = await running.communicate()
    assert (running.returncode, time.monotonic() - began < 5) == (0, True)
    assert ("Traceback" in errors.decode(), TOKEN in errors.decode(), "ERROR" in errors.decode()) == (False,) * 3
