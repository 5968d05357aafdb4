"""The one-time page by which a phone sends files, and what it posts."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from html import escape

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.uploads import MOST_FILES, Closed, Sent, Taken, Unfit, Untaken, Uploads
from bot.web.notice_page import BUSY, SAFE, STATIC, notice_page, static_files
from handlers.learner.reflection.accepting import ENDINGS, PAGE_BYTES
from handlers.learner.reflection.upload_link import PATH
from storage.engine import DatabaseUnavailable
from storage.upload_links import UploadLink

TOTAL_BYTES = 2 * PAGE_BYTES
FORM_BYTES = 1 << 20
"""What a form adds to its files, at most."""
AT_ONCE = 50
"""So many people's files may be coming in at the same time; they lie on disk meanwhile."""

NAMES = "Word, PDF, ảnh JPG hoặc PNG"
HEADING = "Gửi bài thu hoạch"
OVER = (
    "Trang này đã quá một giờ, hoặc địa chỉ chưa đủ. Đồng chí quay lại cuộc trò chuyện, gõ “nộp bài” để lấy trang mới."
)
USED = (
    "Trang này đã nhận {files} tệp vào bài và chỉ dùng một lần. Muốn gửi thêm, đồng chí quay lại cuộc trò chuyện, "
    "gõ “nộp bài” để lấy trang mới."
)
USED_AGAIN = (
    "Các tệp gửi bằng trang này đã có sẵn trong bài. Muốn gửi thêm, đồng chí quay lại cuộc trò chuyện, "
    "gõ “nộp bài” để lấy trang mới."
)
UNTAKEN = {
    "no_draft": "Tệp chưa được ghi, vì lúc này đồng chí không có bài nháp nào đang mở (bài đã nộp hoặc đã bỏ). "
    "Đồng chí quay lại cuộc trò chuyện, gõ “nộp bài” và mở bài để viết, rồi trở lại trang này gửi lại.",
    "not_now": "Tệp chưa được ghi vào bài. Đồng chí quay lại cuộc trò chuyện, gõ “nộp bài”, rồi trở lại trang này "
    "gửi lại.",
}
REASONS = {
    "type": f"Tệp {{name}}: loại này chưa nhận được. Trang này nhận {NAMES}. Nếu là ảnh, đồng chí chụp lại bằng nút "
    "Chụp ảnh.",
    "too_large": f"Tệp {{name}}: lớn hơn {PAGE_BYTES >> 20} MB.",
    "empty": "Tệp {name} rỗng.",
    "lost": "Tệp {name} chưa tới nơi.",
    "mismatch": "Tệp {name}: nội dung không đúng với đuôi tên. Nếu là ảnh, đồng chí chụp lại bằng nút Chụp ảnh.",
}
TOO_MANY = f"Mỗi lần nhiều nhất {MOST_FILES} tệp. Đồng chí bỏ bớt rồi gửi lại."
TOO_MUCH = f"Cả thảy lớn quá {TOTAL_BYTES >> 20} MB. Đồng chí bỏ bớt tệp rồi gửi lại."
TOO_LARGE = f"Có tệp lớn hơn {PAGE_BYTES >> 20} MB."
CUT = "Chưa nhận đủ. Đồng chí thử lại."
NOTHING = "Chưa có tệp nào."
NO_LENGTH = "Trình duyệt này chưa gửi được. Đồng chí thử trình duyệt khác."

_NONCE = re.compile(r"[A-Za-z0-9-]{16,64}")


