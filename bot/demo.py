"""The rehearsal: the real program against a local server that speaks the Bot API, and a page with phones."""

from __future__ import annotations

import asyncio
import logging
import secrets
import shutil
import signal
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from bot.app import App
from bot.clock import RehearsalClock
from bot.errors import OperatorMistake
from bot.logs import set_up
from bot.rehearsal.actors import Actors
from bot.rehearsal.keeping import Keeping
from bot.rehearsal.limits import Pace
from bot.rehearsal.server import Rehearsal, serve
from bot.rehearsal.zalo.bots import Plan
from bot.settings import Settings, load_settings
from bot.web.server import listen
from storage import invites
from storage.types import VIETNAM

log = logging.getLogger(__name__)

BEGINS = datetime(2026, 5, 22, 18, 55, tzinfo=VIETNAM)
"""Five minutes before the first reminder."""
BOT = 664000
ZALO = {"Bot-lớp-664": 664001, "Bot-lớp-664-2": 664002}
"""Zalo's bots and their accounts."""
ZALO_PEOPLE = 5
"""So few, that a full bot can be rehearsed: three learners, and two more are shown the next bot."""
HOST = "127.0.0.1"
KEEP_SECONDS = 2.0
PACE = Pace(chat_burst=20)
"""The official limits, but for a chat's burst: somebody who tries everything out clicks faster than people do."""


@dataclass(frozen=True, slots=True)
class Cast:
    """One phone of the rehearsal: whose it is, and what its Start button sends or, on Zalo, what is typed first."""

    name: str
    note: str
    start: str = ""
    role: str | None = None
    zalo: bool = False
    province: str | None = None


CAST = (
    Cast("Nguyễn Văn Bình", "Trưởng thôn, học viên", start="c_25126"),
    Cast("Trần Thị Hạnh", "Chủ tịch UBND xã, học viên"),
    Cast("K'Brơi", "Cán bộ Mặt trận xã, học viên", start="c_25126"),
    Cast("Ka Múp", "Trưởng bon, học viên", start="c24943", zalo=True),
    Cast("Lê Minh Tâm", "Giảng viên", role="trainer"),
    Cast("Phạm Thu Hà", "Điều phối viên tỉnh Lâm Đồng", role="coordinator", province="68"),
)


async def rehearse(data_dir: Path, port: int, *, fresh: bool) -> None:
    """Rehearse until Ctrl+C. Raises OperatorMistake where the port is taken."""
    set_up("WARNING", as_json=False)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    if fresh:
        _clear(data_dir)
    async with AsyncExitStack() as stack:
        await _Stage(data_dir, stack).open(port, stop)


def _clear(data_dir: Path) -> None:
    """Remove a rehearsal's folder, and nothing that is not one."""
    if not data_dir.exists():
        return
    if any(data_dir.iterdir()) and not (data_dir / Keeping.NAME).exists():
        raise OperatorMistake(f"--data-dir: {data_dir} không phải thư mục của buổi diễn tập, nên không xóa")
    shutil.rmtree(data_dir)


class _Stage:
    """The server, the program, and what ties them together."""

    def __init__(self, data_dir: Path, stack: AsyncExitStack) -> None:
        self._data_dir, self._stack = data_dir, stack

    async def open(self, port: int, stop: asyncio.Event) -> None:
        files = self._data_dir / "rehearsal"
        files.mkdir(parents=True, exist_ok=True)
        rehearsal = Rehearsal(f"{BOT}:{secrets.token_urlsafe(26)}", files=files, pace=PACE)
        for name, account in ZALO.items():
            rehearsal.zalo.add(name, f"{account}:{secrets.token_urlsafe(20)}", Plan(people=ZALO_PEOPLE))
        keeping = Keeping(rehearsal, self._data_dir)
        kept = keeping.restore()
        try:
            page = await self._stack.enter_async_context(serve(rehearsal, HOST, port))
        except OSError as taken:
            raise OperatorMistake(f"--port: không mở được cổng {port} ({taken.strerror})") from None
        clock = RehearsalClock(BEGINS if kept is None else kept)
        app = App(_settings(page, rehearsal, self._data_dir), clock)
        program = await self._stack.enter_async_context(app.running())
        rehearsal.clock.url = f"{program.address}/clock"
        rehearsal.bring_in = (await self._stack.enter_async_context(Actors(page))).bring_in
        if kept is None:
            await _raise_curtain(app, rehearsal, CAST)
        saving = asyncio.create_task(_keep(keeping, clock))
        sys.stdout.write(f"\n  Buổi diễn tập đã sẵn sàng. Mở trang:  {page}\n  Bấm Ctrl+C để dừng.\n\n")
        sys.stdout.flush()
        try:
            await program.until(stop)
        finally:
            saving.cancel()
            keeping.write(keeping.text(clock.now()))


def _settings(page: str, rehearsal: Rehearsal, data_dir: Path) -> Settings:
    """The rehearsal's settings: nothing of a real class may reach it, so the environment is not read.

    The program's own pages are on the loopback too, by which files go to and from Zalo's phones.
    """
    port = _port_beside(page)
    return load_settings(
        _env_file=None,
        telegram_token=rehearsal.token,
        telegram_base_url=f"{page}/bot",
        telegram_file_url=f"{page}/file/bot",
        zalo_bots=",".join(f"{bot.name}={bot.token}" for bot in rehearsal.zalo),
        zalo_base_url=f"{page}/zalo",
        zalo_loopback_pictures=True,
        zalo_people=ZALO_PEOPLE,
        data_dir=data_dir,
        database_url=f"sqlite+aiosqlite:///{(data_dir / 'donghanh.db').resolve()}",
        public_url=f"http://{HOST}:{port}",
        webhook_secret=secrets.token_urlsafe(20),
        http_host=HOST,
        http_port=port,
    )


def _port_beside(page: str) -> int:
    """The port after the page's, so that links in a kept rehearsal go on working; another one where it is taken."""
    beside = (urlsplit(page).port or 0) + 1
    for wanted in (beside, 0):
        with suppress(OSError, OverflowError), listen(HOST, wanted) as free:
            port: int = free.getsockname()[1]
            return port
    raise OperatorMistake("--port: máy này không còn cổng nào trống")


async def _raise_curtain(app: App, rehearsal: Rehearsal, cast: Sequence[Cast]) -> None:
    """The phones of a fresh rehearsal; staff hold their invitations on the Start button."""
    now = app.clock.now()
    async with app.db.write() as store:
        for one in cast:
            start = one.start
            if one.role is not None:
                code = await invites.make_invite(
                    store, one.role, province=one.province, expires_at=now + timedelta(days=30), now=now
                )
                start = invites.start_payload(code)
            bot = next(iter(ZALO)) if one.zalo else ""
            rehearsal.chats.add_phone(one.name, note=one.note, start=start, bot=bot)


async def _keep(keeping: Keeping, clock: RehearsalClock) -> None:
    """Keep the phones and the time on disk, so that the rehearsal goes on where it was, also after a kill."""
    while True:
        await asyncio.sleep(KEEP_SECONDS)
        _save(keeping, clock)


def _save(keeping: Keeping, clock: RehearsalClock) -> None:
    """Write what has changed; a local file of a few megabytes at most."""
    if keeping.changed():
        keeping.write(keeping.text(clock.now()))
