"""`python -m tests.prove`: kills, faults and the machine; a table, build/prove.json, and 1 where a row doesn't hold."""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from tests.prove import faults, kills, machine
from tests.prove.ground import Ground
from tests.prove.rows import Row, show, told, write
from tests.prove.sides import TELEGRAM, ZALO

OUT = Path("build/prove.json")


async def _proven(wish: argparse.Namespace, folder: Path) -> list[Row]:
    ground = Ground(folder)
    await ground.made()
    rows: list[Row] = [told("seed", wish.seed)]
    for channel in wish.channel:
        found: list[Row] = []
        if "kills" in wish.parts:
            size = kills.QUICK if wish.quick else kills.SIZES[channel]
            found += await kills.proven(ground, folder / channel / "kills", channel, size, wish.seed)
        if "faults" in wish.parts:
            found += await faults.proven(ground, folder / channel / "faults", channel, wish.seed, wish.only)
        rows += [row if channel == TELEGRAM else replace(row, name=f"{channel}: {row.name}") for row in found]
    if "machine" in wish.parts:
        rows += await machine.proven(folder, wish.seed, 100 if wish.quick else machine.EXAMPLES)
    return rows


def main() -> int:
    """Play what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.prove", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--quick", action="store_true", help="small, for development")
    parser.add_argument("--parts", nargs="+", default=["kills", "faults", "machine"])
    parser.add_argument("--channel", nargs="+", default=[TELEGRAM, ZALO], choices=[TELEGRAM, ZALO])
    parser.add_argument("--only", nargs="+", default=[], help="these faults alone")
    wish = parser.parse_args()
    console = Console()
    console.print(f"seed {wish.seed}")
    with tempfile.TemporaryDirectory(prefix="prove-") as folder:
        rows = asyncio.run(_proven(wish, Path(folder)))
    write(rows, OUT)
    show(rows, console)
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