def upload_routes(uploads: Uploads) -> list[BaseRoute]:
    """`/gui/<token>`: GET shows the page. `/gui/<token>/<nonce>`: POST takes files, GET says whether it did."""
    coming = asyncio.Semaphore(AT_ONCE)

    async def show(request: Request) -> Response:
        found = await uploads.open(request.path_params["token"])
        return HTMLResponse(_page(), headers=SAFE) if isinstance(found, UploadLink) else notice_page(*_over(found))

    async def told(request: Request) -> Response:
        found = await uploads.open(request.path_params["token"], _nonce(request))
        return JSONResponse({"waits": True}, headers=SAFE) if isinstance(found, UploadLink) else _ended(found)

    async def take(request: Request) -> Response:
        found = await uploads.open(request.path_params["token"], _nonce(request))
        if not isinstance(found, UploadLink):
            return _ended(found)
        if coming.locked():
            return _problem(BUSY, 503)
        async with coming:
            return await _received(uploads, found, request)

    async def answer(request: Request) -> Response:
        of_page = "nonce" not in request.path_params
        try:
            if request.method == "POST":
                return await take(request)
            return await (show if of_page else told)(request)
        except DatabaseUnavailable:
            return notice_page(HEADING, BUSY, 503) if of_page else _problem(BUSY, 503)

    return [
        Route(f"{PATH}/{{token}}", answer, methods=["GET", "POST"]),
        Route(f"{PATH}/{{token}}/{{nonce}}", answer, methods=["GET", "POST"]),
        static_files(),
    ]


def _nonce(request: Request) -> str:
    """What the page calls this sending; "" where that can't be one."""
    given: str = request.path_params.get("nonce", "")
    return given if _NONCE.fullmatch(given) else ""


async def _received(uploads: Uploads, link: UploadLink, request: Request) -> Response:
    """Take the form that comes in, or say what is wrong."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        return _problem(NO_LENGTH, 411)
    if int(length) > TOTAL_BYTES + FORM_BYTES:
        return _problem(TOO_MUCH, 413)
    try:
        async with request.form(max_files=10 * MOST_FILES, max_fields=0) as form:
            given = [one for one in form.getlist("files") if isinstance(one, UploadFile)]
            if wrong := _wrong(given):
                return wrong
            sent = [Sent(one.filename or "", one.read) for one in given]
            return _ended(await uploads.take(request.path_params["token"], link, sent, _nonce(request)))
    except (MultiPartException, HTTPException, ClientDisconnect):
        return _problem(CUT, 400)


def _wrong(given: Sequence[UploadFile]) -> Response | None:
    if not given:
        return _problem(NOTHING, 400)
    if len(given) > MOST_FILES:
        return _problem(TOO_MANY, 413)
    sizes = [one.size or 0 for one in given]
    if max(sizes) > PAGE_BYTES:
        return _problem(TOO_LARGE, 413)
    return _problem(TOO_MUCH, 413) if sum(sizes) > TOTAL_BYTES else None


def _ended(ended: Taken | Unfit | Untaken | Closed) -> Response:
    match ended:
        case Taken(files=files, again=again):
            return JSONResponse({"files": files, "again": again}, headers=SAFE)
        case Unfit(files=refused):
            return _problem(" ".join(REASONS[why].format(name=name) for name, why in refused), 422)
        case Untaken(why=why):
            return _problem(UNTAKEN[why], 409)
        case Closed():
            return _problem(_over(ended)[1], 410)


def _over(closed: Taken | Closed) -> tuple[str, str, int]:
    """What is said of a link that is open no more: heading, words, status."""
    if closed.files is None:
        return HEADING, OVER, 410
    return HEADING, USED.format(files=closed.files) if closed.files else USED_AGAIN, 410


def _problem(words: str, status: int) -> Response:
    return JSONResponse({"problem": words}, status, headers=SAFE)


def _page() -> str:
    endings = sorted({ending for known in ENDINGS.values() for ending in known})
    values = {
        "accept": " ".join(endings),
        "accept_input": ",".join(f".{ending}" for ending in endings),
        "most": str(PAGE_BYTES),
        "total": str(TOTAL_BYTES),
        "files": str(MOST_FILES),
        "megabytes": str(PAGE_BYTES >> 20),
        "whole": str(TOTAL_BYTES >> 20),
        "names": NAMES,
        "wrong_type": REASONS["type"].format(name="{name}"),
        "too_many": TOO_MANY,
    }
    page = (STATIC / "upload.html").read_text(encoding="utf-8")
    for name, value in values.items():
        page = page.replace(f"{{{name}}}", escape(value))
    return page
