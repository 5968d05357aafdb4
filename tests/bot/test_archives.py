"""Backup and restore: everything comes back, a broken archive changes nothing, nothing is replaced unasked."""

from __future__ import annotations

import hashlib
import json
import sqlite3
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
