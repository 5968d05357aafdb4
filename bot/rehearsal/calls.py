"""One call of the Bot API as it came: its method and what was sent along, whichever of the four ways it took."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import Request

from bot.rehearsal.errors import ApiError, bad_request
from bot.rehearsal.files import UPLOAD_BYTES

NOT_UTF8 = "strings must be encoded in UTF-8"
ROOM_FOR_FIELDS = 1024 * 1024
"""Bytes of a request beside its files."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    mime: str | None
    content: bytes


@dataclass(slots=True)
class Given:
    """Parameters as they came, strings or JSON values, and files by their field's name."""

    params: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def loggable(self) -> dict[str, Any]:
        """The parameters without file bytes and without the webhook's secret."""
        files = {name: {"file_name": file.name, "size": len(file.content)} for name, file in self.uploads.items()}
        secret = {"secret_token": "***"} if "secret_token" in self.params else {}
        return self.params | files | secret


async def read(request: Request) -> Given:
    """Reads query, form, multipart or JSON. Raises ApiError 413 for too much, 400 for JSON that is none."""
    if int(request.headers.get("content-length", "0")) > UPLOAD_BYTES + ROOM_FOR_FIELDS:
        raise ApiError(413, "Request Entity Too Large")
    given = Given(dict(request.query_params))
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        await _read_multipart(request, given)
    elif body := await request.body():
        given.params |= _from_json(body) if kind == "application/json" else _from_form(body)
    return given


def _from_form(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError:
        raise bad_request(NOT_UTF8) from None


def _from_json(body: bytes) -> dict[str, Any]:
    try:
        params = json.loads(body)
    except ValueError:
        params = None
    if not isinstance(params, dict):
        raise bad_request("can't parse JSON object")
    if b"\\u" in body and _has_lone_surrogate(params):
        raise bad_request(NOT_UTF8)
    return params


def _has_lone_surrogate(content: Any) -> bool:
    try:
        json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


async def _read_multipart(request: Request, given: Given) -> None:
    async with request.form(max_part_size=ROOM_FOR_FIELDS) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                given.uploads[name] = Upload(value.filename or name, value.content_type, await value.read())
            else:
                given.params[name] = value
    if any(len(upload.content) > UPLOAD_BYTES for upload in given.uploads.values()):
        raise ApiError(413, "Request Entity Too Large")
