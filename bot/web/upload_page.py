"""The one-time page by which a phone sends files, and what it posts."""

from __future__ import annotations

from html import escape
from pathlib import Path

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.uploads import MOST_FILES, Sent, Uploads
from handlers.learner.reflection.accepting import ENDINGS, PAGE_BYTES
from handlers.learner.reflection.upload_link import PATH
from storage.engine import DatabaseUnavailable

STATIC = Path(__file__).with_name("static")
LARGEST_POST = 2 * PAGE_BYTES
SAFE = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
}
CLOSED = "Trang này đã dùng rồi hoặc đã quá một giờ. Đồng chí quay lại cuộc trò chuyện, gõ “nộp bài” để lấy trang mới."
BUSY = "Máy chủ đang bận. Đồng chí thử lại sau ít phút."
REASONS = {
    "type": "Tệp {name}: loại này chưa nhận được.",
    "too_large": "Tệp {name}: lớn quá mức nhận.",
    "empty": "Tệp {name} rỗng.",
    "lost": "Tệp {name} chưa tới nơi.",
    "mismatch": "Tệp {name}: nội dung không đúng với đuôi tên.",
}


def upload_routes(uploads: Uploads) -> list[BaseRoute]:
    """`/gui/<token>`: GET shows the page, POST takes files; both end with the token."""

    async def show(request: Request) -> Response:
        if await uploads.open(request.path_params["token"]) is None:
            return PlainTextResponse(CLOSED, 410, headers=SAFE)
        return HTMLResponse(_page(), headers=SAFE)

    async def take(request: Request) -> Response:
        link = await uploads.open(request.path_params["token"])
        if link is None:
            return _problem(CLOSED, 410)
        sent = await _files(request)
        if isinstance(sent, Response):
            return sent
        refused = await uploads.take(link, sent)
        if refused is None:
            return _problem(CLOSED, 410)
        if refused:
            return _problem(" ".join(REASONS[why].format(name=name) for name, why in refused), 422)
        return JSONResponse({"files": len(sent)}, headers=SAFE)

    async def answer(request: Request) -> Response:
        try:
            return await (take if request.method == "POST" else show)(request)
        except DatabaseUnavailable:
            return _problem(BUSY, 503)

    return [
        Route(f"{PATH}/{{token}}", answer, methods=["GET", "POST"]),
        Mount("/gui-static", StaticFiles(directory=STATIC)),
    ]


async def _files(request: Request) -> list[Sent] | Response:
    """The files of the form, or the answer that says what is wrong."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        return _problem("Trình duyệt này chưa gửi được. Đồng chí thử trình duyệt khác.", 411)
    if int(length) > LARGEST_POST:
        return _problem(f"Cả thảy lớn quá {LARGEST_POST >> 20} MB. Đồng chí gửi làm hai lần.", 413)
    try:
        async with request.form(max_files=MOST_FILES, max_fields=0) as form:
            given = [one for one in form.getlist("files") if isinstance(one, UploadFile)]
            if any((one.size or 0) > PAGE_BYTES for one in given):
                return _problem(f"Có tệp lớn hơn {PAGE_BYTES >> 20} MB.", 413)
            sent = [Sent(one.filename or "", await one.read()) for one in given]
    except (MultiPartException, HTTPException, ClientDisconnect):
        return _problem("Chưa nhận đủ. Đồng chí thử lại.", 400)
    return sent or _problem("Chưa có tệp nào.", 400)


def _problem(words: str, status: int) -> Response:
    return JSONResponse({"problem": words}, status, headers=SAFE)


def _page() -> str:
    endings = sorted({ending for known in ENDINGS.values() for ending in known})
    values = {
        "accept": " ".join(endings),
        "accept_input": ",".join(f".{ending}" for ending in endings),
        "most": str(PAGE_BYTES),
        "files": str(MOST_FILES),
        "megabytes": str(PAGE_BYTES >> 20),
        "names": "Word, PDF, ảnh JPG hoặc PNG",
    }
    page = (STATIC / "upload.html").read_text(encoding="utf-8")
    for name, value in values.items():
        page = page.replace(f"{{{name}}}", escape(value))
    return page
