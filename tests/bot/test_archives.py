"""Backup and restore: everything comes back, a broken archive changes nothing, nothing is replaced unasked."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot import backup
from bot.errors import OperatorMistake


class Home:
    """A class's data in a folder."""

    def __init__(self, root: Path) -> None:
        self.root, self.files = root, root / "files"
        self.database = root / "donghanh.db"
        self.url = f"sqlite+aiosqlite:///{self.database}"

    def fill(self, text: str = "chào") -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.database)) as made:
            made.execute("PRAGMA journal_mode=WAL")
            made.execute("CREATE TABLE t (x TEXT)")
            made.execute("INSERT INTO t VALUES (?)", (text,))
            made.commit()
        for content in (b"mot", b"hai" * 100_000):
            name = hashlib.sha256(content).hexdigest()
            path = self.files / name[:2] / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def content(self) -> tuple[list[tuple[str]], dict[str, bytes]]:
        with closing(sqlite3.connect(self.database)) as opened:
            rows = opened.execute("SELECT x FROM t").fetchall()
        return rows, {path.name: path.read_bytes() for path in sorted(self.files.glob("??/*"))}


def silent(_done: int, _whole: int) -> None:
    return None


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.fill()
    return made


@pytest.fixture
def archive(home: Home, tmp_path: Path) -> Path:
    path = tmp_path / "backups" / "a.zip"
    assert backup.write(home.url, home.files, path, on_progress=silent) == 2
    return path


def test_everything_comes_back(home: Home, archive: Path, tmp_path: Path) -> None:
    other, told = Home(tmp_path / "other"), []
    count = backup.restore(
        archive, other.url, other.files, overwrite=False, on_progress=lambda done, whole: told.append((done, whole))
    )
    assert (count, other.content(), told) == (2, home.content(), [(1, 3), (2, 3), (3, 3)])
    assert sorted(path.name for path in other.root.iterdir()) == ["donghanh.db", "files"]
    assert sorted(path.name for path in archive.parent.iterdir()) == ["a.zip"]


def test_a_backup_replaces_nothing(home: Home, archive: Path) -> None:
    before = archive.read_bytes()
    with pytest.raises(OperatorMistake, match=f"^{archive} đã có; hãy chọn tên khác$"):
        backup.write(home.url, home.files, archive, on_progress=silent)
    assert archive.read_bytes() == before


def test_an_upload_in_progress_is_not_in_the_backup(home: Home, tmp_path: Path) -> None:
    (home.files / "aa").mkdir(exist_ok=True)
    (home.files / "aa" / "tmpx.part").write_bytes(b"half")
    assert backup.write(home.url, home.files, tmp_path / "b.zip", on_progress=silent) == 2


