"""`donghanh unreached`."""

from __future__ import annotations

import asyncio

import typer

from bot.cli import app
from bot.cli.data import Commune, Province


@app.command()
def unreached(province: Province = None, commune: Commune = None) -> None:
    """In danh sách học viên mà không kênh nào gửi tới được, theo xã, để điều phối viên gọi điện."""
    from bot.places import area
    from bot.settings import load_settings
    from bot.unreached import whom_to_phone

    number = 0
    for heading, lines in asyncio.run(whom_to_phone(load_settings(), area(province, commune))):
        typer.echo(heading)
        for line in lines:
            typer.echo(f"  {line}")
        number += len(lines)
    typer.echo(f"Cộng: {number} người.")
