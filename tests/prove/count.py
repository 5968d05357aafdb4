"""The independent count of updates, messages and notices: plain SQL on the database file beside the server's record."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.prove.record import Record, key

ENDS = ("sent", "unreachable", "refused", "skipped", "uncertain")
NEWEST = 1 << 62


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The database file for reading, beside whoever else has it open."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        yield database


def number(path: Path, query: str, *values: object) -> int:
    """The one number that the query gives."""
    with opened(path) as database:
        return int(database.execute(query, values).fetchone()[0] or 0)


@contextmanager
def left_behind(path: Path) -> Iterator[Path]:
    """The database as a start after a kill will find it: a copy without the index of its log.

    The index that a killed process leaves in shared memory may lack the last commit, which is in the log already.
    Source: https://sqlite.org/walformat.html#recovery
    """
    with TemporaryDirectory(prefix="left-", dir=path.parent.parent) as folder:
        for file in (path, path.with_name(f"{path.name}-wal")):
            if file.exists():
                shutil.copy(file, folder)
        with closing(sqlite3.connect(Path(folder) / path.name)) as database:
            database.execute("SELECT count(*) FROM outbox")  # reads the log through
            yield Path(folder) / path.name


def in_doubt(path: Path) -> int:
    """Messages whose request was under way, by the ledger."""
    return number(path, "SELECT count(*) FROM outbox WHERE state = 'sending'")


def open_rows(path: Path, newest_in: int = NEWEST, newest_out: int = NEWEST) -> int:
    """Updates without their turn and messages without their end, up to these ids."""
    new = number(path, "SELECT count(*) FROM inbox WHERE state = 'new' AND id <= ?", newest_in)
    waits = "SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending') AND id <= ?"
    return new + number(path, waits, newest_out)


def open_by_kind(path: Path) -> str:
    """The same in words: how many of which kind."""
    with opened(path) as database:
        boxes = database.execute(
            "SELECT 'inbox', state, count(*) FROM inbox WHERE state = 'new'"
            " UNION ALL SELECT lane, state, count(*) FROM outbox WHERE state IN ('pending', 'sending') GROUP BY 1, 2"
        ).fetchall()
    return ", ".join(f"{rows} {state} {box}" for box, state, rows in boxes)


@dataclass(frozen=True, slots=True)
class Messages:
    """Messages: that arrived beyond one a row; those of them that no doubt explains, as chat and text; doubts; those
    that never arrived though their row says sent.
    """

    doubled: int
    unexplained: Sequence[tuple[str, str]]
    doubts: int
    vanished: int


def lost_updates(path: Path, record: Record) -> int:
    """Updates that the server believes delivered, and that were never processed."""
    with opened(path) as database:
        done = {row[0] for row in database.execute("SELECT update_id FROM inbox WHERE state = 'done'")}
    return len(record.confirmed() - done)


def turns_held_twice(path: Path) -> int:
    """Turns whose replies were made at more than one moment: all of a turn's are kept in one transaction, as of one."""
    twice = "SELECT turn FROM outbox WHERE turn IS NOT NULL GROUP BY turn HAVING count(DISTINCT made_at) > 1"
    return number(path, f"SELECT count(*) FROM ({twice})")


def refused(path: Path) -> int:
    """Messages that ended as refused: nobody got them, and nobody will."""
    return number(path, "SELECT count(*) FROM outbox WHERE state = 'refused'")


def messages(path: Path, record: Record) -> Messages:
    """Compare what arrived with what the ledger says. What arrived and no row names is known by what a row says."""
    delivered = record.delivered()
    with opened(path) as database:
        rows = database.execute(
            "SELECT o.chat, o.message_ref, o.state, o.doubts, coalesce(n.body, o.body), o.body ->> 'edit' FROM outbox o"
            " LEFT JOIN notices n ON n.id = o.notice_id"
        ).fetchall()
    claimed = {(chat, ref) for chat, ref, *_ in rows if ref is not None}
    open_ended: Counter[tuple[str, str]] = Counter()
    doubts: Counter[tuple[str, str]] = Counter()
    rewritten: Counter[str] = Counter()
    for chat, _, state, doubted, body, edit in rows:
        doubts[chat, _said(body)] += doubted
        rewritten[chat] += doubted * (edit is not None)
        open_ended[chat, _said(body)] += state == "uncertain"
    unnamed = [(chat, shown) for (chat, ref), shown in delivered.items() if (chat, ref) not in claimed]
    extra = Counter((chat, _meant(record, doubts, chat, shown)) for chat, shown in unnamed)
    return Messages(
        doubled=(extra - open_ended).total(),
        unexplained=_unexplained(extra, doubts, rewritten),
        doubts=doubts.total(),
        vanished=len(claimed - delivered.keys()),  # an edit names a message that arrived before it
    )


def _unexplained(
    extra: Counter[tuple[str, str]], doubts: Counter[tuple[str, str]], rewritten: Counter[str]
) -> list[tuple[str, str]]:
    """What no doubt explains. One about a row that was rewritten since may explain a text that no row has any more."""
    found, left = [], rewritten.copy()
    for chat, text in sorted((extra - doubts).elements()):
        if (chat, text) not in doubts and left[chat] > 0:
            left[chat] -= 1
        else:
            found.append((chat, text))
    return found


def _meant(record: Record, rows: Collection[tuple[str, str]], chat: str, shown: str) -> str:
    """The longest text of that chat's rows that can have become this message; itself where there is none."""
    texts = [said for whose, said in rows if whose == chat and record.shows(shown, said)]
    return max(texts, key=len, default=shown)


def _said(body: str) -> str:
    return key(json.loads(body).get("reply", {}).get("text", ""))


@dataclass(frozen=True, slots=True)
class Notices:
    """Of the notices: recipients without an end, people without their one row, people with "sent" and no message."""

    without_end: int
    without_row: int
    silent: int


def notices(path: Path, record: Record, chats: Sequence[str], texts: Sequence[str]) -> Notices:
    """Every one of `chats` must have one ended row in each of these notices, and the message where it says sent."""
    without_row = silent = 0
    marks = ", ".join("?" * len(ENDS))
    query = "SELECT count(*) FROM outbox WHERE notice_id IS NOT NULL AND state NOT IN"
    without_end = number(path, f"{query} ({marks})", *ENDS)
    with opened(path) as database:
        every = {row[0] for row in database.execute("SELECT title FROM notices WHERE kind = 'broadcast'")}
    for text in every | set(texts):
        with opened(path) as database:
            found = database.execute(
                "SELECT o.chat, o.state FROM outbox o JOIN notices n ON n.id = o.notice_id WHERE n.title = ?", (text,)
            ).fetchall()
        rows, got = Counter(chat for chat, _ in found), record.copies(text)
        without_row += sum(rows[chat] != 1 for chat in chats)
        silent += sum(state == "sent" and not got[chat] for chat, state in found)
    return Notices(without_end, without_row, silent)
