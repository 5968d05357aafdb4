"""One archive of everything that a class has: the database and the files, each with its checksum."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bot.errors import OperatorMistake
from storage import backup as database

MANIFEST = "manifest.json"
DATABASE = "donghanh.db"
CHUNK = 1 << 20
FULL = "đĩa đã đầy"

BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, OSError, EOFError, NotImplementedError, RuntimeError)
"""What zipfile raises for archives with wrong bytes in them: also as compressed or encrypted in ways unknown to it."""

Progress = Callable[[int, int], None]
"""Told (parts done, parts in all)."""


def write(url: str, files: Path, archive: Path, *, on_progress: Progress) -> int:
    """Write the archive; the program may be running. Returns how many files are in it. Raises OperatorMistake."""
    source = database.database_path(url)
    if source is None:
        raise OperatorMistake("DONGHANH_DATABASE_URL: chỉ sao lưu được SQLite; với PostgreSQL hãy dùng pg_dump")
    if not source.exists():
        raise OperatorMistake(f"chưa có dữ liệu ở {source}")
    if archive.exists():
        raise OperatorMistake(f"{archive} đã có; hãy chọn tên khác")
    try:
        archive.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=archive.parent) as folder:
            copied, packed = Path(folder) / DATABASE, Path(folder) / "packed.zip"
            database.copy(source, copied, on_progress=lambda _done, _whole: None)
            count = _pack(packed, {DATABASE: copied, **_stored(files)}, on_progress)
            _to_disk(packed)
            packed.replace(archive)
    except OSError as refused:
        raise _unwritten(archive, refused) from None
    except database.NotCopied as failed:
        raise OperatorMistake(f"không ghi được {archive} ({FULL if failed.full else failed})") from None
    return count


def _unwritten(path: Path, refused: OSError) -> OperatorMistake:
    full = refused.errno in {errno.ENOSPC, errno.EDQUOT}
    return OperatorMistake(f"không ghi được {path} ({FULL if full else refused.strerror})")


def _to_disk(path: Path) -> None:
    """What has its name survives a power cut."""
    with path.open("rb") as written:
        os.fsync(written.fileno())


def _stored(files: Path) -> dict[str, Path]:
    """The stored files by their name in the archive; one that is being written at this moment is not among them."""
    whole = (path for path in sorted(files.glob("??/*")) if len(path.name) == hashlib.sha256().digest_size * 2)
    return {f"files/{path.parent.name}/{path.name}": path for path in whole}


def _pack(archive: Path, members: dict[str, Path], on_progress: Progress) -> int:
    sums: dict[str, str] = {}
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, (name, path) in enumerate(members.items(), 1):
            with path.open("rb") as content, packed.open(name, "w", force_zip64=True) as member:
                sums[name] = _pour(content, member.write)
            on_progress(number, len(members))
        packed.writestr(MANIFEST, json.dumps({"version": 1, "sha256": sums}, indent=1))
    return len(members) - 1


def _pour(content: IO[bytes], write: Callable[[bytes], object]) -> str:
    """Write all of the content; returns its checksum."""
    digest = hashlib.sha256()
    while chunk := content.read(CHUNK):
        digest.update(chunk)
        write(chunk)
    return digest.hexdigest()


def restore(archive: Path, url: str, files: Path, *, overwrite: bool, on_progress: Progress) -> int:
    """Put an archive's content in place, once all of it is proven whole. Returns how many files were in it.

    Raises OperatorMistake where the archive is broken, the disk is full, or something is there already and `overwrite`
    is not said; what was there before is as it was then.
    """
    target = database.database_path(url)
    if target is None:
        raise OperatorMistake("DONGHANH_DATABASE_URL: chỉ khôi phục được vào SQLite")
    if not overwrite and (target.exists() or any(files.glob("??/*"))):
        raise OperatorMistake(f"{target.parent} đã có dữ liệu; thêm --overwrite nếu chắc chắn muốn thay")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            names = _unpack(archive, Path(folder), on_progress)
            if (broken := database.fault(Path(folder) / DATABASE)) is not None:
                raise OperatorMistake(f"{archive}: cơ sở dữ liệu trong bản sao lưu bị hỏng ({broken})")
            _put(Path(folder), target, files)
    except _Unwritten as unwritten:
        raise _unwritten(target.parent, unwritten.refused) from None
    except OSError as refused:
        raise _unwritten(target.parent, refused) from None
    return len(names) - 1


class _Unwritten(Exception):
    """What was unpacked could not be written: the fault is the disk's, not the archive's."""

    def __init__(self, refused: OSError) -> None:
        super().__init__()
        self.refused = refused


def _unpack(archive: Path, folder: Path, on_progress: Progress) -> list[str]:
    """Unpack, holding every part against its checksum. Names come from the manifest and are ours alone."""
    try:
        with zipfile.ZipFile(archive) as packed:
            sums = _sums(packed)
            if DATABASE not in sums:
                raise OperatorMistake(f"{archive}: không có cơ sở dữ liệu bên trong")
            for number, (name, expected) in enumerate(sums.items(), 1):
                _extract(packed, name, folder, expected)
                on_progress(number, len(sums))
            return list(sums)
    except FileNotFoundError:
        raise OperatorMistake(f"không tìm thấy {archive}") from None
    except BROKEN as broken:
        raise OperatorMistake(f"{archive}: bản sao lưu bị hỏng ({broken})") from None


def _sums(packed: zipfile.ZipFile) -> dict[str, str]:
    manifest = json.loads(packed.read(MANIFEST))
    sums = manifest.get("sha256") if isinstance(manifest, dict) else None
    if not isinstance(sums, dict):
        raise zipfile.BadZipFile(f"không đọc được {MANIFEST}")
    return sums


def _extract(packed: zipfile.ZipFile, name: str, folder: Path, expected: str) -> None:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError(name)
    with packed.open(name) as content, _writing(path) as write:
        if _pour(content, write) != expected:
            raise ValueError(f"{name} không khớp mã kiểm tra")


@contextmanager
def _writing(path: Path) -> Iterator[Callable[[bytes], None]]:
    """A new file within the block; gives what writes to it. Raises _Unwritten."""
    with _told_apart():
        path.parent.mkdir(parents=True, exist_ok=True)
        out = path.open("wb")

    def write(chunk: bytes) -> None:
        with _told_apart():
            out.write(chunk)

    try:
        yield write
    finally:
        with _told_apart():
            out.close()


@contextmanager
def _told_apart() -> Iterator[None]:
    try:
        yield
    except OSError as refused:
        raise _Unwritten(refused) from None


def _put(folder: Path, target: Path, files: Path) -> None:
    """The files first: until the database is replaced, whole, what was there before still holds."""
    for path in _leaves(folder / "files"):
        place = files / path.relative_to(folder / "files")
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, place)
    for beside in ("", "-wal", "-shm"):  # a log left beside the old database must not be read into the new one
        Path(f"{target}{beside}").unlink(missing_ok=True)
    _to_disk(folder / DATABASE)
    (folder / DATABASE).replace(target)


def _leaves(folder: Path) -> Iterator[Path]:
    return (path for path in folder.glob("??/*") if path.is_file())
