"""`donghanh migrate`, `export`, `backup`, `restore`."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import app
from bot.cli.bars import bar
from storage.types import VIETNAM

Province = Annotated[str | None, typer.Option(help="Tên hoặc mã tỉnh, thành phố.", show_default=False)]
Commune = Annotated[str | None, typer.Option(help="Tên hoặc mã xã, phường, đặc khu.", show_default=False)]


@app.command()
def migrate() -> None:
    """Đưa cơ sở dữ liệu lên bản mới nhất. Với SQLite, `donghanh run` tự làm việc này."""
    from bot.opening import bring_up
    from bot.settings import load_settings

    before, after = bring_up(load_settings().database_url)
    typer.echo(f"Cơ sở dữ liệu ở bản {after}" + (" rồi." if before == after else f" (trước đó: {before or 'trống'})."))


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="Tệp sẽ ghi: .xlsx, hoặc .zip để kèm các bài nộp.")],
    province: Province = None,
    commune: Commune = None,
    course: Annotated[
        str | None, typer.Option(help="Mã lớp; để trống: lớp trong DONGHANH_COURSE.", show_default=False)
    ] = None,
) -> None:
    """Xuất kết quả của lớp ra Excel, hoặc ra .zip kèm các tệp bài nộp."""
    from bot.exporting import export_to
    from bot.places import area
    from bot.settings import load_settings

    settings = load_settings() if course is None else load_settings(course=course)
    where = area(province, commune)
    with bar("Đang xuất") as progress:
        rows = asyncio.run(export_to(settings, where, out, on_progress=progress))
    typer.echo(f"Đã ghi {out} ({rows} học viên).")


@app.command()
def backup(
    out: Annotated[Path | None, typer.Argument(help="Tệp .zip sẽ ghi.", show_default=False)] = None,
) -> None:
    """Sao lưu cơ sở dữ liệu và mọi tệp vào một tệp .zip có mã kiểm tra. Làm được cả khi chương trình đang chạy."""
    from bot import backup as archives
    from bot.settings import load_settings

    settings = load_settings()
    name = f"donghanh-{datetime.now(VIETNAM):%Y%m%d-%H%M%S}.zip"
    archive = out or settings.data_dir / "backups" / name
    with bar("Đang sao lưu") as progress:
        count = archives.write(settings.database_url, settings.files_dir, archive, on_progress=progress)
    typer.echo(f"Đã ghi {archive} (cơ sở dữ liệu và {count} tệp).")


@app.command()
def restore(
    archive: Annotated[Path, typer.Argument(help="Tệp .zip do `donghanh backup` ghi.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Thay dữ liệu đang có.")] = False,
) -> None:
    """Khôi phục từ một bản sao lưu, sau khi đã kiểm tra từng phần. Hãy dừng chương trình trước."""
    from bot import backup as archives
    from bot.settings import load_settings

    settings = load_settings()
    with bar("Đang khôi phục") as progress:
        count = archives.restore(
            archive, settings.database_url, settings.files_dir, overwrite=overwrite, on_progress=progress
        )
    typer.echo(f"Đã khôi phục cơ sở dữ liệu và {count} tệp vào {settings.data_dir}.")
