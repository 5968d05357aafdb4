"""`donghanh invite`."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import Annotated

import typer

from bot.cli import app
from bot.cli.data import Commune, Province


class RoleName(StrEnum):
    """Whom one can invite."""

    OWNER = "owner"
    TRAINER = "trainer"
    COORDINATOR = "coordinator"


@app.command()
def invite(
    role: Annotated[
        RoleName, typer.Argument(help="owner: quản trị; trainer: giảng viên; coordinator: điều phối viên.")
    ],
    province: Province = None,
    commune: Commune = None,
    days: Annotated[int, typer.Option(help="Mã dùng được trong bao nhiêu ngày.", min=1, max=365)] = 7,
    plain: Annotated[bool, typer.Option("--plain", help="Chỉ in mã.")] = False,
) -> None:
    """Tạo một mã mời dùng một lần. Mã chỉ hiện ra lần này; trong dữ liệu chỉ giữ dấu vết của mã."""
    from bot.errors import OperatorMistake
    from bot.inviting import bot_name, invite_code
    from bot.places import area
    from bot.settings import load_settings
    from storage.invites import start_payload

    if role is not RoleName.COORDINATOR and (province or commune):
        raise OperatorMistake("--province, --commune: chỉ dành cho điều phối viên (coordinator)")
    settings = load_settings()
    code = asyncio.run(invite_code(settings, role.value, area(province, commune), days=days))
    if plain:
        typer.echo(code)
        return
    typer.echo(f"Mã mời: {code}")
    name = asyncio.run(bot_name(settings))
    if name is not None:
        typer.echo(f"Đường dẫn: https://t.me/{name}?start={start_payload(code)}")
    way = "nhắn mã này cho bot" if name is None else "mở đường dẫn, hoặc nhắn mã này cho bot"
    typer.echo(f"Người được mời {way}. Mã dùng một lần, trong {days} ngày.")
