"""One archive of everything that a class has: the database and the files, each with its checksum."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from bot.errors import OperatorMistake
from storage import backup as database

MANIFEST = "manifest.json"
DATABASE = "donghanh.db"
CHUNK = 1 << 20

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
            packed.replace(archive)
    except OSError as refused:
        raise OperatorMistake(f"không ghi được {archive} ({refused.strerror})") from None
    return count


def _stored(files: Path) -> dict[str, Path]:
    """The stored files by their name in the archive; one that is being written at this moment is not among them."""
    whole = (path for path in sorted(files.glob("??/*")) if len(path.name) == hashlib.sha256().digest_size * 2)
    return {f"files/{path.parent.name}/{path.name}": path for path in whole}


def _pack(archive: Path, members: dict[str, Path], on_progress: Progress) -> int:
    sums: dict[str, str] = {}
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, (name, path) in enumerate(members.items(), 1):
            with path.open("rb") as content, packed.open(name, "w", force_zip64=True) as member:
                sums[name] = _pour(content, member)
            on_progress(number, len(members))
        packed.writestr(MANIFEST, json.dumps({"version": 1, "sha256": sums}, indent=1))
    return len(members) - 1


def _pour(content: IO[bytes], into: IO[bytes] | None) -> str:
    digest = hashlib.sha256()
    while chunk := content.read(CHUNK):
        digest.update(chunk)
        if into is not None:
            into.write(chunk)
    return digest.hexdigest()


def restore(archive: Path, url: str, files: Path, *, overwrite: bool, on_progress: Progress) -> int:
    """Put an archive's content in place, once all of it is proven whole. Returns how many files were in it.

    Raises OperatorMistake where the archive is broken, or something is there already and `overwrite` is not said.
    """
    target = database.database_path(url)
    if target is None:
        raise OperatorMistake("DONGHANH_DATABASE_URL: chỉ khôi phục được vào SQLite")
    if not overwrite and (target.exists() or any(files.glob("??/*"))):
        raise OperatorMistake(f"{target.parent} đã có dữ liệu; thêm --overwrite nếu chắc chắn muốn thay")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        names = _unpack(archive, Path(folder), on_progress)
        if (broken := database.fault(Path(folder) / DATABASE)) is not None:
            raise OperatorMistake(f"{archive}: cơ sở dữ liệu trong bản sao lưu bị hỏng ({broken})")
        _put(Path(folder), target, files)
    return len(names) - 1


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
    path.parent.mkdir(parents=True, exist_ok=True)
    with packed.open(name) as content, path.open("wb") as out:
        if _pour(content, out) != expected:
            raise ValueError(f"{name} không khớp mã kiểm tra")


def _put(folder: Path, target: Path, files: Path) -> None:
    for beside in ("", "-wal", "-shm"):  # a log left beside the old database must not be read into the new one
        Path(f"{target}{beside}").unlink(missing_ok=True)
    shutil.move(folder / DATABASE, target)
    for path in _leaves(folder / "files"):
        place = files / path.relative_to(folder / "files")
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)


def _leaves(folder: Path) -> Iterator[Path]:
    return (path for path in folder.glob("??/*") if path.is_file())
