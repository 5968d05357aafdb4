"""What was sent as a file in either direction: kept on disk, found by its file_id."""

import asyncio
import hashlib
import mimetypes
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.rehearsal.errors import bad_request

PHOTO_BYTES = 10 * 1024 * 1024
DOWNLOAD_BYTES = 20 * 1024 * 1024
UPLOAD_BYTES = 50 * 1024 * 1024
UNTOLD = "application/octet-stream"
"""The MIME type of what nobody knows; a file's name may tell more."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One file: where it lies, how the Bot API calls it, and for a photo its width and height in pixels."""

    file_id: str
    unique_id: str
    path: Path
    address: str
    name: str
    mime: str
    size: int
    width: int = 0
    height: int = 0

    def photo_size(self) -> dict[str, Any]:
        """As a PhotoSize."""
        return self.file() | {"width": self.width, "height": self.height}

    def document(self) -> dict[str, Any]:
        """As a Document."""
        return {"file_name": self.name, "mime_type": self.mime} | self.file()

    def file(self) -> dict[str, Any]:
        """What every kind of file tells."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": self.size}


class Files:
    """The files under one folder, which must exist and is somebody else's to remove."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._by_id: dict[str, Stored] = {}
        self._by_address: dict[str, Stored] = {}
        self._photos: dict[str, tuple[Stored, ...]] = {}

    def get(self, file_id: str) -> Stored | None:
        """The file of that id, or None."""
        return self._by_id.get(file_id)

    def at(self, address: str) -> Stored | None:
        """The file that getFile's file_path names, or None."""
        return self._by_address.get(address)

    def photo(self, file_id: str) -> tuple[Stored, ...] | None:
        """All sizes of the photo of which `file_id` is one, smallest first, or None."""
        return self._photos.get(file_id)

    def all(self) -> list[dict[str, Any]]:
        """Every file as JSON, for `put_back`; the sizes of one photo share a `group`."""
        groups = {size.file_id: sizes[0].file_id for sizes in self._photos.values() for size in sizes}
        return [
            asdict(stored) | {"path": stored.path.name, "group": groups.get(stored.file_id)}
            for stored in self._by_id.values()
        ]

    def put_back(self, kept: list[dict[str, Any]]) -> None:
        """The files that an earlier run had in the same folder."""
        groups: dict[str, list[Stored]] = {}
        for file in kept:
            group = file.pop("group")
            stored = Stored(**file | {"path": self._folder / file["path"]})
            self._by_id[stored.file_id] = self._by_address[stored.address] = stored
            if group is not None:
                groups.setdefault(group, []).append(stored)
        for sizes in groups.values():
            self._photos.update({size.file_id: tuple(sizes) for size in sizes})

    async def add_document(self, content: bytes, name: str, mime: str | None) -> Stored:
        """Keeps a file as it is. Raises ApiError 400 for an empty one."""
        if not content:
            raise bad_request("file must be non-empty")
        told = mime if mime != UNTOLD else None
        guessed = told or mimetypes.guess_type(name)[0] or UNTOLD
        return await asyncio.to_thread(self._write, content, "documents", name, guessed)

    async def add_photo(self, content: bytes, name: str = "photo.jpg") -> tuple[Stored, ...]:
        """Keeps a picture in its sizes, smallest first. Raises ApiError 400 for what is no picture or too large."""
        if not content:
            raise bad_request("file must be non-empty")
        if len(content) > PHOTO_BYTES:
            raise bad_request(f'file "{name}" of size {len(content)} bytes is too big for a photo')
        return await asyncio.to_thread(self._write_photo, content)

    def _write_photo(self, content: bytes) -> tuple[Stored, ...]:
        from bot.rehearsal.pictures import sizes_of  # Pillow is loaded with the first picture

        mime, sizes = sizes_of(content)
        suffix = mimetypes.guess_extension(mime) or ".jpg"
        stored = tuple(
            self._write(piece, "photos", f"photo{suffix}", mime, width, height) for piece, width, height in sizes
        )
        for size in stored:
            self._photos[size.file_id] = stored
        return stored

    def _write(self, content: bytes, kind: str, name: str, mime: str, width: int = 0, height: int = 0) -> Stored:
        secret = secrets.token_urlsafe(24)
        path = self._folder / secret
        path.write_bytes(content)
        address = f"{kind}/file_{secret[:10]}{Path(name).suffix}"
        unique = hashlib.sha256(content).hexdigest()[:16]
        stored = Stored(f"Ag{secret}", unique, path, address, name, mime, len(content), width, height)
        self._by_id[stored.file_id] = self._by_address[address] = stored
        return stored
