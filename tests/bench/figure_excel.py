"""Figure: the Excel file of 100,000 reflections, and how long others wait for their replies while it is made."""

from __future__ import annotations

import asyncio
import shutil
import time
from statistics import median

from tests.bench.arena import FIRST_CHAT, Arena, arena
from tests.bench.bench import Bench
from tests.bench.contestants import ours
from tests.bench.crowd import fill
from tests.bench.processes import Child
from tests.bench.rows import Row, at_most, told

ESSAYS = 100_000
EVERY = 0.05
IDLE_SECONDS, PATIENCE = 10.0, 300.0
WRITERS = 400
PART = (
    "Đường từ thôn ra trung tâm xã dài bốn cây số, mùa mưa lầy lội, xe chở nông sản không qua được; bà con phải thuê "
    "người gánh, mỗi chuyến mất thêm nửa ngày công. Việc này đã kéo dài ba năm, ảnh hưởng đến hơn hai trăm hộ. "
)
HANDED_IN = """
INSERT INTO roles (person_id, role, given_at) SELECT id, 'coordinator', :now FROM n WHERE id = 1;
INSERT INTO reflections (id, person_id, course, version, state, topics, levels, receipt, late, started_at, handed_in_at)
SELECT id, id, :course, 1, 'handed_in', '["cd1"]', '["xa", "tinh"]', 'BTH-' || id, 0, :now, :now FROM n;
INSERT INTO reflection_parts (reflection_id, part, text, added_at) SELECT id, 'van-de', :text || id, :now FROM n;
INSERT INTO reflection_parts (reflection_id, part, text, added_at) SELECT id, 'nguyen-nhan', :text || id, :now FROM n;
INSERT INTO reflection_parts (reflection_id, part, text, added_at) SELECT id, 'de-xuat', :text || id, :now FROM n
"""


async def rows(bench: Bench) -> list[Row]:
    """Once: it takes long enough."""
    folder = bench.folder / "essays"
    shutil.copytree(bench.made(ESSAYS), folder, dirs_exist_ok=True)
    fill(folder, HANDED_IN, ESSAYS, text=PART * 2)
    async with arena(bench.log) as stage:
        await stage.people(WRITERS)
        async with ours(stage, folder, bench.log) as bot:
            idle = await _writing(stage, IDLE_SECONDS)
            done = asyncio.Event()
            making = asyncio.create_task(_downloaded(stage, done))
            watching = asyncio.create_task(_children(bot, done))
            meanwhile: list[float] = []
            while not done.is_set():
                meanwhile += await _writing(stage, 2.0)
            seconds, megabytes = await making
            bench.remember("Excel", bot.peak)
            child, used = await watching, bot.cpu_of_children
    shutil.rmtree(folder)
    bench.say(f"{seconds:.1f} s, {megabytes:.1f} MB; the longest reply {max(meanwhile) * 1e3:.0f} ms")
    stall = max(0.0, max(meanwhile) - median(idle)) * 1e3
    note = (
        f"idle {median(idle) * 1e3:.0f} ms, at most {max(idle) * 1e3:.0f}; meanwhile at most {max(meanwhile) * 1e3:.0f}"
    )
    size = f"{megabytes:.0f} MB; {used:.0f} s of processor"
    return [
        at_most("Excel of 100,000 reflections: seconds", [seconds], 40.0, unit="s", note=size),
        at_most("longest stall of other replies meanwhile", [stall], 50.0, unit="ms", note=note),
        told("resident memory of the process that makes it", [child], unit="MB"),
    ]


async def _downloaded(stage: Arena, done: asyncio.Event) -> tuple[float, float]:
    """A coordinator asks for it; seconds from the tap to the file, and its size in megabytes."""
    phone = stage.phone(FIRST_CHAT)
    try:
        await phone.says("/xuat")
        await phone.waits_for("Tải kết quả lớp", timeout=30)
        began = time.monotonic()
        await phone.taps("📥 Tải Excel")
        message = await phone.waits_for(lambda message: message.document is not None, timeout=PATIENCE)
        seconds = time.monotonic() - began
        assert message.document is not None
        return seconds, len(await phone.downloads(message.document)) / 1e6
    finally:
        done.set()


async def _children(bot: Child, done: asyncio.Event) -> float:
    """The most memory that the program's child processes had resident."""
    peak = 0.0
    while not done.is_set():
        peak = max(peak, bot.children_peak)
        await asyncio.sleep(0.2)
    return peak


async def _writing(stage: Arena, seconds: float) -> list[float]:
    return await stage.probe("/menu", first=FIRST_CHAT + 1, count=WRITERS - 1, every=EVERY, seconds=seconds)
