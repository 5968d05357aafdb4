"""Logs: which turn a line belongs to, what an error tells, and that nothing of people is in them."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.logs import OURS, of_turn, set_up
from tests.bot.conftest import Start
from tests.bot.program import TOKEN

SetUp = Callable[[str, bool], io.StringIO]
log = logging.getLogger("bot.something")


@pytest.fixture
def written() -> Iterator[SetUp]:
    """Sets the program's own logging up and gives what it writes; pytest's handlers come back afterwards."""
    root = logging.getLogger()
    handlers, level, stderr = root.handlers[:], root.level, sys.stderr

    def begin(lowest: str, as_json: bool) -> io.StringIO:
        root.handlers = []  # else `set_up` would close pytest's
        sys.stderr = io.StringIO()
        set_up(lowest, as_json=as_json, secrets=["bimat"])
        return sys.stderr

    try:
        yield begin
    finally:
        root.handlers, sys.stderr = handlers, stderr
        root.setLevel(level)
        for ours in OURS:
            logging.getLogger(ours).setLevel(logging.NOTSET)


def test_a_line_that_a_person_reads(written: SetUp) -> None:
    out = written("INFO", False)
    log.info("đã xong %d", 3)
    log.debug("quá nhỏ")
    with of_turn(12):
        log.warning("mã là bimat, %s", TOKEN)
    log.error("hết")
    lines = [re.sub(r"^\d\d:\d\d:\d\d ", "", line) for line in out.getvalue().splitlines()]
    assert lines == [
        "INFO    bot.something: đã xong 3",
        "WARNING bot.something [turn 12]: mã là ***, ***",
        "ERROR   bot.something: hết",
    ]


def test_a_line_that_a_program_reads(written: SetUp) -> None:
    out = written("DEBUG", True)
    with of_turn(12):
        log.debug("bimat")
    log.info("sau đó")
    told = [json.loads(line) for line in out.getvalue().splitlines()]
    times = [one.pop("time") for one in told]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", time) for time in times)
    assert told == [
        {"level": "DEBUG", "name": "bot.something", "turn": 12, "message": "***"},
        {"level": "INFO", "name": "bot.something", "message": "sau đó"},
    ]


async def test_a_turn_is_its_own_tasks_and_those_that_begin_in_it(written: SetUp) -> None:
    out = written("INFO", False)

    async def hold(turn: int) -> None:
        with of_turn(turn):
            await asyncio.sleep(0)
            await asyncio.create_task(say(turn))

    async def say(turn: int) -> None:
        await asyncio.sleep(0)
        log.info("%d", turn)

    await asyncio.gather(hold(1), hold(2))
    log.info("0")
    lines = [line.partition("bot.something")[2] for line in out.getvalue().splitlines()]
    assert sorted(lines) == [" [turn 1]: 1", " [turn 2]: 2", ": 0"]


NAME = " ".join(["Nguyễn", "Văn", "Kín"])
"""Not written as it is: a traceback shows lines of code."""


def _fails(known: dict[str, int]) -> None:
    try:
        known[NAME]
    except KeyError as failed:
        raise ValueError(f"không rõ {NAME}") from failed


@pytest.mark.parametrize("as_json", [False, True])
def test_an_error_tells_its_type_and_places_but_not_what_somebody_wrote(written: SetUp, as_json: bool) -> None:
    out = written("INFO", as_json)
    try:
        _fails({})
    except ValueError:
        log.exception("hỏng rồi")
    told = out.getvalue() if not as_json else json.loads(out.getvalue())["error"]
    assert re.findall(r"^(\w+)$", told, flags=re.MULTILINE) == ["KeyError", "ValueError"]
    assert len(re.findall(r'File ".*test_logs\.py", line \d+, in _fails', told)) == 2
    assert NAME not in told


def test_the_databases_and_the_systems_words_are_told(written: SetUp, tmp_path: Path) -> None:
    out = written("INFO", False)
    try:
        with closing(sqlite3.connect(":memory:")) as empty:
            empty.execute("SELECT * FROM t")
    except sqlite3.OperationalError:
        log.exception("một")
    try:
        (tmp_path / NAME).read_text()
    except FileNotFoundError:
        log.exception("hai")
    told = [line for line in out.getvalue().splitlines() if re.match(r"\S+Error", line)]
    assert told == ["sqlite3.OperationalError: no such table: t", "FileNotFoundError: No such file or directory"]
    assert NAME not in out.getvalue()


async def test_a_turn_and_its_sends_have_one_number_and_nothing_of_the_person(start: Start, written: SetUp) -> None:
    out = written("DEBUG", False)
    async with start() as program:
        phone = await program.phone("Đặng Thị Kín", id=8_123_456_789)
        await phone.says("điều riêng tư")
        await phone.says("/loi")
        await program.quiet(2)
    lines = out.getvalue().splitlines()
    of_first = [re.sub(r"^\d\d:\d\d:\d\d |[\d.]+ ms", "", line) for line in lines if "[turn 1]" in line]
    assert of_first == [
        "DEBUG   bot.dispatch [turn 1]: 1 updates had their turn in ",
        "DEBUG   bot.delivery.sender [turn 1]: message 1 (reply): sent in ",
    ]
    assert [line.partition(" [turn 2]")[2] for line in lines if "ERROR" in line] == [": turn 2 failed"]
    assert "RuntimeError" in lines
    for kept in ("Kín", "riêng tư", str(phone.id), TOKEN, TOKEN.partition(":")[2]):
        assert [line for line in lines if kept in line] == []


async def test_at_info_a_day_without_trouble_says_little(start: Start, written: SetUp) -> None:
    out = written("INFO", False)
    async with start() as program:
        await program.learners(20)
        await program.ended(await program.notice("thông báo"))
        phone = await program.phone()
        for number in range(20):
            await phone.says(f"tin {number}")
        await program.quiet(20)
    assert len(out.getvalue().splitlines()) < 10
