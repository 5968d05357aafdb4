"""Serving files that were handed out by a link, and the page by which files are sent in."""

from __future__ import annotations

import mimetypes

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from bot.handouts import PATH, Expired, Handouts
from bot.web.notice_page import BUSY, notice_page
from storage import people
from storage.engine import Database, DatabaseUnavailable

SAFE = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
GONE = "Đường dẫn này đã hết hạn. Đồng chí mở lại cuộc trò chuyện và xin tệp một lần nữa."
UNKNOWN = "Không có tệp nào ở đường dẫn này. Đồng chí kiểm tra đã chép đủ đường dẫn chưa."
HEADING = "Tệp của đồng chí"


def handout_routes(db: Database, handouts: Handouts) -> list[Route]:
    """`/tep/<token>/<name>`: one person's file, while they are still with us."""

    async def give(request: Request) -> Response:
        try:
            found = await handouts.opened(request.path_params["token"])
            if found is None:
                return notice_page(HEADING, UNKNOWN, 404)
            async with db.read() as store:
                known = await people.identity_of(store, account=found.account, chat=found.chat)
        except Expired:
            return notice_page(HEADING, GONE, 410)
        except DatabaseUnavailable:
            return notice_page(HEADING, BUSY, 503)
        if known is None:
            return notice_page(HEADING, GONE, 410)
        return FileResponse(
            found.path,
            media_type=mimetypes.guess_type(found.name)[0] or "application/octet-stream",
            filename=found.name,
            content_disposition_type="inline" if found.as_photo else "attachment",
            headers=SAFE,
        )

    return [Route(f"{PATH}/{{token}}/{{name}}", give, methods=["GET"])]
