"""Reports in a process of their own: made one at a time, failing in one line, leaving nothing behind."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.reporting import ORPHANED, ReportFailed, Reporting, make_export, reason
from content import PACKAGED
from content.loading import load_course
from content.phrases import load_phrases
from storage import people
from storage.engine import Database
from storage.types import VIETNAM

NOW = datetime(2026, 5, 22, 19, 0, tzinfo=VIETNAM)
COURSE = PACKAGED / "courses" / "lop-664"


def reporting_for(tmp_path: Path, url: str) -> Reporting:
    return Reporting(database_url=url, data_dir=tmp_path, course_dir=COURSE)


@pytest.fixture
async def reporting(tmp_path: Path, db: Database) -> AsyncIterator[Reporting]:
    made = reporting_for(tmp_path, db.url)
    yield made
    await made.close()


async def registers(db: Database, name: str) -> None:
    async with db.write() as store:
        person = (await people.meet(store, channel="telegram", account="t:1", chat=name, now=NOW)).id
        await people.set_consent(store, person, "given", version="1", now=NOW)
        await people.register(store, person, course="lop-664", now=NOW, full_name=name, province="68", commune="25126")


async def test_a_report_is_a_whole_file_that_the_caller_removes(reporting: Reporting, db: Database) -> None:
    await registers(db, "Nguyễn Văn An")
    made = await reporting.make({"kind": "export", "format": "xlsx", "by": "Hoa"}, now=NOW)
    book = load_workbook(BytesIO(made.read_bytes()))
    assert [cell.value for cell in book["Học viên"]["A"]][1:] == ["Họ và tên", "Nguyễn Văn An"]
    assert str(book["Học viên"]["A1"].value).endswith(" · Phạm vi: Cả lớp · Lập lúc 19:00 22/5/2026 · Người lập: Hoa")
    assert [path.name for path in made.parent.iterdir()] == [made.name]


async def test_several_are_made_one_after_the_other(reporting: Reporting) -> None:
    specs = [{"kind": "overview_chart"}, {"kind": "export", "format": "zip"}]
    picture, archive = await asyncio.gather(*(reporting.make(spec, now=NOW) for spec in specs))
    assert (picture.read_bytes()[:4], archive.read_bytes()[:4]) == (b"\x89PNG", b"PK\x03\x04")


async def test_a_failure_is_one_line_and_leaves_nothing(reporting: Reporting, tmp_path: Path) -> None:
    with pytest.raises(ReportFailed, match=r"^handlers\.coordinator\.reports\.recipients\.NoSuchNotice: 7$"):
        await reporting.make({"kind": "recipients", "notice": 7}, now=NOW)
    assert list((tmp_path / "tmp").glob("report-*")) == []


async def test_the_address_of_the_database_stays_out_of_the_failure(tmp_path: Path) -> None:
    broken = reporting_for(tmp_path, "sqlite+aiosqlite:////nowhere/secret.db")
    with pytest.raises(ReportFailed) as failed:
        await broken.make({"kind": "overview_chart"}, now=NOW)
    assert str(failed.value) == "storage.engine.DatabaseUnavailable: unable to open database file"


async def test_one_that_takes_too_long_is_given_up(reporting: Reporting, tmp_path: Path) -> None:
    with pytest.raises(ReportFailed, match=r"^not done in 0\.01 s$"):
        await reporting.make({"kind": "overview_chart"}, now=NOW, longest=0.01)
    assert list((tmp_path / "tmp").glob("report-*")) == []
    assert (await reporting.make({"kind": "overview_chart"}, now=NOW)).is_file()


async def test_one_that_is_killed_fails_and_the_next_is_made(reporting: Reporting, tmp_path: Path) -> None:
    job = asyncio.create_task(reporting.make({"kind": "overview_chart"}, now=NOW))
    os.kill(await child(), signal.SIGKILL)
    with pytest.raises(ReportFailed, match=r"^ended with code -9$"):
        await job
    assert list((tmp_path / "tmp").glob("report-*")) == []
    assert (await reporting.make({"kind": "overview_chart"}, now=NOW)).is_file()


async def child() -> int:
    """The process that makes the report, once it runs."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    while not (found := children.read_text().split()):
        await asyncio.sleep(0.005)
    return int(found[-1])


