"""The machine of arbitrary acts in arbitrary order (tests/adversity), ten thousand times, in two processes."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from xml.etree import ElementTree

from tests.prove.rows import Row, at_least, exactly, told

TESTS = "tests/adversity/test_any_order.py"
EXAMPLES, PROCESSES = 10_000, 2
LAST_WORDS = 3000


async def proven(folder: Path, seed: int, examples: int = EXAMPLES) -> list[Row]:
    """Run it; the rows. What failed is printed as pytest tells it."""
    report = folder / "machine.xml"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pytest", TESTS, f"--numprocesses={PROCESSES}", f"--junitxml={report}"),
        env={**os.environ, "DONGHANH_EXAMPLES": str(examples), "DONGHANH_SEED": str(seed + 1)},  # 0 is no seed there
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    if process.returncode != 0:
        print(out.decode(errors="replace")[-LAST_WORDS:], file=sys.stderr)
    return rows(report.read_text(encoding="utf-8"), examples)


def rows(report: str, examples: int) -> list[Row]:
    """From pytest's JUnit report: what the tests counted, and how many of them failed."""
    suites = ElementTree.fromstring(report)
    counted = {"examples": 0, "acts": 0}
    for counting in suites.iter("property"):
        if (name := counting.get("name", "")) in counted:
            counted[name] += int(counting.get("value", "0"))
    failures = sum(1 for kind in ("failure", "error") for _ in suites.iter(kind))
    return [
        at_least("machine: examples", counted["examples"], examples),
        told("machine: acts", counted["acts"]),
        exactly("machine: failures", failures),
    ]
