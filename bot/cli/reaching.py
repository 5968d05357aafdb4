"""`donghanh unreached`."""

from __future__ import annotations

import asyncio

import typer

from bot.cli import app
from bot.cli.data import Commune, Province


@app.command()
def unreached(province: Province = None, commune: Commune = None) -> None:
    """In danh sách học viên mà không kênh nào gửi tới được, theo xã, để điều phối viên gọi điện."""
    from bot.opening import bring_up
    from bot.places import area
    from bot.settings import load_settings
    from content import places
    from storage import reached
    from storage.engine import Database

    settings = load_settings()
    where = area(province, commune)

    async def found() -> list[reached.Unreached]:
        await asyncio.to_thread(bring_up, settings.database_url)
        async with Database(settings.database_url) as db, db.read() as store:
            return await reached.nowhere(store, province=where[0], commune=where[1])

    people = asyncio.run(found())
    last = None
    for one in people:
        place = places.commune(one.commune).name if one.commune else "Cấp tỉnh"
        province_name = places.province(one.province).name if one.province else ""
        heading = f"{place}, {province_name}".strip(", ")
        if heading != last:
            typer.echo(heading)
            last = heading
        typer.echo(f"  {one.name or ''}, {one.position or ''} ({one.reason or 'chưa có kênh liên lạc'})")
    typer.echo(f"Cộng: {len(people)} người.")