async def test_closing_ends_the_one_that_is_being_made(tmp_path: Path, db: Database) -> None:
    reporting = reporting_for(tmp_path, db.url)
    job = asyncio.create_task(reporting.make({"kind": "overview_chart"}, now=NOW))
    process = await child()
    await reporting.close()
    with pytest.raises(ReportFailed, match=r"^ended with code -9$"):
        await job
    with pytest.raises(ReportFailed, match=r"^the program is closing$"):
        await reporting.make({"kind": "overview_chart"}, now=NOW)
    assert not Path(f"/proc/{process}").exists()


async def test_what_an_earlier_run_left_is_cleared_and_nothing_else(reporting: Reporting, tmp_path: Path) -> None:
    mine = await reporting.make({"kind": "overview_chart"}, now=NOW)
    (tmp_path / "tmp" / "report-00000000-a").mkdir()
    (tmp_path / "tmp" / "report-00000000-a" / "report.part").touch()
    (tmp_path / "tmp" / "report-00000000-b.made").touch()
    reporting.clear()
    assert list((tmp_path / "tmp").glob("report-*")) == [mine]


async def test_a_report_without_a_place_fails_in_one_line(reporting: Reporting, tmp_path: Path) -> None:
    (tmp_path / "tmp").touch()
    with pytest.raises(ReportFailed, match=r"^no place for it: Not a directory$"):
        await reporting.make({"kind": "overview_chart"}, now=NOW)


def test_clearing_beside_a_process_that_is_removing_too_raises_nothing(reporting: Reporting, tmp_path: Path) -> None:
    left = tmp_path / "tmp" / "report-00000000-a"
    left.mkdir(parents=True)
    for number in range(3000):
        (left / f"tmp{number}").mkdir()
    other = threading.Thread(target=shutil.rmtree, args=(left,), kwargs={"ignore_errors": True})
    other.start()
    reporting.clear()
    other.join()
    assert not left.exists()


def test_a_report_whose_program_is_gone_ends_at_once(tmp_path: Path, db: Database) -> None:
    job = {
        "database_url": db.url,
        "files_dir": str(tmp_path / "files"),
        "course_dir": str(COURSE),
        "phrases_dir": str(PACKAGED / "phrases"),
        "spec": {"kind": "overview_chart", "at": NOW.isoformat()},
        "out": str(tmp_path / "report"),
    }
    asked = json.dumps(job).encode() + b"\n"
    made = subprocess.run([sys.executable, "-P", "-m", "bot.reporting"], check=False, input=asked)
    assert (made.returncode, list(tmp_path.glob("report*"))) == (ORPHANED, [])


async def test_an_export_in_this_process_tells_how_far_it_is(tmp_path: Path, db: Database) -> None:
    await registers(db, "An")
    told: list[tuple[int, int]] = []
    out = tmp_path / "ket-qua.xlsx"
    learners = await make_export(
        db.url, tmp_path / "files", load_course(COURSE), load_phrases(PACKAGED / "phrases"),
        {"format": "xlsx", "at": NOW.isoformat()}, out, lambda done, of: told.append((done, of)),
    )  # fmt: skip
    assert (learners, told, out.is_file()) == (1, [(1, 1)], True)


def test_the_running_program_does_not_carry_the_reports_libraries() -> None:
    code = (
        "import sys, bot.reporting, handlers.coordinator.export, handlers.coordinator.overview;"
        "print(sorted({'matplotlib', 'xlsxwriter', 'numpy'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert shown.stdout == "[]\n"


@pytest.mark.parametrize(
    ("errors", "line"),
    [
        ("", "ended with code 1"),
        ("Killed\n", "ended with code 1"),
        (
            "Traceback (most recent call last):\n  File x\nKeyError: 'a'\n\nDuring handling …\n\n"
            "Traceback (most recent call last):\n  File y\n    call()\n"
            "LookupError: first line\n[parameters: ('name',)]\n",
            "LookupError: first line",
        ),
    ],
)
def test_the_reason_is_the_line_that_names_the_error(errors: str, line: str) -> None:
    assert reason(errors, 1) == line
