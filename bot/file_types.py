"""What a file is, read from its content and never from its name. Pure."""

from __future__ import annotations

import io
import re
import struct
import zipfile

UNKNOWN = "application/octet-stream"
_ZIP = "application/zip"
_OFFICE = "application/vnd.openxmlformats-officedocument"

_BEGINNINGS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The stream that tells one program's files from another's: [MS-DOC] 2.1, [MS-XLS] 2.1.2, [MS-PPT] 2.1.2.
_STREAMS = (
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)
_MEMBERS = (
    (re.compile(r"word/document\d*\.xml"), f"{_OFFICE}.wordprocessingml.document"),
    (re.compile(r"xl/workbook\d*\.xml"), f"{_OFFICE}.spreadsheetml.sheet"),
    (re.compile(r"ppt/presentation\d*\.xml"), f"{_OFFICE}.presentationml.presentation"),
)
DIRECTORY_BYTES = 1 << 20
"""The largest directory of a zip that is read: an office file's has a few kilobytes."""


def sniff(data: bytes) -> str:
    """The MIME type by content, or `application/octet-stream`."""
    for beginning, type_ in _BEGINNINGS:
        if data.startswith(beginning):
            return type_
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    if data.startswith(_OLE):
        return next((type_ for stream, type_ in _STREAMS if stream.encode("utf-16-le") in data), UNKNOWN)
    return _zipped(data) if data.startswith(b"PK\x03\x04") else UNKNOWN


def _zipped(data: bytes) -> str:
    """Which zip it is, by the names in its directory; nothing in it is unpacked."""
    if not _small_directory(data):
        return _ZIP
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error):
        return UNKNOWN
    return next((type_ for member, type_ in _MEMBERS if any(map(member.fullmatch, names))), _ZIP)


def _small_directory(data: bytes) -> bool:
    """Whether the zip's directory is small enough to read; zip64 is for larger files than ours.

    Source: APPNOTE.TXT 4.3.16 (end of central directory) and 4.3.15 (the zip64 locator, 20 bytes before it).
    """
    end = data.rfind(b"PK\x05\x06")
    if end < 0 or len(data) < end + 22:
        return False
    (size,) = struct.unpack_from("<I", data, end + 12)
    return size <= DIRECTORY_BYTES and data[max(end - 20, 0) : end][:4] != b"PK\x06\x07"
