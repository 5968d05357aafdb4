"""`donghanh run` and `donghanh demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import app

ZALO_POLLED = (
    "Lưu ý: Zalo đang ở chế độ hỏi tin. Zalo xóa tin ngay khi được hỏi, nên nếu máy tắt đột ngột đúng lúc đó thì tin "
    "ấy mất. Chạy thật nên đặt DONGHANH_PUBLIC_URL, DONGHANH_ZALO_WEBHOOK_SECRET rồi chạy: donghanh webhook set"
)
WAYS = {True: "webhook", False: "hỏi tin"}


@app.command()
def run() -> None:
    """Chạy thật: nhận tin, trả lời, gửi thông báo, cho tới khi bấm Ctrl+C."""
    from bot.app import Running
    from bot.app import run as run_program
    from bot.logs import set_up
    from bot.loop import run as run_to_its_end
    from bot.settings import load_settings

    settings = load_settings()
    set_up(settings.log_level, as_json=settings.log_json, secrets=settings.secrets)

    def ready(program: Running) -> None:
        ways = "; ".join(f"{channel}: {WAYS[brought]}" for channel, brought in settings.brought.items())
        typer.echo(f"Đồng Hành đang chạy (lớp {settings.course}; {ways}; tình trạng: {program.address}/healthz)")
        if settings.brought.get("Zalo") is False:
            typer.echo(ZALO_POLLED)

    run_to_its_end(run_program(settings, ready))


@app.command()
def demo(
    data_dir: Annotated[Path, typer.Option(help="Thư mục dữ liệu của buổi diễn tập.")] = Path("data/demo"),
    port: Annotated[int, typer.Option(help="Cổng của trang diễn tập.", min=0, max=65535)] = 9001,
    fresh: Annotated[bool, typer.Option("--fresh", help="Xóa dữ liệu diễn tập cũ, bắt đầu lại.")] = False,
) -> None:
    """Diễn tập trên chính máy này: chương trình thật, máy chủ giả và một trang có nhiều điện thoại. Không cần mạng."""
    from bot.demo import rehearse
    from bot.loop import run as run_to_its_end

    run_to_its_end(rehearse(data_dir, port, fresh=fresh))
