"""Figure: turns a second, all of it durable, as a ratio to echoes that store nothing."""

from __future__ import annotations

from statistics import median

from tests.bench import contestants
from tests.bench.bench import Bench
from tests.bench.contestants import Peer
from tests.bench.rows import Row, at_least, told
from tests.bench.turns import WARMING, Entry, Measured, measured, peer, program

CHATS = 5_000
OURS = "ours"
PEERS = (contestants.AIOGRAM, contestants.AIOGRAM_UVLOOP, contestants.PTB, contestants.PTB_CONCURRENT)


async def rows(bench: Bench) -> list[Row]:
    """Every contestant in turn, so many times over."""
    seen: dict[str, list[Measured]] = {}
    for number in range(bench.runs):
        for name, entry in _entries(bench).items():
            run = await measured(entry, CHATS, bench.log)
            seen.setdefault(name, []).append(run)
            bench.say(
                f"run {number + 1}: {name}: {run.rate:.0f}/s; processor: bot {run.bot * 1e6:.0f} µs, "
                f"server {run.server * 1e6:.0f} µs an answer; the bot's peak {run.peak:.0f} MB"
            )
            if name == OURS:
                bench.remember("turns", run.peak)
    return _rows(seen)


def _entries(bench: Bench) -> dict[str, Entry]:
    ours = program(bench.made(CHATS + WARMING), bench.folder / "run", CHATS, bench.log)
    return {OURS: ours} | {one.name: peer(one, bench.log) for one in PEERS}


def _rows(seen: dict[str, list[Measured]]) -> list[Row]:
    aiogram = _better(seen, contestants.AIOGRAM, contestants.AIOGRAM_UVLOOP)
    return [
        at_least(f"turns/s ÷ {aiogram}", _ratios(seen, aiogram), 1.0, note=_busier(seen)),
        at_least("turns/s ÷ PTB's concurrent echo", _ratios(seen, contestants.PTB_CONCURRENT.name), 3.0),
        told("turns/s ÷ PTB's sequential echo", _ratios(seen, contestants.PTB.name)),
        told("processor a turn ÷ an echo of aiogram's", [_share(seen, aiogram)]),
        *(_rate(name, runs) for name, runs in seen.items()),
    ]


def _better(seen: dict[str, list[Measured]], one: Peer, other: Peer) -> str:
    """The faster of the two: nobody shall say that we picked the slower one."""
    return max(one.name, other.name, key=lambda name: median(run.rate for run in seen[name]))


def _ratios(seen: dict[str, list[Measured]], peer: str) -> list[float]:
    return [mine.rate / theirs.rate for mine, theirs in zip(seen[OURS], seen[peer], strict=True)]


def _share(seen: dict[str, list[Measured]], peer: str) -> float:
    return median(run.bot for run in seen[OURS]) / median(run.bot for run in seen[peer])


def _rate(name: str, runs: list[Measured]) -> Row:
    bot, server = (median(times) * 1e6 for times in ([run.bot for run in runs], [run.server for run in runs]))
    note = f"processor an answer: bot {bot:.0f} µs, server {server:.0f} µs; peak {max(run.peak for run in runs):.0f} MB"
    return told(f"{name}, answers/s", [run.rate for run in runs], unit="/s", note=note)


def _busier(seen: dict[str, list[Measured]]) -> str:
    run = seen[OURS][0]
    return f"the {'server' if run.server > run.bot else 'bot'} is the busier process"
