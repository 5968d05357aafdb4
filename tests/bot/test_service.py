"""The systemd unit of the guide: systemd itself finds nothing wrong with it, and it says what the program needs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from bot import app

UNIT = Path(__file__).parents[2] / "docs" / "donghanh.service"
ANALYZE = shutil.which("systemd-analyze")


def service() -> dict[str, str]:
    unit = ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's names have capitals
    unit.read_string(UNIT.read_text(encoding="utf-8"))
    return dict(unit["Service"])


@pytest.mark.skipif(ANALYZE is None, reason="the system has no systemd-analyze (on Debian: apt-get install systemd)")
def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    assert ANALYZE is not None
    here = tmp_path / UNIT.name
    text = UNIT.read_text(encoding="utf-8")
    program = service()["ExecStart"].split()[0]
    here.write_text(text.replace(program, sys.executable), encoding="utf-8")  # the guide's is not on this machine
    done = subprocess.run([ANALYZE, "verify", str(here)], capture_output=True, text=True, check=False)
    told = [line for line in done.stderr.splitlines() if UNIT.name in line]  # and nothing of the machine's own units
    assert (done.returncode, told) == (0, [])


def test_it_gives_the_program_the_time_that_a_stop_takes_and_does_not_repeat_an_operators_mistake() -> None:
    said = service()
    assert (said["Restart"], said["RestartPreventExitStatus"]) == ("on-failure", "2")
    assert float(said["TimeoutStopSec"]) > 10 > app.TURNS_SECONDS + 2 * app.REQUESTS_SECONDS