def test_a_restore_replaces_nothing_unasked_and_all_when_asked(archive: Path, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    other.fill("của người khác")
    before = other.content()
    with pytest.raises(OperatorMistake, match=r"đã có dữ liệu; thêm --overwrite nếu chắc chắn muốn thay$"):
        backup.restore(archive, other.url, other.files, overwrite=False, on_progress=silent)
    assert other.content() == before
    (other.root / "donghanh.db-wal").write_bytes(b"an old log")
    backup.restore(archive, other.url, other.files, overwrite=True, on_progress=silent)
    assert other.content()[0] == [("chào",)]


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def rewritten(change: Callable[[dict[str, bytes]], None]) -> Callable[[bytes], bytes]:
    """The same archive with other members."""

    def made(content: bytes) -> bytes:
        from io import BytesIO

        with zipfile.ZipFile(BytesIO(content)) as packed:
            members = {name: packed.read(name) for name in packed.namelist()}
        change(members)
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, data in members.items():
                packed.writestr(name, data)
        return out.getvalue()

    return made


def manifest(value: object) -> Callable[[bytes], bytes]:
    return rewritten(lambda members: members.update({backup.MANIFEST: json.dumps(value).encode()}))


def broken_database(members: dict[str, bytes]) -> None:
    junk = b"no database " * 1000
    members[backup.DATABASE] = junk
    sums = json.loads(members[backup.MANIFEST])
    sums["sha256"][backup.DATABASE] = hashlib.sha256(junk).hexdigest()
    members[backup.MANIFEST] = json.dumps(sums).encode()


def climbing(members: dict[str, bytes]) -> None:
    members["../evil"] = b"x"
    sums = json.loads(members[backup.MANIFEST])
    sums["sha256"]["../evil"] = hashlib.sha256(b"x").hexdigest()
    members[backup.MANIFEST] = json.dumps(sums).encode()


BROKEN: list[Callable[[bytes], bytes]] = [
    cut,
    lambda _: b"",
    lambda _: b"not a zip",
    manifest([]),
    manifest(7),
    manifest({"sha256": []}),
    manifest({"sha256": ["donghanh.db"]}),
    manifest({"sha256": {}}),
    manifest({"version": 1}),
    rewritten(lambda members: members.__delitem__(backup.MANIFEST)),
    rewritten(lambda members: members.__delitem__(backup.DATABASE)),
    rewritten(lambda members: members.update({backup.DATABASE: members[backup.DATABASE] + b"x"})),
    rewritten(lambda members: members.update({backup.MANIFEST: b"\xff{"})),
    rewritten(broken_database),
    rewritten(climbing),
]


@pytest.mark.parametrize("breaking", BROKEN)
def test_a_broken_archive_is_refused_and_changes_nothing(
    archive: Path, tmp_path: Path, breaking: Callable[[bytes], bytes]
) -> None:
    archive.write_bytes(breaking(archive.read_bytes()))
    other = Home(tmp_path / "other")
    other.fill("của người khác")
    before = other.content()
    with pytest.raises(OperatorMistake, match=str(archive)):
        backup.restore(archive, other.url, other.files, overwrite=True, on_progress=silent)
    assert other.content() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backups", "home", "other"]


def test_whatever_byte_is_wrong_nothing_wrong_is_restored(archive: Path, home: Home, tmp_path: Path) -> None:
    whole = archive.read_bytes()
    for number, place in enumerate(range(0, len(whole), max(1, len(whole) // 150))):
        archive.write_bytes(whole[:place] + bytes([whole[place] ^ 0x5A]) + whole[place + 1 :])
        other = Home(tmp_path / f"other{number}")
        try:
            backup.restore(archive, other.url, other.files, overwrite=False, on_progress=silent)
        except OperatorMistake:
            assert not other.database.exists()
        else:
            assert other.content() == home.content()


def test_an_archive_that_is_not_there(tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    with pytest.raises(OperatorMistake, match=r"^không tìm thấy .*none\.zip$"):
        backup.restore(tmp_path / "none.zip", other.url, other.files, overwrite=False, on_progress=silent)


def test_what_cannot_be_backed_up(home: Home, tmp_path: Path) -> None:
    empty = Home(tmp_path / "empty")
    for url, out, line in [
        (empty.url, tmp_path / "x.zip", f"chưa có dữ liệu ở {empty.database}"),
        ("postgresql+asyncpg://x/y", tmp_path / "x.zip", "DONGHANH_DATABASE_URL: chỉ sao lưu được SQLite"),
        (home.url, home.database / "x.zip", f"không ghi được {home.database / 'x.zip'}"),
    ]:
        with pytest.raises(OperatorMistake) as raised:
            backup.write(url, home.files, out, on_progress=silent)
        assert str(raised.value).startswith(line)
    assert not (tmp_path / "x.zip").exists()


COMMAND = """
import resource, sys
from pathlib import Path
from bot import backup
from bot.errors import OperatorMistake
work, archive, url, files, room = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_FSIZE, (int(room), int(room)))
more = {} if work == "write" else {"overwrite": True}
order = (url, Path(files), Path(archive)) if work == "write" else (Path(archive), url, Path(files))
try:
    getattr(backup, work)(*order, on_progress=lambda done, whole: None, **more)
except OperatorMistake as mistake:
    sys.exit(str(mistake))
"""


def without_room(work: str, archive: Path, home: Home, room: int) -> str:
    """Do it in a process whose files may have so many bytes and no more; what it says."""
    given = [work, str(archive), home.url, str(home.files), str(room)]
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *given],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(backup.__file__).parents[1],
    )
    assert done.returncode == 1, done
    return done.stderr.strip()


@pytest.mark.parametrize("room", [0, 1000, 5000])
def test_a_backup_without_room_is_one_line_and_leaves_nothing(home: Home, tmp_path: Path, room: int) -> None:
    archive = tmp_path / "backups" / "a.zip"
    before = home.content()
    [told] = without_room("write", archive, home, room).splitlines()
    assert re.fullmatch(rf"không ghi được {archive} \((disk I/O error|File too large|đĩa đã đầy)\)", told)
    assert (list(archive.parent.iterdir()), home.content()) == ([], before)


@pytest.mark.parametrize("room", [0, 5000, 100_000])
def test_a_restore_without_room_is_one_line_and_changes_nothing(archive: Path, tmp_path: Path, room: int) -> None:
    other = Home(tmp_path / "other")
    other.fill("của người khác")
    before = other.content()
    [told] = without_room("restore", archive, other, room).splitlines()
    assert told == f"không ghi được {other.root} (File too large)"
    assert other.content() == before
    assert sorted(path.name for path in other.root.iterdir()) == ["donghanh.db", "files"]


def test_a_disk_without_room_is_called_by_its_name(home: Home, tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(small)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        for room in (0, 44_000):
            (small / "filler").write_bytes(bytes(room))
            noise = home.files / "aa" / ("a" * 64)
            noise.parent.mkdir(exist_ok=True)
            noise.write_bytes(os.urandom(60_000))
            with pytest.raises(OperatorMistake, match=f"^không ghi được {small / 'a.zip'} \\(đĩa đã đầy\\)$"):
                backup.write(home.url, home.files, small / "a.zip", on_progress=silent)
            assert [path.name for path in small.iterdir()] == ["filler"]
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_a_class_that_is_being_written_to_comes_back_as_of_one_moment(empty_database: Path, tmp_path: Path) -> None:
    home, other = Home(tmp_path / "home"), Home(tmp_path / "other")
    home.root.mkdir()
    home.database.write_bytes(empty_database.read_bytes())
    stop = threading.Event()
    writer = threading.Thread(target=_writes_on, args=(home.database, stop))
    writer.start()
    try:
        while not home.database.with_name("donghanh.db-wal").exists():
            time.sleep(0.01)
        backup.write(home.url, home.files, tmp_path / "a.zip", on_progress=silent)
    finally:
        stop.set()
        writer.join()
    backup.restore(tmp_path / "a.zip", other.url, other.files, overwrite=False, on_progress=silent)
    live, copied = tables(home.database), tables(other.database)
    assert copied.keys() == live.keys()
    written = len(copied["audit"])
    assert (written > 0, len(copied["told_groups"])) == (True, written), "both or neither: they are one transaction"
    assert copied == live | {name: live[name][:written] for name in ("audit", "told_groups")} | {
        "sqlite_sequence": copied["sqlite_sequence"]
    }


def _writes_on(database: Path, stop: threading.Event) -> None:
    """Commits for ever, a row of two tables at a time."""
    with closing(sqlite3.connect(database)) as live:
        live.execute("PRAGMA journal_mode=WAL")
        live.execute("PRAGMA synchronous=OFF")
        number = 0
        while not stop.is_set():
            number += 1
            live.execute(
                "INSERT INTO audit (at, action, subject, detail) VALUES ('2026-05-22', 'a', ?, '{}')", (number,)
            )
            live.execute("INSERT INTO told_groups (account, chat, told_at) VALUES ('a', ?, '2026-05-22')", (number,))
            live.commit()


def tables(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with closing(sqlite3.connect(database)) as opened:
        names = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: opened.execute(f"SELECT * FROM {name} ORDER BY rowid").fetchall() for name in names}
